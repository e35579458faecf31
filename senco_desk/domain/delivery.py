"""What was really given: the session log of one line, as it bears on one child.

The rules, which the screens repeat in words:

* A line without a logged session is “not logged”. Nothing is known, so nothing is called delivered, and
  the forecast is what was planned.
* A session given while the child was there is delivered: its own minutes (or the planned ones) at the rate of
  the day, divided as planned. A session missed by the child, or not given, is worth nothing.
* The delivery rate is sessions given ÷ sessions expected, counted from the first logged session to the day of
  the reckoning. Sessions are weighed by their minutes. Expected is what the plan foresees for the school days
  of that time, or what the log itself shows to have been due, whichever is more; so the rate is at most 1, and
  an expected session that nobody logged is not taken as given.
* Days before the log began are not delivered, and not held against the line either: like the days to come,
  they are forecast as planned × delivery rate.
* The band around the rate is Wilson's 95 % interval for that share: wide after two sessions, narrow after
  two hundred. It speaks of sessions missed, not of plans changed.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from math import floor, sqrt

from senco_desk.domain.accrual import Accrual, CostedLine, rate_at

_Z = 1.96
"""The normal quantile of a 95 % interval."""


@dataclass(frozen=True, slots=True)
class Log:
    """The log of a line for one child up to a day; `began` is the first logged session's day.

    `low`, `rate` and `high` are shares of what is planned (0 to 1). `days` and `worth` are the delivered
    sessions' days and what they had cost together by then, in order; `share` of `worth` make a penny.
    """

    began: date
    as_at: date
    expected: Fraction
    given: int
    absent: int
    not_given: int
    low: Fraction
    rate: Fraction
    high: Fraction
    days: tuple[date, ...]
    worth: tuple[int, ...]
    share: int

    @property
    def delivered(self) -> Fraction:
        """What the sessions given had cost by the day of the reckoning, without one-off costs."""
        return Fraction(self.worth[-1], self.share) if self.worth else Fraction(0)

    def delivered_by(self, day: date) -> Fraction:
        """What the sessions given up to the end of a day had cost, without one-off costs."""
        sessions = bisect_right(self.days, day)
        return Fraction(self.worth[sessions - 1], self.share) if sessions else Fraction(0)


def read_log(line: CostedLine, accrual: Accrual, as_at: date) -> Log | None:
    """The line's log for its child, up to and including a day; None where no session was logged by then.

    Sessions outside the child's dates on the line, or outside the year, are not this child's this year.
    """
    last = min(as_at, accrual.end)
    logged = [session for session in line.sessions if accrual.start <= session.on <= last]
    if not logged:
        return None
    logged.sort(key=lambda session: session.on)
    provision, pupil_id = line.provision, line.link.pupil_id
    given = absent = not_given = minutes_given = units = 0
    days: list[date] = []
    running: list[int] = []
    for session in logged:
        if not session.given:
            not_given += 1
        elif pupil_id in session.absent:
            absent += 1
        else:
            given += 1
            minutes = provision.minutes if session.minutes is None else session.minutes
            minutes_given += minutes
            units += minutes * (rate_at(accrual.steps, session.on) or 0)
            days.append(session.on)
            running.append(units)
    began = logged[0].on
    weighed = Fraction(minutes_given, provision.minutes) if provision.minutes else Fraction(given)
    planned = accrual.days_between(began, last) * Fraction(provision.sessions_per_week) / 5
    expected = max(planned, weighed + absent + not_given)
    rate = weighed / expected if expected else Fraction(1)
    low, high = _wilson(rate, expected)
    return Log(
        began=began,
        as_at=as_at,
        expected=expected,
        given=given,
        absent=absent,
        not_given=not_given,
        low=low,
        rate=rate,
        high=high,
        days=tuple(days),
        worth=tuple(running),
        share=60 * provision.divisor,
    )


def forecast_by(accrual: Accrual, log: Log | None, share: Fraction | None, day: date) -> Fraction:
    """What will have been spent by the end of a day that is not before the reckoning's.

    Delivered so far, then planned × `share` for the time that no log covers; for a line without a log, as
    planned.
    """
    if log is None or share is None:
        return accrual.planned_by(day)
    one = timedelta(days=1)
    unlogged = accrual.timed_between(accrual.start, log.began - one)
    if day > log.as_at:
        unlogged += accrual.timed_between(log.as_at + one, day)
    return log.delivered + share * unlogged + accrual.one_off_by(day)


def _wilson(rate: Fraction, expected: Fraction) -> tuple[Fraction, Fraction]:
    """Wilson's interval, to four places outwards, so that it holds the rate and is the same on every machine."""
    n, p = float(expected), float(rate)
    if n <= 0:
        return Fraction(0), Fraction(1)
    middle = p + _Z * _Z / (2 * n)
    reach = _Z * sqrt(p * (1 - p) / n + _Z * _Z / (4 * n * n))
    whole = 1 + _Z * _Z / n
    low = Fraction(floor((middle - reach) / whole * 10_000), 10_000)
    high = Fraction(floor((middle + reach) / whole * 10_000) + 1, 10_000)
    return max(Fraction(0), min(low, rate)), min(Fraction(1), max(high, rate))
