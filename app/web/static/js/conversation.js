// The conversation of this browser: turns, what is sent of them, and how they are kept.

import { get, set } from "./store.js";

const KEPT = 200; // turns; older ones leave the browser's storage

let turns = get("conversation", []).filter((turn) => typeof turn?.question === "string");
for (const turn of turns) if (turn.state === "working") turn.state = "stopped"; // the page was closed meanwhile

export const all = () => turns;

/** Adds a question with what the reader had set for it; its answer grows in the returned turn. */
export function begin(question, pins) {
  const turn = { question, pins, answer: "", state: "working", chipcite: null, error: null };
  turns.push(turn);
  return turn;
}

export function clear() {
  turns = [];
  set("conversation", undefined);
}

/** Takes back the last turn, to ask it again. */
export function drop(turn) {
  turns = turns.filter((other) => other !== turn);
}

/** Stores the turns; returns false where the browser would not. */
export function save() {
  turns = turns.slice(-KEPT);
  return set("conversation", turns);
}

/** The id under which the service records this conversation, once it has answered in it. */
export const recordedAs = () => turns.findLast((turn) => turn.chipcite?.conversation_id)?.chipcite.conversation_id;

const stateOf = (turn) => turn?.chipcite?.state ?? {};

/** What the service last knew of the project. */
export const latestState = () => stateOf(turns.findLast((turn) => turn.chipcite?.state));

/** The same as it was when the reader had not set `key`: then it was read out of the conversation. */
export const stateWithout = (key) => stateOf(turns.findLast((turn) => turn.chipcite?.state && !turn.pins?.[key]));

/** The messages up to and with this turn's question; turns that failed or have no answer are left out. */
export function messages(turn) {
  const before = turns.slice(0, turns.indexOf(turn)).filter((other) => other.answer && other.state !== "failed");
  return [
    ...before.flatMap(({ question, answer }) => [
      { role: "user", content: question },
      { role: "assistant", content: answer },
    ]),
    { role: "user", content: turn.question },
  ];
}
