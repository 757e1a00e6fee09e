// Copying: an answer, a listing, a register's value.

import { announce, h, icon, iconButton } from "./dom.js";
import { t } from "./i18n.js";

const SEEN = 1500; // milliseconds for which a button says that it has copied

/** A button that copies what `text` gives when it is pressed. */
export function copyButton(label, text) {
  const button = iconButton("copy", label, async () => {
    await copy(text());
    button.replaceChildren(icon("check"));
    setTimeout(() => button.replaceChildren(icon("copy")), SEEN);
  });
  return button;
}

/** A value that copies itself when it is pressed. */
export function copyValue(value) {
  const label = t("bits.copy", { value });
  const button = h("button", { type: "button", class: "value", title: label, "aria-label": label }, h("code", {}, value));
  button.addEventListener("click", async () => {
    await copy(value);
    button.classList.add("done");
    setTimeout(() => button.classList.remove("done"), SEEN);
  });
  return button;
}

/** The clipboard API needs https or localhost; a service in the lab's network often has neither. */
async function copy(text) {
  if (navigator.clipboard) await navigator.clipboard.writeText(text);
  else {
    const area = h("textarea", { class: "sr-only" }, text);
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
  announce(t("chat.copied"));
}
