"""When a child becomes a young person in law, and speaks and signs in their own right."""

from __future__ import annotations

from datetime import date, timedelta

from senco_desk.domain.terms import AcademicYear

_AFTER_YEAR_11 = frozenset({"12", "13", "14"})


def compulsory_school_age_ends(born: date) -> date:
    """The last day of compulsory school age: the last Friday in June of the school year in which 16 is reached.

    Education Act 1996, section 8(3) and (4); Education (School Leaving Date) Order 1997.
    """
    at_sixteen = date(born.year + 16, 3, 1) if (born.month, born.day) == (2, 29) else born.replace(year=born.year + 16)
    # For a birthday on 29 February the year is the same whichever day it is kept on.
    last = date(AcademicYear.of(at_sixteen).end.year, 6, 30)
    return last - timedelta(days=(last.weekday() - 4) % 7)


def is_young_person(born: date | None, year_group: str, today: date) -> bool:
    """Whether somebody is over compulsory school age (Children and Families Act 2014, section 83(2)).

    Without a date of birth the year group decides: after Year 11. An upper age, 25, is not looked at: no school has
    pupils as old.
    """
    if born is None:
        return year_group in _AFTER_YEAR_11
    return today > compulsory_school_age_ends(born)


def age_on(born: date | None, day: date) -> int | None:
    """How many years old somebody is on a day; None where it is not known. Born on 29 February, it is on 1 March."""
    if born is None or day < born:
        return None
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
