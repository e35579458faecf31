"""Python's collector, kept on the window's thread, and from holding the window still.

Left to itself the collector runs in whichever thread happens to make an object, also in a worker. There it may come
upon parts of a page that was closed, and end them: Qt allows that on the window's thread alone, and the program would
crash at some later moment. So the collector is switched off, and a timer of the window's own looks for it: often while
a job makes much, seldom otherwise. What is new is looked at each time; everything, a tenth of a second's work, only
now and then, while nothing runs. Most of that is the program itself, which never goes and is set aside.
"""

from __future__ import annotations

import gc
import time

from PySide6.QtCore import QCoreApplication, QObject, QTimer

SELDOM, OFTEN = 250, 20
"""Milliseconds between two looks."""
WHOLE = 60.0
"""Seconds at least between two looks at everything."""

_settled: list[bool] = []
_collectors: list[Collector] = []


class Collector(QObject):
    """Looks for garbage on the thread it was made on; switches Python's own looking off."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        self._young, self._middle, self._old = gc.get_threshold()
        self._whole = time.monotonic()
        self._busy = 0
        self._timer = QTimer(self)
        self._timer.setObjectName("collector")
        self._timer.setInterval(SELDOM)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def busy(self, *, begins: bool) -> None:
        """A job begins or ends."""
        self._busy = max(self._busy + (1 if begins else -1), 0)
        self._timer.setInterval(OFTEN if self._busy else SELDOM)

    def look(self) -> None:
        """Collects what is worth it, by Python's own counts."""
        young, middle, old = gc.get_count()
        if young < self._young:
            return
        if old >= self._old and not self._busy and time.monotonic() - self._whole > WHOLE:
            gc.collect()
            self._whole = time.monotonic()
        else:
            gc.collect(1 if middle >= self._middle else 0)


def begin() -> None:
    """Call it once there is an application, on its thread, before anything runs on another; later calls do nothing."""
    if not _collectors:
        _collectors.append(Collector(QCoreApplication.instance()))


def busy(*, begins: bool) -> None:
    """A job begins or ends; from the window's thread."""
    for each in _collectors:
        each.busy(begins=begins)


def settle() -> None:
    """Have the collector pass over what is there now. Call it when the first window is built; later calls do nothing.

    Only once, since what is set aside is never collected: the program's own modules, and no desk's records.
    """
    if not _settled:
        _settled.append(True)
        gc.freeze()
