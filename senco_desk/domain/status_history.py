"""How the stretches of a child's status fit together: each lasts until the next begins, and no day is claimed twice.

The end of a stretch follows from the beginning of the next. So nobody has to keep two dates in step, a child never
drops out of the register between two stretches, and one who is on it stays until somebody says otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from senco_desk.domain.needs import Status, StatusDraft
from senco_desk.domain.problems import Problem
from senco_desk.domain.terms import in_words

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Refit:
    """What a history needs so that one stretch can be put in, corrected or taken out.

    Args:
        end: the last day of the stretch itself; None while it lasts.
        changed: other stretches in their new state.
        gone: other stretches that are left without a day.
    """

    end: date | None = None
    changed: tuple[Status, ...] = ()
    gone: tuple[Status, ...] = ()


def put_in(draft: StatusDraft, history: Sequence[Status]) -> Refit:
    """Make room for a new stretch from its first day on.

    What held until then ends the day before, and the new one ends the day before the next begins. One that a person
    recorded from the very same day is replaced. One that a roll showed on that day stays for that day, since it tells
    what held before.
    """
    first = draft.since
    later = [status for status in history if status.since > first]
    changed, gone = [], []
    for status in history:
        if status.since == first and status.start is not None:
            gone.append(status)
        elif status.since <= first and (status.end is None or status.end >= first):
            changed.append(_until(status, max(first - _DAY, status.since)))
    return Refit(_before(later), tuple(changed), tuple(gone))


def corrected(status: Status, history: Sequence[Status]) -> Refit:
    """Fit a stretch whose days were changed: the one before it ends where it begins now."""
    old, before, after = _around(status.id, history)
    changed = []
    if before is not None:
        end = max(status.since - _DAY, before.since)
        if end != before.end and (_adjoins(before, old) or before.end is None or before.end > end):
            changed.append(_until(before, end))
    reach = status.since if after is None else max(after.since - _DAY, status.since)
    end_now = status.end if after is None or (status.end is not None and status.end < reach) else reach
    return Refit(end_now, tuple(changed))


def taken_out(status: Status, history: Sequence[Status]) -> Refit:
    """Close the place that a stretch leaves: the one before it goes on through its days."""
    old, before, after = _around(status.id, history)
    if before is None or not _adjoins(before, old):
        return Refit()
    reach = None if after is None else after.since - _DAY
    end = reach if old.end is None or (reach is not None and reach < old.end) else old.end
    return Refit(changed=(_until(before, end),) if end != before.end else ())


def problems_of_new_end(draft: StatusDraft, history: Sequence[Status]) -> list[Problem]:
    """Why the last day of a new stretch cannot stand, in words; no last day is always right."""
    later = [status for status in history if status.since > draft.since]
    return _problems_of_end(draft, min(later, key=lambda status: status.since, default=None))


def problems_of_correction(status: Status, history: Sequence[Status]) -> list[Problem]:
    """Why a stretch of the history cannot have the days it was given: another would lose its own, or nobody's be left.

    A last day that was there before is not asked about again.
    """
    old, before, after = _around(status.id, history)
    found = []
    if before is not None and (before.since > status.since or (before.since == status.since and before.start)):
        found.append(
            Problem(
                field="start",
                sentence=f"“{before.words}” begins on {in_words(before.since)} and would have no day left: give a later"
                " day, or remove that one first.",
            )
        )
    if after is not None and after.since <= status.since:
        found.append(
            Problem(
                field="start",
                sentence=f"“{after.words}” begins on {in_words(after.since)} already: give an earlier day, or remove"
                " that one first.",
            )
        )
    elif status.end != old.end:
        found += _problems_of_end(status, after)
    return found


def _problems_of_end(status: StatusDraft, after: Status | None) -> list[Problem]:
    if status.end is None:
        return []
    if after is None:
        return [
            Problem(
                field="end",
                sentence=f"From the day after {in_words(status.end)} the child would have no status and be missing from"
                " the register. Leave this empty; to end it, change the status from the day after.",
            )
        ]
    if status.end == after.since - _DAY:
        return []
    return [
        Problem(
            field="end",
            sentence=f"“{after.words}” begins on {in_words(after.since)}, and this lasts until the day before. Leave"
            f" this empty; if the change came on another day, correct where “{after.words}” begins.",
        )
    ]


def _around(status_id: str, history: Sequence[Status]) -> tuple[Status, Status | None, Status | None]:
    """A stretch as it is kept, the one before it and the one after it."""
    order = sorted(history, key=lambda status: status.since)
    at = next(place for place, status in enumerate(order) if status.id == status_id)
    return order[at], order[at - 1] if at else None, order[at + 1] if at + 1 < len(order) else None


def _adjoins(before: Status, status: Status) -> bool:
    """Whether nothing lies between two stretches."""
    return before.end is None or before.end >= status.since - _DAY


def _before(later: Iterable[Status]) -> date | None:
    """The day before the first of these; None for none."""
    first = min((status.since for status in later), default=None)
    return None if first is None else first - _DAY


def _until(status: Status, end: date | None) -> Status:
    return status.model_copy(update={"end": end})
