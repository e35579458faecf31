"""The rows below a heading as fields, with each oddity named by its row and column.

A line with more values than the heading has columns was written with a separator inside an unquoted value. What
stands to the left and right of that place can still be told by the columns whose values have a shape of their own
(unique pupil numbers and dates): only what such a column vouches for is read, so nothing lands in a wrong field.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from senco_desk.domain import upn as upns
from senco_desk.domain.problems import Problem
from senco_desk.domain.roll import ReadColumn
from senco_desk.exchange.dates import ColumnDates, DateShape, decide, read_any
from senco_desk.exchange.grids import Cell, Line, as_text
from senco_desk.exchange.headers import Layout
from senco_desk.exchange.values import number_in, short

MOST_TOLD = 1_000
"""Of so many lines that are odd in one column each is named; nobody reads more, and they take time and room."""


@dataclass(frozen=True)
class Entry:
    """One line below the heading: its number, its cells by field, and those of columns that were kept aside."""

    number: int
    cells: Mapping[str, Cell]
    aside: Mapping[str, str]

    def text(self, name: str) -> str:
        """The text of a field; empty where the file has no such column or the line no such value."""
        return as_text(self.cells.get(name, ""))

    @property
    def filled(self) -> int:
        """How many cells hold something, recognised or not."""
        return sum(1 for cell in self.cells.values() if as_text(cell)) + len(self.aside)


@dataclass
class Sheet:
    """A laid-out sheet being read: its entries, and the problems found so far."""

    layout: Layout
    date_fields: Sequence[str]
    ragged: bool
    """Whether lines may be of unequal length by mistake: so in a text file, never in a workbook."""
    problems: list[Problem] = field(default_factory=list)
    shapes: dict[str, str] = field(default_factory=dict)
    noted: Counter[str] = field(default_factory=Counter)
    """How often something was odd, by field."""

    def entries(self) -> list[Entry]:
        """Every line below the heading that is not blank and not the heading once more."""
        heading = [as_text(cell) for cell in self.layout.header.cells]
        return [self._entry(line) for line in self.layout.lines if [as_text(cell) for cell in line.cells] != heading]

    def has(self, *names: str) -> bool:
        """Whether the file has a column for one of the fields."""
        return any(name in self.layout.places for name in names)

    def header(self, name: str) -> str:
        """The heading of a field's column, as the file writes it."""
        place = self.layout.places.get(name)
        return self.layout.columns[place].header if place is not None else ""

    def note(self, row: int | None, name: str, sentence: str) -> None:
        """Adds a problem at a row and a field's column; of one column the first `MOST_TOLD`."""
        if row is not None and row != self.layout.header.number:  # what is said of the whole column is always said
            self.noted[name] += 1
            if self.noted[name] > MOST_TOLD:
                return
        self.problems.append(Problem(row=row, column=self.header(name), field=name, sentence=sentence))

    def all_problems(self) -> tuple[Problem, ...]:
        """Every problem that was noted, with a sentence for each column of which some are only counted."""
        counted = (
            Problem(
                column=self.header(name),
                field=name,
                sentence=f"{number - MOST_TOLD:,} more lines are odd here; the first {MOST_TOLD:,} are listed. What is"
                " odd was left out of those too. Correct the list where it comes from, then read it again.",
            )
            for name, number in self.noted.items()
            if number > MOST_TOLD
        )
        return (*self.problems, *counted)

    def dates(self, entries: Sequence[Entry]) -> dict[str, dict[int, date]]:
        """The dates of each date column by line number, a column all read in the one shape it is written in.

        Where one column cannot tell the day from the month, another of the same file may do so for it.
        """
        found: dict[str, dict[int, date]] = {}
        decided: dict[str, ColumnDates] = {}
        for name in self.date_fields:
            real, written = _told_apart(name, entries)
            if real:
                self.shapes[name] = "real dates"
            if written:
                column = decided[name] = decide(written.values())
                self.shapes[name] = column.shape.value
                self._exchanged(name, column, real.values(), written.values())
                real |= self._written(name, column, written)
            found[name] = real
        proven = {column.shape for column in decided.values() if column.proven}
        for name, column in decided.items():
            if column.ambiguous and proven != {column.shape}:
                other = "the month" if column.shape is DateShape.DAY_FIRST else "the day"
                self.note(
                    self.layout.header.number,
                    name,
                    f"These dates were read as {column.shape.value}, but they would also fit with {other} first. "
                    "Check one of them against what you know.",
                )
        return found

    def columns(self) -> tuple[ReadColumn, ...]:
        """The columns as they were read, with the shape of those that hold dates."""
        return tuple(
            column.model_copy(update={"date_shape": self.shapes.get(column.field, "")})
            for column in self.layout.columns
        )

    def _written(self, name: str, column: ColumnDates, written: Mapping[int, str]) -> dict[int, date]:
        found: dict[int, date] = {}
        for number, text in written.items():
            if (day := column.read(text)) is not None:
                found[number] = day
                continue
            self.note(
                number,
                name,
                f"“{short(text)}” is not a date written as {column.shape.value}, as the others of this column are. "
                "It was left out: correct it in the file.",
            )
        return found

    def _exchanged(self, name: str, column: ColumnDates, real: Collection[date], written: Collection[str]) -> None:
        if real and column.shape is DateShape.DAY_FIRST and _swapped(real, written):
            self.note(
                self.layout.header.number,
                name,
                "Some of these are real dates and some are text, in the way that happens when a spreadsheet set to "
                "American dates opens a British list: day and month may be exchanged in the real ones. "
                "Export the list again and do not open it before importing it.",
            )

    def _entry(self, line: Line) -> Entry:
        cells = list(line.cells)
        width = self.layout.width
        while len(cells) > width and not as_text(cells[-1]):
            cells.pop()
        uneven = self.ragged and len(cells) != width
        places = self._ragged(line.number, cells) if uneven else dict(enumerate(cells))
        by_place = {column.number - 1: column for column in self.layout.columns}
        known: dict[str, Cell] = {}
        aside: dict[str, str] = {}
        for place, cell in places.items():
            column = by_place.get(place)
            if column is not None and column.field:
                known[column.field] = cell
            elif text := as_text(cell):
                name = column.header if column else f"Column {place + 1}"
                aside[name if name not in aside else f"{name} ({place + 1})"] = text
        return Entry(line.number, known, aside)

    def _ragged(self, number: int, cells: list[Cell]) -> dict[int, Cell]:
        width, extra = self.layout.width, len(cells) - self.layout.width
        if extra < 0:
            if sum(1 for cell in cells if as_text(cell)) > 1:
                self.note(
                    number,
                    "",
                    f"This line has {len(cells)} values where the heading has {width}. The missing ones were taken "
                    "as empty: check that none has slipped to the left.",
                )
            return dict(enumerate(cells))
        kept = _vouched_for(cells, extra, self._anchors())
        self.note(
            number,
            "",
            f"This line has {len(cells)} values where the heading has {width}: one of them probably holds a "
            f"separator and lacks its quotation marks. {_kept_words(kept, self.layout)} Correct the line in the file.",
        )
        return kept

    def _anchors(self) -> dict[int, Callable[[str], bool]]:
        places = self.layout.places
        found: dict[int, Callable[[str], bool]] = {
            places[name]: _is_date for name in self.date_fields if name in places
        }
        return found | {places[name]: _is_upn for name in ("upn", "former_upn") if name in places}


