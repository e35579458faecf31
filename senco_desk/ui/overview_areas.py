"""Strengths and difficulties by the four broad areas in one glance: strengths first, the newest first, nothing lost."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QFrame, QVBoxLayout

from senco_desk.domain.needs import BROAD_AREAS, AreaCode, AreaNote
from senco_desk.ui.cards import button, label
from senco_desk.ui.flow import Flow
from senco_desk.ui.overview_cards import Ask, HeadCard
from senco_desk.ui.record_list import Item, RecordList
from senco_desk.ui.register_table import day_words
from senco_desk.ui.sheet_room import Columns, Fold
from senco_desk.ui.theme import unit


class AreasCard(HeadCard):
    """Four quarters, one for each broad area (Code 6.28 to 6.35); with nothing written down it is one line."""

    def __init__(self, ask: Ask) -> None:
        self.button = button("Add an &area", lambda: ask("area", ""), kind="link", needs="change")
        super().__init__("Strengths and difficulties", self.button)
        self.quarters = {area: Quarter(area, words, ask) for area, words in BROAD_AREAS.items()}
        self.columns = Columns(list(self.quarters.values()), least=25)
        self.add(self.columns)

    def show_notes(self, notes: Sequence[AreaNote]) -> None:
        """Shows other notes."""
        self.tell_none("" if notes else "nothing written down yet")
        self.columns.setVisible(bool(notes))
        for area, quarter in self.quarters.items():
            quarter.show_notes([note for note in notes if note.area == area])


class Quarter(QFrame):
    """One broad area: what is there as last seen, and what was seen before."""

    def __init__(self, area: AreaCode, words: str, ask: Ask) -> None:
        super().__init__()
        self._words = words
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(unit(0.25))
        self.title = label(words, "strong", wrap=True)
        self.strengths = label("", wrap=True)
        self.difficulties = label("", tone="muted", wrap=True)
        self.day = label("", "small")
        self.edit = button("Edit", lambda: ask("area", self._id), kind="link", needs="change")
        self.out = button("Remove", lambda: ask("remove area", self._id), kind="link", needs="change")
        self.anew = button("", lambda: ask("new area", area), kind="link", needs="change")
        self.day.setContentsMargins(0, 3, 0, 0)  # level with the words of the buttons beside it
        foot = Flow(gap=0.75)
        for part in (self.day, self.edit, self.out, self.anew):
            foot.addWidget(part)
        self.earlier = RecordList("")
        self.earlier.edited.connect(lambda record_id: ask("area", record_id))
        self.earlier.removed.connect(lambda record_id: ask("remove area", record_id))
        self.fold = Fold("", self.earlier)
        for part in (self.title, self.strengths, self.difficulties):
            column.addWidget(part)
        column.addLayout(foot)
        column.addWidget(self.fold)
        column.addStretch(1)
        self._id = ""
        self.setAccessibleName(words)

    def show_notes(self, notes: Sequence[AreaNote]) -> None:
        """Shows the notes of this area, the newest of them whole."""
        order = sorted(notes, key=lambda note: (note.on, note.id), reverse=True)
        newest = order[0] if order else None
        self._id = newest.id if newest else ""
        self.strengths.setText(f"Strengths: {newest.strengths}" if newest and newest.strengths else "")
        hard = f"Hard: {newest.difficulties}" if newest and newest.difficulties else ""
        self.difficulties.setText(hard if newest else "Nothing written down.")
        self.strengths.setVisible(bool(newest and newest.strengths))
        self.difficulties.setVisible(bool(hard) or newest is None)
        self.day.setText(day_words(newest.on) if newest else "")
        for part in (self.day, self.edit, self.out):
            part.setVisible(newest is not None)
        self.edit.setAccessibleName(f"Edit {self._words}")
        self.out.setAccessibleName(f"Remove {self._words}")
        self.anew.setText("Write anew" if newest else "Add")
        self.anew.setAccessibleName(f"{self.anew.text()}: {self._words}")
        self.fold.setVisible(len(order) > 1)
        self.fold.button.setText(f"Earlier ({len(order) - 1})")
        self.fold.button.setAccessibleName(f"Earlier, {self._words} ({len(order) - 1})")
        self.earlier.show_items([_item(note) for note in order[1:]])


def _item(note: AreaNote) -> Item:
    parts = (
        f"Strengths: {note.strengths}" if note.strengths else "",
        f"Hard: {note.difficulties}" if note.difficulties else "",
    )
    return Item(note.id, day_words(note.on), "\n".join(part for part in parts if part))
