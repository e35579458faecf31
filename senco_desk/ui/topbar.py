"""The bar at the top: the name, back and forward, search, the school, what is saved and backed up, and the lock."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPainter, QPixmap, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QToolButton, QWidget

from senco_desk.ui.actions import Actions
from senco_desk.ui.cards import button, label
from senco_desk.ui.icons import icon, icon_size
from senco_desk.ui.marks import Mark, MarkLabel, paint_shape
from senco_desk.ui.rail import WIDE
from senco_desk.ui.search import SearchField
from senco_desk.ui.theme import unit
from senco_desk.ui.tips import set_tip


class TopBar(QFrame):
    """Fifty-odd quiet pixels. Where the window is narrow the quiet words give way first, and what is due last."""

    backup_wanted = Signal()
    """The words about the last backup were pressed."""
    check_wanted = Signal()
    """The reminder of the recovery code was pressed."""

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
        self.waiting = MarkButton("Forms not saved", self)
        self.reminder = MarkButton("Recovery code", self, brief="Code")
        self.reminder.clicked.connect(self.check_wanted)
        self.backup = MarkButton("Last backup", self, brief="Backup")
        self.backup.clicked.connect(self.backup_wanted)
        self.lock = button("Lock")
        self.lock.setAccessibleName("Lock the records")
        set_tip(self.lock, actions.row("desk.lock").tip)
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
        for part in (self.school, self.reminder, self.waiting, self.saved, self.backup, self.lock):
            layout.addWidget(part)
        self.measure()

    def show_school(self, words: str) -> None:
        """School and year: `Riverbank Primary · 2026/27`."""
        self.school.setText(words)
        self._give_way()

    def show_saved(self, shown: Mark) -> None:
        """What is saved: `✓ Saved 10:42`."""
        self.saved.show_mark(shown)

    def show_waiting(self, shown: Mark | None, brief: str = "") -> None:
        """How many forms wait with typed words: `2 forms not saved`, or `2 forms` where there is little room.

        Pressing it lists them; None for none.
        """
        self.waiting.show_mark(shown, brief)
        self._give_way()

    def show_backup(self, shown: Mark | None) -> None:
        """When the last backup was made: `Backed up 3 days ago`. Pressing it makes one; None for who may not."""
        self.backup.show_mark(shown)
        self._give_way()

    def show_reminder(self, shown: Mark | None) -> None:
        """What still has to be done to be safe: `Recovery code not checked yet`; None where there is nothing."""
        self.reminder.show_mark(shown)
        self._give_way()

    def measure(self) -> None:
        """Sizes and icons in the theme worn now."""
        self.setFixedHeight(unit(6))
        self._left.setFixedWidth(unit(WIDE))
        self._row.setContentsMargins(0, unit(0.75), unit(2), unit(0.75))
        for chip in (self.waiting, self.reminder, self.backup):
            chip.retint()
        for made, name in ((self.back, "back"), (self.forward, "forward")):
            made.setIcon(icon(name))
            made.setIconSize(QSize(icon_size(), icon_size()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Quiet words give way to the search field."""
        super().resizeEvent(event)
        self._give_way()

    def _give_way(self) -> None:
        """Where the bar is too narrow: a backup that is not due goes, then the school; what is due keeps its shape."""
        self.name.setVisible(self.width() >= unit(100))
        self._left.setFixedWidth(unit(WIDE if self.width() >= unit(100) else 13))
        fixed = self._left.width() + unit(30) + self.saved.sizeHint().width() + self.lock.sizeHint().width() + unit(10)
        chips = [one for one in self.findChildren(MarkLabel) if one is not self.saved]  # what holds for the whole desk
        room = self.width() - fixed - sum(one.sizeHint().width() + unit(2) for one in chips)
        if self.waiting.shown is not None:
            self.waiting.set_brief(brief=room < self.waiting.wide())
            room -= self.waiting.sizeHint().width() + unit(2)
        due = [chip for chip in (self.reminder, self.backup) if chip.shown is not None and chip.shown.state == "due"]
        for chip in due:
            chip.set_brief(brief=room < chip.wide())
            room -= chip.sizeHint().width() + unit(2)
            chip.show()
        room -= self.school.sizeHint().width() + unit(2)
        self.school.setVisible(room >= 0)
        for chip in (self.reminder, self.backup):
            if chip not in due:
                chip.set_brief(brief=False)
                chip.setVisible(chip.shown is not None and room >= chip.wide())

    def _arrow(self, action_id: str, name: str) -> QToolButton:
        made = QToolButton(self)
        made.setDefaultAction(self._actions.qaction(action_id))
        made.setProperty("kind", "quiet")
        made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        made.setAccessibleName(self._actions.row(action_id).plain)
        made.setIcon(icon(name))
        return made


class MarkButton(QPushButton):
    """A mark that can be pressed: its shape and its words, or few words where there is no room for them."""

    def __init__(self, name: str, parent: QWidget | None = None, *, brief: str = "") -> None:
        """`name` is what it is called while it has no mark; `brief` the words that stay where there is little room."""
        super().__init__(parent)
        self._name, self._word = name, brief
        self.setAccessibleName(name)
        self.shown: Mark | None = None
        self._brief = False
        self.setProperty("kind", "quiet")
        self.hide()

    def show_mark(self, shown: Mark | None, brief: str | None = None) -> None:
        """Shows another mark; None for none. `brief` replaces the words that stay where there is little room."""
        self.shown = shown
        if brief is not None:
            self._word = brief
        self.setVisible(shown is not None)
        self.setAccessibleName(shown.spoken() if shown else self._name)
        set_tip(self, shown.spoken() if shown else "")
        self.retint()
        self.set_brief(brief=self._brief)

    def set_brief(self, *, brief: bool) -> None:
        """The shape and its few words, or with all its words."""
        self._brief = brief
        self.setText("" if self.shown is None else self._word if brief else self.shown.words)

    def wide(self) -> int:
        """The width it takes with its words."""
        words = self.shown.words if self.shown else ""
        return self.fontMetrics().horizontalAdvance(words) + unit(6)

    def retint(self) -> None:
        """Draws the shape in the colours worn now."""
        if self.shown is None:
            self.setIcon(QIcon())
            return
        side, gap, ratio = unit(1.375), unit(0.75), self.devicePixelRatioF()
        picture = QPixmap(round((side + gap) * ratio), round(side * ratio))
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        paint_shape(painter, QRectF(0, 0, side, side), self.shown.state)
        painter.end()
        self.setIcon(QIcon(picture))
        self.setIconSize(QSize(side + gap, side))
