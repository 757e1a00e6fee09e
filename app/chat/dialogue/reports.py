"""What the user read off the hardware or the tools: register values and error messages, verbatim. Pure."""

import re
from collections.abc import Iterator
from itertools import zip_longest

from app.chat.dialogue.state import ReportedValue
from retrieval.identifiers import canonical, is_identifier, is_part_number

Token = re.Match[str]
NUMBER = re.compile(
    r"(?<![A-Za-z0-9_.])(?:0[xX][0-9A-Fa-f]+(?:[_'][0-9A-Fa-f]+)*|0[bB][01_]+|[0-9][0-9A-Fa-f]{0,7}[hH])(?![A-Za-z0-9_])"
)
NAME = r"[A-Za-z_][A-Za-z0-9_]*(?:(?:->|\.|::)[A-Za-z_][A-Za-z0-9_]*)*"
NAMED = re.compile(rf"(?<![A-Za-z0-9_.>]){NAME}")
ADDRESS = r"0[xX][0-9A-Fa-f]{6,8}"
BETWEEN = re.compile(r"[^\n,;.?!，；。？！]{1,40}")
"""What may stand between a register's name and its value: one clause, whatever it says."""
BACK = re.compile(r"[^\n,;.?!，；。？！]{1,24}")
"""The same where the value comes first: `I read 0x83 from RCC_CTLR`."""
LONE = re.compile(r"(?:\b(?:read|get|got|return|see)\w*|读|得到)[^\n,;.?!，；。？！]{0,12}$", re.IGNORECASE)
"""What stands before a value whose register the sentence does not name."""
DUMP = re.compile(
    rf"^[ \t]*(?P<address>{ADDRESS})(?:[ \t]*<[^>\n]*>)?[ \t]*:[ \t]+"
    r"(?P<words>(?:(?:0x)?[0-9A-Fa-f]{8}[ \t]*)+)$",
    re.MULTILINE,
)
"""GDB's `x/4xw` and OpenOCD's `mdw`."""
PRINTED = re.compile(
    rf"^[ \t]*(?:\(gdb\)\s*)?p(?:rint)?(?:/[a-z])?\s+\*?(?P<name>{NAME})[ \t]*\n"
    r"[ \t]*\$\d+ = (?P<value>0[xX][0-9A-Fa-f]+)",
    re.MULTILINE,
)
NOT_REGISTERS = frozenset({"address", "offset", "base", "bit", "bits", "mask", "value", "reset", "size"})
"""Names before a number that make it no register's value."""
MEANT_AS_ADDRESS = re.compile(r"\b(?:address|offset|base|at)\b|地址|偏移|位于", re.IGNORECASE)
AROUND = 40
"""Characters within which a name and its value stand."""
LONGEST = 300
"""Of an error message that is kept."""
ERROR_LINE = re.compile(
    r"\W*(?:[EW] \(\d+\) [\w.\-]+: |(?:[\w./\\+-]+(?::\d+)*: )*"
    r"(?:(?:fatal )?error|warn(?:ing)?|fatal|assert\w*|abort|undefined reference|multiple definition"
    r"|failed)\b(?=.*[:`']))",
    re.IGNORECASE,
)
"""How a line begins that a tool or a chip prints when something failed, behind the place in a file."""
ERROR_PHRASES = (
    re.compile(r"Guru Meditation Error: [^\n]+"),
    re.compile(
        r"(?<![A-Za-z0-9])(?:Hard|Bus|Usage|Mem\w*|Secure)[ _]?Faults?(?:_Handler)?(?![A-Za-z0-9_])", re.I
    ),
    re.compile(r"(?<![A-Za-z0-9_])(?:[EW] \(\d+\) [\w.\-]+|error): [^\n\"“”。,，]{3,}", re.IGNORECASE),
    re.compile(r"(?<![A-Za-z0-9_])(?:[A-Z]+_)?(?:ERR|ERROR)(?:_[A-Z][A-Z0-9_]+)?(?![A-Za-z0-9_:])"),
    re.compile(r"(?:报错|错误|提示)[^\n:：“\"]{0,4}[:：]\s*(?P<said>[^\n“”\"。]{4,})"),
    re.compile(
        r"(?:error|says|saying|message|reports|prints|报错|错误|提示|显示)[^\n\"“”]{0,20}"
        r"[\"“](?P<said>[^\"“”\n]{4,})[\"”]",
        re.IGNORECASE,
    ),
)
"""The same within a sentence."""


def values_in(text: str, focus: str = "") -> tuple[ReportedValue, ...]:
    """Register values that a message reports; one without a name belongs to the register in focus."""
    found = {
        match.start(): ReportedValue(match["address"], match["words"].strip())
        for match in DUMP.finditer(text)
    }
    found |= {match.start(): ReportedValue(match["name"], match["value"]) for match in PRINTED.finditer(text)}
    for pattern in (DUMP, PRINTED):
        text = pattern.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)
    tokens = sorted((*_names(text), *NUMBER.finditer(text)), key=lambda match: match.start())
    last = None
    for token, following in zip_longest(tokens, tokens[1:]):
        if not NUMBER.fullmatch(token[0]):
            last = token
        elif named := _named(text, last, token, following):
            if not MEANT_AS_ADDRESS.search(named[1]):
                found[token.start()] = ReportedValue(named[0], token[0])
        elif LONE.search(text[max(token.start() - AROUND, 0) : token.start()]):
            found[token.start()] = ReportedValue(focus, token[0])
        elif re.fullmatch(ADDRESS, token[0]):
            last = token  # it may be what a value behind it is read from
    return tuple(dict.fromkeys(found[start] for start in sorted(found)))


def _named(text: str, last: Token | None, number: Token, following: Token | None) -> tuple[str, str] | None:
    """The register before a number in its clause, else the one behind it, and the words between them."""
    if last and BETWEEN.fullmatch(text, last.end(), number.start()):
        return last[0], text[last.end() : number.start()]
    if following and not NUMBER.fullmatch(following[0]):
        between = text[number.end() : following.start()]
        return (following[0], between) if BACK.fullmatch(between) else None
    return None


def _names(text: str) -> Iterator[Token]:
    found = NAMED.finditer(text)
    return (match for match in found if _is_register(match[0]) and not NUMBER.fullmatch(match[0]))


def _is_register(name: str) -> bool:
    """Whether what stands before a number has the looks of a register or is an address."""
    if name[:2].lower() == "0x":
        return True
    if name.lower() in NOT_REGISTERS or is_part_number(name.upper()):
        return False
    last = re.split(r"->|\.|::", name)[-1]
    return (is_identifier(last) or "->" in name) and bool(canonical(name))


def errors_in(text: str) -> tuple[str, ...]:
    """Error messages that a message quotes, as they stand."""
    found: dict[str, None] = {}
    for line in text.splitlines():
        if ERROR_LINE.match(line) and not _is_prose(line):
            found[line.strip(" \t`")[:LONGEST].rstrip()] = None
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
