"""The register's small menus: of a column, of the columns to choose from, and of the day on show."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

from PySide6.QtCore import QDate, QObject, QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QPushButton, QWidget, QWidgetAction

from senco_desk.domain.register_filters import WAYS
from senco_desk.domain.terms import AcademicYear
from senco_desk.ui.announcing import announce
from senco_desk.ui.cards import button
from senco_desk.ui.month_view import month_view
from senco_desk.ui.register_table import USUAL, RegisterTable, day_words


def leaving_menu(
    over: QWidget, look: Callable[[], object], save: Callable[[str], object], summary: Callable[[], object]
) -> QMenu:
    """What can leave the desk of what is on show, for a button; `save` is told the ending of the file."""
    menu = QMenu(over)
    menu.addAction("&Print what is shown…", look)
    for words, ending in (("Save as &Excel workbook…", "xlsx"), ("Save as &CSV…", "csv"), ("Save as P&DF…", "pdf")):
        menu.addAction(words, partial(save, ending))
    menu.addSeparator()
    menu.addAction("Register &summary for the headteacher…", summary)
    return menu


class ColumnsButton(QObject):
    """The columns to choose from."""

    def __init__(self, table: RegisterTable, changed: Callable[[], None], parent: QObject | None = None) -> None:
        """`changed` is told when a person has chosen."""
        super().__init__(parent)
        self._table, self._changed = table, changed
        self.button: QPushButton = button("&Columns")
        self.button.setProperty("menu", "true")
        self.button.setMenu(QMenu(self.button))
        self.button.menu().aboutToShow.connect(self._fill)

    def _fill(self) -> None:
        menu, table = self.button.menu(), self._table
        menu.clear()
        for at, column in enumerate(table.rows.columns):
            action = menu.addAction(column.words.replace("*", "").replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(not table.isColumnHidden(at))
            action.setEnabled(column.id != "name")
            action.setData(column.id)
            action.toggled.connect(self._chosen)
        menu.addSeparator()
        menu.addAction("Usual columns", self._usual)

    def _chosen(self) -> None:
        """Those that were there keep their order; what is new stands where it belongs."""
        actions = [each for each in self.button.menu().actions() if isinstance(each, QAction)]
        self._table.show_columns([str(each.data()) for each in actions if each.isChecked()])
        self._changed()

    def _usual(self) -> None:
        self._table.lay_out(USUAL, {})
        self._changed()


_ORDERS = {
    "year": ("youngest first", "oldest first"),
    "number": ("smallest first", "largest first"),
    "money": ("smallest first", "largest first"),
    "date": ("earliest first", "latest first"),
}
"""How a column is sorted up and down, by its name or its kind; any other by letters."""


def column_menu(table: RegisterTable, name: str, *, filtered: bool, wanted: Callable[[str], None]) -> QMenu:
    """What can be done with a column: all that dragging and clicking its heading does, for the keyboard too.

    Args:
        table: the register.
        name: the column.
        filtered: whether it is filtered now.
        wanted: opens the column's filter, or for `-name` takes it off.
    """
    menu = QMenu(table)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    column = table.known[name]
    up, down = _ORDERS.get(name) or _ORDERS.get(column.kind, ("A to Z", "Z to A"))
    ways = {True: up, False: down}
    title = f"{column.called[:1].upper()}{column.called[1:]}"
    if WAYS[column.kind]:
        menu.addAction(f"&Filter by {column.called.replace('&', '&&')}…\tAlt+Down", partial(wanted, name))
        if filtered:
            menu.addAction("&Take filter off", partial(wanted, f"-{name}"))
        menu.addSeparator()

    def sort(*, up: bool) -> None:
        table.sort_by((name, up), *(key for key in table.rows.sorted_by if key[0] != name))
        table.sorted_anew(name, up=up)
        announce(f"Sorted by {column.called}, {ways[up]}", table)

    def sort_within(*, up: bool) -> None:
        outer = table.known[table.asked[0][0]].called
        table.sort_within(name, up=up)
        announce(f"Sorted by {outer}, and within it by {column.called}, {ways[up]}", table)

    def move(by: int) -> None:
        before = table.shown_columns()
        table.move_column(name, by)
        shown = table.shown_columns()
        if shown == before:
            announce(f"{title} is as far {'left' if by < 0 else 'right'} as it goes", table)
        else:
            announce(f"{title} moved: column {shown.index(name) + 1} of {len(shown)}", table)

    def hide() -> None:
        table.hide_column(name)
        announce(f"{title} hidden", table)

    menu.addAction(f"Sort, {up}", partial(sort, up=True))
    menu.addAction(f"Sort, {down}", partial(sort, up=False))
    if table.asked and table.asked[0][0] != name:
        within = table.known[table.asked[0][0]].called.replace("&", "&&")
        menu.addAction(f"Sort &within {within}, {up}", partial(sort_within, up=True))
        menu.addAction(f"Sort within {within}, {down}", partial(sort_within, up=False))
    if name != "name":
        menu.addSeparator()
        menu.addAction("Move &left", partial(move, -1))
        menu.addAction("Move &right", partial(move, 1))
        menu.addAction("&Hide this column", hide)
    return menu


def day_menu(over: QPushButton, today: date, show: Callable[[date | None], None]) -> QMenu:
    """The day on show: today, the edges of the school years, or another day."""
    year = AcademicYear.of(today)
    menu = QMenu(over)
    menu.addAction("&Today", lambda: show(None))
    menu.addAction(f"&Start of this year, {day_words(year.start)}", lambda: show(year.start))
    menu.addAction(f"&End of last year, {day_words(year.previous().end)}", lambda: show(year.previous().end))
    menu.addAction("Another &day…", partial(open_calendar, over, today, show))
    return menu


def open_calendar(over: QWidget, today: date, show: Callable[[date | None], None]) -> QMenu:
    """Opens a calendar below a button, wholly on the screen; arrows and Enter choose, Esc leaves the day as it was."""
    menu = QMenu(over)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    calendar = month_view(menu, today)
    calendar.setAccessibleName("The day to show the register as at")
    holder = QWidgetAction(menu)
    holder.setDefaultWidget(calendar)
    menu.addAction(holder)

    def chosen(day: QDate) -> None:
        menu.close()
        show(date(day.year(), day.month(), day.day()))

    calendar.activated.connect(chosen)
    calendar.clicked.connect(chosen)
    room, size = over.screen().availableGeometry(), menu.sizeHint()
    where = over.mapToGlobal(over.rect().bottomLeft())
    across = max(min(where.x(), room.right() - size.width()), room.left())
    down = max(min(where.y(), room.bottom() - size.height()), room.top())
    menu.popup(QPoint(across, down))
    calendar.setFocus(Qt.FocusReason.PopupFocusReason)
    return menu


def pop_up(menu: QMenu, where: QPoint) -> QMenu:
    """Opens a menu at a place on the screen, without waiting for it."""
    menu.popup(where)
    first = next(iter(menu.actions()), None)
    if first is not None:
        menu.setActiveAction(first)
    return menu
