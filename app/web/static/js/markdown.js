// Draws Markdown as DOM nodes. Text stays text: no markup, no script and no foreign picture can come
// out of a manual or an answer, whatever it holds.

import { h, sideways } from "./dom.js";
import { parseInline } from "./markdown-inline.js";
import { addressOf, placeOf } from "./pages.js";

const MARKER = /^\[(\d+)\]$/;
const MARKED = /\[\d{1,3}\]/;

/** The address of a link that may be followed: this service, or https elsewhere. Otherwise null. */
function safeAddress(href) {
  let url;
  try {
    url = new URL(href, document.baseURI);
  } catch {
    return null;
  }
  const here = url.origin === location.origin && /^https?:$/.test(url.protocol);
  return here || url.protocol === "https:" ? url : null;
}

/**
 * Draws blocks into `container`, keeping the nodes of those that have not changed since last time. `links` are
 * where citations' numbers lead: when they come to be known, what holds one is drawn again.
 */
export function renderInto(container, blocks, onCite, links = {}) {
  const kept = container.markdownSources ?? [];
  const sources = blocks.map(({ type, source }) => type + source + (MARKED.test(source) ? JSON.stringify(links) : ""));
  let same = 0;
  while (same < sources.length && same < kept.length && sources[same] === kept[same]) same += 1;
  while (container.childNodes.length > same) container.lastChild.remove();
  const inline = (text) => drawInline(parseInline(text, links), onCite);
  container.append(...blocks.slice(same).map((block) => drawBlock(block, inline)));
  container.markdownSources = sources;
}

function drawBlock(block, inline) {
  switch (block.type) {
    // The page's own headings stop at level 2, an answer's begin below them.
    case "heading": return h(`h${Math.min(block.level + 2, 6)}`, {}, inline(block.text));
    case "rule": return h("hr");
    case "code": return h("pre", {}, h("code", { "data-language": block.language || null }, block.text));
    case "quote": return h("blockquote", {}, block.blocks.map((inner) => drawBlock(inner, inline)));
    case "list": return drawList(block, inline);
    case "table": return drawTable(block, inline);
    case "place": return h("p", { class: "place" }, inline(block.text));
    default: return h("p", {}, inline(block.text));
  }
}

function drawList({ ordered, start, items }, inline) {
  const tight = (blocks) => blocks.length > 0 && blocks.every((block, i) => (i === 0 ? block.type === "paragraph" : block.type === "list"));
  const draw = (blocks) =>
    tight(blocks)
      ? [inline(blocks[0].text), blocks.slice(1).map((block) => drawBlock(block, inline))]
      : blocks.map((block) => drawBlock(block, inline));
  return h(ordered ? "ol" : "ul", { start: ordered && start !== 1 ? start : null }, items.map((blocks) => h("li", {}, draw(blocks))));
}

function drawTable({ header, alignments, rows }, inline) {
  const cell = (tag, more) => (text, column) => h(tag, { class: `align-${alignments[column]}`, ...more }, inline(text));
  return sideways(
    "table-scroll",
    h(
      "table",
      {},
      header.length ? h("thead", {}, h("tr", {}, header.map(cell("th", { scope: "col" })))) : null,
      h("tbody", {}, rows.map((row) => h("tr", {}, row.map(cell("td", {}))))),
    ),
  );
}

function drawInline(nodes, onCite) {
  return nodes.map((node) => {
    switch (node.type) {
      case "text": return node.value;
      case "code": return h("code", {}, node.value);
      case "break": return h("br");
      case "link": return drawLink(node, onCite);
      default: return h(node.type, {}, drawInline(node.children, onCite));
    }
  });
}

function drawLink({ href, children }, onCite) {
  const content = drawInline(children, onCite);
  const cited = placeOf(href);
  if (cited) {
    const marker = Number(MARKER.exec(children[0]?.value ?? "")?.[1]) || undefined;
    return citeLink({ ...cited, marker }, content, onCite);
  }
  const url = safeAddress(href);
  if (!url) return h("span", {}, content);
  const foreign = url.origin !== location.origin;
  return h("a", { href: url.href, target: foreign ? "_blank" : null, rel: foreign ? "noopener noreferrer" : null }, content);
}

function citeLink(cited, content, onCite) {
  const open = (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    onCite(cited, event.currentTarget);
  };
  return h("a", { class: "cite", href: addressOf(cited), onclick: open }, content);
}
