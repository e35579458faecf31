"""A child's timeline and chronology on paper, as content: the drawing to scale, then the list, A4 on its side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from senco_desk.documents.charts_content import TimelineChart
from senco_desk.documents.content import (
    Block,
    Cell,
    Document,
    Figure,
    Grid,
    Heading,
    PageBreak,
    Paragraph,
    Run,
    Title,
)
from senco_desk.documents.timeline_drawing import height_of
from senco_desk.domain.chronology import GAP_WEEKS, Event, Gap, with_gaps
from senco_desk.domain.pupils import Pupil
from senco_desk.domain.school import School
from senco_desk.domain.terms import in_words
from senco_desk.domain.timeline import Timeline
from senco_desk.domain.timeline_scale import Window, from_to, known_years

YEARS = 3
"""So many school years at most stand on one drawing; a longer record has several of one length, to one scale."""

_ROOM = 300.0
"""How high the lanes of one drawing may be, in points, so that it stands on a page with its axis and its key."""

_TITLED = 44.0
"""How much less there is on the first, which stands below the title and what is said there."""


@dataclass(frozen=True)
class Line:
    """One line of the list: the event, the day it was entered and how it came in."""

    event: Event
    entered: date | None = None
    source: str = ""


def compose_timeline(
    timeline: Timeline,
    lines: Sequence[Line],
    pupil: Pupil,
    school: School,
    *,
    left_out: int = 0,
    watermark: str = "",
) -> Document:
    """The paper as content.

    Args:
        timeline: the picture.
        lines: the chronology, oldest first.
        pupil: whose it is; the paper says the preferred forename and the initials, and never the UPN.
        school: whose desk it is.
        left_out: how many confidential documents are not in it.
        watermark: pale words across each page of a demonstration.
    """
    who = _short_name(pupil)
    told = [f"{len(lines):,} {'entry' if len(lines) == 1 else 'entries'}, {from_to(timeline.first, timeline.last)}."]
    told += about_gaps(timeline)
    if left_out:
        one = left_out == 1
        told.append(f"{left_out} confidential {'document is' if one else 'documents are'} not on this paper.")
    older = sum(mark.on < timeline.opening.first for mark in timeline.marks)
    if older:
        told.append(f"{older} older {'paper is' if older == 1 else 'papers are'} in the list only.")
    blocks: list[Block] = [Title("Timeline and chronology", f"{who} · {in_words(timeline.today)}")]
    blocks.append(Paragraph(" ".join(told), "muted"))
    blocks += drawings(timeline)
    blocks += [PageBreak(), Heading(1, "Chronology"), _list(timeline, lines)]
    return Document(
        title="Timeline and chronology",
        school=school.name,
        person=who,
        dated=in_words(timeline.today),
        blocks=tuple(blocks),
        landscape=True,
        watermark=watermark,
    )


def about_gaps(timeline: Timeline) -> list[str]:
    """What the hatches on a drawing mean, or that there are none; and where the terms are only assumed."""
    told = [
        f"Hatched: more than {GAP_WEEKS} school weeks in which nothing was recorded as done; holidays do not count."
        if timeline.gaps
        else f"No stretch of more than {GAP_WEEKS} school weeks is without a recorded entry."
    ]
    if timeline.assumed:
        told.append("Where no term dates were entered, a usual pattern of terms is assumed.")
    return told


def drawings(timeline: Timeline) -> list[Figure]:
    """The pictures of a timeline, each with its days as its caption where there are several."""
    made = list(_drawings(timeline))
    return [Figure(TimelineChart(part), caption if len(made) > 1 else "") for caption, part in made]


def _short_name(pupil: Pupil) -> str:
    """`Zoë L.`: the name the child goes by, and the first letter of the other."""
    letter = pupil.surname[:1]
    return f"{pupil.forename} {letter}.".strip() if letter else pupil.forename or "Name not known"


def _drawings(timeline: Timeline) -> Iterator[tuple[str, Timeline]]:
    """The drawings with their captions: so many school years each, and so many lanes as fit on a page."""
    first = True
    for window in _windows(timeline):
        part = timeline.cut(window)
        if not part.lanes:
            continue
        heap: list[list[int]] = [[]]
        high = _TITLED if first else 0.0
        for place, lane in enumerate(part.lanes):
            if heap[-1] and high + height_of(lane) > _ROOM:
                heap.append([])
                high = 0.0
            heap[-1].append(place)
            high += height_of(lane)
        first = False
        for number, places in enumerate(heap):
            more = f" ({number + 1} of {len(heap)})" if len(heap) > 1 else ""
            lanes = tuple(part.lanes[place] for place in places)
            yield f"{from_to(window.first, window.last)}{more}", replace(part, lanes=lanes)


def _windows(timeline: Timeline) -> list[Window]:
    """The days of each drawing, oldest first, all of one length where there are several, so that the scale is one."""
    shown = timeline.opening
    years = list(known_years(shown.first, shown.last))
    if len(years) <= YEARS:
        first = shown.first - timedelta(days=max(120 - shown.days, 0))
        margin = timedelta(days=max(shown.days // 60, 2))
        return [Window(first - margin, shown.last + margin)]
    drawings = -(-len(years) // YEARS)
    each = -(-len(years) // drawings)
    ends = [years[-1] - each * number for number in range(drawings)]
    return [Window(date(end - each + 1, 9, 1), date(end + 1, 8, 31)) for end in reversed(ends)]


def _list(timeline: Timeline, lines: Sequence[Line]) -> Grid:
    told = with_gaps(lines, timeline.gaps, lambda line: line.event.on)
    rows = [("", "", (Run(f"{each.words}.", italic=True),), "", "") if isinstance(each, Gap) else _row(each)
            for each in told]  # fmt: skip
    return Grid(
        ("Day", "Kind", "What happened", "Who", "Entered"),
        tuple(rows),
        (1.5, 1.3, 4.5, 1.6, 2.5),
        empty="Nothing has been recorded yet.",
    )


def _row(line: Line) -> tuple[Cell, ...]:
    event = line.event
    detail = " ".join(event.detail.split())
    what: tuple[Run, ...] = (Run(event.title, bold=True),)
    if detail:
        what = (*what, Run(f"\n{detail}"))
    entered = ", ".join(part for part in (in_words(line.entered) if line.entered else "", line.source) if part)
    return in_words(event.on), event.kind_words, what, event.who, entered
