"""Outcomes drawn from their baseline to now, each on its own scale, with a tick at the aim."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from senco_desk.ui.theme import colour, unit


@dataclass(frozen=True)
class OutcomeBar:
    """One outcome on its own scale: its beginning, where it is, its aim, from `lowest` to `highest`."""

    words: str
    baseline: float
    now: float
    aim: float
    highest: float
    lowest: float = 0
    sentence: str = ""


class OutcomeBars(QWidget):
    """Outcomes from baseline to now, each with a tick at its aim; movement back is drawn as movement back."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bars: tuple[OutcomeBar, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Outcomes, from baseline to now")

    def show_bars(self, bars: Sequence[OutcomeBar]) -> None:
        """Shows other outcomes."""
        self._bars = tuple(bars)
        said = (bar.sentence or f"{bar.words}: {bar.baseline:g} to {bar.now:g}, aim {bar.aim:g}" for bar in self._bars)
        self.setAccessibleDescription(". ".join(said))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """A line of words and a bar for each."""
        return QSize(unit(45), max(len(self._bars), 1) * unit(5.75))

    def minimumSizeHint(self) -> QSize:
        """All of the height, half of the width."""
        return QSize(unit(22), self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Words, track, the part reached before, the movement since, and the aim."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for line, bar in enumerate(self._bars):
            top = line * unit(5.75)
            painter.setPen(colour("text"))
            words = painter.fontMetrics().elidedText(bar.words, Qt.TextElideMode.ElideRight, self.width())
            painter.drawText(QRectF(0, top, self.width(), unit(2.5)), int(Qt.AlignmentFlag.AlignVCenter), words)
            _paint_bar(painter, QRectF(0, top + unit(2.875), self.width(), unit(0.875)), bar)
        painter.end()


def _paint_bar(painter: QPainter, track: QRectF, bar: OutcomeBar) -> None:
    span = (bar.highest - bar.lowest) or 1

    def x(value: float) -> float:
        return track.left() + track.width() * min(max((value - bar.lowest) / span, 0.0), 1.0)

    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour("track"))
    painter.drawRoundedRect(track, track.height() / 2, track.height() / 2)
    before = colour("accent")
    before.setAlphaF(0.4)
    low, high = sorted((bar.baseline, bar.now))
    painter.setBrush(before)
    painter.drawRect(QRectF(QPointF(track.left(), track.top()), QPointF(x(low), track.bottom())))
    painter.setBrush(colour("accent" if bar.now >= bar.baseline else "over"))
    painter.drawRect(QRectF(QPointF(x(low), track.top()), QPointF(x(high), track.bottom())))
    painter.setPen(QPen(colour("due"), 2))
    painter.drawLine(QPointF(x(bar.aim), track.top() - unit(0.5)), QPointF(x(bar.aim), track.bottom() + unit(0.5)))
