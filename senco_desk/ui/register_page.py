"""The register: who is on it, with what status and needs, when each review is due and what the support costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from PySide6.QtCore import QByteArray, QDate, Qt, QTimer
from PySide6.QtGui import QAction, QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QCalendarWidget, QHBoxLayout, QMenu, QStackedWidget, QVBoxLayout, QWidget, QWidgetAction

from senco_desk.domain.money import in_pounds
from senco_desk.domain.register import Register, RegisterRow, count_line
from senco_desk.domain.terms import AcademicYear
from senco_desk.domain.thresholds import AuthorityProfile
from senco_desk.services import pupils, records, schools, trail
from senco_desk.services import register as readings
from senco_desk.services.desk import Desk
from senco_desk.ui.announcing import CountAloud
from senco_desk.ui.cards import Chips, EmptyState, button, label
from senco_desk.ui.context import Context
from senco_desk.ui.jobs import Job, Watcher
from senco_desk.ui.pages import Page, Place
from senco_desk.ui.pupil_forms import note_form, pupil_form
from senco_desk.ui.register_preview import RegisterPreview
from senco_desk.ui.register_table import USUAL, RegisterTable, day_words, near_or_over
from senco_desk.ui.sheet_room import Chosen, SheetRoom
from senco_desk.ui.tables import FilterField
from senco_desk.ui.theme import unit

_STATUSES = (("K", "SEN Support"), ("E", "EHC plan"), ("monitoring", "Monitoring"))
_NARROWING = (("due", "Reviews due this half-term"), ("threshold", "Near or over the threshold"),
              ("undated", "No review date"))  # fmt: skip
_EVERYONE = ("everyone", "Not on the register")
_TYPED = "typed:"
_ON = tuple(name for name, _ in _STATUSES)
_AT_ONCE = 25
"""Lines whose costs are worked out before the page shows; more are shown first and costed on the worker."""


_A_LOOK = 1500
"""Milliseconds for which a child's panel stays in sight until that counts as a look at the record."""


