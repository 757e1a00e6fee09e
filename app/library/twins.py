"""Versions that say the same: a manual that was uploaded again under another name. Pure.

The bytes of such files differ, in a date or a watermark of the download, and so they are documents of their
own. Whoever asks gets one of them: the same sentence from five files is no more evidence than from one, and
each would be searched, and its facts be read, for nothing.
"""

from collections.abc import Iterable

from app.library.catalogue import VersionRow


def each_content_once(versions: Iterable[VersionRow]) -> list[VersionRow]:
    """The versions, of those that say the same only the one that answers best: one that covers the chip
    before one that only applies to it, then one with all its dense vectors, then the first."""
    best: dict[str, VersionRow] = {}
    rows = list(versions)
    for row in rows:
        key = row.content_digest or row.id
        if key not in best or _rank(row) < _rank(best[key]):
            best[key] = row
    return [row for row in rows if best[row.content_digest or row.id] is row]


def _rank(row: VersionRow) -> tuple[bool, bool]:
    return row.general, not row.dense_done
