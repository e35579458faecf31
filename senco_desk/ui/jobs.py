"""Long work off the window's thread, one piece at a time: packs, imports, backups, opening the records.

Kept free of the records and of pydantic, because the unlock window uses it before those are imported.
"""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Callable
from typing import Protocol

from PySide6 import QtCore
from PySide6.QtCore import QObject, Qt, QThread, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from senco_desk.ui import collecting
from senco_desk.ui.theme import unit

BREATH = 30
"""Milliseconds before a job begins, in which the window lays out and draws what it has just been given.

Both at once would have each drawing wait for the worker's interpreter: measured, a gap of 200 ms instead of 80.
"""

_GIVES_WAY = 0.0005
"""Seconds after which a worker lets the window have the interpreter; Python's own 0.005 is waited at each call of ours
that Qt makes while it draws: measured, gaps of 54 to 97 ms instead of 99 to 117 while a pack is made.
"""


class Watcher(Protocol):
    """The progress a job is given; the same protocol as the domain's Progress."""

    def start(self, what: str, total: int) -> None:
        """A new stretch of work."""

    def step(self, done: int = 1) -> None:
        """So many more steps are done."""


class Job(QObject):
    """One piece of long work. Exactly one of `finished`, `failed` and `cancelled` follows, on the window's thread."""

    progressed = Signal(str, int, int)
    """What is being done, steps done, steps in all."""
    finished = Signal(object)
    failed = Signal(object)
    cancelled = Signal()
    ended = Signal()
    """After any of the three."""

    def __init__(self, words: str, run: Callable[[Watcher], object], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.words = words
        self.run = run
        self.wanted = True

    def cancel(self) -> None:
        """Asks the work to stop at its next step."""
        self.wanted = False


class Jobs(QObject):
    """Runs jobs one after the other, `breath` milliseconds apart. The thread lives only while there is work."""

    began = Signal(object)
    """A Job began."""
    idle = Signal()
    """There is nothing left to do."""

    def __init__(self, parent: QObject | None = None, *, breath: int = 0) -> None:
        super().__init__(parent)
        sys.setswitchinterval(_GIVES_WAY)
        collecting.begin()
        self._waiting: deque[Job] = deque()
        self._job: Job | None = None
        self._thread: _Errand | None = None
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(breath)
        self._soon.timeout.connect(self._next)

    @property
    def running(self) -> Job | None:
        """The job that runs now, or is just about to."""
        return self._job or next(iter(self._waiting), None)

    @property
    def waiting(self) -> bool:
        """Whether another job waits for the one that runs; asked from any thread."""
        return self._job is not None and bool(self._waiting)

    def start(self, words: str, run: Callable[[Watcher], object]) -> Job:
        """Queues work; `run` is called on the worker thread with a progress, and must not touch widgets."""
        job = Job(words, run, self)
        self._waiting.append(job)
        if self._job is None:
            self._begin()
        return job

    def stop(self) -> None:
        """Asks what runs to stop, forgets what waits, and returns once the thread has ended."""
        self._forget_waiting()
        while self._job is not None and self._thread is not None:
            self._job.cancel()
            self._thread.wait()
            self._ended()
            self._forget_waiting()  # whoever heard that it ended may have asked for more

    def _forget_waiting(self) -> None:
        self._soon.stop()
        waiting, self._waiting = list(self._waiting), deque()
        for job in waiting:
            job.cancelled.emit()
            job.ended.emit()
        if waiting and self._job is None:
            self.idle.emit()

    def _begin(self) -> None:
        if self._waiting and self._soon.interval():
            self._soon.start()
        else:
            self._next()

    def _next(self) -> None:
        if not self._waiting:
            self._job = None
            self.idle.emit()
            return
        self._job = job = self._waiting.popleft()
        self._thread = thread = _Errand(job)
        thread.finished.connect(self._ended, QtCore.Qt.ConnectionType.QueuedConnection)
        thread.told.connect(job.progressed)
        self.began.emit(job)
        collecting.busy(begins=True)
        thread.start()

    def _ended(self) -> None:
        """Back on the window's thread: says how it ended, then takes the next."""
        thread, job = self._thread, self._job
        if thread is None or job is None:
            return
        thread.wait()
        collecting.busy(begins=False)
        self._thread = self._job = None
        thread.deleteLater()
        if thread.stopped:
            job.cancelled.emit()
        elif thread.error is not None:
            job.failed.emit(thread.error)
        else:
            job.finished.emit(thread.value)
        job.ended.emit()
        job.deleteLater()
        # Whoever heard that it ended may have started the next one already.
        if self._job is None:
            self._begin()


class _Errand(QThread):
    """The thread of one job, and the progress that job is given."""

    told = Signal(str, int, int)

    def __init__(self, job: Job) -> None:
        super().__init__()
        self._job = job
        self._what, self._done, self._total = job.words, 0, 0
        self.value: object = None
        self.error: Exception | None = None
        self.stopped = False

    def run(self) -> None:  # runs on the worker thread
        try:
            self.value = self._job.run(_Steps(self))
        except Exception as error:  # noqa: BLE001  every end of a job is told to the window
            if type(error).__name__ == "CancelledError" and not self._job.wanted:
                self.stopped = True
            else:
                self.error = error

    def begin(self, what: str, total: int) -> None:
        self._what, self._done, self._total = what, 0, total
        self.told.emit(what, 0, total)

    def step(self, done: int) -> None:
        if not self._job.wanted:
            # Slow import on purpose: the error lives with the records, and this path is rare.
            from senco_desk.domain.problems import CancelledError  # noqa: PLC0415

            raise CancelledError
        before, self._done = self._done, self._done + done
        # A hundred tellings a stretch are enough; more would only keep the window busy.
        if self._total <= 0 or before * 100 // self._total != self._done * 100 // self._total:
            self.told.emit(self._what, self._done, self._total)


class _Steps:
    """The progress handed to the work: `start` cannot be QThread's own `start`."""

    def __init__(self, errand: _Errand) -> None:
        self._errand = errand

    def start(self, what: str, total: int) -> None:
        self._errand.begin(what, total)

    def step(self, done: int = 1) -> None:
        self._errand.step(done)


class JobBar(QWidget):
    """One line that shows the running job, how far it is, and a way to stop it; hidden while there is none.

    Work that is done sooner than `AFTER` milliseconds never shows it: a line that only flashes tells nobody anything,
    and pushes the page about while somebody types.
    """

    AFTER = 400

    def __init__(self, jobs: Jobs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self.words = QLabel(self)
        self.words.setTextFormat(Qt.TextFormat.PlainText)  # a job may name a file
        self.meter = QProgressBar(self)
        self.meter.setTextVisible(False)
        self.meter.setFixedWidth(unit(18))
        self.meter.setAccessibleName("How far the work is")
        self.stop = QPushButton("Cancel", self)
        self.stop.setProperty("kind", "link")
        self.stop.clicked.connect(self._cancel)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(unit(2), unit(0.5), unit(2), unit(0.5))
        layout.setSpacing(unit(1.5))
        layout.addWidget(self.words)
        layout.addWidget(self.meter)
        layout.addWidget(self.stop)
        layout.addStretch(1)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self.show)
        jobs.began.connect(self._began)
        jobs.idle.connect(self._idle)
        self.hide()

    def _began(self, job: Job) -> None:
        self.words.setText(job.words)
        self.meter.setRange(0, 0)
        self.stop.setEnabled(True)
        job.progressed.connect(self._progressed)
        if not self.isVisible() and not self._soon.isActive():
            self._soon.start(self.AFTER)

    def _idle(self) -> None:
        self._soon.stop()
        self.hide()

    def _progressed(self, what: str, done: int, total: int) -> None:
        self.words.setText(what)
        self.meter.setRange(0, max(total, 0))
        self.meter.setValue(done)

    def _cancel(self) -> None:
        if self._jobs.running is not None:
            self._jobs.running.cancel()
            self.words.setText("Stopping…")
            self.stop.setEnabled(False)
