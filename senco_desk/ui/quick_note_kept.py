"""Whom a quick note is about to begin with, and the quick notes that were typed and not kept: each has a line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from senco_desk.domain.drafts import TypedWords
from senco_desk.services import drafts
from senco_desk.services.desk import Desk
from senco_desk.ui.cards import button
from senco_desk.ui.pages import OF_A_PUPIL, Page
from senco_desk.ui.quick_note_parts import shown_day
from senco_desk.ui.theme import unit
from senco_desk.ui.tips import set_tip

KEY = "QuickNote"
"""How the key of its typed words begins; the id of the child follows where it began with one."""

_MOST_CHOSEN = 12
"""So many selected children are taken over from a list; of more, none are: that many were hardly meant."""
_TABLES = {"register": "table", "promises": "table", "assigned": "pupils"}
"""The pages whose selected rows are children, or about one, and what their table is called."""


def chosen_on(page: Page | None) -> tuple[str, ...]:
    """The child whose page shows, or those selected in the register or among the pupils assigned; at most twelve."""
    if page is None:
        return ()
    place = page.place
    if place.page in OF_A_PUPIL:
        return place.args[:1]
    table = getattr(page, _TABLES.get(place.page, ""), None)
    if table is None:
        return ()
    ids = tuple(str(getattr(row, "pupil_id", "") or getattr(row, "id", "")) for row in table.selected_rows())
    return ids if len(ids) <= _MOST_CHOSEN else ()


def kept_notes(desk: Desk) -> list[TypedWords]:
    """The quick notes that were typed and not kept, newest first."""
    return [each for each in drafts.kept(desk) if each.key == KEY or each.key.startswith(f"{KEY}|")]


def children_of(words: TypedWords) -> tuple[str, ...]:
    """The ids of the children that a quick note is about."""
    given = words.typed.get("children")
    return tuple(map(str, given)) if isinstance(given, list) else ()


def kept_for(desk: Desk, pupil_ids: Sequence[str]) -> TypedWords | None:
    """The words that come back where one child is on show: about that child. Elsewhere they are offered, no more."""
    if len(pupil_ids) != 1:
        return None
    return next((each for each in kept_notes(desk) if pupil_ids[0] in children_of(each)), None)


def free_key(desk: Desk, pupil_ids: Sequence[str]) -> str:
    """The key for a new note; words about another child that were begun here stay under their own."""
    key = f"{KEY}|{pupil_ids[0]}" if pupil_ids else KEY
    taken = {each.key for each in kept_notes(desk)}
    while key in taken:
        key += "|more"
    return key


class Waiting(QWidget):
    """The notes that were begun and wait, a line for each; `wanted` carries the words to go on with."""

    wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(unit(0.25))
        self._made: list[QPushButton] = []
        self.hide()

    def show_waiting(self, waiting: Sequence[TypedWords], names: Callable[[TypedWords], str], today: date) -> None:
        """Shows a line for each; `names` says whom words are about, empty for nobody yet."""
        for old in self._made:
            self._column.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._made = []
        for words in waiting:
            day = f" on {shown_day(words.typed_at.astimezone().date(), today)}" if words.typed_at is not None else ""
            about = names(words)
            told = f" about {about}" if about else ""
            made = button(f"You began a note{told}{day}: go on with it", partial(self.wanted.emit, words), kind="link")
            made.setAccessibleName(made.text())
            set_tip(made, " ".join(str(words.typed.get("text") or "").split())[:80])
            self._column.addWidget(made)
            self._made.append(made)
        self.setVisible(bool(self._made))

    def buttons(self) -> list[QPushButton]:
        """The lines, in order."""
        return list(self._made)
