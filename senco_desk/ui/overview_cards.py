"""What the cards of a child's overview are made of: a title with its button, facts in two columns, lists of records.

A card that holds nothing is one line: its title, that there is nothing yet, and the button that begins.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from senco_desk.ui.cards import Card, label
from senco_desk.ui.marks import Mark, MarkLabel
from senco_desk.ui.record_list import Item, RecordList
from senco_desk.ui.theme import unit

Ask = Callable[[str, str], object]
"""What a card asks for: what is wanted (`contact`, `meeting`…), and an id, empty for a new one."""


class HeadCard(Card):
    """A card with its buttons in the line of its title."""

    def __init__(self, title: str, *buttons: QPushButton) -> None:
        super().__init__(title)
        self.body.setContentsMargins(unit(2), unit(1.25), unit(2), unit(1.25))
        self.body.setSpacing(unit(0.75))
        self.none = label("", tone="muted", wrap=True)
        self.none.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.none.hide()
        self.body.removeWidget(self.title)
        self._head = row = QHBoxLayout()
        row.setSpacing(unit(1))
        row.addWidget(self.title, 1)
        row.addWidget(self.none, 0)
        for made in buttons:
            row.addWidget(made, 0, Qt.AlignmentFlag.AlignTop)
        self.body.insertLayout(0, row)

    def tell_none(self, words: str) -> None:
        """Says in the line of the title that there is nothing; empty where there is something."""
        self.none.setText(words)
        self.none.setVisible(bool(words))
        # Of the two, the one with more to say has the room, and wraps where it is narrow.
        self.title.setWordWrap(not words)
        self._head.setStretch(0, 0 if words else 1)
        self._head.setStretch(1, 1 if words else 0)


class ListCard(HeadCard):
    """A card with a list of records and the button that adds one. `edited` and `removed` carry an id."""

    edited = Signal(str)
    removed = Signal(str)

    def __init__(self, title: str, nothing: str, *buttons: QPushButton) -> None:
        super().__init__(title, *buttons)
        self.button = buttons[0]
        self._nothing = nothing
        self.list = RecordList("")
        self.list.edited.connect(self.edited)
        self.list.removed.connect(self.removed)
        self.add(self.list)

    def show_items(self, items: Sequence[Item]) -> None:
        """Shows other lines."""
        self.tell_none("" if items else self._nothing)
        self.list.setVisible(bool(items))
        if items:
            self.list.show_items(items)


def wrapped_mark(shown: Mark) -> MarkLabel:
    """A mark whose words go on below where they do not fit on one line, with the room they need."""
    made = MarkLabel(shown, wrap=True)
    policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    policy.setHeightForWidth(True)
    made.setSizePolicy(policy)
    return made


class Facts(QWidget):
    """Names at the left and what is known at the right; only what is known has a line."""

    def __init__(self, *, names: float = 15, parent: QWidget | None = None) -> None:
        """`names` is the width of the names, in steps of the grid."""
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(unit(1.5))
        self._grid.setVerticalSpacing(unit(0.5))
        self._grid.setColumnMinimumWidth(0, unit(names))
        self._grid.setColumnStretch(1, 1)
        self._shown: list[tuple[str, str]] = []

    def show_facts(self, facts: Sequence[tuple[str, str]]) -> None:
        """Shows other facts; those without words are left out."""
        told = [(name, words) for name, words in facts if words]
        self.setVisible(bool(told))
        if told == self._shown:
            return
        self._shown = told
        while (entry := self._grid.takeAt(0)) is not None:
            if (widget := entry.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for row, (name, words) in enumerate(told):
            named = label(name, tone="muted", wrap=True)
            said = label(words, wrap=True)
            said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._grid.addWidget(named, row, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(said, row, 1)
