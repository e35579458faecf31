"""A desk comes back from each kind of backup, whatever became of the old one; a kill at any step harms nothing."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from senco_desk.domain.problems import RefusedError, TroubleError
from senco_desk.domain.progress import Silent
from senco_desk.services import attachments, desks, restoring
from senco_desk.services.desk import Desk
from senco_desk.store import backups, connection, swapping
from senco_desk.store import restoring as below
from senco_desk.store.backups import NoRoomError, Source
from senco_desk.store.errors import DeskLockedError, MissingDeskError, NewerVersionError, WrongPassphraseError
from senco_desk.store.nouns import DOCUMENTS, PUPILS
from tests.builders import CHEAP, PASSPHRASE, TODAY, Clock, a_desk, a_pupil, a_status, everything
from tests.pulled_plug import dies_at
from tests.store.test_backups import older_desk

LATER = datetime(2026, 11, 20, 15, tzinfo=UTC)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = a_desk(tmp_path)
    pupil = a_pupil(made, legal_forename="Old")
    (tmp_path / "letter.pdf").write_bytes(_letter())
    attachments.attach(made, pupil.id, tmp_path / "letter.pdf")
    yield made
    made.close()


def _letter() -> bytes:
    import io

    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    canvas = Canvas(out, invariant=True)
    canvas.drawString(72, 720, "Dear Mrs O’Neill")
    canvas.save()
    return out.getvalue()


def taken(desk: Desk) -> Path:
    assert desk.store.keys is not None
    source = Source(desk.store.folder, desk.store.keys)
    return backups.take(source, backups.usual_root(desk.store.folder), "close", clock=Clock()).folder


def weighed(path: Path, to: Path, secret: str = PASSPHRASE) -> restoring.Weighed:
    return restoring.weigh(path, secret, to, floor=CHEAP)


def restored(path: Path, to: Path) -> restoring.Restored:
    return restoring.restore(weighed(path, to), to, clock=Clock(LATER))


def opened(folder: Path) -> Desk:
    return desks.open_with(folder, desks.unlock(folder, PASSPHRASE, floor=CHEAP), day=lambda: TODAY, clock=Clock(LATER))


def held(folder: Path) -> dict[str, list[dict[str, object]]]:
    """All that a desk holds, its attachments proved."""
    desk = opened(folder)
    try:
        found = desks.verify(desk)
        assert found.ok, found
        assert found.attachments_checked == len(DOCUMENTS.all(desk.store))
        return everything(desk)
    finally:
        desk.close()


@pytest.mark.parametrize("harm", ["whole", "gone", "garbled", "emptied", "without keys"])
@pytest.mark.parametrize("kind", ["own", "copied", "second place"])
def test_a_desk_comes_back_from_each_kind_whatever_became_of_it(
    desk: Desk, tmp_path: Path, kind: str, harm: str
) -> None:
    path, before = desk.store.folder, everything(desk)
    source = taken(desk)
    if kind == "copied":
        source = tmp_path / "copy.sencodesk"
        desks.back_up(desk, source)
    elif kind == "second place":
        shutil.copytree(source.parent, tmp_path / "stick" / source.parent.name)
        source = tmp_path / "stick" / source.parent.name / source.name
    a_pupil(desk, legal_forename="New")
    desk.close()
    if harm == "gone":
        shutil.rmtree(path)
    elif harm == "garbled":
        (path / "desk.db").write_bytes(os.urandom(40_000))
        for log in path.glob("desk.db-*"):
            log.unlink()
    elif harm == "emptied":
        (path / "desk.db").write_bytes(b"")
    elif harm == "without keys":
        (path / "vault.json").unlink()
        (path / "vault.copy.json").unlink()
    done = restored(source, path)
    assert (done.pupils, done.missing) == (1, ())
    assert held(path) == before
    assert done.kept == (None if harm == "gone" else tmp_path / "school before restore 2026-11-20.sencodesk")
    if harm == "whole":
        assert done.kept is not None
        assert len(held(done.kept)["pupil"]) == 2


def test_what_would_change_is_told_first(desk: Desk) -> None:
    path, source = desk.store.folder, taken(desk)
    child = a_pupil(desk, legal_forename="Łucja", legal_surname="Świątek")
    a_status(desk, child)
    desks.undo(desk)
    desk.close()
    told = weighed(source, path)
    assert told.school == "Riverbank Primary School"
    assert [(each.words, each.back, each.now) for each in told.counts] == [("pupils", 1, 2)]
    assert [(each.label, each.pupils) for each in told.newer] == [
        ("Undone: Change status to SEN Support", ("Łucja Świątek",)),
        ("Change status to SEN Support", ("Łucja Świątek",)),
        ("Add pupil", ("Łucja Świątek",)),
    ]
    assert (told.newer_in_all, told.lost_now, told.unread) == (3, 0, "")
    assert sorted(each.name for each in path.parent.iterdir() if each.name.startswith(".")) == []


def test_a_desk_that_cannot_be_read_says_so_and_restoring_goes_on(desk: Desk) -> None:
    path, source = desk.store.folder, taken(desk)
    desk.close()
    (path / "desk.db").write_bytes(os.urandom(20_000))
    told = weighed(source, path)
    assert "cannot be read" in told.unread
    assert [each.now for each in told.counts] == [None]


def test_of_a_folder_of_backups_the_newest_is_meant(desk: Desk) -> None:
    first = taken(desk)
    assert below.origin_of(first.parent).folder == first
    with pytest.raises(MissingDeskError):
        below.origin_of(first.parent / "files")


def test_the_passphrase_is_that_of_the_day_of_the_backup(desk: Desk, tmp_path: Path) -> None:
    from senco_desk.store import vault

    path, source = desk.store.folder, taken(desk)
    keys = desk.store.keys
    assert keys is not None
    vault.change_passphrase(path, keys, keys.slot_id, "quite another line", kdf=CHEAP, floor=CHEAP)
    desk.close()
    with pytest.raises(WrongPassphraseError):
        weighed(source, path, "quite another line")
    told = weighed(source, path)
    assert "another passphrase" in told.unread
    restoring.restore(told, path, clock=Clock(LATER))
    assert len(held(path)["pupil"]) == 1


def test_an_open_desk_is_not_taken_away_from_under_anybody(desk: Desk) -> None:
    source = taken(desk)
    told = weighed(source, desk.store.folder)
    with pytest.raises(DeskLockedError):
        restoring.restore(told, desk.store.folder, clock=Clock())
    assert len(PUPILS.all(desk.store)) == 1


def test_a_damaged_backup_is_refused_and_the_desk_stays(desk: Desk) -> None:
    path, source = desk.store.folder, taken(desk)
    before = everything(desk)
    desk.close()
    content = bytearray((source / "desk.db").read_bytes())
    content[len(content) // 2] ^= 1
    (source / "desk.db").write_bytes(content)
    with pytest.raises(TroubleError) as told:
        restored(source, path)
    assert "backup" in told.value.happened
    assert held(path) == before
    assert sorted(each.name for each in path.parent.iterdir()) == ["letter.pdf", "school backups", "school.sencodesk"]


def test_a_backup_swapped_for_an_older_one_is_noticed(desk: Desk) -> None:
    """Records of another backup under this one's note: both are sound by themselves."""
    first = taken(desk)
    a_pupil(desk)
    path, keys = desk.store.folder, desk.store.keys
    assert keys is not None
    clock = Clock(LATER)
    second = backups.take(Source(path, keys), first.parent, "close", clock=clock).folder
    desk.close()
    shutil.copyfile(first / "desk.db", second / "desk.db")
    with pytest.raises(TroubleError):
        restored(second, path)


