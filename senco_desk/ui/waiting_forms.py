"""The forms that wait with typed words: how many there are, beside what is saved, and the way to each of them.

"Saved 10:43" says nothing of a form that was typed into before and put away; this does.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QPoint, QTimer
from PySide6.QtWidgets import QMenu

from senco_desk.domain.problems import RefusedError, TroubleError
from senco_desk.domain.terms import in_words
from senco_desk.services import drafts, pupils, waiting_papers
from senco_desk.services.desk import Desk
from senco_desk.services.drafts import TypedWords
from senco_desk.ui.draft_keeper import DraftKeeper
from senco_desk.ui.marks import mark
from senco_desk.ui.pages import Place
from senco_desk.ui.reopening import opener
from senco_desk.ui.window import MainWindow

_LONGEST = 80


class WaitingForms(QObject):
    """Keeps the mark in the bar true, and opens what is chosen from its menu."""

    def __init__(self, desk: Desk, window: MainWindow, keeper: DraftKeeper, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._window, self._keeper = desk, window, keeper
        self._over = False
        self.menu = QMenu(window)
        self.menu.setAccessibleName("Forms with words that are not saved")
        self.menu.setToolTipsVisible(True)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self.refresh)
        keeper.kept.connect(lambda _at: self._soon.start())
        keeper.forgot.connect(self._soon.start)
        window.arrived.connect(lambda _page: self._soon.start())
        window.bar.waiting.clicked.connect(self.show_menu)

    def stop(self) -> None:
        """The desk is about to close: nothing more is read."""
        self._over = True
        self._soon.stop()

    def refresh(self) -> None:
        """Reads what waits, and says how many; where the records cannot be reached the last count stays."""
        if self._over:
            return
        try:
            found = self._found()
        except (RefusedError, TroubleError):  # told by the deed that needs the drive, and not at every page
            return
        count = len(found)
        brief = "1 form" if count == 1 else f"{count} forms"
        shown = mark("info", f"{brief} not saved", meaning="typed and kept, not in the record yet; press to see them")
        self._window.bar.show_waiting(shown if found else None, brief)
        self._window.registry.set_states(forms_waiting=bool(found))

    def show_menu(self) -> None:
        """Opens the list of what waits, the newest first; the keyboard is on the first."""
        self.menu.clear()
        try:
            found = self._found()
        except TroubleError as trouble:
            self._window.say(str(trouble))
            return
        for words in found:
            self.menu.addAction(_plain(self._told(words)), partial(self._later, partial(self.go_to, words)))
        if self.menu.isEmpty():
            return
        self.menu.setActiveAction(self.menu.actions()[0])
        at = self._window.bar.waiting
        below = at if at.isVisible() else self._window.bar.saved
        self.menu.popup(below.mapToGlobal(QPoint(0, below.height())))

    def go_to(self, words: TypedWords) -> None:
        """Goes to where it was typed, with the form open and the words in it."""
        if words.key.split("|")[0] == "QuickNote":
            note = self._window.quick_note
            if note is not None and (not note().isVisible() or note().put_away()):
                self._keeper.reopen(words, note().bring_back)
            return
        place = Place(words.place[0], words.place[1:])
        if not self._window.has(place.page):
            self._window.say(f"“{words.title}” is kept; the page it was typed on is not there now.")
            return
        self._keeper.flush()
        self._window.go(place)
        page = self._window.current_page()
        if page is None or self._keeper.has(words.key):
            return
        open_it = opener(page, words)
        if open_it is None or not self._keeper.reopen(words, open_it):
            self._window.say(f"What you had typed in “{words.title}” is kept: open it again to go on.")

    def _later(self, deed: Callable[[], object]) -> None:
        """Once the menu is away, which gives the keyboard back first."""
        QTimer.singleShot(0, self, deed)

    def _found(self) -> list[TypedWords]:
        return [each for each in drafts.kept(self._desk) if not waiting_papers.is_waiting(each)]

    def _told(self, words: TypedWords) -> str:
        """`Note · Amelia O’Neill · typed 10:42`."""
        name = ""
        if words.pupil_id:
            try:
                name = pupils.get(self._desk, words.pupil_id).name
            except RefusedError:  # gone, or no longer theirs to see
                name = ""
        when = ""
        if words.typed_at is not None:
            at = words.typed_at.astimezone()
            today = at.date() == self._desk.today
            when = f"typed {at:%H:%M}" if today else f"typed {in_words(at.date())}"
        title = words.title if name not in words.title or not name else words.title.replace(f" · {name}", "")
        return " · ".join(part for part in (title[:_LONGEST] or "A form", name, when) if part)


def _plain(words: str) -> str:
    return words.replace("&", "&&")
