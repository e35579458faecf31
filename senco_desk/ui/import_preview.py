"""What a roll would do, before it does anything: how the file was read, and every change, difference and problem."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from senco_desk.domain.needs import STATUS_WORDS
from senco_desk.domain.readiness_checks import count_of
from senco_desk.domain.roll import ReadColumn, Roll
from senco_desk.domain.terms import in_words
from senco_desk.services.roll_columns import words_of
from senco_desk.services.rolls import RollPlan
from senco_desk.ui.cards import Tabs, label
from senco_desk.ui.marks import Mark, MarkLabel, mark
from senco_desk.ui.register_table import year_words
from senco_desk.ui.tables import Column, FilterField, RowsTable
from senco_desk.ui.theme import unit
from senco_desk.ui.typed import date_words

_KINDS = {"csv": "text with columns (CSV)", "xlsx": "an Excel workbook", "ctf": "a Common Transfer File"}
_SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}


@dataclass(frozen=True)
class ChangeRow:
    """One line of the dry run: a field of one child, as it is and as it would be."""

    id: str
    row: int | None
    who: str
    what: str
    before: str
    after: str
    state: str


@dataclass(frozen=True)
class KeptRow:
    """Where the desk's own value stays against the roll's."""

    id: str
    row: int | None
    who: str
    what: str
    kept: str
    roll: str
    why: str


@dataclass(frozen=True)
class ProblemRow:
    """Something odd in the file, by row and column."""

    id: int
    row: int | None
    who: str
    column: str
    sentence: str


@dataclass(frozen=True)
class ColumnRow:
    """How one column of the file was read, with a value of it."""

    id: int
    header: str
    field: str
    example: str
    shape: str


@dataclass(frozen=True)
class Preview:
    """A plan with everything that is shown of it, made in the worker: of a large roll that is a tenth of a second."""

    plan: RollPlan
    recognised: str
    said: str
    rows: dict[str, tuple[Any, ...]]


def preview_of(plan: RollPlan) -> Preview:
    """What is shown of a plan; for any thread."""
    return Preview(
        plan,
        recognised_words(plan.roll),
        "\n".join(part for part in (plan_words(plan), advice_words(plan)) if part),
        {
            "changes": tuple(change_rows(plan)),
            "kept": tuple(kept_rows(plan)),
            "problems": tuple(problem_rows(plan)),
            "columns": tuple(column_rows(plan.roll)),
        },
    )


class PlanPanel(QWidget):
    """The counts of a plan, and four lists behind tabs; `column_chosen` asks to read a column as something else."""

    column_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.recognised = label("", tone="muted", wrap=True)
        self.counts = QHBoxLayout()
        self.counts.setSpacing(unit(3))
        self.advice = label("", wrap=True)
        self.tabs = Tabs(_TABS)
        self.changes: RowsTable[ChangeRow] = RowsTable("What changes", _CHANGES, lambda row: row.id)
        self.kept: RowsTable[KeptRow] = RowsTable("What stays", _KEPT, lambda row: row.id)
        self.problems: RowsTable[ProblemRow] = RowsTable("Problems in the file", _PROBLEMS, lambda row: row.id)
        self.columns: RowsTable[ColumnRow] = RowsTable("Columns", _COLUMNS, lambda row: row.id, several=False)
        self.columns.opened.connect(self.column_chosen)
        self.stack = QStackedWidget()
        self._tables: dict[str, RowsTable[Any]] = {
            "changes": self.changes, "kept": self.kept, "problems": self.problems, "columns": self.columns,
        }  # fmt: skip
        self.filters: dict[str, FilterField] = {}
        for name, table in self._tables.items():
            self.stack.addWidget(self._listed(name, table))
        self.tabs.chosen.connect(self._choose)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(unit(1.5))
        layout.addWidget(self.recognised)
        layout.addLayout(self.counts)
        layout.addWidget(self.advice)
        layout.addWidget(self.tabs)
        layout.addWidget(self.stack, 1)

    def show_plan(self, shown: Preview) -> None:
        """Shows a plan; the tab that was open stays open."""
        self.recognised.setText(shown.recognised)
        self._show_counts(shown.plan)
        self.advice.setText(shown.said)
        self.advice.setVisible(bool(shown.said))
        for name, rows in shown.rows.items():
            self._tables[name].set_rows(rows)
            self.tabs.count(name, len(rows))

    def current_filter(self) -> FilterField:
        """The filter of the list on show."""
        return self.filters[self.tabs.current()]

    def _listed(self, name: str, table: RowsTable[Any]) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(unit(1))
        row = QHBoxLayout()
        found = self.filters[name] = FilterField(table)
        found.setMaximumWidth(unit(34))
        row.addWidget(found, 1)
        row.addWidget(label(_HELP[name], "small", wrap=True), 2)
        column.addLayout(row)
        column.addWidget(table, 1)
        return made

    def _choose(self, name: str) -> None:
        self.stack.setCurrentIndex(list(self._tables).index(name))

    def _show_counts(self, plan: RollPlan) -> None:
        while (item := self.counts.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for shown in count_marks(plan):
            self.counts.addWidget(MarkLabel(shown))
        self.counts.addStretch(1)


def count_marks(plan: RollPlan) -> tuple[Mark, ...]:
    """The counts of a plan as people read them: new, changed, unchanged, left, held."""
    counted = [
        ("info", len(plan.new), "new", "new"),
        ("info", len(plan.changed), "changed", "changed"),
        ("good", plan.unchanged, "unchanged", "nothing to do"),
        ("due", len(plan.left), "no longer listed", "left"),
        ("over", len(plan.held), "not imported", "see the problems"),
    ]
    # New, changed and unchanged are always told; the rest only where there is something to tell.
    return tuple(
        mark(state if count else "none", f"{count:,} {words}", meaning=meaning)  # type: ignore[arg-type]
        for at, (state, count, words, meaning) in enumerate(counted)
        if count or at < 3
    )


def recognised_words(roll: Roll) -> str:
    """How the file was read, in a sentence."""
    parts = [f"{roll.source_name}: {_KINDS[roll.kind]}"]
    if roll.sheet:
        parts.append(f"sheet “{roll.sheet}”")
    if roll.separator:
        parts.append(f"separated by {_SEPARATORS.get(roll.separator, roll.separator)}")
    if roll.encoding and roll.kind == "csv":
        parts.append(f"letters as {roll.encoding.upper() if roll.encoding != 'windows-1252' else 'Windows-1252'}")
    if roll.version:
        parts.append(f"version {roll.version}")
    if roll.date_shape:
        parts.append(f"dates as {roll.date_shape}")
    parts.append(f"{len(roll.rows):,} pupils")
    if roll.as_of:
        parts.append(f"as at {in_words(roll.as_of)}")
    return " · ".join(parts)


def plan_words(plan: RollPlan) -> str:
    """What pressing Import does, in a sentence: who is added, what is changed for whom, who is marked as left."""
    said = []
    if plan.new:
        said.append(f"adds {count_of(len(plan.new), 'pupil')}")
    if plan.changed:
        what = Counter(words_of(change.field) for each in plan.changed for change in each.changes)
        most = [f"{words} of {number:,}" for words, number in what.most_common(4)]
        rest = ", and more" if len(what) > 4 else ""
        said.append(f"changes {count_of(len(plan.changed), 'pupil')} ({', '.join(most)}{rest})")
    if plan.left:
        said.append(f"marks {count_of(len(plan.left), 'pupil')} as having left")
    if not said:
        return "This roll changes nothing: everything in it is here already." if not plan.writes else ""
    words = said[0] if len(said) == 1 else f"{', '.join(said[:-1])} and {said[-1]}"
    return f"Import {words}. Nothing else is touched."


def advice_words(plan: RollPlan) -> str:
    """What a person should look at before importing; empty if nothing."""
    said = []
    if plan.by_name:
        names = ", ".join(child.name for child in plan.by_name[:3])
        more = f" and {len(plan.by_name) - 3:,} more" if len(plan.by_name) > 3 else ""
        said.append(f"Matched by name and date of birth alone: {names}{more}. Check that they are the same children.")
    if plan.left:
        said.append(
            f"{len(plan.left)} no longer listed get {in_words(plan.as_of)} as their leaving date; their records stay."
        )
    if not plan.full and plan.unchanged + len(plan.changed):
        said.append("This does not look like the whole school’s roll, so nobody is taken to have left.")
    return " ".join(said)


def change_rows(plan: RollPlan) -> Iterator[ChangeRow]:
    """Every change of a plan, child by child: new ones first, then field by field, then those who left."""
    by_row = {row.row: row for row in plan.roll.rows}
    for child in plan.new:
        row = by_row.get(child.row) if child.row is not None else None
        said = [year_words(row.year_group), row.class_name] if row else []
        if row and row.sen_status and row.sen_status != "N":
            said.append(STATUS_WORDS[row.sen_status])
        yield ChangeRow(f"new.{child.row}", child.row, child.name, "New pupil", "",
                        " · ".join(part for part in said if part), "info")  # fmt: skip
    for changed in plan.changed:
        for change in changed.changes:
            yield ChangeRow(
                f"{changed.pupil.pupil_id}.{change.field}", changed.pupil.row, changed.pupil.name,
                words_of(change.field), _plain(change.before), _plain(change.after), "info",
            )  # fmt: skip
    for child in plan.left:
        yield ChangeRow(f"left.{child.pupil_id}", None, child.name, "No longer listed", "on roll",
                        f"left on {in_words(plan.as_of)}", "due")  # fmt: skip


def kept_rows(plan: RollPlan) -> Iterator[KeptRow]:
    """Every difference where the desk's own value stays."""
    for at, each in enumerate(plan.differences):
        told = each.difference
        yield KeptRow(f"{each.pupil.pupil_id}.{told.field}.{at}", each.pupil.row, each.pupil.name,
                      words_of(told.field), _plain(told.kept), _plain(told.roll), told.why)  # fmt: skip


