// Sets the theme before the first paint, so that a page never flashes in the other one. Loaded blocking in <head>.
(function () {
  "use strict";
  var found = document.cookie.match(/(?:^|; )nh_theme=(dark|light|auto)/);
  var choice = found ? found[1] : "dark";
  var media = window.matchMedia("(prefers-color-scheme: dark)");

  function apply(theme) {
    var shown = theme === "auto" ? (media.matches ? "dark" : "light") : theme;
    document.documentElement.setAttribute("data-bs-theme", shown);
    document.documentElement.setAttribute("data-theme-choice", theme);
    document.dispatchEvent(new CustomEvent("nh:theme", { detail: { choice: theme, shown: shown } }));
  }

  function choose(theme) {
    choice = theme;
    var secure = location.protocol === "https:" ? "; Secure" : "";
    document.cookie = "nh_theme=" + theme + "; Path=/; Max-Age=31536000; SameSite=Lax" + secure;
    apply(theme);
  }

  media.addEventListener("change", function () { if (choice === "auto") apply("auto"); });
  window.nhTheme = { choose: choose, choice: function () { return choice; } };
  apply(choice);
})();
