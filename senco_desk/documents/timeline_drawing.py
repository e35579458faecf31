"""A timeline drawn for paper: the lanes of the window with strokes and hatches that read in black and white."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from reportlab.graphics.shapes import Drawing, Line, Polygon, PolyLine, Rect
from reportlab.lib.colors import Color, HexColor, white

from senco_desk.documents import chart_strokes as strokes
from senco_desk.documents import fonts
from senco_desk.documents.charts_content import TimelineChart
from senco_desk.documents.styles import ACCENT, MUTED, PALE, RULE, TEXT
from senco_desk.domain.timeline import Lane, Mark, Timeline
from senco_desk.domain.timeline_places import Placed, placed, visible
from senco_desk.domain.timeline_scale import Scale, ticks
from senco_desk.domain.timeline_shapes import OUTLINES, Shape
from senco_desk.domain.timeline_spans import BESIDE, Span

NAMES = 108.0
"""The room for the lanes' names, in points."""
SIZE = 8.0
"""The width and height of a mark."""
AXIS, CAPTIONS, KEY = 30.0, 14.0, 15.0
_HOLIDAY = HexColor("#EDF0F2")
_HATCH = HexColor("#9AA5AF")

SHAPE_WORDS: dict[str, tuple[tuple[Shape, str], ...]] = {
    "cycles": (("flag", "review (−2 to +2: progress against what was expected)"),),
    "contacts": (("square", "meeting"), ("dot", "call, e-mail or other contact"), ("ring", "note")),
    "promises": (("ring", "promised"), ("clock", "due"), ("tick", "kept")),
    "views": (("diamond", "child’s views"), ("lozenge", "parents’ views"), ("star", "one-page profile")),
    "professionals": (("ring", "asked"), ("diamond", "seen"), ("dot", "reported"), ("tick", "acted on"),
                      ("cross", "diagnosis")),
    "documents": (("page", "document"),),
    "assessments": (("box", "assessment"),),
    "suspensions": (("triangle", "suspension"),),
}  # fmt: skip
"""What each shape of a lane means."""


def height_of(lane: Lane) -> float:
    """How high a lane is, in points; its key in words is the last line."""
    return lane.levels * _level(lane) + 5.0


def draw_timeline(chart: TimelineChart, width: float) -> Drawing:
    """The drawing of a timeline over its days, as wide as asked, in points."""
    timeline = chart.timeline
    captions = CAPTIONS if timeline.gaps else 0.0
    keyed = _key_lines(timeline, width)
    high = AXIS + captions + sum(height_of(lane) for lane in timeline.lanes) + KEY * len(keyed) + 4
    drawing = Drawing(width, high)
    scale = Scale(timeline.first, timeline.last, width - NAMES, NAMES)
    foot = KEY * len(keyed) + 4
    _behind(drawing, timeline, scale, high, foot)
    _axis(drawing, timeline, scale, high, foot)
    top = high - AXIS - captions
    for lane in timeline.lanes:
        _lane(drawing, lane, scale, top, timeline.today)
        top -= height_of(lane)
        drawing.add(Line(0, top, width, top, strokeColor=RULE, strokeWidth=0.4))
    _key(drawing, keyed, foot)
    return drawing


def _level(lane: Lane) -> float:
    return 26.0 if lane.id == "cycles" else 14.0


# ------------------------------------------------------------------------------------------------ behind the lanes


def _behind(drawing: Drawing, timeline: Timeline, scale: Scale, high: float, foot: float) -> None:
    for _stretch, left, right in visible(timeline.holidays, scale):
        drawing.add(Rect(left, foot, right - left, high - foot - AXIS / 2, fillColor=_HOLIDAY, strokeColor=None))
    for tick in ticks(scale, 34):
        at = scale.at(tick.day)
        drawing.add(Line(at, foot, at, high - AXIS / 2, strokeColor=RULE, strokeWidth=0.3))
    edge = scale.left + scale.width
    for gap in timeline.gaps:
        left, right = max(scale.at(gap.start), scale.left), min(scale.after(gap.end), edge)
        if right > left:
            _hatched(drawing, left, foot, right - left, high - foot - AXIS)
            for at in (left, right):
                drawing.add(Line(at, foot, at, high - AXIS, strokeColor=MUTED, strokeWidth=0.6, strokeDashArray=[3, 2]))


