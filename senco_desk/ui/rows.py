"""A table model over frozen rows that filters and sorts by keys it folded beforehand.

A sort-filter proxy over a Python model asks the model for every cell on every keystroke: over a second for ten
thousand rows. Here a keystroke looks through a list of ready strings, and only the shown indexes change.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer, Signal

from senco_desk.domain.disarming import disarmed
from senco_desk.domain.finding import Wanted, searchable, wanted
from senco_desk.domain.folding import folded
from senco_desk.ui.marks import Mark
from senco_desk.ui.tips import unmarked

Row = TypeVar("Row")
AnyIndex = QModelIndex | QPersistentModelIndex
Kind = Literal["text", "strong", "muted", "mark", "meter", "two_line", "wrapped"]

RECORD = Qt.ItemDataRole.UserRole + 1
ROW_ID = Qt.ItemDataRole.UserRole + 2


@dataclass(frozen=True)
class Column(Generic[Row]):
    """One column: where its value comes from and how it is shown.

    Args:
        id: a name for settings and tests.
        words: the header.
        value: the value of a row; shown as it is unless `text` says otherwise, None as nothing.
        text: what is shown, filtered and copied.
        sort: what is sorted by; the value, or the folded text, unless given. None always comes last.
        right: align to the right, with figures of one width.
        width: in characters of running text.
        stretch: takes the room that is left.
        kind: how the cell is painted.
        mark: the mark of a cell of kind `mark`.
        meter: the filled part of a cell of kind `meter`, 0 to 1 (more is shown as full), None for empty.
        subtitle: the quiet second line of a cell of kind `two_line`; of kind `wrapped`, words over several lines.
        tip: what is shown on hovering.
        searched: whether typing in the filter looks here.
    """

    id: str
    words: str
    value: Callable[[Row], Any]
    text: Callable[[Row], str] | None = None
    sort: Callable[[Row], Any] | None = None
    right: bool = False
    width: int = 10
    stretch: bool = False
    kind: Kind = "text"
    mark: Callable[[Row], Mark | None] | None = None
    meter: Callable[[Row], float | None] | None = None
    subtitle: Callable[[Row], str] | None = None
    tip: Callable[[Row], str] | None = None
    searched: bool = True

    def shown(self, row: Row) -> str:
        """The text of a cell."""
        if self.text is not None:
            return self.text(row)
        if self.kind == "mark" and self.mark is not None:
            found = self.mark(row)
            return found.words if found else ""
        value = self.value(row)
        return "" if value is None else str(value)

    def sort_key(self, row: Row) -> Any:
        """What a row is sorted by here; None comes last either way round."""
        if self.sort is not None:
            return self.sort(row)
        value = self.value(row)
        return folded(value) if isinstance(value, str) else value


_AT_ONCE = 400
"""Rows folded in one breath of the window: about five thousandths of a second."""


class RowsModel(QAbstractTableModel, Generic[Row]):
    """Rows shown through columns, narrowed by typed words and by a rule, sorted by several keys, all stable."""

    narrowed = Signal(int, int)
    """Rows shown, rows in all; after any change of either."""
    about_to_change = Signal()

    def __init__(
        self,
        columns: Sequence[Column[Row]],
        row_id: Callable[[Row], Hashable],
        parent: QObject | None = None,
        *,
        searched: Callable[[Row], str] | None = None,
    ) -> None:
        """`searched` gives the line of words a row is found by, as `searchable` writes it; else the cells' texts do."""
        super().__init__(parent)
        self.columns: tuple[Column[Row], ...] = tuple(columns)
        self._row_id = row_id
        self._searched = searched if searched is not None else self._cells_as_words
        self._rows: tuple[Row, ...] = ()
        self._folded: list[str] = []
        self._folding = QTimer(self)
        self._folding.timeout.connect(self._fold_some)
        self._keys: dict[int, list[Any]] = {}
        self._order: list[int] = []
        self._shown: list[int] = []
        self._wanted = Wanted()
        self._rule: Callable[[Row], bool] | None = None
        self._sorted_by: list[tuple[int, bool]] = []

    def set_rows(self, rows: Iterable[Row]) -> None:
        """Replaces every row; filter and sorting stay as they are."""
        rows = tuple(rows)
        self.about_to_change.emit()
        self.beginResetModel()
        self._rows = rows
        self._folded = []
        self._keys = {}
        self._sort_now()
        self._narrow_now()
        self.endResetModel()
        self.narrowed.emit(len(self._shown), len(self._rows))
        if len(rows) > _AT_ONCE:
            self._folding.start(0)

    def set_columns(self, columns: Sequence[Column[Row]]) -> None:
        """Shows the rows through other columns; what they are sorted by stays, where there is such a column."""
        sorted_by = self.sorted_by
        self.about_to_change.emit()
        self.beginResetModel()
        self.columns = tuple(columns)
        places = {column.id: at for at, column in enumerate(self.columns)}
        self._sorted_by = [(places[name], up) for name, up in sorted_by if name in places]
        self._keys = {}
        self._sort_now()
        self._narrow_now()
        self.endResetModel()

    def filter(self, typed: str) -> None:
        """Shows only the rows in which everything typed is found (`zoe` finds Zoë, `year 7` finds Y7).

        How what is typed is read is said in `senco_desk/domain/finding.py`.
        """
        asked, before = wanted(typed), self._wanted
        if asked == before:
            return
        narrower = bool(before) and asked.narrows(before)
        self.about_to_change.emit()
        self.beginResetModel()
        self._wanted = asked
        self._narrow_now(within=self._shown if narrower else None)
        self.endResetModel()
        self.narrowed.emit(len(self._shown), len(self._rows))

    def keep_only(self, rule: Callable[[Row], bool] | None, *, rows: Iterable[Row] | None = None) -> None:
        """Shows only the rows a rule keeps (filter chips); None for all. With `rows`, of these instead, in one go."""
        self._rule = rule
        if rows is not None:
            self.set_rows(rows)
            return
        self.about_to_change.emit()
        self.beginResetModel()
        self._narrow_now()
        self.endResetModel()
        self.narrowed.emit(len(self._shown), len(self._rows))

    def sort_by(self, *keys: tuple[str, bool]) -> None:
        """Sorts by columns, the first counting most: `sort_by(("year", True), ("name", True))`; True ascends."""
        places = {column.id: at for at, column in enumerate(self.columns)}
        self._sorted_by = [(places[name], up) for name, up in keys]
        self._resort()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """A click on a header: this column counts most, and what was sorted by before breaks its ties."""
        if not 0 <= column < len(self.columns):
            return
        up = order == Qt.SortOrder.AscendingOrder
        self._sorted_by = [(column, up), *(key for key in self._sorted_by if key[0] != column)][:4]
        self._resort()

    @property
    def sorted_by(self) -> tuple[tuple[str, bool], ...]:
        """The keys sorted by, the first counting most."""
        return tuple((self.columns[at].id, up) for at, up in self._sorted_by)

    def rows_shown(self) -> list[Row]:
        """The rows on show, in their order."""
        return [self._rows[at] for at in self._shown]

    def all_rows(self) -> tuple[Row, ...]:
        """Every row, shown or not."""
        return self._rows

    def count_words(self) -> str:
        """How many rows are on show, of how many, where no line on the page says so."""
        shown, rows = len(self._shown), len(self._rows)
        return f"{shown:,} of {rows:,} shown" if shown != rows else f"{rows:,} shown"

    def row_at(self, index: AnyIndex | int) -> Row | None:
        """The row of an index, or of a line on show."""
        line = index if isinstance(index, int) else index.row()
        return self._rows[self._shown[line]] if 0 <= line < len(self._shown) else None

    def cell(self, line: int, column: int) -> tuple[Column[Row], Row]:
        """The column and the row of a cell on show: what a painter needs, without asking Qt role by role."""
        return self.columns[column], self._rows[self._shown[line]]

    def id_at(self, line: int) -> Hashable | None:
        """The id of a line on show."""
        row = self.row_at(line)
        return None if row is None else self._row_id(row)

    def line_of(self, row_id: Hashable) -> int:
        """The line that shows a row's id, or -1."""
        return next((line for line, at in enumerate(self._shown) if self._row_id(self._rows[at]) == row_id), -1)

    def lines_of(self, row_ids: Iterable[Hashable]) -> list[int]:
        """The lines that show any of these ids, from the top."""
        wanted = set(row_ids)
        if not wanted:
            return []
        return [line for line, at in enumerate(self._shown) if self._row_id(self._rows[at]) in wanted]

    def as_text(self, lines: Iterable[int], columns: Iterable[int], *, header: bool = True) -> str:
        """Lines as tab-separated text for the clipboard; tabs and breaks inside a cell become spaces.

        A name that begins like a formula is disarmed, since the text may be pasted into a spreadsheet.
        """
        places = list(columns)
        out = ["\t".join(self.columns[at].words for at in places)] if header else []
        for line in lines:
            row = self.row_at(line)
            if row is not None:
                out.append("\t".join(disarmed(" ".join(self.columns[at].shown(row).split())) for at in places))
        return "\n".join(out)

    # What Qt asks for.

    def rowCount(self, parent: AnyIndex | None = None) -> int:
        """Lines on show."""
        return 0 if parent is not None and parent.isValid() else len(self._shown)

    def columnCount(self, parent: AnyIndex | None = None) -> int:
        """Columns."""
        return 0 if parent is not None and parent.isValid() else len(self.columns)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A cell in one of its roles."""
        if not index.isValid():
            return None
        row = self._rows[self._shown[index.row()]]
        column = self.columns[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.shown(row)
        answer = _ANSWERS.get(role)
        if answer is not None:
            return answer(column, row)
        if role == ROW_ID:
            return self._row_id(row)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The words of a column's header."""
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        column = self.columns[section]
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return column.words
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _aligned(column)
        return None

    # How rows are narrowed and ordered.

    def _sort_now(self) -> None:
        """Stable sorts from the least key to the greatest; a missing value comes last either way round."""
        order = list(range(len(self._rows)))
        for at, up in reversed(self._sorted_by):
            keys = self._keys.get(at)
            if keys is None:
                keys = self._keys[at] = [self.columns[at].sort_key(row) for row in self._rows]
            present = [place for place in order if keys[place] is not None]
            missing = [place for place in order if keys[place] is None]
            present.sort(key=keys.__getitem__, reverse=not up)
            order = present + missing
        self._order = order

    def _narrow_now(self, within: list[int] | None = None) -> None:
        shown = self._order if within is None else within
        if self._rule is not None and within is None:
            rule, rows = self._rule, self._rows
            shown = [at for at in shown if rule(rows[at])]
        if self._wanted:
            self._fold_up_to(len(self._rows))
            shown = self._wanted.among(shown, self._folded)
        self._shown = list(shown)

    def _fold_some(self) -> None:
        """Folds a few more rows while the window has nothing else to do, so that the first letter typed finds them."""
        self._fold_up_to(len(self._folded) + _AT_ONCE)
        if len(self._folded) >= len(self._rows):
            self._folding.stop()

    def _fold_up_to(self, end: int) -> None:
        self._folded += [self._searched(row) for row in self._rows[len(self._folded) : end]]

    def _cells_as_words(self, row: Row) -> str:
        parts = []
        for column in self.columns:
            if column.searched:
                parts.append(column.shown(row))
                if column.subtitle is not None:
                    parts.append(column.subtitle(row))
        return searchable(*parts)

    def _resort(self) -> None:
        self.about_to_change.emit()
        self.beginResetModel()
        self._sort_now()
        self._narrow_now()
        self.endResetModel()
        self.narrowed.emit(len(self._shown), len(self._rows))


_AT_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_AT_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def _aligned(column: Column[Any]) -> Qt.AlignmentFlag:
    return _AT_RIGHT if column.right else _AT_LEFT


def _spoken(column: Column[Any], row: Any) -> str:
    """What a screen reader says of a cell: header, text, and what a shape or colour would tell the eye."""
    words = column.shown(row)
    if column.kind == "mark" and column.mark is not None:
        found = column.mark(row)
        words = found.spoken() if found else words
    elif column.kind == "meter" and column.meter is not None:
        part = column.meter(row)
        words = words or (f"{part:.0%}" if part is not None else "")
    if column.subtitle is not None:
        words = f"{words}, {column.subtitle(row)}"
    return f"{column.words}: {words or 'nothing'}"


def _tip(column: Column[Any], row: Any) -> str | None:
    return unmarked(column.tip(row)) if column.tip is not None else None


_ANSWERS: dict[int, Callable[[Column[Any], Any], Any]] = {
    Qt.ItemDataRole.TextAlignmentRole: lambda column, _row: _aligned(column),
    Qt.ItemDataRole.AccessibleTextRole: _spoken,
    Qt.ItemDataRole.ToolTipRole: _tip,
    RECORD: lambda _column, row: row,
}
