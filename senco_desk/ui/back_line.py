"""The quiet line above a form or a page whose typed words came back, with the way to be rid of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from senco_desk.domain.terms import MONTHS
from senco_desk.ui.announcing import announce
from senco_desk.ui.cards import button, label
from senco_desk.ui.theme import unit


class BackLine(QFrame):
    """Hidden until words came back. `discard` takes them out; what was discarded can be put back once."""

    def __init__(self, discard: Callable[[], object], parent: QWidget | None = None, *, inset: float = 0) -> None:
        """`inset` is the margin around it, in steps of the grid, where it stands above a page."""
        super().__init__(parent)
        self._discard = discard
        self._put_back: Callable[[], object] | None = None
        self.words = label("", "small", wrap=True)
        self.button = button("Discard", self._pressed, kind="link")
        row = QHBoxLayout(self)
        row.setContentsMargins(unit(inset), unit(inset * 0.4), unit(inset), 0)
        row.setSpacing(unit(1))
        row.addWidget(self.words, 1)
        row.addWidget(self.button)
        self.hide()

    def tell(self, typed_at: datetime | None) -> None:
        """Says that what was typed then is back."""
        when = f" on {moment(typed_at)}" if typed_at is not None else ""
        self._show(f"What you had typed{when} is back.", "Discard")
        self._put_back = None

    def settle(self) -> None:
        """What came back is saved, or is no longer there: there is nothing left to discard."""
        if self._put_back is None:
            self.hide()

    def tell_discarded(self, put_back: Callable[[], object]) -> None:
        """Says that the words are gone, and offers to put them back."""
        self._show("What you had typed is discarded.", "Put it back")
        self._put_back = put_back

    def _show(self, words: str, deed: str) -> None:
        self.words.setText(words)
        self.setAccessibleName(words)
        self.button.setText(deed)
        self.button.setAccessibleName("Discard what came back" if deed == "Discard" else "Put back what was discarded")
        self.show()
        announce(words, self)

    def _pressed(self) -> None:
        put_back, self._put_back = self._put_back, None
        if put_back is None:
            self._discard()
        else:
            self.hide()
            put_back()


def moment(at: datetime) -> str:
    """A moment as people read it, in the time of this computer: `12 Nov 10:42`."""
    here = at.astimezone()
    return f"{here.day} {MONTHS[here.month - 1][:3]} {here:%H:%M}"
