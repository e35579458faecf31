"""A desk's own backups: whole, sealed, attachments once, thinned, copied to a stick; and each trouble has its words."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from senco_desk.domain.papers import NoteDraft
from senco_desk.domain.problems import TroubleError
from senco_desk.domain.progress import Silent
from senco_desk.domain.school import PersonDraft
from senco_desk.services import desks, people, records, restoring
from senco_desk.services.desk import Desk
from senco_desk.store import (
    backup_manifest,
    backup_places,
    backup_upkeep,
    backups,
    connection,
    copies,
    desk_state,
    files,
    health,
    opening,
    vault,
)
from senco_desk.store.backups import NoRoomError, Source
from senco_desk.store.errors import DiskFullError
from senco_desk.store.migrations import STEPS
from tests.builders import CHEAP, PASSPHRASE, TODAY, Clock, a_desk, a_pupil


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = a_desk(tmp_path)
    a_pupil(made)
    attach(made, tmp_path, "a letter")
    yield made
    made.close()


def attach(desk: Desk, folder: Path, words: str) -> str:
    (folder / "paper.txt").write_text(words)
    name = desk.store.blobs.put(folder / "paper.txt").name
    (folder / "paper.txt").unlink()
    return name


def source(desk: Desk) -> Source:
    assert desk.store.keys is not None
    return Source(desk.store.folder, desk.store.keys)


def take(desk: Desk, clock: Clock, why: str = "close") -> backups.Backup:
    return backups.take(source(desk), backups.usual_root(desk.store.folder), why, clock=clock)  # type: ignore[arg-type]


def test_a_backup_holds_all_and_says_nothing_in_the_clear(desk: Desk) -> None:
    backup = take(desk, Clock())
    held = backups.manifest_of(backup, source(desk).keys)
    assert held.pupils == 1
    assert held.files == tuple(desk.store.blobs.names())
    assert backup.folder.name == "2026-11-20T09-00-01 close"
    assert sorted(path.name for path in backup.folder.iterdir()) == [
        "backup.json", "desk.db", "vault.copy.json", "vault.json",
    ]  # fmt: skip
    told = json.loads((backup.folder / "backup.json").read_text())
    assert set(told) == {"format", "keys", "sealed"}
    assert told["keys"] == (backup.folder / "desk.db").read_bytes()[:16].hex()


@pytest.mark.skipif(os.name != "posix", reason="Windows keeps a file's readers elsewhere")
def test_only_this_account_may_read_the_backups(desk: Desk) -> None:
    root = take(desk, Clock()).root
    there = [root, *root.rglob("*")]
    assert len(there) > 7
    assert [path for path in there if path.stat().st_mode & 0o077] == []


def test_an_attachment_is_copied_once_and_never_again(desk: Desk, tmp_path: Path, monkeypatch) -> None:
    copied: list[str] = []
    usual = files.copy_whole

    def counting(old: Path, new: Path) -> None:
        copied.append(old.name)
        usual(old, new)

    monkeypatch.setattr(backups, "copy_whole", counting)
    clock = Clock()
    first = take(desk, clock)
    again = attach(desk, tmp_path, "another letter")
    second = take(desk, clock)
    assert copied == [*backups.manifest_of(first, source(desk).keys).files, again]
    assert again in backups.manifest_of(second, source(desk).keys).files


def test_changes_saved_while_it_copies_do_not_make_it_faulty(desk: Desk, monkeypatch) -> None:
    usual, pupil = connection.copy_into, a_pupil(desk)

    def busy(db, path) -> None:
        records.add(desk, NoteDraft(pupil_id=pupil.id, on=TODAY, kind="note", text="before"))
        usual(db, path)
        records.add(desk, NoteDraft(pupil_id=pupil.id, on=TODAY, kind="note", text="after"))

    monkeypatch.setattr(connection, "copy_into", busy)
    held = backups.manifest_of(take(desk, Clock()), source(desk).keys)
    assert held.counts["note"] >= 1


def test_a_copy_that_lacks_a_row_is_no_backup(desk: Desk, monkeypatch) -> None:
    usual = backups.checked

    def lacking(path, keys):
        generation, counts = usual(path, keys)
        return generation, counts | {"pupil": 0}

    monkeypatch.setattr(backups, "checked", lacking)
    with pytest.raises(backups.FaultyCopyError):
        take(desk, Clock())
    assert backups.listed(backups.usual_root(desk.store.folder)) == ()
    assert list(backups.usual_root(desk.store.folder).glob(".*")) == []


def test_a_damaged_page_in_the_copy_is_found(desk: Desk, monkeypatch) -> None:
    usual = connection.copy_into

    def flipping(db, path) -> None:
        usual(db, path)
        content = bytearray(path.read_bytes())
        content[-3000] ^= 1
        path.write_bytes(content)

    monkeypatch.setattr(connection, "copy_into", flipping)
    with pytest.raises(TroubleError):
        take(desk, Clock())
    assert backups.listed(backups.usual_root(desk.store.folder)) == ()


def test_an_attachment_damaged_in_the_desk_hinders_no_backup_and_is_not_kept_as_sound(desk: Desk) -> None:
    (name,) = desk.store.blobs.names()
    os.truncate(desk.store.blobs.folder / name, 90)
    held = backups.manifest_of(take(desk, Clock()), source(desk).keys)
    assert (held.files, held.damaged) == ((), (name,))


def test_too_little_room_is_said_before_anything_is_written(desk: Desk, monkeypatch) -> None:
    monkeypatch.setattr(backups, "free_space", lambda _folder: 1_000_000)
    with pytest.raises(NoRoomError) as told:
        take(desk, Clock())
    assert "too full for a backup in" in told.value.happened
    assert "1 MB are free" in told.value.happened
    assert list(backups.usual_root(desk.store.folder).iterdir()) == []


def test_a_drive_that_fills_up_meanwhile_is_named_as_the_person_knows_it(desk: Desk, monkeypatch) -> None:
    def full(*_given: object) -> None:
        raise DiskFullError

    monkeypatch.setattr(connection, "copy_into", full)
    with pytest.raises(DiskFullError) as told:
        take(desk, Clock())
    assert "school backups)" in told.value.happened
    assert list(backups.usual_root(desk.store.folder).iterdir()) == []


def test_it_is_thinned_and_what_no_backup_needs_goes_with_it(desk: Desk, tmp_path: Path) -> None:
    keys = source(desk).keys
    root = backups.usual_root(desk.store.folder)
    (first,) = desk.store.blobs.names()
    for day in range(40):
        clock = Clock(datetime(2026, 9, 1, 15, tzinfo=UTC) + timedelta(days=day))
        if day == 3:
            desk.store.blobs.remove(first)
            attach(desk, tmp_path, "from the fourth day on")
        take(desk, clock)
        backup_upkeep.thin(root, keys, clock(), grace=timedelta(0))
    names = [one.folder.name[:10] for one in backups.listed(root)]
    assert names == ["2026-10-10", "2026-10-09", "2026-10-08", "2026-10-07", "2026-10-06", "2026-10-05", "2026-10-04",
                     "2026-09-30", "2026-09-27", "2026-09-20"]  # fmt: skip
    shared = root / "files" / backup_manifest.tag_of(keys)
    assert first in {path.name for path in shared.iterdir()}, "copied on this very day, it is left"
    backup_upkeep.sweep(root, keys, before=datetime.now(UTC) + timedelta(minutes=1))
    assert {path.name for path in shared.iterdir()} == set(desk.store.blobs.names())


def test_nothing_is_swept_where_a_backup_cannot_say_what_it_needs(desk: Desk) -> None:
    keys, clock = source(desk).keys, Clock()
    (name,) = desk.store.blobs.names()
    first = take(desk, clock)
    desk.store.blobs.remove(name)
    take(desk, clock)
    later = datetime.now(UTC) + timedelta(minutes=1)
    (first.folder / "backup.json").write_text("{}")
    backup_upkeep.sweep(first.root, keys, before=later)
    assert (first.root / "files" / backup_manifest.tag_of(keys) / name).exists()
    backup_upkeep.remove(first)
    assert backup_upkeep.sweep(first.root, keys, before=later) == 1


def test_attachments_of_earlier_keys_stay_as_long_as_a_backup_of_those_keys(desk: Desk, tmp_path: Path) -> None:
    """After a person was removed the desk has other keys, and its old backups still want their own attachments."""
    old = take(desk, Clock())
    (tmp_path / "other").mkdir()
    other = a_desk(tmp_path / "other")
    later = datetime.now(UTC) + timedelta(minutes=1)
    newer = backups.take(source(other), old.root, "close", clock=Clock(datetime(2026, 11, 21, tzinfo=UTC)))
    backup_upkeep.sweep(old.root, source(other).keys, before=later)
    kept = old.root / "files" / backup_manifest.tag_of(source(desk).keys)
    assert list(kept.iterdir())
    backup_upkeep.remove(old)
    backup_upkeep.sweep(old.root, source(other).keys, before=later)
    assert not kept.exists()
    assert newer.folder.exists()
    other.close()


def test_a_second_place_gets_what_it_lacks_and_each_is_opened_there(desk: Desk, tmp_path: Path) -> None:
    keys, clock = source(desk).keys, Clock()
    first = take(desk, clock)
    stick = tmp_path / "stick"
    stick.mkdir()
    assert backup_upkeep.mirror(first.root, stick / "school backups", keys) == 1
    take(desk, clock, "before import")
    assert backup_upkeep.mirror(first.root, stick / "school backups", keys) == 1
    assert backup_upkeep.mirror(first.root, stick / "school backups", keys) == 0
    shutil.rmtree(first.root)
    assert [backups.manifest_of(one, keys).pupils for one in backups.listed(stick / "school backups")] == [1, 1]


def test_a_stick_pulled_out_while_copying_leaves_no_half_backup(desk: Desk, tmp_path: Path, monkeypatch) -> None:
    first = take(desk, Clock())
    stick = tmp_path / "stick"
    stick.mkdir()
    usual = files.copy_whole

    def pulled(old: Path, new: Path) -> None:
        if new.name == "backup.json":
            raise OSError(5, "Input/output error")
        usual(old, new)

    monkeypatch.setattr(backup_upkeep, "copy_whole", pulled)
    with pytest.raises(TroubleError):
        backup_upkeep.mirror(first.root, stick / "school backups", source(desk).keys)
    assert backups.listed(stick / "school backups") == ()


def test_another_schools_backups_of_the_same_name_are_left_alone(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    other = a_desk(tmp_path / "other")
    stick = tmp_path / "stick"
    stick.mkdir()
    theirs = backup_places.second_of(backup_places.chosen_second(stick, source(other)), other.store.folder)
    assert theirs == stick / "school backups"
    backups.take(source(other), theirs, "close", clock=Clock())
    ours = backup_places.second_of(backup_places.chosen_second(stick, source(desk)), desk.store.folder)
    assert ours == stick / "school backups 2"
    other.close()


def test_a_backup_is_taken_before_the_tables_are_brought_up_to_date(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("senco_desk.store.migrations.STEPS", STEPS[:2])
    monkeypatch.setattr("senco_desk.store.opening.SCHEMA_VERSION", 2)
    folder = tmp_path / "school.sencodesk"
    older_desk(folder)
    monkeypatch.undo()
    store = opening.open_desk(folder, opening.unlock(folder, PASSPHRASE, floor=CHEAP), clock=Clock())
    (backup,) = backups.listed(backups.usual_root(folder))
    assert backup.moment.why == "before migration"
    assert store.keys is not None
    assert backups.manifest_of(backup, store.keys).schema == 2
    store.close()
    again = opening.open_desk(folder, opening.unlock(folder, PASSPHRASE, floor=CHEAP), clock=Clock())
    again.close()
    assert len(backups.listed(backups.usual_root(folder))) == 1


def test_without_room_for_that_backup_the_desk_is_not_brought_up_to_date(tmp_path: Path, monkeypatch) -> None:
    folder = tmp_path / "school.sencodesk"
    older_desk(folder)
    keys = opening.unlock(folder, PASSPHRASE, floor=CHEAP)
    monkeypatch.setattr(backups, "free_space", lambda _folder: 1_000_000)
    with pytest.raises(backup_places.NotBackedUpError) as told:
        opening.open_desk(folder, keys, clock=Clock())
    assert "nothing was done" in told.value.happened
    db = connection.connect(folder / "desk.db", keys, read_only=True)
    assert db.execute("pragma user_version").fetchone()[0] == 2
    db.close()


def older_desk(folder: Path) -> None:
    """A desk whose tables have had the first two steps alone."""
    from senco_desk.store import vault

    keys, _code = vault.create(folder, PASSPHRASE, CHEAP, floor=CHEAP)
    db = connection.connect(folder / "desk.db", keys, create=True)
    for number, sql in enumerate(STEPS[:2], start=1):
        with db.atomic():
            for statement in filter(str.strip, sql.split(";\n")):
                db.execute(statement)
            db.execute(f"pragma user_version = {number}")
    db.table("desk_state").insert({"key": "generation", "value": "0"})
    db.table("person").insert({"id": "01a1f82f-35f0-75b8-9199-df3282ac3132", "name": "SENCO", "role": "senco"})
    connection.close(db)


def test_what_it_needs_is_counted_anew_after_rows_were_erased_in_it(desk: Desk) -> None:
    backup, keys = take(desk, Clock()), source(desk).keys
    db = connection.connect(backup.folder / "desk.db", keys)
    db.execute("pragma journal_mode=delete")
    db.execute("delete from pupil")
    db.close()
    assert backup_upkeep.reseal(backup, keys).pupils == 0
    assert backups.manifest_of(backup, keys).files == (), "no record names the attachment"


def test_the_note_of_the_second_place_is_no_record(desk: Desk) -> None:
    assert desk_state.read(desk.store, backup_places.STATE) == ""
    assert backup_places.places_of(source(desk)).second is None


class Meanwhile:
    """Progress in which something else is done at the first step, as in the window's own thread."""

    def __init__(self, deed: Callable[[], object]) -> None:
        self.deeds = [deed]

    def start(self, what: str, total: int) -> None:
        pass

    def step(self, done: int = 1) -> None:
        if self.deeds:
            self.deeds.pop()()


