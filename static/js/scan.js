// Reading serial numbers: the camera, a photo of a label where there is no camera, or a hand scanner that types.
// A button [data-scan="INPUT-ID"] opens the reader; what is read is put into the input and announced by «nh:scanned».
(function () {
  "use strict";
  var FORMATS = ["code_128", "code_39", "code_93", "qr_code", "data_matrix", "ean_13", "itf", "pdf417"];
  var PERIOD_MS = 180;
  var detector = null;
  var dialog = null;
  var stream = null;
  var timer = null;

  function labels() { return document.getElementById("nh-scan-texts").dataset; }

  function reader() {
    if (detector) return Promise.resolve(detector);
    if (window.BarcodeDetector) {
      return window.BarcodeDetector.getSupportedFormats().then(function (known) {
        detector = new window.BarcodeDetector({ formats: FORMATS.filter(function (name) { return known.indexOf(name) >= 0; }) });
        return detector;
      });
    }
    return load(labels().library).then(function () {
      detector = new window.BarcodeDetectionAPI.BarcodeDetector({ formats: FORMATS });
      return detector;
    });
  }

  function load(address) {
    return new Promise(function (resolve, reject) {
      var script = document.createElement("script");
      script.src = address;
      script.onload = resolve;
      script.onerror = reject;
      document.head.appendChild(script);
    });
  }

  // A short tone and a buzz: hands and eyes are busy.
  function signal(good) {
    if (navigator.vibrate) navigator.vibrate(good ? 60 : [60, 60, 60]);
    var Context = window.AudioContext || window.webkitAudioContext;
    if (!Context) return;
    var context = new Context();
    var tone = context.createOscillator();
    tone.frequency.value = good ? 1200 : 300;
    tone.connect(context.destination);
    tone.start();
    tone.stop(context.currentTime + 0.12);
    tone.onended = function () { context.close(); };
  }
  window.nhScanSignal = signal;

  // The code of one of our labels is a link to a unit or a shelf, with the number that was printed beside it.
  function link(text) {
    var found = /^https?:\/\/[^/]+(\/(?:equipment|sites\/shelves)\/[0-9a-f-]{36}\/?)(?:\?(.*))?$/i.exec(text.trim());
    if (!found) return null;
    var asked = new URLSearchParams(found[2] || "");
    return { path: found[1], text: asked.get("sn") || asked.get("shelf") || "" };
  }
  function plain(text) {
    var found = link(text);
    return found && found.text ? found.text : text.trim();
  }

  // The row [data-serial] that a read text names, by the whole serial number or its last four characters.
  window.nhFindSerial = function (rows, text) {
    var serial = plain(text).toUpperCase().replace(/\s/g, "");
    var list = Array.prototype.slice.call(rows);
    var row = list.find(function (one) { return one.dataset.serial === serial; });
    var ends = row || serial.length !== 4 ? [] : list.filter(function (one) { return one.dataset.serial.slice(-4) === serial; });
    return { serial: serial, row: row || (ends.length === 1 ? ends[0] : undefined) };
  };

  function say(text) { dialog.querySelector("[role=status]").textContent = text; }

  function close() {
    clearInterval(timer);
    if (stream) stream.getTracks().forEach(function (track) { track.stop(); });
    stream = null;
    if (dialog) dialog.remove();
    dialog = null;
  }

  function give(input, text) {
    signal(true);
    var found = link(text);
    if (found && input.hasAttribute("data-scan-open")) { close(); window.location.assign(found.path); return; }
    text = plain(text);
    input.value = text;
    if (input.hasAttribute("data-scan-open")) { close(); input.form.requestSubmit(); return; }
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.dispatchEvent(new CustomEvent("nh:scanned", { bubbles: true, detail: text }));
    if (!input.hasAttribute("data-scan-many")) { close(); input.focus(); } else { say(text); }
  }

  function build(input) {
    var texts = labels();
    dialog = document.createElement("dialog");
    dialog.className = "nh-dialog nh-scanner";
    dialog.setAttribute("aria-label", texts.title);
    var video = document.createElement("video");
    video.setAttribute("playsinline", "");
    video.muted = true;
    var status = document.createElement("p");
    status.setAttribute("role", "status");
    status.textContent = texts.hint;
    var photo = document.createElement("label");
    photo.className = "btn btn-quiet";
    photo.textContent = texts.photo;
    var file = document.createElement("input");
    file.type = "file";
    file.accept = "image/*";
    file.setAttribute("capture", "environment");
    file.className = "visually-hidden";
    file.addEventListener("change", function () { if (file.files[0]) fromPhoto(input, file.files[0]); });
    photo.appendChild(file);
    var end = document.createElement("button");
    end.type = "button";
    end.className = "btn btn-quiet";
    end.textContent = texts.close;
    end.addEventListener("click", close);
    var foot = document.createElement("div");
    foot.className = "nh-dialog-foot";
    foot.append(photo, end);
    dialog.append(video, status, foot);
    dialog.addEventListener("cancel", close);
    document.body.appendChild(dialog);
    dialog.showModal();
    return video;
  }

  function fromPhoto(input, file) {
    createImageBitmap(file)
      .then(function (image) { return reader().then(function (found) { return found.detect(image); }); })
      .then(function (codes) {
        if (codes.length) give(input, codes[0].rawValue);
        else { signal(false); say(labels().nothing); }
      })
      .catch(function () { signal(false); say(labels().unreadable); });
  }

  function watch(input, video) {
    var last = "";
    var busy = false;
    timer = setInterval(function () {
      if (busy || video.readyState < 2) return;
      busy = true;
      reader()
        .then(function (found) { return found.detect(video); })
        .then(function (codes) {
          busy = false;
          if (!dialog || !codes.length || codes[0].rawValue === last) return;
          last = codes[0].rawValue;
          give(input, last);
        })
        // A reader that cannot start here never will: say so instead of looking on.
        .catch(function () { clearInterval(timer); if (dialog) say(labels().noreader); });
    }, PERIOD_MS);
  }

  function open(input) {
    close();
    var video = build(input);
    if (!navigator.mediaDevices || !navigator.mediaDevices.getUserMedia) { video.remove(); say(labels().nocamera); return; }
    navigator.mediaDevices
      .getUserMedia({ video: { facingMode: "environment", width: { ideal: 1280 } }, audio: false })
      .then(function (found) {
        if (!dialog) { found.getTracks().forEach(function (track) { track.stop(); }); return; }
        stream = found;
        video.srcObject = found;
        video.play();
        watch(input, video);
      })
      .catch(function () { video.remove(); say(labels().nocamera); });
  }

  // A scan field that fills a list: each number that is read becomes a line of it.
  function append(input, text) {
    var list = document.getElementById(input.dataset.scanInto);
    var serial = plain(text).toUpperCase();
    if (serial && list.value.toUpperCase().split(/\s+/).indexOf(serial) < 0) list.value = (list.value.trim() + "\n" + serial).trim();
    input.value = "";
  }
  document.addEventListener("nh:scanned", function (event) { if (event.target.dataset.scanInto) append(event.target, event.detail); });
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Enter" || !event.target.dataset || !event.target.dataset.scanInto) return;
    event.preventDefault();
    append(event.target, event.target.value);
  });

  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-scan]");
    if (!button) return;
    event.preventDefault();
    open(document.getElementById(button.dataset.scan));
  });
})();