def _hatched(drawing: Drawing, x: float, y: float, wide: float, tall: float) -> None:
    """Slanting strokes over an area, cut off at its edges."""
    step = 7.0
    at = -tall + step
    while at < wide:
        begin, end = max(at, 0.0), min(at + tall, wide)
        drawing.add(
            Line(x + begin, y + begin - at, x + end, y + end - at, strokeColor=_HATCH, strokeWidth=0.45)
        )  # fmt: skip
        at += step


def _axis(drawing: Drawing, timeline: Timeline, scale: Scale, high: float, foot: float) -> None:
    edge, half = scale.left + scale.width, AXIS / 2
    _terms(drawing, timeline, scale, high)
    marks = ticks(scale, 34)
    today = scale.middle(timeline.today)
    here = scale.left <= today <= edge
    wide = fonts.width_of("today", strokes.LABEL) + 6
    box = min(max(today - wide / 2, scale.left), edge - wide)
    for place, tick in enumerate(marks):
        at = scale.at(tick.day)
        until = scale.at(marks[place + 1].day) if place + 1 < len(marks) else edge
        if here and at < box + wide and until > box:
            until = max(min(until, box), at)
        room = until - at - 3
        if fonts.width_of(tick.words, strokes.LABEL) <= room:
            strokes.label(drawing, at + 2, high - AXIS + 4, tick.words, colour=MUTED)
    for level in (half, AXIS):
        drawing.add(Line(scale.left, high - level, edge, high - level, strokeColor=RULE, strokeWidth=0.6))
    if here:
        drawing.add(Line(today, foot, today, high - AXIS + 13, strokeColor=TEXT, strokeWidth=1.1))
        drawing.add(Rect(box, high - AXIS + 1, wide, 12, fillColor=TEXT, strokeColor=None))
        strokes.label(drawing, box + 3, high - AXIS + 4, "today", colour=white)
    if timeline.gaps:
        strokes.label(drawing, 0, high - AXIS - CAPTIONS + 4, "Gaps", bold=True)
        _captions(drawing, timeline, scale, high - AXIS - CAPTIONS)


def _terms(drawing: Drawing, timeline: Timeline, scale: Scale, high: float) -> None:
    """The upper line of the axis: terms, or school years where the terms are too narrow to be named."""
    half = AXIS / 2
    shown = visible(timeline.terms, scale)
    if sum(right - left for _stretch, left, right in shown) > 30 * len(shown):
        for stretch, left, right in shown:
            room = right - left - 2
            words = next((each for each in stretch.shorter() if fonts.width_of(each, strokes.LABEL) <= room), "")
            strokes.label(drawing, (left + right) / 2, high - half + 4, words, anchor="middle", colour=MUTED)
    else:
        years: dict[int, tuple[float, float]] = {}
        for stretch, left, right in shown:
            first = stretch.start.year - (stretch.start.month < 9)
            years[first] = years.get(first, (left, right))[0], right
        for first, (left, right) in years.items():
            words = f"School year {first}/{(first + 1) % 100:02d}"
            strokes.label(drawing, (left + right) / 2, high - half + 4, words, anchor="middle", colour=MUTED,
                          room=right - left - 2)  # fmt: skip
            drawing.add(Line(left, high - half, left, high - 2, strokeColor=MUTED, strokeWidth=0.5))


def _captions(drawing: Drawing, timeline: Timeline, scale: Scale, under: float) -> None:
    edge = scale.left + scale.width
    for gap in timeline.gaps:
        left, right = max(scale.at(gap.start), scale.left), min(scale.after(gap.end), edge)
        for words in (gap.words, f"{gap.weeks} school weeks", f"{gap.weeks} wk"):
            if fonts.width_of(words, strokes.LABEL, bold=True) + 6 <= right - left:
                strokes.label(drawing, (left + right) / 2, under + 4, words, anchor="middle", bold=True, backed=True)
                break


