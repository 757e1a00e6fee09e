// What a reader thinks of an answer: a thumb, what is wrong, what it should have said, and a fact as the manual
// states it. The service records it with the turn; a curator finds it in the view of reviews.

import { giveFeedback } from "./api.js";
import { $, announce, h, iconButton } from "./dom.js";
import { explain, t } from "./i18n.js";
import { emit } from "./store.js";

const REASONS = ["wrong_value", "wrong_subject", "wrong_source", "incomplete", "not_answered", "outdated", "unclear", "other"];
const BITS = "bits"; // two numbers of a field, written as one

/** What a person can say of each kind of fact. */
const ATTRIBUTES = {
  register: ["reset", "address", "offset", "width", "access", "title"],
  field: [BITS, "reset", "access", "description"],
  parameter: ["minimum", "typical", "maximum", "unit"],
  pin: ["functions", "reset_function", "kind", "description"],
  interrupt: ["number", "position", "address", "priority", "description"],
  peripheral: ["base_address", "size", "bus", "title"],
  region: ["start", "end", "description"],
  erratum: ["title", "description", "workaround"],
};

/** The two thumbs of a turn, pressed as its reader has said. */
export function drawThumbs(turn) {
  const up = iconButton("up", t("verdict.good"), () => rate(turn, buttons, 1));
  const down = iconButton("down", t("verdict.bad"), () => rate(turn, buttons, -1));
  const buttons = new Map([[1, up], [-1, down]]);
  press(buttons, turn.feedback?.rating);
  return [up, down];
}

function press(buttons, rating) {
  for (const [value, button] of buttons) button.setAttribute("aria-pressed", String(value === rating));
}

/** A thumb counts as soon as it is pressed; a reader who says more of a bad answer does so in the dialog. */
async function rate(turn, buttons, rating) {
  const before = turn.feedback;
  press(buttons, rating);
  try {
    if (before?.rating !== rating) await send(turn, { rating });
    announce(t("verdict.thanks"));
  } catch (error) {
    press(buttons, before?.rating);
    announce(explain(error));
    return;
  }
  if (rating < 0) openVerdict(turn);
}

async function send(turn, said) {
  const answer = await giveFeedback({ turn_id: turn.id, ...said });
  turn.feedback = { comment: "", correction: "", ...said };
  emit("cases");
  return answer;
}

function openVerdict(turn) {
  const dialog = $("verdict");
  const given = turn.feedback;
  const reason = choice("verdict-reason", REASONS, (value) => t(`verdict.reason.${value}`), t("verdict.reason.none"));
  const comment = h("textarea", { id: "verdict-comment", rows: 2, maxlength: 4000 });
  const correction = h("textarea", { id: "verdict-correction", rows: 4, maxlength: 20000 });
  reason.value = given.reason ?? "";
  comment.value = given.comment;
  correction.value = given.correction;
  const fact = factForm(turn);
  const problem = h("p", { class: "error", role: "alert" });
  const save = async (event) => {
    event.preventDefault();
    problem.textContent = "";
    const said = { rating: -1, comment: comment.value.trim(), correction: correction.value.trim(), fact: fact.read() };
    try {
      const answer = await send(turn, { ...said, ...(reason.value && { reason: reason.value }) });
      dialog.close("saved");
      announce(answer.fact ? t(`verdict.fact.${answer.fact}`) : t("verdict.thanks"));
    } catch (error) {
      problem.textContent = explain(error);
    }
  };
  dialog.replaceChildren(
    h(
      "form",
      { novalidate: true, onsubmit: save },
      h("h2", { id: "verdict-heading" }, t("verdict.heading")),
      labelled(reason, t("verdict.reason")),
      labelled(comment, t("verdict.comment")),
      labelled(correction, t("verdict.correction")),
      fact.node,
      problem,
      h(
        "div",
        { class: "dialog-buttons" },
        h("button", { type: "button", onclick: () => dialog.close("") }, t("dialog.cancel")),
        h("button", { class: "primary" }, t("verdict.send")),
      ),
    ),
  );
  dialog.showModal();
}

/** The part of the form for a fact: `read` gives it as the service takes it, or null. */
function factForm(turn) {
  const text = (id, value = "") => h("input", { id, value, autocomplete: "off", spellcheck: "false" });
  const citations = (turn.chipcite?.citations ?? []).filter(({ version_id: id }) => id);
  const register = (turn.chipcite?.facts ?? []).find(({ type }) => type === "register");
  const kind = choice("verdict-kind", Object.keys(ATTRIBUTES), (value) => t(`fact.${value}`));
  const attribute = h("select", { id: "verdict-attribute" });
  const name = text("verdict-name", register?.name);
  const owner = text("verdict-owner");
  const value = text("verdict-value");
  const page = h("input", { id: "verdict-page", type: "number", min: 1, value: citations[0]?.page ?? "" });
  const manuals = new Map(citations.map((one) => [one.version_id, `${one.document} ${one.revision}`.trim()]));
  const version = choice("verdict-version", [...manuals.keys()], (id) => manuals.get(id));
  const fill = () => attribute.replaceChildren(...ATTRIBUTES[kind.value].map((one) => h("option", { value: one }, t(`attribute.${one}`))));
  kind.addEventListener("change", fill);
  fill();
  const node = h(
    "details",
    { class: "fact-form" },
    h("summary", {}, t("verdict.fact")),
    h("p", { class: "hint" }, t("verdict.fact.hint")),
    h(
      "fieldset",
      {},
      h("legend", {}, t("verdict.fact.legend")),
      labelled(kind, t("verdict.fact.kind")),
      labelled(name, t("verdict.fact.name")),
      labelled(owner, t("verdict.fact.of")),
      labelled(attribute, t("verdict.fact.attribute")),
      labelled(value, t("verdict.fact.value")),
      labelled(page, t("verdict.fact.page")),
      manuals.size > 1 ? labelled(version, t("verdict.fact.manual")) : null,
    ),
  );
  const read = () => {
    if (!name.value.trim() || !value.value.trim()) return null;
    const values = attribute.value === BITS ? bitsOf(value.value) : { [attribute.value]: value.value.trim() };
    const said = { kind: kind.value, name: name.value.trim(), of: owner.value.trim(), values, page: Number(page.value) || 1 };
    return version.value ? { ...said, version_id: version.value } : said;
  };
  return { node, read };
}

/** `7:4` or `[7:4]` as its two ends; one number is both. */
function bitsOf(text) {
  const [msb, lsb = msb] = text.match(/\d+/g) ?? [text];
  return { msb, lsb };
}

function choice(id, values, label, none) {
  const options = values.map((value) => h("option", { value }, label(value)));
  return h("select", { id }, none === undefined ? null : h("option", { value: "" }, none), options);
}

const labelled = (control, label) => h("div", { class: "field-row" }, h("label", { for: control.id }, label), control);
