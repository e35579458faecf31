"""The sheet that a new person is handed: how to open the desk for the first time. It never holds the passphrase."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QDialog, QWidget

from senco_desk.domain.roles import ALLOWS, ROLES
from senco_desk.domain.school import Person
from senco_desk.ui.cards import Card, button, label
from senco_desk.ui.flow import Flow


class HandOver(Card):
    """Says that somebody can open the desk now, and prints the sheet for them; hidden until then."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Hand it over", parent)
        self.words = label("", wrap=True)
        self._sheet = ""
        self.add(self.words)
        tools = QWidget()
        row = Flow(tools)
        self.print_button = button("Print ho&w to open it…", self._print)
        self.done_button = button("D&one", self.hide)
        row.addWidget(self.print_button)
        row.addWidget(self.done_button)
        self.add(tools)
        self.hide()

    def show_person(self, person: Person, desk_name: str) -> None:
        """Shows it for a person who was just added, or given a first passphrase again."""
        self._sheet = sheet_words(person, desk_name)
        self.words.setText(
            f"{person.name} can open this desk with the first passphrase. Tell it to them in person, not by e-mail;"
            " they are asked for one of their own when they first use it. The sheet says how to open the desk, and"
            " holds no passphrase."
        )
        self.show()

    def _print(self) -> QDialog:
        # Slow import on purpose: rarely wanted, and the window opens without it.
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter  # noqa: PLC0415

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        dialog = QPrintDialog(printer, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

        def print_it() -> None:
            paper = QTextDocument()
            paper.setPlainText(self._sheet)
            paper.print_(printer)

        dialog.accepted.connect(print_it)
        QDialog.open(dialog)
        return dialog


def sheet_words(person: Person, desk_name: str) -> str:
    """The sheet: whom it is for, how the desk is opened, and what their role allows. No passphrase stands on it."""
    return (
        f"Senco Desk: how to open {desk_name}\n\n"
        f"For {person.name}, {ROLES[person.role]}\n{ALLOWS[person.role]}\n\n"
        "1. Start Senco Desk on the computer or drive where the desk is kept.\n"
        f"2. If it does not ask for the passphrase of {desk_name}, choose “Open another…” and the folder {desk_name}.\n"
        "3. Type the first passphrase, which you were told in person, and press Unlock.\n"
        "4. You are then asked for a passphrase of your own. Choose several words that only you would put together."
        " Nobody else needs to know it, and nobody can look it up.\n"
        "5. Lock the desk when you leave it: Ctrl+L. It locks by itself after a while.\n\n"
        "If you forget your passphrase, ask the SENCO for a new first one.\n"
    )
