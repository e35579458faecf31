"""One desk, one program: a lock file that says who has the desk open, where and since when.

Two signs are kept. The operating system's own lock on the open file ends with the process, however it
ends, so a crash or a power cut never shuts people out. The words inside the file serve the person who is
told to wait, and serve alone where a drive knows no locks or the holder sits at another computer.
The file names a computer account and a computer; nothing of the school or of a child.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

from senco_desk.store.errors import DeskLockedError
from senco_desk.store.files import NO_WAITING, open_file, telling_file_troubles

FILE = "desk.lock"
_LARGEST = 4096
_TRIES, _A_MOMENT = 20, 0.05
# A link put in the lock file's place would have us empty whatever it leads to.
_OPENING = os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0) | NO_WAITING
_LOCKED_BYTE = 1 << 30  # far behind the words: Windows lets nobody read a locked byte

Holding = Literal["open", "elsewhere", "left behind"]
"""Open now · held on another computer, nobody here knows whether still · left by a program that has ended."""


@dataclass(frozen=True)
class Owner:
    """Who has the desk open: the computer account, the computer, the process and the moment."""

    who: str
    where: str
    pid: int
    since: datetime


class DeskLock:
    """A lock that is held. Release it, or use it as a context; the process's end releases it too."""

    def __init__(self, path: Path, descriptor: int) -> None:
        self._path, self._descriptor = path, descriptor

    def release(self) -> None:
        """Gives the desk free. Doing so twice is harmless."""
        descriptor, self._descriptor = self._descriptor, -1
        if descriptor == -1:
            return
        with contextlib.suppress(OSError):
            os.ftruncate(descriptor, 0)
        if sys.platform != "win32":  # while still locked, so that nobody else's file is removed
            with contextlib.suppress(OSError):
                if _is_same_file(self._path, descriptor):  # the folder may have got another name meanwhile
                    self._path.unlink()
        os.close(descriptor)

    @property
    def is_in_place(self) -> bool:
        """Whether the folder that was locked is still the one of that name."""
        return self._descriptor != -1 and _is_same_file(self._path, self._descriptor)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


def take(folder: Path, owner: Owner, *, anyway: bool = False) -> DeskLock:
    """Takes the desk's lock, or raises DeskLockedError, which says who holds it.

    A lock whose process has ended is taken over. One held on another computer is not, since nobody here
    can tell whether it still runs: `anyway=True`, after asking the person, takes that one over. A lock
    that a living program on this computer holds is never taken. Where its program was killed just as it was starting
    a helper, the helper lets go of it in a moment, which is waited for.
    """
    for _ in range(_TRIES):
        try:
            return _take(folder, owner, anyway=anyway)
        except DeskLockedError:
            holder = owner_of(folder)
            if holder is None or holder.where != owner.where or is_running(holder.pid):
                raise
            threading.Event().wait(_A_MOMENT)
    return _take(folder, owner, anyway=anyway)


def _take(folder: Path, owner: Owner, *, anyway: bool) -> DeskLock:
    path = folder / FILE
    with telling_file_troubles(path):
        while True:
            descriptor = os.open(path, _OPENING, 0o600)
            try:
                if _take_descriptor(path, descriptor, owner, anyway=anyway):
                    return DeskLock(path, descriptor)
            except BaseException:
                os.close(descriptor)
                raise
            os.close(descriptor)  # the holder removed the file in between: begin again with the new one


def owner_of(folder: Path) -> Owner | None:
    """Whose lock file lies in the folder, living or left behind; None where there is none, or no words in it."""
    try:
        with open_file(folder / FILE) as file:
            return _parsed(file.read(_LARGEST))
    except OSError:
        return None


def holding(folder: Path, where: str) -> tuple[Owner, Holding] | None:
    """Whose lock lies in the folder and whether it holds, seen from the computer `where`; None where none lies there.

    Looks only: it neither takes the lock nor tidies one away that was left behind.
    """
    owner = owner_of(folder)
    if owner is None:
        return None
    locked = _probe(folder / FILE)
    if locked is False or (locked is None and owner.where == where and is_running(owner.pid)):
        return owner, "open"
    return owner, "left behind" if owner.where == where else "elsewhere"


