"""When two files are versions of one document. Pure rules over what they say of themselves.

The vendor's document number says it; else the title without its decoration together with the kind. Two
files about different chips are never one document, whatever their titles.
"""

import re
import unicodedata
from dataclasses import dataclass

from app.library.chips import chip_key, covers
from app.library.editions import revision_key
from app.library.vendors import owner

OTHER = "other"
"""The kind of a document that shows none."""

_KINDS = (
    r"(?:technical )?reference manual|user(?:'s)? (?:manual|guide)|data ?sheet|data ?book|manual|application "
    r"note|errata(?: sheet)?|silicon|product specification|specification|series|family|handbook|brief|"
    r"参考手册|技术|应用手册|用户手册|数据手册|数据表|规格书|勘误(?:表|手册)?|使用说明|说明书|手册|系列|芯片"
)
_EDITION = (
    r"(?:revision|version|issue|edition|rev|ver|版本|修订)\.? ?[:\s]? ?v?\d[\d.]*[a-z]?|v\d+(?:\.\d+)+|"
    r"english|chinese|中文版?|英文版?|draft|preliminary|release"
)
_NOISE = re.compile(rf"\b(?:{_EDITION})\b|(?:{_KINDS})")
_NOT_WORD = re.compile(r"[^\w]+")


@dataclass(frozen=True, slots=True)
class Identity:
    """What a document is recognised by."""

    vendor: str
    number: str
    title: str
    kind: str
    chips: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """What tells one version of a document from another."""

    revision: str
    date: str
    language: str
    file_name: str


def key(text: str) -> str:
    """Case, width and punctuation aside."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return _NOT_WORD.sub(" ", folded).replace("_", " ").strip()


def number_key(number: str) -> str:
    """`DS 5319` and `ds5319` are one number."""
    return key(number).replace(" ", "")


def title_key(title: str, vendor: str = "") -> str:
    """The title's own words: kind, vendor, revision and language are compared apart."""
    folded = unicodedata.normalize("NFKC", title).casefold()
    bare = key(_NOISE.sub(" ", folded))
    vendor_words = set(key(vendor).split())
    words = [word for word in bare.split() if word not in vendor_words | {"the", "for", "of", "and", "a"}]
    return " ".join(words)


def same_document(one: Identity, other: Identity) -> bool:
    """Whether both speak of one document."""
    if not _agree(key(owner(one.vendor)), key(owner(other.vendor))) or not _agree(_kind(one), _kind(other)):
        return False
    if one.chips and other.chips and not _share_chip(one.chips, other.chips):
        return False
    if same_number(one, other):
        return True
    title = title_key(one.title, one.vendor)
    if title != title_key(other.title, other.vendor):
        return False
    same_chips = bool(one.chips) and _chip_keys(one) == _chip_keys(other)
    if one.number and other.number:
        # Vendors renumber their documents; then all else must be the same.
        return bool(title) and same_chips and bool(_kind(one)) and _kind(one) == _kind(other)
    # A title such as "Technical Reference Manual" names nothing: then the chips must be the same ones.
    return bool(title) or same_chips


def same_number(one: Identity, other: Identity) -> bool:
    """Whether both carry one document number."""
    return bool(one.number) and number_key(one.number) == number_key(other.number)


def another_edition(one: Mark, other: Mark, about_chips: bool = False) -> bool:
    """Whether files of one title are editions of it, not two files that happen to be called alike.

    `about_chips` where the documents are about the same chips, which more than the title speaks for.
    """
    if one.file_name == other.file_name or _differ(one.language, other.language):
        return True
    if about_chips and one.revision and revision_key(one.revision) == revision_key(other.revision):
        return True  # the same edition, put into a file once more
    return _differ(one.revision, other.revision) or _differ(one.date, other.date)


def _kind(identity: Identity) -> str:
    """`other` says that the kind is not known."""
    return "" if identity.kind == OTHER else identity.kind


def _chip_keys(identity: Identity) -> set[str]:
    return {chip_key(name) for name in identity.chips}


def _agree(one: str, other: str) -> bool:
    return not one or not other or one == other


def _differ(one: str, other: str) -> bool:
    return bool(one) and bool(other) and one != other


def _share_chip(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    return any(covers(mine, yours) for mine in one for yours in other)
