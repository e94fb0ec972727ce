// Inputs that offer what an outside register knows: a combobox by keyboard, pointer and screen reader.
// Choosing fills the form's other fields; what a person typed themselves stays, and the register's word is offered
// beside it; «undo» puts everything back as it was.
(function () {
  "use strict";
  var count = 0;
  var words = document.getElementById("nh-suggest-words");
  var say = function (name) { return (words && words.dataset[name]) || ""; };

  function listOf(input) {
    var list = input.nextElementSibling;
    if (list && list.classList.contains("nh-suggest")) return list;
    list = document.createElement("ul");
    list.className = "nh-suggest";
    list.id = "nh-suggest-" + (count += 1);
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", say("list"));
    list.hidden = true;
    input.insertAdjacentElement("afterend", list);
    input.parentElement.classList.add("nh-suggest-box");
    input.setAttribute("aria-controls", list.id);
    return list;
  }
  function inputOf(list) { return list.previousElementSibling; }
  function options(list) { return Array.prototype.slice.call(list.querySelectorAll("[data-fill]")); }

  function close(input) {
    var list = listOf(input);
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }
  function open(input) {
    var list = listOf(input);
    if (!list.children.length || document.activeElement !== input || input.dataset.chosen) { close(input); return; }
    options(list).forEach(function (option, at) { option.id = list.id + "-" + at; });
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
  }
  function mark(input, option) {
    var list = listOf(input);
    options(list).forEach(function (one) { one.setAttribute("aria-selected", String(one === option)); });
    if (option) { input.setAttribute("aria-activedescendant", option.id); option.scrollIntoView({ block: "nearest" }); }
    else input.removeAttribute("aria-activedescendant");
  }

  // Filling -------------------------------------------------------------------
  function fields(form, name) {
    return Array.prototype.filter.call(form.elements, function (one) { return one.name === name; });
  }
  function valueOf(boxes) {
    if (boxes[0].type !== "radio") return boxes[0].value;
    var on = boxes.filter(function (one) { return one.checked; })[0];
    return on ? on.value : "";
  }
  function put(boxes, value) {
    if (boxes[0].type === "radio") boxes.forEach(function (one) { one.checked = one.value === value; });
    else boxes[0].value = value;
    boxes[0].dispatchEvent(new Event("change", { bubbles: true }));
    if (boxes[0].matches("[data-suggest]")) listOf(boxes[0]);
    window.htmx.trigger(boxes[0], "nh:again");
  }
  function dropOffers(form) { form.querySelectorAll(".nh-suggest-offer").forEach(function (one) { one.remove(); }); }
  function offer(box, value) {
    var button = document.createElement("button");
    button.type = "button";
    button.className = "nh-suggest-offer";
    button.textContent = say("take") + " " + value;
    button.addEventListener("click", function () { put([box], value); button.remove(); box.focus(); });
    box.insertAdjacentElement("afterend", button);
  }
  function undoer(form, input, before) {
    var old = form.querySelector(".nh-suggest-done");
    if (old) old.remove();
    var line = document.createElement("p");
    line.className = "nh-suggest-done";
    line.setAttribute("role", "status");
    var text = document.createElement("span");
    text.textContent = say("filled");
    var button = document.createElement("button");
    button.type = "button";
    button.textContent = say("undo");
    button.addEventListener("click", function () {
      before.forEach(function (one) { put(one.boxes, one.value); });
      dropOffers(form);
      line.remove();
      input.focus();
    });
    line.append(text, button);
    input.parentElement.appendChild(line);
  }
  function choose(input, option) {
    var form = input.form;
    var fill = JSON.parse(option.dataset.fill);
    var before = [];
    input.dataset.chosen = "true";
    close(input);
    dropOffers(form);
    Object.keys(fill).forEach(function (name) {
      var boxes = fields(form, name);
      if (!boxes.length) return;
      var had = valueOf(boxes);
      if (had === fill[name]) return;
      var own = boxes[0] !== input && boxes[0].dataset.typed === "true" && had.trim();
      if (own) { offer(boxes[0], fill[name]); return; }
      before.push({ boxes: boxes, value: had });
      put(boxes, fill[name]);
    });
    if (before.length > 1) undoer(form, input, before);
    input.focus();
  }

  // Events ----------------------------------------------------------------------
  document.addEventListener("focusin", function (event) {
    if (event.target.matches && event.target.matches("[data-suggest]")) listOf(event.target);
  });
  document.addEventListener("input", function (event) {
    if (!event.isTrusted || !event.target.form) return;
    event.target.dataset.typed = "true";
    delete event.target.dataset.chosen;
  });
  document.addEventListener("htmx:afterSwap", function (event) {
    var list = event.detail.target;
    if (list && list.classList && list.classList.contains("nh-suggest")) { mark(inputOf(list), null); open(inputOf(list)); }
  });
  document.addEventListener("keydown", function (event) {
    var input = event.target;
    if (!input.matches || !input.matches("[data-suggest]")) return;
    var list = listOf(input);
    var all = options(list);
    var at = all.findIndex(function (one) { return one.getAttribute("aria-selected") === "true"; });
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (!all.length) return;
      event.preventDefault();
      if (list.hidden) { delete input.dataset.chosen; open(input); }
      var next = event.key === "ArrowDown" ? at + 1 : at - 1;
      mark(input, all[(next + all.length) % all.length]);
    } else if (event.key === "Enter" && !list.hidden && at >= 0) {
      event.preventDefault();
      choose(input, all[at]);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      event.stopPropagation();
      close(input);
    }
  });
  document.addEventListener("pointerdown", function (event) {
    if (event.target.closest && event.target.closest(".nh-suggest")) event.preventDefault();
  });
  document.addEventListener("click", function (event) {
    var option = event.target.closest && event.target.closest(".nh-suggest [data-fill]");
    if (option) choose(inputOf(option.parentElement), option);
  });
  document.addEventListener("focusout", function (event) {
    if (event.target.matches && event.target.matches("[data-suggest]")) close(event.target);
  });
})();
