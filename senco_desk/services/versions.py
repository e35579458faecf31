"""Earlier versions of what was written about a child: every state the journal holds, compared, and brought back.

A version is what one change left. Bringing one back is a change like any other: it can be undone, and what stood until
then is a version too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from pydantic import ValidationError

from senco_desk.domain.comparing import Piece, compared, words_changed
from senco_desk.domain.cycles import Cycle, Outcome
from senco_desk.domain.needs import BROAD_AREAS, AreaNote
from senco_desk.domain.problems import RefusedError
from senco_desk.domain.pupil_records import PupilRecord
from senco_desk.domain.pupils import Pupil
from senco_desk.domain.record_words import fields_of, title_of
from senco_desk.domain.records import Kept
from senco_desk.services import pupils, records
from senco_desk.services.desk import Desk, Done, done
from senco_desk.store import nouns, past
from senco_desk.store.gateway import Change
from senco_desk.store.journal import Entry
from senco_desk.store.past import State

Kind = Literal[
    "page", "plan", "review", "view", "note", "provision", "meeting", "involvement", "contact",
    "profile", "commitment", "diagnosis", "document", "custom_value",
]  # fmt: skip


@dataclass(frozen=True)
class Subject:
    """What has versions: a plan (a cycle with its outcomes), a child's page, or any one record."""

    kind: Kind
    id: str
    words: str = ""


@dataclass(frozen=True)
class Version:
    """One state: its number from 1, when and by whom it came about, and the records as they were then."""

    number: int
    at: datetime
    who: str
    deed: str
    records: tuple[Kept, ...]
    is_now: bool

    @property
    def passages(self) -> tuple[tuple[str, str], ...]:
        """What a person reads in it, as pairs of name and words."""
        return _passages(self.records)


@dataclass(frozen=True)
class Compared:
    """One passage of two versions: its name and what was added, removed or left; `changed` where any was."""

    name: str
    pieces: tuple[Piece, ...]

    @property
    def changed(self) -> bool:
        """Whether it differs between the two."""
        return any(piece.kind != "same" for piece in self.pieces)


def subjects(desk: Desk, pupil_id: str) -> list[Subject]:
    """Everything of a child that has versions, as it is read: the page, the plans newest first, then the rest."""
    record = pupils.record_of(desk, pupil_id)
    page = Subject("page", pupil_id, "The child’s page: details, strengths and difficulties")
    names = {each.id: each.name for each in nouns.CUSTOM_FIELDS.all(desk.store)}
    own: list[Subject] = [
        Subject("custom_value", each.id, f"{names.get(each.field_id, 'Own field')} (a field of the school’s own)")
        for each in nouns.CUSTOM_VALUES.of(desk.store, pupil_id=pupil_id)
    ]
    return [page, *_of_record(record), *own]


def versions(desk: Desk, subject: Subject) -> list[Version]:
    """The versions of something, the latest first; changes of nothing that a person reads are left out."""
    people = {person.id: person.name for person in nouns.PEOPLE.all(desk.store)}
    found: list[Version] = []
    there: dict[tuple[str, str], Kept] = {}
    for entry, states in _by_change(_states(desk, subject)):
        for state in states:
            there.pop((state.noun, state.row_id), None)
            if state.image is not None:
                there[state.noun, state.row_id] = _decoded(state)
        kept = tuple(sorted(there.values(), key=_order))
        if kept and not (found and found[-1].passages == _passages(kept)):
            who = people.get(entry.person, "somebody no longer here")
            found.append(Version(len(found) + 1, entry.at, who, _deed(entry), kept, is_now=False))
    if not found:
        raise RefusedError("Nothing is kept of earlier versions of this.")
    newest = found[-1]
    found[-1] = Version(newest.number, newest.at, newest.who, newest.deed, newest.records, is_now=bool(there))
    return found[::-1]


def compare(older: Version, newer: Version) -> tuple[Compared, ...]:
    """Every passage of both, in the order of the newer, those only the older has where they stood.

    An outcome is compared with itself, whatever place it has among the others.
    """
    before, after = _keyed(older.records), _keyed(newer.records)
    return tuple(
        Compared((after.get(key) or before[key])[0], compared(before.get(key, _NONE)[1], after.get(key, _NONE)[1]))
        for key in _merged(list(before), list(after))
    )


