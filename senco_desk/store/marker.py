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
from senco_desk.machine.drive import keep_folder
from senco_desk.store import counted
from senco_desk.store.connection import (
    Database,
    DatabaseError,
    as_trouble,
    connect,
    connect_copy,
    connect_unwritable,
    telling_troubles,
)
from senco_desk.store.errors import DamagedDeskError, ForeignDeskError, OlderCopyError
from senco_desk.store.files import read_whole, telling_file_troubles, write_whole
from senco_desk.store.keys import Keys

FILE = "desk.state.json"
COPY = "desk.state.copy.json"
_FORMAT = 1
_LARGEST = 4096

ReadGeneration = Callable[[Database], int]


@dataclass(frozen=True)
class Marker:
    """How the desk was last left: closed cleanly or still open, at which generation, at which size in bytes.

    `trail` is the end of the audit trail as one word; `write` takes it from the count of saved changes.
    """

    clean: bool
    generation: int
    size: int
    trail: str = ""


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


@dataclass(frozen=True)
class Weighed:
    """What lies beside the records file, before anything is touched.

    Attributes:
        marker: how the desk was left, or None if no sound marker is there.
        stale: logs that would take the records back, or mean nothing.
        size_differs: cleanly closed, yet the records file has another size now.
        generation: how far the records go, sound logs included; None where they cannot be read.
    """

    marker: Marker | None
    stale: tuple[Path, ...]
    size_differs: bool
    generation: int | None


def read(folder: Path, keys: Keys) -> Marker | None:
    """The newest sound marker of the two copies, or None where none is: then nothing is known.

    There are two, so that a sync program that puts one old file back, or takes one away, does not make us forget. And
    the count of saved changes (`counted`) knows how far a session got that was never closed.
    """
    sound = [marker for name in (FILE, COPY) if (marker := _read(folder / name, keys))]
    # Of two with the same generation the one that says "open" was written last, or says what does no harm.
    newest = max(sound, key=lambda marker: (marker.generation, not marker.clean), default=None)
    count = counted.read(folder, keys)
    if count is None or (newest is not None and newest.generation >= count):
        return newest
    return Marker(clean=False, generation=count, size=newest.size if newest else 0)


def head(folder: Path, keys: Keys) -> counted.Head | None:
    """Where the audit trail ended when something was last saved; None where nothing sound tells it."""
    known = counted.head(folder, keys)
    if known is not None:
        return known
    ends = [
        end
        for name in (FILE, COPY)
        if (left := _read(folder / name, keys)) and (end := counted.head_of(left.trail)) is not None
    ]
    return max(ends, key=lambda end: end.seq, default=None)


def _read(path: Path, keys: Keys) -> Marker | None:
    content = read_whole(path, at_most=_LARGEST)
    try:
        fields = json.loads(content or b"")
        seal = fields.pop("seal")
        if fields["format"] != _FORMAT or not hmac.compare_digest(seal, _seal(fields, keys)):
            return None
        return Marker(fields["clean"], fields["generation"], fields["size"], str(fields.get("trail", "")))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None


def write(folder: Path, keys: Keys, marker: Marker) -> None:
    """Keeps the marker: not clean right after opening, clean as the very last thing after closing."""
    known = head(folder, keys)
    trail = known.text if known else marker.trail
    fields = {
        "format": _FORMAT,
        "clean": marker.clean,
        "generation": marker.generation,
        "size": marker.size,
        "trail": trail,
    }
    content = json.dumps({**fields, "seal": _seal(fields, keys)}).encode()
    for name in (FILE, COPY):
        write_whole(folder / name, content)


def of_copy(folder: Path, keys: Keys, records: str = "desk.db") -> None:
    """Keeps beside records that were copied how far they go and where their trail ends, so that a cut of it is found.

    For a folder that is in the making, after its records are whole.
    """
    db = connect_copy(folder / records, keys)
    try:
        with telling_troubles():
            row = db.execute("select value from desk_state where key = 'generation'").fetchone()
            trail = db.execute("select 1 from sqlite_master where name = 'trail'").fetchone()
            end = trail and db.execute("select seq, chain from trail order by seq desc limit 1").fetchone()
    finally:
        db.close()
    counted.keep_whole(folder, keys, int(row[0]) if row else 0, counted.Head(*end) if end else None)


def guard(path: Path, keys: Keys, read_generation: ReadGeneration) -> Guarded:
    """Before the records file is opened: sets stale logs aside, so that they are never replayed over newer records.

    Nothing is ever deleted; `weigh` says what is stale.

    Args:
        path: the records file; the marker lies in the same folder.
        keys: the desk's keys.
        read_generation: reads the generation from an open database.
    """
    weighed = weigh(path, keys, read_generation)
    set_aside = [_set_aside(stale) for stale in weighed.stale]
    if set_aside:
        with telling_file_troubles(path):
            if _log_of(path) in weighed.stale:
                with contextlib.suppress(FileNotFoundError):
                    path.with_name(path.name + "-shm").unlink()  # an index of the log, rebuilt at need
            keep_folder(path.parent)
    return Guarded(weighed.marker, tuple(set_aside), weighed.size_differs)


def weigh(path: Path, keys: Keys, read_generation: ReadGeneration, *, writable: bool = True) -> Weighed:
    """What lies beside the records file and which of it is stale; touches nothing.

    A log is stale if the records hold the same or a later generation without it. Where the last close was
    not clean, a log of the same generation is a crash's own and stays.

    Args:
        path: the records file; the marker lies in the same folder.
        keys: the desk's keys.
        read_generation: reads the generation from an open database.
        writable: whether files can be made in the folder; SQLite reads a log differently where they cannot.
    """
    marker = read(path.parent, keys)
    with telling_file_troubles(path):
        size = path.stat().st_size if path.exists() else 0
    journal, log = _filled(path.with_name(path.name + "-journal")), _filled(_log_of(path))
    without = _generation(lambda: connect_copy(path, keys), read_generation)
    newest, stale = without, []
    # We write through a log only, so beside readable records a rollback journal can only be a foreign leftover.
    if journal and without is not None:
        stale.append(journal)
    if log:
        usual = (lambda: connect(path, keys, read_only=True)) if writable else lambda: connect_unwritable(path, keys)
        with_log = _generation(usual, read_generation)
        if without is None:
            newest = with_log
        else:
            # A clean marker that is behind the records was itself put back, and says nothing about this log.
            tie_is_stale = marker is not None and marker.clean and without <= marker.generation
            if with_log is None or with_log < without or (with_log == without and tie_is_stale):
                stale.append(log)
            else:
                newest = with_log
    differs = marker is not None and marker.clean and not log and size != marker.size
    return Weighed(marker, tuple(stale), differs, newest)


def require_newest(left: Guarded | Marker, generation: int) -> None:
    """After opening: raises OlderCopyError if the records are behind what was last saved on this computer."""
    last = left.marker if isinstance(left, Guarded) else left
    if last is not None and generation < last.generation:
        raise OlderCopyError(generation, last.generation)


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


def _log_of(path: Path) -> Path:
    return path.with_name(path.name + "-wal")


def _filled(path: Path) -> Path | None:
    with telling_file_troubles(path):
        return path if path.exists() and path.stat().st_size else None


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
