"""Putting a child on the register, moving on it, and taking a child off it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from senco_desk.domain.needs import NeedDraft, Status, StatusDraft, problems_of_needs, problems_of_status, unended_needs
from senco_desk.domain.problems import RefusedError
from senco_desk.services.desk import Desk, Done, done
from senco_desk.store import nouns
from senco_desk.store.gateway import Change


def change(desk: Desk, draft: StatusDraft, needs: Sequence[str] | None = None) -> Done[Status]:
    """Give a pupil a status from a day on; the one before it ends the day before.

    Args:
        desk: the open desk.
        draft: the new status with its start, reason, who decided and when parents were told.
        needs: the needs from then on, primary first, as DfE codes; None leaves them as they are.
    """
    history = nouns.STATUSES.of(desk.store, pupil_id=draft.pupil_id)
    born = nouns.PUPILS.get(desk.store, draft.pupil_id).date_of_birth
    problems = problems_of_status(draft, history, today=desk.today, born=born)
    problems += problems_of_needs(needs or ())
    if problems:
        raise RefusedError(problems)
    start = draft.start
    assert start is not None
    with desk.store.change(f"Change status to {draft.words}") as changing:
        end_before(changing, history, start)
        later = min((s.since for s in history if s.since > start), default=None)
        if later is not None and draft.end is None:
            draft = draft.model_copy(update={"end": later - timedelta(days=1)})
        kept = changing.add(nouns.STATUSES, draft)
        if needs is not None:
            rank_needs(changing, draft.pupil_id, needs, start)
    return done(kept, changing)


def set_needs(desk: Desk, pupil_id: str, codes: Sequence[str], from_day: date) -> Done[None]:
    """Say which needs stand from a day on, primary first; those no longer listed end the day before."""
    problems = problems_of_needs(codes)
    if problems:
        raise RefusedError(problems)
    with desk.store.change("Change needs") as changing:
        rank_needs(changing, pupil_id, codes, from_day)
    return done(None, changing)


def end_before(changing: Change, history: Sequence[Status], day: date) -> None:
    """End what is still open on a day, the day before it; a status that began that same day ends on it."""
    for status in history:
        if status.since <= day and (status.end is None or status.end >= day):
            end = max(day - timedelta(days=1), status.since)
            changing.save(nouns.STATUSES, status.model_copy(update={"end": end}))


def rank_needs(changing: Change, pupil_id: str, codes: Sequence[str], day: date, source: str = "person") -> None:
    """Make the standing needs of a pupil these, in this order, within a change that is already open."""
    standing = {need.code: need for need in unended_needs(nouns.NEEDS.of(changing.store, pupil_id=pupil_id), day)}
    for code, need in standing.items():
        if code not in codes:
            changing.save(nouns.NEEDS, need.model_copy(update={"until": day - timedelta(days=1)}))
    for rank, code in enumerate(codes, start=1):
        if code in standing:
            begun = standing[code].since
            since = begun and min(begun, day)  # one that was to begin later stands from this day on
            changing.save(nouns.NEEDS, standing[code].model_copy(update={"rank": rank, "since": since}))
        else:
            changing.add(
                nouns.NEEDS,
                NeedDraft.model_validate(
                    {"pupil_id": pupil_id, "code": code, "rank": rank, "since": day, "source": source}
                ),
            )
