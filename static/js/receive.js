// Accepting a load, or handing one over: each scan ticks its line. What is on no line is written into the list of
// extras, or said where there is none.
(function () {
  "use strict";
  var form = document.querySelector("form[data-receive]");
  if (!form) return;
  var rows = Array.prototype.slice.call(form.querySelectorAll("[data-serial]"));
  var line = form.querySelector("[data-count]");
  var extras = form.querySelector("[data-extras]");
  var unknown = form.querySelector("[data-unknown]");
  var all = form.querySelector("[data-tick-all]");

  function count() {
    var done = rows.filter(function (row) { return row.querySelector("[type=checkbox]").checked; });
    rows.forEach(function (row) { row.classList.toggle("is-found", row.querySelector("[type=checkbox]").checked); });
    line.textContent = done.length + " / " + rows.length;
  }
  function mark(text) {
    var found = window.nhFindSerial(rows, text);
    var wanted = found.serial;
    var row = found.row;
    if (!wanted) return;
    if (row) row.querySelector("[type=checkbox]").checked = true;
    else if (extras && wanted.length > 4 && extras.value.toUpperCase().indexOf(wanted) < 0) extras.value = (extras.value.trim() + "\n" + wanted).trim();
    if (unknown) {
      unknown.hidden = Boolean(row);
      unknown.textContent = row ? "" : unknown.dataset.unknown + " " + wanted;
    }
    if (window.nhScanSignal) window.nhScanSignal(Boolean(row));
    count();
  }
  form.addEventListener("change", count);
  if (all) all.addEventListener("click", function () {
    rows.forEach(function (row) { row.querySelector("[type=checkbox]").checked = true; });
    count();
  });
  form.addEventListener("nh:scanned", function (event) { mark(event.detail); event.target.value = ""; });
  form.addEventListener("keydown", function (event) {
    if (event.key !== "Enter" || !event.target.hasAttribute("data-scan-field")) return;
    event.preventDefault();
    mark(event.target.value);
    event.target.value = "";
  });
  count();
})();
