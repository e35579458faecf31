"""The list under the search field: what was found, under headings, with a piece of the words where there are any."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from senco_desk.ui.announcing import CountAloud, announce
from senco_desk.ui.icons import icon, icon_size
from senco_desk.ui.theme import colour, row_height, scaled, unit


@dataclass(frozen=True)
class Hit:
    """One thing that was found.

    Args:
        words: what it is.
        detail: where it stands, in quiet ink after the words.
        icon: the name of its icon.
        choose: what choosing it does.
        score: how well it answers, from 0, which is not at all.
        heading: under what it stands; none where it is empty.
        snippet: a piece of what is written, in parts: (words, whether they were looked for).
        opens_all: choosing it shows all there is under the heading.
    """

    words: str
    detail: str
    icon: str
    choose: Callable[[], object]
    score: float = 1.0
    heading: str = ""
    snippet: tuple[tuple[str, bool], ...] = ()
    opens_all: bool = False

    @property
    def spoken(self) -> str:
        """All of it as it is read aloud."""
        said = "".join(words for words, _found in self.snippet)
        return ", ".join(part for part in (self.words, self.detail, said) if part)


_HIT = Qt.ItemDataRole.UserRole
"""The Hit of a line; a heading has none."""


class SearchList(QFrame):
    """A child of the window, so that it needs no window of its own. It never takes the keyboard."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setProperty("role", "float")
        self.hits: list[Hit] = []
        self.moved = False
        """Whether somebody walked the list since it was shown."""
        self._none = ""
        self.list = QListWidget(self)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setStyleSheet("QListWidget { border: none; }")
        self.list.setAccessibleName("Found")
        self.list.setIconSize(QSize(icon_size(), icon_size()))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.list.setItemDelegate(_HitDelegate(self.list))
        self.none = QLabel("", self)
        self.none.setTextFormat(Qt.TextFormat.PlainText)
        self.none.setProperty("tone", "muted")
        self.none.setContentsMargins(unit(1), unit(0.75), unit(1), unit(0.75))
        self._aloud = CountAloud(self, self._found_words)  # the keyboard stays in the field: the list is told
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 4, 4, 4)
        layout.setSpacing(0)
        layout.addWidget(self.list)
        layout.addWidget(self.none)
        window.installEventFilter(self)
        self.hide()

    def show_hits(self, hits: Sequence[Hit], nothing: str, *, keep: bool = False) -> None:
        """Shows these, or the words for nothing; with `keep` what was walked to stays chosen, if it is still there."""
        before = self.current() if keep and self.moved else None
        self.hits = list(hits)
        self._none = nothing
        self.list.clear()
        heading = ""
        chosen = None
        for hit in hits:
            if hit.heading != heading:
                heading = hit.heading
                self._add_heading(heading)
            item = self._add(hit)
            if chosen is None or (before is not None and (hit.words, hit.detail) == (before.words, before.detail)):
                chosen = item
        self.list.setVisible(bool(hits))
        self.none.setVisible(not hits)
        self.none.setText(nothing)
        self.moved = before is not None
        if chosen is not None:
            self.list.setCurrentItem(chosen)
        if self.list.currentRow() <= 1:
            self.list.scrollToTop()
        self.show()
        self.raise_()
        self._aloud.soon()

    def current(self) -> Hit | None:
        """The hit that Enter would choose."""
        item = self.list.currentItem()
        hit = item.data(_HIT) if item is not None and self.hits else None
        return hit if isinstance(hit, Hit) else None

    def step(self, by: int) -> None:
        """To the next hit or the one before, round and round; headings are passed over."""
        rows = self._rows()
        if rows:
            here = rows.index(self.list.currentRow()) if self.list.currentRow() in rows else -1
            self._go(rows[(here + by) % len(rows)])

    def page(self, by: int) -> None:
        """A screenful on or back."""
        rows = self._rows()
        if rows:
            here = rows.index(self.list.currentRow()) if self.list.currentRow() in rows else 0
            many = max(self.list.viewport().height() // max(self._height(self.hits[0]), 1) - 1, 1)
            self._go(rows[min(max(here + by * many, 0), len(rows) - 1)])

    def sizeHint(self) -> QSize:
        """As high as its lines."""
        if not self.hits:
            return QSize(0, self.none.sizeHint().height() + 8)
        high = sum(self.list.item(row).sizeHint().height() for row in range(self.list.count()))
        return QSize(0, high + 2 * self.list.frameWidth() + 14)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A window that changes its size leaves the list where it does not belong."""
        if event.type() == QEvent.Type.Resize:
            self.hide()
        return super().eventFilter(watched, event)

    def _rows(self) -> list[int]:
        return [row for row in range(self.list.count()) if self.list.item(row).data(_HIT) is not None]

    def _go(self, row: int) -> None:
        self.moved = True
        self.list.setCurrentRow(row)
        if row <= 1:
            self.list.scrollToTop()  # with its heading
        hit = self.current()
        if hit is not None:
            announce(hit.spoken, self)

    def _add_heading(self, heading: str) -> None:
        if heading:
            item = QListWidgetItem(heading, self.list)
            item.setFlags(Qt.ItemFlag.NoItemFlags)
            item.setSizeHint(QSize(0, unit(3.5)))

    def _add(self, hit: Hit) -> QListWidgetItem:
        item = QListWidgetItem(icon(hit.icon), hit.words, self.list)
        item.setData(_HIT, hit)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, hit.spoken)
        item.setSizeHint(QSize(0, self._height(hit)))
        return item

    def _height(self, hit: Hit) -> int:
        return row_height() + unit(1.75) if hit.snippet else row_height()

    def _found_words(self) -> str:
        hit = self.current()
        return f"{len(self.hits)} found. {hit.spoken}" if hit is not None else self.none.text()


class _HitDelegate(QStyledItemDelegate):
    """The words, where they stand in quiet ink at the right, and the piece of writing beneath."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        hit = index.data(_HIT)
        style: Any = option  # the binding does not declare the option's fields
        if hit is None:
            _heading(painter, style, str(index.data()))
            return
        lit = bool(style.state & QStyle.StateFlag.State_Selected)
        painter.save()
        if lit:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour("accent_soft"))
            painter.drawRoundedRect(style.rect.adjusted(1, 1, -1, -1), 5, 5)
            painter.setBrush(colour("accent"))
            painter.drawRect(QRect(style.rect.left() + 1, style.rect.top() + 5, 3, style.rect.height() - 10))
        first = QRect(style.rect)
        if hit.snippet:
            first.setHeight(style.rect.height() // 2 + unit(0.375))
        side = icon_size()
        left = first.left() + unit(1.25)
        icon(hit.icon).paint(painter, left, first.center().y() - side // 2 + 1, side, side)
        words = first.adjusted(unit(1.25) + side + unit(1), 0, -unit(1.25), 0)
        _words_and_detail(painter, style.font, words, hit)
        if hit.snippet:
            _snippet(painter, style.font, QRect(words.left(), first.bottom() - unit(0.375), words.width(),
                                                style.rect.bottom() - first.bottom()), hit)  # fmt: skip
        painter.restore()


def _heading(painter: QPainter, style: Any, words: str) -> None:
    painter.save()
    painter.setFont(scaled(style.font, 0.86, QFont.Weight.DemiBold))
    painter.setPen(colour("muted"))
    at = style.rect.adjusted(unit(1.25), unit(0.5), -unit(1.25), 0)
    painter.drawText(at, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), words)
    painter.restore()


def _words_and_detail(painter: QPainter, font: QFont, room: QRect, hit: Hit) -> None:
    """The words have as much room as they need up to two thirds, the detail what is left."""
    middle = int(Qt.AlignmentFlag.AlignVCenter)
    quiet = scaled(font, 0.94)
    needed = QFontMetrics(quiet).horizontalAdvance(hit.detail) + unit(1.5) if hit.detail else 0
    most = max(room.width() - needed, room.width() * 11 // 20)
    painter.setFont(font)
    painter.setPen(colour("text"))
    words = QFontMetrics(font).elidedText(hit.words, Qt.TextElideMode.ElideRight, most)
    painter.drawText(room, middle | int(Qt.AlignmentFlag.AlignLeft), words)
    taken = QFontMetrics(font).horizontalAdvance(words) + unit(1.5)
    painter.setFont(quiet)
    painter.setPen(colour("muted"))
    detail = QFontMetrics(quiet).elidedText(hit.detail, Qt.TextElideMode.ElideRight, max(room.width() - taken, 0))
    painter.drawText(room, middle | int(Qt.AlignmentFlag.AlignRight), detail)


def _snippet(painter: QPainter, font: QFont, room: QRect, hit: Hit) -> None:
    """One line in quiet ink; what was looked for stands out by its weight too, not by colour alone."""
    plain, strong = scaled(font, 0.94), scaled(font, 0.94, QFont.Weight.DemiBold)
    at = room.left()
    for words, is_found in _from_where_it_shows(hit, room.width(), plain, strong):
        chosen = strong if is_found else plain
        metrics = QFontMetrics(chosen)
        left = room.right() - at
        if left < metrics.horizontalAdvance("…"):
            return
        shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, left)
        painter.setFont(chosen)
        painter.setPen(colour("text" if is_found else "muted"))
        painter.drawText(
            QRect(at, room.top(), left + 1, room.height()),
            int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop),
            shown,
        )
        at += metrics.horizontalAdvance(shown)
        if shown != words:
            return


def _from_where_it_shows(hit: Hit, room: int, plain: QFont, strong: QFont) -> list[tuple[str, bool]]:
    """The snippet without as much of its beginning as would push what was found off the line."""
    parts = list(hit.snippet)
    if len(parts) < 2 or parts[0][1]:
        return parts
    first, found = parts[0][0], parts[1][0]
    most = room - QFontMetrics(strong).horizontalAdvance(found) - unit(6)
    metrics = QFontMetrics(plain)
    if metrics.horizontalAdvance(first) <= most:
        return parts
    while " " in first and metrics.horizontalAdvance("…" + first) > most // 2:
        first = first.split(" ", 1)[1]
    return [("…" + first, False), *parts[1:]]
