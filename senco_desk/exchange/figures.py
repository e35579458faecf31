"""The term's figures out of CSV files and workbooks: attendance, assessments, sessions given, and the calendar.

A line that cannot be understood is left out and named with its row and column; the others are read. Whether an
import then goes on without it is for the person to say.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from senco_desk.domain import codes
from senco_desk.domain.figures import (
    AnyRow,
    AssessmentRow,
    AttendanceRow,
    CalendarRow,
    Figures,
    SessionRow,
)
from senco_desk.domain.problems import Problem, RefusedError
from senco_desk.domain.terms import SpanKind
from senco_desk.exchange import recognised
from senco_desk.exchange.columns import Entry, Sheet, percents
from senco_desk.exchange.files import read_bytes
from senco_desk.exchange.grids import Tables
from senco_desk.exchange.headers import Vocabulary, fold, lay_out
from senco_desk.exchange.tables import read_tables
from senco_desk.exchange.values import number_in, short, written_date
from senco_desk.exchange.vocabularies import ASSESSMENTS, ATTENDANCE, CALENDAR, SESSIONS

MOST_SESSIONS = 800
"""More than any child's possible sessions: a school year has about 380, and a file might span two."""

MOST_MINUTES = 24 * 60

_WRONG = -1


def read_attendance(path: Path, *, mapping: Mapping[str, str] | None = None) -> Figures[AttendanceRow]:
    """Each child's sessions: possible, attended, authorised, unauthorised, or only a percentage of possible ones.

    Counts that contradict each other are named; such a row is left out. Raises RefusedError for a file that is no
    list of attendance, and TroubleError where there is none to read.
    """
    opened = _open(path, ATTENDANCE, ("from_date", "to_date"), mapping)
    stated = percents(opened.sheet, "percent", opened.entries)
    return _collect(opened, lambda entry: _attendance(opened, entry, stated.get(entry.number)))


def read_assessments(
    path: Path, *, mapping: Mapping[str, str] | None = None, on: date | None = None
) -> Figures[AssessmentRow]:
    """Each child's results, one a line; or one line a child with a column for each subject.

    A line without a date takes `on`, or else the day that a title line gives. Raises as `read_attendance` does.
    """
    opened = _open(path, ASSESSMENTS, ("on",), mapping)
    fallback = on or written_date(opened.sheet.layout.title)
    if opened.sheet.has("value"):
        return _collect(opened, lambda entry: _assessment(opened, entry, fallback))
    if not any(not column.field for column in opened.sheet.layout.columns):
        raise RefusedError(f"“{path.name}” is not {ASSESSMENTS.expected}. It has no column of results.")
    wide = [row for entry in opened.entries for row in _subjects(opened, entry, fallback)]
    return _made(opened, wide)


def read_sessions(path: Path, *, mapping: Mapping[str, str] | None = None) -> Figures[SessionRow]:
    """Sessions of provisions: on which day, how long, whether given and why not, who was away.

    Raises as `read_attendance` does.
    """
    opened = _open(path, SESSIONS, ("on",), mapping)
    return _collect(opened, lambda entry: _session(opened, entry))


def read_calendar(path: Path, *, mapping: Mapping[str, str] | None = None) -> Figures[CalendarRow]:
    """Terms, closures and INSET days; a line without an end is of one day. Raises as `read_attendance` does."""
    opened = _open(path, CALENDAR, ("start", "end"), mapping)
    return _collect(opened, lambda entry: _calendar(opened, entry))


@dataclass(frozen=True)
class _Opened:
    """A file laid out, with its dates read."""

    tables: Tables
    sheet: Sheet
    entries: list[Entry]
    dates: Mapping[str, Mapping[int, date]]

    def day(self, name: str, entry: Entry) -> date | None:
        return self.dates[name].get(entry.number)


def _open(path: Path, vocabulary: Vocabulary, dates: tuple[str, ...], mapping: Mapping[str, str] | None) -> _Opened:
    tables = read_tables(read_bytes(path), path.name)
    sheet = Sheet(lay_out(tables, vocabulary, mapping), dates, ragged=tables.kind == "csv")
    entries = sheet.entries()
    if not entries:
        raise RefusedError(f"“{path.name}” has a heading but no lines below it. Export it again.")
    return _Opened(tables, sheet, entries, sheet.dates(entries))


