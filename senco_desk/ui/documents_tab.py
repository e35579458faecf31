"""A child's papers: a list to which files are added by button or by dropping them, and the pages beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QHideEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from senco_desk.domain.papers import DOCUMENT_KINDS, Document
from senco_desk.domain.problems import RefusedError, TroubleError
from senco_desk.domain.pupil_records import PupilRecord
from senco_desk.services import attaching, previews, records, trail, viewing
from senco_desk.services.desk import Desk, Done
from senco_desk.ui.cards import Card, EmptyState, button, label
from senco_desk.ui.context import Context
from senco_desk.ui.jobs import Job, Watcher
from senco_desk.ui.open_outside import OpenOutside
from senco_desk.ui.paper_view import PaperView
from senco_desk.ui.register_table import day_words
from senco_desk.ui.tables import Column, RowsTable
from senco_desk.ui.theme import unit

_PROMPT = "Add a report, a letter or a picture of a piece of work: drop files here, or choose them."

BroughtIn = attaching.Brought | RefusedError | TroubleError
"""A file that is on the drive, or why it is not."""


class DocumentsTab(QWidget):
    """The list at the left, the selected document's pages at the right, drawn from memory."""

    edited = Signal(str)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._pupil_id = ""
        self._shown = ""
        self._dialog: QFileDialog | None = None
        self.setAcceptDrops(context.may("change"))
        column = Column[Document]
        self.table = RowsTable(
            "Documents",
            (
                column("title", "Document", lambda each: each.title, kind="two_line", stretch=True, width=22,
                       subtitle=_beneath),
                column("dated", "Dated", lambda each: each.dated or each.added_on,
                       text=lambda each: day_words(each.dated) or "no date", width=11),
                column("pages", "Pages", lambda each: each.pages, right=True, width=6,
                       text=lambda each: str(each.pages) if each.pages else "—"),
                column("pack", "In pack", lambda each: each.in_pack, width=8, text=_in_pack),
            ),
            lambda each: each.id,
            lines=2,
        )  # fmt: skip
        self.table.sort_by(("dated", False))
        self.view = PaperView(previews.picture)
        self.title = label("", "section", wrap=True)
        self.facts = label("", tone="muted", wrap=True)
        self.problem = label("", tone="due", wrap=True)
        self.add = button("&Add documents…", self.choose_files, kind="primary", needs="change")
        self.edit = button("Edi&t…", self._edit, needs="change")
        self.remove = button("Re&move", self._remove, needs="change")
        self.outside = OpenOutside(context, self)
        self.open_outside = button("Open in another program…", self._open_outside, needs="export")
        self._lay()
        self.table.selected.connect(self._selected)
        self.table.opened.connect(self._read)

    def show_record(self, record: PupilRecord) -> None:
        """Shows a child's documents."""
        if record.pupil.id != self._pupil_id:
            self._pupil_id = record.pupil.id
            self._shown = ""
            self.view.show_paper(None)
        self.table.set_rows(record.documents)
        self.stack.setCurrentIndex(1 if record.documents else 0)
        if record.documents and not self.table.selected_rows():
            self.table.selectRow(0)
        self._selected(self.table.selected_rows())

    def select(self, document_id: str) -> None:
        """Shows one document."""
        self.table.select(document_id)

    def choose_files(self) -> None:
        """Asks for files; several at once can be chosen."""
        dialog = QFileDialog(self.window(), "Add documents", str(Path.home()))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilters(["Papers and pictures (*.pdf *.png *.jpg *.jpeg *.docx *.txt)", "All files (*)"])
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.filesSelected.connect(self.add_files)
        self._dialog = dialog
        dialog.open()

    def add_files(self, names: Sequence[str]) -> Job:
        """Takes files into the record, one deed for each, so that each can be undone; looked into off this thread."""
        pupil_id = self._pupil_id

        def run(desk: Desk, watcher: Watcher) -> object:
            return _brought_in(desk, pupil_id, [Path(name) for name in names], watcher)

        job = self._context.read_job("Adding documents", run)
        job.finished.connect(lambda brought: self._keep(pupil_id, brought))
        return job

    def _keep(self, pupil_id: str, brought: Sequence[tuple[Path, BroughtIn]]) -> None:
        last, taken = "", 0
        for path, one in brought:
            done = self._context.work.do(
                _keeping(self._context.desk, one), initiator=self, say=f"{path.name[:60]} added"
            )
            if done is not None and isinstance(done.value, Document):
                last, taken = done.value.id, taken + 1
        if taken > 1:
            self._context.work.said.emit(f"{taken} documents added", False)  # noqa: FBT003  the shape of the signal
        if last and pupil_id == self._pupil_id:
            self.table.select(last)
            if taken == 1:
                self.edited.emit(last)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files are welcome."""
        self._welcome(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Files are welcome."""
        self._welcome(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Takes the dropped files in; folders are left alone."""
        files = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        files = [name for name in files if Path(name).is_file()]
        if files:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self.add_files(files)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete removes what is selected; undo brings it back."""
        if event.key() == Qt.Key.Key_Delete and self.table.hasFocus() and self._context.may("change"):
            self._remove()
        else:
            super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Nothing is drawn for a tab that is not on show."""
        super().hideEvent(event)
        self.view.stop()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrow window has the list above the pages."""
        super().resizeEvent(event)
        narrow = self.width() < unit(90)
        self._across.setDirection(QHBoxLayout.Direction.TopToBottom if narrow else QHBoxLayout.Direction.LeftToRight)

    def _lay(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        top = QHBoxLayout()
        top.addWidget(label(_PROMPT if self._context.may("change") else "", tone="muted", wrap=True), 1)
        top.addWidget(self.add)
        full = QWidget()
        column = QVBoxLayout(full)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(unit(1.25))
        column.addLayout(top)
        self._across = QHBoxLayout()
        self._across.setSpacing(unit(2))
        self._across.addWidget(self.table, 5)
        beside = Card()
        for part in (self.title, self.facts, self.problem):
            beside.add(part)
        row = QHBoxLayout()
        row.setSpacing(unit(1))
        row.addWidget(self.edit)
        row.addWidget(self.remove)
        row.addWidget(self.open_outside)
        row.addStretch(1)
        beside.body.addLayout(row)
        beside.body.addWidget(self.view, 1)
        self._across.addWidget(beside, 4)
        column.addLayout(self._across, 1)
        self.stack = QStackedWidget()
        self.stack.addWidget(EmptyState(self._none_yet(), "Add documents…", self.choose_files, needs="change"))
        self.stack.addWidget(full)
        outer.addWidget(self.stack)

    def _none_yet(self) -> str:
        if self._context.may("change"):
            return f"No documents yet. {_PROMPT}"
        return "No documents yet. What the SENCO adds about this child can be read here."

    def _welcome(self, event: Any) -> None:
        if event.mimeData().hasUrls() and any(url.isLocalFile() for url in event.mimeData().urls()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()

    def _selected(self, chosen: tuple[Document, ...]) -> None:
        one = chosen[0] if len(chosen) == 1 else None
        self.edit.setEnabled(one is not None)
        self.remove.setEnabled(bool(chosen))
        self.open_outside.setEnabled(one is not None)
        self.title.setText(one.title if one else f"{len(chosen)} documents selected" if chosen else "")
        self.facts.setText(_facts(one) if one else "")
        self._show_pages(one)

    def _show_pages(self, one: Document | None) -> None:
        wanted = one.id if one else ""
        if wanted == self._shown:
            return
        self._shown = wanted
        self.problem.hide()
        self.view.show_paper(None)
        self.view.setVisible(one is not None)
        if one is None:
            return
        try:
            self.view.show_paper(viewing.of_document(self._context.desk, one.id))
            trail.looked(self._context.desk, self._pupil_id, "Documents")
            self.view.go(1)
        except (RefusedError, TroubleError) as error:
            # Said beside the document, not in a dialog: looking through a list should not be interrupted.
            self.problem.setText(f"▲ {_said(error)}")
            self.problem.show()
            self.view.hide()

    def _read(self, _document: Document) -> None:
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _edit(self) -> None:
        for one in self.table.selected_rows()[:1]:
            self.edited.emit(one.id)

    def _open_outside(self) -> None:
        for one in self.table.selected_rows()[:1]:
            self.outside.ask(one)

    def _remove(self) -> None:
        desk = self._context.desk
        for each in self.table.selected_rows():
            self._context.work.do(_removing(desk, each), initiator=self, say="Document moved to the bin")


def _brought_in(desk: Desk, pupil_id: str, paths: Sequence[Path], watcher: Watcher) -> list[tuple[Path, BroughtIn]]:
    """Each file on the drive, or what is wrong with it. Where the work is stopped, none of them is left."""
    found: list[tuple[Path, BroughtIn]] = []
    try:
        for path in paths:
            about = attaching.About(kind=guessed_kind(path.name))
            try:
                (one,) = attaching.bring_in(desk, pupil_id, [attaching.Arriving(path)], about, watcher)
                found.append((path, one))
            except (RefusedError, TroubleError) as error:
                found.append((path, error))
    except BaseException:
        attaching.let_go(desk, [one for _, one in found if not isinstance(one, Exception)])
        raise
    return found


def _keeping(desk: Desk, one: BroughtIn) -> Callable[[], Done[Document]]:
    def keep() -> Done[Document]:
        if isinstance(one, RefusedError | TroubleError):
            raise one
        kept = attaching.keep(desk, [one])
        return Done(kept.value[0].document, kept.changes)

    return keep


def _removing(desk: Any, document: Document) -> Any:
    return lambda: records.remove(desk, document)


def guessed_kind(name: str) -> str:
    """The kind of document that a file's name speaks of; `other` where it speaks of none. A person can change it."""
    words = name.casefold()
    return next((kind for kind, hints in _HINTS if any(hint in words for hint in hints)), "other")


_HINTS = (
    ("psychologist", ("psycholog", "ep report", "ep_report", "ep-report")),
    ("speech", ("speech", "salt", "language")),
    ("occupational", ("occupational", "physio", "ot report", "ot_report", "ot-report")),
    ("medical", ("medical", "paediatric", "hospital", "camhs", "health")),
    ("specialist", ("specialist", "outreach")),
    ("social-care", ("social",)),
    ("school-report", ("school report", "school_report", "school-report")),
    ("assessment", ("assessment", "test")),
    ("plan", ("plan", "review")),
    ("consent", ("consent", "agreement")),
    ("letter", ("letter", "email", "e-mail")),
    ("work", ("work", "writing", "drawing")),
)


def _beneath(each: Document) -> str:
    return " · ".join(part for part in (DOCUMENT_KINDS.get(each.kind, each.kind), each.author) if part)


def _in_pack(each: Document) -> str:
    if each.problem:
        return "cannot"
    return "no" if each.confidential or not each.in_pack else "yes"


def _facts(each: Document) -> str:
    size = f"{max(each.bytes // 1024, 1):,} KB"
    private = "confidential" if each.confidential else ""
    lines = (
        _beneath(each),
        " · ".join(part for part in (each.filename, size, f"added {day_words(each.added_on)}", private) if part),
        each.summary,
    )
    return "\n".join(line for line in lines if line)


def _said(error: RefusedError | TroubleError) -> str:
    if isinstance(error, TroubleError):
        return f"{error.happened} {error.do}"
    return " ".join(str(problem) for problem in error.problems)