def difference(passages: Iterable[Compared]) -> str:
    """How much differs, in words: `12 words added, 3 removed, in 2 places`."""
    changed = [passage for passage in passages if passage.changed]
    if not changed:
        return "Both say the same."
    counts = [words_changed(passage.pieces) for passage in changed]
    added, removed = sum(count[0] for count in counts), sum(count[1] for count in counts)
    said = [f"{count:,} {'word' if count == 1 else 'words'} {how}" for count, how in
            ((added, "added"), (removed, "removed")) if count]  # fmt: skip
    where = "one field" if len(changed) == 1 else f"{len(changed)} fields"
    return f"{' and '.join(said) or 'Only marks and spaces differ'}, in {where}."


def restore(desk: Desk, subject: Subject, version: Version) -> Done[None]:
    """Make the words as they were in a version, in a new change that undo takes back.

    Where a plan stands in its cycle stays as it is now: a cycle that was reviewed is not opened again by an older text,
    and its outcomes keep the results that the review gave them. Outcomes added since go to the bin. Refused with every
    problem where the older state breaks a rule as things are today.
    """
    table_of = {table.kept: table for table in nouns.TABLES.values()}
    store = desk.store
    now = _now(desk, subject)
    if not now:
        raise RefusedError("This has been removed. Restore it from the bin first (File › Bin).")
    closed = any(isinstance(each, Cycle) and each.stage == "closed" for each in now.values())
    wanted = [_in_place(each, now.get(each.id), closed=closed) for each in version.records]
    problems = [problem for each in wanted for problem in records.problems_of(desk, each)]
    for each in wanted:
        table = table_of[type(each)]
        if past.twin_of(store, table.name, table.encode(each)):
            raise RefusedError(f"Another {table.words} has taken the number this version had, so it cannot come back.")
    if problems:
        raise RefusedError(problems)
    with store.change(f"Restore earlier {_NOUNS[subject.kind]}") as change:
        _write(change, wanted, now, table_of)
    return done(None, change)


_NOUNS: dict[Kind, str] = {
    "page": "child’s page",
    "plan": "plan",
    "review": "review",
    "view": "view",
    "note": "note",
    "provision": "provision",
    "meeting": "meeting",
    "involvement": "professional’s advice",
    "contact": "contact",
    "profile": "one-page profile",
    "commitment": "promise",
    "diagnosis": "diagnosis",
    "document": "document’s details",
    "custom_value": "value in an own field",
}
_STAYS: dict[type[Kept], tuple[str, ...]] = {
    Cycle: ("pupil_id", "number", "stage", "opened_on", "started_on", "closed_on"),
    Outcome: ("pupil_id", "cycle_id"),
}
_NONE = ("", "")
_RESULTS = ("result", "result_value", "result_on", "achieved")


def _of_record(record: PupilRecord) -> list[Subject]:
    found: list[Subject] = []
    for cycle in reversed(record.cycles):
        found.append(Subject("plan", cycle.id, f"Plan of cycle {cycle.number}, with its outcomes"))
        found += [Subject("review", each.id, title_of(each)) for each in record.reviews_of(cycle)]
    several: Sequence[tuple[Kind, Sequence[Kept]]] = (
        ("profile", (record.profile,) if record.profile is not None else ()),
        ("view", record.views),
        ("provision", tuple(line.provision for line in record.lines)),
        ("note", record.notes),
        ("meeting", record.meetings),
        ("involvement", record.involvements),
        ("contact", record.contacts),
        ("commitment", record.commitments),
        ("diagnosis", record.diagnoses),
        ("document", record.documents),
    )
    for kind, kept in several:
        found += [Subject(kind, each.id, title_of(each)) for each in reversed(kept)]
    return found


