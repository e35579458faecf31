"""A layout that wraps, for chips and short buttons: nothing is cut off where the window is narrow."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget

from senco_desk.ui.theme import unit


class Flow(QLayout):
    """Lays widgets out like words on a line, wrapping where the line ends."""

    def __init__(self, parent: QWidget | None = None, *, gap: float = 0.75) -> None:
        """`gap` is what is left between two on a line, in steps of the grid."""
        super().__init__(parent)
        self._gap = gap
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        """Adds an item at the end."""
        self._items.append(item)

    def count(self) -> int:
        """How many items."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """The item at a place, or None."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Removes and returns the item at a place, or None."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        """It grows in neither direction."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """Its height depends on its width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """The height all lines need at a width."""
        return self._lay(QRect(0, 0, width, 0), moving=False)

    def setGeometry(self, rect: QRect) -> None:
        """Places every item."""
        super().setGeometry(rect)
        self._lay(rect, moving=True)

    def sizeHint(self) -> QSize:
        """All on one line, if there is room."""
        sizes = [item.sizeHint() for item in self._items if not item.isEmpty()]
        wide = sum(size.width() for size in sizes) + unit(self._gap) * max(len(sizes) - 1, 0)
        return QSize(wide, max((size.height() for size in sizes), default=0)).grownBy(self.contentsMargins())

    def minimumSize(self) -> QSize:
        """The largest single item."""
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size.grownBy(self.contentsMargins())

    def _lay(self, whole: QRect, *, moving: bool) -> int:
        rect = whole.marginsRemoved(self.contentsMargins())
        x, y, high, gap = rect.x(), rect.y(), 0, unit(self._gap)
        line: list[tuple[QLayoutItem, QRect]] = []
        for item in self._items:
            if item.isEmpty():
                continue
            size = item.sizeHint()
            if line and x + size.width() > rect.x() + rect.width():
                if moving:
                    _place(line, high)
                x, y, high, line = rect.x(), y + high + gap, 0, []
            line.append((item, QRect(QPoint(x, y), size)))
            x, high = x + size.width() + gap, max(high, size.height())
        if moving:
            _place(line, high)
        return y + high - whole.y() + self.contentsMargins().bottom()


def flowing(*parts: QWidget) -> QWidget:
    """Widgets in a row, over several lines where there is little room."""
    made = QWidget()
    row = Flow(made)
    for each in parts:
        row.addWidget(each)
    return made


def _place(line: list[tuple[QLayoutItem, QRect]], high: int) -> None:
    """Puts what stands on one line on one middle: a link beside a button is lower than it."""
    for item, where in line:
        item.setGeometry(where.translated(0, (high - where.height()) // 2))
