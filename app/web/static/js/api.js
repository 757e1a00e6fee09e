// Every call to the service. Addresses are relative, so the page works under a path prefix too.

import { sectionAddress } from "./pages.js";
import { get } from "./store.js";
import { events } from "./sse.js";

/** A failed call, with the sentence and the code of the error envelope. */
class ApiError extends Error {
  constructor(message, { status = 0, code = "", retryAfter = 0, param = "" } = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.retryAfter = retryAfter;
    this.param = param; // the field that was refused
  }
}

let askForKey = async () => false;

/** Sets what is done on a 401: it asks for a key and resolves to whether to try again. */
export function onUnauthorized(handler) {
  askForKey = handler;
}

function headers(extra = {}) {
  const key = get("apiKey", "");
  return key ? { ...extra, Authorization: `Bearer ${key}` } : extra;
}

function failure(status, body, retryAfter) {
  const error = body?.error ?? {};
  const message = typeof error.message === "string" ? error.message : "";
  return new ApiError(message, { status, code: error.code ?? "", param: error.param ?? "", retryAfter: Number(retryAfter) || 0 });
}

async function call(path, options = {}) {
  const { json, ...rest } = options;
  const send = () =>
    fetch(path, {
      ...rest,
      headers: headers(json === undefined ? {} : { "Content-Type": "application/json" }),
      body: json === undefined ? rest.body : JSON.stringify(json),
    });
  let response = await reach(send);
  if (response.status === 401 && (await askForKey())) response = await reach(send);
  if (response.ok) return response;
  throw failure(response.status, await response.json().catch(() => null), response.headers.get("Retry-After"));
}

async function reach(send) {
  try {
    return await send();
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new ApiError("", { code: "unreachable" });
  }
}

const part = encodeURIComponent;

/** A page of the library, newest first, of the documents that pass the filters. */
export async function listDocuments({ q = "", states = [], coverage = "" }, limit, offset) {
  const query = new URLSearchParams([...states.map((state) => ["state", state]), ["limit", limit], ["offset", offset]]);
  if (q) query.set("q", q);
  if (coverage) query.set("coverage", coverage);
  return (await call(`v1/documents?${query}`)).json();
}

/** How many documents there are, with the chips and revisions that they name. */
export const libraryNames = async () => (await call("v1/documents/names")).json();
export const getDocument = async (id) => (await call(`v1/documents/${part(id)}`)).json();
export const changeDocument = async (id, change) => (await call(`v1/documents/${part(id)}`, { method: "PATCH", json: change })).json();
export const getVersion = async (id) => (await call(`v1/versions/${part(id)}`)).json();
export const changeVersion = async (id, change) => (await call(`v1/versions/${part(id)}`, { method: "PATCH", json: change })).json();
export const deleteDocument = (id) => call(`v1/documents/${part(id)}`, { method: "DELETE" });
/** What the search index is; POST begins a new one, DELETE gives it up. */
export const searchIndex = async (method) => (await call(method ? "v1/index/construction" : "v1/index", { method })).json();
export const getJob = async (id, signal) => (await call(`v1/jobs/${part(id)}`, { signal })).json();

/** A page of what was asked before, last used first. */
export async function listConversations(q, after) {
  const query = new URLSearchParams({ ...(q && { q }), ...(after && { after }) });
  return (await call(`v1/conversations?${query}`)).json();
}

/** A conversation with its last turns, or the last ones before a turn. */
export async function getConversation(id, before = "") {
  return (await call(`v1/conversations/${part(id)}${before && `?before=${part(before)}`}`)).json();
}

export const keepConversation = async (json) => (await call("v1/conversations", { method: "POST", json })).json();
export const renameConversation = async (id, title) =>
  (await call(`v1/conversations/${part(id)}`, { method: "PATCH", json: { title } })).json();
export const deleteConversation = (id) => call(`v1/conversations/${part(id)}`, { method: "DELETE" });
export const exportConversation = async (id) => (await call(`v1/conversations/${part(id)}/export.md`)).blob();