def column_rows(roll: Roll) -> Iterator[ColumnRow]:
    """The columns of the file with what each was read as."""
    for column in roll.columns:
        yield ColumnRow(column.number, column.header, column.field, _example(roll, column), column.date_shape)


def problem_rows(plan: RollPlan) -> Iterator[ProblemRow]:
    """Everything odd in the file, by row, with the child whose row it is where there is a name to tell."""
    named = {row.row: row.name for row in plan.roll.rows}
    for at, problem in enumerate(plan.problems):
        who = named.get(problem.row, "") if problem.row is not None else ""
        yield ProblemRow(at, problem.row, who, problem.column, problem.sentence)


def _example(roll: Roll, column: ReadColumn) -> str:
    """The first value of a column that says something."""
    for row in roll.rows[:50]:
        value = getattr(row, column.field, "") if column.field else row.extra.get(column.header, "")
        if column.field in {"need_1", "need_2", "need_3", "need_4", "needs_ranked", "needs"}:
            value = ", ".join(code for code, _ in row.needs)
        if column.field == "full_name":
            value = row.name
        if value not in (None, "", ()):
            return {True: "yes", False: "no"}[value] if isinstance(value, bool) else _plain(str(value))
    return ""


def _plain(text: str) -> str:
    """A value as people write it: a date with its day first, everything else as it is."""
    with suppress(ValueError):
        return date_words(date.fromisoformat(text)) if len(text) == 10 else text
    return text


