"""Which chips a document speaks for: its own, those that a general one applies to, or nobody's yet. Pure.

A document is about chips; or general, by its kind or because a person said so; or of unknown coverage. A
named chip is answered from documents that cover it. General documents that apply stand behind them, state
no chip's own value and make no chip covered. A document of unknown coverage answers for no named chip.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from app.library.chips import chip_key, covers
from app.library.part_numbers import cores, grammars, is_brand, read
from app.library.vendors import owner

FIXED = "chips"
"""In a document's `fixed`: a person said which chips it is about; none means that it is general."""
WARNING = (
    "Chipcite could not tell which chips this is about: set them, or declare it general. "
    "Until then it answers for no chip that a question names."
)
_OF_A_VENDOR = frozenset({"faq", "application-note"})
_STANDARD = "specification"


class Coverage(StrEnum):
    """What a document may answer for."""

    CHIPS = "chips"
    GENERAL = "general"
    UNKNOWN = "unknown"


class Standing(StrEnum):
    """How a document stands to a chip that was named."""

    COVERS = "covers"
    GENERAL = "general"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Subject:
    """What is known of a document's subject."""

    chips: tuple[str, ...] = ()
    vendor: str = ""
    kind: str = ""
    title: str = ""
    fixed: bool = False
    """Whether a person set the chips."""

    @property
    def coverage(self) -> Coverage:
        """What the document may answer for."""
        if specific(self.chips):
            return Coverage.CHIPS
        if self.chips or self.fixed or self.architectures:
            return Coverage.GENERAL
        if self.kind in _OF_A_VENDOR and self.vendor:
            return Coverage.GENERAL
        standard = self.kind == _STANDARD and owner(self.vendor) not in makers()
        return Coverage.GENERAL if standard else Coverage.UNKNOWN

    @property
    def architectures(self) -> frozenset[str]:
        """Architectures that the title names: a standard of RISC-V is about the chips that have it."""
        return _architectures_in(self.title)

    @lru_cache(maxsize=1 << 15)  # noqa: B019 - subjects are values, and each question asks all of them
    def standing(self, chip: str, vendor: str = "") -> Standing:
        """How it stands to a chip; `vendor` is who makes it where its name does not say so."""
        if any(covers(name, chip) and not is_brand(chip_key(name)) for name in self.chips):
            return Standing.COVERS
        general = self.coverage is Coverage.GENERAL and self._applies(chip, vendor)
        return Standing.GENERAL if general else Standing.NONE

    def _applies(self, chip: str, vendor: str) -> bool:
        wide = [name for name in self.chips if is_brand(chip_key(name))]
        if wide:
            return any(covers(name, chip) for name in wide)
        if self.chips or self.architectures:
            own = cores_of(chip)
            return any(is_core(name) and name in own for name in self.chips) or bool(self.architectures & own)
        if self.fixed and not self.vendor:
            return True
        part = read(chip_key(chip))
        maker, publisher = owner(part.vendor if part else vendor), owner(self.vendor)
        return publisher == maker if publisher in makers() | {maker} else True


@lru_cache(maxsize=4096)
def _architectures_in(title: str) -> frozenset[str]:
    known = {architecture for _, _, architecture in cores()}
    return frozenset(one for one in known if chip_key(one) in chip_key(title))


def standing(subject: Subject, chips: Iterable[str], vendor: str = "") -> Standing:
    """The best standing to any of several chips."""
    ranks = [subject.standing(chip, vendor) for chip in chips]
    return next((one for one in (Standing.COVERS, Standing.GENERAL) if one in ranks), Standing.NONE)


def specific(names: Iterable[str]) -> tuple[str, ...]:
    """Names of chips, without cores and without names as wide as a maker's line."""
    return tuple(name for name in names if not is_brand(chip_key(name)) and not is_core(name))


@lru_cache(maxsize=4096)
def is_core(name: str) -> bool:
    """Whether a name is that of a processor core."""
    part = read(chip_key(name))
    own = part.kind == "core" if part else chip_key(name) in _core_keys()
    return own and not _is_chip(name)


@lru_cache(maxsize=4096)
def cores_of(chip: str) -> frozenset[str]:
    """The core and architecture of a chip, as far as they are known; of a family those that all share."""
    found = [{core, architecture} for name, core, architecture in cores() if covers(name, chip)]
    return frozenset(set.intersection(*found)) if found else frozenset()


@lru_cache(maxsize=1)
def makers() -> frozenset[str]:
    """Vendors who make chips; others write standards."""
    return frozenset(grammar.vendor for grammar in grammars() if grammar.kind != "core")


@lru_cache(maxsize=1)
def _core_keys() -> frozenset[str]:
    return frozenset(chip_key(core) for _, core, _ in cores())


def _is_chip(name: str) -> bool:
    """A soft core such as NEORV32 is a chip of its own."""
    return any(chip_key(chip) == chip_key(name) for chip, _, _ in cores())


def vendor_of(chip: str, vendors: Iterable[tuple[str, str]]) -> str:
    """Who makes a chip: by its name, else by what the library knows (chips with their vendors)."""
    part = read(chip_key(chip))
    return (
        part.vendor if part else next((maker for name, maker in vendors if maker and covers(name, chip)), "")
    )
