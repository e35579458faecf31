"""The strokes that charts are drawn with: lines told apart by dash and marker, and words that stay apart."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from reportlab.graphics.shapes import Circle, Drawing, Line, Polygon, PolyLine, Rect, String
from reportlab.lib.colors import Color, white

from senco_desk.documents import fonts
from senco_desk.documents.charts_content import SpendLine
from senco_desk.documents.styles import ACCENT, TEXT

LABEL = 8.5
"""The size of words in charts, in points."""

Across = Callable[[date], float]
"""How far to the right a day is."""
Up = Callable[[float], float]
"""How far up an amount is."""


def path(
    drawing: Drawing, line: SpendLine, x: Across, y: Up, *, dash: list[float] | None, stroke: float, colour: Color
) -> None:
    """A running total as a line."""
    poly(drawing, [(x(day), y(pence)) for day, pence in line], dash, stroke, colour)


def poly(
    drawing: Drawing, points: Sequence[tuple[float, float]], dash: list[float] | None, stroke: float, colour: Color
) -> None:
    """A line through points; a single point as a dot, none as nothing."""
    if len(points) > 1:
        flat = [coordinate for point in points for coordinate in point]
        drawing.add(PolyLine(flat, strokeColor=colour, strokeWidth=stroke, strokeDashArray=dash, strokeLineJoin=1))
    elif points:
        drawing.add(Circle(*points[0], 2.2, fillColor=colour, strokeColor=None))


def marker(drawing: Drawing, x: float, y: float, shape: str) -> None:
    """A "circle", "square", "triangle" or "ring" at a place, so that lines differ without colour."""
    look = {"fillColor": ACCENT, "strokeColor": ACCENT, "strokeWidth": 1.2}
    if shape == "square":
        drawing.add(Rect(x - 2.8, y - 2.8, 5.6, 5.6, **look))
    elif shape == "triangle":
        drawing.add(Polygon([x - 3.6, y - 2.8, x + 3.6, y - 2.8, x, y + 3.8], **look))
    else:
        drawing.add(Circle(x, y, 3, **look | ({"fillColor": white} if shape == "ring" else {})))


def hatch(drawing: Drawing, left: float, right: float, under: float, tall: float) -> None:
    """White strokes over a bar, so that a step back does not read as progress."""
    at = left + 1
    while at + 3 < right:
        drawing.add(Line(at, under, at + 3, under + tall, strokeColor=white, strokeWidth=1.2))
        at += 5


def row_of_labels(drawing: Drawing, under: float, width: float, said: list[tuple[float, str]]) -> None:
    """Labels beneath their marks, moved apart where they would print over each other."""
    gap = 10.0
    starts: list[float] = []
    placed = [(at, fonts.width_of(words, LABEL), words) for at, words in sorted(said)]
    least = 0.0
    for at, wide, _ in placed:
        starts.append(max(min(at - wide / 2, width - wide), least))
        least = starts[-1] + wide + gap
    most = width
    for index in range(len(placed) - 1, -1, -1):
        starts[index] = min(starts[index], most - placed[index][1])
        most = starts[index] - gap
    for start, (_, _, words) in zip(starts, placed, strict=True):
        label(drawing, start, under, words)


def shortened(words: str, room: float, *, bold: bool = False) -> str:
    """Words on one line, cut off with `…` where they are wider than the room given, in points."""
    words = " ".join(fonts.printable(words).split("\n"))
    if fonts.width_of(words, LABEL, bold=bold) <= room:
        return words
    words = words[: max(int(room), 0)]  # no letter is narrower than a point, and a person may have typed a whole page
    while words and fonts.width_of(words + "…", LABEL, bold=bold) > room:
        words = words[:-1]
    return words.rstrip() + "…"


def label(
    drawing: Drawing,
    x: float,
    y: float,
    words: str,
    *,
    anchor: str = "start",
    bold: bool = False,
    colour: Color = TEXT,
    backed: bool = False,
    room: float | None = None,
) -> None:
    """One line of words; shortened with `…` to the room given, white behind if `backed`."""
    words = " ".join(fonts.printable(words).split("\n"))
    words = words if room is None else shortened(words, room, bold=bold)
    wide = fonts.width_of(words, LABEL, bold=bold)
    start = x - {"start": 0.0, "middle": wide / 2, "end": wide}[anchor]
    if backed and words:
        drawing.add(Rect(start - 2, y - 2, wide + 4, LABEL + 2, fillColor=white, strokeColor=None))
    for font, part in fonts.split_by_font(words, bold=bold):
        drawing.add(String(start, y, part, fontName=font, fontSize=LABEL, fillColor=colour))
        start += fonts.width_of(part, LABEL, bold=bold)
