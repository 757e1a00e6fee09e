"""Server-sent events from the bytes of a stream, as the HTML standard reads them.

Only `data` matters to us: comments, event names and ids are passed over.
"""

import codecs
import re

MAX_EVENT = 8 * 1024 * 1024
"""Characters of one event: far above any real one, so that a broken server cannot fill the memory."""

END_OF_LINE = re.compile(r"\r\n|\n|\r")


class EventTooLongError(ValueError):
    """An event without an end."""


class SseDecoder:
    """Takes bytes as they come, gives the data of each finished event."""

    def __init__(self) -> None:
        # The standard wants errors replaced, and a byte order mark dropped.
        self._text = codecs.getincrementaldecoder("utf-8-sig")(errors="replace")
        self._rest = ""
        self._data: list[str] = []
        self._size = 0

    def feed(self, piece: bytes, final: bool = False) -> list[str]:
        """The events that end in this piece."""
        return [event for line in self._lines(piece, final) if (event := self._take(line)) is not None]

    def end(self) -> list[str]:
        """What stood in the buffer: some servers send no empty line after their last event."""
        events = self.feed(b"", final=True)
        last = self._take("")
        return events if last is None else [*events, last]

    def _lines(self, piece: bytes, final: bool) -> list[str]:
        text = self._rest + self._text.decode(piece, final)
        # A carriage return at the end may be half of a line's end.
        held = "\r" if text.endswith("\r") and not final else ""
        *lines, self._rest = END_OF_LINE.split(text.removesuffix(held) if held else text)
        self._rest += held
        if final and self._rest:
            lines.append(self._rest)
            self._rest = ""
        if len(self._rest) > MAX_EVENT:
            raise EventTooLongError
        return lines

    def _take(self, line: str) -> str | None:
        """One line; the event's data when the line ends it."""
        if line:
            name, _, value = line.partition(":")
            if name == "data":
                self._add(value.removeprefix(" "))
            return None
        if not self._data:
            return None
        event = "\n".join(self._data)
        self._data, self._size = [], 0
        return event

    def _add(self, value: str) -> None:
        self._size += len(value)
        if self._size > MAX_EVENT:
            raise EventTooLongError
        self._data.append(value)
