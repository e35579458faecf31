"""What support costs, line by line and child by child: planned, to date, delivered and forecast, never mixed.

* planned: the whole academic year, within the line's dates;
* to date: what of it has accrued by the day of the reckoning, that day included;
* delivered: what the sessions logged had cost by then; None for a line that is not logged;
* forecast: delivered so far, then planned × delivery rate; as planned for a line that is not logged.

Each figure is rounded half up to the penny once per line; totals are sums of lines that count. A line counts
when it is additional to or different from what peers get and the school pays for it. The arithmetic is exact
underneath (`accrual`, `delivery`), and each line carries the formula it came from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from senco_desk.domain.accrual import Accrual, CostedLine, CostYear
from senco_desk.domain.delivery import Log, forecast_by, read_log
from senco_desk.domain.formulas import formula_of, notes_of
from senco_desk.domain.money import to_pence
from senco_desk.domain.provision import FUNDERS, TIERS_COUNTED_AS_NOTHING, ProvisionDraft
from senco_desk.domain.records import Record
from senco_desk.domain.terms import AcademicYear
from senco_desk.domain.thresholds import Threshold, crossing_sentence, spending_sentence


class LineCost(Record):
    """What one line costs for one child in one academic year, in whole pence.

    `start` and `end` are the line's dates for this child. `sessions_expected` is what the plan foresees from
    the first logged session (without a log, from the line's first day) to the day of the reckoning;
    `sessions_absent` were given without the child, `sessions_missed` were not given at all. `delivery_rate` is
    None without a log. `formula` works out to `planned_pence`; `notes` say what the figures leave open.
    """

    provision_id: str
    pupil_id: str
    what: str
    start: date
    end: date
    planned_pence: int
    to_date_pence: int
    delivered_pence: int | None
    forecast_pence: int
    forecast_low_pence: int
    forecast_high_pence: int
    counts: bool
    why: str
    formula: str
    notes: tuple[str, ...]
    sessions_expected: int
    sessions_given: int
    sessions_absent: int
    sessions_missed: int
    delivery_rate: Fraction | None
    log_began: date | None

    @property
    def is_logged(self) -> bool:
        """Whether any session of the line had been logged by the day of the reckoning."""
        return self.delivered_pence is not None


class Period(Record):
    """From a day to a day, both included."""

    start: date
    end: date


class Band(Record):
    """How far the forecast may be off, going by the sessions logged: lines that count, without any core amount.

    `earliest` and `latest` are the days on which the amount is reached at the high and at the low end; None
    where that is not in the period.
    """

    low_pence: int
    high_pence: int
    earliest: date | None
    latest: date | None


class PupilSpend(Record):
    """What the school spends on one child in one academic year, beside the threshold.

    The four totals are sums over the lines that count; `delivered_pence` sums those that are logged, and
    `not_logged` says how many are not. `counted_pence` is the forecast plus the core amount where the basis is
    core-plus-additional: the figure to set beside `threshold.amount_pence`. `crossing_date` is the first day
    at which spending (to date until the reckoning, forecast after it) with the core reaches the amount; None
    if that is not in the period. `advice` is a sentence where the calendar is assumed or looks incomplete.
    """

    pupil_id: str
    period: Period
    as_at: date
    threshold: Threshold
    planned_pence: int
    to_date_pence: int
    delivered_pence: int
    forecast_pence: int
    counted_pence: int
    crossing_date: date | None
    band: Band | None
    not_logged: int
    calendar_assumed: bool
    advice: str
    lines: tuple[LineCost, ...]

    @property
    def logged_pence(self) -> int | None:
        """What was delivered, as far as sessions are logged; None where none is, which is not nothing given."""
        return self.delivered_pence if any(cost.counts and cost.is_logged for cost in self.lines) else None

    @property
    def spending_words(self) -> str:
        """The spending beside its threshold, in the sentence that never makes it a gate."""
        return spending_sentence(self.forecast_pence, self.threshold)

    @property
    def crossing_words(self) -> str:
        """When the amount is reached, with the band where sessions are logged, in such a sentence."""
        return crossing_sentence(
            self.crossing_date,
            self.threshold,
            as_at=self.as_at,
            period_end=self.period.end,
            earliest=self.band.earliest if self.band else None,
            latest=self.band.latest if self.band else None,
        )


class CurvePoint(Record):
    """Spending from the beginning of the year to the end of a day, on lines that count, without the core.

    `to_date` and `delivered` stop at the day of the reckoning; `forecast`, `low` and `high` begin there.
    `delivered` is None throughout where no line is logged.
    """

    on: date
    planned_pence: int
    to_date_pence: int | None
    delivered_pence: int | None
    forecast_pence: int | None
    low_pence: int | None
    high_pence: int | None


class SpendCurve(Record):
    """The points of a chart, one a day, and the threshold they run towards (less `core_pence` below them)."""

    year: AcademicYear
    as_at: date
    threshold: Threshold
    core_pence: int
    points: tuple[CurvePoint, ...]


def counts_towards_threshold(line: ProvisionDraft, *, pupil_premium_counts: bool) -> tuple[bool, str]:
    """Whether a line counts towards the threshold, and why, in a sentence.

    It does when it is additional to or different from what peers get and the school pays for it (the core is
    what every pupil gets; a local authority's “up to £10,000” and “first £6,000” both mean the school's share).
    """
    if line.funder != "school":
        return False, f"Shown but not counted: it is paid for by {FUNDERS[line.funder]}, not by the school."
    if line.tier in TIERS_COUNTED_AS_NOTHING:
        return False, "Shown but not counted: it is what every pupil gets, and part of the core."
    if not line.additional:
        return False, "Shown but not counted: it is not additional to or different from what peers get."
    if line.pupil_premium and not pupil_premium_counts:
        return False, "Shown but not counted: the authority’s profile leaves out pupil premium money."
    return True, "Counted: it is additional to or different from what peers get, and the school pays for it."


def line_cost(line: CostedLine, shared: CostYear) -> LineCost:
    """What one line costs for one child in the year."""
    return _reckon(line, shared).cost


def pupil_spend(pupil_id: str, lines: Iterable[CostedLine], threshold: Threshold, shared: CostYear) -> PupilSpend:
    """Everything spent on one child in the year, beside a threshold; the lines come back in the order given."""
    reckoned = [_reckon(line, shared) for line in lines]
    counting = [item for item in reckoned if item.cost.counts]
    costs = [item.cost for item in counting]
    forecast = sum(cost.forecast_pence for cost in costs)
    return PupilSpend(
        pupil_id=pupil_id,
        period=Period(start=shared.year.start, end=shared.year.end),
        as_at=shared.as_at,
        threshold=threshold,
        planned_pence=sum(cost.planned_pence for cost in costs),
        to_date_pence=sum(cost.to_date_pence for cost in costs),
        delivered_pence=sum(cost.delivered_pence or 0 for cost in costs),
        forecast_pence=forecast,
        counted_pence=forecast + threshold.core_counted,
        crossing_date=_crossing(counting, threshold, shared, _middle),
        band=_band(counting, threshold, shared),
        not_logged=sum(not cost.is_logged for cost in costs),
        calendar_assumed=shared.calendar.is_assumed(shared.year),
        advice=shared.calendar.advice(shared.year),
        lines=tuple(item.cost for item in reckoned),
    )


def spend_curve(lines: Iterable[CostedLine], threshold: Threshold, shared: CostYear) -> SpendCurve:
    """The year's spending on one child day by day; its ends agree to the penny with `pupil_spend`."""
    counting = [item for item in (_reckon(line, shared) for line in lines) if item.cost.counts]
    days = (shared.year.end - shared.year.start).days + 1
    return SpendCurve(
        year=shared.year,
        as_at=shared.as_at,
        threshold=threshold,
        core_pence=threshold.core_counted,
        points=tuple(
            _point(counting, shared.as_at, shared.year.start + timedelta(days=number)) for number in range(days)
        ),
    )


@dataclass(frozen=True, slots=True)
class _Reckoned:
    """A line's cost with what it was worked out from."""

    cost: LineCost
    accrual: Accrual
    log: Log | None

    def planned_by(self, day: date) -> int:
        return to_pence(self.accrual.planned_by(day))

    def forecast_by(self, day: date, share: Share) -> int:
        return to_pence(forecast_by(self.accrual, self.log, share(self.log), day))

    def delivered_by(self, day: date) -> int | None:
        if self.log is None:
            return None
        return to_pence(self.log.delivered_by(day) + self.accrual.one_off_by(day))


Share = Callable[[Log | None], Fraction | None]
"""Which share of what is planned a log is taken to foretell: its low end, its middle or its high end."""


def _low(log: Log | None) -> Fraction | None:
    return log.low if log else None


def _middle(log: Log | None) -> Fraction | None:
    return log.rate if log else None


def _high(log: Log | None) -> Fraction | None:
    return log.high if log else None


def _reckon(line: CostedLine, shared: CostYear) -> _Reckoned:
    provision, year, as_at = line.provision, shared.year, shared.as_at
    accrual = Accrual(line, shared)
    log = read_log(line, accrual, as_at)
    planned = to_pence(accrual.planned_by(year.end))
    to_date = planned if as_at >= year.end else to_pence(accrual.planned_by(as_at))
    low, forecast, high = (
        (planned if log is None else to_pence(forecast_by(accrual, log, share(log), max(year.end, as_at))))
        for share in (_low, _middle, _high)
    )
    counts, why = counts_towards_threshold(provision, pupil_premium_counts=shared.pupil_premium_counts)
    expected = log.expected if log else _expected(accrual, line, as_at)
    cost = LineCost(
        provision_id=provision.id,
        pupil_id=line.link.pupil_id,
        what=provision.what,
        start=accrual.first_day,
        end=accrual.last_day,
        planned_pence=planned,
        to_date_pence=to_date,
        delivered_pence=to_pence(log.delivered + accrual.one_off_by(as_at)) if log else None,
        forecast_pence=forecast,
        forecast_low_pence=low,
        forecast_high_pence=high,
        counts=counts,
        why=why,
        formula=formula_of(provision, accrual),
        notes=notes_of(provision, accrual, log),
        sessions_expected=to_pence(expected),
        sessions_given=log.given if log else 0,
        sessions_absent=log.absent if log else 0,
        sessions_missed=log.not_given if log else 0,
        delivery_rate=log.rate if log else None,
        log_began=log.began if log else None,
    )
    return _Reckoned(cost, accrual, log)


def _expected(accrual: Accrual, line: CostedLine, as_at: date) -> Fraction:
    """The sessions planned so far on a line that is not logged."""
    days = accrual.days_between(accrual.start, as_at)
    return days * Fraction(line.provision.sessions_per_week) / 5


def _band(counting: Sequence[_Reckoned], threshold: Threshold, shared: CostYear) -> Band | None:
    """The band of the sum; all lines low or all high at once, which is the widest it can be."""
    if not any(item.log for item in counting):
        return None
    return Band(
        low_pence=sum(item.cost.forecast_low_pence for item in counting),
        high_pence=sum(item.cost.forecast_high_pence for item in counting),
        earliest=_crossing(counting, threshold, shared, _high),
        latest=_crossing(counting, threshold, shared, _low),
    )


def _crossing(counting: Sequence[_Reckoned], threshold: Threshold, shared: CostYear, share: Share) -> date | None:
    """The first day of the year at which to-date spending, or after the reckoning the forecast, suffices."""
    needed = threshold.amount_pence - threshold.core_counted
    year, as_at = shared.year, shared.as_at

    def to_date(day: date) -> bool:
        return sum(item.planned_by(day) for item in counting) >= needed

    def forecast(day: date) -> bool:
        return sum(item.forecast_by(day, share) for item in counting) >= needed

    tomorrow = as_at + timedelta(days=1)
    return _first_day(year.start, min(as_at, year.end), to_date) or _first_day(
        max(tomorrow, year.start), year.end, forecast
    )


def _first_day(start: date, end: date, reached: Callable[[date], bool]) -> date | None:
    """The first day from start to end on which a thing that, once reached, stays reached is so."""
    if end < start or not reached(end):
        return None
    low, high = start.toordinal(), end.toordinal()
    while low < high:
        middle = (low + high) // 2
        if reached(date.fromordinal(middle)):
            high = middle
        else:
            low = middle + 1
    return date.fromordinal(low)


def _point(counting: Sequence[_Reckoned], as_at: date, day: date) -> CurvePoint:
    planned = sum(item.planned_by(day) for item in counting)
    delivered = [pence for item in counting if (pence := item.delivered_by(day)) is not None]
    past, future = day <= as_at, day >= as_at
    low, forecast, high = (
        sum(item.forecast_by(day, share) for item in counting) if future else None for share in (_low, _middle, _high)
    )
    return CurvePoint(
        on=day,
        planned_pence=planned,
        to_date_pence=planned if past else None,
        delivered_pence=sum(delivered) if past and delivered else None,
        forecast_pence=forecast,
        low_pence=low,
        high_pence=high,
    )
