"""From a passphrase to the window, and back when it is locked. Imports next to nothing until the first window shows.

The life of the program: the unlock window; the desk opened in the window's thread with keys that another thread
derived; the main window; on locking, all of it put away and the unlock window again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6 import QtCore
from PySide6.QtCore import QObject, QSettings
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QWidget

from senco_desk.ui.folders import Folders
from senco_desk.ui.recent_desks import RecentDesks, called, name_copy
from senco_desk.ui.theme import IN_FUSION, Theme
from senco_desk.ui.unlock import UnlockWindow
from senco_desk.ui.warming import TO_LOOK, TO_OPEN, Warming, draw_icons, imports, know_holidays

if TYPE_CHECKING:
    from senco_desk.services.before_opening import Finding
    from senco_desk.services.desks import KdfParameters, Keys
    from senco_desk.ui.jobs import Jobs, Watcher
    from senco_desk.ui.new_desk import NewDeskWindow
    from senco_desk.ui.open_desk import LeftAt, OpenDesk
    from senco_desk.ui.opening_states import OpeningStates
    from senco_desk.ui.opening_words import Decisions
    from senco_desk.ui.restore_window import RestoreWindow
    from senco_desk.ui.restoring_desk import RestoringDesk

Day = Callable[[], date]
Clock = Callable[[], datetime]

_FIRST_SLOT = "desks/first_slot"
_CONTRAST = "look/system_contrast"
"""What the system said last time of high contrast: `usual`, `high`, or nothing where it was never asked."""


def run_window(path: Path | None, *, day: Day, clock: Clock, folders: Folders, argv: Sequence[str] = ()) -> int:
    """Opens the window and stays until it is closed; answers the program's exit code.

    Args:
        path: the desk to open; None for the one that was open last.
        day: tells the day people act on.
        clock: tells the real time, for the journal and for "Saved 10:42".
        folders: where the window may write outside a desk.
        argv: the program's arguments that are Qt's own.
    """
    app = application(argv)
    program = Program(app, path, day=day, clock=clock, folders=folders)
    program.start()
    return app.exec()


def application(argv: Sequence[str] = ()) -> QApplication:
    """The application of this process, made with our style at once: to ask it for another later takes longer."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication(["senco-desk", "-style", "fusion", *argv])
        app.setProperty(IN_FUSION, True)  # noqa: FBT003  Qt's own signature
    app.setApplicationName("Senco Desk")
    app.setQuitOnLastWindowClosed(False)
    return app


