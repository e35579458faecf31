"""The register on show as a list that leaves the desk: its columns, its rows, and what they were chosen by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from senco_desk.domain.register import RegisterRow
from senco_desk.domain.register_columns import Cell, RegisterColumn


@dataclass(frozen=True)
class Listing:
    """A list of pupils.

    Args:
        name: what it is called: a view's name, or nothing.
        as_at: the day it shows.
        columns: those that may leave the desk, in their order.
        rows: the pupils, in their order.
        chosen: in words, what the pupils were chosen by.
        on_roll: how many pupils were on roll that day.
    """

    name: str
    as_at: date
    columns: tuple[RegisterColumn, ...]
    rows: tuple[RegisterRow, ...]
    chosen: tuple[str, ...] = ()
    on_roll: int = 0

    @property
    def headers(self) -> tuple[str, ...]:
        """The columns' headings."""
        return tuple(column.words for column in self.columns)

    def cells(self) -> list[list[Cell]]:
        """Each row as values, for a spreadsheet."""
        return [[column.cell(row) for column in self.columns] for row in self.rows]

    def texts(self) -> list[tuple[str, ...]]:
        """Each row as words, for paper."""
        return [tuple(column.text(row) for column in self.columns) for row in self.rows]

    @property
    def count_words(self) -> str:
        """`12 of 418 pupils`."""
        return f"{len(self.rows):,} of {self.on_roll:,} pupil{'' if self.on_roll == 1 else 's'}"


def listing(
    columns: Sequence[RegisterColumn],
    rows: Sequence[RegisterRow],
    *,
    as_at: date,
    on_roll: int,
    chosen: Sequence[str] = (),
    name: str = "",
    on_paper: bool = False,
) -> Listing:
    """A list of these rows by these columns, without any that must not leave the desk.

    On paper also without those that the school keeps off it.
    """
    leaving = tuple(column for column in columns if column.leaves and (column.on_paper or not on_paper))
    return Listing(name, as_at, leaving, tuple(rows), tuple(chosen), on_roll)
