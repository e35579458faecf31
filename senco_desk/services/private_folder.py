"""The folder in which documents lie while another program reads them, and how they go again.

Two of this program may run at once, each on a desk of its own, so each has a part of the folder to itself. Whose part
is still in use is told by a lock that the system lets go when a program ends, however it ends. Light: the first window
needs it.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import stat
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

_HELD = ".held"
_OPENING = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


def usual_place(environ: Mapping[str, str], home: Path, system: str = sys.platform) -> Path:
    """Where this account's documents lie while they are read elsewhere, told without Qt, whose answer it must be.

    Args:
        environ: the program's environment.
        home: the account's home folder.
        system: `sys.platform`.
    """
    if system == "win32":
        caches = Path(environ.get("LOCALAPPDATA") or home / "AppData" / "Local") / "cache"
    elif system == "darwin":
        caches = home / "Library" / "Caches"
    else:
        told = Path(environ.get("XDG_CACHE_HOME") or "")
        caches = told if told.is_absolute() else home / ".cache"
    return caches / "Senco Desk" / "opened"


class Own:
    """This program's own part of such a folder, for as long as it runs."""

    def __init__(self) -> None:
        self._name = f"{os.getpid()}-{os.urandom(8).hex()}"
        self._held: dict[Path, int] = {}

    def within(self, folder: Path) -> Path:
        """The part that is this program's own, held from now on; where nothing can be written it is not there."""
        part = folder / self._name
        with contextlib.suppress(OSError):
            if folder not in self._held:
                folder.mkdir(parents=True, exist_ok=True, mode=0o700)
                self._held[folder] = _hold(part.with_name(part.name + _HELD))
            part.mkdir(exist_ok=True, mode=0o700)
        return part

    def empty(self, folder: Path) -> None:
        """Remove what this program handed over, and what was left by programs that run no longer."""
        empty(folder / self._name)
        if folder.is_symlink():
            folder.unlink()
            return
        with contextlib.suppress(OSError):
            for each in folder.iterdir():
                if each.suffix != _HELD and each.name != self._name and not _in_use(each):
                    remove(each)
                    remove(each.with_name(each.name + _HELD))


def empty(folder: Path) -> bool:
    """Remove everything in a folder; False where another program still holds a file (Windows)."""
    if folder.is_symlink():
        folder.unlink()
        return True
    with contextlib.suppress(OSError):
        for each in folder.iterdir():
            remove(each)
    return not folder.is_dir() or not any(folder.iterdir())


def remove(path: Path) -> None:
    """Remove a file or a folder with all that is in it, as far as it can be; a link is removed, never followed."""
    if path.is_symlink() or not path.is_dir():
        with contextlib.suppress(OSError):
            path.unlink()
        return
    shutil.rmtree(path, onerror=_once_more)


def _hold(mark: Path) -> int:
    """Locks a part's mark until this program ends; a drive that knows no locks leaves its process's number to tell."""
    descriptor = os.open(mark, _OPENING, 0o600)
    _lock(descriptor)
    return descriptor


def _in_use(part: Path) -> bool:
    """Whether the program whose part this is still runs. What has no mark was left by a crash, or is nobody's."""
    try:
        descriptor = os.open(part.with_name(part.name + _HELD), _OPENING & ~os.O_CREAT, 0o600)
    except FileNotFoundError:
        return False
    except OSError:
        return True
    try:
        free = _lock(descriptor)
    finally:
        os.close(descriptor)
    if free is None:
        from senco_desk.store.lock import is_running  # noqa: PLC0415  slow import, rarely wanted

        number = part.name.partition("-")[0]
        return number.isdigit() and is_running(int(number))
    return not free


def _lock(descriptor: int) -> bool | None:
    """True: taken. False: another program holds it. None: this drive knows no locks."""
    try:
        if sys.platform == "win32":
            import msvcrt  # noqa: PLC0415  Windows only

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl  # noqa: PLC0415  not on Windows

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        return False if error.errno in {errno.EAGAIN, errno.EACCES, errno.EDEADLK, errno.EWOULDBLOCK} else None
    return True


def _once_more(deed: Callable[[str], object], name: str, _error: object) -> None:
    """Windows removes no file that is not to be changed; what is still open there goes the next time."""
    with contextlib.suppress(OSError):
        Path(name).chmod(stat.S_IRWXU)
        deed(name)
