"""Undo and redo in a window: over all that was done since the desk was opened, one deed at a time or several at once.

What was done before the desk was opened is not undone by a key that slips; the bin and earlier versions reach further
back. Locking does not end this: whoever unlocks the same window takes the mark of its opening along.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from senco_desk.domain.problems import RefusedError
from senco_desk.services.bin import plural
from senco_desk.services.desk import Changes, Desk
from senco_desk.store import journal, nouns, past
from senco_desk.store.tables import Image


@dataclass(frozen=True)
class Step:
    """A deed that can be undone: what it was called, when, what it touched in words, and whose records."""

    id: str
    label: str
    at: datetime
    touched: str
    children: str


def mark(desk: Desk) -> str:
    """Where undo stops: the last change there is now. Take it when the desk is opened."""
    return past.newest(desk.store)


def undo_label(desk: Desk, since: str = "") -> str:
    """What undo would take back, as in "Undo record review"; empty if nothing was done since the mark."""
    entry = journal.undoable(desk.store, since)
    return entry.label if entry else ""


def redo_label(desk: Desk, since: str = "") -> str:
    """What redo would bring back; empty if nothing, as it is once something new was done."""
    entry = journal.redoable(desk.store, since)
    return entry.label if entry else ""


def undo(desk: Desk, since: str = "") -> Changes:
    """Take back the last deed since the mark; refused, in words, if something has changed what it touched."""
    return journal.undo(desk.store, since)


def redo(desk: Desk, since: str = "") -> Changes:
    """Bring back what was undone last since the mark."""
    return journal.redo(desk.store, since)


def steps(desk: Desk, since: str = "") -> list[Step]:
    """Every deed that undo would take back, one after the other; the next one first."""
    entries = journal.standing(desk.store, since)
    rows = past.changed_rows(desk.store, [entry.id for entry in entries])
    names = {pupil.id: pupil.name for pupil in nouns.PUPILS.all(desk.store)}
    return [
        Step(
            entry.id,
            entry.label,
            entry.at,
            _touched(noun for noun, _subject in rows[entry.id]),
            _children(names, (subject for _noun, subject in rows[entry.id])),
        )
        for entry in entries
    ]


def undo_back_to(desk: Desk, step_id: str, since: str = "") -> Changes:
    """Take back this deed and everything done after it, the last first; nothing at all where one of them cannot be.

    Each is undone as a step of its own, so redo brings them back one by one. Answers all that changed, as one.
    """
    entries = journal.standing(desk.store, since)
    if step_id not in {entry.id for entry in entries}:
        raise RefusedError("That can no longer be undone: it has been undone already, or was done before today’s work.")
    wanted = entries[: [entry.id for entry in entries].index(step_id) + 1]
    _refuse_outdated(desk, wanted)
    touched: dict[str, set[str]] = {}
    changes = None
    for at in range(len(wanted)):
        try:
            changes = journal.undo(desk.store, since)
        except RefusedError as refused:
            if at == 0:
                raise
            said = f"{at} of {len(wanted)} deeds were undone, then one could not be. {refused.problems[0].sentence}"
            raise PartlyUndoneError(said, _together(entries[0].label, touched)) from refused
        for noun, ids in changes.touched.items():
            touched.setdefault(noun, set()).update(ids)
    assert changes is not None
    return Changes(changes.id, f"{len(wanted)} deeds" if len(wanted) > 1 else wanted[0].label, _frozen(touched))


class PartlyUndoneError(RefusedError):
    """Some of several deeds were undone before one could not be; `changes` says what they touched."""

    def __init__(self, said: str, changes: Changes) -> None:
        super().__init__(said)
        self.changes = changes


def _refuse_outdated(desk: Desk, wanted: list[journal.Entry]) -> None:
    """Walks through all of it in thought first: every row must be as the deed that is undone next left it."""
    states: dict[tuple[str, str], Image | None] = {}
    for entry in wanted:
        for noun, rows in past.whole_steps(desk.store, entry.id).items():
            table = nouns.TABLES[noun]
            unseen = [row_id for row_id in rows if (noun, row_id) not in states]
            there = {image["id"]: image for image in desk.store.images(table, unseen)}
            states |= {(noun, row_id): there.get(row_id) for row_id in unseen}
            for row_id, (left, before) in rows.items():
                if states[noun, row_id] != left:
                    raise RefusedError(
                        f"“{entry.label}” can no longer be undone: the {table.words} has been changed since. Nothing"
                        " was undone. Choose a later deed, or change it by hand instead."
                    )
                states[noun, row_id] = before


def _together(label: str, touched: dict[str, set[str]]) -> Changes:
    return Changes("", label, _frozen(touched))


def _frozen(touched: dict[str, set[str]]) -> dict[str, frozenset[str]]:
    return {noun: frozenset(ids) for noun, ids in touched.items()}


def _touched(found: Iterable[str]) -> str:
    counts: dict[str, int] = {}
    for noun in found:
        counts[noun] = counts.get(noun, 0) + 1
    return ", ".join(f"{count:,} {plural(noun)[0 if count == 1 else 1]}" for noun, count in counts.items())


def _children(names: dict[str, str], subjects: Iterable[str]) -> str:
    found = list(dict.fromkeys(names[subject] for subject in subjects if subject in names))
    return f"{found[0]} and {len(found) - 1:,} more" if len(found) > 2 else " and ".join(found)
