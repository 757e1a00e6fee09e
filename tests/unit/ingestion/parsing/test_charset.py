"""Text files in the encodings that occur."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion.errors import UnreadableDocument
from ingestion.parsing.charset import decode

CHINESE = "时钟控制寄存器的偏移地址是 0x04，复位值为 0。"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "gbk"])
def test_chinese(encoding: str) -> None:
    assert decode((CHINESE + "\r\n次行").encode(encoding)) == CHINESE + "\n次行"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_mark(encoding: str) -> None:
    text = "The reset value is 0x0000 and the offset is 4."
    assert decode(text.encode(encoding)) == text


def test_western_symbols_are_not_taken_for_chinese() -> None:
    text = "from -40 °C to 85 °C, ±2 %, 10 µA"
    assert decode(text.encode("cp1252")) == text


def test_a_file_cut_within_a_character_is_utf8() -> None:
    assert decode(CHINESE.encode()[:-1]) == CHINESE[:-1]


@pytest.mark.parametrize("data", [bytes(range(256)) * 4, b"\x00\x01\x02" * 100, b"\x7fELF" + bytes(90)])
def test_binary_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableDocument):
        decode(data)


@given(st.text(alphabet=st.characters(exclude_categories=("Cc", "Cs", "Co", "Cn")), max_size=200))
def test_utf8_round_trip(text: str) -> None:
    assert decode(text.encode()) == text.removeprefix("\ufeff")
