"""Short lists of kept records on a card: a line each, its detail below, and quiet ways to edit or remove it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from senco_desk.ui.cards import button, label, rule, tab_order
from senco_desk.ui.theme import unit


@dataclass(frozen=True)
class Item:
    """One line: what it is about, what is known, and quiet words at the right of the title."""

    id: str
    title: str
    detail: str = ""
    aside: str = ""


class RecordList(QWidget):
    """Lines of records; `edited` and `removed` carry the id of the line. Says in a sentence that there is none."""

    edited = Signal(str)
    removed = Signal(str)

    def __init__(self, nothing: str, parent: QWidget | None = None, *, removable: bool = True,
                 needs: str = "change") -> None:  # fmt: skip
        """`nothing` is the sentence that stands where there is no line, `needs` the right to change one."""
        super().__init__(parent)
        self._nothing = nothing
        self._removable = removable
        self._needs = needs
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(unit(0.5))
        self.items: tuple[Item, ...] = ()
        self._lines: list[QWidget] = []

    def show_items(self, items: Sequence[Item]) -> None:
        """Shows other lines."""
        if self.items and tuple(items) == self.items:
            return
        self.items = tuple(items)
        here = self._place_of_keyboard()
        while (entry := self._layout.takeAt(0)) is not None:
            if (widget := entry.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        if not items:
            self._layout.addWidget(label(self._nothing, tone="muted", wrap=True))
        made: list[QPushButton] = []
        self._lines = []
        for at, item in enumerate(items):
            if at:
                self._layout.addWidget(rule())
            line = self._line(item)
            self._layout.addWidget(line)
            self._lines.append(line)
            made += line.findChildren(QPushButton)
        # Tab walks the lines where they stand: what is made later would else come after the whole page.
        tab_order(*_reached_before(self), *made)
        if here is not None:
            self._give_keyboard(*here)

    def _place_of_keyboard(self) -> tuple[int, str] | None:
        """Which line has the keyboard, and what its button says; None where it is elsewhere."""
        here = self.window().focusWidget()
        if not isinstance(here, QPushButton) or not self.isAncestorOf(here):
            return None
        return next((at for at, line in enumerate(self._lines) if line.isAncestorOf(here)), 0), here.text()

    def _give_keyboard(self, at: int, words: str) -> None:
        """The same button of the line that stands there now, or of the last; without a line, what is before it."""
        wanted: Sequence[QWidget] = _reached_before(self)
        if self._lines:
            line = self._lines[min(at, len(self._lines) - 1)]
            line.show()  # else it shows only once the layout gets to it
            wanted = [one for one in line.findChildren(QPushButton) if one.text() == words]
        for one in wanted:
            one.setFocus(Qt.FocusReason.OtherFocusReason)

    def _line(self, item: Item) -> QWidget:
        line = QWidget()
        column = QVBoxLayout(line)
        column.setContentsMargins(0, unit(0.25), 0, unit(0.25))
        column.setSpacing(unit(0.25))
        top = QHBoxLayout()
        top.setSpacing(unit(1))
        title = label(item.title, "strong", wrap=True)
        top.addWidget(title, 1)
        if item.aside:
            aside = label(item.aside, "small")
            aside.setContentsMargins(0, 4, 0, 0)  # level with the words of the buttons beside it
            top.addWidget(aside, 0, Qt.AlignmentFlag.AlignTop)
        for words, told in (("Edit", self.edited), ("Remove", self.removed)):
            if words == "Edit" or self._removable:
                made = button(words, _Telling(told.emit, item.id), kind="link", needs=self._needs)
                made.setAccessibleName(f"{words} {item.title}{', ' if item.aside else ''}{item.aside}")
                top.addWidget(made, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(top)
        if item.detail:
            detail = label(item.detail, tone="muted", wrap=True)
            detail.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            column.addWidget(detail)
        return line


def _reached_before(listed: QWidget) -> tuple[QWidget, ...]:
    """What Tab reaches last before a list, whose old lines may still be waiting to go; nothing where it is alone."""
    before = listed.previousInFocusChain()
    while before is not None and before is not listed:
        if before.focusPolicy() & Qt.FocusPolicy.TabFocus and not listed.isAncestorOf(before):
            return (before,)
        before = before.previousInFocusChain()
    return ()


class _Telling:
    """Tells one id; an object, because a lambda in a loop would take the last one."""

    def __init__(self, tell: Callable[[str], object], name: str) -> None:
        self._tell, self._name = tell, name

    def __call__(self) -> None:
        self._tell(self._name)
