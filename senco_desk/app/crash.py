"""Crash reports: enough to find the fault, and nothing of any pupil.

A report holds the kinds of error and where in the program they arose. It leaves out their messages and the values of
variables, for those may hold a name.
"""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from senco_desk.domain.faults import places_of

KEPT = 20
"""So many reports are kept; the oldest go first."""


def keep_report(folder: Path, error: BaseException, command: Sequence[str], now: datetime) -> Path | None:
    """Write a report of an error and answer where it lies; None if that could not be done either."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = folder / f"crash-{now:%Y%m%d-%H%M%S-%f}.txt"
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as report:
            report.write(report_of(error, command, now))
        for old in sorted(folder.glob("crash-*.txt"))[:-KEPT]:
            old.unlink(missing_ok=True)
    except OSError:
        return None
    return path


def report_of(error: BaseException, command: Sequence[str], now: datetime) -> str:
    """The report's text: versions, which command, and the chain of errors as kinds and places."""
    lines = [
        f"Senco Desk {_own_version()}, Python {platform.python_version()}, {platform.system()} {platform.release()}",
        f"At {now.isoformat(timespec='seconds')}, command: {_command(command)}",
        "Messages and values are left out on purpose: they may hold a pupil’s name.",
        *places_of(error),
    ]
    return "\n".join(lines) + "\n"


def _command(command: Sequence[str]) -> str:
    """The command's first word only if it is one; anything else that was typed may name a pupil."""
    word = command[0] if command else ""
    return word if word.isascii() and word.isalpha() and word.islower() and len(word) <= 12 else "(window or options)"


def _own_version() -> str:
    try:
        return version("senco-desk")
    except PackageNotFoundError:
        return "(not installed)"
