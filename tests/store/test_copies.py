"""Copies of the records beside one another: told apart, never picked, made a desk of their own; the key file too."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path

import pytest

from senco_desk.domain.papers import NoteDraft
from senco_desk.domain.problems import RefusedError
from senco_desk.services import attachments, before_opening, desks, pupils, records
from senco_desk.services.desk import Desk
from senco_desk.store.errors import DeskLockedError, ForeignDeskError
from senco_desk.store.keys import Keys
from tests.builders import CHEAP, PASSPHRASE, TODAY, Clock, a_desk, a_pupil, everything

CONFLICT = "desk-OFFICE-7’s conflicted copy.db"


def keys_of(folder: Path) -> Keys:
    return desks.unlock(folder, PASSPHRASE, floor=CHEAP)


def opened(folder: Path, **how: bool) -> Desk:
    return desks.open_with(folder, keys_of(folder), day=lambda: TODAY, clock=Clock(), **how)


def inside(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def forked(tmp_path: Path) -> Path:
    """A desk that went on after a sync program had made a copy of it, in which somebody else went on too."""
    desk = a_desk(tmp_path)
    child = a_pupil(desk)
    attachments.attach(desk, child.id, b"a letter", filename="letter.txt")
    desk.close()
    folder, other = tmp_path / "school.sencodesk", tmp_path / "other.sencodesk"
    shutil.copytree(folder, other)
    theirs = opened(other)
    for number in range(3):
        records.add(theirs, NoteDraft(pupil_id=child.id, on=TODAY, kind="note", text=f"Theirs {number}"))
    theirs.close()
    shutil.copy(other / "desk.db", folder / CONFLICT)
    (folder / "desk (2).db").write_bytes(b"half a file")
    ours = opened(folder)
    a_pupil(ours)
    ours.close()
    return folder


def test_copies_stand_side_by_side_as_far_as_each_goes(forked: Path) -> None:
    before = inside(forked)
    own, broken, theirs = before_opening.compare_copies(forked, keys_of(forked))
    assert [each.path.name for each in (own, broken, theirs)] == ["desk.db", "desk (2).db", CONFLICT]
    assert (own.pupils, own.documents, own.missing_here) == (2, 1, 0)
    assert (theirs.pupils, theirs.documents, theirs.missing_here) == (1, 1, 3)
    assert own.generation is not None
    assert theirs.generation is not None
    assert own.last_change.startswith("2026-11-20")
    assert (broken.generation, broken.size, broken.pupils) == (None, 11, 0)
    assert inside(forked) == before


def test_a_copy_becomes_a_desk_of_its_own_and_nothing_else_changes(forked: Path, tmp_path: Path) -> None:
    before = inside(forked)
    to = tmp_path / "new" / "copy.sencodesk"
    before_opening.keep_copy(forked, forked / CONFLICT, to, keys=keys_of(forked))
    assert inside(forked) == before
    made = opened(to)
    (child,) = pupils.all_pupils(made)
    assert len(pupils.record_of(made, child.id).notes) == 3
    assert desks.verify(made).ok
    made.close()


def test_a_desk_is_copied_whole_its_log_included(forked: Path, tmp_path: Path) -> None:
    desk = opened(forked)
    a_pupil(desk)
    kept = everything(desk)
    lying = tmp_path / "lying.sencodesk"
    shutil.copytree(forked, lying)  # as after a power cut: the last change is in the log
    (lying / "desk.lock").unlink(missing_ok=True)
    with pytest.raises(DeskLockedError):
        before_opening.copy_desk(forked, tmp_path / "here.sencodesk")
    desk.close()
    assert (lying / "desk.db-wal").stat().st_size
    before_opening.copy_desk(lying, tmp_path / "here.sencodesk")
    copied = opened(tmp_path / "here.sencodesk")
    assert everything(copied) == kept
    copied.close()


def test_a_copy_never_lands_on_or_in_a_desk_and_a_failure_leaves_nothing(
    forked: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for to in (forked, forked / "inside.sencodesk"):
        with pytest.raises(RefusedError):
            before_opening.copy_desk(forked, to)
    from senco_desk.store import copies

    def pulled_out(_source: Path, _to: Path) -> None:
        raise OSError(5, "the stick was pulled out")

    monkeypatch.setattr(copies, "copy_whole", pulled_out)
    with pytest.raises(Exception, match="could not be read or written"):
        before_opening.copy_desk(forked, tmp_path / "new.sencodesk")
    assert not [path for path in tmp_path.iterdir() if "new" in path.name]


def test_a_damaged_key_file_is_replaced_by_that_of_a_backup(forked: Path, tmp_path: Path) -> None:
    backup = tmp_path / "backup.sencodesk"
    desk = opened(forked)
    desks.back_up(desk, backup)
    kept = everything(desk)
    desk.close()
    for name in ("vault.json", "vault.copy.json"):
        (forked / name).write_bytes(b"damaged")
    before_opening.use_key_file(forked, backup, keys_of(backup))
    assert (forked / "vault.json.damaged-1").read_bytes() == b"damaged"
    again = opened(forked)
    assert everything(again) == kept
    again.close()


def test_the_key_file_of_another_desk_is_refused_and_nothing_touched(forked: Path, tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    a_desk(tmp_path / "b").close()
    foreign = tmp_path / "b" / "school.sencodesk"
    before = inside(forked)
    with pytest.raises(ForeignDeskError):
        before_opening.use_key_file(forked, foreign, keys_of(foreign))
    assert inside(forked) == before


def test_nobody_begins_to_write_in_a_desk_that_is_being_copied(forked: Path, tmp_path: Path) -> None:
    met: list[type[BaseException]] = []

    class Watch:
        def start(self, what: str, total: int) -> None:
            pass

        def step(self, done: int = 1) -> None:
            def other() -> None:
                try:
                    opened(forked).close()
                except DeskLockedError as error:
                    met.append(type(error))

            thread = threading.Thread(target=other)
            thread.start()
            thread.join()

    before_opening.copy_desk(forked, tmp_path / "here.sencodesk", Watch())
    assert set(met) == {DeskLockedError}
    for path in (forked, tmp_path / "here.sencodesk"):
        opened(path).close()