def _collect(opened: _Opened, read: Callable[[Entry], AnyRow | None]) -> Figures[AnyRow]:
    rows = [row for entry in opened.entries if (row := read(entry)) is not None]
    return _made(opened, rows, left_out=len(opened.entries) - len(rows))


def _made(opened: _Opened, rows: list[AnyRow], *, left_out: int = 0) -> Figures[AnyRow]:
    problems: list[Problem] = [
        *opened.tables.problems,
        *opened.sheet.layout.problems,
        *opened.sheet.all_problems(),
    ]
    problems.sort(key=lambda problem: problem.row or 0)
    return Figures[AnyRow](
        source_name=opened.tables.source_name,
        rows=tuple(rows),
        problems=tuple(problems),
        columns=opened.sheet.columns(),
        encoding=opened.tables.encoding,
        separator=opened.tables.separator,
        left_out=left_out,
    )


def _person(sheet: Sheet, entry: Entry) -> tuple[str, str] | None:
    """UPN and name; None, with a problem, where there is no UPN to match a child by."""
    name = entry.text("full_name") or f"{entry.text('legal_forename')} {entry.text('legal_surname')}".strip()
    text = entry.text("upn")
    if not text:
        sheet.note(entry.number, "upn", "There is no UPN, so it cannot be told whose this is. It was left out.")
        return None
    upn, sentence = recognised.upn_of(text)
    if sentence:
        sheet.note(entry.number, "upn", sentence)
    return upn, name


def _attendance(opened: _Opened, entry: Entry, stated: Decimal | None) -> AttendanceRow | None:
    sheet = opened.sheet
    person = _person(sheet, entry)
    counts = {
        name: _count(sheet, entry, name, MOST_SESSIONS)
        for name in ("possible", "attended", "authorised", "unauthorised")
    }
    if person is None or _WRONG in counts.values():
        return None
    possible, attended, authorised, unauthorised = counts.values()
    start, end = opened.day("from_date", entry), opened.day("to_date", entry)
    if start and end and end < start:
        sheet.note(entry.number, "to_date", "The last day is before the first. The line was left out: correct it.")
        return None
    absences = [count for count in (authorised, unauthorised) if count is not None]
    if possible is not None and attended is None and len(absences) == 2:
        attended = possible - sum(absences)
    if possible is not None and ((attended or 0) + sum(absences) > possible or (attended or 0) < 0):
        sheet.note(
            entry.number,
            "possible",
            f"{possible} possible sessions cannot hold {attended or 0} attended and {sum(absences)} absent. "
            "The line was left out: correct it in the file.",
        )
        return None
    worked_out = _percent(attended, possible)
    if stated is None and worked_out is None:
        if not entry.text("percent"):
            sheet.note(entry.number, "percent", "There are no sessions and no percentage. The line was left out.")
        return None
    if stated is not None and worked_out is not None and abs(stated - worked_out) > 1:
        sheet.note(
            entry.number,
            "percent",
            f"The file says {stated}%, but {attended} of {possible} sessions is {worked_out}%. "
            "The sessions were believed.",
        )
        stated = worked_out
    return AttendanceRow(
        row=entry.number,
        upn=person[0],
        name=person[1],
        from_date=start,
        to_date=end,
        possible=possible,
        attended=attended,
        authorised=authorised,
        unauthorised=unauthorised,
        percent=worked_out if stated is None else stated,
    )


def _percent(attended: int | None, possible: int | None) -> Decimal | None:
    if attended is None or not possible:
        return None
    return (Decimal(100 * attended) / possible).quantize(Decimal("0.1"), ROUND_HALF_UP)


def _count(sheet: Sheet, entry: Entry, name: str, most: int) -> int | None:
    """A whole number from 0 to `most`; None for an empty cell; `_WRONG`, with a problem, for anything else."""
    text = entry.text(name)
    if not text:
        return None
    number = number_in(text)
    if number is None or number != number.to_integral_value() or not 0 <= number <= most:
        sheet.note(
            entry.number,
            name,
            f"“{short(text)}” is not a whole number from 0 to {most}. The line was left out: correct it in the file.",
        )
        return _WRONG
    return int(number)


def _assessment(opened: _Opened, entry: Entry, fallback: date | None) -> AssessmentRow | None:
    sheet = opened.sheet
    person = _person(sheet, entry)
    value, subject = entry.text("value"), entry.text("subject") or entry.text("measure")
    day = _day_of(opened, entry, fallback)
    for name, text, words in (("value", value, "result"), ("subject", subject, "subject")):
        if not text:
            sheet.note(entry.number, name, f"There is no {words}. The line was left out.")
    if person is None or day is None or not value or not subject:
        return None
    return AssessmentRow(
        row=entry.number,
        upn=person[0],
        name=person[1],
        on=day,
        subject=subject[:200],
        measure=entry.text("measure")[:200],
        value=value[:200],
        number=number_in(value),
        expected=entry.text("expected")[:200],
    )


