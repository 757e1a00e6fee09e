"""What a question asks for: its intent and the kind of value that would answer it. Pure, two languages."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from app.search.scope import language_of
from retrieval.identifiers import identifiers_in

Kind = TypeVar("Kind")


class Intent(StrEnum):
    """The kinds of question, which differ in how they are answered."""

    REGISTER = "register"
    PARAMETER = "parameter"
    PIN = "pin"
    ERRATA = "errata"
    PROCEDURE = "procedure"
    DEBUGGING = "debugging"
    CODE = "code"
    COMPARISON = "comparison"
    CONCEPT = "concept"
    SMALL_TALK = "small_talk"


class Want(StrEnum):
    """The kind of value asked for."""

    ADDRESS = "address"
    OFFSET = "offset"
    RESET = "reset"
    BITS = "bits"
    REGISTER = "register"
    """The register that holds a named field."""
    FIELD = "field"
    """The field or register that a description is of."""
    NUMBER = "number"
    PROSE = "prose"


@dataclass(frozen=True, slots=True)
class Reading:
    """A question understood."""

    question: str
    intent: Intent
    want: Want
    language: str
    """zh or en: the answer's."""
    identifiers: tuple[str, ...] = ()
    """Names in the question, as written."""


def _any(*alternatives: str) -> re.Pattern[str]:
    return re.compile("|".join(alternatives), re.IGNORECASE)


GREETING = re.compile(
    r"(?:hi|hello|hey|good (?:morning|afternoon|evening)|thanks?(?: you)?(?: very much| a lot)?|thx|bye|"
    r"goodbye|who are you|what can you do|help|ok(?:ay)?|great|你好|您好|嗨|早上好|下午好|晚上好|"
    r"谢谢(?:你|您)?|多谢|再见|你是谁|你能做什么|帮助|好的)(?: there| chipcite)?[\s!?.,!?。,~～]*",
    re.IGNORECASE,
)
BIT = r"(?:bits?|fields?|bit ?fields?)"
DOES = r"(?:is this|enables?|disables?|selects?|controls?|sets?|clears?|indicates?|configures?)"
WANTS: tuple[tuple[Want, re.Pattern[str]], ...] = (
    (Want.OFFSET, _any(r"\boffsets?\b", "偏移")),
    (
        Want.RESET,
        _any(
            r"\breset (?:value|state)",
            r"\b(?:value|state) (?:after|at|on) reset",
            r"\bdefault value",
            "复位值|复位后|默认值|缺省值|初始值",
        ),
    ),
    (Want.ADDRESS, _any(r"\baddress(?:es)?\b", "地址")),
    (
        Want.FIELD,
        _any(
            rf"\b(?:which|what)\b[^?]*\b{BIT}\b[^?]*\b{DOES}\b",
            "哪(?:一)?(?:个|些)(?:位|字段|比特)|哪个寄存器位",
        ),
    ),
    (Want.REGISTER, _any(r"\b(?:which|what) registers?\b(?! (?:bit|field))", "哪(?:一)?(?:个|些)寄存器")),
    (
        Want.BITS,
        _any(rf"\b(?:which|what) {BIT}\b", r"\bbit (?:position|number|range)", "第?几位|哪(?:几|一)?位|位域"),
    ),
    (
        Want.NUMBER,
        _any(
            r"\bhow (?:many|much|long|fast|large|big|high|low|wide|far|often)\b",
            r"\b(?:max|min|typ)(?:imum|imal|ical)?\b",
            r"\b(?:range|voltage|current|resistance|temperature|frequency|capacitance|time|rate|speed|delay)\b",
            r"\b(?:period|accuracy|hysteresis|threshold|power|size|width|number of)\b",
            "多少|多大|多长|多高|几个|最大|最小|典型|范围|电压|电流|电阻|温度|频率|电容|时间|速率|精度|功耗|阈值",
        ),
    ),
)
INTENTS: tuple[tuple[Intent, re.Pattern[str]], ...] = (
    (
        Intent.COMPARISON,
        _any(r"\b(?:differences?|differ|compare[ds]?|comparison|versus|vs)\b", "区别|差异|对比|比较|不同"),
    ),
    (
        Intent.ERRATA,
        _any(r"\b(?:errat(?:a|um)|known (?:bug|issue)s?|silicon bug|workarounds?)\b", "勘误|已知问题"),
    ),
    (Intent.CODE, _any(r"\b(?:code|snippet|example program|write (?:a|me|the) \w+)\b", "代码|例程|示例")),
    (
        Intent.DEBUGGING,
        _any(
            r"\b(?:errors?|fail(?:s|ed|ure)?|hang(?:s|ing)?|stuck|crash(?:es)?|not work(?:ing)?|wrong)\b",
            "失败|错误|卡死|不工作|异常|无法|死机",
        ),
    ),
    (
        Intent.PROCEDURE,
        _any(
            r"\bhow (?:do|to|can|should|is|are)\b",
            r"\b(?:steps?|procedure|sequence|configure|initiali[sz]e)\b",
            "如何|怎么|怎样|步骤|流程",
        ),
    ),
    (Intent.PIN, _any(r"\b(?:pins?|pinout|alternate functions?|remap)\b", "引脚|管脚|复用|重映射")),
)


NETWORK = re.compile(
    r"\b(?:mac|ip|ipv[46]|bd|bluetooth|web|e-?mail|broadcast)[\s_-]*address|(?:mac|ip|ipv[46]|蓝牙|网络|邮箱|链路|全局)\s*地址",
    re.IGNORECASE,
)
"""Addresses that no register has."""
HARDWARE = re.compile(
    r"\bregisters?\b|\bbits?\b|\bperipherals?\b|\bfields?\b|寄存器|位域|字段|外设|基地址", re.IGNORECASE
)
NAMED_WANTS = frozenset({Want.ADDRESS, Want.OFFSET, Want.RESET, Want.BITS, Want.REGISTER})


def read_question(question: str, names: tuple[str, ...] = ()) -> Reading:
    """Intent, wanted value, names and language of a question. `names` are chips, which are no identifiers."""
    identifiers = tuple(name for name in identifiers_in(question) if name not in names)
    want = _want(question, bool(identifiers))
    if want is Want.REGISTER and not identifiers:
        want = Want.FIELD
    return Reading(question, _intent(question, want, identifiers), want, language_of(question), identifiers)


def _want(question: str, named: bool) -> Want:
    """The first kind of value that the question asks for. A register's are asked of something by name."""
    text = NETWORK.sub(" ", question)
    about_hardware = named or bool(HARDWARE.search(text))
    rules = tuple(rule for rule in WANTS if about_hardware or rule[0] not in NAMED_WANTS)
    return _first(rules, text, Want.PROSE)


def _intent(question: str, want: Want, identifiers: tuple[str, ...]) -> Intent:
    if GREETING.fullmatch(question.strip()):
        return Intent.SMALL_TALK
    if want in (Want.OFFSET, Want.RESET, Want.ADDRESS, Want.FIELD, Want.REGISTER, Want.BITS):
        return Intent.REGISTER
    found = _first(INTENTS, question, Intent.CONCEPT)
    if found in (Intent.CONCEPT, Intent.PROCEDURE) and want is Want.NUMBER:
        return Intent.PARAMETER
    if found is Intent.CONCEPT and any("_" in name for name in identifiers):
        return Intent.REGISTER
    return found


def _first(rules: tuple[tuple[Kind, re.Pattern[str]], ...], text: str, otherwise: Kind) -> Kind:
    """The kind of the first rule that the text fits."""
    return next((kind for kind, pattern in rules if pattern.search(text)), otherwise)
