// Which conversation is shown: the one that the address names, fetched, and fetched again when a tab changed it.

import { getConversation } from "./api.js";
import { addressOf, named } from "./address.js";
import { Conversation, answering, show, shown } from "./conversation.js";
import { announce } from "./dom.js";
import { explain, t } from "./i18n.js";
import { moved } from "./moving.js";
import { emit, note, noted, on } from "./store.js";
import { onChange } from "./tabs.js";
import { drawThread } from "./thread.js";

export const UNTIL_RECORDED = 1000; // milliseconds, after which an answer that was cut short is surely recorded

export function startOpening() {
  on("conversation-gone", (id) => id === shown().id && startAnew());
  on("key", () => shown().problem && open(shown().id));
  addEventListener("hashchange", follow);
  onChange((id) => refresh(id));
  if (named()) open(named());
  bringOver();
}

/** Shows the conversation that the address names. */
function follow() {
  const id = named();
  if (id === null || id === shown().id) return;
  if (id) open(id);
  else if (shown().turns.length || shown().ready || shown().problem) present(new Conversation());
}

function present(conversation) {
  show(conversation);
  drawThread();
}

/** Shows a conversation; one that is not being answered right now is fetched. */
export function open(id) {
  const conversation = answering.get(id) ?? new Conversation(id);
  if (!conversation.running) conversation.ready = load(conversation);
  present(conversation);
}

async function load(conversation) {
  try {
    if (noted("asking") === conversation.id) await recorded(); // the page was loaded anew in the middle of an answer
    conversation.fill(await getConversation(conversation.id));
    conversation.problem = null;
  } catch (error) {
    conversation.problem = error;
  }
  conversation.ready = null;
  if (conversation === shown()) drawThread();
}

function recorded() {
  note("asking", "");
  return new Promise((resolve) => setTimeout(resolve, UNTIL_RECORDED));
}

/** Another tab may have asked here: what it got is shown, and nothing moves. While an answer is being written
 * it waits for the end of that. */
export async function refresh(id = shown().id) {
  const conversation = shown();
  if (id !== conversation.id || !conversation.turns.length || conversation.ready) return;
  conversation.missed = conversation.running !== null;
  if (conversation.running) return;
  const record = await getConversation(conversation.id).catch(() => null);
  if (!record || conversation !== shown() || conversation.running) return;
  const key = (turns) => turns.map((turn) => turn.id).join();
  const before = key(conversation.turns);
  const first = conversation.turns.findIndex((turn) => turn.id === record.turns[0]?.id);
  const older = conversation.turns.slice(0, Math.max(first, 0));
  if (older.length) record.has_more = conversation.hasOlder;
  conversation.fill(record);
  conversation.turns.unshift(...older);
  if (key(conversation.turns) !== before) drawThread({ stay: true });
}

/** What an earlier version of this page kept in the browser goes to the service and is shown. */
async function bringOver() {
  try {
    const id = await moved();
    if (!id) return;
    emit("conversations");
    if (named() === "" && !shown().turns.length) location.replace(addressOf(id));
  } catch (error) {
    announce(t("conversations.unmoved", { reason: explain(error) }));
  }
}

/** An empty conversation; the one before stays in the list, and in what Back leads to. */
export function startAnew() {
  if (named() === "") present(new Conversation());
  else location.hash = "#/";
}
