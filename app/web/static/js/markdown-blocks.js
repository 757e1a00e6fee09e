// Markdown to a tree of blocks, plain objects without any DOM. Raw HTML has no meaning here: it is text.

const FENCE = /^ {0,3}(`{3,}|~{3,})\s*([^\s`]*)[^`]*$/;
const HEADING = /^ {0,3}(#{1,6})\s+(.*?)\s*#*\s*$/;
const RULE = /^ {0,3}(?:(?:\*\s*){3,}|(?:-\s*){3,}|(?:_\s*){3,})$/;
const ITEM = /^( *)([-*+]|\d{1,9}[.)])( +|$)/;
/** Where a citation's marker leads; `[7]: reserved` in a model's words is none. */
const DEFINITION = /^\[(\d{1,3})\]: ((?:https?:)?\/\S*)\s*$/;
const MAX_DEPTH = 8; // deeper quotes and lists are shown as text
const MAX_COLUMNS = 64;

/** Parses a document into blocks; each keeps its source, so that a renderer can tell what changed. */
export function parseBlocks(source, depth = 0) {
  const lines = source.replace(/\r\n?/g, "\n").replace(/\t/g, "    ").split("\n");
  const blocks = [];
  for (let at = 0; at < lines.length; ) {
    if (!lines[at].trim()) {
      at += 1;
      continue;
    }
    const [block, next] = readBlock(lines, at, depth);
    block.source = lines.slice(at, next).join("\n");
    blocks.push(block);
    at = next;
  }
  return blocks;
}

/** The blocks to draw, and where their markers lead: by the definitions among them, else by `links`. */
export function resolved(blocks, links = {}) {
  const defined = blocks.filter(({ type }) => type === "definition").map(({ number, href }) => [number, href]);
  return { shown: blocks.filter(({ type }) => type !== "definition"), links: { ...links, ...Object.fromEntries(defined) } };
}

function readBlock(lines, at, depth) {
  const line = lines[at];
  const heading = HEADING.exec(line);
  if (FENCE.test(line)) return readFence(lines, at);
  if (heading) return [{ type: "heading", level: heading[1].length, text: heading[2] }, at + 1];
  if (RULE.test(line)) return [{ type: "rule" }, at + 1];
  const definition = DEFINITION.exec(line);
  if (definition) return [{ type: "definition", number: definition[1], href: definition[2] }, at + 1];
  if (depth < MAX_DEPTH && /^ {0,3}>/.test(line)) return readQuote(lines, at, depth);
  if (depth < MAX_DEPTH && ITEM.test(line)) return readList(lines, at, depth);
  if (isTable(lines, at)) return readTable(lines, at);
  return readParagraph(lines, at, depth);
}

function readFence(lines, at) {
  const [, fence, info] = FENCE.exec(lines[at]);
  let end = at + 1;
  while (end < lines.length && !closes(lines[end], fence)) end += 1;
  return [{ type: "code", language: info, text: lines.slice(at + 1, end).join("\n") }, Math.min(end + 1, lines.length)];
}

function closes(line, fence) {
  const bare = line.trim();
  return bare.length >= fence.length && bare === fence[0].repeat(bare.length);
}

function readQuote(lines, at, depth) {
  let end = at;
  while (end < lines.length && /^ {0,3}>/.test(lines[end])) end += 1;
  const inner = lines.slice(at, end).map((line) => line.replace(/^ {0,3}> ?/, ""));
  return [{ type: "quote", blocks: parseBlocks(inner.join("\n"), depth + 1) }, end];
}

function readList(lines, at, depth) {
  const [, indent, marker] = ITEM.exec(lines[at]);
  const ordered = /\d/.test(marker);
  const items = [];
  let end = at;
  while (end < lines.length) {
    const found = ITEM.exec(lines[end]);
    if (!found || found[1].length > indent.length + 1 || /\d/.test(found[2]) !== ordered || RULE.test(lines[end])) break;
    const next = itemEnd(lines, end, found[1].length);
    items.push(parseBlocks(itemText(lines.slice(end, next), found), depth + 1));
    end = next;
  }
  if (!items.length) return readParagraph(lines, at, depth);
  return [{ type: "list", ordered, start: ordered ? Number.parseInt(marker, 10) : 1, items }, end];
}

/** An item goes on over indented lines, and over lazy lines that begin no block of their own. */
function itemEnd(lines, at, indent) {
  let end = at + 1;
  while (end < lines.length) {
    const line = lines[end];
    const deeper = line.length - line.trimStart().length > indent;
    if (!line.trim()) {
      const next = lines[end + 1] ?? "";
      if (!next.trim() || next.length - next.trimStart().length <= indent) return ITEM.test(next) ? end + 1 : end;
    } else if (!deeper && (ITEM.test(line) || startsBlock(line))) return end;
    end += 1;
  }
  return end;
}

function itemText(lines, [whole, , , gap]) {
  const width = gap.length > 4 ? whole.length - gap.length + 1 : whole.length;
  const rest = lines.slice(1).map((line) => line.slice(Math.min(width, line.length - line.trimStart().length)));
  return [lines[0].slice(whole.length), ...rest].join("\n");
}

function startsBlock(line) {
  return FENCE.test(line) || HEADING.test(line) || /^ {0,3}>/.test(line) || RULE.test(line);
}

function isTable(lines, at) {
  if (!lines[at].includes("|") || !lines[at + 1]?.includes("-")) return false;
  const rule = splitRow(lines[at + 1]);
  return rule.every((cell) => /^:?-+:?$/.test(cell)) && rule.length === splitRow(lines[at]).length;
}

function readTable(lines, at) {
  const header = splitRow(lines[at]);
  const alignments = splitRow(lines[at + 1]).map(alignment);
  const rows = [];
  let end = at + 2;
  while (end < lines.length && lines[end].includes("|") && lines[end].trim()) {
    const cells = splitRow(lines[end]).slice(0, header.length);
    rows.push([...cells, ...Array(header.length - cells.length).fill("")]);
    end += 1;
  }
  return [{ type: "table", header, alignments, rows }, end];
}

function alignment(cell) {
  if (cell.endsWith(":")) return cell.startsWith(":") ? "center" : "right";
  return "left";
}

/** Splits a table row at its bars; a bar that is escaped or inside code belongs to the cell. */
function splitRow(line) {
  const cells = [""];
  let code = false;
  const body = line.trim().replace(/^\|/, "");
  for (let i = 0; i < body.length; i += 1) {
    if (body[i] === "\\" && body[i + 1] === "|") {
      cells[cells.length - 1] += "|";
      i += 1;
    } else if (body[i] === "|" && !code && cells.length < MAX_COLUMNS) cells.push("");
    else {
      if (body[i] === "`") code = !code && body.includes("`", i + 1);
      cells[cells.length - 1] += body[i];
    }
  }
  if (cells.length > 1 && !cells.at(-1).trim()) cells.pop();
  return cells.map((cell) => cell.trim());
}

function readParagraph(lines, at, depth) {
  let end = at + 1;
  while (end < lines.length && lines[end].trim() && !interrupts(lines, end, depth)) end += 1;
  return [{ type: "paragraph", text: lines.slice(at, end).map((line) => line.trimStart()).join("\n") }, end];
}

function interrupts(lines, at, depth) {
  if (FENCE.test(lines[at]) || HEADING.test(lines[at]) || RULE.test(lines[at]) || isTable(lines, at)) return true;
  return depth < MAX_DEPTH && (/^ {0,3}>/.test(lines[at]) || /^ {0,3}(?:[-*+]|1[.)]) /.test(lines[at]));
}
