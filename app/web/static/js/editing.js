// The dialog in which what was detected of a manual is corrected. What is said there stays: no later reading of
// the file overrides it. A value that the service refuses is pointed out at its field.

import { changeDocument, changeVersion } from "./api.js";
import * as catalogue from "./catalogue.js";
import { languageName } from "./document-row.js";
import { $, announce, h } from "./dom.js";
import { explain, t } from "./i18n.js";

const KINDS = ["reference-manual", "datasheet", "errata", "application-note", "user-manual", "register-description", "specification", "faq"];
const LANGUAGES = ["en", "zh", "ja", "de", "fr", "ko"];
const OF_DOCUMENT = ["title", "vendor", "number", "kind", "chips"];
const OF_VERSION = ["revision", "date", "language"];
const EXPLAINED = new Set(["chips", "kind", "date", "language"]);
/** What has a name in the page's language beside its code. */
const NAMED = {
  kind: { codes: KINDS, nameOf: (code) => t(`kind.${code}`) || code },
  language: { codes: LANGUAGES, nameOf: languageName },
};

/** Opens the dialog, with the cursor in `field`. */
export function edit(document, field = "title") {
  const dialog = $("edit");
  const texts = { ...document, title: document.given, chips: document.chips.join(", ") };
  const about = OF_DOCUMENT.map((name) => row(name, name, texts[name] ?? ""));
  const general = generalBox(document);
  const versions = [...document.shown, ...document.others];
  const files = versions.map((version) => ({ version, rows: OF_VERSION.map((name) => row(`${version.id}-${name}`, name, version[name] ?? "")) }));
  const problem = h("p", { class: "error", role: "alert" });
  const parts = { about, general, files, problem };
  const save = async (event) => {
    event.preventDefault();
    if (event.submitter) event.submitter.disabled = true;
    if (await saved(document, parts)) dialog.close("saved");
    else if (event.submitter) event.submitter.disabled = false;
  };
  dialog.replaceChildren(
    h(
      "form",
      { novalidate: true, onsubmit: save },
      h("h2", { id: "edit-heading" }, t("edit.heading")),
      h("p", { class: "hint" }, t("edit.hint")),
      about.map(({ node }) => node),
      general.node,
      files.map(({ version, rows }) => h("fieldset", {}, h("legend", {}, version.file_name), rows.map(({ node }) => node))),
      Object.entries(NAMED).map(([name, { codes, nameOf }]) =>
        h("datalist", { id: `${name}-options` }, codes.map((code) => h("option", { value: nameOf(code) }))),
      ),
      problem,
      h(
        "div",
        { class: "dialog-buttons" },
        h("button", { type: "button", onclick: () => dialog.close("") }, t("dialog.cancel")),
        h("button", { class: "primary" }, t("settings.save")),
      ),
    ),
  );
  dialog.showModal();
  $(`edit-${field}`)?.focus();
}

/** One labelled field, with room for what is wrong with it. */
function row(id, name, before) {
  const input = h("input", {
    id: `edit-${id}`,
    value: NAMED[name]?.nameOf(before) ?? before,
    autocomplete: "off",
    spellcheck: "false",
    list: { kind: "kind-options", language: "language-options" }[name],
    "aria-describedby": `edit-${id}-error${name === "chips" ? " edit-chips-hint" : ""}`,
  });
  const error = h("p", { id: `edit-${id}-error`, class: "error" });
  const hint = name === "chips" ? h("p", { class: "hint", id: "edit-chips-hint" }, t("edit.chips.hint")) : null;
  const node = h("div", { class: "field-row" }, h("label", { for: input.id }, t(`edit.${name}`)), input, hint, error);
  return { name, input, error, node, before };
}

/** Says that a manual is for any chip. */
function generalBox(document) {
  const input = h("input", { type: "checkbox", id: "edit-general", checked: document.coverage === "general" });
  return { input, node: h("div", { class: "check-row" }, input, h("label", { for: input.id }, t("edit.general"))) };
}

/** Sends what was changed; returns whether all of it was taken. */
async function saved(document, { about, general, files, problem }) {
  problem.textContent = "";
  for (const one of [...about, ...files.flatMap(({ rows }) => rows)]) mark(one, "");
  try {
    await send(about, (change) => changeDocument(document.id, change), declared(document, general.input.checked));
    for (const { version, rows } of files) await send(rows, (change) => changeVersion(version.id, change));
  } catch (error) {
    if (!error.shown) problem.textContent = explain(error);
    return false;
  }
  announce(t("edit.saved", { name: document.title }));
  await Promise.all([catalogue.reload(document.id), catalogue.loadNames()]).catch(() => {});
  return true;
}

/** What a tick that was set or taken away says. */
function declared({ coverage }, general) {
  if (general === (coverage === "general")) return {};
  return general ? { chips: [], coverage: "general" } : { coverage: "unknown" };
}

/** The changed values of some fields in one call; a refusal is shown at the field that it is about. */
async function send(rows, call, more = {}) {
  const changed = rows.filter((one) => written(one) !== one.before);
  if (!changed.length && !Object.keys(more).length) return;
  const value = (one) => (one.name === "chips" ? namesIn(one.input.value) : written(one));
  try {
    await call({ ...Object.fromEntries(changed.map((one) => [one.name, value(one)])), ...more });
    for (const one of changed) one.before = written(one);
  } catch (error) {
    const refused = rows.find(({ name }) => name === error.param.split(".")[0]);
    if (refused) {
      mark(refused, EXPLAINED.has(refused.name) ? t(`edit.wrong.${refused.name}`) : explain(error));
      refused.input.focus();
      error.shown = true;
    }
    throw error;
  }
}

/** The code of what is named in the field; else what is written there. */
function written({ name, input, before }) {
  const text = input.value.trim();
  const { codes = [], nameOf } = NAMED[name] ?? {};
  return [before, ...codes].find((code) => nameOf?.(code).toLowerCase() === text.toLowerCase()) ?? text;
}

const namesIn = (text) => text.split(/[,，、;；\n]/).map((name) => name.trim()).filter(Boolean);

function mark({ input, error }, text) {
  error.textContent = text;
  if (text) input.setAttribute("aria-invalid", "true");
  else input.removeAttribute("aria-invalid");
}
