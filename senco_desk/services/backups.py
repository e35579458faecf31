"""Backups that a desk takes of itself: at close, daily, and before anything that cannot be taken back.

`take` uses nothing of the open desk but its folder and keys, so it may run in any thread; what came of it is noted by
`note` and `note_trouble` in the desk's own thread. A desk open for reading takes none: it changed nothing.
"""

from __future__ import annotations

import contextlib
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from senco_desk.domain.backups import AGAIN_AFTER_HOURS, Why
from senco_desk.domain.problems import RefusedError, TroubleError
from senco_desk.domain.progress import Progress
from senco_desk.services import trail
from senco_desk.services.desk import Desk
from senco_desk.store import backup_manifest, backup_places, backup_upkeep, backups, desk_state
from senco_desk.store.backup_places import NotBackedUpError, Places
from senco_desk.store.backups import Backup, Source
from senco_desk.store.errors import DiskFaultError
from senco_desk.store.places import place_of

__all__ = ["Backup", "Why"]

_COPIED, _TROUBLE = "backups.copied", "backups.trouble"


@dataclass(frozen=True)
class Taken:
    """A backup that was taken and found whole.

    Attributes:
        backup: where and when.
        pupils: how many children it holds.
        files: how many attachments it needs.
        damaged: attachments that are damaged in the desk itself, and so are in no backup of now.
        copied_to: the second place, where it was copied too; None where there is none, or where that failed.
        second_trouble: why it was not copied to the second place; empty otherwise.
    """

    backup: Backup
    pupils: int
    files: int
    damaged: int = 0
    copied_to: Path | None = None
    second_trouble: str = ""


@dataclass(frozen=True)
class Overview:
    """What is known of a desk's backups.

    Attributes:
        root: the folder they are in.
        number: how many there are.
        last: the newest; None before the first.
        oldest: the oldest.
        second: the second place; None where none was chosen.
        second_is_there: whether it can be reached now.
        copied_at: when a backup was last copied there; None where never.
        trouble: why the last automatic backup failed, a sentence; empty where it did not.
    """

    root: Path
    number: int
    last: Backup | None
    oldest: Backup | None
    second: Path | None = None
    second_is_there: bool = False
    copied_at: datetime | None = None
    trouble: str = ""


def take(desk: Desk, why: Why, progress: Progress | None = None) -> Taken:
    """Takes a backup, thins the earlier ones, and copies what is new to the second place where that is there.

    Raises TroubleError where none could be taken: no room, a drive that fails. A second place that fails does not make
    the backup fail; `second_trouble` says why.
    """
    source, clock = source_of(desk), desk.store.clock
    places = backup_places.places_of(source)
    backup = backup_places.take_into(source, places, why, clock=clock, progress=progress)
    manifest = backups.manifest_of(backup, source.keys)
    taken = Taken(backup, manifest.pupils, len(manifest.files), len(manifest.damaged))
    if places.second is None or backup.root == places.second:
        return taken
    trouble = _copied_to_second(source, places, backup, clock(), progress)
    copied = None if trouble else places.second
    return Taken(backup, taken.pupils, taken.files, taken.damaged, copied, trouble)


def before(desk: Desk, why: Why, progress: Progress | None = None) -> None:
    """Makes sure that there is a backup of just this state, before a deed that should not be done without one.

    Where one is there already it is only called so, which costs nothing. Raises NotBackedUpError, with words, where
    none can be taken: then nothing must be done. Does nothing where nothing can be changed anyway.
    """
    taken = secure(desk, why, progress)
    if taken is not None:
        note(desk, taken)


def secure(desk: Desk, why: Why, progress: Progress | None = None, *, beside: bool = False) -> Taken | None:
    """The slow part of `before`, for another thread ahead of the deed; None where no backup was needed.

    It uses nothing of the open desk but its folder and keys. Raises NotBackedUpError, with words, where none can be
    taken. `beside` says that the desk is a reader for a deed that is prepared beside one that is open to write.
    """
    if desk.store.keys is None or (desk.store.read_only and not beside):
        return None
    source = source_of(desk)
    newest = next(iter(backups.listed(backups.usual_root(source.folder))), None)
    if newest is not None and backups.holds(newest, source):
        if not newest.moment.why.startswith("before "):
            backups.called(newest, why)
        return None
    try:
        return take(desk, why, progress)
    except TroubleError as trouble:
        raise NotBackedUpError(trouble) from trouble


def changed(desk: Desk) -> bool:
    """Whether anything was changed since the newest backup. True where there is none."""
    if desk.store.keys is None or desk.store.read_only:
        return False
    source = source_of(desk)
    newest = next(iter(backups.listed(backups.usual_root(source.folder))), None)
    return newest is None or not backups.holds(newest, source)


def last_change(desk: Desk) -> str:
    """The id of the last change, to see whether anything was changed since."""
    return str(desk.store.query("select coalesce(max(id), '') as id from journal_change")[0]["id"])


def due(desk: Desk) -> bool:
    """Whether a change that was just made wants a backup: none today, none for two hours, or new keys since. Cheap."""
    if desk.store.keys is None or desk.store.read_only:
        return False
    newest = next(iter(backups.listed(backups.usual_root(desk.store.folder))), None)
    if newest is None:
        return True
    now, last = desk.store.clock(), newest.moment.at
    if _is_of_earlier_keys(newest, source_of(desk)):
        return True
    return now.astimezone().date() > last.astimezone().date() or now - last >= timedelta(hours=AGAIN_AFTER_HOURS)


