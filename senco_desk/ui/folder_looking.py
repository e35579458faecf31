"""Listing the folder for scans in a thread of its own: it may lie on a network drive that does not answer.

It is none of the window's jobs: those wait for each other, and the desk waits for them when it is locked. Nobody waits
for this thread. A drive that hangs costs nothing but the list.
"""

from __future__ import annotations

import contextlib
import hashlib
import threading
from collections.abc import Container
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

WORDED = frozenset((".docx", ".odt", ".rtf", ".txt", ".eml"))
"""Kinds of file that have words and no pages of their own."""
ENDINGS = frozenset((".pdf", ".png", ".jpg", ".jpeg")) | WORDED
SLOW = 4_000
"""Milliseconds after which it is said that a folder takes long."""


@dataclass(frozen=True)
class Scan:
    """A file that waits: where it is, its size in bytes and the day it was last saved."""

    path: Path
    bytes: int
    saved_on: date
    mark: str

    @property
    def id(self) -> str:
        """What it is known by."""
        return self.mark


@dataclass(frozen=True)
class Listed:
    """What is in a folder: the newest files that nobody has dealt with, and how many more there are beyond the limit.

    `there` is untrue where the folder cannot be read.
    """

    folder: Path
    scans: tuple[Scan, ...] = ()
    more: int = 0
    there: bool = True


class FolderLooking(QObject):
    """Lists one folder at a time; the answer to the last asking is told."""

    listed = Signal(object)
    """A `Listed`, on the window's thread."""
    slow = Signal()
    """The folder has not answered for a while."""

    _answered = Signal(int, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._asked = 0
        """The number of the listing whose answer is wanted; one that hung may answer long after it."""
        self._folder: Path | None = None
        """The folder that is being listed."""
        self._again: tuple[Path, Container[str], int] | None = None
        self._late = QTimer(self)
        self._late.setSingleShot(True)
        self._late.setInterval(SLOW)
        self._late.timeout.connect(self.slow)
        self._answered.connect(self._take)

    def look(self, folder: Path, done: Container[str], most: int) -> None:
        """Lists a folder, without the files whose marks are among `done`; at most so many, the newest first.

        While the same folder is being listed another listing waits; one that hangs is not asked a second time.
        """
        if self._folder == folder:
            self._again = (folder, done, most)
            return
        self.forget()
        self._folder = folder
        self._late.start()
        threading.Thread(target=self._run, args=(self._asked, folder, done, most), daemon=True, name="scans").start()

    def forget(self) -> None:
        """No answer is wanted any more."""
        self._asked += 1
        self._folder = self._again = None
        self._late.stop()

    def _run(self, number: int, folder: Path, done: Container[str], most: int) -> None:
        """On the thread of its own: touches nothing but the folder, and tells, whatever happens."""
        try:
            found = listed_in(folder, done, most)
        except Exception:  # noqa: BLE001  a drive can fail in any way; without an answer it would be read for ever
            found = Listed(folder, there=False)
        with contextlib.suppress(RuntimeError):  # whoever asked is gone
            self._answered.emit(number, found)

    def _take(self, number: int, found: object) -> None:
        if number != self._asked:
            return  # another listing was asked for since
        again = self._again
        self.forget()
        self.listed.emit(found)
        if again is not None:
            self.look(*again)


def listed_in(folder: Path, done: Container[str], most: int) -> Listed:
    """Reads a folder now; takes as long as its drive does."""
    found = []
    try:
        for path in folder.iterdir():
            scan = scan_of(path)
            if scan is not None and scan[1].mark not in done:
                found.append(scan)
    except OSError:
        return Listed(folder, there=False)
    found.sort(key=lambda each: (-each[0], each[1].path.name))
    return Listed(folder, tuple(scan for _, scan in found[:most]), max(len(found) - most, 0))


def scan_of(path: Path) -> tuple[float, Scan] | None:
    """A file that may be a scan, with the moment it was last saved; None for what is hidden, empty or a folder."""
    if path.name.startswith((".", "~")) or path.suffix.casefold() not in ENDINGS or not path.is_file():
        return None
    try:
        told = path.stat()
    except OSError:
        return None
    if not told.st_size:
        return None
    mark = hashlib.sha256(f"{path.name}|{told.st_size}|{told.st_mtime_ns}".encode()).hexdigest()[:24]
    return told.st_mtime, Scan(path, told.st_size, datetime.fromtimestamp(told.st_mtime).astimezone().date(), mark)
