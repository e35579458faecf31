"""Paints the cells of a table: plain and strong text, marks, meters and two lines, calm and of one height."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView, QWidget

from senco_desk.ui.marks import paint_mark
from senco_desk.ui.rows import Column, RowsModel
from senco_desk.ui.theme import colour, current, row_height, scaled, unit

BAR = 3
"""Pixels of the accent bar at the left of a selected row: a tint alone is not seen by everyone."""

_SELECTED, _FOCUSED = QStyle.StateFlag.State_Selected.value, QStyle.StateFlag.State_HasFocus.value
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)
_WRAPPED = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)
# Put together once: a keystroke in a filter paints hundreds of cells, and joining flags is slow in Python.


class CellDelegate(QStyledItemDelegate):
    """One delegate for every kind of cell of a `RowsModel`; its column says which kind a cell is."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Rows have one height; widths are the columns' business."""
        return QSize(unit(8), row_height())

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Background, a quiet line below, then the cell by its kind; at the left of a selected row, a bar."""
        style: Any = option  # the binding does not declare the option's fields
        model = index.model()
        if not isinstance(model, RowsModel):
            super().paint(painter, option, index)
            return
        column, row = model.cell(index.row(), index.column())
        area, state = style.rect, style.state.value
        painter.save()
        if state & _SELECTED:
            _paint_selected(painter, area, first=_is_first(style.widget, area))
        painter.setPen(colour("line"))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        pad = unit(1.25)
        inside = QRectF(area.adjusted(pad, 0, -pad, -1))
        _paint_cell(painter, inside, style.font, column, row)
        if state & _FOCUSED:
            painter.setPen(QPen(colour("accent"), 1, Qt.PenStyle.DotLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(area.adjusted(1, 1, -2, -2))
        painter.restore()


def _is_first(table: QWidget | None, area: QRect) -> bool:
    """Whether a cell is the leftmost of its row, however the columns were moved, hidden or scrolled."""
    return isinstance(table, QTableView) and area.left() + table.horizontalHeader().offset() == 0


def _paint_selected(painter: QPainter, area: QRect, *, first: bool) -> None:
    painter.fillRect(area, colour("accent_soft"))
    if current().name == "system":
        painter.setPen(QPen(colour("accent"), 2))
        painter.drawRect(area.adjusted(1, 1, -1, -1))
    if first:
        painter.fillRect(QRect(area.left(), area.top(), BAR, area.height()), colour("accent"))


def _paint_cell(painter: QPainter, inside: QRectF, font: QFont, column: Column[Any], row: Any) -> None:
    kind = column.kind
    if kind == "meter":
        paint_meter(painter, inside, column.meter(row) if column.meter is not None else None)
        return
    marked = column.mark(row) if kind == "mark" and column.mark is not None else None
    if marked is not None:
        painter.setFont(font)
        paint_mark(painter, inside, marked)
        return
    words = column.shown(row)
    if kind in ("two_line", "wrapped"):
        below = column.subtitle(row) if column.subtitle is not None else ""
        (_two_lines if kind == "two_line" else _wrapped)(painter, inside, font, words, below)
    elif words:
        plain = kind == "text" and not column.right
        weight = QFont.Weight.Medium if kind == "strong" else None
        size = 0.94 if kind == "muted" else 1
        painter.setFont(font if plain else scaled(font, size, weight, tabular=column.right))
        painter.setPen(colour("muted" if kind == "muted" else "text"))
        _line(painter, inside, words, right=column.right)


def paint_meter(painter: QPainter, area: QRectF, filled: float | None) -> None:
    """A thin bar: the track, and so much of it filled (0 to 1; None leaves the track empty)."""
    high = unit(0.95)
    bar = QRectF(area.left(), area.center().y() - high / 2, area.width(), high)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour("track"))
    painter.drawRoundedRect(bar, high / 2, high / 2)
    if filled is not None and filled > 0:
        painter.setBrush(colour("accent"))
        done = QRectF(bar.left(), bar.top(), max(bar.width() * min(filled, 1.0), high), high)
        painter.drawRoundedRect(done, high / 2, high / 2)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)


def _line(painter: QPainter, area: QRectF, words: str, *, right: bool = False) -> None:
    shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, int(area.width()) + 1)
    painter.drawText(area, _RIGHT if right else _LEFT, shown)


def _wrapped(painter: QPainter, area: QRectF, font: QFont, words: str, below: str) -> None:
    """A strong line, and below it as many lines as the row has room for."""
    painter.setFont(scaled(font, 1, QFont.Weight.Medium))
    painter.setPen(colour("text"))
    upper = QRectF(area.left(), area.top() + unit(0.5), area.width(), painter.fontMetrics().height())
    _line(painter, upper, words)
    painter.setFont(font)
    painter.drawText(QRectF(area.left(), upper.bottom(), area.width(), area.bottom() - upper.bottom()), _WRAPPED, below)


def _two_lines(painter: QPainter, area: QRectF, font: QFont, words: str, subtitle: str) -> None:
    upper, lower = QRectF(area), QRectF(area)
    upper.setBottom(area.center().y() + unit(0.25))
    lower.setTop(area.center().y() - unit(0.25))
    upper.adjust(0, unit(0.5), 0, 0)
    lower.adjust(0, 0, 0, -unit(0.5))
    painter.setFont(scaled(font, 1, QFont.Weight.Medium))
    painter.setPen(colour("text"))
    _line(painter, upper if subtitle else area, words)
    painter.setFont(scaled(font, 0.9))
    painter.setPen(colour("muted"))
    _line(painter, lower, subtitle)
