"""A child's timeline and chronology as it prints: the real pages, to be looked at, printed or saved."""

from __future__ import annotations

import io
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from senco_desk.services import previews, timelines, trail
from senco_desk.services.desk import Desk
from senco_desk.services.previews import Paper
from senco_desk.ui.cards import button, label
from senco_desk.ui.context import Context
from senco_desk.ui.jobs import Job, Watcher
from senco_desk.ui.mnemonics import plain
from senco_desk.ui.preview_pane import PreviewPane
from senco_desk.ui.print_preview import Printing
from senco_desk.ui.saved import SavedLine
from senco_desk.ui.saving import ask_where, initials
from senco_desk.ui.theme import unit


class TimelinePaper(QWidget):
    """The pages of one child, made anew each time they are asked for; `left` asks for the timeline again."""

    left = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._pupil_id, self._name = "", ""
        self.dialog: QFileDialog | None = None
        self.job: Job | None = None
        self.pane = PreviewPane()
        for part in (self.pane.wide, self.pane.whole):
            part.setText(plain(part.text()))  # their letters belong to the tabs of the child's page
        self.printing = Printing(context.work, self)
        self.printing.printed.connect(self._printed)
        self.back = button("&Back to the timeline", self.left.emit)
        self.save_button = button("&Save as PDF…", self._choose, needs="export")
        self.print_button = button("Prin&t…", self.print, kind="primary", needs="export")
        self.told = label("Confidential documents are left out of this paper.", "small", wrap=True)
        self.saved = SavedLine()
        head = QHBoxLayout()
        head.setSpacing(unit(1))
        head.addWidget(self.back)
        head.addWidget(self.told, 1)
        head.addWidget(self.save_button)
        head.addWidget(self.print_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(unit(1))
        column.addLayout(head)
        column.addWidget(self.saved)
        column.addWidget(self.pane, 1)

    def show_child(self, pupil_id: str, *names: str) -> Job:
        """Makes the pages of a child; `names` are what the file's initials are taken from."""
        self._pupil_id, self._name = pupil_id, initials(*names)
        self.saved.hide()
        self.pane.show_paper(None)
        self._ready(ready=False)
        self.pane.say("Making the pages…")

        def run(desk: Desk, watcher: Watcher) -> object:
            out = io.BytesIO()
            timelines.timeline_pdf(desk, pupil_id, out, progress=watcher)
            return pupil_id, previews.paper(out.getvalue())

        self.job = job = self._context.read_job("Making the timeline’s pages", run)
        job.finished.connect(self._made)
        job.ended.connect(lambda: self.pane.say(""))
        self.back.setFocus(Qt.FocusReason.OtherFocusReason)
        return job

    def print(self) -> None:
        """Opens the print dialog for what the preview shows."""
        if self.pane.view.paper is not None:
            self.printing.ask(self.pane.view.paper, "Timeline and chronology")

    def save(self, path: Path) -> Job:
        """Writes the pages to a file, and says where it is."""
        pupil_id = self._pupil_id

        def run(desk: Desk, watcher: Watcher) -> object:
            timelines.timeline_pdf(desk, pupil_id, path, progress=watcher)
            return pupil_id, path

        job = self._context.read_job(f"Saving {path.name}", run)
        job.finished.connect(self._was_saved)
        return job

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back to the timeline."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _choose(self) -> None:
        name = f"Timeline {self._name} {self._context.desk.today.isoformat()}.pdf"
        dialog = ask_where(self, "Save the timeline", name, "PDF (*.pdf)")
        dialog.fileSelected.connect(lambda chosen: self.save(Path(chosen)))
        self.dialog = dialog
        dialog.open()

    def _made(self, made: object) -> None:
        if isinstance(made, tuple) and made[0] == self._pupil_id and isinstance(made[1], Paper):
            self.pane.show_paper(made[1])
            self._ready(ready=True)

    def _ready(self, *, ready: bool) -> None:
        self.print_button.setEnabled(ready)
        self.save_button.setEnabled(ready)

    def _was_saved(self, done: object) -> None:
        if isinstance(done, tuple):
            pupil_id, path = done
            self.saved.tell(f"Saved as {path.name}.", path)
            self._context.work.said.emit(f"Saved as {path.name}", False)  # noqa: FBT003  the shape of the signal
            self._note(trail.EXPORT, pupil_id, "Timeline and chronology, PDF file")

    def _printed(self, pages: int) -> None:
        count = "1 page" if pages == 1 else f"{pages} pages"
        self._note(trail.PRINT, self._pupil_id, f"Timeline and chronology, {count}")

    def _note(self, deed: str, pupil_id: str, words: str) -> None:
        desk = self._context.desk
        self._context.work.attempt(lambda: trail.note(desk, deed, pupil_id, words))
