"""Days as people say them in a note: “yesterday”, “on Monday”, “by 3 Nov”, “within two weeks”. Day before month.

What has happened lies behind and what was promised lies ahead, so the same “Monday” is read by which of the two is
asked. A word that is as often something else (`sat`, `1/2`) is only a day where a word before it makes it one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from senco_desk.domain.terms import MONTHS

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True)
class SaidDay:
    """A day found in a text: which one it is, and from where to where it stands there."""

    day: date
    start: int
    end: int


def days_in(text: str, today: date, *, ahead: bool) -> Iterator[SaidDay]:
    """Every day that a text names, in order.

    Args:
        text: as it was typed.
        today: what “yesterday” is counted from.
        ahead: whether a day without a year, or a weekday, lies ahead; else it lies behind.
    """
    for found in _DAY.finditer(text):
        day = _meant(found, today, ahead=ahead)
        if day is not None:
            yield SaidDay(day, found.start(), found.end())


def day_said(words: str, today: date, *, ahead: bool) -> date | None:
    """The day that these words name and nothing else; None where they are no day."""
    whole = words.strip()
    if _SHORT_WEEKDAY.fullmatch(whole) or _SLASHED.fullmatch(whole):
        whole = f"on {whole}"
    found = _DAY.fullmatch(whole)
    return _meant(found, today, ahead=ahead) if found is not None else None


def _meant(found: re.Match[str], today: date, *, ahead: bool) -> date | None:
    part = found.groupdict()
    if part["near"]:
        return today + timedelta(days=_NEAR[" ".join(part["near"].casefold().split())])
    if part["weekday"] or part["short"]:
        word = (part["weekday"] or part["short"]).casefold()
        at = next(at for at, name in enumerate(WEEKDAYS) if name.startswith(word[:3]))
        how = (part["weekday_how"] or part["short_how"] or "").casefold()
        return _weekday(at, how, today, ahead=ahead)
    if part["many"]:
        count = _COUNTS.get(part["many"].casefold()) or int(part["many"])
        return today + timedelta(days=count * (7 if part["unit"].casefold().startswith("w") else 1))
    if part["fortnight"]:
        return today + timedelta(days=14)
    if part["iso"]:
        year, month, day = map(int, part["iso"].split("-"))
        return _date(year, month, day)
    if part["named_day"]:
        month = _month(part["month"])
        return _dated(int(part["named_day"]), month, part["named_year"], today, ahead=ahead)
    if part["month_first"]:
        return _dated(int(part["day_second"]), _month(part["month_first"]), part["year_third"], today, ahead=ahead)
    if part["full_day"]:
        return _dated(int(part["full_day"]), int(part["full_month"]), part["full_year"], today, ahead=ahead)
    return _dated(int(part["part_day"]), int(part["part_month"]), None, today, ahead=ahead)


def _weekday(at: int, how: str, today: date, *, ahead: bool) -> date:
    """“Next Friday” is the one of next week; any other is the nearest that lies the way that is asked for."""
    if how == "next":
        return today + timedelta(days=7 - today.weekday() + at)
    if ahead and how != "last":
        return today + timedelta(days=(at - today.weekday() - 1) % 7 + 1)
    return today - timedelta(days=(today.weekday() - at - 1) % 7 + 1)


def _dated(day: int, month: int, year: str | None, today: date, *, ahead: bool) -> date | None:
    if year:
        whole = int(year) if len(year) == 4 else today.year // 100 * 100 + int(year)
        return _date(whole, month, day)
    near = [found for step in (-1, 0, 1) if (found := _date(today.year + step, month, day))]
    if ahead:
        return min((each for each in near if each >= today), default=None)
    return max((each for each in near if each <= today), default=None)


def _month(word: str) -> int:
    return next(at for at, name in enumerate(MONTHS, 1) if name.casefold().startswith(word.casefold()[:3]))


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


_NEAR = {
    "the day before yesterday": -2, "yesterday": -1, "this morning": 0, "this afternoon": 0, "today": 0,
    "tomorrow": 1, "the day after tomorrow": 2,
}  # fmt: skip
_COUNTS = {
    "a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10
}  # fmt: skip
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
_SHORTS = r"(?:mon|tues?|weds?|thu(?:rs?)?|fri|sat|sun)"
_SHORT_WEEKDAY = re.compile(_SHORTS, re.IGNORECASE)
_SLASHED = re.compile(r"\d{1,2}/\d{1,2}")
_NEAR_WORDS = "|".join(re.escape(words).replace(r"\ ", r"\s+") for words in sorted(_NEAR, key=len, reverse=True))
_DAY = re.compile(
    rf"""(?<!\w)(?:
      (?P<near>{_NEAR_WORDS})
    | (?:(?:on|by|before|until)\s+)?(?:(?P<weekday_how>last|this|next|on)\s+)?(?P<weekday>{"|".join(WEEKDAYS)})
    | (?:(?:on|by|before|until)\s+(?:next\s+)?|(?P<short_how>last|this|next)\s+)(?P<short>{_SHORTS})
    | (?:in|within)\s+(?P<many>\d{{1,2}}|{"|".join(_COUNTS)})\s+(?P<unit>weeks?|days?)(?:’|'s|')?(?:\s+time)?
    | (?:in|within)\s+(?P<fortnight>a\s+fortnight)
    | (?P<iso>\d{{4}}-\d{{2}}-\d{{2}})
    | (?P<named_day>\d{{1,2}})(?:st|nd|rd|th)?\s*(?:of\s+)?(?P<month>{_MONTH})\b\.?(?:,?\s+(?P<named_year>\d{{4}}))?
    | (?P<month_first>{_MONTH})\s+(?P<day_second>\d{{1,2}})(?:st|nd|rd|th)?,\s+(?P<year_third>\d{{4}})
    | (?P<full_day>\d{{1,2}})[/.\-](?P<full_month>\d{{1,2}})[/.\-](?P<full_year>\d{{4}}|\d{{2}})
    | (?:on|by|before|until)\s+(?P<part_day>\d{{1,2}})/(?P<part_month>\d{{1,2}})
    )(?!\w)""",
    re.IGNORECASE | re.VERBOSE,
)
