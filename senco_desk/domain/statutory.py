"""The dates the law sets: assessment requests, annual reviews, appeals and moves between phases.

Dates are calendar days. They are never moved to term time: a day on which nobody is at work is named in the
`warning`. Only the tribunal's own rule 12 moves a date, and then both dates are shown. The limits themselves
are rows in `statutory_rules`.
"""

from __future__ import annotations

import calendar
import datetime as dt
from typing import Literal

from senco_desk.domain.problems import Problem, RefusedError
from senco_desk.domain.records import Record
from senco_desk.domain.sources import Confidence
from senco_desk.domain.statutory_rules import Owner, Rule, rule
from senco_desk.domain.working_days import DayTest, is_working_day, on_or_after

Transfer = Literal["secondary", "post-16"]


class StatutoryDate(Record):
    """A date set by law: what must be done, by when, by whom, and how far that is confirmed.

    `date` is the last day in time; `plain_date` is the day before any rule moved it, and is the same unless
    one did. `counted_from` says in words what the time runs from, and `trigger` which day that was.
    `reminders` are days worth a reminder, earliest first. `warning` may be empty.
    """

    id: str
    what: str
    date: dt.date
    plain_date: dt.date
    owner: Owner
    source: str
    confidence: Confidence
    warning: str = ""
    counted_from: str = ""
    trigger: dt.date
    reminders: tuple[dt.date, ...] = ()


def ehcna_dates(received: dt.date, draft_served: dt.date | None = None) -> tuple[StatutoryDate, ...]:
    """The dates of an EHC needs assessment request (SI 2014/1530, regs 5, 10 and 13), earliest first.

    Args:
        received: the day the local authority received the request.
        draft_served: the day a draft plan was served, if one has been.

    Refuses a draft served before the request.
    """
    _sensible(received=received, draft_served=draft_served)
    if draft_served is not None and draft_served < received:
        raise _refused("draft_served", "The draft plan was served before the request was received. Check both dates.")
    dates = [_counted(rule(identity), received) for identity in ("ehcna.decision", "ehcna.not_issue", "ehcna.final")]
    if draft_served is not None:
        dates.append(_counted(rule("ehcna.draft_response"), draft_served))
    return _in_order(dates)


def review_due(last: dt.date) -> StatutoryDate:
    """When the next annual review must be complete, from the day the plan was made or last reviewed (s.44)."""
    _sensible(last=last)
    return _counted(rule("review.due"), last)


def review_dates(meeting: dt.date) -> tuple[StatutoryDate, ...]:
    """The dates around an annual review meeting (regs 20 and 22): the school's two, then the authority's two."""
    _sensible(meeting=meeting)
    identities = ("review.notice_and_papers", "review.report", "review.decision", "review.final")
    return _in_order([_counted(rule(identity), meeting) for identity in identities])


def appeal_dates(
    letter: dt.date, certificate: dt.date | None = None, working_day: DayTest = is_working_day
) -> tuple[StatutoryDate, ...]:
    """The last day for an appeal to reach the tribunal: 2 months from the letter, or 1 from the certificate if later.

    Rule 12 of the HESC Rules 2008 is applied: a time that ends on a day that is not a working day is kept on
    the next one (12(2)); a time that ends from 25 December to 1 January, or in August, is kept on the first
    working day after 1 January or 31 August (12(3)(a)). Refuses a certificate dated before the letter.
    """
    _sensible(letter=letter, certificate=certificate)
    if certificate is not None and certificate < letter:
        raise _refused(
            "certificate", "The mediation certificate is dated before the decision letter. Check both dates."
        )
    used, trigger = rule("appeal.deadline", "letter"), letter
    plain = add_months(letter, used.months)
    if certificate is not None:
        other = rule("appeal.deadline", "certificate")
        later = add_months(certificate, other.months)
        if later > plain:
            used, trigger, plain = other, certificate, later
    last = _last_day_in_time(plain, working_day)
    warnings = [used.note]
    if last != plain:
        warnings.insert(
            0, f"The plain date is {in_words(plain)}; rule 12 allows until {in_words(last)}. Aim for the plain date."
        )
    return (_date(used, trigger, plain, last, " ".join(warnings)),)


