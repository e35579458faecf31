"""The register's header: which columns it is sorted by and in which order, and which of them are filtered."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from PySide6.QtCore import QPoint, QPointF, QRect, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFont, QPainter, QPolygonF
from PySide6.QtWidgets import QHeaderView, QWidget

from senco_desk.domain.register_columns import RegisterColumn
from senco_desk.ui.theme import colour, scaled, unit

Known = Mapping[str, RegisterColumn]
Told = tuple[int, bool, bool]
"""Of a column: its place in the sorting (0 for none), whether it ascends, whether it is filtered."""


class RegisterHeader(QHeaderView):
    """Qt's header, with the order of several sorted columns as small figures and a bar below a filtered one."""

    menu_wanted = Signal(int, QPoint)
    """A column, and where on the screen its menu is wanted."""

    def __init__(self, orientation: Qt.Orientation, parent: QWidget | None = None) -> None:
        super().__init__(orientation, parent)
        self.told: Callable[[int], Told] = _nothing

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The menu of the column that is pointed at."""
        at = self.logicalIndexAt(event.pos())
        if at >= 0:
            self.menu_wanted.emit(at, event.globalPos())

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:  # noqa: N803  Qt's name
        """Qt's own section, then our marks at its right and below it."""
        painter.save()
        super().paintSection(painter, rect, logicalIndex)
        painter.restore()
        place, up, filtered = self.told(logicalIndex)
        painter.save()
        if filtered:
            painter.fillRect(QRect(rect.left() + 1, rect.bottom() - 2, rect.width() - 2, 3), colour("accent"))
        if place:
            painter.setPen(colour("text"))
            painter.setFont(scaled(self.font(), 0.72, QFont.Weight.Medium, tabular=True))
            corner = rect.adjusted(0, 1, -2, 0)
            painter.drawText(corner, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop), str(place))
        if place > 1:  # the first has Qt's own arrow
            _triangle(painter, QPointF(rect.right() - unit(0.75), rect.center().y() + 1), up=up)
        painter.restore()


def order_words(asked: Sequence[tuple[str, bool]], filtered: Iterable[str], known: Known) -> str:
    """What the marks of the header say, for who does not see them: what it is sorted by, and what is filtered."""
    keys = [f"{known[name].called}, {'ascending' if up else 'descending'}" for name, up in asked if name in known]
    said = f"Sorted by {', then by '.join(keys)}." if keys else ""
    names = [known[name].called for name in filtered if name in known]
    return f"{said} Filtered by {', '.join(names)}.".strip() if names else said


def _triangle(painter: QPainter, middle: QPointF, *, up: bool) -> None:
    side = unit(0.4) * (-1 if up else 1)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour("muted"))
    points = [QPointF(-side, -side / 2), QPointF(side, -side / 2), QPointF(0, side / 2)]
    painter.drawPolygon(QPolygonF([middle + point for point in points]))


def _nothing(_column: int) -> Told:
    return 0, True, False
