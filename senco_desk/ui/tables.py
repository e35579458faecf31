"""The one table of the program: type to filter, click to sort, copy as text, open with Enter, all by keyboard."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QItemSelectionRange,
    QKeyCombination,
    QModelIndex,
    QPersistentModelIndex,
    QSignalBlocker,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QLineEdit, QTableView, QWidget

from senco_desk.ui.announcing import announce
from senco_desk.ui.cells import CellDelegate
from senco_desk.ui.clipboard import copy_for_a_minute
from senco_desk.ui.keyboard import bring_into_view
from senco_desk.ui.page_room import is_low, set_least
from senco_desk.ui.rows import Column, RowsModel
from senco_desk.ui.theme import colour, row_height, scaled, unit

__all__ = ["Column", "FilterField", "RowsModel", "RowsTable"]

Row = TypeVar("Row")

SORT_KEYS = QKeyCombination(Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier, Qt.Key.Key_S)
"""Sorts a table by the column that the keyboard is in; in a window with menus, its action takes them first."""

_SAMPLE = "17 days late"
"""Words with room between letters and between words."""

_REFITS = {QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide}


class RowsTable(QTableView, Generic[Row]):
    """A table of frozen rows. What is selected stays selected, by its id, through filtering, sorting and reloads."""

    header_type: type[QHeaderView] | None = None
    """Another header than Qt's own, for a table that shows more of its columns there."""

    opened = Signal(object)
    """A row was opened: Enter, or a double click."""
    selected = Signal(object)
    """The tuple of selected rows, from the top; after every change."""

    def __init__(
        self,
        name: str,
        columns: Sequence[Column[Row]],
        row_id: Callable[[Row], Hashable],
        parent: QWidget | None = None,
        *,
        lines: int = 1,
        several: bool = True,
        searched: Callable[[Row], str] | None = None,
    ) -> None:
        """A table called `name` (what a screen reader says), with rows of one or two lines of text.

        `searched` gives the words a row is found by where they are more than those of its cells.
        """
        super().__init__(parent)
        self._lines = lines
        self._kept: tuple[Hashable, ...] = ()
        self._current: Hashable | None = None
        self._restoring = False
        self._column = -1
        self._scrolled = 0
        self.setAccessibleName(name)
        self.rows: RowsModel[Row] = RowsModel(columns, row_id, self, searched=searched)
        self.setModel(self.rows)
        self.setItemDelegate(CellDelegate(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(
            QAbstractItemView.SelectionMode.ExtendedSelection
            if several
            else QAbstractItemView.SelectionMode.SingleSelection
        )
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        # Painted whole by us, so that scrolling moves what is painted already and asks for the new lines alone.
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        if self.header_type is not None:
            self.setHorizontalHeader(self.header_type(Qt.Orientation.Horizontal, self))
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(True)
        header.setSectionsMovable(True)
        header.setSortIndicatorShown(True)
        header.setSortIndicatorClearable(False)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setMinimumSectionSize(unit(4))
        header.sortIndicatorChanged.connect(self._sort_clicked)
        self.rows.about_to_change.connect(self._remember)
        self.rows.modelReset.connect(self._restore)
        self.doubleClicked.connect(self._open_index)
        self._measure()

    def set_rows(self, rows: Iterable[Row]) -> None:
        """Replaces the rows; selection, sorting, filter and scroll position stay."""
        self.rows.set_rows(rows)

    def sort_by(self, *keys: tuple[str, bool]) -> None:
        """Sorts by column ids, the first counting most; True ascends."""
        self.rows.sort_by(*keys)
        if keys:
            header = self.horizontalHeader()
            at = next(at for at, column in enumerate(self.rows.columns) if column.id == keys[0][0])
            up = Qt.SortOrder.AscendingOrder if keys[0][1] else Qt.SortOrder.DescendingOrder
            with QSignalBlocker(header):
                header.setSortIndicator(at, up)

    def selected_rows(self) -> tuple[Row, ...]:
        """The selected rows, from the top."""
        return tuple(row for row in (self.rows.row_at(line) for line in self.selected_lines()) if row is not None)

    def selected_lines(self) -> list[int]:
        """The lines selected, from the top. By stretches: Qt's own list asks the model about every single cell."""
        stretches: Iterable[QItemSelectionRange] = self.selectionModel().selection()  # type: ignore[assignment]
        return sorted({line for each in stretches for line in range(each.top(), each.bottom() + 1)})

    def select(self, row_id: Hashable) -> bool:
        """Selects one row by its id and brings it into view; False where it is not on show."""
        line = self.rows.line_of(row_id)
        if line < 0:
            return False
        at = self.rows.index(line, self._first_column())
        # Told what to do: the view itself would add to what is selected while Ctrl is held, as after Ctrl+V.
        alone = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.selectionModel().setCurrentIndex(at, alone)
        self.scrollTo(at)
        return True

    def copy(self) -> str:
        """Puts the selected rows on the clipboard as tab-separated text with a header, columns as shown."""
        header = self.horizontalHeader()
        columns = [
            at
            for at in (header.logicalIndex(place) for place in range(header.count()))
            if not header.isSectionHidden(at)
        ]
        lines = self.selected_lines()
        text = self.rows.as_text(lines, columns)
        if lines:
            copy_for_a_minute(text)
        return text

    def sort_here(self) -> str:
        """Sorts by the column that the keyboard is in, and the other way round when it is asked again.

        Gives the sentence that says so; nothing where no column is current.
        """
        at = self.currentIndex().column()
        if at < 0:
            return ""
        header = self.horizontalHeader()
        up = not (header.sortIndicatorSection() == at and header.sortIndicatorOrder() == Qt.SortOrder.AscendingOrder)
        header.setSortIndicator(at, Qt.SortOrder.AscendingOrder if up else Qt.SortOrder.DescendingOrder)
        return f"Sorted by {self.rows.columns[at].words}, {'ascending' if up else 'descending'}"

    def set_lines(self, lines: int) -> None:
        """Gives every row the height of so many lines of text."""
        if lines != self._lines:
            self._lines = lines
            self._measure_rows()

    def show_columns(self, ids: Iterable[str]) -> None:
        """Shows these columns and hides the others."""
        wanted = set(ids)
        for at, column in enumerate(self.rows.columns):
            self.setColumnHidden(at, column.id not in wanted)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens, Ctrl+C copies, Ctrl+Shift+S sorts by the column; the rest is Qt's own table keys."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._open_index(self.currentIndex())
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.keyCombination() == SORT_KEYS:
            announce(self.sort_here(), self)
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """A new text size gives new row heights and column widths."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.ApplicationFontChange} and hasattr(self, "rows"):
            self._measure()

    def fit_page(self) -> None:
        """As high as its rows where the page scrolls as a whole, and else as high as it is given."""
        wanted = 0
        if self.isVisible() and is_low(self):
            header = self.horizontalHeader()
            bar = self.horizontalScrollBar()
            across = bar.sizeHint().height() if header.length() > self.viewport().width() else 0
            lines = max(self.rows.rowCount(), 1)
            wanted = header.height() + lines * self.verticalHeader().defaultSectionSize() + across + 4
        set_least(self, wanted)

    def event(self, event: QEvent) -> bool:
        """Where the page scrolls as a whole, another width may need a bar across."""
        done = super().event(event)
        if event.type() in _REFITS and hasattr(self, "rows"):
            self.fit_page()
        return done

    def paintEvent(self, event: QPaintEvent) -> None:
        """The ground below the cells, then the cells."""
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), colour("surface"))
        painter.end()
        super().paintEvent(event)

    def moveCursor(self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        """A page up or down is what can be seen of the table, where the page around it scrolls and not the table."""
        ways = {QAbstractItemView.CursorAction.MovePageDown: 1, QAbstractItemView.CursorAction.MovePageUp: -1}
        if action in ways and self.minimumHeight() and self.currentIndex().isValid():
            seen = self.viewport().visibleRegion().boundingRect().height()
            step = max(seen // self.verticalHeader().defaultSectionSize() - 1, 1) * ways[action]
            line = min(max(self.currentIndex().row() + step, 0), self.rows.rowCount() - 1)
            return self.rows.index(line, self.currentIndex().column())
        return super().moveCursor(action, modifiers)

    def currentChanged(
        self, current: QModelIndex | QPersistentModelIndex, previous: QModelIndex | QPersistentModelIndex
    ) -> None:
        """The row with the keyboard stays in view where it is the page that scrolls, too."""
        super().currentChanged(current, previous)
        if self.hasFocus():
            bring_into_view(self)

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        """Tells which rows are selected, unless the same ones are being put back."""
        super().selectionChanged(selected, deselected)
        if not self._restoring:
            self.selected.emit(self.selected_rows())

    def _measure_rows(self) -> None:
        rows = self.verticalHeader()
        rows.setMinimumSectionSize(row_height(self._lines))
        rows.setDefaultSectionSize(row_height(self._lines))

    def _measure(self) -> None:
        self._measure_rows()
        header = self.horizontalHeader()
        header.setFixedHeight(row_height())
        self._measure_columns()
        header.setFont(scaled(self.font(), 0.94, QFont.Weight.Medium))

    def _measure_columns(self) -> None:
        """Gives each column the room for so many letters, as far apart as they are set."""
        header = self.horizontalHeader()
        letter = self._letter()
        for at, column in enumerate(self.rows.columns):
            mode = QHeaderView.ResizeMode.Stretch if column.stretch else QHeaderView.ResizeMode.Interactive
            header.setSectionResizeMode(at, mode)
            self.setColumnWidth(at, math.ceil(column.width * letter) + unit(2.5))

    def _letter(self) -> float:
        """How wide a letter is on average, with the room around it, of which the average of a font knows nothing."""
        metrics, close = self.fontMetrics(), QFont(self.font())
        close.setLetterSpacing(QFont.SpacingType.PercentageSpacing, 100)
        close.setWordSpacing(0)
        apart = metrics.horizontalAdvance(_SAMPLE) / max(QFontMetrics(close).horizontalAdvance(_SAMPLE), 1)
        return metrics.averageCharWidth() * max(apart, 1.0)

    def _first_column(self) -> int:
        return max(self.horizontalHeader().logicalIndexAt(0), 0)

    def _sort_clicked(self, column: int, order: Qt.SortOrder) -> None:
        self.rows.sort(column, order)

    def _open_index(self, index: QModelIndex) -> None:
        row = self.rows.row_at(index) if index.isValid() else None
        if row is not None:
            self.opened.emit(row)

    def _remember(self) -> None:
        """Ids of what is selected, before the lines change. What a filter hides is remembered until it returns."""
        lines = self.selected_lines()
        seen = tuple(found for found in (self.rows.id_at(line) for line in lines) if found is not None)
        if seen:
            self._kept = seen
            self._current = self.rows.id_at(self.currentIndex().row())
        elif self.rows.lines_of(self._kept):
            self._kept = ()  # it was on show and the person let go of it
        if self.currentIndex().isValid():
            self._column = self.currentIndex().column()
        self._scrolled = self.verticalScrollBar().value()

    def _restore(self) -> None:
        self._restoring = True
        lines = self.rows.lines_of(self._kept)
        model = self.selectionModel()
        if lines:
            current = self.rows.line_of(self._current) if self._current is not None else lines[0]
            column = self._column if 0 <= self._column < len(self.rows.columns) else self._first_column()
            at = self.rows.index(current if current in lines else lines[0], column)
            model.setCurrentIndex(at, QItemSelectionModel.SelectionFlag.NoUpdate)
            span = QItemSelection()
            for line in lines:
                span.select(self.rows.index(line, 0), self.rows.index(line, len(self.rows.columns) - 1))
            model.select(span, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self._restoring = False
        self.fit_page()
        self.verticalScrollBar().setValue(self._scrolled)
        self.selected.emit(self.selected_rows())


class FilterField(QLineEdit):
    """Narrows a table as one types, a short pause after the last key; Down goes to the table, Esc clears."""

    applying = Signal(str)
    """What was typed is about to narrow the table: a page that folds rows away brings them back."""

    def __init__(self, table: RowsTable[Any], words: str = "Type to filter", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._table = table
        self.setPlaceholderText(words)
        self.setAccessibleName(f"Filter {table.accessibleName()}")
        self.setClearButtonEnabled(True)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(80)
        self._pause.timeout.connect(self._apply)
        self.textChanged.connect(self._typed)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Down and Enter go to the table with what was found; Esc clears the filter, and then is not ours."""
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            self._apply()
        elif event.key() in {Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._apply()
            if self._table.rows.rowCount() and not self._table.currentIndex().isValid():
                self._table.selectRow(0)
            self._table.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            super().keyPressEvent(event)

    def _typed(self) -> None:
        self._pause.start()

    def show_typed(self, typed: str) -> None:
        """Narrows by these words at once, as if they had been typed."""
        self.setText(typed)
        self._apply()

    def settle(self) -> None:
        """Narrows now by what was typed a moment ago: before the table is printed, saved or changed as it shows."""
        if self._pause.isActive():
            self._apply()

    def _apply(self) -> None:
        self._pause.stop()
        self.applying.emit(self.text())
        self._table.rows.filter(self.text())
