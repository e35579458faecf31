"""Paints a timeline: axis, holidays and gaps, then lane by lane. Told apart by shape, hatch and word before colour."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import ClassVar

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QPainter, QPen, QPixmap, QPolygonF

from senco_desk.domain.timeline import Mark, Timeline
from senco_desk.domain.timeline_places import Placed, visible
from senco_desk.domain.timeline_scale import Scale, ticks
from senco_desk.domain.timeline_shapes import OUTLINES, Shape
from senco_desk.domain.timeline_spans import BESIDE, Span
from senco_desk.ui.theme import colour, scaled, unit
from senco_desk.ui.timeline_rows import Row, mark_area, mark_size

Key = tuple[str, str, date, str]

_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)
_MIDDLE = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextSingleLine)

_INKS: dict[str, str] = {
    "review": "info",
    "meeting": "accent",
    "contact": "accent",
    "note": "muted",
    "view": "good",
    "profile": "good",
    "professional": "info",
    "diagnosis": "info",
    "document": "text",
    "assessment": "accent",
    "suspension": "over",
    "promise": "due",
}
"""The token of each kind's ink; its shape says the same without it."""


@dataclass(frozen=True)
class Shown:
    """What is painted, and how it stands at the moment."""

    timeline: Timeline
    rows: tuple[Row, ...]
    scale: Scale
    names: float
    """How wide the lanes' names are, at the left."""
    chosen: Key | None
    kept: Collection[Key] | None
    """The events that a filter keeps; the others are pale. None for all."""
    focused: bool


def axis_height() -> int:
    """The height of the two lines of the axis, in pixels."""
    return unit(4.75)


def gaps_height(timeline: Timeline) -> int:
    """The height of the line in which gaps are captioned; nothing where there are none."""
    return unit(2.5) if timeline.gaps else 0


