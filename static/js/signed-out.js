// Nobody is signed in: what a driver's pages kept on this device for times without signal is forgotten.
(function () {
  "use strict";
  if (window.nhForgetKept) window.nhForgetKept();
})();
