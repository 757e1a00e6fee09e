"""The bit field that a description means, when a question gives no name."""

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.threads import aside
from app.facts import repository
from app.facts.abbreviation import abbreviates, parts_abbreviate
from app.facts.gist import gist
from app.facts.records import BitField
from app.facts.repository import Located
from app.facts.word_overlap import best
from retrieval.identifiers import canonical

_SURE = 0.5
"""Least score for a field to be taken for the one described; below it the passages may answer."""
_CLOSE = 0.9
"""Share of the best score at which a further field is shown beside the best one."""
_ABBREVIATED = 0.35
"""What a name that abbreviates the whole description adds to the overlap of words."""
_ELSEWHERE = -9.0
"""What a field gets that holds none of the names of a question."""
_IN_PARTS = 0.25
"""The same for a compound name whose parts stand for words of the description."""
_MOST = 3
_ASKING = re.compile(
    r"\b(?:ok(?:ay)?|so|and|then|pls|please|hey|which|what'?s?|where|bits?|(?:bit ?)?fields?|registers?|sets?"
    r"|setting|selects?|controls?|configures?|chooses?|uses?|does|do|i|we|you|need|to|it|its|this|that|there|again)\b"
    r"|(?:占|是|在|用|由|靠)?(?:哪|第?几|多少)(?:一?个|几个?|些)?(?:位|字段|比特|寄存器)?(?:域|里|中)?"
    r"|来?(?:控制|设置|配置|选择|决定)|[是在的呢吗]|请问",
    re.IGNORECASE,
)
_EVERYDAY = (
    (re.compile(r"\b(?:turn|switch)(?:s|es)? on\b|\bactivates?\b", re.IGNORECASE), "enable"),
    (re.compile(r"\b(?:turn|switch)(?:s|es)? off\b|\bdeactivates?\b", re.IGNORECASE), "disable"),
    (re.compile("打开|开启|启用"), "使能"),
)
"""What bits do, as it is said and as manuals print it."""
_NUMBER = re.compile(r"\d+")
_INSTANCES = re.compile(r"[(（][a-z]\s*[=＝:：][^)）]*[)）]")
"""`(x=1/2/3)` behind a description that several fields share would make each of them match each number."""


def described(question: str) -> str:
    """The description in a question that gives no name: its words without those of asking."""
    for said, printed in _EVERYDAY:
        question = said.sub(f" {printed} ", question)
    return _ASKING.sub(" ", question).strip() or question


async def fields_described(
    session: AsyncSession, description: str, versions: Sequence[str], names: Sequence[str] = ()
) -> list[Located[BitField]]:
    """Fields whose description or name says what is asked, best first, each once per register.

    `names` are those that the question gives beside: what is of another peripheral is no answer.
    """
    stated = [row for version in versions for row in await repository.load(session, BitField, version)]
    rows = [row for row in stated if canonical(row.fact.name) != "RESERVED"]
    chosen: dict[tuple[str, str], Located[BitField]] = {}
    scored = await aside(rank, description, [row.fact for row in rows], names)
    for score, index in scored:
        if score >= scored[0][0] * _CLOSE:
            field = rows[index].fact
            chosen.setdefault((canonical(field.register), canonical(field.name)), rows[index])
    return list(chosen.values())[:_MOST]


def rank(description: str, fields: Sequence[BitField], names: Sequence[str] = ()) -> list[tuple[float, int]]:
    """Scores and indices of the fields that may be meant, best first."""

    @cache
    def abbreviated(name: str) -> float:
        whole = _ABBREVIATED * abbreviates(name, description)
        return max(whole, _IN_PARTS * parts_abbreviate(name, description))

    return best(
        description,
        range(len(fields)),
        lambda index: _says(fields[index].name, fields[index].description),
        _SURE,
        lambda index: f"{fields[index].register} {fields[index].description}",
        lambda index: abbreviated(fields[index].name) + _named(fields[index], names),
    )


def _named(field: BitField, names: Sequence[str]) -> float:
    """What speaks for a field that is of the named thing: PCUEN of RCC_APB1EN is the PCU's, as every field of
    a PCU register is, but those have other things to say."""
    if not names:
        return 0.0
    register, own = (canonical(text).replace("_", "") for text in (field.register, field.name))
    wanted = [canonical(name).replace("_", "") for name in names]
    told = canonical(gist(field.description)).replace("_", "")
    if all(name in told or (name in own and not register.startswith(name)) for name in wanted):
        return _ABBREVIATED
    return 0.0 if all(name in f"{register} {own} {told}" for name in wanted) else _ELSEWHERE


@lru_cache(maxsize=1 << 15)
def _says(name: str, description: str) -> str:
    """Name, the number in it on its own (channel 5 of CTEIF5), and the first sentence of the description.

    Remembered, because every question that describes a field is compared with all of them.
    """
    numbers = " ".join(_NUMBER.findall(name))
    return f"{name} {numbers} {_INSTANCES.sub(' ', gist(description))}"
