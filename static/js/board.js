// The board: a deal is moved by mouse or finger (its grip), and by keyboard: Space picks it up, arrows choose the
// stage, Enter drops, Escape leaves it. The server decides; what it answers replaces the board.
(function () {
  "use strict";
  var drag = null;
  var picked = null;

  function board() { return document.getElementById("board"); }
  function columns() { return Array.prototype.slice.call(board().querySelectorAll("[data-stage]")); }
  function say(text) { var box = document.getElementById("board-said"); if (box && text) box.textContent = text; }
  function columnAt(x, y) { var node = document.elementFromPoint(x, y); return node && node.closest("[data-stage]"); }
  function over(column) {
    columns().forEach(function (one) { one.classList.toggle("is-over", one === column); });
  }

  function send(card, column) {
    var url = card.dataset.move;
    if (column.dataset.kind !== "open") {
      window.htmx.ajax("GET", url + "?back=board&stage=" + column.dataset.stage, { target: "#nh-dialog-body" });
      return;
    }
    var query = board().dataset.query;
    window.htmx.ajax("POST", url + (query ? "?" + query : ""), {
      target: "#board", swap: "outerHTML", source: board(),
      values: { stage: column.dataset.stage, version: card.dataset.version }
    });
  }

  // Mouse and finger ---------------------------------------------------------
  document.addEventListener("pointerdown", function (event) {
    var grip = event.target.closest("[data-grip]");
    var card = event.target.closest("[data-deal]");
    if (!card || event.button !== 0 || !card.querySelector("[data-grip]")) return;
    // A finger scrolls the page unless it takes the grip; a mouse may take the card anywhere but at its links.
    if (!grip && (event.pointerType !== "mouse" || event.target.closest("a, button"))) return;
    drag = { card: card, x: event.clientX, y: event.clientY, id: event.pointerId, ghost: null };
  });
  document.addEventListener("pointermove", function (event) {
    if (!drag || event.pointerId !== drag.id) return;
    var far = Math.abs(event.clientX - drag.x) + Math.abs(event.clientY - drag.y) > 6;
    if (!drag.ghost && !far) return;
    if (!drag.ghost) {
      drag.ghost = drag.card.cloneNode(true);
      drag.ghost.classList.add("sales-ghost");
      drag.ghost.removeAttribute("data-deal");
      document.body.appendChild(drag.ghost);
      drag.card.classList.add("is-dragged");
    }
    event.preventDefault();
    drag.ghost.style.left = event.clientX - 40 + "px";
    drag.ghost.style.top = event.clientY - 20 + "px";
    over(columnAt(event.clientX, event.clientY));
    var strip = board().querySelector(".sales-columns");
    var edge = strip.getBoundingClientRect();
    if (event.clientX > edge.right - 40) strip.scrollLeft += 14;
    if (event.clientX < edge.left + 40) strip.scrollLeft -= 14;
  }, { passive: false });
  // The press that ends a drag is no click on what lies below.
  function swallow(click) { click.preventDefault(); click.stopPropagation(); }
  function drop(event, cancelled) {
    if (!drag || event.pointerId !== drag.id) return;
    var done = drag;
    drag = null;
    over(null);
    if (!done.ghost) return;
    done.ghost.remove();
    done.card.classList.remove("is-dragged");
    document.addEventListener("click", swallow, true);
    setTimeout(function () { document.removeEventListener("click", swallow, true); }, 0);
    var column = cancelled ? null : columnAt(event.clientX, event.clientY);
    if (column && column !== done.card.closest("[data-stage]")) send(done.card, column);
  }
  document.addEventListener("pointerup", function (event) { drop(event, false); });
  document.addEventListener("pointercancel", function (event) { drop(event, true); });
  document.addEventListener("dragstart", function (event) { if (event.target.closest("[data-deal]")) event.preventDefault(); });

  // Keyboard -----------------------------------------------------------------
  function pick(card) {
    picked = { card: card, column: card.closest("[data-stage]") };
    card.classList.add("is-picked");
    say(board().dataset.picked);
  }
  function leave(text) {
    picked.card.classList.remove("is-picked");
    over(null);
    picked = null;
    say(text);
  }
  document.addEventListener("keydown", function (event) {
    var grip = event.target.closest && event.target.closest("[data-grip]");
    if (!grip) return;
    var card = grip.closest("[data-deal]");
    if (!picked) {
      if (event.key === " " || event.key === "Enter") { event.preventDefault(); pick(card); }
      return;
    }
    var all = columns();
    var at = all.indexOf(picked.column);
    if (event.key === "ArrowRight" || event.key === "ArrowLeft") {
      event.preventDefault();
      picked.column = all[Math.max(0, Math.min(all.length - 1, at + (event.key === "ArrowRight" ? 1 : -1)))];
      over(picked.column);
      picked.column.scrollIntoView({ inline: "nearest", block: "nearest" });
      say(board().dataset.over + ": " + picked.column.dataset.name);
    } else if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      var column = picked.column;
      var same = column === card.closest("[data-stage]");
      leave(same ? board().dataset.left : "");
      if (!same) send(card, column);
    } else if (event.key === "Escape") {
      event.preventDefault();
      leave(board().dataset.left);
    }
  });
  document.addEventListener("focusout", function (event) {
    if (picked && picked.card.contains(event.target)) leave(board() ? board().dataset.left : "");
  });

  document.addEventListener("htmx:afterSwap", function () {
    var now = board();
    if (!now || !now.dataset.moved) return;
    var card = now.querySelector("[data-deal='" + now.dataset.moved + "'] [data-grip]");
    if (card) card.focus();
    say(now.dataset.said);
    now.dataset.moved = "";
  });
})();
