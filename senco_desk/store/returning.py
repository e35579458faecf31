"""People whom an older desk would bring back, or make more than they are: told before a restore, and kept from it.

Whoever was removed is removed for good: a backup of before still has their entry and their way in, and restoring it
would give them the keys of all that is written from then on. Whoever may do less today was given more by it. So the
desk that comes back is written anew under new keys, for everybody else and with the roles of today, before it takes the
place of the other.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from senco_desk.domain.progress import Progress
from senco_desk.domain.school import Person
from senco_desk.store import connection, nouns, opening, rotation, vault, ways_in
from senco_desk.store.connection import Database
from senco_desk.store.gateway import Change
from senco_desk.store.kdf import KdfParameters
from senco_desk.store.keys import Keys
from senco_desk.store.migrations import migrate
from senco_desk.store.rotation import Renewed

_RIGHTS = ("role", "sees_rates", "sees_confidential")


@dataclass(frozen=True)
class Now:
    """What the desk of now says of who may open it.

    Attributes:
        people: everybody who ever opened it, by their ids; None where its records cannot be read.
        slots: the ids of its ways in, as its key file has them; None where that is another vault's or cannot be read.
        revision: how often its ways in were changed.
    """

    people: Mapping[str, Person] | None
    slots: frozenset[str] | None
    revision: int = 0

    def has_removed(self, person: Person) -> bool:
        """Whether somebody who is in the backup opens the desk of now no longer."""
        if self.people is not None:
            return person.id in self.people and self.people[person.id].removed_on is not None
        return self.slots is not None and person.slot_id not in self.slots

    def as_today(self, person: Person) -> Person:
        """Somebody of the backup with the role and the grants that they have today, as far as that is known."""
        today = (self.people or {}).get(person.id)
        if today is None or today.removed_on is not None:
            return person
        return person.model_copy(update={name: getattr(today, name) for name in _RIGHTS})


def now(to: Path, keys: Keys, records: Database | None, floor: KdfParameters) -> Now:
    """Looks at the desk that is there; `records` are its own, open, where they can be read; `keys` are the backup's."""
    known = vault.known_slots(to, floor)
    slots, revision = (known.slots, known.revision) if known and known.vault == keys.vault_id else (None, 0)
    if records is None:
        return Now(None, slots, revision)
    return Now({each.id: each for each in _people(records)}, slots, revision)


def present(records: Database) -> list[Person]:
    """The people who open a desk with a way in of their own; none in records of before there were such."""
    return [each for each in _people(records) if each.removed_on is None and each.slot_id]


def without(
    built: Path,
    keys: Keys,
    gone: Collection[str],
    there: Now,
    *,
    beside: Path,
    day: date,
    clock: Callable[[], datetime],
    progress: Progress,
) -> Renewed:
    """Writes the desk `built` anew under new keys without the people `gone`, by their ids, beside the desk `beside`.

    Everybody else has the role of today. Where a SENCO goes, or is one no more, a recovery code that the desk of now
    has no longer goes too, unless it was the way in just now. Raises what `rotation.write_anew` raises, and leaves
    nothing then.
    """
    _migrate(built, keys)
    store = opening.open_desk(built, keys, clock=clock)
    try:
        everybody = nouns.PEOPLE.all(store)
        leaving = [each for each in everybody if each.id in gone]
        staying = [there.as_today(each) for each in everybody if each.removed_on is None and each.id not in gone]
        sencos = {each.id for each in staying if each.role == "senco"}
        codes = ways_in.recovery_known(store.db)
        if codes is None:
            codes = frozenset(slot.id for slot in vault.slots(built, keys) if slot.kind == "recovery")
        if any(each.role == "senco" and each.id not in sencos for each in everybody):
            codes &= (there.slots or frozenset()) | {keys.slot_id}
        keep = (ways_in.owned(store) | codes) - {each.slot_id for each in leaving}

        def edit(change: Change) -> None:
            for each in leaving:
                for assignment in nouns.ASSIGNMENTS.of(change.store, person_id=each.id):
                    change.remove(nouns.ASSIGNMENTS, assignment.id)
                change.save(nouns.PEOPLE, each.model_copy(update={"slot_id": "", "removed_on": day}))
            change.save_all(nouns.PEOPLE, staying)
            ways_in.know_recovery(change.store.db, codes)

        made = rotation.write_anew(
            store, keep, "Keep out who was removed", edit, progress, beside=beside, above=there.revision
        )
        vault.settle(made.folder, made.keys, keep, {each.slot_id: each.role for each in staying if each.slot_id})
        return made
    finally:
        store.close()


def _migrate(built: Path, keys: Keys) -> None:
    """To today's tables, without the backup that opening an older desk takes first: it is one that is being opened."""
    db = connection.connect(built / opening.RECORDS, keys)
    try:
        with connection.telling_troubles():
            migrate(db)
    finally:
        connection.close(db)


def _people(records: Database) -> list[Person]:
    with connection.telling_troubles():
        columns = {row[1] for row in records.execute("pragma table_info(person)")}
        if "slot_id" not in columns:
            return []
        return [nouns.PEOPLE.decode(row) for row in records.query("select * from person order by name, id")]
