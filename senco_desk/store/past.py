"""What the journal still holds of rows that were removed or changed: the bin and earlier versions are read from it.

Nothing is kept a second time for either. An erased child is in neither, since erasing empties the journal's images.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from senco_desk.store.gateway import Store
from senco_desk.store.journal import Entry, entry_of, steps_of, unpacked
from senco_desk.store.nouns import TABLES
from senco_desk.store.tables import Image

OWNERS: dict[str, str] = {
    "field_id": "custom_field",
    "provision_id": "provision",
    "cycle_id": "cycle",
    "pupil_id": "pupil",
    "document_id": "document",
    "staff_id": "staff",
    "note_id": "note",
    "meeting_id": "meeting",
    "photo_id": "document",
    "version_of": "document",
    "view_id": "view",
}
"""The columns by which a row leans on another, nearest owner first, and the table of that other."""

ONCE: dict[str, tuple[str, ...]] = {
    "pupil": ("upn",),
    "cycle": ("pupil_id", "number"),
    "provision_pupil": ("provision_id", "pupil_id"),
    "setting": ("key",),
    "authority": ("authority_id",),
    "profile": ("pupil_id",),
    "custom_value": ("pupil_id", "field_id"),
}
"""What no two rows of a table may have in common; an empty text counts as nothing."""

_ROWS = (
    "select c.*, r.noun, r.row_id, r.subject_id, r.before, r.after"
    " from journal_row r join journal_change c on c.id = r.change_id "
)
_SINCE = "c.id >= ?"
_OF_CHANGE = "c.id = ?"
_OF_ROW = "r.noun = ? and r.row_id = ?"
_OF_SUBJECT = "r.subject_id = ? and r.noun in (select value from json_each(?))"


@dataclass(frozen=True)
class Removal:
    """A row that was taken out: when and by whom, and the row as it was."""

    entry: Entry
    noun: str
    row_id: str
    subject_id: str
    image: Image


@dataclass(frozen=True)
class State:
    """A row as one change left it; `image` is None where the change took it out."""

    entry: Entry
    noun: str
    row_id: str
    image: Image | None


def removals(store: Store, since: datetime) -> list[Removal]:
    """The last removal of each row that was taken out since then and is still out, the latest first."""
    return _still_out(store, _removed(store, _SINCE, [_first_id(since)]))


def removed_by(store: Store, change_id: str) -> list[Removal]:
    """What one change took out, those rows that are still out."""
    return _still_out(store, _removed(store, _OF_CHANGE, [change_id]))


def last_removal(store: Store, noun: str, row_id: str) -> Removal | None:
    """How a row was taken out last; None where it is there, never was, or has been erased."""
    return next(iter(_still_out(store, _removed(store, _OF_ROW, [noun, row_id]))), None)


def states_of(store: Store, noun: str, row_id: str) -> list[State]:
    """Every state of one row, oldest first."""
    return _states(store, _OF_ROW, [noun, row_id])


def states_about(store: Store, subject_id: str, nouns: Sequence[str]) -> list[State]:
    """Every state of one pupil's rows of these nouns, oldest first."""
    return _states(store, _OF_SUBJECT, [subject_id, json.dumps(list(nouns))])


def whole_image(store: Store, removal: Removal) -> Image:
    """A removed row with what the person may not see in it, to be written back as it was; never to be shown."""
    with store.lifted():
        rows = store.query(
            "select before from main.journal_row where change_id = ? and noun = ? and row_id = ? and after is null",
            [removal.entry.id, removal.noun, removal.row_id],
        )
    return unpacked(rows[0]["before"]) or removal.image


def whole_steps(store: Store, change_id: str) -> dict[str, dict[str, tuple[Image | None, Image | None]]]:
    """What taking a change back writes, row by row, with what the person may not see; never to be shown."""
    with store.lifted():
        return steps_of(store, change_id, back=True, source="main.journal_row")


