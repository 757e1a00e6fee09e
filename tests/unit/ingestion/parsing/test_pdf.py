"""Pages as PyMuPDF reads them: words with their look, rulings, shades, rotation."""

from collections.abc import Callable
from pathlib import Path

import pymupdf
import pytest

from ingestion.parsing import ocr
from ingestion.parsing.pdf import convert_range, read_head, read_page
from ingestion.types import RawPage

Make = Callable[..., Path]


def page_of(draw: Callable[[pymupdf.Page], object]) -> RawPage:
    document = pymupdf.open()
    page = document.new_page(width=300, height=400)
    draw(page)
    return read_page(document[0])


def texts(page: RawPage) -> list[str]:
    return [word.text for word in page.words]


def test_words_have_boxes_size_and_look() -> None:
    def draw(page: pymupdf.Page) -> None:
        page.insert_text((50, 100), "Clock control", fontsize=12, fontname="hebo")
        page.insert_text((50, 130), "RCC_CTLR", fontsize=9, fontname="cour")

    page = page_of(draw)
    clock, control, name = page.words
    assert (clock.text, control.text, name.text) == ("Clock", "control", "RCC_CTLR")
    assert clock.bold
    assert not clock.mono
    assert name.mono
    assert (clock.size, name.size) == (12, 9)
    assert clock.box[0] == pytest.approx(50, abs=1)
    assert clock.box[2] < control.box[0] < control.box[2]


def test_mixed_spans_in_one_line_keep_their_own_look() -> None:
    def draw(page: pymupdf.Page) -> None:
        page.insert_text((50, 100), "Offset:", fontsize=10, fontname="hebo")
        page.insert_text((90, 100), "0x04 bytes", fontsize=10, fontname="helv")

    page = page_of(draw)
    assert [(word.text, word.bold) for word in page.words] == [
        ("Offset:", True),
        ("0x04", False),
        ("bytes", False),
    ]


def test_a_footnote_mark_is_a_word_of_its_own() -> None:
    def draw(page: pymupdf.Page) -> None:
        page.insert_text((50, 100), "30", fontsize=10)
        page.insert_text((61.2, 96.5), "(1)", fontsize=6)

    page = page_of(draw)
    assert [(word.text, word.superscript) for word in page.words] == [("30", False), ("(1)", True)]


def test_raised_digits_inside_a_name_belong_to_it() -> None:
    def draw(page: pymupdf.Page) -> None:
        page.insert_text((50, 100), "I", fontsize=10)
        page.insert_text((52.8, 96.5), "2", fontsize=6)
        page.insert_text((56.2, 100), "C1EN", fontsize=10)

    page = page_of(draw)
    assert [(word.text, word.superscript) for word in page.words] == [("I2C1EN", False)]


def test_words_drawn_twice_to_look_bold_count_once() -> None:
    def draw(page: pymupdf.Page) -> None:
        page.insert_text((50, 100), "Warning")
        page.insert_text((50.3, 100.1), "Warning")
        page.insert_text((50, 120), "Warning")

    assert texts(page_of(draw)) == ["Warning", "Warning"]


def test_what_cannot_be_seen_is_left_out() -> None:
    def draw(page: pymupdf.Page) -> None:
        page.insert_text((50, 100), "seen")
        page.insert_text((50, 120), "invisible", render_mode=3)
        page.insert_text((50, 140), "white", color=(1, 1, 1))
        page.draw_rect((40, 160, 150, 180), fill=(0, 0, 0.4), color=None)
        page.insert_text((50, 175), "onblue", color=(1, 1, 1))

    assert texts(page_of(draw)) == ["seen", "onblue"]


