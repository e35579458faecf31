"""Filters of the register as they are typed: `attendance below 90`, `year is Y4, Y5`, `next review is empty`."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal

from senco_desk.domain.folding import folded
from senco_desk.domain.problems import RefusedError
from senco_desk.domain.register_columns import RegisterColumn
from senco_desk.domain.register_filters import (
    PERIODS,
    SAID,
    SAID_OF_DAYS,
    WAYS,
    Filter,
    Way,
    parsed,
    problems_of_filter,
)

ReadDay = Callable[[str], date | None]

_SIGNS: tuple[tuple[str, Way], ...] = (
    ("<=", "most"), (">=", "least"), ("<", "less"), (">", "more"), ("=", "is"), ("≤", "most"), ("≥", "least"),
)  # fmt: skip
_QUOTED = re.compile(r'"((?:[^"]|"")*)"|([^,]+)')


def typed_words(one: Filter, column: RegisterColumn) -> str:
    """A filter as it can be typed and read back by `read_filter`: `attendance below 90`, `year is 4, 5`."""
    way = (SAID_OF_DAYS if column.kind == "date" else SAID)[one.way]
    if one.way in ("is", "not"):
        return f"{column.called} {way} {', '.join(_quoted(value) for value in one.values)}"
    if one.way == "within":
        return f"{column.called} {way} {PERIODS[one.values[0]]}"
    if column.kind == "money":
        values = [f"{Decimal(value) / 100:f}" for value in one.values]
    else:
        values = [_quoted(value) if one.way == "has" else value for value in one.values]
    return " ".join([column.called, way, " and ".join(values)]).strip()


def read_filter(typed: str, columns: Sequence[RegisterColumn], day: ReadDay | None = None) -> Filter:
    """The filter that words mean; refused, in words that say how to type one.

    Args:
        typed: a column, a way and values, in the words of the screen; `<`, `>`, `<=`, `>=` and `=` are read too.
        columns: the columns there are.
        day: reads a date as people type it.
    """
    line = " ".join(typed.split())
    for column in sorted(columns, key=lambda each: -len(each.words)):
        if column.kind == "mark" or not _begins(line, column.words):
            continue
        rest = line[len(column.words) :].strip()
        for way, said in _ways_typed(column):
            if _begins(rest, said):
                values = _values(rest[len(said) :].strip(), way, column, day)
                if values is None:
                    break
                made = Filter(column=column.id, way=way, values=values)
                if problem := problems_of_filter(made, column):
                    raise RefusedError(f"“{typed}”: {problem}")
                return made
        ways = [(SAID_OF_DAYS if column.kind == "date" else SAID)[way] for way in WAYS[column.kind]]
        raise RefusedError(f"“{typed}”: say how {column.called} is compared: {', '.join(ways)}.")
    names = ", ".join(column.called for column in columns if column.kind != "mark")
    raise RefusedError(f"“{typed}”: begin with a column: {names}.")


def _ways_typed(column: RegisterColumn) -> list[tuple[Way, str]]:
    """Each way with the words it may be typed in, the longest first, so that `is not` is not read as `is`."""
    ways = WAYS[column.kind]
    said: list[tuple[Way, str]] = [(way, SAID[way]) for way in ways]
    said += [(way, SAID_OF_DAYS[way]) for way in ways if column.kind == "date"]
    said += [(way, sign) for sign, way in _SIGNS if way in ways]
    return sorted(said, key=lambda each: -len(each[1]))


def _begins(line: str, words: str) -> bool:
    """Whether a line begins with words, as words: `need` does not begin `needs`."""
    if not folded(line).startswith(folded(words)) or len(folded(words)) != len(words):
        return False
    after = line[len(words) : len(words) + 1]
    return not (after.isalnum() and words[-1:].isalnum())


def _values(rest: str, way: Way, column: RegisterColumn, day: ReadDay | None) -> tuple[str, ...] | None:
    """The values typed after a way, as they are kept; None where they cannot be read."""
    if way in ("empty", "filled"):
        return () if not rest else None
    if way in ("is", "not"):
        return tuple(dict.fromkeys(_code(each, column) for each in _listed(rest)))
    if way == "has":
        return (_listed(rest) or ("",))[:1] if rest.startswith('"') else (rest,)
    if way == "within":
        return (next((name for name, words in PERIODS.items() if folded(words) == folded(rest)), ""),)
    parts = re.split(r"\s+(?:and|to)\s+", rest) if way == "between" else [rest]
    found = [_kept(part, column, day) for part in parts]
    return tuple(each for each in found if each is not None) if None not in found else ("",)


def _kept(part: str, column: RegisterColumn, day: ReadDay | None) -> str | None:
    if column.kind == "date":
        found = parsed(part, "date") or (day(part) if day is not None else None)
        return found.isoformat() if isinstance(found, date) else None
    number = parsed(part.replace("£", "").replace(",", "").replace("%", "").strip(), "number")
    if not isinstance(number, Decimal):
        return None
    return f"{number * 100:f}" if column.kind == "money" else f"{number:f}"


def _code(typed: str, column: RegisterColumn) -> str:
    """The code meant by a word: the code itself, its words, or `Y4` for a year."""
    wanted = folded(typed)
    if column.id == "year":
        wanted = re.sub(r"^(?:year|yr|y) ?(?=\d|r$)", "", wanted)
        wanted = "r" if wanted == "reception" else wanted
        return wanted.upper()
    for code in (*column.choices, typed.upper()):
        if wanted in (folded(code), folded(column.said(code))):
            return code
    return typed


def _listed(rest: str) -> tuple[str, ...]:
    found = (each[1].replace('""', '"') if each[1] is not None else each[2].strip() for each in _QUOTED.finditer(rest))
    return tuple(each for each in found if each)


def _quoted(value: str) -> str:
    plain = re.fullmatch(r"[^\s\",][^\",]*[^\s\",]|[^\s\",]", value)
    return value if plain else '"{}"'.format(value.replace('"', '""'))
