"""The register's table: sorting by several headers, columns in an order of one's own, a first column that stays."""

from __future__ import annotations

import html
import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from PySide6.QtCore import QMimeData, QModelIndex, QPersistentModelIndex, QPoint, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView

from senco_desk.domain.custom_fields import CustomField
from senco_desk.domain.disarming import disarmed
from senco_desk.domain.register import RegisterRow, searched
from senco_desk.domain.register_columns import MONEY, by_id
from senco_desk.domain.register_columns import register_columns as every_column
from senco_desk.domain.register_list import in_order
from senco_desk.domain.register_views import USUAL
from senco_desk.domain.thresholds import AuthorityProfile
from senco_desk.ui.clipboard import copy_for_a_minute
from senco_desk.ui.register_frozen import FrozenColumn
from senco_desk.ui.register_header import RegisterHeader, Told
from senco_desk.ui.register_looks import register_columns
from senco_desk.ui.register_words import (
    date_mark,
    day_words,
    long_year,
    meter_words,
    need_words,
    review_mark,
    short_day,
    year_words,
)
from senco_desk.ui.tables import Column, RowsTable
from senco_desk.ui.theme import unit

__all__ = [
    "MONEY",
    "USUAL",
    "RegisterTable",
    "date_mark",
    "day_words",
    "long_year",
    "meter_words",
    "need_words",
    "register_columns",
    "review_mark",
    "short_day",
    "year_words",
]

_SHORT_NAME = 15
"""Letters of a name that are on show however narrow the table is."""
_BASE = 8
"""Widths are kept in pixels of a grid of eight, so that a view fits at another text size."""


