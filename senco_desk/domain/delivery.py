"""What was really given: the session log of one line, as it bears on one child.

The rules, which the screens repeat in words:

* A line without a logged session is “not logged”. Nothing is known, so nothing is called delivered, and
  the forecast is what was planned.
* A session given while the child was there is delivered: its own minutes (or the planned ones) at the rate of
  the day, divided as planned. A session missed by the child, or not given, is worth nothing.
* The delivery rate is sessions given ÷ sessions due, counted from the first logged session to the day of the
  reckoning. Sessions are weighed by their minutes. Due is what the plan foresees for the school days of that
  time, or what the log itself shows to have been due, whichever is more; so the rate is at most 1, and a session
  that was due and that nobody logged is not taken as given. What is due since the log began is not what is planned
  to date, which is counted from the line's first day (`Accrual.sessions_by`).
* Days before the log began are not delivered, and not held against the line either: like the days to come,
  they are forecast as planned × delivery rate.
* The band around the rate is Wilson's 95 % interval for that share: wide after two sessions, narrow after
  two hundred. It speaks of sessions missed, not of plans changed.

These are our habits; no law or authority says how a forecast is made. The interval is E. B. Wilson's, “Probable
inference, the law of succession, and statistical inference” (Journal of the American Statistical Association, 1927).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from math import floor, sqrt

from senco_desk.domain.accrual import Accrual, CostedLine, half_up, rate_at
from senco_desk.domain.provision import Session

_Z = 1.96
"""The normal quantile of a 95 % interval."""


@dataclass(frozen=True, slots=True)
class Log:
    """The log of a line for one child up to a day; `began` is the first logged session's day.

    `due` are the sessions due since then. `rate` is a share of what is planned (0 to 1), and so are the ends of
    `band`. `days` and `worth` are the delivered sessions' days and what they had cost together by then, in order;
    `share` of `worth` make a penny.
    """

    began: date
    as_at: date
    due: Fraction
    given: int
    absent: int
    not_given: int
    rate: Fraction
    days: tuple[date, ...]
    worth: tuple[int, ...]
    share: int

    @property
    def band(self) -> tuple[Fraction, Fraction]:
        """The low and the high end of the rate, going by how many sessions it rests on."""
        return _wilson(self.rate, self.due)

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
    due = max(accrual.sessions_between(began, last), weighed + absent + not_given)
    rate = weighed / due if due else Fraction(1)
    return Log(
        began=began,
        as_at=as_at,
        due=due,
        given=given,
        absent=absent,
        not_given=not_given,
        rate=rate,
        days=tuple(days),
        worth=tuple(running),
        share=60 * provision.divisor,
    )


def forecast_pence_by(accrual: Accrual, log: Log | None, share: Fraction | None, day: date) -> int:
    """What will have been spent by the end of a day that is not before the reckoning's, half up to the penny.

    Delivered so far, then planned × `share` for the time that no log covers; for a line without a log, as
    planned.
    """
    if log is None or share is None:
        return accrual.planned_pence_by(day)
    one = timedelta(days=1)
    unlogged = accrual.units_between(accrual.start, log.began - one)
    if day > log.as_at:
        unlogged += accrual.units_between(log.as_at + one, day)
    part, whole = share.numerator, share.denominator
    # worth ÷ share + unlogged × top ÷ bottom × part ÷ whole, over one denominator, so that it is rounded only once
    delivered = (log.worth[-1] if log.worth else 0) * accrual.bottom * whole
    rest = unlogged * accrual.top * part * log.share
    return half_up(delivered + rest, log.share * accrual.bottom * whole) + accrual.one_off_by(day)


def sessions_outside(sessions: Iterable[Session], start: date, end: date) -> tuple[Session, ...]:
    """The sessions logged before a line's first day or after its last: kept, but in no cost and no count of it."""
    return tuple(session for session in sessions if not start <= session.on <= end)


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
