"""The picture that carries the point: spending against the threshold.

Painted by hand, in few inks; each line differs by its dash as well as its colour, so it reads in black and white,
and it has its sentence for those who do not see it. The threshold is a measure of spending, never a gate.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from senco_desk.domain.money import in_pounds
from senco_desk.ui.theme import colour, scaled, unit

Point = tuple[date, int]
"""A day, and pence reached by then."""

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True)
class SpendLines:
    """What the spend curve shows; amounts in pence, running totals of one school year.

    Args:
        start, end: first and last day across.
        today: where the line of today stands.
        to_date: what of the plan has accrued so far.
        planned: as planned for the whole year.
        delivered: what the sessions logged came to; lines that are not logged are not in it.
        forecast: from today on, at the rate of delivery.
        low, high: the range of the forecast, day by day alike.
        threshold: the amount it is measured against, or None.
        threshold_words: the amount with its basis: `£6,000 additional (£10,000 with core £4,000) · Medway`.
        crossing: the day the forecast passes the threshold, or None.
        sentence: the whole picture in words, for a screen reader.
    """

    start: date
    end: date
    today: date
    to_date: tuple[Point, ...] = ()
    planned: tuple[Point, ...] = ()
    delivered: tuple[Point, ...] = ()
    forecast: tuple[Point, ...] = ()
    low: tuple[Point, ...] = ()
    high: tuple[Point, ...] = ()
    threshold: int | None = None
    threshold_words: str = ""
    crossing: date | None = None
    sentence: str = ""


class SpendCurve(QWidget):
    """The curve. Hovering, or the arrow keys, read a day out; what is read is also the accessible description."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: SpendLines | None = None
        self._day: date | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(unit(36), unit(22))
        self.setAccessibleName("Spend this year, against the threshold")

    def show_lines(self, lines: SpendLines | None) -> None:
        """Shows other lines, or nothing."""
        self._lines, self._day = lines, None
        self.setAccessibleDescription(lines.sentence if lines else "Nothing to show yet.")
        self.update()

    def read_out(self) -> str:
        """The day that is read out now, in words; nothing while none is."""
        lines, day = self._lines, self._day
        if lines is None or day is None:
            return ""
        parts = [f"{day.day} {_MONTHS[day.month - 1]} {day.year}"]
        for words, points in (
            ("to date", lines.to_date),
            ("delivered", lines.delivered),
            ("planned", lines.planned),
            ("forecast", lines.forecast),
        ):
            pence = value_on(points, day)
            if pence is not None:
                said = f"{words} {in_pounds(round(pence / 100) * 100, whole=True)}"
                low, high = value_on(lines.low, day), value_on(lines.high, day)
                if words == "forecast" and low is not None and high is not None:
                    said += f" ({_pounds(low)} to {_pounds(high)})"
                parts.append(said)
        return " · ".join(parts)

    def sizeHint(self) -> QSize:
        """As in the sketch."""
        return QSize(unit(90), unit(34))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Reads out the day under the pointer."""
        if self._lines is not None:
            plot = self._plot()
            part = (event.position().x() - plot.left()) / max(plot.width(), 1)
            span = (self._lines.end - self._lines.start).days
            self._read(self._lines.start + timedelta(days=round(part * span)) if 0 <= part <= 1 else None)

    def leaveEvent(self, _event: QEvent) -> None:
        """The pointer left: nothing is read out."""
        self._read(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows walk by a week, Home and End to the ends, Esc stops."""
        lines, key = self._lines, event.key()
        if lines is None:
            super().keyPressEvent(event)
        elif key in {Qt.Key.Key_Left, Qt.Key.Key_Right}:
            step = timedelta(days=7 if key == Qt.Key.Key_Right else -7)
            self._read(min(max((self._day or lines.today) + step, lines.start), lines.end))
        elif key == Qt.Key.Key_Home:
            self._read(lines.start)
        elif key == Qt.Key.Key_End:
            self._read(lines.end)
        elif key == Qt.Key.Key_Escape and self._day is not None:
            self._read(None)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Grid, band, lines, today, threshold, crossing, key, read-out: in that order."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._lines is not None:
            canvas = _Canvas(painter, self._plot(), self._lines)
            canvas.grid()
            canvas.band()
            canvas.curves()
            canvas.today()
            canvas.threshold()  # after today's line, so that its words are not struck through
            canvas.key(self.height())
            if self._day is not None:
                canvas.read_out(self._day, self.read_out(), self.width())
        if self.hasFocus():
            painter.setPen(QPen(colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)
        painter.end()

    def _plot(self) -> QRectF:
        left = self.fontMetrics().horizontalAdvance("£00,000") + unit(1)
        return QRectF(left, unit(2), self.width() - left - unit(1.5), self.height() - unit(2) - unit(6.25))

    def _read(self, day: date | None) -> None:
        if day != self._day:
            self._day = day
            if self._lines is not None:
                self.setAccessibleDescription(self.read_out() or self._lines.sentence)
            self.update()


class _Canvas:
    """One painting of the spend curve."""

    def __init__(self, painter: QPainter, plot: QRectF, lines: SpendLines) -> None:
        self.painter, self.plot, self.lines = painter, plot, lines
        amounts = [
            pence for points in (lines.to_date, lines.planned, lines.forecast, lines.high) for _, pence in points
        ]
        top = max([*amounts, lines.threshold or 0, 100_00])
        self.step = nice_step(top)
        self.top = -(-int(top * 1.04) // self.step) * self.step
        self.days = max((lines.end - lines.start).days, 1)

    def at(self, point: tuple[date, float]) -> QPointF:
        day, pence = point
        return QPointF(
            self.plot.left() + self.plot.width() * (day - self.lines.start).days / self.days,
            self.plot.bottom() - self.plot.height() * pence / self.top,
        )

    def grid(self) -> None:
        paint, plot = self.painter, self.plot
        paint.setFont(scaled(paint.font(), 0.95, tabular=True))
        for pence in range(0, self.top + 1, self.step):
            y = self.at((self.lines.start, pence)).y()
            paint.setPen(QPen(colour("line"), 1))
            paint.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
            paint.setPen(colour("muted"))
            paint.drawText(
                QRectF(0, y - unit(1.5), plot.left() - unit(0.75), unit(3)),
                int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter),
                in_pounds(pence, whole=True),
            )
        months = _first_days(self.lines.start, self.lines.end)
        every = 1 if plot.width() / max(len(months), 1) > unit(6) else 2
        for day in months[::every]:
            x = self.at((day, 0)).x()
            if x < plot.right() - unit(2):
                paint.drawText(
                    QRectF(x, plot.bottom() + unit(0.5), unit(8), unit(2.5)),
                    int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter),
                    _MONTHS[day.month - 1],
                )

    def band(self) -> None:
        if self.lines.low and self.lines.high:
            ink = colour("accent")
            ink.setAlphaF(0.14)
            self.painter.setPen(Qt.PenStyle.NoPen)
            self.painter.setBrush(ink)
            edge = [*self.lines.high, *reversed(self.lines.low)]
            self.painter.drawPolygon(QPolygonF([self.at(point) for point in edge]))
            self.painter.setBrush(Qt.BrushStyle.NoBrush)

    def curves(self) -> None:
        for points, pen in (
            (self.lines.planned, planned_pen()),
            (self.lines.delivered, delivered_pen()),
            (self.lines.forecast, forecast_pen()),
            (self.lines.to_date, to_date_pen()),
        ):
            if len(points) > 1:
                self.painter.setPen(pen)
                self.painter.drawPolyline(QPolygonF([self.at(point) for point in points]))

    def threshold(self) -> None:
        pence = self.lines.threshold
        if pence is None:
            return
        paint, y = self.painter, self.at((self.lines.start, pence)).y()
        paint.setPen(QPen(colour("due"), 2))
        paint.drawLine(QPointF(self.plot.left(), y), QPointF(self.plot.right(), y))
        room = QRectF(self.plot.left() + unit(0.5), y - unit(2.75), self.plot.width() - unit(1), unit(2.5))
        # Where the lines are not: at the left in front of the day they pass it, at the right once they are far above.
        crossing, middle = self.lines.crossing, self.lines.start + (self.lines.end - self.lines.start) / 2
        early = crossing is not None and crossing < middle
        side = Qt.AlignmentFlag.AlignRight if early else Qt.AlignmentFlag.AlignLeft
        flags = int(side | Qt.AlignmentFlag.AlignVCenter)
        words = paint.fontMetrics().elidedText(
            self.lines.threshold_words, Qt.TextElideMode.ElideRight, int(room.width())
        )
        behind = paint.boundingRect(room, flags, words)
        ground = colour("surface")
        ground.setAlphaF(0.78)
        paint.fillRect(behind, ground)
        paint.setPen(colour("due"))
        paint.drawText(room, flags, words)
        if self.lines.crossing is not None:
            paint.setPen(QPen(colour("surface"), 1.5))
            paint.setBrush(colour("due"))
            paint.drawEllipse(self.at((self.lines.crossing, pence)), unit(0.6), unit(0.6))
            paint.setBrush(Qt.BrushStyle.NoBrush)

    def today(self) -> None:
        if self.lines.start <= self.lines.today <= self.lines.end:
            x = self.at((self.lines.today, 0)).x()
            self.painter.setPen(QPen(colour("edge"), 1))
            self.painter.drawLine(QPointF(x, self.plot.top() - unit(1)), QPointF(x, self.plot.bottom()))
            self.painter.setPen(colour("muted"))
            wide = self.painter.fontMetrics().horizontalAdvance("today")
            left = x + unit(0.5) if x + wide + unit(1) < self.plot.right() else x - wide - unit(0.5)
            self.painter.drawText(QPointF(left, self.plot.top() + unit(0.25)), "today")

    def key(self, height: int) -> None:
        """What each kind of line means, drawn with the lines themselves."""
        x, y = self.plot.left(), height - unit(1.5)
        self.painter.setFont(scaled(self.painter.font(), 0.92))
        for pen, words, shown in (
            (to_date_pen(), "to date", self.lines.to_date),
            (delivered_pen(), "delivered", self.lines.delivered),
            (forecast_pen(), "forecast, with its range", self.lines.forecast),
            (planned_pen(), "planned", self.lines.planned),
        ):
            if shown:
                self.painter.setPen(pen)
                self.painter.drawLine(QPointF(x, y), QPointF(x + unit(3), y))
                self.painter.setPen(colour("muted"))
                x += unit(3.75)
                self.painter.drawText(QPointF(x, y + unit(0.5)), words)
                x += self.painter.fontMetrics().horizontalAdvance(words) + unit(2.5)

    def read_out(self, day: date, words: str, width: int) -> None:
        paint, x = self.painter, self.at((day, 0)).x()
        paint.setPen(QPen(colour("accent"), 1))
        paint.drawLine(QPointF(x, self.plot.top()), QPointF(x, self.plot.bottom()))
        for points in (self.lines.to_date, self.lines.delivered, self.lines.planned, self.lines.forecast):
            pence = value_on(points, day)
            if pence is not None:
                paint.setPen(QPen(colour("surface"), 1.5))
                paint.setBrush(colour("accent"))
                paint.drawEllipse(self.at((day, pence)), unit(0.45), unit(0.45))
        paint.setFont(scaled(paint.font(), 1, QFont.Weight.Medium))
        words = paint.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, width - unit(2))
        wide = paint.fontMetrics().horizontalAdvance(words) + unit(2)
        box = QRectF(min(max(x - wide / 2, 0), width - wide), 0, wide, unit(3))
        paint.setPen(QPen(colour("edge"), 1))
        paint.setBrush(colour("surface"))
        paint.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        paint.setPen(colour("text"))
        paint.drawText(box, int(Qt.AlignmentFlag.AlignCenter), words)


