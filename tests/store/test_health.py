"""A backup is private, whole down to its last attachment, and touches nothing that was there before."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from senco_desk.domain.papers import DocumentDraft
from senco_desk.domain.problems import TroubleError
from senco_desk.domain.progress import Silent
from senco_desk.domain.pupils import PupilDraft
from senco_desk.domain.school import SchoolDraft, SettingDraft
from senco_desk.store import connection, files, health, journal, nouns, opening
from senco_desk.store.errors import DiskFullError
from senco_desk.store.gateway import Store
from senco_desk.store.kdf import KdfParameters

CHEAP = KdfParameters(memory_kib=64, iterations=1, lanes=1)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made, _code = opening.create_desk(
        tmp_path / "school.sencodesk",
        "three unrelated words",
        SchoolDraft(name="Riverbank", phase="primary", authority_id="generic"),
        clock=lambda: datetime(2026, 9, 3, tzinfo=UTC),
        kdf=CHEAP,
        floor=CHEAP,
    )
    (tmp_path / "letter.txt").write_text("a letter")
    made.blobs.put(tmp_path / "letter.txt")
    return made


@pytest.mark.skipif(os.name != "posix", reason="Windows keeps a file's readers elsewhere")
def test_only_this_account_may_read_a_desk_and_its_backup(store: Store, tmp_path: Path) -> None:
    health.back_up(store, tmp_path / "backup", Silent())
    store.close()
    for folder in (store.folder, tmp_path / "backup"):
        files = [folder, *folder.rglob("*")]
        assert len(files) >= 6
        assert [path for path in files if path.stat().st_mode & 0o077] == []


def test_a_folder_of_somebody_s_that_ends_in_part_stays(store: Store, tmp_path: Path) -> None:
    mine = tmp_path / "backup.part" / "thesis.txt"
    mine.parent.mkdir()
    mine.write_text("years of work")
    assert health.back_up(store, tmp_path / "backup", Silent()) == (0, 0)
    store.close()
    assert mine.read_text() == "years of work"
    assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith(".")) == []


def test_a_copy_that_differs_from_a_sound_attachment_is_no_backup(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied = files.copy_whole

    def cut_short(source: Path, to: Path) -> None:
        copied(source, to)
        os.truncate(to, to.stat().st_size - 1)

    monkeypatch.setattr(health, "copy_whole", cut_short)
    with pytest.raises(TroubleError):
        health.back_up(store, tmp_path / "backup", Silent())
    store.close()
    assert not (tmp_path / "backup").exists()


def test_an_attachment_damaged_in_the_desk_is_counted_and_hinders_no_backup(store: Store, tmp_path: Path) -> None:
    (name,) = store.blobs.names()
    os.truncate(store.blobs.folder / name, 90)
    assert health.back_up(store, tmp_path / "backup", Silent()) == (0, 1)
    store.close()
    assert (tmp_path / "backup" / "desk.db").exists()


def test_rows_that_are_not_as_the_journal_recorded_them_are_counted(store: Store) -> None:
    assert health.journal_gaps(store) == []
    store.db.execute("update school set name = 'Somewhere else'")
    store.db.execute("delete from person")
    store.db.execute("insert into setting (id, key, value) values ('a', 'b', '1')")
    assert health.journal_gaps(store) == [
        "1 of the rows in “school” are not as the journal recorded them.",
        "1 of the rows in “setting” are not as the journal recorded them.",
        "1 of the rows that the journal recorded in “person” are not there.",
    ]
    store.close()


def test_a_file_without_a_record_is_named_and_swept_when_it_is_a_day_old(store: Store) -> None:
    (name,) = store.blobs.names()
    assert health.stray_files(store) == (name,)
    os.utime(store.blobs.folder / name, (day := datetime(2026, 9, 2, 1, tzinfo=UTC).timestamp(), day))
    assert health.sweep_strays(store) == 0
    os.utime(store.blobs.folder / name, (day - 7200, day - 7200))
    assert health.sweep_strays(store) == 1
    assert list(store.blobs.names()) == []
    assert store.blobs.kept_on(name) is None
    store.close()


def test_a_file_that_undo_or_redo_may_want_is_no_stray(store: Store) -> None:
    (name,) = store.blobs.names()
    with store.change("Add pupil") as change:
        pupil = change.add(
            nouns.PUPILS,
            PupilDraft(legal_forename="Amelia", legal_surname="Day", date_of_birth=date(2017, 3, 2)),
        )
    with store.change("Attach document") as change:
        kept = change.add(nouns.DOCUMENTS, a_paper(pupil.id, name))
    journal.undo(store)
    assert health.stray_files(store) == ()
    journal.redo(store)
    with store.change("Remove document") as change:
        change.remove(nouns.DOCUMENTS, kept.id)
    assert (health.stray_files(store), health.absent_files(store)) == ((), ())
    journal.undo(store)
    store.blobs.remove(name)
    assert health.absent_files(store) == (kept.id,)
    store.close()


def a_paper(pupil_id: str, blob: str) -> DocumentDraft:
    return DocumentDraft(
        pupil_id=pupil_id,
        title="A letter",
        kind="letter",
        added_on=date(2026, 9, 3),
        filename="letter.txt",
        media_type="text/plain",
        blob=blob,
        sha256="0" * 64,
        bytes=8,
    )


def test_a_full_drive_of_the_backup_is_not_taken_for_the_desk_s(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_given: object) -> None:
        raise DiskFullError

    monkeypatch.setattr(connection, "copy_into", full)
    with pytest.raises(DiskFullError) as told:
        health.back_up(store, tmp_path / "backup", Silent())
    assert str(tmp_path / "backup") in told.value.happened
    assert "holds the desk" in DiskFullError().happened
    store.close()


def test_undone_and_redone_rows_are_as_the_journal_recorded_them(store: Store) -> None:
    with store.change("Change setting") as change:
        kept = change.add(nouns.SETTINGS, SettingDraft(key="a", value="1"))
    with store.change("Change setting") as change:
        change.save(nouns.SETTINGS, kept.model_copy(update={"value": "2"}))
    for turn in (journal.undo, journal.undo, journal.redo):
        turn(store)
        assert health.journal_gaps(store) == []
    store.close()
