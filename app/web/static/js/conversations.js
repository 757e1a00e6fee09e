// The list of conversations: beside the current one where there is room, else in a drawer. Found, renamed,
// exported and deleted here.

import { deleteConversation, exportConversation, listConversations, renameConversation } from "./api.js";
import { addressOf } from "./address.js";
import { answering, shown } from "./conversation.js";
import { $, announce, h, icon, iconButton } from "./dom.js";
import { confirmed } from "./dialogs.js";
import { dated, explain, t } from "./i18n.js";
import { emit, on } from "./store.js";
import { onChange, tell } from "./tabs.js";

const ROOM = 980; // pixels of the view, from which the list has a place beside the conversation
const PAUSE = 250; // milliseconds without typing, after which is searched
const LONGEST_TITLE = 200;

let listed = []; // what is shown, last used first
let after = null; // where the next page begins
let problem = null;
let opened = ""; // the conversation whose actions are open
let renaming = "";
let asked = 0; // the newest request: an older one that answers late is not shown

export function startConversations() {
  $("conversations-open").append(icon("list"));
  $("conversations-open").addEventListener("click", openDrawer);
  $("conversations-new").prepend(icon("fresh"));
  $("conversations-new").addEventListener("click", () => {
    closeDrawer();
    emit("conversation-wanted");
  });
  $("conversations-close").append(icon("close"));
  $("conversations-close").addEventListener("click", closeDrawer);
  $("conversations-more").addEventListener("click", more);
  $("conversations-query").addEventListener("input", searched());
  $("conversations-drawer").addEventListener("click", ({ target }) => target === $("conversations-drawer") && closeDrawer());
  addEventListener("hashchange", closeDrawer);
  for (const event of ["conversations", "key"]) on(event, load);
  for (const event of ["language", "conversation"]) on(event, draw);
  onChange(load);
  new ResizeObserver(place).observe($("main"));
  place();
  load();
}

/** Puts the list where there is room for it. */
function place() {
  const beside = $("main").clientWidth >= ROOM;
  const home = beside ? $("conversations-beside") : $("conversations-drawer");
  if ($("conversations").parentElement !== home) {
    closeDrawer();
    home.append($("conversations"));
  }
  $("conversations-beside").hidden = !beside;
  $("conversations-open").hidden = beside;
  document.body.classList.toggle("with-conversations", beside);
}

function openDrawer() {
  $("conversations-drawer").showModal();
  $("conversations-open").setAttribute("aria-expanded", "true");
  $("conversations-drawer").addEventListener(
    "close",
    () => $("conversations-open").setAttribute("aria-expanded", "false"),
    { once: true },
  );
}

function closeDrawer() {
  if ($("conversations-drawer").open) $("conversations-drawer").close();
}

function searched() {
  let waiting = null;
  return () => {
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      await load();
      if (!problem) announce(t("conversations.found", { count: listed.length, more: after !== null }));
    }, PAUSE);
  };
}

const query = () => $("conversations-query").value.trim();

async function load() {
  const request = ++asked;
  try {
    const page = await listConversations(query(), "");
    if (request !== asked) return;
    [listed, after, problem] = [page.data, page.after, null];
  } catch (error) {
    if (request !== asked) return;
    problem = error;
  }
  draw();
}

async function more() {
  const request = ++asked;
  const last = listed.at(-1)?.id;
  try {
    const page = await listConversations(query(), after);
    if (request !== asked) return;
    const here = new Set(listed.map(({ id }) => id));
    listed = [...listed, ...page.data.filter(({ id }) => !here.has(id))];
    after = page.after;
  } catch (error) {
    problem = error;
  }
  draw();
  rowOf(last)?.nextElementSibling?.querySelector("a").focus();
}

const rowOf = (id) => $("conversation-list").querySelector(`[data-id="${id}"]`);

/** Draws the list; a title that is being typed stays, and so does the focus. */
function draw() {
  if (renaming) return;
  const focus = document.activeElement?.closest("#conversation-list [data-part]");
  const [id, part] = [focus?.closest("[data-id]").dataset.id, focus?.dataset.part];
  $("conversation-list").replaceChildren(...begun().map(row), ...listed.map(row));
  if (part) rowOf(id)?.querySelector(`[data-part=${part}]`)?.focus();
  $("conversations-more").hidden = after === null;
  const empty = query() ? t("conversations.none") : t("conversations.empty");
  $("conversations-status").textContent = problem
    ? t("conversations.unlisted", { reason: explain(problem) })
    : $("conversation-list").childElementCount ? "" : empty;
  $("conversations-status").classList.toggle("error", problem !== null);
}

