"""What changed between two revisions, and how two chips differ: which versions are compared, what is shown.

The differences are those of `app/documents/comparison.py`; `difference_table` shows them.
"""

from collections.abc import Iterable

from sqlalchemy.ext.asyncio import AsyncSession

from app.chat.composing import Draft, Link
from app.chat.difference_table import Sides, short_lines, table
from app.documents.chip_difference import manuals_of, nearest, ranked, subject_words, unreserved
from app.documents.comparison import between
from app.facts.questions import Asked
from app.library.catalogue import catalogue
from app.library.editions import revision_key
from app.library.versions import VersionRow, newest_first
from app.question.function_words import ASKING, words_in
from app.resources import Resources
from app.search.revisions import asks_difference, asks_news
from app.search.service import Found
from retrieval.tokens import stem, tokens

PAIR = 2
_ABOUT = ASKING | frozenset(
    stem(word)
    for word in words_in(
        "what which change changed changes difference differences differ differs different between from "
        "since version revision new newer old older compared compare manual reference datasheet data sheet "
        "register registers bit bits field fields there 变化 改变 更改 区别 不同 差异 之间 相比 比较 哪些 "
        "什么 版本 手册 参考手册 数据手册 寄存器 新增 修改 有 与 和 的 "
        "explain describe detail details detailed table list overview 详细 解释 说明 表格 列表"
    )
)
"""Words that ask for a difference, or for the form of the answer, and say nothing of its subject."""


async def compared(resources: Resources, found: Found, language: str, url: Link) -> Draft | None:
    """The table of what differs; None where that is not asked, or where there is nothing to compare."""
    if not asks_difference(found.scope.text) or _is_compared(found):
        return None
    async with resources.sessions() as session:
        sides = _revisions(found.versions, language) or await _chips(session, found, language)
        if sides is None and asks_news(found.scope.text) and (found.scope.revisions or found.scope.latest):
            sides = await _neighbours(session, found, language)
    if sides is None:
        return None
    before, after = ([row.id for row in rows] for rows in (sides.before, sides.after))
    one_document = {row.document_id for row in (*sides.before, *sides.after)}
    facts, passages = await between(
        resources.sessions, resources.storage, before, after, words=len(one_document) == 1
    )
    subject = subject_of(found)
    chosen = nearest(subject, unreserved(facts), lambda change: (change.name, change.renamed))
    worded = [change for change in passages if change.change != "moved" and (subject or change.numbers)]
    texts = nearest(subject, worded, lambda change: (*change.section[-2:], *short_lines(change.diff)))
    numbers_first = sorted(texts, key=lambda change: not change.numbers)
    return table(
        sides,
        ranked(chosen),
        numbers_first,
        language,
        url,
    )


def _is_compared(found: Found) -> bool:
    """Whether the facts say already what changed in the register that was named."""
    answers = found.exact.answers if found.exact else ()
    return any(one.answer.kind is Asked.CHANGES for one in answers)


def _revisions(versions: Iterable[VersionRow], language: str) -> Sides | None:
    """The oldest and the newest of the revisions that are named, in one language, of one document."""
    rows = [row for row in versions if not row.general]
    spoken = [row for row in rows if row.language == language]
    for several in (spoken, rows):
        documents = dict.fromkeys(row.document_id for row in several)
        for document in documents:
            own = newest_first(row for row in several if row.document_id == document)
            same = [row for row in own if row.language == own[0].language]
            if len({revision_key(row.revision) for row in same}) >= PAIR:
                old, new = same[-1], same[0]
                return Sides((old,), (new,), (old.revision or old.file_name, new.revision or new.file_name))
    return None


async def _neighbours(session: AsyncSession, found: Found, language: str) -> Sides | None:
    """The revision that is named, with the newest one; the newest one with the one before it."""
    documents = {row.document_id for row in found.versions if not row.general}
    held = [row for row in (await catalogue(session)).versions if row.document_id in documents]
    for named in found.versions:
        own = newest_first(
            row for row in held if (row.document_id, row.language) == (named.document_id, named.language)
        )
        keys = [revision_key(row.revision) for row in own]
        if len(set(keys)) >= PAIR:
            place = keys.index(revision_key(named.revision))
            return _revisions([own[0], own[place or 1]], language)
    return None


async def _chips(session: AsyncSession, found: Found, language: str) -> Sides | None:
    """The manuals of the two chips that are named, each in the reader's language where there is one."""
    chips = found.scope.written if len(found.scope.written) == PAIR else found.scope.chips
    rows = [row for row in found.versions if not row.general]
    if len(chips) != PAIR:
        return None
    sides = await manuals_of(session, rows, chips, language)
    return Sides(*sides, (chips[0], chips[1])) if sides else None


def subject_of(found: Found) -> frozenset[str]:
    """The words of a question that say what is compared, in both languages, chips and revisions aside."""
    scope = found.scope
    chips = {stem(word) for name in (*scope.chips, *scope.written) for word in tokens(name)}
    return frozenset(word for word in subject_words(scope.text) - chips - _ABOUT if len(word) > 1)
