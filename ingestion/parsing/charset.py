"""Bytes of a text file to text: UTF-8, UTF-16, GB18030, Windows-1252. Pure; used for the text formats."""

import codecs
import re

from ingestion.errors import UnreadableDocument

_BINARY = "The file is not text: it may be damaged or misnamed. Upload the document that it was made from."


def decode(data: bytes) -> str:
    """The text, line ends as newlines, without control characters."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = data.decode("utf-16", "replace")
    elif b"\x00" in data[:4096]:
        text = _utf16_without_mark(data)
    else:
        text = _eight_bit(data)
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n")
    if _is_binary(text):
        raise UnreadableDocument(_BINARY)
    return re.sub(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]", "", text)


def _utf16_without_mark(data: bytes) -> str:
    """UTF-16 text of ASCII letters has a zero in every second byte."""
    head = data[:4096]
    even, odd = head[::2].count(0), head[1::2].count(0)
    if max(even, odd) < 0.2 * len(head) / 2 or min(even, odd) > 0.1 * max(even, odd):
        raise UnreadableDocument(_BINARY)
    return data.decode("utf-16-be" if even > odd else "utf-16-le", "replace")


def _eight_bit(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        # A file cut in the middle of its last character is UTF-8 all the same.
        if error.start >= len(data) - 3 and error.start > 0:
            return data[: error.start].decode("utf-8")
    if _in_pairs(data):
        try:
            return data.decode("gb18030")
        except UnicodeDecodeError:
            pass
    return data.decode("cp1252", "replace")


def _in_pairs(data: bytes) -> bool:
    """Whether high bytes come in twos, as Chinese does; a degree sign stands alone."""
    runs = re.findall(rb"[\x80-\xff]+", data[:200_000])
    return sum(len(run) % 2 == 0 for run in runs) > 0.7 * len(runs)


def _is_binary(text: str) -> bool:
    sample = text[:100_000]
    odd = sum(1 for char in sample if (char < " " and char not in "\n\t") or char in "\x7f\ufffd")
    odd += sum(1 for char in sample if "\x80" <= char <= "\x9f" or "\ue000" <= char <= "\uf8ff")
    return odd > 0.02 * len(sample)
