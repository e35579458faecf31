"""The cost of a line written out, so that a SENCO can check it with a pocket calculator.

`£17.20 × 0.5 h × 3 ÷ 4 × 38 weeks`: rate, hours of a session, sessions a week, children sharing, weeks. Where the
school days make no whole weeks it says so (`× 57 school days ÷ 5`); where the rate changed there is one product
for each rate; a one-off cost is added with its day.
"""

from __future__ import annotations

from decimal import Decimal

from senco_desk.domain.accrual import Accrual
from senco_desk.domain.delivery import Log
from senco_desk.domain.money import in_pounds
from senco_desk.domain.provision import ProvisionDraft
from senco_desk.domain.terms import in_words


def formula_of(line: ProvisionDraft, accrual: Accrual) -> str:
    """The planned cost of the year as a calculation in words and signs; it works out to the penny."""
    shared = f" ÷ {line.divisor}" if line.divisor > 1 else ""
    time = f"{_hours(line.minutes)} h × {_plain(line.sessions_per_week)}{shared}"
    parts = [
        f"{in_pounds(stretch.pence)} × {time} × {_weeks(stretch.after - stretch.first)}"
        for stretch in accrual.stretches
        if stretch.pence is not None
    ]
    if accrual.one_off:
        parts.append(f"{in_pounds(accrual.one_off)} one-off on {in_words(accrual.first_day)}")
    if parts:
        return " + ".join(parts)
    if accrual.stretches:
        return f"no rate known × {time} × {_weeks(accrual.school_days)}"
    return "no school days in this year" if line.is_timed else "no cost in this year"


def notes_of(line: ProvisionDraft, accrual: Accrual, log: Log | None, *, outside: int = 0) -> tuple[str, ...]:
    """What a reader of the figures should know beside the formula, each a sentence.

    `outside` is how many sessions are logged outside the line's dates, and so in none of its figures.
    """
    notes: list[str] = []
    missing = accrual.days_without_rate()
    if missing and missing == accrual.school_days:
        notes.append(
            "No rate is known, so it is counted at £0.00: give the line a rate of its own, or whoever delivers it one"
            " under Settings."
        )
    elif missing:
        notes.append(
            f"No rate is known for {missing} of {accrual.school_days} school days, which are counted at £0.00:"
            " add a rate with an earlier first day."
        )
    if line.sole_purpose:
        notes.append(f"Not shared, because the group is run for this child alone: {line.sole_purpose}")
    if log is None:
        if accrual.stretches:  # a one-off cost has no sessions to log
            notes.append("Not logged: what was delivered is not known, and the forecast is what is planned.")
    elif log.began > accrual.start:
        notes.append(f"Logged since {in_words(log.began)}; days before are forecast at the rate found since.")
    if outside:
        notes.append(outside_words(outside))
    return tuple(notes)


def outside_words(sessions: int) -> str:
    """That so many sessions lie outside a line's dates, and what to do so that they count."""
    begun = (
        "1 session logged outside the line’s dates is"
        if sessions == 1
        else (f"{sessions} sessions logged outside the line’s dates are")
    )
    return f"{begun} kept, and not counted: widen the dates to count {'it' if sessions == 1 else 'them'}."


def _hours(minutes: int) -> str:
    """Hours in at most two decimals where that is exact, else as a fraction: 30 is `0.5`, 20 is `20/60`."""
    if minutes * 100 % 60:
        return f"{minutes}/60"
    return _plain(Decimal(minutes) / 60)


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"


def _weeks(school_days: int) -> str:
    weeks, rest = divmod(school_days, 5)
    if rest == 0:
        return f"{weeks} week" if weeks == 1 else f"{weeks} weeks"
    return f"{school_days} school day{'' if school_days == 1 else 's'} ÷ 5"
