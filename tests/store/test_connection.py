"""The records file met as people and faults meet it: secret, set up for safety, and honest about damage."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath

import pytest

from senco_desk.domain.problems import TroubleError
from senco_desk.store import connection
from senco_desk.store.connection import (
    Database,
    IntegrityError,
    OperationalError,
    as_trouble,
    check,
    close,
    connect,
    connect_copy,
    connect_memory,
    connect_unencrypted_for_measurement,
    telling_troubles,
)
from senco_desk.store.errors import (
    DamagedDeskError,
    DeskLockedError,
    DiskFullError,
    ForeignDeskError,
    MissingDeskError,
    NotAllowedError,
)
from senco_desk.store.keys import keys_from

KEYS = keys_from(b"m" * 32, "a vault", "a slot")
OTHER = keys_from(b"n" * 32, "another vault", "a slot")
CANARY = "CANARY-7261"
PAGE = 4096


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "desk.db"
    db = connect(path, KEYS, create=True)
    fill(db)
    assert close(db)
    return path


def fill(db: Database) -> None:
    db.execute("CREATE TABLE note (id INTEGER PRIMARY KEY, body TEXT)")
    db.execute("BEGIN IMMEDIATE")
    for number in range(500):
        db.execute("INSERT INTO note VALUES (?, ?)", [number, f"{CANARY} {number} " * 20])
    db.execute("COMMIT")


def bodies(db: Database) -> int:
    return sum(1 for row in db.query("SELECT body FROM note") if row["body"].startswith(CANARY))


def flip(path: Path, position: int) -> None:
    content = bytearray(path.read_bytes())
    content[position] ^= 1
    path.write_bytes(content)


def test_what_is_written_can_be_read_again_and_only_with_the_keys(path: Path) -> None:
    db = connect(path, KEYS)
    assert bodies(db) == 500
    assert check(db).is_sound
    close(db)
    with pytest.raises(ForeignDeskError):
        connect(path, OTHER)


def test_no_words_reach_the_drive_while_plain_files_show_them(tmp_path: Path) -> None:
    sealed, plain = tmp_path / "sealed.db", tmp_path / "plain.db"
    one, two = connect(sealed, KEYS, create=True), connect_unencrypted_for_measurement(plain)
    fill(one)
    fill(two)
    for other in tmp_path.iterdir():
        assert (CANARY.encode() in other.read_bytes()) == (other.name == "plain.db-wal"), other.name
    close(one)
    close(two)
    assert CANARY.encode() not in sealed.read_bytes()
    assert not sealed.read_bytes().startswith(b"SQLite format 3")
    assert CANARY.encode() in plain.read_bytes()


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("foreign_keys", 1),
        ("cache_size", -65536),
        ("temp_store", 2),
        ("mmap_size", 0),
        ("cell_size_check", 1),
        ("trusted_schema", 0),
        ("busy_timeout", 5000),
    ],
)
def test_the_settings_that_keep_records_safe_are_on(path: Path, setting: str, value: object) -> None:
    db = connect(path, KEYS)
    rows = db.execute(f"PRAGMA {setting}").fetchall()
    assert (rows[0][0] if rows else 0) == value
    close(db)


def test_a_reader_beside_the_writer_reads_and_never_writes(path: Path) -> None:
    writer, reader = connect(path, KEYS), connect(path, KEYS, read_only=True)
    writer.execute("INSERT INTO note VALUES (1000, ?)", [CANARY])
    assert bodies(reader) == 501
    with pytest.raises(NotAllowedError), telling_troubles():
        reader.execute("DELETE FROM note")
    reader.close()
    close(writer)


def test_a_copy_is_looked_into_without_leaving_anything_beside_it(path: Path) -> None:
    before = path.read_bytes()
    db = connect_copy(path, KEYS)
    assert bodies(db) == 500
    with pytest.raises(OperationalError):
        db.execute("DELETE FROM note")
    db.close()
    assert [other.name for other in path.parent.iterdir()] == [path.name]
    assert path.read_bytes() == before


def test_a_missing_emptied_or_full_place_is_told_apart(path: Path) -> None:
    with pytest.raises(FileExistsError):
        connect(path, KEYS, create=True)
    with pytest.raises(MissingDeskError):
        connect(path.with_name("none.db"), KEYS)
    assert not path.with_name("none.db").exists()
    path.write_bytes(b"")
    with pytest.raises(DamagedDeskError):
        connect(path, KEYS)


@pytest.mark.parametrize("content", [b"x" * 100, bytes(8192), b"<html>500</html>" * 1000])
def test_a_file_overwritten_by_another_program_is_not_called_a_wrong_passphrase(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(ForeignDeskError):
        connect(path, KEYS)


def test_a_damaged_first_page_is_told_from_a_wrong_key(path: Path) -> None:
    flip(path, 100)
    with pytest.raises(DamagedDeskError) as told:
        connect(path, KEYS)
    assert told.value.first_page


def test_a_later_damaged_page_is_found_by_number_and_never_read_as_good(path: Path) -> None:
    flip(path, 9 * PAGE + 500)
    db = connect(path, KEYS)
    health = check(db)
    assert not health.is_sound
    assert health.damaged_pages == (10,)
    with pytest.raises(DamagedDeskError) as told, telling_troubles():
        bodies(db)
    assert not told.value.first_page
    db.close()


def test_plain_sqlite_would_not_notice_the_same_bit(tmp_path: Path) -> None:
    """The control: without page seals a changed letter passes SQLite's own check."""
    path = tmp_path / "plain.db"
    db = connect_unencrypted_for_measurement(path)
    fill(db)
    close(db)
    content = path.read_bytes()
    flip(path, content.index(CANARY.encode(), 5 * PAGE))
    db = connect_unencrypted_for_measurement(path)
    assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert bodies(db) == 499
    close(db)