@pytest.mark.parametrize("kind", ["own", "whole"])
def test_no_backup_holds_old_records_and_new_keys(desk: Desk, tmp_path: Path, kind: str) -> None:
    slot = people.first_slot(desk, "three brown foxes", "three brown foxes")
    person = people.add(desk, PersonDraft(name="Tess", role="assistant"), [], slot).value
    renewed = people.prepare_removal(desk, person.id)
    root = backups.usual_root(desk.store.folder)
    before, watch = backups.listed(root), Meanwhile(lambda: people.finish_removal(desk, renewed))
    if kind == "own":
        with pytest.raises(TroubleError, match="was removed from it"):
            backups.take(source(desk), root, "daily", clock=Clock(), progress=watch)
    else:
        reader = desk.store.reader()
        with pytest.raises(TroubleError):
            health.back_up(reader, tmp_path / "copy.sencodesk", watch)
        reader.close()
    assert backups.listed(root) == before
    assert not (tmp_path / "copy.sencodesk").exists()
    assert not list(root.glob(".*.part"))
    made = take(desk, Clock(datetime(2026, 11, 20, 12, tzinfo=UTC)))
    connection.connect_copy(made.folder / "desk.db", vault.unlock(made.folder, PASSPHRASE, CHEAP)).close()


@pytest.mark.parametrize("lost", ["vault.json", "vault.copy.json"])
def test_one_copy_of_the_key_file_is_enough_for_every_kind_of_copy(desk: Desk, tmp_path: Path, lost: str) -> None:
    (desk.store.folder / lost).unlink()
    own = take(desk, Clock())
    health.back_up(desk.store, tmp_path / "whole.sencodesk", Silent())
    backup_upkeep.mirror(own.root, tmp_path / "stick", source(desk).keys)
    folder = desk.store.folder
    desk.close()
    (folder / lost).unlink(missing_ok=True)
    copies.make_desk(folder, folder / "desk.db", tmp_path / "copied.sencodesk")
    for path in (own.folder, tmp_path / "stick" / own.folder.name):
        weighed = restoring.weigh(path, PASSPHRASE, folder, floor=CHEAP)
        (weighed.origin.folder / lost).unlink(missing_ok=True)  # which opening it may have mended
        restoring.restore(weighed, folder, clock=Clock())
    for path in (folder, tmp_path / "whole.sencodesk", tmp_path / "copied.sencodesk"):
        again = desks.open_with(path, vault.unlock(path, PASSPHRASE, CHEAP), day=lambda: TODAY, clock=Clock())
        assert desks.verify(again).ok
        again.close()


def test_a_desk_whose_key_file_is_lost_while_it_is_open_gets_no_backup_that_nobody_can_open(desk: Desk) -> None:
    for name in ("vault.json", "vault.copy.json"):
        (desk.store.folder / name).unlink()
    with pytest.raises(TroubleError):
        take(desk, Clock())
    assert backups.listed(backups.usual_root(desk.store.folder)) == ()
