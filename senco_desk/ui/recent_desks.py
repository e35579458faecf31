"""The desks that were open on this computer, and which of them opens by itself the next time.

Paths only are kept: what a desk is called by its folder, never what is in it. A backup, what a restore kept aside, and
a second copy of a desk that is known already never become the one that opens by itself: a day's work in the wrong copy
is found out too late.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings

if TYPE_CHECKING:
    from senco_desk.services.before_opening import OldCopy
    from senco_desk.ui.window import MainWindow

_RECENT = "desks/recent"
_MOST = 6
_ENDING = ".sencodesk"


class RecentDesks:
    """The last six, the one to open first; those that are gone are left out."""

    def __init__(self, settings: QSettings) -> None:
        self._settings = settings

    def all(self) -> list[Path]:
        """The desks that are still there, the one that opens by itself first."""
        kept = str(self._settings.value(_RECENT) or "")
        return [Path(line) for line in kept.split("\n") if line and _is_there(Path(line))]

    def remember(self, path: Path, *, first: bool) -> None:
        """Keeps a desk that was opened; `first` says that it opens by itself the next time."""
        path = path.absolute()
        others = [each for each in self.all() if each.absolute() != path]
        behind = not first and bool(others)
        kept = [others[0], path, *others[1:]] if behind else [path, *others]
        self._settings.setValue(_RECENT, "\n".join(str(each) for each in kept[:_MOST]))

    def forget(self, path: Path) -> None:
        """Leaves a desk out, such as one that turned out to be a backup."""
        kept = [each for each in self.all() if each.absolute() != path.absolute()]
        self._settings.setValue(_RECENT, "\n".join(str(each) for each in kept))


def called(path: Path | None) -> str:
    """What a desk is called before it is open: its folder's name, in which an apostrophe has no place."""
    if path is None:
        return ""
    # A slow import for the first window, which asks for the word of one desk alone: most names need not be looked at.
    if not path.name[:1].isdigit():
        return _worded(path)
    from senco_desk.domain.backups import moment_of  # noqa: PLC0415

    if moment_of(path.name) is not None:  # a backup that the desk took of itself is called by a moment
        return f"{called(Path(path.parent.name.removesuffix(' backups')))}, a backup"
    return _worded(path)


def _worded(path: Path) -> str:
    words = path.name.removesuffix(_ENDING).replace("-", " ").split()
    named = (f"’{word}" if word == "s" and at else f" {word[:1].upper()}{word[1:]}" for at, word in enumerate(words))
    return "".join(named).strip()


def name_copy(window: MainWindow, path: Path, old: OldCopy | None, *, has_twin: bool) -> None:
    """Says in the bar and the title which of several copies of a desk this is."""
    from senco_desk.domain.terms import in_words  # noqa: PLC0415  the first window must be on the screen at once
    from senco_desk.ui.marks import mark  # noqa: PLC0415  as above

    name = path.name.removesuffix(_ENDING)
    if old is not None:
        words = {"backup": "Backup", "before restore": "Kept by a restore"}[old.kind]
        words += f" of {in_words(old.on)}" if old.on is not None and old.kind == "backup" else ""
        why = "This is not the desk you work in. It is open to look only."
        window.put_chip(mark("due", words, meaning="old copy"), why)
    elif has_twin:
        why = f"The same desk also lies in another place on this computer. This is the one in {path}."
        window.put_chip(mark("due", f"Copy: {name}", meaning="one of several copies"), why)
    if old is not None or has_twin:
        window.setWindowTitle(f"{name} · {window.windowTitle()}")


def _is_there(desk: Path) -> bool:
    """Also where a restore was cut off between its two renames: opening gives the desk that stands ready its name."""
    return desk.is_dir() or desk.with_name(f".{desk.name}.ready").is_dir()
