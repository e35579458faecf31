"""Attendance, assessments, sessions and calendars as a school's lists give them."""

from datetime import date
from decimal import Decimal

import pytest

from senco_desk.domain.problems import RefusedError, TroubleError
from senco_desk.exchange.figures import read_assessments, read_attendance, read_calendar, read_sessions

ONE, TWO, THREE = "C887999926001", "Q896999926002", "X885999926003"


@pytest.fixture
def file(tmp_path):
    def write(text):
        path = tmp_path / "figures.csv"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def places(figures):
    return [(problem.row, problem.column) for problem in figures.problems]


def test_attendance_by_sessions(file):
    read = read_attendance(
        file(
            "UPN,From,To,Possible,Attended,Authorised,Unauthorised\n"
            f"{ONE},01/09/2026,18/12/2026,140,120,15,5\n{TWO},01/09/2026,18/12/2026,140,,10,0\n"
        )
    )
    first, second = read.rows
    assert (first.from_date, first.to_date) == (date(2026, 9, 1), date(2026, 12, 18))
    assert (first.possible, first.attended, first.authorised, first.unauthorised) == (140, 120, 15, 5)
    assert first.percent == Decimal("85.7")
    assert second.attended == 130  # what is left of the possible ones
    assert not read.problems


def test_attendance_by_percentage_alone(file):
    read = read_attendance(file(f"UPN,Name,% Attendance\n{ONE},Max Lee,85.7%\n{TWO},Jo Ali,\n"))
    assert [(row.name, row.percent, row.possible) for row in read.rows] == [("Max Lee", Decimal("85.7"), None)]
    assert places(read) == [(3, "% Attendance")]


def test_attendance_that_contradicts_itself_is_left_out_and_named(file):
    read = read_attendance(
        file(
            "UPN,Possible,Attended,Authorised,%\n"
            f"{ONE},140,150,0,\n{TWO},140,many,0,\n{THREE},100,90,10,50%\n,100,90,10,\nA123456789001,100,90,10,90%\n"
        )
    )
    assert [(row.row, row.percent) for row in read.rows] == [(4, Decimal("90.0")), (6, Decimal(90))]
    assert places(read) == [(2, "Possible"), (3, "Attended"), (4, "%"), (5, "UPN"), (6, "UPN")]


def test_assessments_one_a_line(file):
    read = read_assessments(
        file(
            "UPN,Date,Subject,Measure,Value,Expected\n"
            f"{ONE},2026-10-01,Reading,Standardised score,87,100\n{TWO},2026-10-01,Reading,Phase,WTS,EXS\n"
            f"{THREE},,Reading,Phase,WTS,\n{THREE},2026-10-01,Reading,Phase,,\n"
        )
    )
    assert [(row.value, row.number, row.expected) for row in read.rows] == [
        ("87", Decimal(87), "100"),
        ("WTS", None, "EXS"),
    ]
    assert places(read) == [(4, "Date"), (5, "Value")]


def test_assessments_with_a_column_for_each_subject(file):
    read = read_assessments(file(f"UPN,Surname,Reading,Maths\n{ONE},Lee,87,\n{TWO},Ali,99,101\n"), on=date(2026, 10, 1))
    assert [(row.upn, row.subject, row.value) for row in read.rows] == [
        (ONE, "Reading", "87"),
        (TWO, "Reading", "99"),
        (TWO, "Maths", "101"),
    ]
    assert {row.on for row in read.rows} == {date(2026, 10, 1)}


def test_sessions(file):
    read = read_sessions(
        file(
            "provision,date,minutes,given,reason,absent\n"
            f"p1,01/10/2026,30,yes,,{ONE}; {TWO}\np1,13/10/2026,,no,Adult away,\np1,14/10/2026,,,Fire drill,\n"
            "p1,15/10/2026,30,maybe,,\n,16/10/2026,30,yes,,\np1,17/10/2026,half,yes,,\np1,18/10/2026,,no,,\n"
        )
    )
    assert [(row.row, row.minutes, row.given, row.reason) for row in read.rows] == [
        (2, 30, True, ""),
        (3, None, False, "Adult away"),
        (4, None, False, "Fire drill"),
        (8, None, False, ""),
    ]
    assert read.rows[0].absent == (ONE, TWO)
    assert places(read) == [(5, "given"), (6, "provision"), (7, "minutes"), (8, "reason")]


def test_a_calendar(file):
    read = read_calendar(
        file(
            "start,end,kind\n2026-09-01,2026-12-18,term\n2026-10-26,2026-10-30,Half term\n2026-09-01,,INSET day\n"
            "2026-12-18,2026-09-01,term\n2026-11-02,2026-11-02,party\n,2026-11-02,term\nlater,2026-11-02,term\n"
        )
    )
    assert [(row.start, row.end, row.kind) for row in read.rows] == [
        (date(2026, 9, 1), date(2026, 12, 18), "term"),
        (date(2026, 10, 26), date(2026, 10, 30), "closure"),
        (date(2026, 9, 1), date(2026, 9, 1), "inset"),
    ]
    assert places(read) == [(5, "end"), (6, "kind"), (7, "start"), (8, "start")]


@pytest.mark.parametrize("reader", [read_attendance, read_assessments, read_sessions, read_calendar])
def test_other_files_are_refused_and_missing_ones_are_trouble(file, tmp_path, reader):
    with pytest.raises(RefusedError, match="expected"):
        reader(file("one,two\n1,2\n"))
    with pytest.raises(RefusedError):
        reader(file("<?xml version='1.0'?><CTfile/>"))
    with pytest.raises(TroubleError, match="there is no file"):
        reader(tmp_path / "nowhere.csv")
