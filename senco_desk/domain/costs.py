"""What support costs, line by line and child by child: planned, to date, delivered and forecast, never mixed.

* planned: the whole academic year, within the line's dates;
* to date: what of it has accrued by the day of the reckoning, that day included;
* delivered: what the sessions logged had cost by then; None for a line that is not logged;
* forecast: delivered so far, then planned × delivery rate; as planned for a line that is not logged.

Each figure is rounded half up to the penny once per line; totals are sums of lines that count. A line counts
when it is additional to or different from what peers get and the school pays for it. The arithmetic is exact
underneath (`accrual`, `delivery`), and each line carries the formula it came from.

What counts follows what authorities ask of a school: support additional to what peers get, from its own budget, up to
£6,000 (Department for Education, notional SEN budget guidance 2025 to 2026; Cheshire West and Chester, “first £6,000
of additional support”) or to £10,000 with the core (Medway's strategy 2022 to 2025).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import NamedTuple

from senco_desk.domain.accrual import DAYS_A_WEEK, Accrual, CostedLine, CostYear
from senco_desk.domain.delivery import Log, forecast_pence_by, read_log, sessions_outside
from senco_desk.domain.formulas import formula_of, notes_of
from senco_desk.domain.money import to_pence
from senco_desk.domain.provision import FUNDERS, TIERS_COUNTED_AS_NOTHING, ProvisionDraft
from senco_desk.domain.records import Record
from senco_desk.domain.terms import AcademicYear
from senco_desk.domain.thresholds import Threshold, crossing_sentence, spending_sentence


class LineCost(Record):
    """What one line costs for one child in one academic year, in whole pence.

    `start` and `end` are the line's dates for this child. `sessions_planned` is what the plan foresees from the
    line's first day (or the year's, if that is later) to the day of the reckoning: the one number that stands beside
    `sessions_given` anywhere. `sessions_absent` were given without the child, `sessions_missed` were not given at
    all. `sessions_due` are those due since logging began, which `delivery_rate` is a share of: 0 and None without a
    log. `logged_late` says that logging began a school week or more after the first session was planned.
    `sessions_outside` were logged outside the line's own dates: kept, and in no other figure. `formula` works out to
    `planned_pence`; `notes` say what the figures leave open.
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
    sessions_planned: int
    sessions_given: int
    sessions_absent: int
    sessions_missed: int
    sessions_due: int
    sessions_outside: int
    delivery_rate: Fraction | None
    log_began: date | None
    logged_late: bool

    @property
    def is_logged(self) -> bool:
        """Whether any session of the line had been logged by the day of the reckoning."""
        return self.delivered_pence is not None

    @property
    def is_unlogged(self) -> bool:
        """Whether sessions should have been given by then and none is logged; a one-off cost has none to log."""
        return not self.is_logged and self.sessions_planned > 0


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

    The four totals are sums over the lines that count; `delivered_pence` sums those that are logged, and `not_logged`
    says how many are not though sessions were planned by then. `counted_pence` is the forecast plus the core amount
    where the basis is core-plus-additional: the figure to set beside `threshold.amount_pence`. `crossing_date` is the
    first day at which spending (to date until the reckoning, forecast after it) with the core reaches the amount;
    None if that is not in the period. `advice` is a sentence where the calendar is assumed or looks incomplete.
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


class SpendTotals(NamedTuple):
    """The two figures of one child that a whole register shows, in whole pence; the same as in `PupilSpend`."""

    to_date_pence: int
    counted_pence: int
    threshold: Threshold


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
        crossing_date=_crossing(counting, threshold, shared, _MIDDLE),
        band=_band(counting, threshold, shared),
        not_logged=sum(cost.is_unlogged for cost in costs),
        calendar_assumed=shared.calendar.is_assumed(shared.year),
        advice=shared.calendar.advice(shared.year),
        lines=tuple(item.cost for item in reckoned),
    )


def spend_totals(lines: Iterable[CostedLine], threshold: Threshold, shared: CostYear) -> SpendTotals:
    """What `pupil_spend` answers as to date and counted, to the penny, without the words, the band or the crossing."""
    to_date = forecast = 0
    for line in lines:
        if counts_towards_threshold(line.provision, pupil_premium_counts=shared.pupil_premium_counts)[0]:
            accrual = Accrual(line, shared)
            to_date += accrual.planned_pence_by(min(shared.as_at, shared.year.end))
            log = read_log(line, accrual, shared.as_at)
            forecast += forecast_pence_by(accrual, log, log.rate if log else None, max(shared.year.end, shared.as_at))
    return SpendTotals(to_date, forecast + threshold.core_counted, threshold)


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


