"""The term's figures come in once, are corrected in place, and name what cannot be placed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from senco_desk.domain.problems import RefusedError
from senco_desk.domain.provision import SessionDraft
from senco_desk.domain.terms import AcademicYear
from senco_desk.services import desks, figures, provision, schools, undoing
from senco_desk.services.desk import Desk
from senco_desk.services.figures import FiguresPlan, Kind
from senco_desk.store import nouns
from tests.builders import TODAY, a_provision, a_pupil, everything


def imported(desk: Desk, kind: Kind, folder: Path, *lines: str) -> FiguresPlan:
    path = folder / f"{kind}.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return figures.apply(desk, figures.plan(desk, kind, path)).value


def counts(planned: FiguresPlan) -> tuple[int, int, int, int]:
    return len(planned.new), len(planned.changed), planned.unchanged, planned.skipped


def test_attendance_by_period_and_for_the_year_so_far(desk: Desk, tmp_path: Path) -> None:
    child = a_pupil(desk)
    head = "UPN,From,To,Possible,Attended,Authorised,Unauthorised"
    lines = (head, f"{child.upn},01/09/2026,23/10/2026,74,70,3,1")
    assert counts(imported(desk, "attendance", tmp_path, *lines)) == (1, 0, 0, 0)
    (figure,) = nouns.ATTENDANCES.all(desk.store)
    assert (figure.start, figure.end, figure.rate) == (date(2026, 9, 1), date(2026, 10, 23), Decimal("94.6"))
    assert (figure.authorised, figure.unauthorised) == (3, 1)
    so_far = ("UPN,Attendance %", f"{child.upn},91.5")
    assert counts(imported(desk, "attendance", tmp_path, *so_far)) == (1, 0, 0, 0)
    before = everything(desk)
    assert counts(imported(desk, "attendance", tmp_path, *lines)) == (0, 0, 1, 0)
    assert counts(imported(desk, "attendance", tmp_path, *so_far)) == (0, 0, 1, 0)
    assert everything(desk) == before
    assert counts(imported(desk, "attendance", tmp_path, "UPN,Attendance %", f"{child.upn},90")) == (0, 1, 0, 0)
    whole_year = nouns.ATTENDANCES.all(desk.store)[-1]
    assert (whole_year.start, whole_year.end, whole_year.percent) == (date(2026, 9, 1), TODAY, Decimal(90))


def test_what_cannot_be_placed_is_named_by_row_and_the_rest_goes_on(desk: Desk, tmp_path: Path) -> None:
    child = a_pupil(desk)
    planned = imported(
        desk,
        "attendance",
        tmp_path,
        "UPN,Name,Possible,Attended",
        f"{child.upn},Amelia,74,70",
        "Y887999920000,Yasmin,74,70",
        f"{child.upn},Amelia,74,60",
    )
    assert counts(planned) == (1, 0, 0, 2)
    assert [problem.row for problem in planned.problems] == [3, 4]
    assert "Y887999920000 (Yasmin)" in planned.problems[0].sentence
    assert "Row 2 already gives this figure" in planned.problems[1].sentence


def test_a_file_of_which_nothing_can_be_placed_is_refused_whole(desk: Desk, tmp_path: Path) -> None:
    a_pupil(desk)
    before = everything(desk)
    with pytest.raises(RefusedError) as refused:
        imported(desk, "attendance", tmp_path, "UPN,Possible,Attended", "Y887999920000,74,70")
    assert [problem.row for problem in refused.value.problems] == [2]
    assert everything(desk) == before


def test_assessments_are_corrected_in_place_and_undone_in_one_step(desk: Desk, tmp_path: Path) -> None:
    child = a_pupil(desk)
    head = "UPN,Date,Subject,Measure,Value,Expected"
    first = (head, f"{child.upn},2026-10-01,Reading,NGRT,87,100", f"{child.upn},2026-10-01,Maths,PTM,91,")
    assert counts(imported(desk, "assessments", tmp_path, *first)) == (2, 0, 0, 0)
    before = everything(desk)
    assert counts(imported(desk, "assessments", tmp_path, *first)) == (0, 0, 2, 0)
    assert everything(desk) == before
    second = (head, f"{child.upn},2026-10-01,reading,NGRT,89,", f"{child.upn},2027-10-01,Maths,PTM,91,")
    planned = imported(desk, "assessments", tmp_path, *second)
    assert counts(planned) == (0, 1, 0, 1)
    assert "in the future" in planned.problems[0].sentence
    (reading,) = [each for each in nouns.ASSESSMENTS.all(desk.store) if each.subject.casefold() == "reading"]
    assert (reading.value, reading.number, reading.expected) == ("89", Decimal(89), "100")
    assert undoing.undo_label(desk) == "Import assessments"
    desks.undo(desk)
    assert everything(desk) == before


def test_sessions_of_one_day_are_told_apart_and_what_was_logged_by_hand_is_not_doubled(
    desk: Desk, tmp_path: Path
) -> None:
    child = a_pupil(desk)
    line = a_provision(desk, child).provision
    on = "2026-11-04"
    provision.log_session(desk, SessionDraft(provision_id=line.id, on=date(2026, 11, 4), absent=(child.id,)))
    lines = (
        "Provision,Date,Minutes,Reason",
        f"{line.id},{on},20,",
        f"{line.what.upper()},{on},15,",
        f"{line.id},2026-11-05,,Trip",
    )
    assert counts(imported(desk, "sessions", tmp_path, *lines)) == (2, 1, 0, 0)
    kept = [(each.on.day, each.minutes, each.given, each.reason) for each in nouns.SESSIONS.all(desk.store)]
    assert kept == [(4, 20, True, ""), (4, 15, True, ""), (5, None, False, "Trip")]
    assert nouns.SESSIONS.all(desk.store)[0].absent == (child.id,)
    before = everything(desk)
    assert counts(imported(desk, "sessions", tmp_path, *lines)) == (0, 0, 3, 0)
    assert everything(desk) == before


def test_sessions_that_cannot_be_are_named(desk: Desk, tmp_path: Path) -> None:
    child, other = a_pupil(desk), a_pupil(desk)
    line = a_provision(desk, child).provision
    planned = imported(
        desk,
        "sessions",
        tmp_path,
        "Provision,Date,Minutes,Absent",
        f"{line.id},2026-11-04,20,",
        "no such line,2026-11-04,20,",
        f"{line.id},2027-06-01,20,",
        f"{line.id},2026-11-05,20,{other.upn}",
        f"{line.id},2026-11-05,20,Y887999920000",
    )
    assert counts(planned) == (1, 0, 0, 4)
    assert [problem.row for problem in planned.problems][:4] == [3, 4, 5, 6]
    assert "There is no provision “no such line” here" in planned.problems[0].sentence


def test_a_calendar_is_taken_whole_or_not_at_all(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "terms.csv"
    path.write_text("start,end,kind\n2026-09-01,2026-12-18,term\n2027-01-04,2027-03-25,trem\n", encoding="utf-8")
    before = everything(desk)
    with pytest.raises(RefusedError) as refused:
        figures.import_calendar(desk, path)
    assert [(problem.row, problem.column) for problem in refused.value.problems] == [(3, "kind")]
    assert everything(desk) == before
    path.write_text("start,end,kind\n2026-09-01,2026-12-18,term\n2026-10-26,2026-10-30,closure\n", encoding="utf-8")
    ((year, days),) = figures.import_calendar(desk, path).value
    assert (str(year), days) == ("2026/27", 74)
    assert schools.calendar(desk).days_in_year(AcademicYear(first=2026)) == 74
