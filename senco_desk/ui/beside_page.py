"""Two pupils side by side: the essentials of each in rows that stand level, scrolled together."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from senco_desk.domain.finding import shared_names
from senco_desk.domain.pupil_records import PupilRecord
from senco_desk.domain.pupils import Pupil
from senco_desk.services import pupils, trail
from senco_desk.ui.beside_sections import SECTIONS, Section, headline
from senco_desk.ui.cards import Card, FactRow, QuoteBox, button, label
from senco_desk.ui.context import Context
from senco_desk.ui.pages import Page
from senco_desk.ui.pupil_chooser import PupilChooser
from senco_desk.ui.sheet_room import Scrolled
from senco_desk.ui.theme import unit

_LEAST = 96
"""So wide, in steps of the grid, two columns are readable; where it is narrower they stand below each other."""


class BesidePage(Page):
    """A place names one pupil or two: `beside`, `(left, right)`. Reading both is noted for both."""

    nouns = frozenset(
        {"pupil", "status", "need", "area_note", "view", "cycle", "outcome", "provision", "provision_pupil",
         "attendance", "note"}
    )  # fmt: skip

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.head("Side by side")
        self.choosers = (PupilChooser("&Left"), PupilChooser("&Right"))
        self._shown: tuple[list[QWidget], list[QWidget]] = ([], [])
        self._stacked: bool | None = None
        inside = QWidget()
        self._grid = QGridLayout(inside)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(unit(2))
        self._grid.setVerticalSpacing(unit(1.25))
        for column in (0, 1):
            self._grid.setColumnStretch(column, 1)
        self.scrolled = Scrolled()
        self.scrolled.body.addWidget(inside)
        self.scrolled.body.addStretch(1)
        for at, chooser in enumerate(self.choosers):
            chooser.chosen.connect(partial(self._chosen, at))
        self.body.addWidget(self.scrolled, 1)

    @property
    def ids(self) -> tuple[str, str]:
        """The pupils on show; empty where none is chosen."""
        first, second, *_ = (*self.place.args, "", "")
        return first, second

    def first_focus(self) -> QWidget | None:
        """The first side on which nobody is chosen."""
        empty = next((chooser for chooser, wanted in zip(self.choosers, self.ids, strict=True) if not wanted), None)
        return empty.input if empty is not None else super().first_focus()

    def reload(self) -> None:
        """Reads both records."""
        desk = self._context.desk
        everyone = self._context.work.attempt(lambda: pupils.all_pupils(desk))
        if everyone is None:
            return
        told = self._context.work.attempt(lambda: pupils.told_apart(desk, everyone, shared_names(everyone)))
        for chooser, wanted in zip(self.choosers, self.ids, strict=True):
            chooser.offer(everyone, wanted, told)
        records = [self._read(wanted, everyone) for wanted in self.ids]
        for widgets in self._shown:
            for widget in widgets:
                widget.hide()
                widget.deleteLater()
        self._shown = (self._side(records[0]), self._side(records[1]))
        self._stacked = None
        self._lay()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Side by side where there is room, below each other where there is not."""
        super().resizeEvent(event)
        self._lay()

    def _read(self, pupil_id: str, everyone: Sequence[Pupil]) -> PupilRecord | None:
        if not any(pupil.id == pupil_id for pupil in everyone):
            return None
        desk = self._context.desk
        found = self._context.work.attempt(lambda: pupils.record_of(desk, pupil_id))
        if found is not None:
            trail.looked(desk, pupil_id, "Side by side")
        return found

    def _chosen(self, at: int, pupil_id: str) -> None:
        ids = list(self.ids)
        ids[at] = pupil_id
        self._context.go("beside", *ids)

    def _side(self, record: PupilRecord | None) -> list[QWidget]:
        """The cards of one child, one for each section; a card that is empty on one side keeps the rows level."""
        if record is None:
            nobody = Card("Nobody chosen")
            nobody.add(label("Type a name above, and choose the child.", tone="muted", wrap=True))
            return [nobody]
        head = Card(record.pupil.name)
        head.add(label(headline(record, self._context.desk.today), wrap=True))
        opened = button("Open the record", partial(self._context.go, "pupil", record.pupil.id), kind="link")
        opened.setAccessibleName(f"Open the record of {record.pupil.name}")
        head.add(opened)
        today = self._context.desk.today
        return [head, *(_card(title, read(record, today), record.pupil.name) for title, read in SECTIONS)]

    def _lay(self) -> None:
        stacked = self.width() < unit(_LEAST)
        if stacked == self._stacked:
            return
        self._stacked = stacked
        while self._grid.takeAt(0) is not None:
            pass
        self._grid.setColumnStretch(1, 0 if stacked else 1)
        row = 0
        for chooser in self.choosers if stacked else ():  # both above all: the second is not looked for at the end
            self._grid.addWidget(chooser, row, 0, Qt.AlignmentFlag.AlignTop)
            row += 1
        for side, chooser in enumerate(self.choosers):
            column = 0 if stacked else side
            row = row if stacked else 0
            for widget in (*(() if stacked else (chooser,)), *self._shown[side]):
                self._grid.addWidget(widget, row, column, Qt.AlignmentFlag.AlignTop)
                widget.show()
                row += 1


def _card(title: str, section: Section, name: str) -> Card:
    made = Card(title)
    made.setAccessibleName(f"{title}, {name}")
    if section.quote:
        quote = QuoteBox()
        made.add(quote)
        quote.show_words(section.quote, section.source)
    for fact, words in section.facts:
        made.add(FactRow(fact, words) if fact else _words(words))
    if not section.quote and not section.facts:
        made.add(label("Nothing is written down.", tone="muted", wrap=True))
    return made


def _words(words: str) -> QWidget:
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    said = label(words, wrap=True)
    said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    column.addWidget(said)
    return holder
