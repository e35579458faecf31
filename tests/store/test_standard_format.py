"""The records file is standard SQLCipher 4: another build reads ours, and ours reads what another build wrote.

`vectors/sqlcipher4.db` was written by SQLite3 Multiple Ciphers 2.6.1 (apsw-sqlite3mc), which shares no code with
SQLCipher, as `cipher=sqlcipher, legacy=4` with the raw key and salt below. So a desk whose master key was unwrapped can
be opened without this program; that build also opened a file of ours made with the same key.
"""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from senco_desk.store import connection, damaged_pages
from senco_desk.store.errors import DamagedDeskError, ForeignDeskError
from senco_desk.store.keys import keys_from

VECTOR = Path(__file__).parent / "vectors" / "sqlcipher4.db"
KEYS = replace(
    keys_from(bytes(32), "vault", "slot"), database_key=bytes(range(32)), database_salt=bytes(range(0xA0, 0xB0))
)


def test_what_another_build_wrote_is_read(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    shutil.copy(VECTOR, path)
    db = connection.connect_copy(path, KEYS)
    assert db.execute("select text from word").fetchall() == [("written by another build: ł’",)]
    assert connection.check(db).is_sound
    db.close()
    assert damaged_pages.read(path, KEYS).tables["word"] == ((None, "written by another build: ł’"),)


def test_with_another_key_it_is_not(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    shutil.copy(VECTOR, path)
    with pytest.raises((DamagedDeskError, ForeignDeskError)):
        connection.connect_copy(path, replace(KEYS, database_key=bytes(32)))
    assert damaged_pages.read(path, replace(KEYS, database_key=bytes(32))).damaged == (1, 2)
