"""What survives of a session outside the records file: was it closed cleanly, and how far had it got.

Sync programs restore single files. A write-ahead log from ten o'clock put back beside the evening's
records silently takes the records back to ten o'clock, and every check of SQLite and SQLCipher says all
is well (measured: 550 rows became 50). So the records carry a generation, which grows with each saved
change, and this small sealed file beside them remembers the last one and whether the desk was closed cleanly.
It holds numbers only, nothing of the school.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from senco_desk.domain.problems import TroubleError
from senco_desk.store.connection import Database, DatabaseError, as_trouble, connect, connect_copy
from senco_desk.store.errors import DamagedDeskError, ForeignDeskError, OlderCopyError
from senco_desk.store.files import keep_folder, read_whole, telling_file_troubles, write_whole
from senco_desk.store.keys import Keys

FILE = "desk.state.json"
_FORMAT = 1
_LARGEST = 4096

ReadGeneration = Callable[[Database], int]


@dataclass(frozen=True)
class Marker:
    """How the desk was last left: closed cleanly or still open, at which generation, at which size in bytes."""

    clean: bool
    generation: int
    size: int


@dataclass(frozen=True)
class Guarded:
    """What was found, and put right, before opening.

    Attributes:
        marker: how the desk was left, or None if no sound marker was there.
        set_aside: stale logs that were renamed, not deleted.
        size_differs: cleanly closed, yet the records file has another size now.
    """

    marker: Marker | None
    set_aside: tuple[Path, ...] = ()
    size_differs: bool = False

    @property
    def check_wanted(self) -> bool:
        """Whether the last session did not end cleanly or something was put right, so that a full check is due."""
        return self.marker is None or not self.marker.clean or bool(self.set_aside) or self.size_differs


def read(folder: Path, keys: Keys) -> Marker | None:
    """The marker, or None where it is missing, damaged, or sealed with other keys: then nothing is known."""
    content = read_whole(folder / FILE, at_most=_LARGEST)
    try:
        fields = json.loads(content or b"")
        seal = fields.pop("seal")
        if fields["format"] != _FORMAT or not hmac.compare_digest(seal, _seal(fields, keys)):
            return None
        return Marker(fields["clean"], fields["generation"], fields["size"])
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None


def write(folder: Path, keys: Keys, marker: Marker) -> None:
    """Keeps the marker: not clean right after opening, clean as the very last thing after closing."""
    fields = {
        "format": _FORMAT,
        "clean": marker.clean,
        "generation": marker.generation,
        "size": marker.size,
    }
    write_whole(folder / FILE, json.dumps({**fields, "seal": _seal(fields, keys)}).encode())


def guard(path: Path, keys: Keys, read_generation: ReadGeneration) -> Guarded:
    """Before the records file is opened: sets stale logs aside, so that they are never replayed over newer records.

    A log is stale if the records hold the same or a later generation without it. Where the last close was
    not clean, a log of the same generation is a crash's own and stays. Nothing is ever deleted.

    Args:
        path: the records file; the marker lies in the same folder.
        keys: the desk's keys.
        read_generation: reads the generation from an open database.
    """
    marker = read(path.parent, keys)
    with telling_file_troubles(path):
        size = path.stat().st_size if path.exists() else 0
    set_aside: list[Path] = []
    journal, log = _beside(path, "-journal"), _beside(path, "-wal")
    without = _generation(lambda: connect_copy(path, keys), read_generation) if journal or log else None
    # We write through a log only, so beside readable records a rollback journal can only be a foreign leftover.
    if journal and without is not None:
        set_aside.append(_set_aside(journal))
    if log and without is not None:
        with_log = _generation(lambda: connect(path, keys, read_only=True), read_generation)
        # A clean marker that is behind the records was itself put back, and says nothing about this log.
        tie_is_stale = marker is not None and marker.clean and without <= marker.generation
        if with_log is None or with_log < without or (with_log == without and tie_is_stale):
            set_aside.append(_set_aside(log))
            with telling_file_troubles(path), contextlib.suppress(FileNotFoundError):
                path.with_name(path.name + "-shm").unlink()  # an index of the log, rebuilt at need
    if set_aside:
        with telling_file_troubles(path):
            keep_folder(path.parent)
    differs = marker is not None and marker.clean and not log and size != marker.size
    return Guarded(marker, tuple(set_aside), differs)


def require_newest(guarded: Guarded, generation: int) -> None:
    """After opening: raises OlderCopyError if the records are behind what was last saved on this computer."""
    if guarded.marker is not None and generation < guarded.marker.generation:
        raise OlderCopyError(generation, guarded.marker.generation)


def conflict_copies(path: Path) -> tuple[Path, ...]:
    """Other files in the folder that look like copies of the records a sync program made under another name."""
    with telling_file_troubles(path):
        return tuple(
            sorted(
                other
                for other in path.parent.iterdir()
                if other.is_file()
                and other != path
                and other.stem.startswith(path.stem)
                and other.suffix == path.suffix
            )
        )


def _beside(path: Path, suffix: str) -> Path | None:
    other = path.with_name(path.name + suffix)
    with telling_file_troubles(other):
        return other if other.exists() and other.stat().st_size else None


def _generation(opened: Callable[[], Database], read_generation: ReadGeneration) -> int | None:
    """The generation as this way of opening shows it, or None if it cannot be read so."""
    try:
        db = opened()
        try:
            return read_generation(db)
        finally:
            db.close()
    except (DamagedDeskError, ForeignDeskError):
        return None
    except DatabaseError as error:
        trouble = as_trouble(error)
        # A locked file or a failing drive says nothing about the log; only unreadable content does.
        if isinstance(trouble, TroubleError) and not isinstance(trouble, DamagedDeskError):
            raise trouble from error
        return None


def _set_aside(path: Path) -> Path:
    number = 1
    while (target := path.with_name(f"{path.name}.quarantine-{number}")).exists():
        number += 1
    with telling_file_troubles(path):
        return path.rename(target)


def _seal(fields: Mapping[str, object], keys: Keys) -> str:
    body = b"shutdown marker" + json.dumps(fields, sort_keys=True).encode()
    return hmac.new(keys.header, body, hashlib.sha256).hexdigest()
