"""Text of manuals in sentences is data, never markup."""

from app.facts.phrases import parameter_answer, pin_answer
from app.facts.records import Parameter, Pin, Provenance
from app.facts.repository import Located

PLACE = Provenance(1, (0.0, 0.0, 1.0, 1.0))


def test_markup_in_a_parameter_stays_text() -> None:
    fact = Parameter(
        "V`x", "Supply [a](http://b) <img src=x>", PLACE, condition="**any**", maximum="3", unit="V"
    )
    text = parameter_answer([Located(fact, "v", "p", PLACE)], "en").sentences[0].text
    assert "](http" not in text.replace("\\](", "")
    assert "\\<img" in text
    assert "`V'x`" in text
    assert "\\*\\*any" in text


def test_names_shown_as_code_keep_their_characters() -> None:
    fact = Pin("PA_1*", PLACE, functions=("TIM1_CH1", "a`b"))
    text = pin_answer([Located(fact, "v", "p", PLACE)], "en").sentences[0].text
    assert "`PA_1*`" in text
    assert "`a'b`" in text
