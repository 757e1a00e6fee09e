// The conversation on the page: asks, streams the answer in, stops, shows another one.

import { chat, getConversation } from "./api.js";
import { addressOf, name, named } from "./address.js";
import { Conversation, show, shown } from "./conversation.js";
import { $, announce, h, icon } from "./dom.js";
import { explain, examples, t } from "./i18n.js";
import { moved } from "./moving.js";
import { pins } from "./project.js";
import { emit, on } from "./store.js";
import { onChange, tell } from "./tabs.js";
import { TurnView } from "./turn.js";

const answering = new Map(); // conversations with an answer under way, by id: they go on when another is shown
let views = [];
let library = null; // the documents, once they are known

export function startChat() {
  $("send").append(icon("send"));
  $("stop").append(icon("stop"));
  $("composer").addEventListener("submit", submit);
  $("question").addEventListener("keydown", sendOnEnter);
  $("question").addEventListener("input", fitQuestion);
  $("stop").addEventListener("click", stop);
  $("new-conversation").addEventListener("click", startAnew);
  on("language", () => drawAll());
  on("documents", (documents) => {
    library = documents;
    drawWelcome();
  });
  on("conversation-gone", (id) => id === shown().id && startAnew());
  on("key", () => shown().problem && open(shown().id));
  $("new-conversation").prepend(icon("fresh"));
  addEventListener("hashchange", follow);
  onChange((id) => refresh(id));
  drawAll();
  if (named()) open(named());
  bringOver();
  focusQuestion();
}

/** Where there is a keyboard; on a phone the focus would raise one over the answer. */
function focusQuestion() {
  if (matchMedia("(pointer: fine)").matches) $("question").focus({ preventScroll: true });
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
  drawAll();
}

/** Shows a conversation; one that is not being answered right now is fetched. */
function open(id) {
  const conversation = answering.get(id) ?? new Conversation(id);
  if (!conversation.running) conversation.ready = load(conversation);
  present(conversation);
}

async function load(conversation) {
  try {
    conversation.fill(await getConversation(conversation.id));
    conversation.problem = null;
  } catch (error) {
    conversation.problem = error;
  }
  conversation.ready = null;
  if (conversation === shown()) drawAll();
}

/** Another tab may have asked here: what it got is shown, and nothing moves. */
async function refresh(id = shown().id) {
  const conversation = shown();
  if (id !== conversation.id || !conversation.turns.length || conversation.running || conversation.ready) return;
  const record = await getConversation(conversation.id).catch(() => null);
  if (!record || conversation !== shown() || conversation.running) return;
  const key = (turns) => turns.map((turn) => turn.id).join();
  const before = key(conversation.turns);
  const first = conversation.turns.findIndex((turn) => turn.id === record.turns[0]?.id);
  const older = conversation.turns.slice(0, Math.max(first, 0));
  if (older.length) record.has_more = conversation.hasOlder;
  conversation.fill(record);
  conversation.turns.unshift(...older);
  if (key(conversation.turns) !== before) drawAll({ stay: true });
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

/** Draws the conversation from scratch; a screen reader is not read all of it. */
function drawAll({ stay = false } = {}) {
  const thread = $("thread");
  const place = $("scroll").scrollTop;
  thread.setAttribute("aria-live", "off");
  views = shown().turns.map((turn) => new TurnView(turn, actions));
  thread.replaceChildren(...[problem(), olderButton()].filter(Boolean), ...views.map((view) => view.node));
  thread.setAttribute("aria-busy", String(shown().ready !== null));
  requestAnimationFrame(() => thread.removeAttribute("aria-live"));
  drawWelcome();
  showControls();
  emit("conversation");
  if (stay) $("scroll").scrollTop = place;
  else toTop(views.at(-1));
}

/** Why the conversation of this address is not here. */
function problem() {
  const { problem: error, ready, id } = shown();
  if (ready) return h("p", { class: "notice" }, t("conversations.loading"));
  if (!error) return null;
  const again = h("button", { type: "button", onclick: () => open(id) }, icon("retry"), t("conversations.again"));
  const anew = h("button", { type: "button", onclick: startAnew }, icon("fresh"), t("chat.new"));
  const gone = error.status === 404;
  return h(
    "div",
    { class: "notice error unavailable" },
    h("p", { role: "alert" }, gone ? t("conversations.gone") : t("conversations.unreadable", { reason: explain(error) })),
    gone ? anew : again,
  );
}

function olderButton() {
  if (!shown().hasOlder) return null;
  return h("button", { type: "button", class: "older", onclick: showOlder }, t("conversations.older"));
}

/** Puts older turns above; what is on the screen stays where it is. */
async function showOlder(event) {
  const conversation = shown();
  event.currentTarget.disabled = true;
  try {
    const first = conversation.turns[0];
    conversation.prepend(await getConversation(conversation.id, first.id));
    if (conversation !== shown()) return;
    drawAll({ stay: true });
    toTop(viewOf(first));
    views[0].node.querySelector("button, a")?.focus({ preventScroll: true });
  } catch (error) {
    announce(explain(error));
    drawAll({ stay: true });
  }
}

const viewOf = (turn) => views.find((view) => view.turn === turn);

function drawWelcome() {
  const welcome = $("welcome");
  const { turns, ready, problem: error } = shown();
  welcome.hidden = turns.length > 0 || ready !== null || error !== null;
  const texts = examples((library ?? []).flatMap((document) => document.chips));
  const start = library?.length === 0
    ? h("button", { type: "button", class: "invite", onclick: () => $("files").click() }, t("welcome.empty"))
    : h(
        "ul",
        { class: "examples", "aria-label": t("welcome.examples") },
        texts.map((text) => h("li", {}, h("button", { type: "button", onclick: () => ask(text) }, text))),
      );
  welcome.replaceChildren(h("h2", {}, t("welcome.title")), h("p", {}, t("welcome.lead")), start);
}

function sendOnEnter(event) {
  // Enter that ends the choice of a Chinese word belongs to the input method.
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
  event.preventDefault();
  $("composer").requestSubmit();
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
  ask(text);
}

/** Puts a question to the service and shows the answer as it comes; `replaced` is the turn that asked it before. */
async function ask(text, replaced = null) {
  const conversation = shown();
  if (conversation.running) return;
  conversation.running = new AbortController();
  answering.set(conversation.id, conversation);
  await conversation.ready; // what was said before belongs to the question
  conversation.problem = null;
  name(conversation.id);
  const turn = conversation.begin(text, pins(), replaced);
  if (conversation === shown()) appear(turn, replaced);
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
    settle(conversation, turn, turn.state !== "done" && replaced);
  }
}

