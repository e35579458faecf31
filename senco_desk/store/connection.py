"""The only place where SQLCipher is met: how the records file is opened, set up, checked and closed.

sqlite-utils catches the error classes of the `sqlite3` it finds, and SQLCipher has its own; so before
sqlite-utils is first imported, the name it looks for (`pysqlite3`) is pointed at SQLCipher. Without this,
`alter=True` and `drop(ignore=True)` raise. Everything else in the program takes the error classes from here.
"""

from __future__ import annotations

import contextlib
import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath
from urllib.parse import quote

import sqlcipher3
from sqlcipher3 import dbapi2

sys.modules["pysqlite3"] = sqlcipher3
sys.modules["pysqlite3.dbapi2"] = dbapi2

import sqlite_utils  # noqa: E402  the two lines above must come first
import sqlite_utils.utils  # noqa: E402

from senco_desk.machine.drive import keep_folder  # noqa: E402
from senco_desk.store.errors import (  # noqa: E402
    BusyRecordsError,
    DamagedDeskError,
    DiskFaultError,
    DiskFullError,
    ForeignDeskError,
    MissingDeskError,
    NotAllowedError,
    UnsuitablePlaceError,
)
from senco_desk.store.files import is_full, new_private, telling_file_troubles  # noqa: E402
from senco_desk.store.keys import Keys  # noqa: E402

if vars(sqlite_utils.utils)["sqlite3"] is not sqlcipher3:
    raise ImportError("Import Database from senco_desk.store.connection, never from sqlite_utils itself.")

Database = sqlite_utils.Database
DatabaseError: type[Exception] = dbapi2.DatabaseError
OperationalError: type[Exception] = dbapi2.OperationalError
IntegrityError: type[Exception] = dbapi2.IntegrityError

# Measured: WAL with FULL loses no acknowledged change and corrupts nothing over 4,000 simulated power cuts.
_ALWAYS = (
    "PRAGMA foreign_keys=ON",
    "PRAGMA cache_size=-65536",  # 64 MB; with the 2 MB default, decrypting makes reads four times as slow
    "PRAGMA temp_store=MEMORY",  # temporary tables on disk would not be encrypted
    "PRAGMA mmap_size=0",
    "PRAGMA cell_size_check=ON",
    "PRAGMA trusted_schema=OFF",
    "PRAGMA busy_timeout=5000",
)
_FULL_FLUSH = ("PRAGMA fullfsync=ON", "PRAGMA checkpoint_fullfsync=ON") if sys.platform == "darwin" else ()
_WITHOUT_LOCKS = "win32-none" if sys.platform == "win32" else "unix-none"  # SQLite's own names
_SQLITE = {
    3: "PERM",
    5: "BUSY",
    6: "LOCKED",
    8: "READONLY",
    10: "IOERR",
    11: "CORRUPT",
    13: "FULL",
    14: "CANTOPEN",
    26: "NOTADB",
}


@dataclass(frozen=True)
class Health:
    """What a check of the records file found: damaged pages by number, and other findings in SQLite's words."""

    damaged_pages: tuple[int, ...] = ()
    findings: tuple[str, ...] = ()

    @property
    def is_sound(self) -> bool:
        """Whether nothing at all was found."""
        return not self.damaged_pages and not self.findings


def connect(path: Path, keys: Keys, *, read_only: bool = False, create: bool = False) -> Database:
    """Opens the records file with the desk's keys and the settings that keep it safe.

    The keys were proved against the key file, so what SQLCipher calls "not a database" is told apart here:
    a file of another desk (ForeignDeskError), a damaged first page, or damage further on (DamagedDeskError).
    A read-only connection may stand beside the writing one; to look into a backup use `connect_copy`.

    Args:
        path: the records file.
        keys: from `vault.create` or `vault.unlock`.
        read_only: refuse every write; the file must exist.
        create: make a new file; refuses (FileExistsError) one that has anything in it.
    """
    _require(path, create=create)
    if create and not path.exists():
        new_private(path)
    return _opened(path, keys, "ro" if read_only else "rwc" if create else "rw")


def connect_copy(path: Path, keys: Keys) -> Database:
    """Opens, for reading only, a file that nothing else has open, such as a backup or a file set aside.

    It ignores any log beside the file and leaves nothing there.
    """
    _require(path, create=False)
    return _opened(path, keys, "ro&immutable=1")


