// The lines in which an answer's text says where its sources stand, for clients that show text only.
// The page shows sources better, so it leaves out lists of them; pure.

const PLACE = /^\[(\d+)\] \[.*\]\(\S*\/v1\/versions\/\S+\)/s;

function markerOf(text, markers) {
  const marker = Number(PLACE.exec(text)?.[1]);
  return markers.has(marker) ? marker : null;
}

/** Whether a block is nothing but a list of places that `markers` hold. */
function listsPlaces({ type, items }, markers) {
  return type === "list" && items.every((item) => item[0]?.type === "paragraph" && markerOf(item[0].text, markers) !== null);
}

const introduces = (block) => block?.type === "paragraph" && /[:：]$/.test(block.text);

/** The blocks without lists of places and the line that leads to each. */
export function withoutPlaces(blocks, markers) {
  const listed = new Set(blocks.filter((block) => listsPlaces(block, markers)));
  return blocks.filter((block, i) => !listed.has(block) && !(introduces(block) && listed.has(blocks[i + 1])));
}

/** The markers whose place stands in the text, above the words quoted from it. */
export function quotedIn(blocks, markers) {
  return new Set(blocks.filter(({ type }) => type === "paragraph").map(({ text }) => markerOf(text, markers)));
}
