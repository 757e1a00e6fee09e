// The list of manuals as the page uses it: loaded, put in one shape, filtered. Parts of the page hear
// of a new list by the event `documents`.

import { listDocuments } from "./api.js";
import { emit } from "./store.js";

const UNDER_WAY = new Set(["received", "converting", "ready"]);

let documents = [];

export const all = () => documents;

/** Loads the list and tells everyone. */
export async function refresh() {
  const body = await listDocuments();
  documents = (Array.isArray(body) ? body : (body.documents ?? body.data ?? [])).map(shape);
  emit("documents", documents);
  return documents;
}

function shape(document) {
  const versions = (document.versions ?? []).map(shapeVersion);
  const current = versions.find((version) => version.state === "published") ?? versions.at(-1) ?? shapeVersion({});
  return {
    id: document.document_id ?? document.id,
    title: document.title || current.file || "",
    vendor: document.vendor ?? "",
    chips: document.chips ?? [],
    kind: document.kind ?? "",
    versions,
    current,
  };
}

function shapeVersion(version) {
  return {
    id: version.version_id ?? version.id ?? "",
    file: version.file_name ?? version.document ?? version.name ?? "",
    revision: version.revision ?? "",
    language: version.language ?? "",
    pages: version.page_count ?? version.pages ?? 0,
    state: version.state ?? "received",
    error: version.error ?? "",
    date: version.date ?? "",
  };
}

export const underWay = (document) => document.versions.some((version) => UNDER_WAY.has(version.state));

/** The documents that hold every word of the filter somewhere in name, chip, vendor or revision. */
export function matching(words) {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  return documents.filter((document) => {
    const versions = document.versions.flatMap((version) => [version.file, version.revision, version.language]);
    const text = [document.title, document.vendor, document.kind, ...document.chips, ...versions].join(" ").toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
}

/** Every chip and revision that the documents name, for the scope's suggestions. */
export function suggestions() {
  const sorted = (values) => [...new Set(values.filter(Boolean))].sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
  return {
    chips: sorted(documents.flatMap((document) => document.chips)),
    revisions: sorted(documents.flatMap((document) => document.versions.map((version) => version.revision))),
  };
}
