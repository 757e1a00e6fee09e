// Uploads: files dropped anywhere or chosen, sent two at a time, and followed until they answer.

import { getJob, jobEvents, uploadFile } from "./api.js";
import { $, announce, h, iconButton } from "./dom.js";
import { explain, t } from "./i18n.js";
import { emit, on } from "./store.js";

const ENDED = new Set(["published", "superseded"]);
const AT_ONCE = 2;
const POLL = 1500; // milliseconds, when the stream of events breaks
const LOOKS = 400; // looks at a job after its stream broke, before we say so

let waiting = [];
let sending = 0;
const items = new Set();

export function startUpload() {
  $("choose").addEventListener("click", () => $("files").click());
  $("files").addEventListener("change", () => {
    add([...$("files").files]);
    $("files").value = "";
  });
  on("language", () => items.forEach(draw));
  catchDrops();
}

function catchDrops() {
  let depth = 0;
  const files = (event) => event.dataTransfer?.types.includes("Files");
  const veil = (change) => {
    depth = Math.max(0, depth + change);
    $("veil").hidden = depth === 0;
  };
  addEventListener("dragenter", (event) => files(event) && veil(1));
  addEventListener("dragleave", (event) => files(event) && veil(-1));
  addEventListener("dragover", (event) => files(event) && event.preventDefault());
  addEventListener("drop", (event) => {
    if (!files(event)) return;
    event.preventDefault();
    veil(-depth);
    add([...event.dataTransfer.files], [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.()?.isDirectory));
  });
}

/** Puts files into the list and starts sending; `folders` says which of them are folders. */
function add(files, folders = []) {
  if (!files.length) return;
  location.hash = "#/manuals";
  files.forEach((file, i) => {
    const item = { file, name: file.name, phase: "waiting", node: h("li", { class: "upload" }), abort: new AbortController() };
    items.add(item);
    $("uploads").prepend(item.node);
    if (folders[i]) fail(item, t("upload.folder"));
    else if (file.size === 0) fail(item, t("upload.empty"));
    else {
      draw(item);
      waiting.push(item);
    }
  });
  sendNext();
}

function sendNext() {
  while (sending < AT_ONCE && waiting.length) {
    const item = waiting.shift();
    sending += 1;
    follow(item).finally(() => {
      sending -= 1;
      sendNext();
    });
  }
}

async function follow(item) {
  try {
    const progress = (loaded, total) => show(item, { phase: "sending", part: total ? loaded / total : 0 });
    const accepted = await uploadFile(item.file, progress, item.abort.signal);
    item.file = null; // the browser may forget the bytes
    emit("uploaded");
    if (accepted.duplicate && ENDED.has(accepted.state)) {
      show(item, { phase: "already" });
      return;
    }
    // The next file may be sent while this one is read.
    watch(item, accepted.job_id).catch((error) => fail(item, explain(error)));
  } catch (error) {
    if (error.name === "AbortError") show(item, { phase: "dropped" });
    else fail(item, explain(error));
  }
}

async function watch(item, jobId) {
  show(item, { phase: "queued" });
  try {
    for await (const job of jobEvents(jobId)) if (take(item, job)) return;
  } catch (error) {
    if (error.status >= 400 && error.status !== 503) throw error;
  }
  for (let look = 0; look < LOOKS; look += 1) {
    if (take(item, await getJob(jobId).catch(() => null))) return;
    await new Promise((resolve) => setTimeout(resolve, POLL));
  }
  fail(item, t("upload.lost"));
}

/** Shows a job's state; returns whether it is over. */
function take(item, job) {
  if (!job) return false;
  const warnings = job.warnings ?? [];
  if (job.state === "failed") {
    fail(item, job.error || t("upload.failedUnknown"));
    return true;
  }
  if (ENDED.has(job.state)) {
    show(item, { phase: "ready", pages: job.pages_total, warnings });
    announce(t("upload.announceReady", { name: item.name }));
    emit("uploaded");
    return true;
  }
  show(item, { phase: "working", step: job.step || job.state, done: job.pages_done, total: job.pages_total, warnings });
  return false;
}

function fail(item, reason) {
  show(item, { phase: "failed", reason });
  announce(t("upload.announceFailed", { name: item.name, reason }));
  emit("uploaded");
}

function show(item, news) {
  Object.assign(item, news);
  draw(item);
}

function sentence(item) {
  const step = t(`step.${item.step}`) || item.step;
  switch (item.phase) {
    case "sending": return item.part < 1 ? t("upload.sending", { percent: Math.floor(item.part * 100) }) : t("upload.storing");
    case "working": return item.done < item.total ? t("upload.stepPages", { step, done: item.done, total: item.total }) : step;
    case "ready": return item.pages ? t("upload.readyPages", { pages: item.pages }) : t("upload.ready");
    case "failed": return item.reason;
    default: return t(`upload.${item.phase}`);
  }
}

const over = (item) => ["ready", "already", "failed", "dropped"].includes(item.phase);

function draw(item) {
  const text = sentence(item);
  const bar = over(item) ? null : progressBar(item, text);
  const button = over(item)
    ? iconButton("close", t("upload.dismiss", { name: item.name }), () => dismiss(item))
    : ["waiting", "sending"].includes(item.phase) && iconButton("close", t("upload.cancel", { name: item.name }), () => cancel(item));
  item.node.className = `upload ${item.phase}`;
  item.node.replaceChildren(
    ...[
      h("span", { class: "upload-name" }, item.name),
      h("span", { class: "upload-text", role: item.phase === "failed" ? "alert" : null }, text),
      button || h("span"),
      bar,
      item.warnings?.length ? warnings(item.warnings) : null,
    ].filter(Boolean),
  );
}

function progressBar(item, text) {
  const known = item.phase === "sending" ? item.part : item.phase === "working" && item.total ? item.done / item.total : undefined;
  return h("progress", { max: 1, value: known, "aria-label": `${item.name}: ${text}` });
}

function warnings(list) {
  const summary = h("summary", {}, t("upload.warnings", { count: list.length }));
  return h("details", { class: "upload-warnings" }, summary, h("ul", {}, list.map((text) => h("li", {}, String(text)))));
}

function cancel(item) {
  waiting = waiting.filter((other) => other !== item);
  item.abort.abort();
  show(item, { phase: "dropped" });
}

function dismiss(item) {
  items.delete(item);
  item.node.remove();
  $("choose").focus();
}
