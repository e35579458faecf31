"""The search field at the top (Ctrl+K): pupils, all that is written, and commands, from whoever can find them.

There are two kinds of finders. One answers at once, within milliseconds: commands, and pupils by name. The other looks
through every word of the records in another thread and answers a moment later; the newest asking wins, and typing
waits for neither. What is found stands under headings, pupils first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QListWidgetItem, QWidget

from senco_desk.ui.actions import Actions, shortcut_words
from senco_desk.ui.context import Context
from senco_desk.ui.search_list import Hit, SearchList
from senco_desk.ui.theme import colour, scaled, unit

__all__ = ["COMMANDS", "Hit", "LateProvider", "Provider", "SearchField", "action_hits", "fuzzy", "settings_hits"]

COMMANDS = "Commands"
"""The heading of what the menus do; it comes last, unless what was typed is the beginning of a command."""

Provider = Callable[[str], Iterable[Hit]]
"""Given what was typed, what it finds; called on every pause in typing, so it must answer within milliseconds."""

_ORDER = ("Pupils", "Plans", "Notes & contacts", "Meetings", "Documents")
_MEANT = 0.85
_MOST_COMMANDS = 6
_LEAST = 0.25
"""How well a command must answer."""


class LateProvider(Protocol):
    """Finds what takes longer, in another thread."""

    def begin(self) -> None:
        """Somebody is about to type: whatever takes time to make ready is made ready now."""

    def ask(self, typed: str, heading: str, tell: Callable[[list[Hit]], object]) -> bool:
        """Begins to look, and forgets what it was looking for; `tell` gets the hits, on the window's thread.

        With a `heading` it answers all there is under that one. False where there is nothing to look for.
        """


@dataclass
class _Asked:
    """What is being looked for, and how far that is."""

    typed: str = ""
    heading: str = ""
    pending: bool = False
    choose: bool = False


def fuzzy(typed: str, words: str) -> float:
    """How well words answer what was typed: 0 for not at all, 1 for exactly.

    Letters must come in order. Whole beginnings of words count most, so that `rr` finds `Record review`.
    """
    wanted, have = typed.casefold().replace(" ", ""), words.casefold()
    if not wanted:
        return 0.5
    if typed.casefold().strip() in have:
        return 1.0 - 0.3 * have.index(typed.casefold().strip()) / max(len(have), 1)
    at, score, last = -1, 0.0, -2
    for letter in wanted:
        at = have.find(letter, at + 1)
        if at < 0:
            return 0.0
        begins = at == 0 or not have[at - 1].isalnum()
        score += 1.0 if begins else 0.6 if at == last + 1 else 0.15
        last = at
    return 0.65 * score / len(wanted)


def action_hits(actions: Actions) -> Provider:
    """Finds commands by their words; only those possible now."""

    def find(typed: str) -> list[Hit]:
        found = []
        for row in actions.rows():
            action = actions.qaction(row.id)
            score = fuzzy(typed, row.plain)
            if action.isEnabled() and score > _LEAST and row.id != "desk.search":
                plain = action.text().replace("&", "")
                found.append(
                    Hit(plain, shortcut_words(row), row.icon or "forward", action.trigger, score * 0.9, COMMANDS)
                )
        return found

    return find


def settings_hits(context: Context, sections: Sequence[tuple[str, str]]) -> Provider:
    """Finds the sections of Settings, each a name for places and its words; none before anything is typed.

    A command that answers as well comes first.
    """

    def find(typed: str) -> list[Hit]:
        scored = [(fuzzy(typed, words), name, words) for name, words in sections if typed.strip()]
        return [
            Hit(words, "Settings", "settings", partial(context.go, "settings", name), score * 0.88, COMMANDS)
            for score, name, words in scored
            if score > _LEAST
        ]

    return find


class SearchField(QLineEdit):
    """Type, see what is found below, choose with the arrows and Enter; Esc gives the keyboard back."""

    left = Signal()
    """The person is done searching, one way or the other."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "search")
        self.setPlaceholderText("Find anything: pupils, notes, documents")
        self.setAccessibleName("Find anything: pupils, plans, notes, meetings, documents and commands")
        self.setMaxLength(200)
        self._providers: list[Provider] = []
        self._late: LateProvider | None = None
        self._asked = _Asked()
        self._at_once: list[Hit] = []
        self._found: list[Hit] = []
        self._results: SearchList | None = None
        self._before: QWidget | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(80)
        self._pause.timeout.connect(self.find_now)
        self.textEdited.connect(self._typed)

    def add_provider(self, provider: Provider) -> None:
        """Adds a source of hits that answers at once."""
        self._providers.append(provider)

    def set_late(self, late: LateProvider) -> None:
        """Sets the source of hits that answers later."""
        self._late = late

    def begin(self) -> None:
        """Ctrl+K: takes the keyboard, and shows the commands at once."""
        window = self.window()
        focus = window.focusWidget()
        self._before = focus if focus is not self else self._before
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()
        if self._late is not None:
            self._late.begin()
        self.find_now()

    def hits(self) -> list[Hit]:
        """What is on offer now, in the order it is shown."""
        return list(self._results.hits) if self._results is not None and self._results.isVisible() else []

    @property
    def pending(self) -> bool:
        """Whether something is still being looked for."""
        return self._pause.isActive() or self._asked.pending

    def find_now(self, heading: str = "") -> None:
        """Asks every provider; with a heading, for all there is under it."""
        self._pause.stop()
        typed = self.text().strip()
        self._asked = asked = _Asked(typed, heading)
        self._at_once = [] if heading else [hit for provider in self._providers for hit in provider(typed)]
        if self._late is not None:
            asked.pending = self._late.ask(typed, heading, self._answered)
        if not asked.pending:
            self._found = []
        self._show(keep=False)

    def close_results(self) -> None:
        """Puts the list away."""
        self._pause.stop()
        self._asked = _Asked()
        self._found = []
        if self._results is not None:
            self._results.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows and pages walk the hits; Enter chooses; Esc leaves, or goes back from the longer list."""
        results = self._results if self._results is not None and self._results.isVisible() else None
        key = event.key()
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        if key == Qt.Key.Key_Escape and self._asked.heading:
            self.find_now()
        elif key == Qt.Key.Key_Escape:
            self.clear()
            self._leave()
        elif key in steps or key in {Qt.Key.Key_PageDown, Qt.Key.Key_PageUp}:
            if results is None:
                self.find_now()
            elif key in steps:
                results.step(steps[Qt.Key(key)])
            else:
                results.page(1 if key == Qt.Key.Key_PageDown else -1)
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._enter()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Losing the keyboard puts the list away; the list itself never takes it."""
        if event.type() == QEvent.Type.FocusOut:
            self.close_results()
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The key that brings one here, at the right, while nothing is typed."""
        super().paintEvent(event)
        if self.text() or self.hasFocus() or self.width() < unit(42):
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(scaled(self.font(), 0.86))
        words = "Ctrl K"
        wide = painter.fontMetrics().horizontalAdvance(words) + unit(1.5)
        box = self.rect().adjusted(0, 0, -unit(1.25), 0)
        box.setLeft(box.right() - wide)
        box.setTop((self.height() - unit(2.5)) // 2)
        box.setHeight(unit(2.5))
        painter.setPen(colour("line"))
        painter.setBrush(colour("surface"))
        painter.drawRoundedRect(box, 4, 4)
        painter.setPen(colour("muted"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
        painter.end()

    def _typed(self) -> None:
        self._pause.start()

    def _answered(self, found: list[Hit]) -> None:
        """What took a moment has been found; whoever pressed Enter meanwhile meant the first of it."""
        if not self._asked.pending:
            return
        choose = self._asked.choose
        self._asked.pending = self._asked.choose = False
        self._found = found
        self._show(keep=True)
        if choose:
            self._choose()

    def _enter(self) -> None:
        if self._pause.isActive() or self._results is None or not self._results.isVisible():
            self.find_now()
        shown = self._results
        # While more is being looked for, what stands first may not stay so: a pupil and a meant command do.
        if self._asked.pending and shown is not None and not shown.moved and not self._is_certain():
            self._asked.choose = True
        else:
            self._choose()

    def _is_certain(self) -> bool:
        first = next(iter(_in_order(self._at_once, [], self._asked.typed)), None)
        return first is not None and (first.heading != COMMANDS or first.score >= _MEANT)

    def _show(self, *, keep: bool) -> None:
        if self._results is None:
            self._results = SearchList(self.window())
            self._results.list.itemClicked.connect(self._clicked)
        asked = self._asked
        hits = _in_order(self._at_once, self._found, asked.typed)
        nothing = "Type a name or a word."
        if asked.typed:
            nothing = f"Nothing found for “{asked.typed}”. Try fewer letters or another word."
        self._results.show_hits(hits, "Looking…" if asked.pending else nothing, keep=keep)
        self._place()

    def _clicked(self, item: QListWidgetItem) -> None:
        if self._results is not None:
            self._results.list.setCurrentItem(item)
            self._choose()

    def _choose(self) -> None:
        hit = self._results.current() if self._results is not None else None
        if hit is None:
            return
        if hit.opens_all:
            self.find_now(hit.heading)
            return
        self.clear()
        self._leave()
        hit.choose()

    def _leave(self) -> None:
        self.close_results()
        if self._before is not None and self._before.isVisible():
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.clearFocus()
        self.left.emit()

    def _place(self) -> None:
        """Under the field, as wide as its words need and no wider or longer than the window."""
        if self._results is None:
            return
        window, gap = self.window(), unit(1)
        corner = self.mapTo(window, QPoint(0, self.height() + 4))
        wide = min(max(self.width(), unit(92)), window.width() - 2 * gap)
        left = max(min(corner.x(), window.width() - gap - wide), gap)
        room = window.height() - corner.y() - gap
        self._results.setGeometry(left, corner.y(), wide, min(self._results.sizeHint().height(), room))


def _in_order(at_once: Iterable[Hit], late: Iterable[Hit], typed: str) -> list[Hit]:
    """Heading by heading, the best first; commands last, unless one begins with what was typed."""
    by_heading: dict[str, list[Hit]] = {}
    for hit in sorted((hit for hit in at_once if hit.score > 0), key=lambda hit: -hit.score):
        by_heading.setdefault(hit.heading, []).append(hit)
    for hit in late:
        by_heading.setdefault(hit.heading, []).append(hit)
    commands = by_heading.get(COMMANDS, [])
    meant = bool(commands and typed and commands[0].score >= _MEANT)
    if typed:
        by_heading[COMMANDS] = commands[:_MOST_COMMANDS]

    def place(heading: str) -> float:
        if heading == COMMANDS:
            return 0.5 if meant else 99
        return float(_ORDER.index(heading)) if heading in _ORDER else -1

    return [hit for heading in sorted(by_heading, key=place) for hit in by_heading[heading]]
