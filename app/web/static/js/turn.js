// Draws one turn: the question, the answer as it grows, and under it what it rests on.

import { UNREAD, drawBasis } from "./basis.js";
import { drawChoices } from "./choices.js";
import { copyButton } from "./copying.js";
import { h, icon, iconButton } from "./dom.js";
import { innermost, revisionLabel, t } from "./i18n.js";
import { parseBlocks, resolved } from "./markdown-blocks.js";
import { renderInto } from "./markdown.js";
import { placeOf } from "./pages.js";
import { withoutPlaces } from "./places.js";
import { tabulated } from "./rows.js";
import { drawThumbs } from "./verdict.js";
import { drawRegister, registersIn } from "./registers.js";
import { drawStrip } from "./strip.js";

const NOTICED = 3; // seconds; nobody wants to be told of shorter waits

/** A turn on the page; `actions` are cite, ask, retry and edit. */
export class TurnView {
  constructor(turn, actions) {
    this.turn = turn;
    this.actions = actions;
    this.lead = h("div", { class: "prose" });
    this.figures = h("div", { class: "figures" });
    this.rest = h("div", { class: "prose rest" });
    this.extras = h("div", { class: "extras" });
    this.verdict = h("p", { class: "verdict" });
    this.answer = h("div", { class: "answer" }, this.verdict, this.lead, this.figures, this.rest, this.extras);
    this.question = h("h2", { class: "question" }, h("span", { class: "sr-only" }), h("span", {}, turn.question));
    this.node = h("article", { class: "turn" }, this.question, this.answer);
    this.update();
    this.finish();
  }

  /** Draws what there is of the answer. */
  update() {
    const working = this.turn.state === "working";
    this.node.setAttribute("aria-busy", String(working));
    this.answer.classList.toggle("working", working);
    const note = working && (this.turn.waiting || !this.turn.answer) ? waiting(this.turn.waiting) : "";
    this.lead.dataset.waiting = this.turn.answer ? "" : note; // behind the manuals' words a model may go on
    this.rest.dataset.waiting = this.turn.answer ? note : "";
    const { shown, links } = resolved(parseBlocks(this.turn.answer), linksOf(this.turn.chipcite));
    const { kept } = withoutPlaces(shown, this.markers());
    const blocks = kept.flatMap(tabulated);
    const table = blocks.findIndex(({ type }) => type === "table");
    const split = this.registers().length && table > 0 ? table : blocks.length;
    const cite = (cited, opener) => this.actions.cite(completed(cited, this.turn.chipcite?.citations), opener);
    renderInto(this.lead, blocks.slice(0, split), cite, links);
    renderInto(this.rest, blocks.slice(split), cite, links);
  }

  /** Draws what comes with the end of an answer. */
  finish() {
    this.question.firstChild.textContent = `${t("chat.you")}: `;
    this.verdict.textContent = verdictOf(this.turn.chipcite ?? {});
    if (this.turn.state === "working") return;
    this.update();
    for (const code of this.answer.querySelectorAll("pre > code:only-child")) code.before(copyButton(t("chat.copyCode"), () => code.textContent));
    const details = this.turn.chipcite ?? {};
    this.figures.replaceChildren(...this.registers().map((register) => drawRegister(register, this.names())));
    this.extras.replaceChildren(
      ...[
        this.notice(),
        drawChoices(details.clarify, this.actions.ask),
        drawStrip(details, this.actions.cite),
        this.sources(details),
        drawBasis(details),
        this.earlier(),
        this.buttons(),
      ].filter(Boolean),
    );
  }

  markers() {
    return new Set((this.turn.chipcite?.citations ?? []).map(({ marker }) => marker));
  }

  /** The registers to draw: between the sentence that answers and the table of their fields. */
  registers() {
    return registersIn(this.turn.chipcite?.facts);
  }

  names() {
    return new Set(this.turn.question.match(/[A-Za-z][A-Za-z0-9_]+/g));
  }

  notice() {
    const { state, error, answer } = this.turn;
    if (state === "done" && this.turn.unrecorded) return h("p", { class: "notice" }, t("chat.unrecorded"));
    if (state === "stopped") return h("p", { class: "notice" }, t("chat.stopped"));
    if (state !== "failed") return null;
    return h(
      "div",
      { class: "notice error" },
      h("p", { role: "alert" }, error ?? "", answer ? ` ${t("chat.cut")}` : ""),
      h("button", { type: "button", onclick: () => this.actions.retry(this.turn) }, icon("retry"), t("chat.retry")),
    );
  }