# ------------------------------------------------------------------------------------------------------- the lanes


def _lane(drawing: Drawing, lane: Lane, scale: Scale, top: float, today: date) -> None:
    strokes.label(drawing, 0, top - 12, lane.words, bold=True, room=NAMES - 6)
    for thing in placed(lane, scale, SIZE):
        level = top - 2.5 - thing.level * _level(lane)
        tall = _level(lane) - 3
        span = thing.span
        if span is None or span.style in BESIDE:
            if span is not None:
                _line(drawing, thing, span, level - tall / 2)
            _marks(drawing, lane, thing, scale, level, tall)
        elif span.style == "cycle":
            _cycle(drawing, thing, span, scale, level, tall)
        else:
            _bar(drawing, thing, span, level, tall, scale.after(today))


def _marks(drawing: Drawing, lane: Lane, thing: Placed, scale: Scale, level: float, tall: float) -> None:
    middle = level - (6 if lane.id == "cycles" else tall / 2)
    several = thing.span is None and len(thing.marks) > 1
    for mark in thing.marks[:1] if several else thing.marks:
        _glyph(drawing, scale.middle(mark.on), middle, mark.shape)
    words = f"×{len(thing.marks)}" if several else thing.words
    if lane.id != "cycles":
        _words(drawing, thing.at, middle - 3, words, thing.room, backed=True)


def _words(drawing: Drawing, x: float, y: float, words: str, room: float, *, backed: bool = False,
           colour: Color = TEXT, bold: bool = False) -> None:  # fmt: skip
    """Words that are shortened to their room, and left out where hardly any is."""
    if room >= min(18.0, fonts.width_of(words, strokes.LABEL, bold=bold)):
        strokes.label(drawing, x, y, words, room=room, backed=backed, colour=colour, bold=bold)


def _bar(drawing: Drawing, thing: Placed, span: Span, level: float, tall: float, today: float) -> None:
    left, wide, under = thing.left, max(thing.right - thing.left, 1.5), level - tall
    solid, dashed = span.style == "E", span.style == "N"
    fill = ACCENT if solid else PALE if span.style == "K" else white
    ink = white if solid else TEXT
    drawing.add(Rect(left, under, wide, tall, fillColor=fill, strokeColor=ACCENT if not dashed else MUTED,
                     strokeWidth=0.7, strokeDashArray=[3, 2] if dashed else None))  # fmt: skip
    if span.style == "monitoring":
        _hatched(drawing, left, under, wide, tall)
    if span.style == "attendance" and span.share is not None:
        drawing.add(Rect(left, under, wide, tall * span.share, fillColor=PALE, strokeColor=None))
        drawing.add(Line(left, under + tall * span.share, left + wide, under + tall * span.share, strokeColor=ACCENT,
                         strokeWidth=1))  # fmt: skip
    elif span.share is not None:
        past = max(min(today, thing.right) - left, 0.5)  # what is still to come is not delivered
        drawing.add(Rect(left, under, past, 2.2, fillColor=white, strokeColor=TEXT, strokeWidth=0.4))
        drawing.add(Rect(left, under, past * span.share, 2.2, fillColor=TEXT, strokeColor=None))
    words = f"{span.words} · {span.said}" if span.said else span.words
    in_bar = span.style in ("E", "K", "monitoring", "N")
    room = min(thing.room, thing.right - thing.at - 2) if in_bar else thing.room
    at = thing.at
    if in_bar and room > SIZE + 6:
        shapes: dict[str, Shape] = {"monitoring": "ring", "K": "lozenge", "E": "diamond", "N": "box"}
        _glyph(drawing, at + SIZE / 2, level - tall / 2, shapes[span.style], ink)
        at, room = at + SIZE + 3, room - SIZE - 3
    _words(drawing, at, under + (tall - 6) / 2 + (1 if span.said else 0), words, room, colour=ink,
           backed=span.style == "monitoring")  # fmt: skip


