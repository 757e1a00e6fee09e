"""Which documents without a chip may answer for a chip that was named. Pure.

A vendor's FAQ is about no chip in particular, but it is not about another vendor's chips either.
"""

from collections.abc import Collection, Mapping, Sequence

from app.library.versions import VersionRow


def without_strangers(
    versions: Sequence[VersionRow],
    chips: Collection[str],
    vendors: Mapping[str, str],
    about_a_chip: Collection[str],
) -> tuple[VersionRow, ...]:
    """The versions without generic documents of vendors who make other chips than the named ones.

    `vendors` are the makers of all chips that the library knows, `about_a_chip` the ids of documents that
    cover one. Documents of standards bodies and of makers of none stay.
    """
    own = {vendors.get(chip, "") for chip in chips} - {""}
    if not own:
        return tuple(versions)
    others = set(vendors.values()) - own
    return tuple(row for row in versions if row.document_id in about_a_chip or row.vendor not in others)
