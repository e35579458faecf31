"""The button whose focus is seen on its own fill too: a ring in the accent is lost on a button that is the accent."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton

from senco_desk.ui.theme import colour
from senco_desk.ui.tokens import RADIUS

SPACE_ONLY = "space only"
"""The property of a button that Enter does not press, as its window says why."""

_INSET = 3.0
"""Pixels from the edge of the button to the middle of the line: two of the fill are the ring around it."""


class RingedButton(QPushButton):
    """A button that draws a line inside its edge while it is `primary` and has the keyboard."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """The button, and the line in the colour of its words."""
        super().paintEvent(event)
        if not self.hasFocus() or self.property("kind") != "primary":
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colour("on_accent"), 2))
        inside = QRectF(self.rect()).adjusted(_INSET, _INSET, -_INSET, -_INSET)
        painter.drawRoundedRect(inside, RADIUS - _INSET, RADIUS - _INSET)
        painter.end()
