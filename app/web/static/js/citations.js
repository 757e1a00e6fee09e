// The side panel that shows a manual's page with the cited passage marked. Beside the conversation
// where there is room, over it as a modal dialog where there is not.

import { pageImage } from "./api.js";
import { $, announce, h, icon, iconButton } from "./dom.js";
import { explain, innermost, revisionLabel, t } from "./i18n.js";
import { on } from "./store.js";
import { PageCache, pageAddress } from "./pages.js";

const SCALE = { normal: 2, fine: 4 }; // pixels per point that we ask for
const FINE_FROM = 1400; // device pixels across, from which the fine picture is worth its size
const NARROW = 500; // pixels; a panel so narrow shows the passage rather than the page
const ZOOM = { least: 0.5, most: 4, step: 1.25 };
const beside = matchMedia("(min-width: 1060px)");

let shown = null; // { citation, page, zoom }
let opener = null;
let loading = null;
let library = new Map(); // versions by id, with what a citation may not say yet
const pages = new PageCache(pageImage);

export function startViewer() {
  on("cite", ({ citation, opener: from }) => open(citation, from));
  on("language", () => shown && draw());
  on("documents", (documents) => {
    library = new Map(documents.flatMap(({ versions }) => versions.map((version) => [version.id, version])));
  });
  $("viewer").addEventListener("close", closed);
  $("viewer").addEventListener("keydown", key);
  beside.addEventListener("change", () => shown && present());
}

function open(citation, from) {
  opener = from;
  // A link clicked while its answer still streams in knows version, page and box only.
  const { file_name: document, revision } = library.get(citation.version_id) ?? {};
  shown = { citation: { document, revision, ...citation }, page: citation.page, zoom: 1 };
  draw();
  present();
  $("viewer").querySelector(".sheet").focus();
}

function present() {
  const dialog = $("viewer");
  if (dialog.open) dialog.close();
  if (beside.matches) dialog.show();
  else dialog.showModal();
  document.body.classList.toggle("with-viewer", beside.matches);
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
  loading?.abort();
  document.body.classList.remove("with-viewer");
  if (opener?.isConnected) opener.focus();
  else $("question").focus();
}

function draw() {
  const { citation } = shown;
  const title = h("h2", { id: "viewer-title" }, citation.document ?? t("viewer.page", { page: citation.page }));
  const facts = [citation.revision && revisionLabel(citation.revision), citation.section && innermost(citation.section)].filter(Boolean);
  $("viewer").replaceChildren(
    h(
      "header",
      { class: "viewer-head" },
      h("div", { class: "viewer-titles" }, title, facts.length ? h("p", { class: "hint" }, facts.join(" · ")) : null),
      iconButton("close", t("viewer.close"), closeViewer),
    ),
    toolbar(),
    h("div", { class: "sheet", tabindex: 0, role: "region", "aria-labelledby": "viewer-title" }),
    citation.quote ? quoteBox(citation) : "",
  );
  turnTo(shown.page);
}

function quoteBox({ quote }) {
  return h("details", { class: "viewer-quote" }, h("summary", {}, t("viewer.quote")), h("blockquote", { tabindex: 0 }, quote));
}

function toolbar() {
  return h(
    "div",
    { class: "viewer-tools" },
    iconButton("left", t("viewer.previous"), () => turnTo(shown.page - 1), { "data-part": "previous" }),
    h("span", { class: "viewer-page", "data-part": "page" }),
    iconButton("right", t("viewer.next"), () => turnTo(shown.page + 1), { "data-part": "next" }),
    h(
      "button",
      { type: "button", class: "quiet", "data-part": "cited", onclick: () => turnTo(shown.citation.page), hidden: true },
      icon("mark"),
      h("span", {}, t("viewer.cited")),
    ),
    h("span", { class: "spring" }),
    iconButton("minus", t("viewer.out"), () => zoomTo(shown.zoom / ZOOM.step)),
    iconButton("plus", t("viewer.in"), () => zoomTo(shown.zoom * ZOOM.step)),
    iconButton("width", t("viewer.fit"), () => zoomTo(1)),
  );
}

const tool = (name) => $("viewer").querySelector(`[data-part=${name}]`);

