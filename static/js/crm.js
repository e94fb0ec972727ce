// New client: only the fields of the chosen kind of client are shown.
(function () {
  "use strict";
  function show(form) {
    var chosen = form.querySelector("input[name=type]:checked");
    form.querySelectorAll("[data-kinds]").forEach(function (box) {
      var fits = !chosen || box.dataset.kinds.split(" ").indexOf(chosen.value) >= 0;
      box.hidden = !fits;
    });
  }
  document.querySelectorAll("[data-crm-new]").forEach(function (form) {
    show(form);
    form.addEventListener("change", function (event) {
      if (event.target.name !== "type") return;
      show(form);
      var inn = form.elements.inn;
      if (inn && inn.value) window.htmx.trigger(inn, "change");
    });
  });
})();
