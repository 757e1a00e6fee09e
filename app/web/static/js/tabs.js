// What tabs of this service tell each other: that a conversation has changed.

const channel = "BroadcastChannel" in window ? new BroadcastChannel(`chipcite${location.pathname}`) : null;

/** Tells the other tabs. */
export const tell = (id) => channel?.postMessage({ id });

/** Calls `listener` with the id of a conversation that another tab changed; without one where any may have. */
export function onChange(listener) {
  channel?.addEventListener("message", ({ data }) => listener(data?.id));
  // Other browsers change them too: who comes back to this tab sees what is there now.
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && listener());
}
