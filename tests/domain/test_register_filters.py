"""Filters of the register: what they let through, how they read, and that what is typed is what is kept."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from senco_desk.domain.custom_fields import CustomField
from senco_desk.domain.problems import RefusedError
from senco_desk.domain.register import RegisterRow
from senco_desk.domain.register_columns import CUSTOM, MONEY, by_id, choices_of, register_columns
from senco_desk.domain.register_filter_typing import read_filter, typed_words
from senco_desk.domain.register_filters import (
    PERIODS,
    WAYS,
    Filter,
    Spans,
    problems_of_filter,
    rule_of,
    words_of,
)

TODAY = date(2026, 11, 20)
SPANS = Spans(TODAY, (date(2026, 11, 2), date(2026, 12, 18)), date(2026, 9, 1), (date(2026, 9, 1), date(2027, 8, 31)))
BUS = CustomField(id="bus", name="Bus", kind="choice", choices=("Red", "Blue, fast"))
READING = CustomField(id="read", name="Reading age", kind="number")
LETTER = CustomField(id="letter", name="Letter sent", kind="date")
COLUMNS = register_columns((BUS, READING, LETTER))
BY_ID = by_id(COLUMNS)


def a_row(**fields) -> RegisterRow:
    usual = {
        "pupil_id": "p", "upn": "", "forename": "A", "surname": "B", "year_group": "4", "class_name": "4B",
        "status": "K", "since": None, "needs": (),
    }  # fmt: skip
    return RegisterRow(**usual | fields)


def lets(row: RegisterRow, *filters: Filter) -> bool:
    rule = rule_of(filters, BY_ID, SPANS)
    return rule is None or rule(row)


def a_filter(column: str, way: str, *values: str) -> Filter:
    return Filter(column=column, way=way, values=values)


@pytest.mark.parametrize(
    ("one", "row", "there"),
    [
        (a_filter("year", "is", "4", "5"), a_row(), True),
        (a_filter("year", "is", "5"), a_row(), False),
        (a_filter("year", "not", "5"), a_row(), True),
        (a_filter("needs", "is", "MLD"), a_row(needs=("SLCN", "MLD")), True),
        (a_filter("needs", "not", "MLD"), a_row(needs=("SLCN", "MLD")), False),
        (a_filter("needs", "not", "MLD"), a_row(), True),
        (a_filter("area", "is", "cl"), a_row(needs=("MLD",)), True),
        (a_filter("flags", "is", "eal", "care"), a_row(flags=("premium", "care")), True),
        (a_filter("flags", "empty"), a_row(), True),
        (a_filter("attendance", "less", "90"), a_row(attendance=Decimal("89.9")), True),
        (a_filter("attendance", "less", "90"), a_row(attendance=Decimal("90.0")), False),
        (a_filter("attendance", "less", "90"), a_row(), False),
        (a_filter("attendance", "most", "90"), a_row(attendance=Decimal("90.0")), True),
        (a_filter("overdue", "more", "0"), a_row(days_overdue=3), True),
        (a_filter("overdue", "more", "0"), a_row(), False),
        (a_filter("review", "between", "2026-12-01", "2026-12-19"), a_row(next_review=date(2026, 12, 19)), True),
        (a_filter("review", "between", "2026-12-19", "2026-12-01"), a_row(next_review=date(2026, 12, 10)), True),
        (a_filter("review", "less", "2026-12-19"), a_row(next_review=date(2026, 12, 19)), False),
        (a_filter("review", "within", "by-half-term"), a_row(next_review=date(2026, 1, 5)), True),
        (a_filter("review", "within", "half-term"), a_row(next_review=date(2026, 1, 5)), False),
        (a_filter("review", "empty"), a_row(), True),
        (a_filter("review", "filled"), a_row(), False),
        (a_filter("meter", "least", "90"), a_row(counted_pence=900_000, threshold_pence=1_000_000), True),
        (a_filter("forecast", "more", "500000"), a_row(counted_pence=500_001, threshold_pence=1), True),
        (a_filter("name", "has", "ZOE"), a_row(forename="Zoë"), True),
        (a_filter(f"{CUSTOM}read", "least", "7.5"), a_row(custom={"read": "8"}), True),
        (a_filter(f"{CUSTOM}read", "least", "7.5"), a_row(custom={"read": "eight"}), False),
        (a_filter(f"{CUSTOM}letter", "less", "2026-12-01"), a_row(custom={"letter": "2026-11-30"}), True),
        (a_filter(f"{CUSTOM}bus", "is", "Blue, fast"), a_row(custom={"bus": "Blue, fast"}), True),
        (a_filter("field:gone", "is", "x"), a_row(), True),
    ],
)
def test_a_filter_lets_through_what_it_says(one: Filter, row: RegisterRow, there: bool) -> None:
    assert lets(row, one) is there


def test_several_filters_all_hold() -> None:
    both = (a_filter("year", "is", "4"), a_filter("attendance", "less", "90"))
    assert lets(a_row(attendance=Decimal(80)), *both)
    assert not lets(a_row(attendance=Decimal(95)), *both)
    assert not lets(a_row(attendance=Decimal(80), year_group="5"), *both)
    assert rule_of((), BY_ID, SPANS) is None


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (a_filter("year", "is", "4", "5"), "Year 4 and Year 5"),
        (a_filter("year", "not", "R"), "not Reception"),
        (a_filter("status", "is", "K"), "SEN Support"),
        (a_filter("class", "is", "4B", "4C"), "class 4B or 4C"),
        (a_filter("attendance", "less", "90"), "attendance below 90 %"),
        (a_filter("overdue", "more", "0"), "days overdue above 0"),
        (a_filter("review", "between", "2026-12-01", "2026-12-19"), "next review between 1 Dec 2026 and 19 Dec 2026"),
        (a_filter("review", "within", "by-half-term"), "next review within this half-term, or overdue"),
        (a_filter("review", "empty"), "no next review"),
        (a_filter("forecast", "least", "600000"), "forecast, year at least £6,000"),
        (a_filter("upn", "has", "A8"), "UPN has “A8”"),
        (a_filter(f"{CUSTOM}bus", "is", "Red"), "Bus Red"),
    ],
)
def test_a_filter_reads_as_people_say_it(one: Filter, words: str) -> None:
    assert words_of(one, BY_ID[one.column]) == words


@pytest.mark.parametrize(
    ("typed", "one"),
    [
        ("attendance < 90", a_filter("attendance", "less", "90")),
        ("Attendance below 90 %", a_filter("attendance", "less", "90")),
        ("days overdue > 0", a_filter("overdue", "more", "0")),
        ("year is Y4, Year 5, reception", a_filter("year", "is", "4", "5", "R")),
        ("needs is slcn, MLD", a_filter("needs", "is", "SLCN", "MLD")),
        ("status = EHC plan", a_filter("status", "is", "E")),
        ("next review before 2026-12-19", a_filter("review", "less", "2026-12-19")),
        ("next review between 2026-12-01 and 2026-12-19", a_filter("review", "between", "2026-12-01", "2026-12-19")),
        ("next review is empty", a_filter("review", "empty")),
        ("forecast, year >= £6,000", a_filter("forecast", "least", "600000")),
        ("next review within this half-term", a_filter("review", "within", "half-term")),
        ('bus is "Blue, fast"', a_filter(f"{CUSTOM}bus", "is", "Blue, fast")),
        ("pupil has o'n", a_filter("name", "has", "o'n")),
    ],
)
def test_a_filter_can_be_typed(typed: str, one: Filter) -> None:
    assert read_filter(typed, COLUMNS) == one


@pytest.mark.parametrize(
    "typed",
    ["", "house is red", "attendance", "attendance below", "attendance below x", "year is", "see the dsl is yes"],
)
def test_what_cannot_be_read_says_how_to_type_it(typed: str) -> None:
    with pytest.raises(RefusedError):
        read_filter(typed, COLUMNS)


NUMBERS = st.decimals(min_value=-1000, max_value=100_000, places=1).map(lambda number: f"{number:f}")
DAYS = st.dates(date(1990, 1, 1), date(2200, 1, 1)).map(date.isoformat)
LINES = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=12)


@st.composite
def filters(draw) -> Filter:
    column = draw(st.sampled_from([each for each in COLUMNS if WAYS[each.kind]]))
    way = draw(st.sampled_from(WAYS[column.kind]))
    if way in ("empty", "filled"):
        return Filter(column=column.id, way=way)
    if way in ("is", "not"):
        codes = st.sampled_from(column.choices) if column.choices else st.sampled_from(("4", "5", "R", "SLCN", "4B"))
        return Filter(
            column=column.id, way=way, values=tuple(draw(st.lists(codes, min_size=1, max_size=3, unique=True)))
        )
    if way == "within":
        return Filter(column=column.id, way=way, values=(draw(st.sampled_from(list(PERIODS))),))
    if way == "has":
        return Filter(column=column.id, way=way, values=(draw(LINES),))
    kinds = {"date": DAYS, "money": st.integers(0, 10**9).map(str), "number": NUMBERS}
    count = 2 if way == "between" else 1
    return Filter(column=column.id, way=way, values=tuple(draw(kinds[column.kind]) for _ in range(count)))


@given(filters())
def test_what_is_kept_is_what_is_typed(one: Filter) -> None:
    column = BY_ID[one.column]
    assert not problems_of_filter(one, column)
    again = read_filter(typed_words(one, column), COLUMNS)
    if column.kind in ("number", "money"):
        assert [Decimal(each) for each in again.values] == [Decimal(each) for each in one.values]
        assert (again.column, again.way) == (one.column, one.way)
    else:
        assert again == one


rows = st.builds(
    a_row,
    year_group=st.sampled_from(("R", "4", "5", "")),
    needs=st.sampled_from(((), ("SLCN",), ("MLD", "ASD"))),
    flags=st.sampled_from(((), ("eal",), ("premium", "care"))),
    attendance=st.none() | st.decimals(0, 100, places=1),
    next_review=st.none() | st.dates(TODAY - timedelta(days=400), TODAY + timedelta(days=400)),
    days_overdue=st.none() | st.integers(1, 400),
    counted_pence=st.none() | st.integers(0, 2_000_000),
    threshold_pence=st.just(1_000_000),
    custom=st.sampled_from(({}, {"bus": "Red"}, {"read": "7.5"}, {"read": "none yet"}, {"letter": "2026-11-01"})),
)


@given(filters(), rows)
def test_every_filter_answers_for_every_row_and_reads_in_words(one: Filter, row: RegisterRow) -> None:
    column = BY_ID[one.column]
    assert lets(row, one) in (True, False)
    assert words_of(one, column)
    opposite = {"is": "not", "empty": "filled", "filled": "empty", "not": "is"}
    if one.way in opposite:
        assert lets(row, one) is not lets(row, one.model_copy(update={"way": opposite[one.way]}))


@given(filters(), filters(), rows)
def test_filters_narrow_whatever_their_order(one: Filter, other: Filter, row: RegisterRow) -> None:
    assert lets(row, one, other) is lets(row, other, one)
    assert lets(row, one, other) is (lets(row, one) and lets(row, other))


def test_what_asks_for_the_safeguarding_lead_is_no_filter_and_leaves_the_desk_nowhere() -> None:
    column = BY_ID["dsl"]
    assert not WAYS[column.kind]
    assert not column.leaves
    assert not column.on_paper
    assert "dsl" not in BY_ID["flags"].choices


def test_without_the_right_there_are_no_columns_of_money() -> None:
    assert not MONEY & {column.id for column in register_columns(money=False)}


def test_choices_are_counted_in_their_own_order() -> None:
    given_rows = [a_row(year_group="10"), a_row(year_group="R"), a_row(year_group="4"), a_row(year_group="4")]
    assert choices_of(BY_ID["year"], given_rows) == [("R", "Reception", 1), ("4", "Year 4", 2), ("10", "Year 10", 1)]
    assert choices_of(BY_ID["status"], given_rows)[1] == ("K", "SEN Support", 4)
