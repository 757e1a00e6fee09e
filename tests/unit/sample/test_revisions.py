"""The two revisions differ in the listed facts and in nothing else."""

from typing import Any

Truth = dict[str, Any]
Pages = dict[str, list[str]]
OLD, NEW, ZH = "VSK32A1_RM_en_V1.0.pdf", "VSK32A1_RM_en_V1.1.pdf", "VSK32A1_RM_zh_V1.1.pdf"


def flat(value: Any, path: tuple[str, ...] = ()) -> dict[tuple[str, ...], Any]:
    """Every statement with its path; list members are named, pages left out."""
    if isinstance(value, dict):
        pairs = [(key, item) for key, item in value.items() if "pages" not in key]
        return {k: v for key, item in pairs for k, v in flat(item, (*path, key)).items()}
    if isinstance(value, list) and value and isinstance(value[0], dict):
        names = [str(item.get("id", item.get("name", item.get("value", item.get("part"))))) for item in value]
        return {
            k: v
            for name, item in zip(names, value, strict=True)
            for k, v in flat(item, (*path, name)).items()
        }
    return {path: value}


def test_revisions_differ_in_exactly_the_listed_facts(truth: Truth) -> None:
    old, new = (flat(truth["revisions"][revision]) for revision in ("1.0", "1.1"))
    added = {path[1] for path in new.keys() - old.keys()}
    changed = {path: (old[path], new[path]) for path in old.keys() & new.keys() if old[path] != new[path]}
    assert old.keys() <= new.keys()
    assert added == {"ADC_CAL"}
    assert changed == {
        ("registers", "RCC_AHBEN", "reset"): ("0x00000004", "0x00000014"),
        ("registers", "RCC_AHBEN", "fields", "FLITFEN", "reset"): ("0", "1"),
        ("registers", "USART1_CTRL2", "fields", "STOP", "msb"): (14, 13),
        ("registers", "USART1_CTRL2", "fields", "STOP", "lsb"): (13, 12),
        ("registers", "USART2_CTRL2", "fields", "STOP", "msb"): (14, 13),
        ("registers", "USART2_CTRL2", "fields", "STOP", "lsb"): (13, 12),
        ("interrupts", "PCU", "number"): (28, 27),
        ("interrupts", "PCU", "address"): ("0x00000070", "0x0000006c"),
        ("parameters", "iinj_pin", "max"): ("±5", "±4"),
    }


def test_every_change_is_in_the_revision_history(truth: Truth, pages: Pages) -> None:
    from samplemanual.richtext import plain

    assert len(truth["changes"]) == 6
    for change in truth["changes"]:
        for file, note in ((NEW, change["note"][0]), (ZH, change["note"][1])):
            assert "".join(plain(note).split()) in pages[file][-1]
            assert "".join(plain(note).split()) not in pages[OLD][-1]


def test_formula_changed(pages: Pages) -> None:
    old, new = "T(°C)=(VSENSE−V25)/Avg_Slope+25", "T(°C)=(V25−VSENSE)/Avg_Slope+25"
    for file, right, wrong in ((OLD, old, new), (NEW, new, old), (ZH, new, old)):
        text = "".join(pages[file])
        assert right in text
        assert wrong not in text
