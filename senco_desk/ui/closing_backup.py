"""The backup when a window is closed, where anything was changed since the last one.

The window is gone already, the records are still open; where the backup takes more than a moment, a small window says
so and lets the person go without it.
"""

from __future__ import annotations

import contextlib

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from senco_desk.domain.problems import TroubleError
from senco_desk.services import backups
from senco_desk.services.desk import Desk
from senco_desk.ui.announcing import announce
from senco_desk.ui.cards import button, label
from senco_desk.ui.jobs import JobBar, Jobs
from senco_desk.ui.theme import unit

_AFTER = 400
"""Milliseconds after which the small window shows; a backup of most schools is done before."""


def back_up_at_close(desk: Desk) -> None:
    """Takes a backup if anything was changed since the last, and returns when it is done, failed or was stopped.

    A failure keeps nobody from closing: it is kept, and the next window says it. Call it on the window's thread.
    """
    with contextlib.suppress(TroubleError):
        if backups.changed(desk):
            _Closing(desk).wait()


_SAVED = "Everything is saved. A backup is being made."
_STICKS = "It takes a moment. Leave USB sticks in until this window closes."


class _Closing(QWidget):
    """The small window, and the loop that waits for the work."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._jobs = Jobs(self)
        self._loop = QEventLoop(self)
        self.setWindowTitle("Closing · Senco Desk")
        self.setProperty("role", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(unit(3), unit(2.5), unit(3), unit(2))
        layout.setSpacing(unit(1.5))
        layout.addWidget(label(_SAVED, "section", wrap=True))
        layout.addWidget(label(_STICKS, tone="muted", wrap=True))
        bar = JobBar(self._jobs, self)
        bar.stop.hide()
        layout.addWidget(bar)
        layout.addWidget(button("&Close without a backup", self._stop), 0, Qt.AlignmentFlag.AlignLeft)
        self.resize(unit(62), unit(18))
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self.show)

    def showEvent(self, event: QShowEvent) -> None:
        """Says what it is there for; nothing in it has to be pressed."""
        super().showEvent(event)
        announce(f"{_SAVED} {_STICKS}", self)

    def wait(self) -> None:
        """Does the work; the events of this window alone go on meanwhile."""
        job = self._jobs.start("Backing up", lambda watcher: backups.take(self._desk, "close", watcher))
        job.finished.connect(self._taken)
        job.failed.connect(self._failed)
        job.ended.connect(self._loop.quit)
        self._soon.start(_AFTER)
        self._loop.exec()
        self._soon.stop()
        self._jobs.stop()
        self.close()
        self.deleteLater()

    def _taken(self, taken: backups.Taken) -> None:
        with contextlib.suppress(TroubleError):
            backups.note(self._desk, taken)

    def _failed(self, error: Exception) -> None:
        trouble = error if isinstance(error, TroubleError) else _OURS
        with contextlib.suppress(TroubleError):
            backups.note_trouble(self._desk, trouble)

    def _stop(self) -> None:
        if self._jobs.running is not None:
            self._jobs.running.cancel()


_OURS = TroubleError(
    "The last backup went wrong inside Senco Desk.", "Your records are safe.", "Make one by hand, under File."
)
