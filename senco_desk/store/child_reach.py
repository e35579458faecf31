"""What a desk holds on one child, in every table, in the journal and among the attachments: read, never written.

Tables are found by their columns, so that one which a later step of the schema brings is not forgotten. Where two
records were made one, the child is both: what the history holds under the former id is the same child's.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from senco_desk.store.connection import Database
from senco_desk.store.gateway import Store
from senco_desk.store.nouns import TABLES

NAMED = """
    select blob as name from document
    union select json_extract(before, '$.blob') from journal_row where noun = 'document'
    union select json_extract(after, '$.blob') from journal_row where noun = 'document'
"""
"""The names of all attachments that records or journal name; a question without values."""

HOLDS = """
    select exists (select 1 from pupil where id = ?)
        or exists (select 1 from journal_row where subject_id = ? and coalesce(before, after) is not null)
"""
"""Whether records or their history hold a child; twice the id."""

Row = tuple[str, str]
"""A row by its table and its id."""

TYPED = "pupil_id = ? or instr(key, ?) or instr(typed, ?) or (pupil_id = '' and instr(place, ?))"
"""What was typed about a pupil, also where the pupil is one of several in a form; four times the id.

Words about another child that were typed on this one's page are that other child's.
"""

ELSEWHERE = "update main.typed_words set place = '[\"\"]' where instr(place, ?)"
"""Has what is left of the words typed on a pupil's page stand nowhere; the id."""

WAITING_KEY = "Arrived|"
"""How the keys begin, among the words not saved, of files that wait for a person to decide about them."""

WAITING = f"""
    select json_extract(typed, '$.draft.blob') as name, pupil_id from main.typed_words where key like '{WAITING_KEY}%'
"""  # noqa: S608  our own word
"""The files that wait, and for whom; read it with everybody's words in sight."""

DERIVED = "found_"
"""How the tables of the index of words begin: they repeat what the records say, and go with it."""

_MOVED = "Move document to another child"
"""What the deed is called by which a paper goes to the record of the child it is about."""

_OWN_RULES = frozenset({"erasure", "trail", "typed_words", "journal_row", "journal_change"})
"""Tables that name children and are not simply emptied of one."""


@dataclass(frozen=True)
class Reach:
    """What a desk holds on one child.

    Attributes:
        rows: how many rows go, by table; provision lines and sessions of this child alone are among them.
        sole: the ids of provision lines that no other child is on.
        shared: the ids of group lines that stay, without this child’s place.
        images: how many states of these rows the journal holds.
        typed: how many forms have words about the child that are not saved.
        blobs: the names of attachments that no other record names.
        blobs_kept: how many attachments stay, since another child has the same document.
    """

    rows: Mapping[str, int]
    sole: tuple[str, ...]
    shared: tuple[str, ...]
    images: int
    typed: int
    blobs: tuple[str, ...]
    blobs_kept: int


def identities(store: Store, pupil_id: str) -> tuple[str, ...]:
    """Every id under which this child is or was kept: its own, then those of records that were made one with it.

    Not one that is a record of its own again, as where the merging was undone.
    """
    rows = store.query(_FORMERLY, [pupil_id])
    return (pupil_id, *(str(row["id"]) for row in rows if row["id"] != pupil_id))


def reach(store: Store, pupil_id: str) -> Reach:
    """What would go; nothing is written."""
    known = identities(store, pupil_id)
    sole, shared = lines_of(store, pupil_id)
    sessions = sessions_of(store, sole)
    rows: Counter[str] = Counter()
    for name in tables_naming(store.db):
        if name.startswith(DERIVED):
            continue
        rows[name] = _count(store, f'select count(*) as n from "{name}" where pupil_id = ?', [pupil_id])  # noqa: S608
    rows["pupil"] = _count(store, "select count(*) as n from pupil where id = ?", [pupil_id])
    rows["provision"] = len(_there(store, "provision", sole))
    rows["session"] = len(_there(store, "session", sessions))
    own, others = blobs_of(store, pupil_id)
    images = len(_images_about(store, known, scrubbed=True) | _images_of_misfiled(store, known))
    images += sum(_number_of_images(store, noun, ids) for noun, ids in (("provision", sole), ("session", sessions)))
    about = f"select count(*) as n from typed_words where {TYPED}"  # noqa: S608  our own words
    typed = sum(_count(store, about, [each] * 4) for each in known)
    return Reach(+rows, sole, shared, images, typed, tuple(sorted(own - others)), len(own & others))


