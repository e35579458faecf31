"""Today: who needs me this week? One list of what is due, each line leading to the place where it is put right."""

from __future__ import annotations

from datetime import date
from functools import partial

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from senco_desk.domain.folding import folded
from senco_desk.domain.terms import in_words
from senco_desk.services import today as service
from senco_desk.services.today import KINDS, DueRow, Today
from senco_desk.ui.announcing import CountAloud
from senco_desk.ui.cards import Chips, EmptyState, button, label, tab_order
from senco_desk.ui.context import Context
from senco_desk.ui.marks import Mark, mark
from senco_desk.ui.pages import Page, Place
from senco_desk.ui.promise_deeds import DEEDS, PromiseDeeds
from senco_desk.ui.rollover_parts import rollover_hint, rollover_near
from senco_desk.ui.sheet_room import SheetRoom
from senco_desk.ui.tables import Column, FilterField, RowsTable
from senco_desk.ui.theme import unit

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class TodayPage(Page):
    """What is due now, narrowed by chips and by typing."""

    nouns = frozenset(
        {"pupil", "status", "cycle", "review", "meeting", "provision", "provision_pupil", "session", "involvement",
         "commitment", "calendar_entry", "school", "retention", "setting", "document"}
    )  # fmt: skip
    can_filter = True

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._today: Today | None = None
        self._whole = False
        self._wide: bool | None = None
        self.open_button = button("&Open", self._open_selected, kind="primary")
        self.all_promises = button("Pro&mises", lambda: context.go("promises"))
        self.date_line = label("", tone="muted")
        self.rollover = rollover_hint(context)
        row = self.head("Today", self.rollover, self.all_promises, self.open_button)
        row.insertWidget(1, self.date_line)
        self.summary = label("", wrap=True)
        self.body.addWidget(self.summary)
        self.table: RowsTable[DueRow] = RowsTable("What is due", _COLUMNS, lambda row: row.id, several=False)
        self.table.opened.connect(self._open)
        self.table.selected.connect(self._selected)
        self.filter = FilterField(self.table, "Type a name, a class or a word")
        self.filter.setFixedWidth(unit(32))
        self.chips_place = QHBoxLayout()
        self.chips_place.setSpacing(unit(1.5))
        self.chips_place.addWidget(self.filter)
        self.chips = Chips(())
        self.chips_place.addWidget(self.chips, 1)
        listed = QWidget()
        column = QVBoxLayout(listed)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(unit(1.5))
        column.addLayout(self.chips_place)
        column.addWidget(self.table, 1)
        self.promise_bar = QWidget()
        column.addWidget(self.promise_bar)
        self.filter.applying.connect(self._filtering)
        self.aloud = CountAloud(self.table, self._count_words, self.filter.textChanged)
        self.stack = QStackedWidget()
        self.stack.addWidget(listed)
        self.begin = EmptyState(
            "There are no pupils yet. Import your school’s roll, and what is due for each child shows here.",
            "Import your roll",
            lambda: context.go("import"),
            needs="change",
        )
        self.empty = EmptyState(
            "Nothing is due in this half-term. Reviews, meetings, sessions to log and reports to ask after show here.",
            "Open the register",
            lambda: context.go("register"),
        )
        self.add_first = button("&Add a pupil by hand", self._add_pupil, kind="quiet", needs="change")
        self.begin.put_below(self.add_first)
        self.stack.addWidget(self.empty)
        self.stack.addWidget(self.begin)
        self._build_promises()
        self.body.addWidget(self.room, 1)

    def reload(self) -> None:
        """Reads what is due."""
        found = self._context.work.attempt(lambda: service.read(self._context.desk))
        if found is None:
            return
        self._today = found
        self._context.counted.emit("today", found.overdue)
        self.rollover.setVisible(rollover_near(self._context))
        self.date_line.setText(f"{_WEEKDAYS[found.day.weekday()]} {in_words(found.day)}")
        self.summary.setText(_summary(found))
        self._show_chips(found)
        self._narrow()
        self.stack.setCurrentIndex(0 if found.rows else 1 if found.on_roll else 2)
        self.summary.setVisible(bool(found.on_roll))
        self.open_button.setVisible(bool(found.rows))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A form beside the list takes of its room."""
        if event.type() == QEvent.Type.Resize and watched is self.stack:
            self._fold()
        return super().eventFilter(watched, event)

    def _fold(self) -> None:
        """Where there is little room, what to do stands below the name, over as many lines as it needs."""
        wide = self.stack.width() + unit(5) >= unit(112)
        if wide == self._wide:
            return
        self._wide = wide
        self.table.show_columns(column.id for column in _COLUMNS if (column.id in _WIDE) == wide or column.id == "when")
        self.table.set_lines(1 if wide else 3)

    def first_focus(self) -> QWidget | None:
        """The list, so that the arrows walk it at once; where there is none, the button that begins."""
        return self.table if self.table.isVisibleTo(self) else super().first_focus()

    def start_filter(self) -> bool:
        """Ctrl+F: puts the keyboard into the filter."""
        self.filter.setFocus()
        self.filter.selectAll()
        return True

    def _build_promises(self) -> None:
        """What can be done about a promise, below the list while one is selected; its forms stand beside the list."""
        self.stack.installEventFilter(self)
        self.room = SheetRoom(self.stack, wide=40)
        self.promises = PromiseDeeds(self._context, lambda: self.room, self)
        self.promise_buttons = {
            name: button(words, partial(self._do, name), needs="log") for name, words in DEEDS.items()
        }
        across = QHBoxLayout(self.promise_bar)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(unit(1))
        across.addWidget(label("This promise:", tone="muted"))
        for made in self.promise_buttons.values():
            across.addWidget(made)
        across.addStretch(1)
        self.promise_bar.hide()

    def _show_chips(self, found: Today) -> None:
        """A chip for each kind there is; those that were on stay on."""
        on = [name for name in self.chips.on() if name in found.counts]
        made = Chips([(kind, f"{KINDS[kind]} · {count}") for kind, count in found.counts.items()], on)
        made.changed.connect(self._narrow)
        made.changed.connect(self.aloud.soon)
        self.chips_place.replaceWidget(self.chips, made)
        self.chips.hide()
        self.chips.deleteLater()
        self.chips = made
        tab_order(
            self.all_promises, self.open_button, self.filter, *made.chips(), self.table, *self.promise_buttons.values()
        )

    def _narrow(self, _on: object = None) -> None:
        """Shows the rows of the chips that are on; without any, and with nothing typed, a few of each kind."""
        if self._today is None:
            return
        wanted = set(self.chips.on())
        self._whole = bool(wanted or self.filter.text().strip())
        rows = self._today.rows if self._whole else self._today.folded()
        self.table.set_rows(row for row in rows if not wanted or row.kind in wanted)

    def _count_words(self) -> str:
        return f"{sum(not row.more for row in self.table.rows.rows_shown()):,} shown"

    def _filtering(self, typed: str) -> None:
        """Everybody can be found by typing, folded away or not."""
        if bool(self.chips.on() or typed.strip()) != self._whole:
            self._narrow()

    def _add_pupil(self) -> None:
        if self._context.actions is not None:
            self._context.actions.run("register.add")

    def _selected(self, rows: tuple[DueRow, ...]) -> None:
        self.open_button.setEnabled(bool(rows))
        promised = bool(rows) and rows[0].kind == "promise" and not rows[0].more
        self.promise_bar.setVisible(promised and self._context.may("log"))
        if rows:
            self.room.turn(rows[0].pupil_id)

    def _do(self, deed: str) -> None:
        """What is done about the promise selected."""
        rows = self.table.selected_rows()
        if rows and rows[0].kind == "promise":
            self.promises.run(deed, rows[0].subject_id)

    def _open_selected(self) -> None:
        rows = self.table.selected_rows()
        if rows:
            self._open(rows[0])

    def _open(self, row: DueRow) -> None:
        if row.more:
            self.chips.set_on([row.kind])
            self.table.selectRow(0)
            return
        place = place_of(row)
        self._context.go(place.page, *place.args)


def place_of(row: DueRow) -> Place:
    """Where a line is put right: the cycle, the child's page, or the provision map for a group."""
    if row.kind in {"review", "no_review"} and row.subject_id:
        return Place("cycle", (row.pupil_id, row.subject_id))
    if row.kind == "leavers":
        return Place("leavers", ("queue",))
    if row.kind == "paper":
        return Place("pupil", tuple(filter(None, (row.pupil_id, "documents", row.subject_id))))
    if not row.pupil_id:
        return Place("provision", (row.subject_id,))
    tabs = {"no_review": "cycles", "sessions": "provision"}
    return Place("pupil", (row.pupil_id, tabs.get(row.kind, "overview")))


