"""A desk is closed so that what was done stays done, also where the drive has no room for tidying up."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from senco_desk.domain.pupils import PupilDraft
from senco_desk.domain.school import SchoolDraft
from senco_desk.store import connection, opening, superseded
from senco_desk.store.connection import Database
from senco_desk.store.errors import DiskFullError
from senco_desk.store.kdf import KdfParameters
from senco_desk.store.nouns import PUPILS
from tests.builders import Clock

CHEAP = KdfParameters(memory_kib=64, iterations=1, lanes=1)
PASSPHRASE = "correct horse battery"


def test_a_drive_that_is_full_at_the_end_does_not_make_a_deed_that_was_done_look_failed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "school.sencodesk"
    store, _code = opening.create_desk(
        folder, PASSPHRASE, SchoolDraft(name="Riverbank"), clock=Clock(), kdf=CHEAP, floor=CHEAP
    )
    keys = store.keys
    assert keys is not None
    with store.change("Add pupil") as change:
        change.add(PUPILS, PupilDraft(legal_forename="Amelia", legal_surname="Day", date_of_birth=date(2017, 3, 2)))

    def no_room_to_move_the_log(db: Database) -> bool:
        db.close()
        raise DiskFullError

    with monkeypatch.context() as full:
        full.setattr(connection, "close", no_room_to_move_the_log)
        store.close()
    store = opening.open_desk(folder, keys, clock=Clock())
    assert [pupil.legal_forename for pupil in PUPILS.all(store)] == ["Amelia"]
    store.close()


def test_a_drive_that_is_gone_at_the_end_keeps_nobody_in_and_loses_nothing(tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    folder = stick / "school.sencodesk"
    store, _code = opening.create_desk(
        folder, PASSPHRASE, SchoolDraft(name="Riverbank"), clock=Clock(), kdf=CHEAP, floor=CHEAP
    )
    keys = store.keys
    assert keys is not None
    with store.change("Add pupil") as change:
        change.add(PUPILS, PupilDraft(legal_forename="Amelia", legal_surname="Day", date_of_birth=date(2017, 3, 2)))
    stick.rename(tmp_path / "pulled out")
    store.close()
    (tmp_path / "pulled out").rename(stick)
    store = opening.open_desk(folder, keys, clock=Clock())
    assert store.check_wanted
    assert [pupil.legal_forename for pupil in PUPILS.all(store)] == ["Amelia"]
    store.close()


def test_a_leftover_that_cannot_be_locked_keeps_nobody_from_their_desk(tmp_path: Path) -> None:
    folder = tmp_path / "school.sencodesk"
    store, _code = opening.create_desk(
        folder, PASSPHRASE, SchoolDraft(name="Riverbank"), clock=Clock(), kdf=CHEAP, floor=CHEAP
    )
    keys = store.keys
    assert keys is not None
    store.close()
    left = superseded.old_place(folder)
    (left / "desk.lock").mkdir(parents=True)  # like the folder of another account, nobody can open a file there
    for _ in range(2):
        store = opening.open_desk(folder, keys, clock=Clock())
        store.close()
    assert left.is_dir()


def test_an_opening_that_breaks_off_at_the_very_end_leaves_no_lock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "school.sencodesk"
    store, _code = opening.create_desk(
        folder, PASSPHRASE, SchoolDraft(name="Riverbank"), clock=Clock(), kdf=CHEAP, floor=CHEAP
    )
    keys = store.keys
    assert keys is not None
    store.close()
    with monkeypatch.context() as patch:
        patch.setattr(superseded, "sweep", lambda *_: (_ for _ in ()).throw(DiskFullError))
        with pytest.raises(DiskFullError):
            opening.open_desk(folder, keys, clock=Clock())
    opening.open_desk(folder, keys, clock=Clock()).close()
