// Table rows that an answer quotes as lines, cells between bars, put back into the shape of a table. Pure.

const LABELLED = /^([^:|]{1,40}): (.*)$/s;
const HEADED = /^(.{16,}?): (.*)$/s; // a heading that leads the row, too long for a column's label

/** The block itself, or what its lines make up: text, and tables of the rows among it. */
export function tabulated(block) {
  if (block.type === "quote") return [{ ...block, blocks: block.blocks.flatMap(tabulated) }];
  if (block.type !== "paragraph" || !block.text.includes(" | ")) return [block];
  const parts = [];
  for (const line of block.text.split("\n")) addLine(parts, line);
  return parts.map((part, i) => ({ ...finished(part), source: `${block.source}#${i}` }));
}

function addLine(parts, line) {
  const last = parts.at(-1);
  const row = rowOf(line);
  if (row?.lead) parts.push({ type: "paragraph", text: row.lead });
  if (row && last?.labels === row.labels && last.rows[0].length === row.cells.length) {
    last.rows.push(row.cells);
    last.lines.push(line);
  } else if (row) parts.push({ type: "rows", labels: row.labels, rows: [row.cells], lines: [line] });
  else if (last?.type === "paragraph") last.text += `\n${line}`;
  else parts.push({ type: "paragraph", text: line });
}

/** The cells of a line, with its labels where they begin with one: `Bit: 24 | Name: PLLON`; a heading may lead. */
function rowOf(line) {
  const [first, ...rest] = line.trim().split(" | ");
  if (!rest.length) return null;
  const parted = rest.map((cell) => LABELLED.exec(cell));
  if (!parted.every(Boolean)) return { labels: "", cells: [first, ...rest] };
  const [, lead = "", start = first] = HEADED.exec(first) ?? [];
  const [, label = "", value = start] = LABELLED.exec(start) ?? [];
  return { lead, labels: [label, ...parted.map((part) => part[1])].join(" | "), cells: [value, ...parted.map((part) => part[2])] };
}

/** A lone row without labels stays a line; the first of several is their header if it holds no figures. */
function finished(part) {
  if (part.type !== "rows") return part;
  const { labels, rows, lines } = part;
  const alignments = rows[0].map(() => "left");
  if (labels) return { type: "table", header: labels.split(" | "), alignments, rows };
  if (rows.length === 1) return { type: "paragraph", text: lines[0] };
  const headed = !rows[0].some((cell) => /\d/.test(cell));
  return { type: "table", header: headed ? rows[0] : [], alignments, rows: headed ? rows.slice(1) : rows };
}
