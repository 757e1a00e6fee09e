"""A request for code without a language model: what is missing, and the registers it would need.

A question about code that it quotes is none: facts and passages explain that. Nor are most questions that
speak of writing or of code: of 2,435 by strangers the words took 55 for requests, and none was one. So what
answers a question is given in any case.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from app.chat.citations import Cited
from app.chat.composing import Draft, Link, excerpt, place_lines
from app.chat.intent import Intent, Reading
from app.chat.intent.rules import judge
from app.chat.intent.subject import has_code
from app.chat.older import passage_of
from app.chat.wording import say
from app.core.markdown import inline, marker
from app.core.threads import aside
from app.facts import repository
from app.facts.records import Register
from app.facts.repository import Located
from app.facts.results import place
from app.library.versions import VersionRow
from app.resources import Resources
from app.search.service import Found
from retrieval.identifiers import canonical, matches, parts
from retrieval.types import Hit, Passage

BY_NAME = "identifier"
"""The source of a hit that holds a name of the question, or the placeholder it is printed under."""
MOST_REGISTERS = 16
"""A peripheral with those that clock, reset and remap it; more are no help."""
NEAREST = 3
MOST_MANUALS = 6
"""Among the hits: the data sheet often stands before the manual that has the registers."""


def asks_code(reading: Reading, found: Found) -> bool:
    """Not for a chip without a manual: that is refused elsewhere."""
    return reading.intent is Intent.CODE and not has_code(reading.question) and not found.scope.unknown_chips


Named = tuple[str, Passage]
"""A register with the place that describes it."""


async def owned_registers(resources: Resources, reading: Reading, found: Found) -> list[Named]:
    """The registers of the peripherals that a question names, of the first manual among the hits that has
    any, in the question's language where that is here: those of another chip may have the same names."""
    rows = {row.id: row for row in found.versions if not row.general}
    read = list(dict.fromkeys(hit.passage.version_id for hit in found.hits if hit.passage.version_id in rows))
    names = [name for name in reading.identifiers if canonical(name) not in map(canonical, found.scope.chips)]
    for version in read[:MOST_MANUALS]:
        for translation in _translations(rows[version], rows, reading.language):
            async with resources.sessions() as session:
                (held,) = await repository.in_order(session, Register, [translation])
            if owned := await aside(_owned, held.facts, names):
                return [(one.fact.name, passage_of(place(one), rows, {})) for one in owned]
    return []


def _translations(row: VersionRow, rows: Mapping[str, VersionRow], language: str) -> list[str]:
    """A version and the others of its document, those in the language first."""
    same = [other for other in rows.values() if other.document_id == row.document_id]
    same.sort(key=lambda other: (other.language != language, other is not row))
    return [other.id for other in same]


def _owned(registers: Sequence[Located[Register]], names: Sequence[str]) -> list[Located[Register]]:
    """Each register once whose peripheral, or a part of whose name before the last, is one of the names, or
    is what all instances of it are called: the registers of USART1 may be printed as those of the USART.
    Without a name all of a chip that is no more than a peripheral itself, as a sensor is."""
    if not names:
        every = {canonical(one.fact.name): one for one in reversed(registers)}
        return list(reversed(every.values())) if len(every) <= MOST_REGISTERS else []
    found: dict[tuple[str, ...], Located[Register]] = {}
    for one in registers:
        own = parts(one.fact.name)
        name = next((name for name in names if _is_of(name, (one.fact.peripheral, *own[:-1]))), "")
        if name:
            rest = own[1:] if _is_of(name, own[:-1][:1]) else own
            found.setdefault((name, *rest), one)
    return list(found.values())[:MOST_REGISTERS]


def _is_of(name: str, owners: Sequence[str]) -> bool:
    """Whether one of the owners is what a name means, or what all instances of that are called."""
    shared = canonical(name.rstrip("0123456789"))
    return any(matches(name, owner) > 0 or canonical(owner) == shared for owner in owners if owner)


def surely_asks_code(reading: Reading) -> bool:
    """Whether its words ask for code, and do not merely speak of some."""
    return judge(reading.question, reading.want, reading.identifiers).sure


def without_model(
    reading: Reading,
    found: Found,
    url: Link,
    stated: Draft | None,
    quotes: Draft,
    owned: Sequence[Named] = (),
) -> Draft:
    """What is missing, and the registers that code would use.

    `stated` is what the facts say: a register, its absence, or a question back; `quotes` is what the manuals
    say, for a question without registers. `owned` are registers of the peripherals that the question names:
    beside them stand those that passages of the same manual describe, such as the one that clocks them.
    """
    missing = say(reading.language, "no_code")
    if stated is not None and (stated.facts or stated.abstained or stated.clarify):
        return replace(stated, text=f"{missing}\n\n{stated.text}")
    described = _registers(found.hits, owned[0][1].version_id if owned else "")
    registers = _together(described, owned)[:MOST_REGISTERS]
    if not registers:
        nearest = _nearest(reading, found.hits, missing, url)
        return nearest if quotes.abstained else replace(quotes, text=f"{missing}\n\n{quotes.text}")
    cited = tuple(
        Cited(number, passage, excerpt(passage)) for number, (_, passage) in enumerate(registers, start=1)
    )
    names = "\n".join(
        f"- `{inline(name)}` {marker(each.marker)}" for (name, _), each in zip(registers, cited, strict=True)
    )
    places = place_lines(cited, reading.language, url)
    return Draft("\n\n".join([missing, say(reading.language, "registers_involved"), names, places]), cited)


def _together(described: Iterable[Named], owned: Sequence[Named]) -> list[Named]:
    """Each register once, those that passages describe first."""
    found: dict[str, Named] = {}
    for name, passage in (*described, *owned):
        found.setdefault(canonical(name), (name, passage))
    return list(found.values())


def _registers(hits: Sequence[Hit], version: str) -> Iterator[Named]:
    """Registers whose descriptions hold a name of the question, each once, of one manual alone, by default
    the leading one: those of another chip may have the same names."""
    seen: set[str] = set()
    for hit in hits:
        name = _described(hit.passage) if BY_NAME in hit.sources else ""
        version = version or (hit.passage.version_id if name else "")
        if name and hit.passage.version_id == version and canonical(name) not in seen:
            seen.add(canonical(name))
            yield name, hit.passage


def _described(passage: Passage) -> str:
    """The register that a passage describes: the name of its own that its heading holds, else none."""
    heading = passage.section.rpartition(" › ")[2]
    # A register's full name has its peripheral before it; of several the longest is the whole one.
    return max((name for name in passage.names if "_" in name and name in heading), key=len, default="")


def _nearest(reading: Reading, hits: Sequence[Hit], missing: str, url: Link) -> Draft:
    """Without a register: where the manuals hold a name of the question; what else is like it is no help."""
    near = [hit.passage for hit in hits if BY_NAME in hit.sources][:NEAREST]
    cited = tuple(Cited(number, passage, excerpt(passage)) for number, passage in enumerate(near, start=1))
    places = place_lines(cited, reading.language, url)
    blocks = [missing, *((say(reading.language, "closest"), places) if cited else ())]
    return Draft("\n\n".join(blocks), cited, abstained=True)
