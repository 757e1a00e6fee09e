"""What the user read off the hardware or the tools: register values and error messages, verbatim. Pure."""

import re

from app.chat.dialogue.state import ReportedValue
from retrieval.identifiers import canonical, is_identifier

NUMBER = r"0[xX][0-9A-Fa-f]+(?:[_'][0-9A-Fa-f]+)*|0[bB][01_]+|[0-9A-Fa-f]{2,8}[hH](?![A-Za-z0-9_])"
NAME = r"[A-Za-z_][A-Za-z0-9_]*(?:(?:->|\.|::)[A-Za-z_][A-Za-z0-9_]*)*"
ADDRESS = r"0[xX][0-9A-Fa-f]{6,8}"
SAYS = (
    r"(?:==?|:=?|：|→|->|\breads?(?: back)?(?: as)?\b|\b(?:read (?:back )?)?as\b"
    r"|\bshows?\b|\bis(?: now| still"
    r"| always)?\b|\bwas\b|\breturns?\b|\bcontains?\b|\bholds?\b"
    r"|\bgives?(?: me)?\b|\bstays?(?: at)?\b|\bequals\b|\bvalue (?:is|of)\b|\bset to\b|\bhas(?: the value)?\b"
    r"|读(?:出来?|到|回来?|取)?(?:的值)?(?:是|为|到)?|(?:的)?值(?:是|为|一直是)?|等于|是|为|显示(?:为)?"
    r"|(?:读(?:出来|回来|到|回)?)?(?:一直|总是?|始终|还)(?:是|为)?)"
)
FILLER = (
    r"(?:\s|`|\*|\(|\)|（|）|寄存器|\bregister\b|\bvalue\b|的值|的|value of|里|,|,|我|现在|回"
    r"|a value of){0,24}"
)
VALUED = re.compile(
    rf"(?<![A-Za-z0-9_])(?P<name>{NAME}"
    rf"|{ADDRESS}){FILLER}{SAYS}\s*[`(*\s]*(?P<value>{NUMBER})(?![A-Za-z0-9_])"
)
BEFORE = re.compile(
    rf"(?P<value>{NUMBER})\s*(?:from|in|out of|at|for|as the value of)\s+(?:the\s+)?[`]?(?P<name>{NAME}"
    rf"|{ADDRESS})"
)
"""`I read 0x83 from RCC_CTLR`."""
LONE = re.compile(
    rf"(?:\b(?:reads?(?: back)?(?: as)?|get(?:ting)?|got|returns?|see(?:ing)?|reading)\s+(?:always |only |a "
    rf"|back )?|读(?:到|出来?|回来?|回)(?:的)?(?:值)?(?:是|为)?\s*|得到(?:的)?(?:是)?\s*)"
    rf"[`*]?(?P<value>{NUMBER})(?![A-Za-z0-9_])"
)
"""A value whose register the sentence does not name."""
DUMP = re.compile(
    rf"^[ \t]*(?P<address>{ADDRESS})(?:[ \t]*<[^>\n]*>)?[ \t]*:[ \t]+(?P<words>(?:0x[0-9A-Fa-f]+[ \t]*)+)",
    re.MULTILINE,
)
"""GDB's `x/4xw` and OpenOCD's `mdw`."""
PLAIN_DUMP = re.compile(
    rf"^[ \t]*(?P<address>{ADDRESS}):[ \t]+(?P<words>(?:[0-9A-Fa-f]{{8}}[ \t]*)+)$", re.MULTILINE
)
PRINTED = re.compile(
    rf"^[ \t]*(?:\(gdb\)\s*)?p(?:rint)?(?:/[a-z])?\s+\*?(?P<name>{NAME})[ \t]*\n"
    rf"[ \t]*\$\d+ = (?P<value>{NUMBER})",
    re.MULTILINE,
)
WORDS = frozenset(
    {"address", "offset", "base", "bit", "bits", "mask", "with", "value", "reset", "size", "length"}
)
"""Names before a number that make it no register's value."""
MEANT_AS_ADDRESS = re.compile(r"\b(?:address|offset|base|at)\b|地址|偏移|位于", re.IGNORECASE)
LONGEST = 300
"""Of an error message that is kept."""
ERROR_LINES = (
    re.compile(r"^[ \t]*[EW] \(\d+\) [\w.\-]+: .+$"),
    re.compile(r"^.*\bGuru Meditation Error\b.*$"),
    re.compile(r"^[ \t]*[\w./\\+-]+:\d+(?::\d+)?: (?:fatal )?(?:error|warning): .+$"),
    re.compile(r"^.*\bundefined reference to\b.*$"),
    re.compile(r"^.*\bregion [`'‘]?\w+['’`]? overflowed by\b.*$"),
    re.compile(r"^.*\bmultiple definition of\b.*$"),
    re.compile(r"^[ \t]*error(?:\[E\d+\])?: .+$", re.IGNORECASE),
    re.compile(r"^[ \t]*(?:fatal error|Error|ERROR|Warn|FATAL|\*\*\*\s?Error)\b[: ].+$"),
    re.compile(r"^[ \t]*.*\bassert(?:ion)?(?: failed)?\b: .+$"),
    re.compile(r"^[ \t]*abort\(\) was called .*$"),
    re.compile(r"^[ \t]*(?:make|ninja|cmake)(?:\[\d+\])?: .*(?:Error|error).*$"),
    re.compile(r"^.*>>> ZEPHYR FATAL ERROR.*$|^.*\*\*\* Booting .*FAULT.*$|^.*\bE: \*+ .*FAULT.*$"),
    re.compile(r"^[ \t]*(?:panicked at|thread '.*' panicked).*$"),
    re.compile(
        r"^[ \t]*.*\b(?:ld|collect2)(?:\.exe)?: (?:error|.*\breturned \d+ exit status|cannot find).*$"
    ),
    re.compile(
        r"^.*\b(?:failed to (?:connect|open|start|verify|erase)|timed? ?out waiting)\b.*$", re.IGNORECASE
    ),
)
"""Shapes of whole lines; each says that something failed."""
ERROR_PHRASES = (
    re.compile(r"Guru Meditation Error: [^\n]+"),
    re.compile(r"(?<![A-Za-z0-9_])(?:[EW] \(\d+\) [\w.\-]+: [^\n\"“”]+)"),
    re.compile(
        r"(?<![A-Za-z0-9_])(?:Hard|Bus|Usage|Mem(?:Manage)?|Secure)[ _]?Faults?(?:_Handler)?(?![A-Za-z0-9_])",
        re.IGNORECASE,
    ),
    re.compile(r"(?<![A-Za-z0-9_])(?:fatal )?error: [^\n\"“”。,,]{3,}", re.IGNORECASE),
    re.compile(r"(?<![A-Za-z0-9_])(?:ESP_ERR|HAL_ERROR|ERR|E)_[A-Z][A-Z0-9_]+(?![A-Za-z0-9_])"),
    re.compile(r"(?<![A-Za-z0-9_])HAL_(?:ERROR|TIMEOUT|BUSY)(?![A-Za-z0-9_])"),
    re.compile(r"(?:报错|错误(?:信息|提示)?|提示|输出)(?:是|为)?\s*[::]\s*[“\"]?(?P<said>[^\n“”\"。]{4,})"),
    re.compile(
        r"\b(?:error(?: message)?|says|saying|message|reports|prints|fails? with"
        r"|complains)\b[^\n\"“”]{0,20}[\"“”](?P<said>[^\"“”\n]{4,})[\"“”]",
        re.IGNORECASE,
    ),
    re.compile(r"(?:报错|错误|提示|显示)[^\n\"“”]{0,6}[\"“”](?P<said>[^\"“”\n]{4,})[\"“”]"),
)
"""The same within a sentence."""
ASKS = re.compile(r"[?？]|\b(?:which|what|how|why|where|when)\b|什么|怎么|为何|为什么|吗", re.IGNORECASE)


