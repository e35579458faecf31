"""The bar at the top: the name, back and forward, search, the school, what is saved and backed up, and the lock."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton, QWidget

from senco_desk.ui.actions import Actions
from senco_desk.ui.cards import button, label
from senco_desk.ui.icons import icon, icon_size
from senco_desk.ui.marks import Mark, MarkLabel
from senco_desk.ui.rail import WIDE
from senco_desk.ui.search import SearchField
from senco_desk.ui.theme import unit


class TopBar(QFrame):
    """Fifty-odd quiet pixels. Where the window is narrow the school and the backup words give way first."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "bar")
        self._actions = actions
        self.name = label("Senco Desk", "section")
        self.back = self._arrow("view.back", "back")
        self.forward = self._arrow("view.forward", "forward")
        self.search = SearchField(self)
        self.search.setMaximumWidth(unit(52.5))
        self.search.setMinimumWidth(unit(20))
        self.school = label("", tone="muted")
        self.saved = MarkLabel(None, self)
        self.backup = MarkLabel(None, self)
        self.lock = button("Lock")
        self.lock.setAccessibleName("Lock the records")
        self.lock.setToolTip(actions.row("desk.lock").tip)
        self.lock.clicked.connect(actions.qaction("desk.lock").trigger)
        self._left = QWidget(self)
        left = QHBoxLayout(self._left)
        left.setContentsMargins(unit(2), 0, 0, 0)
        left.setSpacing(0)
        left.addWidget(self.name)
        left.addStretch(1)
        left.addWidget(self.back)
        left.addWidget(self.forward)
        layout = self._row = QHBoxLayout(self)
        layout.setSpacing(unit(2))
        layout.addWidget(self._left)
        layout.addWidget(self.search, 100)
        layout.addStretch(1)
        for part in (self.school, self.saved, self.backup, self.lock):
            layout.addWidget(part)
        self.measure()

    def show_school(self, words: str) -> None:
        """School and year: `Riverbank Primary · 2026/27`."""
        self.school.setText(words)
        self._give_way()

    def show_saved(self, shown: Mark) -> None:
        """What is saved: `✓ Saved 10:42`."""
        self.saved.show_mark(shown)

    def show_backup(self, shown: Mark) -> None:
        """When the last backup was made."""
        self.backup.show_mark(shown)
        self._give_way()

    def measure(self) -> None:
        """Sizes and icons in the theme worn now."""
        self.setFixedHeight(unit(6))
        self._left.setFixedWidth(unit(WIDE))
        self._row.setContentsMargins(0, unit(0.75), unit(2), unit(0.75))
        for made, name in ((self.back, "back"), (self.forward, "forward")):
            made.setIcon(icon(name))
            made.setIconSize(QSize(icon_size(), icon_size()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Quiet words give way to the search field."""
        super().resizeEvent(event)
        self._give_way()

    def _give_way(self) -> None:
        """Hides first the backup words, then the school, where the bar is too narrow for them."""
        fixed = self._left.width() + unit(30) + self.saved.sizeHint().width() + self.lock.sizeHint().width() + unit(10)
        room = self.width() - fixed
        school = self.school.sizeHint().width() + unit(2)
        backup = self.backup.sizeHint().width() + unit(2)
        self.name.setVisible(self.width() >= unit(100))
        self._left.setFixedWidth(unit(WIDE if self.width() >= unit(100) else 13))
        self.school.setVisible(room >= school)
        self.backup.setVisible(room >= school + backup)

    def _arrow(self, action_id: str, name: str) -> QToolButton:
        made = QToolButton(self)
        made.setDefaultAction(self._actions.qaction(action_id))
        made.setProperty("kind", "quiet")
        made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        made.setAccessibleName(self._actions.row(action_id).plain)
        made.setIcon(icon(name))
        return made
