"""Everything the desk holds on one pupil, read at once: what the pupil page shows and the pack is composed from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeVar

from senco_desk.domain.commitments import Commitment
from senco_desk.domain.cycles import Cycle, Outcome
from senco_desk.domain.involvement import Involvement
from senco_desk.domain.measures import Assessment, Attendance, Suspension
from senco_desk.domain.needs import AreaNote, Diagnosis, Need, Status, needs_on, status_on
from senco_desk.domain.papers import Document, Note, Pack
from senco_desk.domain.profiles import Profile
from senco_desk.domain.provision import Provision, ProvisionPupil, Session
from senco_desk.domain.pupils import Contact, Pupil
from senco_desk.domain.reviews import Meeting, Review
from senco_desk.domain.views import View


class OfPupil(Protocol):
    """A record that is about one pupil."""

    @property
    def pupil_id(self) -> str:
        """Whom it is about."""


R = TypeVar("R", bound=OfPupil)


def by_pupil(records: Iterable[R]) -> dict[str, list[R]]:
    """Records of many pupils under each pupil's id, in the order given; a pupil without any has an empty list."""
    found: dict[str, list[R]] = defaultdict(list)
    for record in records:
        found[record.pupil_id].append(record)
    return found


def next_review_of(open_cycle: Cycle | None, reviews: Sequence[Review]) -> date | None:
    """The day of the next review: the open cycle's, else the one that the latest review set.

    So a day agreed with the parents at a review stands before the next cycle is opened, and in a cycle that has no
    day of its own yet. `reviews` are one child's, in any order.
    """
    if open_cycle is not None and open_cycle.review_due is not None:
        return open_cycle.review_due
    latest = max(reviews, key=lambda review: (review.on, review.id), default=None)
    return latest.next_review if latest is not None else None


@dataclass(frozen=True)
class ProvisionLine:
    """A provision as one pupil has it: the line, the pupil's place on it, and the sessions that were logged."""

    provision: Provision
    place: ProvisionPupil
    sessions: tuple[Session, ...]

    @property
    def start(self) -> date:
        """The first day for this pupil."""
        return self.place.start or self.provision.start

    @property
    def end(self) -> date:
        """The last day for this pupil."""
        return self.place.end or self.provision.end


@dataclass(frozen=True)
class PupilRecord:
    """One pupil's whole record; every tuple is in the order people read it, oldest or first-ranked first."""

    pupil: Pupil
    contacts: tuple[Contact, ...] = ()
    statuses: tuple[Status, ...] = ()
    needs: tuple[Need, ...] = ()
    area_notes: tuple[AreaNote, ...] = ()
    views: tuple[View, ...] = ()
    cycles: tuple[Cycle, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    reviews: tuple[Review, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    lines: tuple[ProvisionLine, ...] = ()
    involvements: tuple[Involvement, ...] = ()
    attendances: tuple[Attendance, ...] = ()
    assessments: tuple[Assessment, ...] = ()
    suspensions: tuple[Suspension, ...] = ()
    documents: tuple[Document, ...] = ()
    notes: tuple[Note, ...] = ()
    packs: tuple[Pack, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    diagnoses: tuple[Diagnosis, ...] = ()
    profile: Profile | None = None

    def status(self, day: date) -> Status | None:
        """The status that held on a day."""
        return status_on(self.statuses, day)

    def needs_on(self, day: date) -> list[Need]:
        """The needs that stand on a day, primary first."""
        return needs_on(self.needs, day)

    def outcomes_of(self, cycle: Cycle) -> list[Outcome]:
        """A cycle's outcomes in their order."""
        return [outcome for outcome in self.outcomes if outcome.cycle_id == cycle.id]

    def reviews_of(self, cycle: Cycle) -> list[Review]:
        """A cycle's reviews, oldest first."""
        return [review for review in self.reviews if review.cycle_id == cycle.id]

    def lines_of(self, cycle: Cycle) -> list[ProvisionLine]:
        """The provision that was planned in a cycle."""
        return [line for line in self.lines if line.place.cycle_id == cycle.id]

    def current_cycle(self) -> Cycle | None:
        """The last cycle that is not closed."""
        return next((cycle for cycle in reversed(self.cycles) if cycle.stage != "closed"), None)

    def next_review(self) -> date | None:
        """The day of the next review, if one is set: see `next_review_of`."""
        return next_review_of(self.current_cycle(), self.reviews)

    def parent_meetings(self, start: date, end: date) -> list[Meeting]:
        """The meetings with parents from one day to another, both included (Code 6.65 asks for three a year)."""
        return [meeting for meeting in self.meetings if meeting.with_parents and start <= meeting.on <= end]
