"""A whole desk takes another's place: in two renames, with an openable desk after a stop at any moment.

No system renames one folder over another in one step everywhere. So the new desk first stands complete beside the old
one under a name that says so (`.NAME.sencodesk.ready`); then the old one is renamed aside, and the new one gets its
name. Whoever opens a desk calls `finish` first: it ends a swap that was cut off between the two.
"""

from __future__ import annotations

import contextlib
import shutil
from itertools import count
from pathlib import Path

from senco_desk.store.files import keep_folder, telling_file_troubles

_READY = ".ready"


def ready_place(desk: Path) -> Path:
    """Where a complete new desk stands until it takes the name of `desk`."""
    return desk.with_name(f".{desk.name}{_READY}")


def swap(new: Path, desk: Path, aside: Path | None) -> None:
    """Puts the folder `new`, complete and on the drive, in the place of `desk`, which is kept as `aside`.

    Both stand in one folder. `aside` None says that there is no desk there yet. Raises a TroubleError where the system
    refuses a rename, and leaves the old desk in its place then.
    """
    ready = ready_place(desk)
    with telling_file_troubles(desk):
        if ready.exists():  # of an earlier swap that was never begun
            shutil.rmtree(ready)
        new.rename(ready)
        keep_folder(desk.parent)
        if aside is not None:
            try:
                desk.rename(aside)
            except OSError:
                with contextlib.suppress(OSError):
                    ready.rename(new)
                raise
        try:
            ready.rename(desk)
        except OSError:
            with contextlib.suppress(OSError):
                if aside is not None:
                    aside.rename(desk)
            raise
        keep_folder(desk.parent)


def finish(desk: Path) -> None:
    """Ends a swap that was cut off: where no desk has the name, the one that stands ready gets it.

    A desk that stands ready beside one that has the name was never swapped in: the old one is in force, and the other
    goes. A drive that refuses leaves all as it is.
    """
    ready = ready_place(desk)
    with contextlib.suppress(OSError):
        if not ready.is_dir():
            return
        if desk.exists():
            shutil.rmtree(ready)
        else:
            ready.rename(desk)
        keep_folder(desk.parent)


def free_name(folder: Path, stem: str, suffix: str) -> Path:
    """A name in a folder that nothing has yet: `stem` and `suffix`, with a number between where that is taken."""
    names = (f"{stem}{'' if number == 1 else f' {number}'}{suffix}" for number in count(1))
    return next(path for name in names if not (path := folder / name).exists())
