"""Personal data and secrets out of what people wrote: mail, phone, keys, identity numbers, names. Pure.

What manuals print looks much like it (addresses, part numbers, checksums), so numbers count only with what
makes them personal: a country code, a check digit, a word before them.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10X98765432"


def _luhn(text: str) -> bool:
    digits = [int(each) for each in text if each.isdigit()]
    doubled = [each if at % 2 else sum(divmod(2 * each, 10)) for at, each in enumerate(reversed(digits), 1)]
    return len(set(digits)) > 1 and sum(doubled) % 10 == 0


def _identity(text: str) -> bool:
    digits = text.upper()
    return _ID_CHECKS[sum(int(d) * w for d, w in zip(digits, _ID_WEIGHTS, strict=False)) % 11] == digits[17]


def _always(_: str) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Rule:
    """A kind of data: what it looks like, and whether what does so is one. Group `it` is what is masked."""

    name: str
    pattern: re.Pattern[str]
    is_one: Callable[[str], bool] = _always


def _rule(name: str, pattern: str, is_one: Callable[[str], bool] = _always, flags: int = 0) -> Rule:
    return Rule(name, re.compile(pattern, flags), is_one)


_BEFORE_KEY = (
    r"(?:pass(?:word|wd|phrase)?|pwd|secret|token|api[ _-]?key|access[ _-]?key|auth(?:orization)?|psk"
    r"|密码|口令|密钥|令牌|私钥)"
)
_PERSON = r"[A-Z][a-z]+(?:[ -][A-Z][a-z]+){0,2}"
_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
    "余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
"""The commonest; a word of two or three characters that begins otherwise is hardly a name."""
RULES = (
    _rule(
        "KEY",
        r"(?P<it>-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z))",
        flags=re.DOTALL,
    ),
    _rule(
        "KEY",
        r"\b(?P<it>(?:sk|pk|rk)[-_](?:live|test|proj|ant)?[-_]?[A-Za-z0-9_-]{16,}|gh[opusr]_[A-Za-z0-9]{20,}"
        r"|github_pat_\w{20,}|glpat-[\w-]{16,}|xox[abprs]-[\w-]{10,}|A(?:KIA|SIA)[0-9A-Z]{16}"
        r"|LTAI[0-9A-Za-z]{12,}|AKID[0-9A-Za-z]{13,}|AIza[\w-]{30,}|hf_[A-Za-z0-9]{20,}|npm_[A-Za-z0-9]{30,}"
        r"|eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]+)",
    ),
    _rule("KEY", r"(?i)\bbearer\s+(?P<it>[\w.~+/=-]{12,})"),
    _rule(
        "KEY",
        rf"(?i){_BEFORE_KEY}[\"']?\s*(?:[:=：]|\bis\b|是|为)\s*[\"']?(?P<it>(?!0[xX][0-9A-Fa-f]+\b)[^\s\"',;，。；]{{4,}})",
    ),
    _rule("KEY", r"(?i)\b\w+://[^\s/:@]+:(?P<it>[^\s/@]{3,})@"),
    _rule("EMAIL", r"(?P<it>[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,})"),
    _rule("ID", r"(?<![0-9A-Za-z])(?P<it>[1-9]\d{5}(?:19|20)\d{9}[0-9Xx])(?![0-9A-Za-z])", _identity),
    _rule(
        "PHONE",
        r"(?<![\w.])(?P<it>(?:\+|00)\d{1,3}[ .-]?(?:\(\d{1,4}\)[ .-]?)?\d{1,4}(?:[ .-]?\d{2,4}){2,4})(?!\w)",
    ),
    _rule("PHONE", r"(?<![0-9A-Za-z.])(?P<it>1[3-9]\d[ -]?\d{4}[ -]?\d{4})(?![0-9A-Za-z])"),
    _rule("PHONE", r"(?<![0-9A-Za-z.])(?P<it>\(?0\d{2,3}\)?[ -]\d{7,8})(?![0-9A-Za-z])"),
    _rule(
        "PHONE",
        r"(?i)(?:\b(?:tel|phone|mobile|cell|call|fax|whatsapp)\b(?:\s+(?:me|us|number|no))?\.?(?:\s+(?:at|on|is))?"
        r"|电话|手机|座机|传真|微信)\s*(?:号码?)?[\s:：是为]*(?P<it>\(?\+?\d[\d ().-]{5,}\d)",
    ),
    _rule("PHONE", r"(?<![\w.-])(?P<it>\(\d{3}\) ?\d{3}-\d{4}|[2-9]\d{2}-\d{3}-\d{4})(?![\w-])"),
    _rule("CARD", r"(?<![0-9A-Za-z.])(?P<it>[3-6]\d{3}(?:[ -]?\d{4}){2}[ -]?\d{3,7})(?![0-9A-Za-z])", _luhn),
    _rule(
        "NAME",
        rf"(?:\b(?:[Mm]y name is|[Ii]'m called|[Cc]ontact(?: person)?:?|[Nn]ame:|[Aa]uthor:"
        r"|[Dd]ear|[Hh]i|[Hh]ello"
        rf"|[Rr]egards,|[Cc]heers,|[Tt]hanks,|[Ss]incerely,|Mr\.?|Mrs\.?|Ms\.?|Dr\.)\s+)(?P<it>{_PERSON})\b",
    ),
    _rule("NAME", rf"\b[Tt]his is (?P<it>{_PERSON})(?= (?:from|at|of|speaking)\b)"),
    _rule(
        "NAME",
        rf"(?:我叫|姓名|联系人|负责人|收件人|作者)\s*[:：是为]?\s*"
        rf"(?P<it>[{_SURNAMES}][\u4e00-\u9fff]{{1,2}}?)(?=[^\u4e00-\u9fff]|\Z|[的在是来从和,])",
    ),
    _rule(
        "NAME",
        rf"(?:我是|本人)\s*(?P<it>[{_SURNAMES}][\u4e00-\u9fff]{{1,2}})(?=[,，。.!！;；\s]|\Z)",
    ),
    _rule(
        "NAME",
        rf"(?P<it>[{_SURNAMES}][\u4e00-\u9fff]{{0,2}})(?=(?:先生|女士|小姐|经理|老师|工程师|博士|总监))",
    ),
)
"""In the order in which they are applied: what is longer and surer comes first."""


_EVIDENCE = re.compile(r"(<source n=.*?</source>)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Masked:
    """A text without personal data, and how much of each kind there was."""

    text: str
    counts: Mapping[str, int]


PRINTED = tuple(rule for rule in RULES if rule.name == "EMAIL")
"""What is personal in print too. A manual's numbers are its matter, and `token: 0x69` is a packet."""


def masked(text: str, rules: Sequence[Rule] = RULES) -> Masked:
    """Puts `<EMAIL>` and the like in place of what is personal or secret."""
    counts: Counter[str] = Counter()
    for rule in rules:
        text = _applied(rule, text, counts)
    return Masked(text, dict(counts))


def masked_beside_evidence(text: str) -> Masked:
    """A prompt without what is personal; what it quotes of manuals keeps its numbers."""
    counts: Counter[str] = Counter()
    parts = []
    for at, part in enumerate(_EVIDENCE.split(text)):
        done = masked(part, PRINTED if at % 2 else RULES)
        counts.update(done.counts)
        parts.append(done.text)
    return Masked("".join(parts), dict(counts))


def _applied(rule: Rule, text: str, counts: Counter[str]) -> str:
    def put(match: re.Match[str]) -> str:
        it = match["it"]
        if it.startswith("<") or not rule.is_one(it):
            return match[0]
        counts[rule.name] += 1
        start = match.start("it") - match.start()
        return f"{match[0][:start]}<{rule.name}>{match[0][start + len(it) :]}"

    return rule.pattern.sub(put, text)
