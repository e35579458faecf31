"""An open desk and its window: what ties the pages, undo, search and "Saved" to one set of records."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QSettings, Signal

from senco_desk.domain.folding import folded
from senco_desk.domain.pupils import Pupil
from senco_desk.domain.terms import AcademicYear
from senco_desk.services import desks, pupils, schools
from senco_desk.services.desk import Desk
from senco_desk.ui.book import ACTIONS, page_specs
from senco_desk.ui.context import Context
from senco_desk.ui.marks import mark
from senco_desk.ui.pages import Page, Place
from senco_desk.ui.register_table import year_words
from senco_desk.ui.search import Hit
from senco_desk.ui.theme import Theme
from senco_desk.ui.window import MainWindow, Shell
from senco_desk.ui.work import Changes, Work


class OpenDesk(QObject):
    """Owns the desk from unlocking to locking or closing; afterwards nothing of the records is left in a window."""

    locked = Signal()
    """The desk was closed at the person's wish, to be opened with the passphrase again."""
    closed = Signal()
    """The window was closed."""

    def __init__(
        self, desk: Desk, folder: Path, *, settings: QSettings, theme: Theme | None, clock: Callable[[], datetime]
    ) -> None:
        super().__init__()
        self.desk = desk
        self._clock = clock
        self._locking = False
        self._asked = False
        self.over = False
        """Whether the desk is closed and the window gone."""
        self.work = Work(self)
        self.context = Context(desk, self.work, settings, theme=theme, folder=folder)
        self._hits = PupilHits(desk, self._open_pupil)
        self.window = MainWindow(
            Shell(
                page_specs(self.context),
                self.work,
                settings,
                actions=ACTIONS,
                undo=self.undo,
                redo=self.redo,
                undo_words=lambda: (desks.undo_label(desk), desks.redo_label(desk)),
                providers=(self._hits,),
                title=f"{schools.school(desk).name} · Senco Desk",
            )
        )
        self.context.take(self.window.registry)
        self.context.going.connect(self.window.go)
        self.context.counted.connect(self.window.count)
        self.context.bind("register.import", partial(self.context.go, "import"))
        self.window.locking.connect(self.lock)
        self.window.closing.connect(self._window_closing)
        self.work.changed.connect(self._changed)
        self._show_school()
        self.window.show_saved(mark("good", "Saved"))
        self.window.go(Place("today"))

    def undo(self) -> None:
        """Takes back the last deed, and says which."""
        self._turn(desks.undo_label(self.desk), lambda: desks.undo(self.desk), "Undone")

    def redo(self) -> None:
        """Brings back what was undone last."""
        self._turn(desks.redo_label(self.desk), lambda: desks.redo(self.desk), "Done again")

    def lock(self) -> None:
        """Closes the records and the window. Words typed into a form and not yet kept are named first, once."""
        if self._unkept() and not self._asked:
            self._asked = True
            self.window.say("You have typed something that is not kept yet: keep it first, or lock again to let it go.")
            return
        self._locking = True
        self.window.close()
        self.locked.emit()

    def close(self) -> None:
        """Closes the window and the desk."""
        self.window.close()

    def _unkept(self) -> bool:
        """Whether a form or a page holds words that were typed and not kept."""
        pages: list[Page] = [self.window.page(name) for name in self.window.made_pages()]
        for page in pages:
            if getattr(page, "dirty", False):
                return True
            for room in page.findChildren(QObject):
                form = getattr(room, "form", None)
                if getattr(form, "dirty", False) is True:
                    return True
        return False

    def _turn(self, label: str, deed: Callable[[], Changes], words: str) -> None:
        changes = self.work.attempt(deed)
        if changes is not None:
            self.work.tell(changes)
            said = f"{words}: {label[:1].lower()}{label[1:]}"
            self.work.said.emit(said, False)  # noqa: FBT003  the shape of the signal

    def _changed(self, changes: Changes, _initiator: QObject | None) -> None:
        self._asked = False
        now = self._clock().astimezone()
        self.window.show_saved(mark("good", f"Saved {now:%H:%M}"))
        if "pupil" in changes.nouns:
            self._hits.forget()
        if "school" in changes.nouns:
            self._show_school()

    def _show_school(self) -> None:
        school = schools.school(self.desk)
        self.window.show_school(f"{school.name} · {AcademicYear.of(self.desk.today)}")

    def _open_pupil(self, pupil_id: str) -> None:
        self.window.go(Place("pupil", (pupil_id,)))

    def _window_closing(self) -> None:
        """Everything is saved; the records are closed, and the pages go with what they showed."""
        self.over = True
        self.work.jobs.stop()
        self.window.hide()
        self.window.deleteLater()
        self.desk.close()
        if not self._locking:
            self.closed.emit()


class PupilHits:
    """Finds pupils by the beginnings of their names, case and accents aside; quick with ten thousand of them.

    The names are read once and kept folded until a change of pupils is told; they go with the desk.
    """

    def __init__(self, desk: Desk, choose: Callable[[str], object], most: int = 8) -> None:
        self._desk, self._choose, self._most = desk, choose, most
        self._known: list[tuple[list[str], Pupil]] | None = None

    def __call__(self, typed: str) -> Iterable[Hit]:
        """The hits for what was typed; none for a single letter."""
        words = folded(typed).split()
        if len(typed) < 2 or not words:
            return
        if self._known is None:
            self._known = [(_parts(pupil), pupil) for pupil in pupils.all_pupils(self._desk)]
        found = [
            pupil for parts, pupil in self._known if all(any(part.startswith(word) for part in parts) for word in words)
        ]
        for pupil in found[: self._most]:
            place = " · ".join(part for part in (year_words(pupil.year_group), pupil.class_name) if part)
            yield Hit(pupil.name, place, "pupil", partial(self._choose, pupil.id), 1.5)

    def forget(self) -> None:
        """The pupils have changed; they are read again when next asked for."""
        self._known = None


def _parts(pupil: Pupil) -> list[str]:
    names = {pupil.forename, pupil.surname, pupil.legal_forename, pupil.legal_surname}
    return [part for name in names for part in (folded(name), *folded(name).replace("-", " ").split()[1:])]