  sources({ citations, abstained }) {
    if (!citations?.length) return null;
    const { quoted } = withoutPlaces(parseBlocks(this.turn.answer), this.markers());
    return h(
      "section",
      { class: "sources" },
      h("h3", {}, abstained ? t("chat.closest") : t("chat.sources")),
      h("ol", {}, citations.map((citation) => h("li", {}, this.source(citation, !quoted.has(citation.marker))))),
    );
  }

  source(citation, withQuote) {
    const { marker, document: name, revision, page, section, quote } = citation;
    const text = placeOf(citation.url ?? "")?.text;
    return h(
      "button",
      {
        type: "button",
        class: "source",
        title: text ? t("cite.openText", { document: name }) : t("cite.open", { page, document: name }),
        onclick: (event) => this.actions.cite(citation, event.currentTarget),
      },
      h(
        "span",
        { class: "source-head" },
        marker ? h("span", { class: "source-mark" }, `[${marker}]`) : null,
        h("span", { class: "source-name" }, name),
        revision ? h("span", { class: "tag" }, revisionLabel(revision)) : null,
        text ? null : h("span", { class: "source-page" }, t("cite.page", { page })),
      ),
      section ? h("span", { class: "source-section", title: section }, innermost(section)) : null,
      quote && withQuote ? h("span", { class: "source-quote" }, quote) : null,
    );
  }

  /** What was answered before the question was asked anew. */
  earlier() {
    const answers = this.turn.earlier.filter(({ answer }) => answer);
    if (!answers.length) return null;
    const drawn = answers.map(({ answer, chipcite }) => {
      const prose = h("div", { class: "prose" });
      const complete = (cited) => completed(cited, chipcite?.citations);
      const { shown, links } = resolved(parseBlocks(answer), linksOf(chipcite));
      renderInto(prose, shown, (cited, opener) => this.actions.cite(complete(cited), opener), links);
      return prose;
    });
    return h("details", { class: "earlier" }, h("summary", {}, t("chat.earlier", { count: answers.length })), drawn);
  }

  buttons() {
    const copy = copyButton(t("chat.copy"), () => this.turn.answer);
    const again = iconButton("retry", t("chat.retry"), () => this.actions.retry(this.turn));
    // Where the answer failed, the notice holds the button.
    const edit = iconButton("pencil", t("chat.edit"), () => this.actions.edit(this.turn));
    const recorded = this.turn.state === "done" && this.turn.chipcite?.turn_id && !this.turn.unrecorded;
    const thumbs = this.turn.answer && recorded ? drawThumbs(this.turn) : [];
    const shown = [this.turn.answer && copy, this.turn.state !== "failed" && again, edit, ...thumbs].filter(Boolean);
    return shown.length ? h("div", { class: "turn-buttons" }, shown) : null;
  }
}

/** Where citations lead, by number. */
const linksOf = (chipcite) => Object.fromEntries((chipcite?.citations ?? []).map(({ marker, url }) => [marker, url]));

/** Why there is no answer, in a few words. */
function verdictOf({ abstained, degraded }) {
  if (!abstained) return "";
  return degraded?.includes(UNREAD) ? t("chat.beingRead") : t("chat.abstained");
}

/** What a reader waits for: the manuals being searched, then a language model that reads. */
function waiting(what) {
  if (!what) return t("chat.working");
  const long = what.seconds >= NOTICED ? t("chat.seconds", { count: what.seconds }) : "";
  return `${t("chat.reading", { count: what.passages })}${long}`;
}

/** A link in the text knows the place only; the list of citations knows the rest. */
function completed(cited, citations = []) {
  const samePage = citations.filter((other) => other.version_id === cited.version_id && other.page === cited.page);
  const same =
    samePage.find((other) => other.marker === cited.marker) ??
    samePage.find((other) => String(other.bbox?.map(Math.round)) === String(cited.bbox?.map(Math.round)));
  return { ...(same ?? samePage[0]), ...cited };
}
