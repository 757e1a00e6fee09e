"""What a model should not learn from: garbled text, repetition, the wrong language. Pure."""

import re
import unicodedata
from collections import Counter

LONGEST, SHORTEST = 24_000, 2
"""Characters of an item's own text."""
GARBLED, REPEATED = 0.02, 0.35
"""Share of characters that are none, and least share of different word groups in a long text."""
_WORD = re.compile(r"[A-Za-z0-9_]+|[\u3400-\u9fff]")
_HAN = re.compile(r"[\u3400-\u9fff]")
_LETTER = re.compile(r"[A-Za-z\u3400-\u9fff]")
_GROUP, _LONG = 4, 40


def normalised(text: str) -> str:
    """One form of what looks the same: composed characters, plain spaces, no control characters."""
    text = (
        unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\u00a0", " ").replace("\ufeff", "")
    )
    text = "".join(each for each in text if each in "\n\t" or unicodedata.category(each) not in ("Cc", "Cf"))
    return re.sub(r"[ \t]+(?=\n)", "", text).strip()


def fault(text: str, language: str = "") -> str:
    """Why a text is left out, in a word; empty where it may stay."""
    if len(text) < SHORTEST:
        return "empty"
    if len(text) > LONGEST:
        return "too long"
    if _garbled(text) > GARBLED:
        return "garbled"
    if _repetitive(text):
        return "repetitive"
    if language and _other_language(text, language):
        return "other language"
    return ""


def _garbled(text: str) -> float:
    """The share of characters that stand for none: replacement, private use, unassigned."""
    broken = sum(each == "\ufffd" or unicodedata.category(each) in ("Co", "Cn", "Cs") for each in text)
    return broken / len(text)


def _repetitive(text: str) -> bool:
    words = _WORD.findall(text.lower())
    if len(words) < _LONG:
        return False
    groups = Counter(zip(*(words[start:] for start in range(_GROUP)), strict=False))
    return len(groups) / sum(groups.values()) < REPEATED


def _other_language(text: str, language: str) -> bool:
    """A Chinese answer has Chinese in it; an English one is not mostly Chinese. Names are in neither."""
    han, letters = len(_HAN.findall(text)), len(_LETTER.findall(text))
    if language == "zh":
        return letters > _LONG and not han
    return letters > 0 and han / letters > 1 / 2
