"""The sentence after something was saved, with the way to where it is."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

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
        layout = QHBoxLayout(self)
        layout.setContentsMargins(unit(2), unit(0.75), unit(1), unit(0.75))
        layout.setSpacing(unit(1))
        layout.addWidget(self.words, 1)
        layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignVCenter)
        layout.addWidget(self.dismiss, 0, Qt.AlignmentFlag.AlignVCenter)
        self.hide()

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
