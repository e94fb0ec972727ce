// Accepting a load: each scan ticks its line; what is on no line is written into the list of extras.
(function () {
  "use strict";
  var form = document.querySelector("form[data-receive]");
  if (!form) return;
  var rows = Array.prototype.slice.call(form.querySelectorAll("[data-serial]"));
  var line = form.querySelector("[data-count]");
  var extras = form.querySelector("[data-extras]");

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
    else if (wanted.length > 4 && extras.value.toUpperCase().indexOf(wanted) < 0) extras.value = (extras.value.trim() + "\n" + wanted).trim();
    if (window.nhScanSignal) window.nhScanSignal(Boolean(row));
    count();
  }
  form.addEventListener("change", count);
  form.addEventListener("nh:scanned", function (event) { mark(event.detail); event.target.value = ""; });
  form.addEventListener("keydown", function (event) {
    if (event.key !== "Enter" || !event.target.hasAttribute("data-scan-field")) return;
    event.preventDefault();
    mark(event.target.value);
    event.target.value = "";
  });
  count();
})();
