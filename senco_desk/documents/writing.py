"""Files written beside their target and then put in its place in one step: whole, or not at all."""

from __future__ import annotations

import errno
import io
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO

from senco_desk.domain.problems import TroubleError
from senco_desk.machine.drive import keep, keep_folder, open_to_the_usual_readers


@contextmanager
def replacing(target: Path) -> Iterator[BinaryIO]:
    """A file to write to; at the end it is `target`. If anything goes wrong, whatever was there stays.

    Raises:
        TroubleError: the disk is full, or the place cannot be written to.
    """
    beside = target.with_name(f".{target.name}.{secrets.token_hex(8)}.part")
    try:
        try:
            with open(beside, "wb", buffering=0, opener=_new_and_ours) as file:
                out = _Patient(file)
                with io.BufferedWriter(out, 1 << 20) as gathered:
                    yield gathered
                if out.trouble is not None:
                    raise out.trouble
                keep(file.fileno())
            open_to_the_usual_readers(beside)
            beside.replace(target)
            with suppress(OSError):  # the file is there and whole, whatever becomes of its name in a power cut
                keep_folder(target.parent)
        except OSError as error:
            raise trouble_writing(target, error) from error
    except BaseException:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
        raise


def _new_and_ours(path: str, flags: int) -> int:
    """A file that was not there before, never somebody's link elsewhere; its owner's alone until it is finished."""
    careful = os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    return os.open(path, (flags | careful) & ~os.O_TRUNC, 0o600)


class _Patient(io.RawIOBase):
    """A file that keeps an error to itself until all is said.

    The PDF library cannot be told of a full disk while it writes: unwinding, it writes again, fails again and
    takes the whole process down. So the first error is kept, and what follows is let go.
    """

    def __init__(self, file: BinaryIO) -> None:
        super().__init__()
        self.file, self.at, self.trouble = file, 0, None

    trouble: OSError | None

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        if self.trouble is None:
            try:
                left = memoryview(data)
                while left:
                    left = left[self.file.write(left) :]
            except OSError as error:
                self.trouble = error
        self.at += len(data)
        return len(data)

    def tell(self) -> int:
        return self.at


def trouble_writing(target: Path, error: OSError) -> TroubleError:
    """What to tell a person when a file could not be written."""
    safe = "Your records are safe, and no unfinished file was left."
    if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
        return TroubleError(
            f"The drive is full: there is no room on it to write {target.name}.",
            safe,
            "Free some space, or choose another folder, and try again.",
        )
    return TroubleError(
        f"{target.name} could not be written in {target.parent} ({error.strerror or error}).",
        safe,
        "Close the file if it is open in another program, or choose another folder, and try again.",
    )