def test_an_attachment_lost_from_the_backups_comes_from_the_desk_that_is_there(desk: Desk) -> None:
    path, source = desk.store.folder, taken(desk)
    desk.close()
    (lost,) = (source.parent / "files").rglob("?" * 64)
    lost.unlink()
    assert restored(source, path).missing == ()
    shutil.rmtree(path)
    assert restored(source, path).missing == (lost.name,)
    desk = opened(path)
    assert len(PUPILS.all(desk.store)) == 1
    desk.close()


def test_a_backup_of_a_newer_program_is_refused(desk: Desk) -> None:
    path, source, keys = desk.store.folder, taken(desk), desk.store.keys
    assert keys is not None
    desk.close()
    db = connection.connect(source / "desk.db", keys)
    db.execute("pragma journal_mode=delete")
    db.execute("pragma user_version = 99")
    db.close()
    with pytest.raises(NewerVersionError):
        weighed(source, path)


def test_an_older_one_is_brought_up_to_date_when_it_is_opened(tmp_path: Path) -> None:
    copied, path = tmp_path / "copy.sencodesk", tmp_path / "school.sencodesk"
    older_desk(copied)
    restored(copied, path)
    desk = opened(path)
    assert PUPILS.all(desk.store) == []
    desk.close()
    db = connection.connect(copied / "desk.db", desks.unlock(copied, PASSPHRASE, floor=CHEAP), read_only=True)
    assert db.execute("pragma user_version").fetchone()[0] == 2, "the backup itself stays as it is"
    db.close()


