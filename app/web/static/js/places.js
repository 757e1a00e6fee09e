// The lines in which an answer's text says where its sources stand, for clients that show text only.
// The page shows sources better, so it leaves these lines out. Pure.

const PLACE = /^\[(\d+)\] \[.*\]\(\S*\/v1\/versions\/\S+\)/s;

function markerOf(text, markers) {
  const marker = Number(PLACE.exec(text)?.[1]);
  return markers.has(marker) ? marker : null;
}

const saysPlace = (item, markers) => item[0]?.type === "paragraph" && markerOf(item[0].text, markers) !== null;

/** A block without the places that `markers` hold; null where a list holds nothing else. Markdown takes two
 * lists in a row for one, so places stand behind other items too. */
function withoutListed(block, markers) {
  if (block.type !== "list") return block;
  const items = block.items.filter((item) => !saysPlace(item, markers));
  if (items.length === block.items.length) return block;
  return items.length ? { ...block, items, source: `${block.source}#${items.length}` } : null;
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
    const leads = introduces(block) && blocks[i + 1] && !withoutListed(blocks[i + 1], markers);
    return leads ? [] : [withoutListed(block, markers) ?? []].flat();
  });
  return { kept, quoted };
}
