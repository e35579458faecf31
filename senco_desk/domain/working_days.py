"""Bank holidays in England, and the tribunal's working days.

A working day is any day but a Saturday, a Sunday, Christmas Day, Good Friday or a bank holiday (Tribunal
Procedure (First-tier Tribunal) (Health, Education and Social Care Chamber) Rules 2008, rule 1(3)). Bank
holidays come from the `holidays` library, which knows the days moved by proclamation, and not from a list
made by hand. Everything here is computed: no file, network or clock is touched.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from functools import cache

DayTest = Callable[[date], bool]
"""Says yes or no of a day: whether it is a working day, or whether the school is open."""


def bank_holidays(years: Iterable[int]) -> dict[date, str]:
    """The bank holidays of England in these calendar years, in date order, each with its name.

    Christmas Day and Good Friday are among them. Where one falls at a weekend both the day itself and the
    day given instead are listed.
    """
    return {day: name for year in sorted(set(years)) for day, name in _of_year(year)}


def is_working_day(day: date) -> bool:
    """Whether the tribunal counts this as a working day (HESC Rules 2008, rule 1(3))."""
    return day.weekday() < 5 and all(day != holiday for holiday, _ in _of_year(day.year))


def on_or_after(day: date, test: DayTest = is_working_day) -> date:
    """The first day, from this one on, that passes the test."""
    while not test(day):
        day += timedelta(days=1)
    return day


@cache
def _of_year(year: int) -> tuple[tuple[date, str], ...]:
    # Slow import, kept out of start-up: the library takes about 65 ms to load, and no first screen needs it.
    import holidays  # noqa: PLC0415

    england = holidays.country_holidays("GB", subdiv="ENG", years=year, language="en_GB")
    return tuple(sorted(england.items()))
