// Keeps a driver's pages for when there is no signal. Its address lies beside these pages, so that it sees no others.
// The address also tells whose pages they are, where they are (on the site, or inside Telegram with the way in) and of
// which build: for anybody else, and after an update, all is new.
(function () {
  "use strict";
  var NAME = "nh-driver-";
  var PATIENCE_MS = 4000;
  var asked = new URL(self.location.href).searchParams;
  var KEPT = NAME + asked.get("person") + "-" + asked.get("version");
  var ASSETS = asked.get("assets");
  var LIST = asked.get("list");
  var ENTRY = asked.get("entry");
  // A name with the hash of its content never changes what it holds.
  var HASHED = /\.[0-9a-f]{12}\.\w+$/;

  function isTask(address) {
    var path = address.pathname;
    return path === LIST || (path.indexOf(LIST) === 0 && /^[0-9a-f-]{36}\/$/.test(path.slice(LIST.length)));
  }
  function isEntry(address) { return Boolean(ENTRY) && address.pathname === ENTRY; }
  function isPage(address) { return isTask(address) || isEntry(address); }
  function isAsset(address) { return address.pathname.indexOf(ASSETS) === 0; }
  // A page is known by its path: what stands behind it, such as what Telegram told the way in, is never kept.
  function nameOf(address) { return isPage(address) ? address.origin + address.pathname : address.href.split("#")[0]; }
  function isHere(address) { return address.origin === self.location.origin; }
  // What was asked for before everything was forgotten is not kept when it comes.
  var turn = 0;
  function forget() {
    turn += 1;
    return caches.keys().then(function (names) {
      return Promise.all(names.filter(function (name) { return name.indexOf(NAME) === 0; }).map(function (name) { return caches.delete(name); }));
    });
  }

  // Only what was really answered to this person is kept: no redirect to the sign-in page, no refusal.
  function keep(address, answer, begun) {
    if (begun !== turn) return Promise.resolve();
    if (answer.type === "opaqueredirect" || answer.redirected) return forget();
    var copy = answer.clone();
    return caches.open(KEPT).then(function (kept) {
      if (answer.ok) return kept.put(address, copy);
      return answer.status === 403 || answer.status === 404 ? kept.delete(address) : null;
    });
  }
  function known(address) { return caches.open(KEPT).then(function (kept) { return kept.match(address); }); }

  // The network first; what is kept when there is none, or when it keeps the driver waiting.
  function answer(event, address) {
    var begun = turn;
    var network = fetch(event.request).then(function (found) {
      // The way in is kept as it is for everybody, by fetchKept: an answer to somebody may say where to go.
      if (!isEntry(new URL(address))) event.waitUntil(keep(address, found.clone(), begun));
      return found;
    });
    return known(address).then(function (kept) {
      if (!kept) return network;
      if (isAsset(new URL(address)) && HASHED.test(address)) { network.catch(function () {}); return kept; }
      var late = new Promise(function (resolve) { setTimeout(resolve, PATIENCE_MS, kept); });
      return Promise.race([network.catch(function () { return kept; }), late]);
    });
  }

  // Pages that were not opened yet, with what they need.
  function fetchKept(address) {
    var begun = turn;
    return known(address).then(function (kept) {
      if (kept && HASHED.test(address)) return null;
      return fetch(address, { credentials: "same-origin", redirect: "manual" }).then(function (found) {
        var copy = found.clone();
        return keep(address, found, begun).then(function () { return found.ok ? copy : null; });
      });
    });
  }
  function needs(text, base, pattern) {
    var found = [];
    text.replace(pattern, function (_all, path) { var one = new URL(path, base); if (isHere(one) && isAsset(one)) found.push(one.href.split("#")[0]); return ""; });
    return found;
  }
  function keepAsset(address) {
    // The reader of codes brings its own program; a browser with a reader of its own asks for neither.
    if (/\/barcode-detector\.[^/]*js$/.test(address)) {
      if (self.BarcodeDetector) return null;
      return fetchKept(address).then(function () { return fetchKept(new URL("zxing_reader.wasm", address).href); });
    }
    return fetchKept(address).then(function (found) {
      if (!found || !/\.css$/.test(address)) return null;
      return found.text().then(function (text) {
        return Promise.all(needs(text, address, /url\(["']?([^"')]+\.woff2[^"')]*)["']?\)/g).map(fetchKept));
      });
    });
  }
  function keepPage(address) {
    return fetchKept(address).then(function (found) {
      if (!found) return null;
      return found.text().then(function (text) {
        return Promise.all(needs(text, address, /(?:src|href|data-library)="([^"]+)"/g).map(keepAsset));
      });
    });
  }
  function drop(wanted) {
    return caches.open(KEPT).then(function (kept) {
      return kept.keys().then(function (requests) {
        return Promise.all(requests.filter(function (one) { return isPage(new URL(one.url)) && wanted.indexOf(one.url) < 0; }).map(function (one) { return kept.delete(one); }));
      });
    });
  }

  self.addEventListener("install", function () { self.skipWaiting(); });
  self.addEventListener("activate", function (event) {
    event.waitUntil(caches.keys().then(function (names) {
      return Promise.all(names.filter(function (name) { return name.indexOf(NAME) === 0 && name !== KEPT; }).map(function (name) { return caches.delete(name); }));
    }).then(function () { return self.clients.claim(); }));
  });
  self.addEventListener("fetch", function (event) {
    var address = new URL(event.request.url);
    if (event.request.method !== "GET" || !isHere(address)) return;
    if (event.request.mode === "navigate" ? isPage(address) : isAsset(address)) event.respondWith(answer(event, nameOf(address)));
  });
  self.addEventListener("message", function (event) {
    if (event.data.forget) { event.waitUntil(forget()); return; }
    var begun = turn;
    var told = (event.data.pages || []).map(function (one) { return new URL(one); });
    var own = [LIST, ENTRY].filter(Boolean).map(function (path) { return new URL(path, self.location.href); });
    var pages = told.concat(own).filter(function (one) { return isHere(one) && isPage(one); }).map(nameOf);
    pages = pages.filter(function (one, place) { return pages.indexOf(one) === place; });
    var done = pages.reduce(function (before, one) { return before.then(function () { return begun === turn ? keepPage(one) : null; }); }, Promise.resolve());
    event.waitUntil(done.then(function () { return event.data.all && begun === turn ? drop(pages) : null; }).catch(function () {}));
  });
})();
