// Asking: the composer, the answer as it streams in, stopping it.

import { chat } from "./api.js";
import { name } from "./address.js";
import { answering, shown } from "./conversation.js";
import { $, announce, icon } from "./dom.js";
import { explain, t } from "./i18n.js";
import { UNTIL_RECORDED, open, refresh, startAnew as showEmpty, startOpening } from "./opening.js";
import { pins } from "./project.js";
import { emit, note, on } from "./store.js";
import { tell } from "./tabs.js";
import { appear, drawThread, startThread, viewOf } from "./thread.js";

const hasKeyboard = matchMedia("(pointer: fine)");

let edited = null; // the turn whose question stands in the field to be asked in other words

export function startChat() {
  $("send").append(icon("send"));
  $("stop").append(icon("stop"));
  $("composer").addEventListener("submit", submit);
  $("question").addEventListener("keydown", sendOnEnter);
  $("question").addEventListener("input", typed);
  $("stop").addEventListener("click", stop);
  $("new-conversation").addEventListener("click", startAnew);
  $("new-conversation").prepend(icon("fresh"));
  on("conversation-wanted", startAnew);
  on("conversation", showControls);
  startThread(actions);
  startOpening();
  focusQuestion();
}

/** Where there is a keyboard; on a phone the focus would raise one over the answer. */
function focusQuestion() {
  if (hasKeyboard.matches) $("question").focus({ preventScroll: true });
}

function sendOnEnter(event) {
  // Enter that ends the choice of a Chinese word belongs to the input method.
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
  event.preventDefault();
  $("composer").requestSubmit();
}

function typed() {
  if (!$("question").value.trim()) edited = null; // who clears the field asks something else
  fitQuestion();
}

function fitQuestion() {
  const box = $("question");
  box.style.height = "auto";
  box.style.height = `${Math.min(box.scrollHeight, 220)}px`;
}

function submit(event) {
  event.preventDefault();
  const text = $("question").value.trim();
  if (!text || shown().running) return;
  $("question").value = "";
  fitQuestion();
  if (!hasKeyboard.matches) $("question").blur(); // a phone's keyboard would stay over the answer
  const replaced = shown().turns.includes(edited) ? edited : null;
  edited = null;
  ask(text, replaced);
}

/** Puts a question back into the field; its answer gives way to that of the next one. */
function edit(turn) {
  $("question").value = turn.question;
  fitQuestion();
  $("question").focus();
  edited = turn;
}

/** Puts a question to the service and shows the answer as it comes; `replaced` is the turn that asked it before. */
async function ask(text, replaced = null) {
  const conversation = shown();
  if (conversation.running) return;
  conversation.running = new AbortController();
  answering.set(conversation.id, conversation);
  await conversation.ready; // what was said before belongs to the question
  conversation.problem = null;
  if (conversation === shown()) name(conversation.id);
  const turn = conversation.begin(text, pins(), replaced);
  if (conversation === shown()) appear(turn, replaced);
  note("asking", conversation.id);
  try {
    await receive(conversation, turn, replaced);
    turn.state = "done";
  } catch (error) {
    turn.state = error.name === "AbortError" ? "stopped" : "failed";
    turn.error = turn.state === "failed" ? explain(error) : null;
    turn.unrecorded = Boolean(error.status || error.code === "unreachable"); // it was refused before it began
    if (replaced) conversation.restore(replaced, turn);
  } finally {
    answering.delete(conversation.id);
    conversation.running = null;
    note("asking", "");
    settle(conversation, turn, turn.state !== "done" && replaced);
  }
}

async function receive(conversation, turn, replaced) {
  const where = { conversation_id: conversation.id, turn_id: turn.id, listed: true, ...(replaced && { replaces: replaced.id }) };
  const body = { model: "chipcite", messages: conversation.messages(turn), chipcite: { ...turn.pins, ...where } };
  const draw = paced(() => viewOf(turn)?.update());
  for await (const chunk of chat(body, conversation.running.signal)) {
    const choice = chunk.choices?.[0];
    if (choice?.delta?.content) {
      turn.answer += choice.delta.content;
      turn.waiting = null;
      draw();
    }
    if (chunk.waiting) {
      turn.waiting = chunk.waiting;
      draw();
    }
    if (chunk.chipcite) turn.chipcite = chunk.chipcite;
  }
  if (!turn.answer && !turn.chipcite) throw Object.assign(new Error(t("chat.emptyAnswer")), { status: 200 });
  recordedAs(conversation, turn);
}

/** Where the service recorded the turn: elsewhere than asked if that id is someone else's, or nowhere. */
function recordedAs(conversation, turn) {
  const { conversation_id: id, turn_id: turnId } = turn.chipcite ?? {};
  turn.unrecorded = !turnId;
  if (turnId) turn.id = turnId;
  if (!id || id === conversation.id) return;
  answering.delete(conversation.id);
  conversation.id = id;
  if (conversation === shown()) name(id);
}

/** Runs `draw` at most once a frame. */
function paced(draw) {
  let asked = false;
  return () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      draw();
    });
  };
}

function settle(conversation, turn, redraw) {
  changed(conversation.id);
  // The service learns a moment later that nobody listens any more.
  const wait = turn.state === "done" ? 0 : UNTIL_RECORDED;
  if (wait) setTimeout(() => changed(conversation.id), wait);
  if (conversation.missed) setTimeout(() => refresh(conversation.id), wait);
  if (conversation !== shown()) return;
  if (redraw) drawThread({ stay: true });
  else viewOf(turn)?.finish();
  emit("conversation");
  if (turn.unrecorded && turn.state === "done") announce(t("chat.unrecorded"));
  else announce(turn.state === "failed" ? turn.error : t("chat.done"));
}

function changed(id) {
  tell(id);
  emit("conversations");
}

function showControls() {
  const { running, turns, problem: error } = shown();
  $("send").hidden = running !== null;
  $("stop").hidden = running === null;
  $("new-conversation").hidden = turns.length === 0 && !error;
}

/** Ends the answer under way; returns whether there was one. */
export function stop() {
  if (!shown().running) return false;
  shown().running.abort();
  focusQuestion();
  return true;
}

function startAnew() {
  showEmpty();
  focusQuestion();
}

const actions = {
  open,
  startAnew,
  ask: (text) => ask(text),
  cite: (citation, opener) => emit("cite", { citation, opener }),
  retry: (turn) => ask(turn.question, turn),
  edit,
};
