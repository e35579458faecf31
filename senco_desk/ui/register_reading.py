"""Reads the register for its page: a small one at once, a large one and all costs on the worker; the newest wins."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial

from PySide6.QtCore import QObject, Signal

from senco_desk.domain.register import Register, RegisterRow
from senco_desk.domain.register_filters import Spans
from senco_desk.domain.thresholds import AuthorityProfile
from senco_desk.services import register as readings
from senco_desk.services import schools
from senco_desk.services.desk import Desk
from senco_desk.ui.context import Context
from senco_desk.ui.jobs import Job, Watcher

AT_ONCE = 25
"""Lines whose costs are worked out before the page shows; more are shown first and costed on the worker."""


class RegisterReading(QObject):
    """Holds the register that is on show, what is known of costs, and the terms that filters and columns read by."""

    began = Signal()
    """A large register is being read on the worker."""
    read = Signal(object)
    """The Register to show from now on."""
    costed = Signal(object)
    """The same Register with what support costs."""

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._money = context.may("rates")
        self._spends: dict[str, RegisterRow] = {}
        self._reading: Job | None = None
        self._costing: Job | None = None
        self.register: Register | None = None
        self.day: date | None = None
        """The day on show; None for today."""
        self.spans: Spans = readings.spans(context.desk)
        self.profile: AuthorityProfile = self._school_profile()

    @property
    def as_at(self) -> date:
        """The day on show."""
        return self.day or self._context.desk.today

    def show_day(self, day: date | None) -> None:
        """Another day; its costs are not those of this one."""
        self.day = None if day == self._context.desk.today else day
        self._spends = {}

    def begin(self, *, everyone: bool) -> None:
        """Reads the register, with those who are not on it where `everyone`; `read` follows."""
        desk, day = self._context.desk, self.day
        self.spans = readings.spans(desk, self.as_at)
        self.profile = self._school_profile()
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None
        spends = self._spends
        if readings.on_roll(desk, day) <= readings.MANY:
            found = readings.as_at(desk, day, everyone=everyone, spend=False)
            if self._money and len(found.rows) <= AT_ONCE:
                found = replace(found, rows=tuple(readings.with_spend(desk, found.rows, found.as_at)))
            self._show(_with_money(found, spends))
            return

        def run(theirs: Desk, _watcher: Watcher) -> Register:
            return _with_money(readings.as_at(theirs, day, everyone=everyone, spend=False), spends)

        self.began.emit()
        self._reading = job = self._context.read_job("Reading the register", run)
        job.finished.connect(partial(self._read_later, job))

    def _read_later(self, job: Job, found: object) -> None:
        """Another day may have been asked for since; its own register is on its way."""
        if isinstance(found, Register) and self._reading is job:
            self._reading = None
            self._show(found)

    def _show(self, found: Register) -> None:
        self.register = found
        self.read.emit(found)
        if self._money and found.rows:
            self._cost(found)

    def _cost(self, found: Register) -> None:
        """Costs come from the worker; the lines can be used meanwhile. Those of a few are there already."""
        if len(found.rows) <= AT_ONCE and all(row.to_date_pence is not None for row in found.rows):
            self._spends = {row.pupil_id: row for row in found.rows}
            return

        def run(desk: Desk, _watcher: Watcher) -> Register:
            return replace(found, rows=tuple(readings.with_spend(desk, found.rows, found.as_at)))

        if self._costing is not None:
            self._costing.cancel()
        self._costing = job = self._context.read_job("Working out what support costs", run)
        job.finished.connect(partial(self._costed, found))

    def _costed(self, of: Register, costed: object) -> None:
        """Another register may be on show since; its own figures are on their way."""
        if not isinstance(costed, Register) or self.register is not of:
            return
        self._costing = None
        self._spends = {row.pupil_id: row for row in costed.rows}
        self.register = costed
        self.costed.emit(costed)

    def _school_profile(self) -> AuthorityProfile:
        desk = self._context.desk
        return schools.profile(desk, schools.school(desk).authority_id)


def _with_money(found: Register, spends: dict[str, RegisterRow]) -> Register:
    """The lines with what was worked out for them before, until it is worked out again."""
    if not spends:
        return found
    return replace(found, rows=tuple(_costed(row, spends.get(row.pupil_id)) for row in found.rows))


def _costed(row: RegisterRow, before: RegisterRow | None) -> RegisterRow:
    if before is None or row.to_date_pence is not None:
        return row
    return replace(
        row,
        to_date_pence=before.to_date_pence,
        counted_pence=before.counted_pence,
        threshold_pence=before.threshold_pence,
        basis=before.basis,
    )
