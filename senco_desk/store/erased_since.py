"""Children who were erased, whom an older desk would bring back: told before a restore, and erased again in it.

A certificate of erasure is no record of a child, so it is carried over into whatever is restored. The erasing itself is
done in the desk that was built, before it is anybody's desk.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection, Iterator
from datetime import datetime
from pathlib import Path

from senco_desk.domain.erasing import Certificate
from senco_desk.store import child_reach, connection, erasing, people_of_slots
from senco_desk.store.blobs import Blobs
from senco_desk.store.connection import Database
from senco_desk.store.errors import NobodysPassphraseError
from senco_desk.store.gateway import Store
from senco_desk.store.keys import Keys
from senco_desk.store.migrations import migrate
from senco_desk.store.opening import ATTACHMENTS, RECORDS


def certificates(records: Database) -> tuple[Certificate, ...]:
    """Every certificate of these records, the newest first; none in records of before there were any."""
    with connection.telling_troubles():
        if not records.execute("select 1 from sqlite_master where type = 'table' and name = 'erasure'").fetchone():
            return ()
        return tuple(map(erasing.certificate_of, records.query("select * from erasure order by at desc, id desc")))


def held(records: Database, erased: Collection[Certificate]) -> frozenset[str]:
    """The ids of those erased children whom these records, or their history, hold."""
    children = {each.erased_pupil for each in erased}
    with connection.telling_troubles():
        return frozenset(each for each in children if records.execute(child_reach.HOLDS, [each, each]).fetchone()[0])


def came_back(store: Store) -> tuple[str, ...]:
    """The ids of children who are in this desk although a certificate says that they were erased, in order."""
    rows = store.query("select p.id as id from pupil p where p.id in (select erased_pupil from erasure) order by p.id")
    return tuple(str(row["id"]) for row in rows)


def carry(store: Store, erased: Collection[Certificate]) -> None:
    """Keeps these certificates too, where a desk has none for the child."""
    there = {str(row["erased_pupil"]) for row in store.query("select erased_pupil from erasure")}
    new = [each for each in erased if each.erased_pupil not in there]
    if new:
        with store.change("Keep certificates of erasure"):
            store.insert("erasure", [erasing.encoded(each) for each in new])


@contextlib.contextmanager
def built_desk(folder: Path, keys: Keys, clock: Callable[[], datetime]) -> Iterator[Store]:
    """A desk that was built and is not in force, to write in: brought to today's tables, in the name of whoever opened
    the backup, and without the marks that an open desk has. Its log is in its records afterwards.
    """
    db = connection.connect(folder / RECORDS, keys)
    try:
        with connection.telling_troubles():
            migrate(db)
        me = None
        with contextlib.suppress(NobodysPassphraseError):  # in records of before each way in had its person
            me = people_of_slots.opener(db, keys)
        blobs, person = Blobs(folder / ATTACHMENTS, keys), me.id if me else ""
        yield erasing.after_the_newest(Store(folder, db, blobs, clock=clock, person=person, keys=keys))
    finally:
        connection.close(db)


def named_files(store: Store) -> frozenset[str]:
    """The attachments that the records or their history name."""
    return frozenset(str(row["name"]) for row in store.query(child_reach.NAMED) if row["name"])