class Program(QObject):
    """The windows of the running program, one after the other.

    `kdf` is the cost of a passphrase, cheap in tests; None for what protects real records. `demo_pupils` is how many
    children the demo school has.
    """

    def __init__(
        self,
        app: QApplication,
        path: Path | None,
        *,
        day: Day,
        clock: Clock,
        folders: Folders,
        kdf: KdfParameters | None = None,
        demo_pupils: int = 210,
    ) -> None:
        super().__init__()
        self._app, self._day, self.clock, self.folders, self._kdf = app, day, clock, folders, kdf
        self._demo_pupils = demo_pupils
        folders.settings.mkdir(parents=True, exist_ok=True)
        self.settings = QSettings(str(folders.settings / "window.ini"), QSettings.Format.IniFormat)
        self.theme = _theme(app, self.settings)
        self.recents = RecentDesks(self.settings)
        self.path = path or next(iter(self.recent()), None)
        self.unlock: UnlockWindow | None = None
        self.new: NewDeskWindow | None = None
        self._restoring: RestoringDesk | None = None
        self.open: OpenDesk | None = None
        self._left: tuple[Path, LeftAt] | None = None
        self._not_looked: UnlockWindow | None = None
        self.warming = Warming(
            (self._ask_system, self._tidy, *imports(TO_LOOK), self._look, *imports(TO_OPEN),
             lambda: know_holidays(self._day()), draw_icons), self,
        )  # fmt: skip

    @cached_property
    def jobs(self) -> Jobs:
        """Long work while no desk is open; made once the first window shows."""
        from senco_desk.ui.jobs import Jobs  # noqa: PLC0415  slow import

        return Jobs(self)

    @cached_property
    def states(self) -> OpeningStates:
        """What stands between a desk and its window; made once the first window shows, which does not wait for it."""
        from senco_desk.ui.opening_states import OpeningStates  # noqa: PLC0415  slow import

        made = OpeningStates(
            self.settings,
            self.jobs,
            self._open_decided,
            _explain,
            day=self._day,
            clock=self.clock,
            desks=self.folders.desks,
            floor=self._kdf,
        )
        made.first_slot = str(self.settings.value(_FIRST_SLOT) or "")
        made.other_wanted.connect(self.choose_other)
        made.restore_wanted.connect(self.begin_restore)
        made.made.connect(self.use)
        return made

    def start(self) -> None:
        """Shows the unlock window, and imports the rest behind it."""
        self.show_unlock(at_once=True)
        self.warming.begin()

    def _ask_system(self) -> None:
        """What the first picture did without: the line of long work, and what the system says of its colours."""
        self.settings.setValue(_CONTRAST, "high" if self.theme.ask() else "usual")
        if self._not_looked is not None:
            self._show_jobs(self._not_looked)

    def _tidy(self) -> None:
        from senco_desk.ui.handed_over import take_back  # noqa: PLC0415  slow import, as are all behind the window
        from senco_desk.ui.keyboard import serve  # noqa: PLC0415

        serve(self._app)
        take_back()  # what a crash left in another program's hands

    def _look(self) -> None:
        """Looks at the desk's place, once for each window; at the latest when the passphrase is given."""
        window, self._not_looked = self._not_looked, None
        if window is not None and window is self.unlock:
            self.states.begin(window, self.path)

    def recent(self) -> list[Path]:
        """The desks that were open before and are still there, the last first."""
        return self.recents.all()

    def show_unlock(self, why: str = "", *, at_once: bool = False) -> None:
        """Asks for the passphrase of the desk at hand; `why` says why it was closed, if it was.

        `at_once` leaves to the caller what is not needed for the first picture: the line of long work, and a look at
        the desk's place, which may have to be told before a passphrase is typed.
        """
        window = UnlockWindow(called(self.path), self._derive, _explain)
        window.unlocked_with.connect(self._look)
        window.unlocked.connect(self._unlocked)
        window.demo_wanted.connect(self.open_demo)
        window.new_wanted.connect(self.begin_new)
        window.other_wanted.connect(self.choose_other)
        window.restore_wanted.connect(partial(self.begin_restore, None))
        window.show_note(why)
        window.closed.connect(self._unlock_closed)
        self.unlock = window
        _onto_screen(window)
        window.show()
        if self.path is not None:
            window.passphrase.setFocus()
        self._not_looked = window
        if not at_once:
            self._show_jobs(window)
            self._look()

    def _show_jobs(self, window: UnlockWindow) -> None:
        from senco_desk.ui.announcing import JobsAloud  # noqa: PLC0415  slow import
        from senco_desk.ui.jobs import JobBar  # noqa: PLC0415

        layout = window.layout()
        if layout is not None:
            layout.addWidget(JobBar(self.jobs, window))
        JobsAloud(self.jobs, window, after=JobBar.AFTER)

    def use(self, path: Path) -> None:
        """Asks for the passphrase of another desk."""
        self.path = path
        self.states.forget()
        if self.unlock is not None:
            self.unlock.show_note("")
            self.unlock.show_problem("")
            self.unlock.passphrase.clear()
            self.unlock.show_school(called(path))
            self._not_looked = self.unlock
            self._look()

    def begin_restore(self, path: Path | None) -> None:
        """Offers the backups, for the desk at hand or for one that is not there any more."""
        from senco_desk.ui.restoring_desk import RestoringDesk  # noqa: PLC0415  slow import: rarely wanted

        if self._restoring is not None or self.open is not None:
            return
        self._restoring = RestoringDesk(self, path or self.path)
        _onto_screen(self._restoring.window)
        self._restoring.window.show()
        if self.unlock is not None:
            self.unlock.hide()

    def end_restore(self) -> None:
        """Back from the backups to the unlock window."""
        self.put_away_restoring()
        self._back_to_unlock()

    def put_away_restoring(self) -> None:
        """Closes the window of the backups, if it is there."""
        restoring, self._restoring = self._restoring, None
        if restoring is not None:
            restoring.put_away()

    @property
    def restoring(self) -> RestoreWindow | None:
        """The window that offers backups, while it is open."""
        return self._restoring.window if self._restoring is not None else None

    def open_with(
        self,
        path: Path,
        keys: Keys,
        *,
        read_only: bool = False,
        anyway: bool = False,
        older_too: bool = False,
        other_keys_too: bool = False,
        notices: tuple[Finding, ...] = (),
    ) -> None:
        """Opens a desk in this thread, and its window, where it was when it was locked. Raises what stands in the way.

        Args:
            path: the desk's folder.
            keys: from `desks.unlock`.
            read_only: refuse every change, and stand beside a window that has the desk open.
            anyway: take over the lock of another computer, after the person said so.
            older_too: open records older than those last saved here, after the person said so.
            other_keys_too: open a desk whose keys are not those of last time, after the person said so or changed them.
            notices: what was found on the way in, told above the pages.
        """
        # Slow imports on purpose: by now they have been warmed behind the unlock window.
        from senco_desk.services import desks  # noqa: PLC0415
        from senco_desk.ui.first_unlock import show_or_ask  # noqa: PLC0415
        from senco_desk.ui.open_desk import OpenDesk  # noqa: PLC0415

        desk = desks.open_with(
            path,
            keys,
            day=self._day,
            clock=self.clock,
            read_only=read_only,
            anyway=anyway,
            older_too=older_too,
            seen=desks.KeysSeen(self.folders.settings / desks.KEYS_SEEN),
            other_keys_too=other_keys_too,
        )
        try:
            self.open = OpenDesk(desk, path, settings=self.settings, theme=self.theme, clock=self.clock)
        except BaseException:
            desk.close()
            raise
        self.open.locked.connect(self._locked)
        self.open.damaged.connect(self._damaged)
        self.open.closed.connect(self._closed)
        self.open.restore_wanted.connect(self._restore_from_open)
        self.path = path
        self.states.first_slot = keys.slot_id
        self.settings.setValue(_FIRST_SLOT, keys.slot_id)  # a random id: whose it is, only the desk knows
        self._remember(path)
        _onto_screen(self.open.window)
        show_or_ask(self.open)
        self.states.forget()
        self._put_away_unlock()
        left, self._left = self._left, None
        self.open.resume(left[1] if left is not None and left[0] == path else None)
        self.open.tell(notices, partial(self.states.note_read, path))
        self._tell_of_erased(self.open)

    def _tell_of_erased(self, opened: OpenDesk) -> None:
        """Children whom a restore brought back although they were erased: told at each opening until they are gone."""
        from senco_desk.services import erased_since  # noqa: PLC0415  slow import, behind the unlock window

        back = erased_since.came_back(opened.desk)
        if not back:
            return
        number = f"{len(back):,}"
        opened.notices.say(
            "over",
            "A child who was erased is here again" if len(back) == 1 else f"{number} erased children are here again",
            "A restore brought back what a certificate of erasure says is gone. It is true again once this is erased.",
            [("Erase again…", partial(opened.context.go, "erase", back[0]))],
            lambda: None,
        )

    def open_demo(self) -> None:
        """Opens the demo school; makes it first where it is not there yet, with its progress on show."""
        if self.unlock is None or self.jobs.running is not None:
            return
        for part in (self.unlock.demo, self.unlock.new, self.unlock.other):
            part.setEnabled(False)
        job = self.jobs.start("Making the demo school", self._make_demo)
        job.finished.connect(self._unlocked)
        job.failed.connect(self.tell_failure)
        job.ended.connect(self._demo_ended)

    def begin_new(self) -> None:
        """Opens the window that makes a new desk."""
        from senco_desk.ui.new_desk import NewDeskWindow  # noqa: PLC0415  slow import: rarely wanted

        self.new = NewDeskWindow(self.folders.desks, self._make_new)
        self.new.made.connect(self._new_made)
        self.new.left.connect(self._new_left)
        _onto_screen(self.new)
        self.new.show()
        if self.unlock is not None:
            self.unlock.hide()

    def choose_other(self) -> None:
        """Offers the desks that were open before, and any other folder."""
        if self.unlock is None:
            return
        others = [path for path in self.recent() if path != self.path]
        if not others:
            self.browse()
            return
        from PySide6.QtWidgets import QMenu  # noqa: PLC0415  a class costs a millisecond when it is first asked for

        menu = QMenu(self.unlock)
        menu.setAttribute(QtCore.Qt.WidgetAttribute.WA_DeleteOnClose)
        for path in others:
            menu.addAction(f"{called(path)}   {path.parent}").triggered.connect(_Using(self, path))
        menu.addSeparator()
        menu.addAction("Choose a &folder…", self.browse)
        menu.popup(self.unlock.other.mapToGlobal(self.unlock.other.rect().bottomLeft()))

    def browse(self) -> None:
        """Asks for a desk's folder."""
        start = self.path.parent if self.path is not None else self.folders.desks
        from PySide6.QtWidgets import QFileDialog  # noqa: PLC0415  as above

        dialog = QFileDialog(self.unlock, "Open a desk: choose a folder that ends in .sencodesk", str(start))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setAttribute(QtCore.Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self._browsed)
        dialog.open()

    # On a thread of its own.

    def _derive(self, passphrase: str) -> object:
        """The keys of the desk at hand; slow by design."""
        assert self.path is not None
        return self.states.unlock(self.path, passphrase)

    def _make_demo(self, watcher: Watcher) -> object:
        from senco_desk.ui.making_desk import make_demo  # noqa: PLC0415  slow import: rarely wanted

        return make_demo(
            self.folders.demo, pupils=self._demo_pupils, day=self._day, clock=self.clock, kdf=self._kdf,
            watcher=watcher,
        )  # fmt: skip

    def _make_new(self, path: Path, passphrase: str, school: Any) -> tuple[object, str]:
        from senco_desk.ui.making_desk import make_new  # noqa: PLC0415  slow import: rarely wanted

        return make_new(path, passphrase, school, day=self._day, clock=self.clock, kdf=self._kdf)

    def floor(self) -> dict[str, Any]:
        """The least cost of a passphrase that is taken here, as an argument; nothing where it is the usual one."""
        return {"floor": self._kdf} if self._kdf else {}

    # Back on the window's thread.

    def _unlocked(self, found: Any) -> None:
        path, keys, *looked = found
        self.states.proceed(path, keys, looked[0] if looked else None)

    def _open_decided(self, path: Path, keys: Keys, decided: Decisions, notices: tuple[Finding, ...]) -> None:
        self.open_with(
            path,
            keys,
            read_only=decided.read_only,
            anyway=decided.anyway,
            older_too=decided.older_too,
            other_keys_too=decided.other_keys_too,
            notices=notices,
        )

    def tell_failure(self, error: Exception) -> None:
        """Says in the unlock window what stood in the way."""
        if self.unlock is not None:
            self.unlock.show_problem(_explain(error))

    def _demo_ended(self) -> None:
        if self.unlock is not None:
            for part in (self.unlock.demo, self.unlock.new, self.unlock.other):
                part.setEnabled(True)

    def _new_made(self, path: Path, keys: Keys) -> None:
        try:
            self.open_with(path, keys)
        except Exception as error:  # noqa: BLE001  every end is told to the person
            self.use(path)
            self.tell_failure(error)
        self._put_away_new()

    def _new_left(self) -> None:
        self._put_away_new()
        self._back_to_unlock()

    def _put_away_new(self) -> None:
        new, self.new = self.new, None
        if new is not None:
            new.hide()
            new.deleteLater()

    def _back_to_unlock(self) -> None:
        """The first window again, the keyboard where the passphrase is typed, if it is asked for."""
        if self.unlock is not None and self.open is None:
            self.unlock.show()
            if self.unlock.passphrase.isVisible():
                self.unlock.passphrase.setFocus()

    def _restore_from_open(self) -> None:
        """A desk cannot be put in the place of one that is open: it is closed first."""
        if self.open is not None:
            self.open.lock()
            self.begin_restore(self.path)

    def _browsed(self, folder: str) -> None:
        self.use(Path(folder))

    def _locked(self, why: str) -> None:
        """The desk is closed and its window gone; the passphrase opens it again, where it was."""
        left = self.open.left_at if self.open is not None else None
        self._left = (self.path, left) if left is not None and self.path is not None else None
        self.open = None
        self.show_unlock(why)

    def _damaged(self, way: str) -> None:
        """Damage was found in the open desk, and the person wants to do something about it: it is closed first."""
        opened, path = self.open, self.path
        if opened is None or path is None or opened.desk.store.keys is None:
            return
        keys = opened.desk.store.keys
        opened.lock()
        if self.unlock is not None:
            self.states.show_damage(self.unlock, path, keys, salvage=way == "salvage")
        if way == "restore":
            self.begin_restore(path)

    def _closed(self) -> None:
        self.open = None
        self._quit()

    def _unlock_closed(self) -> None:
        self.states.end()
        if self.open is None and self.new is None and self._restoring is None:
            self.jobs.stop()
            self._quit()

    def _put_away_unlock(self) -> None:
        window, self.unlock = self.unlock, None
        self.states.end()
        if window is not None:
            window.closed.disconnect(self._unlock_closed)
            window.close()
            window.deleteLater()

    def _quit(self) -> None:
        self.settings.sync()
        self._app.quit()

    def _remember(self, path: Path) -> None:
        """Which desk opens by itself the next time, and which of several copies this window shows."""
        from senco_desk.services import before_opening  # noqa: PLC0415  slow import, behind the unlock window

        old = before_opening.old_copy(path)
        twins = [
            each for each in before_opening.twins(path, self.recent(), **self.floor())
            if before_opening.old_copy(each) is None
        ]  # fmt: skip
        if old is None:
            known = next(iter(self.recent()), None)
            moved = self.states.moved_to is not None and self.states.moved_to.absolute() == path.absolute()
            self.recents.remember(path, first=moved or not twins or known == path.absolute())
        else:
            self.recents.forget(path)
        if self.open is not None:
            name_copy(self.open.window, path, old, has_twin=bool(twins))


