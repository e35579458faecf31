"""What others do to a desk's keys: old key files put back, ways in that nobody owns, a desk put in another's place.

Each test is an attack or a mishap that once succeeded.
"""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from senco_desk.domain.problems import RefusedError
from senco_desk.domain.school import Person, PersonDraft
from senco_desk.services import desks, people, safety
from senco_desk.services.desk import Desk
from senco_desk.store import connection, desk_state, nouns, vault, vault_header, ways_in
from senco_desk.store.errors import NobodysPassphraseError, TroubleError, WrongPassphraseError
from senco_desk.store.recovery_codes import new_recovery_code
from tests.builders import CHEAP, PASSPHRASE, TODAY, Clock, a_desk, a_pupil

THEIRS = "three brown foxes"
SECOND = "nine loud herons"
COPIES = (vault_header.FILE, vault_header.COPY)


def opened(folder: Path, secret: str = PASSPHRASE) -> Desk:
    return desks.open_with(folder, desks.unlock(folder, secret, floor=CHEAP), day=lambda: TODAY, clock=Clock())


def added(desk: Desk, role: str, name: str = "Tess", secret: str = THEIRS) -> Person:
    slot = people.first_slot(desk, secret, secret)
    return people.add(desk, PersonDraft.model_validate({"name": name, "role": role}), [], slot).value


def a_school(tmp_path: Path, role: str = "teaching-assistant") -> tuple[Path, Person]:
    """A closed desk with a SENCO, one child, and Tess."""
    desk = a_desk(tmp_path)
    a_pupil(desk)
    person = added(desk, role)
    desk.close()
    return tmp_path / "school.sencodesk", person


def removed(folder: Path, person: Person) -> None:
    desk = opened(folder)
    people.remove(desk, person.id)
    desk.close()


def raw(folder: Path, secret: str) -> int:
    """How many children somebody reads who goes round the program."""
    db = connection.connect_copy(folder / "desk.db", vault.unlock(folder, secret, CHEAP))
    try:
        return int(db.execute("select count(*) from pupil").fetchone()[0])
    finally:
        db.close()


@pytest.mark.parametrize("secret", [PASSPHRASE, THEIRS])
@pytest.mark.parametrize("old", COPIES)
def test_one_old_copy_of_the_key_file_never_ends_the_new_keys(tmp_path: Path, old: str, secret: str) -> None:
    """A sync client puts one copy back from before a removal; the SENCO unlocks, or the person who was removed does."""
    folder, person = a_school(tmp_path)
    before = (folder / old).read_bytes()
    removed(folder, person)
    other = next(name for name in COPIES if name != old)
    new = (folder / other).read_bytes()
    (folder / old).write_bytes(before)
    if secret == PASSPHRASE:
        opened(folder).close()
        assert (folder / old).read_bytes() == new
    else:
        with pytest.raises(WrongPassphraseError):
            opened(folder, THEIRS)
        assert (folder / old).read_bytes() == before
    assert (folder / other).read_bytes() == new
    opened(folder).close()


@pytest.mark.parametrize("newer", COPIES)
def test_with_the_older_records_a_newer_key_file_is_left_alone(tmp_path: Path, newer: str) -> None:
    """A sync client put everything back but one copy: what is there opens, and the newer keys are not written over."""
    folder, person = a_school(tmp_path)
    shutil.copytree(folder, tmp_path / "before")
    removed(folder, person)
    after = (folder / newer).read_bytes()
    shutil.rmtree(folder)
    (tmp_path / "before").rename(folder)
    (folder / newer).write_bytes(after)
    desk = opened(folder)
    assert len(nouns.PUPILS.all(desk.store)) == 1
    safety.change_passphrase(desk, PASSPHRASE, SECOND, SECOND)
    desk.close()
    opened(folder, SECOND).close()
    assert after in {path.read_bytes() for path in folder.glob("vault*")}