def _cycle(drawing: Drawing, thing: Placed, span: Span, scale: Scale, level: float, tall: float) -> None:
    band = tall / 2
    edge = scale.left + scale.width
    for part in span.parts:
        left, right = max(scale.at(part.start), scale.left), min(scale.after(part.end), edge)
        if right > left:
            fill = PALE if part.words == "Do" else white
            drawing.add(Rect(left, level - tall, right - left, band, fillColor=fill, strokeColor=ACCENT,
                             strokeWidth=0.7))  # fmt: skip
            if fonts.width_of(part.words, strokes.LABEL) + 4 <= right - left:
                strokes.label(drawing, left + 2, level - tall + 3, part.words)
    wide = ((words, fonts.width_of(words, strokes.LABEL, bold=True)) for words in span.shorter())
    words = next((each for each, width in wide if width <= thing.room), "")
    _words(drawing, thing.at, level - 9, words, thing.room, bold=True)


def _line(drawing: Drawing, thing: Placed, span: Span, y: float) -> None:
    dash = [1.2, 2] if span.open or span.style == "promise" else None
    drawing.add(Line(thing.left, y, max(thing.right, thing.left), y, strokeColor=TEXT, strokeWidth=1,
                     strokeDashArray=dash))  # fmt: skip


def _glyph(drawing: Drawing, x: float, y: float, shape: Shape, ink: Color = TEXT) -> None:
    outline = OUTLINES[shape]
    flat = [
        coordinate
        for across, down in outline.points
        for coordinate in (x + (across - 0.5) * SIZE, y + (0.5 - down) * SIZE)
    ]
    if outline.closed:
        inside = ink if outline.filled else (white if ink is not white else None)
        drawing.add(Polygon(flat, fillColor=inside, strokeColor=ink, strokeWidth=0.9))
    else:
        drawing.add(PolyLine(flat, strokeColor=ink, strokeWidth=1.3))


# ---------------------------------------------------------------------------------------------------------- the key


def _key_lines(timeline: Timeline, width: float) -> list[list[tuple[Shape | None, str, float]]]:
    """The shapes that are used and what they mean, lane by lane, on as many lines as that takes.

    Each entry is a shape (none for the name of a lane), words, and their place across.
    """
    lines: list[list[tuple[Shape | None, str, float]]] = [[]]
    at = 0.0
    for lane in timeline.lanes:
        used = {mark.shape for mark in _drawn(lane.marks)}
        known = [(shape, words) for shape, words in SHAPE_WORDS.get(lane.id, ()) if shape in used]
        entries: list[tuple[Shape | None, str]] = [(None, f"{lane.words}:"), *known] if known else []
        widths = [_key_width(shape, words) for shape, words in entries]
        if at and at + sum(widths) > width:
            lines.append([])
            at = 0.0
        for (shape, words), wide in zip(entries, widths, strict=True):
            lines[-1].append((shape, words, at))
            at += wide
    return [line for line in lines if line]


def _key_width(shape: Shape | None, words: str) -> float:
    wide = fonts.width_of(words, strokes.LABEL, bold=shape is None)
    return wide + 6 if shape is None else SIZE + 4 + wide + 12


def _drawn(marks: Iterable[Mark]) -> Iterable[Mark]:
    return (mark for mark in marks if mark.span is None or mark.span.style in BESIDE)


def _key(drawing: Drawing, lines: list[list[tuple[Shape | None, str, float]]], foot: float) -> None:
    for number, line in enumerate(lines, start=1):
        under = foot - KEY * number
        for shape, words, at in line:
            if shape is None:
                strokes.label(drawing, at, under + 1, words, bold=True)
            else:
                _glyph(drawing, at + SIZE / 2, under + 4, shape)
                strokes.label(drawing, at + SIZE + 4, under + 1, words, colour=MUTED)
