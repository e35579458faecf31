"""Promises chased: what is open, whose turn it is, and the four ways in which a promise ends or waits.

Nothing here contacts anybody: a reminder is a text that a person reads, changes and sends.
"""

from __future__ import annotations

import json
from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from senco_desk.domain.commitments import OURS, Commitment, CommitmentDraft
from senco_desk.domain.folding import folded
from senco_desk.domain.papers import Note
from senco_desk.domain.problems import Problem, RefusedError
from senco_desk.domain.pupils import Pupil
from senco_desk.domain.quick_entry import PromiseRead, both_ends, promises_in
from senco_desk.domain.reviews import Meeting
from senco_desk.domain.terms import in_words
from senco_desk.services import contacts_log, records, schools
from senco_desk.services.desk import Desk, Done, done
from senco_desk.store import desk_state, journal, nouns


@dataclass(frozen=True)
class Promise:
    """A promise, the child it is about, and whether the school itself made it."""

    kept: Commitment
    pupil: Pupil
    ours: bool
    days_late: int
    lingers: bool

    @property
    def id(self) -> str:
        """The promise's id."""
        return self.kept.id

    @property
    def pupil_id(self) -> str:
        """The child's id."""
        return self.pupil.id

    @property
    def standing(self) -> str:
        """How it stands in words: `3 days late`, `no day was named`, `done on 3 November 2026`."""
        kept = self.kept
        if kept.state == "kept":
            return f"done on {in_words(kept.kept_on)}" if kept.kept_on else "done"
        if kept.state == "dropped":
            return "no longer needed"
        if self.days_late:
            return f"{self.days_late} day{'' if self.days_late == 1 else 's'} late"
        return "open" if kept.due else "no day was named"


def listed(desk: Desk, *, everything: bool = False) -> list[Promise]:
    """The open promises by the day they are due, the undated last; with `everything` the ended ones after them."""
    own, today, store = contacts_log.own_names(desk), desk.today, desk.store
    kept = nouns.COMMITMENTS.all(store) if everything else nouns.COMMITMENTS.where(store, "state = 'open'")
    ids = json.dumps(list({each.pupil_id for each in kept}))
    names = {pupil.id: pupil for pupil in nouns.PUPILS.where(store, "id in (select value from json_each(?))", [ids])}
    found = [
        Promise(each, names[each.pupil_id], each.is_ours(own), each.days_late(today), each.lingers(today))
        for each in kept
        if each.pupil_id in names
    ]
    return sorted(found, key=_place)


def any_made(desk: Desk) -> bool:
    """Whether there is any promise at all, also one that has ended."""
    return bool(desk.store.query("select 1 from commitment limit 1"))


def of_pupil(desk: Desk, pupil_id: str) -> list[Promise]:
    """Every promise about one child, the open ones first."""
    own, today = contacts_log.own_names(desk), desk.today
    pupil = nouns.PUPILS.get(desk.store, pupil_id)
    found = [
        Promise(each, pupil, each.is_ours(own), each.days_late(today), each.lingers(today))
        for each in nouns.COMMITMENTS.of(desk.store, pupil_id=pupil_id)
    ]
    return sorted(found, key=_place)


def get(desk: Desk, promise_id: str) -> Promise:
    """One promise; refused where it is gone."""
    kept = nouns.COMMITMENTS.get(desk.store, promise_id)
    pupil = nouns.PUPILS.get(desk.store, kept.pupil_id)
    own = contacts_log.own_names(desk)
    return Promise(kept, pupil, kept.is_ours(own), kept.days_late(desk.today), kept.lingers(desk.today))


def changeable(desk: Desk, promises: Sequence[Promise]) -> frozenset[str]:
    """The ids of those that the person at the desk may change: all for whoever changes records, else their own."""
    ids = [each.id for each in promises]
    if desk.may("change"):
        return frozenset(ids)
    return journal.begun_by(desk.store, desk.store.person, "commitment", ids) if desk.may("log") else frozenset()


