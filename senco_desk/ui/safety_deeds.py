"""The deeds that keep a desk from loss, wherever they are asked for: the File menu, the bar at the top, the Settings.

The bar tells how old the last backup is, and that the recovery code was never checked, until it was.
"""

from __future__ import annotations

import contextlib
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from senco_desk.domain.problems import Problem, RefusedError, TroubleError
from senco_desk.services import backups, desks, safety, watermarks
from senco_desk.services.desk import Desk
from senco_desk.services.desks import BackedUp
from senco_desk.services.safety import Safety
from senco_desk.ui.actions import Actions
from senco_desk.ui.context import Context
from senco_desk.ui.jobs import Job, Jobs, Watcher
from senco_desk.ui.marks import Mark, mark
from senco_desk.ui.saving import documents_folder
from senco_desk.ui.second_place import remember
from senco_desk.ui.topbar import TopBar

_PLACE = "safety/backup_folder"
_A_LITTLE_LATER = 20_000
"""Milliseconds from the first change to the backup of the day: nobody is kept from the next keystroke."""
_AGAIN = timedelta(minutes=30)
"""A backup that failed, or was made, is not tried again sooner."""


def safety_of(context: Context) -> SafetyDeeds:
    """The one set of these deeds of an open desk."""
    found = context.findChild(SafetyDeeds)
    return found if isinstance(found, SafetyDeeds) else SafetyDeeds(context)


