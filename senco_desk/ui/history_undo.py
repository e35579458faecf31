"""Undo back to…: the deeds since the desk was opened, and what undoing back to one of them takes back."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from senco_desk.services import undoing
from senco_desk.services.desk import Desk
from senco_desk.services.undoing import Step
from senco_desk.ui.cards import EmptyState, button, label
from senco_desk.ui.history_words import moment_words
from senco_desk.ui.jobs import Job, JobBar
from senco_desk.ui.marks import Mark, mark
from senco_desk.ui.tables import Column, RowsTable
from senco_desk.ui.theme import unit
from senco_desk.ui.undo_deeds import UndoDeeds, lower
from senco_desk.ui.work import Work

_ABOUT = (
    "Everything done since the desk was opened, the latest first. Choose the earliest deed that is to be undone: all"
    " above it is undone too, and Redo brings each of them back."
)


class UndoSheet(QDialog):
    """A list of deeds; opened and never waited for, Esc closes it.

    Args:
        desk: the open desk.
        work: tells of every change, and of long work while it goes on.
        deeds: does the undoing and tells every page of it.
        parent: the window.
    """

    def __init__(self, desk: Desk, work: Work, deeds: UndoDeeds, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk, self._work, self._deeds = desk, work, deeds
        self._is_undoing = False
        self._first: str = ""
        self._steps: list[Step] = []
        self.setWindowTitle("Undo back to")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(False)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(unit(2.5), unit(2), unit(2.5), unit(2))
        outer.setSpacing(unit(1.25))
        outer.addWidget(label("Undo back to…", "heading"))
        outer.addWidget(label(_ABOUT, tone="muted", wrap=True))
        self.table: RowsTable[Step] = RowsTable(
            "Deeds that can be undone",
            (
                Column("undone", "", lambda _row: "", kind="mark", mark=self._mark, width=12),
                Column("label", "Deed", lambda each: each.label, kind="two_line", stretch=True, width=30,
                       subtitle=lambda each: each.touched),
                Column("children", "Child", lambda each: each.children, width=24),
                Column("at", "When", lambda each: each.at, width=16, kind="muted",
                       text=lambda each: moment_words(each.at, desk.today)),
            ),
            lambda each: each.id,
            lines=2,
            several=False,
        )  # fmt: skip
        header = self.table.horizontalHeader()
        header.setSectionsClickable(False)  # the order is the one that undoing follows
        header.setSortIndicatorShown(False)
        self.nothing = EmptyState("Nothing has been done since the desk was opened, so there is nothing to undo.")
        outer.addWidget(self.table, 1)
        outer.addWidget(self.nothing, 1)
        self.said = label("", wrap=True)
        outer.addWidget(self.said)
        self.job_bar = JobBar(work.jobs, self)
        outer.addWidget(self.job_bar)
        row = QHBoxLayout()
        row.addStretch(1)
        close = button("&Close", self.close)
        close.setDefault(True)  # Enter elsewhere undoes nothing
        row.addWidget(close)
        self.undo_button = button("&Undo", self._undo, kind="primary")
        row.addWidget(self.undo_button)
        outer.addLayout(row)
        self.table.selected.connect(self._selected)
        self.table.opened.connect(lambda _step: self.undo_button.setFocus())
        work.changed.connect(self._changed)
        deeds.turned.connect(self._show_possible)
        self.reload()
        screen = parent.window().size()
        self.resize(min(unit(100), screen.width() - unit(4)), min(unit(66), screen.height() - unit(4)))
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def reload(self) -> None:
        """Reads again what can be undone."""
        self._steps = undoing.steps(self._desk, self._deeds.since)
        self.table.set_rows(self._steps)
        self.table.setVisible(bool(self._steps))
        self.nothing.setVisible(not self._steps)
        if self._steps and not self.table.selected_rows():
            self.table.select(self._steps[0].id)
        self._selected(self.table.selected_rows())

    def _chosen(self) -> list[Step]:
        """The deeds that would be undone: the one that is selected and all done after it."""
        rows = self.table.selected_rows()
        if not rows:
            return []
        at = next((at for at, step in enumerate(self._steps) if step.id == rows[0].id), -1)
        return self._steps[: at + 1]

    def _mark(self, step: Step) -> Mark | None:
        # Ids rise with time: what was done no earlier than the chosen deed goes with it.
        return mark("due", "undone", meaning="will be undone") if self._first and step.id >= self._first else None

    def _selected(self, rows: tuple[Step, ...]) -> None:
        self._first = rows[0].id if rows else ""
        self.table.viewport().update()
        chosen = self._chosen()
        number = len(chosen)
        self._show_possible()
        self.undo_button.setText(f"&Undo {number} deeds" if number > 1 else "&Undo this deed")
        names = "; ".join(lower(step.label) for step in chosen[:4])
        more = f"; and {number - 4} more" if number > 4 else ""
        self.said.setText(f"To be undone, in this order: {names}{more}." if chosen else "")

    def _show_possible(self) -> None:
        self.table.setEnabled(not self._is_undoing)
        self.undo_button.setEnabled(bool(self._chosen()) and not self._deeds.is_busy)

    def _undo(self) -> None:
        chosen = self._chosen()
        if not chosen or self._deeds.is_busy:
            return
        self._is_undoing = True
        try:
            undone = self._deeds.back_to(chosen)
        except Exception as error:  # noqa: BLE001  sorted in one place, like every deed's
            self._is_undoing = False
            self._work.report(error)
            self._refused(error)
            return
        if isinstance(undone, Job):
            self._show_possible()
            undone.failed.connect(self._refused)
            undone.finished.connect(self.close)
            undone.ended.connect(self._ended)
        else:
            self.close()

    def _refused(self, error: Exception) -> None:
        self.said.setText(_why(error))

    def _ended(self) -> None:
        self._is_undoing = False
        self._show_possible()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _changed(self, _changes: object, _initiator: Any) -> None:
        if self.isVisible() and not self._is_undoing:
            self.reload()


def _why(error: Exception) -> str:
    problems = getattr(error, "problems", ())
    return "■ " + " ".join(str(problem) for problem in problems) if problems else ""
