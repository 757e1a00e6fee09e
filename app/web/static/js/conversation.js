// A conversation on the page: its turns, what is sent of them, and how the service's record becomes it again.

const SENT_TOKENS = 24000; // of earlier turns; the service accepts about 32,000 with the question

/** Ids are made here, so that a turn has its own even if its answer is stopped before it begins. */
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16)); // randomUUID needs https, which a lab may not have
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

export class Conversation {
  constructor(id = newId()) {
    this.id = id;
    this.title = "";
    this.turns = [];
    this.hasOlder = false; // whether the service holds turns before the first one here
    this.running = null; // the AbortController of the answer under way
    this.missed = false; // whether another tab changed it meanwhile
    this.ready = null; // a promise while it is being fetched
    this.problem = null; // why it could not be fetched
  }

  /** Adds a question with what the reader had set for it; its answer grows in the returned turn. */
  begin(question, pins, replaced = null) {
    const earlier = replaced ? [...replaced.earlier, replaced] : [];
    const turn = { id: newId(), question, pins, answer: "", state: "working", chipcite: null, error: null, earlier };
    this.turns = this.turns.filter((other) => other !== replaced);
    this.turns.push(turn);
    return turn;
  }

  /** Puts a turn back that a new answer was meant to replace and did not. */
  restore(replaced, turn) {
    turn.earlier = [];
    this.turns.splice(this.turns.indexOf(turn), 0, replaced);
  }

  /** Takes over what the service recorded; turns that it could not record stay. */
  fill({ title, turns, has_more: hasOlder }) {
    const recorded = new Set(turns.map(({ id }) => id));
    const replaced = new Set(turns.flatMap(({ earlier }) => earlier.map(({ id }) => id)));
    const only = this.turns.filter(({ id, unrecorded }) => unrecorded && !recorded.has(id) && !replaced.has(id));
    Object.assign(this, { title, hasOlder, turns: [...turns.map(turnOf), ...only] });
  }

  /** Older turns, before those that are here. */
  prepend({ turns, has_more: hasOlder }) {
    Object.assign(this, { hasOlder, turns: [...turns.map(turnOf), ...this.turns] });
  }

  /** The messages up to and with this turn's question; turns that failed or have no answer are left out. */
  messages(turn) {
    const before = this.turns.slice(0, this.turns.indexOf(turn)).filter(({ answer, state }) => answer && state !== "failed");
    const sent = [];
    let left = SENT_TOKENS;
    for (const { question, answer } of before.reverse()) {
      left -= tokens(question) + tokens(answer);
      if (left < 0) break;
      sent.unshift({ role: "user", content: question }, { role: "assistant", content: answer });
    }
    return [...sent, { role: "user", content: turn.question }];
  }
}

/** As the service counts: four Latin letters, or one Chinese character. */
const tokens = (text) => text.length / 4 + (text.match(/[\u2e80-\uffff]/g)?.length ?? 0);

/** A recorded turn as the page shows it. */
function turnOf({ id, question, answer, status, error, pins, chipcite, earlier, feedback }) {
  return { id, question, answer, state: status, error: error || null, pins, chipcite, earlier, feedback };
}

/** Conversations with an answer under way, by id: they go on when another one is shown. */
export const answering = new Map();

let current = new Conversation();

export const shown = () => current;

export function show(conversation) {
  current = conversation;
}

const stateOf = (turn) => turn?.chipcite?.state ?? {};

/** What the service last knew of the project. */
export const latestState = () => stateOf(current.turns.findLast((turn) => turn.chipcite?.state));

/** The same as it was when the reader had not set `key`: then it was read out of the conversation. */
export const stateWithout = (key) => stateOf(current.turns.findLast((turn) => turn.chipcite?.state && !turn.pins?.[key]));
