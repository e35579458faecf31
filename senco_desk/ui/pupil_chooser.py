"""A line in which one child is chosen by typing the name: a short list comes up, and Enter takes the first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtWidgets import QCompleter, QHBoxLayout, QLabel, QLineEdit, QWidget

from senco_desk.domain.pupils import Pupil
from senco_desk.ui.cards import label
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
        self._model = QStringListModel(self)
        listed = QCompleter(self._model, self)
        listed.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        listed.setFilterMode(Qt.MatchFlag.MatchContains)
        listed.setMaxVisibleItems(12)
        listed.activated.connect(self._take)
        self.input.setCompleter(listed)
        self.input.returnPressed.connect(self._entered)
        self.input.editingFinished.connect(self._left)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(unit(1))
        row.addWidget(self.label)
        row.addWidget(self.input, 1)

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
            self._model.setStringList(list(words))
        self._words = next((told for told, pupil_id in words.items() if pupil_id == now), "")
        self.input.setText(self._words)
        self.input.setCursorPosition(0)

    def _take(self, told: str) -> None:
        pupil_id = self._ids.get(told)
        if pupil_id is not None and told != self._words:
            self._words = told
            self.chosen.emit(pupil_id)

    def _entered(self) -> None:
        """Enter takes the first that is offered for what was typed."""
        typed = self.input.text().strip()
        first = (
            typed
            if typed in self._ids
            else next((told for told in self._ids if typed and typed.casefold() in told.casefold()), "")
        )
        self._take(first)

    def _left(self) -> None:
        """A name that was not chosen does not stay as if it had been."""
        if self.input.text() not in self._ids:
            self.input.setText(self._words)
