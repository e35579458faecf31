"""What one child's support costs, and against what: the curve, the same in words, and the lines it comes from."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from senco_desk.domain.costs import LineCost
from senco_desk.domain.money import in_pounds
from senco_desk.domain.pupil_records import ProvisionLine
from senco_desk.domain.terms import AcademicYear, in_words
from senco_desk.services import costs, provision
from senco_desk.ui.cards import Card, EmptyState, button, label, show_if
from senco_desk.ui.charts import SpendCurve
from senco_desk.ui.context import Context
from senco_desk.ui.fields import ChoiceField
from senco_desk.ui.flow import Flow
from senco_desk.ui.marks import Mark, mark
from senco_desk.ui.provision_deeds import ProvisionDeeds
from senco_desk.ui.provision_words import line_words, sessions_of
from senco_desk.ui.sessions_card import SessionsCard
from senco_desk.ui.sheet_room import Columns, Scrolled, SheetRoom, WholeTable
from senco_desk.ui.spend_words import WordsCard, curve_lines, year_words
from senco_desk.ui.tables import Column
from senco_desk.ui.theme import unit


@dataclass(frozen=True)
class SpendLine:
    """One line of the table: what it costs this child, with the line itself."""

    cost: LineCost
    line: ProvisionLine

    @property
    def id(self) -> str:
        """The line's id."""
        return self.cost.provision_id


class ProvisionTab(QWidget):
    """The tab "Provision & cost" of a pupil."""

    nouns = frozenset(
        {"provision", "provision_pupil", "session", "rate", "staff", "calendar_entry", "authority", "pupil", "school"}
    )

    history = Signal(str)
    """The id of the line whose earlier versions are asked for."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._pupil_id = ""
        self._year: AcademicYear | None = None
        self._page = Scrolled()
        self.room = SheetRoom(self._page, self, wide=48)
        self.deeds = ProvisionDeeds(context, self.room, chosen=lambda _line_id: (self._pupil_id,))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.room)
        self._build()

    def show_pupil(self, pupil_id: str) -> None:
        """Shows a pupil's spending."""
        if pupil_id != self._pupil_id:
            self._year = None
            self.room.turn(pupil_id)
        self._pupil_id = pupil_id
        self.reload()

    def reload(self) -> None:
        """Reads the spending again."""
        if not self._pupil_id:
            return
        desk, pupil_id = self._context.desk, self._pupil_id
        present = AcademicYear.of(desk.today)
        every = provision.of_pupil(desk, pupil_id)
        found = self._context.work.attempt(lambda: costs.for_pupil(desk, pupil_id, year=self._year))
        if found is None:
            return
        by_id = {line.provision.id: line for line in every}
        rows = [SpendLine(cost, by_id[cost.provision_id]) for cost in found.spend.lines]
        self.curve_card.title.setText(year_words(self._year or present, present))
        self.curve.show_lines(curve_lines(found))
        self.words.show_spend(found, every)
        self.table.set_rows(rows)
        self.table.fit()
        self.table.setVisible(bool(rows))
        self._tools.setVisible(bool(rows))
        self.nothing.setVisible(not rows)
        self.profile.setText(
            f"Where the threshold comes from: {found.profile.name}, {found.profile.threshold_pence.source}"
            + ("" if found.profile.threshold_pence.confidence != "unconfirmed" else " (not confirmed yet)")
        )
        self._offer_years(every, present)
        if rows and not self.table.selected_rows():
            self.table.select(rows[0].id)
        self._chosen()

    def _build(self) -> None:
        body = self._page.body
        self.curve_card = Card("Spend this year, against the threshold")
        self.curve = SpendCurve()
        self.curve_card.add(self.curve)
        self.profile = label("", "small", wrap=True)
        self.words = WordsCard()
        spent = _Split(self.curve_card, self.words)
        show_if(spent, self._context.may("rates"))
        body.addWidget(spent)
        tools = QWidget()
        flow = Flow(tools)
        self.add_button = button("&Add provision", self._add, picture="add", needs="change")
        self.log_button = button("&Log session", self._log, needs="log")
        self.edit_button = button("Edi&t", self._edit, needs="change")
        self.remove_button = button("Remove", self._remove, needs="change")
        self.history_button = button("Earlier versions", self._history)
        for part in (self.add_button, self.log_button, self.edit_button, self.remove_button, self.history_button):
            flow.addWidget(part)
        self.year = ChoiceField("", [])
        self.year.label.hide()
        self.year.input.setAccessibleName("School year")
        self.year.changed.connect(self._year_chosen)
        row = QHBoxLayout()
        row.addWidget(tools, 1)
        row.addWidget(self.year)
        self._tools = QWidget()
        self._tools.setLayout(row)
        row.setContentsMargins(0, 0, 0, 0)
        body.addWidget(self._tools)
        columns = [column for column in _COLUMNS if column.id not in _MONEY or self._context.may("rates")]
        self.table: WholeTable[SpendLine] = WholeTable("Provision lines", columns, lambda row: row.id, lines=2,
                                                       several=False)  # fmt: skip
        self.table.opened.connect(self._open)
        self.table.selected.connect(self._chosen)
        body.addWidget(self.table)
        self.sessions = SessionsCard(self._context, self.deeds)
        body.addWidget(self.sessions)
        self.nothing = EmptyState(
            "No provision is planned for this school year. Add a line, and the sessions given are logged here."
            if not self._context.may("rates")
            else "No provision is planned for this school year. Add a line, and its cost is worked out here.",
            "&Add provision",
            self._add,
            needs="change",
        )
        self.nothing.setMinimumHeight(unit(16))
        body.addWidget(self.nothing)
        show_if(self.profile, self._context.may("rates"))
        body.addWidget(self.profile)
        body.addStretch(1)

    def _offer_years(self, every: list[ProvisionLine], present: AcademicYear) -> None:
        """The years in which there is a line, and the present one; hidden while there is no choice."""
        years = {present} | {
            AcademicYear(first=first)
            for line in every
            for first in range(AcademicYear.of(line.start).first, AcademicYear.of(line.end).first + 1)
        }
        self.year.input.clear()
        for year in sorted(years, reverse=True):
            self.year.input.addItem(str(year), year.first)
        self.year.set_value((self._year or present).first)
        self.year.setVisible(len(years) > 1)
        self._tools.setVisible(self._tools.isVisibleTo(self) or len(years) > 1)

    def _year_chosen(self) -> None:
        self._year = AcademicYear(first=self.year.value())
        self.reload()

    def _selected(self) -> SpendLine | None:
        rows = self.table.selected_rows()
        return rows[0] if rows else None

    def _chosen(self, _rows: object = None) -> None:
        row = self._selected()
        for part in (self.log_button, self.edit_button, self.remove_button, self.history_button):
            part.setEnabled(row is not None)
        self.sessions.show_line(row.line if row else None, self._pupil_id)

    def _open(self, row: SpendLine) -> None:
        self.deeds.edit(row.id, self._pupil_id)

    def _add(self) -> None:
        self.deeds.add(self._pupil_id)

    def _edit(self) -> None:
        row = self._selected()
        if row is not None:
            self._open(row)

    def _log(self) -> None:
        row = self._selected()
        if row is not None:
            self.deeds.log(row.id)

    def _remove(self) -> None:
        row = self._selected()
        if row is not None:
            self.deeds.remove(row.id, self._pupil_id)

    def _history(self) -> None:
        row = self._selected()
        if row is not None:
            self.history.emit(row.id)


