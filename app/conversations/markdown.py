"""A conversation as a Markdown file: questions as text, answers as written, sources as links. Pure."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from pydantic import BaseModel, ValidationError

from app.conversations.views import reply_of
from app.core.markdown import DEFINITION, MARKER, defined, inline, link, quote
from app.models import Conversation, Outcome, Turn

SENTENCES: Final[dict[str, dict[str, str]]] = {
    "en": {
        "asked": "Question",
        "sources": "Sources",
        "page": "p. {page}",
        Outcome.STOPPED: "Stopped before the end.",
        Outcome.FAILED: "The answer is incomplete.",
    },
    "zh": {
        "asked": "问题",
        "sources": "出处",
        "page": "第 {page} 页",
        Outcome.STOPPED: "未写完即停止。",
        Outcome.FAILED: "回答不完整。",
    },
}
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_CODE = re.compile(r"((?<!`)(`+)(?!`).+?(?<!`)\2(?!`))")
_PLACE = re.compile(
    r"^- \[(?P<number>\d{1,3})\] \[[^\n]*?\]\(\S*/v1/versions/\S+\)(?P<section>[^\n]*)(?:\n|\Z)", re.MULTILINE
)
"""Where a source stands, as answers list it for clients that show text only."""
_MARKUP = re.compile(r"<(?=[A-Za-z/!?])|!(?=\[)")
"""What would begin a tag or a picture: neither has a place in an answer."""


class Source(BaseModel):
    """A citation, as far as its line needs it."""

    marker: int = 0
    document: str = ""
    revision: str = ""
    page: int = 0
    section: str = ""
    url: str = ""


def as_markdown(conversation: Conversation, turns: Sequence[Turn]) -> str:
    """The whole file."""
    head = f"# {inline(conversation.title)}\n\nChipcite, {conversation.created_at:%Y-%m-%d %H:%M} UTC"
    return "\n\n---\n\n".join([head, *(_turn(turn) for turn in turns)]) + "\n"


def _turn(turn: Turn) -> str:
    """A question, its answer, what cut it short, and where it stands."""
    reply = reply_of(turn) or {}
    said = SENTENCES["zh" if (turn.state or {}).get("language") == "zh" else "en"]
    blocks = [f"**{said['asked']}** ({turn.created_at:%Y-%m-%d %H:%M} UTC)", _verbatim(turn.question)]
    given = _sources(reply)
    answer = _without_places(turn.answer, given)
    if answer.strip():
        blocks.append(without_tags(answer).strip())
    if turn.status != Outcome.DONE:
        blocks.append(f"*{said[turn.status]}*" + (f" {inline(turn.error)}" if turn.error else ""))
    sources = [_line(source, said) for source in given]
    if sources:
        blocks.extend((f"**{said['sources']}**", "\n".join(sources)))
    return "\n\n".join(blocks)


def _verbatim(question: str) -> str:
    """A question as text; code keeps its lines and indentation behind a fence longer than any in it."""
    text = question.strip("\n")
    if "\n" not in text:
        return quote(text)
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{text}\n{fence}"


def _sources(reply: dict[str, Any]) -> list[Source]:
    """Citations; what a client brought that is none is left out."""
    given = reply.get("citations")
    sources = []
    for one in given if isinstance(given, list) else ():
        try:
            sources.append(Source.model_validate(one))
        except ValidationError:
            continue
    return sources


def _without_places(answer: str, sources: Sequence[Source]) -> str:
    """An answer without the lines that say no more than the list of its sources, which follows it."""
    markers = {source.marker for source in sources}
    sections = {inline(source.section) for source in sources} | {""}

    def kept(match: re.Match[str]) -> str:
        listed = int(match["number"]) in markers and match["section"].removeprefix(" — ") in sections
        return "" if listed else match[0]

    return _PLACE.sub(kept, answer)


def _line(source: Source, said: dict[str, str]) -> str:
    place = [source.document, source.revision, said["page"].format(page=source.page) if source.page else ""]
    where = ", ".join(part for part in place if part)
    shown = link(where, source.url) if source.url.startswith(("http://", "https://", "/")) else inline(where)
    section = f" — {inline(source.section)}" if source.section else ""
    return f"- [{source.marker}] {shown}{section}"


def without_tags(markdown: str) -> str:
    """The same Markdown without raw HTML and pictures: outside code they are shown as text.

    Citations become links of their own: in one file, the `[1]` of each answer leads elsewhere.
    """
    lines, fence, links = [], "", defined(markdown)
    for line in markdown.splitlines():
        mark = _FENCE.match(line)
        if fence:
            closes = mark and mark[1].startswith(fence) and not line[mark.end() :].strip()
            fence = "" if closes else fence
            lines.append(line)
        elif mark:
            fence = mark[1]
            lines.append(line)
        elif not DEFINITION.fullmatch(line):
            lines.append(_escaped(line, links))
    return "\n".join(lines)


def _escaped(line: str, links: Mapping[int, str]) -> str:
    """A line outside a fence, its citations linked; code spans stay as they are."""
    parts = _CODE.split(line)
    # Each code span gives two groups: itself and its backticks, which are part of it.
    return "".join(
        part if number % 3 == 1 else _linked(_MARKUP.sub(r"\\\g<0>", part), links)
        for number, part in enumerate(parts)
        if number % 3 != 2
    )


def _linked(text: str, links: Mapping[int, str]) -> str:
    """Markers that the answer defines, as links."""

    def linked(match: re.Match[str]) -> str:
        url = links.get(int(match["number"]))
        return match[0].replace(match[0].strip(), link(match[0].strip(), url)) if url else match[0]

    return MARKER.sub(linked, text)
