"""Who goes up, who leaves, and who is out of cohort: for every birthday and every kind of school."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from senco_desk.domain.pupils import Pupil
from senco_desk.domain.rollover import (
    guessed_class,
    last_years,
    next_year,
    out_of_cohort,
    plan_lines,
    rolled,
    usual_day,
    usual_year,
)
from senco_desk.domain.terms import AcademicYear

ON = date(2027, 9, 1)
YEAR = AcademicYear(first=2026)


def a_pupil(number: int = 1, **fields: object) -> Pupil:
    usual = {"id": f"{number:04}", "legal_forename": "A", "legal_surname": f"B{number}", "year_group": "4"}
    return Pupil.model_validate(usual | fields)


@pytest.mark.parametrize(
    ("born", "year"),
    [
        (date(2022, 8, 31), "R"),
        (date(2021, 9, 1), "R"),
        (date(2021, 8, 31), "1"),
        (date(2016, 8, 31), "6"),
        (date(2015, 9, 1), "6"),
        (date(2010, 9, 1), "11"),
        (date(2022, 9, 1), "N2"),
        (date(2020, 2, 29), "2"),
        (date(1999, 1, 1), ""),
    ],
)
def test_the_usual_year_turns_over_on_the_first_of_september(born: date, year: str) -> None:
    assert usual_year(born, YEAR) == year


@given(born=some.dates(date(2009, 9, 1), date(2022, 8, 31)), gap=some.integers(-2, 2))
def test_a_child_out_of_cohort_is_told_of_whichever_way(born: date, gap: int) -> None:
    usual = usual_year(born, YEAR)
    ladder = ("N1", "N2", "R", *map(str, range(1, 15)))
    at = ladder.index(usual) + gap
    said = out_of_cohort(a_pupil(date_of_birth=born, year_group=ladder[at]), YEAR)
    assert bool(said) == (gap != 0)
    assert ("above" in said) == (gap > 0)
    assert ("below" in said) == (gap < 0)


@given(
    years=some.lists(some.sampled_from(("R", "1", "2", "3", "4", "5", "6", "X", "")), min_size=1, max_size=12),
    phase=some.sampled_from(("primary", "secondary", "all-through", "special")),
)
def test_everybody_has_one_line_and_only_the_last_year_leaves(years: list[str], phase: str) -> None:
    pupils = [a_pupil(number, year_group=year) for number, year in enumerate(years)]
    lines = plan_lines(pupils, ON, phase)  # type: ignore[arg-type]
    assert sorted(line.id for line in lines) == sorted(pupil.id for pupil in pupils)
    for line in lines:
        after = rolled(line, ON)
        if line.fate == "leave":
            assert after.leaving_date == ON
            assert after.year_group == line.pupil.year_group
        elif line.fate == "up":
            assert after.year_group == next_year(line.pupil.year_group) != ""
        else:
            assert after.year_group == line.pupil.year_group
            assert line.asks
    if phase == "primary" and "6" in years:
        assert {line.pupil.year_group for line in lines if line.fate == "leave"} == {"6"}


@pytest.mark.parametrize(
    ("phase", "present", "last"),
    [
        ("primary", {"R", "6"}, {"6"}),
        ("primary", {"R", "1", "2"}, {"2"}),
        ("primary", {"5", "6", "7", "8"}, {"8"}),
        ("primary", {"N1", "R"}, {"6"}),
        ("primary", {"R", "4"}, {"6"}),
        ("secondary", {"7", "11"}, {"11"}),
        ("secondary", {"7", "11", "12", "13"}, {"13"}),
        ("secondary", {"7", "12"}, {"13"}),
        ("all-through", {"R", "11"}, {"11"}),
        ("special", {"7", "14"}, {"14"}),
        ("special", {"X"}, set()),
    ],
)
def test_leavers_follow_from_the_phase_and_the_years_a_school_has(phase, present, last) -> None:
    assert last_years(phase, present) == last


def test_who_has_left_or_is_still_to_come_has_no_line() -> None:
    before, after = ON - timedelta(days=30), ON + timedelta(days=30)
    pupils = [
        a_pupil(1, leaving_date=before),
        a_pupil(2, leaving_date=ON),
        a_pupil(3, admission_date=after),
        a_pupil(4, leaving_date=after),
        a_pupil(5, admission_date=before),
    ]
    assert [line.id for line in plan_lines(pupils, ON, "primary")] == ["0004", "0005"]


def test_what_a_person_chose_stands() -> None:
    pupils = [a_pupil(1), a_pupil(2, year_group="6"), a_pupil(3, year_group="X")]
    lines = plan_lines(pupils, ON, "primary", chosen={"0001": "leave", "0002": "stay", "0003": "up"})
    assert [(line.id, line.fate) for line in lines] == [("0001", "leave"), ("0002", "stay"), ("0003", "stay")]


@pytest.mark.parametrize(
    ("name", "after"), [("4B", "5B"), ("Year 4", "Year 5"), ("RA", "1A"), ("R", "1"), ("Oak", "Oak"), ("9/10", "9/10")]
)
def test_class_names_are_guessed_only_where_they_say_the_year(name: str, after: str) -> None:
    assert guessed_class(name) == after


def test_the_first_of_september_that_is_near() -> None:
    assert usual_day(date(2027, 7, 3)) == usual_day(date(2027, 9, 20)) == ON
    assert usual_day(date(2026, 11, 22)) == ON


@given(planned=some.none() | some.dates(ON + timedelta(days=1), ON + timedelta(days=400)), year=some.sampled_from("46"))
def test_a_leaver_leaves_on_the_day_unless_a_later_one_is_on_record(planned: date | None, year: str) -> None:
    (line,) = plan_lines([a_pupil(year_group=year, leaving_date=planned)], ON, "primary")
    after = rolled(line, ON).leaving_date
    assert after == (planned or ON if year == "6" else planned)
    assert ("leaving date" in line.why) == (planned is not None and year == "6")
