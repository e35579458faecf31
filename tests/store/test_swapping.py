"""A desk takes another's place: nobody who looks in meanwhile harms either, or opens the one that is going."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from senco_desk.domain.problems import TroubleError
from senco_desk.services import desks, restoring
from senco_desk.store import backups, building, swapping
from senco_desk.store.errors import DeskLockedError
from senco_desk.store.nouns import PUPILS
from tests.builders import CHEAP, PASSPHRASE, TODAY, Clock, a_desk, a_pupil


def a_folder(path: Path, words: str) -> Path:
    path.mkdir()
    (path / "what").write_text(words)
    return path


def elsewhere(deed: Callable[[], object]) -> list[object]:
    """Does something as another program would, beside this one; answers what came of it, or its error."""
    came: list[object] = []

    def run() -> None:
        try:
            came.append(deed())
        except Exception as error:  # noqa: BLE001  what it ended with is what is asked
            came.append(error)

    other = threading.Thread(target=run)
    other.start()
    other.join()
    return came


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(swapping, "_A_MOMENT", 0)
    monkeypatch.setattr(building, "_A_MOMENT", 0)


def test_whoever_unlocks_while_a_swap_is_under_way_deletes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, new = a_folder(tmp_path / "s.sencodesk", "old"), a_folder(tmp_path / "part", "new")
    really = swapping.move_folder

    def moved(folder: Path, to: Path) -> Path:
        elsewhere(lambda: swapping.finish(desk))  # somebody at the unlock window, before each rename
        return really(folder, to)

    monkeypatch.setattr(swapping, "move_folder", moved)
    swapping.swap(new, desk, tmp_path / "aside")
    assert (desk / "what").read_text() == "new"
    assert (tmp_path / "aside" / "what").read_text() == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["aside", "s.sencodesk"]


def test_a_swap_that_was_cut_off_is_not_taken_for_one_under_way(tmp_path: Path) -> None:
    desk = tmp_path / "s.sencodesk"
    (tmp_path / ".s.sencodesk.swap").write_bytes(b"")  # a kill leaves the file, and nobody holds it
    a_folder(swapping.ready_place(desk), "new")
    swapping.finish(desk)
    assert (desk / "what").read_text() == "new"
    (tmp_path / ".s.sencodesk.swap").write_bytes(b"")
    swapping.finish(desk)
    assert [path.name for path in tmp_path.iterdir()] == ["s.sencodesk"]
    a_folder(swapping.ready_place(desk), "never swapped in")
    swapping.finish(desk)
    assert [path.name for path in tmp_path.iterdir()] == ["s.sencodesk"]
    assert (desk / "what").read_text() == "new"


def test_nobody_opens_the_old_desk_between_its_lock_and_the_swap(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = a_desk(tmp_path)
    a_pupil(desk)
    folder = desk.store.folder
    assert desk.store.keys is not None
    source = backups.Source(folder, desk.store.keys)
    taken = backups.take(source, backups.usual_root(folder), "close", clock=Clock())
    desk.close()
    weighed = restoring.weigh(taken.folder, PASSPHRASE, folder, floor=CHEAP)
    keys = desks.unlock(folder, PASSPHRASE, floor=CHEAP)

    def write_something() -> object:
        theirs = desks.open_with(folder, keys, day=lambda: TODAY, clock=Clock())
        a_pupil(theirs, legal_forename="Lost")
        theirs.close()
        return theirs

    came: list[object] = []
    really = swapping.swap

    def swapped(new: Path, to: Path, aside: Path | None) -> None:
        came.extend(elsewhere(write_something))
        really(new, to, aside)

    monkeypatch.setattr(swapping, "swap", swapped)
    done = restoring.restore(weighed, folder, clock=Clock())
    assert [type(each) for each in came] == [DeskLockedError]
    for path in (folder, done.kept):
        assert path is not None
        again = desks.open_with(path, keys, day=lambda: TODAY, clock=Clock())
        assert len(PUPILS.all(again.store)) == 1
        again.close()
    assert not list(tmp_path.glob(".*"))


def test_a_folder_that_a_virus_scanner_reads_is_renamed_once_it_lets_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class HeldError(PermissionError):
        winerror = 32

    rename, tries = Path.rename, [0]

    def refused(self: Path, target: Path) -> Path:
        tries[0] += 1
        if tries[0] < 4:
            raise HeldError(13, "in use")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", refused)
    with building.built_beside(tmp_path / "copy") as made:
        (made.folder / "what").write_text("whole")
    assert (tmp_path / "copy" / "what").read_text() == "whole"
    assert tries == [4]
    tries[0] = -1000
    with pytest.raises(TroubleError), building.built_beside(tmp_path / "another"):
        pass
    assert [path.name for path in tmp_path.iterdir()] == ["copy"]


def test_what_breaks_off_leaves_nothing(tmp_path: Path) -> None:
    def broken_off() -> None:
        with building.built_beside(tmp_path / "copy") as made:
            shutil.copy(__file__, made.folder)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        broken_off()
    assert not list(tmp_path.iterdir())
