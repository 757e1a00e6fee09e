"""Title, vendor, document number, kind and language of a document. Pure."""

import re
from collections import Counter
from pathlib import Path

from app.library.chips import chip_key
from app.library.part_numbers import read
from ingestion.parsing.detection.chips import parts_in
from ingestion.parsing.detection.evidence import Evidence
from ingestion.parsing.detection.numbers import NUMBERS

_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.I))
    for kind, pattern in (
        ("errata", r"errat|勘误|silicon bugs?|\bbugs\b|limitations? sheet"),
        ("faq", r"\bfaqs?\b|frequently asked|常见问题"),
        ("application-note", r"application note|应用笔记|应用指南|(?<![A-Za-z])AN\d{3,5}\b"),
        (
            "reference-manual",
            r"reference\s+manual|technical\s+reference|programming\s+manual|user(?:'?s)?\s+(?:manual|guide)"
            r"|hardware\s+manual|debug\s+manual|应用手册|参考手册|用户手册|编程手册|(?<![A-Za-z])(?:RM|TRM|PM)\d*(?![A-Za-z])",
        ),
        (
            "datasheet",
            r"data\s*-?sheet|data\s?book|technical data\b|product (?:data|specification)"
            r"|数据手册|规格书|产品手册|数据表|(?<![A-Za-z])DS\d*(?![A-Za-z])",
        ),
        ("specification", r"specification|\bspec\b|规范|\bstandard(?:$| (?:for|version|rev))|debug support"),
    )
)
_ELECTRICAL = re.compile(
    r"absolute maximum|electrical (?:characteristics|specification)|ordering (?:information|guide|code)"
    r"|绝对最大|极限(?:参数|值)|电气(?:特性|参数)|订[货购]信息",
    re.I,
)
"""Headings of a data sheet, whatever it calls itself."""
_ITSELF = re.compile(
    r"(?:\bthis|\bthe present|本)\s?((?:[a-z]+ ){0,2}?(?:manual|data ?sheet|guide)|数据手册|手册|规格书)",
    re.I,
)
_LED = re.compile(
    r"(?:(?:preliminary|product|advance[d]?|user) )*(?:data ?sheet|manual|guide)\b|数据手册|用户手册", re.I
)
"""A line of the cover that begins with what the document is."""
_MADE = 4
"""What it is worth for a vendor that the grammar of its part numbers reads the document's chips."""
_FEWEST_LINES = 3
"""Of a cover that may name the vendor."""
_CLEARLY = 2
"""Times as often as the next vendor."""
_REGISTER = re.compile(r"\bregisters?\b|寄存器", re.I)
_MOST_QUESTIONS = 0.3
_LITTLE_WORDS = re.compile(
    r"\b(?:the|of|to|is|and|in|for|be|with|by|this|are|on|that|as|if|or|when|can|from|will)\b", re.I
)
"""Between a quarter and a fifth of the words of an English text."""
_SIGNS_FOR_ONE = 7
"""Chinese characters that weigh as much as one of these: a word has 1.6 characters there."""

