"""Ruling lines and shades from a page's vector drawings. Pure; used by `pdf`."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ingestion.types import Box, Fill, Ruling

THIN = 3.0
"""Points: a filled shape no thicker than this is drawn as a line. Table borders are up to 2 pt thick."""
SHORT = 2.0
"""Points: shorter strokes belong to glyphs and pictures."""
_MOST = 20_000
"""Shapes read of one page; a plot with more holds no table."""


def read_drawings(
    drawings: Iterable[Mapping[str, Any]], page: Box
) -> tuple[tuple[Ruling, ...], tuple[Fill, ...]]:
    """Straight horizontal and vertical lines, and filled rectangles that are not white."""
    rulings: list[Ruling] = []
    fills: list[Fill] = []
    for count, drawing in enumerate(drawings):
        if count >= _MOST:
            break
        for shape in _shapes(drawing):
            if isinstance(shape, Ruling):
                _keep_ruling(shape, page, rulings)
            elif (box := _clipped(shape.box, page)) is not None:
                fills.append(Fill(box, shape.grey))
    return tuple(rulings), tuple(fills)


def _shapes(drawing: Mapping[str, Any]) -> Iterator[Ruling | Fill]:
    kind = drawing["type"]
    if kind in ("f", "fs"):
        yield from _filled(drawing)
    if kind in ("s", "fs"):
        yield from _stroked(drawing)


def _filled(drawing: Mapping[str, Any]) -> Iterator[Ruling | Fill]:
    grey = _grey(drawing.get("fill"))
    if drawing.get("fill_opacity") == 0:
        return
    x0, y0, x1, y1 = drawing["rect"]
    if min(x1 - x0, y1 - y0) <= THIN:  # the common case: one border, drawn as a thin polygon
        yield _middle((x0, y0, x1, y1))
        return
    for box in _rectangles(drawing["items"]):
        if min(box[2] - box[0], box[3] - box[1]) <= THIN:
            yield _middle(box)
        elif grey < 0.99:
            yield Fill(box, grey)


def _rectangles(items: Iterable[tuple[Any, ...]]) -> Iterator[Box]:
    """Axis-parallel rectangles of a path: its own, and closed chains of straight segments."""
    chain: list[tuple[float, float]] = []
    straight = True
    for item in items:
        if item[0] == "re":
            yield tuple(item[1])
            continue
        if item[0] == "qu":
            if (box := _quad_box(item[1])) is not None:
                yield box
            continue
        if chain and chain[-1] != item[1]:
            if straight and (box := _chain_box(chain)) is not None:
                yield box
            chain, straight = [], True
        chain = chain or [item[1]]
        chain.append(item[-1])
        straight = straight and _straight(item)
    if straight and chain and (box := _chain_box(chain)) is not None:
        yield box


def _straight(item: tuple[Any, ...]) -> bool:
    """Whether a segment runs along an axis; Word writes straight edges as Bézier curves."""
    xs: list[float] = [point[0] for point in item[1:]]
    ys: list[float] = [point[1] for point in item[1:]]
    return max(xs) - min(xs) < 0.5 or max(ys) - min(ys) < 0.5


def _chain_box(points: list[tuple[float, float]]) -> Box | None:
    """The box of a chain, if it goes round a rectangle: every corner lies on the box's edges."""
    if len(points) < 4:
        return None
    xs = [point[0] for point in points]
    ys = [point[1] for point in points]
    box = (min(xs), min(ys), max(xs), max(ys))
    on_edge = all(
        (x - box[0] < 0.5 or box[2] - x < 0.5) and (y - box[1] < 0.5 or box[3] - y < 0.5) for x, y in points
    )
    return box if on_edge else None


def _quad_box(quad: Any) -> Box | None:
    points = [(float(point[0]), float(point[1])) for point in quad]
    return _chain_box(points)


def _stroked(drawing: Mapping[str, Any]) -> Iterator[Ruling | Fill]:
    width = drawing.get("width") or 0.0
    grey = _grey(drawing.get("color"))
    for item in drawing["items"]:
        if item[0] == "l":
            yield from _line(item[1], item[2], width, grey)
        elif item[0] == "re":
            yield from _edges(tuple(item[1]))
        elif item[0] == "qu":
            if (box := _quad_box(item[1])) is not None:
                yield from _edges(box)
        elif _straight(item):
            yield from _line(item[1], item[-1], width, grey)


def _line(
    start: tuple[float, float], end: tuple[float, float], width: float, grey: float
) -> Iterator[Ruling | Fill]:
    x0, x1 = sorted((start[0], end[0]))
    y0, y1 = sorted((start[1], end[1]))
    if x1 - x0 > 0.5 and y1 - y0 > 0.5:
        return
    if width <= 2 * THIN:
        yield Ruling(x0, y0, x1, y1)
    elif grey < 0.99:  # a bar drawn with a broad pen
        half = width / 2
        across, along = (0.0, half) if x1 - x0 > y1 - y0 else (half, 0.0)
        yield Fill((x0 - across, y0 - along, x1 + across, y1 + along), grey)


def _edges(box: Box) -> Iterator[Ruling]:
    x0, y0, x1, y1 = box
    if min(x1 - x0, y1 - y0) <= THIN:
        yield _middle(box)
        return
    yield Ruling(x0, y0, x1, y0)
    yield Ruling(x0, y1, x1, y1)
    yield Ruling(x0, y0, x0, y1)
    yield Ruling(x1, y0, x1, y1)


def _middle(box: Box) -> Ruling:
    x0, y0, x1, y1 = box
    if x1 - x0 >= y1 - y0:
        middle = (y0 + y1) / 2
        return Ruling(x0, middle, x1, middle)
    middle = (x0 + x1) / 2
    return Ruling(middle, y0, middle, y1)


def _keep_ruling(ruling: Ruling, page: Box, rulings: list[Ruling]) -> None:
    x0, x1 = max(ruling.x0, page[0]), min(ruling.x1, page[2])
    y0, y1 = max(ruling.y0, page[1]), min(ruling.y1, page[3])
    if x1 < x0 or y1 < y0 or max(x1 - x0, y1 - y0) < SHORT:
        return
    rulings.append(Ruling(x0, y0, x1, y1))


def _clipped(box: Box, page: Box) -> Box | None:
    x0, y0 = max(box[0], page[0]), max(box[1], page[1])
    x1, y1 = min(box[2], page[2]), min(box[3], page[3])
    return (x0, y0, x1, y1) if x1 - x0 > THIN and y1 - y0 > THIN else None


def _grey(colour: Any) -> float:
    """Luminance of an RGB or grey colour; none given means black."""
    if not colour:
        return 0.0
    if len(colour) == 1:
        return float(colour[0])
    if len(colour) == 4:
        cyan, magenta, yellow, black = colour
        colour = [(1 - part) * (1 - black) for part in (cyan, magenta, yellow)]
    red, green, blue = colour[:3]
    return float(0.299 * red + 0.587 * green + 0.114 * blue)
