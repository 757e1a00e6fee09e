// What is known of the reader's project: what the service read out of the conversation, and what the reader
// has set, which goes with each question and wins. Pure but for the store.

import { t } from "./i18n.js";
import { emit, get, set } from "./store.js";
import { stateWithout } from "./conversation.js";

export const STAGES = ["selection", "schematic", "bring-up", "clock-and-power", "driver", "integration", "field-failure"];
/** Names of the API's `chipcite` object; the first two are always in sight. */
export const KEYS = ["chip", "revision", "board", "stepping", "toolchain", "rtos", "debug_stage"];
export const ALWAYS = new Set(["chip", "revision"]);
const CHIPS_NAMED = 3;

/** A string of what the service sent or the browser kept; "" for anything else. */
export const word = (value) => (typeof value === "string" ? value.trim() : "");
export const words = (value) => (Array.isArray(value) ? value.map(word).filter(Boolean) : []);

/** The first few of many, and how many more. */
export const few = (names, most = CHIPS_NAMED) =>
  names.length > most ? `${names.slice(0, most).join(", ")} +${names.length - most}` : names.join(", ");

/** What the reader has set, as it is sent: no key without a value. */
export function pins() {
  const kept = get("pins", {});
  return Object.fromEntries(KEYS.map((key) => [key, word(kept?.[key])]).filter(([, value]) => value));
}

/** Sets what holds from the next question on; "" leaves it to the conversation again. */
export function pin(key, value) {
  set("pins", { ...pins(), [key]: word(value) });
  emit("pins");
}

/** An item as it is shown: its value, whether the reader set it, and where it comes from otherwise. */
export function item(key) {
  const chosen = pins()[key];
  if (chosen) return { key, value: shown(key, chosen), raw: chosen, pinned: true, origin: t("project.pinned") };
  const state = stateWithout(key);
  const raw = word(state[key]);
  const value = key === "chip" ? raw || few(words(state.chips)) : shown(key, raw);
  const origin = key === "chip" ? t(`source.${word(state.chip_source)}`) : "";
  return { key, value, raw, pinned: false, origin: value ? origin || t("source.conversation") : "" };
}

const shown = (key, value) => (key === "debug_stage" && t(`stage.${value}`)) || value;
