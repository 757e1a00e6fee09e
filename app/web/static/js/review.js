// The view of reviews: answers that a curator should look at, the newest first, and what was decided.

import { decideCase, listCases } from "./api.js";
import { drawCase } from "./case-card.js";
import { $, announce, h } from "./dom.js";
import { explain, t } from "./i18n.js";
import { on } from "./store.js";

const STATES = { open: ["open"], decided: ["accepted", "corrected"], dropped: ["dropped"] };

let after = null;
let loading = 0; // the last of several loads counts

export function startReview() {
  on("view", (view) => view === "review" && load());
  on("language", () => {
    drawStates();
    if (!$("view-review").hidden) load();
  });
  on("key", () => !$("view-review").hidden && load());
  $("case-state").addEventListener("change", () => load());
  $("cases-more").addEventListener("click", () => load(after));
  drawStates();
}

function drawStates() {
  const chosen = $("case-state").value || "open";
  $("case-state").replaceChildren(...Object.keys(STATES).map((value) => h("option", { value }, t(`cases.state.${value}`))));
  $("case-state").value = chosen;
}

async function load(from = null) {
  const own = ++loading;
  if (!$("cases").firstChild) $("cases-status").textContent = t("cases.loading");
  try {
    const page = await listCases(STATES[$("case-state").value], from);
    if (own !== loading) return;
    const cards = page.data.map((one) => h("li", {}, drawCase(one, { decide })));
    if (from) $("cases").append(...cards);
    else $("cases").replaceChildren(...cards);
    after = page.after;
    $("cases-more").hidden = !page.has_more;
    $("cases-status").textContent = page.data.length || from ? "" : t("cases.none");
  } catch (error) {
    if (own === loading) $("cases-status").textContent = explain(error);
  }
}

/** Sends a decision; the card leaves the list, and the focus goes on to the next one. */
async function decide(one, decision, card) {
  await decideCase(one.id, { ...decision, also: one.similar });
  const entry = card.closest("li");
  const next = entry.nextElementSibling ?? entry.previousElementSibling;
  entry.remove();
  announce(t("cases.saved"));
  if (!next) await load(); // there may be more than were shown
  (next ?? $("cases")).querySelector("h2")?.focus();
  if (!$("cases").firstChild) $("review-title").focus();
}
