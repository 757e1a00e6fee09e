// The list of manuals as the page uses it: a stretch of it, filtered by the service. Parts of the page hear
// of a new list by the event `documents`, and of what the whole library names by the event `names`.

import { getDocument, libraryNames, listDocuments } from "./api.js";
import { emit } from "./store.js";

const AT_ONCE = 50; // documents in one call
const MOVING = ["step", "pages_done", "pages_total"]; // what changes with each page that is read

let documents = [];
let total = 0;
let filters = {};
let asked = 0; // a late answer to an earlier call is not taken

export const all = () => documents;
export const count = () => total;
export const hasMore = () => documents.length < total;

/** Loads the beginning of the list, as much of it as is shown already, and what the library names. */
export async function load(wanted = filters) {
  const same = wanted === filters;
  filters = wanted;
  const mine = ++asked;
  const [list] = await Promise.all([listDocuments(filters, Math.max(AT_ONCE, same ? documents.length : 0), 0), loadNames()]);
  if (mine !== asked) return;
  take(list.data, list.total);
}

/** Loads what follows in the list. */
export async function loadMore() {
  const mine = ++asked;
  const list = await listDocuments(filters, AT_ONCE, documents.length);
  if (mine !== asked) return;
  const have = new Set(documents.map(({ id }) => id));
  take([...documents, ...list.data.filter(({ id }) => !have.has(id))], list.total);
}

export async function loadNames() {
  emit("names", await libraryNames());
}

/** Asks for one document anew, after it was described differently. */
export async function reload(id) {
  const fresh = await getDocument(id);
  emit("changed");
  take(documents.map((document) => (document.id === id ? fresh : document)), total);
}

function take(list, count) {
  documents = list.map(shape);
  total = count;
  emit("documents", documents);
}

/** Takes in an event: progress is written into the list, anything else asks for the list again. */
export async function apply({ versions, documents: touched }) {
  const shown = new Map(documents.flatMap((document) => document.versions.map((version) => [version.id, version])));
  let moved = false;
  let anew = touched.length > 0;
  for (const news of versions) {
    const version = shown.get(news.id);
    if (!version) continue;
    if (version.state !== news.state || version.dense_done !== news.dense_done) anew = true;
    for (const key of MOVING) version[key] = news[key];
    moved = true;
  }
  if (anew) {
    emit("changed");
    await load();
  } else if (moved) emit("documents", documents);
}

/** A document with its versions told apart: those that answer now, and the others. */
function shape(document) {
  const { id, title, versions } = document;
  const answering = versions.filter((version) => version.current);
  const shown = answering.length ? answering : versions.slice(-1);
  const others = versions.filter((version) => !shown.includes(version));
  return { ...document, given: document.given ?? title, title: title || shown[0]?.file_name || id, shown, others };
}

/** Each revision once, in its shortest spelling. */
export function revisionsOf(versions) {
  const spelled = new Map();
  for (const { revision, revision_key: key } of versions) {
    if (revision && !(spelled.get(key)?.length <= revision.length)) spelled.set(key, revision);
  }
  return [...spelled.values()];
}
