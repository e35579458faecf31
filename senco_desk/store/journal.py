"""Reading the journal: undo, redo, and the history of a row."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from senco_desk.domain.problems import RefusedError
from senco_desk.domain.progress import Progress, Silent
from senco_desk.store.conflicts import InTheWayError
from senco_desk.store.gateway import Changes, Store
from senco_desk.store.nouns import TABLES
from senco_desk.store.tables import Image

BARRIER = "erasing.barrier"
"""Where a desk keeps the last change that undo may not reach."""


@dataclass(frozen=True)
class Entry:
    """A kept change: its label, whose it was, when it was typed, and how many rows it touched."""

    id: str
    label: str
    person: str
    at: datetime
    kind: str


@dataclass(frozen=True)
class Version:
    """One state of a row: what it was before and after a change (None: it was not there)."""

    entry: Entry
    before: Image | None
    after: Image | None


def undoable(store: Store, since: str = "") -> Entry | None:
    """The change that undo would take back: this person's last one that still stands, made after the change `since`.

    Never what brought in a person, changed or removed one: their key lies outside the records, and undo does not
    reach it. That holds for the making of the desk too, which brought in the first.
    """
    return next(iter(standing(store, since, limit=1)), None)


def standing(store: Store, since: str = "", limit: int = -1) -> list[Entry]:
    """The changes that undo would take back one after the other, the next one first; -1 for all of them."""
    # Asked by the noun, of which there are few, and not by the change, which can be a roll of thousands.
    rows = store.query(
        "select c.* from journal_change c where c.person_id = ? and c.kind = 'do' and c.undone_by is null"
        " and c.id not in (select r.change_id from journal_row r where r.noun = 'person')"
        " and c.id > ? order by c.id desc limit ?",
        [store.person, max(since, _barrier(store)), limit],
    )
    return [entry_of(row) for row in rows]


def redoable(store: Store, since: str = "") -> Entry | None:
    """The change that redo would bring back: the last one undone after the change `since`, if nothing new was done."""
    return _one(
        store,
        "select d.* from journal_change d join journal_change u on u.id = d.undone_by"
        " where d.person_id = ? and not exists"
        " (select 1 from journal_change n where n.kind = 'do' and n.id > u.id and n.person_id = d.person_id)"
        " and u.id > ? order by u.id desc limit 1",
        max(since, _barrier(store)),
    )


def undo(store: Store, since: str = "", *, only: str = "", progress: Progress | None = None) -> Changes:
    """Take back this person's last change; refused, in words, if a row has changed since.

    Args:
        store: the desk.
        since: where undo stops.
        only: the change that was asked for; refused where it is another's turn by now.
        progress: told of each row twice, as it is written back and as that is journalled; see `Store.change`.
    """
    entry = undoable(store, since)
    if only and (entry is None or only != entry.id):
        raise RefusedError(
            "Nothing was undone, because something else has been done or undone since. Look at Undo in the Edit menu:"
            " it says what is undone next."
        )
    if entry is None:
        raise RefusedError("There is nothing to undo.")
    return _turn(store, entry, progress or Silent(), kind="undo")


def redo(store: Store, since: str = "", *, only: str = "", progress: Progress | None = None) -> Changes:
    """Bring back the change that was undone last; the arguments are those of `undo`."""
    entry = redoable(store, since)
    if only and (entry is None or only != entry.id):
        raise RefusedError(
            "Nothing was done again, because something else has been done or undone since. Look at Redo in the Edit"
            " menu: it says what is done again next."
        )
    if entry is None:
        raise RefusedError("There is nothing to redo.")
    return _turn(store, entry, progress or Silent(), kind="redo")


def rows_in(store: Store, change_ids: Iterable[str], at_most: int = -1) -> int:
    """How many rows these changes wrote together; where there are more than `at_most` of them, that many."""
    with store.lifted():
        rows = store.query(
            "select count(*) as number from"
            " (select 1 from main.journal_row where change_id in (select value from json_each(?)) limit ?)",
            [json.dumps(list(change_ids)), at_most],
        )
    return int(rows[0]["number"])


def history(store: Store, noun: str, row_id: str) -> list[Version]:
    """Every state a row has had, oldest first."""
    rows = store.query(
        "select c.*, r.before, r.after from journal_row r join journal_change c on c.id = r.change_id"
        " where r.noun = ? and r.row_id = ? order by c.id, r.position",
        [noun, row_id],
    )
    return [Version(entry_of(row), unpacked(row["before"]), unpacked(row["after"])) for row in rows]


def begun_by(store: Store, person_id: str, noun: str, row_ids: Iterable[str]) -> frozenset[str]:
    """Which of these rows a person brought in first; asked of the whole journal, of which nothing else is told.

    Somebody who sees few pupils does not see the journal of what names no child by itself, such as a session.
    """
    with store.lifted():
        rows = store.query(
            "select r.row_id, c.person_id, min(r.change_id) from main.journal_row r"
            " join main.journal_change c on c.id = r.change_id"
            " where r.noun = ? and r.row_id in (select value from json_each(?)) group by r.row_id",
            [noun, json.dumps(list(row_ids))],
        )
    return frozenset(row["row_id"] for row in rows if row["person_id"] == person_id)


def recent(store: Store, limit: int = 50) -> list[Entry]:
    """The last changes, newest first."""
    return [entry_of(row) for row in store.query("select * from journal_change order by id desc limit ?", [limit])]


def steps_of(
    store: Store, change_id: str, *, back: bool, source: str = "journal_row"
) -> dict[str, dict[str, tuple[Image | None, Image | None]]]:
    """By noun and row: what must be there now, and what is to be there then, over all that a change wrote.

    `source` is the journal as the person sees it; undo itself reads the whole one.
    """
    steps: dict[str, dict[str, tuple[Image | None, Image | None]]] = {}
    for row in store.query(f"select * from {source} where change_id = ? order by position", [change_id]):  # noqa: S608
        noun = steps.setdefault(row["noun"], {})
        first = noun.get(row["row_id"], (unpacked(row["before"]), None))[0]
        noun[row["row_id"]] = (first, unpacked(row["after"]))
    if back:
        return {noun: {key: (after, before) for key, (before, after) in each.items()} for noun, each in steps.items()}
    return steps


def entry_of(row: Image) -> Entry:
    """The kept change of a row of `journal_change`."""
    return Entry(row["id"], row["label"], row["person_id"], datetime.fromisoformat(row["at"]), row["kind"])


def unpacked(text: str | None) -> Image | None:
    """A row's image as the journal holds it; None where the row was not there, or its image was erased."""
    return None if text is None else dict(json.loads(text))


