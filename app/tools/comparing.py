"""`compare`: two revisions of a document, or one register of two chips."""

from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import NotFoundError
from app.documents.comparison import difference
from app.documents.schemas import Difference, FactChange, PassageChange, PassageOut, VersionOut
from app.facts.lookups import get_register
from app.facts.schemas import FieldOut, PlaceOut, RegisterOut, Said
from app.library.versions import allowed_versions
from app.tools.places import Places, shortened
from app.tools.registers import bits, not_found
from app.tools.schemas import CompareArguments, CompareResult, Differing, RegisterComparison
from app.tools.types import Caller, ToolResult, refusal
from retrieval.identifiers import canonical
from retrieval.types import Passage

HOW = "Give `document` with `before` and `after`, or two `chips` with a `register`."
REWORDED = 400
"""Characters of one passage that changed."""


async def compare(caller: Caller, asked: CompareArguments) -> ToolResult:
    """Whichever of the two comparisons the arguments ask for."""
    if asked.chips and not asked.document:
        return await _chips(caller, asked)
    if not (asked.document and asked.before and asked.after):
        return refusal(HOW)
    return await _revisions(caller, asked)


async def _revisions(caller: Caller, asked: CompareArguments) -> ToolResult:
    resources = caller.resources
    async with resources.sessions() as session:
        document_id = await _document(session, asked)
        if document_id is None:
            return refusal(f"There is no document {asked.document!r}, or several. `documents` lists them.")
    found = await difference(
        resources.sessions, resources.storage, document_id, asked.before, asked.after, asked.limit
    )
    places = Places(caller)
    lines = [*_fact_lines(found, places), *_passage_lines(found, places)]
    head = f"From {_named(found.from_version)} to {_named(found.to_version)}:"
    cut = [f"There is more than {asked.limit} of a kind; raise `limit`."] if found.truncated else []
    text = "\n".join((head, *(lines or ["no fact and no passage differs."]), *cut, places.lines()))
    sources = [source.out() for source in places.sources]
    return ToolResult(text, places.sources, CompareResult(kind="revisions", revisions=found, sources=sources))


async def _document(session: AsyncSession, asked: CompareArguments) -> str | None:
    """The one document that is so called, by its current or by its older file's name."""
    named = [
        row
        for revision in (None, asked.before, asked.after)
        for row in await allowed_versions(session, revision=revision, documents=[asked.document])
    ]
    ids = {row.document_id for row in named}
    return ids.pop() if len(ids) == 1 else None


def _fact_lines(found: Difference, places: Places) -> Iterator[str]:
    for change in found.facts:
        was, now = _says(change.before, change.after), _says(change.after, change.before)
        said = f"{was} -> {now}" if change.change == "changed" else was or now
        yield f"{change.change} {change.kind} {change.name}: {said} {_stands(change, found, places)}".rstrip()


def _says(own: dict[str, list[str]] | None, other: dict[str, list[str]] | None) -> str:
    """Attributes of one version, without those that both state alike."""
    said = ((name, values) for name, values in (own or {}).items() if (other or {}).get(name) != values)
    return ", ".join(f"{name} {' / '.join(values)}" for name, values in said)


def _stands(change: FactChange, found: Difference, places: Places) -> str:
    """Markers of the pages in both versions."""
    pages = ((found.from_version, change.before_page), (found.to_version, change.after_page))
    marked = [
        places.passage(_passage(found, version, f"{version.id}/{page}", page))
        for version, page in pages
        if page is not None
    ]
    return "".join(marked)


def _passage_lines(found: Difference, places: Places) -> Iterator[str]:
    for change in found.passages:
        section, markers = " › ".join(change.section), _marks(change, found, places)
        yield f"{change.change} passage in {section}: {_reworded(change)} {markers}".rstrip()


def _reworded(change: PassageChange) -> str:
    one = change.after or change.before
    text = "\n".join(change.diff) or (one.text if one else "")
    return shortened(text, REWORDED)


def _marks(change: PassageChange, found: Difference, places: Places) -> str:
    sides = ((found.from_version, change.before), (found.to_version, change.after))
    return "".join(
        places.passage(_passage(found, version, side.id, side.page, side)) for version, side in sides if side
    )


def _passage(
    found: Difference, version: VersionOut, passage_id: str, page: int, printed: PassageOut | None = None
) -> Passage:
    """A place in one of the two versions; of a fact only the page is known."""
    return Passage(
        id=passage_id,
        document_id=found.document_id,
        version_id=version.id,
        document=version.file_name,
        revision=version.revision,
        language=version.language,
        page=page,
        box=printed.bbox if printed else (0.0, 0.0, 0.0, 0.0),
        section=" › ".join(printed.section) if printed else "",
        text=printed.text if printed else "",
        kind=printed.kind if printed else "page",
    )


def _named(version: VersionOut) -> str:
    return f"{version.file_name} {version.revision}".strip()


async def _chips(caller: Caller, asked: CompareArguments) -> ToolResult:
    if len(asked.chips) != 2 or not asked.register_name:
        return refusal(HOW)
    found: list[RegisterOut] = []
    async with caller.resources.sessions() as session:
        for chip in asked.chips:
            try:
                found.append(await get_register(session, chip, asked.register_name, "en"))
            except NotFoundError as error:
                return await not_found(session, error, chip)
    places = Places(caller)
    for one in found:
        places.on_page(_places(one))
    compared = RegisterComparison(
        register_name=asked.register_name, chips=asked.chips, same=True, differences=list(differing(*found))
    )
    compared.same = not compared.differences
    lines = [
        f"{one.what}: {' | '.join(value or '-' for value in one.values)}" for one in compared.differences
    ]
    head = f"{asked.register_name}, {asked.chips[0]} | {asked.chips[1]}:"
    text = "\n".join((head, *(lines or ["address, reset value and fields are the same."]), places.lines()))
    sources = [source.out() for source in places.sources]
    return ToolResult(text, places.sources, CompareResult(kind="chips", chips=compared, sources=sources))


def differing(one: RegisterOut, other: RegisterOut) -> Iterator[Differing]:
    """What two registers do not share: attributes first, then fields by name."""
    for what in ("addresses", "offsets", "resets"):
        values = [_values(getattr(register, what)) for register in (one, other)]
        if values[0] != values[1]:
            yield Differing(what=what.removesuffix("es" if what == "addresses" else "s"), values=values)
    if one.width != other.width:
        yield Differing(what="width", values=[str(one.width), str(other.width)])
    left, right = ({canonical(field.name): field for field in register.fields} for register in (one, other))
    for name in dict.fromkeys((*left, *right)):
        if name != "RESERVED":
            yield from _field(left.get(name), right.get(name))


def _field(one: FieldOut | None, other: FieldOut | None) -> Iterator[Differing]:
    known = one or other
    if known is None:
        return
    if one is None or other is None:
        yield Differing(what=known.name, values=[bits(field) if field else "" for field in (one, other)])
        return
    pairs = {
        "bits": (bits(one), bits(other)),
        "access": (one.access, other.access),
        "reset": (one.reset, other.reset),
    }
    for what, (left, right) in pairs.items():
        if left != right:
            yield Differing(what=f"{known.name} {what}", values=[left, right])


def _values(said: Sequence[Said]) -> str:
    return " / ".join(one.value for one in said)


def _places(register: RegisterOut) -> Iterable[PlaceOut]:
    said = (*register.addresses, *register.offsets, *register.resets)
    return [*(one.place for one in said), *(field.place for field in register.fields)]
