"""A multipart body to a file and fields, while it arrives: hashed, counted, never held in memory.

Stands between the endpoint and `service.receive`. The file is a temporary one in the data folder, on the
file system where it will stay.
"""

import contextlib
import hashlib
import re
import secrets
import time
import unicodedata
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from app.core.config import Settings
from app.core.errors import ChipciteError, InvalidRequestError, TooLargeError

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

MAX_FIELD_BYTES = 64 * 1024
MAX_PARTS = 64
MAX_NAME = 200
"""Characters of a file name that are kept, its ending among them."""

ABANDONED_S = 3600.0
"""An upload that has not grown for so long has nobody who sends it any more."""

_UNFIT = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069]")
"""Control characters, and marks that turn the direction of text and so hide an ending."""


@dataclass(slots=True)
class Upload:
    """A file that has arrived."""

    path: Path
    name: str
    size: int
    sha256: str
    fields: dict[str, str]


def clean_name(name: str) -> str:
    """A file name fit to be shown: no path, no control characters, not too long, never empty."""
    plain = _UNFIT.sub("", unicodedata.normalize("NFC", name))
    last = re.split(r"[/\\]", plain)[-1].strip(" .") or "document"
    stem, dot, ending = last.rpartition(".")
    if len(last) > MAX_NAME and dot and len(ending) < 16:
        return f"{stem[: MAX_NAME - len(ending) - 1]}.{ending}"
    return last[:MAX_NAME]


async def take_in(chunks: AsyncIterator[bytes], content_type: str, folder: Path, limit: int) -> Upload:
    """Read the whole body. The caller removes the file, whatever comes of it."""
    kind, options = parse_options_header(content_type)
    if kind != b"multipart/form-data" or not options.get(b"boundary"):
        raise InvalidRequestError(
            "Send the file as multipart/form-data, in a part called 'file'.", param="file"
        )
    path = folder / f"{secrets.token_hex(16)}.part"
    with path.open("wb") as file:
        form = _Form(file, limit)
        try:
            await form.read(chunks, options[b"boundary"])
        except ChipciteError:
            path.unlink(missing_ok=True)
            # Most clients look for an answer only after they have sent everything.
            with contextlib.suppress(ChipciteError):
                async for _ in chunks:
                    pass
            raise
        except BaseException:
            path.unlink(missing_ok=True)
            raise
    return Upload(path, clean_name(form.name or ""), form.size, form.digest.hexdigest(), form.fields)


@dataclass(slots=True)
class _Form:
    """The parser's callbacks and what they have gathered."""

    file: IO[bytes]
    limit: int
    name: str | None = None
    size: int = 0
    fields: dict[str, str] = field(default_factory=dict)
    digest: "hashlib._Hash" = field(default_factory=hashlib.sha256)
    _parts: int = 0
    _header: bytes = b""
    _value: bytes = b""
    _disposition: bytes = b""
    _field: str = ""
    _text: bytearray = field(default_factory=bytearray)
    _is_file: bool = False
    _complete: bool = False

    async def read(self, chunks: AsyncIterator[bytes], boundary: bytes) -> None:
        """Feed the parser to the end of the body."""
        callbacks: MultipartCallbacks = {
            "on_part_begin": self._begin,
            "on_header_field": self._header_field,
            "on_header_value": self._header_value,
            "on_header_end": self._header_end,
            "on_headers_finished": self._headers_finished,
            "on_part_data": self._data,
            "on_part_end": self._end,
            "on_end": self._finish,
        }
        try:
            parser = MultipartParser(boundary, callbacks)
            async for chunk in chunks:
                parser.write(chunk)
        except FormParserError:
            raise InvalidRequestError("The multipart body is malformed.", param="file") from None
        if not self._complete:
            raise InvalidRequestError("The multipart body is broken off before its end.", param="file")
        if self.name is None:
            raise InvalidRequestError("There is no part called 'file' with a file name.", param="file")

    def _begin(self) -> None:
        self._parts += 1
        if self._parts > MAX_PARTS:
            raise InvalidRequestError(f"More than {MAX_PARTS} parts.")
        self._disposition, self._header, self._value = b"", b"", b""
        self._field, self._is_file, self._text = "", False, bytearray()

    def _header_field(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _header_end(self) -> None:
        if self._header.lower() == b"content-disposition":
            self._disposition = self._value
        self._header, self._value = b"", b""

    def _headers_finished(self) -> None:
        _, options = parse_options_header(self._disposition)
        self._field = options.get(b"name", b"").decode("utf-8", "replace")
        self._is_file = b"filename" in options and self._field == "file"
        if self._is_file:
            if self.name is not None:
                raise InvalidRequestError("One file per request: send the others on their own.", param="file")
            self.name = options[b"filename"].decode("utf-8", "replace")

    def _data(self, data: bytes, start: int, end: int) -> None:
        piece = data[start:end]
        if not self._is_file:
            self._text += piece
            if len(self._text) > MAX_FIELD_BYTES:
                raise TooLargeError("A form field is larger than 64 KiB.", param=self._field)
            return
        self.size += len(piece)
        if self.size > self.limit:
            raise TooLargeError(
                f"The file is larger than this service accepts ({self.limit / (1024 * 1024):.4g} MiB). "
                "Split it, or raise CHIPCITE_MAX_UPLOAD_BYTES.",
                param="file",
            )
        self.digest.update(piece)
        self.file.write(piece)

    def _end(self) -> None:
        if not self._is_file and self._field:
            self.fields[self._field] = self._text.decode("utf-8", "replace")

    def _finish(self) -> None:
        self._complete = True


def incoming(settings: Settings) -> Path:
    """Where uploads are while they arrive."""
    return settings.data_dir / "incoming"


def prepare_incoming(folder: Path) -> None:
    """Make the folder, and remove what a killed process left half-done in it: other processes may be
    receiving into it now."""
    folder.mkdir(parents=True, exist_ok=True)
    for leftover in folder.glob("*.part"):
        with contextlib.suppress(FileNotFoundError):
            if time.time() - leftover.stat().st_mtime > ABANDONED_S:
                leftover.unlink()
