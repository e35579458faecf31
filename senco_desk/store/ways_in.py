"""Which ways into a desk its records know, and the end of those that they do not.

The key file says which secrets open the desk's keys; the records say whose each is. Whoever has the keys could put a
way in of their own into the key file, and adding somebody can be cut off between the two files. So whatever nobody owns
opens nothing, is told by `verify`, is taken out when a SENCO opens the desk, and is given no new keys.

Whose the recovery code is, no person's row can say: the desk keeps the id of the one that the SENCO put into use.
"""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress

from senco_desk.domain.problems import RefusedError, TroubleError
from senco_desk.domain.roles import Role
from senco_desk.store import desk_state, vault
from senco_desk.store.connection import Database
from senco_desk.store.gateway import Store
from senco_desk.store.keys import Keys
from senco_desk.store.nouns import PEOPLE

_NONE = "-"


def recovery_known(db: Database) -> frozenset[str] | None:
    """The ids of the recovery codes that the records know, two only while one takes the other's place.

    None in records that were never told, which take the one that is there.
    """
    row = db.execute("select value from desk_state where key = ?", [desk_state.RECOVERY]).fetchone()
    return None if row is None else frozenset(str(row[0]).split()) - {_NONE}


def know_recovery(db: Database, ids: Collection[str]) -> None:
    """Keeps which recovery codes open the desk, inside a transaction of somebody who may; none shuts every code out."""
    words = " ".join(sorted(ids)) or _NONE
    db.execute("insert or replace into main.desk_state (key, value) values (?, ?)", [desk_state.RECOVERY, words])


def keep_recovery(store: Store, ids: Collection[str]) -> None:
    """Keeps at once which recovery codes open the desk. Refused to whoever may not change people."""
    store.require("person", None, None)
    with store.change("Keep state"), store.lifted():
        know_recovery(store.db, ids)


def owned(store: Store) -> frozenset[str]:
    """The ids of the slots of the people present."""
    return frozenset(_roles(store))


def known(store: Store) -> frozenset[str]:
    """The ids of the slots that somebody owns: those of the people present, and the recovery code's."""
    return owned(store) | (recovery_known(store.db) or frozenset())


def put_in_order(store: Store) -> None:
    """Takes out of the key file what nobody owns, and notes each person's role there: for a SENCO who opens the desk.

    A drive that refuses keeps nobody from opening it.
    """
    with suppress(TroubleError, RefusedError):
        keys = _keys(store)
        there = frozenset(slot.id for slot in vault.slots(store.folder, keys) if slot.kind == "recovery")
        codes = recovery_known(store.db)
        if codes is None or (len(codes) > 1 and codes != codes & there):
            keep_recovery(store, there if codes is None else codes & there)
        settle(store)


def settle(store: Store) -> None:
    """The part of `put_in_order` that is the key file's; inside a change it goes by what the change has written."""
    vault.settle(store.folder, _keys(store), known(store), _roles(store))


def faults(store: Store) -> list[str]:
    """What is in the key file and not in the records, a sentence each."""
    keys, owned, codes = _keys(store), known(store), recovery_known(store.db)
    found = []
    for slot in vault.slots(store.folder, keys):
        if slot.kind == "passphrase" and slot.id not in owned:
            found.append(f"A way into this desk belongs to nobody on its list of people. {_GOES}")
        elif slot.kind == "recovery" and codes is not None and slot.id not in codes:
            found.append(f"The recovery code in the key file is none that the SENCO put into use. {_GOES}")
    if vault.others(store.folder, keys):
        found.append(
            "One of the two copies of the key file is not this desk’s own or is newer than its records. It is left as"
            " it is. If a sync program copies this folder, wait until it has finished, then check once more."
        )
    return found


_GOES = (
    "It opens nothing here, and is taken out when a SENCO opens the desk. It was left by something that was cut off, or"
    " somebody has put it there: if you do not know why, remove whoever should not have the keys, which makes new ones."
)


def _roles(store: Store) -> dict[str, Role]:
    people = PEOPLE.all(store)
    return {person.slot_id: person.role for person in people if person.removed_on is None and person.slot_id}


def _keys(store: Store) -> Keys:
    assert store.keys is not None
    return store.keys
