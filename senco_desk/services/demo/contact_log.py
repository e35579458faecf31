"""Calls, e-mails and talks about the demo's children, and what was promised in them: late, due, undated and done."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from senco_desk.domain.commitments import CommitmentDraft
from senco_desk.domain.papers import NoteDraft
from senco_desk.domain.pupils import Contact, Pupil
from senco_desk.domain.terms import SchoolCalendar
from senco_desk.services.demo.cohort import Child
from senco_desk.store import nouns
from senco_desk.store.gateway import Change


@dataclass(frozen=True)
class _Told:
    """One contact, so many days ago; `{mum}` and `{name}` are filled in. `due` is in days from today."""

    kind: str
    whom: str
    ago: int
    words: str
    promised: str = ""
    due: int | None = None
    done: str = ""


_EVERYTHING: tuple[_Told, ...] = (
    _Told("email", "Dr Anna Reed", 33, "E-mail from Dr Reed: she can come for half a day and would like to see {name}"
          " in a mathematics lesson.", "Send two dates for a visit", -26, "Came on the second of the two days."),
    _Told("call", "{mum}", 24, "Rang {mum}: {name} reads more at home since the books are shorter. She will look for"
          " the hearing test letter.", "Bring the letter about the hearing test", -3),
    _Told("talk", "Mr Owen Griffiths", 17, "In the corridor: the seat at the front helps; copying from the board is"
          " still slow.", "Try printed copies of the board for two weeks", None),
    _Told("meeting", "{mum}, Mrs Anna Green", 12, "Met after school. We looked at the plan together and {name} showed"
          " what has become easier.", "Send home the list of topic words before each topic", 5),
    _Told("message", "{mum}", 6, "Message: {name} slept badly this week and may be tired."),
    _Told("visit", "Speech and language service", 40, "Visit by the service; report to follow.",
          "Send the report", -8),
)  # fmt: skip
"""What the three children whose records are rich have."""

_SOME: tuple[tuple[_Told, ...], ...] = (
    (_Told("call", "{mum}", 10, "Rang home: {name} had a good week and stayed for the whole of assembly."),),
    (_Told("talk", "Mrs Anna Green", 4, "In passing: {name} asked for help for the first time."),),
    (_Told("call", "{mum}", 15, "Phoned {mum} about the morning routine; a later start on Mondays is being tried.",
           "Ring again to say how the Mondays go", 9),),
    (_Told("email", "Medway advisory teaching service", 19, "E-mail from the advisory service with two books to try."),
     _Told("message", "{mum}", 3, "Message: the glasses are ready on Friday.", "Bring the new glasses", -2)),
)  # fmt: skip


def log_contacts(
    change: Change, child: Child, pupil: Pupil, contacts: Sequence[Contact], today: date, calendar: SchoolCalendar
) -> None:
    """Keep what was said about a child; the same child has the same each time the demo is made on a day."""
    chance = random.Random(f"{pupil.upn}/contacts")  # noqa: S311  a story, not a secret
    mum = contacts[0].name if contacts else "home"
    told = _EVERYTHING if child.rich else chance.choice(_SOME) if chance.random() < 0.3 else ()
    for each in told:
        on = _school_day(today - timedelta(days=each.ago), calendar)
        words = each.words.format(mum=mum, name=child.name)
        whom = each.whom.format(mum=mum)
        note = change.add(nouns.NOTES, NoteDraft(pupil_id=pupil.id, on=on, text=words, kind=each.kind, with_whom=whom))
        if not each.promised:
            continue
        due = today + timedelta(days=each.due) if each.due is not None else None
        change.add(
            nouns.COMMITMENTS,
            CommitmentDraft(
                pupil_id=pupil.id,
                made_on=on,
                who=whom.split(",")[0] if each.kind != "meeting" else "Mrs Anna Green",
                what=each.promised,
                due=due,
                state="kept" if each.done else "open",
                kept_on=due if each.done else None,
                outcome=each.done,
                note_id=note.id,
            ),
        )


def _school_day(day: date, calendar: SchoolCalendar) -> date:
    while not calendar.is_school_day(day):
        day -= timedelta(days=1)
    return day
