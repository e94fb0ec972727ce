// Inside Telegram: the way in, its theme, its viewport and its buttons. Loaded first on every page of the Mini App;
// the bridge (vendor/telegram/bridge.js) speaks with Telegram's client. In a browser all of this does nothing.
(function () {
  "use strict";
  var bridge = window.tapps && window.tapps.bridge;
  var root = document.documentElement;
  var ENTRY = "nh-mini-entry";
  var WHO = "nh-mini-who";
  var PATIENCE_MS = 8000;

  function inside() { try { return bridge.isTMA(); } catch (error) { return false; } }
  // A client that is too old for something says so by an error: the page works without it.
  function tell(method, params) { try { bridge.postEvent(method, params); return true; } catch (error) { return false; } }
  function raw() { try { return bridge.retrieveRawInitData() || ""; } catch (error) { return ""; } }
  function launched() { try { return new URLSearchParams(bridge.retrieveRawLaunchParams()); } catch (error) { return new URLSearchParams(); } }

  // Theme: Telegram's colours for the ground and the text; the tones of the product keep their contrast on both.
  function brightness(colour) {
    var parts = /^#?([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(colour || "");
    if (!parts) return null;
    return 0.299 * parseInt(parts[1], 16) + 0.587 * parseInt(parts[2], 16) + 0.114 * parseInt(parts[3], 16);
  }
  function paint(theme) {
    var light = brightness(theme.bg_color);
    if (light === null) return;
    root.setAttribute("data-bs-theme", light < 128 ? "dark" : "light");
    root.style.setProperty("--nh-mini-ground", theme.secondary_bg_color || theme.bg_color);
    root.style.setProperty("--nh-mini-surface", theme.section_bg_color || theme.bg_color);
  }
  function paintFrom(text) { try { paint(JSON.parse(text)); } catch (error) { return; } }

  // Buttons: the page's first big button as Telegram's main button, and the way back.
  var pressed = null;
  function mainButton() {
    var forms = document.querySelectorAll("form[data-verb]");
    var form = Array.prototype.filter.call(forms, function (one) { return !one.closest("[hidden]"); })[0];
    Array.prototype.forEach.call(document.querySelectorAll(".nh-mini-main"), function (one) { one.classList.remove("nh-mini-main"); });
    var button = form && form.querySelector("button[type=submit].nh-big");
    if (!button) { tell("web_app_setup_main_button", { is_visible: false }); root.classList.remove("has-main-button"); pressed = null; return; }
    var shown = tell("web_app_setup_main_button", { is_visible: true, is_active: true, text: button.textContent.trim().slice(0, 64) });
    if (!shown) return;
    root.classList.add("has-main-button");
    button.classList.add("nh-mini-main");
    pressed = function () { form.requestSubmit(button); };
  }
  function backButton() {
    var to = document.body.dataset.back;
    tell("web_app_setup_back_button", { is_visible: Boolean(to) });
    if (to) bridge.on("back_button_pressed", function () { if (!window.nhStays || !window.nhStays()) window.location.assign(to); });
  }

  // Whose pages are kept on this phone: a hash of the person's number, nothing of what Telegram told.
  function who(page) {
    var person = "";
    try { person = JSON.parse(new URLSearchParams(raw()).get("user")).id; } catch (error) { return Promise.resolve(""); }
    if (!person || !window.crypto || !crypto.subtle) return Promise.resolve("");
    return crypto.subtle.digest("SHA-256", new TextEncoder().encode(page.dataset.enter + person)).then(function (hash) {
      return Array.prototype.map.call(new Uint8Array(hash), function (byte) { return byte.toString(16).padStart(2, "0"); }).join("");
    });
  }
  function known() { try { return localStorage.getItem(WHO) || ""; } catch (error) { return ""; } }
  function forget() {
    try { localStorage.removeItem(WHO); } catch (error) { return Promise.resolve(); }
    if (!window.caches) return Promise.resolve();
    if (navigator.serviceWorker && navigator.serviceWorker.controller) navigator.serviceWorker.controller.postMessage({ forget: true });
    return caches.keys().then(function (names) {
      return Promise.all(names.filter(function (name) { return name.indexOf("nh-driver-") === 0; }).map(function (name) { return caches.delete(name); }));
    });
  }
  function remember(person) {
    return (person && person === known() ? Promise.resolve() : forget()).then(function () {
      try { localStorage.setItem(WHO, person); } catch (error) { return; }
    });
  }
  function keptPaths(name) {
    return caches.open(name).then(function (kept) { return kept.keys(); }).then(function (requests) {
      return requests.map(function (one) { return new URL(one.url).pathname; }).filter(function (path) { return path.indexOf("/tma/") === 0 && path !== window.location.pathname; });
    });
  }
  // Without signal: the pages that are kept, for the person whose they are.
  function keptPage(page) {
    return who(page).then(function (person) {
      if (!window.caches || !person || person !== known()) return forget().then(function () { return ""; });
      return caches.keys().then(function (names) { return Promise.all(names.map(keptPaths)); }).then(function (found) {
        var paths = [].concat.apply([], found);
        var wanted = new URLSearchParams(window.location.search).get("to");
        // The shortest address is that of the list.
        return paths.indexOf(wanted) < 0 ? paths.sort(function (one, other) { return one.length - other.length; })[0] || "" : wanted;
      });
    }).catch(function () { return ""; });
  }

  // The way in: what Telegram told this page is given to the server, which checks it.
  function enter(page) {
    var words = page.querySelector("[data-words]");
    var again = page.querySelector("[data-again]");
    var data = raw();
    try { sessionStorage.setItem(ENTRY, window.location.pathname); } catch (error) { again.hidden = true; }
    if (!data) {
      words.textContent = page.dataset.outside;
      page.querySelector("[data-site]").hidden = false;
      return;
    }
    again.hidden = true;
    var form = new URLSearchParams({ init_data: data, to: new URLSearchParams(window.location.search).get("to") || "" });
    var patience = new AbortController();
    var late = setTimeout(function () { patience.abort(); }, PATIENCE_MS);
    fetch(page.dataset.enter, { method: "POST", body: form, credentials: "same-origin", signal: patience.signal }).then(function (answer) {
      return answer.json().then(function (told) {
        clearTimeout(late);
        if (answer.ok) return who(page).then(remember).then(function () { window.location.replace(told.go); });
        words.textContent = told.message;
        page.querySelector("[data-site]").hidden = false;
        return forget();
      });
    }).catch(function () {
      return keptPage(page).then(function (kept) {
        if (kept) { window.location.replace(kept); return; }
        words.textContent = page.dataset.silent;
        again.hidden = false;
      });
    });
  }
  // Over: enter again by itself, once, while what Telegram told is fresh.
  function over() {
    var entry = "";
    try {
      entry = sessionStorage.getItem(ENTRY) || "";
      sessionStorage.removeItem(ENTRY);
    } catch (error) { return; }
    if (/^\/tma\/[0-9a-f-]+\/$/.test(entry) && raw()) window.location.replace(entry);
  }

  if (bridge && inside()) {
    root.classList.add("is-telegram");
    paintFrom(launched().get("tgWebAppThemeParams"));
    bridge.on("theme_changed", function (told) { paint(told.theme_params || {}); });
    bridge.on("viewport_changed", function (told) { if (told.height) root.style.setProperty("--nh-mini-height", told.height + "px"); });
    bridge.on("main_button_pressed", function () { if (pressed) pressed(); });
  }
  document.addEventListener("DOMContentLoaded", function () {
    var entry = document.getElementById("nh-mini-entry");
    if (entry) {
      entry.querySelector("[data-again] button").addEventListener("click", function () { enter(entry); });
      enter(entry);
    }
    if (document.getElementById("nh-mini-over")) over();
    if (!bridge || !inside()) return;
    tell("web_app_ready");
    tell("web_app_expand");
    tell("web_app_setup_closing_behavior", { need_confirmation: false });
    backButton();
    mainButton();
    window.nhMainButton = mainButton;
  });
})();
