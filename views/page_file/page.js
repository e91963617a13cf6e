// Draws the figures of the file, searches its tables and saves its CSV. It makes no request to any host.
"use strict";

async function unpack(id) {
  const packed = atob(document.getElementById(id).textContent.trim());
  const bytes = Uint8Array.from(packed, (sign) => sign.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).text();
}

function fold(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

function searchTable(section) {
  const rows = [...section.querySelectorAll("tbody tr")];
  const texts = rows.map((row) => fold(row.textContent));
  const found = section.querySelector("output");
  section.querySelector("input").addEventListener("input", (event) => {
    const words = fold(event.target.value).split(/\s+/).filter(Boolean);
    let shown = 0;
    rows.forEach((row, place) => {
      row.hidden = !words.every((word) => texts[place].includes(word));
      shown += row.hidden ? 0 : 1;
    });
    found.textContent = words.length ? `${shown} of ${rows.length}` : "";
  });
}

function saveFile(name, text) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

function drawFigures(figures) {
  const settings = { responsive: true, displaylogo: false, displayModeBar: true, showSendToCloud: false, plotlyServerURL: "", modeBarButtonsToRemove: ["lasso2d", "select2d", "pan2d", "zoom2d", "zoomIn2d", "zoomOut2d", "autoScale2d", "sendChartToCloud", "downloadJson"] };
  const draw = (place, name) => {
    const isNarrow = window.innerWidth < Number(place.dataset.narrowBelow);
    const { data, layout } = (isNarrow && figures[`${name}-on-a-phone`]) || figures[name];
    return Plotly.react(place, data, { ...layout, dragmode: "zoom" }, settings);
  };
  for (const place of document.querySelectorAll("figure[data-figure]")) {
    const buttons = document.querySelectorAll(`button[data-of="${place.id}"]`);
    place.replaceChildren();
    draw(place, place.dataset.figure);
    for (const button of buttons) {
      button.addEventListener("click", () => {
        buttons.forEach((other) => other.setAttribute("aria-pressed", String(other === button)));
        draw(place, button.dataset.figure);
      });
    }
  }
}

async function start() {
  document.querySelectorAll("section.records").forEach(searchTable);
  const { figures, files } = JSON.parse(await unpack("data"));
  for (const button of document.querySelectorAll("button[data-file]")) {
    button.addEventListener("click", () => saveFile(button.dataset.file, files[button.dataset.file]));
  }
  const script = document.createElement("script");
  script.textContent = await unpack("plotly");
  document.head.append(script);
  drawFigures(figures);
  document.documentElement.dataset.ready = "yes";
}

start().catch(() => {
  // The drawn picture, the tables and all words stand without a script, so a browser that is too old loses the figures' zoom alone.
  document.getElementById("plain").hidden = false;
});