def _summary(found: Today) -> str:
    over = found.overdue
    due = [row.on for row in found.rows if row.urgency == "due" and row.on is not None]
    soon = sum(day <= found.half_term_ends for day in due)
    papers, unlogged = found.counts.get("paper", 0), found.counts.get("sessions", 0)
    unset = sum(row.urgency == "info" and row.kind != "leavers" for row in found.rows)
    parts = [
        f"{over} overdue" if over else "Nothing overdue",
        f"{papers} {'paper waits' if papers == 1 else 'papers wait'} for a decision" if papers else "",
        f"{soon} due by the end of this half-term, {in_words(found.half_term_ends)}" if soon else "",
        f"{len(due) - soon} to arrange for later" if len(due) > soon else "",
        f"{unlogged} without sessions logged for two weeks or more" if unlogged else "",
        f"{unset} without a date" if unset else "",
    ]
    return " · ".join(part for part in parts if part)


def _when(row: DueRow) -> Mark | None:
    if row.kind == "leavers":
        return mark("info", "once a year", meaning="once a year")
    if row.kind in _WITHOUT_DAY and not row.more:
        words, meaning = _WITHOUT_DAY[row.kind]
        return mark("due", words, meaning=meaning)
    meaning = {"over": "overdue", "due": "due soon", "info": "no date set"}[row.urgency]
    return None if row.more else mark(row.urgency, _day(row.on) if row.on else "no date", meaning=meaning)


