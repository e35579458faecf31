"""One cycle on one page: what the child says, the outcomes, and Assess, Plan, Do and Review side by side.

Typing never saves. Save (Ctrl+S) keeps what was typed, and so does leaving the page; what cannot be read yet, such as
half a date, waits here until somebody comes back to it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QWidget

from senco_desk.domain.cycles import STAGES, Cycle, Stage
from senco_desk.domain.problems import Problem
from senco_desk.domain.pupil_records import PupilRecord
from senco_desk.services import cycles, pupils, trail
from senco_desk.services.desk import Done
from senco_desk.services.versions import Subject
from senco_desk.ui.actions import Action
from senco_desk.ui.cards import EmptyState
from senco_desk.ui.context import Context
from senco_desk.ui.cycle_cards import CycleHead
from senco_desk.ui.cycle_deeds import CycleDeeds
from senco_desk.ui.cycle_fields import CycleFields, with_typed
from senco_desk.ui.cycle_view import CycleView
from senco_desk.ui.fields import Field
from senco_desk.ui.history_sheet import open_versions
from senco_desk.ui.pages import Page, Place
from senco_desk.ui.provision_deeds import ProvisionDeeds
from senco_desk.ui.sheet_room import SheetRoom
from senco_desk.ui.window import MainWindow
from senco_desk.ui.work import Changes


class CyclePage(Page):
    """A cycle of a pupil: `Place("cycle", (pupil id, cycle id))`; without a cycle id the open one,
    or the last where none is open.

    A third argument `review` opens the form of the review at once.
    """

    nouns = frozenset(
        {"cycle", "outcome", "review", "view", "pupil", "provision", "provision_pupil", "session", "calendar_entry"}
    )

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._record: PupilRecord | None = None
        self._cycle: Cycle | None = None
        self._left: dict[str, dict[str, Any]] = {}
        self.fields = CycleFields(context.desk.today, self)
        self.fields.touched.connect(self._show_state)
        self._build()
        self._bind()

    @property
    def unsaved(self) -> bool:
        """Whether anything was typed that is not kept yet."""
        return self._cycle is not None and bool(self.fields.typed())

    def reload(self) -> None:
        """Reads the cycle again; what was typed and is not kept yet stays."""
        pupil_id, cycle_id = (*self.place.args, "", "")[:2]
        if not pupil_id:
            return
        record = self._context.work.attempt(lambda: pupils.record_of(self._context.desk, pupil_id))
        if record is None:
            return
        cycle = next((one for one in record.cycles if one.id == cycle_id), None) or (
            None if cycle_id else record.current_cycle() or next(reversed(record.cycles), None)
        )
        if self._cycle is not None and (cycle is None or cycle.id != self._cycle.id):
            self._left[self._cycle.id] = self.fields.typed()  # the cycle was undone, or another one is gone to
        self._record = self.deeds.record = record
        trail.looked(self._context.desk, pupil_id)
        if cycle is None:
            self._show_nothing(record)
        else:
            self._show_cycle(record, cycle)

    def show_place(self, place: Place) -> None:
        """Leaves the cycle that showed before, so that nothing typed into it is lost."""
        if place.args[:2] != self.place.args[:2]:
            self.leave()
        reviewing = place.args[2:3] == ("review",) and (place != self.place or not self.isVisible())
        super().show_place(place)
        if reviewing:
            self.record_review()

    def showEvent(self, event: QShowEvent) -> None:
        """Ctrl+Shift+N adds an outcome here; the keyboard is where the work goes on."""
        super().showEvent(event)
        self._context.offer(self, {"desk.new": ("&New outcome…", self.deeds.add_outcome)})
        if not event.spontaneous():
            self._begin_soon()
            self._say_saved_above(unsaved=self.unsaved)

    def hideEvent(self, event: QHideEvent) -> None:
        """Going to another page keeps what was typed, and tells the page gone to, which was read before that."""
        super().hideEvent(event)
        self._context.withdraw(self)
        if not event.spontaneous():
            self._say_saved_above(unsaved=False)
            changes = self.leave()
            if changes is not None:
                QTimer.singleShot(0, self, _Telling(self, changes))

    def leave(self) -> Changes | None:
        """Keeps everything typed that can be read; the rest waits here, and is shown again with what is wrong.

        Answers what that changed, if anything.
        """
        if self._cycle is None or not self.unsaved:
            return None
        unreadable = {problem.field for problem in self.fields.problems()}
        typed = self.fields.typed()
        self._left[self._cycle.id] = {name: value for name, value in typed.items() if name in unreadable}
        changes = self._keep({name: value for name, value in typed.items() if name not in unreadable})
        if changes is None:
            self._left[self._cycle.id] = typed  # it could not be kept, so all of it waits here
        self.fields.say_unreadable()
        return changes

    def retell(self, changes: Changes) -> None:
        """Tells again what was kept."""
        self._context.work.tell(changes)

    def save(self) -> bool:
        """Keeps what was typed; False where something cannot be kept as it stands, which is then said beside it."""
        if self._cycle is None:
            return False
        problems = self.fields.problems()
        if problems:
            self.show_problems(problems)
            return False
        self._left.pop(self._cycle.id, None)
        typed = self.fields.typed()
        return not typed or self._keep(typed) is not None

    def show_problems(self, problems: Iterable[Problem]) -> None:
        """Shows problems beside their fields, and what belongs to no field at the top."""
        elsewhere = self.fields.show_problems(problems)
        self.view.other.setText("\n".join(f"■ {sentence}" for sentence in elsewhere))
        self.view.other.setVisible(bool(elsewhere))

    def move_to(self, stage: Stage) -> None:
        """Saves, then goes on to a part of the cycle."""
        if self._cycle is not None and self.save():
            cycle = self._cycle
            self._context.work.do(
                lambda: cycles.move_to(self._context.desk, cycle, stage),
                form=self, initiator=self, say=f"Cycle is in {STAGES[stage]} now",
            )  # fmt: skip
            self._refresh()

    def open_versions(self) -> None:
        """Opens the earlier versions of this plan; what was typed is kept first, so that it is among them."""
        if self._cycle is not None and self._record is not None and (not self.unsaved or self.save()):
            open_versions(self._context, self._record.pupil.id, Subject("plan", self._cycle.id), self)

    def record_review(self) -> bool:
        """Saves, then opens the form of the review; False where that is not possible now."""
        return self._context.may("change") and self._cycle is not None and self.save() and self.deeds.review()

    # What is shown.

    def _bind(self) -> None:
        """Puts the page's rows into the window's registry; without one, Ctrl+S works all the same."""
        registry = self._context.actions
        if registry is None:
            saving = QShortcut(QKeySequence.StandardKey.Save, self)
            saving.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            saving.activated.connect(self.save)
            return
        known = {row.id for row in registry.rows()}
        for row, deed in zip(ACTIONS, self._possible(), strict=True):
            if row.id not in known:
                registry.add(row)
            registry.bind(row.id, deed)

    def _possible(self) -> tuple[Callable[[], object], ...]:
        """What the rows of `ACTIONS` do, in their order."""
        return self.save, self.record_review, self.deeds.add_outcome, self.open_versions

    def _build(self) -> None:
        self.head_line = CycleHead()
        self.view = CycleView(self.fields)
        self.room = SheetRoom(self.view, wide=48)
        self.deeds = CycleDeeds(self._context, self.room)
        lines = ProvisionDeeds(self._context, self.room, chosen=lambda _line_id: self.deeds.chosen)
        self.view.connect_to(self.deeds, lines, self.record_review)
        self.view.moving.connect(self.move_to)
        self.deeds.happened.connect(self._refresh)
        self.head_line.pupil.clicked.connect(self._go_back)
        self.head_line.save.clicked.connect(self.save)
        self.head_line.versions.clicked.connect(self.open_versions)
        self.head_line.review.clicked.connect(self.record_review)
        self.head_line.next.clicked.connect(self.deeds.open_next)
        self.head_line.correct.clicked.connect(self._correct)
        self.nothing = EmptyState(
            "No cycle is open. A cycle is one turn of assess, plan, do and review.",
            "&Open a cycle",
            self.deeds.open_next,
            needs="change",
        )
        self.nothing.hide()
        self.body.addWidget(self.head_line)
        self.body.addWidget(self.room, 1)
        self.body.addWidget(self.nothing, 1)

    def _show_nothing(self, record: PupilRecord) -> None:
        self._cycle = self.deeds.cycle = None
        self.room.turn(record.pupil.id, "")
        self.head_line.show_nothing()
        self.room.hide()
        self.nothing.show()
        number = record.cycles[-1].number + 1 if record.cycles else 1
        self.nothing.button.setText(f"&Open cycle {number}")

    def _show_cycle(self, record: PupilRecord, cycle: Cycle) -> None:
        before, self._cycle = self._cycle, cycle
        self.deeds.cycle = cycle
        anew = before is None or before.id != cycle.id
        closed = cycle.stage == "closed"
        turned = before is not None and (before.stage == "closed") != closed
        self.room.show()
        self.nothing.hide()
        if anew:
            self.show_problems(())
        self.room.turn(record.pupil.id, cycle.id)
        self.head_line.show_cycle(record, cycle)
        self.fields.show_cycle(cycle, anew=anew)
        if anew:
            self.view.verticalScrollBar().setValue(0)
            self.fields.put_back(self._left.pop(cycle.id, {}))
        if anew or turned:
            self.fields.set_read_only(read_only=closed or not self._context.may("change"))
        self.view.show_cycle(record, cycle, self._context.desk)
        self._show_state()
        if (anew or turned) and self.isVisible():
            self._begin_soon()

    def _show_state(self) -> None:
        cycle = self._cycle
        if cycle is None:
            return
        read_only = (cycle.stage == "closed" or not self._context.may("change")) and not self.fields.is_writable
        self.head_line.show_state(unsaved=self.unsaved, read_only=read_only)
        self.view.show_unsaved()
        self._say_saved_above(unsaved=self.unsaved)

    def _say_saved_above(self, *, unsaved: bool) -> None:
        """The bar does not say “Saved” while this page says “Not saved yet”."""
        window = self.window()
        if isinstance(window, MainWindow):
            window.bar.saved.setVisible(not unsaved)

    def _begin_soon(self) -> None:
        """Once everything is laid out: a button that has just gone would pass the keyboard on to any other."""
        QTimer.singleShot(0, self, self._begin)

    def _begin(self) -> None:
        """Puts the keyboard where the work goes on; a form that is open keeps it."""
        form = self.room.sheet.form
        if form is not None:
            if not form.isAncestorOf(self.window().focusWidget()):
                next(iter(form.fields.values())).focus()
            return
        if not self.isVisible() or self._record is None:
            return
        if not self._context.may("change"):
            first: QWidget = self.head_line.pupil
        elif self._cycle is None:
            first = self.nothing.button
        elif self._cycle.stage == "closed":
            first = self.head_line.next if self.head_line.next.isVisible() else self.head_line.pupil
        else:
            first = self.view.first_to_do(self._record, self._cycle)
        if isinstance(first, Field):
            first.focus()
        else:
            first.setFocus(Qt.FocusReason.OtherFocusReason)
        if self.view.isAncestorOf(first):
            self.view.ensureWidgetVisible(first)

    # What is done.

    def _keep(self, typed: dict[str, Any]) -> Changes | None:
        cycle = self._cycle
        if cycle is None or not typed:
            return None
        desk = self._context.desk

        def deed() -> Done[Any]:
            return cycles.save(desk, with_typed(cycles.get(desk, cycle.id), typed))

        done = self._context.work.do(deed, form=self, initiator=self, say="Cycle saved")
        if done is None:
            return None
        self._cycle = done.value if isinstance(done.value, Cycle) else cycle
        self.fields.show_cycle(self._cycle, anew=False)
        self._show_state()
        return done.changes

    def _refresh(self) -> None:
        """Shows what a deed changed, where no window did so already."""
        if self.isVisible() or self.stale:
            self.stale = False
            self.reload()

    def _correct(self) -> None:
        """A reviewed cycle can be put right; the history keeps how it was before."""
        self.fields.set_read_only(read_only=False)
        self._show_state()

    def _go_back(self) -> None:
        if self._record is not None:
            self._context.go("pupil", self._record.pupil.id, "cycles")


ACTIONS: tuple[Action, ...] = (
    Action(
        "cycle.save", "&Save cycle", "File", "Ctrl+S", page="cycle", group="save",
        tip="Keep what was typed into this cycle.", needs="change",
    ),
    Action(
        "cycle.review", "Record &review…", "Pupil", "Ctrl+R", page="cycle", group="write",
        tip="Record the review of this cycle.", needs="change",
    ),
    Action("cycle.outcome", "Add &outcome…", "Pupil", page="cycle", icon="add", group="add",
           tip="Say what the child will be able to do.", needs="change"),
    Action("cycle.versions", "Earlier &versions…", "Pupil", "Ctrl+H", page="cycle", icon="history", group="versions",
           tip="Compare this plan with how it was, and bring an earlier version back."),
)  # fmt: skip
"""What can be asked for on this page."""


class _Telling:
    """Tells once more what was kept on leaving, after the window has gone to the other page; not once it is closed."""

    def __init__(self, page: CyclePage, changes: Changes) -> None:
        self._page, self._changes = page, changes

    def __call__(self) -> None:
        if self._page.window().isVisible():
            self._page.retell(self._changes)
