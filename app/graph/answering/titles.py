"""What a question means without naming it: by the titles of vectors and peripherals, or a vector's number.

`The self wake-up timer` is the peripheral whose vector is called so; `vector 6` is whoever raises it.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from app.graph.answering.describing import Word, words_of
from app.graph.answering.reading import Wanted, asking_words
from app.graph.queries import Connection, Relation, raising
from app.graph.walking import Reach
from retrieval.graph_store import Node, NodeKind
from retrieval.tokens import tokens

MOST = 2
LONGEST_ALONE = 5
"""Letters of a title's only word that is rare enough to be meant."""


async def meant(
    within: Reach, wanted: Wanted, ignored: Collection[str]
) -> tuple[list[Node], tuple[Connection, ...]]:
    """The peripherals, and what led to them where the question gives a vector's number alone."""
    nodes = await within.store.find(within.versions, (), [NodeKind.PERIPHERAL, NodeKind.INTERRUPT])
    words = words_of(wanted, ignored)
    counts = Counter(word for title in {node.title for node in nodes} for word in set(tokens(title)))
    scored = [(spoken_of(node.title, words, counts), node) for node in nodes if node.title]
    most = max((score for score, _ in scored), default=0)
    titled = [node for score, node in scored if score == most and score > 0]
    vectors = [node for node in titled if node.kind is NodeKind.INTERRUPT]
    found = [node for node in titled if node.kind is NodeKind.PERIPHERAL]
    found += [path.end for path in await raising(within, vectors)] if vectors else []
    unique = list({node.key: node for node in found}.values())
    if unique:
        return (unique, ()) if len(unique) <= MOST else ([], ())
    return await _numbered(within, wanted, nodes)


async def _numbered(
    within: Reach, wanted: Wanted, nodes: Sequence[Node]
) -> tuple[list[Node], tuple[Connection, ...]]:
    """Whoever raises the vector of the one number that the question has."""
    numbers = [word for word in tokens(wanted.text) if word.isdigit()]
    if Relation.INTERRUPT not in wanted.relations or len(numbers) != 1:
        return [], ()
    vectors = [node for node in nodes if node.kind is NodeKind.INTERRUPT]
    paths = [path for path in await raising(within, vectors) if path.links[0].value == numbers[0]]
    owners = list({path.end.key: path.end for path in paths}.values())
    steps = [
        Connection(
            Relation.INTERRUPT, path.end.name, path.start.name, "", numbers[0], path.start.title, path.links
        )
        for path in paths
    ]
    return (owners, tuple(steps[:1])) if 0 < len(owners) <= MOST else ([], ())


def spoken_of(title: str, words: Sequence[Word], counts: Mapping[str, int]) -> int:
    """The words of a title that the question says, all or one that no other title has; else 0."""
    own = [word for word in dict.fromkeys(tokens(title)) if word not in asking_words()]
    said = [one for one in own if any(one in form for word in words for form in word.forms)]
    alone = any(counts[one] == 1 and len(one) >= LONGEST_ALONE for one in said)
    return len(said) if alone or (said == own and len(own) > 1) else 0