def _day(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def _year(row: DueRow) -> str:
    return f"Y{row.year_group}" if row.year_group.isdigit() else row.year_group


def _who_and_where(row: DueRow) -> str:
    return " · ".join(part for part in (row.who, _year(row), row.class_name) if part)


def _by(row: DueRow, words: str) -> str | None:
    """What a row is sorted by; a line that tells of others comes last."""
    return None if row.more else folded(words)


_WITHOUT_DAY: dict[str, tuple[str, str]] = {
    "paper": ("decide", "waits for a decision; no date is set"),
    "sessions": ("to log", "not logged for two weeks or more; no date is set"),
}
"""What stands for the day of a line that nobody set a day for, and what that means."""
_WIDE = frozenset({"who", "year", "class", "do"})
"""The columns that give way to the one with everything where there is little room."""
_COLUMNS: tuple[Column[DueRow], ...] = (
    Column("when", "When", lambda row: row.on, kind="mark", mark=_when, width=15,
           sort=lambda row: row.on),
    Column("who", "Who", lambda row: row.who, kind="strong", width=26, sort=lambda row: _by(row, row.who)),
    Column("year", "Year", lambda row: row.year_group, text=_year, width=5),
    Column("class", "Class", lambda row: row.class_name, width=6),
    Column("do", "What to do", lambda row: row.do, stretch=True, tip=lambda row: row.do,
           sort=lambda row: _by(row, row.do)),
    Column("both", "Who, and what to do", _who_and_where, stretch=True, kind="wrapped", searched=False,
           subtitle=lambda row: row.do, sort=lambda row: _by(row, row.who)),
)  # fmt: skip
