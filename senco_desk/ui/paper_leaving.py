"""How a paper leaves the desk: through the print dialog or to a file. Each leaving is said, and noted in the trail."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from senco_desk.services import trail
from senco_desk.services.desk import Desk
from senco_desk.services.previews import Paper
from senco_desk.ui.context import Context
from senco_desk.ui.jobs import Job, Watcher
from senco_desk.ui.print_preview import Printing
from senco_desk.ui.saved import SavedLine
from senco_desk.ui.saving import ask_where

FORMATS = {"pdf": "PDF (*.pdf)", "xlsx": "Excel workbook (*.xlsx)", "csv": "CSV (*.csv)"}
"""Endings of the files that can be saved, with the words of the dialog."""

Note = Callable[[str, str], object]
"""Notes a leaving: the trail's word for the deed, and how it left (`2 pages`, `PDF file`)."""
Writing = Callable[[Desk, Path, Watcher], object]


class PaperLeaving(QObject):
    """What every page with papers does with them.

    The trail is told of what left as it left: `note` is given with the paper, since the page may show another one by
    the time that it is printed or saved.
    """

    def __init__(self, context: Context, page: QWidget, saved: SavedLine) -> None:
        super().__init__(page)
        self._context, self._page, self._saved = context, page, saved
        self._note: Note | None = None
        self.printing = Printing(context.work, page)
        self.printing.printed.connect(self._printed)
        self.dialog: QFileDialog | None = None

    def print(self, paper: Paper | None, name: str, note: Note) -> None:
        """Opens the print dialog; `name` is what the printer's queue shows, so it names no child."""
        if paper is not None:
            self._note = note
            self.printing.ask(paper, name)

    def choose(self, title: str, name: str, save: Callable[[Path], object]) -> QFileDialog:
        """Opens the dialog for a file without waiting for it; `name` brings its ending, one of `FORMATS`."""
        dialog = ask_where(self._page, title, name, FORMATS[Path(name).suffix[1:]])
        dialog.fileSelected.connect(lambda chosen: save(Path(chosen)))
        self.dialog = dialog
        dialog.open()
        return dialog

    def save(self, path: Path, write: Writing, note: Note, *, told: str = "") -> Job:
        """Writes a file on the worker, and says where it is; `told` is a further sentence of what is in it."""

        def run(desk: Desk, watcher: Watcher) -> object:
            write(desk, path, watcher)
            return path

        job = self._context.read_job(f"Saving {path.name}", run)
        job.finished.connect(partial(self._was_saved, note, told))
        return job

    def _was_saved(self, note: Note, told: str, path: Path) -> None:
        self._saved.tell(f"Saved as {path.name}. {told}".strip(), path)
        self._context.work.said.emit(f"Saved as {path.name}", False)  # noqa: FBT003  the shape of the signal
        self._tell(note, trail.EXPORT, f"{path.suffix[1:].upper()} file")

    def _printed(self, pages: int) -> None:
        if self._note is not None:
            self._tell(self._note, trail.PRINT, "1 page" if pages == 1 else f"{pages} pages")

    def _tell(self, note: Note, deed: str, how: str) -> None:
        self._context.work.attempt(lambda: note(deed, how))
