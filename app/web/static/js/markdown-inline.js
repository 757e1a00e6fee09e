// Inline Markdown to a tree of plain objects. Deliberately stricter than CommonMark about emphasis:
// in R32_RCC_CTLR and 0xb0 + 8*n*2 the marks belong to the name and the formula.

const PUNCTUATION = /[!-/:-@[-`{-~]/;
const WORD = /[A-Za-z0-9]/;
/** An address in running text: the sentence's punctuation after it is not its own. */
const BARE_LINK = /(https:\/\/[^\s<>"'`|()[\]，。；]{1,2000}[^\s<>"'`|()[\]，。；.,;:!?])/;
/** A citation's number in running text; `DATA[3]` is an index. */
const CITATION = /(?<![A-Za-z0-9_\])`])\[(\d{1,3})\](?![([:])/y;
const MAX_DEPTH = 6;
const MAX_LINK = 2000; // characters of a link's text or address; bounds the search for its end

/** Parses a run of text: nodes of type text, code, strong, em, del, link, break. `links` are citations' by number. */
export function parseInline(source, links = {}, depth = 0) {
  return new Inline(source, links, depth).parse();
}

class Inline {
  constructor(source, links, depth) {
    this.source = source;
    this.links = links;
    this.depth = depth;
    this.at = 0;
    this.nodes = [];
    this.text = "";
    this.unclosed = new Set(); // marks whose closer was searched to the end and not found
  }

  parse() {
    while (this.at < this.source.length) {
      if (!this.special(this.source[this.at])) this.text += this.source[this.at++];
    }
    this.flush();
    return this.nodes;
  }

  special(character) {
    switch (character) {
      case "\\": return this.escape();
      case "`": return this.code();
      case "[": return this.citation() || this.link();
      case "!": return this.source[this.at + 1] === "[" && this.image();
      case "*":
      case "_":
      case "~": return this.emphasis(character);
      case "<": return this.autolink(/<(https:\/\/[^\s<>]{1,2000})>/y);
      case "h": return this.bareLink();
      case "\n": return this.lineBreak();
      default: return false;
    }
  }

  flush() {
    if (this.text) this.nodes.push({ type: "text", value: this.text });
    this.text = "";
  }

  push(node, end) {
    this.flush();
    this.nodes.push(node);
    this.at = end;
    return true;
  }

  escape() {
    const next = this.source[this.at + 1];
    if (next === "\n") return this.push({ type: "break" }, this.at + 2);
    if (!next || !PUNCTUATION.test(next)) return false;
    this.text += next;
    this.at += 2;
    return true;
  }

  lineBreak() {
    if (this.text.endsWith("  ")) {
      this.text = this.text.trimEnd();
      return this.push({ type: "break" }, this.at + 1);
    }
    this.text += " ";
    this.at += 1;
    return true;
  }

  code() {
    const ticks = /`+/y;
    ticks.lastIndex = this.at;
    const fence = ticks.exec(this.source)[0];
    const start = this.at + fence.length;
    let end = this.unclosed.has(fence) ? -1 : this.source.indexOf(fence, start);
    while (end >= 0 && this.source[end + fence.length] === "`") {
      let next = end;
      while (this.source[next] === "`") next += 1;
      end = this.source.indexOf(fence, next);
    }
    if (end < 0) {
      this.unclosed.add(fence);
      this.text += fence;
      this.at = start;
      return true;
    }
    const value = this.source.slice(start, end).replace(/\n/g, " ");
    const padded = value.length > 2 && value.startsWith(" ") && value.endsWith(" ");
    return this.push({ type: "code", value: padded ? value.slice(1, -1) : value }, end + fence.length);
  }

  /** The end of a bracketed part that begins at `start`, or -1. */
  matching(start, open, close) {
    let level = 0;
    for (let i = start; i < Math.min(this.source.length, start + MAX_LINK); i += 1) {
      const character = this.source[i];
      if (character === "\\") i += 1;
      else if (character === open) level += 1;
      else if (character === close && --level === 0) return i;
    }
    return -1;
  }

  citation() {
    CITATION.lastIndex = this.at;
    const found = CITATION.exec(this.source);
    const href = found && this.links[found[1]];
    if (!href) return false;
    return this.push({ type: "link", href, children: [{ type: "text", value: found[0] }] }, this.at + found[0].length);
  }

  link() {
    const labelEnd = this.matching(this.at, "[", "]");
    if (labelEnd < 0 || this.source[labelEnd + 1] !== "(") return false;
    const end = this.matching(labelEnd + 1, "(", ")");
    if (end < 0) return false;
    const target = /^\s*<?([^\s<>]*)>?(?:\s+["'(].*)?\s*$/s.exec(this.source.slice(labelEnd + 2, end));
    if (!target) return false;
    const children = this.inner(this.source.slice(this.at + 1, labelEnd), {}); // no link within a link
    return this.push({ type: "link", href: target[1].replace(/\\([!-/:-@[-`{-~])/g, "$1"), children }, end + 1);
  }

  /** Pictures are not fetched: the text says what they are, as a link. */
  image() {
    this.at += 1;
    if (this.link()) return true;
    this.at -= 1;
    return false;
  }

  inner(source, links = this.links) {
    return this.depth < MAX_DEPTH ? parseInline(source, links, this.depth + 1) : [{ type: "text", value: source }];
  }

  emphasis(character) {
    const mark = this.source.startsWith(character.repeat(2), this.at) ? character.repeat(2) : character;
    const type = { "**": "strong", __: "strong", "*": "em", _: "em", "~~": "del" }[mark];
    const start = this.at + mark.length;
    if (!type || !this.opens(start)) return this.literal(mark);
    const end = this.closer(mark, start);
    if (end < 0) return this.literal(mark);
    return this.push({ type, children: this.inner(this.source.slice(start, end)) }, end + mark.length);
  }

  opens(start) {
    const before = this.source[this.at - 1] ?? " ";
    const after = this.source[start] ?? " ";
    return !WORD.test(before) && /\S/.test(after);
  }

  closer(mark, start) {
    if (this.unclosed.has(mark)) return -1;
    for (let end = this.source.indexOf(mark, start + 1); end >= 0; end = this.source.indexOf(mark, end + 1)) {
      const before = this.source[end - 1];
      const after = this.source[end + mark.length] ?? " ";
      if (/\S/.test(before) && before !== "\\" && !WORD.test(after) && after !== mark[0]) return end;
    }
    this.unclosed.add(mark);
    return -1;
  }

  literal(mark) {
    this.text += mark;
    this.at += mark.length;
    return true;
  }

  autolink(pattern) {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.source);
    if (!found) return false;
    const href = found[1];
    return this.push({ type: "link", href, children: [{ type: "text", value: href }] }, this.at + found[0].length);
  }

  bareLink() {
    return !WORD.test(this.source[this.at - 1] ?? " ") && this.autolink(new RegExp(BARE_LINK, "y"));
  }
}
