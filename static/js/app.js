// The shell: theme and navigation buttons, search keys, toasts, progress, dialogs. No inline code anywhere.
(function () {
  "use strict";
  var $ = function (selector, root) { return (root || document).querySelector(selector); };
  var $$ = function (selector, root) { return Array.prototype.slice.call((root || document).querySelectorAll(selector)); };

  // crypto.randomUUID exists on HTTPS and localhost only; a phone in the LAN of a site gets the same from random bytes.
  function newKey() {
    var bytes = crypto.getRandomValues(new Uint8Array(16));
    return Array.prototype.map.call(bytes, function (byte) { return byte.toString(16).padStart(2, "0"); }).join("");
  }

  window.nhNewKey = newKey;

  // What a driver's pages keep for times without signal goes with the session.
  window.nhForgetKept = function () {
    if (!window.caches) return;
    caches.keys().then(function (names) {
      names.filter(function (name) { return name.indexOf("nh-driver-") === 0; }).forEach(function (name) { caches.delete(name); });
    });
    if (!navigator.serviceWorker) return;
    navigator.serviceWorker.getRegistrations().then(function (workers) { workers.forEach(function (one) { if (one.active) one.active.postMessage({ forget: true }); one.unregister(); }); });
  };
  document.addEventListener("submit", function (event) { if (event.target.matches("[data-sign-out]")) window.nhForgetKept(); });

  // Theme ------------------------------------------------------------------
  function markTheme() {
    $$("[data-theme-set]").forEach(function (button) {
      button.setAttribute("aria-pressed", String(button.dataset.themeSet === window.nhTheme.choice()));
      button.classList.toggle("active", button.dataset.themeSet === window.nhTheme.choice());
    });
  }

  // Navigation on small screens ---------------------------------------------
  var opener = null;
  function setNav(open) {
    var bar = $("#nh-sidebar");
    if (!bar) return;
    bar.classList.toggle("is-open", open);
    $$(".nh-scrim").forEach(function (scrim) { scrim.remove(); });
    $$("[data-nav-open]").forEach(function (button) { button.setAttribute("aria-expanded", String(open)); });
    if (open) {
      opener = document.activeElement;
      var scrim = document.createElement("button");
      scrim.type = "button";
      scrim.className = "nh-scrim";
      scrim.setAttribute("aria-label", bar.dataset.closeLabel || "");
      scrim.addEventListener("click", function () { setNav(false); });
      document.body.appendChild(scrim);
      var first = $("a, button", bar);
      if (first) first.focus();
    } else if (opener) {
      opener.focus();
      opener = null;
    }
  }

  // Search -------------------------------------------------------------------
  function searchHits() { return $$("#nh-search-results a"); }
  function closeSearch() {
    var box = $("#nh-search-results");
    if (box) box.textContent = "";
    var input = $("#nh-search-input");
    if (input) input.setAttribute("aria-expanded", "false");
  }
  function moveInSearch(event) {
    var hits = searchHits();
    if (!hits.length) return;
    var at = hits.indexOf(document.activeElement);
    if (event.key === "ArrowDown") { event.preventDefault(); hits[Math.min(at + 1, hits.length - 1)].focus(); }
    if (event.key === "ArrowUp") { event.preventDefault(); (at <= 0 ? $("#nh-search-input") : hits[at - 1]).focus(); }
  }

  function isTyping(node) { return node && (node.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(node.tagName)); }

  document.addEventListener("keydown", function (event) {
    var wanted = (event.key === "/" && !isTyping(event.target)) || ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k");
    if (wanted && $("#nh-search-input")) {
      event.preventDefault();
      $("#nh-search-input").focus();
      $("#nh-search-input").select();
      return;
    }
    if (event.key === "Escape") { closeSearch(); setNav(false); }
    if (event.target.closest && event.target.closest(".nh-search")) moveInSearch(event);
  });

  // Toasts -------------------------------------------------------------------
  function arm(toast) {
    var stay = toast.dataset.stay === "true";
    if (!stay) setTimeout(function () { toast.remove(); }, 7000);
  }
  function toast(message, tone) {
    var box = $("#nh-toasts");
    if (!box || !message) return;
    var item = document.createElement("div");
    item.className = "nh-toast tone-" + (tone || "neutral");
    var text = document.createElement("p");
    text.textContent = message;
    var close = document.createElement("button");
    close.type = "button";
    close.className = "btn-close";
    close.setAttribute("aria-label", box.dataset.closeLabel || "");
    close.setAttribute("data-toast-close", "");
    item.append(text, close);
    box.appendChild(item);
    arm(item);
  }
  window.nhToast = toast;

  // Dialogs --------------------------------------------------------------------
  function openDialog(id) {
    var dialog = document.getElementById(id);
    if (dialog && dialog.showModal && !dialog.open) dialog.showModal();
  }

  document.addEventListener("click", function (event) {
    var target = event.target.closest("[data-theme-set], [data-nav-open], [data-nav-close], [data-toast-close], [data-dialog-open], [data-dialog-close], [data-print], [data-copy]");
    if (!event.target.closest(".nh-search")) closeSearch();
    if (!target) return;
    if (target.dataset.themeSet) { window.nhTheme.choose(target.dataset.themeSet); markTheme(); }
    else if (target.hasAttribute("data-nav-open")) setNav(true);
    else if (target.hasAttribute("data-nav-close")) setNav(false);
    else if (target.hasAttribute("data-toast-close")) target.closest(".nh-toast").remove();
    else if (target.dataset.dialogOpen) openDialog(target.dataset.dialogOpen);
    else if (target.hasAttribute("data-dialog-close")) target.closest("dialog").close();
    else if (target.hasAttribute("data-print")) window.print();
    else if (target.dataset.copy) navigator.clipboard.writeText(target.dataset.copy).then(function () { toast(target.dataset.copied, "green"); });
  });

  // htmx: progress after a second, refusals as toasts, dialogs from fragments -----
  var running = 0;
  var timer = null;
  function progress(step) {
    running = Math.max(0, running + step);
    clearTimeout(timer);
    var bar = $("#nh-progress");
    if (!bar) return;
    if (running) timer = setTimeout(function () { bar.classList.add("is-active"); }, 1000);
    else bar.classList.remove("is-active");
  }
  document.addEventListener("htmx:beforeRequest", function () { progress(1); });
  document.addEventListener("htmx:afterRequest", function () { progress(-1); });
  ["htmx:responseError", "htmx:sendError", "htmx:timeout"].forEach(function (name) {
    document.addEventListener(name, function (event) {
      if (event.target.closest && event.target.closest("[data-quiet]")) return;
      var box = $("#nh-toasts");
      var status = event.detail.xhr ? event.detail.xhr.status : 0;
      toast(box && (box.dataset["error" + status] || (status ? box.dataset.error : box.dataset.offline)), "red");
    });
  });
  document.addEventListener("htmx:afterSwap", function (event) {
    if (event.target.id === "nh-dialog-body" && event.target.textContent.trim()) openDialog("nh-dialog");
    if (event.target.id === "nh-search-results") $("#nh-search-input").setAttribute("aria-expanded", String(searchHits().length > 0));
  });

  // Forms: a second press of a button does not send twice ---------------------------
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.method !== "post" || form.dataset.many === "true") return;
    if (form.dataset.sent === "true") { event.preventDefault(); return; }
    form.dataset.sent = "true";
    form.dataset.sentOnce = "true";
    form.setAttribute("aria-busy", "true");
    setTimeout(function () { delete form.dataset.sent; form.removeAttribute("aria-busy"); }, 8000);
  });
  document.addEventListener("htmx:afterRequest", function (event) {
    var form = event.target.closest && event.target.closest("form");
    if (form) { delete form.dataset.sent; form.removeAttribute("aria-busy"); }
  });
  // A form changed after it was sent is a new request: it gets a key of its own. An unchanged one keeps its key.
  document.addEventListener("input", function (event) {
    var form = event.target.form;
    if (!form || form.dataset.sentOnce !== "true") return;
    var key = form.elements._idempotency_key;
    if (key && event.target !== key) { key.value = newKey(); delete form.dataset.sentOnce; }
  });
  document.addEventListener("htmx:configRequest", function (event) {
    if (event.detail.verb === "get") return;
    var token = $("meta[name='csrf-token']");
    if (token) event.detail.headers["X-CSRFToken"] = token.content;
    if (!event.detail.parameters._idempotency_key) event.detail.headers["Idempotency-Key"] = newKey();
  });
  window.addEventListener("pageshow", function () { $$("form[data-sent]").forEach(function (form) { delete form.dataset.sent; }); });

  document.addEventListener("DOMContentLoaded", function () {
    markTheme();
    $$(".nh-toast").forEach(arm);
    var wrong = $("[aria-invalid='true']");
    if (wrong) wrong.focus();
  });
  document.addEventListener("nh:theme", markTheme);
})();
