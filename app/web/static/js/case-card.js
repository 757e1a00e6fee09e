// Draws one case: what was asked and answered, what its reader says, and the form in which a curator decides.

import { h, icon } from "./dom.js";
import { dated, explain, t } from "./i18n.js";
import { parseBlocks, resolved } from "./markdown-blocks.js";
import { renderInto } from "./markdown.js";
import { STAGES } from "./project.js";
import { emit } from "./store.js";

const GAPS = ["knowledge", "logic", "expression"];
const TASKS = ["register", "parameter", "pin", "errata", "procedure", "debugging", "code", "comparison", "concept"];

/** The card; `actions.decide(case, decision, card)` sends what was decided. */
export function drawCase(one, actions) {
  const card = h("article", { class: "case" });
  const answer = h("div", { class: "prose" });
  const links = Object.fromEntries(one.citations.map(({ marker, url }) => [marker, url]));
  const { shown } = resolved(parseBlocks(one.answer), links);
  const cite = (cited, opener) => emit("cite", { citation: { ...one.citations.find(({ marker }) => marker === cited.marker), ...cited }, opener });
  renderInto(answer, shown, cite, links);
  card.append(
    h("h2", { tabindex: "-1" }, one.question),
    h("p", { class: "signals" }, one.signals.map((signal) => h("span", { class: "tag" }, t(`signal.${signal}`))), about(one)),
    ...one.feedback.map(verdict),
    h("details", { class: "case-answer", open: true }, h("summary", {}, t("cases.answer")), answer),
    ...one.facts.map(fact),
    form(one, card, actions),
  );
  return card;
}

/** When it was asked, of which chips, and how many ask the same. */
function about({ chips, created_at: created, similar }) {
  const when = dated(created, { dateStyle: "medium", timeStyle: "short" });
  const same = similar.length ? t("cases.similar", { count: similar.length }) : "";
  return h("span", { class: "hint" }, [when, chips.join(", "), same].filter(Boolean).join(" · "));
}

function verdict({ rating, reason, comment, correction }) {
  const thumb = h("span", { class: "thumb", role: "img", "aria-label": t(rating > 0 ? "verdict.good" : "verdict.bad") }, icon(rating > 0 ? "up" : "down"));
  const said = [reason && t(`verdict.reason.${reason}`), comment].filter(Boolean).join(": ");
  return h(
    "div",
    { class: "case-verdict" },
    h("p", {}, thumb, said),
    correction ? h("blockquote", {}, h("p", { class: "hint" }, t("cases.proposed")), correction) : null,
  );
}

/** A corrected fact and the place that shows it. */
function fact(one) {
  const values = Object.entries(one.fact).filter(([, value]) => value !== "" && value !== null && !(Array.isArray(value) && !value.length));
  const place = { version_id: one.version_id, document: one.document, page: one.page, bbox: one.quote ? one.bbox : null };
  return h(
    "div",
    { class: "case-fact" },
    h("p", { class: "hint" }, `${t(`fact.${one.kind}`)} · ${t(one.quote ? "cases.fact.seen" : "cases.fact.unseen")}`),
    h("dl", {}, values.map(([name, value]) => h("div", {}, h("dt", {}, t(`attribute.${name}`) || name), h("dd", {}, h("code", {}, written(name, value)))))),
    h(
      "button",
      { type: "button", class: "link", onclick: (event) => emit("cite", { citation: place, opener: event.currentTarget }) },
      `${one.document}, ${t("cite.page", { page: one.page })}`,
    ),
    one.quote ? h("blockquote", {}, one.quote) : null,
  );
}

/** Addresses as manuals print them. */
function written(name, value) {
  const hexadecimal = ["address", "offset", "base_address", "start", "end"].includes(name) && Number.isInteger(value);
  return hexadecimal ? `0x${value.toString(16).toUpperCase()}` : [value].flat().map((each) => each?.value ?? each).join(", ");
}

function form(one, card, { decide }) {
  const id = (name) => `case-${one.id}-${name}`;
  const answer = h("textarea", { id: id("answer"), rows: 4, maxlength: 100000 });
  answer.value = one.right_answer;
  const gap = select(id("gap"), GAPS, (value) => t(`gap.${value}`), one.gap);
  const task = select(id("task"), TASKS, (value) => t(`intent.${value}`), one.task || one.intent);
  const stage = select(id("stage"), STAGES, (value) => t(`stage.${value}`), one.stage || one.pins.debug_stage);
  const problem = h("p", { class: "error", role: "alert" });
  const labels = () => ({ gap: gap.value, task: task.value, stage: stage.value });
  const send = async (decision) => {
    problem.textContent = "";
    try {
      await decide(one, { ...labels(), ...decision }, card);
    } catch (error) {
      problem.textContent = explain(error);
    }
  };
  /** What stands in the field is the curator's own unless it is what the reader proposed. */
  const accept = () => {
    const written = answer.value.trim();
    return send(written && written !== one.right_answer.trim() ? { state: "corrected", answer: written } : { state: "accepted" });
  };
  const button = (label, onclick, kind = "") => h("button", { type: "button", class: kind, onclick }, label);
  const decided = one.state !== "open";
  return h(
    "div",
    { class: "case-form" },
    labelled(answer, t("cases.right")),
    h("p", { class: "hint" }, t("cases.right.hint")),
    h("div", { class: "case-labels" }, labelled(gap, t("cases.gap")), labelled(task, t("cases.task")), labelled(stage, t("cases.stage"))),
    problem,
    h(
      "div",
      { class: "dialog-buttons" },
      decided ? button(t("cases.reopen"), () => send({ state: "open" })) : button(t("cases.drop"), () => send({ state: "dropped" })),
      decided ? null : button(t("cases.accept"), accept, "primary"),
    ),
  );
}

function select(id, values, label, chosen) {
  const options = values.map((value) => h("option", { value, selected: value === chosen }, label(value)));
  return h("select", { id }, h("option", { value: "" }, "–"), options);
}

const labelled = (control, label) => h("div", { class: "field-row" }, h("label", { for: control.id }, label), control);
