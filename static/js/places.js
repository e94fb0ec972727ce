// The map of a site: the address of a place (#rack-…, #node-…, #room-…) opens its shelves.
(function () {
  "use strict";
  function open() {
    var place = location.hash && document.getElementById(location.hash.slice(1));
    // Of a node or room only its own shelves, not those of the racks in it.
    var fold = place && place.querySelector(":scope > .nh-fold, :scope > .card-body > .nh-fold");
    if (fold) fold.open = true;
  }
  document.addEventListener("DOMContentLoaded", open);
  window.addEventListener("hashchange", open);
})();
