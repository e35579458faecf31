"""What a quick note is of, with whom and on which day: read from its first words, shown, and changed by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtWidgets import QCompleter, QHBoxLayout, QVBoxLayout, QWidget

from senco_desk.domain.drafts import Plain
from senco_desk.domain.papers import CONTACT_KINDS
from senco_desk.domain.quick_entry import Person, Recognised, recognise
from senco_desk.ui.announcing import announce
from senco_desk.ui.fields import LineField
from senco_desk.ui.quick_note_parts import Kinds, SpokenDayField, quiet, shown_day
from senco_desk.ui.theme import unit


class ContactPart(QWidget):
    """Kind, person and day. What a person has said themselves is never read over."""

    touched = Signal()
    """A person has changed something here."""
    kind_chosen = Signal()
    entered = Signal()

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = today
        self._typed_on = today
        self._chosen: set[str] = set()
        self._read = Recognised()
        self._people: list[Person] = []
        self._own: list[str] = []
        self._children: Sequence[str] = ()
        self.kinds = Kinds()
        self.whom = LineField("&With", hint="Nobody")
        self._known = QStringListModel(self)
        completer = QCompleter(self._known, self.whom.input)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.activated.connect(lambda: self._choose("with"))
        self.whom.input.setCompleter(completer)
        self.day = SpokenDayField("&Day", today, ahead=False)
        self.said = quiet()
        row = QHBoxLayout()
        row.setSpacing(unit(1.5))
        row.addWidget(self.whom, 3, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.day, 2, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(unit(1))
        column.addWidget(self.kinds)
        column.addLayout(row)
        column.addWidget(self.said)
        self.kinds.chosen.connect(self._kind_chosen)
        self.whom.changed.connect(lambda: self._choose("with"))
        self.day.changed.connect(lambda: self._choose("day"))
        for each in (self.whom.input, self.day.input):
            each.returnPressed.connect(self.entered)
        self.clear()

    @property
    def typed_on(self) -> date:
        """The day on which the words were typed: “yesterday” is counted from it, also when they come back later."""
        return self._typed_on

    def begin_on(self, today: date) -> None:
        """Begins a note of this day."""
        self._today = today
        self.day.begin_on(today)
        self.clear()

    @property
    def people(self) -> list[Person]:
        """Those around the children."""
        return self._people

    def know(self, people: list[Person], own: list[str], children: Sequence[str] = ()) -> None:
        """Tells who is around the children, what the school's own people are called, and the children themselves."""
        self._people, self._own, self._children = people, own, children
        self._known.setStringList([person.shown for person in people])

    def inputs(self) -> tuple[QWidget, ...]:
        """What the keyboard walks here."""
        return (*self.kinds.chips().values(), self.whom.input, self.day.input, self.day.pick)

    def read(self, words: str) -> None:
        """Shows what the first words say, wherever the person has not said otherwise."""
        before = self._read
        self._read = read = recognise(words, self._typed_on, self._people, own=self._own, children=self._children)
        if "kind" not in self._chosen:
            self.kinds.show_kind(read.kind)
        if "with" not in self._chosen:
            self.whom.set_value(read.with_whom)
        if "day" not in self._chosen:
            self.day.set_value(read.on or self._typed_on)
        self._tell()
        if (read.kind, read.with_whom, read.on) != (before.kind, before.with_whom, before.on):
            announce(self.said.text(), self)

    def clear(self) -> None:
        """As it begins: a note of today."""
        self._chosen, self._read, self._typed_on = set(), Recognised(), self._today
        self.kinds.show_kind("note")
        self.whom.set_value("")
        self.day.set_value(self._today)
        self._tell()

    def typed(self) -> dict[str, Plain]:
        """What it says, and what of that a person chose."""
        return {
            "kind": self.kinds.kind,
            "with": self.whom.input.text(),
            "day": self.day.words_kept(),
            "typed_on": self._typed_on.isoformat(),
            "chosen": [*sorted(self._chosen)],
        }

    def restore(self, typed: Mapping[str, Plain]) -> None:
        """Puts back what `typed` gave; its days are read as on the day on which it was typed."""
        chosen, typed_on = typed.get("chosen"), typed.get("typed_on")
        self._typed_on = date.fromisoformat(typed_on) if isinstance(typed_on, str) else self._today
        self._chosen = {str(each) for each in chosen} if isinstance(chosen, list) else set()
        self.kinds.show_kind(str(typed.get("kind") or "note"))
        self.whom.input.setText(str(typed.get("with") or ""))
        self.day.input.setText(str(typed.get("day") or ""))

    def _tell(self) -> None:
        """Says what was read and from which words, so that nothing is taken silently."""
        read, parts = self._read, []
        if read.kind_words and read.kind != "note" and "kind" not in self._chosen:
            parts.append(f"{CONTACT_KINDS[read.kind].lower()} (“{read.kind_words}”)")
        if read.with_whom and "with" not in self._chosen:
            parts.append(f"with {read.with_whom}")
        if read.on is not None and "day" not in self._chosen:
            parts.append(f"{shown_day(read.on, self._today)} (“{read.on_words}”)")
        self.said.setText(f"Read from your words: {', '.join(parts)}. Every word is kept." if parts else "")
        self.said.setVisible(bool(parts))

    def _kind_chosen(self, _kind: str) -> None:
        self._choose("kind")
        self.kind_chosen.emit()

    def _choose(self, what: str) -> None:
        self._chosen.add(what)
        self._tell()
        self.touched.emit()
