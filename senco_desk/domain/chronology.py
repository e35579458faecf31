"""A child's chronology: everything that happened, on the day it happened, with where it comes from.

It also knows the stretches of term time in which nothing was recorded as done (`term_gaps`).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Literal, TypeVar

from senco_desk.domain.codes import SUSPENSION_REASONS
from senco_desk.domain.cycles import STAGES
from senco_desk.domain.needs import DIAGNOSIS_SOURCES, status_on
from senco_desk.domain.papers import CONTACT_KINDS
from senco_desk.domain.pupil_records import PupilRecord
from senco_desk.domain.reviews import DECISIONS, RATINGS
from senco_desk.domain.terms import EARLIEST, LATEST, MONTHS, SchoolCalendar, in_words
from senco_desk.domain.views import METHODS

Item = TypeVar("Item")

Kind = Literal[
    "status", "cycle", "review", "meeting", "view", "professional", "document", "note", "suspension", "provision",
    "contact", "promise", "diagnosis", "attendance", "assessment", "profile",
]  # fmt: skip

KIND_WORDS: dict[Kind, str] = {
    "status": "Status",
    "cycle": "Cycle",
    "review": "Review",
    "meeting": "Meeting",
    "view": "View",
    "professional": "Professional",
    "document": "Document",
    "note": "Note",
    "contact": "Contact",
    "suspension": "Suspension",
    "provision": "Provision",
    "promise": "Promise",
    "diagnosis": "Diagnosis",
    "attendance": "Attendance",
    "assessment": "Assessment",
    "profile": "One-page profile",
}

NOT_IN_A_PACK: frozenset[Kind] = frozenset({"promise", "attendance", "assessment", "profile"})
"""What the chronology of a pack leaves out: figures have a section of their own there, and who promised what is for
those who keep it."""

GAP_WEEKS = 6
"""School weeks without anything recorded after which somebody should ask why: a half-term, about. A habit, no rule."""

_ORDER: tuple[Kind, ...] = (
    "suspension", "attendance", "assessment", "note", "contact", "document", "diagnosis", "professional", "view",
    "profile", "meeting", "promise", "cycle", "status", "provision",
)  # fmt: skip
"""Within a day, what led to something comes before it; a review stands among the cycles, after its own."""

_OPENED, _PLANNED, _DONE, _REVIEWED = range(4)
"""The stages of a cycle in the order in which they come, which decides where two of them fall on one day."""


@dataclass(frozen=True)
class Event:
    """One thing that happened; `noun` and `record_id` name the record that says so.

    `turn` orders events of one day and one kind: for those of cycles, the cycle's number and then its stage. `who` was
    there, wrote or promised it; `label` names its kind more closely (`Phone call`). `done` is False for what was not
    done on that day: a day that was only named, or figures that came in.
    """

    on: date
    kind: Kind
    title: str
    detail: str
    noun: str
    record_id: str
    turn: tuple[int, int] = (0, 0)
    who: str = ""
    label: str = ""
    done: bool = True

    @property
    def key(self) -> tuple[str, str, date, str]:
        """What tells it from every other event of the child."""
        return self.noun, self.record_id, self.on, self.title

    @property
    def kind_words(self) -> str:
        """Its kind as people say it: `Phone call`, `Review`."""
        return self.label or KIND_WORDS[self.kind]

    @property
    def spoken(self) -> str:
        """The whole of it in words, as a screen reader says it."""
        kind = "" if self.kind_words.casefold() in self.title.casefold() else f"{self.kind_words}. "
        who = f", {self.who}" if self.who and self.who not in f"{self.title} {self.detail}" else ""
        return f"{in_words(self.on)}. {kind}{self.title}{who}. {' '.join(self.detail.split())}".strip()


@dataclass(frozen=True)
class Gap:
    """A stretch of term time without anything recorded: its first and last day, and the school days in it."""

    start: date
    end: date
    school_days: int

    @property
    def weeks(self) -> int:
        """Whole school weeks, of five school days."""
        return self.school_days // 5

    @property
    def words(self) -> str:
        """`No recorded activity 14 Feb – 2 May 2026, 8 school weeks`."""
        year = f" {self.start.year}" if self.start.year != self.end.year else ""
        days = f"{_short(self.start)}{year} – {_short(self.end)} {self.end.year}"
        return f"No recorded activity {days}, {self.weeks} school weeks"


def chronology(record: PupilRecord, *, confidential: bool = True) -> list[Event]:
    """Every event of a pupil's record, oldest first; `confidential` documents can be left out.

    Events of one day stand in the order in which they follow from each other: a cycle's review comes before the next
    cycle is opened.
    """
    events = [event for source in _SOURCES for event in source(record)]
    if not confidential:
        hidden = {document.id for document in record.documents if document.confidential}
        events = [event for event in events if event.record_id not in hidden]
    return sorted(events, key=_place)


def with_gaps(items: Iterable[Item], gaps: Iterable[Gap], day: Callable[[Item], date]) -> Iterator[Item | Gap]:
    """What happened, oldest first, with each gap before the first item on or after the day it begins."""
    waiting = deque(sorted(gaps, key=lambda gap: gap.start))
    for item in items:
        while waiting and waiting[0].start <= day(item):
            yield waiting.popleft()
        yield item
    yield from waiting


def term_gaps(
    events: Iterable[Event],
    calendar: SchoolCalendar,
    until: date,
    *,
    also: Iterable[date] = (),
    during: Iterable[tuple[date, date]] | None = None,
    weeks: int = GAP_WEEKS,
) -> list[Gap]:
    """The stretches of more than so many school weeks in which nothing was recorded as done, oldest first.

    What counts as activity: the day of each event that is `done` (anything of the chronology but the day a promise
    falls due and figures of attendance, which come in by themselves), and each day of `also` (sessions that were given:
    see `session_days`). A provision that is planned but of which no session is logged does not count: what is on paper
    only is what a gap is there to show.

    What counts as a gap: the days strictly between one day of activity and the next, or after the last one up to
    `until` (today, or the last day on roll), as far as they lie in one of the stretches `during` (those on which the
    child was monitored or supported: see `support_stretches`; None for all days), if more than `weeks` × 5 school days
    are among them. Holidays do not count towards it, and nothing before the first activity is a gap. A gap begins and
    ends on a school day.
    """
    days = sorted({event.on for event in events if event.done and event.on <= until} | {d for d in also if d <= until})
    one = timedelta(days=1)
    held = None if during is None else sorted(during)
    found: list[Gap] = []
    for before, after in pairwise([*days, until + one] if days else []):
        for first, last in [(date.min, date.max)] if held is None else held:
            start, end = max(before + one, first), min(after - one, last)
            # A child's lifetime lies well inside these years; a mistyped one outside them is no gap.
            if (end - start).days < weeks * 7 or start.year <= EARLIEST or end.year >= LATEST:
                continue
            school_days = calendar.school_days(start, end)
            if len(school_days) > weeks * 5:
                found.append(Gap(school_days[0], school_days[-1], len(school_days)))
    return found


def session_days(record: PupilRecord) -> set[date]:
    """The days on which a logged session was given and the child was there."""
    return {
        session.on
        for line in record.lines
        for session in line.sessions
        if session.given and record.pupil.id not in session.absent and line.start <= session.on <= line.end
    }


def support_stretches(record: PupilRecord, until: date) -> list[tuple[date, date]] | None:
    """The stretches on which the child was monitored, had SEN Support or an EHC plan; None where no status is known."""
    if not record.statuses:
        return None
    edges = {status.since for status in record.statuses}
    edges |= {status.end + timedelta(days=1) for status in record.statuses if status.end and status.end < date.max}
    inside = sorted(edge for edge in edges if edge <= until)
    found: list[tuple[date, date]] = []
    for edge, following in pairwise([*inside, until + timedelta(days=1)]):
        status = status_on(record.statuses, edge)
        if status is None or status.status == "N":
            continue
        last = following - timedelta(days=1)
        if found and found[-1][1] + timedelta(days=1) == edge:
            found[-1] = (found[-1][0], last)
        else:
            found.append((edge, last))
    return found


def _short(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1][:3]}"


def _place(event: Event) -> tuple[date, int, tuple[int, int], str]:
    kind: Kind = "cycle" if event.kind == "review" else event.kind
    return event.on, _ORDER.index(kind), event.turn, event.record_id


def _statuses(record: PupilRecord) -> Iterator[Event]:
    for status in record.statuses:
        start = status.start or status.as_found_on
        if start:
            known = "" if status.start else " (start not known; as found on a roll)"
            told = f" Parents told on {in_words(status.parents_told_on)}." if status.parents_told_on else ""
            yield Event(
                start, "status", f"{status.words}{known}", f"{status.reason}{told}".strip(), "status", status.id,
                who=status.decided_by,
            )  # fmt: skip


def _cycles(record: PupilRecord) -> Iterator[Event]:
    for cycle in record.cycles:
        name, aims = f"Cycle {cycle.number}", "; ".join(outcome.aim for outcome in record.outcomes_of(cycle))
        for on, turn, title, detail in (
            (cycle.opened_on, _OPENED, f"{name} opened", cycle.context),
            (cycle.planned_on, _PLANNED, f"{name}: plan agreed", aims),
            (cycle.started_on, _DONE, f"{name}: {STAGES['do']} began", ""),
        ):
            if on:
                yield Event(on, "cycle", title, detail, "cycle", cycle.id, (cycle.number, turn),
                            who=cycle.responsible_teacher)  # fmt: skip


def _reviews(record: PupilRecord) -> Iterator[Event]:
    numbers = {cycle.id: cycle.number for cycle in record.cycles}
    for review in record.reviews:
        number = numbers.get(review.cycle_id)
        rating = RATINGS.get(review.rating, "") if review.rating is not None else ""
        said = (part for part in (rating, review.impact, DECISIONS[review.decision]) if part)
        detail = " ".join(part if part.endswith((".", "!", "?", "…")) else f"{part}." for part in said)
        title = "Review" if number is None else f"Review of cycle {number}"
        yield Event(review.on, "review", title, detail, "review", review.id, (number or 0, _REVIEWED),
                    who=review.attended)  # fmt: skip


def _meetings(record: PupilRecord) -> Iterator[Event]:
    for meeting in record.meetings:
        title = "Meeting with parents" if meeting.with_parents else "Meeting"
        detail = " ".join(part for part in (meeting.discussed, meeting.agreed and f"Agreed: {meeting.agreed}") if part)
        yield Event(meeting.on, "meeting", title, detail, "meeting", meeting.id, who=meeting.present or meeting.led_by)


def _views(record: PupilRecord) -> Iterator[Event]:
    child = record.pupil.forename or record.pupil.name or "The child"
    for view in record.views:
        who = view.person or (child if view.whose == "child" else "A parent")
        how = f" ({METHODS[view.method]})" if view.method else ""
        yield Event(view.on, "view", f"{who}’s views{how}", f"“{view.words}”", "view", view.id, who=who)


def _professionals(record: PupilRecord) -> Iterator[Event]:
    for each in record.involvements:
        who = f"{each.profession}{f', {each.name}' if each.name else ''}"
        for turn, (day, what, detail) in enumerate((
            (each.asked_on, "asked", ""),
            (each.seen_on, "saw the child", ""),
            (each.reported_on, "reported", each.advice),
            (each.acted_on, "advice acted on", each.action),
        )):  # fmt: skip
            if day:
                yield Event(day, "professional", f"{who}: {what}", detail, "involvement", each.id, (0, turn),
                            who=each.name or each.profession)  # fmt: skip


def _documents(record: PupilRecord) -> Iterator[Event]:
    for document in record.documents:
        detail = ", ".join(part for part in (document.author, document.summary) if part)
        on = document.dated or document.added_on
        yield Event(on, "document", document.title, detail, "document", document.id, who=document.author)


def _notes(record: PupilRecord) -> Iterator[Event]:
    for note in record.notes:
        plain = note.kind in ("note", "")
        words = CONTACT_KINDS["note"] if plain else CONTACT_KINDS.get(note.kind, note.kind.capitalize())
        title = f"{words}{', ' if note.kind in _WRITTEN else ' with '}{note.with_whom}" if note.with_whom else words
        yield Event(note.on, "note" if plain else "contact", title, note.text, "note", note.id,
                    who=note.with_whom, label=words)  # fmt: skip


def _suspensions(record: PupilRecord) -> Iterator[Event]:
    for each in record.suspensions:
        reasons = ", ".join(SUSPENSION_REASONS.name_of(code) for code in each.reasons)
        days = f"{each.days.normalize():f} day{'' if each.days == 1 else 's'}"
        yield Event(each.start, "suspension", f"Suspended, {days}", reasons, "suspension", each.id)


def _provision(record: PupilRecord) -> Iterator[Event]:
    for line in record.lines:
        detail = line.provision.delivered_by
        yield Event(line.start, "provision", f"{line.provision.what} began", detail, "provision", line.provision.id,
                    who=detail)  # fmt: skip


def _promises(record: PupilRecord) -> Iterator[Event]:
    for each in record.commitments:
        due = f" By {in_words(each.due)}." if each.due else ""
        what = each.what if each.what.endswith((".", "!", "?", "…")) else f"{each.what}."
        yield Event(each.made_on, "promise", f"Promised by {each.who}", f"{what}{due}", "commitment", each.id, (0, 0),
                    who=each.who)  # fmt: skip
        if each.state == "open" and each.due:
            yield Event(each.due, "promise", f"Promise due: {each.who}", what, "commitment", each.id, (0, 1),
                        who=each.who, done=False)  # fmt: skip
        elif each.state != "open" and each.kept_on:
            title = f"Promise kept: {each.who}" if each.state == "kept" else f"Promise no longer needed: {each.who}"
            detail = f"{what} {each.outcome}".strip()
            yield Event(each.kept_on, "promise", title, detail, "commitment", each.id, (0, 2), who=each.who)


def _diagnoses(record: PupilRecord) -> Iterator[Event]:
    for each in record.diagnoses:
        if each.on:
            known = f"Known from: {DIAGNOSIS_SOURCES[each.source].lower()}." if each.source else ""
            detail = " ".join(part for part in (each.note, known) if part)
            yield Event(each.on, "diagnosis", f"Diagnosis: {each.what}", detail, "diagnosis", each.id, who=each.made_by)


def _figures(record: PupilRecord) -> Iterator[Event]:
    for each in record.attendances:
        rate = each.rate
        said = "no figure" if rate is None else f"{rate.normalize():f} %"
        counted = ""
        if each.possible and each.attended is not None:
            counted = f": {each.attended:,} of {each.possible:,} half-day sessions"
        detail = f"{in_words(each.start)} to {in_words(each.end)}{counted}."
        yield Event(each.end, "attendance", f"Attendance {said}", detail, "attendance", each.id, done=False)
    for result in record.assessments:
        value = result.value or (f"{result.number.normalize():f}" if result.number is not None else "")
        expected = f"Expected: {result.expected}." if result.expected else ""
        title = f"{result.subject}: {value}" if value else result.subject
        detail = " ".join(part for part in (_sentence(result.measure), expected) if part)
        yield Event(result.on, "assessment", title, detail, "assessment", result.id)


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}." if words else ""


def _profile(record: PupilRecord) -> Iterator[Event]:
    made = record.profile
    if made is not None:
        detail = " · ".join(made.must_knows) or made.matters
        yield Event(made.on, "profile", "One-page profile made", detail, "profile", made.id, who=made.made_with)


_WRITTEN = frozenset({"email", "message"})

_SOURCES = (
    _statuses, _cycles, _reviews, _meetings, _views, _professionals, _documents, _notes, _suspensions, _provision,
    _promises, _diagnoses, _figures, _profile,
)  # fmt: skip
