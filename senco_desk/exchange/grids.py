"""Lines of cells as a file gave them, before any of them has a meaning, and the limits on how many there may be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

from senco_desk.domain.problems import Problem

MAX_LINES = 60_000
MAX_PUPILS = 20_000
MAX_COLUMNS = 500

Cell = str | float | bool | date
"""A cell: text, or what a spreadsheet itself says is a number, yes/no, or a date (with a time: datetime)."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a file: its own number there, from 1, and its cells."""

    number: int
    cells: tuple[Cell, ...]

    @property
    def blank(self) -> bool:
        """Whether no cell of the line holds anything."""
        return not any(as_text(cell) for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet: its name ("" for a text file) and its lines in order, blank ones left out."""

    name: str
    lines: tuple[Line, ...]
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Tables:
    """All the sheets of a file, how its text was read, and what was odd about it."""

    source_name: str
    kind: str
    grids: tuple[Grid, ...]
    encoding: str = ""
    separator: str = ""
    problems: tuple[Problem, ...] = ()


def as_text(cell: Cell) -> str:
    """A cell as a person would type it: outer space removed, whole numbers without `.0`, dates in ISO form."""
    if isinstance(cell, str):
        return cell.strip(" \t\r\n\f\v\xa0\u200b\ufeff")
    if isinstance(cell, bool):
        return "Yes" if cell else "No"
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ")
    if isinstance(cell, date):
        return cell.isoformat()
    # The shortest digits that mean the same number, never 1e+16.
    number = Decimal(repr(cell)) if cell == cell and abs(cell) < 1e300 else None  # noqa: PLR0124 (not a number)
    if number is None:
        return ""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
