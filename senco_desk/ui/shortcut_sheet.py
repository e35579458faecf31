"""The shortcut sheet (F1 or ?): every action that has a key, in the groups of the menus, read from the registry."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog, QFrame, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from senco_desk.ui.actions import Actions, shortcuts
from senco_desk.ui.cards import button, label
from senco_desk.ui.theme import unit

EVERYWHERE = (
    ("Move between controls", "Tab, Shift+Tab"),
    ("Open the selected row", "Enter"),
    ("Copy the selected rows", "Ctrl+C"),
    ("Walk the columns of a table", "Left, Right"),
    ("Choose a date from a calendar", "Alt+Down"),
    ("Save the form", "Ctrl+Enter, Ctrl+S"),
    ("Close a form, a list or a menu", "Esc"),
    ("Reach the menus", "Alt or F10"),
)
"""What Qt itself does, worth knowing."""

TIMELINE = (
    ("From entry to entry", "Left, Right"),
    ("From lane to lane", "Up, Down"),
    ("First or last entry", "Home, End"),
    ("Zoom in or out", "+, − or Ctrl and the wheel"),
    ("Move the days", "Shift+Left, Shift+Right or drag"),
    ("Fold the lane", "Space"),
    ("Whole record", "0"),
)
"""What the keys do while the timeline of a child has them."""


class ShortcutSheet(QDialog):
    """A plain list, opened and never waited for; Esc closes it."""

    def __init__(self, actions: Actions, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Keyboard shortcuts")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(False)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(unit(3), unit(2), unit(3), unit(2))
        outer.addWidget(label("Keyboard shortcuts", "heading"))
        inside = QWidget()
        inside.setProperty("role", "scrolled")
        grid = QGridLayout(inside)
        # clear of the frame that shows where the keys are
        grid.setContentsMargins(unit(1.5), unit(1), unit(2), unit(1))
        grid.setHorizontalSpacing(unit(4))
        grid.setVerticalSpacing(unit(0.75))
        line = 0
        for heading, rows in sheet_groups(actions):
            if line:
                grid.setRowMinimumHeight(line, unit(1))
                line += 1
            grid.addWidget(label(heading, "strong"), line, 0, 1, 2)
            line += 1
            for words, keys in rows:
                grid.addWidget(label(words), line, 0)
                grid.addWidget(label(keys, tone="muted"), line, 1)
                line += 1
        scroll = QScrollArea()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setWidget(inside)
        outer.addWidget(scroll, 1)
        close = button("&Close", self.close)
        outer.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)
        frame = QSize(unit(4), unit(6))  # what the system puts around a window
        self.resize(QSize(unit(62), unit(66)).boundedTo(parent.screen().availableSize() - frame))


def sheet_groups(actions: Actions) -> list[tuple[str, list[tuple[str, str]]]]:
    """Headings, and under each pairs of words and keys, for every row that has a shortcut."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for row in actions.rows():
        keys = " or ".join(key.toString(key.SequenceFormat.NativeText) for key in shortcuts(row))
        if keys:
            groups.setdefault(row.menu or "More", []).append((row.plain.rstrip("…"), keys))
    return [*groups.items(), ("Everywhere", list(EVERYWHERE)), ("Timeline", list(TIMELINE))]
