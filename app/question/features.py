"""How well a fact's statement fits what a conversation asks for, as numbers. Pure.

Words, names, numbers and aspects are compared, those of the newest message apart from those before; `linked`
weighs the numbers. Nothing here knows a phrase.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from app.facts.abbreviation import abbreviates
from app.facts.kinds import CARDS, Aspect, Statement
from app.facts.kinds.value import NAME as VALUE
from app.question.heard import Heard, Listened, digits_in, squeezed, words_of
from retrieval.identifiers import canonical, matches

KINDS = tuple(CARDS)
NAMES = (
    *("own", "own_around", "last", "last_around", "before", "before_around", "reply", "reply_around"),
    # The share of a message's concepts that the statement holds, and that it holds with its headings: the
    # newest message's, the one before, the mean of all before, of all replies.
    *("last_lean", "before_lean", "reply_lean"),  # the same, times how much the newest message needs them
    *("prefixed", "prefixed_before"),  # the share of a message's words that begin like words of it
    "titled",  # the share of its names' words that the user said
    *("named", "named_before", "named_reply", "owner", "owner_before", "owner_reply"),
    *("named_lean", "owner_lean", "abbreviated"),
    "sibling",  # it has one half of a name of before, the other half of the newest message (`and USART2?`)
    "asking",  # the share of the words that only ask which stand in it (`its reset bit`)
    "unnamed",  # the share of the newest message's identifiers that are neither its names nor its owners
    *("aspect", "aspect_other", "aspect_before", "aspect_before_other"),
    *("limit", "limit_missing"),  # whether the row states the limit that is asked for
    *("key", "key_missing", "key_before", "key_shifted", "digits", "digits_before", "digits_replied"),
    *("repeated", "repeated_asked"),  # its values were answered before; the same where an aspect is asked for
    *(
        "measured",
        "replied",
    ),  # the share of the quantities asked for, and replied before, whose unit it states
    *("page", "passage", "score", "foreign"),  # places of its page and passage among the hits
    "home",  # how surely the conversation speaks of its document
    "decoded",  # a value's meaning, where the newest message holds a value
    *(f"kind_{kind}" for kind in KINDS),
)
_LIMITS = (("minimum", Aspect.MINIMUM), ("typical", Aspect.TYPICAL), ("maximum", Aspect.MAXIMUM))
_LIMIT_ASPECTS = frozenset(aspect for _, aspect in _LIMITS)
_BOLD = re.compile(r"\*\*([^*]{1,60})\*\*")
_MOST_NAMES = 4
_CALLED, _ENDED, _NEARLY = 0.9, 0.6, 0.9
"""A name in small letters; the last part of a name; a name in another form, by how well it matches."""
_SHORTEST, _PREFIX = 3, 4


@dataclass(frozen=True, eq=False)
class Candidate:
    """A statement with what it would say, and where it stands among the hits."""

    statement: Statement
    say: Callable[[], str]
    """Words its sentences in the reader's language: few candidates come to that."""
    page: int
    """Place of its page among the hits' pages, 0 for the first."""
    passage: int
    score: float
    """Of its page's best hit, as a share of the best hit's."""
    foreign: bool
    """Whether its document is in another language than the question."""
    home: float = 0.0
    """How surely the conversation speaks of its document: 0 to 1."""

    @cached_property
    def said(self) -> str:
        """Its sentences in the reader's language."""
        return self.say()


def features(asked: Listened, candidate: Candidate) -> tuple[float, ...]:
    """The numbers of one candidate, in the order of `NAMES`."""
    statement = candidate.statement
    return (
        *_worded(asked, statement, candidate.foreign),
        *_named_in(asked, statement),
        _unnamed(asked.newest, (*statement.names, *statement.owners)),
        *_asked_for(asked, statement),
        *_numbered(asked, statement),
        *_answered(asked, candidate),
        _measured(asked.quantities, candidate),
        _measured(asked.replied, candidate),
        1 / (1 + candidate.page),
        1 / (1 + candidate.passage),
        candidate.score,
        float(candidate.foreign),
        candidate.home,
        float(asked.assigned and statement.kind == VALUE),
        *(float(statement.kind == kind) for kind in KINDS),
    )


def _worded(asked: Listened, statement: Statement, foreign: bool) -> tuple[float, ...]:
    own = words_of(statement.text)
    both = own | words_of(statement.around)
    last = asked.before[:1]
    heard: tuple[Sequence[Heard], ...] = ((asked.newest,), last, asked.before, asked.replies)
    shares = [_mean(group, words, foreign) for group in heard for words in (own, both)]
    lean = asked.lean
    spoken = words_of(" ".join(statement.names))
    return (
        *shares,
        *(lean * share for share in shares[3::2]),
        _prefixed(asked.newest, statement),
        lean * _prefixed(last[0], statement) if last else 0.0,
        len(spoken & asked.spoken) / len(spoken) if spoken else 0.0,
    )


def _named_in(asked: Listened, statement: Statement) -> tuple[float, ...]:
    heard: tuple[Sequence[Heard], ...] = ((asked.newest,), asked.before, asked.replies)
    names = [_decayed(statement.names, group) for group in heard]
    owners = [_decayed(statement.owners, group) for group in heard]
    lean = asked.lean
    return (
        *names,
        *owners,
        lean * names[1],
        lean * owners[1],
        _abbreviated(statement.names[:2], asked.newest),
        max((_sibling(name, asked) for name in statement.names[:_MOST_NAMES]), default=0.0),
        _share(asked.newest.asking, words_of(statement.text)),
    )