def _subjects(opened: _Opened, entry: Entry, fallback: date | None) -> list[AssessmentRow]:
    """The results of a line that has a column for each subject: every column that is not otherwise known."""
    person = _person(opened.sheet, entry)
    day = _day_of(opened, entry, fallback) if entry.aside else None
    if person is None or day is None:
        return []
    return [
        AssessmentRow(
            row=entry.number,
            upn=person[0],
            name=person[1],
            on=day,
            subject=subject[:200],
            measure=entry.text("measure")[:200],
            value=text[:200],
            number=number_in(text),
            expected=entry.text("expected")[:200],
        )
        for subject, text in entry.aside.items()
    ]


def _day_of(opened: _Opened, entry: Entry, fallback: date | None) -> date | None:
    if day := opened.day("on", entry):
        return day
    if entry.text("on"):
        return None  # already named as no date
    if fallback is None:
        opened.sheet.note(entry.number, "on", "There is no date. The line was left out: add a Date column to the file.")
    return fallback


def _session(opened: _Opened, entry: Entry) -> SessionRow | None:
    sheet = opened.sheet
    provision, day = entry.text("provision_id"), opened.day("on", entry)
    minutes = _count(sheet, entry, "minutes", MOST_MINUTES)
    reason, given_text = entry.text("reason"), entry.text("given")
    given = codes.flag(given_text) if given_text else not reason
    if not provision:
        sheet.note(entry.number, "provision_id", "There is no provision. The line was left out.")
    if not entry.text("on"):
        sheet.note(entry.number, "on", "There is no date. The line was left out.")
    if given is None:
        sheet.note(entry.number, "given", f"“{short(given_text)}” is neither yes nor no. The line was left out.")
    if not provision or day is None or minutes == _WRONG or given is None:
        return None
    if not given and not reason:
        sheet.note(entry.number, "reason", "The session was not given, but no reason is said. Add it when known.")
    absent = []
    for text in re.split(r"[;,|\s]+", entry.text("absent")):
        if text:
            upn, sentence = recognised.upn_of(text)
            absent.append(upn)
            if sentence:
                sheet.note(entry.number, "absent", sentence)
    return SessionRow(
        row=entry.number,
        provision_id=provision[:200],
        on=day,
        minutes=minutes,
        given=given,
        reason=reason[:2000],
        absent=tuple(dict.fromkeys(absent)),
    )


_KINDS: dict[str, SpanKind] = {
    **dict.fromkeys(("term", "halfterm1", "halfterm2", "termtime", "schoolterm"), "term"),
    **dict.fromkeys(
        ("closure", "closed", "holiday", "holidays", "halfterm", "break", "schoolholiday", "halftermholiday",
         "schoolclosed", "snowday", "pollingday", "bankholiday"),
        "closure",
    ),
    **dict.fromkeys(
        ("inset", "insetday", "training", "trainingday", "stafftraining", "inservice", "inserviceday",
         "stafftrainingday", "nonpupilday", "pdday", "twilight"),
        "inset",
    ),
}  # fmt: skip


def _calendar(opened: _Opened, entry: Entry) -> CalendarRow | None:
    sheet = opened.sheet
    text = entry.text("kind")
    kind = _KINDS.get(fold(text))
    start = opened.day("start", entry)
    end = opened.day("end", entry)
    if end is None and not entry.text("end"):
        end = start
    if kind is None:
        sheet.note(entry.number, "kind", f"“{short(text)}” is not a kind of day. Write term, closure or inset.")
    if not entry.text("start"):
        sheet.note(entry.number, "start", "There is no first day. Write it as 2026-09-01.")
    if kind is None or start is None or end is None:
        return None
    if end < start:
        sheet.note(entry.number, "end", f"The last day, {end:%d/%m/%Y}, is before the first, {start:%d/%m/%Y}.")
        return None
    if (end - start).days > 366:
        sheet.note(entry.number, "end", "This is longer than a year. Check both dates.")
        return None
    return CalendarRow(row=entry.number, start=start, end=end, kind=kind, name=entry.text("name")[:200])
