// Earlier versions of this page kept the conversation in the browser alone: it goes to the service, once.

import { keepConversation } from "./api.js";
import { get, set } from "./store.js";

const KEY = "conversation";
const STATES = new Set(["done", "stopped", "failed"]);
const LONGEST = { question: 100_000, answer: 400_000, error: 2000 };
const MOST = 500; // turns that the service takes in at once; earlier pages kept 200

/** Brings what the browser kept to the service; gives its id there, or null where there was nothing to bring. */
export async function moved() {
  const kept = get(KEY, []);
  const turns = (Array.isArray(kept) ? kept : []).filter(isTurn).slice(-MOST).map(given);
  if (turns.length === 0) {
    if (kept.length !== 0) set(KEY, undefined);
    return null;
  }
  const { id } = await keepConversation({ turns });
  set(KEY, undefined); // only now: until the service has it, it stays here
  return id;
}

const isTurn = (turn) => typeof turn?.question === "string" && turn.question !== "";
const text = (value, name) => (typeof value === "string" ? value.slice(0, LONGEST[name]) : "");
const object = (value) => (value && typeof value === "object" && !Array.isArray(value) ? value : null);

function given({ question, answer, state, error, pins, chipcite }) {
  return {
    question: text(question, "question"),
    answer: text(answer, "answer"),
    status: STATES.has(state) ? state : "stopped", // the page was closed while it was written
    error: text(error, "error"),
    pins: object(pins) ?? {},
    chipcite: object(chipcite),
  };
}
