"""Where documents lie while another program reads them, and how they go. Light: the first window needs it."""

from __future__ import annotations

import contextlib
from pathlib import Path

from PySide6.QtCore import QStandardPaths

from senco_desk.services import private_folder

_OWN = private_folder.Own()


def common() -> Path:
    """The folder of all running Senco Desks of this account; nothing else is ever in it."""
    place = QStandardPaths.StandardLocation.GenericCacheLocation
    return Path(QStandardPaths.writableLocation(place)) / "Senco Desk" / "opened"


def handed_over() -> Path:
    """This program's own part of it; where nothing can be written it is not there."""
    return _OWN.within(common())


def take_back() -> None:
    """Empties that part, and what a crash left: when the program starts, and when a desk is locked or closed.

    What another Senco Desk that still runs has handed over is left to it.
    """
    with contextlib.suppress(OSError):
        _OWN.empty(common())