def test_a_file_cut_short_is_damage(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: 20 * PAGE])
    with pytest.raises(DamagedDeskError), telling_troubles():
        bodies(connect(path, KEYS))


def test_a_full_drive_is_told_and_the_records_stay_as_they_were(path: Path) -> None:
    db = connect(path, KEYS)
    (pages,) = db.execute("PRAGMA page_count").fetchone()
    db.execute(f"PRAGMA max_page_count={pages}")
    many = [(number, CANARY * 50) for number in range(1000, 2000)]
    with pytest.raises(DiskFullError), telling_troubles(), db.atomic():
        db.conn.executemany("INSERT INTO note VALUES (?, ?)", many)
    assert bodies(db) == 500
    close(db)
    db = connect(path, KEYS)
    assert check(db).is_sound
    assert bodies(db) == 500
    close(db)


def test_a_second_writer_is_told_that_the_desk_is_in_use(path: Path) -> None:
    one, two = connect(path, KEYS), connect(path, KEYS)
    one.execute("BEGIN IMMEDIATE")
    two.execute("PRAGMA busy_timeout=0")
    with pytest.raises(DeskLockedError), telling_troubles():
        two.execute("BEGIN IMMEDIATE")
    one.execute("ROLLBACK")
    two.close()
    close(one)


def test_our_own_mistakes_are_not_blamed_on_the_world(path: Path) -> None:
    db = connect(path, KEYS)
    with pytest.raises(OperationalError), telling_troubles():
        db.execute("SELECT * FROM no_such_table")
    with pytest.raises(IntegrityError), telling_troubles():
        db.execute("INSERT INTO note VALUES (1, '')")
    error = IntegrityError("ours")
    assert as_trouble(error) is error
    assert not isinstance(as_trouble(ValueError("ours")), TroubleError)
    close(db)


def test_closing_says_whether_a_reader_kept_the_log(path: Path) -> None:
    writer, reader = connect(path, KEYS), connect(path, KEYS, read_only=True)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM note").fetchone()
    writer.execute("INSERT INTO note VALUES (1000, ?)", [CANARY])
    writer.execute("PRAGMA busy_timeout=0")
    assert not close(writer)
    reader.close()
    db = connect(path, KEYS)
    assert bodies(db) == 501
    assert close(db)


