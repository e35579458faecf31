"""The empty sheet on which a child says what they think: seen as it prints, printed or saved."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from PySide6.QtWidgets import QWidget

from senco_desk.services import profiles
from senco_desk.services.desk import Desk
from senco_desk.ui.cards import Card, button, label
from senco_desk.ui.jobs import Watcher
from senco_desk.ui.paper_page import Order, PaperPage


class AskingPage(PaperPage):
    """The place says for whom."""

    nouns = frozenset({"pupil", "school"})
    title = "A sheet to ask with"

    @property
    def pupil_id(self) -> str:
        """The child on show."""
        return self.place.args[0] if self.place.args else ""

    def options(self) -> Sequence[QWidget]:
        """What it is for, and the way back."""
        told = Card("Asking a child")
        told.add(
            label("Large print, short questions, faces to ring, room to draw. Write for the child where that is easier,"
                  " in the child’s own words, and keep them exactly so: then add them, or a picture of the sheet, under"
                  " the child’s words.", wrap=True)
        )  # fmt: skip
        told.add(button("&Back to the child", lambda: self._context.go("pupil", self.pupil_id, "views")))
        return (told,)

    def reload(self) -> None:
        """Makes the preview."""
        self.remake()

    def order(self) -> Order | None:
        """Two pages with the child's forename on them."""
        child = self.pupil_id

        def write(desk: Desk, target: Path | BinaryIO, _watcher: Watcher) -> object:
            return profiles.print_asking_sheet(desk, target, child)

        return Order(write, (child,), "Empty sheet for views", "What I think", lambda _desk: ())