def nouns_written(store: Store, change_ids: Sequence[str]) -> dict[str, dict[str, int]]:
    """For each of these changes, how many rows of each noun it wrote, in the order it wrote them."""
    found: dict[str, dict[str, int]] = {change_id: {} for change_id in change_ids}
    rows = store.query(
        "select change_id, noun, count(*) as number from journal_row"
        " where change_id in (select value from json_each(?)) group by change_id, noun order by min(position)",
        [json.dumps(list(change_ids))],
    )
    for row in rows:
        found[row["change_id"]][row["noun"]] = row["number"]
    return found


def pupils_written(store: Store, change_ids: Sequence[str]) -> dict[str, list[str]]:
    """For each of these changes, the pupils whose rows it wrote, in that order; those who are there."""
    found: dict[str, list[str]] = {change_id: [] for change_id in change_ids}
    rows = store.query(
        "select change_id, subject_id from journal_row where change_id in (select value from json_each(?))"
        " and subject_id in (select id from pupil) group by change_id, subject_id order by min(position)",
        [json.dumps(list(change_ids))],
    )
    for row in rows:
        found[row["change_id"]].append(row["subject_id"])
    return found


def merged_by(store: Store) -> frozenset[str]:
    """The changes that made two records one."""
    rows = store.query(_ROWS + "where r.noun = 'merged_pupil' and c.kind <> 'undo'")
    return frozenset(str(row["id"]) for row in rows if row["before"] is None and row["after"] is not None)


def merged_into(store: Store) -> dict[str, str]:
    """Former ids of children, each with the id under which the record is kept now."""
    rows = store.query("select former_id, pupil_id from merged_pupil")
    return {str(row["former_id"]): str(row["pupil_id"]) for row in rows}


def newest(store: Store) -> str:
    """The id of the last change there is; empty for none."""
    found = store.query("select max(id) as id from journal_change")
    return str(found[0]["id"] or "") if found else ""


def twin_of(store: Store, noun: str, image: Image) -> str | None:
    """The id of a row that is there and may not stand beside this one; None where there is none."""
    columns = ONCE.get(noun, ())
    values = [image[column] for column in columns]
    if not columns or "" in values or None in values:
        return None
    alike = " and ".join(f'"{column}" = ?' for column in columns)
    found = TABLES[noun].where(store, f"{alike} and id <> ?", [*values, image["id"]])
    return found[0].id if found else None


def _removed(store: Store, condition: str, values: Sequence[object]) -> list[Removal]:
    where = f"where {condition} and r.after is null and r.before is not null order by c.id desc, r.position"
    rows = store.query(_ROWS + where, values)
    found = []
    for row in rows:
        image = unpacked(row["before"])
        if image and "id" in image and row["noun"] in TABLES:
            found.append(Removal(entry_of(row), row["noun"], row["row_id"], row["subject_id"], image))
    return found


def _still_out(store: Store, found: Iterable[Removal]) -> list[Removal]:
    """Each row's last removal only, and none of a row that is back."""
    last: dict[tuple[str, str], Removal] = {}
    for removal in found:
        last.setdefault((removal.noun, removal.row_id), removal)
    by_noun: dict[str, list[str]] = {}
    for noun, row_id in last:
        by_noun.setdefault(noun, []).append(row_id)
    for noun, ids in by_noun.items():
        for image in list(store.images(TABLES[noun], ids)):
            del last[noun, image["id"]]
    return list(last.values())


def _states(store: Store, condition: str, values: Sequence[object]) -> list[State]:
    rows = store.query(_ROWS + f"where {condition} order by c.id, r.position", values)
    return [State(entry_of(row), row["noun"], row["row_id"], unpacked(row["after"])) for row in rows]


def _first_id(since: datetime) -> str:
    """The least id that a change of that moment could have: ids begin with their time, so they sort by it."""
    return str(UUID(int=(int(since.timestamp() * 1000) & (1 << 48) - 1) << 80))