def note(desk: Desk, taken: Taken) -> None:
    """Keeps what came of a backup: when it was copied to the second place, and that nothing is wrong any more."""
    trail.note(desk, trail.BACKUP, words=taken.backup.moment.words)
    if not _may_keep(desk):
        return
    if taken.copied_to is not None:
        _keep(desk, _COPIED, json.dumps({"at": taken.backup.moment.at.isoformat(), "to": str(taken.copied_to)}))
    if desk_state.read(desk.store, _TROUBLE) != taken.second_trouble:
        _keep(desk, _TROUBLE, taken.second_trouble)


def note_trouble(desk: Desk, trouble: TroubleError) -> None:
    """Keeps why an automatic backup failed, so that the window goes on saying it until one succeeds."""
    if _may_keep(desk):
        _keep(desk, _TROUBLE, f"{trouble.happened} {trouble.do}")


def overview(desk: Desk) -> Overview:
    """What is known now; reads names only, and opens no backup."""
    root = backups.usual_root(desk.store.folder)
    every = backups.listed(root)
    second = backup_places.second_of(desk_state.read(desk.store, backup_places.STATE), desk.store.folder)
    kept = desk_state.read(desk.store, _COPIED)
    told = json.loads(kept) if kept else {}
    copied = datetime.fromisoformat(told["at"]) if told and second and told["to"] == str(second) else None
    return Overview(
        root,
        len(every),
        every[0] if every else None,
        every[-1] if every else None,
        second,
        Places(root, second).second_is_there,
        copied,
        desk_state.read(desk.store, _TROUBLE),
    )


@dataclass(frozen=True)
class Good:
    """A backup that can be read: its folder, when it was taken, how many children and attachments it holds.

    `earlier_keys`: it was good when it was made, and the desk has other keys now, since somebody was removed. Today's
    keys count nothing in it; it opens with the passphrases of its day.
    """

    folder: Path
    at: datetime
    pupils: int
    files: int
    earlier_keys: bool = False


def last_good(desk: Desk) -> Good | None:
    """The newest backup that today's keys can read, else the newest of earlier keys; None where there is neither."""
    source = source_of(desk)
    every = backups.listed(backups.usual_root(source.folder))
    for one in every:
        with contextlib.suppress(TroubleError):
            manifest = backups.manifest_of(one, source.keys)
            return Good(one.folder, one.moment.at, manifest.pupils, len(manifest.files))
    earlier = next((one for one in every if _is_of_earlier_keys(one, source)), None)
    return Good(earlier.folder, earlier.moment.at, 0, 0, earlier_keys=True) if earlier is not None else None


def choose_second(desk: Desk, folder: Path | None) -> None:
    """Keeps the second place, a folder on a stick or a school drive; None for none. Not a change that can be undone.

    Refused inside the desk or inside the folder of its backups, and where nothing can be written.
    """
    desk.need("settings")
    if folder is not None:
        desk_folder, first = desk.store.folder.resolve(), backups.usual_root(desk.store.folder).resolve()
        inside = {desk_folder, first} & {folder.resolve(), *folder.resolve().parents}
        if inside or (folder / first.name).resolve() == first:
            raise RefusedError("That is where the desk or its backups are already. Choose another drive: a stick, say.")
        if not backups.is_writable(folder):
            raise RefusedError(f"Nothing can be written in {folder}. Choose a folder where this account may write.")
    kept = backup_places.chosen_second(folder, source_of(desk)) if folder is not None else ""
    _keep(desk, backup_places.STATE, kept)
    _keep(desk, _COPIED, "")


def choose_second_again(desk: Desk, second: Path) -> None:
    """Keeps a second place that this computer remembers, where the desk has none: after a restore from before it.

    Only where the desk of now could not say it itself.
    """
    if not desk.store.read_only and overview(desk).second is None:
        _keep(desk, backup_places.STATE, json.dumps({"folder": str(second.parent), "name": second.name}))


def on_another_drive(desk: Desk, folder: Path) -> bool:
    """Whether a folder would outlive the desk's own drive; a network's drive does."""
    try:
        apart = folder.stat().st_dev != desk.store.folder.stat().st_dev
    except OSError:
        return False
    return apart or place_of(folder).network


def source_of(desk: Desk) -> Source:
    """What is backed up of an open desk."""
    assert desk.store.keys is not None
    return Source(desk.store.folder, desk.store.keys)


def _is_of_earlier_keys(one: Backup, source: Source) -> bool:
    tag = backup_manifest.tag_in(one.folder)
    return bool(tag) and tag != backup_manifest.tag_of(source.keys)


def _copied_to_second(source: Source, places: Places, backup: Backup, now: datetime, progress: Progress | None) -> str:
    """Why the backup could not be copied to the second place; empty where it is there now."""
    assert places.second is not None
    where = places.second.parent
    if not places.second_is_there:
        return (
            f"The second place for backups, {where}, is not there: the stick is not in, or the school drive not"
            " connected. The backup on this computer was made; connect the second place now and then."
        )
    try:
        backup_upkeep.mirror(backup.root, places.second, source.keys, progress)
        backup_upkeep.thin(places.second, source.keys, now)
    except DiskFaultError:
        return (
            f"The drive of the second place for backups, {where}, stopped answering while a backup was being copied to"
            " it. The backup on this computer is whole; put the stick back in, and the rest is copied next time."
        )
    except TroubleError as trouble:
        return f"{trouble.happened} The backup on this computer was made. {trouble.do}"
    return ""


def _may_keep(desk: Desk) -> bool:
    """Somebody who only logs sessions writes nothing else; the next backup of another person tells."""
    return not desk.store.read_only and desk.may("settings")


def _keep(desk: Desk, name: str, value: str) -> None:
    desk_state.keep(desk.store, name, value)
