"""Where the program keeps what is its own: settings, logs, crash reports. Never a record of a pupil."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from platformdirs import PlatformDirs


@dataclass(frozen=True)
class Folders:
    """The program's own folders for this account; each is made when something is first written to it."""

    settings: Path
    logs: Path
    crashes: Path


def usual() -> Folders:
    """The folders that this operating system has for such things."""
    system = PlatformDirs("Senco Desk", appauthor=False)
    logs = Path(system.user_log_dir)
    return Folders(settings=Path(system.user_config_dir), logs=logs, crashes=logs / "crashes")
