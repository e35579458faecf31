"""How a status is told: always by colour and shape and word, so that no one has to see colours to read it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from senco_desk.ui.theme import colour, unit
from senco_desk.ui.tips import set_tip

State = Literal["good", "due", "over", "info", "none"]


@dataclass(frozen=True)
class Mark:
    """A state with its words: `words` are what is shown, `meaning` what the state is called."""

    state: State
    words: str
    meaning: str
    glyph: str

    @property
    def token(self) -> str:
        """The token its colour comes from."""
        return "muted" if self.state == "none" else self.state

    def spoken(self) -> str:
        """What a screen reader says: the words, and the meaning where the words do not already say it."""
        if self.meaning.casefold() in self.words.casefold():
            return self.words
        return f"{self.words} ({self.meaning})" if self.words else self.meaning


_LOOKS: dict[State, tuple[str, str]] = {
    "good": ("✓", "on track"),
    "due": ("▲", "due soon"),
    "over": ("■", "overdue"),
    "info": ("●", "information"),
    "none": ("–", "not needed"),
}


def mark(state: State, words: str = "", *, meaning: str = "") -> Mark:
    """The colour, shape and word of a state; without words of its own it is called by its meaning."""
    glyph, usual = _LOOKS[state]
    return Mark(state, words or meaning or usual, meaning or usual, glyph)


def paint_shape(painter: QPainter, area: QRectF, state: State, ink: QColor | None = None) -> None:
    """Draws the shape of a state in the middle of an area, in its colour or in the ink given."""
    side = min(area.width(), area.height())
    box = QRectF(0, 0, side, side)
    box.moveCenter(area.center())
    ink = ink or colour("muted" if state == "none" else state)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = QPen(ink, max(side * 0.17, 1.4), Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)

    def at(x: float, y: float) -> QPointF:
        return QPointF(box.left() + box.width() * x, box.top() + box.height() * y)

    if state in {"good", "none"}:
        painter.setPen(pen)
        line = [at(0.14, 0.56), at(0.4, 0.82), at(0.88, 0.22)] if state == "good" else [at(0.2, 0.5), at(0.8, 0.5)]
        painter.drawPolyline(QPolygonF(line))
    else:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        if state == "due":
            painter.drawPolygon(QPolygonF([at(0.5, 0.1), at(0.96, 0.9), at(0.04, 0.9)]))
        elif state == "over":
            painter.drawRect(QRectF(at(0.12, 0.12), at(0.88, 0.88)))
        else:
            painter.drawEllipse(QRectF(at(0.1, 0.1), at(0.9, 0.9)))
    painter.restore()


_WRAPPED = int(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap)


class MarkLabel(QLabel):
    """A line of text with its shape before it, both in the colour of the state.

    A label that paints itself, so that screen readers take it for text.
    """

    def __init__(self, shown: Mark | None = None, parent: QWidget | None = None, *, wrap: bool = False) -> None:
        """With `wrap`, words that do not fit on one line go on below; else they are cut."""
        super().__init__(parent)
        self.setWordWrap(wrap)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self._mark = shown
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.show_mark(shown)

    def show_mark(self, shown: Mark | None) -> None:
        """Shows another mark, or none."""
        self._mark = shown
        self.setText(shown.words if shown else "")
        self.setAccessibleName(shown.spoken() if shown else "")
        set_tip(self, shown.spoken() if shown else "")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Room for the shape and all the words."""
        if self._mark is None:
            return QSize(0, 0)
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self._mark.words) + unit(2.25) + 2, metrics.height() + 2)

    def minimumSizeHint(self) -> QSize:
        """The shape and a few letters; the rest may be elided."""
        return QSize(min(self.sizeHint().width(), unit(8)), self.sizeHint().height())

    def hasHeightForWidth(self) -> bool:
        """Where the words wrap."""
        return self.wordWrap()

    def heightForWidth(self, width: int) -> int:
        """Room for all lines at a width."""
        if self._mark is None:
            return 0
        words = QRect(0, 0, max(width - unit(2.25), 1), 10_000)
        return self.fontMetrics().boundingRect(words, _WRAPPED, self._mark.words).height() + 2

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Shape, then words."""
        if self._mark is None:
            return
        painter = QPainter(self)
        paint_mark(painter, QRectF(self.rect()), self._mark, wrap=self.wordWrap())
        painter.end()


def paint_mark(painter: QPainter, area: QRectF, shown: Mark, *, wrap: bool = False) -> None:
    """Draws a mark's shape and words from the left of an area; words that are too long wrap, or else are elided."""
    side = unit(1.375)
    line = min(area.height(), painter.fontMetrics().height() + 2) if wrap else area.height()
    paint_shape(painter, QRectF(area.left(), area.top(), side, line), shown.state)
    painter.setPen(colour(shown.token))
    words = area.adjusted(unit(2.25), 0, 0, 0)
    if wrap:
        painter.drawText(words.adjusted(0, 1, 0, 0), _WRAPPED, shown.words)
        return
    metrics = painter.fontMetrics()
    painter.drawText(
        words,
        int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft),
        metrics.elidedText(shown.words, Qt.TextElideMode.ElideRight, int(words.width())),
    )
