"""Which kind of value a question asks for: rules over its words, first fit wins. Pure."""

import re
from itertools import chain

from app.chat.intent.kinds import Want


def _any(*alternatives: str) -> re.Pattern[str]:
    return re.compile("|".join(alternatives), re.IGNORECASE)


BIT = r"(?:bits?|fields?|bit ?fields?)"
DOES = r"(?:is this|enables?|disables?|selects?|controls?|sets?|clears?|indicates?|configures?)"
WANTS: tuple[tuple[Want, re.Pattern[str]], ...] = (
    (Want.OFFSET, _any(r"\boffs(?:ets?)?\b", "偏移")),
    (
        Want.RESET,
        _any(
            r"\breset (?:val(?:ue)?s?|state)\b",
            r"\b(?:value|state) (?:after|at|on) reset",
            r"\bdefault value",
            "复位值|复位后|默认值|缺省值|初始值|上电值|(?:默认|复位|上电)(?:是|为)?(?:多少|几|啥)",
        ),
    ),
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
    (
        Want.NUMBER,
        _any(
            r"\bhow (?:many|much|long|fast|large|big|high|low|wide|far|often)\b",
            r"\b(?:max|min|typ)(?:imum|imal|ical)?\b",
            r"\b(?:fastest|slowest|highest|lowest|limits?)\b",
            r"\b(?:range|voltage|current|resistance|temperature|frequency|capacitance|time|rate|speed|delay)\b",
            r"\b(?:period|accuracy|hysteresis|threshold|power|size|width|number of)\b",
            "多少|多大|多长|多高|多久|多快|几个|几年|几秒|几毫秒|上限"
            "|下限|极限|最高|最低|最快|最慢|最大|最小|典型|范围|电压|电流|电阻|温度|频率|电容|时间|速率|精度|功耗|阈值",
        ),
    ),
)
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
    want = next(chain(fits, (Want.PROSE,)))
    return Want.FIELD if want is Want.REGISTER and not named else want
