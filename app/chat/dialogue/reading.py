"""A conversation read from first message to last: the question, made complete, and the state. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from app.chat.dialogue.choosing import offers
from app.chat.dialogue.context import Context
from app.chat.dialogue.evidence import chip_of_files
from app.chat.dialogue.focus import Focus, focus_of, newest_first
from app.chat.dialogue.markup import AttachedFile, Written, read_markup
from app.chat.dialogue.naming import compared_with, mentions, stated, union
from app.chat.dialogue.project import project_of, revision_of
from app.chat.dialogue.reports import errors_in, values_in
from app.chat.dialogue.resolving import resolve
from app.chat.dialogue.state import ChipSource, DialogueState
from app.chat.dialogue.unknown_parts import hangs_on
from app.chat.intent import is_small_talk
from app.chat.schemas import ChipciteRequest, Message
from app.core.deadline import check
from app.core.markdown import unmarked
from app.core.runs import bounded
from app.question.chip_references import numbered, of_pair, pair_in, spelled_out
from app.search.chips import chips_of

LINK = re.compile(r"!?\[([^\]]*)\]\([^)\s]*\)")
LIST = re.compile(r"\n\s*(?:\||- \[)")
CAPITALS = re.compile(r"(?<![`\w])[A-Z][A-Z0-9_]+(?![`\w])")
SPOKEN = 600
"""Characters of a reply whose names may be meant by a pronoun: its statement, not its tables."""
MOST_REPORTS = 20
MOST_CHIPS = 40
"""Mentions of chips that are remembered."""
PINNED = ("revision", "debug_stage", "board", "stepping", "toolchain", "rtos")
"""What a request pins beside the chip."""


@dataclass(frozen=True, slots=True)
class Dialogue:
    """The conversation as far as the answer depends on it."""

    question: str
    """The user's last words."""
    earlier: tuple[str, ...] = ()
    """The user's words before, newest first."""
    resolved: str = ""
    """The question to answer: the last words with chips by their full names, or the earlier question where
    they only choose among what was offered."""
    state: DialogueState = field(default_factory=DialogueState)
    files: tuple[AttachedFile, ...] = ()
    """All files that the conversation sent, oldest first."""
    undecided: tuple[str, ...] = ()
    """The chips that a number alone may mean (`003 uart pins`), until one of them is chosen."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What has been understood up to some message."""

    state: DialogueState = field(default_factory=DialogueState)
    context: Context = field(default_factory=Context)
    said: tuple[str, ...] = ()
    resolved: str = ""
    """The last of these, made complete."""
    names_chip: bool = False
    """Whether the last of these does."""
    files: tuple[AttachedFile, ...] = ()
    hint: tuple[str, ...] = ()
    """The chip that a system message speaks of: weaker than anything a user says or sends."""
    undecided: tuple[str, ...] = ()
    """The chips that a number alone may mean."""


def read_dialogue(
    messages: Sequence[Message], pins: ChipciteRequest | None = None, chip_names: Iterable[str] = ()
) -> Dialogue:
    """Reads a conversation. One without any words of the user has an empty question."""
    known = tuple(dict.fromkeys(chip_names))
    heard = Heard(context=Context(known=known))
    for message in messages:
        heard = _hear(heard, message)
    state = _pinned(_with_evidence(heard, known), pins, known)
    if not heard.said:
        return Dialogue("", state=state, files=heard.files)
    earlier = tuple(reversed(heard.said[:-1]))
    undecided = heard.undecided if state.chips == heard.undecided else ()
    return Dialogue(heard.said[-1], earlier, heard.resolved, state, heard.files, undecided)


def _hear(heard: Heard, message: Message) -> Heard:
    check()
    text = bounded(message.text)
    match message.role:
        case "user":
            return _hear_user(heard, read_markup(text))
        case "assistant":
            return _hear_reply(heard, unmarked(text))
        case "system" | "developer":
            named = union(each for each in stated(text, heard.context.known) if each.chips)
            return replace(heard, hint=named or heard.hint)
        case _:
            return _hear_tool(heard, text)


def _hear_user(heard: Heard, written: Written) -> Heard:
    heard = replace(heard, files=(*heard.files, *written.files))
    if not written.words:
        return heard
    words = spelled_out(written.words, heard.context.known, heard.context.met)
    known, before = heard.context.known, heard.state.chip
    plain, words = words, words if offers(heard.context.reply) else of_pair(words, heard.context.pair)
    strangers = [part for part in heard.context.pair if plain != words and not chips_of(part, known)]
    written = replace(written, words=words)
    said = (*heard.said, written.words)
    if is_small_talk(written.words):
        return replace(heard, said=said, resolved=written.words, names_chip=False)
    resolved = resolve(written.words, heard.context)
    if part := next((part for part in strangers if part in words), ""):
        resolved = replace(resolved, chips=(part,))
    undecided = heard.undecided
    if not (resolved.chips or heard.context.met or stated(words, known, before)):
        undecided = numbered(words, known)
        resolved = replace(resolved, chips=undecided)
    names_chip = bool(resolved.chips or stated(written.words, known, before))
    asked_names = focus_of(resolved.question, known)
    state = _with_chip(heard.state, written.words, resolved.chips, known)
    state = project_of(state, written.words)
    if state.chip == before:  # the same question of another edition; another chip has other ones
        state = replace(state, revision=revision_of(resolved.question, state.revision))
    state = _with_focus(state, asked_names)
    state = replace(state, revision=resolved.revision or state.revision)
    named = resolved.chips or tuple(each.name for each in mentions(written.words, known, before))
    register = next(iter(state.registers), "")
    state = _with_reports(state, f"{written.words}\n{written.pasted}", register)
    context = replace(
        heard.context,
        chip=state.chip,
        chips=state.chips,
        met=(*heard.context.met, *named)[-MOST_CHIPS:],
        pair=pair_in(written.words, known) or (() if asked_names.registers[1:] else heard.context.pair),
        left=_left(written.words, state, heard.state, known) or heard.context.left,
        asked=resolved.question,
        asked_names=asked_names,
        reply="",
    )
    return Heard(state, context, said, resolved.question, names_chip, heard.files, heard.hint, undecided)


