"""A child's record as a timeline: lanes of marks and spans by date, with terms, holidays and gaps behind them.

Dates in, and a picture without any geometry out, so that the window and the printed page draw one and the same thing.
Each event of the chronology has exactly one mark here, so that a list of the events and the picture stay in step; a
span (a status, a cycle, a provision) belongs to the mark of the event that began it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from itertools import pairwise

from senco_desk.domain.chronology import (
    Event,
    Gap,
    Kind,
    chronology,
    session_days,
    support_stretches,
    term_gaps,
)
from senco_desk.domain.pupil_records import PupilRecord
from senco_desk.domain.terms import AcademicYear, SchoolCalendar, in_words
from senco_desk.domain.timeline_scale import Window, from_to, known_years, shifted
from senco_desk.domain.timeline_shapes import Shape
from senco_desk.domain.timeline_spans import BESIDE, LANES, LaneId, Span, rating_sign, spans_of


@dataclass(frozen=True)
class Mark:
    """One event in its lane. Where it has a `span` of its own, that is what is drawn of it."""

    event: Event
    lane: LaneId
    shape: Shape
    words: str
    span: Span | None = None
    level: int = 0

    @property
    def on(self) -> date:
        """The day it stands on."""
        return self.event.on

    @property
    def spoken(self) -> str:
        """The whole of it in words."""
        said, span = self.event.spoken, self.span
        if span is None or span.style == "attendance":
            return said
        more = [] if span.words in said else [f"{span.words}."]
        if span.style != "promise":
            more.append("It goes on." if span.open else f"Until {in_words(span.end)}.")
        if span.said:
            more.append(f"{span.said[:1].upper()}{span.said[1:]}.")
        return " ".join([said, *more])


@dataclass(frozen=True)
class Lane:
    """A lane with so many levels, one above the other."""

    id: LaneId
    levels: int
    marks: tuple[Mark, ...]
    spans: tuple[Span, ...]

    @property
    def words(self) -> str:
        """What it is called."""
        return LANES[self.id]


@dataclass(frozen=True)
class Stretch:
    """Days that are shaded or named: a holiday, a half-term."""

    start: date
    end: date
    words: str

    def shorter(self) -> tuple[str, ...]:
        """Its name in ever fewer letters: `Autumn 1 2026`, `Autumn 1`, `Aut 1`."""
        name, _, number = self.words.rpartition(" ")
        return f"{self.words} {self.start.year}", self.words, f"{name[:3]} {number}".strip()


@dataclass(frozen=True)
class Timeline:
    """The whole picture. `marks` are in the order of the chronology; `assumed` where terms were never entered."""

    window: Window
    today: date
    lanes: tuple[Lane, ...]
    marks: tuple[Mark, ...]
    gaps: tuple[Gap, ...] = ()
    terms: tuple[Stretch, ...] = ()
    holidays: tuple[Stretch, ...] = ()
    assumed: bool = False

    @property
    def first(self) -> date:
        """The first day."""
        return self.window.first

    @property
    def last(self) -> date:
        """The last day."""
        return self.window.last

    @cached_property
    def places(self) -> dict[tuple[str, str, date, str], int]:
        """Where each event's mark stands among the marks, by the event's key."""
        return {mark.event.key: place for place, mark in enumerate(self.marks)}

    @property
    def sentence(self) -> str:
        """The picture in a few sentences, for those who do not see it."""
        if not self.marks:
            return "Nothing has been recorded yet."
        count = "1 entry" if len(self.marks) == 1 else f"{len(self.marks):,} entries"
        lanes = ", ".join(f"{lane.words} {len(lane.marks):,}" for lane in self.lanes)
        said = [f"Timeline from {from_to(self.first, self.last)}, {count}: {lanes}."]
        said += [f"{gap.words}." for gap in self.gaps]
        return " ".join(said)

    @property
    def opening(self) -> Window:
        """What is shown at first: the record without the years before it from which there are papers only.

        One old report would press a child's whole time at the school into a corner.
        """
        began = min((mark.on for mark in self.marks if mark.event.kind not in ("document", "diagnosis")), default=None)
        ends = [mark.span.end if mark.span is not None else mark.on for mark in self.marks]
        last = max([day for day in ends if day <= shifted(self.today, _AHEAD)] + [self.today])
        return Window(self.first if began is None else min(began, last), last)

    def term_of(self, day: date) -> Window:
        """The half-terms' days around a day, as far as a whole term: what "This term" shows."""
        return _around(self.terms, day) or Window(day - timedelta(days=45), day + timedelta(days=45))

    def cut(self, window: Window) -> Timeline:
        """The part that touches some days, with every lane's levels as they are; lanes with nothing there are gone."""
        lanes = []
        for lane in self.lanes:
            spans = tuple(each for each in lane.spans if each.end >= window.first and each.start <= window.last)
            kept = {id(each) for each in spans}
            marks = tuple(
                each for each in lane.marks
                if id(each.span) in kept or (each.span is None and window.first <= each.on <= window.last)
            )  # fmt: skip
            if marks or spans:
                lanes.append(replace(lane, marks=marks, spans=spans))
        shown = {id(mark) for lane in lanes for mark in lane.marks}
        gaps = tuple(gap for gap in self.gaps if gap.end >= window.first and gap.start <= window.last)
        marks = tuple(mark for mark in self.marks if id(mark) in shown)
        return replace(self, window=window, lanes=tuple(lanes), marks=marks, gaps=gaps)


