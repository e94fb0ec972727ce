// A list that follows what others do: it asks every few seconds while somebody looks, and waits while a hand is at work.
(function () {
  "use strict";
  function work() { return document.getElementById("work"); }
  function show(id, on) { var box = document.getElementById(id); if (box) box.hidden = !on; }
  function isLive(event) { return event.detail.elt && event.detail.elt.matches && event.detail.elt.matches("[data-live]"); }

  function isTouched(control) {
    if (control.type === "hidden") return Boolean(control.value) && Boolean(control.closest("[data-signature]"));
    if (control.type === "checkbox" || control.type === "radio") return control.checked !== control.defaultChecked;
    if (control.tagName === "SELECT") {
      var options = Array.prototype.slice.call(control.options);
      return options.some(function (one) { return one.defaultSelected; }) ? options.some(function (one) { return one.selected !== one.defaultSelected; }) : control.selectedIndex > 0;
    }
    return "defaultValue" in control && control.value !== control.defaultValue;
  }
  function isBusy() {
    var box = work();
    if (box.contains(document.activeElement) || box.querySelector("details[open], form[aria-busy]")) return true;
    return Array.prototype.some.call(box.querySelectorAll("input, select, textarea"), isTouched);
  }

  document.addEventListener("htmx:beforeRequest", function (event) { if (isLive(event) && document.hidden) event.preventDefault(); });
  document.addEventListener("htmx:beforeSwap", function (event) {
    if (!isLive({ detail: { elt: event.detail.requestConfig.elt } }) || !event.detail.shouldSwap) return;
    var busy = isBusy();
    show("work-changed", busy);
    if (busy) { event.detail.shouldSwap = false; return; }
    var told = document.getElementById("work-told");
    told.textContent = "";
    setTimeout(function () { told.textContent = told.dataset.told; }, 100);
  });
  document.addEventListener("htmx:afterRequest", function (event) { if (isLive(event)) show("work-lost", event.detail.xhr.status === 0); });
  function look() { if (!document.hidden) window.htmx.trigger(document.body, "nh:look"); }
  document.addEventListener("visibilitychange", look);
  window.addEventListener("online", look);
})();
