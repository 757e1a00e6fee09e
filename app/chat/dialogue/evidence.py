"""Which chip the files of a conversation are for: linker scripts, `.ioc`, devicetree, sdkconfig, includes.

Pure. Words are matched against the library's names; no file format is parsed, and a project's declaration
of its part weighs more than a name that only occurs somewhere.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from app.chat.dialogue.markup import AttachedFile
from app.chat.dialogue.naming import abbreviates, completed
from app.library.chips import chip_key
from app.search.chips import chips_of, looks_like_part

DECLARED = re.compile(
    r"^\s*(?:Mcu\.(?:Name|CPN|UserName)|ProjectManager\.DeviceId|CONFIG_IDF_TARGET"
    r"|CONFIG_SOC(?:_SERIES)?(?:_\w+)?|CONFIG_IDF_TARGET_\w+"
    r"|CONFIG_BOARD\w*|board(?:_build\.mcu)?|[\"']?(?:device|chip|mcu|target|deviceName)[\"']?"
    r"|IDF_TARGET|MCU|DEVICE|TARGET_MCU|BOARD|PART)\s*[:=?+]+\s*(?P<value>.+)$"
    r"|\bcompatible\s*=\s*(?P<compatible>[^;]+);|<(?:Device|PackID|Cpu|DeviceName)>(?P<xml>[^<]+)<"
    r"|\bset\s*\(\s*(?:IDF_TARGET|MCU|DEVICE|CHIP|TARGET)\w*\s+(?P<cmake>[^)]+)\)"
    r"|^\s*set\s+(?:CHIPNAME|_CHIPNAME)\s+(?P<openocd>\S+)|features\s*=\s*\[(?P<cargo>[^\]]*)\]"
    r"|-mmcu=(?P<mmcu>\S+)|--chip[= ](?P<option>\S+)",
    re.IGNORECASE | re.MULTILINE,
)
INCLUDED = re.compile(
    r"^\s*#\s*include\s*[<\"]([^>\"]+)[>\"]|^\s*/include/\s+\"([^\"]+)\"|-D([A-Za-z]\w+)|^\s*use\s+(\w+)::",
    re.MULTILINE,
)
MEMORY = re.compile(r"\bMEMORY\b\s*(?:/\*[^*]*\*/\s*)?\{")
WORD = re.compile(r"[A-Za-z]+\d+-[A-Za-z]\d+(?![A-Za-z0-9])|[A-Za-z][A-Za-z0-9]*")
SHORTEST = 4
LARGEST = 200_000
"""Characters of a file that are looked at."""
DECLARATION, INCLUDE, MENTION = 3, 2, 1


@dataclass(frozen=True, slots=True)
class FileChip:
    """The chip that files speak of."""

    chip: str
    chips: tuple[str, ...]


def chip_of_files(files: Iterable[AttachedFile], known: Sequence[str]) -> FileChip | None:
    """The chip with the strongest, then the most exact, then the most frequent evidence."""
    tally: Counter[str] = Counter()
    strength: dict[str, int] = {}
    matched: dict[str, tuple[str, ...]] = {}
    for file in files:
        for weight, word in _words(file):
            chips = _chips(word, known, weight)
            if chips is None:
                continue
            key = chips[0] if len(chips) == 1 else _name(word, chips)
            tally[key] += 1
            strength[key] = max(weight, strength.get(key, 0))
            matched[key] = chips
    if not tally:
        return None
    best = max(tally, key=lambda key: (strength[key], -len(matched[key]), bool(matched[key]), tally[key]))
    return FileChip(best, matched[best] or (best,))


def _chips(word: str, known: Sequence[str], weight: int) -> tuple[str, ...] | None:
    """The library's chips of a word; none for a declared part it does not have; None for any other word."""
    if len(word) < SHORTEST or not any(map(str.isdigit, word)):
        return None
    for form in _forms(word):
        if found := chips_of(form, known):
            return found
    if weight == DECLARATION and (short := tuple(name for name in known if abbreviates(word.upper(), name))):
        return short
    return () if weight == DECLARATION and looks_like_part(word) and _is_series(word, known) else None


def _name(word: str, chips: tuple[str, ...]) -> str:
    """The part that a word means where several chips of the library fit, or none."""
    named = any(chips_of(form, chips) for form in _forms(word))
    return chip_key(word) if named or not chips else completed(word.upper(), chips[0])


def _forms(word: str) -> Iterator[str]:
    """As written, and without what build systems put before and behind: genericCH32V003F4P6, ch32v003fun."""
    yield word
    if capital := re.search(r"(?<=[a-z])[A-Z]{2}.*", word):
        yield capital[0]
    if trimmed := re.match(r"[A-Za-z]+\d+[A-Za-z]*\d+", word):
        yield trimmed[0]


def _is_series(word: str, known: Sequence[str]) -> bool:
    """Whether an unknown part has the make of a chip that the library knows: esp32s3 beside an ESP32."""
    start = re.match(r"[A-Za-z]{2,}", word)
    makes = {found[0] for name in known if (found := re.match(r"[A-Z]{2,}", chip_key(name)))}
    return bool(start) and chip_key(start[0] if start else "") in makes


def _words(file: AttachedFile) -> Iterator[tuple[int, str]]:
    """Words of a file that could name a chip, each with the weight of its place."""
    text = file.text[:LARGEST]
    name = re.split(r"[\\/]", file.path)[-1]
    linker = bool(MEMORY.search(text))
    yield from ((DECLARATION if linker else INCLUDE, word) for word in _split(name))
    for match in DECLARED.finditer(text):
        value = " ".join(filter(None, (*match.groupdict().values(), match[0].split("=")[0])))
        yield from ((DECLARATION, word) for word in _split(value))
    for match in INCLUDED.finditer(text):
        yield from ((INCLUDE, word) for word in _split(next(filter(None, match.groups()), "")))
    weight = INCLUDE if linker else MENTION
    yield from ((weight, word) for word in _split(text))


def _split(text: str) -> Iterator[str]:
    """Words at every `_`, dot and comma; `ESP32-C3` also whole."""
    for match in WORD.finditer(text.replace("_", " ")):
        yield match[0]
