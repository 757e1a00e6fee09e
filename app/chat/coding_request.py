"""A request for code without a language model: what is missing, and the registers it would need. Pure.

A question about code that it quotes is none: facts and passages explain that.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from app.chat.citations import Cited
from app.chat.composing import Draft, Link, excerpt, place_lines
from app.chat.intent import Intent, Reading
from app.chat.intent.subject import has_code
from app.chat.wording import say
from app.core.markdown import inline, marker
from app.search.service import Found
from retrieval.identifiers import canonical
from retrieval.types import Hit, Passage

BY_NAME = "identifier"
"""The source of a hit that holds a name of the question, or the placeholder it is printed under."""
MOST_REGISTERS = 12
"""About what one peripheral has; more are no help."""
NEAREST = 3


def without_model(reading: Reading, found: Found, url: Link, stated: Draft | None = None) -> Draft | None:
    """None where no code is asked for, or for a chip without a manual, which is refused elsewhere.

    `stated` is what the facts say to the question: a register, its absence, or a question back.
    """
    if reading.intent is not Intent.CODE or has_code(reading.question) or found.scope.unknown_chips:
        return None
    missing = say(reading.language, "no_code")
    if stated is not None and (stated.facts or stated.abstained or stated.clarify):
        return replace(stated, text=f"{missing}\n\n{stated.text}")
    registers = list(_registers(found.hits))[:MOST_REGISTERS]
    cited = tuple(
        Cited(number, passage, excerpt(passage)) for number, (_, passage) in enumerate(registers, start=1)
    )
    if not registers:
        return _nearest(reading, found.hits, missing, url)
    names = "\n".join(
        f"- `{inline(name)}` {marker(each.marker)}" for (name, _), each in zip(registers, cited, strict=True)
    )
    places = place_lines(cited, reading.language, url)
    return Draft("\n\n".join([missing, say(reading.language, "registers_involved"), names, places]), cited)


def _registers(hits: Sequence[Hit]) -> Iterator[tuple[str, Passage]]:
    """Registers whose descriptions hold a name of the question, each once, of the leading manual alone:
    those of another chip may have the same names."""
    seen: set[str] = set()
    version = ""
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