_VENDORS = tuple(
    (name, re.compile(prints, re.I))
    for name, prints in (
        line.split("\t")
        for line in Path(__file__).with_name("vendors.tsv").read_text(encoding="utf-8").splitlines()[1:]
    )
)
"""Names as documents are filed, with what vendors print of themselves: other names, their sites."""
_COMPANY = re.compile(
    r"^(?P<name>[A-Z][\w&.\- ]{2,40}?\s+"
    r"(?:Semiconductors?|Microelectronics|MicroSystems|Systems|Technolog(?:y|ies)|Electronics))\b.{0,40}$"
    r"|^(?P<chinese>[\u4e00-\u9fff]{2,10}(?:半导体|微电子|电子|科技))(?![\u4e00-\u9fff])"
)
_HOLDER = re.compile(
    r"(?:©|\(c\)|copyright)[\s(c)©]*(?:(?:19|20)\d\d[\s,–-]*)+(?:by\s+)?"
    r"(?P<name>[A-Z][\w&\-]*(?: [A-Z][\w&\-]*){0,3})(?=[.,]|\s+(?:all rights|inc|ltd|co|corp|llc|gmbh)\b|$)",
    re.I,
)
"""Whoever holds the copyright publishes it, where nothing else says who does."""
_BRACKETED = re.compile(r"\s*\((?:rev|ver)[^()]*\)?\s*$", re.I)
"""`CC1101 Data Sheet (Rev. C`: as cut off in some files."""
_FILE_LIKE = re.compile(r"^untitled|\.docx?|\.pdf|^microsoft word|^[\w\-()]+$", re.I)
_SECTION = re.compile(
    r"^(?:\d+[.．]?\s*)?(?:editors?|authors?|including|introduction|overview"
    r"|(?:key |general |product )?(?:features?|descriptions?|benefits)"
    r"|contents|functions?|applications?|ordering|table\s|by\s|说明|概述|特[性点]|功能|应用|描述|简介|目录)"
    r"|^\w+,? \w+ \d{1,2},? .*(?:19|20)\d\d",
    re.I,
)
_LONGEST_TITLE = 160
_SENTENCE = re.compile(r"\b(?:the|this|is|are|to|for)\b(?: \S+){4,}|[，。、；]\S{8,}|\w[,;]$|[^.]\.$")
"""Of running text, which is as large as the title on a narrow cover."""
_NOISE = re.compile(
    r"https?://|www\.|©|^version|^ver\b|^rev\b|^v?\d+(?:\.\d+)+|^page\b|confidential|^[0-9a-f]{16,}$|@", re.I
)


def kind(evidence: Evidence) -> str:
    """One of the kinds that `Detected` names."""
    title = "\n".join(line.text for line in evidence.large)
    running = "\n".join(evidence.running)
    stated = [evidence.stated.get(key, "") for key in ("title", "subject")]
    itself = Counter(match.casefold() for match in _ITSELF.findall(evidence.text)).most_common(1)
    places = (title, running, *stated, evidence.stem.replace("_", " "), *(phrase for phrase, _ in itself))
    led = [line.text for line in evidence.cover if _LED.match(line.text)]
    for place in (*places, *led):
        for name, pattern in _KINDS:
            if pattern.search(place):
                return name
    if evidence.headings:
        asked = sum(text.rstrip().endswith(("?", "？")) for text in evidence.headings)
        if asked > _MOST_QUESTIONS * len(evidence.headings):
            return "faq"
        faults = sum(bool(re.search(r"workaround|errat|变通|规避", text, re.I)) for text in evidence.headings)
        if faults and faults >= 0.15 * len(evidence.headings):
            return "errata"
        if any(_ELECTRICAL.search(text) for text in evidence.headings):
            return "datasheet"
        if sum(bool(_REGISTER.search(text)) for text in evidence.headings) >= 10:
            return "reference-manual"
    return (
        "datasheet" if re.search(r"absolute maximum ratings|绝对最大额定", evidence.text, re.I) else "other"
    )


def language(evidence: Evidence) -> str:
    """The language of the body's sentences; names, tables of numbers and a translated cover do not count."""
    chinese = len(re.findall(r"[\u4e00-\u9fff]", evidence.text))
    return "zh" if chinese > max(5, _SIGNS_FOR_ONE * len(_LITTLE_WORDS.findall(evidence.text))) else "en"


def number(evidence: Evidence, parts: tuple[str, ...]) -> str:
    """The vendor's document number; DS3231 is none where it is the part."""
    stated = [evidence.stated.get(key, "") for key in ("subject", "title")]
    places = [*(line.text for line in evidence.large), *evidence.running, *stated]
    places += [evidence.stem.replace("_", " "), *(line.text for line in evidence.cover)]
    for place in places:
        for match in NUMBERS.finditer(place):
            if match[0] not in parts:
                return " ".join(match[0].split())
    return ""


def of_a_part(named: str, parts: tuple[str, ...]) -> str:
    """A specification of a chip is its data sheet; of none, a standard."""
    return "datasheet" if named == "specification" and parts else named


