"""The school year: term dates in, school days out, and no silent guessing."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from senco_desk.domain.problems import RefusedError
from senco_desk.domain.terms import (
    AcademicYear,
    CalendarSpan,
    SchoolCalendar,
    assumed_terms,
    problems,
)

Y2026 = AcademicYear(first=2026)
BANK_HOLIDAYS = {
    date(2026, 12, 25): "Christmas Day",
    date(2027, 1, 1): "New Year’s Day",
    date(2027, 3, 26): "Good Friday",
    date(2027, 3, 29): "Easter Monday",
    date(2027, 5, 3): "Early May",
    date(2027, 5, 31): "Spring",
    date(2027, 8, 30): "Summer",
}


def span(start: str, end: str, kind: str = "term", name: str = "") -> CalendarSpan:
    return CalendarSpan.model_validate({"start": start, "end": end, "kind": kind, "name": name})


def a_real_year() -> list[CalendarSpan]:
    """A published pattern: 196 weekdays in terms less one bank holiday and five INSET days: 190 school days."""
    return [
        span("2026-09-01", "2026-10-23"),
        span("2026-11-02", "2026-12-18"),
        span("2027-01-04", "2027-02-12"),
        span("2027-02-22", "2027-03-25"),
        span("2027-04-12", "2027-05-28"),
        span("2027-06-07", "2027-07-21"),
        *(span(day, day, "inset") for day in ("2026-09-01", "2026-09-02", "2026-11-02", "2027-01-04", "2027-07-21")),
    ]


@pytest.mark.parametrize("words", ["2026/27", "2026-27", "2026/2027", " 2026 / 27 ", "2026–27"])
def test_an_academic_year_is_read_in_the_ways_people_write_it(words: str) -> None:
    year = AcademicYear.parse(words)
    assert (str(year), year.start, year.end) == ("2026/27", date(2026, 9, 1), date(2027, 8, 31))


@pytest.mark.parametrize("words", ["2026", "2026/28", "26/27", "2026/2028", "", "next", "2026/7"])
def test_anything_else_is_refused_with_what_to_write(words: str) -> None:
    with pytest.raises(RefusedError, match="Write it like 2026/27"):
        AcademicYear.parse(words)


def test_the_year_turns_on_the_first_of_september() -> None:
    assert str(AcademicYear.of(date(2027, 8, 31))) == "2026/27"
    assert str(AcademicYear.of(date(2027, 9, 1))) == "2027/28"
    assert str(AcademicYear.parse("1999/00")) == "1999/00"
    assert Y2026.previous() < Y2026 < Y2026.next()


def test_school_days_are_weekdays_of_terms_less_closures_inset_and_bank_holidays() -> None:
    calendar = SchoolCalendar([*a_real_year(), span("2027-02-01", "2027-02-02", "closure", "Snow")], BANK_HOLIDAYS)
    assert not calendar.is_assumed(Y2026)
    for shut in ("2026-09-01", "2026-09-05", "2026-10-28", "2027-02-01", "2027-05-03", "2027-08-16"):
        assert not calendar.is_school_day(date.fromisoformat(shut)), shut
    for open_ in ("2026-09-03", "2027-03-25", "2027-07-20"):
        assert calendar.is_school_day(date.fromisoformat(open_)), open_
    assert calendar.school_days(date(2027, 1, 28), date(2027, 2, 4)) == (
        date(2027, 1, 28),
        date(2027, 1, 29),
        date(2027, 2, 3),
        date(2027, 2, 4),
    )
    assert calendar.days_in_year(Y2026) == 190 - 2


def test_three_terms_with_half_terms_as_closures_give_the_same_days_as_six_terms() -> None:
    three = [
        span("2026-09-01", "2026-12-18"),
        span("2027-01-04", "2027-03-25"),
        span("2027-04-12", "2027-07-21"),
        span("2026-10-24", "2026-11-01", "closure"),
        span("2027-02-13", "2027-02-21", "closure"),
        span("2027-05-29", "2027-06-06", "closure"),
        *(item for item in a_real_year() if item.kind == "inset"),
    ]
    six, other = SchoolCalendar(a_real_year(), BANK_HOLIDAYS), SchoolCalendar(three, BANK_HOLIDAYS)
    assert six.year(Y2026).days == other.year(Y2026).days
    assert other.half_terms(Y2026) == six.half_terms(Y2026)
    assert [item.name for item in six.half_terms(Y2026)] == [
        "Autumn 1",
        "Autumn 2",
        "Spring 1",
        "Spring 2",
        "Summer 1",
        "Summer 2",
    ]
    assert [item.start for item in six.terms(Y2026)][:2] == [date(2026, 9, 1), date(2026, 11, 2)]


def test_a_year_without_terms_is_assumed_and_says_so() -> None:
    calendar = SchoolCalendar(a_real_year(), BANK_HOLIDAYS)
    following = Y2026.next()
    assert calendar.is_assumed(following)
    assert calendar.days_in_year(following) == 190
    assert "assumed" in calendar.advice(following)
    assert calendar.advice(Y2026) == ""


def test_a_year_with_only_its_autumn_entered_is_pointed_out() -> None:
    calendar = SchoolCalendar(a_real_year()[:2], BANK_HOLIDAYS)
    assert calendar.days_in_year(Y2026) == 74
    assert "give 74 school days" in calendar.advice(Y2026)


def test_a_term_that_begins_in_late_august_does_not_make_the_old_year_look_entered() -> None:
    calendar = SchoolCalendar([span("2027-08-23", "2027-10-22")])
    assert calendar.is_assumed(Y2026)
    assert not calendar.is_assumed(Y2026.next())


def test_school_days_run_on_across_years() -> None:
    calendar = SchoolCalendar((), BANK_HOLIDAYS)
    assert len(calendar.school_days(date(2025, 9, 1), date(2028, 8, 31))) == 3 * 190
    assert calendar.school_days(date(2027, 1, 8), date(2027, 1, 7)) == ()


@given(first=st.integers(1995, 2150), known=st.booleans(), extra=st.dates(date(1995, 1, 1), date(2151, 1, 1)))
def test_the_assumed_year_has_190_school_days_whatever_the_year(first: int, known: bool, extra: date) -> None:
    year = AcademicYear(first=first)
    holidays = {extra: "A day of national celebration"} if known else {}
    calendar = SchoolCalendar((), holidays)
    days = calendar.year(year).days
    assert len(days) == 190
    assert all(day.weekday() < 5 and day not in holidays for day in days)
    assert days[-1] <= date(first + 1, 7, 27)
    assert len(calendar.half_terms(year)) == 6
    assert problems(assumed_terms(year)) == ()


@given(
    start=st.dates(date(2026, 6, 1), date(2027, 12, 1)),
    length=st.integers(-5, 500),
    cut=st.integers(0, 500),
)
def test_counting_is_the_same_as_walking_and_a_stretch_can_be_cut_anywhere(start: date, length: int, cut: int) -> None:
    calendar = SchoolCalendar(a_real_year(), BANK_HOLIDAYS)
    end, middle = start + timedelta(days=length), start + timedelta(days=min(cut, length))
    walked = [
        day for number in range(max(0, length + 1)) if calendar.is_school_day(day := start + timedelta(days=number))
    ]
    assert list(calendar.school_days(start, end)) == walked
    both = calendar.school_days(start, middle) + calendar.school_days(middle + timedelta(days=1), end)
    assert list(both) == walked


def test_every_fault_of_a_list_of_spans_is_named_at_once() -> None:
    found = problems(
        [
            span("2026-09-01", "2026-10-23", name="Autumn 1"),
            span("2026-10-19", "2026-12-18", name="Autumn 2"),
            span("2027-01-08", "2027-01-04", name="Spring 1"),
            span("2027-01-04", "2028-01-04"),
            span("2026-10-20", "2026-10-30", "closure"),
            span("3027-02-01", "3027-02-01", "inset"),
        ]
    )
    assert [(item.row, item.field) for item in found] == [
        (3, "end"),
        (4, "end"),
        (6, "start"),
        (6, "end"),
        (2, "start"),
    ]
    assert str(found[-1]) == (
        "row 2: Autumn 2 (19 October 2026 to 18 December 2026) overlaps Autumn 1, which ends on 23 October 2026."
        " Change one of the dates."
    )
    assert problems(a_real_year()) == ()


@pytest.mark.parametrize("day", [date(1980, 1, 1), date(1926, 9, 1), date(2300, 1, 1)])
def test_a_mistyped_century_is_refused_in_words(day: date) -> None:
    with pytest.raises(RefusedError, match="is too far away"):
        AcademicYear.of(day)


def test_a_span_belongs_to_the_year_that_holds_its_middle() -> None:
    assert span("2026-08-31", "2026-10-23").year == AcademicYear(first=2026)
