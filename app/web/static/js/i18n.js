// The page's two languages: what a key says now, and the switch, which is remembered.

import en from "./strings/en.js";
import { emit, get, set } from "./store.js";

const STRINGS = { en };
const SAMPLE_FAMILY = "VSK32A1"; // the fictional chips of docs/sample

export function language() {
  return get("language") ?? (navigator.languages.some((tag) => /^zh\b/i.test(tag)) && !/^en\b/i.test(navigator.language) ? "zh" : "en");
}

/** Chinese comes when it is wanted. */
async function load(code) {
  STRINGS[code] ??= (await import(`./strings/${code}.js`)).default;
}

await load(language());

/** The string of a key, with {name} replaced; an unknown key gives "". */
export function t(key, parameters = {}) {
  const value = STRINGS[language()][key];
  if (typeof value === "function") return value(parameters);
  return (value ?? "").replace(/\{(\w+)\}/g, (whole, name) => String(parameters[name] ?? whole));
}

/** Questions to begin with: about our sample manual where it is, else about what the library states. */
export function examples(library) {
  if (!library) return [];
  if (library.chips.some((chip) => chip.startsWith(SAMPLE_FAMILY))) return STRINGS[language()]["examples.sample"];
  const own = library.examples.filter((one) => one.language === language());
  return own.map(({ kind, chip, name }) => t(`examples.${kind}`, { chip, name }));
}

/** A moment as the page's language writes it; `style` is one of Intl.DateTimeFormat. */
export const dated = (moment, style) => new Intl.DateTimeFormat(language() === "zh" ? "zh-CN" : "en-GB", style).format(new Date(moment));

/** "Rev. 17" for a bare number; "V1.2" says by itself what it is. */
export const revisionLabel = (revision) => (/^\d/.test(revision) ? t("cite.revision", { revision }) : revision);

/** The last two headings of a path: the outer ones matter less than the room they take. */
export const innermost = (section) => section.split(" › ").slice(-2).join(" › ");

export async function setLanguage(code) {
  await load(code);
  set("language", code);
  translate();
  emit("language", code);
}

/** Writes the strings into everything that carries a data-i18n attribute. */
export function translate(root = document) {
  document.documentElement.lang = language() === "zh" ? "zh-CN" : "en";
  for (const node of root.querySelectorAll("[data-i18n]")) node.textContent = t(node.dataset.i18n);
  for (const node of root.querySelectorAll("[data-i18n-label]")) {
    node.setAttribute("aria-label", t(node.dataset.i18nLabel));
    if (node.tagName === "BUTTON") node.title = t(node.dataset.i18nLabel);
  }
  for (const node of root.querySelectorAll("[data-i18n-placeholder]")) node.placeholder = t(node.dataset.i18nPlaceholder);
}

/** What to tell the user about a failed call: the service's own sentence where it has one. */
export function explain(error) {
  if (error.code === "unreachable") return t("error.unreachable");
  if (error.code === "cut") return t("error.cut");
  if (error.code === "context_length_exceeded") return t("error.tooLong");
  if (error.status === 401) return t("error.unauthorized");
  if (error.status === 429) return error.retryAfter ? t("error.tooManyAfter", { seconds: error.retryAfter }) : t("error.tooMany");
  if (error.message && error.status) return error.message;
  return error.status === 413 ? t("error.tooLarge") : t("error.other", { status: error.status || "?" });
}
