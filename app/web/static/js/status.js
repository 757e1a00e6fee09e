// The status line: what /readyz says, in one word, with the parts on demand.

import { readiness } from "./api.js";
import { $, h } from "./dom.js";
import { t } from "./i18n.js";
import { on } from "./store.js";

const CALM = 30000; // milliseconds between looks when all is well
const ANXIOUS = 4000;
const WELL = new Set(["ok", "none", "switched off"]);
const WORDS = new Set(["ready", "degraded", "unavailable"]);

let parts = [];
let word = "checking";

export function startStatus() {
  $("status").addEventListener("click", toggle);
  $("status").addEventListener("blur", hide);
  on("language", draw);
  look();
}

async function look() {
  try {
    const { status, checks } = await readiness();
    parts = Object.entries(checks ?? {}).map(([name, state]) => [name, String(state)]);
    word = WORDS.has(status) ? status : "down";
  } catch {
    parts = [];
    word = "down";
  }
  draw();
  setTimeout(look, word === "ready" ? CALM : ANXIOUS);
}

function draw() {
  $("status").className = `status ${word}`;
  const text = t(`status.${word}`);
  const line = $("status").querySelector(".status-text");
  if (line.textContent !== text) line.textContent = text;
  $("status-detail").replaceChildren(
    h("p", {}, h("strong", {}, t("status.detail"))),
    h("dl", {}, parts.map(([name, state]) => [h("dt", {}, t(`check.${name}`) || name), h("dd", { class: WELL.has(state) ? "well" : "unwell" }, t(`checked.${state}`) || state)])),
  );
}

function toggle() {
  const hidden = !$("status-detail").hidden || parts.length === 0;
  $("status-detail").hidden = hidden;
  $("status").setAttribute("aria-expanded", String(!hidden));
}

/** Hides the parts; returns whether they were shown. */
export function hide() {
  const was = !$("status-detail").hidden;
  $("status-detail").hidden = true;
  $("status").setAttribute("aria-expanded", "false");
  return was;
}