def vendor(evidence: Evidence, parts: tuple[str, ...]) -> str:
    """The vendor's usual name; by its own word first, then by the parts that it makes."""
    cover = "\n".join(line.text for line in evidence.cover)
    stated = " ".join(evidence.stated.get(key, "") for key in ("author", "title", "subject"))
    score: Counter[str] = Counter()
    for weight, place in (
        (5, "\n".join(evidence.running)),
        (4, cover),
        (4, stated),
        (2, evidence.stem),
    ):
        for name, pattern in _VENDORS:
            if pattern.search(place):
                score[name] += weight
    for name in {part.vendor for chip in parts if (part := read(chip_key(chip)))}:
        score[name] += _MADE
    if score:
        return score.most_common(1)[0][0]
    if len(evidence.cover) < _FEWEST_LINES and (maker := _spoken_of(evidence.text)):
        return maker
    for text in (evidence.stated.get("author", ""), *(line.text for line in evidence.cover)):
        if match := _COMPANY.match(text):
            return match["name"] or match["chinese"]
    for text in (*evidence.running, *(line.text for line in evidence.cover)):
        if match := _HOLDER.search(text):
            return match["name"].strip()
    return ""


def _spoken_of(text: str) -> str:
    """The vendor that a text without a cover speaks of most, by name or by its parts; empty for several."""
    counts: Counter[str] = Counter({name: len(pattern.findall(text)) for name, pattern in _VENDORS})
    counts.update(part.vendor for word in parts_in(text, unique=False) if (part := read(chip_key(word))))
    (first, most), (_, second) = counts.most_common(2)
    return first if most and most >= _CLEARLY * second else ""


def title(evidence: Evidence) -> str:
    """What the document calls itself."""
    cover = _cover_title(evidence)
    stated = evidence.stated.get("title", "")
    if cover and len(stated) < _LONGEST_TITLE and stated.casefold().startswith(f"{cover.casefold()} "):
        return _without_revision(_BRACKETED.sub("", stated))
    if cover and " " not in cover and len(stated) < _LONGEST_TITLE and not _FILE_LIKE.search(stated):
        whole = stated if cover.casefold() in stated.casefold() else f"{cover} {stated}"
        return _without_revision(_BRACKETED.sub("", whole))
    if cover and not _names_kind(cover) and _names_kind(stated) and not _FILE_LIKE.search(stated):
        return _BRACKETED.sub("", stated).strip()
    if cover and (_is_telling(cover) or not evidence.running):
        return cover
    for text in evidence.running:
        bare = _without_revision(text)
        if _is_telling(bare) and len(bare) > 8:
            longer = stated.casefold().startswith(f"{bare.casefold()} ")
            return _BRACKETED.sub("", stated).strip() if longer else bare
    if stated and not _FILE_LIKE.search(stated):
        return stated
    return cover or stated or evidence.stem


def _cover_title(evidence: Evidence) -> str:
    """The largest lines of the cover, without the vendor's name and what is only a version or address."""
    texts: list[str] = []
    for line in evidence.large:
        text = " ".join(line.text.split()).strip(" •·|–-")
        if not text or _NOISE.search(text) or _COMPANY.match(text) or re.match(r"^\d+[.．]?\s", text):
            continue
        if _SECTION.match(text) or _SENTENCE.search(text) or len(texts) >= 4:
            if texts:
                break
            continue
        texts.append(text)
    joined = " ".join(texts)
    return joined if len(joined) <= _LONGEST_TITLE else texts[0][:_LONGEST_TITLE]


def _names_kind(text: str) -> bool:
    return any(pattern.search(text) for _, pattern in _KINDS)


def _is_telling(text: str) -> bool:
    return any(pattern.search(text) for _, pattern in _KINDS) or bool(
        re.search(r"[A-Z]{1,6}\d{2,}|RISC-V", text)
    )


def _without_revision(text: str) -> str:
    text = re.sub(r"https?://\S+|www\.\S+|\b(?:rev|ver|version|v)[\s._]*\d[\w.]*", " ", text, flags=re.I)
    text = re.sub(r"^\d+(?:\s*/\s*\d+)?\s|\s\d+(?:\s*/\s*\d+)?$", " ", text.strip())
    return " ".join(text.replace("_", " ").split()).strip(" •·|–-")
