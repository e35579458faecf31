"""Content with a side sheet beside it, columns that fold where it is narrow, and parts that open and close.

Everything here answers one question: how a page that is comfortable at 1366 pixels stays whole at 200 %.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPolygonF, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from senco_desk.ui.forms import Form, SideSheet
from senco_desk.ui.tables import RowsTable
from senco_desk.ui.theme import colour, unit

Row = TypeVar("Row")

_ANY_WIDTH = 16_777_215
"""Qt's own greatest width of a widget."""


class Scrolled(QScrollArea):
    """A column that scrolls up and down only; add to `body`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QWidget()
        inside.setProperty("role", "scrolled")
        self.body = QVBoxLayout(inside)
        self.body.setContentsMargins(0, 0, unit(0.5), unit(1))
        self.body.setSpacing(unit(1.5))
        self.setWidget(inside)


class SheetRoom(QWidget):
    """Content at the left and a side sheet at the right; where there is no room for both, the sheet has all of it."""

    def __init__(self, content: QWidget, parent: QWidget | None = None, *, wide: float = 46) -> None:
        """`wide` is the width of the sheet, in steps of the grid."""
        super().__init__(parent)
        self.content = content
        self._wide = wide
        self.sheet = SideSheet(self, wide=wide)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(unit(2))
        row.addWidget(content, 1)
        row.addWidget(self.sheet)

    def open(self, form: Form[Any]) -> bool:
        """Shows a form in the sheet; False while another one there holds typed words."""
        shown = self.sheet.show_form(form)
        if shown:
            form.closed.connect(self.share)
        else:
            form.deleteLater()
        self.share()
        return shown

    def hasHeightForWidth(self) -> bool:
        """It does not: what is inside scrolls, and a page around it must not grow to show all of it at once."""
        return False

    def sizeHint(self) -> QSize:
        """No more than it needs; it is given what is left."""
        return self.minimumSizeHint()

    def put_away(self) -> None:
        """Takes the form away."""
        self.sheet.put_away()
        self.share()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width is another sharing."""
        super().resizeEvent(event)
        self.share()

    def share(self) -> None:
        """Shares the width between content and sheet."""
        used = self.sheet.form is not None
        narrow = self.width() < unit(self._wide + 48)
        self.content.setVisible(not (used and narrow))
        # Free between bounds where it is alone: a fixed width would keep the page from getting narrower again.
        self.sheet.setMinimumWidth(unit(24 if narrow else self._wide))
        self.sheet.setMaximumWidth(_ANY_WIDTH if narrow else unit(self._wide))
        self.sheet.give_back()  # what was hidden behind a form in a narrow window shows again


class Columns(QWidget):
    """Cards side by side, as many as there is room for, all in one row or folded into several."""

    def __init__(self, cards: Sequence[QWidget], parent: QWidget | None = None, *, least: float = 28) -> None:
        """`least` is the width below which a column is not squeezed, in steps of the grid."""
        super().__init__(parent)
        self._cards = tuple(cards)
        self._least = least
        self._across = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(unit(1.5))
        self._fold(len(self._cards))

    @property
    def across(self) -> int:
        """How many stand side by side now."""
        return self._across

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Folds to the width."""
        super().resizeEvent(event)
        room = max(1, int((self.width() + unit(1.5)) // (unit(self._least) + unit(1.5))))
        count = len(self._cards)
        # Three of four would leave one alone: two rows of two read better.
        across = count if room >= count else 2 if room >= 2 and count > 2 else min(room, count)
        self._fold(across)

    def _fold(self, across: int) -> None:
        if across == self._across:
            return
        self._across = across
        for at, card in enumerate(self._cards):
            self._grid.addWidget(card, at // across, at % across)
        for column in range(len(self._cards)):
            self._grid.setColumnStretch(column, 1 if column < across else 0)


class Fold(QWidget):
    """A line that opens what is under it: an earlier cycle, say. Closed at first."""

    toggled = Signal(bool)

    def __init__(self, words: str, content: QWidget, parent: QWidget | None = None, *, is_open: bool = False) -> None:
        super().__init__(parent)
        self.content = content
        self.button = _FoldButton(words)
        self.button.clicked.connect(self._turn)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(unit(0.5))
        layout.addWidget(self.button)
        layout.addWidget(content)
        self._show(is_open=is_open)

    @property
    def is_open(self) -> bool:
        """Whether the content shows."""
        return not self.content.isHidden()

    def _turn(self) -> None:
        self._show(is_open=not self.is_open)
        self.toggled.emit(self.is_open)

    def _show(self, *, is_open: bool) -> None:
        self.content.setVisible(is_open)
        self.button.is_open = is_open
        self.button.setAccessibleDescription("open" if is_open else "closed: press to open")
        self.button.update()


class WholeTable(RowsTable[Row], Generic[Row]):
    """A table that is as high as its rows, up to a limit, for a page that scrolls as a whole."""

    most = 12

    def fit(self) -> None:
        """Takes the height of the rows on show, and of a scroll bar across where the columns need one."""
        shown = min(max(self.rows.rowCount(), 1), self.most)
        header = self.horizontalHeader()
        across = self.horizontalScrollBar().sizeHint().height() if header.length() > self.viewport().width() else 0
        self.setFixedHeight(header.height() + shown * self.verticalHeader().defaultSectionSize() + across + 3)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrower table may need its scroll bar."""
        super().resizeEvent(event)
        self.fit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The page scrolls, not the table, unless the table itself has more rows than it shows."""
        if self.rows.rowCount() > self.most:
            super().wheelEvent(event)
        else:
            event.ignore()


class _FoldButton(QPushButton):
    """The line itself, with a triangle that points right while closed and down while open."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.is_open = False
        self.setProperty("kind", "quiet")
        self.setStyleSheet(f"text-align: left; padding-left: {unit(3)}px;")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("muted"))
        painter.translate(unit(1.5), self.height() / 2)
        painter.rotate(90 if self.is_open else 0)
        side = unit(0.5)
        painter.drawPolygon(QPolygonF([QPointF(-side * 0.7, -side), QPointF(side, 0), QPointF(-side * 0.7, side)]))
        painter.end()