def timeline(
    record: PupilRecord,
    calendar: SchoolCalendar,
    today: date,
    *,
    events: Sequence[Event] | None = None,
) -> Timeline:
    """The timeline of a record: every event of its chronology in its lane (or of `events`, a part of it).

    It reaches from the first event to today, or to the last day that is planned.
    """
    told = list(chronology(record)) if events is None else list(events)
    spans = {span.event.key: span for span in spans_of(record, told, today)}
    made = [_mark(event, record, spans.get(event.key)) for event in told]
    days = [event.on for event in told] + [span.end for span in spans.values()]
    days += [span.start for span in spans.values()]
    first, last = min([*days, today]), max([*days, today])
    beside = (last - first).days // 20
    lanes = tuple(_packed(lane, made, beside) for lane in LANES if any(mark.lane == lane for mark in made))
    by_key = {mark.event.key: mark for lane in lanes for mark in lane.marks}
    leaving = record.pupil.leaving_date
    until = today if leaving is None else min(today, leaving - timedelta(days=1))
    # A mistyped year would have a thousand terms reckoned: no child's time at school is longer than this.
    near = max(first, shifted(today, -_LONGEST)), min(last, shifted(today, _LONGEST))
    terms = tuple(_terms(calendar, *near))
    return Timeline(
        window=Window(first, last),
        today=today,
        lanes=lanes,
        marks=tuple(by_key[event.key] for event in told),
        gaps=tuple(
            term_gaps(told, calendar, until, also=session_days(record), during=support_stretches(record, until))
        ),
        terms=terms,
        holidays=tuple(
            Stretch(before.end + _DAY, after.start - _DAY, "School holiday")
            for before, after in pairwise(terms)
            if (after.start - before.end).days > 1
        ),
        assumed=any(calendar.is_assumed(AcademicYear(first=year)) for year in known_years(*near)),
    )


_DAY = timedelta(days=1)
_LONGEST = 23 * 366
"""From a birth report to the last plan at twenty-five."""
_AHEAD = 2 * 366
"""What is planned further ahead than this is not shown at first: it may be a mistyped year."""

_LANE_OF: dict[Kind, LaneId] = {
    "status": "status",
    "cycle": "cycles",
    "review": "cycles",
    "provision": "provision",
    "meeting": "contacts",
    "contact": "contacts",
    "note": "contacts",
    "promise": "promises",
    "view": "views",
    "profile": "views",
    "professional": "professionals",
    "diagnosis": "professionals",
    "document": "documents",
    "assessment": "assessments",
    "attendance": "attendance",
    "suspension": "suspensions",
}

