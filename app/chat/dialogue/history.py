"""A long conversation within a token budget: the newest turns as they are, the older ones as a digest. Pure.

What must not be lost goes into the digest first, what is merely good to know fills the rest. When even
the first does not fit, the least precious kind gives way, its oldest items first, and the digest says so.
The system message and an unanswered question are never cut: only these two may exceed a budget.
"""

import re
from collections.abc import Sequence

from app.chat.dialogue.markup import read_markup
from app.chat.dialogue.protecting import Protected, protected, together
from app.chat.dialogue.state import DialogueState
from app.chat.schemas import Message
from app.search.scope import language_of

HEADINGS = {
    "en": {
        "digest": "Earlier in this conversation, shortened:",
        "state": "Established",
        "values": "Register values reported",
        "errors": "Error messages reported",
        "decisions": "Decided",
        "addresses": "Addresses and numbers",
        "quantities": "Quantities",
        "names": "Names",
        "files": "Files sent",
        "asked": "Asked",
        "left_out": "left out for length",
        "understood": "Understood.",
    },
    "zh": {
        "digest": "本次对话的较早内容(已缩短):",
        "state": "已确定",
        "values": "报告的寄存器值",
        "errors": "报告的错误信息",
        "decisions": "已决定",
        "addresses": "地址和数值",
        "quantities": "数量",
        "names": "名称",
        "files": "发送的文件",
        "asked": "问过",
        "left_out": "因长度省略",
        "understood": "明白。",
    },
}
WIDE = re.compile(r"[\u2e80-\U0010ffff]")
RULES = ("system", "developer")
LONGEST_ASKED = 160
"""Characters of an older question in the digest."""
STATED = ("chip", "board", "stepping", "revision", "toolchain", "rtos", "debug_stage")


