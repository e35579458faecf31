"""One child's one-page profile: the form at the right, beside it the page as it prints, made anew while one types."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent, QKeyEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import QComboBox, QFileDialog, QStackedWidget, QVBoxLayout, QWidget

from senco_desk.domain.problems import RefusedError
from senco_desk.domain.profile_sources import known_of
from senco_desk.domain.profiles import Profile, ProfileDraft
from senco_desk.domain.pupil_records import PupilRecord
from senco_desk.services import profiles, pupils, trail
from senco_desk.services.attaching import Arriving
from senco_desk.services.desk import Desk, Done
from senco_desk.services.previews import Paper
from senco_desk.services.profiles import FORMS, Fit, Form, Photo
from senco_desk.ui.cards import EmptyState, button, label, show_if
from senco_desk.ui.context import Context
from senco_desk.ui.flow import flowing
from senco_desk.ui.jobs import Job, Watcher
from senco_desk.ui.page_room import is_low, set_least
from senco_desk.ui.pages import Page, Place
from senco_desk.ui.paper_leaving import Note, PaperLeaving
from senco_desk.ui.paper_making import PaperMaking
from senco_desk.ui.preview_pane import PreviewPane
from senco_desk.ui.profile_form import ProfileForm
from senco_desk.ui.profile_photo import ProfilePhoto
from senco_desk.ui.pupil_photo import photo_of
from senco_desk.ui.saved import SavedLine
from senco_desk.ui.saving import initials
from senco_desk.ui.sheet_room import SheetRoom
from senco_desk.ui.theme import unit

_HIGH = 1.42
"""How high a page of paper is, times its width."""

PAUSE = 250
"""Milliseconds without a key until the page is laid out again."""


class ProfilePage(Page):
    """The place says whose; with `edit` after it, the form opens at once."""

    nouns = frozenset({"pupil", "profile", "document", "view", "cycle", "area_note", "school"})

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.record: PupilRecord | None = None
        self.fit: Fit | None = None
        self._picture: Photo | None = None
        self._picture_of = ""
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(PAUSE)
        self._soon.timeout.connect(self.make_preview)
        self.photo = ProfilePhoto(context)
        self.photo.brought.connect(self.keep_photo)
        self.photo.removed.connect(self._remove_photo)
        self.photo.hide()
        self._build()

    @property
    def pupil_id(self) -> str:
        """The child on show."""
        return self.place.args[0] if self.place.args else ""

    @property
    def form(self) -> ProfileForm | None:
        """The form of the child on show while it is open; one of another child, whose words cannot be kept, is none."""
        form = self.room.sheet.form
        return form if isinstance(form, ProfileForm) and form.about().pupil_id == self.pupil_id else None

    def show_place(self, place: Place) -> None:
        """Another child's page leaves no form of the last child open; what was typed into it is kept."""
        another = place.args[:1] != self.place.args[:1]
        self.room.turn(*place.args[:1])
        if another:
            self.preview.show_paper(None)
        super().show_place(place)
        self._follow_form()
        if (place.args[1:2] == ("edit",) or (another and self._empty())) and self.form is None:
            self.edit()

    def reload(self) -> None:
        """Reads the child again; a form with typed words stays as it is."""
        found = self._context.work.attempt(lambda: pupils.record_of(self._context.desk, self.pupil_id))
        if found is None:
            return
        self.record = found
        self.title.setText(f"One-page profile · {found.pupil.name}")
        self.edit_button.setText("E&dit…" if found.profile is not None else "W&rite…")
        self.photo.show_photo(found.pupil, photo_of(found))
        trail.looked(self._context.desk, self.pupil_id, "One-page profile")
        self.make_preview()

    def edit(self) -> None:
        """Opens the form, with what is kept in it."""
        record = self.record
        if record is None or self.form is not None or not self._context.may("change"):
            return
        form = ProfileForm(record.pupil.id, self._context.desk.today, known_of(record), record.profile)
        form.top.addWidget(self.photo)
        self.photo.show()
        form.submitted.connect(partial(self._save, form))
        form.touched.connect(self._typed)
        form.left.connect(self._left)
        pupil = record.pupil
        self.room.open(form, about=[(pupil.id, pupil.name)], chosen=(pupil.id,))
        self._follow_form()
        self.make_preview()

    def make_preview(self) -> None:
        """Lays the page out from what stands in the form, or from what is kept."""
        self._soon.stop()
        draft = self._draft()
        if self.record is None or draft is None:
            return
        self.stack.setCurrentWidget(self.preview if self.form is not None or not self._empty() else self.empty)
        self.making.make("Making the page", self._run(self.record, draft))

    def print(self) -> None:
        """Opens the print dialog for what is on show."""
        self.leaving.print(self.preview.view.paper, "One-page profile", self._note_of(self.pupil_id))

    def save(self, path: Path) -> Job:
        """Writes what is kept as a PDF; says where it is."""
        child, form, own = self.pupil_id, self._form_of_print(), self.own_voice.currentData() == "me"

        def write(desk: Desk, target: Path, watcher: Watcher) -> object:
            return profiles.print_profiles(desk, target, [child], form=form, own_voice=own, progress=watcher)

        return self.leaving.save(path, write, self._note_of(child), told="A saved file is not encrypted.")

    def keep_photo(self, arriving: Arriving) -> Job:
        """Takes a picture in as the child's photo."""
        child = self.pupil_id

        def deed(desk: Desk, watcher: Watcher) -> Any:
            return profiles.keep_photo(desk, child, arriving.source, arriving.name, watcher)

        return self._context.write_job("Keeping the photo", deed, say=lambda _done: "Photo kept")

    def showEvent(self, event: QShowEvent) -> None:
        """Ctrl+P prints, F2 edits."""
        super().showEvent(event)
        deeds = {"page.edit": ("&Edit profile…", self.edit)}
        if self._context.may("export"):
            deeds["desk.print"] = ("&Print profile…", self.print)
        self._context.offer(self, deeds)

    def hideEvent(self, event: QHideEvent) -> None:
        """And no longer."""
        self._soon.stop()
        self._context.withdraw(self)
        super().hideEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+V outside a box of text takes the picture on the clipboard."""
        if event.matches(QKeySequence.StandardKey.Paste) and self._context.may("change"):
            self.photo.paste_picture()
        else:
            super().keyPressEvent(event)

    def _build(self) -> None:
        self.title = label("", "title", wrap=True)
        self.body.addWidget(self.title)
        self.edit_button = button("E&dit…", self.edit, kind="primary", needs="change")
        self.to_views = button("&Back to the child", lambda: self._context.go("pupil", self.pupil_id, "views"))
        self.print_form = QComboBox()
        self.print_form.setAccessibleName("Size of print")
        for form, words in FORMS.items():
            self.print_form.addItem(words, form)
        self.own_voice = QComboBox()
        self.own_voice.setAccessibleName("Headings")
        self.own_voice.addItem("Headings say “me”", "me")
        self.own_voice.addItem("Headings say the name", "name")
        for each in (self.print_form, self.own_voice):
            each.activated.connect(self.make_preview)
        self.save_button = button("&Save as PDF…", self.choose, needs="export")
        self.print_button = button("Pr&int…", self.print, needs="export")
        self.body.addWidget(
            flowing(self.edit_button, self.print_button, self.save_button, self.print_form, self.own_voice,
                    self.to_views)
        )  # fmt: skip
        self.saved = SavedLine()
        self.preview = PreviewPane()
        self.making = PaperMaking(self._context, self.preview, self, quietly=True)
        self.making.made.connect(self._made)
        self.leaving = PaperLeaving(self._context, self, self.saved)
        self.preview.view.show_whole()  # whether it is one page is seen, and not read
        self.preview.wide.setText("Width")  # their letters are the form’s
        self.preview.whole.setText("Whole page")
        self.empty = EmptyState(
            "Nobody has written this child’s one-page profile yet: what people like about them, what matters to them,"
            " and how to help them.",
            "Write the profile", self.edit, needs="change",
        )  # fmt: skip
        self.stack = _Shown(self.preview)
        self.stack.addWidget(self.preview)
        self.stack.addWidget(self.empty)
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.saved)
        column.addWidget(self.stack, 1)
        self.room = SheetRoom(holder, wide=56)
        self.body.addWidget(self.room, 1)

    def choose(self) -> QFileDialog:
        """Opens the dialog for the file, without waiting for it."""
        pupil = self.record.pupil if self.record is not None else None
        named = initials(pupil.forename, pupil.surname) if pupil is not None else ""
        return self.leaving.choose("Save the profile", f"One-page profile {named}.pdf", self.save)

    def _form_of_print(self) -> Form:
        return self.print_form.currentData()  # type: ignore[no-any-return]

    def _empty(self) -> bool:
        return self.record is not None and self.record.profile is None

    def _draft(self) -> ProfileDraft | None:
        """What the page is made from; a day that cannot be read yet counts as today."""
        today = self._context.desk.today
        if self.form is None:
            return self.record.profile if self.record is not None and self.record.profile else ProfileDraft(
                pupil_id=self.pupil_id, on=today
            )  # fmt: skip
        try:
            return self.form.draft()
        except RefusedError:
            values = self.form.values()
            knows = tuple(str(values[f"know_{number}"])[:200] for number in (1, 2, 3) if values[f"know_{number}"])
            return ProfileDraft(
                pupil_id=self.pupil_id, on=today, liked=values["liked"][:20_000], matters=values["matters"][:20_000],
                helps=values["helps"][:20_000], must_knows=knows, made_with=str(values["made_with"])[:200],
            )  # fmt: skip

    def _run(self, record: PupilRecord, draft: ProfileDraft) -> Callable[[Desk, Watcher], object]:
        form, own = self._form_of_print(), self.own_voice.currentData() == "me"
        kept, of = self._picture, self._picture_of
        photo = photo_of(record)
        wanted = photo.id if photo is not None else ""

        def run(desk: Desk, watcher: Watcher) -> object:
            picture = kept if of == wanted else profiles.photo(desk, wanted or None)
            paper, fit = profiles.laid_out(
                desk, record.pupil, draft, picture, form=form, own_voice=own, progress=watcher
            )
            return paper, fit, wanted, picture

        return run

    def _made(self, made: tuple[Paper, Fit, str, Photo | None]) -> None:
        paper, self.fit, self._picture_of, self._picture = made
        self.preview.show_paper(paper)
        if self.form is not None:
            values = self.form.values()
            self.form.guard.tell(self.fit, sum(len(str(values[name])) for name in ("liked", "matters", "helps")))

    def _typed(self) -> None:
        self._soon.start()

    def _save(self, form: ProfileForm, draft: ProfileDraft) -> None:
        desk = self._context.desk

        def deed() -> Done[Profile]:
            photo = photo_of(pupils.record_of(desk, draft.pupil_id))  # the form may be another child's than the page
            return profiles.keep(desk, draft.model_copy(update={"photo_id": photo.id if photo is not None else None}))

        if self._context.work.do(deed, form=form, initiator=self, say="Profile kept"):
            form.settle()
            self.room.put_away()
            self._follow_form()
            self.reload()
            self.edit_button.setFocus()

    def _left(self) -> None:
        self._follow_form()
        self.make_preview()

    def _follow_form(self) -> None:
        """While the form is open the photo stands in it; the photo is the page's own, and outlives the form."""
        form = self.form
        if form is None:
            self.photo.setParent(self)
        elif not form.isAncestorOf(self.photo):
            form.top.addWidget(self.photo)
        self.photo.setVisible(form is not None)
        show_if(self.edit_button, form is None and self._context.may("change"))

    def _remove_photo(self, document_id: str) -> None:
        desk = self._context.desk
        self._context.work.do(lambda: profiles.remove_photo(desk, document_id), say="Photo moved to the bin")

    def _note_of(self, child: str) -> Note:
        desk = self._context.desk
        return lambda deed, how: trail.note_each(desk, deed, [child], f"One-page profile, {how}")


class _Shown(QStackedWidget):
    """The page as it prints: whole at a glance; on a low screen as wide as it can be, and scrolled with the rest."""

    def __init__(self, preview: PreviewPane) -> None:
        super().__init__()
        self._preview = preview

    def fit_page(self) -> None:
        """A page that is read on a low screen needs its height."""
        low = is_low(self)
        set_least(self._preview, round(max(self.width(), unit(40)) * _HIGH) + unit(8) if low else 0)
        if low:
            self._preview.view.set_zoom(1.0)
        else:
            self._preview.view.show_whole()