def _turn(store: Store, entry: Entry, progress: Progress, *, kind: str) -> Changes:
    back = kind == "undo"
    try:
        with store.change(entry.label, kind=kind, target=entry.id, progress=progress) as change:
            with store.lifted():
                whole = steps_of(store, entry.id, back=back, source="main.journal_row")
            for noun, steps in whole.items():
                progress.step(0)
                table = TABLES[noun]
                there = {image["id"]: image for image in store.images(table, steps)}
                if any(there.get(row_id) != before for row_id, (before, _after) in steps.items()):
                    raise _outdated(entry, f"the {table.words} has been changed since", back=back)
                change.replay(table, list(steps.values()))
            with store.lifted():
                undone_by = "update main.journal_change set undone_by = ? where id = ?"
                store.db.execute(undone_by, [change.id if back else None, entry.id])
    except InTheWayError as error:
        raise _outdated(entry, "something entered since depends on it", back=back) from error
    assert change.changes is not None
    return change.changes


def _outdated(entry: Entry, why: str, *, back: bool) -> RefusedError:
    done = "undone" if back else "redone"
    return RefusedError(f"“{entry.label}” can no longer be {done}: {why}. Change it by hand instead.")


def _barrier(store: Store) -> str:
    """The change that undo may not reach, nor any before it: one of them may hold a part of an erased child."""
    rows = store.query("select value from desk_state where key = ?", [BARRIER])
    return str(rows[0]["value"]) if rows else ""


def _one(store: Store, sql: str, *values: str) -> Entry | None:
    return next((entry_of(row) for row in store.query(sql, [store.person, *values])), None)