def to_date_pen() -> QPen:
    """Accrued to date: solid."""
    return QPen(colour("accent"), 2.5, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)


def planned_pen() -> QPen:
    """Planned: dashed."""
    pen = QPen(colour("muted"), 1.6)
    pen.setDashPattern([4, 3])
    return pen


def delivered_pen() -> QPen:
    """Delivered, as logged: fine dots in another ink."""
    pen = QPen(colour("good"), 2, Qt.PenStyle.CustomDashLine, Qt.PenCapStyle.RoundCap)
    pen.setDashPattern([0.1, 1.6])
    return pen


def forecast_pen() -> QPen:
    """Forecast from delivery: dotted."""
    pen = QPen(colour("accent"), 2.2, Qt.PenStyle.CustomDashLine, Qt.PenCapStyle.RoundCap)
    pen.setDashPattern([0.1, 2.2])
    return pen


def value_on(points: Sequence[Point], day: date) -> float | None:
    """The pence a line has reached on a day, straight between its points; None outside them."""
    if not points or not points[0][0] <= day <= points[-1][0]:
        return None
    for (before, low), (after, high) in pairwise(points):
        if before <= day <= after:
            span = (after - before).days
            return float(high) if span == 0 else low + (high - low) * (day - before).days / span
    return float(points[0][1])


def nice_step(top: int) -> int:
    """A round distance between grid lines, in pence, that gives at most eight of them up to `top` pence."""
    size = 100_00
    while True:
        for factor in (1, 2, 2.5, 5):
            if top / (size * factor) <= 8:
                return int(size * factor)
        size *= 10


def _pounds(pence: float) -> str:
    return in_pounds(round(pence / 100) * 100, whole=True)


def _first_days(start: date, end: date) -> list[date]:
    """The first day of the stretch, then of each month in it."""
    days, day = [start], start.replace(day=1)
    while True:
        day = (day + timedelta(days=32)).replace(day=1)
        if day > end:
            return days
        days.append(day)
