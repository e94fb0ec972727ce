// Finds rows of a table that is shown whole: <input data-find-rows="id of the table">, by what stands in a row.
(function () {
  "use strict";
  document.addEventListener("input", function (event) {
    var table = event.target.dataset && document.getElementById(event.target.dataset.findRows);
    if (!table) return;
    var wanted = event.target.value.trim().toUpperCase();
    Array.prototype.forEach.call(table.tBodies[0].rows, function (row) { row.hidden = row.textContent.toUpperCase().indexOf(wanted) < 0; });
  });
})();
