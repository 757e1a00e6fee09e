"""Files that print the same revision in the same language and differ in their bytes. Pure.

A vendor that mends a manual in silence leaves two of them: neither is newer by what it prints. The one that
was uploaded last answers, and each says which other file there is.
"""

from collections.abc import Sequence

from app.models import Version

_LEAD = "Another file of this document prints the same revision in the same language, with other bytes: "
_TAIL = ". What it prints does not tell which is newer; the one uploaded last answers."


def note(versions: Sequence[Version]) -> None:
    """Tell the admin of each version which other files are of the same revision, and only then."""
    for version in versions:
        others = [warning for warning in version.warnings if not warning.startswith(_LEAD)]
        names = [one.file_name for one in versions if one is not version and _same(one, version)]
        noted = [*others, f"{_LEAD}{', '.join(names)}{_TAIL}"] if names else others
        if noted != version.warnings:
            version.warnings = noted


def _same(one: Version, other: Version) -> bool:
    return (one.revision_key, one.language) == (other.revision_key, other.language) and one.revision_key != ""
