// The page's address names the conversation: two tabs show two, a reload shows the same, Back leads back.

const OTHER_VIEWS = ["#/manuals", "#/review"];
const FORM = /^#\/c\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** The part of the address that shows a conversation. */
export const addressOf = (id) => `#/c/${id}`;

/** The conversation that the address names; "" for one that is still to begin; null in another view. */
export function named() {
  if (OTHER_VIEWS.includes(location.hash)) return null;
  return FORM.exec(location.hash)?.[1] ?? "";
}

/** Names a conversation. The place before it was an empty one, to which nobody wants to go back. */
export function name(id) {
  if (location.hash === addressOf(id)) return;
  if (named() === null) location.hash = addressOf(id);
  else history.replaceState(history.state, "", addressOf(id));
}
