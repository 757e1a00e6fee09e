// Pictures of pages: where they are, and the last few held, so that turning back costs no request.

const KEPT = 12; // pages

/** Where a page's picture is; `scale` is in pixels per point. */
export function pageAddress(versionId, page, box, scale) {
  const query = new URLSearchParams(scale ? { scale } : {});
  if (box?.length === 4) query.set("highlight", box.map((value) => Math.round(value * 100) / 100).join(","));
  return `v1/versions/${encodeURIComponent(versionId)}/pages/${page}.png?${query}`;
}

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