def connect_unwritable(path: Path, keys: Keys) -> Database:
    """Opens, for reading only, the records in a folder where nothing can be written, such as a locked stick.

    SQLite wants to make an index of the log beside it and gives up where it cannot. So a folder without a log is read
    as it stands, and a log is read with an index in memory. Where a program has the desk open in the usual way, its
    index is there, and is used.
    """
    _require(path, create=False)
    if path.with_name(path.name + "-shm").exists():
        with contextlib.suppress(DiskFaultError, NotAllowedError):
            return _opened(path, keys, "ro")
    log = path.with_name(path.name + "-wal")
    with telling_file_troubles(log):
        has_log = log.exists() and log.stat().st_size > 0
    return _opened(path, keys, f"ro&vfs={_WITHOUT_LOCKS}", alone=True) if has_log else connect_copy(path, keys)


def connect_memory() -> Database:
    """An empty desk's database in memory, with the same settings, for tests and rehearsals."""
    return _set_up(_raw(":memory:", uri=False), writing=True)


def connect_unencrypted_for_measurement(path: Path) -> Database:
    """A plain, readable database: only for benchmarks and as the positive control of the secrecy tests."""
    with telling_troubles():
        return _set_up(_raw(_uri(path, "rwc"), uri=True), writing=True)


def copy_into(db: Database, path: Path) -> None:
    """Write a whole copy of the records to a new file, under the same keys, also from a read-only connection."""
    only = db.execute("PRAGMA query_only").fetchone()[0]
    new_private(path)
    db.execute("PRAGMA query_only=OFF")  # SQLite takes writing another file for writing; the file itself stays "ro"
    try:
        with _telling_full(path.parent), telling_troubles():
            db.execute("VACUUM INTO ?", [str(path)])
    finally:
        db.execute(f"PRAGMA query_only={only}")


def copy_pages(source: Database, target: Database) -> None:
    """Copy every page of the records, as one moment has them, into another open file, under that one's own key."""
    source.conn.backup(target.conn)


def close(db: Database) -> bool:
    """Moves the whole log into the records file and closes. False where some of it stayed behind.

    What was committed is safe in the log, so nothing that keeps it there (a reader, a full drive, a damaged page whose
    reading broke off) may turn closing into a failure.
    """
    try:
        busy, _, _ = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except dbapi2.DatabaseError:
        busy = True
    finally:
        db.close()
    return not busy


def settle(db: Database) -> None:
    """Moves what the log holds into the records file, as far as readers and the drive let it; refuses nothing."""
    with contextlib.suppress(dbapi2.DatabaseError):
        db.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()


def check(db: Database) -> Health:
    """Verifies every page's seal, then the structure. Takes seconds on a large desk; give it its own thread.

    A plain SQLite check alone would pass a flipped bit within a text; the page seals do not.
    """
    seals = check_seals(db)
    findings = list(seals.findings)
    try:
        findings += [line for (line,) in db.execute("PRAGMA quick_check").fetchall() if line != "ok"]
    except dbapi2.DatabaseError as error:
        findings.append(str(error))
    return Health(seals.damaged_pages, tuple(findings))


def check_seals(db: Database) -> Health:
    """Verifies every page's seal and nothing else: what a drive or a program has altered in the file is found by it."""
    pages: list[int] = []
    findings: list[str] = []
    # The seals are checked in the file itself: what a power cut left in the log must come into the file first, or the
    # pages that were being written then would be called damaged though the log holds them whole.
    with contextlib.suppress(dbapi2.OperationalError):  # a reader's connection cannot, and leaves it
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    for (line,) in db.execute("PRAGMA cipher_integrity_check").fetchall():
        page = re.search(r"page (\d+)", line)
        if page:
            pages.append(int(page[1]))
        else:
            findings.append(line)
    return Health(tuple(pages), tuple(findings))


@contextlib.contextmanager
def telling_troubles() -> Iterator[None]:
    """Within this block a database error that is the world's fault becomes its TroubleError; ours stays as it is."""
    try:
        yield
    except dbapi2.Error as error:
        trouble = as_trouble(error)
        if trouble is error:
            raise
        raise trouble from error


