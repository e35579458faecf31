"""What renewing a desk's keys leaves beside the desk when it is cut off, and how the next opening clears it away.

A new desk is built under one hidden name, and the old one goes by another until it is deleted. Neither is ever in
force: `swapping.finish` has settled by then which desk has the name.
"""

from __future__ import annotations

import contextlib
import secrets
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from senco_desk.domain.problems import TroubleError
from senco_desk.machine.drive import keep_folder
from senco_desk.store import lock

_BUILDING, _OLD = ".renewing", ".before-renewal"


def building_place(desk: Path) -> Path:
    """A free hidden name beside a desk for the one that is being built to follow it."""
    return desk.with_name(f".{desk.name}.{secrets.token_hex(8)}{_BUILDING}")


def old_place(desk: Path) -> Path:
    """A free hidden name beside a desk for the one that it was."""
    return desk.with_name(f".{desk.name}.{secrets.token_hex(8)}{_OLD}")


def sweep(desk: Path, owner: Callable[[], lock.Owner]) -> None:
    """Deletes what earlier renewals left beside a desk; for whoever holds the desk's lock.

    What somebody else has open is left, and so is what the drive refuses to lock or to delete: it is tried again next
    time, and keeps nobody from their desk.
    """
    with contextlib.suppress(OSError):
        for each in list(_left(desk)):
            with contextlib.suppress(TroubleError):
                lock.take(each, owner()).release()
                shutil.rmtree(each, ignore_errors=True)
                keep_folder(desk.parent)


def _left(desk: Path) -> Iterator[Path]:
    for path in desk.parent.iterdir():
        if path.name.startswith(f".{desk.name}.") and path.name.endswith((_BUILDING, _OLD)) and path.is_dir():
            yield path
