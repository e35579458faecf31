"""The search field at the top (Ctrl+K): commands, and whatever providers find: pupils, documents, notes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from senco_desk.ui.actions import Actions, shortcut_words
from senco_desk.ui.announcing import CountAloud, announce
from senco_desk.ui.icons import icon, icon_size
from senco_desk.ui.theme import colour, row_height, scaled, unit


@dataclass(frozen=True)
class Hit:
    """One thing that was found: its words, quiet words after them, an icon, and what choosing it does."""

    words: str
    detail: str
    icon: str
    choose: Callable[[], object]
    score: float = 0.0


Provider = Callable[[str], Iterable[Hit]]
"""Given what was typed, what it finds; called on every pause in typing, so it must answer within milliseconds."""


def fuzzy(typed: str, words: str) -> float:
    """How well words answer what was typed: 0 for not at all, 1 for exactly.

    Letters must come in order. Whole beginnings of words count most, so that `rr` finds `Record review`.
    """
    wanted, have = typed.casefold().replace(" ", ""), words.casefold()
    if not wanted:
        return 0.5
    if typed.casefold().strip() in have:
        return 1.0 - 0.3 * have.index(typed.casefold().strip()) / max(len(have), 1)
    at, score, last = -1, 0.0, -2
    for letter in wanted:
        at = have.find(letter, at + 1)
        if at < 0:
            return 0.0
        begins = at == 0 or not have[at - 1].isalnum()
        score += 1.0 if begins else 0.6 if at == last + 1 else 0.15
        last = at
    return 0.65 * score / len(wanted)


def action_hits(actions: Actions) -> Provider:
    """Finds commands by their words; only those possible now."""

    def find(typed: str) -> list[Hit]:
        found = []
        for row in actions.rows():
            action = actions.qaction(row.id)
            score = fuzzy(typed, row.plain)
            if action.isEnabled() and score > 0.25 and row.id != "desk.search":
                plain = action.text().replace("&", "")
                found.append(Hit(plain, shortcut_words(row), row.icon or "forward", action.trigger, score * 0.9))
        return found

    return find


class SearchField(QLineEdit):
    """Type, see what is found below, choose with the arrows and Enter; Esc gives the keyboard back."""

    left = Signal()
    """The person is done searching, one way or the other."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "search")
        self.setPlaceholderText("Search pupils, documents, commands")
        self.setAccessibleName("Search pupils, documents and commands")
        self._providers: list[Provider] = []
        self._results: _Results | None = None
        self._before: QWidget | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(80)
        self._pause.timeout.connect(self.find_now)
        self.textEdited.connect(self._typed)

    def add_provider(self, provider: Provider) -> None:
        """Adds a source of hits."""
        self._providers.append(provider)

    def begin(self) -> None:
        """Ctrl+K: takes the keyboard, and shows the commands at once."""
        window = self.window()
        focus = window.focusWidget()
        self._before = focus if focus is not self else self._before
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()
        self.find_now()

    def hits(self) -> list[Hit]:
        """What is on offer now, best first."""
        return list(self._results.hits) if self._results is not None and self._results.isVisible() else []

    def find_now(self) -> None:
        """Asks every provider, and shows at most twelve hits."""
        self._pause.stop()
        typed = self.text().strip()
        found = [hit for provider in self._providers for hit in provider(typed)]
        found.sort(key=lambda hit: -hit.score)
        if self._results is None:
            self._results = _Results(self.window())
            self._results.list.itemClicked.connect(self._clicked)
        self._results.show_hits(found[:12], typed)
        self._place()

    def close_results(self) -> None:
        """Puts the list away."""
        self._pause.stop()
        if self._results is not None:
            self._results.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows walk the hits; Enter chooses; Esc leaves."""
        results = self._results if self._results is not None and self._results.isVisible() else None
        key = event.key()
        if key == Qt.Key.Key_Escape:
            self.clear()
            self._leave()
        elif key in {Qt.Key.Key_Down, Qt.Key.Key_Up}:
            if results is None:
                self.find_now()
            else:
                results.step(1 if key == Qt.Key.Key_Down else -1)
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            if self._pause.isActive() or results is None:
                self.find_now()
            if self._results is not None:
                self._choose(self._results.list.currentRow())
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Losing the keyboard puts the list away; the list itself never takes it."""
        if event.type() == QEvent.Type.FocusOut:
            self.close_results()
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The key that brings one here, at the right, while nothing is typed."""
        super().paintEvent(event)
        if self.text() or self.hasFocus() or self.width() < unit(36):
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(scaled(self.font(), 0.86))
        words = "Ctrl K"
        wide = painter.fontMetrics().horizontalAdvance(words) + unit(1.5)
        box = self.rect().adjusted(0, 0, -unit(1.25), 0)
        box.setLeft(box.right() - wide)
        box.setTop((self.height() - unit(2.5)) // 2)
        box.setHeight(unit(2.5))
        painter.setPen(colour("line"))
        painter.setBrush(colour("surface"))
        painter.drawRoundedRect(box, 4, 4)
        painter.setPen(colour("muted"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
        painter.end()

    def _typed(self) -> None:
        self._pause.start()

    def _clicked(self, item: QListWidgetItem) -> None:
        if self._results is not None:
            self._choose(self._results.list.row(item))

    def _choose(self, row: int) -> None:
        if self._results is None or not 0 <= row < len(self._results.hits):
            return
        hit = self._results.hits[row]
        self.clear()
        self._leave()
        hit.choose()

    def _leave(self) -> None:
        self.close_results()
        if self._before is not None and self._before.isVisible():
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.clearFocus()
        self.left.emit()

    def _place(self) -> None:
        if self._results is not None:
            corner = self.mapTo(self.window(), QPoint(0, self.height() + 4))
            self._results.setGeometry(corner.x(), corner.y(), self.width(), self._results.sizeHint().height())


class _HitDelegate(QStyledItemDelegate):
    """Words as the list paints them, and the detail in quiet ink at the right."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().paint(painter, option, index)
        style: Any = option  # the binding does not declare the option's fields
        painter.setPen(colour("muted"))
        painter.setFont(scaled(style.font, 0.94))
        painter.drawText(
            style.rect.adjusted(0, 0, -unit(1.5), 0),
            int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter),
            str(index.data(Qt.ItemDataRole.UserRole) or ""),
        )


