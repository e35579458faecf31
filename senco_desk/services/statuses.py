"""Putting a child on the register, moving on it, taking a child off it, and correcting what was recorded of that."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from senco_desk.domain.needs import (
    NeedDraft,
    Status,
    StatusDraft,
    carried_on,
    problems_of_carrying_on,
    problems_of_needs,
    problems_of_past_status,
    problems_of_status,
    unended_needs,
)
from senco_desk.domain.problems import Problem, RefusedError
from senco_desk.domain.status_history import (
    corrected,
    problems_of_correction,
    problems_of_new_end,
    put_in,
    taken_out,
)
from senco_desk.services.desk import Desk, Done, done
from senco_desk.store import nouns
from senco_desk.store.gateway import Change


def change(desk: Desk, draft: StatusDraft, needs: Sequence[str] | None = None) -> Done[Status]:
    """Give a pupil a status from a day on; the one before it ends the day before, and it lasts until the next begins.

    One that was recorded from the very same day is replaced by it. Refused with every problem at once.

    Args:
        desk: the open desk.
        draft: the new status with its start, reason, who decided and when parents were told.
        needs: the needs from then on, primary first, as DfE codes; None leaves them as they are.
    """
    history = nouns.STATUSES.of(desk.store, pupil_id=draft.pupil_id)
    born = nouns.PUPILS.get(desk.store, draft.pupil_id).date_of_birth
    problems = problems_of_status(draft, history, today=desk.today, born=born)
    problems += problems_of_new_end(draft, history) + problems_of_needs(needs or ())
    if problems:
        raise RefusedError(problems)
    start = draft.start
    assert start is not None
    with desk.store.change(f"Change status to {draft.words}") as changing:
        kept = put_into(changing, history, draft)
        if needs is not None:
            rank_needs(changing, draft.pupil_id, needs, start)
    return done(kept, changing)


def correct(desk: Desk, status: Status) -> Done[Status]:
    """Keep a stretch of the history in its corrected state; the one before it ends where it begins now.

    Refused where another stretch would lose all of its days, or where a last day would leave the child without a
    status afterwards.
    """
    history = nouns.STATUSES.of(desk.store, pupil_id=status.pupil_id)
    problems = problems_of_past_status(status) or problems_of_correction(status, history)
    if problems:
        raise RefusedError(problems)
    fit = corrected(status, history)
    kept = status.model_copy(update={"end": fit.end})
    with desk.store.change("Change status") as changing:
        changing.save_all(nouns.STATUSES, fit.changed)
        changing.save(nouns.STATUSES, kept)
    return done(kept, changing)


def remove(desk: Desk, status: Status) -> Done[None]:
    """Take a stretch out of the history; the one before it goes on through its days. Undo brings it back."""
    fit = taken_out(status, nouns.STATUSES.of(desk.store, pupil_id=status.pupil_id))
    with desk.store.change("Remove status") as changing:
        changing.remove(nouns.STATUSES, status.id)
        changing.save_all(nouns.STATUSES, fit.changed)
    return done(None, changing)


def carry_on(desk: Desk, status: Status, *, until: date | None, why: str, by: str = "") -> Done[Status]:
    """Carry monitoring on until a day, with the reason; the nudge to decide comes back on that day.

    The stretch itself is told the day and, in its reason, the decision: its beginning and all said before stay.
    Refused with every problem at once.
    """
    problems = problems_of_carrying_on(status, on=desk.today, until=until, why=why)
    if problems:
        raise RefusedError(problems)
    assert until is not None
    kept = carried_on(status, on=desk.today, until=until, why=why, by=by)
    with desk.store.change("Carry on monitoring") as changing:
        changing.save(nouns.STATUSES, kept)
    return done(kept, changing)


def set_needs(desk: Desk, pupil_id: str, codes: Sequence[str], day: date | None) -> Done[None]:
    """Make a child's needs these from a day on, primary first; those left out end the day before, and stay on record.

    Refused with every problem at once.
    """
    problems = problems_of_needs(codes)
    if day is None:
        problems.append(Problem(field="since", sentence="Give the day from which these needs hold."))
    elif day > desk.today:
        problems.append(Problem(field="since", sentence="That day is still to come: give today, or an earlier day."))
    if problems:
        raise RefusedError(problems)
    assert day is not None
    with desk.store.change("Change needs") as changing:
        rank_needs(changing, pupil_id, codes, day)
    return done(None, changing)


def put_into(changing: Change, history: Sequence[Status], draft: StatusDraft) -> Status:
    """Put a status into a history, within a change that is already open."""
    fit = put_in(draft, history)
    for status in fit.gone:
        changing.remove(nouns.STATUSES, status.id)
    changing.save_all(nouns.STATUSES, fit.changed)
    return changing.add(nouns.STATUSES, draft.model_copy(update={"end": fit.end}))


def rank_needs(changing: Change, pupil_id: str, codes: Sequence[str], day: date, source: str = "person") -> None:
    """Make the standing needs of a pupil these, in this order, within a change that is already open."""
    standing = {need.code: need for need in unended_needs(nouns.NEEDS.of(changing.store, pupil_id=pupil_id), day)}
    for code, need in standing.items():
        if code not in codes and source == "person" and need.since is not None and need.since >= day:
            changing.remove(nouns.NEEDS, need.id)  # it never stood for a day; the bin has it
        elif code not in codes:
            changing.save(nouns.NEEDS, need.model_copy(update={"until": day - timedelta(days=1)}))
    for rank, code in enumerate(codes, start=1):
        if code in standing:
            begun = standing[code].since
            since = begun and min(begun, day)  # one that was to begin later stands from this day on
            ends = None if source == "person" else standing[code].until  # who names a need means that it stands
            changing.save(nouns.NEEDS, standing[code].model_copy(update={"rank": rank, "since": since, "until": ends}))
        else:
            changing.add(
                nouns.NEEDS,
                NeedDraft.model_validate(
                    {"pupil_id": pupil_id, "code": code, "rank": rank, "since": day, "source": source}
                ),
            )
