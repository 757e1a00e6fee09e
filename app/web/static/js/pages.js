// Where cited places are: pictures of pages and stretches of text, and the last few pictures, held so that
// turning back costs no request.

const KEPT = 12; // pages
const PLACE = /\/v1\/versions\/([^/?#]+)\/(?:pages\/(\d+)\.png|sections\.html)$/;

/** Where a page's picture is; `scale` is in pixels per point. */
export function pageAddress(versionId, page, box, scale) {
  const query = new URLSearchParams(scale ? { scale } : {});
  if (box?.length === 4) query.set("highlight", box.map((value) => Math.round(value * 100) / 100).join(","));
  return `v1/versions/${encodeURIComponent(versionId)}/pages/${page}.png?${query}`;
}

/** Where the text around a passage is: as data, or with `.html` behind it as a page of its own. */
export function sectionAddress(versionId, { passage, words, offset } = {}, suffix = "") {
  const given = { passage, quote: words?.slice(0, 4000), offset };
  const query = new URLSearchParams(Object.entries(given).filter(([, value]) => value !== undefined && value !== ""));
  return `v1/versions/${encodeURIComponent(versionId)}/sections${suffix}?${query}`;
}

/**
 * What the address of a cited place says, or null for any other address. Behind a proxy the service may
 * know itself by another name than the browser does, so only the path counts: the place is asked for here.
 */
export function placeOf(href) {
  if (!URL.canParse(href, document.baseURI)) return null;
  const url = new URL(href, document.baseURI);
  const found = PLACE.exec(url.pathname);
  if (!found) return null;
  const version = { version_id: decodeURIComponent(found[1]) };
  if (!found[2]) return { ...version, text: true, page: 1, passage: url.searchParams.get("passage") ?? "", words: url.searchParams.get("quote") ?? "" };
  const box = (url.searchParams.get("highlight") ?? "").split(",").map(Number);
  const whole = box.length === 4 && box.every(Number.isFinite);
  return { ...version, page: Number(found[2]), bbox: whole ? box : null };
}

/** The address of a place for a browser that opens it in a tab of its own. */
export const addressOf = (place) =>
  place.text ? `${sectionAddress(place.version_id, place, ".html")}#cited` : pageAddress(place.version_id, place.page, place.bbox);

/** Loads page pictures and keeps the last few; `load(address, signal)` gives a blob. */
export class PageCache {
  #held = new Map();

  constructor(load) {
    this.load = load;
  }

  /** An address that an <img> can show. */
  async get(address, signal) {
    const url = this.#held.get(address) ?? URL.createObjectURL(await this.load(address, signal));
    this.#held.delete(address);
    this.#held.set(address, url);
    if (this.#held.size > KEPT) {
      const [oldest, stale] = this.#held.entries().next().value;
      URL.revokeObjectURL(stale);
      this.#held.delete(oldest);
    }
    return url;
  }
}
