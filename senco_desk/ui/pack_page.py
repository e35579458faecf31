"""The pack of one child: its sections, its pages as they will be, and what a person should look at before it goes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QLabel, QWidget

from senco_desk.services import packs, previews, pupils, schools, trail
from senco_desk.services.desk import Desk
from senco_desk.services.pack_plans import letters_sentence
from senco_desk.services.packs import Made
from senco_desk.services.previews import PackPaper
from senco_desk.ui.cards import button, label
from senco_desk.ui.context import Context
from senco_desk.ui.jobs import Job, Watcher
from senco_desk.ui.pack_names import NamesCard
from senco_desk.ui.pack_sections import ReadinessCard, SectionsCard
from senco_desk.ui.pages import Page
from senco_desk.ui.paper_leaving import PaperLeaving
from senco_desk.ui.paper_making import PaperMaking
from senco_desk.ui.parted import Part, Parted
from senco_desk.ui.preview_pane import PreviewPane
from senco_desk.ui.saved import SavedLine
from senco_desk.ui.saving import ask_where, initials
from senco_desk.ui.sheet_room import Scrolled
from senco_desk.ui.theme import unit
from senco_desk.ui.tips import set_tip

PARTS: tuple[tuple[float | None, str], ...] = (
    (None, "One file"),
    (5, "Parts of up to 5 MB"),
    (10, "Parts of up to 10 MB"),
    (20, "Parts of up to 20 MB"),
)
ADVICE = "You can save and send this pack now. The list is advice."


@dataclass(frozen=True)
class Saving:
    """What a pack is saved as: where, in parts of how many megabytes, and whether its names were looked at."""

    path: Path
    max_part_mb: float | None
    names_checked: bool


class PackPage(Page):
    """A place names the child: `pack`, `(pupil id,)`. Every change of the child's record makes the preview anew."""

    nouns = frozenset(
        {"pupil", "contact", "status", "need", "area_note", "view", "cycle", "outcome", "review", "meeting",
         "provision", "provision_pupil", "session", "involvement", "attendance", "assessment", "suspension",
         "document", "note", "school", "authority", "rate", "staff", "calendar_entry"}
    )  # fmt: skip

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        # Below what its lines ask for: at that width the parts stand behind tabs, and then they ask for less.
        self.setMinimumWidth(unit(60))
        self._pupil_id = ""
        self._shown: PackPaper | None = None
        self.dialog: QFileDialog | None = None
        self.authority = _combo("Local authority the pack goes to")
        self.authority.activated.connect(self._authority_chosen)
        self.parts = _combo("One file, or parts for a portal")
        for limit, words in PARTS:
            self.parts.addItem(words, limit)
        self.parts.currentIndexChanged.connect(self._tell_size)
        self.size_line = label("", tone="muted")
        self.save_button = button("&Save pack…", self.choose, kind="primary", needs="change")
        row = self.head("Pack", self.size_line, self.save_button)
        first = row.itemAt(0)
        title = first.widget() if first is not None else None
        assert isinstance(title, QLabel)
        self.title = title
        self.top = row
        self.sections = SectionsCard(self._add_document)
        self.preview = PreviewPane()
        self.legal = ReadinessCard("The legal test")
        self.wishes = ReadinessCard("What the authority says it looks for")
        self.names = NamesCard()
        self.letters = label("", tone="over", wrap=True)
        self.letters.hide()
        self.saved = SavedLine()
        self.making = PaperMaking(context, self.preview, self)
        self.making.made.connect(self._planned)
        self.leaving = PaperLeaving(context, self, self.saved)
        self.advice = label(ADVICE, "small", wrap=True)
        self._lay()
        self.sections.page_chosen.connect(self._show_page)
        self.names.page_chosen.connect(self._show_page)
        self.legal.put_right.connect(self._put_right)
        self.wishes.put_right.connect(self._put_right)

    def reload(self) -> None:
        """Makes the preview anew for the child of the place; what is on show stays until it is there."""
        pupil_id = self.place.args[0] if self.place.args else ""
        if not pupil_id:
            return
        if pupil_id != self._pupil_id and not self._begin(pupil_id):
            return
        self._plan()

    def showEvent(self, event: QShowEvent) -> None:
        """Ctrl+P prints while the page shows."""
        super().showEvent(event)
        self._context.offer(self, {"desk.print": ("&Print pack…", self.print)})

    def hideEvent(self, event: QHideEvent) -> None:
        """And no longer; papers kept at hand for drawing are let go."""
        self._context.withdraw(self)
        previews.forget()
        super().hideEvent(event)

    def choose(self) -> QFileDialog | None:
        """Opens the dialog for the file, without waiting for it; first the names have to be looked at."""
        if self._shown is None:
            return None
        if not self.names.looked:
            self.parted.bring("checks")
            self.names.ask()
            self.right.ensureWidgetVisible(self.names.box, 0, unit(16))
            return None
        pupil = self._shown.plan.facts.record.pupil
        whose = initials(pupil.forename, pupil.surname)
        name = f"Evidence pack {whose} {self._context.desk.today.isoformat()}.pdf".replace("  ", " ")
        dialog = ask_where(self, "Save the pack", name, "PDF (*.pdf)")
        dialog.fileSelected.connect(self._chosen)
        self.dialog = dialog
        dialog.open()
        return dialog

    def save(self, path: Path) -> Job:
        """Writes the pack in a job that can be stopped; then keeps that it was made."""
        asked = Saving(path, self.parts.currentData(), self.names.box.isChecked())
        pupil_id, authority = self._pupil_id, self._authority_id()

        def run(desk: Desk, watcher: Watcher) -> object:
            return packs.make(
                desk,
                pupil_id,
                asked.path,
                authority=authority,
                max_part_mb=asked.max_part_mb,
                names_checked=asked.names_checked,
                progress=watcher,
            )

        if self.window().focusWidget() is self.save_button:  # disabled, it would hand the keyboard to whatever is next
            self.preview.view.setFocus()
        self.save_button.setEnabled(False)
        job = self._context.read_job("Making the pack", run, form=self.names)
        job.finished.connect(self._made)
        job.cancelled.connect(self._stopped)
        job.ended.connect(self._can_save)
        return job

    def print(self) -> None:
        """Opens the print dialog for the pages on show; the names have to be looked at first here too."""
        if self._shown is None:
            return
        if self.names.looked:
            desk, child = self._context.desk, self._shown.plan.pupil_id

            def note(deed: str, how: str) -> object:
                return trail.note(desk, deed, child, f"Evidence pack, {how}")

            self.leaving.print(self._shown.paper, "Evidence pack", note)
        else:
            self.names.ask()

    def _lay(self) -> None:
        self.left = Scrolled()
        self.left.body.addWidget(self.sections, 1)
        self.right = Scrolled()
        for card in (self.saved, self.letters, self.names, self.legal, self.wishes, self.advice):
            self.right.body.addWidget(card)
        self.right.body.addStretch(1)
        self.second = QHBoxLayout()
        self.second.setSpacing(unit(1))
        self.body.addLayout(self.second)
        self.parted = Parted(
            (
                Part("sections", "Sections", self.left, 33),
                Part("pages", "Pages", self.preview),
                Part("checks", "Before it goes", self.right, 41),
            ),
            least=112,
        )
        self.parted.bring("pages")
        self.parted.shared.connect(self._share)
        self.body.addWidget(self.parted, 1)
        self._share(self.parted.together)

    def _share(self, together: bool) -> None:  # noqa: FBT001  the shape of the signal
        """Where there is little room, the choices stand on a line of their own."""
        self.size_line.setVisible(together)
        if together:
            self.top.insertWidget(1, self.authority)
            self.top.insertWidget(self.top.count() - 1, self.parts)
        else:
            self.second.insertWidget(0, self.authority, 1)
            self.second.insertWidget(1, self.parts, 1)

    def _begin(self, pupil_id: str) -> bool:
        """Another child: the old pages go at once, so that nobody reads one child's under another's name."""
        desk = self._context.desk
        pupil = self._context.work.attempt(lambda: pupils.get(desk, pupil_id))
        if pupil is None:
            return False
        self._pupil_id, self._shown = pupil_id, None
        self.preview.show_paper(None)
        self.saved.hide()
        self.title.setText(f"Pack for {pupil.name}")
        self.size_line.setText("")
        self.authority.clear()
        for profile in schools.profiles(desk):
            self.authority.addItem(profile.name, profile.authority_id)
        self.authority.setCurrentIndex(self.authority.findData(schools.profile_for(desk, pupil).authority_id))
        return True

    def _plan(self) -> None:
        pupil_id, authority = self._pupil_id, self._authority_id()

        def run(desk: Desk, watcher: Watcher) -> object:
            planned = packs.preview(desk, pupil_id, authority, progress=watcher)
            return previews.pack_paper(desk, planned)

        self.making.make("Making the preview", run)

    def _planned(self, shown: object) -> None:
        if not isinstance(shown, PackPaper) or shown.plan.pupil_id != self._pupil_id:
            return
        self._shown = shown
        self.preview.show_paper(shown.paper)
        self.sections.show_pack(shown)
        self.names.show_pack(shown)
        sentence = letters_sentence(shown.plan.missing_letters)
        self.letters.setText(f"■ {sentence}")
        self.letters.setVisible(bool(sentence))
        self._tell_size()
        QTimer.singleShot(0, self, partial(self._show_lists, shown))  # all at once would hold the window still

    def _show_lists(self, shown: PackPaper) -> None:
        if shown is not self._shown:
            return
        test = shown.plan.readiness.legal_test
        heads = [item for item in test if item.id.startswith("head.")]
        self.legal.show_items([item for item in test if item not in heads], heads, "Kinds of evidence, Code 9.14")
        self.wishes.title.setText(f"What {shown.plan.facts.profile.name} says it looks for")
        self.wishes.setAccessibleName(self.wishes.title.text())
        self.wishes.show_items(shown.plan.readiness.authority_view)
        self._context.limit(self)

    def _tell_size(self) -> None:
        shown = self._shown
        if shown is None:
            return
        limit = self.parts.currentData()
        size = shown.about_bytes / 1_000_000
        count = max(1, -int(-size // limit)) if limit else 1
        parts = "one part" if count == 1 else f"about {count} parts"
        self.size_line.setText(f"{shown.paper.pages} pages · about {size:.1f} MB · {parts}")

    def _authority_id(self) -> str:
        return str(self.authority.currentData() or "")

    def _authority_chosen(self) -> None:
        self._plan()

    def _chosen(self, name: str) -> None:
        self.save(Path(name))

    def _made(self, made: object) -> None:
        if not isinstance(made, Made):
            return
        words = _said(made)
        desk = self._context.desk
        kept = self._context.work.do(lambda: packs.record(desk, made), initiator=self, say=words, undoable=False)
        what = f"Evidence pack, {made.pages} pages, PDF file"
        self._context.work.attempt(lambda: trail.note(desk, trail.EXPORT, made.pupil_id, what))
        if kept is None:  # the dialog has said why; the file is there all the same, and the page says so too
            words += " That it was made could not be recorded: save it again to have it listed."
        self.saved.tell(words, made.files[0].path)
        self.right.ensureWidgetVisible(self.saved)

    def _stopped(self) -> None:
        self._context.work.said.emit("Stopped. Nothing was saved.", False)  # noqa: FBT003  the shape of the signal

    def _can_save(self) -> None:
        self.save_button.setEnabled(True)
        if self.window().focusWidget() is self.preview.view:  # whoever has gone elsewhere meanwhile stays there
            self.save_button.setFocus()

    def _show_page(self, page: int) -> None:
        self.parted.bring("pages")
        self.preview.go(page)
        self.preview.view.setFocus()

    def _add_document(self) -> None:
        self._put_right("documents")

    def _put_right(self, tab: str) -> None:
        self._context.go("pupil", self._pupil_id, tab)


def _said(made: Made) -> str:
    size = sum(each.bytes for each in made.files) / 1_000_000
    pages = "1 page" if made.pages == 1 else f"{made.pages} pages"
    left = sum(bool(each.problem) for each in made.appendices)
    parts = "one file" if len(made.files) == 1 else f"{len(made.files)} parts"
    told = f"Pack saved: {pages} in {parts}, {size:.1f} MB."
    if left:
        told += (
            f" {left} of the papers could not be included; the pack names {'it' if left == 1 else 'them'} and says why."
        )
    return told


def _combo(name: str) -> QComboBox:
    made = QComboBox()
    made.setAccessibleName(name)
    set_tip(made, name)
    made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
    return made
