"""What comes on show elsewhere than where the keyboard is, told to screen readers: saved, refused, still at work.

Kept free of the records and of slow imports, because the unlock window uses it before those are there.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, SignalInstance
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from senco_desk.ui.jobs import Job, Jobs

PAUSE = 900
"""Milliseconds without a letter typed before a count is told: one for each letter would talk the typing down."""

_SHAPES = "■▲●✓– "
"""The shapes of states, which the words beside them say already."""


class Announcements(QObject):
    """Every announcement once more, as a signal."""

    said = Signal(str, bool)
    """The words, and whether they cut in."""


announcements = Announcements()


def announce(words: str, over: QWidget, *, urgent: bool = False) -> None:
    """Has a screen reader say words, without moving the keyboard; harmless where none runs.

    Args:
        words: what is on show; shapes of states before a line, and room between words, are left out. Nothing is said
            of nothing.
        over: the widget that shows them; what is said comes from its window.
        urgent: cut in, for what stands in the way of going on. Otherwise it waits for the end of what is being said.
    """
    spoken = " ".join(" ".join(each.strip(_SHAPES) for each in words.splitlines()).split())
    if not spoken:
        return
    from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent  # noqa: PLC0415  slow for the first window

    event = QAccessibleAnnouncementEvent(over.window(), spoken)
    politeness = QAccessible.AnnouncementPoliteness
    event.setPoliteness(politeness.Assertive if urgent else politeness.Polite)
    QAccessible.updateAccessibility(event)
    announcements.said.emit(spoken, urgent)


class CountAloud(QObject):
    """Tells the line that counts what a filter leaves, once a person has stopped typing or choosing."""

    def __init__(self, shown: QWidget, words: Callable[[], str], *narrowing: SignalInstance) -> None:
        """`words` counts what `shown` holds; `narrowing` are the signals of what a person narrows it by."""
        super().__init__(shown)
        self._shown, self._words = shown, words
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE)
        self._pause.timeout.connect(self.tell)
        for each in narrowing:
            each.connect(self.soon)

    def soon(self, *_: object) -> None:
        """Something was typed or chosen: tells it unless more follows."""
        self._pause.start()

    def tell(self) -> None:
        """Tells it now."""
        self._pause.stop()
        if self._shown.isVisible():
            announce(self._words(), self._shown)


class JobsAloud(QObject):
    """Tells when long work has begun and when it has ended; what is done at once is told by its result alone."""

    def __init__(self, jobs: Jobs, over: QWidget, *, after: int) -> None:
        """`after` is how many milliseconds count as long: as many as show the bar. It goes with `over`."""
        super().__init__(over)
        self._over = over
        self._job: Job | None = None
        self._told = False
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(after)
        self._soon.timeout.connect(self.tell_running)
        jobs.began.connect(self._began)

    def tell_running(self) -> None:
        """Tells now what runs, if anything does."""
        self._soon.stop()
        if self._job is not None:
            self._told = True
            self._say(f"{self._job.words}…")

    def _began(self, job: Job) -> None:
        self._job, self._told = job, False
        job.finished.connect(self._finished)
        job.cancelled.connect(self._cancelled)
        job.ended.connect(self._ended)
        self._soon.start()

    def _finished(self, _value: object) -> None:
        self._end("Done")

    def _cancelled(self) -> None:
        self._end("Stopped")

    def _end(self, how: str) -> None:
        if self._told and self._job is not None:
            self._say(f"{how}: {self._job.words[:1].lower()}{self._job.words[1:]}.")

    def _ended(self) -> None:
        self._soon.stop()
        self._job = None

    def _say(self, words: str) -> None:
        if self._over.isVisible():
            announce(words, self._over)