/** Records what a reader thinks of a turn. */
export const giveFeedback = async (json) => (await call("v1/feedback", { method: "POST", json })).json();

/** A page of the cases in some states, the newest first. */
export async function listCases(states, after) {
  const query = new URLSearchParams([...states.map((state) => ["state", state]), ...(after ? [["after", after]] : [])]);
  return (await call(`v1/cases?${query}`)).json();
}

export const decideCase = async (id, json) => (await call(`v1/cases/${part(id)}`, { method: "PATCH", json })).json();

export const listAdapters = async () => (await call("v1/adapters")).json();
export const compareAdapters = async () => (await call("v1/adapters/comparison")).json();
export const holdAdapter = async (name, held) =>
  (await call(`v1/adapters/${part(name)}`, { method: "PATCH", json: { held } })).json();
export const rollBack = async () => (await call("v1/adapters/rollback", { method: "POST", json: {} })).json();

/** The state of each part of the service; a 503 is an answer here, not a failure. */
export async function readiness() {
  return (await fetch("readyz")).json();
}

/** Yields a job's states until the stream ends. */
export async function* jobEvents(id, signal) {
  const response = await call(`v1/jobs/${part(id)}/events`, { signal });
  for await (const event of events(response)) {
    if (event.data === "[DONE]") return;
    const job = JSON.parse(event.data);
    if (job.error?.message) throw failure(404, job); // it was deleted while we watched
    yield job;
  }
}

/** Yields what changes in the library; the first one is empty and comes at once. */
export async function* libraryEvents(signal) {
  const response = await call("v1/documents/events", { signal });
  for await (const event of events(response)) yield JSON.parse(event.data);
}

/** Yields the chunks of a chat completion; an error inside the stream is thrown, and so is a stream without its end. */
export async function* chat(body, signal) {
  const response = await call("v1/chat/completions", { method: "POST", json: { ...body, stream: true }, signal });
  try {
    for await (const event of events(response)) {
      if (event.data === "[DONE]") return;
      const chunk = JSON.parse(event.data); // of a remark: what the service is at, e.g. { waiting }
      if (chunk.error) throw failure(response.status, chunk);
      yield chunk;
    }
  } catch (error) {
    if (!(error instanceof TypeError)) throw error; // a lost connection is a TypeError of the reader
  }
  throw new ApiError("", { code: "cut" });
}

/** A page's picture as a blob: an <img> could not send the key, nor tell why it failed. */
export async function pageImage(address, signal) {
  const response = await call(address, { signal });
  return response.blob();
}

/** A stretch of a document's text. */
export async function section(versionId, where, limit, signal) {
  return (await call(`${sectionAddress(versionId, where)}&limit=${limit}`, { signal })).json();
}

/** Sends one file; fetch cannot report upload progress, XMLHttpRequest can. */
export function uploadFile(file, onProgress, signal) {
  const body = new FormData();
  body.append("file", file, file.name);
  return send(body, onProgress, signal).catch(async (error) => {
    if (error.status === 401 && (await askForKey())) return send(body, onProgress, signal);
    throw error;
  });
}

function send(body, onProgress, signal) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", "v1/documents");
    request.responseType = "json";
    for (const [name, value] of Object.entries(headers())) request.setRequestHeader(name, value);
    request.upload.addEventListener("progress", (event) => onProgress(event.loaded, event.total));
    request.addEventListener("load", () => {
      if (request.status < 300) resolve(request.response);
      else reject(failure(request.status, request.response, request.getResponseHeader("Retry-After")));
    });
    request.addEventListener("error", () => reject(new ApiError("", { code: "unreachable" })));
    request.addEventListener("abort", () => reject(new DOMException("stopped", "AbortError")));
    signal?.addEventListener("abort", () => request.abort());
    request.send(body);
  });
}

/** A peripheral, pin or signal with all that it is joined to. */
export const getThing = async (chip, name) => (await call(`v1/chips/${part(chip)}/graph/${part(name)}`)).json();
