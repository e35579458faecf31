"""The few words that say what was just done: "Review recorded · Undo". They never take the keyboard.

They stand at the foot of the side bar, where nothing else is. Where the side bar is narrow, or too short, they have
a strip below the page instead, and the page gives up that much height meanwhile: no row being worked on is covered.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, QTimer, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QWidget

from senco_desk.ui.announcing import announce
from senco_desk.ui.cards import button, label
from senco_desk.ui.rail import Rail
from senco_desk.ui.theme import unit

STAYS = 8_000
"""Milliseconds it stays; Undo stays in the menu for good."""


class Toast(QFrame):
    """Says one thing over a free part of its parent, with Undo where the deed can be undone."""

    undo = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._over = parent
        self.setProperty("role", "toast")
        self.words = label("", wrap=True)
        self.button = button("Undo", self._undo)
        self.close_button = button("Dismiss", self.hide)
        self._way = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._way.setContentsMargins(unit(1.5), unit(0.5), unit(0.5), unit(0.5))
        self._way.setSpacing(unit(0.5))
        self._way.addWidget(self.words, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(unit(0.5))
        buttons.addStretch(1)
        buttons.addWidget(self.button)
        buttons.addWidget(self.close_button)
        self._way.addLayout(buttons)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(STAYS)
        self._timer.timeout.connect(self._put_away)
        parent.installEventFilter(self)
        self.hide()

    def say(self, words: str, *, undoable: bool) -> None:
        """Shows a line; the one before gives way."""
        self.words.setText(words)
        self.setAccessibleName(words)
        announce(words, self)
        self.button.setVisible(undoable)
        self._place()
        self.show()
        self.raise_()
        self._timer.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stays in its place when the window changes its size, or the side bar its width."""
        if event.type() in {QEvent.Type.Resize, QEvent.Type.LayoutRequest} and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def hideEvent(self, event: QHideEvent) -> None:
        """The page has its whole height again."""
        super().hideEvent(event)
        self._reserve(0)

    def _place(self) -> None:
        free = self._foot_of_rail()
        if free is not None:
            self._way.setDirection(QBoxLayout.Direction.TopToBottom)
            high = self._height_for(free.width())
            if high <= free.height():
                self.setGeometry(QRect(free.left(), free.bottom() - high, free.width(), high))
                self._reserve(0)
                return
        self._way.setDirection(QBoxLayout.Direction.LeftToRight)
        wide = self._over.width()
        high = self._height_for(wide)
        self.setGeometry(QRect(0, self._over.height() - high, wide, high))
        self._reserve(high)

    def _foot_of_rail(self) -> QRect | None:
        """The free part below the entries of the side bar, in the parent's pixels; None while it is narrow."""
        rail = self._over.findChild(Rail)
        if rail is None or rail.narrow or not rail.isVisible():
            return None
        corner = rail.mapTo(self._over, rail.rect().topLeft())
        gap = unit(1)
        top = corner.y() + rail.entries_end() + gap
        return QRect(corner.x() + gap, top, rail.width() - 2 * gap, corner.y() + rail.height() - gap - top)

    def _height_for(self, wide: int) -> int:
        self._way.invalidate()
        return max(self._way.totalHeightForWidth(wide), self._way.totalMinimumSize().height())

    def _reserve(self, high: int) -> None:
        """Keeps so much of the parent's foot free of everything else."""
        layout = self._over.layout()
        if layout is not None and layout.contentsMargins().bottom() != high:
            layout.setContentsMargins(0, 0, 0, high)
            layout.activate()

    def _put_away(self) -> None:
        """Waits on while the keyboard or the mouse is in it."""
        focus = self.window().focusWidget()
        if (focus is not None and self.isAncestorOf(focus)) or self.underMouse():
            self._timer.start()
        else:
            self.hide()

    def _undo(self) -> None:
        self.hide()
        self.undo.emit()