def test_a_senco_who_was_removed_has_no_way_in_by_the_recovery_code(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    first, code = desk.me, safety.offer_recovery_code(desk, PASSPHRASE)
    put_into_use(desk, code)
    added(desk, "senco", "Bea", SECOND)
    desk.close()
    folder = tmp_path / "school.sencodesk"
    opened(folder, code).close()
    desk = opened(folder, SECOND)
    people.remove(desk, first.id)
    assert not safety.state(desk).has_recovery
    assert not safety.state(desk).recovery_checked
    desk.close()
    with pytest.raises(WrongPassphraseError):
        opened(folder, code)
    with pytest.raises(WrongPassphraseError):
        raw(folder, code)
    desk = opened(folder, SECOND)
    fresh = safety.offer_recovery_code(desk, SECOND)
    put_into_use(desk, fresh)
    assert safety.state(desk).has_recovery
    assert safety.state(desk).recovery_checked
    desk.close()
    desk = opened(folder, fresh)
    assert desk.me.name == "Bea"
    desk.close()


def put_into_use(desk: Desk, code: str) -> None:
    safety.put_recovery_code(desk, safety.use_recovery_code(desk, code, code))


def test_what_is_noted_while_the_keys_are_made_does_not_bring_the_code_back(tmp_path: Path) -> None:
    """What the desk knows of itself comes along at the exchange, but not which code opens it."""
    desk = a_desk(tmp_path)
    put_into_use(desk, safety.offer_recovery_code(desk, PASSPHRASE))
    person = added(desk, "senco", "Bea", SECOND)
    renewed = people.prepare_removal(desk, person.id)
    safety.note_recovery_checked(desk, "meanwhile")
    people.finish_removal(desk, renewed)
    assert ways_in.recovery_known(desk.store.db) == frozenset()
    assert desk_state.read(desk.store, "safety.recovery_checked") == "meanwhile"
    desk.close()


def test_nobody_but_a_senco_says_which_code_opens_the_desk(tmp_path: Path) -> None:
    folder, _person = a_school(tmp_path)
    theirs = opened(folder, THEIRS)
    for say in (
        lambda: desk_state.keep(theirs.store, desk_state.RECOVERY, "x"),
        lambda: ways_in.keep_recovery(theirs.store, ["x"]),
    ):
        with pytest.raises(RefusedError, match="Only the SENCO"):
            say()
    theirs.close()


def test_a_code_that_was_never_checked_and_is_gone_does_not_count_as_checked(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    people.remove(desk, added(desk, "senco", "Bea", SECOND).id)
    state = safety.state(desk)
    assert (state.has_recovery, state.recovery_checked) == (False, False)
    desk.close()


def test_the_recovery_code_stays_where_a_teaching_assistant_is_removed(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    put_into_use(desk, code := safety.offer_recovery_code(desk, PASSPHRASE))
    person = added(desk, "teaching-assistant")
    people.remove(desk, person.id)
    desk.close()
    desk = opened(tmp_path / "school.sencodesk", code)
    assert safety.state(desk).has_recovery
    desk.close()


def test_a_senco_who_is_one_no_more_has_no_way_in_by_the_recovery_code(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    put_into_use(desk, code := safety.offer_recovery_code(desk, PASSPHRASE))
    second = added(desk, "senco", "Bea", SECOND)
    folder = desk.store.folder
    old = {name: (folder / name).read_bytes() for name in COPIES}
    people.change(desk, second.id, PersonDraft(name="Bea", role="assistant"), [])
    assert not safety.state(desk).has_recovery
    desk.close()
    with pytest.raises(WrongPassphraseError):
        opened(folder, code)
    for name, content in old.items():
        (folder / name).write_bytes(content)
    with pytest.raises(NobodysPassphraseError):
        opened(folder, code)


def test_a_recovery_code_that_somebody_slipped_in_opens_nothing_and_goes(tmp_path: Path) -> None:
    """A teaching assistant with a program of their own puts a code into the key file."""
    folder, person = a_school(tmp_path)
    vault.replace_recovery_code(
        folder, vault.unlock(folder, THEIRS, CHEAP), code := new_recovery_code(), kdf=CHEAP, floor=CHEAP
    )
    with pytest.raises(NobodysPassphraseError):
        opened(folder, code)
    found = look(folder)
    assert not found.ok
    assert "recovery code" in found.ways_in[0]
    removed(folder, person)
    with pytest.raises(WrongPassphraseError):
        raw(folder, code)


def look(folder: Path) -> desks.Verified:
    """What `verify` says of a desk that is open to read only, so that nothing was put right before."""
    keys = desks.unlock(folder, PASSPHRASE, floor=CHEAP)
    desk = desks.open_with(folder, keys, day=lambda: TODAY, clock=Clock(), read_only=True)
    try:
        return desks.verify(desk)
    finally:
        desk.close()


def test_a_way_in_that_nobody_owns_is_told_and_swept_and_gets_no_new_key(tmp_path: Path) -> None:
    folder, person = a_school(tmp_path)
    planted = vault.add_passphrase(folder, vault.unlock(folder, THEIRS, CHEAP), SECOND, kdf=CHEAP, floor=CHEAP)
    found = look(folder)
    assert not found.ok
    assert "belongs to nobody" in found.ways_in[0]
    desk = opened(folder, THEIRS)  # nobody but a SENCO sweeps
    assert planted in {slot.id for slot in vault.slots(folder, keys_of(desk))}
    desk.close()
    desk = opened(folder)
    assert planted not in {slot.id for slot in vault.slots(folder, keys_of(desk))}
    assert desks.verify(desk).ok
    vault.add_passphrase(folder, keys_of(desk), SECOND, kdf=CHEAP, floor=CHEAP)  # planted while it is open
    people.remove(desk, person.id)
    assert len(vault.slots(folder, keys_of(desk))) == 2
    desk.close()
    for secret in (THEIRS, SECOND):
        with pytest.raises(WrongPassphraseError):
            raw(folder, secret)


def keys_of(desk: Desk) -> desks.Keys:
    assert desk.store.keys is not None
    return desk.store.keys


class Killed(BaseException):
    """The plug is pulled."""


def cut_after(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    real: Callable[..., object] = getattr(vault, name)

    def cut(*given: object, **named: object) -> None:
        real(*given, **named)
        raise Killed

    monkeypatch.setattr(vault, name, cut)


def test_adding_somebody_that_was_cut_off_leaves_no_way_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = a_desk(tmp_path)
    with monkeypatch.context() as patch:
        cut_after(patch, "put_slot")
        with pytest.raises(Killed):
            added(desk, "teaching-assistant")
    desk.close()
    desk = opened(tmp_path / "school.sencodesk")
    assert len(vault.slots(desk.store.folder, keys_of(desk))) == 2
    desk.close()
    with pytest.raises(WrongPassphraseError):
        raw(tmp_path / "school.sencodesk", THEIRS)


def test_handing_a_passphrase_that_was_cut_off_leaves_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, person = a_school(tmp_path)
    desk = opened(folder)
    slot = people.first_slot(desk, SECOND, SECOND)
    with monkeypatch.context() as patch:
        cut_after(patch, "put_slot")
        with pytest.raises(Killed):
            people.hand_new_passphrase(desk, person.id, slot)
    desk.close()
    desk = opened(folder)
    assert len(vault.slots(folder, keys_of(desk))) == 3
    desk.close()
    opened(folder, THEIRS).close()
    with pytest.raises(WrongPassphraseError):
        opened(folder, SECOND)


@pytest.mark.parametrize("cut", ["before", "after"])
def test_a_recovery_code_that_was_cut_off_leaves_one_that_opens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cut: str
) -> None:
    desk = a_desk(tmp_path)
    put_into_use(desk, old := safety.offer_recovery_code(desk, PASSPHRASE))
    slot = safety.use_recovery_code(desk, new := safety.offer_recovery_code(desk, PASSPHRASE), new)
    with monkeypatch.context() as patch:
        if cut == "after":
            cut_after(patch, "put_recovery")
        else:
            patch.setattr(vault, "put_recovery", lambda *_given, **_named: (_ for _ in ()).throw(Killed()))
        with pytest.raises(Killed):
            safety.put_recovery_code(desk, slot)
    desk.close()
    folder = tmp_path / "school.sencodesk"
    opened(folder).close()  # what a SENCO's opening sweeps is not that code
    there, gone = (new, old) if cut == "after" else (old, new)
    opened(folder, there).close()
    with pytest.raises(WrongPassphraseError):
        opened(folder, gone)


def substituted(folder: Path, old: Path) -> None:
    """Puts a desk under a master key of one's own in the place of another, sealed to everybody's public keys."""
    from senco_desk.store import slots as slotting
    from senco_desk.store.keys import keys_from

    theirs = vault.unlock(old, THEIRS, CHEAP)
    header = next(each for each in vault_header.read_copies(folder, CHEAP) if isinstance(each, vault_header.Header))
    mine = keys_from(secrets.token_bytes(32), header.vault, "x", CHEAP, names=theirs.attachment_names)
    shutil.rmtree(folder)
    folder.mkdir()
    (folder / "files").mkdir()
    sealed = tuple(slotting.sealed_to(slot, mine) for slot in header.slots)
    forged = vault_header.Header(vault=header.vault, revision=header.revision + 1, slots=sealed)
    notes = {slot.id: vault_header.Note(role="senco") for slot in sealed}
    vault_header.write_copies(folder, forged.noted(mine.notes, notes).sealed(mine.header))
    source = connection.connect_copy(old / "desk.db", theirs)
    target = connection.connect(folder / "desk.db", mine, create=True)
    connection.copy_pages(source, target)
    connection.close(target)
    source.close()


def test_a_desk_under_other_keys_is_told_before_anything_is_opened(tmp_path: Path) -> None:
    folder, person = a_school(tmp_path)
    shutil.copytree(folder, tmp_path / "old.sencodesk")
    removed(folder, person)
    seen = desks.KeysSeen(tmp_path / "seen.json")

    def again(*, other_keys_too: bool = False, read_only: bool = False) -> None:
        keys = desks.unlock(folder, PASSPHRASE, floor=CHEAP)
        desks.open_with(
            folder, keys, day=lambda: TODAY, clock=Clock(), seen=seen, other_keys_too=other_keys_too,
            read_only=read_only,
        ).close()  # fmt: skip

    again()
    again()
    kept = (tmp_path / "seen.json").read_text()
    assert "school" not in kept
    assert "Riverbank" not in kept
    substituted(folder, tmp_path / "old.sencodesk")
    there = sorted(path.name for path in folder.iterdir())
    with pytest.raises(desks.OtherKeysError, match="other keys"):
        again()
    assert sorted(path.name for path in folder.iterdir()) == there
    with pytest.raises(desks.OtherKeysError):  # it is asked until somebody says so
        again()
    again(read_only=True)  # and a look is no answer
    with pytest.raises(desks.OtherKeysError):
        again()
    again(other_keys_too=True)
    again()


def test_what_is_changed_here_is_no_surprise_and_an_older_key_file_is(tmp_path: Path) -> None:
    folder, person = a_school(tmp_path)
    seen = desks.KeysSeen(tmp_path / "seen.json")

    def again() -> Desk:
        keys = desks.unlock(folder, PASSPHRASE, floor=CHEAP)
        return desks.open_with(folder, keys, day=lambda: TODAY, clock=Clock(), seen=seen)

    desk = again()
    before = {name: (folder / name).read_bytes() for name in COPIES}
    added(desk, "assistant", "Asa", SECOND)
    desk.close()
    now = {name: (folder / name).read_bytes() for name in COPIES}
    for name, content in before.items():
        (folder / name).write_bytes(content)
    with pytest.raises(desks.OtherKeysError, match="older"):
        again()
    for name, content in now.items():
        (folder / name).write_bytes(content)
    desk = again()
    people.remove(desk, person.id)
    assert desk.store.keys is not None
    desk.close()
    again().close()
    with pytest.raises(TroubleError):
        opened(folder, THEIRS)
