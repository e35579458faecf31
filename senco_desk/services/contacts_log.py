"""The contact log: notes, calls, e-mails and talks, kept from anywhere for one child or several, with their promises.

All that one entry keeps is one change, so that one undo takes it back; each child has a note of its own, with the
same words, because what is erased of one child must not take another's away.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import TypeVar

from pydantic import ValidationError

from senco_desk.domain.commitments import CommitmentDraft
from senco_desk.domain.finding import Children, findable
from senco_desk.domain.involvement import Involvement
from senco_desk.domain.papers import CONTACT_KINDS, Note, NoteDraft
from senco_desk.domain.problems import Problem, RefusedError
from senco_desk.domain.pupil_records import PupilRecord
from senco_desk.domain.pupils import Contact, Pupil
from senco_desk.domain.quick_entry import MOST, Person
from senco_desk.domain.records import Record
from senco_desk.services import pupils, records, schools
from senco_desk.services.desk import Desk, Done, done
from senco_desk.store import nouns

R = TypeVar("R", bound=Record)


class Entry(Record):
    """What was typed: the words exactly, of what kind, with whom and about which day."""

    text: str
    on: date
    kind: str = "note"
    with_whom: str = ""


class Promised(Record):
    """Who promised what in it, and by when if a day was named."""

    who: str
    what: str
    due: date | None = None


def keep(desk: Desk, pupil_ids: Sequence[str], entry: Entry, promises: Sequence[Promised] = ()) -> Done[list[Note]]:
    """Keep an entry and its promises for each of these children, in one change; answers the notes, child by child.

    Refused with every problem at once: nobody chosen, nothing written, a day in the future, a promise without who or
    what. A problem of a promise has the field `promises.0.who`.
    """
    desk.need("log")
    ids = list(dict.fromkeys(pupil_ids))
    problems = [] if ids else [Problem(field="name", sentence="Say who it is about: type a name and press Enter.")]
    problems += _too_long(entry)
    drafts: list[NoteDraft] = []
    if not problems:
        drafts = [_drafted(NoteDraft, dict(entry) | {"pupil_id": each}) for each in ids]
        problems += records.problems_of(desk, drafts[0])
    for at, promise in enumerate(promises):
        found = _promise_problems(desk, promise, entry.on)
        problems += [Problem(field=f"promises.{at}.{each.field}", sentence=each.sentence) for each in found]
    if problems:
        raise RefusedError(problems)
    words = CONTACT_KINDS.get(entry.kind, "Note")
    with desk.store.change(f"Add {words[:1].lower()}{words[1:]}") as change:
        notes = change.add_all(nouns.NOTES, drafts)
        change.add_all(
            nouns.COMMITMENTS,
            [
                CommitmentDraft(pupil_id=note.pupil_id, made_on=note.on, note_id=note.id, **dict(promise))
                for note in notes
                for promise in promises
            ],
        )
    return done(notes, change)


def people_around(desk: Desk, pupil_ids: Iterable[str]) -> list[Person]:
    """The contacts and professionals of these children, each with the ways in which a note may call them.

    A way that two of them share (two carers, two children's mothers) is nobody's.
    """
    found: list[tuple[str, set[str]]] = []
    for pupil_id in pupil_ids:
        found += [_contact(each) for each in nouns.CONTACTS.of(desk.store, pupil_id=pupil_id)]
        found += [_professional(each) for each in nouns.INVOLVEMENTS.of(desk.store, pupil_id=pupil_id)]
    merged: dict[str, set[str]] = {}
    for shown, ways in found:
        merged.setdefault(shown, set()).update(ways)
    shared = Counter(way for ways in merged.values() for way in ways)
    return [Person(shown, tuple(sorted(way for way in ways if shared[way] == 1))) for shown, ways in merged.items()]


def own_names(desk: Desk) -> list[str]:
    """The names of the school's own people: who opens the desk, its staff, its headteacher and its SENCO."""
    school = schools.school(desk)
    names = [desk.me.name, school.senco, school.headteacher, *(each.name for each in nouns.STAFF.all(desk.store))]
    return [name for name in dict.fromkeys(names) if name]


def last_contact(record: PupilRecord) -> tuple[date, str] | None:
    """The newest day on which the school was in touch about a child, and how: a kind of note, a meeting, or views.

    Somebody spoke or wrote: a plain note is no contact, and views that were observed are none; a meeting counts where
    parents were there. `last_contacts` follows the same rule.
    """
    days = [
        (note.on, f"{CONTACT_KINDS.get(note.kind, note.kind)}{f' with {note.with_whom}' if note.with_whom else ''}")
        for note in sorted(record.notes, key=lambda each: each.id, reverse=True)
        if note.kind != "note"
    ]
    days += [(meeting.on, "Meeting with parents") for meeting in record.meetings if meeting.with_parents]
    days += [
        (view.on, "Views of the child" if view.whose == "child" else "Views of a parent")
        for view in record.views
        if view.method != "observed"
    ]
    return max(days, key=lambda each: each[0], default=None)


def last_contacts(desk: Desk, day: date) -> dict[str, tuple[str, str]]:
    """By each child's id, the last day of contact by a day, as ISO text, and its kind: of `CONTACT_KINDS`, or `view`.

    By the rule of `last_contact`, column by column: for registers of many children.
    """
    found: dict[str, tuple[str, str]] = {}
    for kind, table, counts in (
        ("kind", "note", "kind <> 'note'"),
        ("'meeting'", "meeting", "with_parents = 1"),
        ("'view'", '"view"', "method <> 'observed'"),
    ):
        sql = (
            f'select max("on" || id) as newest, pupil_id, "on" as last, {kind} as kind from {table}'  # noqa: S608  our own
            f' where {counts} and "on" <= ? group by pupil_id'
        )
        for row in desk.store.query(sql, [day.isoformat()]):
            now = (row["last"], row["kind"])
            found[row["pupil_id"]] = max(found.get(row["pupil_id"], ("", "")), now, key=lambda each: each[0])
    return found


class Finder:
    """Finds the child meant while a name is typed; the names are read once and kept until `forget`.

    `known` gives the children by name where somebody has read them already, as the search field has.
    """

    def __init__(self, desk: Desk, known: Callable[[], Children | None] = lambda: None) -> None:
        self._desk, self._elsewhere = desk, known
        self._known: Children | None = None

    def find(self, typed: str, most: int = 6) -> list[Pupil]:
        """The likeliest children first, by the one rule of `senco_desk/domain/finding.py`; nobody for no letter."""
        if not typed.strip():
            return []
        return self._children().likeliest(typed, today=self._desk.today)[:most]

    def told_apart(self, found: Sequence[Pupil]) -> dict[str, str]:
        """What tells each from another child of the same name, by id: `pupils.told_apart`."""
        return pupils.told_apart(self._desk, found, self._children().shared) if found else {}

    def others_named(self, text: str, own: Sequence[Pupil], adults: Iterable[str] = ()) -> list[Pupil]:
        """The children other than these whom a text gives by their whole names: `Children.named_in`."""
        return self._children().named_in(text[:MOST], own, adults) if own and text.strip() else []

    def forget(self) -> None:
        """The pupils have changed."""
        self._known = None

    def _children(self) -> Children:
        known = self._elsewhere()
        if known is None:
            known = self._known = self._known or Children(map(findable, pupils.all_pupils(self._desk)))
        return known


def _too_long(entry: Entry) -> list[Problem]:
    if len(entry.text.strip()) <= MOST:
        return []
    sentence = (
        f"This has {len(entry.text):,} characters, and a note holds {MOST:,}. Keep it as two notes, or attach it as a"
        " document."
    )
    return [Problem(field="text", sentence=sentence)]


def _promise_problems(desk: Desk, promise: Promised, made_on: date) -> list[Problem]:
    try:
        draft = _drafted(CommitmentDraft, {**dict(promise), "pupil_id": "", "made_on": made_on})
    except RefusedError as refused:
        return list(refused.problems)
    return records.problems_of(desk, draft)


def _drafted(kind: type[R], values: dict[str, object]) -> R:
    try:
        return kind.model_validate(values)
    except ValidationError as error:
        raise RefusedError(
            [
                Problem(field=str(each["loc"][0]), sentence="This is too long: please keep it shorter.")
                for each in error.errors()
            ]
        ) from error


def _contact(contact: Contact) -> tuple[str, set[str]]:
    relation = contact.relation.casefold()
    shown = ", ".join(part for part in (contact.name, relation) if part)
    forename = next((part for part in contact.name.split() if part.strip(".").casefold() not in _TITLES), "")
    ways = {contact.name, relation, forename if len(forename) > 2 else ""}
    for names in _FAMILY:
        if relation in names:
            ways |= names
    return shown, {way.casefold() for way in ways if way}


def _professional(each: Involvement) -> tuple[str, set[str]]:
    profession = each.profession.casefold()
    shown = f"{each.name}, {profession}" if each.name else each.profession
    ways = {each.name, profession if profession != "other" else "", *_SHORT.get(profession, ())}
    return shown, {way.casefold() for way in ways if way}


_TITLES = frozenset({"mr", "mrs", "ms", "miss", "mx", "dr", "prof"})
_FAMILY = (
    frozenset({"mother", "mum", "mummy", "mam", "mom"}),
    frozenset({"father", "dad", "daddy"}),
    frozenset({"grandmother", "gran", "granny", "nan", "nana", "grandma"}),
    frozenset({"grandfather", "grandad", "granddad", "grandpa"}),
    frozenset({"stepmother", "stepmum", "step-mum", "step-mother"}),
    frozenset({"stepfather", "stepdad", "step-dad", "step-father"}),
    frozenset({"carer", "foster carer", "foster mother", "foster father"}),
)
_SHORT: dict[str, tuple[str, ...]] = {
    "educational psychologist": ("ep", "ed psych", "educational psychology"),
    "speech and language therapist": ("salt", "slt", "speech therapist", "speech and language"),
    "occupational therapist": ("ot",),
    "physiotherapist": ("physio",),
    "paediatrician": ("community paediatrician",),
    "school nurse": ("nurse",),
    "family support worker": ("fsw",),
}
"""What professionals are called in a hurry."""
