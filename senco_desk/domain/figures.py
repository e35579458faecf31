"""The term's figures as a file gave them: attendance, assessments, sessions given, and the school calendar.

Like a roll row, each is what a line said, typed but not yet matched with the desk's own records. A line that
could not be understood is not here: it is among the problems, with its row and column.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Generic, TypeVar

from senco_desk.domain.problems import Problem
from senco_desk.domain.records import Record
from senco_desk.domain.roll import ReadColumn
from senco_desk.domain.terms import SpanKind


class AttendanceRow(Record):
    """One child's sessions over a stretch of days. Counts are half-day sessions; `percent` is of possible ones.

    The counts are None where the file gives only a percentage. `percent` is as the file states it, else
    attended of possible to one decimal place.
    """

    row: int
    upn: str
    name: str = ""
    from_date: date | None = None
    to_date: date | None = None
    possible: int | None = None
    attended: int | None = None
    authorised: int | None = None
    unauthorised: int | None = None
    percent: Decimal | None = None


class AssessmentRow(Record):
    """One result of one child: `value` is the text as it came, `number` the same where it is a number."""

    row: int
    upn: str
    name: str = ""
    on: date
    subject: str
    measure: str = ""
    value: str
    number: Decimal | None = None
    expected: str = ""


class SessionRow(Record):
    """One session of a provision, as a log line says: whether it was given, how long, and who was away."""

    row: int
    provision_id: str
    on: date
    minutes: int | None = None
    given: bool = True
    reason: str = ""
    absent: tuple[str, ...] = ()
    """UPNs of the children who were not there."""


class CalendarRow(Record):
    """A stretch of the school calendar, both ends included."""

    row: int
    start: date
    end: date
    kind: SpanKind
    name: str = ""


AnyRow = TypeVar("AnyRow", bound=Record)


class Figures(Record, Generic[AnyRow]):
    """The rows a file gave and what was wrong with the rest, each problem with its row and column."""

    source_name: str
    rows: tuple[AnyRow, ...]
    problems: tuple[Problem, ...] = ()
    columns: tuple[ReadColumn, ...] = ()
    encoding: str = ""
    separator: str = ""
    left_out: int = 0
    """How many lines gave no row; the problems say why."""
