"""Where documents lie while another program reads them, and how they go. Light: the first window needs it."""

from __future__ import annotations

import contextlib
from pathlib import Path

from PySide6.QtCore import QStandardPaths

from senco_desk.services import private_folder


def handed_over() -> Path:
    """The folder in which documents lie while another program reads them; nothing else is ever in it."""
    place = QStandardPaths.StandardLocation.GenericCacheLocation
    return Path(QStandardPaths.writableLocation(place)) / "Senco Desk" / "opened"


def take_back() -> None:
    """Empties that folder: when the program starts, and when a desk is locked or closed."""
    with contextlib.suppress(OSError):
        private_folder.empty(handed_over())
