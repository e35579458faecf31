"""The line in which words are looked for inside the document on show: Ctrl+F, Enter for the next, Esc to be done."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QWidget

from senco_desk.ui.announcing import announce
from senco_desk.ui.cards import button, label
from senco_desk.ui.theme import unit
from senco_desk.ui.tips import set_tip

PAUSE = 250
"""Milliseconds after the last letter before it is looked for."""


class FindBar(QFrame):
    """Asks for words and says how many places there are; whoever owns it looks for them."""

    asked = Signal(str)
    """Look for these words; empty for none any more."""
    stepped = Signal(int)
    """Go to the place of this number, from 0."""
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._count, self._at, self._asked = 0, -1, ""
        self.input = _Words(self)
        self.input.setPlaceholderText("Find in this document")
        self.input.setAccessibleName("Find in this document")
        self.input.setClearButtonEnabled(True)
        self.input.textEdited.connect(self._typed)
        self.counted = label("", "small")
        self.before = button("‹", lambda: self.step(-1), kind="quiet")
        self.after = button("›", lambda: self.step(1), kind="quiet")
        self.done = button("Done", self.close_bar, kind="link")
        for each, name in ((self.before, "Previous place"), (self.after, "Next place")):
            each.setAccessibleName(name)
            set_tip(each, name)
            each.setFixedWidth(unit(4))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(unit(0.75))
        row.addWidget(self.input, 1)
        for part in (self.counted, self.before, self.after, self.done):
            row.addWidget(part)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE)
        self._pause.timeout.connect(self._ask)
        self.hide()

    def open_bar(self) -> None:
        """Shows it with the keyboard in it; what was looked for last is selected."""
        self.show()
        self.input.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.input.selectAll()

    def close_bar(self) -> None:
        """Puts it away, and the marks with it."""
        self._pause.stop()
        self._asked = ""
        self.hide()
        self.asked.emit("")
        self.closed.emit()

    def tell(self, count: int, *, most: int = 2_000) -> None:
        """How many places there are; the first is gone to."""
        self._count, self._at = count, -1
        if count:
            self._go(1)
            if count >= most:
                self.counted.setText(f"1 of {most:,} or more")
        else:
            self.counted.setText("Not found" if self._asked else "")
        announce(self.counted.text(), self)
        for each in (self.before, self.after):
            each.setEnabled(count > 0)

    def step(self, steps: int) -> None:
        """The next place, or the one before; round the end."""
        self._ask()
        if self._count:
            self._go(steps)
            announce(self.counted.text(), self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc puts it away. Enter is the words' alone: on a button it presses the button."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_bar()
        else:
            super().keyPressEvent(event)

    def _go(self, steps: int) -> None:
        self._at = (self._at + steps) % self._count
        self.counted.setText(f"{self._at + 1} of {self._count}")
        self.stepped.emit(self._at)

    def _typed(self) -> None:
        self._pause.start()

    def _ask(self) -> None:
        self._pause.stop()
        words = self.input.text().strip()
        if words != self._asked:
            self._asked, self._count, self._at = words, 0, -1
            self.counted.setText("Looking…" if words else "")
            self.asked.emit(words)


class _Words(QLineEdit):
    """Enter goes on, Shift+Enter back, Esc puts the bar away; they go no further."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        bar = self.parentWidget()
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape} and isinstance(bar, FindBar):
            if event.key() == Qt.Key.Key_Escape:
                bar.close_bar()
            else:
                bar.step(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
            event.accept()
        else:
            super().keyPressEvent(event)
