"""The child's photo beside the profile's form: chosen, dropped or pasted; taken away into the bin."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from senco_desk.domain.papers import Document
from senco_desk.domain.pupils import Pupil
from senco_desk.services.attaching import Arriving
from senco_desk.ui.announcing import announce
from senco_desk.ui.cards import button, label, show_if
from senco_desk.ui.context import Context
from senco_desk.ui.flow import Flow
from senco_desk.ui.pictures import ask_picture, picture_in
from senco_desk.ui.pupil_photo import PhotoDisc
from senco_desk.ui.theme import unit


class ProfilePhoto(QWidget):
    """The photo or the initials, and what can be done with it. `brought` carries an `Arriving`, `removed` an id."""

    brought = Signal(object)
    removed = Signal(str)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._photo: Document | None = None
        self.dialog: QFileDialog | None = None
        self.disc = PhotoDisc()
        self.choose = button("Choose a &photo…", self._choose, needs="change")
        self.paste = button("Paste", self.paste_picture, needs="change")
        self.paste.setAccessibleName("Paste a photo")
        self.remove = button("Remove photo", self._remove, kind="link", needs="change")
        self.told = label("", "small", wrap=True)
        ways = QWidget()
        flow = Flow(ways)
        for each in (self.choose, self.paste, self.remove):
            flow.addWidget(each)
        column = QVBoxLayout()
        column.setSpacing(unit(0.5))
        column.addWidget(ways)
        column.addWidget(self.told)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(unit(1.5))
        row.addWidget(self.disc)
        row.addLayout(column, 1)
        self.setAcceptDrops(context.may("change"))

    def show_photo(self, pupil: Pupil, photo: Document | None) -> None:
        """Shows a child's photo, or that there is none."""
        self.disc.show_initials(pupil.forename[:1] + pupil.surname[:1])
        self._photo = photo
        if photo is not None:
            self.disc.show_photo(self._context, photo, pupil.name)
        show_if(self.remove, photo is not None)
        self.told.setText(
            "Kept encrypted, and in no evidence pack." if photo else
            "Only if the family agrees. Drop a picture here, paste it, or choose it."
        )  # fmt: skip

    def paste_picture(self) -> bool:
        """Takes the picture on the clipboard; says so where there is none."""
        found = picture_in(QGuiApplication.clipboard().mimeData())
        if found is None:
            self.told.setText("There is no picture on the clipboard. Copy one first, or choose a file.")
            announce(self.told.text(), self)
            return False
        self.brought.emit(found)
        return True

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """A picture is welcome."""
        if picture_in(event.mimeData()) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Takes the picture."""
        found = picture_in(event.mimeData())
        if found is not None:
            event.acceptProposedAction()
            self.brought.emit(found)

    def _choose(self) -> None:
        self.dialog = ask_picture(self, "Choose a photo", self._chosen)

    def _chosen(self, found: Arriving) -> None:
        self.brought.emit(found)

    def _remove(self) -> None:
        if self._photo is not None:
            self.removed.emit(self._photo.id)
