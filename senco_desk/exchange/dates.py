"""How a column of a file writes its dates: one column, one shape, decided by the column as a whole.

A single `03/04/2026` cannot say whether it is in March or April; three hundred of them nearly always can.
English schools write the day first, so month first is believed only where day first is impossible.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from enum import Enum

from senco_desk.domain.records import Record


class DateShape(Enum):
    """A way of writing a date; the value is what people are told."""

    YEAR_FIRST = "year-month-day"
    DAY_FIRST = "day/month/year"
    DAY_NAMED_MONTH = "day month-name year"
    DAY_FIRST_SHORT = "day/month/two-digit year"
    MONTH_FIRST = "month/day/year"
    COMPACT = "yearmonthday"
    SERIAL = "spreadsheet day number"


class ColumnDates(Record):
    """What was decided for a column: its shape, and whether day and month could as well be the other way round."""

    shape: DateShape
    ambiguous: bool = False
    proven: bool = False
    """Whether some text of the column can only be read with day and month this way round."""
    unread: int = 0

    def read(self, text: str) -> date | None:
        """The date that `text` writes in this column's shape; None if it is no date in that shape."""
        return read_as(self.shape, text)


def decide(texts: Iterable[str]) -> ColumnDates:
    """The shape that reads most of a column's non-empty texts.

    Earlier shapes of `DateShape` win a tie, so month first needs a text that day first cannot read. The answer is
    ambiguous where no text of the column tells day first from month first, or where some texts can only
    be the one and some only the other.
    """
    written = [text for text in (each.strip() for each in texts) if text]
    counts = {shape: sum(1 for text in written if read_as(shape, text)) for shape in DateShape}
    shape = max(DateShape, key=lambda each: counts[each])
    ambiguous, proven = False, False
    if shape in {DateShape.DAY_FIRST, DateShape.MONTH_FIRST}:
        pairs = [(read_as(DateShape.DAY_FIRST, t), read_as(DateShape.MONTH_FIRST, t)) for t in written]
        only_day_first = any(day and not month for day, month in pairs)
        only_month_first = any(month and not day for day, month in pairs)
        undecided = any(day and month and day != month for day, month in pairs)
        ambiguous = undecided and only_day_first == only_month_first
        proven = only_day_first != only_month_first
    return ColumnDates(shape=shape, ambiguous=ambiguous, proven=proven, unread=len(written) - counts[shape])


def read_as(shape: DateShape, text: str) -> date | None:
    """The date that `text` writes in this very shape, a time of day after it ignored; None if it does not."""
    try:
        return _READERS[shape](text.strip())
    except (ValueError, OverflowError):
        return None


def read_any(text: str) -> date | None:
    """A date that stands alone, such as in a title line: the first shape that reads it, day before month."""
    for shape in DateShape:
        if shape is not DateShape.SERIAL and (found := read_as(shape, text)):
            return found
    return None


_TIME = r"(?:[T ,]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?: ?[AaPp]\.?[Mm]\.?)?(?:Z|[+-]\d{2}:?\d{2})?)?"
_GAP = r"[/.\- ]"
_YEAR_FIRST = re.compile(rf"(\d{{4}})({_GAP})(\d{{1,2}})\2(\d{{1,2}}){_TIME}", re.ASCII)
_NUMBERS = re.compile(rf"(\d{{1,2}})({_GAP})(\d{{1,2}})\2(\d{{4}}){_TIME}", re.ASCII)
_SHORT = re.compile(rf"(\d{{1,2}})({_GAP})(\d{{1,2}})\2(\d{{2}}){_TIME}", re.ASCII)
_NAMED = re.compile(
    rf"(?:[a-z]{{3,9}},? +)?(\d{{1,2}})(?:st|nd|rd|th)?[ \-/.]*([a-z]{{3,9}})\.?,?[ \-/.]*(\d{{4}}|\d{{2}}){_TIME}",
    re.ASCII | re.IGNORECASE,
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?", re.ASCII)
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july",
            "aug august", "sep sept september", "oct october", "nov november", "dec december",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_FIRST_SERIAL = date(1899, 12, 30)  # day 0 as counted since the leap day of 1900 that never was
_EARLIEST, _LATEST = 1900, 2150


def _whole(year: int, month: int, day: int) -> date | None:
    return date(year, month, day) if _EARLIEST <= year <= _LATEST else None


def _century(year: int) -> int:
    """Two digits of a year, by the POSIX rule: 00 to 68 are of this century."""
    return year + (2000 if year <= 68 else 1900)


def _year_first(text: str) -> date | None:
    found = _YEAR_FIRST.fullmatch(text)
    return _whole(int(found[1]), int(found[3]), int(found[4])) if found else None


def _day_first(text: str) -> date | None:
    found = _NUMBERS.fullmatch(text)
    return _whole(int(found[4]), int(found[3]), int(found[1])) if found else None


def _day_first_short(text: str) -> date | None:
    found = _SHORT.fullmatch(text)
    return _whole(_century(int(found[4])), int(found[3]), int(found[1])) if found else None


def _month_first(text: str) -> date | None:
    found = _NUMBERS.fullmatch(text)
    return _whole(int(found[4]), int(found[1]), int(found[3])) if found else None


def _named(text: str) -> date | None:
    found = _NAMED.fullmatch(text)
    month = _MONTHS.get(found[2].lower()) if found else None
    if not found or not month:
        return None
    year = int(found[3])
    return _whole(_century(year) if len(found[3]) == 2 else year, month, int(found[1]))


def _compact(text: str) -> date | None:
    found = _COMPACT.fullmatch(text)
    return _whole(int(found[1]), int(found[2]), int(found[3])) if found else None


def _serial(text: str) -> date | None:
    found = _SERIAL.fullmatch(text)
    return _FIRST_SERIAL + timedelta(days=int(found[1])) if found and int(found[1]) < 90_000 else None


_READERS: dict[DateShape, Callable[[str], date | None]] = {
    DateShape.YEAR_FIRST: _year_first,
    DateShape.DAY_FIRST: _day_first,
    DateShape.DAY_NAMED_MONTH: _named,
    DateShape.DAY_FIRST_SHORT: _day_first_short,
    DateShape.MONTH_FIRST: _month_first,
    DateShape.COMPACT: _compact,
    DateShape.SERIAL: _serial,
}