class Canvas:
    """One painting. `area` is the whole viewport; lanes are painted from `top`, moved up by `scrolled`."""

    def __init__(self, painter: QPainter, area: QRectF, shown: Shown, scrolled: float) -> None:
        self.painter, self.area, self.shown, self.scrolled = painter, area, shown, scrolled
        self.scale = shown.scale
        self.top = axis_height() + gaps_height(shown.timeline)
        self.font = painter.font()
        self.small = scaled(self.font, 0.9)

    def paint(self) -> None:
        """Everything, from the back to the front."""
        self.painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.painter.fillRect(self.area, colour("surface"))
        plot = QRectF(self.scale.left, 0, self.scale.width, self.area.height())
        self.painter.setClipRect(plot)
        self._behind()
        self.painter.setClipRect(QRectF(0, self.top, self.area.width(), self.area.height() - self.top))
        for row in self.shown.rows:
            self._row(row)
        self.painter.setClipRect(plot)
        self._today()
        self.painter.setClipping(False)
        self._axis()

    # ------------------------------------------------------------------------------------------ behind the lanes

    def _behind(self) -> None:
        paint, foot = self.painter, self.area.height()
        holiday = colour("track")
        holiday.setAlphaF(0.55)
        for _stretch, left, right in visible(self.shown.timeline.holidays, self.scale):
            paint.fillRect(QRectF(left, axis_height() / 2, right - left, foot), holiday)
        ink = colour("due")
        ink.setAlphaF(0.42)
        for gap in self.shown.timeline.gaps:
            left = max(self.scale.at(gap.start), self.scale.left)
            right = min(self.scale.after(gap.end), self.scale.left + self.scale.width)
            if right <= left:
                continue
            shaded = QRectF(left, axis_height(), right - left, foot - axis_height())
            tile = _hatched(ink.name(QColor.NameFormat.HexArgb), paint.device().devicePixelRatioF())
            paint.drawTiledPixmap(shaded, tile)
            paint.setPen(QPen(ink, 1, Qt.PenStyle.DashLine))
            paint.drawLine(shaded.topLeft(), QPointF(left, foot))
            paint.drawLine(shaded.topRight(), QPointF(right, foot))
        for tick in ticks(self.scale, unit(6)):
            paint.setPen(QPen(colour("line"), 1))
            x = self.scale.at(tick.day)
            paint.drawLine(QPointF(x, axis_height() / 2), QPointF(x, foot))

    def _today(self) -> None:
        x = self.scale.middle(self.shown.timeline.today)
        if self.scale.left <= x <= self.scale.left + self.scale.width:
            self.painter.setPen(QPen(colour("over"), 1.6))
            self.painter.drawLine(QPointF(x, axis_height() / 2), QPointF(x, self.area.height()))

    def _axis(self) -> None:
        paint, timeline, half = self.painter, self.shown.timeline, axis_height() / 2
        edge = self.scale.left + self.scale.width
        paint.setFont(self.small)
        paint.setClipRect(QRectF(self.scale.left, 0, self.scale.width, self.area.height()))
        shown = visible(timeline.terms, self.scale)
        if sum(right - left for _stretch, left, right in shown) > unit(5.5) * len(shown):
            for stretch, left, right in shown:
                words = next((each for each in stretch.shorter() if self._fits(each, right - left - 4)), "")
                self._words(QRectF(left + 2, 0, right - left - 4, half), words, "muted", _MIDDLE)
        else:
            self._years(half)
        paint.setPen(QPen(colour("border"), 1))
        paint.drawLine(QPointF(self.scale.left, half), QPointF(edge, half))
        paint.drawLine(QPointF(self.scale.left, half * 2), QPointF(edge, half * 2))
        marks = ticks(self.scale, unit(6))
        today = self.scale.middle(timeline.today)
        wide = paint.fontMetrics().horizontalAdvance("today") + unit(1.25)
        here = self.scale.left <= today <= edge
        box = QRectF(min(today - wide / 2, edge - wide), half + 1, wide, half - 2)
        for place, tick in enumerate(marks):
            x = self.scale.at(tick.day)
            following = self.scale.at(marks[place + 1].day) if place + 1 < len(marks) else edge
            if here and x < box.right() and following > box.left():
                following = max(min(following, box.left()), x)
            self._words(QRectF(x + 3, half, following - x - 4, half), tick.words, "muted", _LEFT)
        if here:
            paint.setPen(Qt.PenStyle.NoPen)
            paint.setBrush(colour("over"))
            paint.drawRoundedRect(box, 3, 3)
            paint.setPen(colour("surface"))
            paint.drawText(box, _MIDDLE, "today")
        for gap in timeline.gaps:
            left, right = max(self.scale.at(gap.start), self.scale.left), min(self.scale.after(gap.end), edge)
            if right - left > unit(2):
                self._caption(QRectF(left, axis_height(), right - left, gaps_height(timeline)), gap.words, gap.weeks)
        paint.setClipping(False)
        if timeline.gaps:
            paint.setFont(self.font)
            self._words(QRectF(unit(2), axis_height(), self.shown.names - unit(2.5), gaps_height(timeline)),
                        "Gaps", "due", _LEFT)  # fmt: skip
            paint.setPen(QPen(colour("line"), 1))
            paint.drawLine(QPointF(0, self.top), QPointF(self.area.width(), self.top))

    def _years(self, half: float) -> None:
        """School years, where the terms are too narrow to be named; each year's name stays in view."""
        by_year: dict[str, tuple[float, float]] = {}
        for stretch, left, right in visible(self.shown.timeline.terms, self.scale):
            first = stretch.start.year - (stretch.start.month < 9)
            name = f"{first}/{(first + 1) % 100:02d}"
            begun = by_year.get(name, (left, right))[0]
            by_year[name] = begun, right
        for name, (left, right) in by_year.items():
            self._words(QRectF(left + 3, 0, right - left - 6, half), name, "muted", _MIDDLE)
            self.painter.setPen(QPen(colour("border"), 1))
            self.painter.drawLine(QPointF(left, 3), QPointF(left, half))

    def _caption(self, room: QRectF, words: str, weeks: int) -> None:
        metrics = self.painter.fontMetrics()
        for said in (words, f"{weeks} school weeks", f"{weeks} wk"):
            wide = metrics.horizontalAdvance(said) + unit(1.5)
            if wide <= room.width():
                box = QRectF(room.center().x() - wide / 2, room.top() + 2, wide, room.height() - 4)
                self.painter.setPen(QPen(colour("due"), 1))
                self.painter.setBrush(colour("surface"))
                self.painter.drawRoundedRect(box, 3, 3)
                self.painter.setPen(colour("due"))
                self.painter.drawText(box, _MIDDLE, said)
                return

    # ---------------------------------------------------------------------------------------------------- lanes

    def _row(self, row: Row) -> None:
        paint = self.painter
        top = self.top + row.top - self.scrolled
        if top > self.area.height() or top + row.height < self.top:
            return
        paint.save()
        paint.translate(0, self.top - self.scrolled)
        self._name(row)
        paint.setPen(QPen(colour("line"), 1))
        paint.drawLine(QPointF(0, row.top + row.height), QPointF(self.area.width(), row.top + row.height))
        paint.setClipRect(
            QRectF(self.scale.left, self.scrolled, self.scale.width, self.area.height()),
            Qt.ClipOperation.IntersectClip,
        )
        paint.setFont(self.small)
        for thing in row.things:
            kept = self.shown.kept
            paint.setOpacity(1.0 if kept is None or any(mark.event.key in kept for mark in thing.marks) else 0.25)
            self._thing(row, thing)
        paint.setOpacity(1.0)
        for mark in row.lane.marks:
            if mark.event.key == self.shown.chosen:
                self._ring(mark_area(row, mark, self.scale))
        paint.restore()

    def _name(self, row: Row) -> None:
        paint = self.painter
        middle = row.top + min(row.height, unit(3.375)) / 2
        side = unit(0.5)
        x = unit(0.875)
        turned = [(-0.5, -1.0), (0.7, 0.0), (-0.5, 1.0)] if row.folded else [(-1.0, -0.5), (1.0, -0.5), (0.0, 0.7)]
        paint.setPen(Qt.PenStyle.NoPen)
        paint.setBrush(colour("muted"))
        paint.drawPolygon(QPolygonF([QPointF(x + dx * side, middle + dy * side) for dx, dy in turned]))
        paint.setFont(self.small if row.folded else self.font)
        room = QRectF(unit(2), row.top, self.shown.names - unit(2.5), min(row.height, unit(3.375)))
        self._words(room, row.lane.words, "muted" if row.folded else "text", _LEFT)

    def _thing(self, row: Row, thing: Placed) -> None:
        span = thing.span
        own = next((mark for mark in thing.marks if mark.span is not None), None)
        if span is not None and own is not None:
            area = mark_area(row, own, self.scale)
            if row.folded and span.style not in BESIDE:
                self._plain(area, span)
            else:
                self._WAYS[span.style](self, area, thing, span)
            if span.style == "cycle" or row.folded:
                return
        glyphs = [mark for mark in thing.marks if span is None or span.style in BESIDE]
        if span is None and len(glyphs) > 1:
            self._several(row, thing)
            return
        for mark in glyphs:
            area = mark_area(row, mark, self.scale)
            if mark.span is not None:
                side = mark_size()
                area = QRectF(self.scale.middle(mark.on) - side / 2, area.center().y() - side / 2, side, side)
            self._glyph(area, mark)
        if not row.folded and (span is None or span.style in BESIDE):
            top, height = row.line(thing.level)
            if row.lane.id == "cycles":
                return
            self._words(QRectF(thing.at, top, thing.room, height), thing.words, "text", _LEFT)

    def _several(self, row: Row, thing: Placed) -> None:
        """Marks that stand on one place: the first one's shape, and how many they are."""
        first = mark_area(row, thing.marks[0], self.scale)
        self._glyph(first, thing.marks[0])
        paint, side = self.painter, mark_size()
        words = f"×{len(thing.marks)}"
        if row.folded or thing.room + side < paint.fontMetrics().horizontalAdvance(words):
            return
        self._words(QRectF(thing.at, first.top() - side / 2, thing.room, side * 2), words, "text", _LEFT)

    def _glyph(self, area: QRectF, mark: Mark) -> None:
        paint_glyph(self.painter, area, mark.shape, colour(_INKS.get(mark.event.kind, "text")))

    def _ring(self, area: QRectF) -> None:
        style = Qt.PenStyle.SolidLine if self.shown.focused else Qt.PenStyle.DashLine
        self.painter.setBrush(Qt.BrushStyle.NoBrush)
        self.painter.setPen(QPen(colour("surface"), 4))
        self.painter.drawRoundedRect(area.adjusted(-3, -3, 3, 3), 5, 5)
        self.painter.setPen(QPen(colour("accent"), 2, style))
        self.painter.drawRoundedRect(area.adjusted(-3, -3, 3, 3), 5, 5)

    def _plain(self, area: QRectF, span: Span) -> None:
        """A folded lane's span: a thin bar."""
        area = QRectF(area.left(), area.center().y() - 3, area.width(), 6)
        self._band(area, span.style if span.style in _BANDS else "provision", open_ended=span.open)

    # ---------------------------------------------------------------------------------------------------- spans

    def _band(self, area: QRectF, style: str, *, open_ended: bool) -> QColor:
        """A filled bar; answers the ink for words on it. One that goes on has a dashed end."""
        paint = self.painter
        fill, edge, ink, hatch = _BANDS[style]
        paint.setPen(QPen(colour(edge), 1.2, Qt.PenStyle.DashLine if style == "N" else Qt.PenStyle.SolidLine))
        paint.setBrush(colour(fill))
        paint.drawRoundedRect(area, 3, 3)
        if hatch is not None:
            pale = colour(edge)
            pale.setAlphaF(0.5)
            paint.setPen(Qt.PenStyle.NoPen)
            paint.setBrush(QBrush(pale, hatch))
            paint.drawRoundedRect(area, 3, 3)
        if open_ended:
            paint.setPen(QPen(colour("surface"), 2, Qt.PenStyle.DotLine))
            paint.drawLine(area.topRight(), area.bottomRight())
        return colour(ink)

    def _status(self, area: QRectF, thing: Placed, span: Span) -> None:
        ink = self._band(area, span.style, open_ended=span.open)
        side = min(mark_size(), area.height() - 4)
        x = thing.at + unit(0.25)
        if area.right() - x < side + 2:
            return
        glyph = QRectF(x, area.center().y() - side / 2, side, side)
        room = QRectF(glyph.right() + 4, area.top(), area.right() - glyph.right() - 6, area.height())
        if span.style == "monitoring":  # the hatch would run through the words
            wide = min(self.painter.fontMetrics().horizontalAdvance(span.words), room.width())
            self.painter.fillRect(QRectF(x - 2, area.top() + 2, side + wide + 8, area.height() - 4), colour("surface"))
        shape: dict[str, Shape] = {"monitoring": "ring", "K": "lozenge", "E": "diamond", "N": "box"}
        paint_glyph(self.painter, glyph, shape[span.style], ink)
        self._in(room, span.words, ink)

    def _cycle(self, area: QRectF, thing: Placed, span: Span) -> None:
        paint = self.painter
        upper = unit(2.125)
        mark = next((each for each in thing.marks if each.span is not None), None)
        paint.setFont(scaled(self.small, 1, QFont.Weight.Medium))
        if mark is not None:
            words = next((each for each in span.shorter() if self._fits(each, thing.room)), "")
            self._words(QRectF(thing.at, area.top() - 1, thing.room, upper), words, "text", _LEFT)
        paint.setFont(self.small)
        band = area.adjusted(0, upper, 0, 0)
        fills = {"Assess": "surface", "Plan": "raised", "Do": "accent_soft"}
        for part in span.parts:
            left = max(self.scale.at(part.start), band.left())
            right = min(self.scale.after(part.end), band.right())
            if right <= left:
                continue
            box = QRectF(left, band.top(), right - left, band.height())
            paint.setPen(QPen(colour("accent"), 1))
            paint.setBrush(colour(fills[part.words]))
            paint.drawRect(box)
            if paint.fontMetrics().horizontalAdvance(part.words) + 6 <= box.width():
                self._in(box.adjusted(4, 0, -2, 0), part.words, colour("text"))
        if span.open:
            paint.setPen(QPen(colour("surface"), 2, Qt.PenStyle.DotLine))
            paint.drawLine(band.topRight(), band.bottomRight())

    def _provision(self, area: QRectF, thing: Placed, span: Span) -> None:
        ink = self._band(area, "provision", open_ended=False)
        if span.share is not None:
            done = colour("good")
            until = min(self.scale.after(self.shown.timeline.today), area.right())
            wide = max(until - area.left(), 0.0)  # what is still to come is not delivered
            self.painter.fillRect(QRectF(area.left(), area.bottom() - 4, wide, 4), colour("edge"))
            self.painter.fillRect(QRectF(area.left(), area.bottom() - 4, wide * span.share, 4), done)
        words = f"{span.words} · {span.said}" if span.said else span.words
        self._in(QRectF(thing.at, area.top(), thing.room, area.height() - 2), words, ink)

    def _line(self, area: QRectF, _thing: Placed, span: Span) -> None:
        """What runs between its marks: a professional from asked to reported, a promise from made to kept."""
        side = mark_size()
        y = area.center().y()
        ink = colour("info" if span.style == "link" else "due")
        dashed = span.open or span.style == "promise"
        self.painter.setPen(QPen(ink, 2, Qt.PenStyle.DotLine if dashed else Qt.PenStyle.SolidLine))
        left, right = area.left() + side / 2, area.right() - side / 2
        self.painter.drawLine(QPointF(left, y), QPointF(max(right, left), y))

    def _attendance(self, area: QRectF, thing: Placed, span: Span) -> None:
        paint = self.painter
        paint.setPen(QPen(colour("edge"), 1))
        paint.setBrush(colour("surface"))
        box = area.adjusted(0.5, 0, -0.5, 0)
        paint.drawRect(box)
        if span.share is not None:
            high = box.height() * span.share
            paint.fillRect(QRectF(box.left() + 1, box.bottom() - high, box.width() - 2, high), colour("accent_soft"))
            paint.setPen(QPen(colour("accent"), 1.4))
            paint.drawLine(QPointF(box.left(), box.bottom() - high), QPointF(box.right(), box.bottom() - high))
        self._in(QRectF(thing.at, area.top(), thing.room, area.height()), span.words, colour("text"))

    _WAYS: ClassVar[dict[str, Callable[[Canvas, QRectF, Placed, Span], None]]] = {
        "monitoring": _status,
        "K": _status,
        "E": _status,
        "N": _status,
        "cycle": _cycle,
        "provision": _provision,
        "link": _line,
        "promise": _line,
        "attendance": _attendance,
    }

    # ---------------------------------------------------------------------------------------------------- words

    def _fits(self, words: str, room: float) -> bool:
        return self.painter.fontMetrics().horizontalAdvance(words) <= room

    def _words(self, room: QRectF, words: str, token: str, flags: int) -> None:
        self._in(room, words, colour(token), flags)

    def _in(self, room: QRectF, words: str, ink: QColor, flags: int = _LEFT) -> None:
        """Words that end in `…` where there is no room for all, and are left out where there is hardly any."""
        metrics = self.painter.fontMetrics()
        wide = metrics.horizontalAdvance(words)
        if wide > room.width():
            if room.width() < metrics.averageCharWidth() * 4:
                return
            words = metrics.elidedText(words, Qt.TextElideMode.ElideRight, int(room.width()))
            if len(words) < 3:
                return
        self.painter.setPen(ink)
        self.painter.drawText(room, flags, words)


