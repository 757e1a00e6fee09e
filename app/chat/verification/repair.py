"""What becomes of an answer that does not stand: told to the model once, then taken out or marked. Pure."""

import re

from app.chat.verification.types import Finding, Kind, Reason, Verification

_MARK = {"en": "(not confirmed by the manuals)", "zh": "(手册未能证实)"}
GONE = {
    "en": "(A statement that the manuals do not confirm was left out here.)",
    "zh": "(此处略去了手册未能证实的内容。)",
}
INTRO = {
    "en": "These statements of your answer do not stand in the sources. Correct or leave them out; change nothing else:",  # noqa: E501 - one pattern or case, one line
    "zh": "你的回答中以下内容与所给资料不符。请更正或删去,其余不要改动:",
}
_SAID: dict[Reason, tuple[str, str]] = {
    Reason.UNKNOWN: ("no source says {text}", "资料中没有 {text}"),
    Reason.OTHER: ("{text} stands in the sources, but of something else", "资料中的 {text} 说的是别的对象"),
    Reason.CONTRADICTED: ("the sources do not say {text} of this", "资料所述与 {text} 不同"),
    Reason.DENIED: ("the sources do say {text}", "资料中正是 {text}"),
    Reason.WRONG: ("{text} is miscalculated", "{text} 计算有误"),
    Reason.ECHO: ("{text} repeats the question instead of answering it", "{text} 只是重复提示,没有回答"),
    Reason.UNCITED: ("{text} does not stand in the source that you cite", "所引用的资料中没有 {text}"),
}
TOLD = re.compile(
    "|".join(
        (
            *(re.escape(text.rstrip(":")) for text in INTRO.values()),
            *(
                re.escape(said).replace(re.escape("{text}"), '[“"][^”"\n]{0,80}[”"]')
                for both in _SAID.values()
                for said in both
            ),
            "say “[^”\n]{0,80}” of this",
            'sources? (?:do|does) not say [“"][^”"\n]{0,40}[0-9]',
        )
    )
)
"""What only we say to the model: an answer with it repeats its prompt."""
_HARMLESS = frozenset({Reason.UNCITED})
"""The value is right; only its place is not."""
_MADE = frozenset({Kind.NAME, Kind.NUMBER, Kind.HEX, Kind.QUANTITY})
"""What a program may have made itself where the manuals do not know it. Nobody makes a bit's place."""


def repair(answer: str, verification: Verification, language: str, own: bool = False) -> str:
    """The answer without what does not stand: whole sentences and rows go, so that no wrong value stays.

    `own`: what the manuals do not know is marked and not left out, because it may be the writer's own work.
    """
    if verification.ok:
        return answer
    tongue = "zh" if language == "zh" else "en"
    units: dict[tuple[int, int], list[Finding]] = {}
    for finding in verification.findings:
        units.setdefault(finding.unit, []).append(finding)
    pieces, position = [], 0
    for (start, end), findings in sorted(units.items()):
        pieces.append(answer[position:start])
        pieces.append(_instead(answer[start:end], findings, tongue, own))
        position = end
    pieces.append(answer[position:])
    whole = re.sub(r"\n{3,}", "\n\n", "".join(pieces))
    return whole if whole.strip() else GONE[tongue]


def _instead(unit: str, findings: list[Finding], tongue: str, own: bool) -> str:
    """A unit whose values are right, or the writer's own, is marked; any other leaves only its line break."""
    harmless = all(
        f.reason in _HARMLESS
        or f.kind is Kind.CITATION
        or (own and f.reason is Reason.UNKNOWN and f.kind in _MADE)
        for f in findings
    )
    if harmless and not unit.lstrip().startswith("|"):
        return _marked(unit, findings, _MARK[tongue])
    ending = re.search(r"\n*\Z", unit)
    return "\n" if ending and len(ending[0]) > 1 else ""


def _marked(unit: str, findings: list[Finding], mark: str) -> str:
    """Without the citations that do not hold, and with a word that says so."""
    body = re.sub(r"\s?\[{1,2}\^?\d{1,3}(?:\s?[,;、-]\s?\d{1,3})*\]{1,2}(?:\([^()\s]*\))?", "", unit)
    ending = re.search(r"([.。!?！？]?)(\s*)\Z", body)
    if ending is None:
        return f"{body} {mark}"
    return f"{body[: ending.start()]} {mark}{ending[1]}{ending[2]}"


def findings_for_prompt(verification: Verification, language: str) -> str:
    """The findings as the model is told them, for its one other try."""
    tongue = int(language == "zh")
    lines = [INTRO["zh" if tongue else "en"]]
    for finding in verification.findings:
        said = _SAID[finding.reason][tongue].format(text=f"“{finding.text}”")
        right = (
            (f"；应为 {finding.expected}" if tongue else f"; they say {finding.expected}")
            if finding.expected
            else ""
        )
        lines.append(f"- {said}{right}: {' '.join(finding.sentence.split())}")
    return "\n".join(dict.fromkeys(lines))
