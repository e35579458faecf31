"""The line below a table that says in full what is cut, or left out for want of width, in the row with the keyboard.

A tip under the mouse is nothing to those who use none.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from senco_desk.ui.cards import label
from senco_desk.ui.rows import Column
from senco_desk.ui.tables import RowsTable
from senco_desk.ui.theme import unit


class WholeLine:
    """Keeps `label` up to date for one table; put it below. It is hidden while nothing of the row is cut."""

    def __init__(self, table: RowsTable[Any]) -> None:
        self._table = table
        self.label: QLabel = label("", "small", wrap=True)
        self.label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.label.hide()
        table.selected.connect(self._show)
        table.horizontalHeader().sectionResized.connect(self._show)

    def _show(self, *_: object) -> None:
        rows = self._table.selected_rows()
        said = self._cut(rows[0]) if len(rows) == 1 else []
        self.label.setText(" · ".join(said))
        self.label.setVisible(bool(said))

    def _cut(self, row: Any) -> list[str]:
        return [
            f"{column.words}: {words}"
            for at, column in enumerate(self._table.rows.columns)
            if (words := _whole(column, row)) and not self._fits(at, column, row)
        ]

    def _fits(self, at: int, column: Column[Any], row: Any) -> bool:
        if column.kind == "meter":
            return True
        # The width of a column that is hidden is none.
        room = self._table.columnWidth(at) - unit(2.5) - (unit(2.25) if column.kind == "mark" else 0)
        lines = [column.shown(row), column.subtitle(row) if column.subtitle is not None else ""]
        return all(self._table.fontMetrics().horizontalAdvance(line) <= room + 1 for line in lines)


def _whole(column: Column[Any], row: Any) -> str:
    """All that a cell has to say, in one line."""
    if column.tip is not None and (tip := column.tip(row)):
        return " · ".join(tip.splitlines())
    below = column.subtitle(row) if column.subtitle is not None else ""
    return " · ".join(part for part in (column.shown(row), below) if part)
