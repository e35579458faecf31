"""An open desk and its window: what ties the pages, undo, search and "Saved" to one set of records."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings, QTimer, Signal
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QWidget

from senco_desk.domain.problems import TroubleError
from senco_desk.domain.roles import ALLOWS
from senco_desk.domain.terms import AcademicYear
from senco_desk.services import drafts, schools, trail, undoing, watermarks
from senco_desk.services.before_opening import Finding
from senco_desk.services.desk import Desk
from senco_desk.ui import clipboard
from senco_desk.ui.announcing import JobsAloud
from senco_desk.ui.back_line import BackLine
from senco_desk.ui.background_reading import BackgroundReading
from senco_desk.ui.book import ACTIONS, page_specs, settings_sections
from senco_desk.ui.closing_backup import back_up_at_close
from senco_desk.ui.context import Context
from senco_desk.ui.cycle_fields import CycleFields
from senco_desk.ui.cycle_typing import CycleTyping
from senco_desk.ui.draft_keeper import DraftKeeper
from senco_desk.ui.forgiving_deeds import forgive
from senco_desk.ui.found_hits import FoundHits
from senco_desk.ui.handed_over import take_back
from senco_desk.ui.health_watch import HealthWatch
from senco_desk.ui.history_undo import UndoSheet
from senco_desk.ui.idle import IdleWatch
from senco_desk.ui.jobs import JobBar
from senco_desk.ui.marks import mark
from senco_desk.ui.notice_line import NoticeLines
from senco_desk.ui.pages import OF_A_PUPIL, Page, Place
from senco_desk.ui.pupil_hits import PupilHits
from senco_desk.ui.reopening import opener
from senco_desk.ui.role_limits import role_mark
from senco_desk.ui.safety_deeds import safety_of
from senco_desk.ui.search import settings_hits
from senco_desk.ui.theme import Theme
from senco_desk.ui.undo_deeds import UndoDeeds
from senco_desk.ui.waiting_forms import WaitingForms
from senco_desk.ui.window import MainWindow, Shell
from senco_desk.ui.work import Changes, Work

if TYPE_CHECKING:
    from senco_desk.ui.quick_note import QuickNote

_OF_PAGES = ("cycle|",)
"""How the keys begin of words typed straight into a page, which brings them back itself."""


@dataclass(frozen=True)
class LeftAt:
    """Where a window was: whose, its place, and how far each part of the page was scrolled."""

    person_id: str
    place: Place
    scrolled: tuple[int, ...] = ()
    since: str = ""
    """Where undo stops: locking ends no session."""


class OpenDesk(QObject):
    """Owns the desk from unlocking to locking or closing; afterwards nothing of the records is left in a window."""

    locked = Signal(str)
    """The desk was closed, to be opened with the passphrase again; why, where it was not the person's own wish."""
    closed = Signal()
    """The window was closed."""
    restore_wanted = Signal()
    """A backup is to be restored in place of this desk."""
    damaged = Signal(str)
    """Damage was found in the records, and the person wants to `restore` a backup or to `salvage` what is left."""

    def __init__(
        self, desk: Desk, folder: Path, *, settings: QSettings, theme: Theme | None, clock: Callable[[], datetime]
    ) -> None:
        super().__init__()
        self.desk = desk
        self._clock = clock
        self._locking = False
        self.over = False
        """Whether the desk is closed and the window gone."""
        self.left_at: LeftAt | None = None
        """Where the window was when it was locked."""
        self.work = Work(self)
        self.context = Context(desk, self.work, settings, theme=theme, folder=folder)
        self._hits = PupilHits(desk, self._open_pupil, show_all=self._show_pupils)
        self._is_demo = bool(watermarks.of(desk))
        self.undoing = UndoDeeds(self.context, undoing.mark(desk), self)
        self.window = MainWindow(
            Shell(
                page_specs(self.context),
                self.work,
                settings,
                actions=ACTIONS,
                undo=self.undo,
                redo=self.redo,
                undo_words=self.undoing.words,
                providers=(self._hits, settings_hits(self.context, settings_sections(self.context))),
                granted=self.context.may,
                title=f"{'Demo school' if self._is_demo else schools.school(desk).name} · Senco Desk",
            )
        )
        self.keeper = DraftKeeper(desk, clock=clock, here=lambda: self.window.history.here, parent=self)
        self._note: QuickNote | None = None
        self.window.quick_note = self.quick_note
        self.idle = IdleWatch(clock, settings, self)
        self._back = BackLine(self._discard, inset=2.5)
        self.forms = WaitingForms(desk, self.window, self.keeper, self)
        self.notices = NoticeLines()
        self.health = HealthWatch(desk, self.window, self.notices, self)
        self.found = FoundHits(self.context, self._hits, self.window.go, self)
        self.window.bar.search.set_late(self.found)
        self.reading = BackgroundReading(self.context, self)
        self._typing: CycleTyping | None = None
        self._tried: set[str] = set()
        self._connect()
        self._dress()
        self.window.go(Place(self.window.first_page))

    def resume(self, left_at: LeftAt | None = None) -> None:
        """Begins to watch for an empty chair, and goes back to where somebody was: after a lock, or a crash.

        Call it once the window shows. Without `left_at` it goes to the form that was being typed into when the
        window ended, if there was one. Where somebody else unlocks the desk, they begin at their own first page.
        """
        if left_at is not None and left_at.person_id != self.desk.store.person:
            left_at = None
        self.idle.start()
        safety_of(self.context).watch()
        self.health.begin()
        self.reading.watch()
        trail.unlocked(self.desk, "Window")
        left_open = drafts.still_open(self.desk)
        if left_at is not None:
            self.undoing.since = left_at.since or self.undoing.since
            self.window.refresh_undo()
            if self.window.has(left_at.place.page):  # what the person may see can have been changed meanwhile
                self.window.go(left_at.place)
            QTimer.singleShot(0, self.window, lambda: self._scroll_to(left_at))
        elif left_open and self.window.has(left_open[0].place[0]):
            self.window.go(Place(left_open[0].place[0], left_open[0].place[1:]))
        QTimer.singleShot(0, self.window, self.undoing.tell_of_last)  # once the page is laid out

    def tell(self, notices: Sequence[Finding], read: Callable[[Finding], object]) -> None:
        """Says above the pages what was found on the way in; `read` is told of each that was put away."""
        for each in notices:
            self.notices.say("info", each.happened, f"{each.safe} {each.do}", (), partial(read, each))

    def undo(self) -> None:
        """Takes back the last deed, and says which."""
        self.undoing.undo()

    def redo(self) -> None:
        """Brings back what was undone last."""
        self.undoing.redo()

    def undo_back(self) -> UndoSheet | None:
        """Opens the list of deeds since the desk was opened, to undo several at once."""
        sheet = self.work.attempt(lambda: UndoSheet(self.desk, self.work, self.undoing, self.window))
        if sheet is not None:
            sheet.show()
        return sheet

    def quick_note(self) -> QuickNote:
        """The quick note over the window, made when it is first asked for."""
        if self._note is None:
            from senco_desk.ui.quick_note import QuickNote  # noqa: PLC0415  slow import, not needed to begin with

            self._note = QuickNote(self.context, self.window, self.window.current_page, lambda: self._hits.known)
            self.window.arrived.connect(self._note.arrived)
        return self._note

    def lock(self, why: str = "") -> None:
        """Covers and closes the records at once, and the window with everything that stands over it.

        Nothing typed is lost: it is kept in the desk, and is back when the desk is unlocked. The one way to lock.
        """
        if self.over:
            return
        self._locking = True
        clipboard.forget_now()
        place = self.window.history.here
        self.left_at = (
            LeftAt(self.desk.store.person, place, self._scrolled(), self.undoing.since) if place is not None else None
        )
        for over in (*_windows_over(self.window), self.window):  # before anything that could take its time
            over.hide()
        self.close()
        self.locked.emit(why)

    def close(self) -> None:
        """Closes the window and the desk; what is typed and not saved is kept for the next time."""
        self.window.close()
        if not self.over:  # a hidden window is not always told that it closes
            self._window_closing()

    def _connect(self) -> None:
        self.window.draft_keeper = self.keeper
        self.context.take(self.window.registry)
        self.context.going.connect(self.window.go)
        self.context.counted.connect(self.window.count)
        self.context.bind("register.import", partial(self.context.go, "import"))
        self.context.bind("register.add", self._add_pupil)
        self.context.bind("note.quick", self.context.write_note)
        self.context.noting.connect(lambda ids: self.quick_note().begin(*ids))
        self.context.bind("desk.forms", self.forms.show_menu)
        self.context.bind("desk.promises", partial(self.context.go, "promises"))
        self.context.bind("desk.trail", partial(self.context.go, "trail"))
        self.context.bind("desk.bin", partial(self.context.go, "bin"))
        self.context.bind("pupil.leavers", partial(self.context.go, "leavers"))
        self.context.bind("desk.undo_back", self.undo_back)
        forgive(self.context, self.window)
        self.window.locking.connect(self._lock_asked)
        self.window.closing.connect(self._window_closing)
        self.window.leaving.connect(self._leaving)
        self.window.arrived.connect(self._arrived)
        self.work.changed.connect(self._changed)
        self.undoing.turned.connect(self.window.refresh_undo)
        self.keeper.said.connect(self.window.say)
        self.keeper.kept.connect(self._draft_kept)
        self.idle.gone.connect(self.lock)
        self.idle.soon.connect(self.window.say)
        JobsAloud(self.work.jobs, self.window, after=JobBar.AFTER)
        safety_of(self.context).restore_wanted.connect(self.restore_wanted)
        safety_of(self.context).resting.connect(self.health.rest)
        self.health.wanted.connect(self.damaged)
        self.work.troubled.connect(self.health.met)
        self.found.failed.connect(self.work.report)

    def _dress(self) -> None:
        """What the bar says of this desk as a whole."""
        self._show_school()
        self.window.put_above(self._back)
        self.window.put_above(self.notices)
        if self._is_demo:
            self.window.put_chip(
                mark("info", "Demo: invented pupils", meaning="demo"), "Nobody in this school is real. Try anything."
            )
        role = role_mark(self.desk.me)
        if role is not None:
            self.window.put_chip(role, ALLOWS[self.desk.me.role])
        if drafts.can_keep(self.desk):
            self.window.show_saved(mark("good", "Saved"))
        elif role is None:
            self.window.show_saved(mark("info", "Read only: nothing is saved", meaning="read only"))

    def _add_pupil(self) -> None:
        """From wherever one is: the form stands beside the register."""
        self.window.go(Place("register"))
        add = getattr(self.window.current_page(), "add_pupil", None)
        if add is not None:
            add()

    def _lock_asked(self) -> None:
        self.lock()

    def _leaving(self) -> None:
        """What was typed into the page that is being left is written while the page still has it."""
        self.keeper.flush()
        self._back.hide()

    def _arrived(self, page: Page) -> None:
        """Watches what is typed straight into a page, and opens again the form that was open on it."""
        self._watch_fields(page)
        for words in drafts.still_open(self.desk):
            if words.key in self._tried or words.place[0] != page.place.page or words.key.startswith(_OF_PAGES):
                continue
            if page.place.page in OF_A_PUPIL and words.place[1:2] != page.place.args[:1]:
                continue
            self._tried.add(words.key)
            open_it = opener(page, words)
            if open_it is None or not self.keeper.reopen(words, open_it):
                said = f"What you had typed in “{words.title}” is kept: open it again to go on."
                QTimer.singleShot(0, self.window, partial(self.window.say, said))  # once the page is laid out
            break

    def _watch_fields(self, page: Page) -> None:
        fields, deeds = getattr(page, "fields", None), getattr(page, "deeds", None)
        cycle = getattr(deeds, "cycle", None)
        if not isinstance(fields, CycleFields) or cycle is None or not drafts.can_keep(self.desk):
            return
        if self._typing is not None and self._typing.is_of(fields, cycle):
            return
        self._typing = CycleTyping(fields, cycle, lambda: getattr(deeds, "cycle", None), self._back)
        self.keeper.take(self._typing)

    def _discard(self) -> None:
        if self._typing is not None and self._typing.present():
            self._typing.discard()

    def _scrolled(self) -> tuple[int, ...]:
        page = self.window.current_page()
        return tuple(area.verticalScrollBar().value() for area in _areas(page)) if page is not None else ()

    def _scroll_to(self, left_at: LeftAt) -> None:
        page = self.window.current_page()
        if page is not None and self.window.history.here == left_at.place:
            areas = _areas(page)
            if len(areas) == len(left_at.scrolled):  # the page is built as it was
                for area, value in zip(areas, left_at.scrolled, strict=True):
                    area.verticalScrollBar().setValue(value)

    def _changed(self, changes: Changes, _initiator: QObject | None) -> None:
        self.keeper.flush()  # what was just saved is typed words no more
        now = self._clock().astimezone()
        self.window.show_saved(mark("good", f"Saved {now:%H:%M}"))
        if "pupil" in changes.nouns:
            self._hits.forget()
        if "school" in changes.nouns:
            self._show_school()

    def _draft_kept(self, at: datetime) -> None:
        """Typed and kept is not saved: the record does not have it before somebody saves the form."""
        words = f"Draft kept {at.astimezone():%H:%M}"
        self.window.show_saved(mark("info", words, meaning="not saved to the record yet"))

    def _show_school(self) -> None:
        school = schools.school(self.desk)
        self.window.show_school(f"{school.name} · {AcademicYear.of(self.desk.today)}")

    def _open_pupil(self, pupil_id: str) -> None:
        self.window.go(Place("pupil" if self.context.may("everybody") else "assigned", (pupil_id,)))

    def _show_pupils(self, typed: str) -> None:
        if self.context.may("everybody"):
            self.window.go(Place("register", ("everyone", f"typed:{typed}")))
        else:
            self.window.go(Place("assigned"))

    def _window_closing(self) -> None:
        """Everything is saved or kept; the records are closed, and the pages go with what they showed.

        Where the drive is gone, as with a stick pulled out, nothing more can be kept: the window goes all the same.
        """
        if self.over:
            return
        self.over = True
        try:
            self.idle.stop()
            self.forms.stop()
            with contextlib.suppress(TroubleError):
                self.keeper.flush()
            for over in _windows_over(self.window):
                over.hide()
                over.close()
            self.window.hide()
            self.reading.stop()
            self.work.jobs.stop()
            self.found.stop()
            self.undoing.keep_for_later()
            self.health.stop()
            with contextlib.suppress(TroubleError):
                self.keeper.stop()
            safety_of(self.context).stop()
            if not self._locking:  # a lock must not take its time; the backup of the day is made while people work
                back_up_at_close(self.desk)
        finally:
            self.window.deleteLater()
            try:
                take_back()
                self.desk.close()
            finally:
                if not self._locking:
                    self.closed.emit()


def _areas(page: Page) -> list[QAbstractScrollArea]:
    return page.findChildren(QAbstractScrollArea)


def _windows_over(window: QWidget) -> list[QWidget]:
    """Dialogs, menus and sheets that belong to a window and are windows of their own."""
    return [each for each in QApplication.topLevelWidgets() if each is not window and _belongs(each, window)]


def _belongs(widget: QWidget, window: QWidget) -> bool:
    above = widget.parentWidget()
    while above is not None and above is not window:
        above = above.parentWidget()
    return above is window