def _sibling(name: str, asked: Listened) -> float:
    """How much a name is one of before with its owner or its last part exchanged for the newest message's."""
    owner, joint, rest = canonical(name).partition("_")
    if not joint:
        return 0.0
    newest = {*(one.lower() for one in asked.newest.said.names), *asked.newest.typed}
    new_owner, new_rest = owner.lower() in newest, rest.lower() in newest
    if new_owner == new_rest:
        return 0.0
    own = rest if new_owner else owner
    return max(
        (
            one.weight
            for one in (*asked.before, *asked.replies)
            if any(other.partition("_")[2 if new_owner else 0] == own for other in one.said.names)
        ),
        default=0.0,
    )


def _asked_for(asked: Listened, statement: Statement) -> tuple[float, ...]:
    """Whether the statement answers the aspects of the newest message, else those that it takes over."""
    card = CARDS[statement.kind]
    aspects, inherited = asked.newest.said.aspects, frozenset[Aspect]()
    if not aspects:
        inherited = asked.inherited
    stated = {aspect for attribute, aspect in _LIMITS if getattr(statement.fact.fact, attribute, "")}
    limits = aspects & _LIMIT_ASPECTS
    return (
        len(card.answers(aspects)) / (len(aspects) or 1),
        float(bool(aspects) and not card.answers(aspects)),
        len(card.answers(inherited)) / (len(inherited) or 1),
        float(bool(inherited) and not card.answers(inherited)),
        float(bool(limits & stated)),
        float(bool(limits) and not limits & stated),
    )


def _numbered(asked: Listened, statement: Statement) -> tuple[float, ...]:
    keys, newest = statement.keys, asked.newest
    earlier = (*asked.before, *asked.replies)
    printed = digits_in(statement.text)
    return (
        float(bool(keys & newest.said.numbers)),
        float(statement.keyed and not keys & newest.said.numbers),
        float(any(keys & one.said.numbers for one in earlier)),
        float(bool(keys & asked.shifted)),
        _share(newest.digits, printed),
        *(
            max((one.weight * _share(one.digits, printed) for one in group), default=0.0)
            for group in (asked.before, asked.replies)
        ),
    )


def _answered(asked: Listened, candidate: Candidate) -> tuple[float, float]:
    values = _BOLD.findall(candidate.said) if asked.answered else ()
    again = bool(values) and all(squeezed(value) in asked.answered for value in values)
    aspects = bool(asked.newest.said.aspects)
    return float(again and not aspects), float(again and aspects)


def _measured(units: Sequence[re.Pattern[str]], candidate: Candidate) -> float:
    return sum(bool(unit.search(candidate.said)) for unit in units) / len(units) if units else 0.0


def _mean(heard: Sequence[Heard], words: frozenset[str], foreign: bool) -> float:
    """The share of the messages' concepts that words cover, newer messages counting more."""
    total = sum(one.weight for one in heard)
    return sum(one.weight * one.concepts.coverage(words, foreign) for one in heard) / total if total else 0.0


def _share(wanted: frozenset[str], there: frozenset[str]) -> float:
    return len(wanted & there) / len(wanted) if wanted else 0.0


def _unnamed(heard: Heard, names: Sequence[str]) -> float:
    """Names with an underscore are surely a register's or a field's."""
    spoken = [name for name in heard.said.names if "_" in name]
    missing = [name for name in spoken if not any(matches(name, other) for other in names)]
    return len(missing) / len(spoken) if spoken else 0.0


def _decayed(names: Sequence[str], heard: Sequence[Heard]) -> float:
    return max((one.weight * _named(names, one) for one in heard), default=0.0) if names else 0.0


def _named(names: Sequence[str], heard: Heard) -> float:
    """How well a message names one of these: 1 for a name as printed."""
    return max((_calls(name, heard) for name in names[:_MOST_NAMES]), default=0.0)


@lru_cache(maxsize=1 << 14)
def _calls(name: str, heard: Heard) -> float:
    bare = canonical(name)
    best = max(
        (1.0 if spoken == bare else _NEARLY * matches(spoken, name) for spoken in heard.said.names),
        default=0.0,
    )
    if best < _CALLED and len(bare) > 1 and (bare.lower() in heard.typed or bare.lower() in heard.said.words):
        return _CALLED
    tail = bare.rpartition("_")[2]
    ends = tail != bare and len(tail) >= _SHORTEST and tail.lower() in heard.typed
    return max(best, _ENDED if ends else 0.0)


@lru_cache(maxsize=1 << 13)
def _abbreviated(names: tuple[str, ...], heard: Heard) -> float:
    """The share of a message's words that a name is made of: OPTKEYR and `option key`."""
    text = " ".join(sorted(heard.typed, key=heard.said.text.lower().find)[:12])
    parts = {part for name in names for part in (canonical(name), canonical(name).rpartition("_")[2])}
    letters = {form for part in parts for form in (part, part.removesuffix("R")) if len(form) >= _SHORTEST}
    return max((abbreviates(form, text) for form in letters), default=0.0)


def _prefixed(heard: Heard, statement: Statement) -> float:
    """The share of a message's words that begin as a word of the statement, or a part of its names, does."""
    if not heard.latin:
        return 0.0
    letters = "".join(canonical(name).lower() for name in statement.names[:_MOST_NAMES])
    begun = {word[:_PREFIX] for word in words_of(statement.text) if len(word) >= _PREFIX and word.isalpha()}
    begins = (word[:_SHORTEST] in letters or word[:_PREFIX] in begun for word in heard.latin)
    return sum(begins) / len(heard.latin)
