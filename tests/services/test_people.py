"""People of a desk as the SENCO meets them: added, changed, removed; and what a kill in the middle leaves."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from senco_desk.domain.drafts import TypedWords
from senco_desk.domain.problems import CancelledError, RefusedError, TroubleError
from senco_desk.domain.provision import ProvisionDraft
from senco_desk.domain.roles import ALLOWS, ROLES, rights_of
from senco_desk.domain.school import Person, PersonDraft
from senco_desk.services import (
    backups,
    costs,
    desks,
    people,
    provision,
    readiness,
    register,
    safety,
    summaries,
    trail,
    undoing,
)
from senco_desk.services.desk import Desk
from senco_desk.store import desk_state, nouns, superseded, swapping, vault
from senco_desk.store import drafts as kept_drafts
from senco_desk.store.errors import DiskFullError, WrongPassphraseError
from tests.builders import CHEAP, PASSPHRASE, TODAY, Clock, a_desk, a_provision, a_pupil, a_status

FIRST = "three brown foxes"
OWN = "nine loud herons"
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = a_desk(tmp_path)
    yield made
    made.close()


def added(desk: Desk, role: str = "assistant", *pupils: str, name: str = "Tess", secret: str = FIRST) -> Person:
    slot = people.first_slot(desk, secret, secret)
    return people.add(desk, PersonDraft.model_validate({"name": name, "role": role}), pupils, slot).value


def opened(folder: Path, secret: str = PASSPHRASE) -> Desk:
    return desks.open_with(folder, desks.unlock(folder, secret, floor=CHEAP), day=lambda: TODAY, clock=Clock())


def folder_of(desk: Desk) -> Path:
    return desk.store.folder


@given(st.sampled_from(list(ROLES)), st.booleans(), st.booleans())
def test_what_each_role_may(role: Any, rates: bool, confidential: bool) -> None:
    person = Person(id="x", name="x", role=role, sees_rates=rates, sees_confidential=confidential)
    rights = rights_of(person)
    assert ("people" in rights) == ("erase" in rights) == (role == "senco")
    assert ("change" in rights) == (role in {"senco", "assistant"})
    assert ("everybody" in rights) == ("export" in rights) == (role != "teaching-assistant")
    assert ("rates" in rights) == (rates or role == "senco")
    assert ("confidential" in rights) == (confidential or role == "senco")
    assert ("log" in rights) == (role != "headteacher")
    assert not rights_of(person.model_copy(update={"removed_on": TODAY}))
    assert ALLOWS[person.role].endswith(".")


def test_whoever_makes_a_desk_is_its_senco(desk: Desk) -> None:
    assert (desk.me.role, desk.me.since, desk.store.sight) == ("senco", TODAY, None)
    assert not people.must_choose(desk)
    (me,) = people.everybody(desk)
    assert me.person == desk.me


def test_a_person_opens_with_the_passphrase_handed_over_and_chooses_another(desk: Desk) -> None:
    person = added(desk)
    assert [each.must_change for each in people.everybody(desk)] == [False, True]
    folder = folder_of(desk)
    desk.close()
    theirs = opened(folder, FIRST)
    assert theirs.me == person
    assert people.must_choose(theirs)
    with pytest.raises(RefusedError, match="Choose another"):
        people.choose_passphrase(theirs, FIRST, FIRST)
    for new, again, words in (("", "", "Choose a"), ("short", "short", "at least"), (OWN, OWN + "x", "differ")):
        with pytest.raises(RefusedError, match=words):
            people.choose_passphrase(theirs, new, again)
    people.choose_passphrase(theirs, OWN, OWN)
    assert not people.must_choose(theirs)
    theirs.close()
    with pytest.raises(WrongPassphraseError):
        opened(folder, FIRST)
    opened(folder, OWN).close()
    opened(folder).close()


def test_a_headteacher_who_changes_nothing_changes_their_own_passphrase(desk: Desk) -> None:
    added(desk, "headteacher")
    folder = folder_of(desk)
    desk.close()
    head = opened(folder, FIRST)
    assert head.store.read_only
    people.choose_passphrase(head, OWN, OWN)
    safety.change_passphrase(head, OWN, "seven quiet otters", "seven quiet otters")
    with pytest.raises(RefusedError, match="somebody else"):
        safety.change_passphrase(head, PASSPHRASE, OWN, OWN)
    with pytest.raises(RefusedError, match="Only the SENCO"):
        safety.offer_recovery_code(head, "seven quiet otters")
    head.close()
    opened(folder, "seven quiet otters").close()


def test_the_recovery_code_opens_as_the_senco_and_says_so(tmp_path: Path) -> None:
    from senco_desk.domain.school import SchoolDraft

    folder = tmp_path / "school.sencodesk"
    school = SchoolDraft(name="Riverbank", authority_id="medway")
    desk, code = desks.create(folder, PASSPHRASE, school, day=lambda: TODAY, clock=Clock(), kdf=CHEAP, floor=CHEAP)
    added(desk)
    senco = desk.me
    desk.close()
    recovered = opened(folder, code)
    assert recovered.me == senco
    assert recovered.store.recovered
    safety.change_passphrase(recovered, code, OWN, OWN)
    recovered.close()
    assert opened_and_closed(folder, OWN) == senco
    with pytest.raises(WrongPassphraseError):
        opened(folder)


def beside(folder: Path) -> list[str]:
    """What stands in a folder, but for the backups that are made by themselves."""
    return sorted(path.name for path in folder.iterdir() if not path.name.endswith(" backups"))


def opened_and_closed(folder: Path, secret: str) -> Person:
    desk = opened(folder, secret)
    me = desk.me
    desk.close()
    return me


def test_adding_and_changing_say_everything_that_is_wrong(desk: Desk) -> None:
    pupil = a_pupil(desk)
    slot = people.first_slot(desk, FIRST, FIRST)
    for draft, pupils, field in (
        (PersonDraft(name=""), [], "name"),
        (PersonDraft(name="senco"), [], "name"),
        (PersonDraft(name="Tess", role="headteacher"), [pupil.id], "pupils"),
        (PersonDraft(name="Tess", role="teaching-assistant"), ["gone"], "pupils"),
    ):
        with pytest.raises(RefusedError) as refusal:
            people.add(desk, draft, pupils, slot)
        assert [problem.field for problem in refusal.value.problems] == [field]
    with pytest.raises(RefusedError) as refusal:
        people.change(desk, desk.me.id, PersonDraft(name="SENCO", role="assistant"), [])
    assert refusal.value.problems[0].field == "role"
    assert len(people.everybody(desk)) == 1


def test_changes_of_people_are_kept_and_not_undone(desk: Desk) -> None:
    one, other = a_pupil(desk), a_pupil(desk)
    person = added(desk, "teaching-assistant", one.id)
    people.change(
        desk, person.id, PersonDraft(name="Tess Page", role="teaching-assistant", sees_rates=True), [other.id]
    )
    (listed,) = [each for each in people.everybody(desk) if each.person.id == person.id]
    assert (listed.person.name, listed.pupil_ids, listed.person.slot_id) == ("Tess Page", (other.id,), person.slot_id)
    assert "person" not in undoing.undo_label(desk)
    folder = folder_of(desk)
    desk.close()
    theirs = opened(folder, FIRST)
    assert [pupil.id for pupil in nouns.PUPILS.all(theirs.store)] == [other.id]
    assert theirs.may("rates")
    with pytest.raises(RefusedError, match="Only the SENCO"):
        people.everybody(theirs)
    with pytest.raises(RefusedError, match="Only the SENCO"):
        people.add(theirs, PersonDraft(name="X"), [], people.first_slot(theirs, OWN, OWN))
    theirs.close()
    with pytest.raises(WrongPassphraseError):
        opened(folder, OWN)


def test_a_teaching_assistant_takes_no_list_away(desk: Desk, tmp_path: Path) -> None:
    pupil = a_pupil(desk)
    a_status(desk, pupil)
    added(desk, "teaching-assistant", pupil.id)
    folder = folder_of(desk)
    desk.close()
    theirs = opened(folder, FIRST)
    for taken in (
        lambda: summaries.write_register(theirs, tmp_path / "register.csv"),
        lambda: summaries.summary_pdf(theirs, tmp_path / "register.pdf"),
        lambda: desks.back_up(theirs, tmp_path / "backup.sencodesk"),
    ):
        with pytest.raises(RefusedError, match="print or save papers"):
            taken()
    theirs.close()
    assert beside(tmp_path) == ["school.sencodesk"]


def test_an_assistant_backs_up_and_checks_the_whole_desk(desk: Desk, tmp_path: Path) -> None:
    a_pupil(desk)
    added(desk)
    folder = folder_of(desk)
    desk.close()
    theirs = opened(folder, FIRST)
    assert theirs.store.sight is not None
    assert desks.verify(theirs).ok
    made = desks.back_up(theirs, tmp_path / "backup.sencodesk")
    assert (made.pupils, made.verified) == (1, True)
    theirs.close()


def test_a_forgotten_passphrase_is_handed_anew(desk: Desk) -> None:
    person = added(desk)
    people.hand_new_passphrase(desk, person.id, people.first_slot(desk, OWN, OWN))
    with pytest.raises(RefusedError, match="your own"):
        people.hand_new_passphrase(desk, desk.me.id, people.first_slot(desk, OWN, OWN))
    folder = folder_of(desk)
    desk.close()
    with pytest.raises(WrongPassphraseError):
        opened(folder, FIRST)
    assert opened_and_closed(folder, OWN).id == person.id


def test_money_is_not_worked_out_for_somebody_who_may_not_see_it(desk: Desk) -> None:
    pupil = a_pupil(desk)
    a_status(desk, pupil)
    a_provision(desk, pupil)
    added(desk)
    folder = folder_of(desk)
    desk.close()
    theirs = opened(folder, FIRST)
    for asked in (
        lambda: costs.for_all(theirs, [pupil.id]),
        lambda: readiness.of(theirs, pupil.id),
    ):
        with pytest.raises(RefusedError, match="granted"):
            asked()
    assert costs.for_pupil(theirs, pupil.id).spend.forecast_pence == 0
    (row,) = register.as_at(theirs, TODAY).rows
    assert (row.to_date_pence, row.counted_pence) == (None, None)
    draft = ProvisionDraft.model_validate(
        provision.all_groups(theirs)[0].provision.model_dump(exclude={"id"}) | {"what": "Another", "rate_pence": None}
    )
    provision.add(theirs, draft, [pupil.id])  # somebody who sees no rates is not asked for one
    theirs.close()


def a_full_desk(folder: Path) -> tuple[Desk, Person, str]:
    desk = a_desk(folder)
    a_pupil(desk)
    blob = desk.store.blobs.put(io.BytesIO(b"a letter " * 300_000)).name
    return desk, added(desk), blob


def test_removing_a_person_makes_new_keys_and_keeps_everything(tmp_path: Path) -> None:
    desk, person, blob = a_full_desk(tmp_path)
    folder, old = folder_of(desk), desk.store.keys
    backup = desks.back_up(desk, tmp_path / "backup.sencodesk")
    assert old is not None
    before = (folder / "desk.db").read_bytes()[:16]
    people.remove(desk, person.id)
    new = desk.store.keys
    assert new is not None
    assert not {old.master, old.database_key, old.header, old.attachments} & {
        new.master, new.database_key, new.header, new.attachments
    }  # fmt: skip
    assert (folder / "desk.db").read_bytes()[:16] != before
    assert desk.store.blobs.read(blob) == b"a letter " * 300_000
    assert desks.verify(desk).ok
    gone = nouns.PEOPLE.get(desk.store, person.id)
    assert (gone.removed_on, gone.slot_id, gone.name) == (TODAY, "", "Tess")  # the journal still names them
    assert [each.person.name for each in people.everybody(desk)] == ["SENCO"]
    with pytest.raises(RefusedError, match="was removed"):
        people.change(desk, person.id, PersonDraft(name="Tess"), [])
    desk.close()
    assert beside(tmp_path) == ["backup.sencodesk", "school.sencodesk"]
    with pytest.raises(WrongPassphraseError):
        opened(folder, FIRST)
    again = opened(folder)
    assert not again.store.check_wanted
    assert len(nouns.PUPILS.all(again.store)) == 1
    again.close()
    assert opened_and_closed(backup.file, FIRST).id == person.id  # as the words on the page say


def test_nobody_removes_themselves_or_the_last_senco(desk: Desk) -> None:
    assert "yourself" in people.removal_refused(desk, desk.me.id)
    with pytest.raises(RefusedError):
        people.remove(desk, desk.me.id)
    second = added(desk, "senco")
    assert people.removal_refused(desk, second.id) == ""
    people.remove(desk, second.id)
    assert len(people.everybody(desk)) == 1


def test_a_change_made_meanwhile_is_not_lost(tmp_path: Path) -> None:
    desk, person, _blob = a_full_desk(tmp_path)
    renewed = people.prepare_removal(desk, person.id)
    pupil = a_pupil(desk)
    with pytest.raises(RefusedError, match="changed while"):
        people.finish_removal(desk, renewed)
    assert nouns.PUPILS.get(desk.store, pupil.id)
    assert not renewed.folder.exists()
    people.remove(desk, person.id)
    assert nouns.PUPILS.get(desk.store, pupil.id)
    desk.close()


def test_what_is_noted_and_typed_meanwhile_comes_along(tmp_path: Path) -> None:
    desk, person, _blob = a_full_desk(tmp_path)
    (pupil,) = nouns.PUPILS.all(desk.store)
    place, typed = ("pupil", pupil.id), {"text": "half a sentence"}
    words = TypedWords("note|new", pupil.id, "Note", place, typed, NOW)
    kept_drafts.keep(desk.store, words)
    renewed = people.prepare_removal(desk, person.id)
    trail.looked(desk, pupil.id)
    kept_drafts.remove(desk.store, "note|new")
    kept_drafts.keep(desk.store, replace(words, key="note|other"))
    backups.note(desk, backups.take(desk, "asked"))
    desk_state.keep(desk.store, "something known", "of now")
    noted = [row["deed"] for row in desk.store.query("select deed from trail order by seq")]
    people.finish_removal(desk, renewed)
    after = [row["deed"] for row in desk.store.query("select deed from trail order by seq")]
    assert sorted(after) == sorted([*noted, "change"])
    assert {"view", "backup"} <= set(after)
    assert [each.key for each in kept_drafts.all_kept(desk.store)] == ["note|other"]
    assert desk_state.read(desk.store, "something known") == "of now"
    assert desks.verify(desk).ok
    assert [each.person.name for each in people.everybody(desk)] == ["SENCO"]
    trail.looked(desk, pupil.id)
    desk.close()
    again = opened(folder_of(desk))
    assert not again.store.check_wanted
    assert desks.verify(again).ok
    again.close()
    assert not [name for name in beside(tmp_path) if name.startswith(".")]


@pytest.mark.parametrize("deed", ["erased", "another passphrase"])
def test_what_no_journal_tells_of_is_not_lost_either(tmp_path: Path, deed: str) -> None:
    desk, person, _blob = a_full_desk(tmp_path)
    renewed = people.prepare_removal(desk, person.id)
    assert desk.store.keys is not None
    if deed == "erased":
        with desk.store.erasing("", "A child"):
            pass
    else:
        vault.change_passphrase(folder_of(desk), desk.store.keys, desk.store.keys.slot_id, OWN, kdf=CHEAP)
    with pytest.raises(RefusedError, match="changed while"):
        people.finish_removal(desk, renewed)
    assert not renewed.folder.exists()
    people.remove(desk, person.id)
    desk.close()
    opened(folder_of(desk), PASSPHRASE if deed == "erased" else OWN).close()


class Stopping:
    """Progress that a person stops after so many steps."""

    def __init__(self, after: int) -> None:
        self.left = after

    def start(self, what: str, total: int) -> None:
        pass

    def step(self, done: int = 1) -> None:
        self.left -= done
        if self.left < 0:
            raise CancelledError


@pytest.mark.parametrize("after", range(5))
def test_cancelling_leaves_nothing_behind(tmp_path: Path, after: int) -> None:
    desk, person, _blob = a_full_desk(tmp_path)
    with pytest.raises(CancelledError):
        people.prepare_removal(desk, person.id, Stopping(after))
    assert beside(tmp_path) == ["school.sencodesk"]
    assert len(people.everybody(desk)) == 2
    desk.close()


def test_no_room_is_said_before_anything_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk, person, _blob = a_full_desk(tmp_path)
    monkeypatch.setattr("senco_desk.store.rotation.free_space", lambda _folder: 1024)
    with pytest.raises(DiskFullError):
        people.prepare_removal(desk, person.id)
    assert beside(tmp_path) == ["school.sencodesk"]
    desk.close()


def test_a_damaged_attachment_does_not_keep_a_person_in(tmp_path: Path) -> None:
    desk, person, blob = a_full_desk(tmp_path)
    path = folder_of(desk) / "files" / blob
    content = bytearray(path.read_bytes())
    content[30] ^= 1
    path.write_bytes(content)
    renewed = people.prepare_removal(desk, person.id)
    assert renewed.damaged == 1
    people.finish_removal(desk, renewed)
    assert desk.store.blobs.check(blob) == "damaged"
    desk.close()


def test_a_copy_that_comes_out_wrong_is_not_put_in_force(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk, person, _blob = a_full_desk(tmp_path)

    def spoilt(source: Any, names: list[str], place: Path, fresh: Any, watch: Any) -> int:
        (place / "files").mkdir()
        return 0

    monkeypatch.setattr("senco_desk.store.rotation._copy_attachments", spoilt)
    with pytest.raises(TroubleError, match="not what went in"):
        people.remove(desk, person.id)
    assert len(people.everybody(desk)) == 2
    desk.close()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot fork a child that ends in the middle")
def test_a_kill_at_any_touch_of_a_file_leaves_one_desk_whole(tmp_path: Path) -> None:
    """The person is still in, or out for good; nothing is left beside the desk once it was opened again."""
    program = [sys.executable, "-m", "tests.removal_kills", str(tmp_path), "11"]
    done = subprocess.run(program, capture_output=True, text=True, cwd=Path(__file__).parents[2], check=True)
    outcomes = dict(line.rsplit(": ", 1) for line in done.stdout.splitlines())
    assert set(outcomes) == {"unhurt: after", "before", "after"}, done.stderr
    assert min(map(int, outcomes.values())) >= 1


@pytest.mark.parametrize("refusing", [1, 2, 3])
def test_where_the_system_refuses_the_exchange_the_old_desk_stays_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, refusing: int
) -> None:
    desk, person, _blob = a_full_desk(tmp_path)
    renewed = people.prepare_removal(desk, person.id)
    rename, count = Path.rename, 0

    def refused(self: Path, target: Any) -> Path:
        nonlocal count
        count += 1
        if count == refusing:
            raise PermissionError(13, "a virus scanner holds it")
        return rename(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", refused)
        with pytest.raises(TroubleError):
            people.finish_removal(desk, renewed)
    assert len(people.everybody(desk)) == 2
    people.remove(desk, person.id)
    assert len(people.everybody(desk)) == 1
    desk.close()
    assert beside(tmp_path) == ["school.sencodesk"]


def test_a_desk_half_exchanged_opens_from_what_stands_ready(tmp_path: Path) -> None:
    desk, person, _blob = a_full_desk(tmp_path)
    folder = folder_of(desk)
    renewed = people.prepare_removal(desk, person.id)
    desk.close()
    renewed.folder.rename(swapping.ready_place(folder))
    folder.rename(superseded.old_place(folder))
    again = opened(folder)  # between the two renames
    assert nouns.PEOPLE.get(again.store, person.id).removed_on == TODAY
    again.close()
    assert beside(tmp_path) == ["school.sencodesk"]
