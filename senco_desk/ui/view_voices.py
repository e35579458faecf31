"""One side of the Views tab: everything a child (or the parents) said, word for word, the latest first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from senco_desk.domain.papers import Document
from senco_desk.domain.pupil_records import PupilRecord
from senco_desk.domain.terms import AcademicYear, in_words
from senco_desk.domain.views import PICTURE_KINDS, View, Voice, Whose, heard_since, voices
from senco_desk.services import attaching
from senco_desk.services.attaching import About, Arriving
from senco_desk.services.desk import Desk
from senco_desk.ui.cards import Card, QuoteBox, button, label, show_if
from senco_desk.ui.context import Context
from senco_desk.ui.flow import Flow
from senco_desk.ui.jobs import Job, Watcher
from senco_desk.ui.pictures import ask_picture, picture_in, thumbnail
from senco_desk.ui.pupil_words import source_words
from senco_desk.ui.theme import unit

if TYPE_CHECKING:
    from senco_desk.ui.views_tab import ViewsTab


class Voices(Card):
    """Quotes with their pictures; a picture that is dropped here is kept as a drawing of today."""

    def __init__(self, title: str, words: str, whose: Whose, tab: ViewsTab, context: Context) -> None:
        super().__init__(title)
        self._tab, self._whose, self._context = tab, whose, context
        self._record: PupilRecord | None = None
        self.voices: tuple[Voice, ...] = ()
        self.dialog: QFileDialog | None = None
        self.button = button(words, self._add, needs="change")
        self.picture = button("Add a drawing or photo…", self.choose_picture, needs="change")
        self.picture.setAccessibleName(f"Add a drawing or photo to {title}")
        ways = QWidget()
        flow = Flow(ways)
        flow.addWidget(self.button)
        flow.addWidget(self.picture)
        if whose == "child":
            self.sheet = button("Print a sheet to ask with…", self._open_sheet, kind="link", needs="export")
            flow.addWidget(self.sheet)
        self.quiet = label("", tone="muted", wrap=True)
        self.add(ways)
        self.add(self.quiet)
        self._list = QVBoxLayout()
        self._list.setSpacing(unit(1.75))
        self.body.addLayout(self._list)
        self.add_stretch()
        self.setAcceptDrops(context.may("change"))

    @property
    def views(self) -> tuple[View, ...]:
        """The words on show, the latest first."""
        return tuple(voice.view for voice in self.voices if voice.view is not None)

    def show_record(self, record: PupilRecord) -> None:
        """Shows a child."""
        found = tuple(voices(record.views, record.documents, self._whose))
        same = self._record is not None and self._record.pupil.id == record.pupil.id and found == self.voices
        self._record, self.voices = record, found
        self._say_quietly(record)
        if same:
            return
        while (entry := self._list.takeAt(0)) is not None:
            if (widget := entry.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for voice in found:
            self._list.addWidget(_Voice(voice, record.pupil.forename, self._tab, self))
        self._context.limit(self)

    def choose_picture(self, beside: View | None = None) -> None:
        """Asks for a picture: beside words of a day, or of today."""
        self.dialog = ask_picture(self, "Add a drawing or photo", lambda found: self.keep_picture(found, beside))

    def keep_picture(self, arriving: Arriving, beside: View | None = None) -> Job:
        """Takes a drawing or photographed work in as a document of the day on which it was shown or said."""
        record, whose = self._record, self._whose
        assert record is not None
        on = beside.on if beside is not None else self._context.desk.today
        who = (beside.person if beside is not None else "") or (record.pupil.forename if whose == "child" else "")
        beside_id = beside.id if beside is not None else None
        about = About(PICTURE_KINDS[whose], f"Drawing or photo, {in_words(on)}", who, on, view_id=beside_id)
        child = record.pupil.id

        def deed(desk: Desk, watcher: Watcher) -> Any:
            return attaching.take_in(desk, child, [arriving], about, watcher)

        return self._context.write_job("Keeping the picture", deed, say=_kept)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """A picture is welcome."""
        if picture_in(event.mimeData()) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Takes the picture."""
        found = picture_in(event.mimeData())
        if found is not None:
            event.acceptProposedAction()
            self.keep_picture(found)

    def _say_quietly(self, record: PupilRecord) -> None:
        """That nothing was heard this school year is said, and nothing more: the button is beside it."""
        year = AcademicYear.of(self._context.desk.today)
        whose = "the child" if self._whose == "child" else "parents or carers"
        heard = heard_since(record.views, self._whose, year.start)
        said = f"No words of {whose} yet this school year." if self.views else f"No words of {whose} yet."
        self.quiet.setText("" if heard else said)
        show_if(self.quiet, not heard)

    def _open_sheet(self) -> None:
        if self._record is not None:
            self._context.go("asking", self._record.pupil.id)

    def _add(self) -> None:
        self._tab.added.emit(self._whose)


class _Voice(QWidget):
    """One quote with its source, the question it answers, its pictures, and ways to edit or remove it."""

    def __init__(self, voice: Voice, child: str, tab: ViewsTab, of: Voices) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(unit(0.375))
        view = voice.view
        if view is not None:
            if view.prompt:
                column.addWidget(label(f"Asked: {view.prompt}", "small", wrap=True))
            source = source_words(view, child)
            column.addWidget(QuoteBox(view.words, source))
        else:
            said = "; ".join(each.title for each in voice.pictures if isinstance(each, Document))
            day = in_words(voice.on)
            source = said if day in said else f"{said}, {day}"
            column.addWidget(label(source, "small", wrap=True))
        if voice.pictures:
            row = QWidget()
            flow = Flow(row)
            for picture in voice.pictures:
                assert isinstance(picture, Document)
                flow.addWidget(thumbnail(of._context, picture, tab.picture_opened.emit))  # noqa: SLF001
            column.addWidget(row)
        if view is None:
            return
        deeds: Sequence[tuple[str, Callable[[], object], str]] = (
            ("Edit", partial(tab.edited.emit, view.id), "change"),
            ("Remove", partial(tab.removed.emit, view.id), "change"),
            ("Add a picture…", partial(of.choose_picture, view), "change"),
            ("Earlier versions", partial(tab.history.emit, view.id), ""),
        )
        row_of_links = QHBoxLayout()
        row_of_links.setSpacing(unit(1.5))
        for words, deed, needs in deeds:
            made = button(words, deed, kind="link", needs=needs)
            made.setAccessibleName(f"{words.rstrip('…')} the words of {source}")
            if words.startswith("Add"):
                made.setAccessibleName(f"Add a picture to the words of {source}")
            row_of_links.addWidget(made)
        row_of_links.addStretch(1)
        column.addLayout(row_of_links)


def _kept(done: Any) -> str:
    return "Picture kept" if done.value[0].new else "This record holds that picture already"
