"""Cuts text into the tokens of lexical search: words, whole identifiers, their parts, numbers, Chinese.

Both sides of the sparse vectors go through here, so a passage and a question always agree.
"""

import logging
import re
import threading
import unicodedata
import warnings
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from retrieval.glossary import glossary
from retrieval.identifiers import canonical, is_identifier, is_part_number, normal_hex

_SPAN = re.compile(
    r"(?P<hex>(?<![A-Za-z0-9_])(?:0[xX][0-9A-Fa-f]{1,4}(?:_[0-9A-Fa-f]{4})+|0[xX][0-9A-Fa-f]+|[0-9][0-9A-Fa-f]*[hH])"
    r"(?![A-Za-z0-9_]))"
    r"|(?P<version>(?<![\w.])[vV]?\d+(?:\.\d+){2,}|(?<![\w.])[vV]\d+\.\d+)"
    r"|(?P<number>(?<![\w.])[+\-−]?\d+(?:\.\d+)?)(?:\s?(?P<unit>%|°?[CF](?![A-Za-z])|[kKMGmunpµμ]?(?:Hz|V|A|W|F|H|Ω|s|bps|bit|B|ohm)(?![A-Za-z])))?"
    r"|(?P<latin>[A-Za-z_][A-Za-z0-9_*]*(?:(?:->|::|\.)[A-Za-z_][A-Za-z0-9_*]*)*)"
    r"|(?P<chinese>[\u3400-\u4dbf\u4e00-\u9fff]+)"
)
_PIECE = re.compile(r"\S+(?:(?<=\d)\s(?=[%°CFkKMGmunpµμHVAWΩsboB])\S+)*")
"""What stands between white space, with the unit behind a number: no token reaches further."""
_LONGEST_PIECE = 24
_JOINT = re.compile(r"->|::|\.")
_PORT = re.compile(r"^(gpio|port)[a-k]$")


def tokens(text: str) -> list[str]:
    """All tokens of a text with their repetitions, in the order in which they stand."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    found: list[str] = []
    for piece in _PIECE.findall(text):
        found += _of_piece(piece) if len(piece) <= _LONGEST_PIECE else _tokens(piece)
    return found


@lru_cache(maxsize=65536)
def _of_piece(piece: str) -> tuple[str, ...]:
    """Manuals say most of their words again and again; a sentence in Chinese comes once."""
    return tuple(_tokens(piece))


def _tokens(text: str) -> Iterator[str]:
    for match in _SPAN.finditer(text):
        kind = match.lastgroup if match.lastgroup != "unit" else "number"
        if kind == "hex":
            yield normal_hex(match.group("hex"))
        elif kind == "version":
            yield match.group("version").lower().lstrip("v")
        elif kind == "number":
            yield from _number(match.group("number"), match.group("unit"))
        elif kind == "latin":
            yield from _latin(match.group("latin"))
        else:
            yield from _chinese(match.group("chinese"))


def _number(number: str, unit: str | None) -> Iterator[str]:
    """`3.3 V` is found by 3.3 and, closer, by 3.3v."""
    plain = number.replace("−", "-").lstrip("+")
    yield plain
    if unit:
        yield f"{plain}{unit.lower().lstrip('°').replace('μ', 'µ')}"


@lru_cache(maxsize=65536)
def _latin(word: str) -> tuple[str, ...]:
    pieces = [piece for piece in _JOINT.split(word) if piece]
    found: list[str] = []
    if len(pieces) > 1 and any(is_identifier(piece) for piece in pieces):
        found.append(name_token(word))
    for piece in pieces:
        found.extend(_piece(piece))
    return tuple(found)


def _piece(piece: str) -> Iterator[str]:
    """A plain word by its stem; a name as a whole, by its parts, and by its parts without instance."""
    if not is_identifier(piece):
        lower = piece.strip("_*").lower()
        if lower and lower not in _stop_words():
            yield stem(lower)
        return
    whole = name_token(piece)
    yield whole
    parts = whole.split("_")
    if len(parts) > 1:
        yield from (part for part in parts if part)
    if not is_part_number(piece):
        yield from (general for part in parts if (general := _without_instance(part)) != part)


def name_token(name: str) -> str:
    """A name as one token; a placeholder is written x, as manuals do."""
    return canonical(name).lower().replace("*", "x")


def _without_instance(part: str) -> str:
    """`tim2` to `timx`, `cc1of` to `ccxof`, `gpioa` to `gpiox`."""
    port = _PORT.match(part)
    if port:
        return f"{port.group(1)}x"
    return re.sub(r"\d+", "x", part) if re.search(r"[a-z]\d", part) else part


def stem(word: str) -> str:
    """English endings off, just far enough that a question's `enabling` meets a manual's `enabled`."""
    if not word.isascii() or not word.isalpha() or len(word) < 4:
        return word
    word = _singular(word)
    for ending in ("ing", "ed"):
        if (
            word.endswith(ending)
            and len(word) - len(ending) >= 3
            and re.search("[aeiouy]", word[: -len(ending)])
        ):
            word = word[: -len(ending)]
            if word[-1] == word[-2] and word[-1] not in "lsz":
                word = word[:-1]
            break
    return word[:-1] if word.endswith("e") and len(word) > 3 else word


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    if word.endswith(("sses", "xes", "ches", "shes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is", "as")):
        return word[:-1]
    return word


@lru_cache(maxsize=65536)
def _chinese(run: str) -> tuple[str, ...]:
    """jieba's search cut: long words and the shorter ones inside them."""
    return tuple(word for word in _cutter().cut_for_search(run) if word not in _stop_words())


@cache
def _stop_words() -> frozenset[str]:
    text = (files("retrieval") / "data" / "stopwords.txt").read_text(encoding="utf-8")
    return frozenset(word for line in text.splitlines() if not line.startswith("#") for word in line.split())


_loading = threading.Lock()


def _cutter() -> Any:
    with _loading:
        return _load_cutter()


@cache
def _load_cutter() -> Any:
    """jieba takes a second to load, so that is left until the first Chinese text."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its source has escapes that newer compilers warn of
        import jieba

    jieba.setLogLevel(logging.ERROR)
    cutter = jieba.Tokenizer()
    cutter.initialize()
    for term in glossary():
        for word in term.chinese:
            cutter.add_word(word)
    return cutter
