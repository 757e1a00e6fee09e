// The line about the search index below the list of manuals, and the button that begins or gives up a new one.

import { searchIndex } from "./api.js";
import { $, h } from "./dom.js";
import { explain, t } from "./i18n.js";
import { on } from "./store.js";

const LOOK = 2000; // milliseconds between looks while one is being built

let found = null;
let looked = false;
let timer = 0;

export function startSearchIndex() {
  on("view", (view) => {
    looked = view === "manuals";
    refresh();
  });
  on("language", () => found && draw());
  $("index-do").addEventListener("click", () => refresh(building() ? "DELETE" : "POST"));
}

const building = () => found?.construction?.state === "building";

async function refresh(method) {
  clearTimeout(timer);
  if (!looked) return;
  try {
    found = await searchIndex(method);
    draw();
  } catch (error) {
    show(explain(error), true);
  }
  if (building()) timer = setTimeout(refresh, LOOK);
}

function show(text, wrong) {
  $("index-text").className = wrong ? "notice error" : "hint";
  $("index-text").textContent = text;
}

function draw() {
  const one = found.construction;
  const state = one?.state ?? "well";
  show(t(`index.${state}`, { ...found.active, ...one }), state === "failed");
  $("index-bar").replaceChildren(...(building() ? [h("progress", { max: one.versions_total || 1, value: one.versions_done, "aria-labelledby": "index-text" })] : []));
  $("index-do").hidden = false;
  $("index-do").textContent = t(building() ? "index.stop" : "index.build");
}
