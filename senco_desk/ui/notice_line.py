"""Lines above the pages about the desk itself: what was found on the way in, and damage. Each goes when it was read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from senco_desk.ui.announcing import announce
from senco_desk.ui.cards import button, label
from senco_desk.ui.flow import flowing
from senco_desk.ui.keyboard import bring_into_view
from senco_desk.ui.marks import MarkLabel, State, mark
from senco_desk.ui.theme import unit
from senco_desk.ui.tips import set_tip

Deed = tuple[str, Callable[[], object]]
"""The words on a button, and what it does."""
_AGAIN = 150


class NoticeLines(QWidget):
    """Hidden while there is nothing to say."""

    def __init__(self, parent: QWidget | None = None, *, inset: bool = True) -> None:
        """`inset` keeps the margins of a page; without it the lines stand within a page that has its own."""
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(*((unit(2.5), unit(1), unit(2.5), 0) if inset else (0, 0, 0, unit(1))))
        self._column.setSpacing(unit(0.5))
        self.lines: list[NoticeLine] = []
        self.hide()

    def say(self, state: State, words: str, more: str, deeds: Sequence[Deed], read: Callable[[], object]) -> NoticeLine:
        """One more line; its deeds leave it there, “Close this line” takes it away and tells `read`."""
        line = NoticeLine(state, words, more, deeds)
        line.put_away.clicked.connect(partial(self._read, line, read))
        self.lines.append(line)
        self._column.addWidget(line)
        self.show()
        QTimer.singleShot(0, line, lambda: bring_into_view(line))  # once it is laid out
        again = QTimer(line)  # and once what got the keyboard back was scrolled to
        again.setSingleShot(True)
        again.timeout.connect(lambda: bring_into_view(line))
        again.start(_AGAIN)
        announce(line.accessibleName(), self, urgent=state == "over")
        return line

    def take(self, line: NoticeLine | None) -> None:
        """Takes a line away, if it is there still."""
        if line is not None and line in self.lines:
            self.lines.remove(line)
            self._column.removeWidget(line)
            line.hide()
            line.deleteLater()
            self.setVisible(bool(self.lines))

    def _read(self, line: NoticeLine, read: Callable[[], object]) -> None:
        self.take(line)
        read()


class NoticeLine(QFrame):
    """One notice: its state by shape and word, a sentence or two, and what can be done."""

    def __init__(self, state: State, words: str, more: str, deeds: Sequence[Deed]) -> None:
        super().__init__()
        self.setProperty("role", "card")
        if state in ("over", "due"):
            self.setProperty("tone", state)
        self.setAccessibleName(f"{words} {more}".strip())
        self.head = MarkLabel(mark(state, words, meaning="to know"), wrap=True)
        set_tip(self.head, words)
        self.more: QLabel = label(more, wrap=True)
        self.more.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.more.setVisible(bool(more))
        self.put_away = button("Close this line", kind="link")
        text = QVBoxLayout()
        text.setSpacing(unit(0.25))
        text.addWidget(self.head)
        text.addWidget(self.more)
        text.addWidget(flowing(*(button(name, deed) for name, deed in deeds), self.put_away))
        row = QHBoxLayout(self)
        row.setContentsMargins(unit(1.5), unit(0.75), unit(1.5), unit(0.75))
        row.addLayout(text, 1)
