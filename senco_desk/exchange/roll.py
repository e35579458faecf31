"""A school's roll out of a file: CSV, an Excel workbook, or a Common Transfer File, whatever it is called."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from senco_desk.domain import codes
from senco_desk.domain.problems import Problem, RefusedError
from senco_desk.domain.progress import Progress, Silent
from senco_desk.domain.roll import Roll, RollRow
from senco_desk.exchange import recognised
from senco_desk.exchange.columns import Entry, Sheet, percents
from senco_desk.exchange.ctf import read_ctf
from senco_desk.exchange.files import kind_of, read_bytes
from senco_desk.exchange.grids import MAX_PUPILS, Tables
from senco_desk.exchange.headers import lay_out
from senco_desk.exchange.tables import read_tables
from senco_desk.exchange.values import short, written_date
from senco_desk.exchange.vocabularies import ROLL

MAPPABLE = tuple(ROLL.names)
"""The field names that a person's own mapping may use for a roll."""


def read_roll(path: Path, *, mapping: Mapping[str, str] | None = None, progress: Progress | None = None) -> Roll:
    """All that a roll file says, with its oddities named by row and column. Nothing is written anywhere.

    `mapping` is heading to field (see `headers.read_mapping`), for tables; `progress` is told of each line of one.
    Raises TroubleError where there is no such file or it cannot be read, RefusedError for a file that is no roll or
    has more than 20,000 lines, and CancelledError from `progress`.
    """
    data = read_bytes(path)
    if kind_of(data, path.name) == "xml":
        return check_whole(read_ctf(data, path.name))
    return check_whole(_of_tables(read_tables(data, path.name), mapping, progress or Silent()))


def check_whole(roll: Roll) -> Roll:
    """The roll with the problems added that only show across rows: a number or a child that comes twice."""
    if not roll.rows:
        raise RefusedError(
            [*roll.problems, Problem(sentence=f"“{roll.source_name}” has a heading but no pupils. Export it again.")]
        )
    by_upn: dict[str, int] = {}
    by_name: dict[tuple[str, str, date], int] = {}
    problems = list(roll.problems)
    column = next((each.header for each in roll.columns if each.field == "upn"), "UPN")
    for row in roll.rows:
        if row.upn and by_upn.setdefault(row.upn, row.row) != row.row:
            problems.append(
                Problem(
                    row=row.row,
                    column=column,
                    field="upn",
                    sentence=f"{row.upn} also stands in row {by_upn[row.upn]}. A unique pupil number belongs to one "
                    "child: remove one of the two rows, or correct its number.",
                )
            )
        elif row.date_of_birth and row.legal_surname and row.legal_forename:
            person = (row.legal_surname.casefold(), row.legal_forename.casefold(), row.date_of_birth)
            if by_name.setdefault(person, row.row) != row.row:
                problems.append(
                    Problem(
                        row=row.row,
                        sentence=f"The same name and date of birth stand in row {by_name[person]}. "
                        "If it is one child, remove one of the two rows.",
                    )
                )
    # Problems of the whole file come first, then by row.
    problems.sort(key=lambda problem: problem.row or 0)
    return roll.model_copy(update={"problems": tuple(problems)})


_TOLD_EVERY = 250
_DATES = ("date_of_birth", "admission_date", "leaving_date", "sen_start")
_NAMES = ("legal_surname", "legal_forename", "middle_names", "preferred_surname", "preferred_forename", "class_name")
_FLAGS = ("fsm", "pupil_premium", "in_care", "eal")
_NEEDS = ("need_1", "need_2", "need_3", "need_4")


def _of_tables(tables: Tables, mapping: Mapping[str, str] | None, progress: Progress) -> Roll:
    layout = lay_out(tables, ROLL, mapping)
    sheet = Sheet(layout, _DATES, ragged=tables.kind == "csv")
    entries = [entry for entry in sheet.entries() if _is_pupil(sheet, entry)]
    if len(entries) > MAX_PUPILS:
        raise RefusedError(
            f"“{tables.source_name}” has {len(entries):,} lines of pupils; the most that is read is {MAX_PUPILS:,}. "
            "Export the pupils of your own school only, or a year group at a time."
        )
    progress.start("Reading the roll", len(entries))
    columns = _Columns(
        dates=sheet.dates(entries),
        attendance=percents(sheet, "attendance_percent", entries),
    )
    rows: list[RollRow] = []
    for entry in entries:
        rows.append(_row(sheet, entry, columns))
        if not len(rows) % _TOLD_EVERY:
            progress.step(_TOLD_EVERY)
    return Roll(
        source_name=tables.source_name,
        kind="xlsx" if tables.kind == "xlsx" else "csv",
        as_of=written_date(layout.title),
        rows=tuple(rows),
        problems=(*tables.problems, *layout.problems, *sheet.all_problems()),
        columns=sheet.columns(),
        fields=_fields(sheet, tuple(rows)),
        encoding=tables.encoding,
        separator=tables.separator,
        date_shape=sheet.shapes.get("date_of_birth", ""),
        sheet=layout.sheet,
    )


@dataclass(frozen=True)
class _Columns:
    """Columns that can only be read whole."""

    dates: Mapping[str, Mapping[int, date]]
    attendance: Mapping[int, Any]


@dataclass
class _Building:
    """One row on its way: its values, what was damaged, what is kept aside."""

    sheet: Sheet
    entry: Entry
    values: dict[str, Any] = field(default_factory=dict)
    doubtful: set[str] = field(default_factory=set)
    aside: dict[str, str] = field(default_factory=dict)

    def note(self, name: str, sentence: str) -> None:
        if sentence:
            self.sheet.note(self.entry.number, name, sentence)

    def keep_aside(self, name: str) -> None:
        self.aside[self.sheet.header(name)] = self.entry.text(name)


