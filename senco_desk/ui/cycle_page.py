"""One cycle on one page: what the child says, the outcomes, and Assess, Plan, Do and Review side by side.

Typing never saves. Save (Ctrl+S) keeps what was typed, and so does leaving the page; what cannot be read yet, such as
half a date, waits here until somebody comes back to it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from senco_desk.domain.cycles import STAGES, Cycle, Outcome, OutcomeDraft, Stage
from senco_desk.domain.problems import Problem
from senco_desk.domain.pupil_records import PupilRecord
from senco_desk.domain.reviews import ReviewDraft
from senco_desk.domain.views import ViewDraft
from senco_desk.services import cycles, pupils, records
from senco_desk.services.desk import Done
from senco_desk.ui.cards import Card, EmptyState, QuoteBox, button, label
from senco_desk.ui.context import Context
from senco_desk.ui.cycle_fields import PARTS, CycleFields, with_typed
from senco_desk.ui.cycle_parts import (
    ORDER,
    ReviewFacts,
    StageStrip,
    clear,
    cycle_dates,
    newest,
    review_mark,
    view_source,
)
from senco_desk.ui.cycle_support import SessionsPart, SupportPart
from senco_desk.ui.forms import Form
from senco_desk.ui.marks import MarkLabel, mark
from senco_desk.ui.outcome_form import OutcomeForm
from senco_desk.ui.outcomes_card import OutcomesCard
from senco_desk.ui.pages import Page, Place
from senco_desk.ui.provision_deeds import ProvisionDeeds
from senco_desk.ui.pupil_forms import view_form
from senco_desk.ui.review_form import ReviewForm
from senco_desk.ui.sheet_room import Columns, Scrolled, SheetRoom
from senco_desk.ui.theme import unit
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
        saving = QShortcut(QKeySequence.StandardKey.Save, self)
        saving.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        saving.activated.connect(self.save)

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
        self._record = record
        self._show_pupil(record)
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
        """Ctrl+N adds an outcome here."""
        super().showEvent(event)
        self._context.offer(self, {"desk.new": ("&New outcome…", self._add_outcome)})

    def hideEvent(self, event: QHideEvent) -> None:
        """Going to another page keeps what was typed, and tells the page gone to, which was read before that."""
        super().hideEvent(event)
        self._context.withdraw(self)
        if not event.spontaneous():
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
        self.other.setText("\n".join(f"■ {sentence}" for sentence in elsewhere))
        self.other.setVisible(bool(elsewhere))

    def move_to(self, stage: Stage) -> None:
        """Saves, then goes on to a part of the cycle."""
        if self._cycle is not None and self.save():
            cycle = self._cycle
            self._context.work.do(
                lambda: cycles.move_to(self._context.desk, cycle, stage),
                form=self, initiator=self, say=f"Cycle is in {STAGES[stage]} now",
            )  # fmt: skip
            self._refresh()

    def record_review(self) -> bool:
        """Opens the form of the review; False where another form holds typed words."""
        if self._cycle is None or self._record is None or self._cycle.stage == "closed" or not self.save():
            return False
        cycle = self._cycle
        form = ReviewForm(
            cycle,
            self._record.outcomes_of(cycle),
            cycles.blank_review(self._context.desk, cycle.id),
            today=self._context.desk.today,
        )
        form.submitted.connect(lambda draft: self._review(form, draft))
        return self.room.open(form)

    def open_next(self) -> None:
        """Opens the next cycle, with what the last one knows and its outcomes that were not met, and goes there."""
        if self._record is None:
            return
        desk, pupil_id = self._context.desk, self._record.pupil.id
        done = self._context.work.do(
            lambda: cycles.open_new(desk, cycles.blank_for(desk, pupil_id), cycles.carried(desk, pupil_id)),
            initiator=self, say="Cycle opened",
        )  # fmt: skip
        if done is not None and isinstance(done.value, Cycle):
            self._context.go("cycle", pupil_id, done.value.id)

    # What is shown.

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(unit(1.5))
        words = QVBoxLayout()
        words.setSpacing(0)
        self.pupil_link = button("", self._go_back, kind="link")
        self.title = label("Cycle", "title")
        words.addWidget(self.pupil_link, 0, Qt.AlignmentFlag.AlignLeft)
        words.addWidget(self.title)
        head.addLayout(words)
        head.addStretch(1)
        self.state = MarkLabel()
        self.save_button = button("&Save", self.save, kind="primary")
        self.save_button.setToolTip("Keep what was typed (Ctrl+S)")
        self.review_button = button("Record &review", self.record_review)
        self.next_button = button("&Open the next cycle", self.open_next, kind="primary")
        self.correct_button = button("&Correct this cycle", self._correct)
        for part in (self.state, self.correct_button, self.review_button, self.next_button, self.save_button):
            head.addWidget(part)
        self.body.addLayout(head)
        self.page = Scrolled()
        self.room = SheetRoom(self.page, wide=48)
        self.provision = ProvisionDeeds(self._context, self.room)
        self.strip = StageStrip()
        self.other = label("", tone="over", wrap=True)
        self.other.hide()
        for widget in (self.other, self.strip, self._voices(), self._outcomes(), self._columns()):
            self.page.body.addWidget(widget)
        self.page.body.addStretch(1)
        self.body.addWidget(self.room, 1)
        self.nothing = EmptyState(
            "No cycle is open. A cycle is one turn of assess, plan, do and review.", "&Open a cycle", self.open_next
        )
        self.nothing.hide()
        self.body.addWidget(self.nothing, 1)

    def _voices(self) -> QWidget:
        self.child, self.parents = _Voice("the child", self._add_child), _Voice("the parents", self._add_parents)
        return Columns((self.child, self.parents), least=40)

    def _outcomes(self) -> QWidget:
        self.outcomes = OutcomesCard()
        self.outcomes.adding.connect(self._add_outcome)
        self.outcomes.editing.connect(self._edit_outcome)
        self.outcomes.removing.connect(self._remove_outcome)
        return self.outcomes

    def _columns(self) -> QWidget:
        self.cards: dict[Stage, Card] = {stage: Card(STAGES[stage]) for stage in ORDER}
        self._moves = {stage: button("", _Moving(self, stage), kind="link") for stage in ORDER}
        for stage, card in self.cards.items():
            card.add(self._moves[stage])
            for name in PARTS.get(stage, ()):
                card.add(self.fields.fields[name])
        self.support = SupportPart(self.provision)
        self.cards["plan"].add(self.support)
        self.sessions = SessionsPart(self.provision)
        self.cards["do"].add(self.sessions)
        self._reviewed = QVBoxLayout()
        self.cards["review"].body.addLayout(self._reviewed)
        for card in self.cards.values():
            card.add_stretch()
        self.columns = Columns(list(self.cards.values()), least=29)
        return self.columns

    def _show_pupil(self, record: PupilRecord) -> None:
        self.pupil_link.setText(f"‹ {record.pupil.name}")
        self.pupil_link.setAccessibleName(f"Back to {record.pupil.name}")

    def _show_nothing(self, record: PupilRecord) -> None:
        self._cycle = None
        self.title.setText("No open cycle")
        self.room.hide()
        self.nothing.show()
        for part in (self.state, self.save_button, self.review_button, self.next_button, self.correct_button):
            part.hide()
        number = record.cycles[-1].number + 1 if record.cycles else 1
        self.nothing.button.setText(f"&Open cycle {number}")

    def _show_cycle(self, record: PupilRecord, cycle: Cycle) -> None:
        today = self._context.desk.today
        before, self._cycle = self._cycle, cycle
        anew = before is None or before.id != cycle.id
        self.room.show()
        self.nothing.hide()
        closed = cycle.stage == "closed"
        if anew:
            self.show_problems(())
            if self.room.sheet.form is not None and not self.room.sheet.form.dirty:
                self.room.put_away()
        self.title.setText(f"Cycle {cycle.number} · {cycle.plan_kind}")
        self.title.setToolTip(cycle_dates(cycle))
        self.fields.show_cycle(cycle, anew=anew)
        if anew:
            self.fields.put_back(self._left.pop(cycle.id, {}))
            self.fields.set_read_only(read_only=closed)
        elif before is not None and (before.stage == "closed") != closed:
            self.fields.set_read_only(read_only=closed)
        self.strip.show_cycle(cycle, today)
        self.child.show_words(*_quoted(record, "child"))
        self.parents.show_words(*_quoted(record, "parent"))
        self.outcomes.show_outcomes(record.outcomes_of(cycle), today)
        lines = record.lines_of(cycle)
        self.support.show_lines(lines, record.pupil.id, may_add=not closed)
        self.sessions.show_lines(lines, record.pupil.id, self._context.desk)
        self._show_moves(cycle)
        self._show_review(record, cycle)
        self._show_state()

    def _show_moves(self, cycle: Cycle) -> None:
        """Each part's head: done, going on, or the way to it."""
        at = ORDER.index(cycle.stage) if cycle.stage in ORDER else len(ORDER)
        for place, stage in enumerate(ORDER):
            move = self._moves[stage]
            move.setVisible(cycle.stage != "closed" and abs(place - at) == 1)
            move.setText(f"Go on to {STAGES[stage]}" if place > at else f"Go back to {STAGES[stage]}")
            move.setAccessibleName(move.text())
            sign = "✓ " if place < at else ""
            here = " · now" if place == at else ""
            self.cards[stage].title.setText(f"{sign}{STAGES[stage]}{here}")

    def _show_review(self, record: PupilRecord, cycle: Cycle) -> None:
        clear(self._reviewed)
        reviews = record.reviews_of(cycle)
        if reviews:
            self._reviewed.addWidget(ReviewFacts(reviews[-1]))
        elif cycle.stage == "closed":
            self._reviewed.addWidget(label(f"Closed without a review on record: {cycle_dates(cycle)}.", wrap=True))
        else:
            self._reviewed.addWidget(MarkLabel(review_mark(cycle, self._context.desk.today)))
            self._reviewed.addWidget(label(_ASKS, tone="muted", wrap=True))
            record_it = button("Record review", self.record_review, kind="primary" if cycle.stage == "review" else "")
            self._reviewed.addWidget(record_it, 0, Qt.AlignmentFlag.AlignLeft)
        last = bool(record.cycles) and record.cycles[-1].id == cycle.id
        self.next_button.setVisible(cycle.stage == "closed" and last)
        self.next_button.setText(f"&Open cycle {cycle.number + 1}")

    def _show_state(self) -> None:
        cycle = self._cycle
        if cycle is None:
            return
        read_only = cycle.stage == "closed" and not self.fields.is_writable
        unsaved = self.unsaved
        self.state.setVisible(not read_only)
        self.state.show_mark(mark("due", "Not saved yet") if unsaved else mark("good", "All saved"))
        self.save_button.setVisible(not read_only)
        self.save_button.setEnabled(unsaved)
        self.correct_button.setVisible(read_only)
        self.review_button.setVisible(cycle.stage != "closed")
        typed = self.fields.typed()
        for name, field in self.fields.fields.items():
            _dot(field.label, on=name in typed)

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

    def _review(self, form: ReviewForm, draft: ReviewDraft) -> None:
        desk = self._context.desk
        done = self._context.work.do(
            lambda: cycles.record_review(desk, draft, form.results()), form=form, initiator=self, say="Review recorded"
        )
        if done is not None:
            self.room.put_away()
            self._refresh()

    def _add_outcome(self) -> None:
        if self._cycle is not None:
            form = OutcomeForm(self._cycle, today=self._context.desk.today)
            form.submitted.connect(lambda draft: self._keep_outcome(form, draft))
            self.room.open(form)

    def _edit_outcome(self, outcome: Outcome) -> None:
        if self._cycle is not None:
            form = OutcomeForm(self._cycle, today=self._context.desk.today, outcome=outcome)
            form.submitted.connect(lambda draft: self._keep_outcome(form, draft))
            self.room.open(form)

    def _keep_outcome(self, form: OutcomeForm, draft: OutcomeDraft) -> None:
        desk = self._context.desk

        def deed() -> Done[Any]:
            if form.outcome is None:
                return cycles.add_outcome(desk, draft)
            return cycles.save_outcome(desk, form.changed_outcome(draft))

        if self._context.work.do(deed, form=form, initiator=self) is not None:
            self.room.put_away()
            self._refresh()

    def _remove_outcome(self, outcome: Outcome) -> None:
        self._context.work.do(lambda: cycles.remove_outcome(self._context.desk, outcome.id), initiator=self)
        self._refresh()

    def _add_child(self) -> None:
        if self._record is not None:
            self._add_voice("child", self._record.pupil.forename)

    def _add_parents(self) -> None:
        if self._record is not None:
            contacts = self._record.contacts
            self._add_voice("parent", contacts[0].name if contacts else "")

    def _add_voice(self, whose: str, speaker: str) -> None:
        assert self._record is not None
        form = view_form(self._record.pupil.id, self._context.desk.today, whose, speaker)
        form.submitted.connect(lambda draft: self._keep_voice(form, draft))
        self.room.open(form)

    def _keep_voice(self, form: Form[ViewDraft], draft: ViewDraft) -> None:
        desk, cycle = self._context.desk, self._cycle
        said = draft.model_copy(update={"cycle_id": cycle.id if cycle else None})
        done = self._context.work.do(lambda: records.add(desk, said), form=form, initiator=self, say="Words kept")
        if done is not None:
            self.room.put_away()
            self._refresh()

    def _go_back(self) -> None:
        if self._record is not None:
            self._context.go("pupil", self._record.pupil.id, "cycles")