def _hear_reply(heard: Heard, text: str) -> Heard:
    """Names of a reply come behind those of its question: `its` may mean either."""
    named = focus_of(_spoken(text), heard.context.known)
    asked = heard.context.asked_names
    new = Focus(
        tuple(r for r in newest_first(asked.registers, named.registers) if r not in named.fields),
        newest_first(asked.fields, named.fields),
        newest_first(asked.peripherals, named.peripherals),
    )
    state = _with_focus(heard.state, new)
    context = replace(heard.context, reply=text, asked_names=new)
    return replace(heard, state=state, context=context)


def statement(text: str) -> str:
    """What a reply says, before its table and its sources."""
    return LIST.split(LINK.sub(r"\1", unmarked(text))[:SPOKEN], maxsplit=1)[0]


def _spoken(text: str) -> str:
    """The statement of a reply. Where it marks names as code, no other capitals are names."""
    words = statement(text)
    return words if "`" not in words else CAPITALS.sub(" ", words)


def _hear_tool(heard: Heard, text: str) -> Heard:
    """What a tool returned: errors and values as the user would report them, and a file's chip."""
    state = _with_reports(heard.state, text, "")
    files = (*heard.files, AttachedFile("", text)) if text else heard.files
    return replace(heard, state=state, files=files)


def _with_chip(
    state: DialogueState, words: str, chosen: tuple[str, ...], known: tuple[str, ...]
) -> DialogueState:
    """The newest statement wins; one that only denies the chip takes it away."""
    if chosen:
        return _on(state, chosen[0] if len(chosen) == 1 else "", chosen)
    named = stated(words, known, state.chip)
    if not named:
        denied = {each.name for each in mentions(words, known, state.chip) if each.denied}
        return replace(state, chip="", chips=()) if state.chip in denied else state
    chips = union(named)
    if compared_with(words, known, state.chip):
        return _on(state, "", (*state.chips, *chips))
    return _on(state, named[0].name if len(named) == 1 else "", chips)


def _on(state: DialogueState, chip: str, chips: tuple[str, ...]) -> DialogueState:
    """Another chip has other documents and other silicon; what was read off the first stays said."""
    moved = bool(state.chip) and chip != state.chip
    revision, stepping = ("", "") if moved else (state.revision, state.stepping)
    unique = tuple(dict.fromkeys(chips))
    return replace(state, chip=chip, chips=unique, revision=revision, stepping=stepping)


def _left(words: str, now: DialogueState, then: DialogueState, known: tuple[str, ...]) -> str:
    """The chip that a message moves away from: the one it denies, else the one before."""
    denied = [each.name for each in mentions(words, known, then.chip) if each.denied]
    moved = [then.chip] if then.chip and now.chip and now.chip != then.chip else []
    return next(iter((*denied, *moved)), "")


def _with_focus(state: DialogueState, new: Focus) -> DialogueState:
    """What is now known to be a bit field is no register, whatever it was taken for before."""
    fresh = [name for name in new.registers if "_" in name or name not in state.fields]
    registers = (name for name in newest_first(fresh, state.registers) if name not in new.fields)
    return replace(
        state,
        registers=tuple(registers),
        fields=newest_first(new.fields, state.fields),
        peripherals=newest_first(new.peripherals, state.peripherals),
    )


def _with_reports(state: DialogueState, text: str, register: str) -> DialogueState:
    values = tuple(dict.fromkeys((*state.values, *values_in(text, register))))
    errors = tuple(dict.fromkeys((*state.errors, *errors_in(text))))
    return replace(state, values=values[-MOST_REPORTS:], errors=errors[-MOST_REPORTS:])


def _with_evidence(heard: Heard, known: tuple[str, ...]) -> DialogueState:
    """Who named the chip; where no user did, files and then the system message may. A part that the library
    does not know, and that may hang on their chip, does not take its place."""
    state = heard.state
    strangers = [each for each in state.chips if not chips_of(each, known)]
    weaker = _from_others(heard, known) if len(strangers) == len(state.chips) else None
    if state.chips and not (weaker and all(hangs_on(each, weaker.chip) for each in strangers)):
        source = ChipSource.QUESTION if heard.names_chip else ChipSource.CONVERSATION
        return replace(state, chip_source=source)
    return weaker or state


def _from_others(heard: Heard, known: tuple[str, ...]) -> DialogueState | None:
    """The state with the chip of the files that were sent, else with that of the system message."""
    if found := chip_of_files(heard.files, known):
        return replace(heard.state, chip=found.chip, chips=found.chips, chip_source=ChipSource.FILE)
    if len(heard.hint) != 1:
        return None
    return replace(heard.state, chip=heard.hint[0], chips=heard.hint, chip_source=ChipSource.CONVERSATION)


def _pinned(state: DialogueState, pins: ChipciteRequest | None, known: tuple[str, ...]) -> DialogueState:
    """What the request pins wins over all that was said."""
    if pins is None:
        return state
    if pins.chip and pins.chip.strip():
        chip = pins.chip.strip()
        named = stated(chip, known)
        state = replace(
            state,
            chip=named[0].name if len(named) == 1 else chip,
            chips=union(named) or (chip,),
            chip_source=ChipSource.REQUEST,
        )
    said = {name: getattr(pins, name) for name in PINNED}
    return replace(state, **{name: value.strip() for name, value in said.items() if value})
