"""Changing several children of the register at once: few at once, many on the worker, always as one step of undo."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QObject

from senco_desk.domain.bulk import BulkDraft, BulkPlan
from senco_desk.domain.custom_fields import CustomField
from senco_desk.domain.problems import RefusedError
from senco_desk.services import bulk
from senco_desk.services.desk import Desk
from senco_desk.ui.context import Context
from senco_desk.ui.jobs import Job, Watcher
from senco_desk.ui.register_bulk import BulkForm
from senco_desk.ui.work import Done

SEEN_AT_ONCE = 300
"""For so many children what would change is worked out while the window waits; for more on the worker."""


class RegisterChanging(QObject):
    """Opens the form, and does what it says."""

    def __init__(
        self,
        context: Context,
        open_form: Callable[[Any], bool],
        put_away: Callable[[], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._context, self._open_form, self._put_away = context, open_form, put_away
        self.form: BulkForm | None = None
        self.job: Job | None = None
        self._planning: Job | None = None

    def begin(self, pupils: Sequence[str], fields: Sequence[CustomField]) -> bool:
        """Opens the form for these children; False while another form with typed words stays."""
        desk = self._context.desk
        form = BulkForm(pupils, desk.today, fields, self._plan)
        form.submitted.connect(self._do)
        opened = self._open_form(form)
        self.form = form if opened else None
        return opened

    def _plan(self, draft: BulkDraft, show: Callable[[BulkPlan | RefusedError], None]) -> None:
        def run(desk: Desk, _watcher: Watcher | None = None) -> BulkPlan | RefusedError:
            try:
                return bulk.plan(desk, draft)
            except RefusedError as refused:
                return refused

        if len(draft.pupils) <= SEEN_AT_ONCE:
            show(run(self._context.desk))
            return
        if self._planning is not None:
            self._planning.cancel()
        self._planning = job = self._context.read_job("Looking at each child", run)
        job.finished.connect(partial(self._planned, job, show))

    def _planned(self, job: Job, show: Callable[[BulkPlan | RefusedError], None], found: object) -> None:
        """Another change may have been typed since, or the form put away."""
        if self._planning is job and self.form is not None and self.form.present():
            show(found if isinstance(found, (BulkPlan, RefusedError)) else RefusedError(""))

    def _do(self, draft: BulkDraft) -> None:
        form = self.form
        if len(draft.pupils) <= bulk.AT_ONCE:
            desk = self._context.desk
            done = self._context.work.attempt(lambda: bulk.apply(desk, draft), form=form)
            if done is not None:
                # What was done is known only now: to how many, in the past tense.
                self._context.work.do(lambda: done, initiator=self, say=done.value.done_words)
                self._put_away()
            return
        if form is not None:
            form.submit.setEnabled(False)

        def run(desk: Desk, watcher: Watcher) -> Done:
            return bulk.apply(desk, draft, watcher)

        self.job = job = self._context.write_job(
            f"Changing {len(draft.pupils):,} children", run, form=form, say=_done_words
        )
        job.finished.connect(self._done)
        job.ended.connect(self._over)

    def _done(self, done: object) -> None:
        if isinstance(getattr(done, "value", None), BulkPlan):
            self._put_away()

    def _over(self) -> None:
        """Stopped or refused: the form is there as it was, and can be sent again."""
        self.job = None
        form = self.form
        if form is not None and form.present():
            form.submit.setEnabled(True)


def _done_words(done: Done) -> str:
    """What was done, in the past tense; the menu of undo names the deed."""
    return done.value.done_words if isinstance(done.value, BulkPlan) else ""
