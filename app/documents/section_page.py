"""A stretch of a document's text as a page of its own, for links that are opened outside our web page.

Everything that comes from a document is escaped text. The page runs nothing and loads nothing: its policy
allows the one style sheet below, by its hash.
"""

import base64
import hashlib
from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby

from app.documents.schemas import SectionOut, SectionPart
from app.documents.sections import CELLS

STYLE = """
:root { color-scheme: light dark; --ink: #191e1b; --faint: #5c655f; --line: #dfe2dc; --ground: #fbfbf9;
  --mark: #ffe48a; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e7ebe8; --faint: #98a29b; --line: #2b312d; --ground: #121513; --mark: #6b5a1c; }
}
body { max-width: 46rem; margin: 0 auto; padding: 1rem; background: var(--ground); color: var(--ink);
  font: 100%/1.6 system-ui, sans-serif; overflow-wrap: anywhere; }
header p, nav { color: var(--faint); }
nav { display: flex; gap: 1.5rem; }
a { color: inherit; }
h1 { font-size: 1.25rem; margin: 0; }
h2 { font-size: 1.05rem; margin: 1.5rem 0 0.25rem; }
p { margin: 0.25rem 0; }
pre { white-space: pre-wrap; }
mark, tr.cited td { background: var(--mark); color: inherit; }
section.cited { scroll-margin-top: 4rem; border-inline-start: 4px solid var(--mark);
  padding-inline-start: 0.75rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; }
td { border: 1px solid var(--line); padding: 0.2rem 0.5rem; vertical-align: top; }
"""
_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
HEADERS = {
    "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{_HASH}'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
WORDING = {
    "en": {"before": "Earlier in the document", "after": "Further on", "cited": "Cited passage"},
    "zh": {"before": "上文", "after": "下文", "cited": "引用的段落"},
}


def section_page(section: SectionOut, limit: int) -> str:
    """The page; its links lead to the stretches before and after."""
    language = "zh" if section.language.startswith("zh") else "en"
    nav = "".join(_links(section, limit, WORDING[language]))
    paths: list[list[str]] = [[], *(part.section for part in section.parts)]
    parts = "".join(
        _part(part, before, WORDING[language]["cited"])
        for part, before in zip(section.parts, paths, strict=False)
    )
    names = dict.fromkeys(name for name in (section.document, section.revision) if name)
    return (
        f'<!doctype html><html lang="{escape(section.language or language)}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{_text(section.title)}</title><style>{STYLE}</style></head><body>"
        f"<header><h1>{_text(section.title)}</h1><p>{_text(' · '.join(names))}</p></header>"
        f"<nav>{nav}</nav><main>{parts}</main><nav>{nav}</nav></body></html>"
    )


def _links(section: SectionOut, limit: int, wording: dict[str, str]) -> Iterator[str]:
    end = section.offset + len(section.parts)
    if section.offset:
        yield f'<a href="sections.html?offset={max(section.offset - limit, 0)}">{wording["before"]}</a>'
    if end < section.total:
        yield f'<a href="sections.html?offset={end}">{wording["after"]}</a>'


def _part(part: SectionPart, before: Sequence[str], cited: str) -> str:
    """A passage: its heading where that is a new one, its lines, tables as tables."""
    lines = list(enumerate(part.text.splitlines()))
    if lines and part.section and lines[0][1].strip() == part.section[-1]:
        del lines[0]
    heading = f"<h2>{_text(part.section[-1])}</h2>" if part.section and part.section != list(before) else ""
    marked = set(part.lines) or {number for number, _ in lines}
    code = part.kind == "code"
    body = "".join(
        (_table if tabular else _paragraphs)(list(group), marked if part.cited else set(), code)
        for tabular, group in groupby(lines, key=lambda line: CELLS in line[1] and not code)
    )
    if not part.cited:
        return f"<section>{heading}{body}</section>"
    return f'<section id="cited" class="cited" aria-label="{cited}">{heading}{body}</section>'


def _table(lines: list[tuple[int, str]], marked: set[int], _code: bool) -> str:
    rows = "".join(
        f'<tr class="{"cited" if number in marked else ""}">'
        + "".join(f"<td>{_text(cell)}</td>" for cell in line.split(CELLS))
        + "</tr>"
        for number, line in lines
    )
    return f'<div class="scroll" tabindex="0"><table>{rows}</table></div>'


def _paragraphs(lines: list[tuple[int, str]], marked: set[int], code: bool) -> str:
    drawn = [f"<mark>{_text(line)}</mark>" if number in marked else _text(line) for number, line in lines]
    if code:
        return f"<pre>{chr(10).join(drawn)}</pre>"
    return "".join(f"<p>{line}</p>" for line in drawn if line.strip())


def _text(text: str) -> str:
    return escape("".join(char for char in text if char.isprintable() or char in "\t\n"))
