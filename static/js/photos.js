// Photos for a form: taken one after the other with the camera or chosen, shown small, made small before they are sent.
// <div data-photos data-take="…" data-choose="…" data-remove="…"><input type="file" multiple></div>; without this file
// the field is a plain one.
(function () {
  "use strict";
  var LONGEST = 2000;
  var SMALL_BYTES = 1024 * 1024;

  // What cannot be made smaller here goes as it is: the server says what it does not take.
  function small(file) {
    if (!window.createImageBitmap) return Promise.resolve(file);
    return createImageBitmap(file, { imageOrientation: "from-image" }).then(function (picture) {
      var part = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
      if (part === 1 && file.size <= SMALL_BYTES && /^image\/(jpeg|png|webp)$/.test(file.type)) return file;
      var canvas = document.createElement("canvas");
      canvas.width = Math.round(picture.width * part);
      canvas.height = Math.round(picture.height * part);
      canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
      return new Promise(function (resolve) { canvas.toBlob(resolve, "image/jpeg", 0.85); }).then(function (blob) {
        return blob ? new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" }) : file;
      });
    }).catch(function () { return file; });
  }
  function button(text, icon, look, press) {
    var made = document.createElement("button");
    made.type = "button";
    made.className = "btn " + look;
    made.innerHTML = '<i class="ti ti-' + icon + '" aria-hidden="true"></i><span></span>';
    made.lastChild.textContent = text;
    made.addEventListener("click", press);
    return made;
  }
  function arm(box) {
    var field = box.querySelector("input[type=file]");
    var kept = [];
    var shown = document.createElement("div");
    shown.className = "nh-shots";
    shown.setAttribute("role", "status");

    function sync() {
      var held = new DataTransfer();
      kept.forEach(function (one) { held.items.add(one.file); });
      field.files = held.files;
      Array.prototype.forEach.call(shown.querySelectorAll("img"), function (old) { URL.revokeObjectURL(old.src); });
      shown.textContent = "";
      kept.forEach(function (one) {
        var figure = document.createElement("figure");
        var picture = document.createElement("img");
        picture.src = URL.createObjectURL(one.file);
        picture.alt = one.file.name;
        var drop = button(box.dataset.remove, "x", "btn-quiet", function () { kept.splice(kept.indexOf(one), 1); sync(); });
        figure.append(picture, drop);
        shown.appendChild(figure);
      });
    }
    // The file counts at once, so that a form sent in haste has it; its small copy takes its place.
    function take(files) {
      Array.prototype.forEach.call(files, function (file) {
        var one = { file: file };
        kept.push(one);
        small(file).then(function (copy) { if (copy !== file) { one.file = copy; sync(); } });
      });
      sync();
    }
    function ask(camera) {
      var asked = document.createElement("input");
      asked.type = "file";
      asked.accept = field.accept;
      if (camera) asked.capture = "environment"; else asked.multiple = true;
      asked.addEventListener("change", function () { take(asked.files); });
      asked.click();
    }
    var row = document.createElement("div");
    row.className = "d-flex flex-wrap gap-2";
    row.append(
      button(box.dataset.take, "camera", "btn-quiet", function () { ask(true); }),
      button(box.dataset.choose, "photo", "btn-quiet", function () { ask(false); })
    );
    // Another hand that fills the field (a file dropped on it) goes the same way.
    field.addEventListener("change", function () { var given = Array.prototype.slice.call(field.files); kept = []; take(given); });
    field.hidden = true;
    box.append(row, shown);
  }
  function start(root) {
    if (typeof DataTransfer === "undefined") return;
    Array.prototype.forEach.call(root.querySelectorAll("[data-photos]"), function (box) { if (!box.dataset.armed) { box.dataset.armed = "1"; arm(box); } });
  }
  document.addEventListener("DOMContentLoaded", function () { start(document); });
  document.addEventListener("htmx:afterSwap", function (event) { start(event.target); });
})();
