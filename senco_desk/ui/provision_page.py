"""The school's provision map: what is given, by whom, to whom, how much of it this half-term, and what it costs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from senco_desk.domain.money import in_pounds
from senco_desk.domain.needs import BROAD_AREAS
from senco_desk.domain.provision import TIERS
from senco_desk.domain.terms import in_words
from senco_desk.services import provision_map
from senco_desk.services.provision_map import MapRow, ProvisionMap
from senco_desk.ui.announcing import CountAloud
from senco_desk.ui.cards import Chips, EmptyState, button, label
from senco_desk.ui.context import Context
from senco_desk.ui.marks import Mark, mark
from senco_desk.ui.pages import Page
from senco_desk.ui.provision_deeds import ProvisionDeeds
from senco_desk.ui.provision_words import when_words
from senco_desk.ui.sheet_room import Chosen, SheetRoom
from senco_desk.ui.tables import Column, FilterField, RowsTable
from senco_desk.ui.theme import unit
from senco_desk.ui.typed import date_words


class ProvisionPage(Page):
    """The provision map of this school year (SEND Code of Practice 2015, 6.76)."""

    nouns = frozenset(
        {"provision", "provision_pupil", "session", "rate", "staff", "calendar_entry", "pupil", "authority", "school"}
    )
    can_filter = True

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._map: ProvisionMap | None = None
        self.log_button = button("&Log session", self._log, needs="log")
        self.edit_button = button("Edi&t", self._edit, needs="change")
        self.remove_button = button("Remove", self._remove, needs="change")
        self.add_button = button("&Add provision", self._add, kind="primary", picture="add", needs="change")
        self.head("Provision", self.log_button, self.edit_button, self.remove_button, self.add_button)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(unit(1.5))
        choices = [("now", "Running now"), ("unlogged", "Not logged")]
        choices += [(tier, _short(words)) for tier, words in TIERS.items()]
        self.chips = Chips(choices, on=("now",))
        self.chips.changed.connect(self._narrow)
        columns = [column for column in _COLUMNS if column.id != "cost" or context.may("rates")]
        self.table: RowsTable[MapRow] = _Lines(columns, beside_form=lambda: self.room.sheet.form is not None)
        self.table.opened.connect(self._open)
        self.table.selected.connect(self._chosen)
        self.filter = FilterField(self.table)
        self.filter.setMaximumWidth(unit(26))
        tools = QHBoxLayout()
        tools.setSpacing(unit(1.5))
        tools.addWidget(self.filter, 1, Qt.AlignmentFlag.AlignTop)
        tools.addWidget(self.chips, 3)
        self._tools = QWidget()
        tools.setContentsMargins(0, 0, 0, 0)
        self._tools.setLayout(tools)
        self.nothing = EmptyState(
            "Nothing is planned this school year. A line says what is given, by whom, how often and to which children.",
            "&Add provision",
            self._add,
            needs="change",
        )
        self.count = label("", "small", wrap=True)
        column.addWidget(self._tools)
        column.addWidget(self.table, 1)
        column.addWidget(self.nothing, 1)
        column.addWidget(self.count)
        self.room = SheetRoom(content, wide=48)
        self.deeds = ProvisionDeeds(context, self.room, chosen=self._brought_to)
        self.body.addWidget(self.room, 1)
        self.table.rows.narrowed.connect(self._counted)
        CountAloud(self.count, self.table.rows.count_words, self.filter.textChanged, self.chips.changed)
        self._narrow(self.chips.on())

    def reload(self) -> None:
        """Reads the map again."""
        found = self._context.work.attempt(lambda: provision_map.for_year(self._context.desk))
        if found is None:
            return
        self._map = found
        self.table.set_rows(found.rows)
        for part in (self._tools, self.table, self.count):
            part.setVisible(bool(found.rows))
        self.nothing.setVisible(not found.rows)
        self._chosen()

    def showEvent(self, event: QShowEvent) -> None:
        """Ctrl+Shift+N adds a line here, F2 edits the one selected."""
        super().showEvent(event)
        self._context.offer(
            self,
            {"desk.new": ("&New provision…", self._add), "page.edit": ("&Edit provision…", self._edit)},
        )

    def hideEvent(self, event: QHideEvent) -> None:
        """Takes the page's own meanings of keys back."""
        super().hideEvent(event)
        self._context.withdraw(self)

    def start_filter(self) -> bool:
        """Ctrl+F."""
        self.filter.setFocus()
        self.filter.selectAll()
        return True

    def _narrow(self, on: Iterable[str]) -> None:
        wanted = set(on)
        tiers = wanted & set(TIERS)

        def keeps(row: MapRow) -> bool:
            return (
                (not tiers or row.group.provision.tier in tiers)
                and ("now" not in wanted or row.runs_today)
                and ("unlogged" not in wanted or (row.given is None and row.planned > 0))
            )

        self.table.rows.keep_only(keeps)

    def _counted(self, shown: int, whole: int) -> None:
        if self._map is None:
            return
        self.count.setText(
            f"{shown} of {whole} lines shown · school year {self._map.year} · sessions are those given of those planned"
            f" from a line’s first day to {in_words(self._map.as_at)}, in school days"
            + (_COST_TOLD if self._context.may("rates") else "")
        )

    def _selected(self) -> MapRow | None:
        rows = self.table.selected_rows()
        return rows[0] if rows else None

    def _chosen(self, _rows: object = None) -> None:
        row = self._selected()
        for part in (self.log_button, self.edit_button, self.remove_button):
            part.setEnabled(row is not None)
        if row is not None:
            self.room.turn(row.id)

    def _brought_to(self, line_id: str) -> Chosen:
        """A form about a line belongs to that line, which is the one selected."""
        if line_id:
            self.table.select(line_id)
        return (line_id,) if line_id else ()

    def _open(self, row: MapRow) -> None:
        self.deeds.edit(row.id)

    def _add(self) -> None:
        self.deeds.add()

    def _edit(self) -> None:
        row = self._selected()
        if row is not None:
            self.deeds.edit(row.id)

    def _log(self) -> None:
        row = self._selected()
        if row is not None:
            self.deeds.log(row.id)

    def _remove(self) -> None:
        row = self._selected()
        if row is not None:
            self.deeds.remove(row.id)


