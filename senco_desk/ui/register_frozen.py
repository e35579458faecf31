"""The first column, kept in place while the register is scrolled sideways: who each line is about stays in sight.

A second table over the left edge of the first, on the same rows and the same selection. It shows only while the first
is scrolled, takes no keyboard, and so costs nothing and is in nobody's way the rest of the time.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView

from senco_desk.ui.cells import CellDelegate
from senco_desk.ui.register_header import RegisterHeader
from senco_desk.ui.theme import colour


class FrozenColumn(QTableView):
    """The column at the left of a table, in step with it in every way."""

    menu_wanted = Signal(int, QPoint)

    def __init__(self, table: QTableView) -> None:
        super().__init__(table)
        self._table = table
        self.setAccessibleName(f"{table.accessibleName()}, first column")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setStyleSheet("QTableView { border: none; border-radius: 0; }")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._header = RegisterHeader(Qt.Orientation.Horizontal, self)
        self.setHorizontalHeader(self._header)
        self.setModel(table.model())
        self.setSelectionModel(table.selectionModel())
        self.setItemDelegate(CellDelegate(self))
        self.setSelectionBehavior(table.selectionBehavior())
        self.setSelectionMode(table.selectionMode())
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self._header.setHighlightSections(False)
        self._header.setSectionsClickable(True)
        self._header.setSortIndicatorShown(True)
        self._header.setSortIndicatorClearable(False)
        self._header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self._header.sortIndicatorChanged.connect(self._sort)
        self._header.sectionResized.connect(self._resized)
        self._header.menu_wanted.connect(self.menu_wanted)
        table.verticalScrollBar().valueChanged.connect(self.verticalScrollBar().setValue)
        self.verticalScrollBar().valueChanged.connect(table.verticalScrollBar().setValue)
        table.horizontalScrollBar().valueChanged.connect(self.follow)
        table.horizontalHeader().sectionResized.connect(self.follow)
        table.model().modelReset.connect(self.follow)
        table.viewport().installEventFilter(self)
        self.hide()

    @property
    def wide(self) -> int:
        """What it covers of the table, in pixels; nothing while it is hidden."""
        return self.width() if self.isVisible() else 0

    def follow(self, *_: object) -> None:
        """Shows where the table is scrolled sideways, and lies where the table's first column would."""
        table, header = self._table, self._table.horizontalHeader()
        scrolled = table.horizontalScrollBar().value() > 0 and not header.isSectionHidden(0)
        if not scrolled:
            self.hide()
            return
        own = self._header
        for at in range(1, own.count()):
            if not own.isSectionHidden(at):
                self.setColumnHidden(at, True)  # noqa: FBT003  Qt's own order
        self._header.told = header.told if isinstance(header, RegisterHeader) else self._header.told
        wide = header.sectionSize(0)
        with QSignalBlocker(own):
            own.setFont(header.font())
            own.setFixedHeight(header.height())
            own.setMinimumSectionSize(header.minimumSectionSize())
            own.resizeSection(0, wide)
            own.setSortIndicator(header.sortIndicatorSection(), header.sortIndicatorOrder())
        self.verticalHeader().setMinimumSectionSize(table.verticalHeader().minimumSectionSize())
        self.verticalHeader().setDefaultSectionSize(table.verticalHeader().defaultSectionSize())
        view = table.viewport().geometry()
        self.setGeometry(view.left(), header.geometry().top(), wide, header.height() + view.height())
        self.show()
        self.raise_()
        self.verticalScrollBar().setValue(table.verticalScrollBar().value())

    def paintEvent(self, event: QPaintEvent) -> None:
        """The cells, and at the right the line under which the others go by."""
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), colour("surface"))
        painter.end()
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        painter.setPen(colour("edge"))
        right = self.viewport().width() - 1
        painter.drawLine(right, 0, right, self.viewport().height())
        painter.end()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scrolling over it scrolls the table, sideways too."""
        self._table.wheelEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The menu of a line is the table's: both scroll up and down as one."""
        self._table.customContextMenuRequested.emit(event.pos())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The table has another size."""
        if event.type() in {QEvent.Type.Resize, QEvent.Type.Move} and self.isVisible():
            self.follow()
        return super().eventFilter(watched, event)

    def _sort(self, column: int, order: Qt.SortOrder) -> None:
        if column == 0:
            self._table.horizontalHeader().setSortIndicator(0, order)

    def _resized(self, column: int, _before: int, now: int) -> None:
        if column == 0:
            self._table.setColumnWidth(0, now)
