"""Where the things of a lane stand across, and how much room is left for the words beside each.

Shared by the window and the printed page, so that on neither two labels are drawn over each other: the words of a thing
end where the next thing on its level begins. Lengths are those of the scale.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from senco_desk.domain.timeline import Lane, Mark, Stretch
from senco_desk.domain.timeline_scale import Scale
from senco_desk.domain.timeline_spans import BESIDE, Span


@dataclass(frozen=True)
class Placed:
    """A thing on a level of a lane: a span with the marks on it, or a mark, or several that stand on one place.

    `left` and `right` are its ends across, within what is shown; `at` is where its words begin, `room` how long they
    may be (nothing where there is none), `words` what they are.
    """

    level: int
    left: float
    right: float
    marks: tuple[Mark, ...]
    span: Span | None = None
    at: float = 0.0
    room: float = 0.0
    words: str = ""


def placed(lane: Lane, scale: Scale, size: float) -> list[Placed]:
    """The things of a lane that are within the scale, from left to right on each level; marks are `size` wide.

    Marks that would stand on each other become one thing with all of them, and its words say how many.
    """
    done: list[Placed] = []
    edge = scale.left + scale.width
    for level in range(lane.levels):
        spans = [_span(span, lane, scale) for span in lane.spans if span.level == level]
        loose = [mark for mark in lane.marks if mark.level == level and _is_loose(mark, lane)]
        things = sorted([*spans, *_together(loose, scale, size)], key=lambda each: (each.left, each.right))
        things = [each for each in things if each.right > scale.left and each.left < edge]
        taken = scale.left
        for number, thing in enumerate(things):
            following = things[number + 1].left if number + 1 < len(things) else edge
            done.append(_with_room(thing, taken, following, size))
            if thing.span is None:
                taken = thing.right
    return done


def visible(stretches: Iterable[Stretch], scale: Scale) -> list[tuple[Stretch, float, float]]:
    """The stretches that touch the scale, each with its ends across, cut off at the ends of the scale."""
    edge = scale.left + scale.width
    found = []
    for each in stretches:
        left, right = max(scale.at(each.start), scale.left), min(scale.after(each.end), edge)
        if right > left:
            found.append((each, left, right))
    return found


def _is_loose(mark: Mark, lane: Lane) -> bool:
    """Whether a mark stands for itself: no span is its own, and none of its record runs under it."""
    if mark.span is not None:
        return False
    if mark.event.kind == "review":
        return True
    return not any((each.event.noun, each.event.record_id) == (mark.event.noun, mark.event.record_id)
                   for each in lane.spans)  # fmt: skip


def _span(span: Span, lane: Lane, scale: Scale) -> Placed:
    own = span.event.noun, span.event.record_id
    marks = tuple(mark for mark in lane.marks if (mark.event.noun, mark.event.record_id) == own)
    left = max(scale.at(span.start), scale.left)
    right = min(scale.after(span.end), scale.left + scale.width)
    return Placed(span.level, left, right, marks, span, words=span.words)


def _together(marks: Iterable[Mark], scale: Scale, size: float) -> list[Placed]:
    groups: list[list[Mark]] = []
    for mark in sorted(marks, key=lambda each: each.on):
        if groups and scale.middle(mark.on) - scale.middle(groups[-1][0].on) < size * 0.7:
            groups[-1].append(mark)
        else:
            groups.append([mark])
    found = []
    for group in groups:
        first, last = scale.middle(group[0].on), scale.middle(group[-1].on)
        words = group[0].words if len(group) == 1 else f"{len(group)}"
        found.append(Placed(group[0].level, first - size / 2, last + size / 2, tuple(group), words=words))
    return found


def _with_room(thing: Placed, taken: float, following: float, size: float) -> Placed:
    """With the words' place: behind what was drawn before, and no further than where the next thing begins."""
    gap = size * 0.3
    if thing.span is None:
        at = thing.right + gap
    elif thing.span.style in BESIDE:
        at = thing.right + gap + size / 2
    else:
        at = max(thing.left, taken) + gap
    room = max(following - gap - at, 0.0)
    return Placed(thing.level, thing.left, thing.right, thing.marks, thing.span, at, room, thing.words)
