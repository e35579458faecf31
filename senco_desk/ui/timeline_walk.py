"""Which entry of a timeline comes next by key, and what a tip says of what is under the pointer."""

from __future__ import annotations

import html
from collections.abc import Sequence

from senco_desk.domain.timeline import Mark
from senco_desk.domain.timeline_scale import Window

TOLD = 5
"""So many of the entries that stand on one place are told in a tip."""
_LONGEST = 400
"""So many letters of one entry are told in a tip; all of it stands beside the list."""


def stepped(marks: Sequence[Mark], now: Mark | None, step: int, shown: Window) -> Mark | None:
    """The entry after (1) or before (-1) the one that is chosen; the ends stay. None where there is none at all.

    Where none is chosen it is the first or the last of those on show; where the chosen one is not among `marks`, the
    nearest that is.
    """
    if not marks:
        return None
    if now is None:
        inside = [each for each in marks if shown.first <= each.on <= shown.last] or marks
        return inside[0] if step > 0 else inside[-1]
    if now in marks:
        return marks[min(max(marks.index(now) + step, 0), len(marks) - 1)]
    after = [each for each in marks if each.on >= now.on]
    before = [each for each in marks if each.on < now.on]
    if step > 0:
        return after[0] if after else marks[-1]
    return before[-1] if before else marks[0]


def crossed(lanes: Sequence[str], marks: Sequence[Mark], now: Mark, step: int) -> Mark | None:
    """The entry nearest in time in the next lane below (1) or above (-1) that has any; None beyond the last lane."""
    filled = [lane for lane in lanes if any(mark.lane == lane for mark in marks)]
    at = filled.index(now.lane) + step if now.lane in filled else -1
    if not 0 <= at < len(filled):
        return None
    there = [mark for mark in marks if mark.lane == filled[at]]
    return min(there, key=lambda each: abs((each.on - now.on).days))


def tip_of(found: Sequence[Mark], instead: Sequence[str] = ()) -> str:
    """What is told of entries on one place, or `instead` where there are none; all of it as plain text."""
    said = [mark.spoken for mark in found[:TOLD]] or list(instead)
    if len(found) > TOLD:
        said.append(f"and {len(found) - TOLD} more: zoom in to see each.")
    cut = (each if len(each) < _LONGEST else each[: _LONGEST - 1] + "…" for each in said)
    return "".join(f"<p>{html.escape(each)}</p>" for each in cut)
