"""Paints the cells of a table: plain and strong text, marks, meters and two lines, calm and of one height."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from senco_desk.ui.marks import Mark, paint_mark
from senco_desk.ui.rows import KIND, MARK, METER, SUBTITLE
from senco_desk.ui.theme import colour, current, row_height, scaled, unit


class CellDelegate(QStyledItemDelegate):
    """One delegate for every kind of cell; the model says which kind a cell is."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Rows have one height; widths are the columns' business."""
        return QSize(unit(8), row_height())

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Background, a quiet line below, then the cell by its kind."""
        style: Any = option  # the binding does not declare the option's fields
        tokens = current()
        chosen = bool(style.state & QStyle.StateFlag.State_Selected)
        area = style.rect
        painter.save()
        if chosen:
            painter.fillRect(area, colour("accent_soft"))
            if tokens.name == "system":
                painter.setPen(QPen(colour("accent"), 2))
                painter.drawRect(area.adjusted(1, 1, -1, -1))
        painter.setPen(colour("line"))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        pad = unit(1.25)
        inside = QRectF(area.adjusted(pad, 0, -pad, -1))
        kind = index.data(KIND) or "text"
        words = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
        painter.setFont(style.font)
        if kind == "meter":
            paint_meter(painter, inside, index.data(METER))
        elif kind == "mark" and isinstance(index.data(MARK), Mark):
            paint_mark(painter, inside, index.data(MARK))
        elif kind == "two_line":
            _two_lines(painter, inside, style.font, words, str(index.data(SUBTITLE) or ""))
        else:
            right = bool((index.data(Qt.ItemDataRole.TextAlignmentRole) or 0) & Qt.AlignmentFlag.AlignRight)
            weight = QFont.Weight.Medium if kind == "strong" else None
            painter.setFont(scaled(style.font, 0.94 if kind == "muted" else 1, weight, tabular=right))
            painter.setPen(colour("muted" if kind == "muted" else "text"))
            _line(painter, inside, words, right=right)
        if style.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(colour("accent"), 1, Qt.PenStyle.DotLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(area.adjusted(1, 1, -2, -2))
        painter.restore()


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
    across = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, int(area.width()) + 1)
    painter.drawText(area, int(across | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine), shown)


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
