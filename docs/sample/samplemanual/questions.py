"""Example questions with their answers and pages, made from the same facts as the documents.

Their form is that of the evaluation: kinds addr, offs, reset, bits, which, desc, value and absent.
"""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from samplemanual.model import LANGUAGES

Facts = dict[str, Any]
Case = dict[str, Any]


def cases(
    words: Facts, old: Facts, new: Facts, marks: dict[str, dict[str, list[int]]], chip: str
) -> list[Case]:
    """All questions, numbered, English first."""
    found: list[Case] = []
    for lang in LANGUAGES:
        for case in _of_language(words, old, new, marks, chip, lang):
            number = f"{chip}-{lang}-{case['kind']}-{len(found) + 1}"
            found.append({"id": number, "chip": chip, "lang": lang, **case})
    return found


def _of_language(
    words: Facts, old: Facts, new: Facts, marks: dict[str, dict[str, list[int]]], chip: str, lang: str
) -> Iterator[Case]:
    asked, each = words[lang], words["each"]
    registers = _stable(old, new)
    fields = [(register, field) for register in registers for field in _fields(old, register)]
    yield from (_register_case("addr", item, asked, chip) for item in _spread(registers, each))
    literal = [item for item in registers if int(item["offset"], 16) and "n" not in item["offset_printed"]]
    yield from (_register_case("offs", item, asked, chip) for item in _spread(literal, each))
    closed = [item for item in registers if "x" not in item["reset"][2:]]
    yield from (_register_case("reset", item, asked, chip) for item in _spread(closed, each))
    yield from (_bits(register, field, asked, chip) for register, field in _spread(fields, each))
    unique = _unique(fields)
    yield from (_which(register, field, asked, chip) for register, field in _spread(unique, each))
    told = _told(unique, lang)
    yield from (_desc(register, field, asked, chip, lang) for register, field in _spread(told, each))
    yield from _values(old, new, asked, chip, lang, each)
    yield from _revisions(words, marks, lang)
    for register, field in words["absent"]["fields"]:
        question = asked["bits"].format(register=register, field=field, chip=chip)
        yield {"kind": "absent", "question": question, **_answer(None, register, field, {})}


