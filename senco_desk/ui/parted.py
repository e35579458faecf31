"""Parts of a page side by side; where there is no room for all of them, one at a time behind tabs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from senco_desk.ui.cards import Tabs
from senco_desk.ui.theme import unit

_NO_LIMIT = 16_777_215
"""Qt's largest width of a widget."""


@dataclass(frozen=True)
class Part:
    """One part: its id, what its tab says, and its width in steps of the grid; 0 takes the room that is left."""

    id: str
    words: str
    widget: QWidget
    wide: float = 0


class Parted(QWidget):
    """Shows every part where it is at least so wide, else the chosen one alone."""

    shared = Signal(bool)
    """Whether all parts show now."""

    def __init__(self, parts: Sequence[Part], least: float, parent: QWidget | None = None) -> None:
        """`least` in steps of the grid."""
        super().__init__(parent)
        self._parts = tuple(parts)
        self._least = least
        self._all: bool | None = None
        self.tabs = Tabs([(part.id, part.words) for part in parts])
        self.tabs.chosen.connect(self._show_chosen)
        row = QHBoxLayout()
        row.setSpacing(unit(1.75))
        for part in parts:
            row.addWidget(part.widget, 0 if part.wide else 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(unit(1))
        layout.addWidget(self.tabs)
        layout.addLayout(row, 1)
        self._share()

    @property
    def together(self) -> bool:
        """Whether all parts show."""
        return bool(self._all)

    def bring(self, part_id: str) -> None:
        """Makes sure that a part shows."""
        self.tabs.choose(part_id)

    def minimumSizeHint(self) -> QSize:
        """The width of the narrowest part alone, so that the page can become narrow enough to part them."""
        return QSize(unit(44), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width may part or join them."""
        super().resizeEvent(event)
        self._share()

    def _share(self) -> None:
        together = self.width() >= unit(self._least)
        if together == self._all:
            return
        self._all = together
        self.tabs.setVisible(not together)
        for part in self._parts:
            if together and part.wide:
                part.widget.setFixedWidth(unit(part.wide))
            else:
                part.widget.setMinimumWidth(0)
                part.widget.setMaximumWidth(_NO_LIMIT)
        self._show_chosen(self.tabs.current())
        self.shared.emit(together)

    def _show_chosen(self, name: str) -> None:
        for part in self._parts:
            part.widget.setVisible(bool(self._all) or part.id == name)
