"""Python's collector, kept from holding the window still.

The collector stops every thread while it looks: at what is new, which is little, and now and then at all there is,
which in this program is a tenth of a second and more. Most of that is the program itself, which never goes.
"""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_NEVER = 1 << 30
_one_at_a_time = threading.Lock()
_usual: list[tuple[int, int, int]] = []
"""The thresholds to go back to, once for each piece of work that runs."""
_settled: list[bool] = []


def settle() -> None:
    """Have the collector pass over what is there now. Call it when the first window is built; later calls do nothing.

    Only once, since what is set aside is never collected: the program's own modules, and no desk's records.
    """
    if not _settled:
        _settled.append(True)
        gc.freeze()


@contextmanager
def young_only() -> Iterator[None]:
    """Within this block, in any thread, only what is new is looked at; the whole look waits until no such block runs.

    Switched off altogether, the collector would leave all that long work has made for the window's thread to look at.
    """
    with _one_at_a_time:
        _usual.append(_usual[-1] if _usual else gc.get_threshold())
        young, middle, _old = _usual[-1]
        gc.set_threshold(young, middle, _NEVER)
    try:
        yield
    finally:
        with _one_at_a_time:
            usual = _usual.pop()
            if not _usual:
                gc.set_threshold(*usual)
