"""The sentence after something was saved, with the way to where it is."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QWidget

from senco_desk.ui.announcing import announce
from senco_desk.ui.cards import button
from senco_desk.ui.cards import label as words_label
from senco_desk.ui.theme import unit


class SavedLine(QFrame):
    """Hidden until something was saved; then says so and shows the folder on request."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self._path: Path | None = None
        self.words = words_label("", wrap=True)
        self.button = button("Show in &folder", self._show)
        self.dismiss = button("Dismiss", self.hide, kind="link")
        self.dismiss.setAccessibleName("Dismiss what was said of the saved file")
        self._line = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._line.setContentsMargins(unit(2), unit(0.75), unit(1), unit(0.75))
        self._line.setSpacing(unit(1))
        self._line.addWidget(self.words, 1)
        buttons = QHBoxLayout()
        buttons.addWidget(self.button, 0, Qt.AlignmentFlag.AlignVCenter)
        buttons.addWidget(self.dismiss, 0, Qt.AlignmentFlag.AlignVCenter)
        buttons.addStretch(1)
        self._line.addLayout(buttons)
        self.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where it is narrow the buttons stand below the words."""
        super().resizeEvent(event)
        narrow = self.width() < unit(60)
        self._line.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)

    @property
    def path(self) -> Path | None:
        """What was saved last."""
        return self._path

    def tell(self, words: str, path: Path) -> None:
        """Says what was saved."""
        self._path = path
        self.words.setText(words)
        self.setAccessibleName(words)
        self.show()
        announce(words, self)

    def _show(self) -> None:
        if self._path is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._path.parent)))
