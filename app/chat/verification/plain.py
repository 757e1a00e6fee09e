"""Markdown and full-width text to plain text of the same length, so that places in it stay places. Pure."""

import re

_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_SIGNS = {
    ord("　"): " ",
    ord("【"): "[",
    ord("】"): "]",
    ord("–"): "-",
    ord("−"): "-",
    ord("—"): "-",
    ord("‑"): "-",
    ord("μ"): "µ",
    ord("Ω"): "Ω",
    ord("\u00a0"): " ",
    ord("\u202f"): " ",
    ord("\u2009"): " ",
    ord("∼"): "~",
    ord("〜"): "~",
    ord("“"): '"',
    ord("”"): '"',
    ord("’"): "'",
}
_TABLE: dict[int, int | str] = {**_WIDE, **_SIGNS}
_LINK = re.compile(r"\[(\[\d{1,3}\]|[^\[\]\n]*)\](\([^()\s]*\))")
_FOOTNOTE = re.compile(r"\[\^(\d{1,3})\]")
_STRONG = re.compile(
    r"\*\*|__(?=[A-Za-z0-9\u3400-\u9fff])(?=[^_\n]+__(?!\w))|(?<=[A-Za-z0-9])__(?![A-Za-z0-9_])"
)
_EMPHASIS = re.compile(
    r"(?<![\w*)\]\s])\*(?=\w)|(?<=\s)\*(?=\w[^*\n]*\w\*)|^\*(?=\w)|(?<=\w)\*(?=[\s.,;:!?)]|$)(?!\s*[\d(A-Za-z])"
)
_ESCAPE = re.compile(r"\\(?=[!-/:-@\[-`{-~])")
_TAG = re.compile(r"</?(?:b|i|em|strong|code|sub|sup|br|p|td|tr|th)\b[^<>]{0,40}>", re.IGNORECASE)
_LEAD = re.compile(
    r"^[ \t]*(?:>[ \t]*)*(?:#{1,6}(?=\s)|[-+*](?=\s)|\d{1,3}[.)](?=\s)|\(\d{1,2}\)(?=\s))?", re.MULTILINE
)


def plain(text: str) -> str:
    """The text without markup, character for character: what is markup is blank."""
    flat = text.translate(_TABLE)
    flat = _LINK.sub(_unlinked, flat)
    flat = _FOOTNOTE.sub(r" [\1]", flat)
    for pattern in (_TAG, _ESCAPE, _STRONG, _EMPHASIS):
        flat = pattern.sub(_blank, flat)
    return flat.replace("`", " ")


def without_lead(text: str) -> str:
    """Plain text whose list and heading marks are blank: their numbers count nothing."""
    return _LEAD.sub(_blank, text)


def _unlinked(match: re.Match[str]) -> str:
    return f" {match[1]} {' ' * len(match[2])}"


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def squeezed(text: str) -> str:
    """Letters and digits of a text, for looking up quotations."""
    return re.sub(r"[\s*`\\|]+", "", plain(text)).lower()
