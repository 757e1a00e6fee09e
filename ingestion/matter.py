"""What of a document is about the document itself: its contents, its history, its notices. Pure.

None of it is evidence: a line of a contents list names a register and a number that is a page, and a row of a
revision history names a limit that was corrected. Chunking marks such passages, search leaves them out
unless the document's changes are asked about, and extraction reads no facts from them.
"""

import re
from collections.abc import Sequence
from enum import StrEnum

from ingestion.types import Block, BlockKind, Table

OF_CHIPS = re.compile(r"Affected revisions of (?P<chips>[\w, -]+): (?P<revisions>.+)")
"""How the reader of reStructuredText gives what stands for some chips only: it names the document's chips."""


class Matter(StrEnum):
    """Parts of a document that say nothing of its subject."""

    CONTENTS = "contents"
    HISTORY = "history"
    NOTICE = "notice"


_LEADER = re.compile(
    r"(?:(?:\.\s?){6,}|(?:…\s?){2,}|(?:·\s?){6,})\s*(?:\d{1,4}(?:-\d{1,3})?|[ivxl]{1,6}|[A-Z]-\d{1,3})?\s*$"
)
"""A title, dots, and its page: a rating behind dots has a unit."""
_LISTED = re.compile(
    r"^(?:(?:table|figure|fig\.?|section|chapter|appendix|表|图|第)\s*[A-Z]?\d[\d.\-]*|"
    r"[A-Z]?\d+(?:\.\d+)*\.?)\s*[.:：章]?"
    r"\s+\S.{2,120}?\s(\d{1,4})$",
    re.IGNORECASE,
)
"""`3.4 Clock control 61`, `Table 12. Limits 40`."""
_FEWEST, _MOSTLY = 3, 0.5
"""Lines that make a list of contents where they have no dots, and their share of a passage."""
_DATE = re.compile(
    r"(?<!\d)(?:(?:19|20)\d\d\s*[-/.年]\s*\d{1,2}(?:\s*[-/.月]\s*\d{1,2})?|"
    r"\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)?\d\d"
    r"|(?:\d{1,2}[ -])?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|"
    r"dec)[a-z]*[., -]*(?:\d{1,2},? )?(?:19|20)\d\d"
    r"|\d{1,2}/(?:19|20)?\d\d|(?:19|20)\d{6}|(?:19|20)\d\d(?=\s*$))(?!\d)",
    re.IGNORECASE,
)
_EDITION = re.compile(
    r"(?:rev(?:ision)?\.?|ver(?:sion)?\.?|v|版本)?\s*(?:[A-Z]{1,2}|\d{1,3}(?:\.\d{1,3}){0,3}[a-z]?)",
    re.IGNORECASE,
)
_EDITIONS = re.compile(
    r"(?:doc(?:ument)?\.? ?)?(?:rev(?:ision)?|ver(?:sion)?|edition|issue)\.?(?: ?(?:no\.?|number|id|"
    r"history))?|"
    r"(?:文档|修订)?(?:版本号?|版次|修订(?:号|版本)?)",
    re.IGNORECASE,
)
_DATES = re.compile(
    r"(?:release |revision |issue |publication )?dates?(?: of \w+)?|released?|(?:发布|修订|更新)?日期|时间",
    re.I,
)
_CHANGES = re.compile(
    r".*\b(?:changes?|modifications?|release notes|updates?)\b.*|(?:修订|修改|更新|变更|更改).*",
    re.IGNORECASE,
)
_HISTORY = re.compile(
    r"(?:document |data ?sheet )?(?:revision|change|version|modification|document|release|update)s?"
    r"(?: ?(?:history|logs?|records?|list|notes?))(?: and modifications?)?|"
    r"(?:document )?history and modifications?|"
    r"change ?log|revisions|"
    r"(?:文档|数据手册)?(?:修订|版本|修改|更新|变更|更改)(?:历史|记录|说明|日志|信息)|历史版本",
    re.IGNORECASE,
)
_CONTENTS = re.compile(
    r"(?:table of )?contents|(?:list of )(?:tables|figures|illustrations|registers)|(?:tables|figures)|index|"
    r"目录|(?:插图|图|表格?|寄存器)(?:目录|索引|清单)|索引",
    re.IGNORECASE,
)
_NOTICE = re.compile(
    r".*\bdisclaimers?\b.*|.*\bcopyright\b.*|(?:legal|important|proprietary|"
    r"safety) (?:and \w+ )?(?:information|notices?)|"
    r"trademarks?(?: .*)?|.*\blicense\b.*|contact(?:ing)? (?:us|information)|"
    r"(?:typograph\w+|document(?:ation)?|notation\w*|naming) conventions?|conventions?(?: used.*)?|"
    r"typograph\w+|"
    r"(?:list of )?(?:abbreviations?|acronyms?|symbols and abbreviations)(?: .*)?|feedback(?: on .*)?|"
    r"sales and support|electrostatic discharge caution|"
    r"(?:免责|法律|版权|重要)(?:声明|信息|说明|通知).*|商标|"
    r"(?:缩略语|缩写|术语)(?:表|列表|说明|和.*)?|(?:文档|排版|书写|印刷)?约定|关于本(?:手册|文档)",
    re.IGNORECASE,
)
_NUMBERING = re.compile(
    r"^(?:(?:chapter|appendix|section)\s*)?(?:第\s*)?(?:[A-Z]?\d+(?:\.\d+)*|[A-Z])?\s*章?[.:：]?\s+", re.I
)
_LEGAL = re.compile(
    r"\b(?:liab(?:le|ility)|warrant\w*|merchantability|copyright|trademarks?|patents?|licen[cs]e|infring\w+|"
    r"intellectual property|indemnif\w+|disclaim\w*|all rights reserved|without notice|damages|"
    r"life support)\b|"
    r"责任|保证|版权|商标|专利|许可|侵权|知识产权|免责|恕不另行通知|损失|损害",
    re.IGNORECASE,
)
_TITLED = 3
"""Lines of a passage among which its title stands."""
_CHARACTERS = 150
"""Of a passage of law for each of its terms, at most."""
_FEWEST_LEGAL = 4
"""Different terms of law in one passage: a manual speaks of one or two where it means something else."""


