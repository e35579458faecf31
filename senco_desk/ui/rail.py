"""The rail at the left: one entry a page, its icon and word, a count where something waits; narrow or wide."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QPushButton, QVBoxLayout, QWidget

from senco_desk.ui.icons import icon, icon_size
from senco_desk.ui.marks import State
from senco_desk.ui.pages import PageSpec
from senco_desk.ui.theme import colour, scaled, unit
from senco_desk.ui.tips import set_tip

WIDE, NARROW = 22.875, 6.5
"""Widths in steps of the grid."""

_ARROWS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Left: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_Right: 1}


class Rail(QFrame):
    """Entries for the pages that have one. `chosen` carries the page's id."""

    chosen = Signal(str)

    def __init__(self, pages: Iterable[PageSpec], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "rail")
        self.setAccessibleName("Pages")
        self._entries: dict[str, _Entry] = {}
        self._group = QButtonGroup(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(unit(1), unit(1.5), unit(1), unit(1))
        layout.setSpacing(2)
        for page in pages:
            if page.under in {"", page.id}:
                entry = _Entry(page, self)
                entry.clicked.connect(self._clicked)
                self._group.addButton(entry)
                self._entries[page.id] = entry
                layout.addWidget(entry)
        layout.addStretch(1)
        self.narrow = False
        self.set_narrow(narrow=False)

    def light(self, page: str) -> None:
        """Lights the entry of a page."""
        if page in self._entries:
            self._entries[page].setChecked(True)

    def count(self, page: str, number: int, state: State = "over") -> None:
        """Shows how many things wait on a page, in the colour of a state; none for 0."""
        self._entries[page].show_count(number, state)

    def entries_end(self) -> int:
        """Where the last entry ends, in pixels from the top: what lies below is free."""
        return max((entry.geometry().bottom() for entry in self._entries.values()), default=0)

    def set_narrow(self, *, narrow: bool) -> None:
        """Icons only, or icons with words."""
        self.narrow = narrow
        self.setFixedWidth(unit(NARROW if narrow else WIDE))
        for entry in self._entries.values():
            entry.set_narrow(narrow=narrow)

    def retint(self) -> None:
        """Draws the icons again in the theme worn now, at its text size."""
        for entry in self._entries.values():
            entry.retint()
        self.set_narrow(narrow=self.narrow)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows walk the entries; Enter or the space bar goes to the page."""
        entries = list(self._entries.values())
        at = next((place for place, entry in enumerate(entries) if entry.hasFocus()), -1)
        way = next((way for key, way in _ARROWS.items() if key == event.key()), 0)
        if at >= 0 and way:
            entries[(at + way) % len(entries)].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            super().keyPressEvent(event)

    def _clicked(self) -> None:
        chosen = self._group.checkedButton()
        if isinstance(chosen, _Entry):
            self.chosen.emit(chosen.page.id)


class _Entry(QPushButton):
    """One entry: painted over the button's ground, so that the count can stand at the right."""

    def __init__(self, page: PageSpec, parent: QWidget) -> None:
        super().__init__(parent)
        self.page = page
        self._count, self._state, self._narrow = 0, "over", False
        self.setCheckable(True)
        self.setAutoExclusive(True)  # read out as one of several, not as a box to tick
        self.setProperty("kind", "rail")
        self.retint()

    def show_count(self, number: int, state: State) -> None:
        self._count, self._state = number, state
        self._name()
        self.update()

    def set_narrow(self, *, narrow: bool) -> None:
        self._narrow = narrow
        # No mnemonic here: Alt+1 to Alt+9 reach the pages, and the letters stay free for menus and forms.
        plain = self.page.words.replace("&", "")
        self.setText("" if narrow else f"  {plain}")
        self.setFixedHeight(unit(4.5))
        self._name()

    def retint(self) -> None:
        self.setIcon(icon(self.page.icon, "muted", checked="accent"))
        self.setIconSize(QSize(icon_size(), icon_size()))

    def _name(self) -> None:
        plain = self.page.words.replace("&", "")
        self.setAccessibleName(f"{plain}, {self._count} waiting" if self._count else plain)
        set_tip(self, self.accessibleName() if self._narrow or self._count else "")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ARROWS:
            event.ignore()  # the rail walks; the button itself would load every page that is passed
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._count:
            return
        painter = QPainter(self)
        painter.setFont(scaled(self.font(), 0.78 if self._narrow else 0.9, QFont.Weight.Bold, tabular=True))
        painter.setPen(colour(self._state))
        words = str(min(self._count, 99))
        if self._narrow:  # over the icon, so on a ground of its own
            letters = painter.fontMetrics()
            wide = max(letters.horizontalAdvance(words) + unit(0.75), letters.height())
            ground = QRect(self.width() - wide - 1, 1, wide, letters.height())
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setBrush(colour(self._state))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawRoundedRect(ground, ground.height() / 2, ground.height() / 2)
            painter.setPen(colour("surface"))
            painter.drawText(ground, int(Qt.AlignmentFlag.AlignCenter), words)
        else:
            room = self.rect().adjusted(0, 0, -unit(1.5), 0)
            painter.drawText(room, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), words)
        painter.end()
