// A manual's page as a picture in the panel: turned, zoomed, with the cited passage marked.

import { pageImage } from "./api.js";
import { announce, h, icon, iconButton } from "./dom.js";
import { t } from "./i18n.js";
import { PageCache, pageAddress } from "./pages.js";

const SCALE = { normal: 2, fine: 4 }; // pixels per point that we ask for
const FINE_FROM = 1400; // device pixels across, from which the fine picture is worth its size
const NARROW = 500; // pixels; a panel so narrow shows the passage rather than the page
const ZOOM = { least: 0.5, most: 4, step: 1.25 };
const pages = new PageCache(pageImage);

/** Shows one citation in `sheet`; `version` knows how many pages there are; `fail` is told what went wrong. */
export class PictureView {
  #loading = null;

  constructor(citation, sheet, fail) {
    Object.assign(this, { citation, sheet, fail, page: citation.page, zoom: 1, pages: undefined });
    this.previous = iconButton("left", t("viewer.previous"), () => this.turnTo(this.page - 1), { "data-part": "previous" });
    this.next = iconButton("right", t("viewer.next"), () => this.turnTo(this.page + 1), { "data-part": "next" });
    this.where = h("span", { class: "viewer-page", "data-part": "page" });
    const back = { type: "button", class: "quiet", "data-part": "cited", onclick: () => this.turnTo(citation.page), hidden: true };
    this.cited = h("button", back, icon("mark"), h("span", {}, t("viewer.cited")));
    this.tools = [
      this.previous,
      this.where,
      this.next,
      this.cited,
      h("span", { class: "spring" }),
      iconButton("minus", t("viewer.out"), () => this.zoomTo(this.zoom / ZOOM.step)),
      iconButton("plus", t("viewer.in"), () => this.zoomTo(this.zoom * ZOOM.step)),
      iconButton("width", t("viewer.fit"), () => this.zoomTo(1)),
    ];
  }

  start = () => this.turnTo(this.page);

  stop = () => this.#loading?.abort();

  /** Takes in what is known of the version by now. */
  learn({ page_count: count, file_name: name }) {
    this.pages = count || undefined;
    this.document = this.citation.document ?? name;
    const image = this.sheet.querySelector("img");
    if (image) image.alt = this.#alt();
    this.#drawWhere();
  }

  #alt() {
    const key = this.#box() ? "viewer.imageMarked" : "viewer.image";
    return t(key, { page: this.page, document: this.document ?? this.citation.document ?? "" });
  }

  async turnTo(page) {
    if (page < 1 || (this.pages && page > this.pages)) return;
    this.page = page;
    this.#drawWhere();
    await this.#load(this.#box());
  }

  #drawWhere() {
    const { page, pages: count } = this;
    this.previous.disabled = page === 1;
    this.next.disabled = page === count;
    this.cited.hidden = page === this.citation.page;
    this.where.textContent = count ? t("viewer.pageOf", { page, pages: count }) : t("viewer.page", { page });
  }

  #box = () => (this.page === this.citation.page ? this.citation.bbox : null);

  async #load(box) {
    this.#loading?.abort();
    this.#loading = new AbortController();
    const { citation, page, sheet } = this;
    sheet.setAttribute("aria-busy", "true");
    try {
      const source = await pages.get(pageAddress(citation.version_id, page, box, SCALE.normal), this.#loading.signal);
      const image = h("img", { src: source, alt: this.#alt(), ondblclick: () => this.zoomTo(this.zoom > 1.2 ? 1 : 2) });
      await image.decode();
      image.alt = this.#alt(); // the version may have become known meanwhile
      sheet.replaceChildren(image);
      const mark = box && markOn(image, box);
      this.zoomTo(mark && sheet.clientWidth < NARROW ? Math.min(2, 1 / (mark.x1 - mark.x0 + 0.06)) : this.zoom);
      showMark(sheet, image, mark);
      announce(this.where.textContent);
    } catch (error) {
      if (error.name !== "AbortError") this.fail(error);
    }
    sheet.removeAttribute("aria-busy");
  }

  /** Puts a finer picture in the place of one that the zoom has made coarse. */
  async #refine(image) {
    if (image.dataset.fine || image.clientWidth * devicePixelRatio < FINE_FROM) return;
    image.dataset.fine = "true";
    try {
      image.src = await pages.get(pageAddress(this.citation.version_id, this.page, this.#box(), SCALE.fine), this.#loading.signal);
    } catch {
      // The coarse picture stays: it shows the same.
    }
  }

  zoomTo(zoom) {
    const { sheet } = this;
    const image = sheet.querySelector("img");
    this.zoom = Math.min(ZOOM.most, Math.max(ZOOM.least, zoom));
    if (!image) return;
    const middle = (start, size, whole) => (start + size / 2) / Math.max(whole, 1);
    const x = middle(sheet.scrollLeft, sheet.clientWidth, sheet.scrollWidth);
    const y = middle(sheet.scrollTop, sheet.clientHeight, sheet.scrollHeight);
    image.style.width = `${this.zoom * 100}%`;
    sheet.scrollLeft = x * sheet.scrollWidth - sheet.clientWidth / 2;
    sheet.scrollTop = y * sheet.scrollHeight - sheet.clientHeight / 2;
    this.#refine(image);
  }

  /** What a key does, if it does anything here. */
  key(name) {
    if (name.startsWith("Arrow") && this.zoom > 1) return null; // a wide page is scrolled by arrows
    return {
      ArrowLeft: () => this.turnTo(this.page - 1),
      ArrowRight: () => this.turnTo(this.page + 1),
      "+": () => this.zoomTo(this.zoom * ZOOM.step),
      "=": () => this.zoomTo(this.zoom * ZOOM.step),
      "-": () => this.zoomTo(this.zoom / ZOOM.step),
      0: () => this.zoomTo(1),
    }[name];
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
