"""The charts of our documents as data: what each shows, in whole pence, days and percentages; no drawing.

Every chart can say itself in a sentence (`alternative`), for those who cannot see it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from senco_desk.domain.money import in_pounds
from senco_desk.domain.shares import Figure, rounded
from senco_desk.domain.terms import MONTHS, in_words

if TYPE_CHECKING:
    from senco_desk.domain.timeline import Timeline

MarkState = Literal["on_track", "due_soon", "overdue", "information", "none"]
"""✓, ▲, ■, ●, –."""

SpendLine = tuple[tuple[date, int], ...]
"""A running total: days in order, each with the pence spent by its end."""


@dataclass(frozen=True, slots=True)
class SpendChart:
    """What a child's support costs over a year against the threshold, each kind of figure drawn its own way.

    The threshold is a measure of spending: it is labelled with its amount and its basis, and never as a gate.

    Args:
        first, last: the first and last day shown.
        to_date: spent so far (solid).
        planned: planned for the whole year (dashed).
        forecast: what delivery so far leads one to expect (dotted).
        forecast_low, forecast_high: the band around the forecast; both or neither.
        today: where "to date" ends.
        threshold: pence, or nothing.
        basis: what the threshold is, in words ("£6,000, notional SEN budget").
        crossing: the day the forecast passes the threshold.
        crossing_words: how sure that day is, in words.
    """

    first: date
    last: date
    to_date: SpendLine
    planned: SpendLine = ()
    forecast: SpendLine = ()
    forecast_low: SpendLine = ()
    forecast_high: SpendLine = ()
    today: date | None = None
    threshold: int | None = None
    basis: str = ""
    crossing: date | None = None
    crossing_words: str = ""


@dataclass(frozen=True, slots=True)
class OutcomeBar:
    """One outcome: where it began, where it is now and where it should be, in its own measure."""

    title: str
    baseline: float
    now: float | None
    target: float
    unit: str = ""
    state: MarkState = "none"
    words: str = ""


@dataclass(frozen=True, slots=True)
class OutcomeBars:
    """Outcomes from baseline to now, each on its own scale with a tick at its target."""

    bars: tuple[OutcomeBar, ...]


@dataclass(frozen=True, slots=True)
class AttendanceChart:
    """Attendance by term, in percent of possible sessions; a term without figures is None."""

    terms: tuple[tuple[str, float | None], ...]
    compare: float | None = None
    compare_words: str = "whole school"


@dataclass(frozen=True, slots=True)
class AttainmentLine:
    """A subject's results: points of (index into the chart's occasions, value on the chart's scale)."""

    name: str
    points: tuple[tuple[int, float], ...]


@dataclass(frozen=True, slots=True)
class AttainmentChart:
    """Progress in subjects over occasions; `expected` is drawn as a dotted line.

    Args:
        occasions: the words under the axis, in order.
        lines: at most four, each drawn with its own dash and marker.
        expected: the value expected at each occasion, or None where there is none.
        scale: names for values on the axis, lowest first, with their value; empty for plain numbers.
    """

    occasions: tuple[str, ...]
    lines: tuple[AttainmentLine, ...]
    expected: tuple[float | None, ...] = ()
    scale: tuple[tuple[float, str], ...] = ()


@dataclass(frozen=True, slots=True)
class NeedBar:
    """A kind of need: how many pupils, their share of the school's SEN pupils and the national share, in percent.

    Shares are exact figures: they are rounded when they are written, and not before.
    """

    name: str
    count: int
    share: Figure
    national: Figure | None = None


@dataclass(frozen=True, slots=True)
class NeedBars:
    """How many pupils have each kind of need, beside the national share, in percent of pupils with SEN."""

    bars: tuple[NeedBar, ...]
    national_words: str = "England"


@dataclass(frozen=True, slots=True)
class TimelineChart:
    """A child's record by date, over the days of its window."""

    timeline: Timeline


Chart = SpendChart | OutcomeBars | AttendanceChart | AttainmentChart | NeedBars | TimelineChart


def alternative(chart: Chart) -> str:
    """The chart in words: every figure it draws that a reader would need, in one or more sentences."""
    match chart:
        case SpendChart():
            return _spend_words(chart)
        case OutcomeBars():
            return "Outcomes from baseline to now. " + " ".join(_outcome_words(bar) for bar in chart.bars)
        case AttendanceChart():
            words = [
                f"{term}: {f'{percent:.1f}%' if percent is not None else 'no figures'}" for term, percent in chart.terms
            ]
            if chart.compare is not None:
                words.append(f"{chart.compare_words}: {chart.compare:.1f}%")
            return "Attendance by term. " + "; ".join(words) + "."
        case AttainmentChart():
            return "Attainment. " + " ".join(_attainment_words(chart, line) for line in chart.lines)
        case NeedBars():
            rows = [
                f"{bar.name}: {bar.count} pupil{'' if bar.count == 1 else 's'}, {rounded(bar.share)}%"
                + (f" ({chart.national_words} {rounded(bar.national)}%)" if bar.national is not None else "")
                for bar in chart.bars
            ]
            return "Pupils by kind of need. " + "; ".join(rows) + "."
        case TimelineChart():
            return chart.timeline.sentence


def plain(value: float) -> str:
    """A figure without needless decimals: 3, 3.5, 12."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def month(day: date) -> str:
    """A month as charts write it: `Sep`."""
    return MONTHS[day.month - 1][:3]


def named_value(scale: Sequence[tuple[float, str]], value: float) -> str:
    """A value by its name on the scale if it has one, else as a plain number."""
    return next((name for at, name in scale if at == value), plain(value))


def _spend_words(chart: SpendChart) -> str:
    said = ["Spending over the year."]
    for line, words in (
        (chart.to_date, "Spent to date"),
        (chart.planned, "Planned"),
        (chart.forecast, "Forecast from delivery so far"),
    ):
        if line:
            day, pence = line[-1]
            said.append(f"{words}: {in_pounds(pence, whole=True)} by {in_words(day)}.")
    if chart.forecast_low and chart.forecast_high:
        low, high = (in_pounds(line[-1][1], whole=True) for line in (chart.forecast_low, chart.forecast_high))
        said.append(f"The forecast lies between {low} and {high}.")
    if chart.threshold is not None:
        basis = f" ({chart.basis})" if chart.basis else ""
        said.append(f"Threshold: {in_pounds(chart.threshold, whole=True)}{basis}.")
    if chart.crossing:
        sure = f", {chart.crossing_words}" if chart.crossing_words else ""
        said.append(f"The threshold is passed on {in_words(chart.crossing)}{sure}.")
    return " ".join(said)


def _outcome_words(bar: OutcomeBar) -> str:
    unit = f" {bar.unit}" if bar.unit else ""
    now = f"now {plain(bar.now)}{unit}" if bar.now is not None else "not yet measured again"
    words = f", {bar.words}" if bar.words else ""
    return f"{bar.title}: baseline {plain(bar.baseline)}{unit}, {now}, target {plain(bar.target)}{unit}{words}."


def _attainment_words(chart: AttainmentChart, line: AttainmentLine) -> str:
    points = [f"{chart.occasions[at]} {named_value(chart.scale, value)}" for at, value in line.points]
    return f"{line.name}: {', '.join(points)}." if points else f"{line.name}: no results yet."
