"""Which names are looked up before an answer is verified, and in which order."""

from app.chat.verification import Source, names_to_look_up


def test_the_question_comes_first_however_often_the_sources_repeat_it() -> None:
    text = "\n".join(f"ABC_REG{number} | 0x{number:X}" for number in range(300))
    names = names_to_look_up("Reset value of ABC_REG7?", [Source(1, f"{text}\nSee ABC_REG7 again.")])
    assert names[0] == "ABC_REG7"
    assert len(names) == len(set(names))


def test_names_in_small_letters_that_a_heading_or_a_cell_holds() -> None:
    source = Source(1, "select | 26 | The chosen one\n", "4 Debug › Trigger Info (tinfo, at 0x7a4)")
    assert {"tinfo", "select"} <= set(names_to_look_up("What does select in tinfo do?", [source]))
    assert "does" not in names_to_look_up("What does select do?", [source])
