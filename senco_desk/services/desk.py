"""What every service is given: the open desk, and what a deed answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from senco_desk.domain import roles
from senco_desk.domain.roles import Right
from senco_desk.domain.school import Person
from senco_desk.store.gateway import Change, Changes, Store
from senco_desk.store.keys_seen import KeysSeen
from senco_desk.store.nouns import PEOPLE

__all__ = ["Changes", "Desk", "Done", "Right"]

T = TypeVar("T")


class Desk:
    """An open desk and the day on which its people act.

    Args:
        store: the records.
        day: tells today's date; asked anew each time, since a window can stay open past midnight.
    """

    def __init__(self, store: Store, day: Callable[[], date]) -> None:
        self.store = store
        self._day = day
        self.seen: KeysSeen | None = None
        """What this computer remembers of the desk's keys; None where it is open to read only."""

    @property
    def today(self) -> date:
        """The day people act on; `--today` rehearses another."""
        return self._day()

    @property
    def me(self) -> Person:
        """Who opened the desk: the person whose passphrase it was, or the first SENCO for the recovery code."""
        return PEOPLE.get(self.store, self.store.person)

    @property
    def rights(self) -> frozenset[Right]:
        """What that person may do; read anew each time, since the SENCO may change it while the desk is open."""
        return roles.rights_of(self.me)

    def may(self, right: Right) -> bool:
        """Whether the person may do this."""
        return right in self.rights

    def need(self, right: Right) -> None:
        """Raises RefusedError, in words that say whom to ask, where the person may not do this."""
        roles.require(self.rights, right)

    def reader(self) -> Desk:
        """The same desk through a second, read-only connection, for work in another thread; close it when done."""
        return Desk(self.store.reader(), self._day)

    def writer(self) -> Desk:
        """The same desk through a second connection that may change it, for a deed in another thread; close it."""
        return Desk(self.store.writer(), self._day)

    def remember_keys(self) -> None:
        """What was changed here is no surprise at the next opening."""
        if self.seen is not None and self.store.keys is not None:
            self.seen.keep(self.store.folder, self.store.keys)

    def close(self) -> None:
        """Close the desk cleanly."""
        self.remember_keys()
        self.seen = None
        self.store.close()


@dataclass(frozen=True)
class Done(Generic[T]):
    """What a deed answers: its value, and what it changed (None if nothing needed changing)."""

    value: T
    changes: Changes | None


def done(value: T, change: Change) -> Done[T]:
    """The answer of a deed whose change has just been committed; without changes where it wrote nothing."""
    changes = change.changes
    return Done(value, changes if changes and changes.touched else None)
