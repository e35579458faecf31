"""What a finished file needs of its drive: that it lasts through a power cut, and that the right people may read it."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import sys
from pathlib import Path


def keep(descriptor: int) -> None:
    """Returns once the drive itself holds the file's bytes (on macOS fsync alone stops at its cache)."""
    if sys.platform == "darwin":
        import fcntl  # noqa: PLC0415  not on Windows

        with contextlib.suppress(OSError):  # a drive that knows no full flush still knows fsync
            fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
            return
    os.fsync(descriptor)


def keep_folder(folder: Path) -> None:
    """Makes renames in the folder last through a power cut. Windows offers no such call and needs none."""
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in {errno.EINVAL, errno.ENOTSUP}:  # some mounted drives cannot flush a folder
            raise
    finally:
        os.close(descriptor)


def open_to_the_usual_readers(finished: Path) -> None:
    """Gives a finished file the rights that any new file of this person has in that folder.

    It is for sending, and a colleague's e-mail program or a scanner of the school has to read it. What those rights
    are is asked of the folder, with an empty file: the process's own mask cannot be read without changing it.
    """
    if os.name == "nt":  # there a new file takes its folder's rights by itself
        return
    asked = finished.with_name(f".{secrets.token_hex(8)}.part")
    with contextlib.suppress(OSError):  # a stick without rights of its own
        os.close(os.open(asked, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))
        try:
            finished.chmod(asked.stat().st_mode & 0o777)
        finally:
            asked.unlink(missing_ok=True)
