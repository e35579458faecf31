"""The register on show as a list that leaves the desk: its columns, its rows, and what they were chosen by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from senco_desk.domain.folding import folded
from senco_desk.domain.register import RegisterRow
from senco_desk.domain.register_columns import Cell, RegisterColumn
from senco_desk.domain.register_filters import Filter, words_of

NOT_SAID = "Chosen by a field that is not printed"
"""In place of a filter of a column that stays in the desk."""


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
        left_out: for the screen alone, the headings of columns on show that stay in the desk.
    """

    name: str
    as_at: date
    columns: tuple[RegisterColumn, ...]
    rows: tuple[RegisterRow, ...]
    chosen: tuple[str, ...] = ()
    on_roll: int = 0
    left_out: tuple[str, ...] = ()

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
    known: Mapping[str, RegisterColumn],
    chosen: Sequence[str | Filter] = (),
    sorts: Sequence[tuple[str, bool]] = (),
    name: str = "",
) -> Listing:
    """A list of these rows by these columns that may leave the desk: on paper, in a file, by the clipboard.

    Columns that must not, and those that the school keeps off lists, are told in no way: not as a column, not by the
    words of a filter, not by the order of the rows.

    Args:
        columns: those on show.
        rows: the pupils on show, in their order.
        as_at: the day it shows.
        on_roll: how many pupils were on roll that day.
        known: every column that the person sees, by its id.
        chosen: what the pupils were chosen by: words of the program, what was typed, and filters.
        sorts: what the rows are sorted by, the first counting most; True ascends.
        name: what the list is called.
    """
    leaving = tuple(column for column in columns if column.goes_out)
    said = dict.fromkeys(each if isinstance(each, str) else _told(each, known) for each in chosen)
    stays = tuple(column.words for column in columns if not column.goes_out)
    shown = in_order(rows, sorts, known)
    return Listing(name, as_at, leaving, shown, tuple(words for words in said if words), on_roll, stays)


def in_order(
    rows: Sequence[RegisterRow], sorts: Sequence[tuple[str, bool]], known: Mapping[str, RegisterColumn]
) -> tuple[RegisterRow, ...]:
    """The rows as they stand; where a column that stays in the desk has a part in that, by the others and by name."""
    told = [(known[name], up) for name, up in sorts if name in known and known[name].goes_out]
    if len(told) == len(sorts):
        return tuple(rows)
    ordered = sorted(rows, key=_by_name)
    for column, up in reversed(told):
        keys = {row.pupil_id: _by_name(row) if column.id == "name" else column.sort_key(row) for row in ordered}
        present = [row for row in ordered if keys[row.pupil_id] is not None]
        missing = [row for row in ordered if keys[row.pupil_id] is None]
        present.sort(key=lambda row, keys=keys: keys[row.pupil_id], reverse=not up)  # type: ignore[misc]
        ordered = [*present, *missing]
    return tuple(ordered)


def _by_name(row: RegisterRow) -> tuple[str, str]:
    return row.sort_name or folded(row.name), row.pupil_id


def _told(one: Filter, known: Mapping[str, RegisterColumn]) -> str:
    """A filter in words; nothing for one of a column that is no longer there, which narrows nothing."""
    column = known.get(one.column)
    if column is None:
        return ""
    words = words_of(one, column) if column.goes_out else NOT_SAID
    return f"{words[:1].upper()}{words[1:]}"
