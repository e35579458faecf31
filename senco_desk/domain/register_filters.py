"""Filters of the register: a column, a way to compare, and what with. Kept in views, said in words, typed as words.

A filter reads the same way everywhere: `attendance below 90`, `year is Y4, Y5`, `next review within this half-term`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Literal

from senco_desk.domain.folding import folded
from senco_desk.domain.problems import RefusedError
from senco_desk.domain.records import Record
from senco_desk.domain.register import RegisterRow
from senco_desk.domain.register_columns import Kind, RegisterColumn

Way = Literal["is", "not", "has", "more", "least", "less", "most", "between", "within", "empty", "filled"]
"""How a value is compared."""

WAYS: Mapping[Kind, tuple[Way, ...]] = {
    "choice": ("is", "not", "empty", "filled"),
    "several": ("is", "not", "empty", "filled"),
    "text": ("has", "empty", "filled"),
    "number": ("less", "more", "most", "least", "between", "empty", "filled"),
    "money": ("less", "more", "most", "least", "between", "empty", "filled"),
    "date": ("within", "less", "more", "between", "empty", "filled"),
    "mark": (),
}
"""The ways that a kind of column is filtered in, the likeliest first."""

SAID: Mapping[Way, str] = {
    "is": "is", "not": "is not", "has": "has", "more": "above", "least": "at least", "less": "below",
    "most": "at most", "between": "between", "within": "within", "empty": "is empty", "filled": "is not empty",
}  # fmt: skip
SAID_OF_DAYS: Mapping[Way, str] = {**SAID, "less": "before", "more": "after"}
_COUNTS: Mapping[Way, int] = {
    "more": 1, "least": 1, "less": 1, "most": 1, "has": 1, "between": 2, "within": 1, "empty": 0, "filled": 0,
}  # fmt: skip

PERIODS: Mapping[str, str] = {
    "past": "the past",
    "by-half-term": "this half-term, or overdue",
    "half-term": "this half-term",
    "next-30": "the next 30 days",
    "last-30": "the last 30 days",
    "year": "this school year",
    "arrivals": "the last half-term or so",
}
"""Stretches of time that move with the day, so that a view kept in October still means something in May."""


class Filter(Record):
    """One condition. `values` are codes, ISO dates or plain numbers (money in whole pence) as text."""

    column: str
    way: Way
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class Spans:
    """The days that the moving periods stand for."""

    today: date
    half_term: tuple[date, date]
    before: date
    """The first day of the half-term before this one."""
    year: tuple[date, date]

    def of(self, period: str) -> tuple[date, date]:
        """First and last day of a period; refused, in words, where there is none of that name."""
        day = self.today
        spans = {
            "past": (date.min, date.fromordinal(day.toordinal() - 1)),
            "by-half-term": (date.min, self.half_term[1]),
            "half-term": self.half_term,
            "next-30": (day, date.fromordinal(day.toordinal() + 30)),
            "last-30": (date.fromordinal(day.toordinal() - 30), day),
            "year": self.year,
            "arrivals": (self.before, day),
        }
        if period not in spans:
            raise RefusedError(f"“{period}” is no stretch of time. There are: {', '.join(PERIODS.values())}.")
        return spans[period]


Rule = Callable[[RegisterRow], bool]


def rule_of(filters: Sequence[Filter], columns: Mapping[str, RegisterColumn], spans: Spans) -> Rule | None:
    """What all these filters together let through; None where nothing is filtered.

    Two filters of one column both hold. One of a column that is no longer there lets everything through.
    """
    rules = [
        _rule(each, columns[each.column], spans)
        for each in filters
        if each.column in columns and each.way in WAYS[columns[each.column].kind]
    ]
    if not rules:
        return None
    if len(rules) == 1:
        return rules[0]
    return lambda row: all(rule(row) for rule in rules)


def words_of(one: Filter, column: RegisterColumn) -> str:
    """A filter in words for a line on screen or paper: `Year 4 and Year 5`, `attendance below 90 %`."""
    if one.way == "empty":
        return f"no {column.called}"
    if one.way == "filled":
        return f"{column.called} is known"
    if one.way in ("is", "not"):
        said = [column.said(value) for value in one.values]
        together = _joined(said, "and" if one.way == "is" else "or")
        if column.id in ("year", "status"):
            return together if one.way == "is" else f"not {together}"
        return f"{column.called} {_joined(said, 'or')}" if one.way == "is" else f"{column.called} not {together}"
    if one.way == "within":
        return f"{column.called} within {PERIODS.get(one.values[0], one.values[0])}"
    if one.way == "has":
        return f"{column.called} has “{one.values[0]}”"
    said = [_said_value(value, column) for value in one.values]
    way = (SAID_OF_DAYS if column.kind == "date" else SAID)[one.way]
    return f"{column.called} {way} {' and '.join(said)}"


def problems_of_filter(one: Filter, column: RegisterColumn) -> str:
    """A sentence where a filter cannot be used as it stands; nothing where it can."""
    if one.way not in WAYS[column.kind]:
        return f"{column.words} cannot be filtered so."
    if one.way in ("is", "not"):
        return "" if one.values else "Choose at least one."
    if len(one.values) != _COUNTS[one.way]:
        return "Type what to compare with."
    if one.way == "within":
        return "" if one.values[0] in PERIODS else "Choose a stretch of time."
    if one.way == "has":
        return "" if one.values[0].strip() else "Type what to look for."
    for value in one.values:
        if parsed(value, column.kind) is None:
            return "Type a date, like 27/11/2026." if column.kind == "date" else "Type a number, like 90."
    return ""


def _rule(one: Filter, column: RegisterColumn, spans: Spans) -> Rule:
    way = one.way
    if way in ("empty", "filled"):
        return lambda row: (column.value(row) in (None, "", ())) == (way == "empty")
    if way in ("is", "not"):
        wanted = frozenset(one.values)
        return lambda row: any(code in wanted for code in column.codes(row)) == (way == "is")
    if way == "has":
        part = folded(one.values[0].strip()) if one.values else ""
        return lambda row: part in folded(str(column.value(row) or ""))
    low, high = _bounds(one, column, spans)

    def inside(row: RegisterRow) -> bool:
        value = column.value(row)
        if value is None or isinstance(value, (str, tuple)):
            return False
        return low(value) and high(value)

    return inside


Test = Callable[[object], bool]


def _bounds(one: Filter, column: RegisterColumn, spans: Spans) -> tuple[Test, Test]:
    """What a value must be above, and what below; a filter that cannot be read lets nothing be compared, and all by."""
    if one.way == "within":
        first, last = spans.of(one.values[0]) if one.values else (date.min, date.max)
        return _at_least(first), _at_most(last)
    values = [found for value in one.values if (found := parsed(value, column.kind)) is not None]
    if not values or len(values) != len(one.values):
        return _anything, _anything
    match one.way:
        case "more":
            return _above(values[0]), _anything
        case "least":
            return _at_least(values[0]), _anything
        case "less":
            return _anything, _below(values[0])
        case "most":
            return _anything, _at_most(values[0])
    low, high = sorted(values, key=_ordinal)
    return _at_least(low), _at_most(high)


def _ordinal(value: date | Decimal) -> Decimal:
    return Decimal(value.toordinal()) if isinstance(value, date) else value


def _anything(_value: object) -> bool:
    return True


def _above(bound: object) -> Test:
    return lambda value: value > bound  # type: ignore[operator]


def _below(bound: object) -> Test:
    return lambda value: value < bound  # type: ignore[operator]


def _at_least(bound: object) -> Test:
    return lambda value: value >= bound  # type: ignore[operator]


def _at_most(bound: object) -> Test:
    return lambda value: value <= bound  # type: ignore[operator]


def parsed(value: str, kind: Kind) -> date | Decimal | None:
    """A kept value as it is compared; None where it is not of its kind."""
    if kind == "date":
        return _iso(value)
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _iso(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _said_value(value: str, column: RegisterColumn) -> str:
    found = parsed(value, column.kind)
    if isinstance(found, date):
        return f"{found.day} {_MONTHS[found.month - 1]} {found.year}"
    if column.kind == "money" and found is not None:
        pounds = found / 100
        return f"£{pounds:,.0f}" if pounds == int(pounds) else f"£{pounds:,.2f}"
    return f"{value}{column.unit}"


def _joined(parts: Sequence[str], word: str) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} {word} {parts[-1]}" if parts else ""


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
