"""The one-page profile at the top of the Views tab: its three parts, what to know, and the way to write or print it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from senco_desk.domain.profiles import Profile, headings_of, to_know_of
from senco_desk.domain.pupil_records import PupilRecord
from senco_desk.domain.terms import in_words
from senco_desk.ui.cards import Card, button, label, show_if
from senco_desk.ui.context import Context
from senco_desk.ui.flow import Flow
from senco_desk.ui.pupil_photo import PhotoDisc, photo_of
from senco_desk.ui.sheet_room import Columns
from senco_desk.ui.theme import unit


class ProfileCard(Card):
    """What is kept of it, or one quiet sentence and a button."""

    history = Signal(str)
    """Asks for the earlier versions of a profile by its id."""

    def __init__(self, context: Context) -> None:
        super().__init__("One-page profile")
        self._context = context
        self._pupil_id = ""
        self._profile: Profile | None = None
        self.disc = PhotoDisc()
        self.made = label("", "small", wrap=True)
        self.parts = tuple(_Told() for _ in range(3))
        self.knows = _Told()
        self.none = label("", tone="muted", wrap=True)
        self.edit = button("Edit profi&le…", self._edit, needs="change")
        self.open = button("&See and print…", self._open)
        self.earlier = button("Earlier versions", self._earlier, kind="link")
        self.earlier.setAccessibleName("Earlier versions of the one-page profile")
        top = QHBoxLayout()
        top.setSpacing(unit(1.5))
        top.addWidget(self.disc, 0, Qt.AlignmentFlag.AlignTop)
        said = QVBoxLayout()
        said.setSpacing(unit(0.5))
        said.addWidget(self.none)
        said.addWidget(self.made)
        ways = QWidget()
        flow = Flow(ways)
        flow.addWidget(self.edit)
        flow.addWidget(self.open)
        flow.addWidget(self.earlier)
        said.addWidget(ways)
        top.addLayout(said, 1)
        self.body.addLayout(top)
        self.columns = Columns((*self.parts, self.knows), least=24)
        self.add(self.columns)

    def show_record(self, record: PupilRecord) -> None:
        """Shows a child's profile."""
        self._pupil_id, profile = record.pupil.id, record.profile
        name = record.pupil.forename or record.pupil.name
        photo = photo_of(record)
        self.disc.show_initials(record.pupil.forename[:1] + record.pupil.surname[:1])
        if photo is not None:
            self.disc.show_photo(self._context, photo, record.pupil.name)
        show_if(self.disc, photo is not None)
        show_if(self.columns, profile is not None)
        show_if(self.made, profile is not None)
        show_if(self.open, profile is not None)
        show_if(self.earlier, profile is not None)
        self._profile = profile
        show_if(self.none, profile is None)
        self.edit.setText("Edit profi&le…" if profile is not None else "Write the profi&le…")
        self.edit.setAccessibleName(self.edit.text().replace("&", ""))
        self.none.setText(f"Not written yet: what people like about {name}, what matters, and how to help.")
        if profile is None:
            return
        made = f"Made with {profile.made_with}, " if profile.made_with else "Made on "
        self.made.setText(made + in_words(profile.on))
        for part, heading, words in zip(
            self.parts, headings_of(name), (profile.liked, profile.matters, profile.helps), strict=True
        ):
            part.tell(heading, words)
        lines = [line for line in profile.must_knows if line]
        self.knows.tell(to_know_of(name, len(lines)), "\n".join(f"{at}. {line}" for at, line in enumerate(lines, 1)))

    def _edit(self) -> None:
        self._context.go("profile", self._pupil_id, "edit")

    def _earlier(self) -> None:
        if self._profile is not None:
            self.history.emit(self._profile.id)

    def _open(self) -> None:
        self._context.go("profile", self._pupil_id)


class _Told(QWidget):
    """A heading and the words under it; a dash where nothing is written."""

    def __init__(self) -> None:
        super().__init__()
        self.heading = label("", "strong", wrap=True)
        self.words = label("", wrap=True)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, unit(0.5), 0, 0)
        column.setSpacing(unit(0.25))
        column.addWidget(self.heading)
        column.addWidget(self.words)
        column.addStretch(1)

    def tell(self, heading: str, words: str) -> None:
        self.heading.setText(heading)
        self.words.setText(words or "—")
