"""The documents hold what their data says, on the pages that the truth names."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pymupdf
import pytest

Truth = dict[str, Any]
Pages = dict[str, list[str]]
BUILD = Path(__file__).resolve().parents[3] / "docs" / "sample" / "build.py"
MANUALS = ("VSK32A1_RM_en_V1.0.pdf", "VSK32A1_RM_en_V1.1.pdf", "VSK32A1_RM_zh_V1.1.pdf")
ERRATA = "VSK32A1_ES_en_V2.0.pdf"


def opened(path: Path) -> pymupdf.Document:
    return pymupdf.Document(path)  # type: ignore[no-untyped-call]  # PyMuPDF carries no annotations


def squeezed(text: str) -> str:
    return "".join(text.split())


def facts(truth: Truth, kind: str) -> Iterator[tuple[dict[str, Any], str, int]]:
    """Each fact of each revision with each page that it is said to stand on."""
    for stated in truth["revisions"].values():
        for fact in stated[kind]:
            assert fact["pages"], fact
            yield from ((fact, file, page) for file, pages in fact["pages"].items() for page in pages)


def test_same_data_gives_same_bytes(sample: Path, tmp_path: Path) -> None:
    subprocess.run([sys.executable, str(BUILD), str(tmp_path)], check=True, capture_output=True, timeout=300)
    again = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert again == {path.name: path.read_bytes() for path in sample.iterdir()}


def test_page_counts(truth: Truth, pages: Pages) -> None:
    assert {name: len(found) for name, found in pages.items()} == truth["documents"]
    assert set(pages) == {*MANUALS, ERRATA}
    assert all(40 <= len(pages[name]) <= 60 for name in MANUALS)


def test_files_are_small(sample: Path) -> None:
    assert all(path.stat().st_size < 400_000 for path in sample.glob("*.pdf"))


def test_registers_stand_on_their_pages(truth: Truth, pages: Pages) -> None:
    for register, file, page in facts(truth, "registers"):
        text = pages[file][page - 1]
        assert register["name"] in text or register["printed"] in text, (register["name"], file, page)


def test_every_register_is_in_every_manual_of_its_revision(truth: Truth) -> None:
    for revision, stated in truth["revisions"].items():
        manuals = {name for name in MANUALS if f"V{revision}" in name}
        assert all(set(register["detail_pages"]) == manuals for register in stated["registers"])
        assert all(set(register["summary_pages"]) == manuals for register in stated["registers"])


def test_summary_pages_print_address_and_reset(truth: Truth, pages: Pages) -> None:
    for stated in truth["revisions"].values():
        for register in stated["registers"]:
            for file, found in register["summary_pages"].items():
                text = pages[file][found[0] - 1]
                assert f"0x{int(register['address'], 16):08X}" in text
                assert register["reset"] in text


def test_fields_stand_on_their_pages(truth: Truth, pages: Pages) -> None:
    for stated in truth["revisions"].values():
        for register in stated["registers"]:
            for field in register["fields"]:
                digits = "".join(char for char in field["name"] if char.isdigit())
                printed = field["name"].replace(digits, "y", 1) if digits else field["name"]
                for file, found in field["pages"].items():
                    text = pages[file][found[0] - 1]
                    assert field["name"] in text or printed in text, (register["name"], field["name"], file)


def test_fields_do_not_overlap_and_fit(truth: Truth) -> None:
    for register in truth["revisions"]["1.1"]["registers"]:
        bits = [bit for field in register["fields"] for bit in range(field["lsb"], field["msb"] + 1)]
        assert len(bits) == len(set(bits)), register["name"]
        assert max(bits) < register["width"]


def test_addresses_are_unique_and_inside_their_region(truth: Truth) -> None:
    stated = truth["revisions"]["1.1"]
    addresses = [register["address"] for register in stated["registers"]]
    assert len(addresses) == len(set(addresses))
    regions = {region["name"]: region for region in stated["regions"]}
    for register in stated["registers"]:
        region = regions[register["peripheral"]]
        assert int(region["start"], 16) <= int(register["address"], 16) <= int(region["end"], 16)


@pytest.mark.parametrize(
    ("kind", "keys"),
    [("interrupts", ("name", "number")), ("pins", ("name",)), ("ordering", ("part", "flash", "package"))],
)
def test_other_facts_stand_on_their_pages(
    truth: Truth, pages: Pages, kind: str, keys: tuple[str, ...]
) -> None:
    for fact, file, page in facts(truth, kind):
        assert all(squeezed(str(fact[key])) in pages[file][page - 1] for key in keys), (fact, file, page)


def test_parameters_stand_on_their_pages(truth: Truth, pages: Pages) -> None:
    for parameter, file, page in facts(truth, "parameters"):
        lang = "zh" if "_zh_" in file else "en"
        values = [parameter[key] for key in ("min", "typ", "max", "unit")]
        values.append(parameter["condition"][lang])
        text = pages[file][page - 1]
        assert squeezed(parameter["name"][lang]) in "".join(pages[file])
        assert all(squeezed(value) in text for value in values), (parameter["id"], file, page)


def test_errata_stand_on_their_pages(truth: Truth, pages: Pages) -> None:
    for erratum in truth["errata"]:
        for page in erratum["pages"][ERRATA]:
            assert squeezed(erratum["title"]) in pages[ERRATA][page - 1]


def test_outline_names_the_headings(sample: Path, pages: Pages) -> None:
    for name in (*MANUALS, ERRATA):
        with opened(sample / name) as document:
            for _, title, page in document.get_toc():
                assert squeezed(title) in pages[name][page - 1]


def test_every_page_has_header_and_footer_but_the_cover(pages: Pages) -> None:
    for name, found in pages.items():
        count = len(found)
        for number, text in enumerate(found, 1):
            english, chinese = f"Page{number}of{count}", f"第{number}页，共{count}页"
            assert (english in text or chinese in text) == (number > 1), (name, number)


def test_nothing_is_drawn_off_the_page(sample: Path) -> None:
    for path in sample.glob("*.pdf"):
        with opened(path) as document:
            for page in document:
                assert all(word[0] >= 0 and word[2] <= page.rect.x1 for word in page.get_text("words")), page


def test_hard_shapes_are_there(sample: Path) -> None:
    """Upright text in the pin table's header, slanted names over the register pictures."""
    directions = set()
    with opened(sample / MANUALS[1]) as document:
        for page in document:
            for block in page.get_text("dict")["blocks"]:
                directions |= {tuple(round(x, 1) for x in line["dir"]) for line in block.get("lines", ())}
    assert {(1.0, 0.0), (0.0, -1.0), (0.7, -0.7)} <= directions


def test_fonts_are_embedded_subsets(sample: Path) -> None:
    for path in sample.glob("*.pdf"):
        with opened(path) as document:
            names = {font[3] for page in document for font in page.get_fonts()}
        assert names
        assert all(len(name.partition("+")[0]) == 6 for name in names)
