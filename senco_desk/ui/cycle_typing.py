"""What is typed straight into the page of a cycle, told and taken back as the keeper of typed words asks for it."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import SignalInstance
from shiboken6 import isValid

from senco_desk.domain.cycles import Cycle
from senco_desk.domain.drafts import Plain
from senco_desk.ui.back_line import BackLine
from senco_desk.ui.cycle_fields import CycleFields
from senco_desk.ui.draft_keeper import About
from senco_desk.ui.field_words import put_typed, typed_value


class CycleTyping:
    """The fields of one cycle, as long as the page shows that cycle; `showing` tells which it shows now."""

    def __init__(self, fields: CycleFields, cycle: Cycle, showing: Callable[[], Cycle | None], line: BackLine) -> None:
        """`line` is where it is said that words came back."""
        self._fields, self._cycle, self._showing, self._line = fields, cycle, showing, line

    @property
    def touched(self) -> SignalInstance:
        """Emitted at every key."""
        return self._fields.touched

    def about(self) -> About:
        """The cycle."""
        return About(f"cycle|{self._cycle.id}", f"Cycle {self._cycle.number}", self._cycle.pupil_id)

    def present(self) -> bool:
        """Whether the page still shows this cycle."""
        if not isValid(self._fields):
            return False
        showing = self._showing()
        return showing is not None and showing.id == self._cycle.id

    def is_of(self, fields: CycleFields, cycle: Cycle) -> bool:
        """Whether these are the fields of this cycle, still on show."""
        return self._fields is fields and self._cycle.id == cycle.id and self.present()

    def typed(self) -> dict[str, Plain]:
        """What differs from the cycle as it is kept, as it was typed."""
        found: dict[str, Plain] = {}
        for name in self._fields.typed():
            with contextlib.suppress(TypeError):
                found[name] = typed_value(self._fields.fields[name])
        return found

    def restore(self, typed: dict[str, Plain]) -> None:
        """Puts it back into the fields, with what is wrong with it."""
        for name, value in typed.items():
            field = self._fields.fields.get(name)
            if field is not None:
                put_typed(field, value)
                field.show_problem(field.unreadable())
        self._fields.touched.emit()

    def show_back(self, typed_at: datetime | None) -> None:
        """Says so above the page."""
        self._line.tell(typed_at)

    def hide_back(self) -> None:
        """Nothing of what came back is unsaved any more."""
        self._line.settle()

    def keep_nothing(self) -> None:
        """The bar of the window says that the desk is open to read only."""

    def drop(self) -> None:
        """Shows the cycle as it was kept, without a way back: its child was erased."""
        showing = self._showing()
        if showing is not None:
            self._fields.show_cycle(showing, anew=True)
        self._line.hide()

    def discard(self) -> None:
        """Shows the cycle as it is kept; what was typed can be put back once more."""
        typed, showing = self.typed(), self._showing()
        if showing is not None:
            self._fields.show_cycle(showing, anew=True)
            self._fields.touched.emit()
            self._line.tell_discarded(lambda: self.restore(typed))