/** Draws a question that was just asked. */
function appear(turn, replaced) {
  viewOf(replaced)?.node.remove();
  $("thread").querySelector(".unavailable")?.remove();
  const view = new TurnView(turn, actions);
  views = [...views.filter((other) => other.turn !== replaced), view];
  view.node.classList.add("fresh");
  $("thread").append(view.node);
  drawWelcome();
  emit("conversation");
  toTop(view);
  showControls();
}

async function receive(conversation, turn, replaced) {
  const where = { conversation_id: conversation.id, turn_id: turn.id, listed: true, ...(replaced && { replaces: replaced.id }) };
  const body = { model: "chipcite", messages: conversation.messages(turn), chipcite: { ...turn.pins, ...where } };
  const draw = paced(() => viewOf(turn)?.update());
  for await (const chunk of chat(body, conversation.running.signal)) {
    const choice = chunk.choices?.[0];
    if (choice?.delta?.content) {
      turn.answer += choice.delta.content;
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
  tell(conversation.id);
  emit("conversations");
  if (conversation !== shown()) return;
  if (redraw) drawAll({ stay: true });
  else viewOf(turn)?.finish();
  emit("conversation");
  if (turn.unrecorded && turn.state === "done") announce(t("chat.unrecorded"));
  else announce(turn.state === "failed" ? turn.error : t("chat.done"));
  showControls();
}

/** Puts a question at the top, its answer below: the first sentence answers, so nothing scrolls by itself. */
function toTop(view) {
  if (view) $("scroll").scrollTop = view.node.offsetTop - $("scroll").offsetTop;
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

/** An empty conversation; the one before stays in the list, and in what Back leads to. */
function startAnew() {
  if (named() === "") present(new Conversation());
  else location.hash = "#/";
  focusQuestion();
}

const actions = {
  ask: (text) => ask(text),
  cite: (citation, opener) => emit("cite", { citation, opener }),
  copy: async (turn) => {
    await copyText(turn.answer);
    announce(t("chat.copied"));
  },
  retry: (turn) => {
    ask(turn.question, turn);
  },
};

/** The clipboard API needs https or localhost; a service in the lab's network often has neither. */
async function copyText(text) {
  if (navigator.clipboard) {
    await navigator.clipboard.writeText(text);
    return;
  }
  const area = h("textarea", { class: "sr-only" }, text);
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}
