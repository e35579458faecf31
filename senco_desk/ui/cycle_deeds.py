"""What can be done to a cycle beside typing into it: outcomes, voices, its review, and the next cycle."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, Signal

from senco_desk.domain.cycles import Cycle, Outcome, OutcomeDraft
from senco_desk.domain.pupil_records import PupilRecord
from senco_desk.domain.reviews import ReviewDraft
from senco_desk.domain.views import ViewDraft
from senco_desk.services import cycles, records
from senco_desk.services.desk import Done
from senco_desk.ui.context import Context
from senco_desk.ui.forms import Form
from senco_desk.ui.outcome_form import OutcomeForm
from senco_desk.ui.pupil_forms import view_form
from senco_desk.ui.review_form import ReviewForm
from senco_desk.ui.sheet_room import Chosen, SheetRoom


class CycleDeeds(QObject):
    """Opens the forms of one cycle in a room's side sheet and does what they ask.

    `record` and `cycle` are what is on show; `happened` says that something was kept.
    """

    happened = Signal()

    def __init__(self, context: Context, room: SheetRoom) -> None:
        super().__init__(room)
        self._context = context
        self._desk = context.desk
        self._room = room
        self.record: PupilRecord | None = None
        self.cycle: Cycle | None = None

    @property
    def chosen(self) -> Chosen:
        """What is on show: the child, and the cycle where there is one."""
        pupil = self.record.pupil if self.record is not None else None
        return tuple(each.id for each in (pupil, self.cycle) if each is not None)

    def review(self) -> bool:
        """Opens the form of the review; False where that is not possible now."""
        record, cycle = self.record, self.cycle
        if record is None or cycle is None or cycle.stage == "closed":
            return False
        blank = cycles.blank_review(self._desk, cycle.id)
        form = ReviewForm(cycle, record.outcomes_of(cycle), blank, today=self._desk.today)
        form.submitted.connect(lambda draft: self._keep_review(form, draft))
        return self._open(form)

    def add_outcome(self) -> None:
        """Opens the form of a new outcome."""
        self._outcome(None)

    def edit_outcome(self, outcome: Outcome) -> None:
        """Opens the form of an outcome that is there."""
        self._outcome(outcome)

    def remove_outcome(self, outcome: Outcome) -> None:
        """Takes an outcome out; undo brings it back."""
        self._context.work.do(
            lambda: cycles.remove_outcome(self._desk, outcome.id), initiator=self, say="Outcome moved to the bin"
        )
        self.happened.emit()

    def add_child(self) -> None:
        """Opens the form for what the child says."""
        if self.record is not None:
            self._voice("child", self.record.pupil.forename)

    def add_parents(self) -> None:
        """Opens the form for what a parent says."""
        if self.record is not None:
            contacts = self.record.contacts
            self._voice("parent", contacts[0].name if contacts else "")

    def open_next(self) -> None:
        """Opens the next cycle, with what the last one knows and its outcomes that were not met, and goes there."""
        if self.record is not None:
            open_next(self._context, self.record.pupil.id, self)

    def _outcome(self, outcome: Outcome | None) -> None:
        if self.cycle is not None:
            form = OutcomeForm(self.cycle, today=self._desk.today, outcome=outcome)
            form.submitted.connect(lambda draft: self._keep_outcome(form, draft))
            self._open(form)

    def _voice(self, whose: str, speaker: str) -> None:
        assert self.record is not None
        cycle_id = self.cycle.id if self.cycle else None
        form = view_form(self.record.pupil.id, self._desk.today, whose, speaker)
        form.submitted.connect(lambda draft: self._keep_voice(form, draft, cycle_id))
        self._open(form)

    def _open(self, form: Form[Any]) -> bool:
        """Opens a form under the child's name; it gives way when another child or cycle is shown."""
        if self.record is None:
            return self._room.open(form)
        pupil = self.record.pupil
        return self._room.open(form, about=[(pupil.id, pupil.name)], chosen=self.chosen)

    def _keep_review(self, form: ReviewForm, draft: ReviewDraft) -> None:
        done = self._context.work.do(
            lambda: cycles.record_review(self._desk, draft, form.results(), with_parents=form.with_parents),
            form=form, initiator=self, say="Review recorded",
        )  # fmt: skip
        self._put_away(kept=done is not None)

    def _keep_outcome(self, form: OutcomeForm, draft: OutcomeDraft) -> None:
        def deed() -> Done[Outcome]:
            if form.outcome is None:
                return cycles.add_outcome(self._desk, draft)
            return cycles.save_outcome(self._desk, form.changed_outcome(draft))

        say = "Outcome added" if form.outcome is None else "Outcome changed"
        self._put_away(kept=self._context.work.do(deed, form=form, initiator=self, say=say) is not None)

    def _keep_voice(self, form: Form[ViewDraft], draft: ViewDraft, cycle_id: str | None) -> None:
        said = draft.model_copy(update={"cycle_id": cycle_id})
        done = self._context.work.do(lambda: records.add(self._desk, said), form=form, initiator=self, say="Words kept")
        self._put_away(kept=done is not None)

    def _put_away(self, *, kept: bool) -> None:
        if kept:
            self._room.put_away()
            self.happened.emit()


def open_next(context: Context, pupil_id: str, initiator: QObject) -> None:
    """Opens a pupil's next cycle, with what the last one knows and its outcomes that were not met, and goes there."""
    desk = context.desk
    done = context.work.do(
        lambda: cycles.open_new(desk, cycles.blank_for(desk, pupil_id), cycles.carried(desk, pupil_id)),
        initiator=initiator, say="Cycle opened",
    )  # fmt: skip
    if done is not None and isinstance(done.value, Cycle):
        context.go("cycle", pupil_id, done.value.id)
