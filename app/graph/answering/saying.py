"""Connections as sentences in both languages, each with the places that state it. Pure."""

import re
from collections.abc import Sequence

from app.core.markdown import inline
from app.facts.answers import Language, bits_text
from app.facts.records import Provenance
from app.facts.results import Place, Sentence
from app.graph.queries import Connection, Relation
from retrieval.graph_store import Link

SHORTEST, WHOLE = 60, 560
"""Characters of a description in one of many sentences, and of all sentences together."""
EACH = 50
"""Characters of a sentence without its description."""
_TEXTS: dict[Relation, tuple[str, str]] = {
    Relation.ENABLE: (
        "`{subject}` clock: {field}, **{bits}**{title}",
        "`{subject}` 时钟：{field}，**{bits}**{title}",
    ),
    Relation.RESET: (
        "`{subject}` reset: {field}, **{bits}**{title}",
        "`{subject}` 复位：{field}，**{bits}**{title}",
    ),
    Relation.BUS: ("`{subject}` is on **{name}**", "`{subject}` 挂在 **{name}** 总线上"),
    Relation.SPEED: ("`{subject}` runs at up to **{value}**", "`{subject}` 最高 **{value}**"),
    Relation.CLOCK: ("`{subject}` is clocked by **{name}**", "`{subject}` 的时钟源是 **{name}**"),
    Relation.INTERRUPT: (
        "`{subject}` interrupt: `{name}`{numbered}{title}",
        "`{subject}` 中断：`{name}`{numbered}{title}",
    ),
    Relation.SHARED: (
        "vector **{value}** (`{subject}`) is shared with `{name}`",
        "向量 **{value}**(`{subject}`)与 `{name}` 共用",
    ),
    Relation.SERVES: ("**{subject}** also serves `{name}`", "**{subject}** 还服务于 `{name}`"),
    Relation.DMA: ("`{subject}` DMA ({value}): **{name}**", "`{subject}` DMA（{value}）：**{name}**"),
    Relation.PIN: ("`{within}`{remap}: **{name}**", "`{within}`{remap}：**{name}**"),
    Relation.FUNCTION: ("`{subject}` is also {name}", "`{subject}` 还可用作 {name}"),
    Relation.PACKAGE: (
        "`{subject}` is pin **{value}** in {name}",
        "`{subject}` 在 {name} 中是引脚 **{value}**",
    ),
    Relation.ABSENT: ("`{subject}` has no pin in {name}", "`{subject}` 在 {name} 中没有引脚"),
    Relation.ADDRESS: ("`{subject}` is at **{value}**", "`{subject}` 的起始地址是 **{value}**"),
    Relation.ERRATUM: ("`{subject}` erratum **{name}**: {title}", "`{subject}` 勘误 **{name}**：{title}"),
    Relation.REMAP: (
        "`{subject}` remap: {field}, **{bits}**{title}",
        "`{subject}` 重映射：{field}，**{bits}**{title}",
    ),
    Relation.FIELD: ("`{subject}`: {field}, **{bits}**{title}", "`{subject}`:{field}，**{bits}**{title}"),
}
DESCRIBED = frozenset({Relation.ENABLE, Relation.RESET, Relation.INTERRUPT, Relation.REMAP, Relation.FIELD})
_NUMBERED = ((", number **{}**", ", vector address {}"), ("，编号 **{}**", "，向量地址 {}"))
_AN_ADDRESS = re.compile(r"0[xX][0-9A-Fa-f]{1,4}(?:[_ ]?[0-9A-Fa-f]{4})?|[0-9A-Fa-f]{2,8}[hH]")
_AT = ("**{value}** is `{name}`{within}", "**{value}** 是 `{name}`{within}")
_CARRIES = ("`{subject}`{remap} is `{name}`{within}", "`{subject}`{remap} 是 `{name}`{within}")


def room(found: Sequence[Connection], others: int) -> int:
    """Characters for each description, so that an answer stays one that is read at a glance."""
    count = sum(one.relation in DESCRIBED for one in found)
    return max(SHORTEST, (WHOLE - EACH * (len(found) + others)) // max(count, 1))


def sentence(one: Connection, language: Language, longest: int = WHOLE) -> Sentence:
    """What a connection states, with so much of its description."""
    text = _TEXTS[one.relation][language == "zh"]
    said = _short(described(one), longest)
    return Sentence(text.format(**_parts(one, language, said)), places(one))


def described(one: Connection) -> str:
    """What the place itself says: the longest cell of its row, in its own language; of a vector all of it."""
    cells = _cells(one)
    if one.relation is Relation.INTERRUPT:
        cells = [*cells, one.title]
    return max(cells, key=len, default="") if one.relation in DESCRIBED else one.title


def _cells(one: Connection) -> list[str]:
    return [cell.strip() for link in one.links for cell in link.quote.split(" | ")]


def _numbered(one: Connection, language: Language) -> str:
    """The number and the address of a vector, as far as its row has them."""
    number, address = _NUMBERED[language == "zh"]
    placed = next((cell for cell in _cells(one) if _AN_ADDRESS.fullmatch(cell) and cell not in one.title), "")
    said = number.format(inline(one.value)) if one.value else ""
    return said + (address.format(inline(placed)) if placed else "")


def led(one: Connection, language: Language) -> Sentence:
    """What the anchor of a question is: `PD5 is USART1_TX`, `0x40013800 is USART1`."""
    if one.relation is Relation.INTERRUPT:
        return sentence(one, language, SHORTEST)
    text = (_AT if one.relation is Relation.ADDRESS else _CARRIES)[language == "zh"]
    parts = _parts(one, language, "")
    if one.relation is Relation.ADDRESS:
        parts["value"] = one.subject
    parts["within"] = f" (`{inline(one.within)}`)" if one.within else ""
    return Sentence(text.format(**parts), places(one))


def places(one: Connection) -> tuple[Place, ...]:
    """Where the hops stand, each page once."""
    found = {(link.version_id, link.page): place(link) for link in reversed(one.links)}
    return tuple(found.values())[:1]


def place(link: Link) -> Place:
    """Where a hop stands."""
    return Place(link.version_id, link.passage_id, Provenance(link.page, link.box, quote=link.quote))


def _parts(one: Connection, language: Language, title: str) -> dict[str, str]:
    gap = "：" if language == "zh" else ": "
    value = one.value
    remap = f" ({value})" if value and one.relation is Relation.PIN else ""
    msb, _, lsb = value.partition(":")
    bits = bits_text(int(msb), int(lsb), language) if msb.isdigit() and lsb.isdigit() else value
    register = f"`{inline(one.within)}`." if one.within else ""
    return {
        "subject": inline(one.subject),
        "name": inline(one.name),
        "within": inline(one.within),
        "value": inline(value),
        "field": f"{register}`{inline(one.name)}`",
        "bits": bits,
        "numbered": _numbered(one, language) if one.relation is Relation.INTERRUPT else "",
        "remap": remap,
        "title": f"{gap}{title}" if title and one.relation is not Relation.ERRATUM else title,
    }


def _short(text: str, longest: int) -> str:
    plain = " ".join(text.split())
    return inline(re.sub(r"\s*\S*$", "…", plain[:longest], count=1) if len(plain) > longest else plain)
