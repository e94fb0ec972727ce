// A signature drawn with finger, pen or mouse: <div data-signature><canvas></canvas><input type="hidden">…</div>.
(function () {
  "use strict";
  function arm(box) {
    var canvas = box.querySelector("canvas");
    var field = box.querySelector("input[type=hidden]");
    var clear = box.querySelector("[data-signature-clear]");
    var pen = canvas.getContext("2d");
    var drawing = false;
    var name = field.form && box.dataset.name ? field.form.elements[box.dataset.name] : null;

    // A name without a drawing is no signature, and a drawing of the other side says whose it is.
    function pair() {
      if (!name) return;
      name.required = box.hasAttribute("data-needs-name") && Boolean(field.value);
      name.setCustomValidity(name.value.trim() && !field.value ? box.dataset.draw : "");
    }
    function blank() {
      canvas.width = 600;
      canvas.height = 200;
      pen.fillStyle = "#ffffff";
      pen.fillRect(0, 0, canvas.width, canvas.height);
      pen.lineWidth = 4;
      pen.lineCap = "round";
      pen.lineJoin = "round";
      pen.strokeStyle = "#10131f";
      field.value = "";
      pair();
    }
    function point(event) {
      var frame = canvas.getBoundingClientRect();
      return [(event.clientX - frame.left) * canvas.width / frame.width, (event.clientY - frame.top) * canvas.height / frame.height];
    }
    canvas.addEventListener("pointerdown", function (event) {
      event.preventDefault();
      canvas.setPointerCapture(event.pointerId);
      drawing = true;
      var at = point(event);
      pen.beginPath();
      pen.moveTo(at[0], at[1]);
    });
    canvas.addEventListener("pointermove", function (event) {
      if (!drawing) return;
      var at = point(event);
      pen.lineTo(at[0], at[1]);
      pen.stroke();
    });
    ["pointerup", "pointercancel"].forEach(function (name) {
      canvas.addEventListener(name, function () {
        if (!drawing) return;
        drawing = false;
        field.value = canvas.toDataURL("image/png");
        pair();
        field.dispatchEvent(new Event("input", { bubbles: true }));
      });
    });
    // A form that came back with a refusal has what was drawn.
    function restore(drawn) {
      var body = /^data:image\/png;base64,(.+)$/.exec(drawn);
      if (!body || !window.createImageBitmap) return;
      var bytes = Uint8Array.from(atob(body[1]), function (one) { return one.charCodeAt(0); });
      createImageBitmap(new Blob([bytes], { type: "image/png" })).then(function (picture) {
        pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
        field.value = drawn;
        pair();
      }).catch(function () { return null; });
    }
    if (clear) clear.addEventListener("click", blank);
    if (name) name.addEventListener("input", pair);
    var kept = field.value;
    blank();
    restore(kept);
  }
  function start(root) { Array.prototype.forEach.call(root.querySelectorAll("[data-signature]"), function (box) { if (!box.dataset.armed) { box.dataset.armed = "1"; arm(box); } }); }
  document.addEventListener("DOMContentLoaded", function () { start(document); });
  document.addEventListener("htmx:afterSwap", function (event) { start(event.target); });
})();
