"""The lines around the register: above, a day gone by; below, filters as chips, how many are shown, the way back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QPushButton, QWidget

from senco_desk.domain.terms import in_words
from senco_desk.ui.cards import button, label, tab_order
from senco_desk.ui.flow import Flow
from senco_desk.ui.marks import MarkLabel, mark
from senco_desk.ui.theme import unit


class RegisterLine(QWidget):
    """Says in words what is filtered. Wraps where it is narrow."""

    taken_off = Signal(int)
    """The filter at this place is to go."""
    wanted = Signal(int)
    """The filter at this place is to be changed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._flow = Flow(self, gap=1)
        self._chips: list[QPushButton] = []
        self._words: tuple[str, ...] = ()
        self.count = label("", "small")
        self.clear = button("Clear filters", kind="link")
        self.selected = button("", kind="link", needs="change")
        for part in (self.count, self.clear, self.selected):
            part.setParent(self)
            self._flow.addWidget(part)
        self.selected.hide()
        self.setMinimumHeight(unit(2.5))

    def show_filters(self, words: Sequence[str]) -> None:
        """Shows these filters, one chip each, before the count."""
        if tuple(words) == self._words:
            return
        self._words = tuple(words)
        for chip in self._chips:
            self._flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self._chips = []
        after = [self._flow.takeAt(0) for _ in range(self._flow.count())]
        for at, said in enumerate(words):
            chip = QPushButton(f"{said[:1].upper()}{said[1:]}  ×".replace("&", "&&"), self)
            chip.setProperty("kind", "chip")
            chip.setAccessibleName(f"Take off the filter: {said}")
            chip.setToolTip("Take this filter off")
            chip.clicked.connect(partial(self.taken_off.emit, at))
            chip.show()
            self._chips.append(chip)
            self._flow.addWidget(chip)
        for item in after:
            if item is not None:
                self._flow.addItem(item)
        tab_order(*self._chips, self.clear, self.selected)
        self._flow.invalidate()
        self.updateGeometry()

    def chips(self) -> tuple[QPushButton, ...]:
        """The chips on show."""
        return tuple(self._chips)

    def show_count(self, words: str) -> None:
        """Shows how many there are."""
        self.count.setText(words)
        self._flow.invalidate()
        self.updateGeometry()

    def show_selected(self, words: str) -> None:
        """What can be done with several that are selected; nothing where there are none."""
        self.selected.setText(words)
        self.selected.setAccessibleName(words.replace("…", ""))
        self.selected.setVisible(bool(words))
        self._flow.invalidate()


class PastLine(QFrame):
    """Says above the table that it is of a day gone by, so that nobody takes it for today's; and leads back."""

    def __init__(self, back: Callable[[], object], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.words = ""
        self.head = MarkLabel()
        self.back = button("Back to &today", back)
        flow = Flow(self, gap=1.5)
        flow.setContentsMargins(unit(1.5), unit(0.5), unit(1.5), unit(0.5))
        flow.addWidget(self.head)
        flow.addWidget(self.back)
        self.hide()

    def show_day(self, day: date | None, *, over: bool) -> None:
        """Names a day; None for today. `over` is whether the line is of what is on show."""
        self.words = f"As it stood on {in_words(day)}" if day is not None else ""
        self.head.show_mark(mark("due", self.words, meaning="not today") if self.words else None)
        self.setVisible(over and bool(self.words))
