"""Where a child is named in the records of others, for a person to decide, and what taking a name out writes.

Looked at is every text of every row that is not about the child, and what the journal keeps of earlier versions. What
stands inside attachments of other children is not read.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from senco_desk.domain.erasing_names import REMOVED, Mentioned, NameSeeker, names_of
from senco_desk.domain.pupils import Pupil
from senco_desk.domain.record_words import title_of
from senco_desk.domain.third_party import Certainty
from senco_desk.store import nouns
from senco_desk.store.child_reach import Row
from senco_desk.store.gateway import Store
from senco_desk.store.nouns import TABLES
from senco_desk.store.tables import Image, Table

_SHORTEST = "—"
"""What stands for a name where the longer words would not fit the line."""
_OTHERS_NAMES = {
    "pupil": {"legal_surname", "legal_forename", "middle_names", "preferred_surname", "preferred_forename"},
    "contact": {"name", "email", "address"},
    "roll_image": {"fields"},
}
"""Where other people's own names stand: a forename or surname there is theirs."""
_ADULTS = frozenset(
    {"name", "delivered_by", "responsible_teacher", "decided_by", "led_by", "author", "owner", "person"}
)


@dataclass(frozen=True)
class Mention:
    """One place where the child is named, or may be.

    Args:
        id: stable from one reading to the next.
        row: the row, by table and id.
        whose: the other child's name; empty where the row is about no child.
        where: what the row is, in one line.
        excerpt: the words around the name.
        certainty: `certain` for the full name or UPN, `possible` for a lone forename or surname.
        earlier: whether only an earlier version of the row names the child, or a row that was removed.
    """

    id: str
    row: Row
    whose: str
    where: str
    excerpt: str
    certainty: Certainty
    earlier: bool = False


@dataclass(frozen=True)
class TakenOut:
    """What taking the chosen names out comes to, for `store.erasing.erase`."""

    renamed: dict[Row, Image] = field(default_factory=dict)
    emptied: list[Row] = field(default_factory=list)
    noted: list[int] = field(default_factory=list)


def seeker_of(store: Store, pupil: Pupil) -> NameSeeker:
    """What looks for a child's name in this desk, and takes nobody else's for it.

    A parent of another child, a member of staff or another pupil may share a name with the child: `Mr Daniel Winter`.
    The child's own family is not among them, since their names stand there for the child's sake.
    """
    names = [contact.name for contact in nouns.CONTACTS.all(store) if contact.pupil_id != pupil.id]
    names += [member.name for member in nouns.STAFF.all(store)]
    names += [person.name for person in nouns.PEOPLE.all(store)]
    names += [name for school in nouns.SCHOOLS.all(store) for name in (school.headteacher, school.senco)]
    names += [each.name for each in nouns.INVOLVEMENTS.all(store) if each.pupil_id != pupil.id]
    for other in nouns.PUPILS.all(store):
        if other.id != pupil.id:
            names += [other.name, f"{other.legal_forename} {other.legal_surname}"]
    return NameSeeker(pupil, names)


def mentions(store: Store, pupil_id: str, seeker: NameSeeker, going: Collection[Row] = ()) -> list[Mention]:
    """Every place that names the child and stays; `going` are rows about no child that go with this one."""
    everybody = nouns.PUPILS.all(store)
    names = {pupil.id: pupil.name for pupil in everybody}
    own = {pupil.id: names_of(pupil) for pupil in everybody}
    found: dict[str, Mention] = {}
    for table, image in _others(store, pupil_id, going):
        for each in _named(table, image, seeker, own):
            found.setdefault(*_mention(table, image, each, names, earlier=False))
    rows = {mention.row for mention in found.values()}
    for table, image in _earlier(store, pupil_id, going, seeker):
        if (table.name, image["id"]) not in rows:
            for each in _named(table, image, seeker, own):
                found.setdefault(*_mention(table, image, each, names, earlier=True))
    return sorted(found.values(), key=lambda each: (each.certainty, each.earlier, each.whose, each.id))


