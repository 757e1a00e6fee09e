// The adapters that answer, under the reviews: what they are used for, how readers fare, what was decided, and
// the way back.

import { compareAdapters, holdAdapter, listAdapters, rollBack } from "./api.js";
import { confirmed } from "./dialogs.js";
import { $, announce, h } from "./dom.js";
import { explain, language, t } from "./i18n.js";
import { on } from "./store.js";

const USED = new Set(["live", "canary", "shadow"]);
const EVENTS = 5;

export function startAdapters() {
  on("view", (view) => view === "review" && load());
  on("language", () => !$("view-review").hidden && load());
}

/** Nothing is shown where no adapter was ever registered. */
async function load() {
  try {
    const { data, events } = await listAdapters();
    const compared = data.some(({ state }) => state === "canary" || state === "shadow");
    draw(data, events, compared ? await compareAdapters() : null);
  } catch {
    $("adapters").hidden = true; // the list of cases says what is wrong
  }
}

function draw(adapters, events, comparison) {
  const used = adapters.filter(({ state }) => USED.has(state));
  $("adapters").hidden = !adapters.length;
  $("adapters").replaceChildren(
    h("h2", { id: "adapters-title" }, t("adapters.title")),
    used.length ? h("ul", {}, used.map(line)) : h("p", { class: "hint" }, t("adapters.base")),
    ...(comparison ? compared(comparison, adapters) : []),
    ...(used.some(({ state }) => state !== "shadow") ? [h("button", { type: "button", onclick: goBack }, t("adapters.rollback"))] : []),
    ...(events.length ? [h("h3", {}, t("adapters.history")), h("ul", {}, events.slice(0, EVENTS).map(decided))] : []),
  );
}

const percent = (value) => value.toLocaleString(language(), { style: "percent", maximumFractionDigits: 1 });

function line({ name, state, share, dataset, held }) {
  const use = t(`adapters.state.${state}`) + (share ? ` ${percent(share)}` : "");
  const own = state === "live" ? null : h("button", { type: "button", "aria-pressed": String(held), onclick: () => hold(name, !held) }, t("adapters.hold"));
  return h("li", {}, h("code", {}, name), h("span", { class: "tag" }, use), dataset ? h("span", { class: "hint" }, dataset) : null, own);
}

/** What readers' turns came to with both, measure by measure, and what the worker makes of it. */
function compared(comparison, adapters) {
  const { measures, decision, held, objection } = comparison;
  const looked = adapters.find(({ name }) => name === comparison.canary)?.comparison?.at;
  const next = held ? t("adapters.held") : t(`adapters.decision.${decision.replace(" ", "-")}`);
  return [
    h("p", { class: "hint" }, told(comparison)),
    h("ul", {}, measures.map(measured)),
    h("p", { class: "hint" }, next, looked ? ` ${t("adapters.looked", { time: moment(looked) })}` : ""),
    objection ? h("p", { class: "hint" }, objection) : null,
  ].filter(Boolean);
}

function measured({ name, live, canary, low, high, worse }) {
  const shown = name === "seconds" ? (value) => `${value.toLocaleString(language(), { maximumFractionDigits: 1 })} s` : percent;
  const both = `${shown(canary)} / ${shown(live)}`;
  const bounds = low === null ? t("adapters.unclear") : `${shown(low)} … ${shown(high)}`;
  const tag = worse ? h("span", { class: "tag" }, t("adapters.worse")) : null;
  return h("li", {}, h("span", {}, t(`adapters.measure.${name}`)), h("span", {}, both), h("span", { class: "hint" }, bounds), tag);
}

const moment = (time) => new Date(time).toLocaleString(language(), { dateStyle: "short", timeStyle: "short" });

/** A decision, with the shares that it was made by where the worker made it. */
function decided({ adapter, after, reason, figures, created_at: at }) {
  const shares = figures.canary_bad === undefined ? "" : told(figures);
  const words = [reason, shares].filter(Boolean).join(" ");
  return h("li", {}, h("span", { class: "hint" }, moment(at)), h("code", {}, adapter), h("span", { class: "tag" }, t(`adapters.state.${after}`)), h("span", { class: "hint" }, words));
}

function told({ live_bad: live, canary_bad: canary, live_turns: liveTurns, canary_turns: canaryTurns }) {
  return t("adapters.compared", { live: percent(live), canary: percent(canary), liveTurns, canaryTurns });
}

/** Keeps the decision about an adapter with people, or gives it back to the worker. */
async function hold(name, held) {
  await done(() => holdAdapter(name, held), held ? "adapters.held" : "adapters.released");
}

async function goBack() {
  const words = { title: t("adapters.rollback.title"), detail: t("adapters.rollback.detail"), action: t("adapters.rollback") };
  if (await confirmed(words)) await done(rollBack, "adapters.rolledBack");
}

async function done(act, words) {
  try {
    await act();
    announce(t(words));
  } catch (error) {
    announce(explain(error));
  }
  load();
}
