"""A whole desk takes another's place: in two renames, with an openable desk after a stop at any moment.

No system renames one folder over another in one step everywhere. So the new desk first stands complete beside the old
one under a name that says so (`.NAME.sencodesk.ready`); then the old one is renamed aside, and the new one gets its
name. Whoever opens a desk calls `finish` first: it ends a swap that was cut off between the two.

Both renames happen while one file beside the desk is held (`.NAME.sencodesk.swap`): whoever would finish a swap, or
take the desk's lock, sees by it that a swap is only under way, not cut off.
"""

from __future__ import annotations

import contextlib
import shutil
import threading
from collections.abc import Iterator
from itertools import count
from pathlib import Path

from senco_desk.machine.drive import keep_folder
from senco_desk.store import lock
from senco_desk.store.building import move_folder
from senco_desk.store.errors import DeskLockedError
from senco_desk.store.files import telling_file_troubles

_READY, _SWAP = ".ready", ".swap"
_TRIES, _A_MOMENT = 40, 0.05


class _Held(threading.local):
    """The desks that this thread has to itself."""

    def __init__(self) -> None:
        self.desks: set[Path] = set()


_held = _Held()


def ready_place(desk: Path) -> Path:
    """Where a complete new desk stands until it takes the name of `desk`."""
    return desk.with_name(f".{desk.name}{_READY}")


@contextlib.contextmanager
def alone(desk: Path) -> Iterator[bool]:
    """Within this block no other program swaps a desk, and none opens it to write; answers whether that is certain.

    It is not where the drive knows no locks, or nothing can be written beside the desk. Raises DeskLockedError where
    somebody else has the desk so for longer than a moment. The same thread may take it again within.
    """
    key = desk.absolute()
    if key in _held.desks:
        yield True
        return
    with contextlib.ExitStack() as stack:
        held = stack.enter_context(lock.holding_file(_swap_place(desk)))
        for _ in range(_TRIES):
            if held is not False:
                break
            threading.Event().wait(_A_MOMENT)
            stack.close()
            held = stack.enter_context(lock.holding_file(_swap_place(desk)))
        if held is False:
            raise DeskLockedError
        _held.desks.add(key)
        stack.callback(_held.desks.discard, key)
        yield held is True


def is_under_way(desk: Path) -> bool:
    """Whether another program, or another thread, has the desk `alone` now."""
    return desk.absolute() not in _held.desks and lock.is_held(_swap_place(desk))


def swap(new: Path, desk: Path, aside: Path | None) -> None:
    """Puts the folder `new`, complete and on the drive, in the place of `desk`, which is kept as `aside`.

    Both stand in one folder. `aside` None says that there is no desk there yet. Raises a TroubleError where the system
    refuses a rename, and leaves the old desk in its place then. Whoever had the old desk's lock takes the desk `alone`
    before letting go of it, so that nobody opens the old one in between.
    """
    ready = ready_place(desk)
    with alone(desk), telling_file_troubles(desk):
        if ready.exists():  # of an earlier swap that was never begun
            shutil.rmtree(ready)
        move_folder(new, ready)
        keep_folder(desk.parent)
        if aside is not None:
            try:
                move_folder(desk, aside)
            except OSError:
                with contextlib.suppress(OSError):
                    move_folder(ready, new)
                raise
        try:
            move_folder(ready, desk)
        except OSError:
            with contextlib.suppress(OSError):
                if aside is not None:
                    move_folder(aside, desk)
            raise
        keep_folder(desk.parent)


def finish(desk: Path) -> None:
    """Ends a swap that was cut off: where no desk has the name, the one that stands ready gets it.

    A desk that stands ready beside one that has the name was never swapped in: the old one is in force, and the other
    goes. A swap that is still under way is waited for, and left alone; a drive that refuses leaves all as it is.
    """
    ready = ready_place(desk)
    with contextlib.suppress(OSError, DeskLockedError):
        if not ready.is_dir():
            if _swap_place(desk).exists():  # of one that was cut off: it goes, if nobody holds it
                with lock.holding_file(_swap_place(desk)):
                    pass
            return
        with alone(desk) as certain:
            if not desk.exists():
                move_folder(ready, desk)
            elif certain and ready.is_dir():
                shutil.rmtree(ready)
            keep_folder(desk.parent)


def free_name(folder: Path, stem: str, suffix: str) -> Path:
    """A name in a folder that nothing has yet: `stem` and `suffix`, with a number between where that is taken."""
    names = (f"{stem}{'' if number == 1 else f' {number}'}{suffix}" for number in count(1))
    return next(path for name in names if not (path := folder / name).exists())


def _swap_place(desk: Path) -> Path:
    return desk.with_name(f".{desk.name}{_SWAP}")
