"""Files written beside their target and then put in its place in one step: whole, or not at all."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from senco_desk.domain.problems import TroubleError


@contextmanager
def replacing(target: Path) -> Iterator[BinaryIO]:
    """A file to write to; at the end it is `target`. If anything goes wrong, whatever was there stays.

    Raises:
        TroubleError: the disk is full, or the place cannot be written to.
    """
    beside = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        try:
            with beside.open("wb") as out:
                yield out
                out.flush()
                os.fsync(out.fileno())
            beside.replace(target)
        except OSError as error:
            raise trouble_writing(target, error) from error
    except BaseException:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
        raise


def trouble_writing(target: Path, error: OSError) -> TroubleError:
    """What to tell a person when a file could not be written."""
    safe = "Your records are safe, and no unfinished file was left."
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return TroubleError(
            f"There is not enough room on the disk to write {target.name}.",
            safe,
            "Free some space, or choose another folder, and try again.",
        )
    return TroubleError(
        f"{target.name} could not be written in {target.parent} ({error.strerror or error}).",
        safe,
        "Close the file if it is open in another program, or choose another folder, and try again.",
    )
