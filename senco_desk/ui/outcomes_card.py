"""The outcomes of a cycle as a table: the aim, how it is measured, and where it began, stands and should arrive."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from senco_desk.domain.cycles import Outcome
from senco_desk.ui.cards import Card, button, label
from senco_desk.ui.cycle_parts import ACHIEVED_WORDS, area_words, plain
from senco_desk.ui.flow import Flow
from senco_desk.ui.marks import Mark, mark
from senco_desk.ui.sheet_room import WholeTable
from senco_desk.ui.tables import Column
from senco_desk.ui.theme import unit
from senco_desk.ui.typed import date_words

_NOW, _DUE = 2, 4
"""The columns that give way where it is narrow."""


class OutcomesCard(Card):
    """Shows outcomes; adding, changing and removing are asked of the page."""

    adding = Signal()
    editing = Signal(object)
    """The Outcome to change."""
    removing = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Outcomes", parent)
        self._today = date.min
        columns: tuple[Column[Outcome], ...] = (
            Column("aim", "What the child will be able to do", lambda o: o.aim, kind="two_line", width=30, stretch=True,
                   subtitle=_under, tip=lambda o: f"{o.aim}\n{o.expected_impact}".strip()),
            Column("baseline", "Baseline", lambda o: o.baseline or plain(o.baseline_value), width=17),
            Column("now", "Now", lambda o: o.result or plain(o.result_value), text=_now, width=15),
            Column("target", "Target", lambda o: o.target or plain(o.target_value), width=17),
            Column("due", "By when", lambda o: o.due, kind="mark", mark=self._due, width=14),
        )  # fmt: skip
        self.table: WholeTable[Outcome] = WholeTable("Outcomes", columns, lambda o: o.id, lines=2, several=False)
        self.table.opened.connect(self.editing)
        self.table.selected.connect(self._chosen)
        self.none = label(
            "No outcome yet. Say what the child will be able to do, and from where to where it can be seen.",
            tone="muted", wrap=True,
        )  # fmt: skip
        self.add(self.none)
        self.add(self.table)
        tools = QWidget()
        flow = Flow(tools)
        self.add_button = button("Add outcome", self.adding.emit, picture="add", needs="change")
        self.edit_button = button("Edit outcome", self._edit, needs="change")
        self.remove_button = button("Remove outcome", self._remove, needs="change")
        for part in (self.add_button, self.edit_button, self.remove_button):
            flow.addWidget(part)
        self.add(tools)

    def show_outcomes(self, outcomes: Sequence[Outcome], today: date) -> None:
        """Shows the outcomes of a cycle."""
        self._today = today
        self.table.set_rows(outcomes)
        self.table.fit()
        self.table.setVisible(bool(outcomes))
        self.none.setVisible(not outcomes)
        self.edit_button.setVisible(bool(outcomes))
        self.remove_button.setVisible(bool(outcomes))
        self._chosen()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where it is narrow, what is aimed at and from where to where stay whole; the rest is one press away."""
        super().resizeEvent(event)
        for at in (_NOW, _DUE):
            self.table.setColumnHidden(at, self.width() < unit(100))

    def _due(self, outcome: Outcome) -> Mark | None:
        if outcome.achieved == "met":
            return mark("good", "met", meaning="met")
        if outcome.due is None:
            return None
        words = date_words(outcome.due)
        if outcome.achieved or outcome.due >= self._today:
            return mark("info", words, meaning=ACHIEVED_WORDS.get(outcome.achieved, "going on"))
        return mark("due", words, meaning="its day has passed")

    def _selected(self) -> Outcome | None:
        rows: tuple[Any, ...] = self.table.selected_rows()
        return rows[0] if rows else None

    def _chosen(self, _rows: object = None) -> None:
        chosen = self._selected() is not None
        self.edit_button.setEnabled(chosen)
        self.remove_button.setEnabled(chosen)

    def _edit(self) -> None:
        outcome = self._selected()
        if outcome is not None:
            self.editing.emit(outcome)

    def _remove(self) -> None:
        outcome = self._selected()
        if outcome is not None:
            self.removing.emit(outcome)


def _under(outcome: Outcome) -> str:
    return " · ".join(part for part in (outcome.measure, outcome.owner, area_words(outcome.area)) if part)


def _now(outcome: Outcome) -> str:
    now = outcome.result or plain(outcome.result_value)
    return f"{now} ({ACHIEVED_WORDS[outcome.achieved]})" if outcome.achieved and now else now
