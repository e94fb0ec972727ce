// Charts: mounts ECharts on [data-chart] (address of JSON, or "#id" of a JSON script), in the colours of the tokens.
// JSON: {kind: "line"|"area"|"stack"|"bar"|"heat"|"option", unit, time, categories, series: [{name, values}], option}.
// A time series has values [[ms, number|null], …]; a category series has numbers. null is a gap, never a zero.
(function () {
  "use strict";
  var mounted = [];
  var still = window.matchMedia("(prefers-reduced-motion: reduce)");

  function token(name) { return getComputedStyle(document.documentElement).getPropertyValue("--nh-" + name).trim(); }
  function palette() { return [1, 2, 3, 4, 5, 6, 7, 8].map(function (n) { return token("series-" + n); }); }
  function finite(value) { return typeof value === "number" && Number.isFinite(value) ? value : null; }
  function locale() { return { ru: "RU", "zh-hans": "ZH" }[document.documentElement.lang] || "EN"; }
  function shown(value, unit) {
    if (finite(value) === null) return "—";
    return new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 3 }).format(value) + (unit ? " " + unit : "");
  }

  function axis(extra) {
    return Object.assign({
      axisLine: { lineStyle: { color: token("border") } },
      axisLabel: { color: token("text-muted") },
      nameTextStyle: { color: token("text-muted") },
      splitLine: { lineStyle: { color: token("border") } }
    }, extra);
  }

  function seriesOf(data) {
    var lines = data.kind === "line" || data.kind === "area" || data.kind === "stack";
    return (data.series || []).map(function (one, at) {
      return {
        name: one.name,
        type: lines ? "line" : data.kind === "heat" ? "heatmap" : "bar",
        data: one.values.map(function (value) {
          if (!Array.isArray(value)) return finite(value);
          return value.map(function (part, index) { return index === value.length - 1 ? finite(part) : part; });
        }),
        showSymbol: false,
        connectNulls: false,
        stack: data.kind === "stack" || data.stacked ? "all" : undefined,
        areaStyle: data.kind === "stack" || data.kind === "area" ? { opacity: 0.18 } : undefined,
        lineStyle: lines ? { width: 2, type: ["solid", "dashed", "dotted"][Math.floor(at / 8) % 3] } : undefined,
        sampling: lines ? "lttb" : undefined
      };
    });
  }

  function optionOf(data) {
    var many = (data.series || []).length > 1;
    var base = {
      animation: !still.matches,
      color: palette(),
      textStyle: { color: token("text"), fontFamily: token("font") },
      aria: { enabled: true },
      grid: { left: 8, right: 16, top: many ? 40 : 28, bottom: data.time ? 48 : 8, containLabel: true },
      legend: many ? { type: "scroll", textStyle: { color: token("text") }, top: 0, pageTextStyle: { color: token("text") } } : undefined,
      // Rich text, not HTML: the content policy allows no inline styles.
      tooltip: {
        trigger: data.kind === "heat" ? "item" : "axis",
        renderMode: "richText",
        confine: true,
        backgroundColor: token("raised"),
        borderColor: token("border"),
        textStyle: { color: token("text") },
        valueFormatter: function (value) { return shown(Array.isArray(value) ? value[value.length - 1] : value, data.unit); }
      }
    };
    if (data.kind === "option") return Object.assign(base, data.option);
    if (data.kind === "heat") {
      return Object.assign(base, {
        xAxis: axis({ type: "category", data: data.categories }),
        yAxis: axis({ type: "category", data: data.rows }),
        visualMap: { min: data.min, max: data.max, calculable: true, orient: "horizontal", left: "center", bottom: 0, textStyle: { color: token("text") }, inRange: { color: ["#2c7bb6", "#abd9e9", "#ffffbf", "#fdae61", "#d7191c"] } },
        series: seriesOf(data)
      });
    }
    return Object.assign(base, {
      xAxis: data.time ? axis({ type: "time", splitLine: { show: false } }) : axis({ type: "category", data: data.categories, splitLine: { show: false } }),
      yAxis: axis({ type: "value", name: data.unit || "", scale: data.scale !== false && data.kind === "line", axisLabel: { color: token("text-muted"), formatter: function (value) { return shown(value, ""); } } }),
      dataZoom: data.time ? [{ type: "inside" }, { type: "slider", height: 18, bottom: 8, borderColor: token("border"), fillerColor: token("accent-soft"), textStyle: { color: token("text-muted") }, dataBackground: { lineStyle: { color: token("border-strong") }, areaStyle: { color: token("border") } }, selectedDataBackground: { lineStyle: { color: token("accent") }, areaStyle: { color: token("accent-soft") } } }] : undefined,
      series: seriesOf(data)
    });
  }

  // One table for the view and the CSV: header, then rows; times in ISO for the file, local for the view.
  function tableOf(chart, forFile) {
    var data = chart.data;
    var series = data.series || [];
    var first = data.time ? chart.node.dataset.timeTitle : "";
    var header = [first].concat(series.map(function (one) { return one.name + (data.unit ? ", " + data.unit : ""); }));
    var rows = new Map();
    series.forEach(function (one, at) {
      one.values.forEach(function (value, index) {
        var key = Array.isArray(value) ? value.slice(0, -1).join(" · ") : data.categories[index];
        var number = Array.isArray(value) ? value[value.length - 1] : value;
        if (!rows.has(key)) rows.set(key, new Array(series.length).fill(null));
        rows.get(key)[at] = finite(number);
      });
    });
    var keys = Array.from(rows.keys());
    if (data.time) keys.sort(function (a, b) { return Number(a) - Number(b); });
    return [header].concat(keys.map(function (key) {
      var moment = data.time ? new Date(Number(key)) : null;
      var label = moment ? (forFile ? moment.toISOString() : moment.toLocaleString(document.documentElement.lang)) : key;
      return [label].concat(rows.get(key));
    }));
  }

  function csvCell(value) {
    if (value === null || value === undefined) return "";
    if (typeof value === "number") return String(value);
    var text = String(value);
    if (/^[=+\-@\t\r]/.test(text)) text = "'" + text;
    return /[",\n]/.test(text) ? '"' + text.replace(/"/g, '""') + '"' : text;
  }

  function save(href, name) {
    var link = document.createElement("a");
    link.href = href;
    link.download = name;
    link.click();
  }

  function tableView(chart) {
    var table = document.createElement("table");
    table.className = "table nh-table";
    tableOf(chart, false).forEach(function (cells, at) {
      var row = document.createElement("tr");
      cells.forEach(function (cell, column) {
        var node = document.createElement(at === 0 || column === 0 ? "th" : "td");
        node.textContent = typeof cell === "number" ? shown(cell, "") : cell === null ? "—" : cell;
        if (column) node.className = "is-end";
        row.appendChild(node);
      });
      table.appendChild(row);
    });
    return table;
  }

  function say(node, text) {
    node.textContent = "";
    var note = document.createElement("p");
    note.className = "nh-muted text-center p-4";
    note.textContent = text;
    node.appendChild(note);
  }

  function draw(chart) {
    var empty = chart.data.kind !== "option" && !(chart.data.series || []).some(function (one) { return one.values.length; });
    if (empty) {
      if (chart.view) { chart.view.dispose(); chart.view = null; }
      say(chart.node, chart.node.dataset.empty);
      return;
    }
    if (!chart.view) { chart.node.textContent = ""; chart.view = window.echarts.init(chart.node, null, { renderer: "canvas", locale: locale() }); }
    chart.view.setOption(optionOf(chart.data), { notMerge: true });
  }

  function load(chart) {
    var source = chart.node.dataset.chart;
    if (source.charAt(0) === "#") { chart.data = JSON.parse(document.querySelector(source).textContent); draw(chart); return; }
    fetch(source, { headers: { Accept: "application/json" }, credentials: "same-origin" }).then(function (answer) {
      if (!answer.ok) throw new Error(String(answer.status));
      return answer.json();
    }).then(function (data) { chart.data = data; draw(chart); }).catch(function () {
      if (!chart.data) say(chart.node, chart.node.dataset.failed);
    });
  }

  // A page of many charts asks for each when it comes into view.
  function whenSeen(chart) {
    if (!chart.node.hasAttribute("data-chart-lazy") || !("IntersectionObserver" in window)) { load(chart); return; }
    var watch = new IntersectionObserver(function (entries) {
      if (entries.some(function (one) { return one.isIntersecting; })) { watch.disconnect(); load(chart); }
    }, { rootMargin: "300px" });
    watch.observe(chart.node);
  }

  function tools(chart) {
    var box = chart.node.closest("[data-chart-box]");
    if (!box) return;
    var title = chart.node.dataset.chartTitle || "chart";
    box.addEventListener("click", function (event) {
      if (!chart.data) return;
      if (event.target.closest("[data-chart-png]") && chart.view) save(chart.view.getDataURL({ pixelRatio: 2, backgroundColor: token("surface") }), title + ".png");
      if (event.target.closest("[data-chart-csv]")) {
        var text = "\ufeff" + tableOf(chart, true).map(function (row) { return row.map(csvCell).join(","); }).join("\r\n");
        var href = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
        save(href, title + ".csv");
        URL.revokeObjectURL(href);
      }
      var button = event.target.closest("[data-chart-table]");
      if (!button) return;
      var old = box.querySelector(".nh-chart-table");
      button.setAttribute("aria-pressed", String(!old));
      chart.node.hidden = !old;
      if (old) { old.remove(); if (chart.view) chart.view.resize(); return; }
      var holder = document.createElement("div");
      holder.className = "nh-chart-table";
      holder.tabIndex = 0;
      holder.appendChild(tableView(chart));
      box.appendChild(holder);
    });
  }

  function mount(root) {
    root.querySelectorAll("[data-chart]").forEach(function (node) {
      if (node.dataset.mounted) return;
      node.dataset.mounted = "true";
      var chart = { node: node, data: null, view: null };
      mounted.push(chart);
      tools(chart);
      whenSeen(chart);
      new ResizeObserver(function () { if (chart.view && !node.hidden) chart.view.resize(); }).observe(node);
      var every = Number(node.dataset.chartRefresh);
      if (every > 0) {
        var timer = setInterval(function () {
          if (!node.isConnected) { clearInterval(timer); if (chart.view) chart.view.dispose(); mounted.splice(mounted.indexOf(chart), 1); return; }
          if (!document.hidden) load(chart);
        }, every * 1000);
      }
    });
  }

  document.addEventListener("DOMContentLoaded", function () { mount(document); });
  document.addEventListener("htmx:afterSettle", function (event) { mount(event.target); });
  document.addEventListener("nh:theme", function () { mounted.forEach(function (chart) { if (chart.data) draw(chart); }); });
})();
