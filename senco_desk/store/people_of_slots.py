"""Who opened the desk: from the slot of the key file that a secret opened to the person whose it is."""

from __future__ import annotations

from pathlib import Path

from senco_desk.domain.school import Person
from senco_desk.store import vault, ways_in
from senco_desk.store.connection import Database, telling_troubles
from senco_desk.store.errors import NobodysPassphraseError
from senco_desk.store.keys import Keys
from senco_desk.store.nouns import PEOPLE


def opener(db: Database, keys: Keys) -> Person | None:
    """The person whose way in these keys came by; None in a desk that is just being made and has nobody yet.

    The recovery code opens in the name of the first SENCO. Raises NobodysPassphraseError for a way in that no person
    of the records has, and for a recovery code that they do not know: one that was left over, or put into the key file
    by somebody else.
    """
    with telling_troubles():
        people = [PEOPLE.decode(row) for row in db.query("select * from person order by id")]
    if not people:
        return None
    there = [person for person in people if person.removed_on is None]
    first = next((person for person in there if person.role == "senco"), None)
    if keys.slot_kind == "recovery":
        with telling_troubles():
            codes = ways_in.recovery_known(db)
        found = first if codes is None or keys.slot_id in codes else None
    else:
        found = next((person for person in there if person.slot_id == keys.slot_id), None)
        if found is None and keys.role == "senco" and all(not person.slot_id for person in people):
            found = first  # records from before a way in had its person, which are only looked at
    if found is None:
        raise NobodysPassphraseError(code=keys.slot_kind == "recovery")
    return found


def adopt(db: Database, folder: Path, keys: Keys) -> None:
    """Give the one passphrase of a desk from before there were people to its first person."""
    slots = [slot.id for slot in vault.slots(folder, keys) if slot.kind == "passphrase" and slot.role == "senco"]
    if slots:
        owned = keys.slot_id if keys.slot_id in slots else slots[0]
        with db.atomic():
            db.execute(
                "update person set slot_id = ? where slot_id = '' and id = (select min(id) from person)", [owned]
            )
