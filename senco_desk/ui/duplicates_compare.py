"""Two records field by field: which value stays is chosen for each, and what each record holds stands below."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from senco_desk.services.duplicates import Compared, Field
from senco_desk.ui.announcing import announce
from senco_desk.ui.cards import Card, button, label
from senco_desk.ui.flow import Flow
from senco_desk.ui.marks import Mark, mark
from senco_desk.ui.register_table import year_words
from senco_desk.ui.sheet_room import Scrolled, WholeTable
from senco_desk.ui.tables import Column
from senco_desk.ui.theme import unit

_LOSES_NOTHING = (
    "Everything the other record holds goes over to the one that stays: statuses, cycles, documents, notes, the rest."
    " What a child can have only once, and every value that is not chosen here, is written into a note. Undo makes two"
    " records of them again."
)


class ComparePanel(QWidget):
    """The first record stays; `merge_wanted` asks that the second go into it."""

    merge_wanted = Signal()
    turned = Signal()
    """The other record is to stay."""
    two_wanted = Signal()
    """They are two children."""
    list_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: Compared | None = None
        self._take: set[str] = set()
        self.title = label("", "heading", wrap=True)
        self.says = label(_LOSES_NOTHING, tone="muted", wrap=True)
        self.table: WholeTable[Field] = WholeTable(
            "Fields in which the records differ", self._columns(), lambda row: row.id
        )
        self.table.opened.connect(lambda _row: self._turn())
        self.table.selected.connect(self._selected)
        self.same = label("", tone="muted", wrap=True)
        self.first_button = button("Keep what the &first has", lambda: self._choose(second=False), needs="change")
        self.second_button = button("Take what the se&cond has", lambda: self._choose(second=True), needs="change")
        self.merge_button = button("&Make one record", self.merge_wanted.emit, kind="primary", needs="change")
        self.turn_button = button("The other record &stays", self.turned.emit, needs="change")
        self.two_button = button("They are &two children", self.two_wanted.emit, needs="settings")
        self.list_button = button("Back to the &list", self.list_wanted.emit, kind="quiet")
        self.refused = label("", tone="due", wrap=True)
        self.holds = Card("What each record holds")
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(unit(3))
        self._grid.setVerticalSpacing(unit(0.5))
        self._grid.setColumnStretch(3, 1)
        self.holds.body.addLayout(self._grid)
        deeds, choices = QWidget(), QWidget()
        for holder, made in (
            (deeds, (self.merge_button, self.turn_button, self.two_button, self.list_button)),
            (choices, (self.first_button, self.second_button)),
        ):
            flow = Flow(holder, gap=1)
            for each in made:
                flow.addWidget(each)
        scrolled = Scrolled()
        for part in (self.title, self.says, self.refused, deeds, self.table, choices, self.same, self.holds):
            scrolled.body.addWidget(part)
        scrolled.body.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scrolled)

    def taken(self) -> frozenset[str]:
        """The fields that are taken of the second record."""
        return frozenset(self._take)

    def begin(self) -> None:
        """The keyboard is at the fields, or where there are none, at the way back."""
        (self.table if self.table.isVisibleTo(self) else self.list_button).setFocus(Qt.FocusReason.OtherFocusReason)

    def show_pair(self, found: Compared, *, may_merge: bool) -> None:
        """Shows two records; what was chosen stays as long as they are the same two."""
        before = self._shown
        again = before is not None and (before.first.id, before.second.id) == (found.first.id, found.second.id)
        self._shown = found
        there = {each.id for each in found.fields}
        self._take = self._take & there if again else set(found.proposed)
        first, second = found.first, found.second
        self.title.setText(f"{_named(found, 1)} stays; {_named(found, 2)} goes into it.")
        self.setAccessibleName(f"{first.name} and {second.name} compared")
        self.table.rows.set_rows(found.fields)
        self.table.setVisible(bool(found.fields))
        alike = f"{found.same:,} other fields are the same in both." if found.same else ""
        self.same.setText(alike if found.fields else f"Their details do not differ. {alike}".strip())
        self.merge_button.setEnabled(may_merge)
        self.refused.setVisible(not may_merge)
        self.refused.setText(
            "" if may_merge else "▲ Only the SENCO can make two records one: nobody else sees everything in them."
        )
        self._show_holds(found)
        self._selected(())

    def _show_holds(self, found: Compared) -> None:
        while (entry := self._grid.takeAt(0)) is not None:
            if (widget := entry.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for column, words in enumerate(("", "The first", "The second")):
            self._grid.addWidget(label(words, tone="muted"), 0, column)
        for row, (words, first, second) in enumerate(found.holds, start=1):
            self._grid.addWidget(label(words), row, 0)
            for column, number in ((1, first), (2, second)):
                self._grid.addWidget(label(f"{number:,}" if number else "—"), row, column)
        self.holds.setVisible(bool(found.holds))

    def _selected(self, _rows: object) -> None:
        rows = self.table.selected_rows()
        for each in (self.first_button, self.second_button):
            each.setEnabled(bool(rows))

    def _choose(self, *, second: bool) -> None:
        ids = {row.id for row in self.table.selected_rows()}
        self._take = self._take | ids if second else self._take - ids
        self._refresh()
        self._say()

    def _turn(self) -> None:
        for row in self.table.selected_rows():
            self._take ^= {row.id}
        self._refresh()
        self._say()

    def _say(self) -> None:
        """The keyboard stays in the list, where only the marks change."""
        rows = self.table.selected_rows()
        said = (f"{row.name}: {'the second' if row.id in self._take else 'the first'} is kept" for row in rows)
        announce(". ".join(said), self)

    def _refresh(self) -> None:
        if self._shown is not None:
            self.table.rows.set_rows(self._shown.fields)

    def _columns(self) -> tuple[Column[Field], ...]:
        return (
            Column("name", "Field", lambda row: row.name, kind="strong", width=22),
            Column("first", "The first (stays)", lambda row: row.first, kind="mark", width=32,
                   mark=lambda row: self._side(row, second=False), tip=lambda row: row.first),
            Column("second", "The second", lambda row: row.second, kind="mark", width=40,
                   mark=lambda row: self._side(row, second=True), tip=lambda row: row.second),
        )  # fmt: skip

    def _side(self, row: Field, *, second: bool) -> Mark:
        words = (row.second if second else row.first) or "nothing"
        kept = (row.id in self._take) == second
        return mark("good", words, meaning="is kept") if kept else mark("none", words, meaning="goes into the note")


def _named(found: Compared, which: int) -> str:
    pupil = found.first if which == 1 else found.second
    told = ", ".join(part for part in (year_words(pupil.year_group), pupil.class_name) if part)
    return f"{pupil.name} ({told})" if told else pupil.name
