"""A child's papers: the list, the pages beside it, and what is decided about each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QHideEvent, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from senco_desk.domain.paper_ages import AgeLimits, age_sentences
from senco_desk.domain.paper_suggestions import guessed_kind
from senco_desk.domain.paper_versions import chain_id, chains
from senco_desk.domain.papers import DOCUMENT_KINDS, Document
from senco_desk.domain.pupil_records import PupilRecord
from senco_desk.services import paper_deeds, pupils, trail
from senco_desk.services.desk import Done
from senco_desk.ui.cards import Card, EmptyState, button, label, show_if
from senco_desk.ui.context import Context
from senco_desk.ui.document_arrivals import Arrivals
from senco_desk.ui.document_list import DocumentList
from senco_desk.ui.document_sheets import DocumentSheets
from senco_desk.ui.document_stop import StopCard
from senco_desk.ui.document_view import DocumentView
from senco_desk.ui.flow import Flow
from senco_desk.ui.jobs import Job
from senco_desk.ui.notice_line import NoticeLines
from senco_desk.ui.open_outside import OpenOutside
from senco_desk.ui.register_table import day_words
from senco_desk.ui.scan_folder import ScanFolder, waiting_words
from senco_desk.ui.sheet_room import SheetRoom
from senco_desk.ui.theme import unit
from senco_desk.ui.tips import set_tip

__all__ = ["DocumentsTab", "guessed_kind"]

_PROMPT = "Drop files anywhere on this child’s page, paste them with Ctrl+V, or choose them."
_NONE_YET = "No documents yet. Add a report, a letter or a picture of a piece of work: drop it here, or choose it."


class DocumentsTab(QWidget):
    """The list at the left, the selected document's pages at the right, drawn from memory."""

    came = Signal()
    """Papers are on their way from elsewhere on the page: this tab should come on show."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._record: PupilRecord | None = None
        self._limits = AgeLimits(limits=())
        self._dialog: QFileDialog | None = None
        self.setAcceptDrops(context.may("change"))
        self.lines = NoticeLines(self)
        self.arrivals = Arrivals(context, self.lines)
        self.list = DocumentList()
        self.reader = DocumentView(context)
        self.table, self.view, self.problem = self.list.table, self.reader.view, self.reader.problem
        self.stop = StopCard()
        self.sheets = DocumentSheets(context, self)
        self.scans = ScanFolder(context, self)
        self.title = label("", "section", wrap=True)
        self.facts = label("", tone="muted", wrap=True)
        self.age = label("", tone="due", wrap=True)
        self.add = button("&Add documents…", self.choose_files, kind="primary", needs="change")
        self.waiting = button("", self._go_to_scans, kind="link", needs="change")
        self.edit = button("Edi&t…", self._edit, kind="link", needs="change")
        self.newer = button("Add a newer ver&sion…", self._choose_newer, kind="link", needs="change")
        self.remove = button("Re&move", self._remove, kind="link", needs="change")
        self.outside = OpenOutside(context, self)
        self.open_outside = button("Open in another program…", self._open_outside, kind="link", needs="export")
        self._lay()
        self._connect()

    @property
    def room(self) -> SheetRoom | None:
        """Where the sheets open; the page gives it."""
        return self.sheets.room

    @room.setter
    def room(self, room: SheetRoom) -> None:
        self.sheets.room = room

    def show_record(self, record: PupilRecord) -> None:
        """Shows a child's documents; the page has turned what arrives to that child already."""
        if self._record is None or record.pupil.id != self._record.pupil.id:
            self.reader.show_document(None)
            self.sheets.forget()
        self._record = self.sheets.record = record
        self._limits = paper_deeds.age_limits(self._context.desk, record.pupil)
        self.list.show_record(record, self._context.desk.today, self._limits)
        self.stack.setCurrentIndex(1 if record.documents else 0)
        self.scans.look()
        self._show_waiting()
        if record.documents and not self.list.documents():
            self.table.selectRow(0)
        self._selected(self.list.documents())

    def select(self, document_id: str) -> None:
        """Shows one document."""
        self.list.select(document_id)

    def choose_files(self) -> None:
        """Asks for files; several at once can be chosen."""
        self._ask_files("Add documents", several=True).filesSelected.connect(self.add_files)

    def add_files(self, names: Sequence[str]) -> Job:
        """Takes files into the record, one deed for each, so that each can be undone; looked into off this thread."""
        return self.arrivals.take_files([Path(name) for name in names])

    def start_filter(self) -> None:
        """Puts the keyboard into what narrows the list."""
        self.list.start_filter()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files and pictures are welcome."""
        self._welcome(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Files and pictures are welcome."""
        self._welcome(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Takes what was dropped in; folders are left alone."""
        self.arrivals.drop(event)

    def event(self, event: QEvent) -> bool:
        """F2 and Ctrl+F belong to the documents while the keyboard is among them."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and (event.key() == Qt.Key.Key_F2 or event.matches(QKeySequence.StandardKey.Find))
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete removes what is selected, F2 edits it, Ctrl+V adds what is on the clipboard, Ctrl+F narrows."""
        changing = self._context.may("change")
        if event.key() == Qt.Key.Key_Delete and self.table.hasFocus() and changing:
            self._remove()
        elif event.key() == Qt.Key.Key_F2 and changing:
            self._edit()
        elif event.matches(QKeySequence.StandardKey.Paste) and changing:
            self.arrivals.paste()
        elif event.matches(QKeySequence.StandardKey.Find):
            self.start_filter()
        else:
            super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Nothing is drawn for a tab that is not on show."""
        super().hideEvent(event)
        self.reader.stop()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrow window has the list above the pages."""
        super().resizeEvent(event)
        narrow = self.width() < unit(90)
        self._across.setDirection(QHBoxLayout.Direction.TopToBottom if narrow else QHBoxLayout.Direction.LeftToRight)

    def _lay(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self.lines.layout().setContentsMargins(0, 0, 0, unit(0.5))  # type: ignore[union-attr]
        outer.addWidget(self.lines)
        top = QHBoxLayout()
        top.addWidget(label(_PROMPT if self._context.may("change") else "", tone="muted", wrap=True), 1)
        top.addWidget(self.waiting)
        top.addWidget(self.add)
        full = QWidget()
        column = QVBoxLayout(full)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(unit(1))
        column.addLayout(top)
        self._across = QHBoxLayout()
        self._across.setSpacing(unit(2))
        self._across.addWidget(self.list, 5)
        beside = Card()
        beside.body.setContentsMargins(unit(1.5), unit(1), unit(1.5), unit(1))
        beside.body.setSpacing(unit(0.75))
        for part in (self.title, self.facts, self.age, self.stop):
            beside.add(part)
        self._ways = QWidget()
        flow = Flow(self._ways, gap=0.25)
        for each in (self.edit, self.newer, self.remove, self.open_outside):
            flow.addWidget(each)
        beside.add(self._ways)
        beside.body.addWidget(self.reader, 1)
        self._across.addWidget(beside, 4)
        column.addLayout(self._across, 1)
        self.stack = QStackedWidget()
        may = self._context.may("change")
        none_yet = _NONE_YET if may else "No documents yet. What the SENCO adds about this child can be read here."
        self.empty = EmptyState(none_yet, "Add documents…", self.choose_files, needs="change")
        self.stack.addWidget(self.empty)
        self.stack.addWidget(full)
        outer.addWidget(self.stack, 1)

    def _connect(self) -> None:
        self.list.selected.connect(self._selected)
        self.list.opened.connect(self._read)
        self.reader.shown.connect(self._noted)
        self.arrivals.came.connect(self.came)
        self.arrivals.kept.connect(self._kept)
        self.sheets.shown.connect(self.select)
        self.sheets.looked.connect(self.stop.tell)
        self.stop.confirmed.connect(self._confirm)
        self.stop.moved.connect(self._move)
        self.stop.taken_out.connect(self._take_out)
        self.stop.page_asked.connect(self.reader.go)
        self.scans.changed.connect(self._show_waiting)

    def _welcome(self, event: QDragMoveEvent) -> None:
        if self.arrivals.welcomes(event.mimeData()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()

    def _ask_files(self, title: str, *, several: bool) -> QFileDialog:
        dialog = QFileDialog(self.window(), title, str(Path.home()))
        mode = QFileDialog.FileMode.ExistingFiles if several else QFileDialog.FileMode.ExistingFile
        dialog.setFileMode(mode)
        dialog.setNameFilters(
            ["Papers and pictures (*.pdf *.png *.jpg *.jpeg *.docx *.odt *.rtf *.txt *.eml)", "All files (*)"]
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._dialog = dialog
        dialog.open()
        return dialog

    def _selected(self, chosen: Sequence[Document]) -> None:
        one = chosen[0] if len(chosen) == 1 else None
        self.edit.setEnabled(bool(chosen))
        self.edit.setText("Edi&t…" if one or not chosen else "Edi&t together…")
        self.newer.setEnabled(one is not None)
        self.remove.setEnabled(bool(chosen))
        self.open_outside.setEnabled(one is not None)
        self.title.setText(one.title if one else f"{len(chosen)} documents selected" if chosen else "")
        self.facts.setText(self._facts(one) if one else "")
        aged = age_sentences(one, self._context.desk.today, self._limits) if one else ()
        self.age.setText(f"▲ {aged[0]}" if aged else "")
        set_tip(self.age, "\n".join(aged[1:]))
        self.age.setAccessibleDescription("\n".join(aged[1:]))
        show_if(self.age, bool(aged))
        forename = self._record.pupil.forename if self._record else ""
        self.stop.show_document(one, forename, may_change=self._context.may("change"))
        if one is not None and not self.stop.isHidden():
            self.sheets.look_again(one)
        self.reader.show_document(one)

    def _facts(self, one: Document) -> str:
        size = f"{max(one.bytes // 1024, 1):,} KB"
        pages = "1 page" if one.pages == 1 else f"{one.pages} pages" if one.pages else ""
        kind = DOCUMENT_KINDS.get(one.kind, one.kind)
        versions = chains(self._record.documents)[chain_id(one)] if self._record else (one,)
        place = [each.id for each in versions].index(one.id)
        earlier = len(versions) - 1
        told = (
            f"Version {earlier - place + 1} of {earlier + 1}: a newer one is there" if place else
            f"Newest of {earlier + 1} versions" if earlier else ""
        )  # fmt: skip
        aims = {each.id: each.aim for each in self._record.outcomes} if self._record else {}
        bears = [aims[each] for each in one.outcomes if each in aims]
        lines = (
            " · ".join(part for part in (kind, one.author, ", ".join(one.needs)) if part),
            " · ".join(
                part
                for part in (one.filename, pages, size, f"added {day_words(one.added_on)}", told,
                             "confidential" if one.confidential else "")
                if part
            ),
            one.summary,
            f"Bears on: {'; '.join(bears)}" if bears else "",
        )  # fmt: skip
        return "\n".join(line for line in lines if line)

    def _noted(self, _document_id: str) -> None:
        if self._record is not None:
            trail.looked(self._context.desk, self._record.pupil.id, "Documents")

    def _read(self, _document: Document) -> None:
        self.reader.focus()

    def _kept(self, pupil_id: str, kept: tuple[Sequence[tuple[Document, object]], Sequence[Document]]) -> None:
        """What has just come: another child's paper first, then a sheet for each of the others."""
        if self._record is None or pupil_id != self._record.pupil.id:
            return
        new, twice = kept
        for each in [*(one for one, _ in new), *twice][-1:]:
            self.select(each.id)
        # Later, and not with 0, which Qt would do in the same turn: all at once would hold the window still.
        QTimer.singleShot(1, self, partial(self._ask_about, pupil_id, new))

    def _ask_about(self, pupil_id: str, new: Sequence[tuple[Document, object]]) -> None:
        if self._record is not None and pupil_id == self._record.pupil.id:
            self.sheets.queue(new)

    def _edit(self) -> None:
        chosen = self.list.documents()
        if len(chosen) > 1:
            self.sheets.open_together(chosen)
        elif chosen:
            self.sheets.open_one(chosen[0])

    def _choose_newer(self) -> None:
        for one in self.list.documents()[:1]:
            dialog = self._ask_files(f"A newer version of “{one.title}”", several=False)
            dialog.filesSelected.connect(lambda names, older=one: self.add_newer(older, names[0]))

    def add_newer(self, older: Document, name: str) -> Job:
        """Takes a file in as the newest version of a document; packs take it from then on."""
        return self.arrivals.take_files([Path(name)], newer_than=older)

    def _open_outside(self) -> None:
        for one in self.list.documents()[:1]:
            self.outside.ask(one)

    def _remove(self) -> None:
        chosen = self.list.documents()
        if chosen:
            say = "Document moved to the bin" if len(chosen) == 1 else f"{len(chosen)} documents moved to the bin"
            say += self._packs_again(chosen)
            self._do(lambda: paper_deeds.remove(self._context.desk, chosen), say)

    def _confirm(self) -> None:
        chosen = self.list.documents()[:1]
        if self._do(lambda: paper_deeds.confirm(self._context.desk, chosen), "Looked at: it is this child’s paper"):
            self.sheets.decided([each.id for each in chosen])

    def _move(self, pupil_id: str) -> None:
        chosen = self.list.documents()[:1]
        if chosen:
            one = chosen[0]
            whose = pupils.get(self._context.desk, pupil_id).name
            say = f"Moved to the record of {whose}{self._packs_again(chosen)}"
            if self._do(lambda: paper_deeds.move(self._context.desk, one, pupil_id), say):
                self.sheets.decided([])

    def _packs_again(self, going: Sequence[Document]) -> str:
        """Which earlier versions stand in packs from now on, to be said after what was done."""
        names = [f"“{each.filename or each.title}”" for each in paper_deeds.heirs(self._context.desk, going)]
        if len(names) > 2:
            return f"; {len(names)} earlier versions go into packs again"
        return f"; {' and '.join(names)} {'goes' if len(names) == 1 else 'go'} into packs again" if names else ""

    def _take_out(self) -> None:
        self._remove()
        self.sheets.decided([])

    def _do(self, deed: Callable[[], Done[Any]], say: str) -> bool:
        return self._context.work.do(deed, initiator=self, say=say) is not None

    def _show_waiting(self) -> None:
        words = waiting_words(len(self.scans.waiting()) + self.scans.more)
        self.waiting.setText(words)
        self.waiting.setAccessibleName(words)
        self.waiting.setVisible(bool(words))

    def _go_to_scans(self) -> None:
        if self._record is not None:
            self._context.go("scans", self._record.pupil.id)