@contextlib.contextmanager
def holding_file(path: Path) -> Iterator[bool | None]:
    """Holds a file of its own for the length of the block, without words in it; the file goes with it.

    Answers True; False where somebody else holds it; None where nobody can tell: the drive knows no locks, or nothing
    can be written there.
    """
    descriptor, held = _file_held(path)
    try:
        yield held
    finally:
        if descriptor != -1:
            if held is not False and sys.platform != "win32":
                with contextlib.suppress(OSError):
                    path.unlink()
            os.close(descriptor)
            if held is not False and sys.platform == "win32":  # nobody can remove a file there that is open
                with contextlib.suppress(OSError):
                    path.unlink()


def is_held(path: Path) -> bool:
    """Whether somebody surely holds a file by `holding_file` now."""
    return _probe(path) is False


def is_running(pid: int) -> bool:
    """Whether a process of this number lives on this computer. In doubt, yes."""
    if pid <= 0:
        return False
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415  Windows only

        query_limited, still_active, access_denied = 0x1000, 259, 5
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        handle = kernel.OpenProcess(query_limited, 0, pid)
        if not handle:
            return ctypes.get_last_error() == access_denied
        code = ctypes.c_ulong()
        known = kernel.GetExitCodeProcess(handle, ctypes.byref(code))
        kernel.CloseHandle(handle)
        return not known or code.value == still_active
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _take_descriptor(path: Path, descriptor: int, owner: Owner, *, anyway: bool) -> bool:
    locked = _try_system_lock(descriptor)
    before = _parsed(_read(descriptor))
    if locked is False or (before and not _may_follow(before, owner, locked=locked, anyway=anyway)):
        if before is None:
            raise DeskLockedError
        elsewhere = locked is not False and before.where != owner.where
        raise DeskLockedError(before.who, before.where, before.since, elsewhere=elsewhere)
    if not _is_same_file(path, descriptor):
        return False
    words = {"who": owner.who, "where": owner.where, "pid": owner.pid, "since": owner.since.isoformat()}
    os.lseek(descriptor, 0, os.SEEK_SET)
    os.ftruncate(descriptor, 0)
    try:
        os.write(descriptor, json.dumps(words).encode())
        os.fsync(descriptor)
    except OSError:
        # On a full drive the system's lock alone must do, or nobody could open the desk to make room.
        if locked is None:
            raise
    return True


def _may_follow(before: Owner, owner: Owner, *, locked: bool | None, anyway: bool) -> bool:
    if before.where != owner.where:
        return anyway
    # With the system's lock in hand the earlier holder is surely gone, even if its number lives again.
    return locked is True or (not is_running(before.pid)) or (before.pid == owner.pid and anyway)


def _try_system_lock(descriptor: int) -> bool | None:
    """True: taken. False: another holds it. None: this drive knows no locks."""
    try:
        if sys.platform == "win32":
            import msvcrt  # noqa: PLC0415  Windows only

            os.lseek(descriptor, _LOCKED_BYTE, os.SEEK_SET)
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl  # noqa: PLC0415  not on Windows

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        held = {errno.EAGAIN, errno.EACCES, errno.EDEADLK, errno.EWOULDBLOCK}
        return False if error.errno in held else None
    return True


def _file_held(path: Path) -> tuple[int, bool | None]:
    while True:
        try:
            descriptor = os.open(path, _OPENING, 0o600)
        except OSError:
            return -1, None
        held = _try_system_lock(descriptor)
        if held is not True or _is_same_file(path, descriptor):
            return descriptor, held
        os.close(descriptor)  # its holder removed it in between: begin again with a new one


def _probe(path: Path) -> bool | None:
    """As `_try_system_lock`, and lets go again."""
    try:
        descriptor = os.open(path, _OPENING & ~(os.O_RDWR | os.O_CREAT) | os.O_RDONLY)
    except FileNotFoundError:
        return True  # let go since its words were read
    except OSError:
        return None
    try:
        return _try_system_lock(descriptor)
    finally:
        os.close(descriptor)


def _is_same_file(path: Path, descriptor: int) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(descriptor))
    except FileNotFoundError:
        return False


def _read(descriptor: int) -> bytes:
    os.lseek(descriptor, 0, os.SEEK_SET)
    return os.read(descriptor, _LARGEST)


def _parsed(content: bytes) -> Owner | None:
    try:
        words = json.loads(content)
        return Owner(
            str(words["who"]),
            str(words["where"]),
            int(words["pid"]),
            datetime.fromisoformat(words["since"]),
        )
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