class SafetyDeeds(QObject):
    """Backs up, and sends what needs typing to the Safety part of the Settings."""

    asked = Signal(str)
    """Settings, Safety should open a form: `passphrase`, `check` or `code`."""
    restore_wanted = Signal()
    """The window should close the desk and offer its backups."""
    backed_up = Signal(object)
    """A BackedUp, once a backup was made."""
    changed = Signal()
    """What `known` would answer is another now."""
    resting = Signal()
    """The records are about to be exchanged for others: whatever reads them in a thread of its own ends now."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._context = context
        self._day = context.desk.today
        self._bar: TopBar | None = None
        self._quiet = Jobs(self)
        self._tried: datetime | None = None
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self.back_up_quietly)
        self._watching = False
        context.bind("desk.backup", self.back_up)
        for action_id, deed in (("passphrase", "passphrase"), ("check_code", "check"), ("new_code", "code")):
            context.bind(f"desk.{action_id}", partial(self.ask, deed))
        context.set_states(safety_possible=context.desk.store.holds_lock)
        context.taken.connect(self._begin)
        context.work.changed.connect(self._changed)

    def known(self) -> Safety:
        """What is known of backup and recovery code now."""
        return safety.state(self._context.desk)

    def ask(self, deed: str) -> None:
        """Goes to Settings, Safety, and opens a form there."""
        self._context.go("settings", "safety")
        self.asked.emit(deed)

    def back_up(self) -> QFileDialog:
        """Asks where; the rest is done by `back_up_into`."""
        self._context.go("settings", "safety")
        actions = self._context.actions
        window = actions.parent() if actions is not None else None
        dialog = QFileDialog(
            window if isinstance(window, QWidget) else None, "Where the backup is kept: a stick, or a school drive"
        )
        dialog.setDirectory(str(self._usual_folder()))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setLabelText(QFileDialog.DialogLabel.Accept, "&Back up here")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self._folder_chosen)
        dialog.open()
        return dialog

    def back_up_into(self, folder: Path) -> Job:
        """Makes a backup in a folder, named by the day, and has it opened again to see that it is good."""
        self._context.settings.setValue(_PLACE, str(folder))
        to = desks.backup_place(self._context.desk, folder)

        def run(desk: Desk, watcher: Watcher) -> BackedUp:
            return desks.back_up(desk, to, watcher)

        job = self._context.read_job("Backing up", run)
        job.finished.connect(self._backed_up)
        job.cancelled.connect(self._stopped)
        return job

    def watch(self) -> None:
        """From now on the day's backup is made by itself, a little after the first change; and every two hours."""
        self._watching = True

    def stop(self) -> None:
        """The desk is closing: nothing runs any more."""
        self._watching = False
        self._soon.stop()
        self._quiet.stop()

    def rest(self) -> None:
        """Ends what reads the desk beside the work, before its folder is exchanged; a backup is made a little later."""
        if self._quiet.running is not None:
            self._quiet.stop()
            self._soon.start(_A_LITTLE_LATER)
        self.resting.emit()
        QTimer.singleShot(0, self, self._renewed)

    def restore(self) -> None:
        """Closes the desk and offers its backups."""
        self.restore_wanted.emit()

    def choose_second(self) -> QFileDialog:
        """Asks for the folder of the second place; the rest is done by `keep_second`."""
        actions = self._context.actions
        window = actions.parent() if actions is not None else None
        dialog = QFileDialog(
            window if isinstance(window, QWidget) else None, "The second place for backups: a stick, or a school drive"
        )
        dialog.setDirectory(str(self._usual_folder()))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setLabelText(QFileDialog.DialogLabel.Accept, "&Keep backups here too")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda folder: self.keep_second(Path(folder)))
        dialog.open()
        return dialog

    def keep_second(self, folder: Path | None) -> None:
        """Keeps the second place, None for none, and copies the backups there at once."""
        desk = self._context.desk

        def keep() -> bool:
            backups.choose_second(desk, folder)
            return True

        if not self._context.work.attempt(keep):
            return
        self._remember_second()
        self.refresh()
        if folder is None:
            self._context.work.said.emit("Backups are kept in one place now", False)  # noqa: FBT003  the signal's shape
            return
        job = self._context.work.job("Copying the backups", lambda watcher: backups.take(desk, "asked", watcher))
        job.finished.connect(self._taken)

    def back_up_quietly(self) -> None:
        """The day's backup, beside whatever is being done; why it failed is kept and said in the bar."""
        desk = self._context.desk
        if not self._watching or self._quiet.running is not None:
            return
        self._tried = desk.store.clock()
        job = self._quiet.start("Backing up", lambda watcher: backups.take(desk, "daily", watcher))
        job.finished.connect(self._taken)
        job.failed.connect(self._failed)

    def note_checked(self, slot_id: str) -> None:
        """The recovery code of this slot was typed back."""
        self._context.work.attempt(lambda: safety.note_recovery_checked(self._context.desk, slot_id))
        self.refresh()

    def refresh(self) -> None:
        """Tells again what is known."""
        self._day = self._context.desk.today
        if self._bar is not None:
            known = self.known()
            self._bar.show_backup(backup_mark(known) if self._context.may("export") else None)
            self._bar.show_reminder(self._reminder(known) if self._context.may("people") else None)
        self.changed.emit()

    def _begin(self, actions: Actions) -> None:
        """The window is built; its bar tells from now on."""
        if self._context.desk.store.keys is None:
            return
        window = actions.parent()
        bar = window.findChild(TopBar) if window is not None else None
        if isinstance(bar, TopBar):
            self._bar = bar
            bar.backup_wanted.connect(self.back_up)
            bar.check_wanted.connect(self._remind)
        actions.bind("desk.other", partial(actions.run, "desk.lock"))
        self._context.work.attempt(lambda: safety.note_opening(self._context.desk))
        self._context.work.attempt(self._remember_second)
        self.refresh()

    def _reminder(self, known: Safety) -> Mark | None:
        """What is still to be done about the recovery code, if anything."""
        if not known.has_recovery:
            return mark("due", "No recovery code", meaning="to do. Make a new one")
        if known.recovery_checked or self._is_demo():
            return None
        return mark("due", "Recovery code not checked yet", meaning="to do")

    def _remind(self) -> None:
        self.ask("check" if self.known().has_recovery else "code")

    def _folder_chosen(self, folder: str) -> None:
        self._context.work.attempt(lambda: self.back_up_into(Path(folder)))

    def _backed_up(self, made: BackedUp) -> None:
        with contextlib.suppress(RefusedError):  # a desk open for reading only keeps no note of its backup
            safety.note_backup(self._context.desk, made)
        self.refresh()
        self.backed_up.emit(made)
        self._context.work.said.emit(f"Backed up and checked: {made.counted}", False)  # noqa: FBT003  the signal's shape

    def _stopped(self) -> None:
        self._context.work.refused.emit((Problem(sentence="The backup was stopped, and nothing of it is left."),))

    def _taken(self, taken: backups.Taken) -> None:
        self._context.work.attempt(lambda: backups.note(self._context.desk, taken))
        self.refresh()

    def _failed(self, error: Exception) -> None:
        if isinstance(error, TroubleError):
            self._context.work.attempt(lambda: backups.note_trouble(self._context.desk, error))
            self.refresh()
        else:
            self._context.work.report(error)

    def _may_try(self) -> bool:
        return self._tried is None or self._context.desk.store.clock() - self._tried >= _AGAIN

    def _changed(self) -> None:
        """A window left open past midnight still tells the right age; and the day's backup may be due."""
        if self._watching and not self._soon.isActive() and self._may_try() and backups.due(self._context.desk):
            self._soon.start(_A_LITTLE_LATER)
        if self._bar is not None and self._context.desk.today != self._day:
            self.refresh()

    def _renewed(self) -> None:
        """The desk may have new keys by now: the bar tells of its backups again, and one under the new keys is made."""
        self.refresh()
        if self._watching and backups.due(self._context.desk):
            self._soon.start(_A_LITTLE_LATER)

    def _remember_second(self) -> None:
        """For the day the desk does not open: also where it was moved, or came from another computer."""
        desk = self._context.desk
        remember(self._context.settings, desk.store.folder, backups.overview(desk).second)

    def _usual_folder(self) -> Path:
        kept = Path(str(self._context.settings.value(_PLACE) or ""))
        if self._context.settings.value(_PLACE) and kept.is_dir():
            return kept
        return documents_folder()

    def _is_demo(self) -> bool:
        """The demo school's code is shown to nobody, so nobody is asked to check it."""
        return bool(watermarks.of(self._context.desk))


def backup_mark(known: Safety, *, age_only: bool = False) -> Mark:
    """How old the last backup is, in words: amber once a week has gone by, or where one failed.

    With `age_only` the failure of one and the age of the second copy are left out.
    """
    if known.trouble and not age_only:
        return mark("due", "Backup failed", meaning=f"backup due. {known.trouble}")
    if known.copy_due and not age_only:
        days = known.copied_days
        return mark("due", f"Second copy {days} days old" if days else "No second copy yet", meaning="backup due")
    if known.backup is None:
        return mark("due" if known.backup_due else "none", "No backup yet", meaning="backup due")
    ago = {0: "today", 1: "yesterday"}.get(known.days, f"{known.days} days ago")
    words = f"Backed up {ago}"
    return mark("due", words, meaning="backup due") if known.backup_due else mark("good", words, meaning="Backed up")
