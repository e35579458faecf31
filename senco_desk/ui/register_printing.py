"""The register as it prints: the rows and columns on show, looked at page by page, then printed or saved."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent, Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from senco_desk.domain.register_list import Listing
from senco_desk.services import previews, register_lists, trail
from senco_desk.services.desk import Desk
from senco_desk.services.previews import Paper
from senco_desk.ui.cards import button, label
from senco_desk.ui.context import Context
from senco_desk.ui.jobs import Job, Watcher
from senco_desk.ui.paper_leaving import Note, PaperLeaving
from senco_desk.ui.paper_making import PaperMaking
from senco_desk.ui.preview_pane import PreviewPane
from senco_desk.ui.saved import SavedLine
from senco_desk.ui.theme import unit


class RegisterPrint(QWidget):
    """The preview, in place of the table; Esc goes back to it."""

    left = Signal()

    def __init__(
        self, context: Context, listed: Callable[[], Listing], summary: Callable[[], None], parent: QWidget
    ) -> None:
        """`listed` tells what is on show and may leave the desk; `summary` goes to the headteacher's summary."""
        super().__init__(parent)
        self._context, self._listed = context, listed
        self._shown: Listing | None = None
        self.back = button("&Back to the register", self.left.emit)
        self.summary = button("Register summar&y…", summary, kind="quiet")
        self.save_button = button("&Save as PDF…", partial(self.choose, "pdf"))
        self.print_button = button("P&rint…", self.print, kind="primary")
        self.print_button.setEnabled(False)
        self.words = label("", tone="muted", wrap=True)
        self.saved = SavedLine()
        self.preview = PreviewPane()
        self.making = PaperMaking(context, self.preview, self)
        self.making.made.connect(self._made)
        self.leaving = PaperLeaving(context, self, self.saved)
        row = QHBoxLayout()
        row.setSpacing(unit(1))
        row.addWidget(self.back)
        row.addStretch(1)
        for part in (self.summary, self.save_button, self.print_button):
            row.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(unit(1))
        column.addLayout(row)
        column.addWidget(self.words)
        column.addWidget(self.preview, 1)

    def begin(self) -> None:
        """Makes the pages of what is on show now."""
        self._shown = shown = self._listed()
        said = f"{shown.count_words} · personal information: print it for those who need it"
        self.words.setText(f"{said}. {left}" if (left := left_out(shown)) else said)
        self.print_button.setEnabled(False)

        def run(desk: Desk, watcher: Watcher) -> object:
            out = io.BytesIO()
            register_lists.list_pdf(desk, out, shown, progress=watcher)
            return previews.paper(out.getvalue())

        self.preview.show_paper(None)
        self.making.make("Making the preview of the register", run)
        self.preview.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def print(self) -> None:
        """Opens the print dialog for what the preview shows."""
        if self._shown is not None:
            self.leaving.print(self.preview.view.paper, "SEN register", self._note_of(self._shown))

    def choose(self, ending: str) -> QFileDialog:
        """Opens the dialog for a file of a kind, without waiting for it."""
        name = f"SEN register {self._listed().as_at}.{ending}"
        return self.leaving.choose("Save the register as shown", name, self.save)

    def save(self, path: Path) -> Job:
        """Writes what is on show to a file by its ending; says where it is."""
        shown = self._listed()

        def write(desk: Desk, target: Path, watcher: Watcher) -> None:
            register_lists.write_list(desk, target, shown, progress=watcher)

        told = f"The file is not encrypted. {left_out(shown)}".strip()
        return self.leaving.save(path, write, self._note_of(shown), told=told)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _made(self, paper: Paper) -> None:
        self.preview.show_paper(paper)
        self.print_button.setEnabled(True)
        if self.preview.view.hasFocus():  # Enter prints; whoever has gone elsewhere meanwhile stays there
            self.print_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _note_of(self, shown: Listing) -> Note:
        desk, count = self._context.desk, len(shown.rows)
        pupils = f"{count:,} {'pupil' if count == 1 else 'pupils'}"
        return lambda deed, how: trail.note(desk, deed, "", f"Register as shown, {pupils}, {how}")


def left_out(shown: Listing) -> str:
    """A sentence for the screen about columns on show that stay in the desk; nothing where all of them go."""
    names = " and ".join(part for part in (", ".join(shown.left_out[:-1]), *shown.left_out[-1:]) if part)
    return f"Left out, as it is for the screen alone: {names}." if names else ""
