"""Where a desk's backups go: a folder beside it, and a second place that a person chose (a stick, a school drive).

Kept in the desk itself, so that an update of the records, before anything else can be read, knows the places too.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import Path

from senco_desk.domain.backups import Why
from senco_desk.domain.problems import TroubleError
from senco_desk.domain.progress import Progress
from senco_desk.store import backup_upkeep, connection
from senco_desk.store.backup_manifest import tag_in, tag_of
from senco_desk.store.backups import RECORDS, Backup, Source, listed, take, usual_root
from senco_desk.store.connection import Database
from senco_desk.store.errors import NotAllowedError
from senco_desk.store.files import telling_file_troubles
from senco_desk.store.keys import Keys

STATE = "backups.second"
"""The name under which `desk_state` keeps the second place."""
KEPT = (STATE, "backups.copied", "safety.backup")
"""What a desk knows of where its backups are: a restore takes this of the desk of now, whose backups they are."""


@dataclass(frozen=True)
class Places:
    """The folders of a desk's backups; `second` is None where no second place was chosen."""

    first: Path
    second: Path | None = None

    @property
    def second_is_there(self) -> bool:
        """Whether the second place can be reached now: the stick is in, the school drive connected."""
        try:
            return self.second is not None and self.second.parent.is_dir()
        except OSError:
            return False


def places_of(source: Source) -> Places:
    """The places of a desk, read from its records."""
    db = connection.connect(source.folder / RECORDS, source.keys, read_only=True)
    try:
        with connection.telling_troubles():
            row = db.execute("select value from desk_state where key = ?", [STATE]).fetchone()
    finally:
        db.close()
    return Places(usual_root(source.folder), second_of(str(row[0]) if row else "", source.folder))


def kept_of(records: Database) -> dict[str, str]:
    """What records know of where their backups are, by its name; empty where nothing is known."""
    with connection.telling_troubles():
        found = {str(row["key"]): str(row["value"]) for row in records.query("select key, value from desk_state")}
    return {name: found.get(name, "") for name in KEPT}


def second_of(kept: str, desk: Path) -> Path | None:
    """The folder of backups in the second place, from what the desk keeps; None where nothing is chosen."""
    told = json.loads(kept) if kept else {}
    return Path(told["folder"]) / told.get("name", usual_root(desk).name) if told.get("folder") else None


def chosen_second(folder: Path, source: Source) -> str:
    """What the desk is to keep of a second place in a folder, for `second_of`.

    Another school's backups may lie there under the same name; theirs are left alone, and ours get another name.
    """
    own, usual = tag_of(source.keys), usual_root(source.folder).name
    with telling_file_troubles(folder):
        for number in count(1):
            name = usual if number == 1 else f"{usual} {number}"
            there = listed(folder / name)
            if not there or any(tag_in(one.folder) == own for one in there):
                return json.dumps({"folder": str(folder), "name": name})
    raise AssertionError("numbers do not end")


def take_into(
    source: Source,
    places: Places,
    why: Why,
    *,
    clock: Callable[[], datetime],
    progress: Progress | None = None,
) -> Backup:
    """Takes a backup into the first place, and thins what is there; into the second where the first may not be written.

    Raises what `backups.take` raises.
    """
    root = places.first
    try:
        backup = take(source, root, why, clock=clock, progress=progress)
    except NotAllowedError:
        if places.second is None or not places.second_is_there:
            raise
        root = places.second
        backup = take(source, root, why, clock=clock, progress=progress)
    backup_upkeep.thin(root, source.keys, clock(), spare=backup)
    return backup


def before_migration(folder: Path, keys: Keys, clock: Callable[[], datetime]) -> Backup:
    """Takes a backup of a desk whose tables are about to be brought up to date. Raises TroubleError where it cannot.

    Nothing is changed in the desk before this has answered.
    """
    source = Source(folder, keys)
    try:
        return take_into(source, places_of(source), "before migration", clock=clock)
    except TroubleError as trouble:
        raise NotBackedUpError(trouble) from trouble


class NotBackedUpError(TroubleError):
    """A backup had to be taken first and could not be; so nothing was done."""

    def __init__(self, cause: TroubleError) -> None:
        super().__init__(
            f"{cause.happened} So the backup that is always made first could not be made, and nothing was done.",
            cause.safe,
            cause.do,
        )
