"""The year-end rollover: a list of who goes up, stays or leaves, each line with before and after, then one deed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from senco_desk.domain.rollover import CLASS_NAMES, FATES, Fate, Line
from senco_desk.domain.terms import AcademicYear, in_words
from senco_desk.services import rollover
from senco_desk.services.desk import Desk
from senco_desk.services.rollover import Asked, Open, Plan, Roll
from senco_desk.ui.announcing import CountAloud, announce
from senco_desk.ui.cards import Chips, Tabs, button, label
from senco_desk.ui.context import Context
from senco_desk.ui.flow import Flow
from senco_desk.ui.forms import Form
from senco_desk.ui.jobs import Job, Watcher
from senco_desk.ui.marks import Mark, mark
from senco_desk.ui.pages import Page
from senco_desk.ui.rollover_forms import HowForm, SchoolEntry, school_form
from senco_desk.ui.rollover_parts import OPEN_COLUMNS, DoneCard, looks_at, number, rooms, years
from senco_desk.ui.sheet_room import SheetRoom
from senco_desk.ui.tables import Column, FilterField, RowsTable
from senco_desk.ui.theme import unit
from senco_desk.ui.tips import set_tip
from senco_desk.ui.whole_line import WholeLine
from senco_desk.ui.work import Done

_CHOICES: tuple[tuple[Fate, str], ...] = (("up", "Goes &up"), ("stay", "S&tays in the year"), ("leave", "Lea&ves"))
_SHOWN = (("leave", "Leavers"), ("ask", "To choose"), ("out", "Left out"))
_AT_ONCE = 400
"""So many pupils are read while the window waits; more on the worker."""
_EARLY_DAYS = 31
"""So long before the first day of the new year a rollover is asked for once more."""

_GO = "&Roll over"
_TIP = "Nothing is changed before you press Roll over. It is one step, and Undo takes it back."


class RolloverPage(Page):
    """A dry run that becomes the deed. Reached from File, from Settings, and from Today as the year ends."""

    nouns = frozenset(
        {"pupil", "setting", "cycle", "provision", "provision_pupil", "commitment", "assignment", "school",
         "calendar_entry"}
    )  # fmt: skip
    can_filter = True

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._asked = Asked(rollover.usual_day(context.desk.today))
        self._plan: Plan | None = None
        self._roll: Roll | None = None
        self._reading: Job | None = None
        self._out: set[str] = set()
        self._in: set[str] = set()
        self._ticked: frozenset[str] = frozenset()
        self._anyway = False
        self._working: Job | None = None
        self.how_button = button("&Day and classes…", self.set_up, needs="change")
        self.go_button = button(_GO, self._pressed, kind="primary", needs="change")
        self._sure = False
        set_tip(self.go_button, _TIP)
        self.head("Year-end rollover", self.how_button, self.go_button)
        self.says = label("", tone="muted", wrap=True)
        self.notices = label("", tone="due", wrap=True)
        self.tabs = Tabs((("pupils", "Pupils"), ("open", "What stays open")))
        self.tabs.chosen.connect(self._show_tab)
        self.table: RowsTable[Line] = RowsTable("Pupils", self._columns(), lambda row: row.id)
        self.table.selected.connect(self._selected)
        self.table.opened.connect(lambda _row: self._turn())
        self.open: RowsTable[Open] = RowsTable("What stays open", OPEN_COLUMNS, lambda row: row.id, several=False)
        self.open.opened.connect(lambda row: context.go("pupil", row.pupil_id))
        self.whole, self.open_whole = WholeLine(self.table), WholeLine(self.open)
        self.filter = FilterField(self.table, "Type a name, a year or a class")
        self.filter.setFixedWidth(unit(34))
        self.chips = Chips(_SHOWN)
        self.chips.changed.connect(self._narrow)
        CountAloud(self.table, self.table.rows.count_words, self.filter.textChanged, self.chips.changed)
        self.turn_button = button("&Leave out", self._turn, needs="change")
        self.turn_button.setToolTip("Leaves the selected pupils as they are, or includes them again (Enter)")
        self.fates = {fate: button(words, partial(self.choose, fate), needs="change") for fate, words in _CHOICES}
        self.school_button = button("New &school…", self.name_school, needs="change")
        self.done = DoneCard(self._take_back, self._go_on_anyway)
        self.room = SheetRoom(self._laid())
        self.stack = QStackedWidget()
        self.stack.addWidget(self.room)
        self.stack.addWidget(self.done)
        self.body.addWidget(self.stack, 1)

    def reload(self) -> None:
        """Reads everything and makes the plan anew; what was ticked and chosen stays. Many are read on the worker."""
        if self._working is not None:
            return
        desk = self._context.desk
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None
        if rollover.pupils_kept(desk) <= _AT_ONCE:
            self._read(None, self._context.work.attempt(lambda: rollover.read(desk)))
            return

        def run(theirs: Desk, _watcher: Watcher) -> Roll:
            return rollover.read(theirs)

        self.go_button.setEnabled(False)
        self._reading = job = self._context.read_job("Looking at each pupil", run)
        job.finished.connect(partial(self._read, job))
        job.ended.connect(partial(self._read_over, job))

    def _read(self, job: Job | None, found: object) -> None:
        """It may have been read once more since; that is on its way."""
        if isinstance(found, Roll) and self._reading is job and self._working is None:
            self._reading, self._roll = None, found
            self._replan()

    def _read_over(self, job: Job) -> None:
        """Stopped, or failed: what is on show stays."""
        if self._reading is job:
            self._reading = None
            self._show_buttons()

    def _replan(self) -> None:
        """Makes the plan from what was read."""
        desk, asked, roll = self._context.desk, self._asked, self._roll
        if roll is None or self._working is not None:
            return
        made = self._context.work.attempt(lambda: rollover.plan(desk, asked, roll))
        if made is None:
            return
        self._plan = made
        if made.again is None:
            self._anyway = False
        self._show()

    def first_focus(self) -> QWidget | None:
        """The list on show."""
        shown = self.table if self.tabs.current() == "pupils" else self.open
        return shown if shown.isVisibleTo(self) else super().first_focus()

    def start_filter(self) -> bool:
        """Ctrl+F: narrows the list of pupils."""
        self.tabs.choose("pupils")
        self.filter.setFocus()
        return True

    def set_up(self) -> HowForm | None:
        """Opens the form for the day and the class names."""
        if self._plan is None:
            return None
        form = HowForm(self._asked, _classes(self._plan.lines), self._context.desk.today)
        form.submitted.connect(self._set)
        self.room.open(form)
        return form

    def name_school(self) -> Form[SchoolEntry] | None:
        """Opens the form for where the selected leavers go."""
        leavers = [line for line in self.table.selected_rows() if line.fate == "leave"]
        if not leavers:
            return None
        form = school_form(leavers)
        form.submitted.connect(partial(self._named, [line.id for line in leavers]))
        self.room.open(form, about=[(line.id, line.pupil.name) for line in leavers])
        return form

    def choose(self, fate: Fate) -> None:
        """What becomes of the selected pupils; who is chosen for is taken in."""
        chosen = dict(self._asked.chosen) | {line.id: fate for line in self.table.selected_rows()}
        self._in |= {line.id for line in self.table.selected_rows()}
        self._out -= self._in
        self._asked = replace(self._asked, chosen=chosen)
        self._replan()

    def ticked(self) -> frozenset[str]:
        """The ids of those who are taken in."""
        return (self._plan.ticked() | self._in) - self._out if self._plan is not None else frozenset()

    def _pressed(self) -> None:
        """Months before the day it is asked once more: everybody's year and class would be next year's at once."""
        planned = self._plan
        if planned is None:
            return
        early = (planned.asked.on - self._context.desk.today).days > _EARLY_DAYS
        if early and not self._sure:
            self._sure = True
            self.go_button.setText(f"&Yes, change {len(self.ticked()):,} now")
            self.notices.setText(
                f"▲ {in_words(planned.asked.on)} is months away, and years and classes would change today."
                " Press “Yes” only if you mean today; the list is here when the day comes."
            )
            self.notices.setVisible(True)
            announce(self.notices.text(), self)
            return
        self.apply()

    def apply(self) -> Job | None:
        """Does what the list says, in one step, on the worker thread."""
        planned, ticked, again = self._plan, self.ticked(), self._anyway
        if planned is None or self._working is not None or self._reading is not None:
            return None
        self._working = job = self._context.write_job(
            "Rolling the year over",
            lambda desk, watcher: rollover.apply(desk, planned, ticked, watcher, again=again),
            initiator=self,
            say=lambda done: _said(done, planned),
        )
        job.finished.connect(self._applied)
        job.ended.connect(self._ended)
        self._show_buttons()
        return job

    def _applied(self, _done: object) -> None:
        self._in, self._out, self._anyway = set(), set(), False
        self._asked = Asked(self._asked.on)
        self.room.put_away()

    def _ended(self) -> None:
        self._working = None
        self.reload()

    def _take_back(self) -> Job | None:
        again = self._plan.again if self._plan is not None else None
        if again is None or self._working is not None:
            return None
        self._working = job = self._context.write_job(
            "Taking the rollover back",
            lambda desk, watcher: rollover.take_back(desk, again, watcher),
            initiator=self,
            say=_said_back,
        )
        job.ended.connect(self._ended)
        return job

    def _go_on_anyway(self) -> None:
        self._anyway = True
        self._show()

    def _set(self, asked: Asked) -> None:
        desk, form = self._context.desk, self.room.sheet.form
        found = rollover.problems_of(desk, asked)
        if found and form is not None:
            form.show_problems(found)
            return
        self._asked = replace(asked, chosen=self._asked.chosen, schools=self._asked.schools)
        self.room.put_away()
        self._replan()

    def _named(self, ids: Iterable[str], entry: SchoolEntry) -> None:
        self._asked = replace(self._asked, schools={**self._asked.schools, **dict.fromkeys(ids, entry.school)})
        self.room.put_away()
        self._replan()

    def _turn(self) -> None:
        """Leaves the selected out, or takes them in where all of them are out."""
        lines = self.table.selected_rows()
        ids = {line.id for line in lines}
        out = bool(ids & self.ticked())
        if out:
            self._out, self._in = self._out | ids, self._in - ids
        else:
            self._out, self._in = self._out - ids, self._in | ids
        self._show()
        if lines:
            who = lines[0].pupil.name if len(lines) == 1 else number(len(lines), "pupil", "pupils")
            announce(f"{who}: {'left out' if out else 'included'}", self)

    def _show(self) -> None:
        planned = self._plan
        if planned is None:
            return
        year = AcademicYear.of(planned.asked.on)
        done = planned.again is not None and not self._anyway
        self.stack.setCurrentWidget(self.done if done else self.room)
        if planned.again is not None:
            self.done.tell(planned.again)
        ticked = self._ticked = self.ticked()  # asked for by every cell that is painted
        up = sum(line.fate == "up" for line in planned.lines if line.id in ticked)
        leave = sum(line.fate == "leave" for line in planned.lines if line.id in ticked)
        how = CLASS_NAMES[planned.asked.how].split(":")[0].lower()
        self.says.setText(
            f"To {year}, from {in_words(planned.asked.on)}: {number(up, 'goes up a year', 'go up a year')},"
            f" {number(leave, 'leaves and is kept among the leavers', 'leave and are kept among the leavers')}."
            f" Class names: {how}."
            if planned.lines
            else "There are no pupils on roll, so nobody goes up or leaves. Import the school’s roll first (File menu)."
        )
        self._sure = False
        self.go_button.setText(_GO)
        self.notices.setText("\n".join(f"▲ {each}" for each in planned.notices))
        self.notices.setVisible(bool(planned.notices))
        self.tabs.count("pupils", len(planned.lines))
        self.tabs.count("open", len(planned.open))
        counts = {"leave": leave, "ask": sum(self._waits(line) for line in planned.lines),
                  "out": sum(line.id not in ticked for line in planned.lines)}  # fmt: skip
        for (name, words), chip in zip(_SHOWN, self.chips.chips(), strict=True):
            chip.say(f"{words} · {counts[name]}")
        self.open.set_rows(planned.open)
        self._narrow()

    def _waits(self, line: Line) -> bool:
        return line.asks and line.id not in self._in and line.id not in self._asked.chosen

    def _narrow(self, _on: object = None) -> None:
        planned = self._plan
        if planned is None:
            return
        on, ticked = self.chips.on(), self._ticked
        fits: dict[str, Callable[[Line], bool]] = {
            "leave": lambda line: line.fate == "leave",
            "ask": lambda line: line.asks,
            "out": lambda line: line.id not in ticked,
        }
        self.table.set_rows([line for line in planned.lines if not on or any(fits[name](line) for name in on)])
        self._selected(())

    def _selected(self, _rows: object) -> None:
        rows = self.table.selected_rows()
        self.turn_button.setEnabled(bool(rows))
        out = bool(rows) and not any(line.id in self._ticked for line in rows)
        self.turn_button.setText("&Include" if out else "&Leave out")
        for made in self.fates.values():
            made.setEnabled(bool(rows))
        self.school_button.setEnabled(any(line.fate == "leave" for line in rows))
        self._show_buttons()

    def _show_buttons(self) -> None:
        shown = self.stack.currentWidget() is self.room
        self.go_button.setVisible(shown)
        self.how_button.setVisible(shown)
        self.go_button.setEnabled(self._working is None and self._reading is None and bool(self._ticked))

    def _show_tab(self, name: str) -> None:
        self._lists.setCurrentIndex(0 if name == "pupils" else 1)

    def _laid(self) -> QWidget:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(unit(1))
        for part in (self.says, self.notices, self.tabs):
            column.addWidget(part)
        first = QWidget()
        inside = QVBoxLayout(first)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(unit(1))
        top = QHBoxLayout()
        top.setSpacing(unit(1.5))
        top.addWidget(self.filter)
        top.addWidget(self.chips, 1)
        inside.addLayout(top)
        inside.addWidget(self.table, 1)
        inside.addWidget(self.whole.label)
        below = QWidget()
        flow = Flow(below, gap=1)
        for made in (self.turn_button, *self.fates.values(), self.school_button):
            flow.addWidget(made)
        inside.addWidget(below)
        self._lists = QStackedWidget()
        self._lists.addWidget(first)
        second = QWidget()
        below_open = QVBoxLayout(second)
        below_open.setContentsMargins(0, 0, 0, 0)
        below_open.addWidget(self.open, 1)
        below_open.addWidget(self.open_whole.label)
        self._lists.addWidget(second)
        column.addWidget(self._lists, 1)
        return holder

    def _columns(self) -> tuple[Column[Line], ...]:
        return (
            Column("in", "Included", lambda line: line.id in self._ticked, kind="mark", mark=self._taken, width=11,
                   searched=False),
            Column("name", "Pupil", lambda line: line.pupil.name, kind="strong", width=24,
                   sort=lambda line: line.pupil.sort_name),
            Column("fate", "What happens", lambda line: FATES[line.fate], width=18),
            Column("year", "Year, before → after", years, width=24),
            Column("class", "Class, before → after", rooms, width=22),
            Column("why", "To look at", looks_at, kind="muted", stretch=True, tip=looks_at),
        )  # fmt: skip

    def _taken(self, line: Line) -> Mark:
        if line.id in self._ticked:
            return mark("good", "Included", meaning="included")
        return mark("due", "To choose", meaning="to choose") if self._waits(line) else mark("none", "Left out")


def _classes(lines: Iterable[Line]) -> list[str]:
    return sorted({line.pupil.class_name for line in lines if line.pupil.class_name})


def _count(done: Done) -> int:
    return done.value if isinstance(done.value, int) else 0


def _said(done: Done, planned: Plan) -> str:
    year = AcademicYear.of(planned.asked.on)
    return f"Rolled over to {year}: {number(_count(done), 'pupil', 'pupils')}"


def _said_back(done: Done) -> str:
    left = _count(done)
    return (
        f"Rollover taken back; {number(left, 'pupil', 'pupils')} changed since stay as now"
        if left
        else "Rollover taken back"
    )
