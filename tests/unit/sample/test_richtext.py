"""Lines are never wider than their room and lose no character."""

from hypothesis import given
from hypothesis import strategies as st
from samplemanual import fonts, richtext

WORDS = st.text(alphabet="abXY_09[]:/-.,()% 时钟寄存器，。（）", max_size=60)


@given(WORDS, st.floats(30, 300))
def test_wrap_keeps_room_and_characters(text: str, room: float) -> None:
    lines = richtext.wrap(text, room, "r", 8)
    drawn = "".join(piece.text for line in lines for _, piece in line.pieces)
    assert "".join(drawn.split()) == "".join(text.split())
    for line in lines:
        assert line.width <= room + 0.1 or len(line.pieces) <= 2 or _glued(line)


def _glued(line: richtext.Line) -> bool:
    """Brackets and closing marks stay with their neighbour even if that takes a little more room."""
    last = line.pieces[-1][1].text.strip()
    return (
        any(piece.text.strip()[:1] in "，。（）" for _, piece in line.pieces[-4:]) or last[:1] in "，。（）"
    )


def test_chinese_closing_marks_do_not_begin_a_line() -> None:
    lines = richtext.wrap("复位和时钟控制寄存器。" * 20, 60, "r", 8)
    assert all(line.pieces[0][1].text not in "。，）" for line in lines)


def test_long_identifier_is_cut_after_an_underscore() -> None:
    lines = richtext.wrap("PCU_FIFO_THRHD_INT_RAW", fonts.width("PCU_FIFO_THRHD", "r", 8), "r", 8)
    assert [line.pieces[0][1].text for line in lines] == ["PCU_FIFO_", "THRHD_INT_RAW"]


def test_markup_becomes_smaller_raised_and_lowered_pieces() -> None:
    sub, sup = richtext.pieces("V_{DD}^{(1)}", "r", 10)[1:]
    assert (sub.text, sub.size, sub.rise < 0) == ("DD", 7.0, True)
    assert (sup.text, sup.rise > 0) == ("(1)", True)
    assert richtext.plain("**V_{DD}**^{(1)}") == "V_{DD}(1)"


def test_plain_text_has_no_markup() -> None:
    assert richtext.plain("f_{HCLK} = 72 MHz^{(1)}") == "fHCLK = 72 MHz(1)"
