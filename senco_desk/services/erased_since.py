"""Children erased since a backup was made: what its restore would bring back, and erasing them again in that deed.

An erasure is a promise kept to a family; a restore must not break it without a word. So the desk of now is asked for
its certificates, they go with whatever comes back, and the children they speak of are erased in it once more, unless a
SENCO says otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from senco_desk.domain.erasing import Certificate
from senco_desk.domain.progress import Progress
from senco_desk.services import erasing
from senco_desk.services.desk import Desk
from senco_desk.store import desk_state, erased_since
from senco_desk.store.connection import Database
from senco_desk.store.erasing import finish
from senco_desk.store.keys import Keys
from senco_desk.store.nouns import PUPILS


@dataclass(frozen=True)
class Erased:
    """What the desk of now says of erasures, beside a backup.

    Attributes:
        certificates: all of the desk of now.
        back: the ids of the children among them whom the backup holds.
        unknown: whether the desk of now cannot be asked.
    """

    certificates: tuple[Certificate, ...] = ()
    back: frozenset[str] = frozenset()
    unknown: bool = False


@dataclass(frozen=True)
class Prepared:
    """The desk that was built, after it: how many children it holds, and the attachments that it names."""

    pupils: int
    files: frozenset[str]


NOTHING = Erased()


def certificates(now: Database) -> tuple[Certificate, ...]:
    """Every certificate of the desk of now, which is open to read."""
    return erased_since.certificates(now)


def compare(certificates: tuple[Certificate, ...], back: Database) -> Erased:
    """Looks for the children of these certificates in a backup, which is open to read."""
    return Erased(certificates, erased_since.held(back, certificates))


def prepare(
    built: Path,
    keys: Keys,
    erased: Erased,
    places: Mapping[str, str],
    *,
    clock: Callable[[], datetime],
    progress: Progress,
    again: bool,
) -> Prepared:
    """Carries the certificates over into a desk that was built, and erases the children again where `again` says so.

    `places` is what the desk of now knows of where its backups are: the copies that may hold an erased child are there.

    The name of an erased child goes from others' records wherever it stands in full, as the page that erases proposes.
    """
    with erased_since.built_desk(built, keys, clock) as store:
        if again:
            progress.start("Erasing again who was erased", len(erased.back))
            for certificate in erased.certificates:
                if certificate.erased_pupil in erased.back:
                    erasing.erase_wholly(store, certificate)
                    finish(store)
                    progress.step()
        erased_since.carry(store, erased.certificates)
        for name, value in places.items():
            desk_state.keep(store, name, value)
        return Prepared(len(PUPILS.all(store)), erased_since.named_files(store))


def came_back(desk: Desk) -> tuple[str, ...]:
    """The children who are in this desk although they were erased; nobody for whoever may erase nobody."""
    if not desk.may("erase"):
        return ()
    return erased_since.came_back(desk.store)


def words(erased: Erased) -> str:
    """How many erased children would come back, in a sentence; empty where none would."""
    number = len(erased.back)
    if erased.unknown:
        return "Whether a child was erased since cannot be told either: look at your certificates of erasure."
    if not number:
        return ""
    if number == 1:
        return "1 child you erased since this backup was made would come back with it."
    return f"{number:,} children you erased since this backup was made would come back with it."
