"""What stands between a person and their desk, one screen at a time in the unlock window, until it opens.

Before a passphrase is typed the place and the folder are looked at; once the keys are there, the records. Each finding
is answered by the person, never by the program: what was decided is carried into the opening.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QObject, QSettings, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from senco_desk.ui.jobs import Jobs, Watcher
from senco_desk.ui.opening_words import (
    BEFORE_KEYS,
    BESIDE,
    INSIDE,
    STAYS,
    WITH_KEYS,
    Answers,
    Decisions,
    Way,
    in_the_way,
    stays_words,
)

if TYPE_CHECKING:
    from senco_desk.services.before_opening import Finding, Findings
    from senco_desk.services.desks import KdfParameters, Keys
    from senco_desk.services.salvaging import Outcome
    from senco_desk.ui.salvage_view import PlaceView
    from senco_desk.ui.unlock import UnlockWindow


class Opens(Protocol):
    """Opens a desk in the window's thread with what was decided; raises what stands in the way."""

    def __call__(self, path: Path, keys: Keys, decided: Decisions, notices: tuple[Finding, ...]) -> None:
        """Opens it."""


class OpeningStates(QObject):
    """The way into one desk at a time.

    Args:
        settings: where answers are remembered.
        jobs: runs salvaging and copying; its bar stands in the unlock window.
        opens: opens the desk.
        explain: a sentence for an error that is no state of a desk.
        day, clock: of the program.
        desks: the folder in which new desks are offered a place.
        floor: the least cost of a passphrase; None for the program's own.

    Attributes:
        first_slot: the way in to try first: the last one's on this computer, since each that is tried takes its time.
    """

    restore_wanted = Signal(object)
    """The path of the desk that a backup is to be restored for."""
    made = Signal(object)
    """A desk was copied to a path, and its passphrase is to be asked for."""
    other_wanted = Signal()

    def __init__(
        self,
        settings: QSettings,
        jobs: Jobs,
        opens: Opens,
        explain: Callable[[Exception], str],
        *,
        day: Callable[[], date],
        clock: Callable[[], datetime],
        desks: Path,
        floor: KdfParameters | None = None,
    ) -> None:
        super().__init__()
        self.first_slot = ""
        self._answers = Answers(settings)
        self._jobs, self._looks = jobs, Jobs(self)
        self._opens, self._explain, self._day, self._clock = opens, explain, day, clock
        self._desks, self._floor = desks, floor
        self._window: UnlockWindow | None = None
        self._path: Path | None = None
        self._keys: Keys | None = None
        self._found: Findings | None = None
        self._decided = Decisions()
        self._key_file: Path | None = None
        self.moved_to: Path | None = None
        """A desk that a person has just made of another, to go on in it."""

    def begin(self, window: UnlockWindow, path: Path | None) -> None:
        """Another desk is at hand in the window, or none: forgets the one before, and looks at this one."""
        self.forget()
        self._window, self._path = window, path
        window.put_screen(None)
        window.show_known("")
        window.show_stays(STAYS)
        if path is not None:
            self._look(partial(self._looked_before, path))

    def forget(self) -> None:
        """The keys of a desk that could not be opened are held only until the person decides."""
        self._keys, self._found, self._decided, self._key_file = None, None, Decisions(), None

    def end(self) -> None:
        """The unlock window is going: nothing runs or is held any more."""
        self._looks.stop()
        self.forget()
        self._window = None

    def unlock(self, path: Path, passphrase: str) -> tuple[Path, Keys, Findings]:
        """The keys of a desk and what is found with them; slow by design, on a thread of its own."""
        from senco_desk.services import before_opening, desks  # noqa: PLC0415  slow imports, behind the unlock window

        if self._key_file is not None:
            keys = desks.unlock(self._key_file, passphrase, **self._how())
            before_opening.use_key_file(path, self._key_file, keys)
        else:
            keys = desks.unlock(path, passphrase, **self._how(), first=self.first_slot)
        return path, keys, before_opening.look(path, keys, **self._how())

    def proceed(self, path: Path, keys: Keys, found: Findings | None) -> None:
        """The keys are there: asks what has to be asked, or opens the desk."""
        self._path, self._keys, self._found, self._decided = path, keys, found, Decisions()
        self._go_on()

    def show_damage(self, window: UnlockWindow, path: Path, keys: Keys, *, salvage: bool = False) -> None:
        """A desk that was open turned out to be damaged: its screen, or at once the one that saves what is left."""
        from senco_desk.services import before_opening  # noqa: PLC0415  slow import, behind the unlock window

        self.begin(window, path)
        self._keys = keys
        self._show(before_opening.damage())
        if salvage:
            self._ask_salvage()

    # Looking.

    def _how(self) -> dict[str, Any]:
        return {"floor": self._floor} if self._floor else {}

    def _look(self, done: Callable[[Findings], None], keys: Keys | None = None) -> None:
        path = self._path
        assert path is not None

        def look(_watcher: Watcher) -> object:
            from senco_desk.services import before_opening  # noqa: PLC0415  slow import, on a thread of its own

            return before_opening.look(path, keys, **self._how())

        self._looks.start("Looking at the desk", look).finished.connect(done)

    def _looked_before(self, path: Path, found: Findings) -> None:
        """Without keys: what must be known before a passphrase is typed."""
        window = self._window
        if window is None or path != self._path or self._keys is not None:
            return
        self._found = found
        asked = [
            each
            for each in in_the_way(found.found, BEFORE_KEYS)
            if not self._answers.has(path, each, found.conflict_copies)
        ]
        beside = [each for each in found.found if each.id in BESIDE]
        window.show_known(" ".join(f"{each.happened} {_beside(each)}" for each in beside))
        window.show_stays(stays_words(found.place.cloud, network=found.place.network))
        if asked:
            self._show(asked[0])
        else:
            window.put_screen(None)

    # Once the keys are there.

    def _go_on(self) -> None:
        path, keys, found = self._path, self._keys, self._found
        if path is None or keys is None:
            return
        for each in in_the_way(found.found if found else (), WITH_KEYS):
            if not self._decided.settles(each.id) and not (
                found and self._answers.has(path, each, found.conflict_copies)
            ):
                self._show(each)
                return
        self._open(path, keys)

    def _open(self, path: Path, keys: Keys) -> None:
        from senco_desk.services import before_opening  # noqa: PLC0415  slow import, behind the unlock window

        found = self._found
        inside = tuple(
            each for each in (found.found if found else ()) if each.id in INSIDE
            if found and not self._answers.has(path, each, found.conflict_copies)
        )  # fmt: skip
        try:
            self._opens(path, keys, self._decided, inside)
        except Exception as error:  # noqa: BLE001  every end is told to the person
            met = before_opening.finding_of(error)
            if met is None or self._decided.settles(met.id):
                self._tell(error)
            else:
                self._show(met)

    def note_read(self, path: Path, finding: Finding) -> None:
        """A notice above the pages was put away; it is not shown again."""
        self._answers.keep(path, finding)

    # Screens.

    def _show(self, finding: Finding) -> None:
        from senco_desk.services import before_opening  # noqa: PLC0415  slow imports: few openings need them
        from senco_desk.ui.findings_view import CopiesTable, FindingView  # noqa: PLC0415

        window, path = self._window, self._path
        if window is None or path is None:
            return
        table = None
        if finding.id == "conflict_copies" and self._keys is not None:
            table = CopiesTable(before_opening.compare_copies(path, self._keys))
            table.wanted.connect(self._ask_copy_of)
        view = FindingView(finding, extra=table)
        view.chosen.connect(partial(self._chosen, finding))
        window.put_screen(view)

    def _chosen(self, finding: Finding, way: Way) -> None:
        """A way on was taken."""
        window, path = self._window, self._path
        if window is None or path is None:
            return
        if way in {"here", "own"}:
            if self._found is not None:
                self._answers.keep(path, finding, self._found.conflict_copies)
            self._again_from_memory()
        elif way in {"read", "older_read", "take", "older", "known"}:
            self._decided.decide(way)
            self._go_on()
        elif way == "again":
            self._look(self._looked_again, self._keys)
        elif way == "restore":
            self.restore_wanted.emit(path)
        elif way == "salvage":
            self._ask_salvage()
        elif way == "copy":
            self._ask_copy()
        elif way == "key_file":
            self._ask_key_file()
        else:
            self.other_wanted.emit()

    def _again_from_memory(self) -> None:
        """The next question of those found; without keys, the passphrase."""
        if self._keys is not None:
            self._go_on()
        elif self._found is not None and self._path is not None:
            self._looked_before(self._path, self._found)

    def _looked_again(self, found: Findings) -> None:
        self._found = found
        self._again_from_memory()

    def _tell(self, error: Exception) -> None:
        if self._window is not None:
            self._window.put_screen(None)
            self._window.show_problem(self._explain(error))

    def _back(self) -> None:
        """Out of a view that asked for a place, to where one came from."""
        if self._keys is None or self._found is None or not in_the_way(self._found.found, WITH_KEYS):
            self._met_again()
        else:
            self._go_on()

    def _met_again(self) -> None:
        self._look(self._looked_again, self._keys)

    # New desks out of this one.

    def _ask_place(self, view: PlaceView, words: str, make: Callable[[Path, Watcher], object], done: Any) -> None:
        assert self._window is not None
        view.begun.connect(partial(self._begin, view, words, make, done))
        view.left.connect(self._back)
        self._window.put_screen(view)

    def _begin(self, view: PlaceView, words: str, make: Callable[[Path, Watcher], object], done: Any, to: Path) -> None:
        if self._jobs.running is not None:
            return
        view.set_busy(busy=True)
        job = self._jobs.start(words, partial(make, to))
        job.finished.connect(done)
        job.failed.connect(lambda error: view.show_problem(self._explain(error)))
        job.cancelled.connect(partial(view.show_problem, "Stopped. Nothing of it was kept, and the desk is as it was."))

    def _ask_salvage(self) -> None:
        from senco_desk.services import before_opening  # noqa: PLC0415  slow imports: salvaging is rare
        from senco_desk.ui.salvage_view import PlaceView  # noqa: PLC0415

        path = self._path
        assert path is not None
        view = PlaceView(
            "Save what is left into a new desk",
            (
                "If you have a backup that is whole, restore that first. This is for what was entered since.",
                "The damaged desk is only read and stays as it is. You will see what came back and what is missing.",
            ),
            "&Save what is left",
            before_opening.free_name(path, self._beside(path), "salvaged", self._day()),
        )
        self._ask_place(view, "Saving what is left", self._salvage, self._salvaged)

    def _salvage(self, to: Path, watcher: Watcher) -> object:
        from senco_desk.services import salvaging  # noqa: PLC0415  slow import: salvaging is rare

        assert self._path is not None
        assert self._keys is not None
        return salvaging.salvage(self._path, self._keys, to, day=self._day, clock=self._clock, progress=watcher)

    def _salvaged(self, outcome: Outcome) -> None:
        from senco_desk.ui.salvage_view import ResultView  # noqa: PLC0415  slow import: salvaging is rare

        if self._window is None:
            return
        view = ResultView(outcome)
        view.open_wanted.connect(partial(self._open_made, outcome.salvaged.folder))
        view.left.connect(self._back)
        self._window.put_screen(view)

    def _ask_copy(self) -> None:
        from senco_desk.services import before_opening  # noqa: PLC0415  slow imports: few openings need them
        from senco_desk.ui.salvage_view import PlaceView  # noqa: PLC0415

        path = self._path
        assert path is not None
        offered = self._desks / path.name
        if offered.exists():
            offered = before_opening.free_name(path, self._desks, "copied", self._day())
        view = PlaceView(
            "Copy the desk to this computer",
            (
                "The whole desk is copied, with its attachments. The one in its old place stays as it is.",
                "From then on work in the copy only: what is entered in one is not in the other.",
            ),
            "&Copy it",
            offered,
        )
        self._ask_place(view, "Copying the desk", self._copy, self._use_made)

    def _copy(self, to: Path, watcher: Watcher) -> object:
        from senco_desk.services import before_opening  # noqa: PLC0415  slow import, on a thread of its own

        assert self._path is not None
        return before_opening.copy_desk(self._path, to, watcher)

    def _ask_copy_of(self, records: Path) -> None:
        from senco_desk.services import before_opening  # noqa: PLC0415  slow imports: few openings need them
        from senco_desk.ui.salvage_view import PlaceView  # noqa: PLC0415

        path = self._path
        assert path is not None
        view = PlaceView(
            "Make a desk of this copy",
            (
                f"A new desk is made with the records of {records.name} and the attachments of this desk.",
                "This desk and the copy stay as they are. Compare them, and go on in the one that has what you need.",
            ),
            "&Make the desk",
            before_opening.free_name(path, self._desks, "copy", self._day()),
        )

        def make(to: Path, watcher: Watcher) -> object:
            return before_opening.keep_copy(path, records, to, watcher, keys=self._keys)

        self._ask_place(view, "Making a desk of the copy", make, self._open_made)

    def _beside(self, path: Path) -> Path:
        """Where a desk made of another is offered a place: beside it, if something can be written there."""
        import os  # noqa: PLC0415  only here

        return path.parent if os.access(path.parent, os.W_OK) else self._desks

    def _open_made(self, path: Path) -> None:
        """A new desk with the same keys: opened at once."""
        self.moved_to = path
        if self._keys is not None:
            self._decided, self._found = Decisions(), None
            self._path = path
            self._open(path, self._keys)

    def _use_made(self, path: Path) -> None:
        if self._keys is not None:
            self._open_made(path)
        else:
            self.moved_to = path
            self.made.emit(path)

    # The key file.

    def _ask_key_file(self) -> QFileDialog:
        window = self._window
        dialog = QFileDialog(
            window if isinstance(window, QWidget) else None, "A backup of this desk: choose its folder"
        )
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self._key_file_chosen)
        dialog.open()
        return dialog

    def _key_file_chosen(self, backup: str) -> None:
        """The passphrase is tried on the backup's key file; only one that fits the records is taken over."""
        self._key_file = Path(backup)
        if self._window is not None:
            self._window.put_screen(None)
            self._window.show_known(
                "Type the passphrase of that backup. Its key file is put in place of the damaged one if it fits these"
                " records; the damaged one is kept aside."
            )


def _beside(finding: Finding) -> str:
    """What to do, in the line above the passphrase."""
    return {
        "old_copy": "You can look at it, or restore it.",
        "open": "You can open it to read only.",
        "elsewhere": "You can open it to read only, or take it over.",
        "read_only": "You can open it to read only.",
    }.get(finding.id, finding.do)
