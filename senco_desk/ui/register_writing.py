"""What is written from the register by a form of its own: a new pupil."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from PySide6.QtCore import QObject

from senco_desk.services import records, schools
from senco_desk.ui.context import Context
from senco_desk.ui.forms import Form
from senco_desk.ui.pupil_forms import pupil_form
from senco_desk.ui.sheet_room import SheetRoom


class OpensForms(Protocol):
    """The page, as far as forms go."""

    room: SheetRoom

    def open_form(self, form: Any, *, about: Any = (), chosen: Any = ()) -> bool:
        """Opens a form beside the list; False while another one there holds typed words."""

    def put_away(self) -> None:
        """Takes the form away."""


class RegisterWriting(QObject):
    """Opens the form and keeps what it gives."""

    def __init__(self, context: Context, page: OpensForms, go: Callable[[str], None], parent: QObject) -> None:
        """`go` opens a child by its id."""
        super().__init__(parent)
        self._context, self._page, self._go = context, page, go

    def add_pupil(self) -> None:
        """Opens the form for a new pupil."""
        desk = self._context.desk
        profiles = [(found.authority_id, found.name) for found in schools.profiles(desk)]
        form = pupil_form(desk.today, profiles)
        form.submitted.connect(self._keep_pupil)
        self._page.open_form(form)

    @property
    def _form(self) -> Form[Any] | None:
        return self._page.room.sheet.form

    def _keep_pupil(self, draft: Any) -> None:
        desk = self._context.desk
        done = self._context.work.do(lambda: records.add(desk, draft), form=self._form, initiator=self.parent())
        if done is not None:
            self._page.put_away()
            self._go(done.value.id)  # type: ignore[attr-defined]