def lines_of(store: Store, pupil_id: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The provision lines this child was ever on: those that nobody else shares, and those that stay."""
    ids = json.dumps(identities(store, pupil_id))
    mine = {row["id"] for row in store.query(_LINES_OF.format("in"), [ids, ids])}
    theirs = {row["id"] for row in store.query(_OTHERS_LINES, [ids])}
    there = set(_there(store, "provision", mine))
    gone = mine - there
    shared_once = {row["id"] for row in store.query(_LINES_OF.format("not in"), [ids, ids])} if gone else set()
    sole = (there - theirs) | (gone - shared_once)
    return tuple(sorted(sole)), tuple(sorted(there & theirs))


def sessions_of(store: Store, lines: Sequence[str]) -> tuple[str, ...]:
    """The sessions of these lines, those that were removed long ago too."""
    found: set[str] = set()
    for line in lines:
        found |= {row["id"] for row in store.query("select id from session where provision_id = ?", [line])}
    if lines:
        found |= {row["row_id"] for row in store.query(_SESSIONS_ONCE, [json.dumps(list(lines))])}
    return tuple(sorted(found))


def blobs_of(store: Store, pupil_id: str) -> tuple[set[str], set[str]]:
    """The names of the attachments that this child's documents have or had, and of those that others' have or had.

    What the history of others holds and is the child's (a paper that was misfiled, what a merging wrote) is no other's.
    """
    known = identities(store, pupil_id)
    ids = json.dumps(known)
    own = {str(row["name"]) for row in store.query(_BLOBS_OF, [ids] * 3) if row["name"]}
    others = {str(row["name"]) for row in store.query(_OTHERS_BLOBS, [ids])}
    going = set(images_of(store, pupil_id, ()))
    for row in store.query(_OTHERS_BLOBS_ONCE, [ids]):
        if (row["change_id"], row["position"]) not in going:
            others |= {str(name) for name in (row["before"], row["after"]) if name}
    with store.lifted():
        waiting = store.query(WAITING)
    own |= {str(row["name"]) for row in waiting if row["name"] and row["pupil_id"] in known}
    others |= {str(row["name"]) for row in waiting if row["name"] and row["pupil_id"] not in known}
    return own, others


def tables_naming(db: Database) -> list[str]:
    """Every table with a column for the pupil a row is about, whichever step of the schema brought it."""
    found = []
    for (name,) in db.execute("select name from sqlite_master where type = 'table' order by name").fetchall():
        columns = {row[1] for row in db.execute(f'pragma table_info("{name}")').fetchall()}
        if "pupil_id" in columns and name not in _OWN_RULES:
            found.append(str(name))
    return found


def is_there(store: Store, pupil_id: str) -> bool:
    """Whether there is anything to erase: the child's row, or what the journal holds of a child who was removed."""
    here = "select (select count(*) from pupil where id = ?) + (select count(*) from journal_row where subject_id = ?"
    return _count(store, f"{here} and scrubbed_by is null) as n", [pupil_id, pupil_id]) > 0


def images_of(store: Store, pupil_id: str, rows: Iterable[Row]) -> list[tuple[str, int]]:
    """Where the journal holds states of the child’s rows and of these: (change, position) each.

    A paper of the child that lay in another's record before it came to this one is among them.
    """
    known = identities(store, pupil_id)
    found = _images_about(store, known) | _images_of_misfiled(store, known)
    by_table: dict[str, list[str]] = {}
    for table, row_id in rows:
        by_table.setdefault(table, []).append(row_id)
    for table, ids in by_table.items():
        held = store.query(
            _HELD + " and noun = ? and row_id in (select value from json_each(?))",  # noqa: S608  our own words
            [table, json.dumps(ids)],
        )
        found |= {(row["change_id"], row["position"]) for row in held}
    return sorted(found)


_IDS = "(select value from json_each(?))"
_FORMERLY = """
    with recursive one(id) as (
        select ?
        union select former_id from merged_pupil join one on merged_pupil.pupil_id = one.id
        where not exists (select 1 from pupil where pupil.id = former_id)
    ) select id from one order by id
"""
_OF_A_MERGING = """
    noun <> 'session' and change_id in (
        select change_id from journal_row where noun = 'merged_pupil' and (
            json_extract(coalesce(after, before), '$.former_id') in (select value from json_each(?))
            or json_extract(coalesce(after, before), '$.pupil_id') in (select value from json_each(?))))
"""
"""What making two records one wrote, and undoing that: either child may stand in any of it, and in the note on it."""

_OTHERS_LINES = f"select provision_id as id from provision_pupil where pupil_id not in {_IDS}"  # noqa: S608  our own words
_LINES_OF = f"""
    select provision_id as id from provision_pupil where pupil_id {{0}} {_IDS}
    union select coalesce(json_extract(after, '$.provision_id'), json_extract(before, '$.provision_id'))
    from journal_row where noun = 'provision_pupil' and subject_id {{0}} {_IDS} and coalesce(after, before) is not null
"""  # noqa: S608  our own words
_BLOBS_OF = f"""
    select blob as name from document where pupil_id in {_IDS}
    union select json_extract(before, '$.blob') from journal_row where noun = 'document' and subject_id in {_IDS}
    union select json_extract(after, '$.blob') from journal_row where noun = 'document' and subject_id in {_IDS}
"""  # noqa: S608  our own words
_OTHERS_BLOBS = f"select blob as name from document where pupil_id not in {_IDS}"  # noqa: S608  our own words
_OTHERS_BLOBS_ONCE = f"""
    select change_id, position, json_extract(before, '$.blob') as before, json_extract(after, '$.blob') as after
    from journal_row where noun = 'document' and subject_id not in {_IDS} and coalesce(before, after) is not null
"""  # noqa: S608  our own words
_MISFILED = f"""
    with own(blob) as ({_BLOBS_OF}), gone as (
        select row_id, change_id, json_extract(before, '$.blob') as blob, json_extract(before, '$.about') as about
        from journal_row where noun = 'document' and after is null and subject_id not in {_IDS}
        and json_extract(before, '$.blob') in (select blob from own)
        and row_id not in (select id from document)
    )
    select row_id from gone where exists (
        select 1 from journal_row came where came.change_id = gone.change_id and came.noun = 'document'
        and came.subject_id in {_IDS} and json_extract(came.after, '$.blob') = gone.blob
    ) or (
        (about = 'other' or exists (select 1 from journal_change where id = gone.change_id and label = ?))
        and not exists (select 1 from document where document.blob = gone.blob and pupil_id not in {_IDS})
    )
"""  # noqa: S608  our own words
"""Papers of the child that lay in another's record: taken out there by what brought them here, or as not that child's.

One that another child has among its documents now is told of nowhere else.
"""
_SESSIONS_ONCE = """
    select distinct row_id from journal_row where noun = 'session'
    and coalesce(json_extract(after, '$.provision_id'), json_extract(before, '$.provision_id'))
        in (select value from json_each(?))
"""
_HELD = "select change_id, position from journal_row where scrubbed_by is null"


def _images_about(store: Store, ids: Sequence[str], *, scrubbed: bool = False) -> set[tuple[str, int]]:
    """The states in the journal that are about a child, under whichever of its ids: (change, position) each."""
    held = _HELD.replace("scrubbed_by is null", "1") if scrubbed else _HELD
    known = json.dumps(list(ids))
    rows = store.query(f"{held} and subject_id in {_IDS}", [known])
    rows += store.query(f"{held} and {_OF_A_MERGING}", [known, known])
    return {(str(row["change_id"]), int(row["position"])) for row in rows}


def _images_of_misfiled(store: Store, ids: Sequence[str]) -> set[tuple[str, int]]:
    """The states of papers of a child that were taken out of another's record: (change, position) each."""
    known = json.dumps(list(ids))
    papers = [row["row_id"] for row in store.query(_MISFILED, [*[known] * 5, _MOVED, known])]
    held = f"{_HELD} and noun = 'document' and row_id in {_IDS}"
    rows = store.query(held, [json.dumps(papers)]) if papers else []
    return {(str(row["change_id"]), int(row["position"])) for row in rows}


def _there(store: Store, table: str, ids: Iterable[str]) -> list[str]:
    return [image["id"] for image in store.images(TABLES[table], ids)]


def _count(store: Store, sql: str, values: Sequence[object]) -> int:
    return int(store.query(sql, values)[0]["n"])


def _number_of_images(store: Store, noun: str, ids: Iterable[str]) -> int:
    wanted = json.dumps(list(ids))
    return _count(store, "select count(*) as n from journal_row where noun = ? and row_id in"
                         " (select value from json_each(?))", [noun, wanted])  # fmt: skip
