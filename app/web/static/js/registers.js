// Draws a register as manuals do: rows of sixteen bits, most significant first, name, access and reset.
// A phone gets rows of eight, which it can show without scrolling.

import { copyValue } from "./copying.js";
import { h, sideways, svg } from "./dom.js";
import { t } from "./i18n.js";

const CELL = 42; // width of a bit; sixteen fill a column of text
const PHONE = matchMedia("(max-width: 560px)");
const ROW = { top: 20, box: 66, foot: 22, gap: 14 };
const WIDTHS = new Set([8, 16, 32, 64]);
const LETTER = 6.7; // advance of the 11 px monospaced face

/** The facts of type register that hold enough to draw. */
export function registersIn(facts) {
  return (Array.isArray(facts) ? facts : []).filter((fact) => fact?.type === "register" && drawable(fact).length > 0);
}

function drawable(register) {
  const whole = (value) => Number.isInteger(value) && value >= 0 && value < 64;
  return (Array.isArray(register.fields) ? register.fields : []).filter(
    (field) => whole(field?.msb) && whole(field?.lsb) && field.msb >= field.lsb,
  );
}

/** A figure of one register; `asked` are the names to point out. */
export function drawRegister(register, asked = new Set()) {
  const fields = withGaps(drawable(register), register.width);
  const across = fields[0].msb < 8 || PHONE.matches ? 8 : 16;
  const rows = rowsOf(fields[0].msb + 1, across);
  const height = rows.length * (ROW.top + ROW.box + ROW.foot + ROW.gap) - ROW.gap;
  const picture = svg(
    "svg",
    {
      class: across === 8 ? "bits narrow" : "bits",
      viewBox: `0 0 ${across * CELL + 2} ${height}`,
      role: "img",
      "aria-label": describe(register, fields),
    },
    rows.map(([low, high], i) => drawRow(fields, low, high, i * (height + ROW.gap) / rows.length, asked)),
  );
  return h("figure", { class: "register" }, caption(register), sideways("bits-scroll", picture));
}

function rowsOf(bits, across) {
  const rows = [];
  for (let low = bits - across; low >= 0; low -= across) rows.push([low, low + across]);
  return rows;
}

/** Fields from the most significant bit down, with what the manual leaves out as reserved. */
function withGaps(fields, width) {
  const sorted = [...fields].sort((a, b) => b.msb - a.msb);
  const bits = Math.max(sorted[0].msb + 1, WIDTHS.has(width) ? width : 0);
  const top = bits <= 8 ? 7 : Math.ceil(bits / 16) * 16 - 1;
  const all = [];
  let next = top;
  for (const field of sorted) {
    if (field.msb > next) continue; // an overlap: the first one printed stands
    if (field.msb < next) all.push({ name: "", msb: next, lsb: field.msb + 1 });
    all.push(field);
    next = field.lsb - 1;
  }
  if (next >= 0) all.push({ name: "", msb: next, lsb: 0 });
  return all;
}

function drawRow(fields, low, high, y, asked) {
  const inRow = fields.filter((field) => field.msb >= low && field.lsb < high);
  return svg("g", { transform: `translate(1 ${y})` }, inRow.map((field) => drawField(field, low, high, asked)));
}

function drawField(field, low, high, asked) {
  const msb = Math.min(field.msb, high - 1);
  const lsb = Math.max(field.lsb, low);
  const x = (high - 1 - msb) * CELL;
  const width = (msb - lsb + 1) * CELL;
  const reserved = !field.name || /^(reserved|rsvd|res\.?|保留|-)$/i.test(field.name);
  const classes = ["field", reserved && "reserved", asked.has(field.name) && "asked"].filter(Boolean).join(" ");
  return svg(
    "g",
    { class: classes, transform: `translate(${x} 0)` },
    svg("title", {}, title(field)),
    numbers(msb, lsb, width),
    svg("rect", { y: ROW.top, width, height: ROW.box }),
    reserved ? null : label(field, width, field.msb > msb || field.lsb < lsb),
    foot(field, width),
  );
}

function numbers(msb, lsb, width) {
  const at = (value, x) => svg("text", { class: "bit", x, y: ROW.top - 6, "text-anchor": "middle" }, String(value));
  return msb === lsb ? at(msb, width / 2) : [at(msb, CELL / 2), at(lsb, width - CELL / 2)];
}

/** The name, upright where it is too long to lie; the part in this row where the field has two. */
function label(field, width, split) {
  const text = split ? `${field.name}…` : field.name;
  const middle = ROW.top + ROW.box / 2;
  const room = width - 6;
  if (text.length * LETTER <= room) return svg("text", { x: width / 2, y: middle + 4, "text-anchor": "middle" }, text);
  const turned = width <= CELL;
  const fit = Math.floor((turned ? ROW.box - 6 : room) / LETTER);
  const shown = text.length > fit ? `${text.slice(0, fit - 1)}…` : text;
  if (!turned) return svg("text", { x: width / 2, y: middle + 4, "text-anchor": "middle" }, shown);
  return svg("text", { "text-anchor": "middle", transform: `translate(${width / 2 + 4} ${middle}) rotate(-90)` }, shown);
}

/** Under the field: its value where one was decoded, else access and reset. */
function foot(field, width) {
  const decoded = field.value !== undefined && field.value !== null;
  const given = decoded ? [`= ${hexBeyondOne(field.value)}`] : [field.access, field.reset];
  const text = given.filter((value) => value !== undefined && value !== null && value !== "").join(" ");
  const fit = Math.floor(width / LETTER);
  if (!text) return null;
  const place = { x: width / 2, y: ROW.top + ROW.box + 15, "text-anchor": "middle" };
  return svg("text", { class: decoded ? "foot decoded" : "foot", ...place }, text.length > fit ? "…" : text);
}

const range = ({ msb, lsb }) => (msb === lsb ? `${msb}` : `${msb}:${lsb}`);

function title(field) {
  const parts = [`[${range(field)}] ${field.name || t("bits.reserved")}`, field.access, field.reset && `${t("bits.reset")} ${field.reset}`];
  return parts.filter(Boolean).join(", ") + (field.description ? `\n${field.description}` : "");
}

function describe(register, fields) {
  const named = fields.filter((field) => field.name).map((field) => title({ ...field, description: "" }));
  return `${t("bits.label", { name: register.name ?? "" })}: ${named.join("; ")}`;
}

function caption({ name = "", title: long = "", address, offset, reset }) {
  const values = Object.entries({ address, offset, reset }).filter(([, value]) => value !== undefined && value !== null && value !== "");
  return h(
    "figcaption",
    {},
    h("code", {}, name),
    long && long !== name ? ` ${long}` : "",
    values.map(([key, value]) => h("span", { class: "datum" }, t(`bits.${key}`), " ", copyValue(hex(value)))),
  );
}

const hexBeyondOne = (value) => (value > 9 ? hex(value) : String(value));
const hex = (value) => (Number.isInteger(value) ? `0x${value.toString(16).toUpperCase()}` : String(value));
