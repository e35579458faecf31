"""A child becomes a young person on the day after the last Friday in June of the year in which 16 is reached."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from senco_desk.domain.ages import compulsory_school_age_ends, is_young_person


def test_the_whole_year_leaves_on_one_day() -> None:
    # Year 11 of 2026/27: born from 1 September 2010 to 31 August 2011.
    for born in (date(2010, 9, 1), date(2011, 6, 30), date(2011, 8, 31)):
        assert compulsory_school_age_ends(born) == date(2027, 6, 25)
    assert compulsory_school_age_ends(date(2011, 9, 1)) == date(2028, 6, 30)
    assert compulsory_school_age_ends(date(2012, 2, 29)) == date(2028, 6, 30)


def test_the_last_day_still_counts_as_a_child() -> None:
    born = date(2011, 3, 1)
    assert not is_young_person(born, "11", date(2027, 6, 25))
    assert is_young_person(born, "11", date(2027, 6, 26))
    assert not is_young_person(date(2018, 3, 1), "4", date(2026, 11, 20))


def test_without_a_date_of_birth_the_year_group_decides() -> None:
    assert is_young_person(None, "12", date(2026, 11, 20))
    assert not is_young_person(None, "11", date(2026, 11, 20))
    assert not is_young_person(None, "", date(2026, 11, 20))


@given(st.dates(date(1990, 1, 1), date(2060, 12, 31)))
def test_it_is_always_the_last_friday_of_june_at_fifteen_or_sixteen(born: date) -> None:
    last = compulsory_school_age_ends(born)
    assert (last.month, last.weekday()) == (6, 4)
    assert (last + timedelta(days=7)).month == 7
    assert 15 * 365.25 + 290 < (last - born).days < 17 * 365.25
