"""The recovery code on show, once, with the ways to keep it: copied, printed, saved. It hides while typed back."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QTextDocument
from PySide6.QtWidgets import QDialog, QFileDialog, QVBoxLayout, QWidget

from senco_desk.ui.announcing import announce
from senco_desk.ui.cards import button, label
from senco_desk.ui.clipboard import SECONDS, copy_for_a_minute
from senco_desk.ui.flow import Flow
from senco_desk.ui.theme import scaled, unit

_RING = """
QLabel { border: 2px solid transparent; }
QLabel:focus { border-color: palette(highlight); border-radius: 6px; }
"""
"""A text that Tab stops at shows it like any field."""


class RecoverySheet(QWidget):
    """Shows one code at a time; `forget` takes it away."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.code = ""
        self._called = ""
        self.shown = label("", "strong", wrap=True)
        self.shown.setFont(scaled(self.font(), 1.1, QFont.Weight.Medium, tabular=True))
        self.shown.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.shown.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # Tab stops here, where the code is read out
        self.shown.setStyleSheet(_RING)
        self.shown.setIndent(2)
        self.copy = button("C&opy", self._copy)
        self.print = button("P&rint…", self._print)
        self.save = button("Sa&ve to a file…", self._save)
        self.again = button("Show the code again", self._uncover, kind="link")
        self.again.hide()
        self.told = label("", wrap=True)
        self.told.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(unit(1))
        column.addWidget(self.shown)
        column.addWidget(self.again, 0, Qt.AlignmentFlag.AlignLeft)
        ways = QWidget()
        row = Flow(ways)
        for made in (self.copy, self.print, self.save):
            row.addWidget(made)
        column.addWidget(ways)
        column.addWidget(self.told)

    def show_code(self, code: str, called: str) -> None:
        """Shows a code; `called` is the desk that it opens, for the printed sheet."""
        self.code, self._called = code, called
        self._uncover()

    def cover(self) -> None:
        """Hides the code, so that it is typed back from what was kept and not from the screen."""
        if self.code and self.again.isHidden():
            self.shown.setText("-".join("•" * len(group) for group in self.code.split("-")))
            self.shown.setAccessibleName("Recovery code, hidden while it is typed back")
            self.again.show()

    def forget(self) -> None:
        """Takes the code away."""
        self.code = ""
        self.shown.setText("")
        self.shown.setAccessibleName("")

    def _uncover(self) -> None:
        self.shown.setText(self.code)
        self.shown.setAccessibleName(f"Recovery code: {_spelled(self.code)}")
        self.again.hide()

    def _tell(self, words: str, *, wrong: bool = False) -> None:
        self.told.setText(f"■ {words}" if wrong else words)
        self.told.show()
        announce(words, self, urgent=wrong)

    def _copy(self) -> None:
        copy_for_a_minute(self.code)
        self._tell(f"Copied. It is taken off the clipboard again after {SECONDS} seconds.")

    def _print(self) -> None:
        # Slow imports on purpose: printing a code is rare, and the window opens without them.
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter  # noqa: PLC0415

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        dialog = QPrintDialog(printer, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

        def print_it() -> None:
            paper = QTextDocument()
            paper.setPlainText(self._paper())
            paper.print_(printer)
            self._tell("Sent to the printer. See that the sheet is there before you go on.")

        dialog.accepted.connect(print_it)
        QDialog.open(dialog)

    def _save(self) -> None:
        chosen = QFileDialog(self, "Save the recovery code", str(Path.home() / "senco-desk-recovery-code.txt"))
        chosen.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        chosen.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chosen.fileSelected.connect(self.save_to)
        chosen.open()

    def save_to(self, path: str) -> None:
        """Writes the sheet into a file that only this account may read, and says where it is."""
        try:
            _write_private(Path(path), self._paper())
        except OSError:
            self._tell("The file could not be written there. Choose another place, or print the code.", wrong=True)
        else:
            self._tell(f"Saved to {path}. Move it to a stick or print it: beside the desk it protects nothing.")

    def _paper(self) -> str:
        return (
            f"Senco Desk: recovery code of {self._called}\n\n{self.code}\n\n"
            "It opens the desk where the passphrase is forgotten. Keep it in a safe place, away from the computer.\n"
        )


def _spelled(code: str) -> str:
    """The code sign by sign: `7 G 2 K W, 0 X B 3 M`; a group would be read out as if it were a word or a number."""
    return ", ".join(" ".join(group) for group in code.split("-"))


def _write_private(path: Path, words: str) -> None:
    """In the mode asked for from the first byte on; a file that was there loses its wider one."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
        if hasattr(os, "fchmod"):
            with contextlib.suppress(OSError):  # a stick may know no modes
                os.fchmod(file.fileno(), 0o600)
        file.write(words)
