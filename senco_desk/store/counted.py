"""How far the records had got, kept beside them after every single saved change.

A log that was cut short, by a sync program or a failing drive, opens without complaint and lacks its last changes:
what is left of it is sound. So after each commit its number goes into this small file. Two places in it are written by
turns, each as large as what a drive writes whole, each sealed; one that a power cut tore leaves the other.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import os
from pathlib import Path

from senco_desk.store.files import keep, read_whole, write_whole
from senco_desk.store.keys import Keys

FILE = "desk.count"
_PLACE = 512


def read(folder: Path, keys: Keys) -> int | None:
    """The number of the last saved change; None where the file is missing or nothing in it is sound."""
    content = read_whole(folder / FILE, at_most=2 * _PLACE) or b""
    found = [_unsealed(content[start : start + _PLACE], keys) for start in (0, _PLACE)]
    return max((number for number in found if number is not None), default=None)


def begin(folder: Path, keys: Keys, generation: int) -> None:
    """Starts counting from here; also downwards, after an older copy was opened on purpose."""
    write_whole(folder / FILE, _sealed(generation, keys) * 2)


def advance(folder: Path, keys: Keys, generation: int) -> None:
    """Keeps the number of a change that was just committed. A drive that refuses is no reason to call it failed."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder / FILE, os.O_WRONLY | getattr(os, "O_BINARY", 0))
        try:
            os.lseek(descriptor, generation % 2 * _PLACE, os.SEEK_SET)
            os.write(descriptor, _sealed(generation, keys))
            keep(descriptor)
        finally:
            os.close(descriptor)


def _sealed(generation: int, keys: Keys) -> bytes:
    return f"{generation} {_seal(generation, keys)}".encode().ljust(_PLACE)


def _unsealed(place: bytes, keys: Keys) -> int | None:
    number, _, seal = place.strip().partition(b" ")
    if not number.isdigit() or len(number) > 18:
        return None
    return int(number) if hmac.compare_digest(seal, _seal(int(number), keys).encode()) else None


def _seal(generation: int, keys: Keys) -> str:
    return hmac.new(keys.header, f"saved changes {generation}".encode(), hashlib.sha256).hexdigest()
