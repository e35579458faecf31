"""Everything that happened to a child, on the day it happened, newest first; a line opens where it comes from."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from senco_desk.domain.chronology import Event, chronology, gaps
from senco_desk.domain.pupil_records import PupilRecord
from senco_desk.domain.terms import in_words
from senco_desk.ui.announcing import CountAloud
from senco_desk.ui.cards import Card, Chips, button, label
from senco_desk.ui.register_table import day_words
from senco_desk.ui.tables import Column, FilterField, RowsTable
from senco_desk.ui.theme import unit

_KINDS = {
    "status": "Status",
    "cycle": "Cycle",
    "review": "Review",
    "meeting": "Meeting",
    "view": "View",
    "professional": "Professional",
    "document": "Document",
    "note": "Note",
    "suspension": "Suspension",
    "provision": "Provision",
}
_CHIPS = (("cycle", "Cycles and reviews"), ("people", "Meetings and views"), ("professional", "Professionals"),
          ("document", "Documents"), ("note", "Notes"))  # fmt: skip
_OF_CHIP = {
    "cycle": {"status", "cycle", "review", "provision"},
    "people": {"meeting", "view"},
    "professional": {"professional"},
    "document": {"document"},
    "note": {"note", "suspension"},
}


class ChronologyTab(QWidget):
    """A table of events beside the whole text of the one that is selected."""

    opened = Signal(object)
    """An Event, to be shown where it comes from."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = Column[Event]
        self.table = RowsTable(
            "Chronology",
            (
                column("on", "Day", lambda event: event.on, text=lambda event: day_words(event.on), width=13),
                column("kind", "Kind", lambda event: _KINDS[event.kind], width=12, kind="muted"),
                column("what", "What happened", lambda event: event.title, kind="two_line", stretch=True, width=30,
                       subtitle=lambda event: " ".join(event.detail.split())),
            ),
            lambda event: (event.noun, event.record_id, event.on, event.title),
            lines=2,
        )  # fmt: skip
        self.table.sort_by(("on", False))
        self.filter = FilterField(self.table, "Type to filter")
        self.filter.setFixedWidth(unit(22))
        self.chips = Chips(_CHIPS)
        self.count = label("", "small", wrap=True)
        self.beside = Card()
        self.beside.setFixedWidth(unit(38))
        self._when = label("", tone="muted")
        self._title = label("", "section", wrap=True)
        self._text = label("", wrap=True)
        self._text.setTextInteractionFlags(self._text.textInteractionFlags().TextSelectableByMouse)
        self.open = button("&Open", self._open)
        for part in (self._when, self._title, self._text, self.open):
            self.beside.add(part)
        self.beside.add_stretch()
        self._lay()
        self.table.opened.connect(self.opened)
        self.table.selected.connect(self._selected)
        self.chips.changed.connect(self._narrow)
        self.table.rows.narrowed.connect(self._counted)
        CountAloud(self.count, self.table.rows.count_words, self.filter.textChanged, self.chips.changed)
        self._gap = ""
        self._selected(())

    def show_record(self, record: PupilRecord) -> None:
        """Shows a child's chronology."""
        events = chronology(record)
        self._gap = _gap_words(gaps(events))
        self.table.set_rows(reversed(events))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrow window has the table alone; the whole text is in the tooltip and where the line opens."""
        super().resizeEvent(event)
        self.beside.setVisible(self.width() >= unit(96))

    def _lay(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(unit(1.25))
        top = QHBoxLayout()
        top.addWidget(self.chips, 1)
        top.addWidget(self.filter)
        outer.addLayout(top)
        across = QHBoxLayout()
        across.setSpacing(unit(2))
        across.addWidget(self.table, 1)
        across.addWidget(self.beside)
        outer.addLayout(across, 1)
        outer.addWidget(self.count)

    def _narrow(self, on: tuple[str, ...]) -> None:
        wanted = {kind for name in on for kind in _OF_CHIP[name]}
        self.table.rows.keep_only((lambda event: event.kind in wanted) if wanted else None)

    def _counted(self, shown: int, total: int) -> None:
        words = f"{shown:,} of {total:,} entries shown" if shown != total else f"{total:,} entries"
        self.count.setText(" · ".join(part for part in (words, self._gap) if part))

    def _selected(self, events: tuple[Event, ...]) -> None:
        one = events[0] if len(events) == 1 else None
        self._when.setText(f"{in_words(one.on)} · {_KINDS[one.kind]}" if one else "")
        self._title.setText(one.title if one else "")
        self._text.setText(one.detail if one else "Select an entry to read all of it.")
        for part in (self._when, self._title, self.open):
            part.setVisible(one is not None)

    def _open(self) -> None:
        for event in self.table.selected_rows()[:1]:
            self.opened.emit(event)


def _gap_words(found: list[tuple[date, date]]) -> str:
    if not found:
        return ""
    first, last = max(found, key=lambda gap: gap[1] - gap[0])
    weeks = (last - first).days // 7
    return f"longest time without an entry: {weeks} weeks, {in_words(first)} to {in_words(last)}"
