"""A question asked again of something else: another chip, name, revision, package or extreme. Pure."""

import re

from app.chat.dialogue import phrases
from app.chat.dialogue.context import Context
from app.chat.dialogue.focus import FIELD_PREFIX, owner_of
from app.chat.dialogue.naming import mentions, names_in
from app.chat.dialogue.vocabulary import PERIPHERAL
from app.search.chips import normalised
from app.search.scope import language_of

SIGNAL = re.compile(r"TX|RX|CTS|RTS|CK|SCK|SCL|SDA|MOSI|MISO|NSS|CS|CH\d+N?|ETR|IN\d+", re.IGNORECASE)
"""What a peripheral's pins are called: `and RX?` after a question about USART1_TX."""
END = re.compile(r"\s*[?？.。!！]*\s*$")


def for_chip(question: str, chip: str, known: tuple[str, ...]) -> str:
    """The question for another chip."""
    question = normalised(question)
    spans = [(each.start, each.end) for each in mentions(question, known)]
    if not spans:
        return located(question, chip)
    for start, end in reversed(spans[1:]):
        question = f"{question[:start].rstrip()}{question[end:]}"
    start, end = spans[0]
    return f"{question[:start]}{chip}{question[end:]}"


def located(question: str, chip: str) -> str:
    """The question, with a chip that it did not name."""
    if language_of(question) == "zh":
        return f"{chip} 的 {question}" if re.match(r"[A-Za-z`]", question) else f"在 {chip} 上,{question}"
    return f"{END.sub('', question)} on the {chip}?"


def appended(question: str, words: str) -> str:
    """The question under one more condition."""
    bare = END.sub("", question)
    if language_of(question) == "zh":
        return f"{bare},{END.sub('', words)}?"
    return f"{bare} {END.sub('', words)}?"


def for_edition(question: str, match: re.Match[str]) -> str:
    """The question of another revision of the document."""
    number = next(filter(None, match.groups()))
    if own := phrases.EDITION.search(question):
        group = next(name for name, value in own.groupdict().items() if value)
        start, end = own.span(group)
        return f"{question[:start]}{number}{question[end:]}"
    if language_of(question) == "zh":
        return f"根据手册 {number} 版,{question}"
    return f"According to revision {number} of the manual: {question}"


def for_latest(question: str) -> str:
    """The question of the documents that are current, whatever revision it named."""
    if not phrases.EDITION.search(question):
        return question
    word = "最新版" if language_of(question) == "zh" else " latest revision "
    return " ".join(phrases.EDITION.sub(word, question).split()).replace(" ,", ",")


def for_extreme(question: str, key: str) -> str | None:
    """The question for the maximum where it was for the minimum."""
    found = phrases.EXTREME.search(question)
    if not found:
        return None
    english, chinese = phrases.EXTREMES[key]
    word = chinese if language_of(found[0]) == "zh" else english.removesuffix(" value")
    if found[0].lower().endswith(("value", "values")):
        word = f"{word} value"
    return f"{question[: found.start()]}{word}{question[found.end() :]}"


def for_package(question: str, package: str) -> str:
    if own := phrases.PACKAGE.search(question):
        return f"{question[: own.start()]}{package}{question[own.end() :]}"
    joined = package if language_of(question) == "zh" else f"in the {package} package"
    return appended(question, joined)


def for_name(context: Context, name: str) -> str | None:
    """The question before of another name of the same kind, or of another instance."""
    asked = context.asked
    if SIGNAL.fullmatch(name) and (old := next(filter(_is_signal, names_in(asked, context.known)), "")):
        return _replaced(asked, old, f"{old.rpartition('_')[0]}_{name}")
    own = [each for each in names_in(asked, context.known) if _kind(each) == _kind(name)]
    if own:
        return _replaced(asked, own[0], name)
    if PERIPHERAL.fullmatch(name):
        return _for_instance(asked, name, context.known)
    others = [each for each in names_in(asked, context.known) if not PERIPHERAL.fullmatch(each)]
    if len(others) != 1:
        return None
    # `reset value of IWDG_PRE?` `no, RLD`: whether that is a register beside it or a field, the facts know.
    owner = owner_of(others[0]) if _kind(name) == "plain" and _kind(others[0]) == "register" else ""
    return _replaced(asked, others[0], f"{owner} {name}".strip())


def for_names(context: Context, names: tuple[str, ...], language: str) -> str | None:
    """The question before of a register and a field, each in the place of its kind."""
    question = context.asked
    own = names_in(question, context.known)
    kinds = [_kind(name) for name in names]
    if kinds == ["register", "register"]:
        # Some fields look like registers: `FIELD of REGISTER`, but `REGISTER 的 FIELD`.
        kinds = ["plain", "register"] if language == "en" else ["register", "plain"]
    for kind, name in zip(kinds, names, strict=True):
        same = [each for each in own if _kind(each) == kind]
        if len(same) != 1 or same[0] in names:
            return None
        question = _replaced(question, same[0], name)
    return question


def _is_signal(name: str) -> bool:
    owner, _, signal = name.rpartition("_")
    return bool(owner and SIGNAL.fullmatch(signal))


def _kind(name: str) -> str:
    """Names are told apart by their looks: peripherals, registers with their prefix, bare fields."""
    if PERIPHERAL.fullmatch(name):
        return "peripheral"
    if FIELD_PREFIX.match(name):
        return "plain"
    return "register" if "_" in name.strip("_") or "->" in name else "plain"


def _for_instance(asked: str, name: str, known: tuple[str, ...]) -> str | None:
    """`GPIOB` after a question about GPIOA_IDR: the same register of the other instance."""
    family = re.match(r"[A-Z]+?(?=\d*$|[A-Kx]$)", name, re.IGNORECASE)
    for each in names_in(asked, known):
        owner, _, rest = each.partition("_")
        if rest and family and owner.upper().startswith(family[0].upper()):
            return _replaced(asked, each, f"{name}_{rest}")
    return None


def _replaced(text: str, old: str, new: str) -> str:
    return re.sub(rf"(?<![A-Za-z0-9_]){re.escape(old)}(?![A-Za-z0-9_])", lambda _: new, text)
