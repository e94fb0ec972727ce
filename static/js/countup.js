// Figures that count up to their value once. The text is already there; without motion it simply stays.
// The attribute is data-count-to: Tabler answers to data-countup itself and would drop unit and language.
(function () {
  "use strict";
  var still = window.matchMedia("(prefers-reduced-motion: reduce)");
  function run(node) {
    var goal = Number(node.dataset.countTo);
    var text = node.querySelector(".nh-number") ? node.querySelector(".nh-number").firstChild : node.firstChild;
    if (still.matches || !Number.isFinite(goal) || !text || text.nodeType !== 3) return;
    var shown = text.data;
    var digits = (String(node.dataset.countTo).split(".")[1] || "").length;
    var format = new Intl.NumberFormat(document.documentElement.lang, { minimumFractionDigits: digits, maximumFractionDigits: digits });
    var start = performance.now();
    function step(now) {
      var share = Math.min(1, (now - start) / 600);
      text.data = share === 1 ? shown : format.format(goal * (1 - Math.pow(1 - share, 3))) + (/\s$/.test(shown) ? "\u00a0" : "");
      if (share < 1) requestAnimationFrame(step);
    }
    requestAnimationFrame(step);
  }
  document.addEventListener("DOMContentLoaded", function () { document.querySelectorAll("[data-count-to]").forEach(run); });
})();
