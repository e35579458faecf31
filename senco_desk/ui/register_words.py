"""What stands in the register's cells in words and marks: days, years, needs, and how near a review is."""

from __future__ import annotations

from datetime import date

from senco_desk.domain.codes import SEN_TYPES, YEAR_GROUPS
from senco_desk.domain.money import in_pounds
from senco_desk.domain.register import RegisterRow
from senco_desk.ui.cycle_parts import SOON_DAYS
from senco_desk.ui.marks import Mark, mark


def review_mark(row: RegisterRow, today: date) -> Mark | None:
    """The next review in shape and words: `▲ 27 Nov`, `■ 6 days late`, `● decide by 18 Dec`."""
    if row.status == "N":
        return None
    if row.next_review is not None:
        return date_mark(row.next_review, today)
    if row.decide_by is not None:
        late = row.decide_by < today
        words = f"decide by {short_day(row.decide_by, today)}"
        return mark("over" if late else "info", words, meaning="decision overdue" if late else "decision to come")
    if row.status == "monitoring":
        return None
    return mark("info", "set a date", meaning="no review date")


def date_mark(due: date, today: date) -> Mark:
    """A date that something is due on, beside today: late in days, due soon, or on track."""
    days = (due - today).days
    if days < 0:
        return mark("over", f"{-days:,} day{'' if days == -1 else 's'} late")
    return mark("due" if days <= SOON_DAYS else "good", "today" if days == 0 else short_day(due, today))


def short_day(day: date, today: date) -> str:
    """`27 Nov`; with the year where it is not the one coming or just gone."""
    words = f"{day.day} {_MONTHS[day.month - 1]}"
    return words if abs((day - today).days) < 300 else f"{words} {day.year}"


def day_words(day: date | None) -> str:
    """`27 Nov 2026`, or nothing."""
    return "" if day is None else f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def year_words(code: str) -> str:
    """`Y4`, `R`, or what the roll said."""
    return f"Y{code}" if code.isdecimal() else code


def long_year(code: str) -> str:
    """`Year 4`, `Reception`, or what the roll said."""
    if code.isdecimal():
        return f"Year {code}"
    found = YEAR_GROUPS.find(code)
    return found.words if found else code


def need_words(code: str) -> str:
    """A need as people say it, with its code."""
    found = SEN_TYPES.find(code) if code else None
    return f"{found.words} ({code})" if found else code


def meter_words(row: RegisterRow) -> str:
    """The meter in a sentence, with its basis."""
    if row.counted_pence is None or row.threshold_pence is None:
        return "Being worked out"
    core = " with the core amount" if row.basis == "core_plus_additional" else ""
    return (
        f"Forecast for the year{core}: {in_pounds(row.counted_pence, whole=True)} of"
        f" {in_pounds(row.threshold_pence, whole=True)}. An assessment can be requested at any level of spend."
    )


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
