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
from senco_desk.ui.preview_pane import PreviewPane
from senco_desk.ui.print_preview import Printing
from senco_desk.ui.saved import SavedLine
from senco_desk.ui.saving import ask_where
from senco_desk.ui.theme import unit

FORMATS = {"pdf": "PDF (*.pdf)", "xlsx": "Excel workbook (*.xlsx)", "csv": "CSV (*.csv)"}


class RegisterPrint(QWidget):
    """The preview, in place of the table; Esc goes back to it."""

    left = Signal()

    def __init__(
        self, context: Context, listed: Callable[[], Listing], summary: Callable[[], None], parent: QWidget
    ) -> None:
        """`listed` tells what is on show and may leave the desk; `summary` goes to the headteacher's summary."""
        super().__init__(parent)
        self._context, self._listed = context, listed
        self._job: Job | None = None
        self._shown: Listing | None = None
        self.dialog: QFileDialog | None = None
        self.printing = Printing(context.work, self)
        self.printing.printed.connect(self._printed)
        self.back = button("&Back to the register", self.left.emit)
        self.summary = button("Register summar&y…", summary, kind="quiet")
        self.save_button = button("&Save as PDF…", partial(self.choose, "pdf"))
        self.print_button = button("P&rint…", self.print, kind="primary")
        self.print_button.setEnabled(False)
        self.words = label("", tone="muted", wrap=True)
        self.saved = SavedLine()
        self.preview = PreviewPane()
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

        if self._job is not None:
            self._job.cancel()
        self.preview.show_paper(None)
        self.preview.say("Making the preview…")
        self._job = job = self._context.read_job("Making the preview of the register", run)
        job.finished.connect(self._made)
        job.ended.connect(partial(self._ended, job))
        self.preview.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def print(self) -> None:
        """Opens the print dialog for what the preview shows."""
        paper = self.preview.view.paper
        if paper is not None:
            self.printing.ask(paper, "SEN register")

    def choose(self, ending: str) -> QFileDialog:
        """Opens the dialog for a file of a kind, without waiting for it."""
        day = self._listed().as_at
        dialog = ask_where(self, "Save the register as shown", f"SEN register {day}.{ending}", FORMATS[ending])
        dialog.fileSelected.connect(self._chosen)
        self.dialog = dialog
        dialog.open()
        return dialog

    def save(self, path: Path) -> Job:
        """Writes what is on show to a file by its ending; says where it is."""
        shown = self._listed()

        def run(desk: Desk, watcher: Watcher) -> object:
            register_lists.write_list(desk, path, shown, progress=watcher)
            return path, shown

        job = self._context.read_job(f"Saving {path.name}", run)
        job.finished.connect(self._was_saved)
        return job

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _chosen(self, name: str) -> None:
        self.save(Path(name))

    def _made(self, paper: object) -> None:
        if isinstance(paper, Paper):
            self.preview.show_paper(paper)
            self.print_button.setEnabled(True)
            if self.preview.view.hasFocus():  # Enter prints; whoever has gone elsewhere meanwhile stays there
                self.print_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _ended(self, job: Job) -> None:
        if self._job is job:
            self._job = None
            self.preview.say("")

    def _was_saved(self, saved: tuple[Path, Listing]) -> None:
        path, shown = saved
        self.saved.tell(f"Saved as {path.name}. The file is not encrypted. {left_out(shown)}".strip(), path)
        self._context.work.said.emit(f"Saved as {path.name}", False)  # noqa: FBT003  the shape of the signal
        self._note(trail.EXPORT, len(shown.rows), f"{path.suffix[1:].upper()} file")

    def _printed(self, pages: int) -> None:
        if self._shown is not None:
            self._note(trail.PRINT, len(self._shown.rows), f"{pages} page{'' if pages == 1 else 's'}")

    def _note(self, deed: str, count: int, what: str) -> None:
        desk = self._context.desk
        pupils = f"{count:,} {'pupil' if count == 1 else 'pupils'}"
        self._context.work.attempt(lambda: trail.note(desk, deed, "", f"Register as shown, {pupils}, {what}"))


def left_out(shown: Listing) -> str:
    """A sentence for the screen about columns on show that stay in the desk; nothing where all of them go."""
    names = " and ".join(part for part in (", ".join(shown.left_out[:-1]), *shown.left_out[-1:]) if part)
    return f"Left out, as it is for the screen alone: {names}." if names else ""