class RegisterTable(RowsTable[RegisterRow]):
    """A table in which Shift and a click on a header sorts within what it is sorted by already.

    Its first column stays where it is, both in the order of columns and while it is scrolled sideways.
    """

    header_type = RegisterHeader
    menu_wanted = Signal(str, QPoint)
    """The menu of a column is wanted, at a place on the screen."""
    filter_wanted = Signal(str)
    """Alt+Down: the filter of the column that the keyboard is in."""
    laid_out = Signal()
    """Columns were moved or their widths changed, or it is sorted otherwise."""

    def __init__(self, today: date, profile: AuthorityProfile, *, money: bool = True, guarded: bool = True) -> None:
        """`money` and `guarded` say whether the columns about spending and the mark “See the DSL” are there at all."""
        self._money, self._guarded = money, guarded
        self._fields: tuple[CustomField, ...] = ()
        self._filtered: frozenset[str] = frozenset()
        self._asked: list[tuple[str, bool]] = []
        self._chosen: dict[str, int] = {}
        self._measuring = False
        self.frozen: FrozenColumn | None = None
        self._own(profile)
        super().__init__("Register", self._columns(today, profile), lambda row: row.pupil_id, searched=searched)
        header = self.horizontalHeader()
        assert isinstance(header, RegisterHeader)
        header.told = self._told
        header.menu_wanted.connect(self._menu_at)
        header.sectionMoved.connect(self._moved)
        header.sectionResized.connect(self._resized)
        self.frozen = FrozenColumn(self)
        # Both tables let go of the one selection when there are other rows; it is put back after the second has.
        self.rows.modelReset.disconnect(self._restore)
        self.rows.modelReset.connect(self._restore)
        self.frozen.menu_wanted.connect(self._menu_at)
        self.frozen.doubleClicked.connect(self._open_index)
        self.sort_by(("name", True))

    @property
    def asked(self) -> tuple[tuple[str, bool], ...]:
        """The columns that a person sorts by, the first counting most; True ascends."""
        return tuple(self._asked) or self.rows.sorted_by[:1]

    def show_columns_for(self, today: date, profile: AuthorityProfile, fields: Sequence[CustomField] = ()) -> None:
        """Reads dates beside another day, and money beside another threshold; columns come and go with the fields."""
        new = tuple(fields) != self._fields
        before, widths = (self.shown_columns(), self.widths()) if new else ((), {})
        self._fields = tuple(fields)
        self._own(profile)
        if new:
            self._measuring = True  # new columns begin at Qt's own width, which nobody chose
            self.rows.set_columns(self._columns(today, profile))
            self._measure()
            self._measuring = False
            self.lay_out(before, widths)
        else:
            self.rows.columns = self._columns(today, profile)
            self.rows.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.rows.columns) - 1)

    def show_filtered(self, columns: Iterable[str]) -> None:
        """Marks the headers of the columns that are filtered."""
        self._filtered = frozenset(columns)
        self.horizontalHeader().viewport().update()

    def sort_by(self, *keys: tuple[str, bool]) -> None:
        """Sorts by column ids, the first counting most; True ascends. One that is not there is passed over."""
        there = {column.id for column in self.rows.columns}
        keys = tuple(key for key in keys if key[0] in there)
        super().sort_by(*keys)
        self._asked = list(keys[:3])

    def sort_within(self, name: str, *, up: bool) -> None:
        """Sorts by a column within what it is sorted by already, or turns that column's own way round."""
        before = dict(self._asked)
        asked = [(key, up if key == name else way) for key, way in self._asked]
        if name not in before:
            asked.append((name, up))
        ties = [key for key in self.rows.sorted_by if key[0] not in dict(asked)]
        self.sort_by(*asked, *ties[:2])
        self._asked = asked
        self.laid_out.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Names have the room that is left, and never less than a name needs: beyond that the table scrolls."""
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        """Gives the names what the columns on show leave over."""
        header = self.horizontalHeader()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)
        others = sum(header.sectionSize(at) for at in range(1, header.count()) if not header.isSectionHidden(at))
        least = math.ceil(_SHORT_NAME * self._letter()) + unit(2.5)
        with QSignalBlocker(self):
            self.setColumnWidth(0, max(self.viewport().width() - others, least))
        if self.frozen is not None:
            self.frozen.follow()

    def show_columns(self, ids: Iterable[str]) -> None:
        """Shows these columns and hides the others; names have what is left."""
        super().show_columns(ids)
        self.fit()

    def shown_columns(self) -> tuple[str, ...]:
        """The ids of the columns on show, from the left."""
        return tuple(self.rows.columns[at].id for at in self._places())

    def widths(self) -> dict[str, int]:
        """How wide a person made columns on show, at the usual size of text; the others follow their letters."""
        shown = self.shown_columns()
        return {name: wide for name, wide in self._chosen.items() if name in shown}

    def lay_out(self, ids: Sequence[str], widths: Mapping[str, int]) -> None:
        """Shows these columns in this order, as wide as said, and the others of these as wide as their words need.

        One that is not there any more is passed over.
        """
        header = self.horizontalHeader()
        place = {column.id: at for at, column in enumerate(self.rows.columns)}
        wanted = [name for name in dict.fromkeys(("name", *ids)) if name in place]
        with QSignalBlocker(header):
            super().show_columns(wanted)
            rest = [column.id for column in self.rows.columns if column.id not in wanted]
            for to, name in enumerate([*wanted, *rest]):
                header.moveSection(header.visualIndex(place[name]), to)
            self._chosen = {name: wide for name, wide in widths.items() if name in place and name != "name"}
            self._measure_columns()
        self.updateGeometries()  # the header has told nobody
        header.viewport().update()
        self.fit()

    def move_column(self, name: str, by: int) -> None:
        """Moves a column one place to the left (-1) or right (1) among those on show: dragging, by keyboard."""
        shown = list(self.shown_columns())
        at = shown.index(name)
        to = at + by
        if name != "name" and 1 <= to < len(shown):
            shown.insert(to, shown.pop(at))
            self.lay_out(shown, self.widths())
            self.laid_out.emit()

    def hide_column(self, name: str) -> None:
        """Takes a column off show; the chooser brings it back."""
        self.show_columns([each for each in self.shown_columns() if each != name])
        self.laid_out.emit()

    def sorted_anew(self, name: str, *, up: bool) -> None:
        """A person has sorted by this column alone; what was sorted by before only breaks its ties."""
        self._asked = [(name, up)]
        self.laid_out.emit()

    def copy(self) -> str:
        """Puts the selected rows on the clipboard as text and as a table, columns as shown.

        Word and a spreadsheet take the table; both are forgotten after a minute. What must not leave the desk (that
        somebody should ask the safeguarding lead, fields that the school keeps off lists) is not copied, nor told by
        the order.
        """
        lines = self._lines_to_copy()
        columns = [at for at in self._places() if self._goes_out(self.rows.columns[at].id)]
        text = self.rows.as_text(lines, columns)
        if lines:
            copy_for_a_minute(text)
            both = QMimeData()
            both.setText(text)
            both.setHtml(self._as_html(lines, columns))
            QGuiApplication.clipboard().setMimeData(both)  # the same text, so that it is known when it is to go
        return text

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Alt+Down filters the column the keyboard is in, Shift+F10 opens the menu of lines and column; else as any."""
        at = self.currentIndex().column()
        if event.key() == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.filter_wanted.emit(self.rows.columns[max(at, 0)].id)
        elif event.key() == Qt.Key.Key_F10 and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._menu_of_current()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The menu of what is pointed at; asked for by a key, that of the line the keyboard is in."""
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            self._menu_of_current()
        else:
            self.customContextMenuRequested.emit(event.pos())

    def scrollTo(
        self,
        index: QModelIndex | QPersistentModelIndex,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        """Brings a cell into view, and not behind the column that stays: that one is in view always."""
        bar = self.horizontalScrollBar()
        before = bar.value()
        super().scrollTo(index, hint)
        if before and index.column() == 0:
            bar.setValue(before)
        elif self.frozen is not None and bar.value():
            behind = self.columnWidth(0) - self.columnViewportPosition(index.column())
            if behind > 0:
                bar.setValue(bar.value() - behind)

    def place_of_header(self, name: str) -> QPoint:
        """Where on the screen what belongs to a column opens: below its heading."""
        at = next((place for place, column in enumerate(self.rows.columns) if column.id == name), 0)
        header = self.horizontalHeader()
        behind = self.frozen.wide if self.frozen is not None and at else 0
        across = 0 if at == 0 else max(header.sectionViewportPosition(at), behind)
        return header.viewport().mapToGlobal(QPoint(min(across, self.viewport().width() - unit(4)), header.height()))

    def _measure_columns(self) -> None:
        """As wide as the letters of now need, and what a person made wider or narrower as they made it."""
        header, was = self.horizontalHeader(), self._measuring
        self._measuring = True
        try:
            super()._measure_columns()
            for at, column in enumerate(self.rows.columns):
                wide = self._chosen.get(column.id)
                if wide is not None:
                    header.resizeSection(at, max(round(wide * unit(1) / _BASE), header.minimumSectionSize()))
        finally:
            self._measuring = was
        if self.frozen is not None:
            self.fit()

    def _own(self, profile: AuthorityProfile) -> None:
        core = profile.threshold.core_counted
        self.known = by_id(every_column(self._fields, core=core, money=self._money, guarded=self._guarded))

    def _columns(self, today: date, profile: AuthorityProfile) -> tuple[Column[RegisterRow], ...]:
        every = register_columns(today, profile, self._fields)
        return tuple(column for column in every if column.id in self.known)

    def _places(self) -> list[int]:
        header = self.horizontalHeader()
        found = (header.logicalIndex(place) for place in range(header.count()))
        return [at for at in found if not header.isSectionHidden(at)]

    def _goes_out(self, name: str) -> bool:
        return name in self.known and self.known[name].goes_out

    def _lines_to_copy(self) -> list[int]:
        line_of = {row.pupil_id: at for at in self.selected_lines() if (row := self.rows.row_at(at)) is not None}
        selected = [row for at in line_of.values() if (row := self.rows.row_at(at)) is not None]
        return [line_of[row.pupil_id] for row in in_order(selected, self.rows.sorted_by, self.known)]

    def _as_html(self, lines: Sequence[int], columns: Sequence[int]) -> str:
        def cells(tag: str, words: Iterable[str]) -> str:
            inside = "".join(f"<{tag}>{html.escape(disarmed(' '.join(each.split())))}</{tag}>" for each in words)
            return f"<tr>{inside}</tr>"

        shown = [self.rows.columns[at] for at in columns]
        rows = [row for line in lines if (row := self.rows.row_at(line)) is not None]
        body = "".join(cells("td", (column.shown(row) for column in shown)) for row in rows)
        return f"<table border='1'>{cells('th', (column.words for column in shown))}{body}</table>"

    def _told(self, at: int) -> Told:
        name = self.rows.columns[at].id if at < len(self.rows.columns) else ""
        asked = dict(self._asked)
        place = list(asked).index(name) + 1 if name in asked and len(asked) > 1 else 0
        return place, asked.get(name, True), name in self._filtered

    def _menu_of_current(self) -> None:
        self.customContextMenuRequested.emit(self.visualRect(self.currentIndex()).bottomLeft())

    def _menu_at(self, at: int, where: QPoint) -> None:
        self.menu_wanted.emit(self.rows.columns[at].id, where)

    def _moved(self, _column: int, _before: int, _now: int) -> None:
        """Names stay first, wherever somebody has dragged something."""
        header = self.horizontalHeader()
        if header.visualIndex(0) != 0:
            with QSignalBlocker(header):
                header.moveSection(header.visualIndex(0), 0)
            header.viewport().update()
        self.laid_out.emit()

    def _resized(self, column: int, before: int, now: int) -> None:
        """A person dragged an edge; a column that is hidden or comes back has no width of theirs."""
        if column and before and now and self.isVisible() and not (self._measuring or self.signalsBlocked()):
            self._chosen[self.rows.columns[column].id] = round(now * _BASE / unit(1))
            self.laid_out.emit()

    def _sort_clicked(self, column: int, order: Qt.SortOrder) -> None:
        """A click sorts by one header; with Shift it sorts within those clicked before, or turns its own way round."""
        name = self.rows.columns[column].id
        if not QGuiApplication.keyboardModifiers() & Qt.KeyboardModifier.ShiftModifier:
            super()._sort_clicked(column, order)
            self._asked = [(name, order == Qt.SortOrder.AscendingOrder)]
            self.laid_out.emit()
            return
        before = dict(self._asked)
        self.sort_within(name, up=not before[name] if name in before else True)
