"""Where the program keeps what is its own: settings, logs, crash reports. Never a record of a pupil.

A desk lies where its school put it; here is only where a new one is offered a place, and where the demo school,
whose pupils are invented, is made from the window.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from platformdirs import PlatformDirs


@dataclass(frozen=True)
class Folders:
    """This account's folders; each is made when something is first written to it.

    Args:
        settings: sizes, themes and which desks were open.
        logs: what the program did, without any pupil's data.
        crashes: crash reports.
        demo: the demo school made from the window.
        desks: where a new desk is offered a place.
    """

    settings: Path
    logs: Path
    crashes: Path
    demo: Path
    desks: Path


def usual() -> Folders:
    """The folders that this operating system has for such things."""
    system = PlatformDirs("Senco Desk", appauthor=False)
    logs = system.user_log_path
    return Folders(
        settings=system.user_config_path,
        logs=logs,
        crashes=logs / "crashes",
        demo=system.user_data_path / "demo",
        desks=system.user_documents_path,
    )
