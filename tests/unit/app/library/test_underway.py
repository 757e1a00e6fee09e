"""Part numbers in the names of files that are still being read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.library.chips import covers
from app.library.underway import parts_in


@pytest.mark.parametrize(
    ("file_name", "chip"),
    [
        ("QX32V103RM_2023_en.pdf", "QX32V103"),
        ("qx32f103x8-datasheet.pdf", "QX32F103C8"),
        ("QX9-C3_TRM.pdf", "QX9-C3"),
        ("manual of the QX77A16 rev 2.md", "QX77A16"),
    ],
)
def test_a_file_may_cover_the_chip_in_its_name(file_name: str, chip: str) -> None:
    assert any(covers(part, chip) for part in parts_in(file_name))


@pytest.mark.parametrize("file_name", ["manual.pdf", "DS1_V2.pdf", "QX32V003RM.pdf", "2023-12.pdf"])
def test_another_file_does_not(file_name: str) -> None:
    assert not any(covers(part, "QX32V103") for part in parts_in(file_name))


@given(st.text())
def test_any_name_can_be_read(file_name: str) -> None:
    assert all(len(part) >= 4 for part in parts_in(file_name))
