"""reStructuredText to blocks, through docutils. Sphinx's roles and directives give their text.

Nothing is included or passed through raw: file insertion and raw output are off.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, ClassVar

from docutils import nodes
from docutils.core import publish_doctree
from docutils.parsers.rst import Directive, directives, roles

from ingestion.parsing.blocks import BlockBuilder
from ingestion.types import Block, BlockKind

_SETTINGS = {
    "_disable_config": True,
    "file_insertion_enabled": False,
    "raw_enabled": False,
    "report_level": 5,
    "halt_level": 5,
    "warning_stream": None,
    "line_length_limit": 1_000_000,
    "input_encoding": "unicode",
    "doctitle_xform": False,
    "docinfo_xform": False,
    "smart_quotes": False,
}
AFFECTED = "Affected revisions"
_REVISIONS = re.compile(r"v?\d+(?:\.\d+)*(?:\s*,\s*v?\d+(?:\.\d+)*)*", re.I)
_TARGET = re.compile(r"^(.*?)\s*<[^<>]+>$", re.S)
_NO_CONTENT = {"toctree", "include", "literalinclude", "contents", "raw", "highlight", "index"}


def read_rst(text: str) -> tuple[Block, ...]:
    """Blocks of a reStructuredText file."""
    with _tolerant():
        document = publish_doctree(text, settings_overrides=_SETTINGS)
    builder = BlockBuilder()
    _walk(document, builder, 0)
    return builder.blocks()


class _Unknown(Directive):
    """A directive that docutils does not have: its content is read as if it stood there bare."""

    has_content = True
    optional_arguments = 1
    final_argument_whitespace = True

    class _AnyOption(dict[str, Callable[[str], str]]):
        def __missing__(self, key: str) -> Callable[[str], str]:
            return lambda value: value

    option_spec: ClassVar[dict[str, Callable[[str], Any]]] = _AnyOption(name=str)

    def run(self) -> list[nodes.Node]:
        if self.name.lower() in _NO_CONTENT:
            return []
        holder = nodes.container()
        self.state.nested_parse(self.content, self.content_offset, holder, match_titles=True)
        return list(holder.children)


class _Tags(_Unknown):
    """Errata are tagged with the revisions of silicon that they affect."""

    def run(self) -> list[nodes.Node]:
        tags = " ".join((*self.arguments, *self.content)).strip()
        return [nodes.paragraph("", f"{AFFECTED}: {tags}")] if _REVISIONS.fullmatch(tags) else []


class _Only(_Unknown):
    """What stands for some chips only says for which, where it is about revisions of silicon."""

    def run(self) -> list[nodes.Node]:
        children = super().run()
        chips = re.sub(r"\bor\b|,", " ", " ".join(self.arguments)).split()
        for child in children:
            if isinstance(child, nodes.paragraph) and (text := child.astext()).startswith(f"{AFFECTED}:"):
                told = text.replace(AFFECTED, f"{AFFECTED} of {', '.join(chips)}", 1)
                child.children = [nodes.Text(told)]
        return children


class _FlatTable(_Unknown):
    """`list-table` and its relatives: a nested list whose items are rows; spans are given by roles."""

    def run(self) -> list[nodes.Node]:
        holder = nodes.container()
        self.state.nested_parse(self.content, self.content_offset, holder)
        grid = _spread([_cells(item) for item in _items(holder)])
        heads = self.options.get("header-rows", "0")
        node = nodes.container(names=["flat-table"])
        node["grid"] = grid
        node["heads"] = int(heads) if str(heads).isdigit() else 0
        node["caption"] = self.arguments[0] if self.arguments else ""
        return [node]


_OURS: dict[str, type[Directive]] = {"tags": _Tags, "only": _Only}


def _items(holder: nodes.Element) -> list[nodes.list_item]:
    lists = [child for child in holder.children if isinstance(child, nodes.bullet_list)]
    return [item for lst in lists for item in lst.children if isinstance(item, nodes.list_item)]


@dataclass(frozen=True, slots=True)
class _FlatCell:
    text: str
    columns: int
    rows: int


def _cells(row: nodes.list_item) -> list[_FlatCell]:
    """The cells of one row of a flat table, with the spans that their roles give."""
    lists = [child for child in row.children if isinstance(child, nodes.bullet_list)]
    found = []
    for cell in (item for lst in lists for item in lst.children):
        spans = {"cspan": 0, "rspan": 0}
        for mark in cell.findall(nodes.inline):
            if "span" in mark:
                kind, count = mark["span"]
                spans[kind] = count
        found.append(_FlatCell(cell.astext().strip(), 1 + spans["cspan"], 1 + spans["rspan"]))
    return found


def _spread(rows: list[list[_FlatCell]]) -> list[list[str]]:
    """Merged cells repeated in every column and row that they cover."""
    grid: list[list[str]] = []
    from_above: dict[int, tuple[int, str]] = {}
    for cells in rows:
        row: list[str] = []
        below: dict[int, tuple[int, str]] = {}
        waiting = list(cells)
        while waiting or len(row) in from_above:
            if len(row) in from_above:
                left, text = from_above.pop(len(row))
                if left > 1:
                    below[len(row)] = (left - 1, text)
                row.append(text)
                continue
            cell = waiting.pop(0)
            for _ in range(cell.columns):
                if cell.rows > 1:
                    below[len(row)] = (cell.rows - 1, cell.text)
                row.append(cell.text)
        from_above = below
        if row:
            grid.append(row)
    return grid


def _text_role(
    name: str, rawtext: str, text: str, lineno: int, inliner: Any, options: Any = None, content: Any = ()
) -> tuple[list[nodes.Node], list[nodes.Node]]:
    if name in ("cspan", "rspan"):  # how many more columns or rows a cell of a flat table covers
        count = min(int(text), 100) if text.isdigit() else 0
        return [nodes.inline(rawtext, "", span=(name, count))], []
    match = _TARGET.match(text)
    return [nodes.inline(rawtext, (match[1] if match else text).strip("~!"))], []


@contextmanager
def _tolerant() -> Iterator[None]:
    """While it lasts, what docutils does not know gives its text instead of an error."""
    known_directive, known_role = directives.directive, roles.role

    def directive(name: str, *rest: Any) -> Any:
        if name.lower() in ("flat-table", "list-table"):
            return _FlatTable, []
        if name.lower() in _OURS:
            return _OURS[name.lower()], []
        if name.lower() in _NO_CONTENT:
            return _Unknown, []
        found, messages = known_directive(name, *rest)
        return (found, messages) if found is not None else (_Unknown, [])

    def role(name: str, *rest: Any) -> Any:
        found, messages = known_role(name, *rest)
        return (found, messages) if found is not None else (_text_role, [])

    directives.directive, roles.role = directive, role  # type: ignore[assignment]  # docutils has no other door
    try:
        yield
    finally:
        directives.directive, roles.role = known_directive, known_role


def _walk(parent: nodes.Element, builder: BlockBuilder, level: int) -> None:
    for node in parent.children:
        match node:
            case nodes.section():
                _walk(node, builder, level + 1)
            case nodes.title():
                builder.heading(node.astext(), max(level, 1))
            case nodes.paragraph() | nodes.line_block():
                builder.add(BlockKind.PARAGRAPH, _text(node))
            case nodes.bullet_list() | nodes.enumerated_list():
                _take_list(node, builder)
            case nodes.literal_block() | nodes.doctest_block():
                builder.add(BlockKind.CODE, node.astext())
            case nodes.table():
                _take_table(node, builder)
            case nodes.footnote() | nodes.citation():
                builder.add(BlockKind.FOOTNOTE, _text(node))
            case nodes.image():
                builder.add(BlockKind.FIGURE, str(node.get("alt", "")))
            case nodes.caption():
                builder.add(BlockKind.CAPTION, _text(node))
            case nodes.container() if "grid" in node:
                heads = node["heads"]
                builder.table(node["grid"][:heads], node["grid"][heads:], node["caption"])
            case nodes.system_message() | nodes.comment() | nodes.substitution_definition() | nodes.target():
                pass
            case nodes.definition_list() | nodes.field_list() | nodes.option_list():
                for item in node.children:
                    builder.add(BlockKind.PARAGRAPH, _text(item))
            case nodes.Element() if node.children:
                _walk(node, builder, level)


def _take_list(node: nodes.Element, builder: BlockBuilder) -> None:
    """One block per list; code, tables and notes inside it are blocks of their own."""
    lines: list[str] = []

    def flush() -> None:
        builder.add(BlockKind.LIST, "\n".join(lines))
        lines.clear()

    def take(lst: nodes.Element, depth: int) -> None:
        for number, item in enumerate(lst.children, int(lst.get("start", 1))):
            mark = f"{number}." if isinstance(lst, nodes.enumerated_list) else "-"
            for child in item.children if isinstance(item, nodes.Element) else ():
                if isinstance(child, nodes.bullet_list | nodes.enumerated_list):
                    take(child, depth + 1)
                elif isinstance(child, nodes.paragraph | nodes.line_block):
                    lines.append("  " * depth + (f"{mark} " if mark else "") + _text(child))
                    mark = ""
                else:
                    flush()
                    holder = nodes.container("", child.deepcopy())
                    _walk(holder, builder, 1)

    take(node, 0)
    flush()


def _take_table(node: nodes.table, builder: BlockBuilder) -> None:
    title = next((child.astext() for child in node.children if isinstance(child, nodes.title)), "")
    heads = [_row(row) for head in node.findall(nodes.thead) for row in head.findall(nodes.row)]
    rows = [_row(row) for body in node.findall(nodes.tbody) for row in body.findall(nodes.row)]
    builder.table(heads, rows, title)


def _row(row: nodes.row) -> Sequence[str]:
    texts: list[str] = []
    for entry in row.children:
        if isinstance(entry, nodes.entry):
            texts += [_text(entry)] * (1 + int(entry.get("morecols", 0)))
    return texts


def _text(node: nodes.Node) -> str:
    """Text with error marks left out."""
    parts = [
        leaf.astext()
        for leaf in node.findall(nodes.Text)
        if not isinstance(leaf.parent, nodes.system_message | nodes.comment)
    ]
    if isinstance(node, nodes.paragraph):
        return "".join(parts)
    return node.astext() if not node.next_node(nodes.system_message) else " ".join(parts)
