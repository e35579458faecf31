"""Each state a desk can be found in has its name and its words, and looking changes nothing."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from senco_desk.domain.pupils import PupilDraft
from senco_desk.domain.school import SchoolDraft
from senco_desk.store import counted, lock, looking, marker, migrations, opening
from senco_desk.store.gateway import Store
from senco_desk.store.keys import Keys, keys_from
from senco_desk.store.looking import Findings
from senco_desk.store.nouns import PUPILS
from senco_desk.store.places import Place
from tests.builders import CHEAP, PASSPHRASE, Clock

HERE = "OFFICE-PC"


@pytest.fixture(autouse=True)
def room(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many bytes are free, whatever the machine that runs the tests has."""
    free = [10**12]
    monkeypatch.setattr(looking, "free_space", lambda _folder: free[0])
    return free


@pytest.fixture
def desk(tmp_path: Path) -> tuple[Path, Keys]:
    folder = tmp_path / "school.sencodesk"
    store, _code = opening.create_desk(
        folder, PASSPHRASE, SchoolDraft(name="Riverbank"), clock=Clock(), kdf=CHEAP, floor=CHEAP
    )
    enter(store)
    assert store.keys is not None
    store.close()
    return folder, store.keys


def enter(store: Store) -> None:
    with store.change("Add pupil") as change:
        change.add(PUPILS, PupilDraft(legal_forename="Amelia", legal_surname="Day", date_of_birth=date(2017, 3, 2)))


@contextmanager
def opened(desk: tuple[Path, Keys]) -> Iterator[Store]:
    store = opening.open_desk(desk[0], desk[1], clock=Clock())
    yield store
    store.close()


