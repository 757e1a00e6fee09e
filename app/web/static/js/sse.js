// Server-sent events over fetch: EventSource can send neither a body nor an API key.

const REMARK = ": chipcite "; // a comment by which the service tells its own page what it is at

/** Cuts a stream of text into events; feed() may be given any split of it. */
export class EventParser {
  #rest = "";

  feed(text) {
    this.#rest += text;
    const events = [];
    for (;;) {
      const end = /\r\n\r\n|\n\n|\r\r/.exec(this.#rest);
      if (!end) return events;
      const event = parseEvent(this.#rest.slice(0, end.index));
      this.#rest = this.#rest.slice(end.index + end[0].length);
      if (event) events.push(event);
    }
  }
}

function parseEvent(block) {
  const data = [];
  let type = "message";
  for (const line of block.split(/\r\n|\n|\r/)) {
    if (line.startsWith(REMARK)) return { type: "remark", data: line.slice(REMARK.length) };
    if (line.startsWith(":")) continue;
    const colon = line.indexOf(":");
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (field === "data") data.push(value);
    else if (field === "event") type = value;
  }
  return data.length ? { type, data: data.join("\n") } : null;
}

/** Yields the events of a response's body as they arrive. */
export async function* events(response) {
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  const parser = new EventParser();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield* parser.feed(decoder.decode(value, { stream: true }));
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}
