// The view of the manuals: one row each with its revisions, filters, corrections and removal.

import { deleteDocument, searchIndex } from "./api.js";
import * as catalogue from "./catalogue.js";
import { $, announce, h } from "./dom.js";
import { confirmed } from "./dialogs.js";
import { drawRow } from "./document-row.js";
import { lookAt, startFollowing } from "./following.js";
import { explain, t } from "./i18n.js";
import { on } from "./store.js";

const TYPING = 250; // milliseconds without a key, after which the service is asked
const READING = ["received", "converting", "ready"];
const STATES = { "": [], answering: ["published"], reading: READING, failed: ["failed"] };
const COVERAGES = ["", "unknown", "general", "chips"];

const inOrder = new Intl.Collator("en", { numeric: true }).compare;

let timer = 0;
let names = null;
let index = null;
let looking = 0;

export function startDocuments() {
  on("documents", draw);
  on("names", (found) => {
    names = found;
    drawNames();
  });
  on("language", () => {
    drawFilters();
    drawNames();
    if (names) draw();
    if (index) drawIndex();
  });
  on("key", reload);
  on("uploaded", reload);
  on("view", (view) => {
    lookAt(view === "manuals");
    refreshIndex();
  });
  $("index-do").addEventListener("click", () => refreshIndex(building() ? "DELETE" : "POST"));
  $("filter").addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(reload, TYPING);
  });
  for (const id of ["filter-state", "filter-coverage"]) $(id).addEventListener("change", reload);
  $("todo").addEventListener("click", () => show("unknown"));
  $("more").addEventListener("click", () => guarded(catalogue.loadMore()));
  drawFilters();
  startFollowing();
  catalogue.loadNames().catch(() => {}); // the list says what is wrong, once it is looked at
}

const wanted = () => ({ q: $("filter").value.trim(), states: STATES[$("filter-state").value], coverage: $("filter-coverage").value });

/** Loads the list where it is looked at; elsewhere only what the library names. */
const reload = () => guarded($("view-manuals").hidden ? catalogue.loadNames() : catalogue.load(wanted()));

async function guarded(loading) {
  try {
    await loading;
  } catch (error) {
    $("documents").replaceChildren(h("p", { class: "notice error", role: "alert" }, explain(error)));
  }
}

function drawFilters() {
  const fill = (id, keys, label) => {
    const chosen = $(id).value;
    $(id).replaceChildren(...keys.map((key) => h("option", { value: key, selected: key === chosen }, label(key || "all"))));
  };
  fill("filter-state", Object.keys(STATES), (key) => t(`filterState.${key}`));
  fill("filter-coverage", COVERAGES, (key) => t(`filterCoverage.${key}`));
}

function drawNames() {
  if (!names) return;
  const { total, unknown, chips, revisions } = names;
  $("manual-count").hidden = total === 0;
  $("manual-count").textContent = String(total);
  $("todo").hidden = unknown === 0;
  $("todo").textContent = t("documents.todo", { count: unknown });
  const options = (values) => values.toSorted(inOrder).map((value) => h("option", { value }));
  $("chip-options").replaceChildren(...options(chips));
  $("revision-options").replaceChildren(...options(revisions));
}

/** Shows all manuals of a coverage; "" is any. */
function show(coverage) {
  $("filter").value = "";
  $("filter-state").value = "";
  $("filter-coverage").value = coverage;
  $("filter").focus();
  reload();
}

const COLUMNS = ["name", "chips", "revision", "language", "pages", "state"];
const actions = { edit: async (document, field) => (await import("./editing.js")).edit(document, field), remove };

function draw() {
  const shown = catalogue.all();
  const { q, states, coverage } = wanted();
  const filtered = Boolean(q || states.length || coverage);
  const text = t(filtered ? "documents.matching" : "documents.count", { count: catalogue.count() });
  if ($("document-summary").textContent !== text) $("document-summary").textContent = text;
  $("more").hidden = !catalogue.hasMore();
  if (shown.length) drawTable(shown);
  else $("documents").replaceChildren(filtered ? noMatch() : h("p", { class: "hint none" }, t("documents.none")));
}

function noMatch() {
  const all = h("button", { type: "button", onclick: () => show("") }, t("documents.showAll"));
  return h("div", { class: "none" }, h("p", { class: "hint" }, t("documents.noMatch")), all);
}

function drawTable(documents) {
  const focused = document.activeElement?.closest?.("[data-document]");
  const place = focused && [focused.dataset.document, [...focused.querySelectorAll("button, summary")].indexOf(document.activeElement)];
  const open = new Set([...$("documents").querySelectorAll("details[open]")].map((details) => details.closest("[data-document]").dataset.document));
  const head = [
    COLUMNS.map((column) => h("th", { scope: "col", class: `c-${column}` }, t(`documents.${column}`))),
    h("th", { scope: "col" }, h("span", { class: "sr-only" }, t("documents.actions"))),
  ];
  const rows = documents.map((one) => drawRow(one, actions, open.has(one.id)));
  $("documents").replaceChildren(h("table", { class: "manuals" }, h("thead", {}, h("tr", {}, head)), h("tbody", {}, rows)));
  // The list is drawn anew while a manual is being read; the keyboard's place in it stays.
  if (!place) return;
  const row = $("documents").querySelector(`[data-document="${CSS.escape(place[0])}"]`);
  row?.querySelectorAll("button, summary")[place[1]]?.focus();
}

async function remove(document) {
  const detail = t("documents.delete.detail", { name: document.title });
  if (!(await confirmed({ title: t("documents.delete.title"), detail, action: t("documents.delete.do") }))) return;
  try {
    await deleteDocument(document.id);
    announce(t("documents.deleted", { name: document.title }));
    await reload();
    $("filter").focus();
  } catch (error) {
    $("documents").prepend(h("p", { class: "notice error", role: "alert" }, explain(error)));
  }
}

const building = () => index?.construction?.state === "building";

/** The line about the search index, again and again while a new one is being built. */
async function refreshIndex(method) {
  if ($("view-manuals").hidden) return;
  try {
    index = await searchIndex(method);
    drawIndex();
  } catch (error) {
    $("index-text").textContent = explain(error);
  }
  clearTimeout(looking);
  if (building()) looking = setTimeout(refreshIndex, 8 * TYPING);
}

function drawIndex() {
  const one = index.construction;
  $("index-text").textContent = t(`index.${one?.state ?? "well"}`, { ...index.active, ...one });
  $("index-do").hidden = false;
  $("index-do").textContent = t(building() ? "index.stop" : "index.build");
}
