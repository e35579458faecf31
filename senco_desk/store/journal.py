"""Reading the journal: undo, redo, and the history of a row."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from senco_desk.domain.problems import RefusedError
from senco_desk.store.connection import IntegrityError
from senco_desk.store.gateway import Changes, Store
from senco_desk.store.nouns import TABLES
from senco_desk.store.tables import Image


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


def undoable(store: Store) -> Entry | None:
    """The change that undo would take back: this person's last one that still stands.

    Never the making of the desk, which brought this person in: without its school a desk is of no use.
    """
    return _one(
        store,
        "select c.* from journal_change c where c.person_id = ? and c.kind = 'do' and c.undone_by is null"
        " and not exists (select 1 from journal_row r where r.change_id = c.id and r.noun = 'person'"
        " and r.row_id = c.person_id and r.before is null)"
        " order by c.id desc limit 1",
    )


def redoable(store: Store) -> Entry | None:
    """The change that redo would bring back: the last undone, as long as nothing new was done since."""
    return _one(
        store,
        "select d.* from journal_change d join journal_change u on u.id = d.undone_by"
        " where d.person_id = ? and not exists"
        " (select 1 from journal_change n where n.kind = 'do' and n.id > u.id and n.person_id = d.person_id)"
        " order by u.id desc limit 1",
    )


def undo(store: Store) -> Changes:
    """Take back this person's last change; refused, in words, if a row has changed since."""
    entry = undoable(store)
    if entry is None:
        raise RefusedError("There is nothing to undo.")
    return _turn(store, entry, kind="undo")


def redo(store: Store) -> Changes:
    """Bring back the change that was undone last."""
    entry = redoable(store)
    if entry is None:
        raise RefusedError("There is nothing to redo.")
    return _turn(store, entry, kind="redo")


def history(store: Store, noun: str, row_id: str) -> list[Version]:
    """Every state a row has had, oldest first."""
    rows = store.query(
        "select c.*, r.before, r.after from journal_row r join journal_change c on c.id = r.change_id"
        " where r.noun = ? and r.row_id = ? order by c.id, r.position",
        [noun, row_id],
    )
    return [Version(_entry(row), _unpacked(row["before"]), _unpacked(row["after"])) for row in rows]


def recent(store: Store, limit: int = 50) -> list[Entry]:
    """The last changes, newest first."""
    return [_entry(row) for row in store.query("select * from journal_change order by id desc limit ?", [limit])]


def _turn(store: Store, entry: Entry, *, kind: str) -> Changes:
    back = kind == "undo"
    try:
        with store.change(entry.label, kind=kind, target=entry.id) as change:
            for noun, steps in _steps(store, entry.id, back=back).items():
                table = TABLES[noun]
                there = {image["id"]: image for image in store.images(table, steps)}
                if any(there.get(row_id) != before for row_id, (before, _after) in steps.items()):
                    raise _outdated(entry, f"the {table.words} has been changed since", back=back)
                change.replay(table, list(steps.values()))
            store.db.table("journal_change").update(entry.id, {"undone_by": change.id if back else None})
    except IntegrityError as error:
        raise _outdated(entry, "something entered since depends on it", back=back) from error
    assert change.changes is not None
    return change.changes


def _steps(store: Store, change_id: str, *, back: bool) -> dict[str, dict[str, tuple[Image | None, Image | None]]]:
    """By noun and row: what must be there now, and what is to be there then, over all that a change wrote."""
    steps: dict[str, dict[str, tuple[Image | None, Image | None]]] = {}
    for row in store.query("select * from journal_row where change_id = ? order by position", [change_id]):
        noun = steps.setdefault(row["noun"], {})
        first = noun.get(row["row_id"], (_unpacked(row["before"]), None))[0]
        noun[row["row_id"]] = (first, _unpacked(row["after"]))
    if back:
        return {noun: {key: (after, before) for key, (before, after) in each.items()} for noun, each in steps.items()}
    return steps


def _outdated(entry: Entry, why: str, *, back: bool) -> RefusedError:
    done = "undone" if back else "redone"
    return RefusedError(f"“{entry.label}” can no longer be {done}: {why}. Change it by hand instead.")


def _one(store: Store, sql: str) -> Entry | None:
    return next((_entry(row) for row in store.query(sql, [store.person])), None)


def _entry(row: Image) -> Entry:
    return Entry(row["id"], row["label"], row["person_id"], datetime.fromisoformat(row["at"]), row["kind"])


def _unpacked(text: str | None) -> Image | None:
    return None if text is None else dict(json.loads(text))
