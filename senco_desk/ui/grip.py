"""What changes the order of a few lines: a grip for the mouse, and small buttons for the keyboard."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from senco_desk.ui.cards import button
from senco_desk.ui.role_limits import Button, may_submit
from senco_desk.ui.theme import colour, unit
from senco_desk.ui.tips import set_tip

MOVES = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
"""The arrows that move a line, with Ctrl and Shift, and which way."""

MOVING = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


class Grip(QWidget):
    """Drawn with the mouse, it carries its line to another place. Buttons or keys beside it do the same."""

    def __init__(
        self, move: Callable[[int], object], places: Callable[[], Sequence[QWidget]], parent: QWidget | None = None
    ) -> None:
        """`places` are the lines in their order; `move` is told the place of the one that the mouse is let go over."""
        super().__init__(parent)
        self._move, self._places = move, places
        self.setToolTip("Drag to change the order")
        self.setCursor(Qt.CursorShape.SizeVerCursor)
        self.setFixedWidth(unit(1.75))

    def sizeHint(self) -> QSize:
        """Wide enough to be caught."""
        return QSize(unit(1.75), unit(3))

    def showEvent(self, event: QShowEvent) -> None:
        """Whoever may not change records has nothing to take hold of."""
        super().showEvent(event)
        self.setEnabled(self.isEnabled() and may_submit(self, "change"))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Takes hold: the mouse is followed until it is let go."""
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The line goes to the place the mouse is let go over."""
        event.accept()
        at = event.globalPosition().y()
        middles = [each.mapToGlobal(QPoint(0, each.height() // 2)).y() for each in self._places()]
        if middles:
            self._move(min(range(len(middles)), key=lambda place: abs(middles[place] - at)))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Six quiet dots."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("muted" if self.isEnabled() else "line"))
        dot, middle = unit(0.375), self.height() / 2
        for across in (0.4, 1.1):
            for down in (-0.75, 0.0, 0.75):
                painter.drawEllipse(QRectF(unit(across), middle + unit(down) - dot / 2, dot, dot))
        painter.end()


def tool(sign: str, words: str, deed: Callable[[], object] | None = None) -> Button:
    """A small button with a sign; `words` say what it does. It is withheld from whoever may not change records."""
    made = button(sign, deed, kind="link", needs="change")
    set_tip(made, words)
    made.setAccessibleName(words)
    made.setMinimumSize(24, 24)  # the least that a shaky hand can be asked to meet
    policy = made.sizePolicy()
    policy.setRetainSizeWhenHidden(True)  # where a line cannot go, its buttons are gone and their place is kept
    made.setSizePolicy(policy)
    return made
