// Language switch: keeps what is typed. Values go to sessionStorage, the page comes back in the other language
// and they are put back. Passwords, files, one-time codes and hidden fields are never kept.
(function () {
  "use strict";
  var KEY = "nh-typed:" + location.pathname;
  var SECRET = /passw|secret|token|otp|code|cvv|passport/i;

  function keeps(field) {
    if (!field.name || field.disabled || field.closest("[data-no-keep], .nh-language")) return false;
    if (/^(password|file|hidden|submit|button|reset|image)$/.test(field.type)) return false;
    if (/one-time-code|password|cc-/.test(field.autocomplete || "")) return false;
    return !SECRET.test(field.name);
  }

  function fields() {
    return Array.prototype.filter.call(document.querySelectorAll("main input, main textarea, main select"), keeps);
  }

  function read(field) {
    if (field.type === "checkbox" || field.type === "radio") return field.checked;
    if (field.multiple) return Array.prototype.map.call(field.selectedOptions, function (option) { return option.value; });
    return field.value;
  }

  function write(field, value) {
    if (field.type === "checkbox" || field.type === "radio") field.checked = value === true;
    else if (field.multiple) Array.prototype.forEach.call(field.options, function (option) { option.selected = value.indexOf(option.value) >= 0; });
    else field.value = value;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function keyOf(field, at) {
    var choice = field.type === "checkbox" || field.type === "radio" ? "=" + field.value : "";
    return (field.form && field.form.id ? field.form.id : "") + "/" + field.name + choice + "/" + at;
  }

  function each(call) {
    var seen = {};
    fields().forEach(function (field) {
      var name = field.name + (field.type === "radio" || field.type === "checkbox" ? field.value : "");
      seen[name] = (seen[name] || 0) + 1;
      call(field, keyOf(field, seen[name]));
    });
  }

  document.addEventListener("submit", function (event) {
    if (!event.target.classList.contains("nh-language")) return;
    var kept = {};
    each(function (field, key) { kept[key] = read(field); });
    sessionStorage.setItem(KEY, JSON.stringify(kept));
  });

  document.addEventListener("DOMContentLoaded", function () {
    var raw = sessionStorage.getItem(KEY);
    if (!raw) return;
    sessionStorage.removeItem(KEY);
    var kept = JSON.parse(raw);
    each(function (field, key) { if (key in kept && kept[key] !== read(field)) write(field, kept[key]); });
  });
})();
