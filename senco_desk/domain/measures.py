"""Figures that come from elsewhere: attendance, assessments, suspensions."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from senco_desk.domain.records import Code, Kept, Line, Record
from senco_desk.domain.shares import percent_of

PERSISTENT_ABSENCE = Decimal(90)
"""Attendance, in percent of possible sessions, at or below which absence is persistent (10 % or more missed)."""


class AttendanceDraft(Record):
    """Attendance from `start` to `end`, in half-day sessions; `percent` alone where a roll gives no more."""

    pupil_id: str
    start: date
    end: date
    possible: int | None = None
    attended: int | None = None
    authorised: int | None = None
    unauthorised: int | None = None
    percent: Decimal | None = None
    source: Line = ""

    @property
    def rate(self) -> Decimal | None:
        """Percent of possible sessions attended, to one decimal, half up; None where it cannot be worked out."""
        if self.possible and self.attended is not None:
            return percent_of(self.attended, self.possible, 1)
        return self.percent


class Attendance(Kept, AttendanceDraft):
    """Attendance as kept."""


class AssessmentDraft(Record):
    """One result on a day. `number` and `expected_number` are in the unit that `measure` names."""

    pupil_id: str
    on: date
    subject: Line
    measure: Line = ""
    value: Line = ""
    number: Decimal | None = None
    expected: Line = ""
    expected_number: Decimal | None = None


class Assessment(Kept, AssessmentDraft):
    """An assessment as kept."""


class SuspensionDraft(Record):
    """A suspension or exclusion; `days` in school days, halves allowed; `reasons` are CBDS codes."""

    pupil_id: str
    start: date
    days: Decimal = Decimal(1)
    category: Code = "SUSP"
    reasons: tuple[Code, ...] = ()


class Suspension(Kept, SuspensionDraft):
    """A suspension as kept."""
