// What the conversation is about in detail, to be read only: names in focus, values and errors reported.

import { h, icon } from "./dom.js";
import { t } from "./i18n.js";
import { latestState } from "./conversation.js";
import { word, words } from "./project.js";

const VERBATIM = new Set(["values", "errors"]); // each on a line of its own

/** Fills the element that drops open; hides it where there is nothing to tell. */
export function drawFocus(details) {
  const state = latestState();
  const names = { peripherals: words(state.peripherals), registers: words(state.registers), fields: words(state.fields) };
  const values = (Array.isArray(state.values) ? state.values : []).map(reading).filter(Boolean);
  const errors = words(state.errors);
  const lists = [...Object.entries(names), ["values", values], ["errors", errors]].filter(([, list]) => list.length);
  details.hidden = lists.length === 0;
  const heads = [...names.registers, ...names.peripherals].slice(0, 1);
  if (values.length) heads.push(t("focus.values", { count: values.length }));
  if (errors.length) heads.push(t("focus.errors", { count: errors.length }));
  const summary = details.querySelector("summary");
  summary.replaceChildren(
    icon("focus"),
    h("span", { class: "sr-only" }, `${t("focus.title")}: `),
    h("span", { class: "drop-title" }, heads.join(", ") || t("focus.title")),
  );
  details.querySelector(".drop").replaceChildren(
    h("dl", {}, lists.map(([name, list]) => [h("dt", {}, t(`state.${name}`)), drawList(name, list)])),
  );
}

const drawList = (name, list) =>
  h("dd", { class: VERBATIM.has(name) ? "lines" : null }, list.map((one) => h("code", {}, one)));

/** `RCC_CTLR = 0x83`, or the value alone where nobody said of what. */
function reading(reported) {
  const [register, value] = [word(reported?.register), word(reported?.value)];
  return register && value ? `${register} = ${value}` : value;
}
