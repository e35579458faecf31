"""Reads documents for searching while nothing else is to be done: quietly, a little after opening and after adding.

It is one of the window's jobs, with its line and its way to stop it. It gives way as soon as the person asks for
anything that takes longer, and goes on afterwards; who stops it is left in peace until the desk is opened again.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, QTimer

from senco_desk.services.desk import Desk, Done
from senco_desk.ui.context import Context
from senco_desk.ui.jobs import Job, Watcher

WORDS = "Reading documents for searching"
AFTER_OPENING, AFTER_ADDING = 4_000, 1_500
"""Milliseconds in which nothing of it is heard."""


class BackgroundReading(QObject):
    """Watches an open desk for documents that nobody has read yet. Never runs twice at once."""

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._job: Job | None = None
        self._gave_way = False
        self._stopped = not context.may("everybody") or context.desk.store.sight is not None
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self.begin)
        context.work.changed.connect(self._changed)

    @property
    def job(self) -> Job | None:
        """The reading that is going on."""
        return self._job

    def watch(self) -> None:
        """The desk has just been opened."""
        if not self._stopped:
            self._soon.start(AFTER_OPENING)

    def stop(self) -> None:
        """For good: the desk closes."""
        self._stopped = True
        self._soon.stop()

    def begin(self) -> Job | None:
        """Reads what is unread now, where nothing else is being done."""
        self._soon.stop()
        if self._stopped or self._job is not None:
            return self._job
        if self._context.jobs.running is not None:
            self._soon.start(AFTER_ADDING)
            return None
        jobs = self._context.jobs

        def go_on() -> bool:
            self._gave_way = jobs.waiting
            return not self._gave_way

        def read(desk: Desk, watcher: Watcher) -> Any:
            from senco_desk.services import reading_pages  # noqa: PLC0415  slow import: it knows every kind of file

            return Done(reading_pages.read_unread(desk, watcher, go_on=go_on), None)

        self._gave_way = False
        self._job = job = self._context.write_job(WORDS, read, undoable=False)
        job.cancelled.connect(self._cancelled)
        job.ended.connect(self._ended)
        job.finished.connect(self._finished)
        return job

    def _changed(self, changes: Any, _initiator: QObject | None) -> None:
        if not self._stopped and "document" in changes.nouns:
            self._soon.start(AFTER_ADDING)

    def _finished(self, done: Done[int]) -> None:
        """What is left, because something else wanted its turn, is gone on with later; a stand-still is not."""
        if (done.value or self._gave_way) and not self._stopped:
            self._soon.start(AFTER_ADDING)

    def _cancelled(self) -> None:
        self._stopped = True

    def _ended(self) -> None:
        self._job = None
