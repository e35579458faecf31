"""A desk on a locked stick, a disc or a folder of others can be read, and nothing there is touched."""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest

from senco_desk.domain.problems import RefusedError
from senco_desk.domain.progress import Silent
from senco_desk.domain.pupils import PupilDraft
from senco_desk.domain.school import SchoolDraft
from senco_desk.store import connection, health, lock, marker, opening
from senco_desk.store.connection import Database
from senco_desk.store.errors import OlderCopyError, ReadOnlyPlaceError
from senco_desk.store.gateway import Store
from senco_desk.store.keys import Keys
from senco_desk.store.nouns import PUPILS
from tests.builders import CHEAP, PASSPHRASE, Clock

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps rights in lists, not in a folder's mode")


@pytest.fixture
def desk(tmp_path: Path) -> tuple[Path, Keys]:
    """A closed desk with one pupil."""
    folder = tmp_path / "school.sencodesk"
    store, _code = opening.create_desk(
        folder, PASSPHRASE, SchoolDraft(name="Riverbank"), clock=Clock(), kdf=CHEAP, floor=CHEAP
    )
    enter(store, "Amelia")
    assert store.keys is not None
    store.close()
    return folder, store.keys


def enter(store: Store, name: str) -> None:
    with store.change("Add pupil") as change:
        change.add(PUPILS, PupilDraft(legal_forename=name, legal_surname="Day", date_of_birth=date(2017, 3, 2)))


