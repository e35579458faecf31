"""Undo and redo in a window: over all that was done since the desk was opened, one deed at a time or several at once.

What was done before the desk was opened is not undone by a key that slips; the bin and earlier versions reach further
back. Locking does not end this: whoever unlocks the same window takes the mark of its opening along.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from senco_desk.domain.problems import RefusedError
from senco_desk.domain.progress import Progress, Silent
from senco_desk.services.bin import plural
from senco_desk.services.desk import Changes, Desk
from senco_desk.store import journal, nouns, past
from senco_desk.store.conflicts import InTheWayError

AT_ONCE = 300
"""Rows that are undone on the window's thread; of more, a person would feel the window stand still.

Measured: 60 ms for 300 rows, two seconds for a roll of 5,000 pupils.
"""


@dataclass(frozen=True)
class Step:
    """A deed that can be undone: what it was called, when, what it touched in words, and whose records."""

    id: str
    label: str
    at: datetime
    touched: str
    children: str
    rows: int


def mark(desk: Desk) -> str:
    """Where undo stops: the last change there is now. Take it when the desk is opened."""
    return past.newest(desk.store)


@dataclass(frozen=True)
class Next:
    """The deed whose turn it is to be undone or redone; `is_long` where that takes longer than a window may wait."""

    id: str
    label: str
    is_long: bool


def undo_next(desk: Desk, since: str = "") -> Next | None:
    """What undo would take back; None if nothing was done since the mark."""
    return _next(desk, journal.undoable(desk.store, since))


def redo_next(desk: Desk, since: str = "") -> Next | None:
    """What redo would bring back; None if nothing, as it is once something new was done."""
    return _next(desk, journal.redoable(desk.store, since))


def undo_label(desk: Desk, since: str = "") -> str:
    """What undo would take back, as in "Undo record review"; empty if nothing was done since the mark."""
    entry = journal.undoable(desk.store, since)
    return entry.label if entry else ""


def redo_label(desk: Desk, since: str = "") -> str:
    """What redo would bring back; empty if nothing, as it is once something new was done."""
    entry = journal.redoable(desk.store, since)
    return entry.label if entry else ""


def undo(desk: Desk, since: str = "", *, only: Next | None = None, progress: Progress | None = None) -> Changes:
    """Take back the last deed since the mark; refused, in words, if something has changed what it touched.

    `only` is the deed that was asked for, where another could be the last by now: then nothing is undone. With a
    `progress` the work can be long: from its beginning to its end nothing else in this program changes the desk, and
    CancelledError leaves the records as they were.
    """
    with _begun(desk, only, progress, undoing_words, "undone") as told:
        return journal.undo(desk.store, since, only=only.id if only else "", progress=told)


def redo(desk: Desk, since: str = "", *, only: Next | None = None, progress: Progress | None = None) -> Changes:
    """Bring back what was undone last since the mark; the arguments are those of `undo`."""
    with _begun(desk, only, progress, redoing_words, "done again") as told:
        return journal.redo(desk.store, since, only=only.id if only else "", progress=told)


def is_long(rows: int) -> bool:
    """Whether undoing so many rows takes longer than a window may wait."""
    return rows > AT_ONCE


def require_free(desk: Desk) -> None:
    """Refuses, in words, where long work is changing the records just now."""
    with desk.store.alone("Something is being undone"):
        pass


def steps(desk: Desk, since: str = "") -> list[Step]:
    """Every deed that undo would take back, one after the other; the next one first."""
    entries = journal.standing(desk.store, since)
    ids = [entry.id for entry in entries]
    written, children = past.nouns_written(desk.store, ids), past.pupils_written(desk.store, ids)
    told = {pupil_id for each in children.values() for pupil_id in each[:2]}
    names = {pupil_id: nouns.PUPILS.get(desk.store, pupil_id).name for pupil_id in told}
    return [
        Step(
            entry.id,
            entry.label,
            entry.at,
            _touched(written[entry.id]),
            _children(names, children[entry.id]),
            sum(written[entry.id].values()),
        )
        for entry in entries
    ]


def undo_back_to(
    desk: Desk, step_id: str, since: str = "", *, only: Sequence[str] = (), progress: Progress | None = None
) -> Changes:
    """Take back this deed and everything done after it, the last first; nothing at all where one of them cannot be.

    Each is undone as a step of its own, so redo brings them back one by one. Answers all that changed, as one.

    Args:
        desk: the desk.
        step_id: the earliest deed to be undone.
        since: where undo stops.
        only: the ids of the deeds that were shown, the last first; refused where they would be others by now.
        progress: as for `undo`.
    """
    with desk.store.alone("Something is being undone"):
        entries = journal.standing(desk.store, since)
        ids = [entry.id for entry in entries]
        if step_id not in ids:
            raise RefusedError(
                "That can no longer be undone: it has been undone already, or was done before today’s work."
            )
        wanted = entries[: ids.index(step_id) + 1]
        if only and list(only) != [entry.id for entry in wanted]:
            raise RefusedError("Nothing was undone, because something else has been done since. Choose again.")
        label = f"{len(wanted)} deeds" if len(wanted) > 1 else wanted[0].label
        told = progress or Silent()
        told.start(undoing_words(label), _work_of(desk, ids[: len(wanted)]))
        try:
            return _undone(desk, wanted, label, since, told)
        except InTheWayError as error:  # known at the end, of all of them
            raise RefusedError(
                "These deeds can no longer be undone together: something entered since depends on one of them. Nothing"
                " was undone. Choose a later deed, or change it by hand instead."
            ) from error


def undoing_words(label: str) -> str:
    """What is told while it is undone: `Undoing “Import roll”`."""
    return f"Undoing “{label}”" if label[:1].isupper() else f"Undoing {label}"


def redoing_words(label: str) -> str:
    """What is told while it is done again."""
    return f"Doing “{label}” again"


def _next(desk: Desk, entry: journal.Entry | None) -> Next | None:
    if entry is None:
        return None
    return Next(entry.id, entry.label, is_long(journal.rows_in(desk.store, [entry.id], AT_ONCE + 1)))


def _undone(desk: Desk, wanted: Sequence[journal.Entry], label: str, since: str, told: Progress) -> Changes:
    if len(wanted) == 1:
        return journal.undo(desk.store, since, only=wanted[0].id, progress=told)
    touched: dict[str, set[str]] = {}
    with desk.store.together():
        for entry in wanted:
            try:
                changes = journal.undo(desk.store, since, only=entry.id, progress=told)
            except RefusedError as refused:
                said = f"{refused.problems[0].sentence} Nothing was undone. Choose a later deed to undo less."
                raise RefusedError(said) from refused
            for noun, ids in changes.touched.items():
                touched.setdefault(noun, set()).update(ids)
    return Changes(changes.id, label, {noun: frozenset(ids) for noun, ids in touched.items()})


@contextmanager
def _begun(
    desk: Desk, only: Next | None, progress: Progress | None, words: Callable[[str], str], done: str
) -> Iterator[Progress]:
    """Tells a progress what begins, if there is one, and keeps everybody else from writing meanwhile."""
    if only is None:
        yield progress or Silent()
        return
    with desk.store.alone(f"“{only.label}” is being {done}"):
        told = progress or Silent()
        told.start(words(only.label), _work_of(desk, [only.id]))
        yield told


def _work_of(desk: Desk, ids: Iterable[str]) -> int:
    return 2 * journal.rows_in(desk.store, ids)  # each is written back, and then journalled


def _touched(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count:,} {plural(noun)[0 if count == 1 else 1]}" for noun, count in counts.items())


def _children(names: Mapping[str, str], found: Sequence[str]) -> str:
    told = [names[pupil_id] for pupil_id in found[:2]]
    return f"{told[0]} and {len(found) - 1:,} more" if len(found) > 2 else " and ".join(told)