_LOW, _MIDDLE, _HIGH = 0, 1, 2
"""Which share of what is planned a log is taken to foretell: its low end, its middle or its high end."""


@dataclass(frozen=True, slots=True)
class _Reckoned:
    """A line's cost with what it was worked out from; `shares` are its log's low end, middle and high end."""

    cost: LineCost
    accrual: Accrual
    log: Log | None
    shares: tuple[Fraction | None, Fraction | None, Fraction | None]

    def planned_by(self, day: date) -> int:
        return self.accrual.planned_pence_by(day)

    def forecast_by(self, day: date, share: int) -> int:
        return forecast_pence_by(self.accrual, self.log, self.shares[share], day)

    def forecast(self, share: int) -> int:
        """The forecast of the whole year, which is worked out already."""
        return (self.cost.forecast_low_pence, self.cost.forecast_pence, self.cost.forecast_high_pence)[share]

    def delivered_by(self, day: date) -> int | None:
        if self.log is None:
            return None
        return to_pence(self.log.delivered_by(day) + self.accrual.one_off_by(day))


def _reckon(line: CostedLine, shared: CostYear) -> _Reckoned:
    provision, year, as_at = line.provision, shared.year, shared.as_at
    accrual = Accrual(line, shared)
    log = read_log(line, accrual, as_at)
    planned = accrual.planned_pence_by(year.end)
    to_date = planned if as_at >= year.end else accrual.planned_pence_by(as_at)
    shares = (log.band[0], log.rate, log.band[1]) if log else (None, None, None)
    low, forecast, high = (
        planned if log is None else forecast_pence_by(accrual, log, share, max(year.end, as_at)) for share in shares
    )
    counts, why = counts_towards_threshold(provision, pupil_premium_counts=shared.pupil_premium_counts)
    year_sessions = (session for session in line.sessions if year.start <= session.on <= min(year.end, as_at))
    outside = len(sessions_outside(year_sessions, provision.start, provision.end))
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
        notes=notes_of(provision, accrual, log, outside=outside),
        sessions_planned=to_pence(accrual.sessions_by(as_at)),
        sessions_given=log.given if log else 0,
        sessions_absent=log.absent if log else 0,
        sessions_missed=log.not_given if log else 0,
        sessions_due=to_pence(log.due) if log else 0,
        sessions_outside=outside,
        delivery_rate=log.rate if log else None,
        log_began=log.began if log else None,
        logged_late=log is not None
        and accrual.days_between(accrual.start, log.began - timedelta(days=1)) >= DAYS_A_WEEK,
    )
    return _Reckoned(cost, accrual, log, shares)


def _band(counting: Sequence[_Reckoned], threshold: Threshold, shared: CostYear) -> Band | None:
    """The band of the sum; all lines low or all high at once, which is the widest it can be."""
    if not any(item.log for item in counting):
        return None
    return Band(
        low_pence=sum(item.cost.forecast_low_pence for item in counting),
        high_pence=sum(item.cost.forecast_high_pence for item in counting),
        earliest=_crossing(counting, threshold, shared, _HIGH),
        latest=_crossing(counting, threshold, shared, _LOW),
    )


def _crossing(counting: Sequence[_Reckoned], threshold: Threshold, shared: CostYear, share: int) -> date | None:
    """The first day of the year at which to-date spending, or after the reckoning the forecast, suffices."""
    needed = threshold.amount_pence - threshold.core_counted
    year, as_at = shared.year, shared.as_at

    def to_date(day: date) -> bool:
        return sum(item.planned_by(day) for item in counting) >= needed

    def forecast(day: date) -> bool:
        return sum(item.forecast_by(day, share) for item in counting) >= needed

    # The sums are known for the last day of either stretch, and most children's never come near the amount.
    if sum(item.cost.to_date_pence for item in counting) >= needed:
        found = _first_day(year.start, min(as_at, year.end), to_date)
        if found is not None:
            return found
    if sum(item.forecast(share) for item in counting) < needed:
        return None
    return _first_day(max(as_at + timedelta(days=1), year.start), year.end, forecast)


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
        sum(item.forecast_by(day, share) for item in counting) if future else None for share in (_LOW, _MIDDLE, _HIGH)
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