def crash(folder: Path, keys: Keys, name: str) -> None:
    """A pupil is entered and the power goes: the log stays beside the records, its index does not."""
    store = opening.open_desk(folder, keys, clock=Clock())
    enter(store, name)
    kept = {path: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    store.close()
    for path in folder.iterdir():
        if path.is_file():
            path.unlink()
    for path, content in kept.items():
        if not path.name.endswith("-shm"):
            path.write_bytes(content)


@contextmanager
def unwritable(folder: Path) -> Iterator[dict[str, bytes]]:
    """Nothing can be written in the folder meanwhile, also by an administrator; it must be left as it was."""
    before = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    for path in folder.iterdir():
        path.chmod(0o500 if path.is_dir() else 0o400)
    folder.chmod(0o500)
    try:
        with _without_override():
            with pytest.raises(PermissionError):
                (folder / "probe").write_bytes(b"")
            yield before
        assert {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()} == before
    finally:
        folder.chmod(0o700)
        for path in folder.iterdir():
            path.chmod(0o700 if path.is_dir() else 0o600)


def names(store: Store) -> list[str]:
    return sorted(pupil.legal_forename for pupil in PUPILS.all(store))


def test_a_desk_in_an_unwritable_folder_is_read_backed_up_and_never_changed(
    desk: tuple[Path, Keys], tmp_path: Path
) -> None:
    folder, keys = desk
    with unwritable(folder):
        assert opening.unlock(folder, PASSPHRASE, floor=CHEAP).vault_id == keys.vault_id
        store = opening.open_desk(folder, keys, clock=Clock(), read_only=True)
        second = store.reader()
        assert names(store) == names(second) == ["Amelia"]
        assert connection.check(store.db).is_sound
        assert health.back_up(store, tmp_path / "copy.sencodesk", Silent()) == (1, 0)
        with pytest.raises(RefusedError, match="reading only"):
            enter(store, "Grace")
        second.close()
        store.close()


def test_to_work_in_an_unwritable_folder_is_refused_with_what_to_do(desk: tuple[Path, Keys]) -> None:
    folder, keys = desk
    with unwritable(folder), pytest.raises(ReadOnlyPlaceError, match="Open it to read only, or copy the whole folder"):
        opening.open_desk(folder, keys, clock=Clock())


def test_a_log_left_by_a_crash_is_read_too(desk: tuple[Path, Keys]) -> None:
    folder, keys = desk
    crash(folder, keys, "Grace")
    assert (folder / "desk.db-wal").stat().st_size
    with unwritable(folder):
        store = opening.open_desk(folder, keys, clock=Clock(), read_only=True)
        assert names(store) == ["Amelia", "Grace"]
        second = store.reader()
        assert names(second) == ["Amelia", "Grace"]
        second.close()
        store.close()


def test_a_lock_left_by_a_crash_is_no_hindrance(desk: tuple[Path, Keys]) -> None:
    folder, keys = desk
    (folder / lock.FILE).write_text('{"who": "s.clarke", "where": "HOME", "pid": 1, "since": "2026-11-01T08:00:00"}')
    with unwritable(folder):
        store = opening.open_desk(folder, keys, clock=Clock(), read_only=True)
        assert names(store) == ["Amelia"]
        store.close()


def test_a_stale_log_that_cannot_be_put_aside_is_not_read(desk: tuple[Path, Keys]) -> None:
    folder, keys = desk
    store = opening.open_desk(folder, keys, clock=Clock())
    enter(store, "Grace")
    stale = (folder / "desk.db-wal").read_bytes()
    enter(store, "Will")
    store.close()
    (folder / "desk.db-wal").write_bytes(stale)
    with unwritable(folder):
        store = opening.open_desk(folder, keys, clock=Clock(), read_only=True)
        assert names(store) == ["Amelia", "Grace", "Will"]
        store.close()


def test_an_older_copy_is_not_read_silently_there_either(desk: tuple[Path, Keys]) -> None:
    folder, keys = desk
    old = (folder / "desk.db").read_bytes()
    store = opening.open_desk(folder, keys, clock=Clock())
    enter(store, "Grace")
    store.close()
    (folder / "desk.db").write_bytes(old)
    with unwritable(folder):
        with pytest.raises(OlderCopyError):
            opening.open_desk(folder, keys, clock=Clock(), read_only=True)
        store = opening.open_desk(folder, keys, clock=Clock(), read_only=True, older_too=True)
        assert names(store) == ["Amelia"]
        store.close()


def test_beside_a_living_writer_the_newest_is_read(desk: tuple[Path, Keys]) -> None:
    folder, keys = desk
    writer = opening.open_desk(folder, keys, clock=Clock())
    enter(writer, "Grace")
    db: Database = connection.connect_unwritable(folder / "desk.db", keys)
    assert db.execute("select count(*) from pupil").fetchone() == (2,)
    enter(writer, "Will")
    assert db.execute("select count(*) from pupil").fetchone() == (3,)
    db.close()
    writer.close()


def test_one_lost_or_older_note_of_the_last_session_does_not_hide_an_older_copy(desk: tuple[Path, Keys]) -> None:
    folder, keys = desk
    old = {name: (folder / name).read_bytes() for name in ("desk.db", marker.FILE, marker.COPY)}
    store = opening.open_desk(folder, keys, clock=Clock())
    enter(store, "Grace")
    store.close()
    newest = {name: (folder / name).read_bytes() for name in (marker.FILE, marker.COPY)}
    (folder / "desk.db").write_bytes(old["desk.db"])
    for gone in (marker.FILE, marker.COPY):
        for instead in (b"", b"{", old[gone], None):
            for name, content in newest.items():
                (folder / name).write_bytes(content)
            (folder / gone).unlink() if instead is None else (folder / gone).write_bytes(instead)
            with pytest.raises(OlderCopyError):
                opening.open_desk(folder, keys, clock=Clock())
    store = opening.open_desk(folder, keys, clock=Clock(), older_too=True)
    enter(store, "Will")
    assert names(store) == ["Amelia", "Will"]
    store.close()
    opening.open_desk(folder, keys, clock=Clock()).close()  # once taken, it is the desk


def test_a_desk_moved_by_hand_into_another_folder_opens(desk: tuple[Path, Keys], tmp_path: Path) -> None:
    folder, keys = desk
    shutil.copytree(folder, tmp_path / "moved.sencodesk")
    store = opening.open_desk(tmp_path / "moved.sencodesk", keys, clock=Clock())
    assert names(store) == ["Amelia"]
    store.close()


@contextmanager
def _without_override() -> Iterator[None]:
    """An administrator's account without its power to write where the mode forbids it (Linux capabilities 1 and 2)."""
    if os.geteuid() != 0:
        yield
        return
    if sys.platform != "linux":
        pytest.skip("an administrator may write everywhere here")
    library = ctypes.CDLL(None, use_errno=True)
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    rights = (ctypes.c_uint32 * 6)()
    assert library.capget(header, rights) == 0
    fewer = (ctypes.c_uint32 * 6)(*rights)
    fewer[0] &= ~0b110
    if library.capset(header, fewer):
        pytest.skip("this account cannot lay its rights down")
    try:
        yield
    finally:
        assert library.capset(header, rights) == 0