/** Conversations whose first answer is still being written: the service does not hold them yet. */
function begun() {
  const known = new Set(listed.map(({ id }) => id));
  return [...answering.values()]
    .filter(({ id, turns }) => !known.has(id) && turns.length === 1 && !query())
    .map(({ id, turns }) => ({ id, title: turns[0].question, updated_at: Date.now(), turn_count: 1, begun: true }));
}

function row(conversation) {
  const { id, title, updated_at: used, turn_count: count } = conversation;
  const here = id === shown().id;
  if (here) shown().title = title;
  const open = id === opened;
  return h(
    "li",
    { class: `conversation${here ? " here" : ""}`, "data-id": id },
    h(
      "a",
      { href: addressOf(id), "aria-current": here ? "page" : null, "data-part": "open", title, onclick: here ? closeDrawer : null },
      h("span", { class: "conversation-title" }, title),
      h("span", { class: "sub" }, `${when(used)} · ${t("conversations.turns", { count })}`),
    ),
    conversation.begun ? null : iconButton("more", t("conversations.actions", { title }), () => toggle(id), { "aria-expanded": String(open), "data-part": "actions" }),
    open ? actions(conversation) : null,
  );
}

/** Today's with their time, others with their date. */
function when(moment) {
  const today = new Date(moment).toDateString() === new Date().toDateString();
  return dated(moment, today ? { timeStyle: "short" } : { dateStyle: "medium" });
}

function toggle(id) {
  opened = opened === id ? "" : id;
  draw();
}

function actions(conversation) {
  const button = (part, shape, act) =>
    h("button", { type: "button", class: "quiet", "data-part": part, onclick: () => act(conversation) }, icon(shape), t(`conversations.${part}`));
  return h(
    "div",
    { class: "conversation-actions", role: "group", "aria-label": t("conversations.actions", { title: conversation.title }) },
    button("rename", "pencil", rename),
    button("export", "save", download),
    button("delete", "bin", remove),
  );
}

/** Turns a title into its input. Enter and leaving it keep what is in it, Escape does not. */
function rename({ id, title }) {
  renaming = id;
  const input = h("input", { value: title, maxlength: LONGEST_TITLE, "aria-label": t("conversations.title"), autocomplete: "off", enterkeyhint: "done" });
  const close = async (keep) => {
    if (renaming !== id) return;
    renaming = "";
    const given = input.value.trim();
    if (keep && given && given !== title) await set(id, given);
    draw();
    rowOf(id)?.querySelector("[data-part=actions]").focus();
  };
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229 || !["Enter", "Escape"].includes(event.key)) return;
    event.preventDefault(); // Escape would close the drawer
    event.stopPropagation();
    close(event.key === "Enter");
  });
  input.addEventListener("blur", () => close(true));
  rowOf(id).querySelector("a").replaceWith(input);
  input.focus();
  input.select();
}

async function set(id, title) {
  try {
    const changed = await renameConversation(id, title);
    listed = listed.map((one) => (one.id === id ? changed : one));
    if (id === shown().id) shown().title = changed.title;
    emit("conversation");
    announce(t("conversations.renamed", { title: changed.title }));
    tell(id);
  } catch (error) {
    announce(explain(error));
    problem = error;
  }
}

async function download({ id, title }) {
  try {
    const url = URL.createObjectURL(await exportConversation(id));
    const name = title.replace(/[^\p{L}\p{N}_-]+/gu, "-").replace(/^-+|-+$/g, "").slice(0, 60);
    h("a", { href: url, download: `${name || "conversation"}.md` }).click();
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
    announce(t("conversations.exported", { title }));
  } catch (error) {
    announce(explain(error));
  }
}

async function remove({ id, title }) {
  const detail = t("conversations.delete.detail", { title });
  if (!(await confirmed({ title: t("conversations.delete.title"), detail, action: t("conversations.delete") }))) return;
  try {
    await deleteConversation(id);
  } catch (error) {
    if (error.status !== 404) {
      announce(explain(error));
      return;
    }
  }
  const next = listed[listed.findIndex((one) => one.id === id) + 1]?.id;
  listed = listed.filter((one) => one.id !== id);
  opened = "";
  draw();
  (rowOf(next)?.querySelector("a") ?? $("conversations-query")).focus();
  announce(t("conversations.deleted", { title }));
  tell(id);
  emit("conversation-gone", id);
}
