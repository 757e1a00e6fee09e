"""Which kind of value a question asks for: rules over its words, first fit wins. Pure."""

import re

from app.chat.intent.kinds import Want
from app.facts.kinds import Aspect
from app.facts.questions import CUES, Asked
from app.question.lexicon import mentioned_aspects


def _any(*alternatives: str) -> re.Pattern[str]:
    return re.compile("|".join(alternatives), re.IGNORECASE)


BIT = r"(?:bits?|fields?|bit ?fields?)"
DOES = r"(?:is this|enables?|disables?|selects?|controls?|sets?|clears?|indicates?|configures?)"
WANTS: tuple[tuple[Want, re.Pattern[str]], ...] = (
    (Want.OFFSET, CUES[Asked.OFFSET]),
    (Want.RESET, CUES[Asked.RESET]),
    (Want.ADDRESS, _any(r"\baddr(?:ess(?:es)?)?\b|\bbase\b", r"地址|基址|\w\s*在哪[里儿]?(?=\W*$)")),
    (
        Want.FIELD,
        _any(
            rf"\b(?:which|what)\b[^?]{{0,200}}\b{BIT}\b[^?]{{0,200}}\b{DOES}\b",
            "哪(?:一)?(?:个|些)(?:位|字段|比特)|哪个寄存器位",
        ),
    ),
    (Want.REGISTER, _any(r"\b(?:which|what) registers?\b(?! (?:bit|field))", "哪(?:一)?(?:个|些)寄存器")),
    (
        Want.BITS,
        _any(
            rf"\b(?:which|what) {BIT}\b",
            r"\bbit (?:position|number|range)",
            r"第?几位|哪(?:几|一)?位|位域|bit\s*几",
        ),
    ),
)
LIMITS = frozenset({Aspect.MINIMUM, Aspect.TYPICAL, Aspect.MAXIMUM, Aspect.QUANTITY})
NUMBERS = _any(
    r"\bhow (?:many|much|long|fast|large|big|high|low|wide|far|often)\b",
    r"\b(?:size|speed|width|number of|limits?|period|delay)\b",
    "多[少大长高久快]|几[个年秒毫]|极限|范围",
)
"""What asks for a number beside the limits and quantities of the lexicon."""
NETWORK = re.compile(
    r"\b(?:mac|ip|ipv[46]|bd|bluetooth|web|e-?mail|broadcast)[\s_-]*address|(?:mac|ip|ipv[46]|蓝牙|网络|邮箱|链路|全局)\s*地址",
    re.IGNORECASE,
)
"""Addresses that no register has."""
WIDTH = re.compile(r"(?:ADC|DAC|定时器|计数器)\s*(?:是|的)?(?:几|多少)位", re.IGNORECASE)
"""What a converter resolves is no position of bits."""
HARDWARE = re.compile(
    r"\bregisters?\b|\bbits?\b|\bperipherals?\b|\bfields?\b|寄存器|位域|字段|外设|基地址|第几位|哪[几一]?位",
    re.IGNORECASE,
)
OF_REGISTERS = frozenset({Want.ADDRESS, Want.OFFSET, Want.RESET, Want.FIELD, Want.REGISTER, Want.BITS})
NAMED_WANTS = OF_REGISTERS - {Want.FIELD}
"""Values that something with a name has."""


def read_want(question: str, named: bool) -> Want:
    """The first kind of value that the question asks for; `named` when it holds an identifier."""
    text = WIDTH.sub("精度", NETWORK.sub(" ", question))
    about_hardware = named or bool(HARDWARE.search(text))
    fits = (
        want
        for want, pattern in WANTS
        if (about_hardware or want not in NAMED_WANTS) and pattern.search(text)
    )
    want = next(fits, Want.NUMBER if _asks_number(text) else Want.PROSE)
    return Want.FIELD if want is Want.REGISTER and not named else want


def _asks_number(text: str) -> bool:
    return not LIMITS.isdisjoint(mentioned_aspects(text)) or NUMBERS.search(text) is not None
