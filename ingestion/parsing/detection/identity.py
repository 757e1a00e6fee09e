"""Title, vendor, document number, kind and language of a document. Pure."""

import re
from collections import Counter

from ingestion.parsing.detection.evidence import Evidence

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
        ("datasheet", r"data\s*sheet|数据手册|规格书|产品手册|数据表|(?<![A-Za-z])DS\d*(?![A-Za-z])"),
        ("specification", r"specification|\bspec\b|规范|\bstandard\b|debug support"),
    )
)
_REGISTER = re.compile(r"\b[Rr]egister\b|寄存器")
_MOST_QUESTIONS = 0.3

_NUMBERS = re.compile(
    r"(?<![A-Za-z0-9])(?:Doc\s?ID\s?\d{4,6}|(?:ARM\s)?(?:DDI|IHI|DUI|DEN)\s?\d{4}[A-Z]?|(?:DS|RM|PM|AN|UM|ES|TN)\d{4,5}"
    r"|[A-Z]{2,5}-(?:DS|RM|PM|AN|UM|ES|TN)-?\d{2,5}|\d{4,5}-DS|[A-Z]{2,5}\d{2,3}[A-Z]?\d{0,3}(?:DS|RM)\d?)(?![A-Za-z0-9])",
    re.I,
)

# Names as vendors print them, with what else gives them away: their sites and the parts they make.
_VENDORS: tuple[tuple[str, str], ...] = (
    ("WCH", r"\bwch\b|wch-ic\.com|wch\.cn|沁恒|nanjing qinheng|(?<![A-Z])CH(?:32[VFLXM]|5\d\d|V\d{3})\w*"),
    ("Espressif", r"espressif|乐鑫|(?<![A-Z])ESP(?:32|8266)"),
    ("STMicroelectronics", r"stmicroelectronics|\bst\.com|意法半导体|(?<![A-Z])STM(?:32|8)"),
    ("GigaDevice", r"gigadevice|兆易创新|(?<![A-Z])GD32"),
    ("Puya", r"\bpuya\b|普冉|(?<![A-Z])PY32"),
    ("MindMotion", r"mindmotion|灵动微|mm32mcu|(?<![A-Z])MM32"),
    ("Allegro MicroSystems", r"allegro\s?micro"),
    ("Arm", r"\barm limited|\barm ltd|copyright ©.{0,16}\barm\b|(?<![A-Z])arm ddi"),
    ("Nordic Semiconductor", r"nordic semi|(?<![A-Z])nRF\d"),
    ("NXP", r"\bnxp\b|freescale|(?<![A-Z])LPC\d|(?<![A-Z])i\.MX"),
    ("Texas Instruments", r"texas instruments|\bti\.com|(?<![A-Z])MSP430|(?<![A-Z])CC\d{4}"),
    ("Microchip", r"microchip tech|\batmel\b|microchip\.com|(?<![A-Z])ATmega|(?<![A-Z])PIC\d"),
    ("Infineon", r"infineon|cypress semi|英飞凌"),
    ("Renesas", r"renesas|瑞萨"),
    ("Silicon Labs", r"silicon lab|(?<![A-Z])EFM32|(?<![A-Z])EFR32"),
    ("Raspberry Pi", r"raspberry pi|(?<![A-Z])RP2\d{3}"),
    ("Bouffalo Lab", r"bouffalo|博流|(?<![A-Z])BL[67]\d\d"),
    ("Artery", r"artery\s?(?:tek|tech)|雅特力|(?<![A-Z])AT32"),
    ("Geehy", r"geehy|极海|(?<![A-Z])APM32"),
    ("Nuvoton", r"nuvoton|新唐"),
    ("HDSC", r"\bhdsc\b|华大半导体|小华|(?<![A-Z])HC32"),
    ("Nations", r"nations technolog|国民技术|(?<![A-Z])N32[GLW]"),
    ("HPMicro", r"hpmicro|先楫|(?<![A-Z])HPM\d"),
    ("Analog Devices", r"analog devices|maxim integrated|\banalog\.com"),
    ("onsemi", r"\bonsemi|on semiconductor"),
    ("Realtek", r"realtek|瑞昱"),
    ("Telink", r"telink|泰凌"),
    ("Telink", r"(?<![A-Z])TLSR\d"),
    ("RISC-V International", r"risc-v international|risc-v foundation|riscv\.org|sifive"),
    ("Toshiba", r"\btoshiba\b"),
    ("ROHM", r"\brohm\b"),
    ("Holtek", r"holtek|合泰"),
)
_COMPANY = re.compile(
    r"^(?P<name>[A-Z][\w&.\- ]{2,40}?\s+"
    r"(?:Semiconductors?|Microelectronics|MicroSystems|Systems|Technolog(?:y|ies)|Electronics))\b.{0,40}$"
    r"|^(?P<chinese>[\u4e00-\u9fff]{2,10}(?:半导体|微电子|电子|科技))(?![\u4e00-\u9fff])"
)
_FILE_LIKE = re.compile(r"^untitled|\.docx?|\.pdf|^microsoft word|^[\w\-()]+$", re.I)
_SECTION = re.compile(
    r"^(?:editors?|authors?|including|introduction|overview|features?|contents|functions?|by\s|说明|概述|特性|目录)"
    r"|^\w+,? \w+ \d{1,2},? .*(?:19|20)\d\d",
    re.I,
)
_NOISE = re.compile(
    r"https?://|www\.|©|^version|^ver\b|^rev\b|^v?\d+(?:\.\d+)+|^page\b|confidential|^[0-9a-f]{16,}$|@", re.I
)


