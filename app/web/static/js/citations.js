// The side panel that shows where a citation stands: the manual's page, or the text of a document without
// pages. Beside the conversation where there is room, over it as a modal dialog where there is not.
// An open panel is a step of the browser's history, so that Back closes it.

import { getVersion } from "./api.js";
import { $, h, iconButton } from "./dom.js";
import { explain, innermost, revisionLabel, t } from "./i18n.js";
import { placeOf } from "./pages.js";
import { PictureView } from "./picture-view.js";
import { on } from "./store.js";
import { TextView } from "./text-view.js";

const beside = matchMedia("(min-width: 1060px)");

let shown = null; // the citation
let view = null; // what draws it
let opener = null;
const versions = new Map(); // by id, as far as they were asked for

export function startViewer() {
  on("cite", ({ citation, opener: from }) => open(citation, from));
  on("language", () => shown && draw());
  on("changed", () => versions.clear());
  addEventListener("popstate", travelled);
  $("viewer").addEventListener("close", closed);
  $("viewer").addEventListener("keydown", key);
  beside.addEventListener("change", () => shown && present());
  if (history.state?.cite) show(history.state.cite, null); // the page was loaded anew while the panel was open
}

function open(citation, from) {
  const place = { ...citation, ...(citation.url ? placeOf(citation.url) : {}), bbox: citation.bbox };
  const state = { cite: place };
  if (shown) history.replaceState(state, "");
  else history.pushState(state, "");
  show(place, from ?? opener);
}

function show(citation, from) {
  opener = from;
  shown = citation;
  draw();
  present();
  $("viewer").querySelector(".sheet").focus();
}

/** Back and forward through the history: the panel is open where it was. */
function travelled({ state }) {
  if (state?.cite) show(state.cite, opener);
  else if (shown) {
    shown = null;
    $("viewer").close();
  }
}

function present() {
  const dialog = $("viewer");
  if (dialog.open) dialog.close();
  steady(opener, () => {
    if (beside.matches) dialog.show();
    else dialog.showModal();
    document.body.classList.toggle("with-viewer", beside.matches);
  });
}

/** Keeps a node where it is on the screen while the room for the conversation changes; the list of conversations
 * gives way a frame later. */
function steady(node, change) {
  const place = () => (node?.isConnected ? node.getBoundingClientRect().top : 0);
  const before = place();
  const keep = () => ($("scroll").scrollTop += place() - before);
  change();
  keep();
  requestAnimationFrame(() => requestAnimationFrame(keep));
}

/** Closes the panel; returns whether it was open. */
export function closeViewer() {
  if (!shown) return false;
  $("viewer").close();
  return true;
}

function closed() {
  if ($("viewer").open) return; // shown again meanwhile: the event comes after the fact
  shown = null;
  view?.stop();
  view = null;
  steady(opener, () => document.body.classList.remove("with-viewer"));
  if (history.state?.cite) history.back(); // closed by a key or button: the step is taken back
  if (opener?.isConnected) opener.focus();
  else $("question").focus();
}

function draw() {
  const citation = shown;
  view?.stop();
  const sheet = h("div", { class: "sheet", tabindex: 0, role: "region", "aria-labelledby": "viewer-title" });
  const fail = (error) => failed(error, citation, sheet);
  view = citation.text ? new TextView(citation, sheet, fail) : new PictureView(citation, sheet, fail);
  const facts = h("p", { class: "hint" });
  const title = h("h2", { id: "viewer-title" });
  $("viewer").replaceChildren(
    h("div", { class: "viewer-head" }, h("div", { class: "viewer-titles" }, title, facts), iconButton("close", t("viewer.close"), closeViewer)),
    h("div", { class: "viewer-tools" }, view.tools),
    sheet,
    citation.quote && !citation.text ? quoteBox(citation) : "",
  );
  name(citation, title, facts);
  view.start();
  learn(citation, title, facts);
}

function name({ document: file, revision, section, text, page }, title, facts) {
  title.textContent = file ?? (text ? t("viewer.document") : t("viewer.page", { page }));
  const told = [revision && revisionLabel(revision), section && innermost(section)].filter(Boolean);
  facts.textContent = told.join(" · ");
  facts.hidden = told.length === 0;
}

/** A link clicked while its answer still streams in knows the place only; the service knows the rest. */
async function learn(citation, title, facts) {
  const id = citation.version_id;
  const version = versions.get(id) ?? (await getVersion(id).catch(() => null));
  if (!version || shown !== citation) return;
  versions.set(id, version);
  name({ document: version.file_name, revision: version.revision, ...citation }, title, facts);
  view.learn(version);
}

function quoteBox({ quote }) {
  return h("details", { class: "viewer-quote" }, h("summary", {}, t("viewer.quote")), h("blockquote", { tabindex: 0 }, quote));
}

/** What has no pages is shown as text; else says why there is nothing, and opens the quoted words. */
function failed(error, citation, sheet) {
  if (shown !== citation) return;
  if (error.code === "no_pages") {
    shown = { ...citation, text: true };
    draw();
    return;
  }
  sheet.replaceChildren(h("p", { class: "notice", role: "alert" }, `${t("viewer.failed")} ${explain(error)}`));
  if (citation.quote && citation.text) $("viewer").append(quoteBox(citation));
  $("viewer").querySelector("details")?.setAttribute("open", "");
}

function key(event) {
  if (!view || event.ctrlKey || event.metaKey || event.altKey) return;
  const act = view.key(event.key);
  if (!act) return;
  event.preventDefault();
  act();
}