def transfer_dates(year: int, to: Transfer) -> tuple[StatutoryDate, ...]:
    """When a plan must be reviewed and amended for a move between phases (reg 18).

    Args:
        year: the calendar year of the move, so 2027 for a child who starts secondary school in September 2027.
        to: `secondary` for every move up to secondary school (15 February), `post-16` for the move on from
            it (31 March).
    """
    if to not in ("secondary", "post-16"):
        raise _refused("to", "The move is to secondary or to post-16. Choose one of these.")
    if not 2000 <= year <= 2100:
        raise _refused("year", f"The year {year} is outside 2000 to 2100. Check the year.")
    used = rule("transfer.deadline", to)
    assert used.day_of_year is not None
    deadline = dt.date(year, *used.day_of_year)
    meeting = deadline - dt.timedelta(days=rule("review.final").days)
    advice = (
        f"The regulation says before this day. To leave the local authority its 12 weeks, "
        f"hold the review meeting by {in_words(meeting)}."
    )
    warning = " ".join(part for part in (advice, _quiet_day(deadline)) if part)
    return (_date(used, dt.date(year, 1, 1), deadline, deadline, warning),)


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day of the month, so many months on (or back); the last day of the month where there is no such day."""
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(years, month + 1)[1]
    return dt.date(years, month + 1, min(day.day, last))


def in_words(day: dt.date) -> str:
    """`Monday 25 January 2027`."""
    return f"{calendar.day_name[day.weekday()]} {day.day} {calendar.month_name[day.month]} {day.year}"


def _counted(used: Rule, trigger: dt.date) -> StatutoryDate:
    day = add_months(trigger, used.months) + dt.timedelta(days=used.days)
    parts = [_quiet_day(day), used.note]
    if used.owner == "la" and used.id.startswith("ehcna.") and _meets_summer(trigger, day):
        parts.insert(1, "Part of this time is in the summer holidays, so an exception may apply: summer closure.")
    return _date(used, trigger, day, day, " ".join(part for part in parts if part))


def _date(used: Rule, trigger: dt.date, plain: dt.date, last: dt.date, warning: str) -> StatutoryDate:
    return StatutoryDate(
        id=used.id,
        what=used.what,
        date=last,
        plain_date=plain,
        owner=used.owner,
        source=used.source,
        confidence=used.confidence,
        warning=warning,
        counted_from=used.counted_from,
        trigger=trigger,
        reminders=tuple(sorted(last - dt.timedelta(days=before) for before in used.reminders)),
    )


def _last_day_in_time(plain: dt.date, working_day: DayTest) -> dt.date:
    if plain.month == 8:
        return on_or_after(dt.date(plain.year, 9, 1), working_day)
    if (plain.month, plain.day) >= (12, 25):
        return on_or_after(dt.date(plain.year + 1, 1, 2), working_day)
    if (plain.month, plain.day) == (1, 1):
        return on_or_after(dt.date(plain.year, 1, 2), working_day)
    # A time that ends on a Saturday 31 July or 24 December ends before 12(3)'s days begin, so only 12(2) helps.
    return on_or_after(plain, working_day)


def _quiet_day(day: dt.date) -> str:
    if not is_working_day(day):
        return f"{in_words(day)} is not a working day; the date does not move."
    return ""


def _meets_summer(start: dt.date, end: dt.date) -> bool:
    """Whether any of the time lies in the weeks in which nearly every English school is closed for summer."""
    return any(
        start <= dt.date(year, 8, 31) and end >= dt.date(year, 7, 25) for year in range(start.year, end.year + 1)
    )


def _in_order(dates: list[StatutoryDate]) -> tuple[StatutoryDate, ...]:
    return tuple(sorted(dates, key=lambda each: each.date))


def _sensible(**days: dt.date | None) -> None:
    """Refuses a mistyped century before it becomes a date nobody would notice."""
    wrong = [
        Problem(field=field, sentence=f"The year {day.year} is outside 2000 to 2100. Check the date.")
        for field, day in days.items()
        if day is not None and not 2000 <= day.year <= 2100
    ]
    if wrong:
        raise RefusedError(wrong)


def _refused(field: str, sentence: str) -> RefusedError:
    return RefusedError([Problem(field=field, sentence=sentence)])