async function turnTo(page) {
  const { citation } = shown;
  const pages = library.get(citation.version_id)?.page_count;
  if (page < 1 || (pages && page > pages)) return;
  shown.page = page;
  tool("previous").disabled = page === 1;
  tool("next").disabled = page === pages;
  tool("cited").hidden = page === citation.page;
  tool("page").textContent = pages ? t("viewer.pageOf", { page, pages }) : t("viewer.page", { page });
  await load(page === citation.page ? citation.bbox : null);
}

async function load(box) {
  loading?.abort();
  loading = new AbortController();
  const { citation, page } = shown;
  const sheet = $("viewer").querySelector(".sheet");
  sheet.setAttribute("aria-busy", "true");
  try {
    const source = await pages.get(pageAddress(citation.version_id, page, box, SCALE.normal), loading.signal);
    const alt = t(box ? "viewer.imageMarked" : "viewer.image", { page, document: citation.document ?? "" });
    const image = h("img", { src: source, alt, ondblclick: () => zoomTo(shown.zoom > 1.2 ? 1 : 2) });
    await image.decode();
    sheet.replaceChildren(image);
    const mark = box && markOn(image, box);
    zoomTo(mark && sheet.clientWidth < NARROW ? Math.min(2, 1 / (mark.x1 - mark.x0 + 0.06)) : shown.zoom);
    showMark(sheet, image, mark);
    announce(tool("page").textContent);
  } catch (error) {
    if (error.name !== "AbortError") showFailure(sheet, error);
  }
  sheet.removeAttribute("aria-busy");
}

/** Says why there is no picture; the quoted words are then all that can be shown. */
function showFailure(sheet, error) {
  sheet.replaceChildren(h("p", { class: "notice", role: "alert" }, `${t("viewer.failed")} ${explain(error)}`));
  $("viewer").querySelector("details")?.setAttribute("open", "");
}

/** Puts a finer picture in the place of one that the zoom has made coarse. */
async function refine(image) {
  if (image.dataset.fine || image.clientWidth * devicePixelRatio < FINE_FROM) return;
  image.dataset.fine = "true";
  const { citation, page } = shown;
  const box = page === citation.page ? citation.bbox : null;
  try {
    image.src = await pages.get(pageAddress(citation.version_id, page, box, SCALE.fine), loading.signal);
  } catch {
    // The coarse picture stays: it shows the same.
  }
}

/** Where a box lies on a page's picture, in parts of its width and height. */
function markOn({ naturalWidth, naturalHeight }, [x0, y0, x1]) {
  const across = naturalWidth / SCALE.normal;
  return { x0: x0 / across, y0: (y0 * SCALE.normal) / naturalHeight, x1: x1 / across };
}

/** Scrolls to the marked passage: a third down the panel, its left edge in sight. */
function showMark(sheet, image, mark) {
  sheet.scrollTo(0, 0);
  if (!mark) return;
  sheet.scrollTop = image.offsetTop + mark.y0 * image.clientHeight - sheet.clientHeight / 3;
  sheet.scrollLeft = image.offsetLeft + mark.x0 * image.clientWidth - 24;
}

function zoomTo(zoom) {
  const sheet = $("viewer").querySelector(".sheet");
  const image = sheet.querySelector("img");
  shown.zoom = Math.min(ZOOM.most, Math.max(ZOOM.least, zoom));
  if (!image) return;
  const middle = (start, size, whole) => (start + size / 2) / Math.max(whole, 1);
  const x = middle(sheet.scrollLeft, sheet.clientWidth, sheet.scrollWidth);
  const y = middle(sheet.scrollTop, sheet.clientHeight, sheet.scrollHeight);
  image.style.width = `${shown.zoom * 100}%`;
  sheet.scrollLeft = x * sheet.scrollWidth - sheet.clientWidth / 2;
  sheet.scrollTop = y * sheet.scrollHeight - sheet.clientHeight / 2;
  refine(image);
}

const KEYS = {
  ArrowLeft: () => turnTo(shown.page - 1),
  ArrowRight: () => turnTo(shown.page + 1),
  "+": () => zoomTo(shown.zoom * ZOOM.step),
  "=": () => zoomTo(shown.zoom * ZOOM.step),
  "-": () => zoomTo(shown.zoom / ZOOM.step),
  0: () => zoomTo(1),
};

function key(event) {
  const sideways = event.key.startsWith("Arrow") && shown?.zoom > 1; // a wide page is scrolled by arrows
  if (!shown || event.ctrlKey || event.metaKey || event.altKey || sideways || !KEYS[event.key]) return;
  event.preventDefault();
  KEYS[event.key]();
}
