"""Two records of one child made one: everything the second holds goes to the first, in one change that undo takes back.

Nothing is lost. What a child can have only once (a profile, a decision on how long the record is kept, a value in a
field), and what would contradict the first record (a status for days that have one), is written into a note in full.
The first record's own history holds; the second's fills what it says nothing of. Only an EHC plan comes before it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import date, timedelta
from typing import Any, TypeVar

from senco_desk.domain.duplicates import joined, left_over
from senco_desk.domain.folding import letters_of
from senco_desk.domain.needs import Need, Status, StatusDraft
from senco_desk.domain.papers import NoteDraft
from senco_desk.domain.problems import RefusedError
from senco_desk.domain.profiles import Profile
from senco_desk.domain.progress import Progress, Silent
from senco_desk.domain.provision import ProvisionPupil
from senco_desk.domain.pupils import Contact, MergedPupilDraft, Pupil, RollImage
from senco_desk.domain.record_words import fields_of, title_of
from senco_desk.domain.records import Kept
from senco_desk.domain.terms import in_words
from senco_desk.services import backups
from senco_desk.services.desk import Desk, Done, done
from senco_desk.services.duplicates import OF_PUPIL, field_words, typed_about
from senco_desk.store import nouns
from senco_desk.store.gateway import Change
from senco_desk.store.tables import Table

K = TypeVar("K", bound=Kept)

LABEL = "Make two records one"
_LONGEST = 19_000
"""A note holds 20,000 letters."""

_ALL_RIGHTS = frozenset({"change", "everybody", "people", "confidential"})
_WHO = (
    "Only the SENCO can make two records one, since nobody else sees everything that is in them. Ask the SENCO; the"
    " pair stays on this list."
)


def may_merge(desk: Desk) -> bool:
    """Whether the person at the desk can do it: whoever sees confidential papers and says who is assigned to whom."""
    return desk.rights >= _ALL_RIGHTS


def merge(
    desk: Desk, first_id: str, second_id: str, take: Collection[str] = (), progress: Progress | None = None
) -> Done[Pupil]:
    """Make two records one under the first one's id; answers the pupil as kept.

    A backup is taken first. Refused, in words, where the person does not see all of both, or where somebody has typed
    something about the second that is not saved yet.

    Args:
        desk: the open desk.
        first_id: the record that stays.
        second_id: the record that goes into it; its history stays reachable, and is erased with the child.
        take: the fields of the pupil that are taken of the second; all others stay the first one's.
        progress: told of the steps.
    """
    if not may_merge(desk):
        raise RefusedError(_WHO)
    desk.need("people")
    if first_id == second_id:
        raise RefusedError("This is one record. Choose another pupil to compare it with.")
    told = progress or Silent()
    with desk.store.alone("Two records are being made one"):
        second = nouns.PUPILS.get(desk.store, second_id)
        if typed_about(desk, second_id):
            raise RefusedError(
                f"Words typed into a form about {second.name} (the record that goes) are not saved yet. Save them or"
                " discard them first, so that none are lost."
            )
        backups.before(desk, "before merging", told)
        told.start("Making two records one", len(OF_PUPIL))
        with desk.store.change(LABEL) as change:
            kept = _Merging(desk, change, first_id, second).run(take, told)
    return done(kept, change)


class _Merging:
    """One merging on its way: what goes over, what is there already, and what only a note can hold."""

    def __init__(self, desk: Desk, change: Change, first_id: str, second: Pupil) -> None:
        self._desk = desk
        self._change = change
        self._first = nouns.PUPILS.get(desk.store, first_id)
        self._second = second
        self._said: list[str] = []
        self._own: dict[str, Callable[[], None]] = {
            "contact": self._contacts,
            "status": self._statuses,
            "need": self._needs,
            "cycle": self._cycles,
            "provision_pupil": self._places,
            "roll_image": self._roll_images,
            "retention": lambda: self._once(nouns.RETENTIONS),
            "profile": lambda: self._once(nouns.PROFILES),
            "custom_value": self._custom_values,
            "assignment": self._assignments,
            "attendance": lambda: self._unless_there(nouns.ATTENDANCES),
            "assessment": lambda: self._unless_there(nouns.ASSESSMENTS),
            "suspension": lambda: self._unless_there(nouns.SUSPENSIONS),
            "area_note": lambda: self._unless_there(nouns.AREA_NOTES),
        }

    def run(self, take: Collection[str], progress: Progress) -> Pupil:
        first, second, change = self._first, self._second, self._change
        self._sessions()
        for noun in OF_PUPIL:
            if noun in self._own:
                self._own[noun]()
            else:
                self._give(nouns.TABLES[noun], self._both(nouns.TABLES[noun])[1])
            progress.step()
        made = joined(first, second, take)
        for each in left_over(first, second, made):
            field = field_words(each)
            self._said.append(f"{field.name}: {field.second}")
        change.remove(nouns.PUPILS, second.id)  # first, so that its UPN is free
        change.save(nouns.PUPILS, made)
        change.add(
            nouns.MERGED_PUPILS,
            MergedPupilDraft(pupil_id=first.id, former_id=second.id, on=self._desk.today),
        )
        change.add_all(nouns.NOTES, self._notes())
        return made

    def _both(self, table: Table[K]) -> tuple[list[K], list[K]]:
        store = self._desk.store
        return table.of(store, pupil_id=self._first.id), table.of(store, pupil_id=self._second.id)

    def _give(self, table: Table[K], records: list[K], **more: object) -> None:
        update = {"pupil_id": self._first.id, **more}
        self._change.save_all(table, [record.model_copy(update=update) for record in records])

    def _drop(self, table: Table[Any], record: Kept, *, say: bool = True) -> None:
        """Take a record out that cannot go over, with its words in the note unless the first record has them too."""
        self._change.remove(table, record.id)
        if say:
            words = "\n".join(f"{name}: {held}" for name, held in fields_of(record))
            self._said.append(f"{title_of(record)}\n{words}".strip())

    def _unless_there(self, table: Table[Any]) -> None:
        """What both have word for word is kept once."""
        first, second = self._both(table)
        there = {_apart_from_whose(each) for each in first}
        for each in second:
            if _apart_from_whose(each) in there:
                self._drop(table, each, say=False)
            else:
                self._give(table, [each])

    def _once(self, table: Table[Any]) -> None:
        """What a child has once: the first one's stays, the second's goes over or into the note."""
        first, second = self._both(table)
        for each in second:
            if not first:
                self._give(table, [each])
            else:
                said = _apart_from_whose(each) != _apart_from_whose(first[0])
                self._drop(table, _with_photo_said(each), say=said)

    def _contacts(self) -> None:
        first, second = self._both(nouns.CONTACTS)
        there = {_apart_from_whose(each, "rank") for each in first}
        rank = max((each.rank for each in first), default=0)
        for each in second:
            if _apart_from_whose(each, "rank") in there or _says_no_more(each, first):
                self._drop(nouns.CONTACTS, each, say=False)
            else:
                rank += 1
                self._give(nouns.CONTACTS, [each], rank=rank)

    def _needs(self) -> None:
        first, second = self._both(nouns.NEEDS)
        rank = max((each.rank for each in first), default=0)
        for each in second:
            twin = next((mine for mine in first if _same_need(mine, each)), None)
            if twin is not None:
                self._drop(nouns.NEEDS, each, say=bool(each.note) and each.note != twin.note)
            else:
                rank += 1
                self._give(nouns.NEEDS, [each], rank=rank)

    def _statuses(self) -> None:
        """The first record's history holds; the second's stretches fill the days that it says nothing of.

        So a child on the register by either record is on it still. An EHC plan of the second holds as from its own
        day, and what the first says of these days gives way to it. What begins or ends otherwise here is said.
        """
        first, second = self._both(nouns.STATUSES)
        for each in sorted(second, key=lambda one: one.status != "E"):  # stable: plans first
            twin = next((mine for mine in first if _same_status(mine, each)), None)
            yielding = [mine for mine in first if _gives_way(mine, each)]
            history = [mine for mine in first if mine not in yielding]
            begin = _first_free_day(history, each)
            if twin is not None:
                self._drop(nouns.STATUSES, each, say=bool(each.reason) and each.reason != twin.reason)
            elif begin is None:
                self._drop(nouns.STATUSES, each)
            else:
                later = min((mine.since for mine in history if mine.since > begin), default=None)
                end, days = each.end, dict[str, date | None]()
                if later is not None and (end is None or end >= later):
                    end = later - timedelta(days=1)
                    until = f"until {in_words(each.end)}" if each.end else "without an end"
                    self._said.append(f"{title_of(each)}, which stood there {until}, ends on {in_words(end)} here.")
                if begin != each.since:
                    days = {"start": begin, "as_found_on": None}
                    self._said.append(f"{title_of(each)} begins on {in_words(begin)} here, where the other ends.")
                self._give(nouns.STATUSES, [each], end=end, **days)
                left = [part for mine in yielding for part in self._make_room(mine, begin, end)]
                first = [*history, *left, each.model_copy(update={"end": end, **days})]

    def _make_room(self, mine: Status, begin: date, end: date | None) -> list[Status]:
        """What is left of a stretch of the first record where a plan holds from `begin` to `end`; the rest is said."""
        if (end is not None and mine.since > end) or (mine.end is not None and mine.end < begin):
            return [mine]
        stood = f"{title_of(mine)}, which stood {_from_to(mine)},"
        before = mine.model_copy(update={"end": begin - timedelta(days=1)}) if mine.since < begin else None
        goes_on = end is not None and (mine.end is None or mine.end > end)
        after = {"start": end + timedelta(days=1), "as_found_on": None} if end is not None and goes_on else None
        if before is not None and after is not None:
            self._change.save(nouns.STATUSES, before)
            more = StatusDraft.model_validate(mine.model_dump(exclude={"id"}) | after)
            self._said.append(f"{stood} makes room for the EHC plan of the other record, and goes on after it.")
            return [before, self._change.add(nouns.STATUSES, more)]
        if before is None and after is None:
            self._drop(nouns.STATUSES, mine)
            return []
        kept = before if before is not None else mine.model_copy(update=after or {})
        self._change.save(nouns.STATUSES, kept)
        last = in_words(begin - timedelta(days=1))
        where = f"ends on {last}" if before is not None else f"begins on {in_words(kept.since)}"
        self._said.append(f"{stood} {where} here: the EHC plan of the other record holds then.")
        return [kept]

    def _cycles(self) -> None:
        """Numbers are the child's own: the second's go on after the first's, so that no paper's number changes."""
        first, second = self._both(nouns.CYCLES)
        number = max((each.number for each in first), default=0)
        for each in second:
            number += 1
            if each.number != number:
                self._said.append(f"Cycle {each.number} of the other record is cycle {number} here.")
            self._give(nouns.CYCLES, [each], number=number)
        if sum(each.stage != "closed" for each in (*first, *second)) > 1:
            self._said.append("More than one cycle is open now: close the one that is not gone on with.")

    def _places(self) -> None:
        first, second = self._both(nouns.PROVISION_PUPILS)
        there: dict[str, ProvisionPupil] = {each.provision_id: each for each in first}
        for each in second:
            mine = there.get(each.provision_id)
            if mine is None:
                self._give(nouns.PROVISION_PUPILS, [each])
                continue
            provision = nouns.PROVISIONS.get(self._desk.store, each.provision_id)
            differs = _apart_from_whose(each, "provision_id") != _apart_from_whose(mine, "provision_id")
            self._change.remove(nouns.PROVISION_PUPILS, each.id)
            if differs:
                dates = " to ".join(in_words(day) for day in (each.start, each.end) if day) or "its own dates"
                self._said.append(f"Both records were on “{provision.what}”; the other one for {dates}.")

    def _roll_images(self) -> None:
        """What a roll said last is the program's own: the newer of the two is held against the next roll."""
        first, second = self._both(nouns.ROLL_IMAGES)
        newest: RollImage | None = max((*first, *second), key=lambda each: each.as_of, default=None)
        for each in (*first, *second):
            if each is not newest:
                self._change.remove(nouns.ROLL_IMAGES, each.id)
        if newest is not None and newest in second:
            self._give(nouns.ROLL_IMAGES, [newest])

    def _custom_values(self) -> None:
        first, second = self._both(nouns.CUSTOM_VALUES)
        there = {each.field_id: each.value for each in first}
        names = {each.id: each.name for each in nouns.CUSTOM_FIELDS.all(self._desk.store)}
        for each in second:
            if each.field_id not in there:
                self._give(nouns.CUSTOM_VALUES, [each])
                continue
            self._change.remove(nouns.CUSTOM_VALUES, each.id)
            if each.value and each.value != there[each.field_id]:
                self._said.append(f"{names.get(each.field_id, 'Own field')}: {each.value}")

    def _assignments(self) -> None:
        first, second = self._both(nouns.ASSIGNMENTS)
        there = {each.person_id for each in first}
        for each in second:
            if each.person_id in there:
                self._change.remove(nouns.ASSIGNMENTS, each.id)
            else:
                self._give(nouns.ASSIGNMENTS, [each])

    def _sessions(self) -> None:
        """Who was away is listed by the child's id, which is the first one's from now on."""
        mine = {place.provision_id for place in nouns.PROVISION_PUPILS.of(self._desk.store, pupil_id=self._first.id)}
        changed = []
        for session in nouns.SESSIONS.where(self._desk.store, "instr(absent, ?)", [f'"{self._second.id}"']):
            absent = [each for each in session.absent if each != self._second.id]
            if session.provision_id not in mine and self._first.id not in absent:
                absent.append(self._first.id)
            elif self._first.id not in absent:
                self._said.append(f"{title_of(session)}: the other record was marked as away.")
            changed.append(session.model_copy(update={"absent": tuple(absent)}))
        self._change.save_all(nouns.SESSIONS, changed)

    def _notes(self) -> list[NoteDraft]:
        """What only a note can hold, in as many as it takes."""
        if not self._said:
            return []
        day = self._desk.today
        head = f"Two records of this child were made one on {in_words(day)}. The other record also held:"
        texts = [head]
        for said in self._said:
            for at in range(0, len(said), _LONGEST - len(head)):
                piece = said[at : at + _LONGEST - len(head)]
                if len(texts[-1]) + len(piece) > _LONGEST:
                    texts.append(head)
                texts[-1] += f"\n\n{piece}"
        return [NoteDraft(pupil_id=self._first.id, on=day, text=text) for text in texts]


