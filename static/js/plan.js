// The plan by keyboard: one stop of the Tab key, arrows walk to the nearest unit in that direction. Without this file
// every unit is a link of its own.
(function () {
  "use strict";
  function box(link) {
    var rect = link.firstElementChild;
    return { x: Number(rect.getAttribute("x")), y: Number(rect.getAttribute("y")) };
  }
  function nearest(links, from, key) {
    var here = box(from), best = null, least = Infinity;
    var sideways = key === "ArrowLeft" || key === "ArrowRight";
    var forward = key === "ArrowRight" || key === "ArrowDown" ? 1 : -1;
    links.forEach(function (link) {
      if (link === from) return;
      var there = box(link);
      var along = (sideways ? there.x - here.x : there.y - here.y) * forward;
      var across = Math.abs(sideways ? there.y - here.y : there.x - here.x);
      if (along <= 0) return;
      var far = along + 4 * across;
      if (far < least) { least = far; best = link; }
    });
    return best;
  }
  document.querySelectorAll("[data-plan]").forEach(function (plan) {
    var links = Array.prototype.slice.call(plan.querySelectorAll("a"));
    links.forEach(function (link, at) { if (at) link.setAttribute("tabindex", "-1"); });
    plan.addEventListener("keydown", function (event) {
      var from = event.target.closest("a");
      if (!from || !/^Arrow|^Home$|^End$/.test(event.key)) return;
      var next = event.key === "Home" ? links[0] : event.key === "End" ? links[links.length - 1] : nearest(links, from, event.key);
      event.preventDefault();
      if (!next) return;
      from.setAttribute("tabindex", "-1");
      next.setAttribute("tabindex", "0");
      next.focus();
    });
  });
})();
