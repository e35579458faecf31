"""Another child is named in a quick note: says so beside the child, and changes whom it is about only when asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from senco_desk.domain.pupils import Pupil
from senco_desk.ui.announcing import announce
from senco_desk.ui.cards import button, label
from senco_desk.ui.flow import Flow
from senco_desk.ui.theme import unit

_MOST = 3
"""So many of those named are offered; a class list names a whole class."""


class OthersNamed(QFrame):
    """Hidden until the words name a child whom the note is not about."""

    instead = Signal(object)
    """About this child, and nobody else."""
    also = Signal(object)
    """About this child too."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "quote")
        self.words = label("", tone="due", wrap=True)
        self._held = QWidget()
        self._flow = Flow(self._held)
        column = QVBoxLayout(self)
        column.setContentsMargins(unit(1), unit(0.5), unit(1), unit(0.5))
        column.setSpacing(unit(0.5))
        column.addWidget(self.words)
        column.addWidget(self._held)
        self._made: list[QPushButton] = []
        self._named: tuple[str, ...] = ()
        self._seen: frozenset[str] = frozenset()
        self.hide()

    def show_named(self, others: Sequence[Pupil], apart: Mapping[str, str]) -> bool:
        """Says who is named, with two buttons for each; answers whether the buttons are other ones now."""
        ids = tuple(each.id for each in others[:_MOST])
        if ids == self._named:
            return False
        self._named = ids
        for old in self._made:
            self._flow.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._made = []
        for pupil in others[:_MOST]:
            told = f" ({apart[pupil.id]})" if pupil.id in apart else ""
            several = len(ids) > 1 or bool(told)
            for words, said, how in (
                (f"About {pupil.forename}{told} instead", self.instead, "instead"),
                (f"About {pupil.forename}{told} too" if several else "About both", self.also, "too"),
            ):
                made = button(words, partial(said.emit, pupil))
                made.setAccessibleName(words if words == "About both" else f"About {pupil.name}{told} {how}")
                self._flow.addWidget(made)
                self._made.append(made)
        self.setVisible(bool(ids))
        names = list(dict.fromkeys(each.name for each in others))
        self.words.setText(f"▲ This names {_listed(names)}." if names else "")
        self.setAccessibleName(self.words.text().lstrip("▲ "))
        if names:
            announce(self.accessibleName(), self)
        return True

    def unseen(self) -> bool:
        """Whether somebody is named who was not asked about yet; asks once."""
        fresh = frozenset(self._named) - self._seen
        self._seen |= fresh
        return bool(fresh)

    def clear(self) -> None:
        """A new note."""
        self._seen = frozenset()
        self.show_named((), {})

    def buttons(self) -> list[QPushButton]:
        """The buttons, in order."""
        return list(self._made)


def _listed(names: Sequence[str]) -> str:
    if len(names) > _MOST:
        return f"{', '.join(names[:_MOST])} and {len(names) - _MOST} more children"
    return " and ".join(names) if len(names) < 3 else f"{', '.join(names[:-1])} and {names[-1]}"
