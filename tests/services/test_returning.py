"""A restore compares people as well as records: whoever was removed since does not come back by it, unless told so."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from senco_desk.domain.problems import RefusedError
from senco_desk.domain.school import PersonDraft
from senco_desk.services import attachments, desks, people, restoring, safety
from senco_desk.services.desk import Desk
from senco_desk.store import nouns, vault
from senco_desk.store.errors import WrongPassphraseError
from tests.builders import CHEAP, PASSPHRASE, TODAY, Clock, a_desk, a_pupil
from tests.pulled_plug import dies_at
from tests.services.test_keys_attacked import THEIRS, added, opened, put_into_use, raw

ASSISTANT = "nine loud herons"


def a_school(tmp_path: Path, role: str = "teaching-assistant") -> tuple[Path, Path]:
    """A desk from which Tess was removed, and a copied desk of before; both closed."""
    desk = a_desk(tmp_path)
    child = a_pupil(desk)
    attachments.attach(desk, child.id, b"a letter from Mum", filename="letter.txt")
    person = added(desk, role)
    added(desk, "assistant", "Asa", ASSISTANT)
    backup = tmp_path / "backup.sencodesk"
    desks.back_up(desk, backup)
    people.remove(desk, person.id)
    desk.close()
    return tmp_path / "school.sencodesk", backup


def weighed(backup: Path, to: Path, secret: str = PASSPHRASE) -> restoring.Weighed:
    return restoring.weigh(backup, secret, to, floor=CHEAP)


def gets_in(folder: Path, secret: str) -> bool:
    """Through the program, or round it."""
    try:
        raw(folder, secret)
    except WrongPassphraseError:
        return False
    return True


def present(folder: Path) -> set[str]:
    desk = opened(folder)
    assert desks.verify(desk).ok
    assert len(nouns.PUPILS.all(desk.store)) == 1
    assert [desk.store.blobs.check(name) for name in desk.store.blobs.names()] == ["ok"]
    names = {each.person.name for each in people.everybody(desk)}
    desk.close()
    return names


@pytest.mark.parametrize("secret", [PASSPHRASE, ASSISTANT])
def test_whoever_was_removed_is_named_and_stays_out(tmp_path: Path, secret: str) -> None:
    folder, backup = a_school(tmp_path)
    told = weighed(backup, folder, secret)
    assert told.returning == ("Tess",)
    done = restoring.restore(told, folder, clock=Clock())
    assert not gets_in(folder, THEIRS)
    assert present(folder) == {"SENCO", "Asa"}
    opened(folder, ASSISTANT).close()
    desk = desks.open_with(folder, done.keys, day=lambda: TODAY, clock=Clock())  # the keys go with the desk
    gone = next(each for each in nouns.PEOPLE.all(desk.store) if each.name == "Tess")
    assert gone.removed_on is not None
    desk.close()
    assert done.kept is not None
    assert not [each.name for each in tmp_path.iterdir() if each.name.startswith(".")]
    assert gets_in(backup, THEIRS)  # as the words after a removal say of backups


def test_a_senco_may_bring_them_back_and_an_assistant_may_not(tmp_path: Path) -> None:
    folder, backup = a_school(tmp_path)
    with pytest.raises(RefusedError, match="Only the SENCO"):
        restoring.restore(weighed(backup, folder, ASSISTANT), folder, clock=Clock(), with_removed=True)
    assert present(folder) == {"SENCO", "Asa"}
    restoring.restore(weighed(backup, folder), folder, clock=Clock(), with_removed=True)
    assert gets_in(folder, THEIRS)
    assert present(folder) == {"SENCO", "Asa", "Tess"}


def test_where_nobody_was_removed_the_keys_stay(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    child = a_pupil(desk)
    attachments.attach(desk, child.id, b"a letter from Mum", filename="letter.txt")
    added(desk, "assistant")
    desks.back_up(desk, tmp_path / "backup.sencodesk")
    added(desk, "assistant", "Asa", ASSISTANT)  # who came later is no matter
    desk.close()
    folder = tmp_path / "school.sencodesk"
    before = desks.unlock(folder, PASSPHRASE, floor=CHEAP).fingerprint
    told = weighed(tmp_path / "backup.sencodesk", folder)
    assert told.returning == ()
    assert restoring.restore(told, folder, clock=Clock()).keys.fingerprint == before
    assert present(folder) == {"SENCO", "Tess"}


def test_nobody_gets_more_by_a_restore_than_they_have_today(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    attachments.attach(desk, a_pupil(desk).id, b"a letter from Mum", filename="letter.txt")
    person = added(desk, "senco")
    backup, folder = tmp_path / "backup.sencodesk", desk.store.folder
    desks.back_up(desk, backup)
    people.change(desk, person.id, PersonDraft(name="Tess", role="headteacher", sees_rates=True), [])
    desk.close()
    with pytest.raises(RefusedError, match="Only the SENCO and the assistant"):
        weighed(backup, folder, THEIRS)
    told = weighed(backup, folder)
    assert (told.returning, told.otherwise) == ((), ("Tess",))
    assert "Tess keeps the role" in restoring.returning_words(told)
    restoring.restore(told, folder, clock=Clock())
    theirs = opened(folder, THEIRS)
    assert (theirs.me.role, theirs.me.sees_rates) == ("headteacher", True)
    assert desks.unlock(folder, THEIRS, floor=CHEAP).role == "headteacher"
    theirs.close()
    restoring.restore(weighed(backup, folder), folder, clock=Clock(), with_removed=True)
    assert desks.unlock(folder, THEIRS, floor=CHEAP).role == "senco"
    assert present(folder) == {"SENCO", "Tess"}


def test_a_removed_person_restores_nothing_over_the_desk_of_now(tmp_path: Path) -> None:
    folder, backup = a_school(tmp_path, "senco")
    with pytest.raises(RefusedError, match="opens the current desk no longer"):
        weighed(backup, folder, THEIRS)


def test_where_the_desk_of_now_cannot_be_read_its_key_file_still_tells(tmp_path: Path) -> None:
    folder, backup = a_school(tmp_path)
    desk = opened(folder)
    safety.change_passphrase(desk, PASSPHRASE, "seven quiet otters", "seven quiet otters")
    desk.close()
    told = weighed(backup, folder)  # with the passphrase of its day
    assert told.unread
    assert told.returning == ("Tess",)
    restoring.restore(told, folder, clock=Clock())
    assert not gets_in(folder, THEIRS)
    assert present(folder) == {"SENCO", "Asa"}


def test_the_code_that_a_removed_senco_may_know_does_not_come_back_either(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    child = a_pupil(desk)
    attachments.attach(desk, child.id, b"a letter from Mum", filename="letter.txt")
    put_into_use(desk, code := safety.offer_recovery_code(desk, PASSPHRASE))
    person = added(desk, "senco")
    backup, folder = tmp_path / "backup.sencodesk", desk.store.folder
    desks.back_up(desk, backup)
    people.remove(desk, person.id)
    desk.close()
    restoring.restore(weighed(backup, folder), folder, clock=Clock())
    assert not gets_in(folder, code)
    desk = opened(folder)
    assert not safety.state(desk).has_recovery
    desk.close()


def test_a_way_in_that_the_backup_does_not_know_restores_nothing(tmp_path: Path) -> None:
    """It once counted as a SENCO's."""
    folder, backup = a_school(tmp_path)
    theirs = vault.unlock(backup, THEIRS, CHEAP)
    vault.add_passphrase(backup, theirs, "slipped in from outside", kdf=CHEAP, floor=CHEAP)
    with pytest.raises(RefusedError, match="Only the SENCO and the assistant"):
        weighed(backup, folder, "slipped in from outside")
    with pytest.raises(RefusedError, match="Only the SENCO and the assistant"):
        weighed(backup, folder, THEIRS)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a process that is killed at a step is made by fork")
