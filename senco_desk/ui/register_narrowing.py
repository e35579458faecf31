"""What narrows the register: the filters of its columns, in words and as a rule, and the ways to open one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtWidgets import QMenu, QWidget

from senco_desk.domain.register import RegisterRow
from senco_desk.domain.register_columns import status_words
from senco_desk.domain.register_filters import WAYS, Filter, Rule, rule_of, words_of
from senco_desk.domain.register_views import ON_REGISTER
from senco_desk.ui.cards import button
from senco_desk.ui.register_filtering import FilterPanel
from senco_desk.ui.register_menus import column_menu, pop_up
from senco_desk.ui.register_reading import RegisterReading
from senco_desk.ui.register_table import RegisterTable

EVERYONE = "everyone"
"""The chip that shows those who are not on the register, too."""


class RegisterNarrowing(QObject):
    """Keeps the filters; `changed` follows every change of them."""

    changed = Signal()

    def __init__(self, table: RegisterTable, reading: RegisterReading, over: QWidget) -> None:
        super().__init__(over)
        self._table, self._reading, self._over = table, reading, over
        self.filters: tuple[Filter, ...] = ()
        self.panel: FilterPanel | None = None
        self.chips_on: Callable[[], Sequence[str]] = lambda: ON_REGISTER
        """Tells which chips of status are on."""
        self.button = button("Filter b&y", kind="chip")
        self.button.setProperty("menu", "true")
        self.button.setMenu(QMenu(self.button))
        self.button.menu().aboutToShow.connect(self._fill)
        table.filter_wanted.connect(self.open)
        table.menu_wanted.connect(self.open_menu)

    def put(self, filters: Sequence[Filter]) -> None:
        """Filters by these columns and by no others; what is not there (another's rights, say) is passed over."""
        self.filters = tuple(each for each in filters if each.column in self._table.known)
        self.changed.emit()

    def take_off(self, at: int) -> None:
        """Takes the filter at a place off."""
        self.put([each for place, each in enumerate(self.filters) if place != at])
        self._table.setFocus(Qt.FocusReason.OtherFocusReason)

    def rule(self, chips: Sequence[str], *, but: str = "") -> Rule:
        """Chips of status widen, and with none of them nobody is shown; each filter narrows, but that of `but`."""
        on = frozenset(chips)
        statuses = on & frozenset(ON_REGISTER) | (frozenset("N") if EVERYONE in on else frozenset())
        narrowing = rule_of(
            [each for each in self.filters if each.column != but], self._table.known, self._reading.spans
        )
        if narrowing is None:
            return lambda row: row.status in statuses
        return lambda row: row.status in statuses and narrowing(row)

    def words(self) -> list[str]:
        """Each filter in words."""
        known = self._table.known
        return [words_of(each, known[each.column]) for each in self.filters if each.column in known]

    def chosen(self, chips: Sequence[str], typed: str) -> list[str | Filter]:
        """All that the rows on show were chosen by, for a list: it says of a filter what may be said."""
        on = [name for name in chips if name in ON_REGISTER]
        said: list[str | Filter] = []
        if EVERYONE in chips:
            said.append("Everybody on roll" if len(on) == len(ON_REGISTER) else "Also those not on the register")
        if on and len(on) < len(ON_REGISTER):
            said.append(" and ".join(status_words(name) for name in on))
        if not chips:
            said.append("No status chosen")
        said += self.filters
        return [*said, f"“{typed.strip()}”"] if typed.strip() else said

    def open(self, name: str) -> FilterPanel | None:
        """Opens the filter of a column below its heading; None for one that is not filtered."""
        column = self._table.known.get(name)
        if column is None or not WAYS[column.kind]:
            return None
        now = next((each for each in self.filters if each.column == name), None)
        rule, rows = self.rule(self.chips_on(), but=name), self._rows()
        left = [row for row in rows if rule(row)]
        self.panel = panel = FilterPanel(column, rows, now, self._reading.as_at, self._over, left=left)
        panel.applied.connect(partial(self._applied, name))
        panel.open_at(self._table.place_of_header(name))
        return panel

    def open_menu(self, name: str, where: QPoint) -> QMenu:
        """Opens what can be done with a column."""
        return pop_up(self.menu_of(name), where)

    def menu_of(self, name: str) -> QMenu:
        """What can be done with a column."""
        return column_menu(self._table, name, filtered=self._is_on(name), wanted=self._asked)

    def _rows(self) -> Sequence[RegisterRow]:
        return self._table.rows.all_rows()

    def _is_on(self, name: str) -> bool:
        return any(each.column == name for each in self.filters)

    def _asked(self, name: str) -> None:
        """A column's filter is to be opened; with a minus before the name, to be taken off."""
        if name.startswith("-"):
            self._applied(name[1:], None)
        else:
            self.open(name)

    def _applied(self, name: str, now: Filter | None) -> None:
        """In place of the filter that the column had; a column that is filtered is on show."""
        others = [each for each in self.filters if each.column != name]
        place = next((at for at, each in enumerate(self.filters) if each.column == name), len(others))
        if now is not None:
            others.insert(place, now)
            shown = self._table.shown_columns()
            if name not in shown:
                self._table.lay_out([*shown, name], self._table.widths())
        self.put(others)
        self._table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fill(self) -> None:
        """Columns on show first, in their order, then the others."""
        menu = self.button.menu()
        menu.clear()
        shown = self._table.shown_columns()
        for at, name in enumerate([*shown, *(name for name in self._table.known if name not in shown)]):
            column = self._table.known[name]
            if at == len(shown):
                menu.addSeparator()
            if WAYS[column.kind]:
                action = menu.addAction(column.words.replace("&", "&&"), partial(self.open, name))
                action.setCheckable(True)
                action.setChecked(self._is_on(name))
