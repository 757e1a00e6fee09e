"""What two revisions state differently of a register, by rules over two views."""

from app.facts.differences import Side, differences
from app.facts.records import BitField, Provenance, Register
from app.facts.repository import Located
from app.facts.results import FactAnswer
from tests.hardware import first_view


def _side(revision: str, reset: str, *fields: tuple[str, int, int, str], offset: int | None = 0x08) -> Side:
    at = Provenance(7, (0.0, 0.0, 1.0, 1.0))
    register = Register("CLK_CTLR", at, offset=offset, reset=reset)
    bits = [BitField("CLK_CTLR", name, msb, lsb, at, access=access) for name, msb, lsb, access in fields]
    view = first_view(
        "CLK_CTLR",
        [Located(register, revision, "", at)],
        [Located(field, revision, "", at) for field in bits],
        lambda _: 0,
    )
    assert view is not None
    return Side(revision, view)


def _said(answer: FactAnswer) -> str:
    return "\n".join(sentence.text for sentence in answer.sentences)


OLD = _side("V1.2", "0x81", ("HSEON", 16, 16, "RW"), ("PLLSRC", 3, 2, "RW"), ("GONE", 9, 9, "RO"))
NEW = _side("V1.5", "0x83", ("HSEON", 16, 16, "RO"), ("PLLSRC", 4, 3, "RW"), ("CSSON", 19, 19, "RW"))


def test_each_change_is_said_with_both_values_and_a_place_of_each_revision() -> None:
    answer = differences(OLD, NEW, "en")
    said = _said(answer)
    for part in ("**0x81** in V1.2, **0x83** in V1.5", "**bits 3:2** in V1.2, **bits 4:3** in V1.5"):
        assert part in said
    assert "`GONE` (bit 9) is in V1.2 and no longer in V1.5" in said
    assert "`CSSON` (bit 19) is new in V1.5" in said
    assert "`HSEON` access: **RW** in V1.2, **RO** in V1.5" in said
    assert {place.version_id for place in answer.sentences[0].places} == {"V1.2", "V1.5"}


def test_a_field_of_the_question_is_compared_alone() -> None:
    said = _said(differences(OLD, NEW, "en", ["PLLSRC"]))
    assert "PLLSRC" in said
    assert "0x81" not in said
    assert "CSSON" not in said


def test_what_is_the_same_is_said_to_be_the_same() -> None:
    answer = differences(OLD, OLD, "zh")
    assert len(answer.sentences) == 1
    assert "相同" in answer.sentences[0].text
    assert answer.places


def test_what_one_of_them_does_not_say_is_no_difference() -> None:
    silent = _side(
        "V1.5", "", ("HSEON", 16, 16, ""), ("PLLSRC", 3, 2, "RW"), ("GONE", 9, 9, "RO"), offset=None
    )
    assert "state the same" in _said(differences(OLD, silent, "en"))


def test_a_revision_without_any_field_has_not_lost_them() -> None:
    assert "GONE" not in _said(differences(OLD, _side("V1.5", "0x81"), "en"))
