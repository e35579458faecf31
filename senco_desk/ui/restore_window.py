"""Restoring a backup, from the first window: also when the desk does not open, which is when it is needed.

Choose one, give the passphrase of its day, see what would come back and what is newer now, restore. Nothing is lost by
it: the desk that was there is kept beside the one that comes back.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from senco_desk.domain.problems import RefusedError, TroubleError
from senco_desk.services import desks, restoring
from senco_desk.services.restoring import Choice, Restored, Weighed
from senco_desk.ui.announcing import JobsAloud, announce
from senco_desk.ui.cards import button, label, show_if
from senco_desk.ui.jobs import Job, JobBar, Jobs
from senco_desk.ui.restore_preview import RestorePreview, moment_words
from senco_desk.ui.rows import Column
from senco_desk.ui.secret_fields import SecretField
from senco_desk.ui.tables import RowsTable
from senco_desk.ui.theme import unit
from senco_desk.ui.work import crash_report, open_crash


def _taken(choice: Choice | None) -> str:
    if choice is None:
        return ""
    return moment_words(choice.at) if choice.at is not None else choice.path.name


_CHOICES = (
    Column[Choice]("at", "Taken", lambda row: row.at, text=_taken, kind="strong", width=24),
    Column[Choice]("why", "Why", lambda row: row.why, width=30, stretch=True),
    Column[Choice]("where", "In the folder", lambda row: str(row.path.parent), tip=lambda row: str(row.path), width=26),
)


class RestoreWindow(QWidget):
    """Two pages: which backup and its passphrase; then what it would do, and the button that does it."""

    restored = Signal(object, object, object)
    """Restored, the keys of the desk that came back, and the Weighed it was made from."""
    left = Signal()
    """Closed without restoring."""

    def __init__(
        self,
        desk: Path | None,
        *,
        second: Path | None,
        desks_folder: Path,
        clock: Callable[[], datetime],
        floor: desks.KdfParameters = desks.FLOOR,
    ) -> None:
        """`desk` is the one to restore, there or not; None where nobody knows its name yet. `second` is a place that
        holds backups too, and `desks_folder` is where a desk without a place is put.
        """
        super().__init__()
        self.jobs = Jobs(self)
        self.passphrase = SecretField(
            "&Passphrase",
            "The one that opened the desk on the day of the backup; the recovery code of that day works too.",
        )
        self._desk, self._second, self._desks, self._clock, self._floor = desk, second, desks_folder, clock, floor
        self._weighed: Weighed | None = None
        self._own = desk
        self._instead: Path | None = None
        """Where the backup of another desk may be restored."""
        self._over = False
        self.setWindowTitle("Restore from a backup · Senco Desk")
        self.setProperty("role", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.stack = QStackedWidget()
        self.stack.addWidget(self._choosing())
        self.stack.addWidget(self._previewing())
        self.heading = label("", "heading", wrap=True)
        self.problem = label("", tone="over", wrap=True)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(unit(3), unit(2.5), unit(3), unit(1.5))
        outer.setSpacing(unit(1.5))
        outer.addWidget(self.heading)
        outer.addWidget(self.stack, 1)
        outer.addWidget(self.problem)
        outer.addLayout(self._buttons())
        outer.addWidget(JobBar(self.jobs, self))
        JobsAloud(self.jobs, self, after=JobBar.AFTER)
        self.resize(unit(120), unit(84))
        self._show_choices(restoring.choices(desk, second) if desk is not None else ())
        self.show_page(0)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stops what runs; nothing is half-done then."""
        self.jobs.stop()
        if not self._over:
            self._over = True
            self.left.emit()
        super().closeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes one step back: from what a backup would do to the choice, and from there out of the window."""
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif self.jobs.running is None:
            (self.back if self.stack.currentIndex() == 1 else self.leave).click()

    @property
    def target(self) -> Path:
        """Where the desk will be."""
        if self._desk is not None:
            return self._desk
        return self._desks / f"{restoring.called(self._chosen())}{desks.SUFFIX}"

    def show_page(self, number: int) -> None:
        """The choice (0), or what the chosen one would do (1)."""
        self.stack.setCurrentIndex(number)
        self._say("")
        weighed = self._weighed
        if number == 0 or weighed is None:
            called = "" if self._own is None else f" of {self._own.name.removesuffix(desks.SUFFIX)}"
            self.heading.setText(f"Which backup{called}?")
        else:
            self.heading.setText(f"Restore the backup of {_taken(self._chosen())}?")
        for part in (self.elsewhere, self.leave):
            show_if(part, number == 0)
        show_if(self.look, number == 0 and bool(self.table.rows.all_rows()))
        for part in (self.restore, self.back):
            show_if(part, number == 1)
        self.anyway.hide()
        self.apart.hide()
        self._focus()

    def browse(self) -> QFileDialog:
        """Asks for a folder that holds backups: on a stick, a school drive, or a copied desk."""
        start = self._second or (self._desk.parent if self._desk is not None else self._desks)
        dialog = QFileDialog(self, "A folder that holds backups, or a copied desk", str(start))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.look_in)
        dialog.open()
        return dialog

    def look_in(self, folder: str) -> None:
        """Shows what can be restored from a folder; says so where nothing can."""
        found = restoring.choices_in(Path(folder))
        if not found:
            self._say(
                f"No backup was found in {folder}. Choose a folder whose name ends in “backups”, the stick or drive"
                " that holds it, or a copied desk."
            )
            return
        self._show_choices(found)
        self.show_page(0)
        announce(f"{self.heading.text()} {self.table.rows.count_words()}.", self)

    def look_into(self) -> None:
        """Opens the chosen backup with the passphrase, and compares it with the current desk."""
        self._look(self._own)

    def begin(self, *, anyway: bool = False) -> None:
        """Restores the backup on show."""
        weighed, target, clock = self._weighed, self.target, self._clock
        if weighed is None:
            return
        with_removed = bool(self.preview.with_removed.value())
        with_erased = bool(weighed.erased.back) and not self.preview.erase_again.value()
        self._run(
            "Restoring the backup",
            lambda watcher: restoring.restore(
                weighed,
                target,
                clock=clock,
                progress=watcher,
                anyway=anyway,
                with_removed=with_removed,
                with_erased=with_erased,
            ),
            self._done,
        )

    def restore_apart(self) -> None:
        """Looks into the backup of another desk again, to be restored as a desk of its own."""
        if self._instead is not None:
            self._look(self._instead)

    def _look(self, desk: Path | None) -> None:
        self._desk, self._instead = desk, None
        self.apart.hide()
        chosen, secret = self._chosen(), str(self.passphrase.value())
        if chosen is None:
            self._say("Choose a backup in the list first.")
            return
        if not secret:
            self.passphrase.show_problem("Type the passphrase, or the recovery code, of the day of the backup.")
            self.passphrase.focus()
            announce(self.passphrase.problem(), self, urgent=True)
            return
        target, floor = self.target, self._floor
        self._run(
            "Looking into the backup",
            lambda _watcher: restoring.weigh(chosen.path, secret, target, floor=floor),
            self._looked,
        )

    def _run(self, words: str, run: Callable[[Any], object], then: Callable[[Any], None]) -> Job:
        self._say("")
        self._set_busy(busy=True)
        job = self.jobs.start(words, run)
        job.finished.connect(then)
        job.failed.connect(self._failed)
        job.cancelled.connect(lambda: self._say("Stopped. Nothing was changed."))
        job.ended.connect(lambda: self._set_busy(busy=False))
        return job

    def _looked(self, weighed: Weighed) -> None:
        self._weighed = weighed
        self.preview.show_weighed(weighed)
        target = self.target
        self.will.setText(
            f"The desk that is there now is kept in {target.parent}, with “before restore” in its name."
            if weighed.desk_there
            else f"The desk will be {target}."
        )
        self.show_page(1)
        shown = (self.heading, self.preview.erased, self.preview.returning, self.preview.words)
        announce(" ".join(part.text() for part in shown if part.text()), self)

    def _done(self, done: Restored) -> None:
        weighed, self._weighed = self._weighed, None
        self.passphrase.set_value("")
        self._over = True
        assert weighed is not None
        self.restored.emit(done, done.keys, weighed)

    def _failed(self, error: Exception) -> None:
        if isinstance(error, RefusedError):
            self._say(" ".join(problem.sentence for problem in error.problems))
            self._instead = error.instead if isinstance(error, restoring.OtherDeskError) else None
            show_if(self.apart, self._instead is not None)
        elif isinstance(error, TroubleError):
            self._say(f"{error.happened} {error.safe} {error.do}")
            show_if(self.anyway, bool(getattr(error, "elsewhere", False)))
        else:
            open_crash(crash_report(error), self)

    def _say(self, sentence: str) -> None:
        self.problem.setText(f"■ {sentence}" if sentence else "")
        show_if(self.problem, bool(sentence))
        self.passphrase.show_problem("")
        announce(sentence, self, urgent=True)

    def _set_busy(self, *, busy: bool) -> None:
        for part in (self.look, self.elsewhere, self.restore, self.back, self.anyway, self.apart, self.table):
            part.setEnabled(not busy)
        if not busy:
            self._focus()

    def _focus(self) -> None:
        """The keyboard is where one goes on: what was switched off meanwhile had to give it away."""
        if self.stack.currentIndex() == 1:
            self.restore.setFocus()
        elif self._chosen() is not None:
            self.passphrase.focus()
        else:
            self.elsewhere.setFocus()

    def _chosen(self) -> Choice | None:
        return next(iter(self.table.selected_rows()), None)

    def _show_choices(self, found: tuple[Choice, ...]) -> None:
        self.table.set_rows(found)
        show_if(self.table, bool(found))
        show_if(self.nothing, not found)
        show_if(self.passphrase, bool(found))
        self.elsewhere.setAccessibleDescription("" if found else self.nothing.text())
        if found:
            self.table.select(found[0].path)

    def _choosing(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(unit(1.5))
        self.table: RowsTable[Choice] = RowsTable("Backups", _CHOICES, lambda row: row.path, several=False)
        self.table.opened.connect(lambda _row: self.passphrase.focus())
        self.nothing = label(
            "No backup was found beside the desk. Choose the folder that holds one: the stick or the school drive that"
            " was set as the second place, or a copied desk.",
            wrap=True,
        )
        self.passphrase.input.setMaximumWidth(unit(54))
        self.passphrase.input.returnPressed.connect(self.look_into)
        column.addWidget(
            label(
                "Nothing is lost by looking, nor by restoring: the current desk is kept beside the other.", tone="muted"
            )
        )
        column.addWidget(self.table, 1)
        column.addWidget(self.nothing)
        column.addWidget(self.passphrase)
        column.addStretch(0)
        return page

    def _previewing(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        self.preview = RestorePreview()
        self.will = label("", tone="muted", wrap=True)
        column.addWidget(self.preview, 1)
        column.addWidget(self.will)
        return page

    def _buttons(self) -> QHBoxLayout:
        self.look = button("&Look into it", self.look_into, kind="primary")
        self.restore = button("&Restore this backup", self.begin, kind="primary")
        self.anyway = button("Restore it all the &same", lambda: self.begin(anyway=True))
        self.apart = button("Restore it as a desk of its &own", self.restore_apart)
        self.back = button("&Choose another", lambda: self.show_page(0))
        self.elsewhere = button("Choose another &folder…", self.browse)
        self.leave = button("&Back", self.close)
        row = QHBoxLayout()
        for part in (self.look, self.restore, self.anyway, self.apart, self.back, self.elsewhere, self.leave):
            row.addWidget(part)
        row.addStretch(1)
        return row
