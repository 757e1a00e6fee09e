"""`USART1, SPI1 and TIM2 together: is there a conflict?` as sentences, each with the places that say it."""

from collections.abc import Sequence

from app.core.markdown import inline
from app.facts.answers import Language
from app.facts.results import Sentence
from app.graph.answering.saying import places
from app.graph.conflicts import Collision, Plan, plan
from app.graph.queries import Connection, Relation, connected, named, pins_of
from app.graph.walking import Reach
from retrieval.graph_store import Node, NodeKind

FEWEST, MOST = 2, 6
MOST_SENTENCES = 8
_WANTED = {
    "en": {
        "pin": "pin **{name}** is wanted by {who}",
        "channel": "DMA channel **{name}** is wanted by {who}",
    },
    "zh": {"pin": "引脚 **{name}** 被 {who} 同时使用", "channel": "DMA 通道 **{name}** 被 {who} 同时使用"},
}
_FREE = {
    "en": "no pin collides with: {choice}",
    "zh": "以下重映射没有引脚冲突：{choice}",
}
_NONE = {
    "en": "no pin and no DMA channel of {names} collides as the chip starts",
    "zh": "默认映射下 {names} 没有引脚或 DMA 通道冲突",
}


async def colliding(within: Reach, names: Sequence[str], language: Language) -> tuple[Sentence, ...]:
    """What two of the peripherals want, and a choice without collisions; empty for fewer than two."""
    nodes = [node for node in await named(within, names, [NodeKind.PERIPHERAL]) if node.key in names]
    if not FEWEST <= len(nodes) <= MOST:
        return ()
    pins = {node.name: await pins_of(within, node) for node in nodes}
    if not all(pins.values()):
        return ()  # of a peripheral whose pins nobody states nothing can be said
    channels = {node.name: await connected(within, node, Relation.DMA) for node in nodes}
    return _sentences(plan(pins, channels, {}), nodes, pins, language)


def _sentences(
    found: Plan, nodes: Sequence[Node], pins: dict[str, list[Connection]], language: Language
) -> tuple[Sentence, ...]:
    said = [
        _wanted(kind, one, language)
        for kind, collisions in (("pin", found.pins), ("channel", found.channels))
        for one in collisions
    ][:MOST_SENTENCES]
    cited = tuple(place for own in pins.values() for place in places(own[0]))
    if not said:
        names = ", ".join(f"`{inline(node.name)}`" for node in nodes)
        return (Sentence(_NONE[language].format(names=names), cited),)
    if found.pins and found.remaps:
        choice = ", ".join(f"`{inline(name)}` {inline(value)}".strip() for name, value in found.remaps)
        said.append(Sentence(_FREE[language].format(choice=choice), cited))
    return tuple(said)


def _wanted(kind: str, one: Collision, language: Language) -> Sentence:
    who = ", ".join(f"`{inline(each.within or each.subject)}`" for each in one.wanted)
    text = _WANTED[language][kind].format(name=inline(one.name), who=who)
    return Sentence(text, tuple(place for each in one.wanted for place in places(each)))