def _is_pupil(sheet: Sheet, entry: Entry) -> bool:
    """Whether a line can be told to be about a child: it has a number or a name, and is no footer."""
    known = any(entry.text(name) for name in ("upn", "legal_surname", "legal_forename", "full_name"))
    # A footer such as "Total: 210" stands alone in its line.
    if known and not (entry.filled == 1 and sheet.layout.width > 2 and not recognised.upn_is_right(entry.text("upn"))):
        return True
    sheet.note(entry.number, "", "This line names no pupil (no UPN and no name), so it was not read.")
    return False


def _row(sheet: Sheet, entry: Entry, columns: _Columns) -> RollRow:
    made = _Building(sheet, entry, aside=dict(entry.aside))
    _identity(made)
    for name, by_row in columns.dates.items():
        made.values[name] = by_row.get(entry.number)
        if made.values[name] is None and entry.text(name):
            made.keep_aside(name)
    made.values["attendance_percent"] = columns.attendance.get(entry.number)
    for name in recognised.ROLL_CODES:
        if text := entry.text(name):
            made.values[name], sentence = recognised.code_of(name, text)
            made.note(name, sentence)
            if not made.values[name]:
                made.keep_aside(name)
    for name in _FLAGS:
        if text := entry.text(name):
            _FLAG_READERS.get(name, _flag)(made, name, text)
    if text := entry.text("sen_status"):
        made.values["sen_status"], sentence = recognised.status_of(text)
        made.note("sen_status", sentence)
        if sentence:
            made.keep_aside("sen_status")
    _needs(made)
    made.values["school_number"] = entry.text("school_number")[:200]
    _missing(made)
    return RollRow(row=entry.number, extra=made.aside, doubtful=frozenset(made.doubtful), **made.values)


def _identity(made: _Building) -> None:
    for name in ("upn", "former_upn"):
        if text := made.entry.text(name):
            made.values[name], sentence = recognised.upn_of(text)
            made.note(name, sentence)
    written = {name: made.entry.text(name) for name in _NAMES}
    sources = {name: name for name in _NAMES}
    whole = made.entry.text("full_name")
    if whole and not written["legal_surname"] and not written["legal_forename"]:
        written["legal_surname"], written["legal_forename"], sentence = recognised.split_name(whole)
        sources |= {"legal_surname": "full_name", "legal_forename": "full_name"}
        made.note("full_name", sentence)
    for name, text in written.items():
        if not text:
            continue
        made.values[name], sentence, damaged = recognised.name_of(text)
        if damaged:
            made.note(sources[name], sentence)
            made.doubtful.add(name)


def _flag(made: _Building, name: str, text: str) -> None:
    value = codes.flag(text)
    if value is None and text not in _SAYS_NOTHING:
        made.note(name, f"“{short(text)}” is neither yes nor no. It was left out: correct it in the file.")
        made.keep_aside(name)
    made.values[name] = value


def _meals(made: _Building, name: str, text: str) -> None:
    """Free school meals: yes or no, or one of the categories of September 2026, which says yes and why."""
    category = codes.FSM_CATEGORY.recognise(text)
    if category is not None and codes.flag(text) is None:
        made.values[name] = True
        made.values.setdefault("fsm_category", category)
    else:
        _flag(made, name, text)


def _premium(made: _Building, name: str, text: str) -> None:
    """Pupil premium: yes or no, or the code of the reason for it."""
    if codes.flag(text) is None and codes.PUPIL_PREMIUM.recognise(text) is not None:
        made.values[name] = True
        made.keep_aside(name)
    else:
        _flag(made, name, text)


_FLAG_READERS: dict[str, Callable[[_Building, str, str], None]] = {"fsm": _meals, "pupil_premium": _premium}
_SAYS_NOTHING = ("-", "–", "?")


def _needs(made: _Building) -> None:
    written = [(made.entry.text(name), rank) for rank, name in enumerate(_NEEDS, start=1) if made.entry.text(name)]
    source = _NEEDS[0]
    if ranked := made.entry.text("needs_ranked"):
        # Columns of single needs are surer; the ranked one then only repeats them.
        if not written:
            written, source = recognised.split_needs(ranked), "needs_ranked"
        else:
            made.keep_aside("needs_ranked")
    needs, sentences = recognised.needs_of(written)
    made.values["needs"] = needs
    for sentence in sentences:
        made.note(source, sentence)
    if sentences and source == "needs_ranked":
        made.keep_aside(source)
    elif sentences:
        for name in _NEEDS:
            if made.entry.text(name):
                made.keep_aside(name)


def _missing(made: _Building) -> None:
    """Names what an import needs to know a new child by, where the file has a column for it but no value."""
    sheet, values = made.sheet, made.values
    if sheet.has("upn") and not values.get("upn"):
        made.note(
            "upn", "There is no UPN. The child is matched by name and date of birth; add the UPN when it is known."
        )
    for name, words in (("legal_surname", "surname"), ("legal_forename", "forename")):
        if sheet.has(name, "full_name") and not values.get(name):
            made.note(name, f"There is no {words}. Add it in the school's system or here.")
    if sheet.has("date_of_birth") and not made.entry.text("date_of_birth"):
        made.note("date_of_birth", "There is no date of birth. Add it in the school's system or here.")


def _fields(sheet: Sheet, rows: tuple[RollRow, ...]) -> frozenset[str]:
    places = set(sheet.layout.places)
    found = places & set(RollRow.model_fields)
    if "full_name" in places:
        found |= {"legal_surname", "legal_forename"}
    if places & {"needs_ranked", *_NEEDS}:
        found.add("needs")
    if any(row.fsm_category for row in rows):  # a category may stand in the column of free school meals
        found.add("fsm_category")
    return frozenset(found)
