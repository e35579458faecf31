"""How the stretches of a child's status fit together: each lasts until the next begins, and no day is claimed twice.

The end of a stretch follows from the beginning of the next. So nobody has to keep two dates in step, a child never
drops out of the register between two stretches, and one who is on it stays until somebody says otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from senco_desk.domain.needs import Status, StatusDraft, status_on
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


@dataclass(frozen=True)
class Stretch:
    """One line of the history as people read it.

    Args:
        status: the stretch.
        days: from when to when, in words; what is not known is said to be so.
        remark: what does not fit with its neighbours, a sentence and what to do; nothing where all fits.
        now: whether it holds today.
    """

    status: Status
    days: str
    remark: str = ""
    now: bool = False


@dataclass(frozen=True)
class Gap:
    """Days of which nothing is recorded, between two stretches or after the last; `words` say so, and what to do."""

    first: date
    last: date | None
    words: str


def in_order(history: Sequence[Status], today: date) -> list[Stretch | Gap]:
    """The whole history, newest first: every stretch there is, whatever its days, and the gaps between them.

    A stretch without a last day is never left out: it lasts until the next begins, or until today. Where a last day
    is missing though another began, or two claim the same days, the line says so.
    """
    order = sorted(history, key=lambda status: (status.since, status.id))
    held = status_on(order, today)
    found: list[Stretch | Gap] = []
    reached = max(order[0].since, date.min + _DAY) - _DAY if order else date.max
    for at, status in enumerate(order):
        after = order[at + 1] if at + 1 < len(order) else None
        if reached < status.since - _DAY:
            found.append(_gap(reached + _DAY, status.since - _DAY))
        found.append(Stretch(status, _days(status, after), _remark(status, after), held is status))
        # One without a last day holds for good: it is there again where a later one has ended.
        reached = max(reached, status.end or date.max)
    if reached < today:
        found.append(_gap(reached + _DAY, None))
    return found[::-1]


def standing_since(history: Sequence[Status], now: Status) -> date | None:
    """Since when the status of today has held without a break; None where its first day is not known.

    Two stretches of one status that adjoin are one to whoever reads it.
    """
    first = now
    for status in sorted(history, key=lambda each: each.since, reverse=True):
        if status.since < first.since and status.status == now.status and _adjoins(status, first):
            first = status
        elif status.since < first.since:
            break
    return first.start


def _days(status: Status, after: Status | None) -> str:
    begun = in_words(status.start) if status.start else ""
    if not begun:
        found = f"it was so on the roll of {in_words(status.as_found_on)}" if status.as_found_on else ""
        begun = "first day not known" + (f", {found}" if found else "")
    if status.end is not None:
        return f"{begun} to {in_words(status.end)}" if status.start else f"{begun}; until {in_words(status.end)}"
    if after is not None:
        return f"{begun}, until the next began"
    return f"since {begun}" if status.start else begun


def _remark(status: Status, after: Status | None) -> str:
    if status.end is not None and status.end < status.since:
        return "Its last day is before its first: correct one of them."
    if after is None:
        return ""
    if status.end is None:
        return f"No last day was written down. It counts until “{after.words}” begins on {in_words(after.since)}."
    if status.end >= after.since:
        many = (status.end - after.since).days + 1
        shared = "1 day" if many == 1 else f"{many:,} days"
        return (
            f"It overlaps “{after.words}” by {shared}; on those days the later one counts. Correct where one of the two"
            " begins or ends."
        )
    return ""


def _gap(first: date, last: date | None) -> Gap:
    if last is None:
        return Gap(first, None, f"Nothing is recorded from {in_words(first)} on. Change the status to say how it went.")
    many = (last - first).days + 1
    span = f"on {in_words(first)}" if many == 1 else f"from {in_words(first)} to {in_words(last)} ({many:,} days)"
    return Gap(first, last, f"Nothing is recorded {span}. Edit the stretch before or after to close the gap.")


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