def token_count(text: str) -> int:
    """About as many tokens as models count: a Chinese character each, four other characters together."""
    wide = 0 if text.isascii() else len(WIDE.findall(text))
    return wide + -(-(len(text) - wide) // 4)


def tokens_of(messages: Sequence[Message]) -> int:
    """The cost of a conversation, counted as the whole service counts it."""
    return sum(token_count(message.text) for message in messages)


def compress(messages: Sequence[Message], budget_tokens: int, state: DialogueState) -> list[Message]:
    """The conversation within a budget. One that fits is returned as it is, so that doing it twice is
    doing it once."""
    if not messages or tokens_of(messages) <= budget_tokens:
        return list(messages)
    rules = [message for message in messages if message.role in RULES]
    turns = _turns([message for message in messages if message.role not in RULES])
    items = [together(protected(message.text) for message in turn) for turn in turns]
    cut = len(turns) if _is_answered(messages) else max(len(turns) - 1, 0)
    words = HEADINGS[language_of(next((m.text for m in reversed(messages) if m.role == "user"), ""))]
    room = budget_tokens - tokens_of(messages)
    for kept in range(1, cut + 1):
        room += tokens_of(turns[kept - 1])
        if room <= 0:
            continue
        tail = [message for turn in turns[kept:] for message in turn]
        digest = _Digest(turns[:kept], together(items[:kept]), tail, state, words)
        if digest.essential() <= room:
            return [*rules, *digest.messages(room), *tail]
    tail = _shrunk([message for turn in turns[cut:] for message in turn], budget_tokens - tokens_of(rules))
    if not cut:
        return [*rules, *tail]
    digest = _Digest(turns[:cut], together(items[:cut]), tail, state, words)
    return [*rules, *digest.messages(budget_tokens - tokens_of([*rules, *tail])), *tail]


def _is_answered(messages: Sequence[Message]) -> bool:
    """Whether the conversation ends with a reply: then there is no question in it that must stay whole."""
    last = messages[-1]
    return last.role == "assistant" and not getattr(last, "tool_calls", None)


def _turns(messages: Sequence[Message]) -> list[list[Message]]:
    """Each user message with all that follows on it: tool calls are never torn from their results."""
    turns: list[list[Message]] = []
    for message in messages:
        if message.role == "user" or not turns:
            turns.append([])
        turns[-1].append(message)
    return turns


def _shrunk(tail: list[Message], room: int) -> list[Message]:
    """The last turn, its tools' output shortened until it fits; the question itself is never cut."""
    for place, message in enumerate(tail):
        if tokens_of(tail) <= room:
            break
        if message.role != "user":
            tail[place] = _shortened(message)
    return tail


def _shortened(message: Message) -> Message:
    """A tool's output reduced to what is protected in it; one that would not shrink stays."""
    text = "\n".join(protected(message.text).items())
    return message.model_copy(update={"content": text}) if len(text) < len(message.text) else message


class _Digest:
    """Older turns in few lines: first the essentials by kind, then what was asked."""

    def __init__(
        self,
        turns: list[list[Message]],
        items: Protected,
        tail: list[Message],
        state: DialogueState,
        words: dict[str, str],
    ) -> None:
        self._turns = turns
        self._words = words
        shown = "\n".join(message.text for message in tail)
        self._kinds: list[tuple[str, list[str]]] = []
        for kind, found in items.kinds():
            # What the newest turns or another line say needs no second place.
            fresh = [item for item in found if item not in shown]
            self._kinds.append((kind, fresh))
            shown = "\n".join((shown, *fresh))
        self._state = {key: value for key in STATED if (value := getattr(state, key))}

    def essential(self) -> int:
        """Tokens of the smallest digest that loses nothing that is protected."""
        return tokens_of(self._pair(self._lines(self._kinds)))

    def messages(self, room: int) -> list[Message]:
        """The digest as a turn of its own, within the room; nothing where there is none for it."""
        kinds, left_out = self._fitting(room)
        lines = self._lines(kinds, left_out)
        if tokens_of(self._pair(lines)) > room:
            return []
        for extra in self._extras():
            if tokens_of(self._pair([*lines, extra])) <= room:
                lines = [*lines, extra]
        return self._pair(lines)

    def _fitting(self, room: int) -> tuple[list[tuple[str, list[str]]], int]:
        """The items that fit: the least precious kind gives way first, and of a kind the oldest."""
        kinds = [(kind, list(items)) for kind, items in self._kinds]
        left_out = 0
        for _, items in reversed(kinds):
            while items and tokens_of(self._pair(self._lines(kinds, left_out))) > room:
                items.pop(0)
                left_out += 1
        return kinds, left_out

    def _lines(self, kinds: Sequence[tuple[str, Sequence[str]]], left_out: int = 0) -> list[str]:
        lines = [self._words["digest"]]
        for kind, items in kinds:
            if items:
                joint = "\n  " if kind in ("errors", "decisions") else "; "
                lines.append(
                    f"- {self._words[kind]}:{joint if joint[0] == chr(10) else ' '}{joint.join(items)}"
                )
        if left_out:
            lines.append(f"- ({left_out} {self._words['left_out']})")
        return lines

    def _extras(self) -> list[str]:
        """What is good to know, most useful first."""
        found: list[str] = []
        if self._state:
            found.append(
                f"- {self._words['state']}: " + "; ".join(f"{k}: {v}" for k, v in self._state.items())
            )
        written = [read_markup(m.text) for turn in self._turns for m in turn if m.role == "user"]
        paths = dict.fromkeys(file.path for each in written for file in each.files if file.path)
        if paths:
            found.append(f"- {self._words['files']}: {', '.join(paths)}")
        asked = [" ".join(each.words.split())[:LONGEST_ASKED] for each in written if each.words]
        found.extend(f"- {self._words['asked']}: {words}" for words in reversed(asked))
        return found

    def _pair(self, lines: Sequence[str]) -> list[Message]:
        """Chat templates want user and assistant in turns, and quoted text must not speak as the system."""
        return [
            Message(role="user", content="\n".join(lines)),
            Message(role="assistant", content=self._words["understood"]),
        ]
