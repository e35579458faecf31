"""Who opens the desk: people, their roles, what they see, and their way in.

Each person has a slot of the key file of their own. Adding one, or changing what somebody may do, is a change of the
records; undo does not reach it, since the key lies outside them. Removing one makes new keys for the whole desk, so
that what the person may have kept opens nothing that is written from then on.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from senco_desk.domain.problems import Problem, RefusedError
from senco_desk.domain.progress import Progress
from senco_desk.domain.roles import rights_of
from senco_desk.domain.school import AssignmentDraft, Person, PersonDraft
from senco_desk.domain.terms import in_words
from senco_desk.services import backups
from senco_desk.services.desk import Desk, Done, done
from senco_desk.services.safety import cost_of_a_slot
from senco_desk.store import nouns, rotation, vault, ways_in
from senco_desk.store.gateway import Change, Store
from senco_desk.store.keys import Keys
from senco_desk.store.passphrases import composed, shortcoming
from senco_desk.store.rotation import Renewed
from senco_desk.store.vault import SlotSeen
from senco_desk.store.vault_header import Slot

__all__ = ["Renewed", "Slot"]

OLD_BACKUPS = (
    "Backups made before today still open with the passphrases of their day, also with the one of the person removed."
    " Keep them where that person cannot reach them, or delete them once a new backup has been made."
)
"""What is said before and after a removal."""


@dataclass(frozen=True)
class Listed:
    """A person as Settings shows them: the record, the ids of the pupils assigned, and how the way in stands.

    `must_change` is set until a first passphrase, which the SENCO knows too, was replaced by one of the person's own.
    """

    person: Person
    pupil_ids: tuple[str, ...]
    must_change: bool


def everybody(desk: Desk) -> list[Listed]:
    """Everybody who can open the desk, the SENCOs first, then by name. Only the SENCO may ask."""
    desk.need("people")
    slots = {slot.id: slot for slot in _slots(desk)}
    people = [person for person in nouns.PEOPLE.all(desk.store) if person.removed_on is None]
    people.sort(key=lambda person: (person.role != "senco", person.name.casefold(), person.id))
    return [
        Listed(person, pupils_of(desk, person.id), person.slot_id in slots and slots[person.slot_id].handed_over)
        for person in people
    ]


def pupils_of(desk: Desk, person_id: str) -> tuple[str, ...]:
    """The ids of the pupils a person is assigned to."""
    return tuple(each.pupil_id for each in nouns.ASSIGNMENTS.of(desk.store, person_id=person_id))


def first_slot(desk: Desk, passphrase: str, again: str) -> Slot:
    """A way in for a new person, made of the passphrase they will be handed. Slow; writes nothing; safe in any thread.

    Give it to `add`. Refused, with every problem at once, where the passphrase is weak or the two differ.
    """
    problems = _problems_of_passphrase(passphrase, again)
    if problems:
        raise RefusedError(problems)
    keys = _keys(desk)
    return vault.new_slot(keys, passphrase, kdf=cost_of_a_slot(keys))


def add(desk: Desk, draft: PersonDraft, pupil_ids: Iterable[str], slot: Slot) -> Done[Person]:
    """Lets a person open the desk with the way in from `first_slot`, as one change. Only the SENCO may.

    The first passphrase is one that two people know, so the person is asked for one of their own at first.
    """
    desk.need("people")
    wanted = tuple(dict.fromkeys(pupil_ids))
    _refuse(_problems_of(desk, draft, wanted))
    folder, keys = desk.store.folder, _keys(desk)
    with desk.store.change("Add person") as change:
        fields = {"slot_id": slot.id, "since": desk.today, "removed_on": None}
        kept = change.add(nouns.PEOPLE, draft.model_copy(update=fields))
        change.add_all(nouns.ASSIGNMENTS, [AssignmentDraft(person_id=kept.id, pupil_id=each) for each in wanted])
        # The last thing before the rows are kept. Should keeping them fail, the slot is nobody's: it opens nothing, and
        # goes when a SENCO opens the desk.
        vault.put_slot(folder, keys, slot, role=kept.role, handed_over=True)
    return done(kept, change)


def change(desk: Desk, person_id: str, draft: PersonDraft, pupil_ids: Iterable[str]) -> Done[Person]:
    """Changes a person's name, role, grants and pupils; the way in stays. Holds from their next unlocking on.

    Only the SENCO may. Refused where no SENCO would be left. Somebody who is a SENCO no more may know the recovery
    code, which opens the desk as one: it ends with that (`safety.state` tells), and a new one is to be made.
    """
    desk.need("people")
    old = _present(desk, person_id)
    wanted = tuple(dict.fromkeys(pupil_ids))
    problems = _problems_of(desk, draft, wanted, but=person_id)
    if old.role == "senco" and draft.role != "senco" and not _other_sencos(desk, person_id):
        problems.append(Problem(field="role", sentence=_LAST))
    _refuse(problems)
    kept_fields = {"id": old.id, "slot_id": old.slot_id, "since": old.since, "removed_on": None}
    new = Person.model_validate(dict(draft) | kept_fields)
    with desk.store.change("Change person") as changing:
        changing.save(nouns.PEOPLE, new)
        _assign(desk, changing, person_id, wanted)
        if new.role != old.role:
            if old.role == "senco":
                ways_in.know_recovery(changing.store.db, ())
            ways_in.settle(changing.store)
    return done(new, changing)


def hand_new_passphrase(desk: Desk, person_id: str, slot: Slot) -> None:
    """Gives a person who forgot theirs a first passphrase again, made by `first_slot`. Only the SENCO may.

    The old passphrase opens no longer. For oneself: Settings › Safety, with the recovery code.
    """
    desk.need("people")
    person = _present(desk, person_id)
    if person.id == desk.store.person:
        raise RefusedError("Change your own passphrase under Settings, Safety.")
    folder, keys = desk.store.folder, _keys(desk)
    with desk.store.change("Hand a new passphrase") as change:
        change.save(nouns.PEOPLE, person.model_copy(update={"slot_id": slot.id}))
        vault.put_slot(folder, keys, slot, role=person.role, handed_over=True, instead_of=_old_way_in(desk, person))
    ways_in.settle(desk.store)


def must_choose(desk: Desk) -> bool:
    """Whether the person who opened the desk still has the first passphrase, and is to choose one of their own."""
    mine = desk.me.slot_id
    return _keys(desk).slot_id == mine and any(slot.id == mine and slot.handed_over for slot in _slots(desk))


def choose_passphrase(desk: Desk, new: str, again: str) -> None:
    """Puts the person's own passphrase in place of the first one that they opened the desk with. Slow; any thread.

    Refused, with every problem at once, where it is weak, where the two differ, or where it is the first one again.
    """
    _refuse(_problems_of_passphrase(new, again))
    keys = _keys(desk)
    if vault.opens(desk.store.folder, keys, keys.slot_id, new):
        same = "This is the current passphrase. Choose another one."
        raise RefusedError([Problem(field="passphrase", sentence=same)])
    vault.change_passphrase(desk.store.folder, keys, keys.slot_id, new, kdf=cost_of_a_slot(keys))


def removal_refused(desk: Desk, person_id: str) -> str:
    """Why a person cannot be removed, in a sentence; empty where they can be."""
    desk.need("people")
    person = _present(desk, person_id)
    if person.id == desk.store.person:
        return "You cannot remove yourself. Another SENCO of this desk can."
    if person.role == "senco" and not _other_sencos(desk, person_id):
        return _LAST
    return ""


def prepare_removal(desk: Desk, person_id: str, progress: Progress | None = None) -> Renewed:
    """Writes the whole desk anew under new keys, without this person, beside the present one. Slow; can be cancelled.

    The new keys are given to the people who stay and to the recovery code, and to no other way in. A SENCO who goes may
    know the code, so it ends then, and a new one is to be made.

    For another thread give it `desk.reader()`, made in that thread. Nothing counts until `finish_removal`.
    """
    refusal = removal_refused(desk, person_id)
    if refusal:
        raise RefusedError(refusal)
    person, day = _present(desk, person_id), desk.today
    keep = ways_in.known(desk.store) - {person.slot_id}
    if person.role == "senco":
        keep -= ways_in.recovery_known(desk.store.db) or frozenset()

    def without(change: Change) -> None:
        for each in nouns.ASSIGNMENTS.of(change.store, person_id=person_id):
            change.remove(nouns.ASSIGNMENTS, each.id)
        change.save(nouns.PEOPLE, person.model_copy(update={"slot_id": "", "removed_on": day}))
        if person.role == "senco":
            ways_in.know_recovery(change.store.db, ())

    backups.secure(desk, "before removal", progress, beside=True)
    return rotation.write_anew(desk.store, keep, "Remove person", without, progress)


def finish_removal(desk: Desk, renewed: Renewed) -> None:
    """Puts the desk that `prepare_removal` wrote in the place of the present one; the desk is open again afterwards.

    In the desk's own thread, with no other connection open. From here on there is no way back: a kill leaves the old
    desk or the new one, and the next opening finishes the exchange. Refused where something was changed since.
    """
    desk.need("people")

    def keep(store: Store) -> None:
        desk.store = store

    rotation.exchange(desk.store, renewed, keep)
    desk.remember_keys()


def remove(desk: Desk, person_id: str, progress: Progress | None = None) -> None:
    """Removes a person and renews the desk's keys, all in this thread. See `prepare_removal` and `finish_removal`."""
    finish_removal(desk, prepare_removal(desk, person_id, progress))


