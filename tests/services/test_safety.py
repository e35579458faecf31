"""Backup, passphrase and recovery code beneath the window: what is refused, and what is kept outside the journal."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from senco_desk.domain.problems import RefusedError
from senco_desk.services import desks, safety, undoing
from senco_desk.services.desk import Desk
from senco_desk.store import desk_state, kdf, vault
from senco_desk.store.errors import WrongPassphraseError
from tests.builders import CHEAP, PASSPHRASE, TODAY, Clock, a_desk, a_pupil, everything, reopened

NEW = "seven quiet otters sing"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = a_desk(tmp_path)
    yield made
    made.close()


def fields_of(refused: pytest.ExceptionInfo[RefusedError]) -> set[str]:
    return {problem.field for problem in refused.value.problems}


@pytest.mark.parametrize(
    ("old", "new", "again", "field"),
    [
        ("", NEW, NEW, "old"),
        (PASSPHRASE, "", "", "new"),
        (PASSPHRASE, "short", "short", "new"),
        (PASSPHRASE, PASSPHRASE, PASSPHRASE, "new"),
        (PASSPHRASE, NEW, NEW + "x", "again"),
        ("not this one", NEW, NEW, "old"),
    ],
)
def test_a_passphrase_that_cannot_be_changed_is_left_as_it_is(
    desk: Desk, old: str, new: str, again: str, field: str
) -> None:
    with pytest.raises(RefusedError) as refused:
        safety.change_passphrase(desk, old, new, again)
    assert fields_of(refused) == {field}
    assert vault.opened_by(desk.store.folder, safety._keys(desk), PASSPHRASE).kind == "passphrase"


def test_everything_wrong_with_a_change_is_told_at_once(desk: Desk) -> None:
    with pytest.raises(RefusedError) as refused:
        safety.change_passphrase(desk, "", "short", "short")
    assert fields_of(refused) == {"old", "new"}


def test_with_several_people_each_changes_their_own_passphrase(desk: Desk) -> None:
    folder, keys = desk.store.folder, safety._keys(desk)
    vault.add_passphrase(folder, keys, "the head's own words", kdf=CHEAP)
    with pytest.raises(RefusedError, match="somebody else"):
        safety.change_passphrase(desk, "the head's own words", NEW, NEW)
    safety.change_passphrase(desk, PASSPHRASE, NEW, NEW)
    assert {vault.opened_by(folder, keys, each).kind for each in ("the head's own words", NEW)} == {"passphrase"}
    with pytest.raises(RefusedError):
        safety.change_passphrase(desk, PASSPHRASE, NEW + " on", NEW + " on")


def test_with_several_people_the_code_changes_the_passphrase_of_whoever_opened(desk: Desk) -> None:
    folder, keys = desk.store.folder, safety._keys(desk)
    code = safety.offer_recovery_code(desk, PASSPHRASE)
    safety.put_recovery_code(desk, safety.use_recovery_code(desk, code, code))
    vault.add_passphrase(folder, keys, "the head's own words", kdf=CHEAP)
    safety.change_passphrase(desk, code, NEW, NEW)
    for secret in ("the head's own words", NEW):
        assert vault.opened_by(folder, keys, secret).kind == "passphrase"
    with pytest.raises(WrongPassphraseError):
        vault.opened_by(folder, keys, PASSPHRASE)


def test_an_offered_code_needs_the_passphrase_and_opens_nothing_yet(desk: Desk) -> None:
    for wrong, field in (("", "passphrase"), ("not this one", "passphrase")):
        with pytest.raises(RefusedError) as refused:
            safety.offer_recovery_code(desk, wrong)
        assert fields_of(refused) == {field}
    before = vault.slots(desk.store.folder, safety._keys(desk))
    code = safety.offer_recovery_code(desk, PASSPHRASE)
    assert vault.slots(desk.store.folder, safety._keys(desk)) == before
    with pytest.raises(RefusedError, match="does not open the desk"):
        safety.check_recovery_code(desk, code)
    with pytest.raises(RefusedError, match="another recovery code"):
        safety.use_recovery_code(desk, code, safety.offer_recovery_code(desk, PASSPHRASE))
    slot = safety.use_recovery_code(desk, code, code.lower().replace("-", " "))
    assert vault.slots(desk.store.folder, safety._keys(desk)) == before
    safety.put_recovery_code(desk, slot)
    assert safety.check_recovery_code(desk, code) == slot.id


def test_only_the_code_of_now_counts_as_checked(desk: Desk) -> None:
    assert not safety.state(desk).recovery_checked
    code = safety.offer_recovery_code(desk, PASSPHRASE)
    safety.put_recovery_code(desk, safety.use_recovery_code(desk, code, code))
    assert safety.state(desk).recovery_checked
    vault.replace_recovery_code(
        desk.store.folder, safety._keys(desk), safety.offer_recovery_code(desk, PASSPHRASE), kdf=CHEAP
    )
    assert not safety.state(desk).recovery_checked


def test_a_passphrase_is_no_check_of_the_code(desk: Desk) -> None:
    with pytest.raises(RefusedError, match="seven groups"):
        safety.check_recovery_code(desk, PASSPHRASE)


def test_what_is_noted_is_in_the_desk_and_in_no_journal(desk: Desk, tmp_path: Path) -> None:
    a_pupil(desk)
    before, label = everything(desk), undoing.undo_label(desk)
    made = desks.back_up(desk, desks.backup_place(desk, tmp_path))
    safety.note_backup(desk, made)
    safety.note_recovery_checked(desk, "a slot")
    assert everything(desk) == before
    assert undoing.undo_label(desk) == label
    again = reopened(desk)
    backup = safety.state(again).backup
    assert backup is not None
    assert (backup.on, backup.file, backup.pupils, backup.files) == (TODAY, str(made.file), 1, 0)
    assert desks.verify(again).ok
    again.close()


def test_a_backup_with_damage_in_it_is_not_the_last_good_one(desk: Desk, tmp_path: Path) -> None:
    safety.note_backup(desk, desks.BackedUp(tmp_path, 1, verified=False, damaged=1))
    assert safety.state(desk).backup is None


def test_a_second_backup_of_a_day_has_a_name_of_its_own(desk: Desk, tmp_path: Path) -> None:
    names = []
    for _ in range(3):
        made = desks.back_up(desk, desks.backup_place(desk, tmp_path))
        names.append(made.file.name)
    stem = f"school-backup-{TODAY.isoformat()}"
    assert names == [f"{stem}.sencodesk", f"{stem}-2.sencodesk", f"{stem}-3.sencodesk"]


def test_a_desk_open_for_reading_changes_no_way_in(desk: Desk) -> None:
    reading = reopened(desk, read_only=True)
    with pytest.raises(RefusedError, match="reading only"):
        safety.change_passphrase(reading, PASSPHRASE, NEW, NEW)
    with pytest.raises(RefusedError, match="reading only"):
        safety.offer_recovery_code(reading, PASSPHRASE)
    with pytest.raises(RefusedError, match="reading only"):
        desk_state.keep(reading.store, "safety.backup", "x")
    reading.close()


def test_a_real_desk_is_made_at_a_cost_measured_on_this_computer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever makes a desk without naming a cost gets the measured one, in the key file; the timer is a real one."""
    told = kdf.KdfParameters(memory_kib=128, iterations=2, lanes=2)

    def measured(timer: Callable[[], float]) -> kdf.KdfParameters:
        earlier = timer()
        assert sum(range(100_000))  # takes some time
        assert 0 < timer() - earlier < 60
        return told

    monkeypatch.setattr(desks, "calibrated", measured)
    school = desks.SchoolDraft(name="Riverbank", authority_id="medway")
    place = tmp_path / "a.sencodesk"
    made, code = desks.create(place, PASSPHRASE, school, day=lambda: TODAY, clock=Clock(), floor=CHEAP)
    made.close()
    kept = json.loads((place / "vault.json").read_text(encoding="utf-8"))
    costs = [(slot["kdf"]["memory_kib"], slot["kdf"]["iterations"], slot["kdf"]["lanes"]) for slot in kept["slots"]]
    assert costs == [(128, 2, 2), (128, 2, 2)], "of the passphrase and of the code"
    for secret in (PASSPHRASE, code):
        with pytest.raises(WrongPassphraseError):
            desks.unlock(place, f"{secret}x", floor=CHEAP)
        assert desks.unlock(place, secret, floor=CHEAP).vault_id
