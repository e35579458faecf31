"""Sync programs put single files back. The desk notices, sets the stale file aside, and loses nothing."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from senco_desk.store import marker
from senco_desk.store.connection import Database, close, connect
from senco_desk.store.errors import OlderCopyError
from senco_desk.store.keys import keys_from
from senco_desk.store.marker import Guarded, Marker, conflict_copies, guard, require_newest

KEYS = keys_from(b"m" * 32, "a vault", "a slot")


def read_generation(db: Database) -> int:
    return int(db.execute("SELECT value FROM desk_state WHERE key = 'generation'").fetchone()[0])


class Desk:
    """A desk as a person works at it: opened, notes kept, closed or crashed."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.path = folder, folder / "desk.db"
        self.log = folder / "desk.db-wal"
        self.db = connect(self.path, KEYS, create=True)
        self.db.execute("CREATE TABLE desk_state (key TEXT PRIMARY KEY, value INTEGER) STRICT")
        self.db.execute("INSERT INTO desk_state VALUES ('generation', 0)")
        self.db.execute("CREATE TABLE note (id INTEGER PRIMARY KEY, body TEXT)")
        self._mark(clean=False)

    def keep_notes(self, count: int) -> None:
        for _ in range(count):
            with self.db.atomic():
                self.db.execute("INSERT INTO note (body) VALUES ('a note')")
                self.db.execute("UPDATE desk_state SET value = value + 1")

    def close(self) -> None:
        generation = read_generation(self.db)
        assert close(self.db)
        marker.write(self.folder, KEYS, Marker(True, generation, self.path.stat().st_size))

    def crash(self) -> None:
        """As a power cut leaves the folder: the log not yet moved into the records."""
        kept = {path: path.read_bytes() for path in (self.path, self.log)}
        self.db.close()
        for path, content in kept.items():
            path.write_bytes(content)

    def open(self, *, guarded: bool = True) -> Guarded:
        found = guard(self.path, KEYS, read_generation) if guarded else Guarded(None)
        self.db = connect(self.path, KEYS)
        require_newest(found, read_generation(self.db))
        self._mark(clean=False)
        return found

    def notes(self) -> int:
        return int(self.db.execute("SELECT count(*) FROM note").fetchone()[0])

    def _mark(self, *, clean: bool) -> None:
        marker.write(self.folder, KEYS, Marker(clean, read_generation(self.db), self.path.stat().st_size))


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def with_stale_log(desk: Desk) -> Path:
    """50 notes, a sync program takes the log, 500 more, closed, and the old log is put back."""
    desk.keep_notes(50)
    stale = desk.folder / "at ten o'clock"
    shutil.copyfile(desk.log, stale)
    desk.keep_notes(500)
    desk.close()
    assert not desk.log.exists()
    shutil.copyfile(stale, desk.log)
    return stale


def test_without_the_guard_a_stale_log_silently_takes_500_notes_away(desk: Desk) -> None:
    """The control: this is the loss that the guard is for, and no check of the engine's sees it."""
    with_stale_log(desk)
    desk.open(guarded=False)
    assert desk.notes() == 50
    assert desk.db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert desk.db.execute("PRAGMA cipher_integrity_check").fetchall() == []


def test_the_guard_sets_a_stale_log_aside_and_all_550_notes_are_there(desk: Desk) -> None:
    stale = with_stale_log(desk)
    found = desk.open()
    assert desk.notes() == 550
    assert [path.name for path in found.set_aside] == ["desk.db-wal.quarantine-1"]
    assert found.set_aside[0].read_bytes() == stale.read_bytes()
    assert found.check_wanted
    desk.close()
    shutil.copyfile(stale, desk.log)
    assert desk.open().set_aside[0].name == "desk.db-wal.quarantine-2"
    assert desk.notes() == 550


def test_it_does_so_even_when_the_marker_is_lost_or_forged(desk: Desk) -> None:
    with_stale_log(desk)
    (desk.folder / marker.FILE).unlink()
    assert desk.open().set_aside
    assert desk.notes() == 550


def test_a_crash_keeps_its_own_log_and_every_note(desk: Desk) -> None:
    desk.keep_notes(10)
    desk.close()
    desk.open()
    desk.keep_notes(7)
    desk.crash()
    assert desk.log.stat().st_size
    found = desk.open()
    assert found.set_aside == ()
    assert found.check_wanted
    assert desk.notes() == 17


