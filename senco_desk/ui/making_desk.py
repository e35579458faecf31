"""New desks, made on the worker while none is open: a school's own, and the demo school."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

from senco_desk.services import desks
from senco_desk.services.demo import making as demo
from senco_desk.services.desks import KdfParameters, Keys
from senco_desk.ui.jobs import Watcher


def make_new(
    path: Path, passphrase: str, school: Any, *, day: Callable[[], date], clock: Callable[[], datetime],
    kdf: KdfParameters | None,
) -> tuple[Keys | None, str]:  # fmt: skip
    """Makes a school's desk and closes it; answers its keys, and the recovery code that is shown once."""
    desk, code = desks.create(path, passphrase, school, day=day, clock=clock, **_cost(kdf))
    try:
        return desk.store.keys, code
    finally:
        desk.close()


def make_demo(
    folder: Path, *, pupils: int, day: Callable[[], date], clock: Callable[[], datetime], kdf: KdfParameters | None,
    watcher: Watcher,
) -> tuple[Path, Keys]:  # fmt: skip
    """Makes the demo school where it is not there yet; answers its place and its keys."""
    path = folder / demo.NAME
    if not path.is_dir():
        try:
            demo.make(folder, pupils_wanted=pupils, day=day, clock=clock, progress=watcher, **_cost(kdf))
        except BaseException:
            shutil.rmtree(path, ignore_errors=True)  # half a school would be opened as a whole one next time
            raise
    floor: dict[str, Any] = {"floor": kdf} if kdf else {}
    return path, desks.unlock(path, demo.PASSPHRASE, **floor)


def _cost(kdf: KdfParameters | None) -> dict[str, Any]:
    return {"kdf": kdf, "floor": kdf} if kdf else {}
