// Under an answer about a peripheral: how it is joined to the rest of the chip, each link with the page that
// says it; its pins with what else they carry; what is wrong with it.

import { getThing } from "./api.js";
import { h, sideways } from "./dom.js";
import { t } from "./i18n.js";
import { word, words } from "./project.js";

const SHOWN = ["address", "enable", "reset", "bus", "speed", "interrupt", "dma"]; // in the order of a signal's way
const MOST = 3; // of one relation
const MOST_PINS = 24;

/** A place for the strip, filled when the service has answered; null where no peripheral is spoken of, or of
 * several chips: the strip does not say whose it is. */
export function drawStrip({ facts, state }, cite) {
  const names = (Array.isArray(facts) ? facts : []).filter((fact) => fact?.type === "peripheral").map(({ name }) => String(name));
  const chips = words(state?.chips);
  const chip = word(state?.chip) || (chips.length === 1 && chips[0]);
  if (!names.length || !chip) return null;
  const box = h("section", { class: "strip", "aria-label": t("strip.label", { name: names[0] }), hidden: true });
  fill(box, chip, names[0], cite);
  return box;
}

async function fill(box, chip, name, cite) {
  const thing = await getThing(chip, name).catch(() => null); // without it the answer stands as it is
  const links = SHOWN.flatMap((relation) => (thing?.connections ?? []).filter((one) => one.relation === relation).slice(0, MOST));
  if (!links.length) return;
  const errata = thing.connections.filter((one) => one.relation === "erratum");
  box.append(
    h(
      "ol",
      { class: "strip-path" },
      h("li", { class: "strip-name" }, h("code", {}, thing.name), errata.length ? badge(errata, cite) : null),
      links.map((one) => h("li", {}, link(one, cite))),
    ),
  );
  const pins = thing.connections.filter((one) => one.relation === "pin").slice(0, MOST_PINS);
  if (pins.length) box.append(pinTable(pins, thing.shared ?? {}, cite));
  box.hidden = false;
}

function link(one, cite) {
  return h(
    "button",
    { type: "button", class: "strip-link", title: placed(one), onclick: (event) => cite(cited(one), event.currentTarget) },
    h("span", { class: "strip-relation" }, t(`strip.${one.relation}`)),
    h("span", { class: "strip-value" }, said(one)),
  );
}

/** What stands at the other end of a link. */
function said({ relation, name, within, value }) {
  if (relation === "address" || relation === "speed") return value;
  if (relation === "interrupt") return `${name}${value ? ` (${value})` : ""}`;
  const [high, low] = value.split(":");
  const bits = relation === "enable" || relation === "reset" ? (high ? ` [${high === low ? high : value}]` : "") : value ? ` ${value}` : "";
  return `${within ? `${within}.` : ""}${name}${bits}`;
}

const placed = ({ place }) => t("cite.open", { page: place.page, document: place.document });

const cited = ({ place }) => ({ ...place });

function badge(errata, cite) {
  return h(
    "button",
    { type: "button", class: "strip-errata", title: errata.map(({ name, title }) => `${name} ${title}`).join("\n"), onclick: (event) => cite(cited(errata[0]), event.currentTarget) },
    t("strip.errata", { count: errata.length }),
  );
}

function pinTable(pins, shared, cite) {
  const rows = pins.map((one) =>
    h(
      "tr",
      { class: shared[one.name] ? "shared" : null },
      h("td", {}, h("code", {}, one.within)),
      h("td", {}, h("button", { type: "button", class: "strip-pin", title: placed(one), onclick: (event) => cite(cited(one), event.currentTarget) }, one.name)),
      h("td", {}, one.value),
      h("td", {}, (shared[one.name] ?? []).join(", ")),
    ),
  );
  const heads = ["signal", "pin", "remap", "also"].map((key) => h("th", { scope: "col" }, t(`strip.${key}`)));
  return h(
    "details",
    { class: "strip-pins" },
    h("summary", {}, t("strip.pins", { count: pins.length })),
    sideways("table-scroll", h("table", {}, h("thead", {}, h("tr", {}, heads)), h("tbody", {}, rows))),
  );
}