_BANDS: dict[str, tuple[str, str, str, Qt.BrushStyle | None]] = {
    "monitoring": ("surface", "accent", "text", Qt.BrushStyle.FDiagPattern),
    "K": ("accent_soft", "accent", "text", None),
    "E": ("accent", "accent", "on_accent", None),
    "N": ("surface", "edge", "muted", None),
    "cycle": ("accent_soft", "accent", "text", None),
    "provision": ("track", "edge", "text", None),
    "attendance": ("accent_soft", "edge", "text", None),
}
"""Fill, edge, ink of the words and hatch of each band."""


@lru_cache(maxsize=8)
def _hatched(ink: str, dots: float) -> QPixmap:
    """A tile of slanting strokes; Qt's own hatch takes many times as long over a whole picture."""
    side = 8
    tile = QPixmap(round(side * dots), round(side * dots))
    tile.setDevicePixelRatio(dots)
    tile.fill(Qt.GlobalColor.transparent)
    painter = QPainter(tile)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(ink), 1))
    for shift in (-side, 0, side):
        painter.drawLine(QPointF(shift - 1, side + 1), QPointF(shift + side + 1, -1))
    painter.end()
    return tile


def paint_glyph(painter: QPainter, area: QRectF, shape: Shape, ink: QColor) -> None:
    """Draws a shape into an area, filled or hollow as its outline says."""
    outline = OUTLINES[shape]
    points = [QPointF(area.left() + x * area.width(), area.top() + y * area.height()) for x, y in outline.points]
    pen = QPen(ink, max(area.width() * 0.13, 1.3), Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    if not outline.closed:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(QPolygonF(points))
        return
    painter.setBrush(ink if outline.filled else colour("surface"))
    painter.drawPolygon(QPolygonF(points))
