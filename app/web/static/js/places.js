// The lines in which an answer's text says where its sources stand, for clients that show text only.
// The page shows sources better, so it leaves these lines out. Pure.

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

/**
 * The blocks without the places that say nothing but where; a place with quoted words below stays and is
 * marked as one, and so is told which markers are quoted in the text.
 */
export function withoutPlaces(blocks, markers) {
  const quoted = new Set();
  const kept = blocks.flatMap((block, i) => {
    const marker = block.type === "paragraph" ? markerOf(block.text, markers) : null;
    if (marker !== null && blocks[i + 1]?.type !== "quote") return [];
    if (marker !== null) {
      quoted.add(marker);
      return [{ ...block, type: "place" }];
    }
    const leads = introduces(block) && blocks[i + 1] && listsPlaces(blocks[i + 1], markers);
    return leads || listsPlaces(block, markers) ? [] : [block];
  });
  return { kept, quoted };
}
