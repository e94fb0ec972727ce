// Lists: selection, the bulk bar, and the confirmation dialog that carries the selection.
(function () {
  "use strict";
  function boxes(list) { return Array.prototype.slice.call(list.querySelectorAll("input[name='selected']")); }
  function chosen(list) { return boxes(list).filter(function (box) { return box.checked; }); }

  function refresh(list) {
    var bar = list.querySelector("[data-bulk-bar]");
    var master = list.querySelector("[data-select-all]");
    var count = chosen(list).length;
    var total = boxes(list).length;
    if (!bar) return;
    var whole = bar.querySelector("[data-bulk-all]");
    if (count < total && whole) whole.checked = false;
    bar.hidden = count === 0;
    bar.querySelector("[data-bulk-count]").textContent = whole && whole.checked ? whole.dataset.total : String(count);
    if (master) { master.checked = count > 0 && count === total; master.indeterminate = count > 0 && count < total; }
    var offer = bar.querySelector("[data-bulk-offer]");
    if (offer) offer.hidden = count < total;
  }

  document.addEventListener("change", function (event) {
    var list = event.target.closest("[data-list]");
    if (!list) return;
    if (event.target.matches("[data-select-all]")) boxes(list).forEach(function (box) { box.checked = event.target.checked; });
    if (event.target.matches("[data-select-all], input[name='selected'], [data-bulk-all]")) refresh(list);
  });

  document.addEventListener("click", function (event) {
    if (!event.target.closest("[data-bulk-clear]")) return;
    var list = event.target.closest("[data-list]");
    boxes(list).forEach(function (box) { box.checked = false; });
    refresh(list);
  });

  // The dialog arrives without the selection (it may be long): add it as hidden fields before sending.
  document.addEventListener("htmx:configRequest", function (event) {
    var form = event.target.closest && event.target.closest("form[data-bulk-form]");
    if (!form || event.detail.verb !== "post") return;
    var list = document.querySelector("[data-list]");
    if (form.dataset.all === "true" || !list) return;
    event.detail.parameters.selected = chosen(list).map(function (box) { return box.value; });
  });

  document.addEventListener("htmx:configRequest", function (event) {
    var button = event.target.closest && event.target.closest("[data-bulk-open]");
    if (!button) return;
    var list = button.closest("[data-list]");
    var whole = list.querySelector("[data-bulk-all]");
    if (whole && whole.checked) event.detail.parameters.all = "1";
    else event.detail.parameters.count = String(chosen(list).length);
  });

  // A button that leads to a page with the chosen rows: they are sent as a form, since an address holds too few.
  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-bulk-page]");
    if (!button) return;
    var list = button.closest("[data-list]");
    var whole = list.querySelector("[data-bulk-all]");
    var form = document.createElement("form");
    function add(name, value) {
      var input = document.createElement("input");
      input.type = "hidden";
      input.name = name;
      input.value = value;
      form.appendChild(input);
    }
    form.method = "post";
    form.action = button.dataset.bulkPage;
    add("csrfmiddlewaretoken", document.querySelector("meta[name='csrf-token']").content);
    add("_idempotency_key", window.nhNewKey());
    add("bulk", button.dataset.bulkKey);
    if (whole && whole.checked) add("all", "1");
    else chosen(list).forEach(function (box) { add("selected", box.value); });
    document.body.appendChild(form);
    form.submit();
    form.remove();
  });

  document.addEventListener("htmx:afterSettle", function () {
    Array.prototype.forEach.call(document.querySelectorAll("[data-list]"), refresh);
  });
})();

// The column chooser writes the ticked columns into one parameter.
document.addEventListener("htmx:configRequest", function (event) {
  "use strict";
  var form = event.target.closest && event.target.closest("form[data-column-form]");
  if (!form) return;
  var ticked = Array.prototype.filter.call(form.querySelectorAll("[data-column]"), function (box) { return box.checked; });
  event.detail.parameters.columns = ticked.map(function (box) { return box.value; }).join(",");
});

// Filters that are not set stay out of the address.
document.addEventListener("htmx:configRequest", function (event) {
  "use strict";
  if (event.detail.verb !== "get" || !event.target.closest || !event.target.closest("[data-list]")) return;
  Object.keys(event.detail.parameters).forEach(function (name) {
    if (event.detail.parameters[name] === "") delete event.detail.parameters[name];
  });
});
