// The admin follows the theme of pages, and a form that was changed after sending gets a key of its own.
(function () {
  "use strict";
  if (!window.nhTheme) return;
  // Unfold keeps its theme in localStorage (Alpine's persist writes JSON); ours is a cookie. Ours comes first.
  localStorage.setItem("adminTheme", JSON.stringify(window.nhTheme.choice()));
  document.documentElement.classList.toggle("dark", document.documentElement.dataset.bsTheme === "dark");

  new MutationObserver(function () {
    var dark = document.documentElement.classList.contains("dark");
    document.documentElement.setAttribute("data-bs-theme", dark ? "dark" : "light");
    var raw = localStorage.getItem("adminTheme");
    var chosen = raw ? JSON.parse(raw) : "dark";
    if (chosen !== window.nhTheme.choice()) window.nhTheme.choose(chosen);
  }).observe(document.documentElement, { attributes: true, attributeFilter: ["class"] });

  function renew(form) {
    var key = form && form.elements && form.elements._idempotency_key;
    if (!key) return;
    var bytes = crypto.getRandomValues(new Uint8Array(16));
    key.value = Array.prototype.map.call(bytes, function (byte) { return byte.toString(16).padStart(2, "0"); }).join("");
  }

  var sent = new WeakSet();
  // The list's form only opens a confirmation: each opening is a request of its own.
  document.addEventListener("submit", function (event) {
    if (event.target.id === "changelist-form") renew(event.target);
    sent.add(event.target);
  });
  document.addEventListener("input", function (event) {
    if (event.target.form && sent.has(event.target.form)) { renew(event.target.form); sent.delete(event.target.form); }
  });
})();
