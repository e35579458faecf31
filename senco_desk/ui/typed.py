"""Reads what people type: dates, sums of money, numbers. Forgiving about form, never guessing about meaning."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal, InvalidOperation

_FULL = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
         "november", "december")  # fmt: skip
_NUMBERS = re.compile(r"(\d{1,2})[ /.\-](\d{1,2})(?:[ /.\-](\d{4}|\d{2}))?")
_WORDS = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[ \-]*([a-z]+)\.?,?[ \-]*(\d{4}|\d{2})?")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")

DATE_SENTENCE = "Type the date like 27/11/2026 or 27 Nov."
MONEY_SENTENCE = "Type the sum in pounds, like 17.20."
NUMBER_SENTENCE = "Type a number, like 30."


def read_date(typed: str, today: date) -> date | None:
    """The date meant by `27/11/2026`, `27.11.26`, `27 nov`, `27th November 2026`, `2026-11-27`, `today`.

    Day before month, always. A year left out is the one that brings the date nearest to `today`; a year of two
    figures is the one not more than 20 years ahead. None where it is no date.
    """
    text = " ".join(typed.casefold().split())
    if text == "today":
        return today
    if found := _ISO.fullmatch(text):
        return _date(int(found[1]), int(found[2]), int(found[3]))
    if found := _NUMBERS.fullmatch(text):
        day, month, year = int(found[1]), int(found[2]), found[3]
    elif (found := _WORDS.fullmatch(text)) and (month := _month(found[2])):
        day, year = int(found[1]), found[3]
    else:
        return None
    if year is None:
        near = [_date(today.year + step, month, day) for step in (-1, 0, 1)]
        return min((one for one in near if one), key=lambda one: abs((one - today).days), default=None)
    return _date(_whole_year(year, today), month, day)


def date_words(day: date | None) -> str:
    """A date as fields show it: `27/11/2026`; nothing for none."""
    return "" if day is None else f"{day.day:02d}/{day.month:02d}/{day.year:04d}"


def read_pence(typed: str) -> int | None:
    """Whole pence meant by `£1,234.50`, `1234.5` or `1234`; None where it is no sum, or has parts of a penny."""
    text = typed.replace("£", "").replace(" ", "")
    if not re.fullmatch(r"-?(\d+|\d{1,3}(,\d{3})+)(\.\d{1,2})?", text):
        return None
    return int(Decimal(text.replace(",", "")) * 100)


def pence_words(pence: int | None) -> str:
    """Pence as a money field shows them: `1,234.50`."""
    if pence is None:
        return ""
    pounds, rest = divmod(abs(pence), 100)
    return f"{'-' if pence < 0 else ''}{pounds:,}.{rest:02d}"


def read_number(typed: str, places: int = 0) -> Decimal | None:
    """A number with at most so many decimal places; None where it is none."""
    text = typed.replace(",", "").replace(" ", "")
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    exponent = number.as_tuple().exponent
    return number if number.is_finite() and isinstance(exponent, int) and -exponent <= places else None


def _month(word: str) -> int:
    """The number of a month by its name or a beginning of at least three letters; 0 for none."""
    if len(word) < 3:
        return 0
    return next((at for at, name in enumerate(_FULL, 1) if name.startswith(word) or (word == "sept" and at == 9)), 0)


def _whole_year(year: str, today: date) -> int:
    if len(year) == 4:
        return int(year)
    whole = today.year // 100 * 100 + int(year)
    return whole - 100 if whole > today.year + 20 else whole


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