_SHAPES: dict[Kind, Shape] = {
    "status": "bar",
    "cycle": "bar",
    "review": "flag",
    "provision": "bar",
    "meeting": "square",
    "contact": "dot",
    "note": "ring",
    "view": "diamond",
    "profile": "star",
    "diagnosis": "cross",
    "document": "page",
    "assessment": "box",
    "attendance": "bar",
    "suspension": "triangle",
}
_SHAPES_BY_TURN: dict[Kind, tuple[Shape, ...]] = {
    "professional": ("ring", "diamond", "dot", "tick"),
    "promise": ("ring", "clock", "tick"),
}
"""A professional was asked, saw the child, reported, was acted on; a promise was made, is due, was kept."""


def _mark(event: Event, record: PupilRecord, span: Span | None) -> Mark:
    shape = _SHAPES_BY_TURN[event.kind][event.turn[1]] if event.kind in _SHAPES_BY_TURN else _SHAPES[event.kind]
    words = event.title
    if event.kind == "view" and any(view.id == event.record_id and view.whose == "parent" for view in record.views):
        shape = "lozenge"
    elif event.kind == "review":
        rating = next((each.rating for each in record.reviews if each.id == event.record_id), None)
        words = "Review" if rating is None else f"Review {rating_sign(rating)}"
    elif event.kind == "professional" and event.turn[1]:
        words = ("asked", "seen", "reported", "acted on")[event.turn[1]]
    elif event.kind == "suspension":
        words = event.title.removeprefix("Suspended, ")
    elif event.kind == "note":
        words = event.detail or event.title
    return Mark(event, _LANE_OF[event.kind], shape, " ".join(words.split()), span)


def _packed(lane: LaneId, marks: Iterable[Mark], beside: int) -> Lane:
    """A lane with its spans on as few levels as keep them apart; marks lie on the level of their record's span.

    Spans whose words stand after them keep `beside` days free for those, and so do the marks that stand among them.
    """
    own = [mark for mark in marks if mark.lane == lane]
    until: list[date] = []
    placed: dict[tuple[str, str, date, str], Span] = {}
    level_of: dict[tuple[str, str], int] = {}
    spanned = {_record(mark.event) for mark in own if mark.span is not None}
    mixed = any(mark.span is not None and mark.span.style in BESIDE for mark in own)
    things = [mark for mark in own if mark.span is not None or (mixed and _record(mark.event) not in spanned)]
    for mark in sorted(things, key=lambda each: (each.span.start, each.span.end) if each.span else (each.on, each.on)):
        span = mark.span
        start, end = (span.start, span.end) if span is not None else (mark.on, mark.on)
        level = next((at for at, day in enumerate(until) if day < start), len(until))
        if level == len(until):
            until.append(date.min)
        until[level] = shifted(end, beside) if span is None or span.style in BESIDE else end
        level_of[_record(mark.event)] = level
        if span is not None:
            placed[span.event.key] = replace(span, level=level)
    done = []
    for mark in own:
        level = level_of.get(_record(mark.event), 0)
        done.append(replace(mark, span=placed.get(mark.event.key) if mark.span else None, level=level))
    return Lane(lane, max(len(until), 1), tuple(done), tuple(placed.values()))


def _record(event: Event) -> tuple[str, str]:
    """What an event is of; a review is of the cycle it reviews, whose number it carries."""
    return ("cycle", str(event.turn[0])) if event.kind in ("cycle", "review") else (event.noun, event.record_id)


def _terms(calendar: SchoolCalendar, first: date, last: date) -> Iterable[Stretch]:
    for year in known_years(first - timedelta(days=92), last + timedelta(days=92)):
        for half in calendar.half_terms(AcademicYear(first=year)):
            yield Stretch(half.start, half.end, half.name)


def _around(terms: Sequence[Stretch], day: date) -> Window | None:
    """The half-terms of the term that holds a day, or of the next one where the day is in a holiday."""
    here = next((at for at, term in enumerate(terms) if term.end >= day), None)
    if here is None:
        return None
    name = terms[here].words.rpartition(" ")[0]
    same = [term for term in terms[max(here - 1, 0) : here + 2] if term.words.rpartition(" ")[0] == name]
    near = [term for term in same if abs((term.start - terms[here].start).days) < 120]
    return Window(min(term.start for term in near), max(term.end for term in near))
