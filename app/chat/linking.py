"""Facts linked to a question in its conversation: candidates around what was found, in learned order."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import islice

from app.chat.deciding import LIKELY, MEANT
from app.chat.dialogue import Dialogue, statement
from app.chat.dialogue.focus import newest_first
from app.chat.intent import intent_of
from app.chat.schemas import ChatRequest
from app.chat.understanding import Asked
from app.core.metrics import TURN_SECONDS, measured
from app.core.threads import aside
from app.facts.answers import Language
from app.facts.kinds import CARDS, Aspect, Statement
from app.facts.records import BitField, Register
from app.library.versions import VersionRow
from app.question.assignments import Assignment, assignments, values_alone
from app.question.candidates import Wanted, statements
from app.question.conversation import Conversation, read
from app.question.features import Candidate
from app.question.heard import LARGEST_STEP, listen, words_of
from app.question.linked import Linked, linked
from app.question.promising import promising
from app.resources import Resources
from app.search.service import Found

MOST_PAGES, MOST_NAMES, MOST_ADDRESSES = 16, 24, 4
MOST_READ = 4
"""Names of before that a value alone may be the register's of."""
MOST_MESSAGES = 12
"""Earlier ones that a question may go on from."""
MOST_CANDIDATES = 160
NOWHERE = 30
"""The place of what no hit shows."""


@measured(TURN_SECONDS, "link")
async def link(resources: Resources, request: ChatRequest, asked: Asked, found: Found) -> Linked:
    """The facts that the last question may ask for, best first."""
    conversation = conversation_of(request)
    wanted = Wanted(
        pages=tuple(dict.fromkeys((hit.passage.version_id, hit.passage.page) for hit in found.hits))[
            :MOST_PAGES
        ],
        versions=tuple(row.id for row in found.versions if not row.general),
        names=_names(asked, conversation, found.naming.names),
        addresses=tuple(one for one in conversation.newest.numbers if one > LARGEST_STEP)[:MOST_ADDRESSES],
        assigned=_assigned(conversation),
    )
    async with resources.sessions() as session:
        there = await statements(session, wanted)
    return await aside(_ranked, conversation, there, found, asked.language)


def with_linked(asked: Asked, linked: Linked) -> Asked:
    """A question that goes on from earlier ones, with the intent that the fact shows which it may mean: of
    one that is surely meant whatever the words say (`no, wrong one, ...` reports no fault of a chip)."""
    sure = LIKELY if not asked.own.telling else MEANT
    if not linked.leans or linked.chance < sure:
        return asked
    lead = linked.candidates[0].statement
    intent = intent_of(CARDS[lead.kind].ask(lead, linked.aspects).kind)
    return replace(asked, reading=replace(asked.reading, intent=intent), dialogue=_speaking_of(asked, lead))


def _speaking_of(asked: Asked, lead: Statement) -> Dialogue:
    """The conversation with the register or field of the fact in focus."""
    state = asked.dialogue.state
    fields = lead.names[:1] if isinstance(lead.fact.fact, BitField) else ()
    registers = lead.names[:1] if isinstance(lead.fact.fact, Register) else lead.owners[:1] if fields else ()
    spoken = replace(
        state,
        registers=newest_first(registers, state.registers),
        fields=newest_first(fields, state.fields),
    )
    return replace(asked.dialogue, state=spoken)


def conversation_of(request: ChatRequest) -> Conversation:
    """The messages, replies without their tables and sources."""
    spoken = [message for message in request.messages if message.role in ("user", "assistant")]
    users = [at for at, message in enumerate(spoken) if message.role == "user"]
    last = users[-1] if users else 0
    earlier = [
        (one.role, one.text if one.role == "user" else statement(one.text))
        for one in spoken[max(0, last - MOST_MESSAGES) : last]
    ]
    return read(spoken[last].text, earlier)


def _assigned(conversation: Conversation) -> tuple[Assignment, ...]:
    """The values that the newest message holds, one alone (`it reads 0x1998`) for the registers named last;
    else those of the message before: `which bits are set?` asks of what was read then."""
    if held := assignments(conversation.newest.text):
        return held
    if values := values_alone(conversation.newest.text):
        spoken = (conversation.newest, *conversation.before)
        names = dict.fromkeys(name for one in spoken for name in one.names)
        return tuple(Assignment(name, None, value) for name in islice(names, MOST_READ) for value in values)
    earlier = (assignments(one.text) for _, one in conversation.asked)
    return next((values for values in earlier if values), ())


def _names(asked: Asked, conversation: Conversation, called: Sequence[str]) -> tuple[str, ...]:
    spoken = (*conversation.newest.names, *(name for one in conversation.before for name in one.names))
    return tuple(dict.fromkeys((*asked.reading.identifiers, *called, *spoken)))[:MOST_NAMES]


def _ranked(conversation: Conversation, there: Sequence[Statement], found: Found, language: str) -> Linked:
    spoken: Language = "zh" if language == "zh" else "en"
    held = [words_of(one.text) | words_of(one.around) for one in there]
    asked = listen(conversation, held)
    rows = {row.id: row for row in found.versions}
    # Ids are made at upload: what is alike goes by its place, so that the same manuals give the same answers.
    there = sorted(there, key=lambda one: (rows[one.fact.version_id].file_name, one.fact.provenance.page))
    places = _Places(found)
    candidates = [
        places.candidate(one, partial(_said, one, asked.aspects, spoken), rows, language)
        for one in promising(asked, there, MOST_CANDIDATES)
    ]
    return linked(asked, candidates)


def _said(one: Statement, aspects: frozenset[Aspect], language: Language) -> str:
    return " ".join(sentence.text for sentence in CARDS[one.kind].say(one, aspects, language))


class _Places:
    """Where statements stand among the hits."""

    def __init__(self, found: Found) -> None:
        hits = found.hits
        self._homes = found.naming.homes
        best = max((hit.score for hit in hits), default=0.0) or 1.0
        self._pages: dict[tuple[str, int], int] = {}
        self._scores: dict[tuple[str, int], float] = {}
        self._passages: dict[str, int] = {}
        for place, hit in enumerate(hits):
            page = (hit.passage.version_id, hit.passage.page)
            self._pages.setdefault(page, len(self._pages))
            self._scores.setdefault(page, hit.score / best)
            self._passages.setdefault(hit.passage.id, place)

    def candidate(
        self, one: Statement, say: Callable[[], str], rows: Mapping[str, VersionRow], language: str
    ) -> Candidate:
        """The statement with its places."""
        fact = one.fact
        page = (fact.version_id, fact.provenance.page)
        return Candidate(
            statement=one,
            say=say,
            page=self._pages.get(page, NOWHERE),
            passage=self._passages.get(fact.passage_id, NOWHERE),
            score=self._scores.get(page, 0.0),
            foreign=rows[fact.version_id].language != language,
            home=self._homes.get(fact.version_id, 0.0),
        )