def test_sqlite_utils_works_in_full_over_the_cipher() -> None:
    db = connect_memory()
    db.table("t").insert({"id": 1, "a": "x"}, pk="id")
    db.table("t").insert({"id": 2, "b": "new"}, alter=True)
    db.table("t").upsert({"id": 2, "c": "newer"}, pk="id", alter=True)
    db.table("nowhere").drop(ignore=True)
    assert list(db.table("t").rows) == [
        {"id": 1, "a": "x", "b": None, "c": None},
        {"id": 2, "a": None, "b": "new", "c": "newer"},
    ]

    def fails_halfway() -> None:
        with db.atomic():
            db.table("t").insert({"id": 3})
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fails_halfway()
    assert db.table("t").count == 2
    db.close()


def test_sqlite_utils_met_first_elsewhere_is_refused_loudly() -> None:
    script = "import sqlite_utils\nimport senco_desk.store.connection"
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert run.returncode != 0
    assert "never from sqlite_utils itself" in run.stderr


def test_wrong_keys_and_damage_write_nothing_to_the_error_stream(path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ForeignDeskError):
        connect(path, OTHER)
    flip(path, 9 * PAGE + 500)
    db = connect(path, KEYS)
    check(db)
    db.close()
    assert capfd.readouterr() == ("", "")


def test_a_folder_with_awkward_letters_is_opened(tmp_path: Path) -> None:
    folder = tmp_path / "Łódź 100% #1 & co?"
    folder.mkdir()
    close(connect(folder / "desk.db", KEYS, create=True))
    connect_copy(folder / "desk.db", KEYS).close()


@pytest.mark.parametrize(
    ("name", "uri"),
    [
        (PureWindowsPath(r"\\server\SEN share\riverbank.sencodesk\desk.db"),
         "file:////server/SEN%20share/riverbank.sencodesk/desk.db"),
        (PureWindowsPath(r"C:\Users\a.smith\50% ä#.sencodesk\desk.db"),
         "file:///C:/Users/a.smith/50%25%20%C3%A4%23.sencodesk/desk.db"),
        (PurePosixPath("/home/a/riverbank.sencodesk/desk.db"), "file:///home/a/riverbank.sencodesk/desk.db"),
    ],
)  # fmt: skip
def test_a_file_is_named_as_the_engine_takes_it_also_on_a_share_of_windows(name: PurePath, uri: str) -> None:
    assert connection.uri_of(name) == uri


@pytest.mark.skipif(sys.platform == "win32", reason="there the share would have to be there")
def test_the_engine_opens_what_lies_on_a_share(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two slashes before a name mean nothing here, so a file can stand in for one on `\\\\server\\share`."""
    as_on_windows = PureWindowsPath("\\" + str(path).replace("/", "\\"))
    assert as_on_windows.drive.startswith("\\\\")
    uri_of = connection.uri_of
    monkeypatch.setattr(connection, "uri_of", lambda _path: uri_of(as_on_windows))
    db = connect(path, KEYS)
    assert bodies(db) == 500
    close(db)


def test_the_driver_is_recent_enough() -> None:
    """SQLite before 3.51.3 could corrupt a log when it was reset with a second connection open."""
    version = connect_memory().execute("SELECT sqlite_version()").fetchone()[0]
    assert tuple(int(part) for part in version.split(".")) >= (3, 51, 3)


@pytest.mark.parametrize(("full", "said"), [(True, "is full"), (False, "could not be read or written")])
def test_a_copy_that_finds_no_room_says_so_though_the_engine_speaks_of_a_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, full: bool, said: str
) -> None:
    db = connection.connect_memory()
    db.execute("create table t (a)")
    (tmp_path / "copy.db-journal").mkdir()  # what the engine cannot open beside the copy
    monkeypatch.setattr(connection, "is_full", lambda _folder: full)
    with pytest.raises(TroubleError, match=said):
        connection.copy_into(db, tmp_path / "copy.db")
    db.close()