def _states(desk: Desk, subject: Subject) -> list[State]:
    """All states that make up a subject, oldest first."""
    store = desk.store
    if subject.kind == "page":
        return past.states_about(store, subject.id, ("pupil", "area_note"))
    if subject.kind != "plan":
        return past.states_of(store, subject.kind, subject.id)
    cycle = nouns.CYCLES.get(store, subject.id)
    ours: set[str] = set()
    kept = []
    for state in past.states_about(store, cycle.pupil_id, ("cycle", "outcome")):
        if state.noun == "cycle" and state.row_id == subject.id:
            kept.append(state)
        elif state.noun == "outcome":
            if state.image is not None and state.image["cycle_id"] == subject.id:
                ours.add(state.row_id)
            if state.row_id in ours:
                kept.append(state)
    return kept


def _by_change(states: Iterable[State]) -> list[tuple[Entry, list[State]]]:
    grouped: list[tuple[Entry, list[State]]] = []
    for state in states:
        if not grouped or grouped[-1][0].id != state.entry.id:
            grouped.append((state.entry, []))
        grouped[-1][1].append(state)
    return grouped


def _decoded(state: State) -> Kept:
    assert state.image is not None
    try:
        record: Kept = nouns.TABLES[state.noun].decode(state.image)
    except ValidationError as error:
        raise RefusedError("Earlier versions of this were kept by an older program and cannot be read here.") from error
    return record


def _deed(entry: Entry) -> str:
    """`Change cycle`, or `Undone: change cycle`."""
    small = entry.label[:1].lower() + entry.label[1:]
    return {"undo": f"Undone: {small}", "redo": f"Done again: {small}"}.get(entry.kind, entry.label)


def _order(record: Kept) -> tuple[int, int, str]:
    first = 0 if isinstance(record, Cycle | Pupil) else 1
    return first, getattr(record, "position", 0), getattr(record, "area", "") + record.id


def _passages(kept: Sequence[Kept]) -> tuple[tuple[str, str], ...]:
    """The fields of all records, as pairs of name and words."""
    return tuple(_keyed(kept).values())


def _keyed(kept: Sequence[Kept]) -> dict[tuple[str, str], tuple[str, str]]:
    """The fields of all records by record and field; the names of an outcome’s or an area’s say which it is."""
    found: dict[tuple[str, str], tuple[str, str]] = {}
    for at, record in enumerate(kept):
        head = ""
        if isinstance(record, Outcome):
            head = f"Outcome {at}: "
        elif isinstance(record, AreaNote):
            head = f"{BROAD_AREAS.get(record.area, record.area)}: "
        for name, words in fields_of(record):
            found[record.id, name] = (head + (name[:1].lower() + name[1:] if head else name), words)
    return found


def _merged(before: list[tuple[str, str]], after: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The fields of both: the newer in their order, and those gone behind the one they followed."""
    merged = list(after)
    for at, key in enumerate(before):
        if key not in merged:
            earlier = next((each for each in reversed(before[:at]) if each in merged), None)
            merged.insert(merged.index(earlier) + 1 if earlier is not None else 0, key)
    return merged


def _now(desk: Desk, subject: Subject) -> dict[str, Kept]:
    """The records of a subject as they are kept now, by id."""
    store = desk.store
    found: list[Kept]
    if subject.kind == "page":
        found = [*nouns.PUPILS.of(store, id=subject.id), *nouns.AREA_NOTES.of(store, pupil_id=subject.id)]
    elif subject.kind == "plan":
        found = [*nouns.CYCLES.of(store, id=subject.id), *nouns.OUTCOMES.of(store, cycle_id=subject.id)]
    else:
        found = list(nouns.TABLES[subject.kind].of(store, id=subject.id))
    return {record.id: record for record in found}


def _in_place(record: Kept, now: Kept | None, *, closed: bool) -> Kept:
    """An earlier state with what is not words as it is now."""
    if now is None:
        return record
    stays = [*_STAYS.get(type(record), ()), *(_RESULTS if closed and isinstance(record, Outcome) else ())]
    return record.model_copy(update={name: getattr(now, name) for name in stays})


def _write(change: Change, wanted: Sequence[Kept], now: dict[str, Kept], table_of: dict[type[Kept], Any]) -> None:
    back = {record.id for record in wanted}
    for record_id, record in now.items():
        if record_id not in back:
            change.remove(table_of[type(record)], record_id)
    for record in wanted:
        table = table_of[type(record)]
        if record.id in now:
            change.save(table, record)
        else:
            change.replay(table, [(None, table.encode(record))])
