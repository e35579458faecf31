"""A column of dates is read in one shape, and reading gives back what was written."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from senco_desk.exchange.dates import DateShape, decide, read_any, read_as

DAYS = st.dates(date(1990, 1, 1), date(2060, 12, 31))
WRITERS = {
    DateShape.YEAR_FIRST: lambda d: d.isoformat(),
    DateShape.DAY_FIRST: lambda d: f"{d.day}/{d.month}/{d.year}",
    DateShape.DAY_NAMED_MONTH: lambda d: f"{d:%d %b %Y}",
    DateShape.DAY_FIRST_SHORT: lambda d: f"{d:%d-%m-%y}",
    DateShape.MONTH_FIRST: lambda d: f"{d:%m/%d/%Y}",
    DateShape.COMPACT: lambda d: f"{d:%Y%m%d}",
    DateShape.SERIAL: lambda d: str((d - date(1899, 12, 30)).days),
}


@pytest.mark.parametrize("shape", DateShape)
@given(days=st.lists(DAYS, min_size=1, max_size=30))
def test_what_is_written_in_a_shape_is_read_back(shape, days):
    assert [read_as(shape, WRITERS[shape](day)) for day in days] == days


@pytest.mark.parametrize("shape", DateShape)
@given(days=st.lists(DAYS, min_size=1, max_size=30))
def test_a_column_finds_its_own_shape(shape, days):
    days = [*days, date(2015, 4, 20)]  # a day that cannot be a month settles which comes first
    column = decide([WRITERS[shape](day) for day in days])
    assert [column.read(WRITERS[shape](day)) for day in days] == days
    assert not column.ambiguous
    assert not column.unread


@given(st.lists(st.text(max_size=30), max_size=10))
def test_any_text_is_a_date_or_none(texts):
    column = decide(texts)
    for text in texts:
        assert column.read(text) is None or isinstance(column.read(text), date)
        read_any(text)


def test_day_first_wins_where_either_would_do_and_says_so():
    column = decide(["03/04/2015", "05/06/2015"])
    assert column.shape is DateShape.DAY_FIRST
    assert column.ambiguous
    assert not decide(["04/04/2015"]).ambiguous  # either way the same day


def test_a_column_that_contradicts_itself_is_doubtful():
    column = decide(["20/04/2015", "04/20/2015", "03/04/2015"])
    assert column.shape is DateShape.DAY_FIRST
    assert column.ambiguous
    assert column.unread == 1


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2015-04-20T00:00:00", date(2015, 4, 20)),
        ("20/04/2015 00:00", date(2015, 4, 20)),
        ("Mon 20th April 2015", date(2015, 4, 20)),
        ("20-Apr-15", date(2015, 4, 20)),
        ("1.9.2026", date(2026, 9, 1)),
        ("31/02/2015", None),
        ("20/04-2015", None),
        ("00/00/0000", None),
        ("20 Aprill 2015", None),
    ],
)
def test_single_texts(text, day):
    assert read_any(text) == day


def test_two_digit_years_fall_around_now():
    assert read_as(DateShape.DAY_FIRST_SHORT, "01/09/68") == date(2068, 9, 1)
    assert read_as(DateShape.DAY_FIRST_SHORT, "01/09/69") == date(1969, 9, 1)


def test_day_numbers_count_from_the_spreadsheets_epoch():
    assert read_as(DateShape.SERIAL, "44077") == date(1899, 12, 30) + timedelta(days=44077) == date(2020, 9, 3)