def percents(sheet: Sheet, name: str, entries: Iterable[Entry]) -> dict[int, Decimal]:
    """A column of percentages by line number, 0 to 100, at most two decimal places.

    A workbook stores 95.4% as 0.954: where no plain number of the column exceeds 1 and one is below it, all are
    such shares.
    """
    found: dict[int, tuple[Decimal, bool]] = {}
    for entry in entries:
        text = entry.text(name)
        if not text or text.casefold() in {"-", "n/a", "na", "none", "–"}:
            continue
        number = number_in(text)
        if number is None or not 0 <= number <= 100:
            sheet.note(
                entry.number,
                name,
                f"“{short(text)}” is not a percentage from 0 to 100. It was left out: correct it in the file.",
            )
            continue
        found[entry.number] = (number, text.endswith("%"))
    plain = [number for number, signed in found.values() if not signed]
    shares = bool(plain) and max(plain) <= 1 and any(0 < number < 1 for number in plain)
    return {
        row: (number * 100 if shares and not signed else number).quantize(Decimal("0.01")).normalize() + 0
        for row, (number, signed) in found.items()
    }


def _told_apart(name: str, entries: Iterable[Entry]) -> tuple[dict[int, date], dict[int, str]]:
    """The cells of a field that are real dates already, and the text of the others, by line number."""
    real: dict[int, date] = {}
    written: dict[int, str] = {}
    for entry in entries:
        cell = entry.cells.get(name, "")
        if isinstance(cell, date):
            real[entry.number] = cell.date() if isinstance(cell, datetime) else cell
        elif text := as_text(cell):
            written[entry.number] = text
    return real, written


def _is_date(text: str) -> bool:
    return read_any(text) is not None


def _is_upn(text: str) -> bool:
    return upns.check(text).valid


def _vouched_for(cells: Sequence[Cell], extra: int, anchors: Mapping[int, Callable[[str], bool]]) -> dict[int, Cell]:
    """Column index to cell for those columns of an overlong line that an anchor column vouches for.

    From the left, up to the last anchor that stands in its own place; from the right, from the first that stands
    `extra` places on. An anchor that fits neither stops the walk: the fault lies before it.
    """
    left = 0
    for place in sorted(anchors):
        text = as_text(cells[place])
        if text and not anchors[place](text):
            break
        if text:
            left = place + 1
    right = len(cells) - extra
    for place in sorted(anchors, reverse=True):
        text = as_text(cells[place + extra])
        if place < left or (text and not anchors[place](text)):
            break
        if text:
            right = place
    kept = {place: cells[place] for place in range(left)}
    return kept | {place: cells[place + extra] for place in range(right, len(cells) - extra)}


def _kept_words(kept: Mapping[int, Cell], layout: Layout) -> str:
    if not kept:
        return "Nothing of it could be read safely."
    names = [column.header for column in layout.columns if column.number - 1 in kept]
    return f"Only what surely stands in its own column was read ({', '.join(names)})."


def _swapped(real: Iterable[date], written: Iterable[str]) -> bool:
    """Whether every real date could be an exchanged one and no text could: the mark of a wrong-locale opening."""
    days = [int(found[0]) for text in written if (found := re.match(r"\d{1,2}", text))]
    return all(day.day <= 12 for day in real) and bool(days) and all(day > 12 for day in days)