def test_killed_at_any_step_the_old_desk_or_the_new_one_opens_and_nobody_comes_back(tmp_path: Path) -> None:
    folder, backup = a_school(tmp_path)
    told = weighed(backup, folder)
    ends, finished = set(), False
    for step in [*range(0, 60, 6), *range(60, 400)]:
        place = tmp_path / f"step {step}"
        shutil.copytree(folder, place / folder.name)
        finished = dies_at(step, place / folder.name, told)
        assert present(place / folder.name) == {"SENCO", "Asa"}, step
        assert not gets_in(place / folder.name, THEIRS), step
        desk = opened(place / folder.name)
        kept_out = desk.store.query("select 1 from journal_change where label = 'Keep out who was removed'")
        ends.add("new" if kept_out else "old")
        desk.close()
        shutil.rmtree(place)
        if finished:
            break
    assert finished
    assert ends == {"old", "new"}


def test_what_is_restored_here_is_no_surprise(tmp_path: Path) -> None:
    folder, backup = a_school(tmp_path)
    seen = desks.KeysSeen(tmp_path / "seen.json")

    def again(keys: desks.Keys | None = None) -> None:
        known = keys or desks.unlock(folder, PASSPHRASE, floor=CHEAP)
        desks.open_with(folder, known, day=lambda: TODAY, clock=Clock(), seen=seen).close()

    again()
    done = restoring.restore(weighed(backup, folder), folder, clock=Clock(), seen=seen)
    again(done.keys)
    again()


def test_the_senco_may_be_told_of_several(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    child = a_pupil(desk)
    attachments.attach(desk, child.id, b"a letter from Mum", filename="letter.txt")
    two = [added(desk, "assistant", name, secret) for name, secret in (("Tess", THEIRS), ("Asa", ASSISTANT))]
    desks.back_up(desk, tmp_path / "backup.sencodesk")
    for person in two:
        people.remove(desk, person.id)
    folder = desk.store.folder
    reopened: Desk = desk
    people.add(
        reopened,
        PersonDraft(name="Tess", role="assistant"),
        [],
        people.first_slot(reopened, "another one now", "another one now"),
    )
    desk.close()
    told = weighed(tmp_path / "backup.sencodesk", folder)
    assert told.returning == ("Asa", "Tess")
    assert "Asa and Tess" in restoring.returning_words(told)
    restoring.restore(told, folder, clock=Clock())
    assert present(folder) == {"SENCO"}
    assert not gets_in(folder, THEIRS)
    assert not gets_in(folder, ASSISTANT)
