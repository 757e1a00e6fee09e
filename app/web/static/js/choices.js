// The answers that a question back offers: a few as buttons, all of them by typing.

import { h } from "./dom.js";
import { t } from "./i18n.js";

const BUTTONS = 8;
let drawn = 0; // forms on the page, for ids of their own

/** What stands under a question back, or null; `ask` puts the choice to the service. */
export function drawChoices(clarify, ask) {
  const choices = clarify?.choices ?? [];
  if (!choices.length) return null;
  const label = clarify.question || t("chat.choose");
  const button = (choice) => h("button", { type: "button", onclick: () => ask(choice) }, choice);
  return h(
    "div",
    { class: "choices", role: "group", "aria-label": label },
    choices.slice(0, BUTTONS).map(button),
    choices.length > BUTTONS ? typed(choices, ask) : null,
  );
}

/** A field that suggests every choice. The browser's own list works with keys and screen readers. */
function typed(choices, ask) {
  drawn += 1;
  const ids = { list: `choices-${drawn}`, field: `choice-${drawn}`, error: `choice-error-${drawn}` };
  const error = h("p", { id: ids.error, class: "error", role: "alert" });
  const field = h("input", { id: ids.field, list: ids.list, autocomplete: "off", spellcheck: "false", "aria-describedby": ids.error });
  const choose = (event) => {
    event.preventDefault();
    const wanted = field.value.trim().toLowerCase();
    const near = choices.filter((choice) => choice.toLowerCase().startsWith(wanted));
    const choice = choices.find((one) => one.toLowerCase() === wanted) ?? (wanted && near.length === 1 ? near[0] : null);
    if (choice) {
      ask(choice);
      return;
    }
    field.setAttribute("aria-invalid", "true");
    error.textContent = t("chat.choose.unknown");
    field.focus();
  };
  return h(
    "form",
    { class: "choose", novalidate: true, onsubmit: choose },
    h("label", { for: ids.field }, t("chat.choose.type", { count: choices.length })),
    field,
    h("datalist", { id: ids.list }, choices.map((value) => h("option", { value }))),
    h("button", {}, t("chat.choose.do")),
    error,
  );
}
