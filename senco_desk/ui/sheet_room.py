"""Content with a side sheet beside it, columns that fold where it is narrow, and parts that open and close.

Everything here answers one question: how a page that is comfortable at 1366 pixels stays whole at 200 %.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Signal
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
from senco_desk.ui.page_room import ANY_HEIGHT, PageRoom, is_low, reach, room_above, set_least
from senco_desk.ui.tables import RowsTable
from senco_desk.ui.theme import colour, unit

Row = TypeVar("Row")

Chosen = tuple[str, ...]
"""Ids of what is chosen on a page, the child first."""

NAMED = 3
"""So many children are named in the title of a form; of more, the first two and how many others."""

_ANY_WIDTH = 16_777_215
"""Qt's own greatest width of a widget."""

_REFITS = {QEvent.Type.LayoutRequest, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide}


class Scrolled(QScrollArea):
    """A column that scrolls up and down only; add to `body`. On a low screen the page around it scrolls instead."""

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
        self.verticalScrollBar().rangeChanged.connect(lambda: reach(self))

    def fit_page(self) -> None:
        """As high as what it holds where the page scrolls as a whole; else as high as it is given."""
        held, wanted = self.widget(), 0
        inside = held.layout() if held is not None else None
        if inside is not None and self.isVisible() and is_low(self):
            wanted = inside.totalHeightForWidth(self.viewport().width()) if inside.hasHeightForWidth() else 0
            wanted = max(wanted, inside.totalSizeHint().height()) + 2 * self.frameWidth()
        set_least(self, wanted)

    def event(self, event: QEvent) -> bool:
        """What it holds has changed: so may its height."""
        done = super().event(event)
        if event.type() in _REFITS:
            self.fit_page()
        return done


class SheetRoom(QWidget):
    """Content at the left and a side sheet at the right; where there is no room for both, the sheet has all of it."""

    def __init__(self, content: QWidget, parent: QWidget | None = None, *, wide: float = 46) -> None:
        """`wide` is the width of the sheet, in steps of the grid."""
        super().__init__(parent)
        self.content = content
        self._wide = wide
        self._of_form: Chosen = ()
        self.sheet = SideSheet(self, wide=wide)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(unit(2))
        row.addWidget(content, 1)
        row.addWidget(self.sheet)

    def open(self, form: Form[Any], *, about: Sequence[tuple[str, str]] = (), chosen: Chosen = ()) -> bool:
        """Shows a form in the sheet; False while another one there holds typed words.

        Args:
            form: the form.
            about: id and name of the children whose record it writes into; its title names them.
            chosen: what is chosen on the page that it belongs to (a child, or a child and a line); `turn` closes it
                when something else is chosen. Empty for a form that belongs to nothing on the page.
        """
        if about:
            form.name_children(about, whose_words([name for _id, name in about]))
        shown = self.sheet.show_form(form)
        if shown:
            self._of_form = chosen
            form.left.connect(self.share)
        else:
            form.deleteLater()
        self.share()
        return shown

    def turn(self, *chosen: str) -> None:
        """Something is chosen on the page: a form that belongs to something else gives way, with its words kept.

        One rule for every page: what is written never goes to another child than the one on show. Where nothing
        keeps typed words, a form with some stays, says so, and goes on naming its child.
        """
        form, of = self.sheet.form, self._of_form
        together = min(len(of), len(chosen))
        if form is None or of[:together] == chosen[:together]:
            return
        if form.dirty and form.keeping == "unkept":
            form.hold()
        else:
            form.closed.emit()

    def hasHeightForWidth(self) -> bool:
        """It does not: what is inside scrolls, and a page around it must not grow to show all of it at once."""
        return False

    def fit_page(self) -> None:
        """As high as the content needs where the page scrolls as a whole; a form has the page to itself there."""
        self.share()
        row, wanted = self.layout(), 0
        if row is not None and is_low(self):
            wanted = row.totalHeightForWidth(self.width()) if row.hasHeightForWidth() else 0
            wanted = max(wanted, row.totalMinimumSize().height())
        set_least(self, wanted)
        self.setMaximumHeight(wanted or ANY_HEIGHT)

    def event(self, event: QEvent) -> bool:
        """What it holds has changed: so may its height."""
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest and (self.minimumHeight() or is_low(self)):
            self.fit_page()
        return done

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
        """Shares the width between content and sheet; on a low screen the sheet has the page to itself."""
        used = self.sheet.form is not None
        room = room_above(self)
        low = room is not None and room.low
        narrow = low or self.width() < unit(self._wide + 48)
        self.content.setVisible(not (used and narrow) or low)
        # Free between bounds where it is alone: a fixed width would keep the page from getting narrower again.
        self.sheet.setMinimumWidth(unit(24 if narrow else self._wide))
        self.sheet.setMaximumWidth(_ANY_WIDTH if narrow else unit(self._wide))
        if room is not None:
            self._cover(room, wanted=used and low)
        self.sheet.give_back()  # what was hidden behind a form in a narrow window shows again

    def _cover(self, room: PageRoom, *, wanted: bool) -> None:
        row = self.layout()
        if wanted:
            room.cover(self.sheet)
        elif self.sheet.parentWidget() is not self and row is not None:
            held = self.sheet.focusWidget()
            room.uncover(self.sheet)
            row.addWidget(self.sheet)
            self.sheet.setVisible(self.sheet.form is not None)
            if held is not None and self.sheet.form is not None:
                held.setFocus(Qt.FocusReason.OtherFocusReason)


def whose_words(names: Sequence[str]) -> str:
    """The children a form is about, in one line, for its title."""
    if len(names) <= NAMED:
        return ", ".join(names)
    return f"{', '.join(names[: NAMED - 1])} and {len(names) - NAMED + 1} others"


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

    def minimumSizeHint(self) -> QSize:
        """No wider than one column: whatever it stands in may make it so narrow, and it folds."""
        widest = max((card.minimumSizeHint().width() for card in self._cards), default=0)
        return QSize(widest, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Folds to the width."""
        super().resizeEvent(event)
        self._suit()

    def event(self, event: QEvent) -> bool:
        """Folds too where a card has come to need more room."""
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self._suit()
        return done

    def _suit(self) -> None:
        room = max(1, int((self.width() + unit(1.5)) // (unit(self._least) + unit(1.5))))
        count = len(self._cards)
        # Three of four would leave one alone: two rows of two read better.
        across = count if room >= count else 2 if room >= 2 and count > 2 else min(room, count)
        while across > 1 and self._needs(across) > self.width():
            across = 2 if across > 2 else 1
        self._fold(across)

    def _needs(self, across: int) -> int:
        """How wide so many must be side by side, for nothing to be cut."""
        widths = [card.minimumSizeHint().width() for card in self._cards]
        return sum(max(widths[column::across]) for column in range(across)) + unit(1.5) * (across - 1)

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

    def fit_page(self) -> None:
        """All of its rows where the page scrolls as a whole."""
        self.fit()

    def fit(self) -> None:
        """Takes the height of the rows on show, and of a scroll bar across where the columns need one."""
        shown = max(self.rows.rowCount(), 1)
        shown = shown if is_low(self) else min(shown, self.most)
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