def of_path(path: Sequence[str]) -> Matter | None:
    """What the headings above a block say that it is: the nearest, or one that it is a part of."""
    nearest = " ".join(path[-1].split()) if path else ""
    number = _number(nearest)
    for heading in reversed(path):
        outer = _number(" ".join(heading.split()))
        if heading is path[-1] or (outer and number.startswith(f"{outer}.")):
            matter = _named(heading)
            if matter is not None:
                return matter
    return None


def _number(heading: str) -> str:
    match = re.match(r"(?:chapter|appendix|第)?\s*([A-Z]?\d+(?:\.\d+)*)", heading, re.IGNORECASE)
    return match[1] if match else ""


def _named(title: str) -> Matter | None:
    """What a title says that stands under it."""
    plain = re.sub(r"\s*…?\s*\(?continued\)?$|（?续）?$", "", " ".join(title.split()), flags=re.IGNORECASE)
    bare = _NUMBERING.sub("", plain, count=1).strip(" .:：")
    kinds = ((Matter.HISTORY, _HISTORY), (Matter.CONTENTS, _CONTENTS), (Matter.NOTICE, _NOTICE))
    return next((matter for matter, pattern in kinds if pattern.fullmatch(bare)), None)


def of_text(text: str) -> Matter | None:
    """What a passage is by its own lines."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    dotted = sum(bool(_LEADER.search(line)) for line in lines)
    if dotted and dotted >= _MOSTLY * len(lines):
        return Matter.CONTENTS
    pages = [int(match[1]) for line in lines if (match := _LISTED.match(line))]
    if len(pages) > _FEWEST and len(pages) > _MOSTLY * len(lines) and pages == sorted(pages):
        return Matter.CONTENTS
    if any(_named(line) is Matter.HISTORY for line in lines[:_TITLED]):
        return Matter.HISTORY
    legal = [term.lower() for term in _LEGAL.findall(text)]
    dense = len(legal) * _CHARACTERS >= len(text)
    return Matter.NOTICE if dense and len(set(legal)) >= _FEWEST_LEGAL else None


def of_table(table: Table) -> Matter | None:
    """A table of editions, their dates and what changed in them; or one of contents."""
    heads = [" ".join(text.split()).strip(" .:：") for row in table.header for text in row.texts]
    kinds = [any(pattern.fullmatch(head) for head in heads) for pattern in (_EDITIONS, _DATES, _CHANGES)]
    if _HISTORY.fullmatch(" ".join(table.caption.split()).strip(" .")):
        return Matter.HISTORY
    if sum(kinds) >= 2 and (kinds[0] or kinds[1]) and (_dated(table) or all(kinds)):
        return Matter.HISTORY
    if not kinds[0] and not table.header and _dated(table) and _counted(table):
        return Matter.HISTORY
    dotted = sum(any(_LEADER.search(text) for text in row.texts) for row in table.rows)
    return Matter.CONTENTS if dotted >= _FEWEST and dotted > _MOSTLY * len(table.rows) else None


def _dated(table: Table) -> bool:
    """Whether most rows hold a cell that begins with a date."""
    dated = sum(any(_DATE.match(text.strip()) for text in row.texts) for row in table.rows)
    return bool(table.rows) and dated >= _MOSTLY * len(table.rows)


def _counted(table: Table) -> bool:
    """Whether a column holds editions."""
    return any(
        all(_EDITION.fullmatch(row.texts[column].strip()) for row in table.rows)
        for column in range(table.columns)
    )


def of_block(block: Block) -> Matter | None:
    """What a block is, by itself or by the headings above it."""
    if block.kind is not BlockKind.TABLE or block.table is None:
        return of_path(block.path) or of_text(block.text)
    return of_path(block.path) or of_table(block.table)
