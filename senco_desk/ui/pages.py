"""What a page is, what the registry says of it, and how the window walks between them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from senco_desk.ui.cards import label
from senco_desk.ui.theme import unit


@dataclass(frozen=True)
class Place:
    """Where one is: a page, and what it shows there (a pupil's id, a tab)."""

    page: str
    args: tuple[str, ...] = ()


OF_A_PUPIL = frozenset({"pupil", "cycle", "pack", "profile", "asking"})
"""The pages about one child, whose place begins with the child's id."""


@dataclass(frozen=True)
class PageSpec:
    """A page in the registry.

    Args:
        id: its name: `register`.
        words: what the rail says, with its mnemonic.
        icon: the name of its icon.
        factory: makes the page; called once, when it is first shown.
        under: the rail entry that is lit while it shows; its own id unless given. A page with `under` of another
            page has no entry of its own in the rail.
    """

    id: str
    words: str
    icon: str
    factory: Callable[[], Page]
    under: str = ""


class Page(QWidget):
    """A page. It shows some nouns; when one changes it is reloaded, at once if visible, else when next shown."""

    nouns: frozenset[str] = frozenset()
    """The nouns whose change makes this page stale."""

    can_filter: bool = False
    """Whether Ctrl+F has something to narrow here; such a page overrides `start_filter`."""

    going = Signal(object)
    """Asks the window to go to a Place."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "page")
        self.stale = True
        self.place = Place("")
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(unit(2.5), unit(2), unit(2.5), unit(1.5))
        self.body.setSpacing(unit(1.5))

    def head(self, title: str, *right: QWidget) -> QHBoxLayout:
        """The line at the top: the title, then buttons at the right."""
        row = QHBoxLayout()
        row.setSpacing(unit(1.5))
        row.addWidget(label(title, "title"))
        row.addStretch(1)
        for widget in right:
            row.addWidget(widget)
        self.body.addLayout(row)
        return row

    def show_place(self, place: Place) -> None:
        """The page is about to be shown at a place; loads if that is another place or anything changed."""
        if place != self.place or self.stale:
            self.place = place
            self.stale = False
            self.reload()

    def outdate(self, nouns: frozenset[str]) -> None:
        """Records of some nouns were changed: it is loaded again when it is next shown, if it shows any of them."""
        if self.nouns & nouns:
            self.stale = True

    def reload(self) -> None:
        """Reads and shows its rows again; keeps selection, scroll and whatever is being typed."""

    def first_focus(self) -> QWidget | None:
        """What has the keyboard when the page comes up; the first that Tab would reach, unless a page knows better."""
        widget = self.nextInFocusChain()
        while widget is not None and widget is not self:
            if self.isAncestorOf(widget) and _takes_keyboard(widget, self):
                return widget
            widget = widget.nextInFocusChain()
        return None

    def showEvent(self, event: QShowEvent) -> None:
        """The keyboard comes along to a page, to where it was last; it does not stay in the bar."""
        super().showEvent(event)
        here = self.window().focusWidget()
        if event.spontaneous() or (here is not None and self.isAncestorOf(here) and here.isVisible()):
            return
        before = self.focusWidget()
        wanted = before if before is not None and _takes_keyboard(before, self) else self.first_focus()
        if wanted is not None:
            wanted.setFocus(Qt.FocusReason.OtherFocusReason)

    def start_filter(self) -> bool:
        """Ctrl+F: puts the keyboard into the page's filter; False where it has none."""
        return False


def _takes_keyboard(widget: QWidget, page: QWidget) -> bool:
    wanted = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    return bool(wanted) and widget.isEnabled() and widget.isVisibleTo(page)


class History:
    """Back and forward between places, as in a browser."""

    def __init__(self) -> None:
        self._places: list[Place] = []
        self._at = -1

    @property
    def here(self) -> Place | None:
        """Where one is."""
        return self._places[self._at] if self._places else None

    @property
    def can_back(self) -> bool:
        """Whether there is a place before."""
        return self._at > 0

    @property
    def can_forward(self) -> bool:
        """Whether one has come back from somewhere."""
        return self._at < len(self._places) - 1

    def go(self, place: Place) -> None:
        """A new place; what lay ahead is forgotten. At most a hundred are kept."""
        if place != self.here:
            self._places = [*self._places[: self._at + 1], place][-100:]
            self._at = len(self._places) - 1

    def back(self) -> Place | None:
        """One place back."""
        if not self.can_back:
            return None
        self._at -= 1
        return self.here

    def forward(self) -> Place | None:
        """One place forward again."""
        if not self.can_forward:
            return None
        self._at += 1
        return self.here

    def behind(self) -> list[Place]:
        """The places before this one, the nearest first."""
        return self._places[: max(self._at, 0)][::-1]

    def ahead(self) -> list[Place]:
        """The places one has come back from, the nearest first."""
        return self._places[self._at + 1 :]

    def along(self, steps: int) -> Place | None:
        """So many places forward, or back where negative; None where there are not so many."""
        at = self._at + steps
        if not 0 <= at < len(self._places):
            return None
        self._at = at
        return self.here

    def clear(self) -> None:
        """Forgets every place (on locking)."""
        self._places, self._at = [], -1
