"""Every kind of bad file ends with a sentence that tells what to do."""

import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pymupdf
import pytest

from ingestion.errors import UnreadableDocument
from ingestion.parsing.convert import check, convert
from ingestion.parsing.formats import Format, Limits
from ingestion.worker_process import WorkerLimits
from ingestion.workers import WorkerPool

LIMITS = Limits()
Make = Callable[..., Path]


@pytest.fixture(scope="module")
def processes() -> Iterator[WorkerPool]:
    pool = WorkerPool(1, WorkerLimits(cpu_seconds=30), ("ingestion.parsing.convert",))
    yield pool
    pool.shutdown(wait=False, cancel_futures=True)


def pages(document: pymupdf.Document, count: int = 2) -> None:
    for number in range(count):
        document.new_page().insert_text((72, 100 + number), f"Clock tree, part {number}")


def written(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def refusal(path: Path, name: str = "manual.pdf", limits: Limits = LIMITS) -> str:
    with pytest.raises(UnreadableDocument) as caught:
        check(str(path), name, limits)
    return str(caught.value)


def test_empty_file(tmp_path: Path) -> None:
    assert "0 bytes" in refusal(written(tmp_path, "a.pdf", b""))


def test_blank_file(tmp_path: Path) -> None:
    assert "nothing but blank" in refusal(written(tmp_path, "a.txt", b" \n\n\t "), "a.txt")


@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_truncated_pdf(make_pdf: Make, tmp_path: Path, share: float) -> None:
    data = make_pdf(lambda document: pages(document, 20)).read_bytes()
    cut = written(tmp_path, "cut.pdf", data[: int(share * len(data))])
    assert "cut off" in refusal(cut)


def test_user_password(make_pdf: Make) -> None:
    path = make_pdf(pages, encryption=pymupdf.PDF_ENCRYPT_AES_256, user_pw="secret", owner_pw="boss")
    assert "password" in refusal(path)


def test_owner_password_only_is_read(make_pdf: Make, pool: ThreadPoolExecutor) -> None:
    path = make_pdf(pages, encryption=pymupdf.PDF_ENCRYPT_AES_256, owner_pw="boss")
    converted = convert(path, "manual.pdf", LIMITS, pool)
    assert converted.pages[0].lines[0].text == "Clock tree, part 0"


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(range(32)) * 9, "JPEG"),
        (b"\x89PNG\r\n\x1a\n" + bytes(400), "PNG"),
        (b"\x7fELF\x02\x01\x01" + bytes(400), "program"),
        (b"\x1f\x8b\x08" + bytes(range(1, 200)), "gzip"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old Office"),
        (b"{\\rtf1 hello}", "RTF"),
        (b"PK\x03\x04" + bytes(200), "ZIP"),
        (bytes(range(256)) * 20, "not text"),
    ],
)
def test_other_content_under_a_document_name(
    tmp_path: Path, pool: ThreadPoolExecutor, data: bytes, word: str
) -> None:
    for name in ("manual.pdf", "manual.txt"):
        with pytest.raises(UnreadableDocument, match=word):
            convert(written(tmp_path, "x", data), name, LIMITS, pool)


def test_content_beats_the_extension(make_pdf: Make, tmp_path: Path) -> None:
    assert check(str(make_pdf(pages)), "notes.txt", LIMITS) is Format.PDF
    html = written(tmp_path, "x", b"<!DOCTYPE html><html><body><p>x</p></body></html>")
    assert check(str(html), "manual.pdf", LIMITS) is Format.HTML


def test_over_the_size_limit(make_pdf: Make) -> None:
    path = make_pdf(pages)
    assert "more than the limit" in refusal(path, limits=Limits(max_bytes=100))


def test_over_the_page_limit(make_pdf: Make) -> None:
    path = make_pdf(lambda document: pages(document, 6))
    assert "6 pages" in refusal(path, limits=Limits(max_pages=5))


def test_empty_pages(tmp_path: Path, pool: ThreadPoolExecutor) -> None:
    path = tmp_path / "blank.pdf"
    document = pymupdf.open()
    for _ in range(600):
        document.new_page()
    document.save(path)
    with pytest.raises(UnreadableDocument, match="None of the file's pages has text"):
        convert(path, "blank.pdf", LIMITS, pool)


