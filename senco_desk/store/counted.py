"""How far the records and their audit trail had got, kept beside them after every single saved change.

A log that was cut short, by a sync program or a failing drive, opens without complaint and lacks its last changes:
what is left of it is sound. And whoever takes the last rows off the audit trail leaves a shorter trail that is sound
too. So after each commit its number, and the end of the trail, go into this small file. Two places in it are written by
turns, each as large as what a drive writes whole, each sealed; one that a power cut tore leaves the other.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import os
import re
from dataclasses import dataclass, replace
from pathlib import Path

from senco_desk.machine.drive import keep
from senco_desk.store.files import NO_WAITING, read_whole, write_whole
from senco_desk.store.keys import Keys

FILE = "desk.count"
_PLACE = 512
_HEAD = re.compile(r"(\d{1,18}):([0-9a-f]{64})(:left)?")


@dataclass(frozen=True)
class Head:
    """The end of the audit trail: its last row's number and link (hex).

    `left` says that the person went on from an older copy on purpose, so that this end is no longer to be found.
    """

    seq: int
    chain: str
    left: bool = False

    @property
    def text(self) -> str:
        """As one word, for a sealed file."""
        return f"{self.seq}:{self.chain}{':left' if self.left else ''}"


def head_of(text: str) -> Head | None:
    """The end of a trail from its word; None where it is none."""
    found = _HEAD.fullmatch(text)
    return Head(int(found[1]), found[2], left=bool(found[3])) if found else None


def read(folder: Path, keys: Keys) -> int | None:
    """The number of the last saved change; None where the file is missing or nothing in it is sound."""
    newest = _newest(folder, keys)
    return newest[0] if newest else None


def head(folder: Path, keys: Keys) -> Head | None:
    """The end of the audit trail as it was after the last saved change; None where that is not known."""
    newest = _newest(folder, keys)
    return head_of(newest[1]) if newest else None


def begin(folder: Path, keys: Keys, generation: int) -> None:
    """Starts counting from here; also downwards, after an older copy was opened on purpose.

    The known end of the trail stays, so that opening a desk whose trail was cut does not make us forget it.
    """
    newest = _newest(folder, keys)
    known = head_of(newest[1]) if newest else None
    if newest and known and generation < newest[0]:
        known = replace(known, left=True)
    keep_whole(folder, keys, generation, known)


def keep_whole(folder: Path, keys: Keys, generation: int, head: Head | None) -> None:
    """Makes the file, with these in both its places."""
    write_whole(folder / FILE, _sealed(generation, head, keys) * 2)


def advance(folder: Path, keys: Keys, generation: int, head: Head | None = None) -> None:
    """Keeps the number of a change that was just committed, and the end of the trail.

    A drive that refuses is no reason to call the change failed.
    """
    with contextlib.suppress(OSError):
        descriptor = os.open(folder / FILE, os.O_WRONLY | getattr(os, "O_BINARY", 0) | NO_WAITING)
        try:
            os.lseek(descriptor, generation % 2 * _PLACE, os.SEEK_SET)
            os.write(descriptor, _sealed(generation, head, keys))
            keep(descriptor)
        finally:
            os.close(descriptor)


def _newest(folder: Path, keys: Keys) -> tuple[int, str] | None:
    content = read_whole(folder / FILE, at_most=2 * _PLACE) or b""
    found = [_unsealed(content[start : start + _PLACE], keys) for start in (0, _PLACE)]
    return max((each for each in found if each is not None), default=None)


def _sealed(generation: int, head: Head | None, keys: Keys) -> bytes:
    text = head.text if head else "-"
    return f"{generation} {text} {_seal(generation, text, keys)}".encode().ljust(_PLACE)


def _unsealed(place: bytes, keys: Keys) -> tuple[int, str] | None:
    number, _, rest = place.strip().partition(b" ")
    text, _, seal = rest.partition(b" ")
    if not number.isdigit() or len(number) > 18 or not text.isascii():
        return None
    expected = _seal(int(number), text.decode(), keys).encode()
    return (int(number), text.decode()) if hmac.compare_digest(seal, expected) else None


def _seal(generation: int, head: str, keys: Keys) -> str:
    return hmac.new(keys.header, f"saved changes {generation} {head}".encode(), hashlib.sha256).hexdigest()
