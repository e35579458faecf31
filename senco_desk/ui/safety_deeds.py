"""The deeds that keep a desk from loss, wherever they are asked for: the File menu, the bar at the top, the Settings.

The bar tells how old the last backup is, and that the recovery code was never checked, until it was.
"""

from __future__ import annotations

import contextlib
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from senco_desk.domain.problems import Problem, RefusedError
from senco_desk.services import desks, safety, watermarks
from senco_desk.services.desk import Desk
from senco_desk.services.desks import BackedUp
from senco_desk.services.safety import Safety
from senco_desk.ui.actions import Actions
from senco_desk.ui.context import Context
from senco_desk.ui.jobs import Job, Watcher
from senco_desk.ui.marks import Mark, mark
from senco_desk.ui.topbar import TopBar

_PLACE = "safety/backup_folder"


def safety_of(context: Context) -> SafetyDeeds:
    """The one set of these deeds of an open desk."""
    found = context.findChild(SafetyDeeds)
    return found if isinstance(found, SafetyDeeds) else SafetyDeeds(context)


class SafetyDeeds(QObject):
    """Backs up, and sends what needs typing to the Safety part of the Settings."""

    asked = Signal(str)
    """Settings, Safety should open a form: `passphrase`, `check` or `code`."""
    backed_up = Signal(object)
    """A BackedUp, once a backup was made."""
    changed = Signal()
    """What `known` would answer is another now."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._context = context
        self._day = context.desk.today
        self._bar: TopBar | None = None
        context.bind("desk.backup", self.back_up)
        for action_id, deed in (("passphrase", "passphrase"), ("check_code", "check"), ("new_code", "code")):
            context.bind(f"desk.{action_id}", partial(self.ask, deed))
        context.set_states(safety_possible=not context.desk.store.read_only)
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

    def note_checked(self, slot_id: str) -> None:
        """The recovery code of this slot was typed back."""
        self._context.work.attempt(lambda: safety.note_recovery_checked(self._context.desk, slot_id))
        self.refresh()

    def refresh(self) -> None:
        """Tells again what is known."""
        self._day = self._context.desk.today
        if self._bar is not None:
            known = self.known()
            self._bar.show_backup(backup_mark(known))
            asks = not (known.recovery_checked or self._context.desk.store.read_only or self._is_demo())
            self._bar.show_reminder(mark("due", "Recovery code not checked yet", meaning="to do") if asks else None)
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
            bar.check_wanted.connect(partial(self.ask, "check"))
        actions.bind("desk.other", partial(actions.run, "desk.lock"))
        self._context.work.attempt(lambda: safety.note_opening(self._context.desk))
        self.refresh()

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

    def _changed(self) -> None:
        """A window left open past midnight still tells the right age."""
        if self._bar is not None and self._context.desk.today != self._day:
            self.refresh()

    def _usual_folder(self) -> Path:
        kept = Path(str(self._context.settings.value(_PLACE) or ""))
        if self._context.settings.value(_PLACE) and kept.is_dir():
            return kept
        return Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))

    def _is_demo(self) -> bool:
        """The demo school's code is shown to nobody, so nobody is asked to check it."""
        return bool(watermarks.of(self._context.desk))


def backup_mark(known: Safety) -> Mark:
    """How old the last backup is, in words: amber once a week has gone by."""
    if known.backup is None:
        return mark("due" if known.backup_due else "none", "No backup yet", meaning="backup due")
    ago = {0: "today", 1: "yesterday"}.get(known.days, f"{known.days} days ago")
    words = f"Backed up {ago}"
    return mark("due", words, meaning="backup due") if known.backup_due else mark("good", words, meaning="Backed up")
