// One row of the list of manuals.

import { revisionsOf } from "./catalogue.js";
import { h, iconButton } from "./dom.js";
import { language, t } from "./i18n.js";
import { emit } from "./store.js";

const CHIPS_SHOWN = 4;
const PAGES_SHOWN = 40;
const READABLE = new Set(["ready", "published", "superseded"]);
const UNREAD = new Set(["received", "converting", "ready", "failed"]);
const READING = new Set(["received", "converting", "ready"]);

/** The row; `actions` are edit and remove, `opened` says whether its other versions are shown. */
export function drawRow(document, actions, opened) {
  const { shown } = document;
  const cell = (column, ...children) => h("td", { class: `c-${column}`, "data-label": t(`documents.${column}`) }, children);
  const list = (values) => values.join(", ") || "–";
  const each = (value) => list([...new Set(shown.map(value).filter(Boolean))]);
  return h(
    "tr",
    { "data-document": document.id },
    cell("name", name(document), shown.map(problem), shown.map((version) => unread(document.title, version)), others(document, opened)),
    cell("chips", chips(document, actions)),
    cell("revision", list(revisionsOf(shown))),
    cell("language", each((version) => languageName(version.language))),
    cell("pages", each((version) => version.has_pages !== false && version.page_count && version.page_count.toLocaleString(language()))),
    cell("state", shown.slice(0, 1).map(state)),
    h(
      "td",
      { class: "c-actions" },
      iconButton("pencil", t("documents.edit", { name: document.title }), () => actions.edit(document)),
      iconButton("bin", t("documents.delete", { name: document.title }), () => actions.remove(document)),
    ),
  );
}

export const languageName = (code) => t(`lang.${code.slice(0, 2)}`) || code;

function name({ title, shown, vendor }) {
  const files = shown.map((version) => version.file_name).filter((file) => file !== title);
  return [openButton(title, title, shown[0]), h("span", { class: "sub" }, [vendor, ...files].filter(Boolean).join(" · "))];
}

/** A button that shows a version's first page, or its text where it has no pages. */
function openButton(label, title, version) {
  const citation = version && { document: title, version_id: version.id, revision: version.revision, page: 1, text: version.has_pages === false };
  const open = (event) => emit("cite", { citation, opener: event.currentTarget });
  const disabled = !READABLE.has(version?.state);
  return h("button", { type: "button", class: "link", onclick: open, title: t("documents.open", { name: label }), disabled }, label);
}

function others({ title, others: versions }, opened) {
  if (!versions.length) return null;
  const entry = (version) => {
    const label = [version.revision || version.file_name, languageName(version.language)].filter(Boolean).join(", ");
    return h("li", {}, openButton(label, title, version), " ", state(version), problem(version));
  };
  const summary = h("summary", {}, t("documents.others", { count: versions.length }));
  return h("details", { class: "others", open: opened }, summary, h("ul", {}, versions.map(entry)));
}

function chips(document, actions) {
  const { chips: names, coverage, shown } = document;
  if (coverage === "general") return h("span", { class: "hint" }, t("documents.general"));
  if (!names.length) {
    if (UNREAD.has(shown[0]?.state)) return h("span", { class: "hint" }, "–"); // they may be found yet
    return h("button", { type: "button", class: "todo", onclick: () => actions.edit(document, "chips") }, t("documents.unknown"));
  }
  const rest = names.length - CHIPS_SHOWN;
  return [
    names.slice(0, CHIPS_SHOWN).map((chip) => h("span", { class: "tag" }, chip)),
    rest > 0 ? h("span", { class: "hint", title: names.join(", ") }, t("documents.moreChips", { count: rest })) : null,
  ];
}

function state({ state: value, current, dense_done: denseDone, step, pages_done: done, pages_total: total }) {
  const reading = READING.has(value) && total > 0;
  const words = t(`step.${step}`) || t("documentState.converting");
  return [
    h("span", { class: `state ${value}` }, t(`documentState.${value}`) || value),
    reading ? h("span", { class: "sub" }, done < total ? t("upload.stepPages", { step: words, done, total }) : words) : null,
    current && !denseDone ? h("span", { class: "sub" }, t("documents.dense")) : null,
  ];
}

/** Tables that gave no exact facts, with the pages to look at. */
function unread(title, version) {
  const kinds = version.unread_tables ?? [];
  if (!kinds.length) return null;
  const count = kinds.reduce((sum, kind) => sum + kind.count, 0);
  const entry = ({ kind, count: number, pages }) =>
    h("li", {}, t(`unread.${kind}`, { count: number }), " ", pages.slice(0, PAGES_SHOWN).map((page) => [pageButton(title, version, page), " "]), pages.length > PAGES_SHOWN ? "…" : null);
  return h("details", { class: "unread" }, h("summary", { class: "sub" }, t("documents.unread", { count })), h("ul", {}, kinds.map(entry)));
}

function pageButton(title, version, page) {
  const citation = { document: title, version_id: version.id, revision: version.revision, page, text: version.has_pages === false };
  const open = (event) => emit("cite", { citation, opener: event.currentTarget });
  return h("button", { type: "button", class: "link", onclick: open, title: t("documents.openPage", { name: title, page }) }, String(page));
}

const problem = ({ error }) => (error ? h("span", { class: "sub error" }, error) : null);
