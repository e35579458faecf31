"""Saving what is left of a damaged desk: where the new one goes, then what came back and what is missing, to print."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent, QTextDocument
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from senco_desk.services.salvaging import Outcome
from senco_desk.ui.announcing import announce
from senco_desk.ui.cards import button, label
from senco_desk.ui.flow import Flow
from senco_desk.ui.marks import MarkLabel, mark
from senco_desk.ui.theme import unit
from senco_desk.ui.tips import set_tip


class PlaceView(QWidget):
    """Asks where a new desk is to be made, and begins it; used for salvaging and for copying a desk."""

    begun = Signal(object)
    """The path that was chosen."""
    left = Signal()
    """Back to where one came from."""

    def __init__(self, head: str, words: tuple[str, ...], deed: str, offered: Path) -> None:
        super().__init__()
        self.head = label(head, "section")
        self.place = QLineEdit(str(offered))
        self.place.setAccessibleName("Where the new desk is made")
        self.place.returnPressed.connect(self._begin)
        self.place.setCursorPosition(0)
        set_tip(self.place, str(offered))
        self.problem = label("", tone="over", wrap=True)
        self.problem.hide()
        self.browse = button("Choose the &folder…", self._browse, kind="link")
        self.deed = button(deed, self._begin, kind="primary")
        self._said = " ".join((f"{head}.", *words))
        self.deed.setAccessibleDescription(self._said)
        self.back = button("Bac&k", self.left.emit)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(unit(1))
        column.addWidget(self.head)
        for each in words:
            column.addWidget(label(each, wrap=True))
        asked = label("W&here it is made")
        asked.setBuddy(self.place)
        row = QHBoxLayout()
        row.addWidget(self.deed)
        row.addWidget(self.back)
        row.addStretch(1)
        for part in (asked, self.place):
            column.addWidget(part)
        column.addWidget(self.browse, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.problem)
        column.addLayout(row)

    def showEvent(self, event: QShowEvent) -> None:
        """The keyboard is on the deed: the place offered will usually do."""
        super().showEvent(event)
        self.deed.setFocus()
        announce(self._said, self)

    def show_problem(self, sentence: str) -> None:
        """Says why it did not come about; the place stays typed."""
        self.problem.setText(f"■ {sentence}" if sentence else "")
        self.problem.setVisible(bool(sentence))
        announce(sentence, self, urgent=True)
        self.set_busy(busy=False)

    def set_busy(self, *, busy: bool) -> None:
        """While it is made nothing else can be begun; the bar below shows how far it is and can stop it."""
        for part in (self.deed, self.back, self.browse, self.place):
            part.setEnabled(not busy)
        if not busy:
            self.deed.setFocus()

    def _begin(self) -> None:
        typed = self.place.text().strip()
        if not typed:
            self.show_problem("Say where the new desk is to be made.")
            return
        self.problem.hide()
        self.begun.emit(Path(typed).expanduser().absolute())

    def _browse(self) -> QFileDialog:
        here = Path(self.place.text())
        dialog = QFileDialog(self, "The folder in which the new desk is made", str(here.parent))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self._chosen)
        dialog.open()
        return dialog

    def _chosen(self, folder: str) -> None:
        self.place.setText(str(Path(folder) / Path(self.place.text()).name))


class ResultView(QWidget):
    """What came out of salvaging: the list to go through, on paper too, and the way into the new desk."""

    open_wanted = Signal()
    left = Signal()

    def __init__(self, outcome: Outcome) -> None:
        super().__init__()
        self.outcome = outcome
        state = mark("good", "All records came back") if outcome.complete else mark("due", "Saved, with gaps")
        self.head = MarkLabel(state)
        self.sentence = label(outcome.sentence(), wrap=True)
        self.list = QPlainTextEdit(outcome.paper())
        self.list.setReadOnly(True)
        self.list.setAccessibleName("What came back and what is missing")
        self.list.setTabChangesFocus(True)
        self.list.setMinimumHeight(unit(24))
        self.told = label("", "small", wrap=True)
        self.told.hide()
        self.go_in = button("Open the ne&w desk", self.open_wanted.emit, kind="primary")
        self.print = button("&Print the list…", self._print)
        self.save = button("&Save the list…", self._save)
        self.back = button("No&t now", self.left.emit)
        row = QWidget()
        flow = Flow(row)
        for made in (self.go_in, self.print, self.save, self.back):
            flow.addWidget(made)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(unit(1))
        for part in (self.head, self.sentence, self.list, self.told, row):
            column.addWidget(part)

    def showEvent(self, event: QShowEvent) -> None:
        """The keyboard is on the way into the new desk."""
        super().showEvent(event)
        self.go_in.setFocus()
        announce(f"{self.head.accessibleName()}. {self.sentence.text()}", self)

    def save_to(self, path: str) -> None:
        """Keeps the list in a text file, and says where."""
        try:
            Path(path).touch(mode=0o600)
            Path(path).write_text(self.outcome.paper(), encoding="utf-8")
        except OSError:
            self._tell("■ The list could not be written there. Choose another place, or print it.")
        else:
            self._tell(f"Saved to {path}. It may name papers of children: keep it where records are kept.")

    def _tell(self, words: str) -> None:
        self.told.setText(words)
        self.told.show()
        announce(words, self)

    def _print(self) -> QDialog:
        # Slow import on purpose: salvaging is rare, and printing its list rarer.
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter  # noqa: PLC0415

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setDocName("Senco Desk: what was saved")
        dialog = QPrintDialog(printer, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

        def print_it() -> None:
            paper = QTextDocument()
            paper.setPlainText(self.outcome.paper())
            paper.print_(printer)
            self._tell("Sent to the printer.")

        dialog.accepted.connect(print_it)
        QDialog.open(dialog)
        return dialog

    def _save(self) -> QFileDialog:
        dialog = QFileDialog(self, "Save the list", str(self.outcome.salvaged.folder.with_suffix(".txt")))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.save_to)
        dialog.open()
        return dialog
