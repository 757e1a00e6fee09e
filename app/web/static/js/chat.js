// The conversation on the page: asks, streams the answer in, stops, clears.

import { chat } from "./api.js";
import * as conversation from "./conversation.js";
import { $, announce, h, icon } from "./dom.js";
import { confirmed } from "./dialogs.js";
import { explain, examples, t } from "./i18n.js";
import { pins } from "./project.js";
import { emit, on } from "./store.js";
import { TurnView } from "./turn.js";

let running = null; // the AbortController of the answer under way
let views = [];
let library = null; // what the library names, once it is known

export function startChat() {
  $("send").append(icon("send"));
  $("stop").append(icon("stop"));
  $("composer").addEventListener("submit", submit);
  $("question").addEventListener("keydown", sendOnEnter);
  $("question").addEventListener("input", fitQuestion);
  $("stop").addEventListener("click", stop);
  $("new-conversation").addEventListener("click", startAnew);
  on("language", drawAll);
  on("names", (names) => {
    library = names;
    drawWelcome();
  });
  $("new-conversation").prepend(icon("fresh"));
  drawAll();
  focusQuestion();
}

/** Where there is a keyboard; on a phone the focus would raise one over the answer. */
function focusQuestion() {
  if (matchMedia("(pointer: fine)").matches) $("question").focus({ preventScroll: true });
}

function drawAll() {
  views = conversation.all().map((turn) => new TurnView(turn, actions));
  $("thread").replaceChildren(...views.map((view) => view.node));
  drawWelcome();
  showControls();
  emit("conversation");
  toTop(views.at(-1));
}

function drawWelcome() {
  const welcome = $("welcome");
  welcome.hidden = conversation.all().length > 0;
  const texts = examples(library?.chips ?? []);
  const start = library?.total === 0
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
  if (!text || running) return;
  $("question").value = "";
  fitQuestion();
  ask(text);
}

/** Puts a question to the service and shows the answer as it comes. */
export async function ask(text) {
  if (running) return;
  if (location.hash === "#/manuals") location.hash = "#/";
  const turn = conversation.begin(text, pins());
  const view = new TurnView(turn, actions);
  views.push(view);
  view.node.classList.add("fresh");
  $("thread").append(view.node);
  drawWelcome();
  toTop(view);
  running = new AbortController();
  showControls();
  try {
    await receive(turn, view, running.signal);
    turn.state = "done";
  } catch (error) {
    turn.state = error.name === "AbortError" ? "stopped" : "failed";
    turn.error = turn.state === "failed" ? explain(error) : null;
  } finally {
    running = null;
    settle(view);
  }
}

async function receive(turn, view, signal) {
  const body = { model: "chipcite", messages: conversation.messages(turn), ...chipcite(turn) };
  const draw = paced(() => view.update());
  for await (const chunk of chat(body, signal)) {
    const choice = chunk.choices?.[0];
    if (choice?.delta?.content) {
      turn.answer += choice.delta.content;
      draw();
    }
    if (chunk.chipcite) turn.chipcite = chunk.chipcite;
  }
  if (!turn.answer && !turn.chipcite) throw Object.assign(new Error(t("chat.emptyAnswer")), { status: 200 });
}

/** What we add to OpenAI's request: what the reader has set, and where the turn is recorded. */
function chipcite({ pins: given }) {
  const recorded = conversation.recordedAs();
  const ours = recorded ? { ...given, conversation_id: recorded } : given;
  return Object.keys(ours).length ? { chipcite: ours } : {};
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

function settle(view) {
  view.finish();
  emit("conversation");
  if (!conversation.save()) announce(t("chat.unsaved"));
  else announce(view.turn.state === "failed" ? view.turn.error : t("chat.done"));
  showControls();
}

/** Puts a question at the top, its answer below: the first sentence answers, so nothing scrolls by itself. */
function toTop(view) {
  if (view) $("scroll").scrollTop = view.node.offsetTop - $("scroll").offsetTop;
}

function showControls() {
  $("send").hidden = running !== null;
  $("stop").hidden = running === null;
  $("new-conversation").hidden = conversation.all().length === 0;
}

/** Ends the answer under way; returns whether there was one. */
export function stop() {
  if (!running) return false;
  running.abort();
  focusQuestion();
  return true;
}

async function startAnew() {
  if (!(await confirmed({ title: t("chat.new.confirm"), detail: t("chat.new.detail"), action: t("chat.new.do") }))) return;
  running?.abort();
  conversation.clear();
  drawAll();
  focusQuestion();
}

const actions = {
  ask,
  cite: (citation, opener) => emit("cite", { citation, opener }),
  copy: async (turn) => {
    await copyText(turn.answer);
    announce(t("chat.copied"));
  },
  retry: (turn) => {
    if (running) return;
    conversation.drop(turn);
    drawAll();
    ask(turn.question);
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
