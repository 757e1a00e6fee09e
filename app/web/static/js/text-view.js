// The text of a document without pages in the panel: a stretch around the cited passage, which is marked.
// Lines of a document become text nodes; lines with bars become the rows of a table.

import { section } from "./api.js";
import { announce, h, icon } from "./dom.js";
import { t } from "./i18n.js";

const CELLS = " | ";
const AT_ONCE = 30; // parts of a document in one call

export class TextView {
  #loading = null;

  constructor(citation, sheet, fail) {
    Object.assign(this, { citation, sheet, fail });
    const step = (name, label, onclick) => h("button", { type: "button", class: "quiet", onclick }, icon(name), h("span", {}, label));
    this.before = step("left", t("viewer.before"), () => this.#load({ offset: Math.max(0, this.offset - AT_ONCE) }));
    this.after = step("right", t("viewer.after"), () => this.#load({ offset: this.offset + this.count }));
    this.cited = step("mark", t("viewer.citedText"), this.start);
    this.tools = [this.before, this.after, this.cited];
  }

  /** The stretch in which the citation stands, or the beginning. */
  start = () => this.#load({ passage: this.citation.passage, words: this.citation.words || this.citation.quote });

  stop = () => this.#loading?.abort();

  learn() {}

  key = () => null;

  async #load(where) {
    this.#loading?.abort();
    this.#loading = new AbortController();
    this.sheet.setAttribute("aria-busy", "true");
    try {
      this.#draw(await section(this.citation.version_id, where, AT_ONCE, this.#loading.signal));
    } catch (error) {
      if (error.name !== "AbortError") this.fail(error);
    }
    this.sheet.removeAttribute("aria-busy");
  }

  #draw({ parts, offset, total, language }) {
    this.offset = offset;
    this.count = parts.length;
    const here = parts.some((part) => part.cited);
    this.before.disabled = offset === 0;
    this.after.disabled = offset + parts.length >= total;
    this.cited.hidden = here || !(this.citation.passage || this.citation.words);
    const paths = [null, ...parts.map((part) => part.section.join("\n"))];
    const drawn = parts.map((part, i) => drawPart(part, paths[i] !== paths[i + 1]));
    this.sheet.replaceChildren(h("article", { class: "text-sheet", lang: language || null }, drawn));
    const mark = this.sheet.querySelector(".cited");
    if (mark) this.sheet.scrollTop = (mark.querySelector("mark, tr.cited") ?? mark).offsetTop - this.sheet.clientHeight / 3;
    else this.sheet.scrollTop = 0;
    announce(mark ? t("viewer.textMarked") : t("viewer.text"));
  }
}

function drawPart({ section: path, text, kind, cited, lines: marked }, headed) {
  const heading = path.at(-1);
  const lines = text.split("\n").map((line, number) => ({ line, marked: cited && (!marked.length || marked.includes(number)) }));
  if (lines[0]?.line.trim() === heading) lines.shift();
  const code = kind === "code";
  const groups = [];
  for (const one of lines) {
    const tabular = !code && one.line.includes(CELLS);
    if (groups.at(-1)?.tabular !== tabular) groups.push({ tabular, lines: [] });
    groups.at(-1).lines.push(one);
  }
  return h(
    "section",
    { class: cited ? "cited" : null, "aria-label": cited ? t("viewer.quote") : null },
    headed && heading ? h("h3", {}, heading) : null,
    groups.map((group) => (group.tabular ? drawTable(group.lines) : drawLines(group.lines, code))),
  );
}

const drawTable = (lines) =>
  h(
    "div",
    { class: "table-scroll", tabindex: 0 },
    h(
      "table",
      {},
      h("tbody", {}, lines.map(({ line, marked }) => h("tr", { class: marked ? "cited" : null }, line.split(CELLS).map((cell) => h("td", {}, cell))))),
    ),
  );

function drawLines(lines, code) {
  const text = ({ line, marked }) => (marked && line.trim() ? h("mark", {}, line) : line);
  if (code) return h("pre", {}, lines.map((one, i) => [i ? "\n" : "", text(one)]));
  return lines.filter(({ line }) => line.trim()).map((one) => h("p", {}, text(one)));
}
