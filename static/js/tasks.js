// A driver's phone: steps are put into a queue on the phone with a key each and sent when there is signal.
// The server applies a key once, so that sending again is harmless; what it refuses is kept and shown as a conflict.
(function () {
  "use strict";
  var STORE = "steps";
  var RETRY_MS = 15000;
  var page = document.getElementById("nh-task");
  var board = document.getElementById("nh-queue");
  var sending = false;
  var signedOut = false;
  // Steps of this page that were sent while something else was being filled in, so that it was not shown anew.
  var applied = [];
  var NOT_LOADED = ["missing", "refused"];

  // Storage -----------------------------------------------------------------
  function open() {
    return new Promise(function (resolve, reject) {
      var asked = indexedDB.open("nh-driver", 1);
      asked.onupgradeneeded = function () { asked.result.createObjectStore(STORE, { keyPath: "order", autoIncrement: true }); };
      asked.onsuccess = function () { resolve(asked.result); };
      asked.onerror = function () { reject(asked.error); };
    });
  }
  function work(mode, run) {
    return open().then(function (base) {
      return new Promise(function (resolve, reject) {
        var deal = base.transaction(STORE, mode);
        var asked = run(deal.objectStore(STORE));
        deal.oncomplete = function () { base.close(); resolve(asked && asked.result); };
        deal.onerror = function () { base.close(); reject(deal.error); };
      });
    });
  }
  // Steps of another person who works on this phone wait for that person.
  function isMine(step) { return !step.person || !board || step.person === board.dataset.person; }
  function all() {
    return work("readonly", function (store) { return store.getAll(); }).then(function (steps) { return steps.filter(isMine); });
  }
  function put(step) { return work("readwrite", function (store) { return store.put(step); }); }
  function remove(order) { return work("readwrite", function (store) { return store.delete(order); }); }

  // Sending -------------------------------------------------------------------
  function body(step) {
    var form = new FormData();
    form.append("step", JSON.stringify(step.told));
    (step.photos || []).forEach(function (photo) { form.append(photo.name, photo.blob, photo.name + ".jpg"); });
    return form;
  }
  function meta(root) { return root.querySelector("meta[name='csrf-token']"); }
  // A page from before a new session carries an old token: the server's own page has the new one.
  function renewToken() {
    return fetch(board.dataset.list, { credentials: "same-origin" }).then(function (answer) { return answer.text(); }).then(function (text) {
      var fresh = meta(new DOMParser().parseFromString(text, "text/html"));
      if (fresh && meta(document)) meta(document).content = fresh.content;
      return Boolean(fresh && fresh.content);
    }).catch(function () { return false; });
  }
  // A step may be sent from the site and from inside Telegram: from each by its own way.
  function wayOf(step) { return board.dataset.list + /[0-9a-f-]{36}/.exec(step.url)[0] + "/step/"; }
  function send(step, again) {
    return fetch(wayOf(step), {
      method: "POST",
      body: body(step),
      credentials: "same-origin",
      headers: { "X-CSRFToken": meta(document) ? meta(document).content : "", "Idempotency-Key": step.told.key, "X-Requested-With": "XMLHttpRequest" },
    }).then(function (answer) {
      // A way that led elsewhere, or a page instead of an answer, is no word of the server's: the step stays.
      var isAnswer = /json/.test(answer.headers.get("Content-Type") || "");
      if (answer.status === 401 || answer.redirected) { signedOut = true; return "signed-out"; }
      if (answer.ok) return isAnswer ? remove(step.order).then(function () { return "done"; }) : "later";
      if (answer.status === 403 && !again && !isAnswer) {
        return renewToken().then(function (renewed) { return renewed ? send(step, true) : "later"; });
      }
      if (answer.status >= 400 && answer.status < 500 && answer.status !== 408 && answer.status !== 429) {
        return answer.json().catch(function () { return {}; }).then(function (told) {
          step.conflict = told.message || board.dataset.refused;
          return put(step).then(function () { return "conflict"; });
        });
      }
      return "later";
    }, function () { return "later"; });
  }
  // One after the other, in the order in which they were done; a movement with a conflict waits, others go on.
  function flush() {
    if (sending) return Promise.resolve();
    sending = true;
    signedOut = false;
    var moved = false;
    return all().then(function (steps) {
      var stuck = {};
      return steps.reduce(function (before, step) {
        return before.then(function () {
          if (step.conflict || stuck[step.url] || stuck.all) { stuck[step.url] = true; return null; }
          return send(step).then(function (said) {
            if (said === "done") { moved = true; applied.push(step); }
            else if (said === "conflict") stuck[step.url] = true;
            else stuck.all = true;
          });
        });
      }, Promise.resolve());
    }).then(function () { sending = false; return show(); }, function () { sending = false; return show(); })
      .then(function () { if (moved && page && !isFilled()) window.location.reload(); });
  }
  // Whether something is being filled in that a reload would lose.
  function isFilled() {
    return Array.prototype.some.call(document.querySelectorAll("form[data-verb]"), function (form) {
      if (form.closest("[hidden]")) return false;
      if (form.dataset.extras || shownRows(form).some(function (row) { return row.dataset.scanned === "1"; })) return true;
      return Array.prototype.some.call(form.elements, function (field) { return field.type !== "submit" && field.type !== "button" && !field.closest("[data-serial][hidden]") && Boolean(field.value); });
    });
  }

  // What waits ------------------------------------------------------------------
  function show() {
    if (!board) return Promise.resolve();
    return all().then(function (steps) {
      reflect(steps);
      board.textContent = "";
      board.hidden = !steps.length && navigator.onLine;
      if (!navigator.onLine) {
        var note = document.createElement("p");
        note.className = "nh-alert tone-neutral mb-0";
        note.textContent = board.dataset.offline;
        board.appendChild(note);
      }
      if (signedOut && steps.length) {
        var over = document.createElement("p");
        over.className = "nh-alert tone-red mb-0";
        var enter = document.createElement("a");
        enter.href = board.dataset.enter;
        enter.textContent = board.dataset.signedOut;
        over.appendChild(enter);
        board.appendChild(over);
      }
      steps.forEach(function (step) {
        var row = document.createElement("div");
        row.className = "nh-alert " + (step.conflict ? "tone-red" : "tone-amber");
        var text = document.createElement("p");
        text.className = "mb-0";
        text.textContent = step.title + ": " + (step.conflict || board.dataset.waiting);
        row.appendChild(text);
        if (step.conflict) {
          var again = button(board.dataset.again, function () { delete step.conflict; put(step).then(flush); });
          var drop = button(board.dataset.drop, function () { if (window.confirm(board.dataset.dropAsk)) remove(step.order).then(show); });
          row.append(again, drop);
        }
        board.appendChild(row);
      });
    });
  }
  function button(text, press) {
    var made = document.createElement("button");
    made.type = "button";
    made.className = "btn btn-sm btn-quiet";
    made.textContent = text;
    made.addEventListener("click", press);
    return made;
  }

  // This page as it will be once what waits is applied: what was picked up without signal can be handed over.
  function uidOf(address) { return /[0-9a-f-]{36}/.exec(address)[0]; }
  function shownRows(form) { return Array.prototype.filter.call(form.querySelectorAll("[data-serial]"), function (row) { return !row.hidden; }); }
  function loadedBy(step) {
    var left = (step.told.discrepancies || []).filter(function (seen) { return NOT_LOADED.indexOf(seen.kind) >= 0; }).map(function (seen) { return seen.serial; });
    var other = (step.told.discrepancies || []).filter(function (seen) { return seen.kind === "other_serial"; }).map(function (seen) { return seen.serial; });
    return (step.told.serials || []).concat(other).filter(function (serial, place, every) { return left.indexOf(serial) < 0 && every.indexOf(serial) === place; });
  }
  function saidBy(step) { return (step.told.serials || []).concat((step.told.discrepancies || []).filter(function (seen) { return seen.kind !== "damaged"; }).map(function (seen) { return seen.serial; })); }
  function reflect(steps) {
    if (!page) return;
    var here = applied.concat(steps).filter(function (step) { return !step.conflict && step.told && step.told.verb && uidOf(step.url) === uidOf(page.dataset.step); });
    var pick = document.querySelector("form[data-verb='pick_up']");
    var over = document.getElementById("nh-loaded");
    var leave = document.querySelector("form[data-verb='leave_behind']");
    var isLeft = here.some(function (step) { return step.told.verb === "leave_behind"; });
    var said = [], loaded = [], isHanded = false;
    here.forEach(function (step) {
      if (step.told.verb === "pick_up") { said = said.concat(saidBy(step)); loaded = loaded.concat(loadedBy(step)); if (loadedBy(step).length) isHanded = false; }
      if (step.told.verb === "hand_over") isHanded = true;
    });
    if (pick) {
      Array.prototype.forEach.call(pick.querySelectorAll("[data-serial]"), function (row) { row.hidden = isLeft || said.indexOf(row.dataset.serial) >= 0; });
      pick.closest("section").hidden = !shownRows(pick).length;
      if (leave) leave.closest("details").hidden = !shownRows(pick).length;
      count(pick, "");
    }
    if (over) {
      var list = over.querySelector("ul");
      Array.prototype.forEach.call(list.querySelectorAll("[data-queued]"), function (row) { row.remove(); });
      loaded.forEach(function (serial) {
        var row = document.createElement("li");
        row.dataset.queued = "1";
        row.className = "nh-mono";
        row.textContent = serial;
        list.appendChild(row);
      });
      over.hidden = !list.children.length;
      over.querySelector("[data-number]").textContent = list.children.length;
      var hand = over.querySelector("form[data-verb='hand_over']");
      var done = over.querySelector("[data-handed]");
      if (hand) hand.hidden = isHanded || Boolean(done && !loaded.length);
      if (done) done.hidden = Boolean(loaded.length);
    }
    if (window.nhMainButton) window.nhMainButton();
  }

  // A step of this page ------------------------------------------------------------
  function key() {
    if (crypto.randomUUID) return crypto.randomUUID();
    var bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    var hex = Array.prototype.map.call(bytes, function (byte) { return byte.toString(16).padStart(2, "0"); }).join("");
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
  }
  function collect(form) {
    var told = { verb: form.dataset.verb, key: key(), at: new Date().toISOString() };
    var photos = [];
    if (told.verb === "pick_up") {
      told.serials = shownRows(form).filter(function (row) { return row.dataset.scanned === "1"; }).map(function (row) { return row.dataset.serial; });
      told.serials = told.serials.concat((form.dataset.extras || "").split(" ").filter(Boolean));
      told.discrepancies = [];
      shownRows(form).forEach(function (row) {
        var kind = row.querySelector("select").value;
        if (!kind) return;
        var number = told.discrepancies.length;
        told.discrepancies.push({ kind: kind, serial: row.dataset.serial, serial_seen: row.querySelector("[data-seen]").value, note: row.querySelector("[data-note]").value });
        Array.prototype.forEach.call(row.querySelector("[type=file]").files, function (file, place) { photos.push({ name: "photo-" + number + "-" + place, blob: file }); });
      });
    } else if (told.verb === "hand_over") {
      told.receiver_name = form.elements.receiver_name.value;
      told.signature = form.elements.signature.value;
    } else {
      told.why = form.elements.why.value;
    }
    return { url: page.dataset.step, title: page.dataset.number + " · " + form.dataset.title, told: told, photos: photos, person: board.dataset.person };
  }
  function mark(form, serial) {
    var found = window.nhFindSerial(form.querySelectorAll("[data-serial]"), serial);
    var wanted = found.serial;
    var row = found.row;
    if (!wanted) return;
    if (row && !row.hidden) {
      tick(row, true);
    } else if (wanted.length > 4 && (" " + (form.dataset.extras || "") + " ").indexOf(" " + wanted + " ") < 0) {
      form.dataset.extras = ((form.dataset.extras || "") + " " + wanted).trim();
    }
    if (window.nhScanSignal) window.nhScanSignal(Boolean(row));
    count(form, row ? "" : wanted);
  }
  // What was ticked or scanned by mistake is taken back by another press.
  function tick(row, on) {
    var sign = row.querySelector("[data-mark]");
    if (!row.dataset.sign) row.dataset.sign = sign.innerHTML;
    row.dataset.scanned = on ? "1" : "";
    row.classList.toggle("is-found", on);
    row.querySelector("[data-tick]").setAttribute("aria-pressed", String(on));
    if (on) sign.textContent = "✓"; else sign.innerHTML = row.dataset.sign;
  }
  function extrasOf(form) { return (form.dataset.extras || "").split(" ").filter(Boolean); }
  function count(form, extra) {
    var line = form.querySelector("[data-count]");
    var rows = shownRows(form);
    var done = rows.filter(function (row) { return row.dataset.scanned === "1"; }).length;
    var extras = extrasOf(form);
    line.textContent = done + " / " + rows.length + (extras.length ? " + " + extras.length : "") + (extra && extra.length <= 4 ? " · " + extra + " ?" : "");
    var list = form.querySelector("[data-extra-list]");
    list.textContent = "";
    list.hidden = !extras.length;
    extras.forEach(function (serial) {
      var drop = button(serial + " ✕", function () {
        form.dataset.extras = extrasOf(form).filter(function (one) { return one !== serial; }).join(" ");
        count(form, "");
      });
      drop.className = "btn btn-quiet nh-mono";
      drop.setAttribute("aria-label", list.dataset.drop + " " + serial);
      list.appendChild(drop);
    });
  }

  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (!page || !form.dataset.verb) return;
    event.preventDefault();
    event.stopPropagation();
    if (!form.reportValidity()) return;
    put(collect(form)).then(function () {
      delete form.dataset.extras;
      return show().then(flush);
    }, function () {
      // Nothing is silent: a phone without room says so, and what was filled in stays.
      board.hidden = false;
      board.textContent = "";
      var full = document.createElement("p");
      full.className = "nh-alert tone-red mb-0";
      full.textContent = board.dataset.full;
      board.appendChild(full);
      board.scrollIntoView();
    });
  }, true);
  document.addEventListener("nh:scanned", function (event) {
    var form = event.target.closest("form[data-verb='pick_up']");
    if (form) { mark(form, event.detail); event.target.value = ""; }
  });
  document.addEventListener("keydown", function (event) {
    var form = event.target.closest && event.target.closest("form[data-verb='pick_up']");
    if (!form || event.key !== "Enter" || !event.target.hasAttribute("data-scan-field")) return;
    event.preventDefault();
    mark(form, event.target.value);
    event.target.value = "";
  });
  document.addEventListener("click", function (event) {
    var pressed = event.target.closest("[data-tick]");
    if (!pressed) return;
    var row = pressed.closest("[data-serial]");
    if (row.dataset.scanned === "1") { tick(row, false); count(pressed.closest("form"), ""); }
    else mark(pressed.closest("form"), row.dataset.serial);
  });
  // Pages without signal ---------------------------------------------------------
  // The worker keeps this page and, from the list, every task of the day (tasks_worker.js).
  function keepPages() {
    if (!board || !board.dataset.worker || !navigator.serviceWorker) return;
    var here = window.location.origin + window.location.pathname;
    var tasks = Array.prototype.map.call(document.querySelectorAll("a[data-task]"), function (link) { return link.href; });
    navigator.serviceWorker.register(board.dataset.worker).then(function () { return navigator.serviceWorker.ready; }).then(function (worker) {
      worker.active.postMessage({ pages: [here].concat(tasks), all: !page });
    }).catch(function () {});
  }
  // Where the browser keeps no pages (Telegram on an iPhone), one that is left without signal does not come back.
  window.nhStays = function () {
    if (!board || navigator.onLine || (navigator.serviceWorker && navigator.serviceWorker.controller)) return false;
    show();
    board.scrollIntoView();
    return true;
  };
  document.addEventListener("click", function (event) {
    var link = event.target.closest && event.target.closest("a[href]");
    if (link && link.protocol.indexOf("http") === 0 && window.nhStays()) event.preventDefault();
  });
  window.addEventListener("load", keepPages);
  window.addEventListener("offline", show);
  window.addEventListener("online", flush);
  window.addEventListener("pageshow", function () { show().then(flush); });
  setInterval(function () { all().then(function (steps) { if (steps.length) flush(); }); }, RETRY_MS);
})();
