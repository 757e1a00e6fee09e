// The status line: what /readyz says, in one word, with the parts on demand.

import { readiness } from "./api.js";
import { $, h } from "./dom.js";
import { t } from "./i18n.js";
import { on } from "./store.js";

const CALM = 30000; // milliseconds between looks when all is well
const ANXIOUS = 4000;
const WELL = new Set(["ok", "ready", "up", "true", "healthy"]);

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
    const { ok, body } = await readiness();
    parts = partsOf(body);
    word = ok ? (parts.every(([, state]) => WELL.has(state)) ? "ready" : "degraded") : "starting";
  } catch {
    parts = [];
    word = "down";
  }
  draw();
  setTimeout(look, word === "ready" ? CALM : ANXIOUS);
}

/** The service's parts with their states, whichever way the body nests them. */
function partsOf(body) {
  const table = body.checks ?? body.parts ?? body.dependencies ?? body;
  return Object.entries(table).map(([name, state]) => [name, String(state?.state ?? state?.status ?? state)]);
}

function draw() {
  $("status").className = `status ${word}`;
  const text = t(`status.${word}`);
  const line = $("status").querySelector(".status-text");
  if (line.textContent !== text) line.textContent = text;
  $("status-detail").replaceChildren(
    h("p", {}, h("strong", {}, t("status.detail"))),
    h("dl", {}, parts.map(([name, state]) => [h("dt", {}, name), h("dd", { class: WELL.has(state) ? "well" : "unwell" }, state)])),
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
