"""Short runs of the trials, and that they would notice: the long runs are `python3 dev.py trial …`."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from senco_desk.services import desks
from trials import kills, power
from trials.drive import Drive, Event
from trials.judging import judge
from trials.recording import can_record, run_recorded
from trials.workload import DESK, Morning, opened

recorded = pytest.mark.skipif(bool(can_record()), reason=f"trials of the drive cannot run: {can_record()}")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    folder = tmp_path / "place"
    folder.mkdir()
    return folder


@recorded
def test_nothing_confirmed_is_lost_when_the_power_goes(tmp_path: Path) -> None:
    counts = power.trial(tmp_path, images=40, seed=3, deeds=25)
    assert (counts["ok"], counts["lost"], counts["corrupt"]) == (40, 0, 0)


@recorded
def test_the_power_trial_would_notice_a_drive_that_is_never_flushed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    counts = power.trial(tmp_path, images=20, seed=3, deeds=25, synchronous_off=True)
    assert counts["lost"] + counts["corrupt"] >= 5
    assert "image-" in capsys.readouterr().out


@recorded
def test_a_full_drive_is_told_and_loses_nothing(place: Path) -> None:
    assert run_recorded(place, "trials.full_disk", "--in", str(place), "--deeds", "note", "attach", "again") == 0


def test_nothing_confirmed_is_lost_in_a_kill() -> None:
    assert set(kills.one_desk(seed=5, kills=4)) == {"ok"}


def test_a_lost_change_and_a_strange_one_are_noticed(place: Path) -> None:
    Morning(place, seed=1).work(6)
    told = kills.confirmed_in(place)
    assert judge(place, told) == "ok"
    desk = opened(place / DESK, told[-1]["passphrase"])
    desk.store.db.execute("update pupil set legal_forename = 'Somebody'")
    desk.close()
    assert judge(place, told).startswith("corrupt")


def test_the_judge_tells_a_desk_that_fell_behind(place: Path) -> None:
    morning = Morning(place, seed=1)
    morning.pupil()
    desks.back_up(morning.desk, place / "earlier.sencodesk")
    morning.pupil()
    morning.desk.close()
    told = kills.confirmed_in(place)
    (place / DESK).rename(place / "later")
    (place / "earlier.sencodesk").rename(place / DESK)
    assert judge(place, told).startswith("lost")


def test_a_drive_keeps_what_was_flushed_and_may_tear_the_rest() -> None:
    drive = Drive("/d", loose=True)
    for event in (
        Event("o", 3, 64, 0, b"/d/a"),
        Event("w", 3, 0, 0, b"promised"),
        Event("s", 3, 0, 0, b""),
        Event("w", 3, 0, 8, b"x" * 2000),
        Event("r", 0, 0, 0, b"/d/a\0/d/b"),
    ):
        drive.play(event)
    found = [drive.after_cut(random.Random(seed)) for seed in range(60)]
    names = {tuple(each) for each in found}
    assert names == {("/d/a",), ("/d/b",)}
    contents = {bytes(content or b"") for each in found for content in each.values()}
    assert all(content.startswith(b"promised") for content in contents)
    assert any(0 < content.count(b"x") < 2000 for content in contents), "no write was ever torn"
