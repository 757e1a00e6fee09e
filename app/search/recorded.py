"""What the records say of a passage's version today, in place of what was known when it was indexed.

Revision, document and language can be corrected afterwards; the index keeps its own copy.
"""

from collections.abc import Mapping
from dataclasses import replace

from app.library.versions import VersionRow
from retrieval.types import Hit, Passage


def recorded_passage(passage: Passage, versions: Mapping[str, VersionRow]) -> Passage:
    """The passage under its document's and version's present names."""
    version = versions.get(passage.version_id)
    if version is None:
        return passage
    return replace(
        passage,
        document=version.file_name,
        document_id=version.document_id,
        revision=version.revision,
        language=version.language,
    )


def recorded_hit(hit: Hit, versions: Mapping[str, VersionRow]) -> Hit:
    """The same for a hit."""
    return replace(hit, passage=recorded_passage(hit.passage, versions))
