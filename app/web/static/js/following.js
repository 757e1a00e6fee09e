// Keeps the list of manuals as the library is: events of the service, while the list is looked at.
// A browser has few connections to one host, so a tab that nobody looks at gives its own back.

import { libraryEvents } from "./api.js";
import * as catalogue from "./catalogue.js";

const PATIENCE = { least: 2000, most: 60000 }; // milliseconds until the next attempt, doubled each time

let following = null; // the AbortController of the stream
let looked = false;

/** Says whether the list is on the screen. */
export function lookAt(shown) {
  looked = shown;
  settle();
}

export function startFollowing() {
  document.addEventListener("visibilitychange", settle);
}

function settle() {
  const wanted = looked && !document.hidden;
  if (wanted && !following) {
    following = new AbortController();
    follow(following.signal);
  } else if (!wanted && following) {
    following.abort();
    following = null;
  }
}

async function follow(signal) {
  for (let wait = PATIENCE.least; !signal.aborted; wait = Math.min(2 * wait, PATIENCE.most)) {
    try {
      let first = true;
      for await (const news of libraryEvents(signal)) {
        // The first event says that nothing is missed from now on: what was before it is asked for.
        if (first) await catalogue.load();
        else await catalogue.apply(news);
        first = false;
        wait = PATIENCE.least;
      }
    } catch (error) {
      if (signal.aborted || error.status === 401) return; // a missing key is asked for when the user acts
    }
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
}