def look(desk: tuple[Path, Keys], *, here: str = HERE, keys: bool = True) -> Findings:
    """Looks, and sees that nothing in the folder is other than before."""
    folder = desk[0]
    before = {path: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
    found = looking.look(folder, keys=desk[1] if keys else None, here=here, floor=CHEAP)
    assert {path: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()} == before
    for each in found.found:
        assert all(part.endswith(".") and part[:1].isupper() for part in (each.happened, each.safe, each.do))
        assert PASSPHRASE not in each.sentence
    return found


def ids(found: Findings) -> list[str]:
    return [each.id for each in found.found]


def test_a_desk_in_order_has_nothing_to_tell(desk: tuple[Path, Keys]) -> None:
    found = look(desk)
    assert (ids(found), found.can_write, found.owner) == ([], True, None)


def test_no_desk_and_half_a_desk(desk: tuple[Path, Keys], tmp_path: Path) -> None:
    gone = looking.look(tmp_path / "away.sencodesk", floor=CHEAP)
    assert (ids(gone), gone.can_write) == (["missing"], False)
    for name in ("vault.json", "vault.copy.json"):
        (desk[0] / name).unlink()
    assert "No key file" in look(desk).found[0].happened
    (desk[0] / "desk.db").unlink()
    assert "No records file" in look(desk).found[0].happened


@pytest.mark.parametrize(
    ("place", "said"),
    [
        (Place(network=True), "network"),
        (Place(cloud="OneDrive"), "cloud"),
    ],
)
def test_a_place_that_does_records_no_good(
    desk: tuple[Path, Keys], monkeypatch: pytest.MonkeyPatch, place: Place, said: str
) -> None:
    monkeypatch.setattr(looking, "place_of", lambda _folder: place)
    found = look(desk)
    assert (ids(found), found.can_write, found.place) == ([said], True, place)
    assert looking.look_at_place(desk[0]) == found.found
    assert "this computer’s own drive" in found.found[0].do or "not copied" in found.found[0].do


def test_a_folder_where_nothing_can_be_written(desk: tuple[Path, Keys], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looking.os, "access", lambda _path, mode: mode != os.W_OK)
    found = look(desk)
    assert (ids(found), found.can_write) == (["read_only"], False)


def test_who_has_it_open_where_and_since_when(desk: tuple[Path, Keys]) -> None:
    with opened(desk):
        (found,) = looking.look(desk[0], keys=desk[1], floor=CHEAP).found
        assert (found.id, found.weight) == ("open", "stop")
        assert "on 20 November 2026" in found.happened


def test_what_a_dead_program_and_another_computer_leave(desk: tuple[Path, Keys]) -> None:
    words = '{"who": "s.clarke", "where": "%s", "pid": 1, "since": "2026-11-01T08:05:00"}'
    (desk[0] / lock.FILE).write_text(words % HERE)
    left = look(desk)
    assert (ids(left), left.can_write) == (["left_behind"], True)
    (desk[0] / lock.FILE).write_text(words % "HOME-LAPTOP")
    away = look(desk)
    assert (ids(away), away.can_write, away.found[0].weight) == (["elsewhere"], True, "ask")
    assert "by s.clarke on HOME-LAPTOP since 08:05 on 1 November 2026" in away.found[0].happened
    assert "take the desk over" in away.found[0].do
    assert away.owner is not None
    assert away.owner[0].since == datetime(2026, 11, 1, 8, 5)  # noqa: DTZ001  as the file has it


def test_on_a_drive_without_locks_the_living_process_counts(
    desk: tuple[Path, Keys], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lock, "_try_system_lock", lambda _descriptor: None)
    owner = lock.Owner("s.clarke", HERE, os.getpid(), datetime(2026, 11, 1, tzinfo=UTC))
    with lock.take(desk[0], owner):
        assert ids(look(desk)) == ["open"]


def test_copies_that_a_sync_program_made(desk: tuple[Path, Keys]) -> None:
    copy = desk[0] / "desk (s.clarke's conflicted copy).db"
    shutil.copyfile(desk[0] / "desk.db", copy)
    found = look(desk)
    assert (ids(found), found.conflict_copies) == (["conflict_copies"], (copy,))
    assert copy.name in found.found[0].happened


def test_a_stale_log_before_and_after_it_is_put_aside(desk: tuple[Path, Keys]) -> None:
    log = desk[0] / "desk.db-wal"
    with opened(desk) as store:
        enter(store)
        stale = log.read_bytes()
        enter(store)
    log.write_bytes(stale)
    assert ids(look(desk)) == ["stale_log"]
    with opened(desk) as store:
        assert len(PUPILS.all(store)) == 3
    aside = look(desk)
    assert ids(aside) == ["set_aside"]
    assert [path.name for path in aside.set_aside] == ["desk.db-wal.quarantine-1"]


def test_an_older_copy(desk: tuple[Path, Keys]) -> None:
    old = (desk[0] / "desk.db").read_bytes()
    with opened(desk) as store:
        enter(store)
    (desk[0] / "desk.db").write_bytes(old)
    found = look(desk)
    assert (ids(found), found.found[0].weight) == (["older_copy"], "ask")
    assert "lacks the last saved change." in found.found[0].happened


def test_no_note_of_the_last_session(desk: tuple[Path, Keys]) -> None:
    for name in (marker.FILE, marker.COPY, counted.FILE):
        (desk[0] / name).unlink()
    assert ids(look(desk)) == ["unmarked"]


def test_a_session_that_was_not_closed(desk: tuple[Path, Keys]) -> None:
    marker.write(desk[0], desk[1], marker.Marker(clean=False, generation=0, size=0))
    assert ids(look(desk)) == ["not_closed"]


def _first_page(data: bytearray) -> None:
    data[16:4096] = bytes(4080)


def _other_desk(data: bytearray) -> None:
    data[:4096] = b"x" * 4096


@pytest.mark.parametrize(
    ("damage", "known", "words"),
    [
        (_first_page, "first_page_damaged", "beginning of the records file is damaged"),
        (_other_desk, "foreign", "another desk"),
    ],
)
def test_damaged_records_are_told_from_foreign_ones(
    desk: tuple[Path, Keys], damage: Callable[[bytearray], None], known: str, words: str
) -> None:
    data = bytearray((desk[0] / "desk.db").read_bytes())
    damage(data)
    (desk[0] / "desk.db").write_bytes(data)
    found = look(desk)
    assert (ids(found), found.can_write) == ([known], False)
    assert words in found.found[0].happened


def test_keys_of_another_desk_are_not_taken_for_damage(desk: tuple[Path, Keys]) -> None:
    other = keys_from(b"n" * 32, "another", "slot")
    assert "another desk" in looking.look(desk[0], keys=other, here=HERE, floor=CHEAP).found[0].happened


def test_a_newer_version(desk: tuple[Path, Keys]) -> None:
    with opened(desk) as store:
        store.db.execute(f"pragma user_version = {migrations.SCHEMA_VERSION + 1}")
    assert ids(look(desk)) == ["newer"]


def test_a_damaged_key_file(desk: tuple[Path, Keys]) -> None:
    (desk[0] / "vault.json").write_bytes(b"{")
    assert ids(look(desk)) == []  # the other copy serves
    (desk[0] / "vault.copy.json").write_bytes(b"{")
    assert ids(look(desk, keys=False)) == ["key_file_damaged"]


def test_little_room(desk: tuple[Path, Keys], room: list[int]) -> None:
    room[0] = 90_000_000
    found = look(desk)
    assert (ids(found), found.has("little_room")) == (["little_room"], True)
    assert "Only 90 MB are free" in found.found[0].happened


def test_the_gravest_stands_first(desk: tuple[Path, Keys], room: list[int]) -> None:
    room[0] = 0
    (desk[0] / "desk-OFFICE.db").write_bytes(b"x")
    with opened(desk):
        found = looking.look(desk[0], floor=CHEAP)
    assert ids(found) == ["open", "conflict_copies", "little_room"]
