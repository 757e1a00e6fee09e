// The lines under an answer that say how it came about: what the question was taken for, what was missing,
// and what became of a language model's statements.

import { h } from "./dom.js";
import { revisionLabel, t } from "./i18n.js";
import { few, word, words } from "./project.js";

export const UNREAD = "being_read"; // of what was missing: a manual that is still being read
const UNSEARCHED = new Set(["small_talk", "out_of_scope"]); // no manual was opened, so for no chip

/** Everything there is to say of an answer, or null. */
export function drawBasis(details) {
  const lines = [taken(details), ...missing(details), ...verified(details.verification)].filter(Boolean);
  return lines.length ? h("div", { class: "basis" }, lines) : null;
}

function taken({ intent, state }) {
  const kind = t(`intent.${word(intent)}`);
  const scope = UNSEARCHED.has(intent) ? [] : [words(state?.chips), words(state?.revisions).map(revisionLabel)];
  const parts = [kind, ...scope.map((names) => few(names))].filter(Boolean);
  return parts.length ? h("p", {}, kind ? t("basis.taken") : "", parts.join(" · ")) : null;
}

function missing({ degraded }) {
  const parts = words(degraded).filter((part) => part !== UNREAD); // the answer's own words say so
  return parts.map((part) => h("p", { class: "missing" }, t(`without.${part}`) || t("basis.without", { part })));
}

/** What was checked, the findings on demand. */
function verified(verification) {
  if (verification?.verified !== true) return [];
  const { checked = 0, removed = 0, regenerated = false } = verification;
  const left = words(verification.unaddressed).length;
  const said = [
    checked ? t("basis.checked", { checked, removed }) : t("basis.unchecked"),
    regenerated ? t("basis.regenerated") : "",
    left ? t("basis.left", { count: left }) : "",
  ];
  const text = said.join("");
  const found = findings(verification.findings);
  if (!found.length) return [h("p", {}, text)];
  return [h("details", {}, h("summary", {}, text), h("p", {}, t("basis.findings")), h("ul", {}, found))];
}

/** One line each; what the model said twice is told once. */
function findings(list) {
  const seen = new Map();
  for (const finding of Array.isArray(list) ? list : []) {
    const { text, reason, expected, sentence } = finding ?? {};
    const told = [text, reason, expected, sentence].map(word);
    if (told[0]) seen.set(told.join("\n"), told);
  }
  return [...seen.values()].map(([text, reason, expected, sentence]) =>
    h(
      "li",
      {},
      h("code", {}, text),
      ` ${t(`finding.${reason}`)}`,
      expected ? [t("finding.expected"), h("code", {}, expected)] : null,
      sentence && sentence !== text ? h("q", {}, sentence) : null,
    ),
  );
}
