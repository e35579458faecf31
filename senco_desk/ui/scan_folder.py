"""The folder into which the school's scanner writes: which scans wait there, and where that folder is chosen.

The folder is this computer's own setting. What is remembered of a scan that was dealt with is a hash, since even a
file's name may name a child.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QFileSystemWatcher, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from senco_desk.ui.cards import Card, FactRow, button, label
from senco_desk.ui.context import Context
from senco_desk.ui.folder_looking import FolderLooking, Listed, Scan, scan_of
from senco_desk.ui.theme import unit

_FOLDER, _DONE = "scans/folder", "scans/done"
MOST = 500
"""So many files of a folder are listed, and so many that were dealt with remembered."""
_SETTLE = 700
"""Milliseconds after the last change in the folder before it is read: a scanner writes in several goes."""

State = Literal["none", "reading", "slow", "gone", "listed"]
"""No folder was chosen; it is being read, or takes long; it cannot be read; it was read."""

_ABOUT = (
    "Point your scanner at a folder on this computer, and choose it here. New scans are then listed on a child’s"
    " Documents tab, to be looked at and given to the right child. Files in that folder are not encrypted: after a scan"
    " was given to a child you are asked whether it goes to this computer’s bin."
)


class ScanFolder(QObject):
    """Tells which scans wait, and when that changes. The folder is listed beside the window, never in its way.

    Whether one scan is `unchanged` is asked of its drive there and then.
    """

    changed = Signal()
    """The list, or what is known of the folder, is another one now."""

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._listed: Listed | None = None
        self._is_slow = False
        self._looking = FolderLooking(self)
        self._looking.listed.connect(self._take)
        self._looking.slow.connect(self._slow)
        self._watcher = QFileSystemWatcher(self)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SETTLE)
        self._soon.timeout.connect(self.look)
        self._watcher.directoryChanged.connect(lambda _folder: self._soon.start())

    @property
    def folder(self) -> Path | None:
        """The folder, where one was chosen."""
        kept = str(self._context.settings.value(_FOLDER, "") or "")
        return Path(kept) if kept else None

    @property
    def state(self) -> State:
        """How far the folder is known."""
        if self.folder is None:
            return "none"
        if self._listed is None or self._listed.folder != self.folder:
            return "slow" if self._is_slow else "reading"
        return "listed" if self._listed.there else "gone"

    @property
    def more(self) -> int:
        """How many more files there are than are listed."""
        return self._listed.more if self._listed is not None and self.state == "listed" else 0

    def choose(self, folder: Path | None) -> None:
        """Another folder, or none any more."""
        self._context.settings.setValue(_FOLDER, str(folder) if folder is not None else "")
        self.look()
        self.changed.emit()

    def ask(self, over: QWidget) -> QFileDialog:
        """Opens the dialog in which the folder is chosen, without waiting for it."""
        dialog = QFileDialog(over.window(), "The folder for scans", str(self.folder or Path.home()))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda name: self.choose(Path(name)))
        dialog.open()
        return dialog

    def look(self) -> None:
        """Has the folder read anew; `changed` follows once it is. What was listed stays until then."""
        folder = self.folder
        if folder is None or not self._context.may("change"):
            self._looking.forget()
            self._listed = None
            self._watch(None)
            return
        self._looking.look(folder, frozenset(self._done()), MOST)

    def waiting(self) -> tuple[Scan, ...]:
        """The scans that nobody has dealt with, the newest first, as the folder was read last."""
        if self._listed is None or self.state != "listed" or not self._context.may("change"):
            return ()
        done = frozenset(self._done())
        return tuple(scan for scan in self._listed.scans if scan.mark not in done)

    def deal_with(self, scans: Iterable[Scan]) -> None:
        """These wait no longer; the files stay where they are."""
        done = [*self._done(), *(each.mark for each in scans)]
        self._context.settings.setValue(_DONE, done[-MOST:])
        self.look()
        self.changed.emit()

    def _take(self, found: object) -> None:
        if isinstance(found, Listed):
            self._listed, self._is_slow = found, False
            self._watch(found.folder if found.there else None)
            self.changed.emit()

    def _slow(self) -> None:
        self._is_slow = True
        self.changed.emit()

    def _done(self) -> list[str]:
        kept = self._context.settings.value(_DONE, [])
        return [str(each) for each in kept] if isinstance(kept, list) else [str(kept)] if kept else []

    def _watch(self, folder: Path | None) -> None:
        """Only a folder that has just answered is watched: asking after one that hangs would hold up the window."""
        watched = self._watcher.directories()
        wanted = [str(folder)] if folder is not None else []
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
        self.scans.changed.connect(self._show)
        self.choose = button("Choose the fol&der for scans…", lambda: self.scans.ask(self))
        self.none = button("&No folder", lambda: self.scans.choose(None))
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

    def showEvent(self, event: QShowEvent) -> None:
        """The folder may have been chosen elsewhere meanwhile."""
        super().showEvent(event)
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
    now = scan_of(scan.path)
    return now is not None and now[1].mark == scan.mark
