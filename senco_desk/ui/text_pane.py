"""The words of a document that has no pages to draw: to read, to select and copy, larger or smaller."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QTextCursor, QTextDocument, QWheelEvent
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QWidget

from senco_desk.ui.clipboard import copy_for_a_minute
from senco_desk.ui.theme import colour

_MOST = 2_000
_SHOWN = 4_000_000
"""Signs that are shown: as many as are read of one file."""
_PAGE = "\n\n— Page {} —\n\n"


class TextPane(QPlainTextEdit):
    """Words to read. Ctrl+wheel, + and - change their size; what is copied leaves the clipboard after a minute."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setAccessibleName("The document’s words")
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
        self._steps = 0
        self._found: list[QTextCursor] = []
        self._at = -1
        copying, everything = QAction("&Copy", self), QAction("Select &all", self)
        copying.triggered.connect(self.copy_words)
        everything.triggered.connect(self.selectAll)
        self.addActions([copying, everything])
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

    def show_pages(self, pages: Sequence[str]) -> None:
        """Shows words page by page, from the beginning."""
        parts: list[str] = []
        left = _SHOWN
        for number, page in enumerate(pages, 1):
            part = (_PAGE.format(number) if number > 1 else "") + page
            parts.append(part[:left])
            left -= len(part)
            if left <= 0:
                break
        self._found, self._at = [], -1
        self.setPlainText("".join(parts))
        self.setExtraSelections([])

    def find_all(self, words: str) -> int:
        """Marks every place where the words stand, large letters or small; how many, at most 2,000."""
        self._found, self._at = [], -1
        document = self.document()
        cursor = document.find(words, 0, QTextDocument.FindFlag(0)) if words else QTextCursor()
        while not cursor.isNull() and len(self._found) < _MOST:
            self._found.append(cursor)
            cursor = document.find(words, cursor, QTextDocument.FindFlag(0))
        self._mark()
        return len(self._found)

    def show_found(self, at: int) -> None:
        """Brings one of the places into view."""
        if 0 <= at < len(self._found):
            self._at = at
            there = QTextCursor(self._found[at])
            there.setPosition(there.selectionStart())
            self.setTextCursor(there)
            self.centerCursor()
            self._mark()

    def copy_words(self) -> None:
        """Copies what is selected; it leaves the clipboard after a minute."""
        words = self.textCursor().selectedText().replace("\u2029", "\n")
        if words:
            copy_for_a_minute(words)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """+ and - change the size, 0 brings it back; Ctrl+C copies for a minute."""
        steps = {Qt.Key.Key_Plus: 1, Qt.Key.Key_Equal: 1, Qt.Key.Key_Minus: -1, Qt.Key.Key_0: -self._steps}
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_words()
        elif event.key() in steps and not event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier:
            self._step(steps[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scrolls; with Ctrl, changes the size."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._step(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
        else:
            super().wheelEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Another theme has other marks."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_found"):
            self._mark()

    def _step(self, steps: int) -> None:
        after = min(max(self._steps + steps, -4), 12)
        self.zoomIn(after - self._steps)
        self._steps = after

    def _mark(self) -> None:
        marks = []
        for number, cursor in enumerate(self._found):
            one = QTextEdit.ExtraSelection()
            one.cursor = cursor
            ink = colour("on_accent" if number == self._at else "text")
            one.format.setBackground(colour("accent" if number == self._at else "accent_soft"))
            one.format.setForeground(ink)
            marks.append(one)
        self.setExtraSelections(marks)