_TABS = (
    ("changes", "Changes"),
    ("kept", "Kept as it is"),
    ("problems", "Problems"),
    ("columns", "Columns"),
)
_HELP = {
    "changes": "Nothing is changed until you press Import, and Undo takes all of it back in one step.",
    "kept": "What somebody has entered here is never overwritten by a roll.",
    "problems": "Correct these in the file or in your school’s system; the rest is imported all the same.",
    "columns": "Press Enter on a column to say what it holds.",
}
_WHERE = Column[Any]("row", "Row", lambda row: row.row, right=True, width=5)
_WHO = Column[Any]("who", "Pupil", lambda row: row.who, kind="strong", width=22)
_CHANGES: tuple[Column[ChangeRow], ...] = (
    _WHERE,
    _WHO,
    Column("what", "What", lambda row: row.what, kind="mark", width=28,
           mark=lambda row: mark(row.state, row.what, meaning=row.what)),  # type: ignore[arg-type]
    Column("before", "Now", lambda row: row.before or "—", kind="muted", width=22),
    Column("after", "Will be", lambda row: row.after or "—", stretch=True),
)  # fmt: skip
_KEPT: tuple[Column[KeptRow], ...] = (
    _WHERE,
    _WHO,
    Column("what", "What", lambda row: row.what, width=22),
    Column("kept", "You have", lambda row: row.kept or "—", kind="strong", width=20),
    Column("roll", "The roll says", lambda row: row.roll or "—", kind="muted", width=20),
    Column("why", "Why it stays", lambda row: row.why, stretch=True, tip=lambda row: row.why),
)
_PROBLEMS: tuple[Column[ProblemRow], ...] = (
    _WHERE,
    Column("who", "Pupil", lambda row: row.who or "—", kind="strong", width=22),
    Column("column", "Column", lambda row: row.column or "—", width=18),
    Column("sentence", "What is odd, and what to do", lambda row: row.sentence, stretch=True,
           tip=lambda row: row.sentence),
)  # fmt: skip
_COLUMNS: tuple[Column[ColumnRow], ...] = (
    Column("header", "Heading in the file", lambda row: row.header or "(no heading)", kind="strong", width=30),
    Column("field", "Read as", lambda row: row.field, kind="mark", width=34,
           mark=lambda row: mark("good", words_of(row.field), meaning="recognised") if row.field
           else mark("none", "left aside", meaning="not imported")),
    Column("example", "For example", lambda row: row.example, kind="muted", width=24),
    Column("shape", "Dates as", lambda row: row.shape, kind="muted", stretch=True),
)  # fmt: skip
