// Page pictures held for a while, and where on a picture a passage lies.

const KEPT = 12; // pages; turning back and forth costs no request

/** Loads page pictures and keeps the last few; `load(address, signal)` gives a blob. */
export class PageCache {
  #held = new Map();

  constructor(load) {
    this.load = load;
  }

  async get(address, signal) {
    const picture = this.#held.get(address) ?? (await this.#fetch(address, signal));
    this.#held.delete(address);
    this.#held.set(address, picture);
    if (this.#held.size > KEPT) {
      const [oldest, { url }] = this.#held.entries().next().value;
      URL.revokeObjectURL(url);
      this.#held.delete(oldest);
    }
    return picture;
  }

  async #fetch(address, signal) {
    const blob = await this.load(address, signal);
    const size = pngSize(new DataView(await blob.slice(0, 4096).arrayBuffer()));
    return { url: URL.createObjectURL(blob), ...size };
  }
}

/** Width and height of a PNG in PDF points, from its own header; {} where it does not say. */
export function pngSize(view) {
  const size = {};
  for (let at = 8; at + 12 <= view.byteLength; at += 12 + view.getUint32(at)) {
    const type = view.getUint32(at + 4);
    if (type === 0x49484452) Object.assign(size, { across: view.getUint32(at + 8), down: view.getUint32(at + 12) }); // IHDR
    if (type === 0x49444154 || at + 21 > view.byteLength) break; // IDAT: the header is over
    if (type === 0x70485973 && view.getUint8(at + 16) === 1) return inPoints(size, view.getUint32(at + 8)); // pHYs, per metre
  }
  return {};
}

function inPoints({ across, down }, perMetre) {
  const scale = 72 / (perMetre * 0.0254);
  return { width: across * scale, height: down * scale };
}

/** Where a box lies on its page, as parts of width and height; null where the page's size is unknown. */
export function markOf({ width, height }, [x0, y0, x1]) {
  return width && height ? { x0: x0 / width, y0: y0 / height, x1: x1 / width } : null;
}