class _Results(QFrame):
    """The list under the search field: a child of the window, so that it needs no window of its own."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setProperty("role", "float")
        self.hits: list[Hit] = []
        self.list = QListWidget(self)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setStyleSheet("QListWidget { border: none; }")
        self.list.setAccessibleName("Found")
        self.list.setIconSize(QSize(icon_size(), icon_size()))
        self.list.setItemDelegate(_HitDelegate(self.list))
        self.none = QLabel("Nothing found. Try fewer letters.", self)
        self.none.setProperty("tone", "muted")
        self._aloud = CountAloud(self, self._found_words)  # the keyboard stays in the field: the list is told
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 4, 4, 4)
        layout.addWidget(self.list)
        layout.addWidget(self.none)
        window.installEventFilter(self)
        self.hide()

    def show_hits(self, hits: list[Hit], typed: str) -> None:
        self.hits = hits
        self.list.clear()
        for hit in hits:
            item = QListWidgetItem(icon(hit.icon), hit.words, self.list)
            item.setData(Qt.ItemDataRole.UserRole, hit.detail)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{hit.words}, {hit.detail}".rstrip(", "))
            item.setSizeHint(QSize(0, row_height()))
        self.list.setVisible(bool(hits))
        self.none.setVisible(not hits)
        self.none.setText(f"Nothing found for “{typed}”. Try fewer letters." if typed else "Type a name.")
        if hits:
            self.list.setCurrentRow(0)
        self.list.setFixedHeight(max(len(hits), 1) * row_height() + 4)
        self.show()
        self.raise_()
        self._aloud.soon()

    def step(self, by: int) -> None:
        if self.hits:
            self.list.setCurrentRow((self.list.currentRow() + by) % len(self.hits))
            announce(self._current_words(), self)

    def _found_words(self) -> str:
        return f"{len(self.hits)} found. {self._current_words()}" if self.hits else self.none.text()

    def _current_words(self) -> str:
        return str(self.list.currentItem().data(Qt.ItemDataRole.AccessibleTextRole))

    def sizeHint(self) -> QSize:
        return QSize(0, (len(self.hits) or 1) * row_height() + 14)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A window that changes its size leaves the list where it does not belong."""
        if event.type() == QEvent.Type.Resize:
            self.hide()
        return super().eventFilter(watched, event)
