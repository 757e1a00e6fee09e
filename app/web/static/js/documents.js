// The view of the manuals: one row each with its revisions, a filter, and removal.

import { deleteDocument } from "./api.js";
import * as catalogue from "./catalogue.js";
import { $, announce, h, iconButton } from "./dom.js";
import { confirmed } from "./dialogs.js";
import { explain, language, t } from "./i18n.js";
import { emit, on } from "./store.js";

const CHIPS_SHOWN = 4;
const READABLE = new Set(["ready", "published", "superseded"]);
const POLL = 3000; // milliseconds between looks while a manual is being read

let timer = 0;

export function startDocuments() {
  on("documents", draw);
  on("language", draw);
  on("key", reload);
  on("uploaded", reload);
  $("filter").addEventListener("input", draw);
  reload();
}

async function reload() {
  clearTimeout(timer);
  try {
    await catalogue.refresh();
  } catch (error) {
    $("documents").replaceChildren(h("p", { class: "notice error", role: "alert" }, explain(error)));
    // A missing key is asked for when the user acts, not again and again.
    if (error.status !== 401) timer = setTimeout(reload, 4 * POLL);
    return;
  }
  if (catalogue.all().some(catalogue.underWay)) timer = setTimeout(reload, POLL);
}

function draw() {
  const all = catalogue.all();
  const shown = catalogue.matching($("filter").value);
  drawCounts(all.length, shown.length);
  drawSuggestions();
  if (shown.length) drawTable(shown);
  else $("documents").replaceChildren(h("p", { class: "hint none" }, t(all.length ? "documents.noMatch" : "documents.none")));
}

function drawCounts(total, count) {
  $("manual-count").hidden = total === 0;
  $("manual-count").textContent = String(total);
  const text = count === total ? t("documents.count", { count }) : t("documents.countOf", { count, total });
  if ($("document-summary").textContent !== text) $("document-summary").textContent = text;
}

function drawSuggestions() {
  const { chips, revisions } = catalogue.suggestions();
  $("chip-options").replaceChildren(...chips.map((value) => h("option", { value })));
  $("revision-options").replaceChildren(...revisions.map((value) => h("option", { value })));
}

const COLUMNS = ["name", "chips", "revision", "language", "pages", "state"];

function drawTable(documents) {
  const focused = document.activeElement?.closest?.("[data-document]")?.dataset;
  const head = [
    COLUMNS.map((column) => h("th", { scope: "col", class: `c-${column}` }, t(`documents.${column}`))),
    h("th", { scope: "col" }, h("span", { class: "sr-only" }, t("documents.actions"))),
  ];
  $("documents").replaceChildren(h("table", { class: "manuals" }, h("thead", {}, h("tr", {}, head)), h("tbody", {}, documents.map(row))));
  // The list is drawn anew while a manual is being read; the keyboard's place in it stays.
  if (focused) $("documents").querySelector(`[data-document="${CSS.escape(focused.document)}"] .c-name button`)?.focus();
}

function row(document) {
  const { shown } = document;
  const cell = (column, ...children) => h("td", { class: `c-${column}`, "data-label": t(`documents.${column}`) }, children);
  const list = (values) => values.join(", ") || "–";
  const each = (value) => list([...new Set(shown.map(value).filter(Boolean))]);
  return h(
    "tr",
    { "data-document": document.id },
    cell("name", name(document), shown.map(problem), others(document)),
    cell("chips", chips(document.chips)),
    cell("revision", list(catalogue.revisionsOf(shown))),
    cell("language", each((version) => languageName(version))),
    cell("pages", each((version) => version.page_count && version.page_count.toLocaleString(language()))),
    cell("state", shown.slice(0, 1).map(state)),
    h("td", { class: "c-actions" }, iconButton("bin", t("documents.delete", { name: document.title }), () => remove(document))),
  );
}

const languageName = (version) => t(`lang.${version.language.slice(0, 2)}`) || version.language;

function name({ title, shown, vendor }) {
  const files = shown.map((version) => version.file_name).filter((file) => file !== title);
  return [openButton(title, title, shown[0]), h("span", { class: "sub" }, [vendor, ...files].filter(Boolean).join(" · "))];
}

/** A button that shows a version's first page. */
function openButton(label, title, version) {
  const citation = version && { document: title, version_id: version.id, revision: version.revision, page: 1 };
  const open = (event) => emit("cite", { citation, opener: event.currentTarget });
  const disabled = !READABLE.has(version?.state);
  return h("button", { type: "button", class: "link", onclick: open, title: t("documents.open", { name: label }), disabled }, label);
}

function others({ title, others: versions }) {
  if (!versions.length) return null;
  const entry = (version) => {
    const label = [version.revision || version.file_name, languageName(version)].filter(Boolean).join(", ");
    return h("li", {}, openButton(label, title, version), " ", state(version), problem(version));
  };
  const summary = h("summary", {}, t("documents.others", { count: versions.length }));
  return h("details", { class: "others" }, summary, h("ul", {}, versions.map(entry)));
}

function chips(names) {
  if (!names.length) return h("span", { class: "hint" }, t("documents.generic"));
  const rest = names.length - CHIPS_SHOWN;
  return [
    names.slice(0, CHIPS_SHOWN).map((chip) => h("span", { class: "tag" }, chip)),
    rest > 0 ? h("span", { class: "hint", title: names.join(", ") }, t("documents.moreChips", { count: rest })) : null,
  ];
}

function state({ state: value, current, dense_done: denseDone }) {
  return [
    h("span", { class: `state ${value}` }, t(`documentState.${value}`) || value),
    current && !denseDone ? h("span", { class: "sub" }, t("documents.dense")) : null,
  ];
}

const problem = ({ error }) => (error ? h("span", { class: "sub error" }, error) : null);

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
