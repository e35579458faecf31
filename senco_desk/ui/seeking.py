"""Looking through the records in another thread while somebody types: the newest asking wins, and nothing waits.

The thread has a connection of its own, which it opens when it is first asked and closes with the desk. Where the desk
has only one (a desk in memory), it is asked at once, in the thread that asks.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

from PySide6.QtCore import QObject, QThread, Signal

from senco_desk.services.desk import Desk

Asking = Callable[[Desk], object]


class Seeker(QObject):
    """Answers one asking at a time; one that comes before the last was begun takes its place."""

    answered = Signal(int, object)
    """The number of the asking, and what was found; on the window's thread."""
    failed = Signal(object)
    """Why an asking could not be answered."""

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._thread: _Looking | None = None
        self._number = 0

    def ask(self, asking: Asking) -> int:
        """Asks; answers the number under which the answer will come. Earlier askings are not answered any more."""
        self._number += 1
        if self._thread is None:
            self._thread = _Looking(self._desk)
            self._thread.answered.connect(self._told)
            self._thread.failed.connect(self._failed)
            self._thread.start()
        self._thread.ask(self._number, asking)
        return self._number

    def stop(self) -> None:
        """Ends the thread and closes its connection; returns once both are done."""
        thread, self._thread = self._thread, None
        self._number += 1
        if thread is not None:
            thread.end()
            thread.wait()
            thread.deleteLater()

    def _told(self, number: int, found: object) -> None:
        if number == self._number:
            self.answered.emit(number, found)

    def _failed(self, number: int, error: object) -> None:
        if number == self._number:
            self.failed.emit(error)


class _Looking(QThread):
    answered = Signal(int, object)
    failed = Signal(int, object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._changed = threading.Condition()
        self._wanted: tuple[int, Asking] | None = None
        self._over = False

    def ask(self, number: int, asking: Asking) -> None:
        """From the window's thread: what to look for next."""
        with self._changed:
            self._wanted = number, asking
            self._changed.notify()

    def end(self) -> None:
        """From the window's thread."""
        with self._changed:
            self._over = True
            self._changed.notify()

    def run(self) -> None:  # runs on its own thread
        reader: Desk | None = None
        try:
            while (wanted := self._next()) is not None:
                number, asking = wanted
                try:
                    reader = reader or self._desk.reader()
                    self.answered.emit(number, asking(reader))
                except Exception as error:  # noqa: BLE001  every end is told to the window
                    self.failed.emit(number, error)
        finally:
            if reader is not None and reader.store is not self._desk.store:
                reader.close()

    def _next(self) -> tuple[int, Asking] | None:
        with self._changed:
            self._changed.wait_for(lambda: self._over or self._wanted is not None)
            if self._over:
                return None
            wanted, self._wanted = self._wanted, None
            return wanted
