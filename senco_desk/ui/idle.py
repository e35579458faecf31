"""Locks a desk that nobody is at: after some minutes without a key or the mouse, and when the computer has slept.

One way for every platform: a quiet timer looks at the time. Where it sees more time gone by than it can explain, the
computer was asleep meanwhile, and whoever woke it may be somebody else.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from PySide6.QtCore import QEvent, QObject, QSettings, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QWindow

KEY = "safety/idle_minutes"
"""Where the window's settings hold the minutes; 0 is never."""

USUAL = 15
"""Minutes, unless somebody chose otherwise."""

LOOK = timedelta(seconds=10)
"""How often it looks."""

BEFORE = timedelta(minutes=1)
"""So long before it locks, it says so: time enough for a key, for those too who read and do not type."""

ASLEEP = timedelta(seconds=60)
"""So much more time than that between two looks, and the computer was asleep."""

_SIGNS = {
    QEvent.Type.KeyPress,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseMove,
    QEvent.Type.Wheel,
    QEvent.Type.TouchBegin,
    QEvent.Type.TabletPress,
}


def minutes(settings: QSettings) -> int:
    """After how many minutes the desk locks; 0 for never. What cannot be read counts as not chosen."""
    try:
        return max(0, int(str(settings.value(KEY, USUAL))))
    except ValueError:
        return USUAL


class IdleWatch(QObject):
    """Watches keys and mouse in every window of the program, and tells when nobody has been there for too long."""

    gone = Signal(str)
    """It is time to lock; a sentence that says why."""
    soon = Signal(str)
    """It will be time in a minute; a sentence that says so, once for each time nobody is there."""

    def __init__(self, clock: Callable[[], datetime], settings: QSettings, parent: QObject | None = None) -> None:
        """`clock` tells the real time."""
        super().__init__(parent)
        self._clock, self._settings = clock, settings
        self._seen = self._looked = clock()
        self._signs = self._warned = False
        self._timer = QTimer(self)
        self._timer.setInterval(int(LOOK.total_seconds() * 1000))
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        """Begins to watch. Events are heard at the windows of the system only: few, and never one for each widget."""
        self._seen = self._looked = self._clock()
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.focusWindowChanged.connect(self._heed)
        for window in QGuiApplication.topLevelWindows():
            self._heed(window)
        self._timer.start()

    def stop(self) -> None:
        """Watches no more; harmless where it never began."""
        if not self._timer.isActive():
            return
        self._timer.stop()
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.focusWindowChanged.disconnect(self._heed)

    def look(self) -> None:
        """Looks at the time; called by the timer, and by whoever cannot wait."""
        now = self._clock()
        before, self._looked = self._looked, now
        if now < before:  # the clock was put back: begin again rather than guess
            self._seen = now
        if self._signs:
            self._signs, self._warned, self._seen = False, False, now
        chosen = minutes(self._settings)
        if now - before > LOOK + ASLEEP:
            self.gone.emit("Locked, since the computer was asleep.")
        elif chosen and now - self._seen >= timedelta(minutes=chosen):
            counted = "a minute" if chosen == 1 else f"{chosen} minutes"
            self.gone.emit(f"Locked after {counted} without a key or the mouse.")
        elif chosen > 1 and not self._warned and now - self._seen >= timedelta(minutes=chosen) - BEFORE:
            self._warned = True
            self.soon.emit("Senco Desk locks in a minute, since nobody is typing. Press any key to stay.")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Somebody is there. Only noted: the time is asked for at the next look."""
        if event.type() in _SIGNS:
            self._signs = True
        return super().eventFilter(watched, event)

    def _heed(self, window: QWindow | None) -> None:
        if window is not None:
            window.removeEventFilter(self)
            window.installEventFilter(self)
