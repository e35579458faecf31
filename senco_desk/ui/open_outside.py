"""“Open in another program” for a document: says first what that means, then hands the file over, and takes it back."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QMessageBox, QWidget

from senco_desk.domain.papers import Document
from senco_desk.services import outside
from senco_desk.ui.context import Context
from senco_desk.ui.handed_over import handed_over, take_back


class OpenOutside(QObject):
    """Asks, and opens. One for a page."""

    def __init__(self, context: Context, over: QWidget) -> None:
        super().__init__(over)
        self._context, self._over = context, over
        self._document: Document | None = None
        self.box: QMessageBox | None = None

    def ask(self, document: Document) -> QMessageBox | None:
        """Says what opening means, without waiting for the answer; a kind that is not opened is refused in words."""
        if refusal := outside.problem_of(document):
            self._context.problem(refusal)
            return None
        self._document = document
        box = QMessageBox(QMessageBox.Icon.NoIcon, "Open in another program", "Open this document in another program?",
                          parent=self._over)  # fmt: skip
        box.setInformativeText(outside.BEFORE)
        opening = box.addButton("&Open", QMessageBox.ButtonRole.AcceptRole)
        box.setDefaultButton(box.addButton("&Cancel", QMessageBox.ButtonRole.RejectRole))
        opening.clicked.connect(self.open)
        self.box = box
        box.open()
        return box

    def open(self) -> Path | None:
        """Hands the document over that was asked for; answers where it lies, or None where that failed."""
        document = self._document
        if document is None:
            return None
        desk = self._context.desk
        path = self._context.work.attempt(lambda: outside.put(desk, document.id, handed_over()))
        if path is not None:
            if QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
                words = "Opened in another program; removed when you lock or close"
                self._context.work.said.emit(words, False)  # noqa: FBT003  the shape of the signal
            else:
                take_back()
                self._context.problem("No program on this computer opens a file of this kind.")
        return path