def test_an_invisible_layer_alone_is_a_scan_with_its_text() -> None:
    page = page_of(lambda page: page.insert_text((50, 100), "recognised text", render_mode=3))
    assert texts(page) == ["recognised", "text"]


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_boxes_are_where_the_reader_sees_them(rotation: int) -> None:
    def draw(page: pymupdf.Page) -> None:
        page.insert_text((50, 100), "Hello")
        page.draw_line((50, 110), (150, 110))
        page.set_rotation(rotation)

    page = page_of(draw)
    word, line = page.words[0], page.rulings[0]
    assert (page.width, page.height) == ((300, 400) if rotation % 180 == 0 else (400, 300))
    assert word.angle == {0: 0, 90: -90, 180: 180, 270: 90}[rotation]
    x = (word.box[0] + word.box[2]) / 2
    y = (word.box[1] + word.box[3]) / 2
    expected = {0: (64, 95), 90: (305, 64), 180: (236, 305), 270: (95, 236)}[rotation]
    assert (x, y) == pytest.approx(expected, abs=8)
    assert min(abs(line.x0 - line.x1), abs(line.y0 - line.y1)) < 0.1
    assert max(abs(line.x0 - line.x1), abs(line.y0 - line.y1)) == pytest.approx(100, abs=1)


def test_upright_page_with_a_turned_word() -> None:
    page = page_of(lambda page: page.insert_text((50, 200), "upwards", rotate=90))
    assert page.words[0].angle == 90


def test_rulings_and_shades() -> None:
    def draw(page: pymupdf.Page) -> None:
        page.draw_line((10, 10), (200, 10))
        page.draw_line((10, 10), (200, 90))  # slanted: no ruling
        page.draw_rect((10, 20, 200, 21), fill=(0, 0, 0), color=None)  # a thin rectangle is a line
        page.draw_rect((10, 30, 200, 60), color=(0, 0, 0))  # four edges
        page.draw_rect((10, 70, 200, 90), fill=(0.8, 0.8, 0.8), color=None)
        page.draw_rect((0, 0, 300, 400), fill=(1, 1, 1), color=None, overlay=False)  # white ground

    page = page_of(draw)
    level = sorted(round(line.y0, 1) for line in page.rulings if line.y0 == line.y1)
    upright = sorted(round(line.x0, 1) for line in page.rulings if line.x0 == line.x1)
    assert level == [10, 20.5, 30, 60]
    assert upright == [10, 200]
    assert [(fill.box, round(fill.grey, 1)) for fill in page.fills] == [((10, 70, 200, 90), 0.8)]


def test_convert_range_outline_and_metadata(make_pdf: Make) -> None:
    def draw(document: pymupdf.Document) -> None:
        for number in range(5):
            document.new_page().insert_text((72, 100), f"Page {number + 1}")
        document.set_toc([[1, "First", 1], [2, "Second", 3]])
        document.set_metadata({"title": "A manual"})

    path = str(make_pdf(draw))
    converted = convert_range(path, 2, 4)
    assert [page.number for page in converted] == [2, 3, 4]
    assert converted[0].lines[0].text == "Page 2"
    assert [(entry.level, entry.title, entry.page) for entry in read_head(path).outline] == [
        (1, "First", 1),
        (2, "Second", 3),
    ]
    assert ("title", "A manual") in read_head(path).metadata


def scan(document: pymupdf.Document) -> None:
    drawn = pymupdf.open()
    drawn.new_page().insert_text((72, 100), "Printed text")
    page = document.new_page()
    page.insert_image(page.rect, pixmap=drawn[0].get_pixmap(dpi=50))


def test_a_scan_is_read_where_ocr_is_installed(make_pdf: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    path = str(make_pdf(scan))
    assert not convert_range(path, 1, 1)[0].has_text

    def recognised(page: pymupdf.Page) -> pymupdf.TextPage:
        page.insert_text((72, 100), "Printed text", render_mode=3)
        return page.get_textpage()

    monkeypatch.setattr("ingestion.parsing.pdf.can_recognise", lambda: True)
    monkeypatch.setattr("ingestion.parsing.pdf.recognised", recognised)
    (page,) = convert_range(path, 1, 1)
    assert page.has_text
    assert [line.text for line in page.lines] == ["Printed text"]


def test_ocr_needs_program_and_data(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> str:
        raise RuntimeError("no data")

    ocr.can_recognise.cache_clear()
    ocr._languages.cache_clear()
    monkeypatch.setattr("shutil.which", lambda name: "/usr/bin/tesseract")
    monkeypatch.setattr("pymupdf.get_tessdata", missing)
    assert not ocr.can_recognise()
    ocr.can_recognise.cache_clear()
    ocr._languages.cache_clear()