class _Lines(RowsTable[MapRow]):
    """The lines: beside a form whose pupils they are stays whole, and what the form says anyway gives way."""

    def __init__(self, columns: Sequence[Column[MapRow]], *, beside_form: Callable[[], bool]) -> None:
        self._beside_form = beside_form
        super().__init__("Provision map", columns, lambda r: r.id, lines=2, several=False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        shown = {column.id: self.least(column) for column in self.rows.columns}
        for name in _GIVES_WAY if self._beside_form() else ():
            if sum(shown.values()) > event.size().width():
                shown.pop(name, None)
        self.show_columns(shown)

    def least(self, column: Column[MapRow]) -> int:
        """How wide a column is that shows what it is meant for."""
        return column.width * self.fontMetrics().averageCharWidth() + unit(2.5)


_GIVES_WAY = ("cost", "who", "when", "sessions")
_COST_TOLD = " · cost is what is planned for the whole year, for everybody on the line"
ENOUGH = 0.8
"""From which share of the planned sessions on a line is marked as given as planned (our habit, no rule)."""


def _short(words: str) -> str:
    """The tier in a few words, for a chip: `Targeted support`."""
    return words.partition(" and ")[0]


def _tier(row: MapRow) -> str:
    return _short(TIERS[row.group.provision.tier])


def _under(row: MapRow) -> str:
    line = row.group.provision
    return " · ".join(part for part in (_tier(row), BROAD_AREAS[line.area] if line.area else "") if part)


def _names(row: MapRow) -> str:
    return ", ".join(pupil.name for pupil in row.pupils)


def _group(row: MapRow) -> str:
    there, size = len(row.pupils), row.group.provision.group_size
    others = f" of {size}" if size > there else ""
    return f"{there}{others} pupil{'' if max(there, size) == 1 else 's'}"


def _when(row: MapRow) -> str:
    return when_words(row.group.provision) or "one-off"


def _dates(row: MapRow) -> str:
    line = row.group.provision
    return f"{date_words(line.start)} – {date_words(line.end)}"


def _sessions(row: MapRow) -> Mark | None:
    if row.given is None and not row.planned:
        return None  # a one-off cost, or a line whose first session is still to come
    if row.given is None:
        return mark("none", "not logged", meaning="not logged")
    words = f"{row.given} of {row.planned}"
    enough = row.given >= row.planned * ENOUGH
    return (
        mark("good", words, meaning="given as planned") if enough else mark("due", words, meaning="fewer than planned")
    )


def _tip(row: MapRow) -> str:
    since = f"\nLogged since {in_words(row.log_began)} only." if row.log_began else ""
    return f"{row.group.provision.what}\n{_names(row)}{since}"


_COLUMNS: tuple[Column[MapRow], ...] = (
    Column("what", "Provision", lambda r: r.group.provision.what, kind="two_line", subtitle=_under, width=28,
           stretch=True, tip=_tip),
    Column("who", "Delivered by", lambda r: r.group.provision.delivered_by, width=20),
    Column("when", "When", _when, kind="two_line", subtitle=_dates, width=22,
           sort=lambda r: r.group.provision.start),
    Column("pupils", "Pupils", _group, kind="two_line", subtitle=_names, width=26,
           sort=lambda r: len(r.pupils), tip=_tip),
    Column("sessions", "Sessions", lambda r: r.given, kind="mark", mark=_sessions, width=13, tip=_tip),
    Column("cost", "Cost, year", lambda r: r.planned_pence, text=lambda r: in_pounds(r.planned_pence), right=True,
           width=11),
)  # fmt: skip
