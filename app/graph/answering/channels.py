"""The registers of a DMA channel: those of its controller that end in the channel's number."""

import re
from collections.abc import Sequence

from app.graph.queries import Connection, Relation, connected, named
from app.graph.walking import Reach, walk
from retrieval.graph_store import EdgeKind, Node, NodeKind, Step
from retrieval.tokens import tokens

_CHANNEL = re.compile(r"(.+)_CH(\d{1,2})")
_LAST = re.compile(r"(?<!\d)(\d{1,2})$")
_HELD = Step(frozenset({EdgeKind.CONTAINS}), True, frozenset({NodeKind.REGISTER}), 64)


async def registers_of(within: Reach, channels: Sequence[Connection], text: str) -> list[Connection]:
    """The addresses of the channels' registers, first those whose titles the question speaks of."""
    found = []
    for channel in (match for one in channels if (match := _CHANNEL.fullmatch(one.name))):
        names = [channel[1], channel[1].rstrip("0123456789")]  # DMA1's registers are DMA's where it is alone
        owners = await named(within, names, [NodeKind.PERIPHERAL])
        nodes = [path.end for path in await walk(within, owners, (_HELD,))]
        own = {node.key: node for node in nodes if _number(node) == channel[2]}
        for node in spoken_first(list(own.values()), text):
            found += await connected(within, node, Relation.ADDRESS)
    return found


def _number(node: Node) -> str:
    match = _LAST.search(node.key)
    return match[1] if match else ""


def spoken_first(nodes: Sequence[Node], text: str) -> list[Node]:
    """The nodes whose titles share most words with a text; all where none shares any."""
    words = set(tokens(text))
    shared = {node.key: len(words & set(tokens(node.title))) for node in nodes}
    most = max(shared.values(), default=0)
    return [node for node in nodes if shared[node.key] == most]
