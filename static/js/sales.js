// Sales: the part of a form that fits what is chosen (a new client at a conversion, a reason for a lost deal).
(function () {
  "use strict";
  function convert(form) {
    var known = form.querySelector("input[name=client]:checked");
    var box = form.querySelector("[data-sales-new-client]");
    if (box) box.hidden = Boolean(known && known.value);
  }
  function move(form) {
    var stage = form.querySelector("input[name=stage]:checked");
    form.querySelectorAll("[data-for]").forEach(function (box) {
      box.hidden = !stage || stage.dataset.kind !== box.dataset.for;
    });
  }
  function fit(root) {
    root.querySelectorAll("[data-sales-convert]").forEach(convert);
    root.querySelectorAll("[data-sales-move]").forEach(move);
  }
  document.addEventListener("change", function (event) {
    var form = event.target.form;
    if (!form) return;
    if (form.hasAttribute("data-sales-convert")) convert(form);
    if (form.hasAttribute("data-sales-move")) move(form);
  });
  document.addEventListener("htmx:afterSwap", function (event) { fit(event.target); });
  fit(document);
})();