class _Split(Columns):
    """The curve with two parts of the width, its words with one; one below the other where it is narrow."""

    def __init__(self, left: QWidget, right: QWidget) -> None:
        super().__init__((left, right), least=52)

    def _fold(self, across: int) -> None:
        super()._fold(across)
        if across == 2:
            self._grid.setColumnStretch(0, 12)
            self._grid.setColumnStretch(1, 7)


def _given(row: SpendLine) -> str:
    cost = row.cost
    return f"{cost.sessions_given} of {cost.sessions_planned}" if cost.is_logged else _unlogged(cost)


def _delivered(row: SpendLine) -> str:
    pence = row.cost.delivered_pence
    return in_pounds(pence) if pence is not None else _unlogged(row.cost)


def _unlogged(cost: LineCost) -> str:
    """A one-off cost, and what has not begun, have no session that could be logged."""
    return "not logged" if cost.is_unlogged else "—"


def _counted(row: SpendLine) -> Mark:
    return mark("good", "counted") if row.cost.counts else mark("none", "not counted")


def _tip(row: SpendLine) -> str:
    cost = row.cost
    dates = f"{in_words(cost.start)} to {in_words(cost.end)}."
    since = sessions_of([cost]).since_words
    told = [f"{since[:1].upper()}{since[1:]}."] if since else []
    return "\n".join([dates, *told, f"{cost.formula} = {in_pounds(cost.planned_pence)}", cost.why, *cost.notes])


_MONEY = frozenset({"formula", "planned", "to_date", "delivered", "counts"})
"""The columns for those who may see what support costs."""
_COLUMNS: tuple[Column[SpendLine], ...] = (
    Column("what", "Provision", lambda r: r.cost.what, kind="two_line", subtitle=lambda r: line_words(r.line.provision),
           width=30, stretch=True, tip=_tip),
    Column("formula", "How it is worked out", lambda r: r.cost.formula, kind="muted", width=32, tip=_tip),
    Column("planned", "Planned, year", lambda r: r.cost.planned_pence, text=lambda r: in_pounds(r.cost.planned_pence),
           right=True, width=11, tip=_tip),
    Column("to_date", "To date", lambda r: r.cost.to_date_pence, text=lambda r: in_pounds(r.cost.to_date_pence),
           right=True, width=9, tip=_tip),
    Column("delivered", "Delivered", lambda r: r.cost.delivered_pence, text=_delivered, right=True, width=9, tip=_tip),
    Column("given", "Sessions given", lambda r: r.cost.sessions_given, text=_given, right=True, width=12, tip=_tip),
    Column("counts", "Threshold", lambda r: r.cost.counts, kind="mark", mark=_counted, width=14, tip=_tip),
)  # fmt: skip
