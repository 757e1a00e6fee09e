"""The candidates that are worth a closer look: those that share a word, a number or a name. Pure."""

from collections.abc import Sequence

from app.facts.kinds import Statement
from app.question.heard import Listened, words_of
from retrieval.identifiers import canonical

_NAMED, _KEYED, _NEWEST = 4.0, 3.0, 2.0
"""What a name, a number and a word of the newest message count beside a word of before."""


def promising(asked: Listened, statements: Sequence[Statement], most: int) -> list[Statement]:
    """No more than so many, those that share most first; the order among equals stays."""
    if len(statements) <= most:
        return list(statements)
    earlier = asked.before + asked.replies
    before = frozenset[str]().union(*(one.said.words for one in earlier))
    names = {name for one in (asked.newest, *earlier) for name in one.said.names}

    def worth(one: Statement) -> float:
        words = words_of(one.text) | words_of(one.around)
        shared = _NEWEST * len(words & asked.newest.said.words) + len(words & before)
        named = any(canonical(name) in names for name in (*one.names[:4], *one.owners))
        keyed = bool(one.keys & (asked.newest.said.numbers | asked.shifted))
        return shared + _NAMED * named + _KEYED * keyed

    return sorted(statements, key=worth, reverse=True)[:most]
