"""How the cost of one line grows from school day to school day, exactly.

Cost accrues on each school day within the line's dates: a fifth of the weekly cost (rate × minutes ÷ 60 ×
sessions ÷ divisor), at the rate in force that day. So 190 school days are 38 weeks, a line may start or end
in mid-week, a rate may change in mid-term, and a year cut in two anywhere still adds up. One-off costs fall on
the line's first day. Nothing is rounded but in the two methods that say so, once per line.

Accrual by school day is our habit, not a rule of law: authorities' own sheets multiply a week's cost by 38 (Durham's
and the practice behind £653.60 for a weekly hour), and 190 school days ÷ 5 are those 38 weeks to the penny.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from operator import attrgetter
from typing import NamedTuple

from senco_desk.domain.provision import Provision, ProvisionDraft, ProvisionPupil, Rate, RateBasis, Session
from senco_desk.domain.terms import AcademicYear, SchoolCalendar

DAYS_A_WEEK = 5
"""School days of a week; a line of so many sessions a week foresees a fifth of them on each (our habit)."""


class RateStep(NamedTuple):
    """From a day on, so many pence an hour; None where no rate is known."""

    since: date
    pence: int | None


class RateBook:
    """The dated rates of a school, and which of them is in force for a line on a day.

    A line's own rate comes first. Then the rate of its member of staff; then that of the role (the one the
    person holds, or the words after the last comma of `delivered_by`, as in “Mrs Begum, TA”); then the
    school's usual rate, which names neither. At each of these, a rate of the preferred basis comes before one
    of the other.

    Args:
        rates: all rates, in any order.
        roles: the role of each member of staff, by id.
        prefer: whether the authority's tariff or the school's actual cost is wanted where both are known.
    """

    def __init__(
        self,
        rates: Iterable[Rate] = (),
        *,
        roles: Mapping[str, str] | None = None,
        prefer: RateBasis = "tariff",
    ) -> None:
        self._roles = dict(roles or {})
        self._prefer = prefer
        self._by_staff: dict[str, list[Rate]] = {}
        self._by_role: dict[str, list[Rate]] = {}
        for rate in sorted(rates, key=lambda rate: (rate.valid_from, rate.id)):
            if rate.staff_id is not None:
                self._by_staff.setdefault(rate.staff_id, []).append(rate)
            else:
                self._by_role.setdefault(rate.role.casefold(), []).append(rate)
        self._known: dict[tuple[str | None, str], tuple[RateStep, ...]] = {}

    def steps_for(self, provision: ProvisionDraft) -> tuple[RateStep, ...]:
        """The rate of the line over all time: steps in order, the first from the beginning of time."""
        if provision.rate_pence is not None:
            return (RateStep(date.min, provision.rate_pence),)
        key = (provision.staff_id, provision.delivered_by)
        steps = self._known.get(key)
        if steps is None:
            steps = self._known[key] = self._steps(*key)
        return steps

    def rate_on(self, provision: ProvisionDraft, day: date) -> int | None:
        """The pence an hour of the line on the day, None where no rate is known."""
        return rate_at(self.steps_for(provision), day)

    def _steps(self, staff_id: str | None, delivered_by: str) -> tuple[RateStep, ...]:
        whole = delivered_by.casefold().strip()
        roles = [whole, whole.rpartition(",")[2].strip(), ""]
        if staff_id is not None and staff_id in self._roles:
            roles.insert(0, self._roles[staff_id].casefold().strip())
        levels = [self._by_staff.get(staff_id, [])] if staff_id is not None else []
        levels += [self._by_role.get(role, []) for role in roles]
        days = sorted({date.min} | {rate.valid_from for level in levels for rate in level})
        steps: list[RateStep] = []
        for day in days:
            pence = self._in_force(levels, day)
            if not steps or steps[-1].pence != pence:
                steps.append(RateStep(day, pence))
        return tuple(steps)

    def _in_force(self, levels: Sequence[Sequence[Rate]], day: date) -> int | None:
        for level in levels:
            begun = [rate for rate in level if rate.valid_from <= day]
            preferred = [rate for rate in begun if rate.basis == self._prefer]
            if begun:
                return (preferred or begun)[-1].pence
        return None


def rate_at(steps: Sequence[RateStep], day: date) -> int | None:
    """The pence an hour that the steps give for the day."""
    if len(steps) == 1:
        return steps[0].pence
    return steps[bisect_right(steps, day, key=attrgetter("since")) - 1].pence


def sessions_planned(line: ProvisionDraft, school_days: int) -> Fraction:
    """How many sessions a line foresees on so many school days; none where it has no sessions at all."""
    if not line.is_timed:
        return Fraction(0)
    return Fraction(line.sessions_per_week) * school_days / DAYS_A_WEEK


def half_up(top: int, bottom: int) -> int:
    """`top` ÷ `bottom` (more than 0), rounded half up: `money.to_pence` without building a fraction first."""
    return (2 * top + bottom) // (2 * bottom)


class CostedLine(NamedTuple):
    """A line as it applies to one child: the line, the child's place on it, and the line's session log."""

    provision: Provision
    link: ProvisionPupil
    sessions: Sequence[Session] = ()


@dataclass(frozen=True, slots=True)
class CostYear:
    """What all lines of a reckoning share.

    Args:
        year: the academic year that is costed.
        as_at: the day up to which, itself included, money is “to date” and sessions are looked at.
        calendar: the school days.
        rates: the dated rates.
        pupil_premium_counts: whether lines paid from pupil premium count towards the threshold.
    """

    year: AcademicYear
    as_at: date
    calendar: SchoolCalendar
    rates: RateBook
    pupil_premium_counts: bool = False


class Stretch(NamedTuple):
    """School days of one rate: from and to (excluded) by their place in the year."""

    first: int
    after: int
    pence: int | None


class Accrual:
    """The planned cost of one line for one child in one academic year, on any day, exactly."""

    __slots__ = (
        "_open",
        "bottom",
        "end",
        "first_day",
        "last_day",
        "line",
        "one_off",
        "start",
        "steps",
        "stretches",
        "top",
    )

    def __init__(self, line: CostedLine, shared: CostYear) -> None:
        provision, link = line.provision, line.link
        self.line: ProvisionDraft = provision
        self._open = shared.calendar.year(shared.year)
        self.first_day = max(provision.start, link.start or provision.start)
        self.last_day = min(provision.end, link.end or provision.end)
        self.start = max(self.first_day, shared.year.start)
        self.end = min(self.last_day, shared.year.end)
        begins_here = shared.year.start <= self.first_day <= min(self.last_day, shared.year.end)
        self.one_off = provision.one_off_pence if begins_here else 0
        self.steps = shared.rates.steps_for(provision)
        numerator, denominator = provision.sessions_per_week.as_integer_ratio()
        # A day's share of an hourly rate, kept as two whole numbers: a register of 1,500 works out thousands of these.
        self.top = provision.minutes * numerator
        self.bottom = 60 * DAYS_A_WEEK * provision.divisor * denominator
        self.stretches = self._stretches() if provision.is_timed and self.start <= self.end else ()

    def _stretches(self) -> tuple[Stretch, ...]:
        first, after = self._open.before(self.start), self._open.through(self.end)
        if len(self.steps) == 1:
            return (Stretch(first, after, self.steps[0].pence),) if first < after else ()
        found: list[Stretch] = []
        for number, step in enumerate(self.steps):
            last = number + 1 == len(self.steps)
            low = max(first, self._open.before(step.since))
            high = after if last else min(after, self._open.before(self.steps[number + 1].since))
            if low < high:
                found.append(Stretch(low, high, step.pence))
        return tuple(found)

    @property
    def school_days(self) -> int:
        """On how many school days of the year the line runs."""
        return sum(stretch.after - stretch.first for stretch in self.stretches)

    def days_between(self, start: date, end: date) -> int:
        """On how many school days from start to end, both included, the line runs."""
        low, high = self._open.before(start), self._open.through(end)
        return sum(max(0, min(high, item.after) - max(low, item.first)) for item in self.stretches)

    def sessions_between(self, start: date, end: date) -> Fraction:
        """How many sessions are planned from start to end, both included."""
        return sessions_planned(self.line, self.days_between(start, end))

    def sessions_by(self, day: date) -> Fraction:
        """The sessions planned to date: from the line's first day (or the year's, if later) to the end of the day.

        Every screen and paper that says “of so many planned sessions” says this number, rounded half up.
        """
        return self.sessions_between(self.start, day)

    def units_between(self, start: date, end: date) -> int:
        """The hourly pence of each school day from start to end, added up; `top` ÷ `bottom` of it is the cost."""
        low, high = self._open.before(start), self._open.through(end)
        units = 0
        for first, after, pence in self.stretches:
            days = min(high, after) - max(low, first)
            if days > 0 and pence:
                units += days * pence
        return units

    def timed_between(self, start: date, end: date) -> Fraction:
        """The cost of the time planned from start to end, both included, without any one-off cost."""
        return Fraction(self.units_between(start, end) * self.top, self.bottom)

    def one_off_by(self, day: date) -> int:
        """The one-off cost of this year, if its day has come."""
        return self.one_off if self.first_day <= day else 0

    def planned_by(self, day: date) -> Fraction:
        """Everything planned from the beginning of the year to the end of the day."""
        return self.timed_between(self.start, day) + self.one_off_by(day)

    def planned_pence_by(self, day: date) -> int:
        """`planned_by`, rounded half up to the penny."""
        return half_up(self.units_between(self.start, day) * self.top, self.bottom) + self.one_off_by(day)

    def days_without_rate(self) -> int:
        """On how many school days the line runs without a known rate, and so at no cost."""
        return sum(item.after - item.first for item in self.stretches if item.pence is None)