def take_out(store: Store, seeker: NameSeeker, chosen: Collection[str]) -> TakenOut:
    """The rows as they are to be without the names that were chosen, by the ids of their mentions."""
    wanted: dict[Row, bool] = {}
    for mention_id in chosen:
        noun, row_id, certainty = mention_id.split(":")
        wanted[noun, row_id] = wanted.get((noun, row_id), False) or certainty == "possible"
    taken = TakenOut(noted=_notes(store, seeker))
    own = {pupil.id: names_of(pupil) for pupil in nouns.PUPILS.all(store)}
    for (name, row_id), lone in wanted.items():
        table = TABLES[name]
        image = next(iter(store.images(table, [row_id])), None)
        if image is None:
            taken.emptied.append((name, row_id))
        else:
            taken.renamed[name, row_id] = _without(table, image, seeker, _of(table, image, own), lone=lone)
    return taken


def _mention(
    table: Table[Any], image: Image, found: Mentioned, names: dict[str, str], *, earlier: bool
) -> tuple[str, Mention]:
    row = (table.name, str(image["id"]))
    name = f"{row[0]}:{row[1]}:{found.certainty}"
    whose = names.get(str(image.get(table.subject) or ""), "") if table.subject else ""
    try:
        where = title_of(table.decode(image))
    except (ValidationError, KeyError, ValueError):
        where = table.words.capitalize()
    return name, Mention(name, row, whose, where, found.excerpt, found.certainty, earlier)


def _of(table: Table[Any], image: Image, own: Mapping[str, Collection[str]]) -> Collection[str]:
    """The names of the child whom a row is about."""
    return own.get(str(image.get(table.subject) or ""), ()) if table.subject else ()


def _named(
    table: Table[Any], image: Image, seeker: NameSeeker, own: Mapping[str, Collection[str]]
) -> Iterator[Mentioned]:
    """At most one sure and one possible mention of a row: the first of each."""
    first: dict[Certainty, Mentioned] = {}
    theirs = _of(table, image, own)
    for column, value in image.items():
        if isinstance(value, str) and not _is_reference(column):
            for found in seeker.find(value, theirs):
                if found.certainty == "certain" or not _is_somebodys(table.name, column):
                    first.setdefault(found.certainty, found)
    yield from first.values()


def _without(table: Table[Any], image: Image, seeker: NameSeeker, theirs: Collection[str], *, lone: bool) -> Image:
    for instead in (REMOVED, _SHORTEST):
        changed = {
            column: seeker.without(
                value, lone=lone and not _is_somebodys(table.name, column), instead=instead, theirs=theirs
            )
            if isinstance(value, str) and not _is_reference(column) and seeker.find(value)
            else value
            for column, value in image.items()
        }
        try:
            return table.encode(table.decode(changed))
        except ValidationError:
            continue
    return image


def _is_reference(column: str) -> bool:
    return column == "id" or column.endswith("_id") or column in {"blob", "sha256"}


def _is_somebodys(table: str, column: str) -> bool:
    return column in _OTHERS_NAMES.get(table, ()) or column in _ADULTS


def _others(store: Store, pupil_id: str, going: Collection[Row]) -> Iterator[tuple[Table[Any], Image]]:
    gone = set(going)
    for table in TABLES.values():
        for image in store.db.table(table.name).rows:
            if (table.subject and image[table.subject] == pupil_id) or (table.name, image["id"]) in gone:
                continue
            yield table, image


def _earlier(
    store: Store, pupil_id: str, going: Collection[Row], seeker: NameSeeker
) -> Iterator[tuple[Table[Any], Image]]:
    gone = set(going)
    rows = store.db.query(
        'select noun, row_id, "before", "after" from journal_row'
        ' where subject_id <> ? and coalesce("before", "after") is not null',
        [pupil_id],
    )
    for row in rows:
        table = TABLES.get(row["noun"])
        if table is None or (row["noun"], row["row_id"]) in gone:
            continue
        for packed in (row["after"], row["before"]):
            if packed and seeker.may_hold(packed):
                yield table, dict(json.loads(packed))


def _notes(store: Store, seeker: NameSeeker) -> list[int]:
    """Notes of the audit trail whose words name the child after all; a change's own row has no words."""
    rows = store.query("select seq, words from trail where words <> '' and change_id = '' and scrubbed_by is null")
    return [row["seq"] for row in rows if any(each.certainty == "certain" for each in seeker.find(row["words"]))]
