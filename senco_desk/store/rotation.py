"""New keys for a whole desk: how somebody who was removed is shut out of all that is written from then on.

The whole desk is written anew beside the present one, under a new master key: the records page by page, each attachment
with its own key wrapped anew (its content stays as it lies), the key file for those who stay. Opened, changed, checked
and closed, it then takes the old one's name in two renames (`swapping`). Until then the old desk is in force and
untouched; after a kill at any moment the next opening finds the one or the other whole.
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

from senco_desk.domain.problems import RefusedError, TroubleError
from senco_desk.domain.progress import Progress, Silent
from senco_desk.machine.drive import keep_folder
from senco_desk.store import connection, desk_state, opening, superseded, swapping, trail, vault, vault_header
from senco_desk.store.blobs import Blobs
from senco_desk.store.errors import DamagedAttachmentError, DiskFullError
from senco_desk.store.files import free_space, telling_file_troubles
from senco_desk.store.gateway import Change, Store
from senco_desk.store.keys import Keys
from senco_desk.store.tables import Image

_ROOM_BESIDE = 8 * 1024 * 1024
"""Bytes that must stay free on the drive beside the second desk: for its log, and for the desk that goes on."""
_OUTSIDE_JOURNAL = ("typed_words", "desk_state")
_OF_EACH_DESK = ("generation", trail.KEY, desk_state.RECOVERY)
"""What a desk knows of itself that belongs to its own keys and count."""


@dataclass(frozen=True)
class Renewed:
    """A desk under new keys that stands complete beside the present one, and is not yet in force.

    Attributes:
        folder: where it stands, under a hidden name.
        keys: its keys, for whoever made it.
        generation: how many times anything had been saved in the present desk when it was copied.
        trail_end: the number of the last row its audit trail had then.
        key_file: the hash of its key file then.
        damaged: how many attachments were damaged before, and still are.
    """

    folder: Path
    keys: Keys
    generation: int
    trail_end: int
    key_file: str
    damaged: int


def write_anew(
    store: Store,
    keep: Collection[str],
    label: str,
    edit: Callable[[Change], None],
    progress: Progress | None = None,
    *,
    beside: Path | None = None,
    above: int = 0,
) -> Renewed:
    """Write the desk anew under new keys, for the slots to `keep` and with one more change, beside the present one.

    Slow; a read-only store of another thread will do. Cancelled or failed, it leaves nothing behind. `edit` makes the
    change `label` in the new desk. `beside` is the desk whose place it will take, if it is another, and `above` the
    revision that its key file is to go beyond. Raises DiskFullError where the drive has no room for a second desk.
    """
    assert store.keys is not None
    keys, watch = store.keys, progress or Silent()
    with store.whole() as source:
        names = sorted(source.blobs.names())
        watch.start("Writing the desk under new keys", len(names) + 4)
        _require_room(source.folder, names)
        place = superseded.building_place(beside or source.folder)
        try:
            with telling_file_troubles(place):
                place.mkdir(mode=0o700)
            key_file = vault_header.hash_of(source.folder)
            fresh = vault.renewed(source.folder, keys, keep, place, above=above)
            with connection.telling_troubles():
                generation, trail_end = _copy_records(source, place, fresh)
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
    return Renewed(place, fresh, generation, trail_end, key_file, damaged)


def discard(renewed: Renewed) -> None:
    """Throw a renewed desk away that is not wanted any more."""
    shutil.rmtree(renewed.folder, ignore_errors=True)


def exchange(store: Store, renewed: Renewed, keep: Callable[[Store], None]) -> None:
    """Close the present desk, put the renewed one in its place, and open it.

    `keep` is given the store that is open afterwards: the new desk's, or the old one's where the system refused the
    exchange, which is then raised. What was noted or typed since it was copied comes along; refused where records or
    ways in were changed since.
    """
    try:
        _bring_along(store, renewed)
    except BaseException:
        discard(renewed)
        raise
    assert store.keys is not None
    folder, clock, old = store.folder, store.clock, store.keys
    with swapping.alone(folder):  # so that nobody opens the old desk once it is let go of, nor the new one before us
        store.close()
        try:
            swapping.swap(renewed.folder, folder, superseded.old_place(folder))
        except BaseException:
            keep(opening.open_desk(folder, old, clock=clock))  # it clears away what was built
            raise
        keep(opening.open_desk(folder, renewed.keys, clock=clock))


def _bring_along(store: Store, renewed: Renewed) -> None:
    """Carries over what was saved since the copy and is no change: looks that were noted, typed words, what the desk
    knows of itself. Raises RefusedError where there is more to it than that.
    """
    with contextlib.suppress(TroubleError, RefusedError):  # as when a desk is closed
        store.put_by.catch_up()
    if vault_header.hash_of(store.folder) != renewed.key_file:
        raise _changed_since()
    with connection.telling_troubles(), store.lifted():
        if opening.generation_of(store.db) == renewed.generation:
            return
        since = store.query("select * from main.trail where seq > ? order by seq", [renewed.trail_end])
        if any(row["change_id"] or row["deed"] == trail.ERASE for row in since):
            raise _changed_since()
        outside = {name: store.query(f"select * from main.{name}") for name in _OUTSIDE_JOURNAL}  # noqa: S608  ours
    new = opening.open_desk(renewed.folder, renewed.keys, clock=store.clock)
    try:
        with new.unlimited(), new.change("Bring along"):
            _put_on_trail(new, since)
            places = ", ".join("?" * len(_OF_EACH_DESK))
            for name, rows in outside.items():
                new.db.execute(f"delete from main.{name} where key not in ({places})", list(_OF_EACH_DESK))  # noqa: S608
                new.insert(name, [row for row in rows if row["key"] not in _OF_EACH_DESK])
    finally:
        new.close()


def _put_on_trail(new: Store, rows: list[Image]) -> None:
    """The notes as they were made, behind the renewed desk's own last row."""
    end = trail.Trail(new.db, new.keys, lambda: None, str)  # its end was looked at when the change began
    end.begin(new.person)
    for row in rows:
        end.add(
            trail.Note(
                row["at"], row["person_id"], row["deed"], row["subject_id"], row["words"],
                salt=row["salt"], digest=row["digest"],
            )
        )  # fmt: skip


def _changed_since() -> RefusedError:
    return RefusedError("The records were changed while the new keys were made. Remove the person once more.")


def _require_room(folder: Path, names: list[str]) -> None:
    with telling_file_troubles(folder):
        wanted = (folder / opening.RECORDS).stat().st_size * 2 + sum(
            (folder / opening.ATTACHMENTS / name).stat().st_size for name in names
        )
    if free_space(folder.parent) < wanted + _ROOM_BESIDE:
        raise DiskFullError(folder)


def _copy_records(source: Store, place: Path, fresh: Keys) -> tuple[int, int]:
    """The records page by page under the new keys, as one moment had them; answers their generation and trail's end."""
    assert source.keys is not None
    target = connection.connect(place / opening.RECORDS, fresh, create=True)
    try:
        connection.copy_pages(source.db, target)
        with target.atomic():
            trail.rewrap(target, source.keys, fresh)
        (end,) = target.execute("select coalesce(max(seq), 0) from trail").fetchone()
        return opening.generation_of(target), int(end)
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
        with renewed.unlimited(), renewed.change(label) as change:
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
