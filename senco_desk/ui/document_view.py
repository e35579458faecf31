"""A document to read beside the list: its pages drawn from memory, or its words where it has no pages."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QVBoxLayout, QWidget

from senco_desk.domain.papers import Document
from senco_desk.domain.problems import RefusedError, TroubleError
from senco_desk.services import viewing
from senco_desk.services.desk import Desk
from senco_desk.services.viewing import Place
from senco_desk.ui.cards import label
from senco_desk.ui.context import Context
from senco_desk.ui.find_bar import FindBar
from senco_desk.ui.found_view import FoundView
from senco_desk.ui.jobs import Job, Watcher
from senco_desk.ui.preview_pane import PreviewPane
from senco_desk.ui.text_pane import TextPane
from senco_desk.ui.theme import unit

WORDS_ONLY = "Only its words are shown here. To have it in a pack, save it as a PDF and add that too."


class DocumentView(QWidget):
    """One document at a time. What it shows is in memory only."""

    shown = Signal(str)
    """The id of a document whose pages or words came on show."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._document: Document | None = None
        self._job: Job | None = None
        self.view = FoundView()
        self.pane = PreviewPane(view=self.view)
        self.pane.wide.setText("Width")  # their letters are the page’s tabs’
        self.pane.whole.setText("Whole page")
        self.text = TextPane()
        self.finder = FindBar()
        self.problem = label("", tone="due", wrap=True)
        self.problem.hide()
        self.finder.asked.connect(self._look_for)
        self.finder.stepped.connect(self._show_place)
        self.finder.closed.connect(self.focus)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(unit(0.75))
        for part in (self.problem, self.finder):
            column.addWidget(part)
        column.addWidget(self.pane, 1)
        column.addWidget(self.text, 1)
        column.addStretch(0)
        self.text.hide()

    @property
    def document(self) -> Document | None:
        """What is on show."""
        return self._document

    def show_document(self, document: Document | None) -> None:
        """Shows a document from its first page; the same one again stays where it is."""
        if document is not None and self._document is not None and document.id == self._document.id:
            self._document = document
            return
        self._forget_job()
        self._document = document
        self.problem.hide()
        self.text.hide()
        self.text.show_pages(())
        self.view.show_paper(None)
        if self.finder.isVisible():
            self.finder.close_bar()
        self.pane.setVisible(document is not None)
        if document is None:
            return
        try:
            self.view.show_paper(viewing.of_document(self._context.desk, document.id))
            self.pane.show_paper(self.view.paper)
            self.view.go(1)
            self.shown.emit(document.id)
        except (RefusedError, TroubleError) as error:
            # Said beside the document, not in a dialog: looking through a list should not be interrupted.
            self._say(_said(error))
            self.pane.hide()
            if viewing.has_words_only(document):
                self._read(document)

    def go(self, page: int, words: str = "") -> None:
        """Brings a page into view, and marks words on it."""
        self.view.go(page)
        if words:
            self.finder.input.setText(words)
            self.finder.show()
            self.finder.step(0)

    def open_find(self) -> None:
        """The line to look for words in, where there is something to look in."""
        if self.view.count or self.text.isVisible():
            self.finder.open_bar()

    def focus(self) -> None:
        """Puts the keyboard into the pages or words."""
        (self.text if self.text.isVisible() else self.view).setFocus(Qt.FocusReason.OtherFocusReason)

    def stop(self) -> None:
        """Ends the drawing, until it is shown again."""
        self._forget_job()
        self.view.stop()

    def event(self, event: QEvent) -> bool:
        """Ctrl+F looks inside the document while the keyboard is in it, and not in the page's list."""
        kind = QEvent.Type.ShortcutOverride
        if event.type() == kind and isinstance(event, QKeyEvent) and event.matches(QKeySequence.StandardKey.Find):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+F opens the line to look for words in."""
        if event.matches(QKeySequence.StandardKey.Find):
            self.open_find()
        else:
            super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Nothing is drawn while nobody looks."""
        super().hideEvent(event)
        self.stop()

    def _say(self, words: str) -> None:
        self.problem.setText(f"▲ {words}")
        self.problem.show()

    def _read(self, document: Document) -> None:
        def run(desk: Desk, watcher: Watcher) -> object:
            try:
                return viewing.text_of(desk, document, watcher)
            except RefusedError as error:
                return error

        job = self._context.read_job("Reading the document", run)
        self._job = job
        job.finished.connect(lambda found: self._show_words(document, found))
        job.ended.connect(lambda: self._over(job))

    def _over(self, job: Job) -> None:
        if self._job is job:
            self._job = None

    def _forget_job(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self._job = None

    def _show_words(self, document: Document, found: object) -> None:
        if self._document is None or self._document.id != document.id:
            return
        if isinstance(found, RefusedError):
            self._say(f"{document.problem}\n{_said(found)}")
        elif isinstance(found, tuple) and found:
            self._say(WORDS_ONLY)
            self.text.show_pages(found)
            self.text.show()
            self.shown.emit(document.id)

    def _look_for(self, words: str) -> None:
        if not words:
            self.view.mark_places(())
            self.text.find_all("")
            return
        if self.text.isVisible():
            self.finder.tell(self.text.find_all(words))
            return
        shown = self.view.paper
        if shown is None:
            self.finder.tell(0)
            return

        def run(_desk: Desk, watcher: Watcher) -> object:
            return viewing.find(shown, words, watcher)

        job = self._context.read_job("Looking for the words", run)
        job.finished.connect(lambda places: self._mark(shown, words, places))

    def _mark(self, shown: object, words: str, places: tuple[Place, ...]) -> None:
        if self.view.paper is shown and self.finder.input.text().strip() == words:
            self.view.mark_places(places)
            self.finder.tell(len(places))

    def _show_place(self, at: int) -> None:
        if self.text.isVisible():
            self.text.show_found(at)
        else:
            self.view.show_place(at)


def _said(error: RefusedError | TroubleError) -> str:
    if isinstance(error, TroubleError):
        return f"{error.happened} {error.do}"
    return " ".join(str(problem) for problem in error.problems)
