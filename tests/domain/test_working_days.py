"""Bank holidays in England and the tribunal's working days."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from senco_desk.domain.working_days import bank_holidays, is_working_day, on_or_after

days = st.dates(date(2015, 1, 1), date(2060, 12, 31))


@pytest.mark.parametrize(
    "day",
    [
        date(2027, 1, 1),  # New Year's Day
        date(2027, 3, 26),  # Good Friday
        date(2027, 3, 29),  # Easter Monday
        date(2027, 5, 3),
        date(2027, 5, 31),
        date(2027, 8, 30),
        date(2027, 12, 25),  # a Saturday
        date(2027, 12, 27),  # given instead
        date(2027, 12, 28),  # given instead of Boxing Day
        date(2022, 6, 3),  # proclaimed: the Platinum Jubilee
        date(2022, 9, 19),  # proclaimed: the late Queen's funeral
        date(2023, 5, 8),  # proclaimed: the Coronation
        date(2020, 5, 8),  # moved from the Monday
        date(2026, 11, 7),  # Saturday
        date(2026, 11, 8),  # Sunday
    ],
)
def test_days_that_are_not_working_days(day: date) -> None:
    assert not is_working_day(day)


@pytest.mark.parametrize(
    "day",
    [
        date(2026, 3, 17),  # St Patrick's Day is Northern Ireland's
        date(2026, 8, 3),  # the first Monday of August is Scotland's
        date(2026, 11, 30),  # St Andrew's Day is Scotland's
        date(2026, 12, 24),
        date(2020, 5, 4),  # moved to the Friday that year
    ],
)
def test_days_that_are(day: date) -> None:
    assert is_working_day(day)


def test_bank_holidays_come_in_order_with_names() -> None:
    found = bank_holidays([2027, 2026, 2026])
    assert list(found) == sorted(found)
    assert {day.year for day in found} == {2026, 2027}
    assert found[date(2026, 4, 3)] == "Good Friday"
    assert all(found.values())
    assert bank_holidays([]) == {}


@given(days)
def test_the_first_working_day_is_soon_and_none_is_passed_over(day: date) -> None:
    found = on_or_after(day)
    assert is_working_day(found)
    assert not any(is_working_day(day + timedelta(days=n)) for n in range((found - day).days))
    assert (found - day).days <= 5


def test_loading_the_module_does_not_load_the_library() -> None:
    """Start-up must not wait for it."""
    program = "import sys, senco_desk.domain.statutory; print('holidays' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