def add(desk: Desk, drafts: Sequence[CommitmentDraft]) -> Done[list[Commitment]]:
    """Keep promises in one change; refused with the problems of the first that has any."""
    for draft in drafts:
        problems = records.problems_of(desk, draft)
        if problems:
            raise RefusedError(problems)
    with desk.store.change("Add promise" if len(drafts) == 1 else "Add promises") as change:
        kept = change.add_all(nouns.COMMITMENTS, drafts)
    return done(kept, change)


def finish(desk: Desk, promise_id: str, on: date | None, outcome: str = "") -> Done[Commitment]:
    """It was done on a day; `outcome` is what came of it."""
    return _change(desk, promise_id, "Promise done", state="kept", kept_on=on, outcome=outcome)


def put_off(desk: Desk, promise_id: str, due: date | None) -> Done[Commitment]:
    """A new day; refused without one, or with one before today."""
    if due is None:
        raise RefusedError([Problem(field="due", sentence="Give the new day.")])
    if due < desk.today:
        raise RefusedError([Problem(field="due", sentence=f"{in_words(due)} has gone by: give a day to come.")])
    return _change(desk, promise_id, "Put promise off", due=due, state="open", kept_on=None)


def drop(desk: Desk, promise_id: str, reason: str) -> Done[Commitment]:
    """It is no longer needed; refused without a reason, since somebody will ask."""
    if not reason.strip():
        raise RefusedError([Problem(field="outcome", sentence="Say in a few words why it is no longer needed.")])
    return _change(desk, promise_id, "Drop promise", state="dropped", kept_on=None, outcome=reason)


def reopen(desk: Desk, promise_id: str) -> Done[Commitment]:
    """It was not done after all: it is open again, with its words."""
    return _change(desk, promise_id, "Reopen promise", state="open", kept_on=None)


def remove(desk: Desk, promise_id: str) -> Done[None]:
    """Into the bin; undo brings it back."""
    return records.remove(desk, nouns.COMMITMENTS.get(desk.store, promise_id))


def reminder(desk: Desk, promise: Promise) -> str:
    """A polite text that asks after a promise, to be sent by a person. It names the child by initials only."""
    kept, school = promise.kept, schools.school(desk)
    name = kept.who.split(",")[0].strip()
    name = "colleague" if name.casefold() in OURS else name
    agreed = f"On {in_words(kept.made_on)} we noted: “{kept.what}”"
    by = f", by {in_words(kept.due)}" if kept.due else ""
    return "\n".join(
        [
            f"Dear {name},",
            "",
            f"This is about {promise.pupil.initials.rstrip('.')}. {agreed}{by}.",
            "",
            _ASKING,
            "",
            "With thanks,",
            desk.me.name,
            school.name,
        ]
    )


_ASKING = (
    "Could you let me know how it stands, or when we may expect it? If it is done already, please tell me the day, and"
    " I will note it. If something stands in the way, I am glad to help."
)


def offered_by(desk: Desk, meeting: Meeting) -> list[CommitmentDraft]:
    """The promises that a meeting's agreed words tell of and nobody kept, as drafts: an offer, never kept by itself.

    Each promise kept of the meeting answers for one that it tells of, as in `offered_by_notes`.
    """
    people = contacts_log.people_around(desk, [meeting.pupil_id])
    pupil = nouns.PUPILS.get(desk.store, meeting.pupil_id)
    children = [pupil.name, f"{pupil.legal_forename} {pupil.legal_surname}"]
    told = promises_in(
        meeting.agreed, meeting.on, people, me=meeting.led_by or desk.me.name, agreed=True, children=children
    )
    kept = nouns.COMMITMENTS.of(desk.store, meeting_id=meeting.id)
    return [
        CommitmentDraft(
            pupil_id=meeting.pupil_id, made_on=meeting.on, who=read.who, what=read.what, due=read.due,
            meeting_id=meeting.id,
        )
        for read in _unanswered(told, kept, _dismissed(desk, meeting.id))
    ]  # fmt: skip


