// Starts the page: language first, then its parts, then the view that the address names.

import { closeViewer, startViewer } from "./citations.js";
import { addressOf } from "./address.js";
import { startChat, stop } from "./chat.js";
import { shown } from "./conversation.js";
import { startConversations } from "./conversations.js";
import { startSettings } from "./dialogs.js";
import { startDocuments } from "./documents.js";
import { $ } from "./dom.js";
import { explain, t, translate } from "./i18n.js";
import { hide as hideStatus, startStatus } from "./status.js";
import { startProject } from "./project-bar.js";
import { emit, on } from "./store.js";
import { startUpload } from "./upload.js";

const VIEWS = {
  ask: { section: "view-ask", focus: "question" },
  manuals: { section: "view-manuals", focus: "manuals-title" },
  review: { section: "view-review", focus: "review-title" },
};
let reviewing = null; // its modules, once they were asked for
const chosenView = () => ["manuals", "review"].find((name) => location.hash === `#/${name}`) ?? "ask";

function showView(moveFocus) {
  const chosen = chosenView();
  const changed = $(VIEWS[chosen].section).hidden;
  for (const [name, { section }] of Object.entries(VIEWS)) $(section).hidden = name !== chosen;
  for (const link of document.querySelectorAll("[data-view]")) {
    if (link.dataset.view === chosen) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  writeTitle();
  if (moveFocus && changed) $(VIEWS[chosen].focus).focus();
  if (chosen === "review") startReviewing();
  emit("view", chosen);
}

/** The view of reviews is for curators: who never opens it does not load it. */
function startReviewing() {
  reviewing ??= Promise.all([import("./review.js"), import("./adapters.js")]).then(
    ([review, adapters]) => {
      review.startReview();
      adapters.startAdapters();
      if (chosenView() === "review") emit("view", "review");
    },
    () => {
      reviewing = null;
      $("cases-status").textContent = explain({ code: "unreachable" });
    },
  );
}

/** What the tab is called, and where the way back from the manuals leads. */
function writeTitle() {
  const { id, title, turns } = shown();
  const heading = { manuals: t("nav.manuals"), review: t("nav.review") }[chosenView()] ?? (title || turns[0]?.question.slice(0, 80));
  document.title = heading ? `${heading} · Chipcite` : "Chipcite";
  document.querySelector("[data-view=ask]").href = turns.length ? addressOf(id) : "#/";
}

function writeLanguageButton() {
  const other = document.documentElement.lang === "en" ? "zh-CN" : "en";
  $("language").lang = other;
  $("language").textContent = t("language.other");
  $("language").setAttribute("aria-label", t("language.switch"));
}

function shortcuts(event) {
  const typing = event.target.closest?.("input, textarea, select, dialog");
  if (event.key === "Escape" && !event.isComposing) {
    if (document.querySelector("dialog:modal")) return; // a modal dialog closes itself
    if (hideStatus() || closeViewer() || stop()) event.preventDefault();
  } else if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    location.hash = "#/";
    $("question").focus();
  }
}

translate();
writeLanguageButton();
on("language", writeLanguageButton);
on("language", () => showView(false));
startSettings();
startViewer();
startProject();
startChat();
startConversations();
on("conversation", writeTitle);
startUpload();
startDocuments();
startStatus();
addEventListener("hashchange", () => showView(true));
addEventListener("keydown", shortcuts);
$("skip").addEventListener("click", () => $("main").focus());
showView(false);