class RegisterPage(Page):
    """The table with its chips and filter, and beside it the selected child."""

    nouns = frozenset(
        {"pupil", "status", "need", "cycle", "meeting", "provision", "provision_pupil", "session", "rate", "staff",
         "calendar_entry", "authority", "school", "view", "area_note"}
    )  # fmt: skip
    can_filter = True

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._desk = context.desk
        self._money = context.may("rates")
        self._day: date | None = None
        self._read: Register | None = None
        self._spends: dict[str, RegisterRow] = {}
        self._costing: Job | None = None
        self._half_term = (context.desk.today, context.desk.today)
        self._profile: AuthorityProfile = self._school_profile()
        self._build()
        self._lay()
        self._recall()
        self._connect()
        context.bind("pupil.open", self._open_selected)

    def reload(self) -> None:
        """Reads the register again; selection, sorting and filter stay."""
        found = self._context.work.attempt(self._reading)
        if found is None:
            return
        self._read = found
        desk = self._desk
        self._profile = self._school_profile()
        self._half_term = schools.half_term_of(desk, self._as_at)
        self.table.show_columns_for(self._as_at, self._profile)
        self.footnote.setText(footnote(self._profile) if self._money else "")
        self._show_rows([_with_money(row, self._spends.get(row.pupil_id)) for row in found.rows])
        self._empty_or_table()
        if self._money and any(row.to_date_pence is None for row in found.rows):
            self._cost_later()

    def show_place(self, place: Place) -> None:
        """A place may name chips (`due`, `everyone`) and what is typed in the filter (`typed:grace`)."""
        chosen = [name for name in place.args if name in dict((*_NARROWING, _EVERYONE))]
        typed = [name.removeprefix(_TYPED) for name in place.args if name.startswith(_TYPED)]
        elsewhere = place != self.place
        if (chosen or typed) and elsewhere:
            self.chips.set_on([*_ON, *chosen])
        super().show_place(place)
        if typed and elsewhere:
            self.filter.show_typed(typed[0])

    def first_focus(self) -> QWidget | None:
        """The list, so that the arrows walk it at once; where there is none, the button that begins."""
        return self.table if self.table.isVisibleTo(self) else super().first_focus()

    def start_filter(self) -> bool:
        """Ctrl+F."""
        self.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filter.selectAll()
        return True

    def show_as_at(self, day: date | None) -> None:
        """Shows the register as it stood on a day; None for today."""
        self._day = None if day == self._desk.today else day
        self.as_at.setText("As at &today" if self._day is None else f"As at {day_words(self._day)}")
        self._spends = {}
        self.reload()

    def add_pupil(self) -> None:
        """Opens the form for a new pupil."""
        profiles = [(found.authority_id, found.name) for found in schools.profiles(self._desk)]
        form = pupil_form(self._desk.today, profiles)
        form.submitted.connect(self._keep_pupil)
        self._open_form(form)

    def write_note(self, pupil_id: str) -> None:
        """Opens the form for a note about a child of the list."""
        form = note_form(pupil_id, self._desk.today)
        form.submitted.connect(self._keep_note)
        self.table.select(pupil_id)
        self._open_form(form, about=[(pupil_id, pupils.get(self._desk, pupil_id).name)], chosen=(pupil_id,))

    def clear_filters(self) -> None:
        """Shows the whole register again."""
        self.filter.clear()
        self.table.rows.filter("")
        self.chips.set_on(_ON)

    def print_register(self) -> None:
        """Goes to the preview of the register summary, as at the day on show."""
        self._context.go("reports", "register", *([self._day.isoformat()] if self._day else []))

    def showEvent(self, event: QShowEvent) -> None:
        """Ctrl+N adds a pupil here, Ctrl+P prints."""
        super().showEvent(event)
        self._context.offer(
            self,
            {"desk.new": ("&New pupil…", self.add_pupil), "desk.print": ("&Print register…", self.print_register)},
        )

    def hideEvent(self, event: QHideEvent) -> None:
        """Remembers columns and widths, which say nothing about a pupil."""
        super().hideEvent(event)
        self._reading_on.stop()
        self._context.withdraw(self)
        self._context.settings.setValue("register/header", self.table.horizontalHeader().saveState())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrow window keeps the list and gives up the panel."""
        super().resizeEvent(event)
        self._share()

    @property
    def _as_at(self) -> date:
        return self._day or self._desk.today

    def _build(self) -> None:
        self.as_at = button("As at &today")
        self.as_at.setProperty("menu", "true")
        self.as_at.setMenu(self._as_at_menu())
        self.columns = button("&Columns")
        self.columns.setProperty("menu", "true")
        self.columns.setMenu(QMenu(self.columns))
        self.print = button("Pr&int…", self.print_register, needs="export")
        self.add = button("&Add pupil", self.add_pupil, kind="primary", needs="change")
        self.table = RegisterTable(self._desk.today, self._profile, money=self._money)
        self.filter = FilterField(self.table, "Type to filter")
        self.filter.setFixedWidth(unit(22))
        narrowing = [chip for chip in _NARROWING if self._money or chip[0] != "threshold"]
        self.chips = Chips([*_STATUSES, *narrowing, _EVERYONE], _ON)
        self.preview = RegisterPreview()
        self.count = label("", "small")
        self.clear = button("Clear filters", self.clear_filters, kind="link")
        self.footnote = label("", "small", wrap=True)
        self.empty = EmptyState(
            "There are no pupils yet. Import your school’s roll, and everybody on it is here to choose from.",
            "Import your school’s roll", self.import_roll, needs="change",
        )  # fmt: skip
        self.nobody = EmptyState(
            "No child is on the SEN register on this day. Show the whole roll, open a child,"
            " and choose Change status.",
            "Show the whole roll", self._show_everyone,
        )  # fmt: skip

    def _lay(self) -> None:
        self.head("Register", self.as_at, self.columns, self.print, self.add)
        chips = QHBoxLayout()
        chips.setSpacing(unit(0.75))
        chips.addWidget(self.chips, 1)
        chips.addWidget(self.filter, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(chips)
        content = QWidget()
        across = QHBoxLayout(content)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(unit(2))
        self.stack = QStackedWidget()
        for part in (self.table, self.empty, self.nobody):
            self.stack.addWidget(part)
        across.addWidget(self.stack, 1)
        across.addWidget(self.preview)
        self.room = SheetRoom(content, wide=40)
        self.body.addWidget(self.room, 1)
        foot = QVBoxLayout()
        foot.setSpacing(unit(0.25))
        line = QHBoxLayout()
        line.setSpacing(unit(1.5))
        line.addWidget(self.count)
        line.addWidget(self.clear)
        line.addStretch(1)
        foot.addLayout(line)
        foot.addWidget(self.footnote)
        self.body.addLayout(foot)

    def _connect(self) -> None:
        self._reading_on = QTimer(self)
        self._reading_on.setSingleShot(True)
        self._reading_on.setInterval(_A_LOOK)
        self._reading_on.timeout.connect(self._note_look)
        self.table.opened.connect(self._open)
        self.table.selected.connect(self._selected)
        self.table.rows.narrowed.connect(self._narrowed)
        self.chips.changed.connect(self._chips_changed)
        CountAloud(self.count, self.count.text, self.filter.textChanged, self.chips.changed)
        self.preview.open_wanted.connect(self._open_id)
        self.preview.note_wanted.connect(self.write_note)
        self.preview.session_wanted.connect(self._log_session)
        self.columns.menu().aboutToShow.connect(self._fill_columns)

    # What the table shows.

    def _reading(self) -> Register:
        everyone = "everyone" in self.chips.on()
        found = readings.as_at(self._desk, self._day, everyone=everyone, spend=False)
        if len(found.rows) > _AT_ONCE or not self._money:
            return found
        return readings.as_at(self._desk, self._day, everyone=everyone)

    def _cost_later(self) -> None:
        """Costs come from the worker; the lines are there and can be used meanwhile. A newer asking ends an older."""
        day = self._day

        def run(desk: Desk, _watcher: Watcher) -> Register:
            return readings.as_at(desk, day)

        if self._costing is not None:
            self._costing.cancel()
        self._costing = job = self._context.read_job("Working out what support costs", run)
        job.finished.connect(self._costed)

    def _costed(self, costed: Any) -> None:
        """Another day may have been chosen since; its own figures are on their way."""
        if not isinstance(costed, Register) or self._read is None or costed.as_at != self._read.as_at:
            return
        self._costing = None
        self._spends = {row.pupil_id: row for row in costed.rows}
        self._show_rows([_with_money(row, self._spends.get(row.pupil_id)) for row in self._read.rows])

    def _show_rows(self, rows: list[RegisterRow]) -> None:
        self.table.set_rows(rows)
        self._narrow()
        self._selected(self.table.selected_rows())

    def _narrow(self) -> None:
        self.table.rows.keep_only(self._kept)

    def _kept(self, row: RegisterRow) -> bool:
        """Chips of status widen, the others narrow."""
        on = self.chips.on()
        wanted = {name for name in _ON if name in on}
        if not (row.status in wanted or (row.status == "N" and "everyone" in on) or not (wanted or "everyone" in on)):
            return False
        _first, last = self._half_term
        if "due" in on and not (row.next_review is not None and row.next_review <= last):
            return False
        if "threshold" in on and not near_or_over(row):
            return False
        return "undated" not in on or (row.status in ("K", "E") and row.next_review is None)

    def _chips_changed(self, on: tuple[str, ...]) -> None:
        shown_all = self._read is not None and len(self._read.rows) == self._read.on_roll
        if ("everyone" in on) != shown_all:
            self._show_others()
        else:
            self._narrow()

    def _show_others(self) -> None:
        """Brings in, or takes out, those who are not on the register; what is known of costs stays as it is."""
        found = self._context.work.attempt(self._reading)
        if found is not None:
            self._read = found
            self._show_rows([_with_money(row, self._spends.get(row.pupil_id)) for row in found.rows])
            self._empty_or_table()

    def _narrowed(self, _shown: int, _all: int) -> None:
        if self._read is not None:
            self.count.setText(count_line(self.table.rows.rows_shown(), self._read))
        self.clear.setVisible(bool(self.filter.text()) or set(self.chips.on()) != set(_ON))

    def _empty_or_table(self) -> None:
        if self._read is None:
            return
        nobody = not self._read.rows
        self.stack.setCurrentWidget(self.empty if not self._read.on_roll else self.nobody if nobody else self.table)
        for part in (self.count, self.footnote, self.chips, self.filter):
            part.setVisible(not nobody or "everyone" in self.chips.on())
        self._share()

    # What is asked of it.

    def _selected(self, rows: tuple[RegisterRow, ...]) -> None:
        self._context.set_states(pupil_selected=len(rows) == 1)
        self._reading_on.stop()
        if len(rows) == 1:
            self._reading_on.start()
            self.room.turn(rows[0].pupil_id)
            self._context.work.attempt(lambda: self.preview.show_pupil(self._desk, rows[0]))
        elif rows:
            self.preview.show_none(f"{len(rows):,} children are selected. Ctrl+C copies them as a table.")
        else:
            self.preview.show_none()

    def _note_look(self) -> None:
        """A child whose panel stays in sight was looked at; one passed on the way down the list was not."""
        rows = self.table.selected_rows()
        if len(rows) == 1 and self.preview.isVisible() and self.preview.pupil_id == rows[0].pupil_id:
            trail.looked(self._desk, rows[0].pupil_id, "Beside the register")

    def _open(self, row: RegisterRow) -> None:
        self._open_id(row.pupil_id)

    def _open_id(self, pupil_id: str) -> None:
        self._context.go("pupil", pupil_id)

    def _open_selected(self) -> None:
        for row in self.table.selected_rows()[:1]:
            self._open(row)

    def _log_session(self, pupil_id: str) -> None:
        self._context.go("pupil", pupil_id, "provision")

    def import_roll(self) -> None:
        """Goes to the page that brings in a roll."""
        self._context.go("import")

    def _show_everyone(self) -> None:
        self.chips.set_on([*_ON, "everyone"])

    def _open_form(self, form: Any, *, about: Sequence[tuple[str, str]] = (), chosen: Chosen = ()) -> None:
        if self.room.open(form, about=about, chosen=chosen):
            form.closed.connect(self._share)
        self._share()

    def _keep_pupil(self, draft: Any) -> None:
        form = self.room.sheet.form
        done = self._context.work.do(lambda: records.add(self._desk, draft), form=form, initiator=self)
        if done is not None:
            self._put_away()
            self._open_id(done.value.id)  # type: ignore[attr-defined]

    def _keep_note(self, draft: Any) -> None:
        form = self.room.sheet.form
        if self._context.work.do(lambda: records.add(self._desk, draft), form=form, initiator=self):
            self._put_away()

    def _put_away(self) -> None:
        self.room.put_away()
        self._share()

    def _share(self) -> None:
        """The panel gives way to a form, to an empty register and to a narrow window."""
        empty = self.stack.currentWidget() is not self.table
        self.preview.setVisible(not empty and self.room.sheet.form is None and self.width() >= unit(108))

    # Columns, and the day on show.

    def _fill_columns(self) -> None:
        menu = self.columns.menu()
        menu.clear()
        for at, column in enumerate(self.table.rows.columns):
            action = menu.addAction(column.words.replace("*", ""))
            action.setCheckable(True)
            action.setChecked(not self.table.isColumnHidden(at))
            action.setEnabled(column.id != "name")
            action.setData(column.id)
            action.toggled.connect(self._columns_chosen)
        menu.addSeparator()
        menu.addAction("Usual columns", self._usual_columns)

    def _columns_chosen(self) -> None:
        chosen = [
            str(action.data())
            for action in self.columns.menu().actions()
            if isinstance(action, QAction) and action.isChecked()
        ]
        self._show_columns(chosen)

    def _usual_columns(self) -> None:
        self._show_columns(USUAL)

    def _show_columns(self, ids: Any) -> None:
        self.table.show_columns(ids)
        self._context.settings.setValue("register/columns", ",".join(ids))

    def _recall(self) -> None:
        header = self._context.settings.value("register/header")
        if isinstance(header, QByteArray):
            self.table.horizontalHeader().restoreState(header)
            self.table.sort_by(("name", True))  # how it was sorted is not kept from one day to the next
        chosen = str(self._context.settings.value("register/columns") or "")
        self.table.show_columns([name for name in chosen.split(",") if name] or USUAL)

    def _as_at_menu(self) -> QMenu:
        today = self._desk.today
        year = AcademicYear.of(today)
        menu = QMenu(self.as_at)
        menu.addAction("&Today", lambda: self.show_as_at(None))
        menu.addAction(f"&Start of this year, {day_words(year.start)}", lambda: self.show_as_at(year.start))
        menu.addAction(f"&End of last year, {day_words(year.previous().end)}",
                       lambda: self.show_as_at(year.previous().end))  # fmt: skip
        other = menu.addMenu("Another &day")
        calendar = QCalendarWidget(other)
        calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        calendar.setSelectedDate(QDate(today.year, today.month, today.day))
        holder = QWidgetAction(other)
        holder.setDefaultWidget(calendar)
        other.addAction(holder)

        def chosen(day: QDate) -> None:
            menu.close()
            self.show_as_at(date(day.year(), day.month(), day.day()))

        calendar.activated.connect(chosen)
        calendar.clicked.connect(chosen)
        return menu

    def _school_profile(self) -> AuthorityProfile:
        return schools.profile(self._desk, schools.school(self._desk).authority_id)


def footnote(profile: AuthorityProfile) -> str:
    """What the meter is beside: the authority, its basis, and that it is a measure and no condition."""
    threshold = profile.threshold
    core = in_pounds(threshold.core_counted, whole=True)
    basis = f"core {core} + additional" if threshold.core_counted else "additional spending only"
    return (
        f"* {profile.name}: {basis}, forecast for the year. A measure of spending; an assessment can be requested"
        " at any level of spend."
    )


def _with_money(row: RegisterRow, costed: RegisterRow | None) -> RegisterRow:
    """A line with what was worked out for it before, until it is worked out again."""
    if costed is None or row.to_date_pence is not None:
        return row
    return replace(
        row,
        to_date_pence=costed.to_date_pence,
        counted_pence=costed.counted_pence,
        threshold_pence=costed.threshold_pence,
        basis=costed.basis,
    )
