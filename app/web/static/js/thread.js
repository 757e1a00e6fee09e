// The thread: the turns of the conversation that is shown, and what stands in their place where there are none.

import { getConversation } from "./api.js";
import { shown } from "./conversation.js";
import { $, announce, h, icon } from "./dom.js";
import { explain, examples, t } from "./i18n.js";
import { emit, on } from "./store.js";
import { TurnView } from "./turn.js";

let actions = null;
let views = [];
let library = null; // what the library names, once it is known

/** `given` are the actions of a turn, and `open` and `startAnew` for a conversation that is not here. */
export function startThread(given) {
  actions = given;
  on("language", () => drawThread());
  on("names", (names) => {
    library = names;
    drawWelcome();
  });
  drawThread();
}

/** Draws the conversation from scratch; a screen reader is not read all of it. */
export function drawThread({ stay = false } = {}) {
  const thread = $("thread");
  const place = $("scroll").scrollTop;
  thread.setAttribute("aria-live", "off");
  views = shown().turns.map((turn) => new TurnView(turn, actions));
  thread.replaceChildren(...[problem(), olderButton()].filter(Boolean), ...views.map((view) => view.node));
  thread.setAttribute("aria-busy", String(shown().ready !== null));
  requestAnimationFrame(() => thread.removeAttribute("aria-live"));
  drawWelcome();
  emit("conversation");
  if (stay) $("scroll").scrollTop = place;
  else toTop(views.at(-1));
}

/** Why the conversation of this address is not here. */
function problem() {
  const { problem: error, ready, id } = shown();
  if (ready) return h("p", { class: "notice" }, t("conversations.loading"));
  if (!error) return null;
  const again = h("button", { type: "button", onclick: () => actions.open(id) }, icon("retry"), t("conversations.again"));
  const anew = h("button", { type: "button", onclick: actions.startAnew }, icon("fresh"), t("chat.new"));
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
    drawThread({ stay: true });
    toTop(viewOf(first));
    views[0].node.querySelector("button, a")?.focus({ preventScroll: true });
  } catch (error) {
    announce(explain(error));
    drawThread({ stay: true });
  }
}

export const viewOf = (turn) => views.find((view) => view.turn === turn);

/** Draws a question that was just asked. */
export function appear(turn, replaced) {
  viewOf(replaced)?.node.remove();
  $("thread").querySelector(".unavailable")?.remove();
  const view = new TurnView(turn, actions);
  views = [...views.filter((other) => other.turn !== replaced), view];
  view.node.classList.add("fresh");
  $("thread").append(view.node);
  drawWelcome();
  emit("conversation");
  toTop(view);
}

/** Puts a question at the top, its answer below: the first sentence answers, so nothing scrolls by itself. */
function toTop(view) {
  if (view) $("scroll").scrollTop = view.node.offsetTop - $("scroll").offsetTop;
}

function drawWelcome() {
  const welcome = $("welcome");
  const { turns, ready, problem: error } = shown();
  welcome.hidden = turns.length > 0 || ready !== null || error !== null;
  const texts = examples(library);
  const start = library?.total === 0
    ? h("button", { type: "button", class: "invite", onclick: () => $("files").click() }, t("welcome.empty"))
    : h(
        "ul",
        { class: "examples", "aria-label": t("welcome.examples") },
        texts.map((text) => h("li", {}, h("button", { type: "button", onclick: () => actions.ask(text) }, text))),
      );
  welcome.replaceChildren(h("h2", {}, t("welcome.title")), h("p", {}, t("welcome.lead")), start);
}
