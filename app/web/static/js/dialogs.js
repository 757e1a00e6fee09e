// The page's two dialogs: a yes-or-no question, and the settings.

import { onUnauthorized } from "./api.js";
import { $, h, icon } from "./dom.js";
import { language, setLanguage, t } from "./i18n.js";
import { emit, get, set } from "./store.js";

/** Shows a dialog and resolves to what it was closed with. */
function shown(dialog) {
  dialog.showModal();
  return new Promise((resolve) => dialog.addEventListener("close", () => resolve(dialog.returnValue), { once: true }));
}

/** Asks before something that cannot be undone. */
export async function confirmed({ title, detail, action }) {
  const dialog = $("confirm");
  dialog.returnValue = "";
  dialog.replaceChildren(
    h(
      "form",
      { method: "dialog" },
      h("h2", { id: "confirm-title" }, title),
      h("p", {}, detail),
      h(
        "div",
        { class: "dialog-buttons" },
        h("button", { value: "", autofocus: true }, t("dialog.cancel")),
        h("button", { value: "yes", class: "primary danger" }, action),
      ),
    ),
  );
  return (await shown(dialog)) === "yes";
}

export function startSettings() {
  $("settings-open").append(icon("sliders"));
  $("settings-open").addEventListener("click", () => openSettings());
  $("language").addEventListener("click", () => setLanguage(language() === "en" ? "zh" : "en"));
  onUnauthorized(askOnce);
}

let asking = null;

/** Several calls may meet a 401 at once; they all wait for one dialog. */
function askOnce() {
  const reason = get("apiKey") ? "settings.key.wrong" : "settings.key.asked";
  asking ??= openSettings(t(reason)).finally(() => {
    asking = null;
  });
  return asking;
}

/** An input of the settings, filled with what is remembered under `name`. */
function input(name, more) {
  return h("input", { id: `settings-${name}`, autocomplete: "off", value: get(name, ""), ...more });
}

const field = (control, label, hint) => h("div", { class: "field-row" }, h("label", { for: control.id }, label), control, hint);

async function openSettings(reason = "") {
  const dialog = $("settings");
  if (dialog.open) dialog.close("");
  const key = input("apiKey", { type: "password", "aria-describedby": "settings-key-hint" });
  const tongue = h(
    "select",
    { id: "settings-language" },
    h("option", { value: "en", lang: "en", selected: language() === "en" }, "English"),
    h("option", { value: "zh", lang: "zh-CN", selected: language() === "zh" }, "中文"),
  );
  dialog.returnValue = "";
  dialog.replaceChildren(
    h(
      "form",
      { method: "dialog" },
      h("h2", { id: "settings-title" }, t("settings.title")),
      reason ? h("p", { class: "notice error", role: "alert" }, reason) : null,
      field(tongue, t("settings.language")),
      field(key, t("settings.key"), h("p", { class: "hint", id: "settings-key-hint" }, t("settings.key.hint"))),
      h(
        "div",
        { class: "dialog-buttons" },
        // No submit button: Enter in a field must save, not cancel.
        h("button", { type: "button", onclick: () => dialog.close("") }, t("dialog.cancel")),
        h("button", { value: "save", class: "primary" }, t("settings.save")),
      ),
    ),
  );
  const result = shown(dialog);
  if (reason) key.focus();
  if ((await result) !== "save") return false;
  set("apiKey", key.value.trim());
  emit("key");
  if (tongue.value !== language()) setLanguage(tongue.value);
  return Boolean(get("apiKey"));
}
