"""Where a child is named in the records of others, for a person to decide, and what taking a name out writes.

Looked at is every text of every row that is not about the child, what the journal keeps of earlier versions, and what
anybody has typed and not saved. What stands inside attachments of other children is not read.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from senco_desk.domain.erasing_names import REMOVED, Mentioned, names_of
from senco_desk.domain.record_words import title_of
from senco_desk.domain.third_party import Certainty
from senco_desk.services.erasing_seeker import Seeker, each_replaced, seeker_of, texts_in
from senco_desk.store import child_reach, nouns
from senco_desk.store.child_reach import Row
from senco_desk.store.gateway import Store
from senco_desk.store.nouns import TABLES
from senco_desk.store.tables import Image, Table

__all__ = ["TYPED", "Mention", "TakenOut", "mentions", "seeker_of", "take_out"]

TYPED = "typed_words"
"""The table of what was typed and not saved, as a mention in it is called."""
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


_NO_PERSONS = frozenset({"saved_view", "custom_field", "calendar_entry"})
"""Where a `name` is no person's: a child's surname may well stand in it."""
_TYPED_TEXTS = ("title", "place", "typed")


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
    """What taking the chosen names out comes to, for `store.erasing.erase`; `typed` are rows of what is not saved."""

    renamed: dict[Row, Image] = field(default_factory=dict)
    emptied: list[Row] = field(default_factory=list)
    noted: list[int] = field(default_factory=list)
    typed: list[Image] = field(default_factory=list)


def mentions(store: Store, pupil_id: str, seeker: Seeker, going: Collection[Row] = ()) -> list[Mention]:
    """Every place that names the child and stays; `going` are rows about no child that go with this one."""
    everybody = nouns.PUPILS.all(store)
    names = {pupil.id: pupil.name for pupil in everybody}
    own = {pupil.id: names_of(pupil) for pupil in everybody}
    found: dict[str, Mention] = {}
    for table, image in _others(store, pupil_id, going):
        for each in _named(table, image, seeker, own):
            found.setdefault(*_mention(table, image, each, names, earlier=False))
    for row in _typed_by_others(store, pupil_id):
        for each in _first_named(_typed_in(row), seeker, own.get(row["pupil_id"], ())):
            mention = _typed_mention(row, each, names)
            found.setdefault(mention.id, mention)
    rows = {mention.row for mention in found.values()}
    for table, image in _earlier(store, pupil_id, going, seeker):
        if (table.name, image["id"]) not in rows:
            for each in _named(table, image, seeker, own):
                found.setdefault(*_mention(table, image, each, names, earlier=True))
    return sorted(found.values(), key=lambda each: (each.certainty, each.earlier, each.whose, each.id))


def take_out(store: Store, seeker: Seeker, chosen: Collection[str]) -> TakenOut:
    """The rows as they are to be without the names that were chosen, by the ids of their mentions."""
    wanted: dict[Row, bool] = {}
    for mention_id in chosen:
        noun, row_id, certainty = mention_id.split(":")
        wanted[noun, row_id] = wanted.get((noun, row_id), False) or certainty == "possible"
    taken = TakenOut(noted=_notes(store, seeker))
    own = {pupil.id: names_of(pupil) for pupil in nouns.PUPILS.all(store)}
    for row in _typed(store) if any(name == TYPED for name, _ in wanted) else ():
        lone = wanted.pop((TYPED, _typed_id(row)), None)
        if lone is not None:
            taken.typed.append(_typed_without(row, seeker, own.get(row["pupil_id"], ()), lone=lone))
    for (name, row_id), lone in wanted.items():
        if name == TYPED:  # saved or discarded meanwhile
            continue
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


def _named(table: Table[Any], image: Image, seeker: Seeker, own: Mapping[str, Collection[str]]) -> Iterator[Mentioned]:
    """At most one sure and one possible mention of a row: the first of each."""
    texts = (
        (text, _is_somebodys(table.name, column))
        for column, value in image.items()
        if isinstance(value, str) and not _is_reference(column) and seeker.may_hold(value)
        for text in texts_in(value)
    )
    yield from _first_named(texts, seeker, _of(table, image, own))


def _first_named(texts: Iterable[tuple[str, bool]], seeker: Seeker, theirs: Collection[str]) -> Iterator[Mentioned]:
    """The first sure and the first possible mention in texts, each with whether other people's names stand there."""
    first: dict[Certainty, Mentioned] = {}
    for text, somebodys in texts:
        for found in seeker.find(text, theirs):
            if found.certainty == "certain" or not somebodys:
                first.setdefault(found.certainty, found)
    yield from first.values()


