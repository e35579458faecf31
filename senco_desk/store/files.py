"""Whole or not at all: how small files reach the disk, and how the system's file errors become sentences.

Programs of this kind have lost data by emptying the old file before the new one was complete, and by
renaming a file that the disk had not yet kept. Every small file of a desk is written through here.
"""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from senco_desk.domain.problems import TroubleError
from senco_desk.machine.drive import keep, keep_folder
from senco_desk.store.errors import DiskFaultError, DiskFullError, NotAllowedError

UNFINISHED = ".part"
KEPT = ".kept"
NO_WAITING = getattr(os, "O_NONBLOCK", 0)
"""Opening what is no file but a pipe then answers at once; of a file it changes nothing."""
_SMALL = 64 * 1024
"""What a new small file may need: the engine's index of a log takes half of it."""


def write_whole(path: Path, content: bytes) -> None:
    """Replaces the file in one step: afterwards it holds either the old bytes or all of the new ones.

    The bytes go to a new file beside it and are on the disk before the name moves. Where the system
    denies the rename (a virus scanner or a sync client holds the file), the old bytes are kept in
    `<name>.kept` while the file is written in place. Raises DiskFullError, NotAllowedError or
    DiskFaultError; the old file is whole then, or, at the very worst, its kept copy is.
    """
    with telling_file_troubles(path):
        part = _write_part(path, content)
        try:
            try:
                part.replace(path)
            except PermissionError:
                _write_in_place(path, content)
        finally:
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)
        keep_folder(path.parent)


class NoFileError(OSError):
    """Something else has a file's name: a pipe, say, which would keep whoever reads it waiting for ever."""


def open_file(path: Path) -> BinaryIO:
    """A file open for reading; never waits for it. Raises NoFileError where it is none, else as the system does."""
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0) | NO_WAITING)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise NoFileError(errno.EINVAL, "no file")
    return os.fdopen(descriptor, "rb")


def leads_elsewhere(folder: Path) -> bool:
    """Whether a folder is none of its own but leads to another, as a link or a junction of Windows does."""
    is_junction = getattr(os.path, "isjunction", None)  # not before Python 3.12
    return folder.is_symlink() or bool(is_junction is not None and is_junction(folder))


def read_whole(path: Path, *, at_most: int) -> bytes | None:
    """The file's bytes, or None where there is none; b"" where it is larger than any sound one, or no plain file."""
    with telling_file_troubles(path):
        try:
            with open_file(path) as file:
                content = file.read(at_most + 1)
        except FileNotFoundError:
            return None
        except NoFileError:
            return b""
        return content if len(content) <= at_most else b""


def read_start(path: Path, length: int) -> bytes | None:
    """The file's first bytes; None where there is no such file or it is shorter."""
    with telling_file_troubles(path):
        try:
            with open_file(path) as file:
                content = file.read(length)
        except (FileNotFoundError, NoFileError):
            return None
        return content if len(content) == length else None


def new_private(path: Path) -> None:
    """Makes an empty file that only this account may read, for a library to fill: by itself it lets everybody read."""
    with telling_file_troubles(path):
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))


def copy_whole(source: Path, to: Path) -> None:
    """Copies a file to a new one that only this account may read; on return the drive holds it."""
    with telling_file_troubles(to), open_file(source) as old:
        descriptor = os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
        with os.fdopen(descriptor, "wb") as new:
            shutil.copyfileobj(old, new, 1024 * 1024)
            new.flush()
            keep(new.fileno())


def new_part(path: Path) -> Path:
    """The name of an unfinished file beside the path. Readers ignore such names, and sweeping removes them."""
    return path.with_name(f".{path.name}.{secrets.token_hex(8)}{UNFINISHED}")


def free_space(folder: Path) -> int:
    """How many bytes this account may still write on the folder's drive."""
    with telling_file_troubles(folder):
        return shutil.disk_usage(folder).free


def is_full(folder: Path) -> bool:
    """Whether the folder's drive refuses even a small new file for want of room; False where it refuses otherwise.

    It is tried, not reckoned: a quota, a reserve, or a file system's own tables can be full while bytes are free.
    """
    probe = new_part(folder / "room")
    try:
        _write_and_keep(probe, bytes(_SMALL), os.O_CREAT | os.O_EXCL)
    except OSError as error:
        return isinstance(as_file_trouble(error, folder), DiskFullError)
    finally:
        with contextlib.suppress(OSError):
            probe.unlink(missing_ok=True)
    return False


@contextlib.contextmanager
def telling_file_troubles(place: Path) -> Iterator[None]:
    """Within this block a file error of the system's becomes a TroubleError about the place."""
    try:
        yield
    except OSError as error:
        raise as_file_trouble(error, place) from error


def as_file_trouble(error: OSError, place: Path) -> TroubleError:
    """The sentence for a file error: full drive, no permission, or a drive that fails."""
    full_on_windows = {39, 112}  # ERROR_HANDLE_DISK_FULL, ERROR_DISK_FULL
    if error.errno in {errno.ENOSPC, errno.EDQUOT} or getattr(error, "winerror", None) in full_on_windows:
        return DiskFullError(place)
    if isinstance(error, PermissionError) or error.errno == errno.EROFS:
        return NotAllowedError(place)
    return DiskFaultError(f"{type(error).__name__} {error.errno}")


def _write_part(path: Path, content: bytes) -> Path:
    part = new_part(path)
    try:
        _write_and_keep(part, content, os.O_CREAT | os.O_EXCL)
    except OSError:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        raise
    return part


def _write_in_place(path: Path, content: bytes) -> None:
    kept = path.with_name(path.name + KEPT)
    old = path.read_bytes()
    _write_and_keep(kept, old, os.O_CREAT | os.O_TRUNC)
    try:
        _write_and_keep(path, content, os.O_TRUNC)
    except OSError:
        with contextlib.suppress(OSError):
            _write_and_keep(path, old, os.O_TRUNC)
        raise
    kept.unlink(missing_ok=True)


def _write_and_keep(path: Path, content: bytes, how: int) -> None:
    descriptor = os.open(path, os.O_WRONLY | how | getattr(os, "O_BINARY", 0), 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        keep(file.fileno())
