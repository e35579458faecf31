"""What lasts on a timeline: statuses, cycles with their stages, provision, promises, professionals, attendance."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from senco_desk.domain.chronology import Event
from senco_desk.domain.pupil_records import PupilRecord
from senco_desk.domain.terms import in_words

LaneId = Literal[
    "status", "cycles", "provision", "contacts", "promises", "views", "professionals", "documents", "assessments",
    "attendance", "suspensions",
]  # fmt: skip
LANES: dict[LaneId, str] = {
    "status": "Status",
    "cycles": "Cycles",
    "provision": "Provision",
    "contacts": "Meetings and contacts",
    "promises": "Promises",
    "views": "Views",
    "professionals": "Professionals",
    "documents": "Documents",
    "assessments": "Assessments",
    "attendance": "Attendance",
    "suspensions": "Suspensions",
}
"""The lanes from the top; one without anything in it is not shown."""

SpanStyle = Literal["monitoring", "K", "E", "N", "cycle", "provision", "link", "promise", "attendance"]


BESIDE: frozenset[SpanStyle] = frozenset({"link", "promise"})
"""Spans that are drawn as a line between their marks: their words stand after them, not on them."""


@dataclass(frozen=True)
class Part:
    """A part of a span: a stage of a cycle."""

    start: date
    end: date
    words: str


@dataclass(frozen=True)
class Span:
    """Something that lasted from `start` to `end`, both included.

    `open` says that it goes on after the end that is drawn. `share` is what was delivered of what was logged, or the
    attendance, from 0 to 1; `said` is that in words. `level` is its line within the lane, from 0.
    """

    event: Event
    lane: LaneId
    style: SpanStyle
    start: date
    end: date
    words: str
    open: bool = False
    share: float | None = None
    said: str = ""
    parts: tuple[Part, ...] = ()
    level: int = 0

    def shorter(self) -> tuple[str, ...]:
        """Its words in ever fewer letters: `Cycle 2 · +1`, `Cycle 2`, `2`; the last may be cut off."""
        if self.style != "cycle":
            return (self.words,)
        name = self.words.partition(" · ")[0]
        return self.words, name, name.rpartition(" ")[2]


def spans_of(record: PupilRecord, events: Iterable[Event], today: date) -> Iterable[Span]:
    """The spans of a record, each with the event that began it; one whose event is not shown is not shown either."""
    first: dict[tuple[str, str], Event] = {}
    for event in events:
        first.setdefault((event.noun, event.record_id), event)
    yield from _of_statuses(record, first, today)
    yield from _of_cycles(record, first, today)
    for line in record.lines:
        began = first.get(("provision", line.provision.id))
        if began is not None:
            yield _of_line(record, line.provision.id, began)
    for each in record.involvements:
        asked = first.get(("involvement", each.id))
        days = [day for day in (each.asked_on, each.seen_on, each.reported_on, each.acted_on) if day]
        if asked is not None:
            waiting = each.reported_on is None and each.acted_on is None
            end = max([*days, today]) if waiting else max(days)
            words = f"{each.profession}{f', {each.name}' if each.name else ''}"
            said = "asked, and not reported yet" if waiting else ""
            yield Span(asked, "professionals", "link", min(days), end, words, waiting, said=said)
    for promise in record.commitments:
        made = first.get(("commitment", promise.id))
        if made is not None:
            until = promise.due if promise.state == "open" else promise.kept_on
            going = promise.state == "open" and until is None
            end = max(until or (today if going else promise.made_on), promise.made_on)
            yield Span(made, "promises", "promise", made.on, max(end, made.on), f"{promise.who}: {promise.what}",
                       going)  # fmt: skip
    for figure in record.attendances:
        known = first.get(("attendance", figure.id))
        if known is not None:
            rate = figure.rate
            share = None if rate is None else min(max(float(rate) / 100, 0.0), 1.0)
            start = min(figure.start, figure.end)
            words = known.title.removeprefix("Attendance ")
            yield Span(known, "attendance", "attendance", start, figure.end, words, share=share)


def rating_sign(rating: int) -> str:
    """A review's rating as a sign and a figure: `+1`, `±0`, `−2`."""
    return "±0" if rating == 0 else f"{rating:+d}".replace("-", "−")


_DAY = timedelta(days=1)


def _of_statuses(record: PupilRecord, first: dict[tuple[str, str], Event], today: date) -> Iterable[Span]:
    shown = [(status, first[key]) for status in record.statuses if (key := ("status", status.id)) in first]
    shown.sort(key=lambda pair: pair[1].on)
    for place, (status, event) in enumerate(shown):
        following = shown[place + 1][1].on - _DAY if place + 1 < len(shown) else None
        ends = [day for day in (status.end, following) if day is not None]
        end = min(ends) if ends else max(today, event.on)
        yield Span(event, "status", status.status, event.on, max(end, event.on), status.words, not ends)


def _of_cycles(record: PupilRecord, first: dict[tuple[str, str], Event], today: date) -> Iterable[Span]:
    opened = {cycle.opened_on for cycle in record.cycles}
    for cycle in record.cycles:
        event = first.get(("cycle", cycle.id))
        if event is None:
            continue
        reviewed = [review.on for review in record.reviews if review.cycle_id == cycle.id]
        closed = cycle.closed_on or (max(reviewed) if reviewed and cycle.stage == "closed" else None)
        edges = [(cycle.opened_on, "Assess"), (cycle.planned_on, "Plan"), (cycle.started_on, "Do")]
        begun = sorted((on, words) for on, words in edges if on is not None)
        start = min(on for on, _ in begun)
        end = max([closed or max(today, cycle.review_due or today), start, begun[-1][0]])
        if closed == end > start and end in opened:
            end -= _DAY  # the next cycle was opened at the review: it has that day
        stops = [*(on for on, _ in begun[1:]), end + _DAY]
        parts = tuple(
            Part(on, until - _DAY, words) for (on, words), until in zip(begun, stops, strict=True) if until > on
        )
        due = f"review due {in_words(cycle.review_due)}" if closed is None and cycle.review_due else ""
        rated = [
            rating_sign(each.rating) for each in record.reviews if each.cycle_id == cycle.id and each.rating is not None
        ]
        words = " · ".join([f"Cycle {cycle.number}", *rated])
        yield Span(event, "cycles", "cycle", start, end, words, closed is None, said=due, parts=parts)


def _of_line(record: PupilRecord, provision_id: str, event: Event) -> Span:
    line = next(each for each in record.lines if each.provision.id == provision_id)
    provision = line.provision
    logged = [each for each in line.sessions if line.start <= each.on <= line.end]
    given = sum(each.given and record.pupil.id not in each.absent for each in logged)
    said, share = "", None
    if logged:
        share = given / len(logged)
        said = f"{given:,} of {len(logged):,} logged sessions given"
    group = f"group of {provision.group_size}" if provision.group_size > 1 else "one to one"
    who = f", {provision.delivered_by}" if provision.delivered_by else ""
    words = f"{provision.what}{who}, {group}"
    start, end = min(line.start, line.end), max(line.start, line.end)
    return Span(event, "provision", "provision", start, end, words, share=share, said=said)
