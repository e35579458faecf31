"""A line in which one child is chosen by typing the name: a short list comes up, and Enter takes the first.

Of several children of one name that the typed words do not tell apart, a person chooses.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from senco_desk.domain.pupils import Pupil
from senco_desk.ui.announcing import announce
from senco_desk.ui.cards import label
from senco_desk.ui.name_completer import NameCompleter, asked_which, first_named
from senco_desk.ui.register_table import year_words
from senco_desk.ui.theme import unit


class PupilChooser(QWidget):
    """`chosen` carries the id of a child who was taken from the list."""

    chosen = Signal(str)

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        """`words` say what is chosen, with a mnemonic."""
        super().__init__(parent)
        self._ids: dict[str, str] = {}
        self._words = ""
        self.label: QLabel = label(words, tone="muted")
        self.input = QLineEdit()
        self.input.setPlaceholderText("Type a name")
        self.input.setAccessibleName(f"Pupil on the {words.replace('&', '').lower()}")
        self.label.setBuddy(self.input)
        self._listed = NameCompleter((), self, most=12)
        self._listed.activated.connect(self._take)
        self.input.setCompleter(self._listed)
        self.input.returnPressed.connect(self._entered)
        self.input.editingFinished.connect(self._left)
        self.input.textEdited.connect(lambda: self._ask(""))
        self.which = label("", tone="due", wrap=True)
        self.which.hide()
        row = QHBoxLayout()
        row.setSpacing(unit(1))
        row.addWidget(self.label)
        row.addWidget(self.input, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(unit(0.5))
        column.addWidget(self.which)  # above, since the list opens below the line
        column.addLayout(row)

    def offer(self, pupils: Sequence[Pupil], now: str = "", apart: Mapping[str, str] | None = None) -> None:
        """The children to choose from, and the id of who is chosen now.

        `apart` says by id what tells a child from another of the same name.
        """
        words: dict[str, str] = {}
        for pupil in pupils:
            more = (apart or {}).get(pupil.id, "")
            parts = [part for part in (year_words(pupil.year_group), pupil.class_name, more) if part]
            told = " · ".join([pupil.name, *parts])
            while told in words:  # two records of one child, or nearly: both can be chosen
                told += " ·"
            words[told] = pupil.id
        if words != self._ids:
            self._ids = words
            self._listed.offer(words)
        self._words = next((told for told, pupil_id in words.items() if pupil_id == now), "")
        self.input.setText(self._words)
        self.input.setCursorPosition(0)

    def _take(self, told: str) -> None:
        pupil_id = self._ids.get(told)
        self._ask("")
        if pupil_id is not None and told != self._words:
            self._words = told
            self.chosen.emit(pupil_id)

    def _entered(self) -> None:
        """Enter takes the first that is offered for what was typed; of several of one name a person chooses."""
        typed = self.input.text().strip()
        ask = asked_which(self._ids, typed)
        self._ask(ask)
        if ask:
            announce(ask, self, urgent=True)
            QTimer.singleShot(0, self._listed, self._listed.complete)
            return
        self._take(typed if typed in self._ids else first_named(self._ids, typed))

    def _left(self) -> None:
        """A name that was not chosen does not stay as if it had been."""
        if self.which.isVisibleTo(self) and self.input.hasFocus():
            return  # which of two is meant is being asked
        self._ask("")
        if self.input.text() not in self._ids:
            self.input.setText(self._words)

    def _ask(self, words: str) -> None:
        self.which.setText(f"▲ {words}" if words else "")
        self.which.setVisible(bool(words))