_LAST = "A desk needs a SENCO. Make somebody else the SENCO first."


def _assign(desk: Desk, change: Change, person_id: str, wanted: tuple[str, ...]) -> None:
    present = {each.pupil_id: each for each in nouns.ASSIGNMENTS.of(desk.store, person_id=person_id)}
    for pupil_id, each in present.items():
        if pupil_id not in wanted:
            change.remove(nouns.ASSIGNMENTS, each.id)
    fresh = [AssignmentDraft(person_id=person_id, pupil_id=each) for each in wanted if each not in present]
    change.add_all(nouns.ASSIGNMENTS, fresh)


def _problems_of(desk: Desk, draft: PersonDraft, pupil_ids: tuple[str, ...], *, but: str = "") -> list[Problem]:
    problems = []
    if not draft.name:
        problems.append(Problem(field="name", sentence="Type the person’s name."))
    others = [p for p in nouns.PEOPLE.all(desk.store) if p.id != but and p.removed_on is None]
    if draft.name and any(p.name.casefold() == draft.name.casefold() for p in others):
        sentence = f"{draft.name} is already on the list. Add something that tells the two apart."
        problems.append(Problem(field="name", sentence=sentence))
    if pupil_ids and "everybody" in rights_of(Person.model_validate(dict(draft) | {"id": "draft"})):
        problems.append(Problem(field="pupils", sentence="This role sees every pupil, so none need be assigned."))
    there = {pupil.id for pupil in nouns.PUPILS.all(desk.store)} if pupil_ids else set()
    if not set(pupil_ids) <= there:
        sentence = "A pupil on the list is no longer in this desk. Choose the pupils again."
        problems.append(Problem(field="pupils", sentence=sentence))
    return problems


