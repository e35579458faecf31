"""The lines of a timeline from the top down: which lanes show, how high each is, and what lies under a point."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF

from senco_desk.domain.timeline import Lane, Mark, Timeline
from senco_desk.domain.timeline_places import Placed, placed
from senco_desk.domain.timeline_scale import Scale
from senco_desk.domain.timeline_spans import LaneId
from senco_desk.ui.theme import unit

_NEAR = 6
"""So many pixels beside a mark still count as the mark, which is then as large as a finger or a shaky hand needs."""


@dataclass(frozen=True)
class Row:
    """A lane on show: its top and height in the whole picture, in pixels, and what is in it."""

    lane: Lane
    top: float
    height: float
    folded: bool
    things: tuple[Placed, ...]

    def line(self, level: int) -> tuple[float, float]:
        """The top and the height of a level."""
        if self.folded:
            return self.top, self.height
        each = level_height(self.lane.id)
        return self.top + unit(0.375) + level * each, each


def mark_size() -> float:
    """The width and height of a mark, in pixels."""
    return unit(1.5)


def level_height(lane: LaneId) -> float:
    """The height of one level of a lane: a cycle has its stages under its name."""
    return unit(4.75) if lane == "cycles" else unit(2.625)


def rows_of(
    timeline: Timeline, scale: Scale, hidden: Collection[str], folded: Collection[str]
) -> tuple[tuple[Row, ...], float]:
    """The lanes on show from the top, and how high they are together."""
    rows: list[Row] = []
    top = 0.0
    for lane in timeline.lanes:
        if lane.id in hidden:
            continue
        small = lane.id in folded
        height = unit(3) if small else level_height(lane.id) * lane.levels + unit(0.75)
        rows.append(Row(lane, top, height, small, tuple(placed(lane, scale, mark_size()))))
        top += height
    return tuple(rows), top


def mark_area(row: Row, mark: Mark, scale: Scale) -> QRectF:
    """Where the glyph of a mark is drawn; where it has a span of its own, the span as far as it shows."""
    if mark.span is not None:
        left, right = scale.at(mark.span.start), scale.after(mark.span.end)
        top, height = row.line(mark.level)
        edge = scale.left + scale.width
        left, right = min(max(left, scale.left), edge), min(max(right, scale.left), edge)
        if mark.span.style in ("link", "promise"):
            side = mark_size()
            left, right = left - side / 2, right + side / 2
        return QRectF(left, top + 1, max(right - left, 3.0), height - 3)
    top, height = row.line(mark.level)
    side = mark_size()
    if row.lane.id == "cycles" and not row.folded:
        height = unit(2.125) if mark.event.kind == "review" else height
    return QRectF(scale.middle(mark.on) - side / 2, top + (height - side) / 2, side, side)


def found_at(rows: tuple[Row, ...], scale: Scale, point: QPointF) -> tuple[Mark, ...]:
    """The marks under a point of the picture, those that stand for themselves before what lasts; none in between."""
    row = next((each for each in rows if each.top <= point.y() < each.top + each.height), None)
    if row is None:
        return ()
    near: list[tuple[float, Mark]] = []
    lasting: list[Mark] = []
    for thing in row.things:
        for mark in thing.marks:
            area = mark_area(row, mark, scale)
            if mark.span is not None and area.adjusted(-2, -1, 2, 1).contains(point):
                lasting.append(mark)
            elif mark.span is None and area.adjusted(-_NEAR, -_NEAR, _NEAR, _NEAR).contains(point):
                near.append((abs(area.center().x() - point.x()), mark))
    near.sort(key=lambda pair: (pair[0], pair[1].on))
    return tuple(mark for _far, mark in near) or tuple(lasting[:1])