def _spread(items: list[Any], count: int) -> list[Any]:
    """Evenly chosen, always the same ones."""
    return [items[index * len(items) // count] for index in range(min(count, len(items)))]


def _stable(old: Facts, new: Facts) -> list[Facts]:
    """Registers that both revisions state alike, so that any file may answer."""
    before = {item["name"]: item for item in old["registers"]}
    alike = [
        item for item in new["registers"] if (then := before.get(item["name"])) and _bare(then) == _bare(item)
    ]
    return [_merged(before[item["name"]], item) for item in alike]


def _bare(item: Facts) -> Facts:
    """A register without its pages."""
    fields = [{key: value for key, value in field.items() if key != "pages"} for field in item["fields"]]
    own = {key: value for key, value in item.items() if "pages" not in key and key != "fields"}
    return {**own, "fields": fields}


def _merged(old: Facts, new: Facts) -> Facts:
    """The pages of both revisions together."""
    keys = ("pages", "summary_pages", "detail_pages")
    return {**new, **{key: {**old[key], **new[key]} for key in keys}}


def _fields(old: Facts, register: Facts) -> list[Facts]:
    before = next(item for item in old["registers"] if item["name"] == register["name"])
    pages = {field["name"]: field["pages"] for field in before["fields"]}
    return [{**field, "pages": {**pages[field["name"]], **field["pages"]}} for field in register["fields"]]


def _unique(fields: list[tuple[Facts, Facts]]) -> list[tuple[Facts, Facts]]:
    """Fields whose name only one register of the chip has."""
    count = Counter(field["name"] for _, field in fields)
    return [(register, field) for register, field in fields if count[field["name"]] == 1]


def _told(fields: list[tuple[Facts, Facts]], lang: str) -> list[tuple[Facts, Facts]]:
    """Fields that their first sentence tells apart from all others."""
    count = Counter(_first(field, lang) for _, field in fields)
    return [pair for pair in fields if count[_first(pair[1], lang)] == 1 and len(_first(pair[1], lang)) > 8]


def _first(field: Facts, lang: str) -> str:
    sentence: str = re.split(r"(?<=[.。])\s*|\n", field["description"][lang], maxsplit=1)[0]
    return sentence.rstrip(".。")


def _answer(answer: str | None, register: str | None, field: str | None, pages: Facts) -> Case:
    return {"answer": answer, "register": register, "field": field, "pages": pages}


def _register_case(kind: str, item: Facts, asked: dict[str, str], chip: str) -> Case:
    question = asked[kind].format(register=item["name"], chip=chip)
    values = {"addr": item["address"], "offs": item["offset"], "reset": item["reset"]}
    pages = {"addr": item["summary_pages"], "offs": item["detail_pages"], "reset": item["pages"]}
    return {"kind": kind, "question": question, **_answer(values[kind], item["name"], None, pages[kind])}


def _bits(register: Facts, field: Facts, asked: dict[str, str], chip: str) -> Case:
    question = asked["bits"].format(register=register["name"], field=field["name"], chip=chip)
    span = str(field["msb"]) if field["msb"] == field["lsb"] else f"{field['msb']}:{field['lsb']}"
    return {
        "kind": "bits",
        "question": question,
        **_answer(span, register["name"], field["name"], _shown(register, field)),
    }


def _shown(register: Facts, field: Facts) -> Facts:
    """Pages that show a field's place: its row's, and those with the register's picture."""
    return {file: sorted({*found, *register["detail_pages"][file]}) for file, found in field["pages"].items()}


def _which(register: Facts, field: Facts, asked: dict[str, str], chip: str) -> Case:
    question = asked["which"].format(field=field["name"], chip=chip)
    return {
        "kind": "which",
        "question": question,
        **_answer(register["name"], register["name"], field["name"], _shown(register, field)),
    }


def _desc(register: Facts, field: Facts, asked: dict[str, str], chip: str, lang: str) -> Case:
    question = asked["desc"].format(text=_first(field, lang), chip=chip)
    return {
        "kind": "desc",
        "question": question,
        **_answer(field["name"], register["name"], field["name"], field["pages"]),
    }


def _values(old: Facts, new: Facts, asked: dict[str, str], chip: str, lang: str, each: int) -> Iterator[Case]:
    """Parameters, interrupts and pins that both revisions state alike."""
    for now in _spread(_alike(old, new, "parameters", "id"), each):
        limit = next(name for name in ("max", "typ", "min") if now[name])
        told = asked["condition"].format(condition=now["condition"][lang]) if now["condition"][lang] else ""
        question = asked[limit].format(
            symbol=now["symbol"], name=now["name"][lang], chip=chip, condition=told
        )
        yield _value(question, now[limit], [now[limit], now["unit"]], now["pages"])
    for now in _spread(_alike(old, new, "interrupts", "name"), each // 3):
        question = asked["interrupt"].format(name=now["name"], chip=chip)
        yield _value(question, str(now["number"]), [str(now["number"])], now["pages"])
    for now in _spread(_alike(old, new, "pins", "name"), each // 3):
        package, number = next(iter(now["numbers"].items()))
        question = asked["pin"].format(name=now["name"], package=package, chip=chip)
        yield _value(question, str(number), [str(number)], now["pages"])


def _alike(old: Facts, new: Facts, kind: str, key: str) -> list[Facts]:
    before = {item[key]: item for item in old[kind]}
    return [
        {**item, "pages": {**before[item[key]]["pages"], **item["pages"]}}
        for item in new[kind]
        if {**before[item[key]], "pages": {}} == {**item, "pages": {}}
    ]


def _value(question: str, answer: str, needles: list[str], pages: Facts) -> Case:
    ways = [_spellings(needle) for needle in needles]
    return {"kind": "value", "question": question, **_answer(answer, None, None, pages), "needles": ways}


def _spellings(needle: str) -> list[str]:
    """The minus sign and the micro sign as people type them."""
    typed = needle.replace("−", "-").replace("µ", "u")
    return [needle] if typed == needle else [needle, typed]


def _revisions(words: Facts, marks: dict[str, dict[str, list[int]]], lang: str) -> Iterator[Case]:
    """The facts that differ, asked of each revision."""
    for item in words["revision"]:
        for revision, answer in (("1.0", item["old"]), ("1.1", item["new"])):
            files = {name: found for name, found in marks.items() if f"V{revision}" in name}
            pages = {name: found[item["key"]] for name, found in files.items() if item["key"] in found}
            yield _value(item[lang].format(revision=revision), answer, [answer], pages)
