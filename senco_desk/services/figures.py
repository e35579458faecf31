"""Importing the term's figures: attendance, assessments, sessions that were given, and the school calendar.

Each kind has a plan, which writes nothing and so is the dry run, and one `apply`. A second import of the same file
finds everything unchanged. A child or a provision that is not known is named with its row, and the rest goes on.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Literal

from senco_desk.domain.figures import AssessmentRow, AttendanceRow, CalendarRow, Figures, SessionRow
from senco_desk.domain.measures import Assessment, AssessmentDraft, Attendance, AttendanceDraft
from senco_desk.domain.problems import Problem, RefusedError
from senco_desk.domain.provision import Provision, Session, SessionDraft, problems_of_session
from senco_desk.domain.pupils import Pupil
from senco_desk.domain.records import Kept, Record
from senco_desk.domain.terms import AcademicYear, in_words
from senco_desk.exchange import figures as files
from senco_desk.services import backups, schools
from senco_desk.services.desk import Desk, Done, done
from senco_desk.store import nouns
from senco_desk.store.tables import Table

Kind = Literal["attendance", "assessments", "sessions"]
KINDS: tuple[Kind, ...] = ("attendance", "assessments", "sessions")


@dataclass
class FiguresPlan:
    """What a file of figures would do: lines read, records new, changed and unchanged, and every problem by row.

    `skipped` lines were read but could not be placed; the problems say why.
    """

    kind: Kind
    read: int
    unchanged: int = 0
    skipped: int = 0
    problems: list[Problem] = field(default_factory=list)
    new: list[Record] = field(default_factory=list)
    changed: list[Any] = field(default_factory=list)

    def weigh(self, kept: Kept | None, draft: Record) -> None:
        """Sort a draft into new, changed or unchanged, beside the record it would be; what is empty blanks nothing."""
        if kept is None:
            self.new.append(draft)
            return
        said = {name: value for name, value in dict(draft).items() if value is not None and value != ""}
        update = {name: value for name, value in said.items() if value != getattr(kept, name)}
        if update.get("given") is True:
            update["reason"] = ""  # what was not given for a reason was given after all
        if update:
            self.changed.append(kept.model_copy(update=update))
        else:
            self.unchanged += 1

    def skip(self, row: int, sentence: str, column: str = "") -> None:
        """Leave a line out, saying why."""
        self.skipped += 1
        self.problems.append(Problem(row=row, column=column, sentence=sentence))


def plan(desk: Desk, kind: Kind, path: Path) -> FiguresPlan:
    """What importing a file of figures would do; nothing is written. Refuses a file that is of another kind."""
    return _PLANS[kind](desk, path)


def apply(desk: Desk, planned: FiguresPlan) -> Done[FiguresPlan]:
    """Do what a plan says, in one change, after a backup; no change at all where there is nothing to do.

    Refused, with every problem, where no line of the file could be placed.
    """
    require_some(planned)
    if not (planned.new or planned.changed):
        return Done(planned, None)
    table = _TABLES[planned.kind]
    backups.before(desk, "before import")
    with desk.store.change(f"Import {planned.kind}") as change:
        change.add_all(table, planned.new)
        for record in planned.changed:
            change.save(table, record)
    return done(planned, change)


def require_some(planned: FiguresPlan) -> None:
    """Refuses, with every problem, a plan in which no line of the file could be placed."""
    if not (planned.new or planned.changed or planned.unchanged):
        raise RefusedError(planned.problems or "The file holds nothing that could be imported.")


def attendance(desk: Desk, read: Figures[AttendanceRow]) -> FiguresPlan:
    """Attendance by child and period; a line without dates speaks of the school year so far."""
    planned = _begun("attendance", read)
    children = _Children(desk)
    kept: dict[tuple[str, date, date | None, str], Attendance] = {}
    for record in nouns.ATTENDANCES.all(desk.store):
        if record.source.startswith(_ATTENDANCE):
            end = None if record.source == _SO_FAR else record.end
            kept[record.pupil_id, record.start, end, record.source] = record
    year = AcademicYear.of(desk.today).start
    for row in read.rows:
        pupil = children.find(planned, row.row, row.upn, row.name)
        if pupil is None:
            continue
        end = row.to_date or desk.today
        start = row.from_date or (AcademicYear.of(end).start if row.to_date else year)
        if start > end:
            planned.skip(row.row, f"The period begins on {in_words(start)}, after it ends. Correct the dates.")
            continue
        source = _ATTENDANCE if row.to_date else _SO_FAR
        old = kept.get((pupil.id, start, row.to_date, source))
        figures = {name: getattr(row, name) for name in _FIGURES}
        if old is not None and not row.to_date and all(getattr(old, name) == figures[name] for name in _FIGURES):
            end = old.end  # the same figures again say nothing of the days since
        draft = AttendanceDraft(pupil_id=pupil.id, start=start, end=end, source=source, **figures)
        if not children.twice(planned, row.row, (pupil.id, start, row.to_date)):
            planned.weigh(old, draft)
    return planned


def assessments(desk: Desk, read: Figures[AssessmentRow]) -> FiguresPlan:
    """Results by child, day, subject and measure."""
    planned = _begun("assessments", read)
    children = _Children(desk)
    kept: dict[tuple[str, date, str, str], Assessment] = {
        (record.pupil_id, record.on, record.subject.casefold(), record.measure.casefold()): record
        for record in nouns.ASSESSMENTS.all(desk.store)
    }
    for row in read.rows:
        pupil = children.find(planned, row.row, row.upn, row.name)
        if pupil is None:
            continue
        if row.on > desk.today:
            planned.skip(row.row, f"{in_words(row.on)} is in the future: check the date.")
            continue
        key = (pupil.id, row.on, row.subject.casefold(), row.measure.casefold())
        if children.twice(planned, row.row, key):
            continue
        draft = AssessmentDraft(
            pupil_id=pupil.id,
            on=row.on,
            subject=row.subject,
            measure=row.measure,
            value=row.value,
            number=row.number,
            expected=row.expected,
            expected_number=kept[key].expected_number if key in kept else None,
        )
        planned.weigh(kept.get(key), draft)
    return planned


def sessions(desk: Desk, read: Figures[SessionRow]) -> FiguresPlan:
    """Sessions by provision and day; several on one day are matched in their order.

    A provision is named by its id, or by its words where only one line has them.
    """
    planned = _begun("sessions", read)
    tells_absent = any(column.field == "absent" for column in read.columns)
    children = _Children(desk)
    provisions = _Provisions(nouns.PROVISIONS.all(desk.store))
    places: dict[str, set[str]] = defaultdict(set)
    for place in nouns.PROVISION_PUPILS.all(desk.store):
        places[place.provision_id].add(place.pupil_id)
    kept: dict[tuple[str, date], list[Session]] = defaultdict(list)
    for session in nouns.SESSIONS.all(desk.store):
        kept[session.provision_id, session.on].append(session)
    for row in read.rows:
        provision = provisions.find(planned, row)
        if provision is None:
            continue
        unknown = [upn for upn in row.absent if upn not in children.by_upn]
        if unknown:
            planned.skip(row.row, _unknown(unknown[0], ""), "absent")
            continue
        draft = SessionDraft(
            provision_id=provision.id,
            on=row.on,
            minutes=row.minutes,
            given=row.given,
            reason=row.reason[:200],
            absent=tuple(children.by_upn[upn].id for upn in row.absent),
        )
        wrong = problems_of_session(draft, provision, pupils=places[provision.id], today=desk.today)
        if wrong:
            planned.skip(row.row, wrong[0].sentence, wrong[0].field)
            planned.problems += [Problem(row=row.row, column=p.field, sentence=p.sentence) for p in wrong[1:]]
            continue
        waiting = kept[provision.id, row.on]
        old = waiting.pop(0) if waiting else None
        if old is not None and not tells_absent:
            draft = draft.model_copy(update={"absent": old.absent})
        planned.weigh(old, draft)
    return planned


def import_calendar(desk: Desk, path: Path) -> Done[list[tuple[AcademicYear, int]]]:
    """Replace the school calendar of the years a file covers; refused, with every problem, if a line is wrong.

    A calendar is taken whole or not at all: a term left out would quietly change every cost of the year.
    """
    read = files.read_calendar(path)
    if read.problems:
        raise RefusedError(read.problems)
    backups.before(desk, "before import")
    return schools.replace_calendar(desk, read.rows)


_ATTENDANCE = "Attendance file"
_SO_FAR = "Attendance file, year so far"
_FIGURES = ("possible", "attended", "authorised", "unauthorised", "percent")

_PLANS: dict[Kind, Callable[[Desk, Path], FiguresPlan]] = {
    "attendance": lambda desk, path: attendance(desk, files.read_attendance(path)),
    "assessments": lambda desk, path: assessments(desk, files.read_assessments(path)),
    "sessions": lambda desk, path: sessions(desk, files.read_sessions(path)),
}
_TABLES: dict[Kind, Table[Any]] = {
    "attendance": nouns.ATTENDANCES,
    "assessments": nouns.ASSESSMENTS,
    "sessions": nouns.SESSIONS,
}


def _begun(
    kind: Kind, read: Figures[AttendanceRow] | Figures[AssessmentRow] | Figures[SessionRow] | Figures[CalendarRow]
) -> FiguresPlan:
    return FiguresPlan(kind, read=len(read.rows) + read.left_out, skipped=read.left_out, problems=list(read.problems))


class _Children:
    """The children of the desk by number, and what a file has said of each so far."""

    def __init__(self, desk: Desk) -> None:
        pupils = nouns.PUPILS.all(desk.store)
        self.by_upn = {pupil.former_upn: pupil for pupil in pupils if pupil.former_upn}
        self.by_upn |= {pupil.upn: pupil for pupil in pupils if pupil.upn}
        self._seen: dict[tuple[object, ...], int] = {}

    def find(self, planned: FiguresPlan, row: int, upn: str, name: str) -> Pupil | None:
        """The child with this number; None, with a problem, if there is none here."""
        pupil = self.by_upn.get(upn)
        if pupil is None:
            planned.skip(row, _unknown(upn, name), "UPN")
        return pupil

    def twice(self, planned: FiguresPlan, row: int, key: tuple[object, ...]) -> bool:
        """Whether an earlier line of the file said the same thing already; the later one is left out."""
        first = self._seen.setdefault(key, row)
        if first == row:
            return False
        planned.skip(row, f"Row {first} already gives this figure, so this line was left out. Keep the right one.")
        return True


class _Provisions:
    def __init__(self, provisions: Iterable[Provision]) -> None:
        self.by_id: dict[str, Provision] = {}
        self.by_words: dict[str, list[Provision]] = defaultdict(list)
        for provision in provisions:
            self.by_id[provision.id] = provision
            self.by_words[provision.what.casefold()].append(provision)

    def find(self, planned: FiguresPlan, row: SessionRow) -> Provision | None:
        known = self.by_id.get(row.provision_id)
        if known is not None:
            return known
        named = self.by_words.get(row.provision_id.casefold(), [])
        running = [each for each in named if each.start <= row.on <= each.end]
        if len(running) == 1 or len(named) == 1:
            return (running or named)[0]
        if named:
            sentence = f"{len(named)} provisions are called “{row.provision_id}”. Give the provision’s id instead."
        else:
            sentence = f"There is no provision “{row.provision_id}” here. Check its id, or add the provision first."
        planned.skip(row.row, sentence, "provision")
        return None


def _unknown(upn: str, name: str) -> str:
    who = f"{upn} ({name})" if name else upn
    return f"No pupil here has the UPN {who}. Check it against the roll, or import the roll that holds the pupil."
