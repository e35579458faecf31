"""Emptying the folder in which documents lie while another program reads them. Light: the first window needs it."""

from __future__ import annotations

import contextlib
import shutil
import stat
from collections.abc import Callable
from pathlib import Path


def empty(folder: Path) -> bool:
    """Remove everything that was handed over; False where another program still holds a file (Windows)."""
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


def _once_more(deed: Callable[[str], object], name: str, _error: object) -> None:
    """Windows removes no file that is not to be changed; what is still open there goes the next time."""
    with contextlib.suppress(OSError):
        Path(name).chmod(stat.S_IRWXU)
        deed(name)
