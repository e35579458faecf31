"""The folder into which the school's scanner writes: which scans wait there, and where that folder is chosen.

The folder is this computer's own setting. What is remembered of a scan that was dealt with is a hash, since even a
file's name may name a child.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from senco_desk.ui.cards import Card, FactRow, button, label
from senco_desk.ui.context import Context
from senco_desk.ui.theme import unit

_FOLDER, _DONE = "scans/folder", "scans/done"
ENDINGS = frozenset((".pdf", ".png", ".jpg", ".jpeg", ".docx", ".odt", ".rtf", ".txt", ".eml"))
MOST = 500
"""So many files of a folder are listed, and so many that were dealt with remembered."""
_SETTLE = 700
"""Milliseconds after the last change in the folder before it is read: a scanner writes in several goes."""

_ABOUT = (
    "Point your scanner at a folder on this computer, and choose it here. New scans are then listed on a child’s"
    " Documents tab, to be looked at and given to the right child. Files in that folder are not encrypted: after a scan"
    " was given to a child you are asked whether it goes to this computer’s bin."
)


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


class ScanFolder(QObject):
    """Tells which scans wait, and when that changes."""

    changed = Signal()

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._watcher = QFileSystemWatcher(self)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SETTLE)
        self._soon.timeout.connect(self.changed)
        self._watcher.directoryChanged.connect(lambda _folder: self._soon.start())
        self._watch()

    @property
    def folder(self) -> Path | None:
        """The folder, where one was chosen."""
        kept = str(self._context.settings.value(_FOLDER, "") or "")
        return Path(kept) if kept else None

    def choose(self, folder: Path | None) -> None:
        """Another folder, or none any more."""
        self._context.settings.setValue(_FOLDER, str(folder) if folder is not None else "")
        self._watch()
        self.changed.emit()

    def waiting(self) -> tuple[Scan, ...]:
        """The scans that nobody has dealt with, the newest first; nothing where the folder is not there."""
        self._watch()
        folder, done = self.folder, self._done()
        if folder is None or not self._context.may("change"):
            return ()
        found = []
        try:
            for path in folder.iterdir():
                scan = _scan(path)
                if scan is not None and scan.mark not in done:
                    found.append((path.stat().st_mtime, scan))
        except OSError:
            return ()
        found.sort(key=lambda each: (-each[0], each[1].path.name))
        return tuple(scan for _, scan in found[:MOST])

    def deal_with(self, scans: Iterable[Scan]) -> None:
        """These wait no longer; the files stay where they are."""
        done = [*self._done(), *(each.mark for each in scans)]
        self._context.settings.setValue(_DONE, done[-MOST:])
        self.changed.emit()

    def _done(self) -> list[str]:
        kept = self._context.settings.value(_DONE, [])
        return [str(each) for each in kept] if isinstance(kept, list) else [str(kept)] if kept else []

    def _watch(self) -> None:
        folder = self.folder
        watched = self._watcher.directories()
        wanted = [str(folder)] if folder is not None and folder.is_dir() else []
        if watched != wanted:
            if watched:
                self._watcher.removePaths(watched)
            if wanted:
                self._watcher.addPaths(wanted)


class ScanFolderCard(Card):
    """Settings: where scans arrive on this computer."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__("Scans", parent)
        self.scans = ScanFolder(context, self)
        self.where = FactRow("Folder for scans")
        self.choose = button("Choose the fol&der for scans…", self._choose)
        self.none = button("&No folder", lambda: self._take(None))
        self._dialog: QFileDialog | None = None
        self.add(label(_ABOUT, tone="muted", wrap=True))
        self.add(self.where)
        row = QHBoxLayout()
        row.setSpacing(unit(1))
        row.addWidget(self.choose)
        row.addWidget(self.none)
        row.addStretch(1)
        self.body.addLayout(row)
        self.add_stretch()
        self._show()

    def _choose(self) -> None:
        dialog = QFileDialog(self.window(), "The folder for scans", str(self.scans.folder or Path.home()))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(lambda name: self._take(Path(name)))
        self._dialog = dialog
        dialog.open()

    def _take(self, folder: Path | None) -> None:
        self.scans.choose(folder)
        self._show()

    def _show(self) -> None:
        folder = self.scans.folder
        self.where.show_words(str(folder) if folder is not None else "None chosen yet")
        self.none.setEnabled(folder is not None)


def waiting_words(count: int) -> str:
    """`3 scans waiting`, or nothing."""
    return "" if not count else "1 scan waiting" if count == 1 else f"{count} scans waiting"


def unchanged(scan: Scan) -> bool:
    """Whether the file is still the one that was listed and looked at; a scanner may have written over it since."""
    now = _scan(scan.path)
    return now is not None and now.mark == scan.mark


def _scan(path: Path) -> Scan | None:
    """A file that may be a scan; None for what is hidden, empty, a folder, or still being written to elsewhere."""
    if path.name.startswith((".", "~")) or path.suffix.casefold() not in ENDINGS or not path.is_file():
        return None
    try:
        told = path.stat()
    except OSError:
        return None
    if not told.st_size:
        return None
    mark = hashlib.sha256(f"{path.name}|{told.st_size}|{told.st_mtime_ns}".encode()).hexdigest()[:24]
    return Scan(path, told.st_size, datetime.fromtimestamp(told.st_mtime).astimezone().date(), mark)
