"""Profile and views: the one-page profile, then what the child and the parents say, word for word, the latest first."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from senco_desk.domain.pupil_records import PupilRecord
from senco_desk.ui.context import Context
from senco_desk.ui.profile_card import ProfileCard
from senco_desk.ui.sheet_room import Columns, Scrolled
from senco_desk.ui.view_voices import Voices


class ViewsTab(QWidget):
    """The profile, and two columns of quotes, the child's before the parents'.

    `added` carries whose view is to be written down, `picture_opened` a document's id, the others a view's id.
    """

    added = Signal(str)
    edited = Signal(str)
    removed = Signal(str)
    history = Signal(str)
    picture_opened = Signal(str)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.profile = ProfileCard(context)
        self.child = Voices("The child’s words", "Add the &child’s words", "child", self, context)
        self.parents = Voices("Parents’ and carers’ words", "Add paren&ts’ words", "parent", self, context)
        scrolled = Scrolled()
        scrolled.body.addWidget(self.profile)
        scrolled.body.addWidget(Columns([self.child, self.parents], least=40))
        scrolled.body.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scrolled)

    def show_record(self, record: PupilRecord) -> None:
        """Shows a child's profile and views."""
        self.profile.show_record(record)
        self.child.show_record(record)
        self.parents.show_record(record)