def values_in(text: str, focus: str = "") -> tuple[ReportedValue, ...]:
    """Register values that a message reports; one without a name belongs to the register in focus."""
    found: dict[int, ReportedValue] = {}
    taken: list[tuple[int, int]] = []

    def keep(start: int, end: int, name: str, value: str) -> None:
        if not any(start < other_end and other_start < end for other_start, other_end in taken):
            taken.append((start, end))
            found[start] = ReportedValue(name, value)

    for match in (*DUMP.finditer(text), *PLAIN_DUMP.finditer(text)):
        keep(*match.span(), match["address"], match["words"].strip())
    for match in PRINTED.finditer(text):
        keep(*match.span(), match["name"], match["value"])
    for pattern in (VALUED, BEFORE):
        for match in pattern.finditer(text):
            if _is_register(match["name"]) and not MEANT_AS_ADDRESS.search(
                match[0].replace(match["name"], "")
            ):
                keep(*match.span(), match["name"], match["value"])
    for match in LONE.finditer(text):
        keep(*match.span("value"), focus, match["value"])
    return tuple(dict.fromkeys(found[start] for start in sorted(found)))


def _is_register(name: str) -> bool:
    """Whether what stands before a number has the looks of a register or is an address."""
    if name[:2].lower() == "0x":
        return True
    last = re.split(r"->|\.|::", name)[-1]
    return name.lower() not in WORDS and (is_identifier(last) or "->" in name) and bool(canonical(name))


def errors_in(text: str) -> tuple[str, ...]:
    """Error messages that a message quotes, as they stand."""
    found: dict[str, None] = {}
    for line in text.splitlines():
        if any(shape.match(line) for shape in ERROR_LINES) and not _is_prose(line):
            found[line.strip()[:LONGEST].rstrip()] = None
            continue
        for phrase in ERROR_PHRASES:
            for match in phrase.finditer(line):
                said = (match.groupdict().get("said") or match[0]).strip()
                if not any(said in other for other in found):
                    found[said[:LONGEST].rstrip()] = None
    return tuple(found)


def _is_prose(line: str) -> bool:
    """A sentence about an error, which quotes it at most in part."""
    return bool(re.match(r"\s*(?:I|My|The|When|After|Why|What|It|We|How|Then|And|Now|But)\b", line)) or bool(
        re.search(r"[\u4e00-\u9fff].*[?？。]|为什么|怎么", line)
    )
