"""Short runs of the trials, and that they would notice: the long runs are `python3 dev.py trial …`."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from senco_desk.services import desks
from senco_desk.store import opening
from senco_desk.store.migrations import SCHEMA_VERSION
from trials import damage, kills, older, power
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


@pytest.mark.parametrize("steps", range(1, SCHEMA_VERSION))
def test_a_desk_of_each_earlier_step_is_brought_up_whole(tmp_path: Path, steps: int) -> None:
    folder = tmp_path / DESK
    older.make(folder, steps, children=3)
    before = older.rows_of(folder)
    assert older.judge(folder, before) == "ok"


def test_a_desk_killed_while_it_is_brought_up_is_whole() -> None:
    assert {older.kill_while_it_is_brought_up(seed) for seed in range(3)} == {"ok"}


def test_a_desk_cut_off_before_its_person_had_a_way_in_gets_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / DESK
    older.make(folder, 2, children=3)
    before = older.rows_of(folder)

    def cut_off(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(opening.people_of_slots, "adopt", cut_off)
        with pytest.raises(KeyboardInterrupt):
            opened(folder)
    assert older.judge(folder, before) == "ok"


def test_damage_ends_right_or_in_words_and_is_salvaged(tmp_path: Path) -> None:
    counts = damage.trial(tmp_path, seed=2, cuts=6, flips=12, edges=False)
    assert counts.total() == 18
    assert not counts["WRONG"]
    assert counts["refused, salvaged"] + counts["found by the check, salvaged"] > 5


def test_the_damage_trial_would_notice_records_that_are_quietly_others(tmp_path: Path) -> None:
    morning = Morning(tmp_path, seed=2)
    morning.pupil()
    told = kills.confirmed_in(tmp_path)[-1]
    morning.pupil()
    morning.desk.close()
    (tmp_path / DESK / "beside").write_bytes(b"no part of the desk")
    verdict = damage.judge(tmp_path, ("flip", "beside", 0), told["state"], told["passphrase"])
    assert verdict.startswith("WRONG")


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
