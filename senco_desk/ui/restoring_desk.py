"""Bringing a desk back from a backup while none is open: the window that asks, and what opens afterwards."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from senco_desk.services import backups, before_opening, restoring
from senco_desk.services.desks import Keys
from senco_desk.services.restoring import Restored, Weighed
from senco_desk.ui.restore_window import RestoreWindow
from senco_desk.ui.safety_deeds import safety_of
from senco_desk.ui.second_place import remember, remembered

if TYPE_CHECKING:
    from senco_desk.ui.main import Program


class RestoringDesk:
    """Stands in place of the unlock window until a backup was restored or the person went back."""

    def __init__(self, program: Program, wanted: Path | None) -> None:
        """Offers the backups of a desk, or one backup that a person pointed at; of none, all that can be found."""
        self._program = program
        desk, backup = self._desk_and_backup(wanted)
        self.window = RestoreWindow(
            desk,
            second=remembered(program.settings, desk),
            desks_folder=program.folders.desks,
            clock=program.clock,
            **program.floor(),
        )
        self.window.restored.connect(self._restored)
        self.window.left.connect(program.end_restore)
        if backup is not None:
            self.window.look_in(str(backup))

    def put_away(self) -> None:
        """Closes the window."""
        self.window.left.disconnect(self._program.end_restore)
        self.window.close()
        self.window.deleteLater()

    def _desk_and_backup(self, wanted: Path | None) -> tuple[Path | None, Path | None]:
        """The desk that a backup is restored for, and the backup itself where a person pointed at one."""
        if wanted is None or before_opening.old_copy(wanted) is None:
            return wanted, None
        program = self._program
        return next(iter(before_opening.twins(wanted, program.recent(), **program.floor())), None), wanted

    def _restored(self, done: Restored, keys: Keys, weighed: Weighed) -> None:
        """The desk came back: opens it, and says what was kept."""
        program = self._program
        second = remembered(program.settings, done.desk)  # opening asks the desk, which is of another day
        program.use(done.desk)
        try:
            program.open_with(done.desk, keys, other_keys_too=True)
        except Exception as error:  # noqa: BLE001  every end is told to the person
            program.end_restore()
            program.tell_failure(error)
            return
        program.put_away_restoring()
        opened = program.open
        if opened is not None:
            restoring.note(opened.desk, weighed)
            if second is not None and not weighed.places:
                backups.choose_second_again(opened.desk, second)
                remember(program.settings, done.desk, backups.overview(opened.desk).second)
                safety_of(opened.context).refresh()
            opened.window.say(restoring.told(done))