@pytest.mark.parametrize("name", ["elsewhere", "thesis.sencodesk"])
def test_what_is_no_desk_is_never_replaced(desk: Desk, tmp_path: Path, name: str) -> None:
    source = taken(desk)
    (tmp_path / name).mkdir()
    (tmp_path / name / "thesis.txt").write_text("years of work")
    with pytest.raises(RefusedError):
        restored(source, tmp_path / name)
    assert (tmp_path / name / "thesis.txt").read_text() == "years of work"


def test_too_little_room_is_said_before_anything_is_written(desk: Desk, monkeypatch) -> None:
    path, source = desk.store.folder, taken(desk)
    desk.close()
    monkeypatch.setattr(below, "free_space", lambda _folder: 5)
    with pytest.raises(NoRoomError):
        restored(source, path)
    assert [each.name for each in path.parent.iterdir() if each.name.startswith(".")] == []


def test_a_person_who_stops_it_finds_the_desk_as_it_was(desk: Desk) -> None:
    from senco_desk.domain.problems import CancelledError

    class Impatient(Silent):
        def step(self, done: int = 1) -> None:
            raise CancelledError

    path, source, before = desk.store.folder, taken(desk), everything(desk)
    desk.close()
    with pytest.raises(CancelledError):
        restoring.restore(weighed(source, path), path, clock=Clock(LATER), progress=Impatient())
    assert held(path) == before
    assert [each.name for each in path.parent.iterdir() if each.name.startswith(".")] == []


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a process that is killed at a step is made by fork")
def test_killed_at_any_step_the_old_desk_or_the_new_one_opens(desk: Desk, tmp_path: Path) -> None:
    path, source, new = desk.store.folder, taken(desk), everything(desk)
    a_pupil(desk, legal_forename="New")
    old = everything(desk)
    desk.close()
    told = weighed(source, path)
    ends = set()
    for step in range(200):
        place = tmp_path / f"step {step}"
        place.mkdir()
        shutil.copytree(path, place / path.name)
        shutil.copytree(source.parent, place / source.parent.name)
        finished = dies_at(step, place / path.name, told, LATER)
        found = held(place / path.name)
        assert found in (old, new), step
        ends.add("new" if found == new else "old")
        shutil.rmtree(place)
        if finished:
            break
    assert finished
    assert step > 12
    assert ends == {"old", "new"}


def test_a_swap_that_was_cut_off_is_ended_by_whoever_opens_the_desk(desk: Desk, tmp_path: Path) -> None:
    path, before = desk.store.folder, everything(desk)
    desk.close()
    path.rename(swapping.ready_place(path))
    assert held(path) == before
    shutil.copytree(path, swapping.ready_place(path))
    swapping.finish(path)
    assert not swapping.ready_place(path).exists()
    assert held(path) == before


def test_two_restores_of_one_day_keep_both_desks(desk: Desk, tmp_path: Path) -> None:
    path, source = desk.store.folder, taken(desk)
    desk.close()
    kept = [restored(source, path).kept for _ in range(2)]
    assert [each.name for each in kept if each] == [
        "school before restore 2026-11-20.sencodesk", "school before restore 2026-11-20 2.sencodesk",
    ]  # fmt: skip


def test_another_schools_backup_is_restored_as_a_desk_of_its_own_and_never_over_this_one(
    desk: Desk, tmp_path: Path
) -> None:
    path, before = desk.store.folder, everything(desk)
    desk.close()
    (tmp_path / "b").mkdir()
    other = a_desk(tmp_path / "b", name="Other School")
    theirs, copy = taken(other), tmp_path / "b" / "hilltop-backup-2026-11-20.sencodesk"
    desks.back_up(other, copy)
    other.close()
    elsewhere = tmp_path / "new.sencodesk"
    for source, called in ((theirs, "school 2"), (copy, "hilltop")):
        with pytest.raises(restoring.OtherDeskError, match="of Other School") as told:
            weighed(source, path)
        assert told.value.instead == tmp_path / f"{called}.sencodesk"
        with pytest.raises(restoring.OtherDeskError):  # a desk that came there after the look
            restoring.restore(weighed(source, elsewhere), path, clock=Clock(LATER))
        assert held(path) == before
        done = restored(source, told.value.instead)
        assert done.kept is None
    assert sorted(each.name for each in tmp_path.glob("*.sencodesk")) == [
        "hilltop.sencodesk", "school 2.sencodesk", "school.sencodesk",
    ]  # fmt: skip


def test_a_desk_whose_key_file_was_mixed_up_still_gets_its_own_backup(desk: Desk, tmp_path: Path) -> None:
    path, source, before = desk.store.folder, taken(desk), everything(desk)
    desk.close()
    (tmp_path / "b").mkdir()
    other = a_desk(tmp_path / "b")
    for name in ("vault.json", "vault.copy.json"):
        shutil.copy(other.store.folder / name, path / name)
    other.close()
    restored(source, path)
    assert held(path) == before