class _Using:
    """Chooses one of the desks; an object, because a lambda in a loop would take the last one."""

    def __init__(self, program: Program, path: Path) -> None:
        self._program, self._path = program, path

    def __call__(self) -> None:
        self._program.use(self._path)


def _onto_screen(window: QWidget) -> None:
    """No window is larger than its screen, which at 200 % is small, or lies outside of it after one was unplugged."""
    room = window.screen().availableGeometry()
    window.resize(window.size().boundedTo(room.size()))
    if not room.intersects(window.geometry()):
        window.move(room.topLeft())


def _theme(app: QApplication, settings: QSettings) -> Theme:
    choice = str(settings.value("look/theme") or "system")
    spacing = str(settings.value("look/spacing") or "standard")
    app.setWindowIcon(QIcon())
    return Theme(
        app,
        choice=choice if choice in ("system", "light", "dark") else "system",  # type: ignore[arg-type]
        spacing="wide" if spacing == "wide" else "standard",
        # Whoever needs high contrast has it from the first picture; asking takes longer than all else that is ours.
        ask_now=settings.value(_CONTRAST) != "usual",
    )


def _explain(error: Exception) -> str:
    """One or two sentences for the unlock window."""
    problems = getattr(error, "problems", None)
    if problems:
        return " ".join(str(problem) for problem in problems)
    if hasattr(error, "happened"):
        return f"{error.happened} {getattr(error, 'do', '')}".strip()
    return "The records could not be opened. They are as they were; please try once more."