def uri_of(path: PurePath) -> str:
    """The whole name of a file as SQLite takes it: `file:///C:/desk.db`, and `file:////server/share/desk.db`.

    The usual form would name a server after two slashes, which SQLite refuses; and on Windows even a drive letter
    that stands for a share resolves to its server.
    """
    name = path.as_posix()
    return "file://" + ("" if name.startswith("/") else "/") + quote(os.fsencode(name), safe="/:")


def as_trouble(error: Exception) -> Exception:
    """The TroubleError for a database error that the world caused; one that is our own mistake comes back itself."""
    code = getattr(error, "sqlite_errorcode", None)
    match _SQLITE.get(code & 0xFF) if isinstance(code, int) else None:
        case "FULL":
            return DiskFullError()
        case "BUSY" | "LOCKED":
            return BusyRecordsError()
        case "CORRUPT":
            return DamagedDeskError(detail=str(error))
        case "NOTADB":
            return DamagedDeskError(first_page=True, detail=str(error))
        case "PERM" | "READONLY":
            return NotAllowedError()
        case "IOERR" | "CANTOPEN":
            return DiskFaultError(str(getattr(error, "sqlite_errorname", error)))
        case _:
            return error


def _require(path: Path, *, create: bool) -> None:
    with telling_file_troubles(path):
        size = path.stat().st_size if path.exists() else None
    if create:
        if size:
            raise FileExistsError(f"{path} already holds something.")
    elif size is None:
        raise MissingDeskError(path.parent, "records file")
    elif size == 0:  # SQLite would take an emptied file for a new, empty desk
        raise DamagedDeskError(first_page=True, detail="the file is empty")


def _opened(path: Path, keys: Keys, mode: str, *, alone: bool = False) -> Database:
    writing = not mode.startswith("ro")
    with _telling_full(path.parent), telling_troubles():
        raw = _raw(_uri(path, mode), uri=True)
        try:
            raw.execute(f"PRAGMA key=\"x'{keys.database_key.hex()}{keys.database_salt.hex()}'\"")
            raw.execute("PRAGMA cipher_compatibility=4")  # what today's files are, whatever tomorrow's default is
            if alone:
                raw.execute("PRAGMA locking_mode=EXCLUSIVE")  # keeps the log's index in memory
            _read_first_page(raw, path, keys)
            db = _set_up(raw, writing=writing)
        except BaseException:
            raw.close()
            raise
    if mode == "rwc":
        keep_folder(path.parent)
    return db


@contextlib.contextmanager
def _telling_full(folder: Path) -> Iterator[None]:
    """Where no room is left for a new file, SQLite speaks of a faulty drive; people act differently on a full one."""
    try:
        yield
    except DiskFaultError:
        if is_full(folder):
            raise DiskFullError(folder) from None
        raise


def _raw(place: str, *, uri: bool) -> dbapi2.Connection:
    raw = dbapi2.connect(place, uri=uri, isolation_level=None)
    raw.execute("PRAGMA cipher_log_level=NONE")  # it would write to the standard error stream
    return raw


def _read_first_page(raw: dbapi2.Connection, path: Path, keys: Keys) -> None:
    try:
        raw.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except dbapi2.DatabaseError as error:
        if getattr(error, "sqlite_errorname", "") != "SQLITE_NOTADB":
            raise
        with path.open("rb") as file:
            ours = file.read(len(keys.database_salt)) == keys.database_salt
        raise (DamagedDeskError(first_page=True) if ours else ForeignDeskError()) from error


def _set_up(raw: dbapi2.Connection, *, writing: bool) -> Database:
    # Plug-ins of sqlite-utils that happen to be installed must not reach pupils' records.
    db = Database(raw, execute_plugins=False)
    for setting in _ALWAYS:
        db.execute(setting)
    if writing:
        (mode,) = db.execute("PRAGMA journal_mode=WAL").fetchone()
        if mode not in {"wal", "memory"}:
            folder = Path(db.execute("PRAGMA database_list").fetchone()[2]).parent
            raise UnsuitablePlaceError(folder)
        for setting in ("PRAGMA synchronous=FULL", *_FULL_FLUSH):
            db.execute(setting)
    else:
        db.execute("PRAGMA query_only=ON")
    return db


def _uri(path: Path, mode: str) -> str:
    return f"{uri_of(path.resolve())}?mode={mode}"
