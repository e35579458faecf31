"""The line at the foot that says what was just done: "Review recorded · Undo". It never takes the keyboard."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from senco_desk.ui.cards import button, label
from senco_desk.ui.theme import unit

STAYS = 8_000
"""Milliseconds it stays; Undo stays in the menu for good."""


class Toast(QFrame):
    """Shows one line above the foot of its parent, with Undo where the deed can be undone."""

    undo = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._over = parent
        self.setProperty("role", "toast")
        self.words = label("")
        self.button = button("Undo", self._undo)
        self.close_button = button("Dismiss", self.hide)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(unit(2), unit(0.5), unit(0.75), unit(0.5))
        layout.setSpacing(unit(1))
        layout.addWidget(self.words)
        layout.addWidget(self.button)
        layout.addWidget(self.close_button)
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
        self.button.setVisible(undoable)
        self._place()
        self.show()
        self.raise_()
        self._timer.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stays at the foot when the window changes its size."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        self.adjustSize()
        parent = self._over
        self.move((parent.width() - self.width()) // 2, parent.height() - self.height() - unit(2))

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
