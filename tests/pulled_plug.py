"""A restore that ends right before one of its steps upon files, as at a pulled plug: nothing that tidies up runs."""

from __future__ import annotations

import os
import sys
import warnings
from datetime import datetime
from pathlib import Path

from senco_desk.services import restoring
from tests.builders import Clock


def dies_at(step: int, to: Path, told: restoring.Weighed, at: datetime | None = None) -> bool:
    """Restores in a process of its own that ends before that step; answers whether it came to its end before it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of threads that fork does not take along
        child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    left = [step]

    def counting(event: str, arguments: tuple[object, ...]) -> None:
        writes = event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR)
        if writes or event in {"os.rename", "os.mkdir", "os.remove", "os.rmdir", "shutil.rmtree"}:
            left[0] -= 1
            if left[0] < 0:
                os._exit(9)

    try:
        sys.addaudithook(counting)
        restoring.restore(told, to, clock=Clock() if at is None else Clock(at))
    except BaseException:  # noqa: BLE001  the parent asks only how it ended
        os._exit(8)
    os._exit(0)
