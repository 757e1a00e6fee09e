"""Damages a PDF as files are found damaged, or made to harm. The same seed gives the same file."""

import random
import re
from collections.abc import Callable, Iterator

import pymupdf

Mutate = Callable[[bytes, random.Random], bytes]


def mutants(data: bytes, count: int) -> Iterator[tuple[str, bytes]]:
    """So many damaged files, each kind of damage in turn, under a name that says which and from what seed."""
    kinds = list(KINDS.items())
    for seed in range(count):
        name, mutate = kinds[seed % len(kinds)]
        yield f"{name}-{seed}", mutate(data, random.Random(seed))  # noqa: S311  # no secret


def excerpt(data: bytes, pages: list[int]) -> bytes:
    """Some pages as a file of their own, with its objects legible, so that damage can be aimed."""
    with pymupdf.open(stream=data, filetype="pdf") as document:
        document.select(pages)
        made: bytes = document.tobytes(garbage=3, deflate=False, no_new_id=True)
    return made


def truncated(data: bytes, chance: random.Random) -> bytes:
    return data[: int(len(data) * chance.uniform(0.02, 0.999))]


def truncated_and_ended(data: bytes, chance: random.Random) -> bytes:
    return truncated(data, chance) + b"\nstartxref\n9\n%%EOF"


def flipped(data: bytes, chance: random.Random) -> bytes:
    broken = bytearray(data)
    for _ in range(chance.choice((1, 10, 100, 1000))):
        broken[chance.randrange(9, len(broken))] ^= 1 << chance.randrange(8)
    return bytes(broken)


def blanked(data: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(9, len(data))
    end = min(len(data), start + chance.choice((100, 3000, 30_000)))
    return data[:start] + bytes(end - start) + data[end:]


def broken_xref(data: bytes, chance: random.Random) -> bytes:
    head, mark, table = data.rpartition(b"xref\n0")
    shift = chance.choice((1, -7, 123_456))
    moved = re.sub(rb"\d{10}(?= 00000 n)", lambda m: b"%010d" % max(0, int(m[0]) + shift), table)
    return head + mark + moved


def no_xref(data: bytes, chance: random.Random) -> bytes:
    return re.sub(rb"startxref\s+\d+", b"startxref\n%d" % chance.choice((0, 1 << 40)), data)


def cyclic_tree(data: bytes, chance: random.Random) -> bytes:
    """The page tree's root among its own kids, alone or beside its pages."""
    root = re.search(rb"(\d+) 0 obj\s*<<[^>]*?/Type\s*/Pages", data)
    assert root
    own = b"%s 0 R" % root[1]
    more = chance.choice((b"", rb"\1 "))
    return re.sub(rb"/Kids\s*\[([^\]]*)\]", rb"/Kids[" + more + own + b"]", data)


def cyclic_parents(data: bytes, chance: random.Random) -> bytes:
    """The root's parent is a page, so that what a page inherits is looked for without end."""
    page = chance.choice(re.findall(rb"(\d+) 0 obj\s*<<[^>]*?/Type\s*/Page\b", data))
    bare = re.sub(rb"/MediaBox\s*\[[^\]]*\]|/Resources", b"", data)
    return re.sub(rb"/Type\s*/Pages", b"/Type/Pages/Parent %s 0 R" % page, bare)


def deep_nesting(data: bytes, chance: random.Random) -> bytes:
    depth = chance.choice((100, 5_000, 100_000))
    opening, closing = chance.choice(((b"[", b"]"), (b"<</A", b">>")))
    return data.replace(b"/Type/Catalog", b"/Type/Catalog/Names " + opening * depth + b"0 " + closing * depth)


def odd_count(data: bytes, chance: random.Random) -> bytes:
    count = chance.choice((b"-1", b"0", b"2147483647", b"99999999999", b"1.5", b"null", b"19000"))
    return re.sub(rb"/Count\s+\d+", b"/Count " + count, data)


def odd_box(data: bytes, chance: random.Random) -> bytes:
    boxes = (b"0 0 0 0", b"0 0 1e38 1e38", b"595 842 0 0", b"0 0 .001 .001", b"0", b"a b c d")
    return re.sub(rb"/MediaBox\s*\[[^\]]*\]", b"/MediaBox[" + chance.choice(boxes) + b"]", data)


def broken_fonts(data: bytes, chance: random.Random) -> bytes:
    name, value = chance.choice(
        ((b"FontFile2", b"/FontFile3"), (b"FontFile3", b"/FontFile2"), (b"ToUnicode", b"/ToUnicade"))
    )
    odd = re.sub(rb"/W\s*\[", b"/W[-99999999 [nan] 3 1 1e30 ", data)
    return re.sub(rb"/" + name, value, odd)


def broken_streams(data: bytes, chance: random.Random) -> bytes:
    """Random bytes in some of the streams: pages' contents, fonts, character maps."""

    def damage(match: re.Match[bytes]) -> bytes:
        body = bytearray(match[1])
        if chance.random() < 0.5:
            for _ in range(max(1, len(body) // 50)):
                body[chance.randrange(len(body))] = chance.randrange(256)
        return b"stream\n" + bytes(body) + b"endstream"

    return re.sub(rb"stream\n(.+?)endstream", damage, data, flags=re.S)


def odd_operators(data: bytes, chance: random.Random) -> bytes:
    """Contents that are well-formed and absurd: endless numbers, nested states, text of size 0 or 1e30."""
    odd = chance.choice(
        (
            b"q " * 50_000,
            b"1e38 0 0 1e38 0 0 cm ",
            b"0 0 0 0 0 0 cm ",
            b"BT /F1 1e30 Tf (x) Tj ET ",
            b"0 0 99999999999999999999 1 re S " * 500,
            b"nan inf -inf 1 re f " * 100,
        )
    )
    return re.sub(rb"stream\n(?=[^\n]*(?:\bq\b|\bBT\b|\bcm\b))", b"stream\n" + odd, data)


def missing_objects(data: bytes, chance: random.Random) -> bytes:
    share = chance.choice((0.02, 0.2, 0.6))
    return re.sub(rb" 0 obj", lambda m: b" 0 obx" if chance.random() < share else m[0], data)


def swapped_references(data: bytes, chance: random.Random) -> bytes:
    numbers = re.findall(rb"(\d+) 0 obj", data)
    share = chance.choice((0.02, 0.3))

    def other(match: re.Match[bytes]) -> bytes:
        return chance.choice(numbers) + b" 0 R" if chance.random() < share else match[0]

    return re.sub(rb"\d+ 0 R", other, data)


KINDS: dict[str, Mutate] = {
    mutate.__name__: mutate
    for mutate in (
        truncated,
        truncated_and_ended,
        flipped,
        blanked,
        broken_xref,
        no_xref,
        cyclic_tree,
        cyclic_parents,
        deep_nesting,
        odd_count,
        odd_box,
        broken_fonts,
        broken_streams,
        odd_operators,
        missing_objects,
        swapped_references,
    )
}
