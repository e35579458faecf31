"""A child's timeline and chronology as it prints: the real pages, to be looked at, printed or saved."""

from __future__ import annotations

import io
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from senco_desk.services import previews, timelines, trail
from senco_desk.services.desk import Desk
from senco_desk.services.previews import Paper
from senco_desk.ui.cards import button, label
from senco_desk.ui.context import Context
from senco_desk.ui.jobs import Job, Watcher
from senco_desk.ui.mnemonics import plain
from senco_desk.ui.paper_leaving import Note, PaperLeaving
from senco_desk.ui.paper_making import PaperMaking
from senco_desk.ui.preview_pane import PreviewPane
from senco_desk.ui.saved import SavedLine
from senco_desk.ui.saving import initials
from senco_desk.ui.theme import unit

_TITLE = "Timeline and chronology"


class TimelinePaper(QWidget):
    """The pages of one child, made anew each time they are asked for; `left` asks for the timeline again."""

    left = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._pupil_id, self._name = "", ""
        self.pane = PreviewPane()
        for part in (self.pane.wide, self.pane.whole):
            part.setText(plain(part.text()))  # their letters belong to the tabs of the child's page
        self.back = button("&Back to the timeline", self.left.emit)
        self.save_button = button("&Save as PDF…", self._choose, needs="export")
        self.print_button = button("Prin&t…", self.print, kind="primary", needs="export")
        self.told = label("Confidential documents are left out of this paper.", "small", wrap=True)
        self.saved = SavedLine()
        self.making = PaperMaking(context, self.pane, self)
        self.making.made.connect(self._made)
        self.leaving = PaperLeaving(context, self, self.saved)
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

    def show_child(self, pupil_id: str, *names: str) -> None:
        """Makes the pages of a child; `names` are what the file's initials are taken from."""
        self._pupil_id, self._name = pupil_id, initials(*names)
        self.saved.hide()
        self.pane.show_paper(None)
        self._ready(ready=False)

        def run(desk: Desk, watcher: Watcher) -> object:
            out = io.BytesIO()
            timelines.timeline_pdf(desk, pupil_id, out, progress=watcher)
            return previews.paper(out.getvalue())

        self.making.make("Making the timeline’s pages", run)
        self.back.setFocus(Qt.FocusReason.OtherFocusReason)

    def print(self) -> None:
        """Opens the print dialog for what the preview shows."""
        self.leaving.print(self.pane.view.paper, _TITLE, self._note_of(self._pupil_id))

    def save(self, path: Path) -> Job:
        """Writes the pages to a file, and says where it is."""
        pupil_id = self._pupil_id

        def write(desk: Desk, target: Path, watcher: Watcher) -> object:
            return timelines.timeline_pdf(desk, pupil_id, target, progress=watcher)

        return self.leaving.save(path, write, self._note_of(pupil_id))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back to the timeline."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _choose(self) -> None:
        name = f"Timeline {self._name} {self._context.desk.today.isoformat()}.pdf"
        self.leaving.choose("Save the timeline", name, self.save)

    def _made(self, paper: Paper) -> None:
        self.pane.show_paper(paper)
        self._ready(ready=True)

    def _ready(self, *, ready: bool) -> None:
        self.print_button.setEnabled(ready)
        self.save_button.setEnabled(ready)

    def _note_of(self, pupil_id: str) -> Note:
        desk = self._context.desk
        return lambda deed, how: trail.note(desk, deed, pupil_id, f"{_TITLE}, {how}")