def _without(table: Table[Any], image: Image, seeker: Seeker, theirs: Collection[str], *, lone: bool) -> Image:
    for instead in (REMOVED, _SHORTEST):
        changed = {
            column: _text_without(
                value, seeker, theirs, lone=lone and not _is_somebodys(table.name, column), instead=instead
            )
            if isinstance(value, str) and not _is_reference(column)
            else value
            for column, value in image.items()
        }
        try:
            return table.encode(table.decode(changed))
        except ValidationError:
            continue
    return image


def _text_without(value: str, seeker: Seeker, theirs: Collection[str], *, lone: bool, instead: str = REMOVED) -> str:
    return each_replaced(value, lambda text: seeker.without(text, lone=lone, instead=instead, theirs=theirs))


def _is_reference(column: str) -> bool:
    return column == "id" or column.endswith("_id") or column in {"blob", "sha256"}


def _is_somebodys(table: str, column: str) -> bool:
    return column in _OTHERS_NAMES.get(table, ()) or (column in _ADULTS and table not in _NO_PERSONS)


def _others(store: Store, pupil_id: str, going: Collection[Row]) -> Iterator[tuple[Table[Any], Image]]:
    gone = set(going)
    for table in TABLES.values():
        for image in store.db.table(table.name).rows:
            if (table.subject and image[table.subject] == pupil_id) or (table.name, image["id"]) in gone:
                continue
            yield table, image


def _earlier(store: Store, pupil_id: str, going: Collection[Row], seeker: Seeker) -> Iterator[tuple[Table[Any], Image]]:
    """What the history holds of others; not what goes with the child: under a former id, or of a misfiled paper."""
    gone = set(child_reach.images_of(store, pupil_id, going))
    rows = store.db.query(
        'select change_id, position, noun, "before", "after" from journal_row'
        ' where subject_id <> ? and coalesce("before", "after") is not null',
        [pupil_id],
    )
    for row in rows:
        table = TABLES.get(row["noun"])
        if table is None or (row["change_id"], row["position"]) in gone:
            continue
        for packed in (row["after"], row["before"]):
            if packed and seeker.may_hold(packed):
                yield table, dict(json.loads(packed))


def _typed(store: Store) -> list[Image]:
    """Everything that anybody typed and did not save."""
    with store.lifted():
        return store.query("select key, person_id, pupil_id, title, place, typed from main.typed_words order by key")


def _typed_by_others(store: Store, pupil_id: str) -> Iterator[Image]:
    """What was typed and not saved, but for what goes with the child: where its id stands in it."""
    known = child_reach.identities(store, pupil_id)
    for row in _typed(store):
        columns = ("pupil_id", "key", "typed") if row["pupil_id"] else ("key", "typed", "place")
        if not any(each in str(row[column]) for each in known for column in columns):
            yield row


def _typed_id(row: Image) -> str:
    """A name for what was typed that is the same in every copy of the desk, and says nothing itself."""
    return hashlib.sha256(f"{row['person_id']} {row['key']}".encode()).hexdigest()[:32]


def _typed_in(row: Image) -> Iterator[tuple[str, bool]]:
    for column in _TYPED_TEXTS:
        for text in texts_in(str(row[column])):
            yield text, False


def _typed_mention(row: Image, found: Mentioned, names: Mapping[str, str]) -> Mention:
    named = (TYPED, _typed_id(row))
    whose = names.get(str(row["pupil_id"]), "")
    where = f"Typed and not saved: {row['title']}"
    return Mention(":".join((*named, found.certainty)), named, whose, where, found.excerpt, found.certainty)


def _typed_without(row: Image, seeker: Seeker, theirs: Collection[str], *, lone: bool) -> Image:
    changed = {column: _text_without(str(row[column]), seeker, theirs, lone=lone) for column in _TYPED_TEXTS}
    return {**row, **changed}


def _notes(store: Store, seeker: Seeker) -> list[int]:
    """Notes of the audit trail whose words name the child after all; a change's own row has no words."""
    rows = store.query("select seq, words from trail where words <> '' and change_id = '' and scrubbed_by is null")
    return [row["seq"] for row in rows if any(each.certainty == "certain" for each in seeker.find(row["words"]))]
