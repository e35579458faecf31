"""New keys for a whole desk: how somebody who was removed is shut out of all that is written from then on.

The whole desk is written anew beside the present one, under a new master key: the records page by page, each attachment
with its own key wrapped anew (its content stays as it lies), the key file for those who stay. Opened, changed, checked
and closed, it then takes the old one's name in two renames (`swapping`). Until then the old desk is in force and
untouched; after a kill at any moment the next opening finds the one or the other whole.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from senco_desk.domain.problems import RefusedError, TroubleError
from senco_desk.domain.progress import Progress, Silent
from senco_desk.store import connection, opening, superseded, swapping, trail, vault
from senco_desk.store.blobs import Blobs
from senco_desk.store.errors import DamagedAttachmentError, DiskFullError
from senco_desk.store.files import free_space, keep_folder, telling_file_troubles
from senco_desk.store.gateway import Change, Store
from senco_desk.store.keys import Keys

_ROOM_BESIDE = 8 * 1024 * 1024
"""Bytes that must stay free on the drive beside the second desk: for its log, and for the desk that goes on."""


@dataclass(frozen=True)
class Renewed:
    """A desk under new keys that stands complete beside the present one, and is not yet in force.

    Attributes:
        folder: where it stands, under a hidden name.
        keys: its keys, for whoever made it.
        generation: how many changes the present desk had when it was copied.
        damaged: how many attachments were damaged before, and still are.
    """

    folder: Path
    keys: Keys
    generation: int
    damaged: int


def write_anew(
    store: Store,
    gone: Iterable[str],
    label: str,
    edit: Callable[[Change], None],
    progress: Progress | None = None,
) -> Renewed:
    """Write the desk anew under new keys, without the slots `gone` and with one more change, beside the present one.

    Slow; a read-only store of another thread will do. Cancelled or failed, it leaves nothing behind. `edit` makes the
    change `label` in the new desk. Raises DiskFullError where the drive has no room for a second desk.
    """
    assert store.keys is not None
    keys, watch = store.keys, progress or Silent()
    with store.whole() as source:
        names = sorted(source.blobs.names())
        watch.start("Writing the desk under new keys", len(names) + 4)
        _require_room(source.folder, names)
        place = superseded.building_place(source.folder)
        try:
            with telling_file_troubles(place):
                place.mkdir(mode=0o700)
            fresh = vault.renewed(source.folder, keys, frozenset(gone), place)
            with connection.telling_troubles():
                generation = _copy_records(source, place, fresh)
            watch.step()
            damaged = _copy_attachments(source, names, place, fresh, watch)
            _change(source, place, fresh, label, edit)
            watch.step()
            _prove(source, place, fresh, len(names) - damaged)
            watch.step()
            with telling_file_troubles(place):
                keep_folder(place)
            watch.step()  # the last moment to stop: nothing counts yet
        except BaseException:
            shutil.rmtree(place, ignore_errors=True)
            raise
    return Renewed(place, fresh, generation, damaged)


def discard(renewed: Renewed) -> None:
    """Throw a renewed desk away that is not wanted any more."""
    shutil.rmtree(renewed.folder, ignore_errors=True)


def exchange(store: Store, renewed: Renewed, keep: Callable[[Store], None]) -> None:
    """Close the present desk, put the renewed one in its place, and open it.

    `keep` is given the store that is open afterwards: the new desk's, or the old one's where the system refused the
    exchange, which is then raised. Refused where the present desk was changed since it was copied.
    """
    if opening.generation_of(store.db) != renewed.generation:
        discard(renewed)
        raise RefusedError("The records were changed while the new keys were made. Remove the person once more.")
    assert store.keys is not None
    folder, clock, old = store.folder, store.clock, store.keys
    store.close()
    try:
        swapping.swap(renewed.folder, folder, superseded.old_place(folder))
    except BaseException:
        keep(opening.open_desk(folder, old, clock=clock))  # it clears away what was built
        raise
    keep(opening.open_desk(folder, renewed.keys, clock=clock))


def _require_room(folder: Path, names: list[str]) -> None:
    with telling_file_troubles(folder):
        wanted = (folder / opening.RECORDS).stat().st_size * 2 + sum(
            (folder / opening.ATTACHMENTS / name).stat().st_size for name in names
        )
    if free_space(folder.parent) < wanted + _ROOM_BESIDE:
        raise DiskFullError(folder)


def _copy_records(source: Store, place: Path, fresh: Keys) -> int:
    """The records page by page under the new keys, as one moment had them; answers their generation."""
    assert source.keys is not None
    target = connection.connect(place / opening.RECORDS, fresh, create=True)
    try:
        connection.copy_pages(source.db, target)
        with target.atomic():
            trail.rewrap(target, source.keys, fresh)
        return opening.generation_of(target)
    finally:
        connection.close(target)


def _copy_attachments(source: Store, names: list[str], place: Path, fresh: Keys, watch: Progress) -> int:
    """Every attachment with its key wrapped anew; answers how many are damaged, which are copied as they are."""
    folder, damaged = place / opening.ATTACHMENTS, 0
    with telling_file_troubles(folder):
        folder.mkdir(mode=0o700)
        for name in names:
            try:
                source.blobs.copy_rewrapped(name, folder, fresh)
            except DamagedAttachmentError:
                shutil.copyfile(source.blobs.folder / name, folder / name)
                (folder / name).chmod(0o600)
                damaged += 1
            watch.step()
        keep_folder(folder)
    return damaged


def _change(source: Store, place: Path, fresh: Keys, label: str, edit: Callable[[Change], None]) -> None:
    renewed = opening.open_desk(place, fresh, clock=source.clock)
    try:
        with renewed.change(label) as change:
            edit(change)
    finally:
        renewed.close()


def _prove(source: Store, place: Path, fresh: Keys, attachments: int) -> None:
    """Raises TroubleError unless the new desk is sound, holds every pupil, and opens every attachment."""
    db = connection.connect_copy(place / opening.RECORDS, fresh)
    try:
        sound = connection.check(db).is_sound
        there, here = (int(each.execute("select count(*) from pupil").fetchone()[0]) for each in (db, source.db))
    finally:
        db.close()
    blobs, opened = Blobs(place / opening.ATTACHMENTS, fresh), 0
    for name in blobs.names():
        try:
            with blobs.open_read(name):
                opened += 1
        except DamagedAttachmentError:
            continue
    if not sound or there != here or opened != attachments:
        raise TroubleError(
            "The desk was written under new keys, but what came out is not what went in.",
            "Your desk is as it was, and nobody was removed; the faulty copy was deleted.",
            "Check this computer's drive, make a backup on another one, and try again.",
        )
