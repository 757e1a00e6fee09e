// The list of manuals as the page uses it: loaded, sorted out, filtered. Parts of the page hear
// of a new list by the event `documents`.

import { listDocuments } from "./api.js";
import { emit } from "./store.js";

const AT_ONCE = 500; // documents in one call
const MOST = 5000; // documents that the page holds
const UNDER_WAY = new Set(["received", "converting", "ready"]);

let documents = [];

export const all = () => documents;

/** Loads the list and tells everyone. */
export async function refresh() {
  const loaded = [];
  for (let more = true; more && loaded.length < MOST; ) {
    const { data, has_more: hasMore } = await listDocuments(AT_ONCE, loaded.length);
    loaded.push(...data.map(shape));
    more = hasMore && data.length > 0;
  }
  documents = loaded;
  emit("documents", documents);
}

/** A document with its versions told apart: those that answer now, and the others. */
function shape({ id, title, vendor, kind, chips, versions }) {
  const answering = versions.filter((version) => version.current);
  const shown = answering.length ? answering : versions.slice(-1);
  const others = versions.filter((version) => !shown.includes(version));
  return { id, title: title || shown[0]?.file_name || id, vendor, kind, chips, versions, shown, others };
}

/** Whether a look later will show something else: a version is being read, or its vectors are being made. */
export const underWay = ({ versions }) =>
  versions.some(({ state, current, dense_done: done }) => UNDER_WAY.has(state) || (current && !done));

/** The documents that hold every word of the filter somewhere in name, chip, vendor or revision. */
export function matching(words) {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  return documents.filter((document) => {
    const versions = document.versions.flatMap((version) => [version.file_name, version.revision, version.language]);
    const text = [document.title, document.vendor, document.kind, ...document.chips, ...versions].join(" ").toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
}

/** Every chip and revision that the documents name, to be suggested where one is set. */
export function suggestions() {
  const sorted = (values) => [...new Set(values.filter(Boolean))].sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
  return {
    chips: sorted(documents.flatMap((document) => document.chips)),
    revisions: sorted(revisionsOf(documents.flatMap((document) => document.versions))),
  };
}

/** Each revision once, in its shortest spelling. */
export function revisionsOf(versions) {
  const spelled = new Map();
  for (const { revision, revision_key: key } of versions) {
    if (revision && !(spelled.get(key)?.length <= revision.length)) spelled.set(key, revision);
  }
  return [...spelled.values()];
}