def test_pages_without_text_are_named(make_pdf: Make, pool: ThreadPoolExecutor) -> None:
    def draw(document: pymupdf.Document) -> None:
        pages(document, 2)
        document.new_page()
        document.new_page().draw_rect((100, 100, 300, 300))
        picture = pymupdf.Pixmap(pymupdf.csRGB, (0, 0, 8, 8))
        document.new_page().insert_image((100, 100, 300, 300), pixmap=picture)

    (warning,) = convert(make_pdf(draw), "manual.pdf", LIMITS, pool).warnings
    assert "does not find it: 4-5. " in warning  # a blank page is not missed


@pytest.mark.parametrize("name", ["../../etc/passwd", "a\x00b\n.pdf", "C:\\x\\y.pdf", "", "."])
def test_odd_names_do_no_harm(make_pdf: Make, name: str) -> None:
    assert check(str(make_pdf(pages)), name, LIMITS) is Format.PDF


def test_a_page_of_200_000_words(make_pdf: Make, processes: WorkerPool) -> None:
    def draw(document: pymupdf.Document) -> None:
        page = document.new_page()
        page.insert_text((10, 10), "x")
        line = b"(a b c d e f g h i j k l m n o p q r s t) Tj 0 0.02 Td\n"
        xref = page.get_contents()[0]
        document.update_stream(xref, b"BT /helv 3 Tf 10 10 Td\n" + line * 10_000 + b"ET")

    converted = convert(make_pdf(draw), "words.pdf", LIMITS, processes)
    assert converted.pages[0].has_text


def test_deflate_bomb_is_bounded(tmp_path: Path, processes: WorkerPool) -> None:
    path = written(tmp_path, "bomb.pdf", bomb())
    limits = Limits(page_seconds=0.5, memory=300 << 20)
    with pytest.raises(UnreadableDocument):
        convert(path, "bomb.pdf", limits, processes)


def bomb() -> bytes:
    """A page whose few hundred bytes of content unpack to 280 MB of drawing operators."""
    data = zlib.compress(zlib.compress(b"0 0 m 9 9 l S " * (20 << 20), 1), 9)
    filters = b"/Filter [/FlateDecode /FlateDecode]"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 500 500] /Contents 4 0 R >>",
        b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), filters, data),
    ]
    return assembled(objects)


def assembled(objects: list[bytes]) -> bytes:
    out = b"%PDF-1.7\n"
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table)
    return out + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start)


def test_nested_objects_are_no_trap(tmp_path: Path, processes: WorkerPool) -> None:
    nested = b"[" * 200_000 + b"]" * 200_000
    kids = b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 100000000 >>"
    for number, objects in enumerate(
        (
            [b"<< /Type /Catalog /Pages 2 0 R /Names %s >>" % nested, kids],
            [b"<< /Type /Catalog /Pages 2 0 R >>", kids],
        )
    ):
        path = written(tmp_path, f"{number}.pdf", assembled(objects))
        with pytest.raises(UnreadableDocument):
            convert(path, "nested.pdf", LIMITS, processes)


def test_a_bad_page_is_left_out(tmp_path: Path, processes: WorkerPool) -> None:
    """One bomb among good pages: the document is read, and says which page is missing."""
    good = b"BT /F1 12 Tf 72 700 Td (Good page) Tj ET"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R 4 0 R 5 0 R] /Count 3 >>",
    ]
    font = b"/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>"
    head = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800]"
    objects += [b"%s %s /Contents %d 0 R >>" % (head, font, content) for content in (6, 7, 6)]
    heavy = zlib.compress(zlib.compress(b"0 0 m 9 9 l S " * (20 << 20), 1), 9)
    objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(good), good))
    filters = b"/Filter [/FlateDecode /FlateDecode]"
    objects.append(b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(heavy), filters, heavy))
    path = written(tmp_path, "one.pdf", assembled(objects))
    converted = convert(path, "one.pdf", Limits(page_seconds=0.5, memory=300 << 20), processes)
    assert [page.number for page in converted.pages] == [1, 3]
    assert converted.warnings == ("Pages that could not be read: 2.",)
