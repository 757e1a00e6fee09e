// What this browser remembers: language, what was set, key and conversation. Works without storage too.

const PREFIX = "chipcite.";
const memory = new Map();

function read(key) {
  try {
    const text = localStorage.getItem(PREFIX + key);
    return text === null ? undefined : JSON.parse(text);
  } catch {
    return undefined; // storage is blocked, or the entry is not ours any more
  }
}

export function get(key, fallback) {
  if (!memory.has(key)) memory.set(key, read(key));
  return memory.get(key) ?? fallback;
}

/** Remembers a value; returns false where the browser would not store it. */
export function set(key, value) {
  memory.set(key, value);
  try {
    if (value === undefined || value === "") localStorage.removeItem(PREFIX + key);
    else localStorage.setItem(PREFIX + key, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}

/** Remembers a value for as long as this tab lives, over its reloads; "" where the browser would not. */
export function noted(key) {
  try {
    return sessionStorage.getItem(PREFIX + key) ?? "";
  } catch {
    return "";
  }
}

export function note(key, value) {
  try {
    sessionStorage.setItem(PREFIX + key, value);
  } catch {
    // Only a reload in the middle of an answer is served worse.
  }
}

const listeners = new Map();

/** Tells the listeners of an event; parts of the page know one another by events only. */
export function emit(event, detail) {
  for (const listener of listeners.get(event) ?? []) listener(detail);
}

export function on(event, listener) {
  listeners.set(event, [...(listeners.get(event) ?? []), listener]);
}