def _apart_from_whose(record: Kept, *but: str) -> tuple[tuple[str, str], ...]:
    left = {"id", "pupil_id", "source", *but}
    return tuple((name, repr(value)) for name, value in record if name not in left)


def _says_no_more(contact: Contact, others: list[Contact]) -> bool:
    """Whether a contact is there already, with everything this one says."""
    said = {name: value for name, value in contact if value and name not in ("id", "pupil_id", "rank", "name")}
    return any(
        letters_of(each.name) == letters_of(contact.name)
        and all(getattr(each, name) == value for name, value in said.items())
        for each in others
    )


def _same_need(one: Need, other: Need) -> bool:
    return one.code == other.code and one.until == other.until


def _first_free_day(history: Sequence[Status], stretch: Status) -> date | None:
    """The first day of a stretch of which a history says nothing; None where it says something of each."""
    day = stretch.since
    while covering := [mine for mine in history if mine.since <= day and (mine.end is None or day <= mine.end)]:
        ends = [mine.end for mine in covering if mine.end is not None]
        if len(ends) < len(covering):
            return None
        day = max(ends) + timedelta(days=1)
    return day if stretch.end is None or day <= stretch.end else None


def _gives_way(mine: Status, other: Status) -> bool:
    """Whether a stretch of the record that stays gives way to one of the other: to an EHC plan alone.

    SEN Support and monitoring do; so does a decision that the child is off the register that is older than the plan.
    """
    older = mine.status == "N" and mine.since <= other.since
    return other.status == "E" and (older or mine.status in ("K", "monitoring"))


def _from_to(stretch: Status) -> str:
    until = f"until {in_words(stretch.end)}" if stretch.end else "without an end"
    return until if stretch.since == date.min else f"from {in_words(stretch.since)} {until}"


def _same_status(one: Status, other: Status) -> bool:
    return (one.status, one.since, one.end) == (other.status, other.since, other.end)


def _with_photo_said(record: Kept) -> Kept:
    """A profile's photo stays among the documents; its words go into the note."""
    return record.model_copy(update={"photo_id": None}) if isinstance(record, Profile) else record