def test_a_clean_marker_put_back_after_a_crash_does_not_cost_the_crashs_notes(desk: Desk) -> None:
    desk.keep_notes(10)
    desk.close()
    old = (desk.folder / marker.FILE).read_bytes()
    desk.open()
    desk.keep_notes(7)
    desk.crash()
    (desk.folder / marker.FILE).write_bytes(old)
    assert desk.open().set_aside == ()
    assert desk.notes() == 17


@pytest.mark.parametrize("marker_put_back", [False, True])
def test_a_crash_while_the_log_was_being_moved_keeps_the_log(desk: Desk, marker_put_back: bool) -> None:
    """The page with the generation has reached the records file, the pages with the notes have not."""
    desk.keep_notes(10)
    desk.close()
    old_marker = (desk.folder / marker.FILE).read_bytes()
    desk.open()
    desk.keep_notes(300)
    (root,) = desk.db.execute("SELECT rootpage FROM sqlite_master WHERE name = 'desk_state'").fetchone()
    before, log = desk.path.read_bytes(), desk.log.read_bytes()
    desk.db.close()
    moved = desk.path.read_bytes()[(root - 1) * 4096 : root * 4096]
    desk.path.write_bytes(before[: (root - 1) * 4096] + moved + before[root * 4096 :])
    desk.log.write_bytes(log)
    if marker_put_back:
        (desk.folder / marker.FILE).write_bytes(old_marker)
    assert desk.open().set_aside == ()
    assert desk.notes() == 310


def test_a_log_of_the_same_generation_beside_a_clean_desk_is_stale(desk: Desk) -> None:
    desk.keep_notes(10)
    log = desk.log.read_bytes()
    desk.close()
    desk.log.write_bytes(log)
    assert desk.open().set_aside
    assert desk.notes() == 10


def test_a_log_of_another_desk_or_of_rubbish_does_no_harm(desk: Desk, tmp_path: Path) -> None:
    desk.keep_notes(10)
    desk.close()
    desk.log.write_bytes(b"rubbish" * 2000)
    desk.open()
    assert desk.notes() == 10


def test_a_rollback_journal_put_beside_the_records_is_set_aside(desk: Desk) -> None:
    desk.keep_notes(10)
    desk.close()
    journal = desk.folder / "desk.db-journal"
    journal.write_bytes(bytes.fromhex("d9d505f920a163d7") + b"\x00\x00\x00\x01" + bytes(5000))
    assert [path.name for path in desk.open().set_aside] == ["desk.db-journal.quarantine-1"]
    assert desk.notes() == 10


def test_an_older_records_file_is_never_opened_silently(desk: Desk) -> None:
    desk.keep_notes(5)
    desk.close()
    old = desk.path.read_bytes()
    desk.open()
    desk.keep_notes(3)
    desk.close()
    desk.path.write_bytes(old)
    with pytest.raises(OlderCopyError, match="lacks the last 3 saved changes") as told:
        desk.open()
    assert (told.value.found, told.value.expected) == (5, 8)


def test_a_clean_close_leaves_nothing_to_check(desk: Desk) -> None:
    desk.keep_notes(5)
    desk.close()
    found = desk.open()
    assert found.marker is not None
    assert found.marker.clean
    assert not found.check_wanted
    assert desk.notes() == 5


def test_a_records_file_of_another_size_wants_a_check(desk: Desk) -> None:
    desk.keep_notes(5)
    desk.close()
    with desk.path.open("ab") as file:
        file.write(bytes(4096))
    assert guard(desk.path, KEYS, read_generation).size_differs


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"clean": true, "format": 1, "generation": 9, "size": 1, "seal": "00"}',
        b"\xff" * 9000,
    ],
)
def test_a_garbled_or_forged_marker_says_nothing(desk: Desk, content: bytes) -> None:
    for name in (marker.FILE, marker.COPY):
        (desk.folder / name).write_bytes(content)
    assert marker.read(desk.folder, KEYS) is None


def test_a_marker_of_another_vault_says_nothing(desk: Desk) -> None:
    desk.close()
    assert marker.read(desk.folder, KEYS) is not None
    assert marker.read(desk.folder, keys_from(b"n" * 32, "another", "slot")) is None


def test_copies_that_a_sync_program_made_are_pointed_out(desk: Desk) -> None:
    for name in ("desk-OFFICE-PC.db", "desk (s.clarke's conflicted copy).db", "letters.db", "desk.txt"):
        (desk.folder / name).write_bytes(b"x")
    assert [path.name for path in conflict_copies(desk.path)] == [
        "desk (s.clarke's conflicted copy).db",
        "desk-OFFICE-PC.db",
    ]