def offered_by_notes(desk: Desk, pupil: Pupil, notes: Sequence[Note]) -> list[CommitmentDraft]:
    """The promises that a child's notes tell of and nobody kept, as drafts, the newest first: an offer, no more.

    Each promise kept of a note answers for one that the note tells of: the one in the same words, else the likest by
    the same person or for the same day. So one that was put off or put in other words since is not offered again, and
    a second promise of the same person is.
    """
    people = contacts_log.people_around(desk, [pupil.id])
    mine = journal.begun_by(desk.store, desk.store.person, "note", [each.id for each in notes])
    children = [pupil.name, f"{pupil.legal_forename} {pupil.legal_surname}"]
    found: list[CommitmentDraft] = []
    for note in sorted(notes, key=lambda each: (each.on, each.id), reverse=True):
        kept = nouns.COMMITMENTS.of(desk.store, note_id=note.id)
        me = desk.me.name if note.id in mine else ""
        told = promises_in(both_ends(note.text), note.on, people, spoken_with=note.with_whom, me=me, children=children)
        found += [
            CommitmentDraft(
                pupil_id=pupil.id, made_on=note.on, who=read.who, what=read.what, due=read.due, note_id=note.id
            )
            for read in _unanswered(told, kept, _dismissed(desk, note.id))
        ]
    return found


def dismiss(desk: Desk, source_ids: Sequence[str], words: Sequence[str]) -> None:
    """What these notes or meetings say in these words is no promise: it is not offered again. Only who may log.

    It is no record: undo knows nothing of it, and it goes with the note when its child is erased.
    """
    desk.need("log")
    for source_id in source_ids if words else ():
        name = f"{desk_state.NOT_PROMISED}{source_id}"
        known = {*desk_state.read(desk.store, name).split(), *map(_mark, words)}
        desk_state.keep(desk.store, name, " ".join(sorted(known)))


def _unanswered(told: Sequence[PromiseRead], kept: Sequence[Commitment], gone: Container[str]) -> list[PromiseRead]:
    """Those told of that no kept one answers for, the best pair first, and that nobody said were no promise.

    What is told twice, as in a quoted e-mail, is one. A dismissed one is answered for too: it was put in other words.
    """
    told = list(dict.fromkeys(told))
    pairs = [(_likeness(read, each), each.id, -at) for each in kept for at, read in enumerate(told)]
    answers: dict[str, int] = {}
    for (likely, _words), kept_id, at in sorted(pairs, reverse=True):
        if likely and kept_id not in answers and -at not in answers.values():
            answers[kept_id] = -at
    return [read for at, read in enumerate(told) if at not in answers.values() and _mark(read.what) not in gone]


def _likeness(read: PromiseRead, kept: Commitment) -> tuple[int, int]:
    """The same words count most, then the person, then a day that is named; second, how many words they share."""
    told, now = folded(read.what).split(), folded(kept.what).split()
    same_day = read.due is not None and read.due == kept.due
    return 4 * (told == now) + 2 * (folded(read.who) == folded(kept.who)) + same_day, len({*told} & {*now})


def _dismissed(desk: Desk, source_id: str) -> frozenset[str]:
    return frozenset(desk_state.read(desk.store, f"{desk_state.NOT_PROMISED}{source_id}").split())


def _mark(words: str) -> str:
    """What is remembered of words that are no promise: nothing that could be read."""
    return sha256(folded(" ".join(words.split())).encode()).hexdigest()[:16]


def _change(desk: Desk, promise_id: str, label: str, **fields: object) -> Done[Commitment]:
    before = nouns.COMMITMENTS.get(desk.store, promise_id)
    after = Commitment.model_validate({**dict(before), **fields})
    problems = records.problems_of(desk, after)
    if problems:
        raise RefusedError(problems)
    with desk.store.change(label) as change:
        change.save(nouns.COMMITMENTS, after)
    return done(after, change)


def _place(each: Promise) -> tuple[bool, date, date, str]:
    return each.kept.state != "open", each.kept.due or date.max, each.kept.made_on, each.kept.id
