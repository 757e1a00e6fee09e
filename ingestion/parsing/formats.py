"""Which format a file has, told by its content, and why one cannot be read. Pure; first step of convert."""

import re
from dataclasses import dataclass
from enum import StrEnum

from ingestion.errors import UnreadableDocument


class Format(StrEnum):
    PDF = "pdf"
    MARKDOWN = "markdown"
    RST = "rst"
    HTML = "html"
    DOCX = "docx"
    TEXT = "text"
    SVD = "svd"
    """CMSIS-SVD, or the register XML of the RISC-V debug specification."""
    STM32_DATA = "stm32-data"
    """A chip file or register block of embassy-rs/stm32-data."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may cost."""

    max_bytes: int = 200 << 20
    max_pages: int = 20_000
    page_seconds: float = 20.0
    """Processor time for one page in a worker; an ordinary page takes 0.02."""
    memory: int = 2 << 30
    """Bytes that a worker may take on top of what it has, for one range of pages."""
    max_text_bytes: int = 20 << 20
    """For formats that are read whole."""


_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"\x89PNG\r\n", "a PNG picture"),
    (b"GIF8", "a GIF picture"),
    (b"BM", "a bitmap picture"),
    (b"II*\x00", "a TIFF picture"),
    (b"MM\x00*", "a TIFF picture"),
    (b"RIFF", "a media file"),
    (b"\x00\x00\x01\x00", "an icon"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"SQLite format 3", "a database"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ACCEPTED = "Upload a PDF, Markdown, reStructuredText, HTML, DOCX, text, SVD or stm32-data file."


def detect(head: bytes, names_in_zip: tuple[str, ...], name: str) -> Format:
    """The format by content; the name decides only between kinds of plain text.

    `head` is the file's first kilobytes, `names_in_zip` what a ZIP archive holds.
    """
    if b"%PDF-" in head[:1024]:
        return Format.PDF
    if head.startswith(b"PK\x03\x04"):
        if "word/document.xml" in names_in_zip:
            return Format.DOCX
        raise UnreadableDocument(f"The file is a ZIP archive, not a document: unpack it. {_ACCEPTED}")
    if head.startswith(_OLE):
        raise UnreadableDocument("The file is an old Office file: save it as PDF or DOCX and upload that.")
    if head.startswith(b"{\\rtf"):
        raise UnreadableDocument("The file is RTF: save it as PDF or DOCX and upload that.")
    if head.startswith(b"%!PS"):
        raise UnreadableDocument("The file is PostScript: convert it to PDF and upload that.")
    for magic, what in _MAGIC:
        # No text begins with the others, however readable a picture goes on.
        if head.startswith(magic) and not (magic.isascii() and _reads_as_text(head)):
            raise UnreadableDocument(f"The file is {what}, not a document. {_ACCEPTED}")
    return _text_format(head, name)


def _reads_as_text(head: bytes) -> bool:
    """Two letters of magic can begin an ordinary sentence; binary files have control characters soon."""
    return not any(byte < 9 or 13 < byte < 32 for byte in head[:512])


_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body)[\s>]", re.I)
_SVD = re.compile(rb"<device\b[^>]*(?:CMSIS-SVD|schemaVersion)|<registers\s[^>]*name=", re.I)
_STM32_DATA = re.compile(
    rb'\s*\{\s*"(?:(?:block|fieldset|enum)/\w+"\s*:\s*\{|name"\s*:\s*"\w+"\s*,\s*"family"\s*:)'
)
_RST = re.compile(r"^\.\. [\w:+-]+::|^[^\s=].*\n[=\-~^*#\"]{4,}\s*$|:[a-z]+:`", re.M)
_MARKDOWN = re.compile(r"^#{1,6} \S|^```|^\|(?: ?:?-+:? ?\|)+\s*$", re.M)
_SUFFIXES = {
    "md": Format.MARKDOWN,
    "markdown": Format.MARKDOWN,
    "mkd": Format.MARKDOWN,
    "rst": Format.RST,
    "rest": Format.RST,
    "html": Format.HTML,
    "htm": Format.HTML,
    "xhtml": Format.HTML,
}


def _text_format(head: bytes, name: str) -> Format:
    if _SVD.search(head) and head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return Format.SVD
    if _STM32_DATA.match(head):
        return Format.STM32_DATA
    if _HTML.search(head[:4096]):
        return Format.HTML
    suffix = name.lower().rpartition(".")[2]
    if suffix in _SUFFIXES and not (_SUFFIXES[suffix] is Format.HTML and b"<" not in head):
        return _SUFFIXES[suffix]
    if suffix in ("txt", "text", "log"):
        return Format.TEXT
    text = head.decode("utf-8", "replace")
    if len(_MARKDOWN.findall(text)) >= 2:
        return Format.MARKDOWN
    return Format.RST if len(_RST.findall(text)) >= 2 else Format.TEXT
