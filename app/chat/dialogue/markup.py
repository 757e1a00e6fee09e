"""What the user typed, and the files an IDE sent along with it. Pure; where a conversation is first read.

Cline, Roo, VS Code, Continue, Cursor and aider all put files into the text of a `user` message, each in
markup of its own. What stands in a file is never taken for the user's words.
"""

import re
from collections import deque
from dataclasses import dataclass

MOST_CHARACTERS = 2000
"""Of a question; what is longer is a pasted text with the question at its end."""
DEEPEST = 4
"""Tags within tags that are looked into."""
OWN_TAGS = "user_input|user_message|user_query|userRequest|task|feedback|answer|user_feedback"
"""Where Cline, Roo, VS Code and Cursor put what the user typed."""
FILE_TAGS = (
    "final_file_content|file_content|file_contents|folder_content|url_content|attachments|attachment|"
    "attached_files|files|code_selection|current_file|selection|file|document"
)
NOTE_TAGS = (
    "environment_details|environment_info|context|editorContext|reminderInstructions|reminder|"
    "system-reminder|system_reminder|workspace_info|folder_content|additional_data|additional_context|"
    "open_and_recently_viewed_files|explicit_instructions|instructions|rules|repository_info|todoList"
)
"""What a client says about itself: neither the user's words nor a file."""
OUTPUT_TAGS = "terminal_output|command_output|stdout|stderr|problems|diagnostics|terminal"
"""What a tool printed: it may hold an error or a value, never a question."""
PATH_KEYS = ("path", "filePath", "file_path", "filename", "name", "id", "url", "uri")

