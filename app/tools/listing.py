"""`documents`: what the library holds."""

from app.documents.repository import Filters
from app.documents.schemas import DocumentOut, VersionOut
from app.documents.service import documents as list_documents
from app.library.versions import SEARCHABLE, chip_names
from app.tools.schemas import DocumentsArguments, DocumentsResult
from app.tools.types import Caller, ToolResult


async def documents(caller: Caller, asked: DocumentsArguments) -> ToolResult:
    """Documents with their revisions, and the chips that they cover."""
    async with caller.resources.sessions() as session:
        found = await list_documents(session, Filters(asked.filter), asked.limit, 0)
        chips = await chip_names(session)
    more = f" The first {len(found.data)} are listed." if found.has_more else ""
    about = f" for {asked.filter!r}" if asked.filter else ""
    head = f"{found.total} documents{about}.{more} Chips covered: {', '.join(chips) or 'none'}."
    text = "\n".join((head, *(line for document in found.data for line in _lines(document))))
    return ToolResult(text, data=DocumentsResult(documents=found.data, total=found.total, chips=chips))


def _lines(document: DocumentOut) -> list[str]:
    named = [document.title or "(no title)", document.vendor, document.kind, ", ".join(document.chips[:20])]
    head = "- " + "; ".join(part for part in named if part) + f" (document {document.id})"
    return [head, *map(_version, document.versions)]


def _version(version: VersionOut) -> str:
    state = "current" if version.current else version.state.value
    parts = [
        version.file_name,
        version.revision,
        version.date,
        version.language,
        f"{version.page_count} pages",
    ]
    shown = ", ".join(part for part in parts if part)
    hint = "" if version.state in SEARCHABLE else ", cannot be searched"
    return f"  - {shown}, {state}{hint} (version_id {version.id})"