_ASKS = (
    "A review asks what the child and the parents say, how the progress compares with what was expected, and what is"
    " decided. It can be recorded from any part of the cycle."
)


class _Telling:
    """Tells once more what was kept on leaving, after the window has gone to the other page; not once it is closed."""

    def __init__(self, page: CyclePage, changes: Changes) -> None:
        self._page, self._changes = page, changes

    def __call__(self) -> None:
        if self._page.window().isVisible():
            self._page.retell(self._changes)


class _Moving:
    """Goes to a part; an object, because a lambda in a loop would take the last one."""

    def __init__(self, page: CyclePage, stage: Stage) -> None:
        self._page, self._stage = page, stage

    def __call__(self) -> None:
        self._page.move_to(self._stage)


class _Voice(QWidget):
    """The last words of the child or the parents, and the way to add new ones."""

    def __init__(self, whose: str, add: Callable[[], object]) -> None:
        super().__init__()
        row = QVBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(unit(0.25))
        self.quote = QuoteBox()
        self.none = label(f"Nothing from {whose} yet.", tone="muted")
        self.add_button = button(f"Add what {whose} say" + ("s" if whose == "the child" else ""), add, kind="link")
        row.addWidget(self.quote)
        row.addWidget(self.none)
        row.addWidget(self.add_button, 0, Qt.AlignmentFlag.AlignLeft)
        row.addStretch(1)

    def show_words(self, words: str, source: str) -> None:
        """Shows the words, or that there are none yet."""
        self.quote.show_words(words, source)
        self.none.setVisible(not words)


def _quoted(record: PupilRecord, whose: str) -> tuple[str, str]:
    view = newest(record.views, whose)
    return (view.words, view_source(view)) if view else ("", "")


def _dot(words: QLabel, *, on: bool) -> None:
    """Marks a field whose words are not kept yet."""
    text = words.text().removesuffix(" •")
    words.setText(f"{text} •" if on else text)