OPENED = re.compile(
    rf"<(?P<tag>{OWN_TAGS}|{FILE_TAGS}|{NOTE_TAGS}|{OUTPUT_TAGS})(?P<keys>\s[^<>]*)?>"
    r"|^[ \t]*(?P<fence>`{3,}|~{3,})(?P<info>[^\n`]*)$",
    re.IGNORECASE | re.MULTILINE,
)
PRINTED = re.compile(
    r"\s*(?:\((?:gdb|lldb)\)|>>>|(?:>\s*)?md[wbh]\s|0x[0-9A-Fa-f]{6,}(?:\s*<[^>]*>)?:\s|\$\d+ = )"
)
"""A debugger's prompt, or a row of a dump."""
KEY = re.compile(r"([\w-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
INNER_PATH = re.compile(r"\s*<path>\s*(.*?)\s*</path>", re.DOTALL)
"""Roo's way: `<file><path>src/main.c</path><content>…`."""
PATH = re.compile(r"(?:[\w.+@~-]*[\\/])*[\w+@-]*[\w+@-]\.[A-Za-z]\w{0,9}|(?:[\w.+@~-]+[\\/])+[\w.+@-]+")
KNOWN_NAMES = re.compile(r"(?:.{0,200}[\\/])?(?:sdkconfig(?:\.\w+)*|Makefile|Kconfig|CMakeLists\.txt)")
LINES = re.compile(r"\s*[(:#]?\s*L?\d+\s*[-:~]\s*L?\d+\)?\s*$")
"""Continue's `(1-20)` behind a path, and the `:12:30` of others."""
FILE_COMMENT = re.compile(r"^\s*(?://|#|/\*|;)\s*file ?path:\s*(\S+)", re.IGNORECASE)
"""VS Code's `// filepath: …` as a block's first line."""


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """A file, or a part of one, that came with a message."""

    path: str
    """As the client wrote it; may be empty. Data: never opened."""
    text: str


@dataclass(frozen=True, slots=True)
class Written:
    """One message taken apart."""

    words: str
    """What the user typed."""
    pasted: str = ""
    """Code blocks without a path, and output of tools: reported, but no question."""
    files: tuple[AttachedFile, ...] = ()


def own_words(text: str) -> str:
    """What the user typed, without attached files; all of it where nothing else was typed."""
    return read_markup(text).words


def read_markup(text: str) -> Written:
    """A message's own words, pasted blocks and files."""
    parts = _Parts()
    _take(text, parts)
    bare = "\n".join(parts.own) if parts.own else "\n".join(parts.plain)
    typed, printed = _apart(bare)
    words = typed.strip() or bare.strip() or "\n".join(parts.blocks).strip()
    pasted = "\n".join((*parts.blocks, *parts.outputs, *printed)).strip()
    return Written(words[-MOST_CHARACTERS:].strip(), pasted, tuple(parts.files))


def _apart(text: str) -> tuple[str, list[str]]:
    """What was typed, and the lines that a debugger printed between."""
    lines = text.splitlines()
    printed = [line for line in lines if PRINTED.match(line)]
    return ("\n".join(line for line in lines if not PRINTED.match(line)), printed) if printed else (text, [])


class _Parts:
    """What has been found so far, each in the order of the text."""

    def __init__(self) -> None:
        self.own: list[str] = []
        self.plain: list[str] = []
        self.blocks: list[str] = []
        self.outputs: list[str] = []
        self.files: list[AttachedFile] = []


def _take(text: str, parts: _Parts, inside: bool = False, depth: int = 0) -> None:
    """Goes through the text once; what is inside a tag of the user's own words counts as typed."""
    position = 0
    typed = parts.own if inside else parts.plain
    while depth < DEEPEST and (opened := OPENED.search(text, position)):
        before = text[position : opened.start()]
        if opened["fence"]:
            body, position = _fenced(text, opened)
            path = _path_of(opened["info"]) or _comment_path(body) or _title_path(before)
            if path:
                before = before.rstrip().removesuffix(path).rstrip() if _title_path(before) else before
                parts.files.append(AttachedFile(path, body))
            else:
                parts.blocks.append(body)
        else:
            body, position = _tagged(text, opened)
            _sort(opened, body, parts, depth + 1)
        typed.append(before.strip())
    typed.append(text[position:].strip())
    for pieces in (parts.own, parts.plain):
        pieces[:] = [piece for piece in pieces if piece]


def _sort(opened: re.Match[str], body: str, parts: _Parts, depth: int) -> None:
    """Puts the body of a tag where it belongs."""
    tag = opened["tag"]
    if _is(tag, OWN_TAGS):
        _take(body, parts, inside=True, depth=depth)
    elif _is(tag, OUTPUT_TAGS):
        parts.outputs.append(body.strip())
    elif _is(tag, NOTE_TAGS):
        parts.files.extend(_nested_files(body, depth))
    else:
        parts.files.extend(_nested_files(body, depth) or (_file(opened, body),))


def _nested_files(body: str, depth: int) -> tuple[AttachedFile, ...]:
    """Files within a list of them, such as VS Code's `<attachments>`. Nothing in there is typed."""
    inner = _Parts()
    _take(body, inner, depth=depth)
    return tuple(inner.files)


def _file(opened: re.Match[str], body: str) -> AttachedFile:
    keys = {name: first or second for name, first, second in KEY.findall(opened["keys"] or "")}
    path = next((keys[key] for key in PATH_KEYS if keys.get(key)), "")
    if not path and (inner := INNER_PATH.match(body)):
        path = inner[1]
    return AttachedFile(path.removeprefix("file:"), body.strip("\n"))


def _tagged(text: str, opened: re.Match[str]) -> tuple[str, int]:
    """The body of a tag and where the text goes on. A file that holds its own closing tag ends at the last
    one before the next file, so that a line in a file cannot pose as the user's words."""
    tag = re.escape(opened["tag"])
    again = re.compile(rf"<{tag}[\s>]", re.IGNORECASE).search(text, opened.end())
    limit = again.start() if again and _is(opened["tag"], FILE_TAGS) else len(text)
    closings = re.compile(rf"</{tag}>", re.IGNORECASE).finditer(text, opened.end(), limit)
    closing = next(closings, None)
    if closing is None:
        return text[opened.end() : limit], limit
    if _is(opened["tag"], FILE_TAGS):
        closing = next(iter(deque(closings, maxlen=1)), closing)
    return text[opened.end() : closing.start()], closing.end()


def _fenced(text: str, opened: re.Match[str]) -> tuple[str, int]:
    fence = re.escape(opened["fence"])
    closing = re.compile(rf"^[ \t]*{fence}[`~]*[ \t]*$", re.MULTILINE).search(text, opened.end())
    end = closing.start() if closing else len(text)
    return text[opened.end() : end].strip("\n"), closing.end() if closing else end


def _path_of(info: str) -> str:
    """The path in a fence's info string: `c src/main.c`, `path/to/file.c (1-20)`, `12:30:src/main.c`."""
    words = LINES.sub("", info.strip())
    last = re.sub(r"^\d+:\d+:", "", words.split()[-1]) if words else ""
    return last if PATH.fullmatch(last) or KNOWN_NAMES.fullmatch(last) else ""


def _comment_path(body: str) -> str:
    found = FILE_COMMENT.match(body)
    return found[1] if found else ""


def _title_path(before: str) -> str:
    """A line right before a fence that is nothing but a path, as aider writes it."""
    line = before.rstrip().rpartition("\n")[2].strip()
    return line if PATH.fullmatch(line) and not before.endswith("\n\n") else ""


def _is(tag: str, names: str) -> bool:
    return tag.casefold() in names.casefold().split("|")