def _problems_of_passphrase(passphrase: str, again: str) -> list[Problem]:
    if not passphrase:
        return [Problem(field="passphrase", sentence="Choose a passphrase.")]
    if shortcoming(passphrase):
        return [Problem(field="passphrase", sentence=shortcoming(passphrase))]
    if composed(passphrase) != composed(again):
        return [Problem(field="again", sentence="The two passphrases differ: type it once more.")]
    return []


def _refuse(problems: list[Problem]) -> None:
    if problems:
        raise RefusedError(problems)


def _present(desk: Desk, person_id: str) -> Person:
    person = nouns.PEOPLE.get(desk.store, person_id)
    if person.removed_on is not None:
        raise RefusedError(f"{person.name} was removed on {in_words(person.removed_on)} and opens this desk no longer.")
    return person


def _other_sencos(desk: Desk, person_id: str) -> bool:
    people = nouns.PEOPLE.of(desk.store, role="senco")
    return any(person.id != person_id and person.removed_on is None for person in people)


def _old_way_in(desk: Desk, person: Person) -> str:
    """The slot that a new one replaces at once, where there is no room for both until the records know the new one."""
    return person.slot_id if len(_slots(desk)) >= vault.MOST_SLOTS else ""


def _slots(desk: Desk) -> tuple[SlotSeen, ...]:
    return vault.slots(desk.store.folder, _keys(desk))


def _keys(desk: Desk) -> Keys:
    assert desk.store.keys is not None
    return desk.store.keys
