"""Is the open desk whole? A glance at once; every page's seal at each opening; once a week, and after a bad end, all.

The whole check reads every page and every attachment, which takes seconds on a large desk, so it has a connection and
a thread of its own; nothing waits for it. What it finds is told, never mended by itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from senco_desk.domain.problems import RefusedError, TroubleError
from senco_desk.domain.progress import Progress
from senco_desk.services import desks
from senco_desk.services.desk import Desk
from senco_desk.services.desks import Verified
from senco_desk.store import connection, desk_state
from senco_desk.store import glance as glances

EVERY = 7
"""Days between two whole checks of a desk that was always closed in the usual way."""

_NOTED = "health.checked"
_PAGE = re.compile(r"Page (\d+) is damaged\.")


@dataclass(frozen=True)
class Checked:
    """What a check found, a sentence each.

    Attributes:
        damaged: pages, references or history that are not as they should be.
        attachments: how many files of attachments are damaged or missing.
    """

    damaged: tuple[str, ...] = ()
    attachments: int = 0

    @property
    def ok(self) -> bool:
        """Whether nothing at all is wrong."""
        return not (self.damaged or self.attachments)

    @property
    def sentences(self) -> tuple[str, ...]:
        """Everything that is wrong."""
        if not self.attachments:
            return self.damaged
        files = "One attachment is" if self.attachments == 1 else f"{self.attachments:,} attachments are"
        return (*self.damaged, f"{files} damaged or missing.")


def glance(desk: Desk) -> Checked:
    """What can be seen in a moment: whether the tables of the records and the attachments are there.

    Somebody who sees a part of the records only is told nothing: a part is never whole. It looks through a connection
    of its own, because one that has met a damaged page reads nothing any more.
    """
    if not desk.may("everybody"):
        return Checked()
    reader = desk.reader()
    try:
        return Checked(tuple(glances.missing_tables(reader.store)), glances.absent_attachments(reader.store))
    except TroubleError as trouble:
        return Checked((trouble.happened,))
    finally:
        if reader.store is not desk.store:
            reader.close()


def due(desk: Desk) -> bool:
    """Whether the whole check is due: the last session ended badly, or a week has gone by.

    It is for those who may change records: a desk that is open for reading only may lie in its log still.
    """
    if desk.store.read_only or not desk.may("change"):
        return False
    last = last_checked(desk) or desks.begun_on(desk) or desk.today
    return desk.store.check_wanted or abs((desk.today - last).days) >= EVERY


def last_checked(desk: Desk) -> date | None:
    """The day of the last whole check that found nothing; None before the first."""
    try:
        return date.fromisoformat(desk_state.read(desk.store, _NOTED))
    except ValueError:
        return None


def prepare(desk: Desk) -> None:
    """In the desk's own thread, before `whole`: what a bad end left in the log comes into the file, to be checked.

    A reader or a full drive may be in its way; then the check itself looks twice.
    """
    if not desk.store.read_only:
        connection.settle(desk.store.db)


def whole(reader: Desk, progress: Progress) -> Checked:
    """Everything, through a connection of its own; pages count as damaged only where two looks agree.

    Somebody may be working meanwhile, and a page can be read while it is being written.
    """
    found = _verified(reader, progress)
    if found.integrity:
        second = reader.reader()  # the first has met damage, and reads nothing any more
        try:
            again = _verified(second, progress)
        finally:
            second.close()
        found = Verified(
            tuple(each for each in found.integrity if each in again.integrity),
            tuple(each for each in found.foreign_keys if each in again.foreign_keys),
            tuple(each for each in found.journal if each in again.journal),
            again.attachments_checked,
            again.attachments_damaged,
        )
    damaged = (*plainly(found.integrity), *found.foreign_keys, *found.journal)
    return Checked(damaged, len(found.attachments_damaged))


def seals(reader: Desk) -> Checked:
    """The seal of every page, through a connection of its own: seconds at most, so that it is made at each opening.

    Damage within the file is found by it, whoever is at the desk; what does not fit together is for the whole check.
    """
    found = _seals(reader)
    if found:
        second = reader.reader()
        try:
            found &= _seals(second)  # a page can be read while it is being written
        finally:
            second.close()
    return Checked(tuple(plainly(sorted(found))))


def note(desk: Desk, checked: Checked) -> None:
    """Keeps the day of a check that found nothing, so that the next is due in a week; one with damage comes again."""
    if not checked.ok or desk.store.read_only or not desk.may("change"):
        return
    desk.store.check_wanted = False
    try:
        desk_state.keep(desk.store, _NOTED, desk.today.isoformat())
    except (RefusedError, TroubleError):
        return  # nothing hangs on the note: the check is only made once more


def plainly(integrity: Sequence[str]) -> list[str]:
    """What the engine says of pages and structure, as one sentence each; its own words help nobody in a school."""
    pages = [match[1] for each in integrity if (match := _PAGE.fullmatch(each))]
    told = []
    if len(pages) == 1:
        told.append(f"Page {pages[0]} of the records file is damaged.")
    elif pages:
        told.append(f"{len(pages):,} pages of the records file are damaged.")
    elif integrity:
        told.append("The records file does not hold together.")
    return told


def _seals(reader: Desk) -> set[str]:
    with reader.store.whole() as store, connection.telling_troubles():
        found = connection.check_seals(store.db)
    return {f"Page {page} is damaged." for page in found.damaged_pages} | set(found.findings)


def _verified(reader: Desk, progress: Progress) -> Verified:
    """The whole desk, whatever whoever opened it may see: rows that are only hidden are not lost."""
    with reader.store.whole() as store:
        return desks.verify(Desk(store, lambda: reader.today), progress)
