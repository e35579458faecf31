"""Backups as a person has them: before what cannot be taken back, each day, and with words where one fails."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from senco_desk.domain.backups import WORDS
from senco_desk.domain.problems import RefusedError, TroubleError
from senco_desk.services import backups, desks, rolls, safety
from senco_desk.services.desk import Desk
from senco_desk.store import backup_upkeep
from senco_desk.store import backups as below
from senco_desk.store.backup_places import NotBackedUpError
from senco_desk.store.errors import DiskFaultError
from tests.builders import TODAY, a_pupil, everything, reopened


def root(desk: Desk) -> Path:
    return below.usual_root(desk.store.folder)


def reasons(desk: Desk) -> list[str]:
    return [one.moment.why for one in below.listed(root(desk))]


def taken(desk: Desk, why: backups.Why = "close") -> backups.Taken:
    made = backups.take(desk, why)
    backups.note(desk, made)
    return made


def full(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(below, "free_space", lambda _folder: 1_000_000)


def roll_file(folder: Path) -> Path:
    path = folder / "roll.csv"
    path.write_text("UPN,Surname,Forename,DOB,Sex,Year Group\nT887999921001,Ash,Rowan,02/03/2018,F,4\n", "utf-8")
    return path


def test_a_roll_is_imported_only_after_a_backup(desk: Desk, tmp_path: Path) -> None:
    planned = rolls.plan(desk, rolls.read(roll_file(tmp_path)))
    assert planned.writes
    rolls.apply(desk, planned)
    assert reasons(desk) == ["before import"]
    pupils = {one.moment.why: below.manifest_of(one, backups.source_of(desk).keys).pupils
              for one in below.listed(root(desk))}  # fmt: skip
    assert pupils == {"before import": 0}


def test_where_no_backup_can_be_made_nothing_is_imported(desk: Desk, tmp_path: Path, monkeypatch) -> None:
    planned, before = rolls.plan(desk, rolls.read(roll_file(tmp_path))), everything(desk)
    full(desk, monkeypatch)
    with pytest.raises(NotBackedUpError) as told:
        rolls.apply(desk, planned)
    assert "too full" in told.value.happened
    assert "nothing was done" in told.value.happened
    assert everything(desk) == before


def test_a_backup_of_just_this_state_is_called_so_and_not_made_again(desk: Desk) -> None:
    a_pupil(desk)
    taken(desk)
    backups.before(desk, "before import")
    backups.before(desk, "before removal")
    assert reasons(desk) == ["before import"]
    a_pupil(desk)
    backups.before(desk, "before removal")
    assert sorted(reasons(desk)) == ["before import", "before removal"]


def test_whether_anything_changed_is_not_taken_in_by_notes_of_backups(desk: Desk) -> None:
    assert backups.changed(desk)
    taken(desk)
    assert not backups.changed(desk)
    safety.note_recovery_checked(desk, "slot")
    assert not backups.changed(desk)
    a_pupil(desk)
    assert backups.changed(desk)
    desks.undo(desk)
    assert backups.changed(desk)


def test_another_passphrase_is_a_change_too(desk: Desk) -> None:
    taken(desk)
    safety.change_passphrase(desk, "correct horse battery", "seven quiet otters sing", "seven quiet otters sing")
    assert backups.changed(desk)


def test_one_is_due_each_day_and_after_two_hours(desk: Desk) -> None:
    assert backups.due(desk)
    taken(desk)
    assert not backups.due(desk)
    clock = desk.store.clock
    for later, due in ((timedelta(hours=1), False), (timedelta(hours=2, minutes=1), True), (timedelta(days=1), True)):
        desk.store.clock = lambda later=later: clock() + later
        assert backups.due(desk) is due, later


def test_a_desk_open_for_reading_takes_none(desk: Desk) -> None:
    reading = reopened(desk, read_only=True)
    assert not backups.changed(reading)
    assert not backups.due(reading)
    backups.before(reading, "before import")
    assert reasons(reading) == []
    reading.close()


def test_the_age_in_the_bar_is_that_of_the_newest_good_one(desk: Desk) -> None:
    a_pupil(desk)
    made = taken(desk)
    known = safety.state(desk)
    assert known.backup is not None
    assert (known.backup.on, known.backup.file, known.backup.pupils) == (TODAY, str(made.backup.folder), 1)
    assert known.days == 0
    (made.backup.folder / "backup.json").write_text("{}")
    assert safety.state(desk).backup is None, "one that cannot be read is no good one"


def test_a_failed_one_says_why_until_one_succeeds(desk: Desk, monkeypatch) -> None:
    with monkeypatch.context() as patched:
        full(desk, patched)
        with pytest.raises(TroubleError) as told:
            backups.take(desk, "daily")
        backups.note_trouble(desk, told.value)
    assert "too full for a backup" in safety.state(desk).trouble
    taken(desk)
    assert safety.state(desk).trouble == ""


def test_the_second_place_is_copied_to_when_it_is_there(desk: Desk, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    backups.choose_second(desk, stick)
    assert safety.state(desk).copy_due
    made = taken(desk)
    assert made.copied_to == stick / "school backups"
    seen = backups.overview(desk)
    assert (seen.second, seen.second_is_there) == (made.copied_to, True)
    assert seen.copied_at == made.backup.moment.at
    assert not safety.state(desk).copy_due
    stick.rename(tmp_path / "elsewhere")
    made = taken(desk)
    assert made.copied_to is None
    assert "is not there" in made.second_trouble
    assert not backups.overview(desk).second_is_there
    assert not stick.exists(), "a folder in its place would hide that the stick is missing"
    (tmp_path / "elsewhere").rename(stick)
    taken(desk)
    assert [one.folder.name for one in below.listed(stick / "school backups")] == [
        one.folder.name for one in below.listed(root(desk))
    ]
    assert backups.overview(desk).trouble == ""


def test_a_stick_that_is_pulled_out_is_said_and_the_first_place_is_whole(
    desk: Desk, tmp_path: Path, monkeypatch
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    backups.choose_second(desk, stick)

    def pulled(*_given: object) -> None:
        raise DiskFaultError

    monkeypatch.setattr(backup_upkeep, "mirror", pulled)
    made = taken(desk)
    assert "stopped answering" in made.second_trouble
    assert reasons(desk) == ["close"]
    assert safety.state(desk).trouble == made.second_trouble
    assert safety.state(desk).backup is not None


@pytest.mark.parametrize("place", ["school.sencodesk", "school backups", "."])
def test_the_second_place_is_another_place(desk: Desk, tmp_path: Path, place: str) -> None:
    taken(desk)
    with pytest.raises(RefusedError):
        backups.choose_second(desk, tmp_path / place)
    assert backups.overview(desk).second is None


def test_where_the_first_place_may_not_be_written_the_second_takes_them(desk: Desk, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    backups.choose_second(desk, stick)
    root(desk).write_text("a file in the way")
    with pytest.raises(TroubleError):
        taken(desk)


def test_every_reason_has_words() -> None:
    assert all(words[0].isupper() for words in WORDS.values())


def test_the_day_of_a_backup_is_the_day_on_the_wall(desk: Desk) -> None:
    desk.store.clock = lambda: datetime(2026, 11, 20, 9, tzinfo=UTC)
    assert taken(desk).backup.moment.at == datetime(2026, 11, 20, 9, tzinfo=UTC)
    assert [one.folder.name for one in (taken(desk).backup, taken(desk).backup)] == [
        "2026-11-20T09-00-00 close 2", "2026-11-20T09-00-00 close 3",
    ]  # fmt: skip


def test_a_clock_that_lost_its_time_does_not_cost_the_backup_that_was_just_made(desk: Desk) -> None:
    for day in range(15):
        desk.store.clock = lambda day=day: datetime(2026, 11, 1 + day, 9, tzinfo=UTC)
        taken(desk)
    desk.store.clock = lambda: datetime(2020, 1, 1, tzinfo=UTC)
    for month in range(14):
        desk.store.clock = lambda month=month: datetime(2024 + month // 12, 1 + month % 12, 1, tzinfo=UTC)
        assert taken(desk).backup.folder.is_dir()