def kind(evidence: Evidence) -> str:
    """One of the kinds that `Detected` names."""
    title = "\n".join(line.text for line in evidence.large)
    running = "\n".join(evidence.running)
    for place in (title, running, evidence.stated.get("title", ""), evidence.stem.replace("_", " ")):
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
        if sum(bool(_REGISTER.search(text)) for text in evidence.headings) >= 10:
            return "reference-manual"
    return "other"


def language(evidence: Evidence) -> str:
    """zh where a fair part of the letters is Chinese; part names and registers are Latin everywhere."""
    chinese = len(re.findall(r"[\u4e00-\u9fff]", evidence.text))
    latin = len(re.findall(r"[A-Za-z]", evidence.text))
    return "zh" if chinese > 0.12 * (latin + chinese) and chinese > 5 else "en"


def number(evidence: Evidence) -> str:
    """The vendor's document number."""
    stated = [evidence.stated.get(key, "") for key in ("subject", "title")]
    places = [*evidence.running, *stated, *(line.text for line in evidence.large)]
    places += [evidence.stem.replace("_", " "), *(line.text for line in evidence.cover)]
    for place in places:
        if match := _NUMBERS.search(place):
            return " ".join(match[0].split())
    return ""


def vendor(evidence: Evidence, parts: tuple[str, ...]) -> str:
    """The vendor's usual name; by its own word first, then by the parts that it makes."""
    cover = "\n".join(line.text for line in evidence.cover)
    stated = " ".join(evidence.stated.get(key, "") for key in ("author", "title", "subject"))
    score: Counter[str] = Counter()
    for weight, place in (
        (5, "\n".join(evidence.running)),
        (4, cover),
        (4, stated),
        (3, " ".join(parts)),
        (2, evidence.stem.upper()),
        (1, evidence.text[:3_000] if len(evidence.cover) < 3 else ""),
    ):
        for name, pattern in _VENDORS:
            if re.search(pattern, place, re.I):
                score[name] += weight
    if score:
        return score.most_common(1)[0][0]
    for text in (evidence.stated.get("author", ""), *(line.text for line in evidence.cover)):
        if match := _COMPANY.match(text):
            return match["name"] or match["chinese"]
    return ""


def title(evidence: Evidence) -> str:
    """What the document calls itself."""
    cover = _cover_title(evidence)
    stated = evidence.stated.get("title", "")
    if cover and not _names_kind(cover) and _names_kind(stated) and not _FILE_LIKE.search(stated):
        return stated
    if cover and (_is_telling(cover) or not evidence.running):
        return cover
    for text in evidence.running:
        bare = _without_revision(text)
        if _is_telling(bare) and len(bare) > 8:
            return bare
    if stated and not _FILE_LIKE.search(stated):
        return stated
    return cover or stated or evidence.stem


def _cover_title(evidence: Evidence) -> str:
    """The largest lines of the cover, without the vendor's name and what is only a version or address."""
    texts: list[str] = []
    for line in evidence.large:
        text = " ".join(line.text.split())
        if _NOISE.search(text) or _COMPANY.match(text) or re.match(r"^\d+[.．]?\s", text):
            continue
        if texts and (_SECTION.match(text) or len(texts) >= 4):
            break
        texts.append(text)
    joined = " ".join(texts)
    return joined if len(joined) <= 160 else texts[0][:160]


def _names_kind(text: str) -> bool:
    return any(pattern.search(text) for _, pattern in _KINDS)


def _is_telling(text: str) -> bool:
    return any(pattern.search(text) for _, pattern in _KINDS) or bool(
        re.search(r"[A-Z]{1,6}\d{2,}|RISC-V", text)
    )


def _without_revision(text: str) -> str:
    text = re.sub(r"https?://\S+|www\.\S+|\b(?:rev|ver|version|v)[\s._]*\d[\w.]*", " ", text, flags=re.I)
    text = re.sub(r"^\d+(?:\s*/\s*\d+)?\s|\s\d+(?:\s*/\s*\d+)?$", " ", text.strip())
    return " ".join(text.replace("_", " ").split())
