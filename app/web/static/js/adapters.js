// The adapters that answer, under the reviews: what they are used for, how readers fare, and the way back.

import { compareAdapters, listAdapters, rollBack } from "./api.js";
import { confirmed } from "./dialogs.js";
import { $, announce, h } from "./dom.js";
import { explain, language, t } from "./i18n.js";
import { on } from "./store.js";

const USED = new Set(["live", "canary", "shadow"]);

export function startAdapters() {
  on("view", (view) => view === "review" && load());
  on("language", () => !$("view-review").hidden && load());
}

/** Nothing is shown where no adapter was ever registered. */
async function load() {
  try {
    const { data } = await listAdapters();
    const comparison = data.some(({ state }) => state === "canary") ? await compareAdapters() : null;
    draw(data, comparison);
  } catch {
    $("adapters").hidden = true; // the list of cases says what is wrong
  }
}

function draw(adapters, comparison) {
  const used = adapters.filter(({ state }) => USED.has(state));
  $("adapters").hidden = !adapters.length;
  $("adapters").replaceChildren(
    h("h2", { id: "adapters-title" }, t("adapters.title")),
    used.length ? h("ul", {}, used.map(line)) : h("p", { class: "hint" }, t("adapters.base")),
    ...(comparison ? [h("p", { class: "hint" }, told(comparison))] : []),
    ...(used.some(({ state }) => state !== "shadow") ? [button()] : []),
  );
}

const percent = (value) => value.toLocaleString(language(), { style: "percent", maximumFractionDigits: 1 });

function line({ name, state, share, dataset }) {
  const use = t(`adapters.state.${state}`) + (share ? ` ${percent(share)}` : "");
  return h("li", {}, h("code", {}, name), h("span", { class: "tag" }, use), dataset ? h("span", { class: "hint" }, dataset) : null);
}

function told({ live_bad: live, canary_bad: canary, live_turns: liveTurns, canary_turns: canaryTurns }) {
  return t("adapters.compared", { live: percent(live), canary: percent(canary), liveTurns, canaryTurns });
}

function button() {
  const act = async () => {
    const words = { title: t("adapters.rollback.title"), detail: t("adapters.rollback.detail"), action: t("adapters.rollback") };
    if (!(await confirmed(words))) return;
    try {
      await rollBack();
      announce(t("adapters.rolledBack"));
    } catch (error) {
      announce(explain(error));
    }
    load();
  };
  return h("button", { type: "button", onclick: act }, t("adapters.rollback"));
}
