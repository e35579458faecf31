"""The sheets in which documents are told apart: one after another for what has just come, one, or several together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import QObject, Signal

from senco_desk.domain.papers import Document
from senco_desk.domain.pupil_records import PupilRecord
from senco_desk.services import paper_deeds, whose_papers
from senco_desk.services.desk import Desk, Done
from senco_desk.services.whose_papers import Looked
from senco_desk.ui.context import Context
from senco_desk.ui.document_form import Together, document_form, together_form
from senco_desk.ui.forms import Form
from senco_desk.ui.jobs import Watcher
from senco_desk.ui.sheet_room import SheetRoom


class DocumentSheets(QObject):
    """Opens the sheets of the child on show. Everything is kept already: a sheet that is put away loses nothing."""

    shown = Signal(str)
    """The document that a sheet is about comes on show."""
    looked = Signal(object)
    """What the check found when a document was read again."""

    def __init__(self, context: Context, page: QObject) -> None:
        super().__init__(page)
        self._context = context
        self._page = page
        self.room: SheetRoom | None = None
        self.record: PupilRecord | None = None
        self._stops: list[str] = []
        self._waiting: list[str] = []
        self._saved_on: dict[str, date | None] = {}
        self._of = 0
        self._known: dict[str, Looked] = {}
        self._asked = ""

    def forget(self) -> None:
        """Another child is on show."""
        self._stops, self._waiting, self._known, self._asked = [], [], {}, ""

    def queue(self, new: Sequence[tuple[Document, object]]) -> None:
        """What has just come: papers that may be another child's are looked at first, then each has its sheet."""
        for each, saved_on in new:
            self._saved_on[each.id] = saved_on if isinstance(saved_on, date) else None
        self._stops += [each.id for each, _ in new if each.about == "other"]
        self._waiting += [each.id for each, _ in new if each.about != "other"]
        self._of = len(self._waiting)
        self._go_on()

    def decided(self, kept: Sequence[str]) -> None:
        """A person has decided about a paper; `kept` are the ids that stay with this child."""
        current, self._stops = self._stops[:1], self._stops[1:]
        if current:
            stay = [each for each in kept if each in current]
            self._waiting += stay
            self._of += len(stay)
            self._go_on()

    def open_one(self, document: Document) -> None:
        """The sheet of one document."""
        self._waiting, self._of = [], 0
        self._open_sheet(document, (1, 1))

    def open_together(self, documents: Sequence[Document]) -> None:
        """One sheet for several."""
        if self.record is None:
            return
        form = together_form(documents, self.record, self._context.desk.today)

        def deed(draft: Together) -> Callable[[], Done[Any]]:
            return lambda: paper_deeds.save_all(self._context.desk, documents, draft.of)

        self._open(form, deed, f"{len(documents)} documents changed", lambda: None)

    def look_again(self, document: Document) -> None:
        """Reads a document again to tell more of what the check found; what is known already is told at once."""
        if document.id in self._known:
            self.looked.emit(self._known[document.id])
            return
        if self._asked == document.id:
            return
        self._asked = document.id

        def run(desk: Desk, watcher: Watcher) -> object:
            return whose_papers.look_again(desk, document, watcher)

        job = self._context.read_job("Looking whose paper it is", run)
        job.finished.connect(lambda looked: self._tell(document.id, looked))

    def _tell(self, document_id: str, looked: Looked) -> None:
        self._known[document_id] = looked
        if self._asked == document_id:
            self._asked = ""
            self.looked.emit(looked)

    def _go_on(self) -> None:
        """The next paper to look at, or the next sheet."""
        if self._stops:
            self.shown.emit(self._stops[0])
            return
        while self._waiting:
            one = self._find(self._waiting.pop(0))
            if one is not None:
                self.shown.emit(one.id)
                self._open_sheet(one, (self._of - len(self._waiting), self._of))
                return
        self._of = 0

    def _open_sheet(self, document: Document, left: tuple[int, int]) -> None:
        if self.record is None or not self._context.may("change"):
            return
        saved_on = self._saved_on.get(document.id)
        form = document_form(document, self.record, self._context.desk.today, saved_on=saved_on, left=left)

        def deed(draft: Document) -> Callable[[], Done[Any]]:
            return lambda: paper_deeds.save(self._context.desk, document, draft)

        self._open(form, deed, "Document changed", self._go_on)
        form.left.connect(self._put_away)

    def _open(
        self, form: Form[Any], deed: Callable[[Any], Callable[[], Done[Any]]], say: str, after: Callable[[], None]
    ) -> None:
        room, record = self.room, self.record
        if room is None or record is None:
            return

        def submitted(draft: Any) -> None:
            if self._context.work.do(deed(draft), form=form, initiator=self._page, say=say) is not None:
                form.settle()
                room.put_away()
                after()

        form.submitted.connect(submitted)
        pupil = record.pupil
        room.open(form, about=[(pupil.id, pupil.name)], chosen=(pupil.id,))

    def _put_away(self) -> None:
        """Closed: the others keep what they say of themselves."""
        if self._waiting:
            left = "1 more document is" if len(self._waiting) == 1 else f"{len(self._waiting)} more documents are"
            self._context.work.said.emit(f"{left} kept as suggested", False)  # noqa: FBT003  the shape of the signal
        self._waiting, self._of = [], 0

    def _find(self, document_id: str) -> Document | None:
        documents = self.record.documents if self.record is not None else ()
        return next((each for each in documents if each.id == document_id), None)
