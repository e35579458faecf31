"""Provision lines and their session logs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from senco_desk.domain.problems import Problem, RefusedError
from senco_desk.domain.provision import (
    Provision,
    ProvisionDraft,
    ProvisionPupil,
    ProvisionPupilDraft,
    Session,
    SessionDraft,
    problems_of,
    problems_of_session,
)
from senco_desk.domain.pupil_records import ProvisionLine
from senco_desk.services import newcomers, pupils
from senco_desk.services.desk import Desk, Done, done
from senco_desk.services.newcomers import StaffWithRate
from senco_desk.store import nouns
from senco_desk.store.gateway import Change

D = TypeVar("D", bound=ProvisionDraft)


@dataclass(frozen=True)
class Group:
    """A provision line with the children on it and its sessions, newest last."""

    provision: Provision
    places: tuple[ProvisionPupil, ...]
    sessions: tuple[Session, ...]


def add(
    desk: Desk,
    draft: ProvisionDraft,
    pupil_ids: Sequence[str],
    *,
    cycles: Mapping[str, str] | None = None,
    newcomer: StaffWithRate | None = None,
) -> Done[Group]:
    """Add a line for one child, or one group for several.

    Args:
        desk: the open desk.
        draft: the line.
        pupil_ids: the children on it, at least one.
        cycles: for each child, the id of the cycle the line was planned in.
        newcomer: who delivers it, where they are put on the staff list with their rate in the same step.
    """
    _refuse(desk, draft, pupil_ids, newcomer)
    with desk.store.change("Add provision") as change:
        kept = change.add(nouns.PROVISIONS, _delivered_by(change, draft, newcomer))
        places = change.add_all(nouns.PROVISION_PUPILS, _places(kept.id, pupil_ids, cycles))
    return done(Group(kept, tuple(places), ()), change)


def save(
    desk: Desk,
    provision: Provision,
    pupil_ids: Sequence[str] | None = None,
    *,
    cycles: Mapping[str, str] | None = None,
    newcomer: StaffWithRate | None = None,
) -> Done[Provision]:
    """Keep a new state of a line and, where `pupil_ids` are given, who is on it.

    A child who stays keeps their place with its dates and cycle; `cycles` names the cycle of each who joins. The
    marks of absence of a child who leaves go from the sessions, so that none is left for somebody not on the line.
    Sessions outside new dates stay in the log; `LineCost.sessions_outside` counts them. `newcomer` is as in `add`.
    """
    group = get(desk, provision.id)
    there = {place.pupil_id: place for place in group.places}
    wanted = list(there) if pupil_ids is None else list(dict.fromkeys(pupil_ids))
    _refuse(desk, provision, wanted, newcomer)
    with desk.store.change("Change provision") as change:
        provision = _delivered_by(change, provision, newcomer)
        change.save(nouns.PROVISIONS, provision)
        for pupil_id, place in there.items():
            if pupil_id not in wanted:
                _take_off(change, group, place)
        change.add_all(nouns.PROVISION_PUPILS, _places(provision.id, [p for p in wanted if p not in there], cycles))
    return done(provision, change)


def take_off(desk: Desk, provision_id: str, pupil_id: str) -> Done[None]:
    """Take one child off a line; the others stay. A line whose only child this is goes with its sessions."""
    group = get(desk, provision_id)
    mine = [place for place in group.places if place.pupil_id == pupil_id]
    if not mine:
        raise RefusedError("This child is not on that provision any more.")
    if len(group.places) == 1:
        return remove(desk, provision_id)
    with desk.store.change("Take child off provision") as change:
        _take_off(change, group, mine[0])
    return done(None, change)


def remove(desk: Desk, provision_id: str) -> Done[None]:
    """Take a line out with its places and sessions; undo brings all of it back."""
    group = get(desk, provision_id)
    with desk.store.change("Remove provision") as change:
        for session in group.sessions:
            change.remove(nouns.SESSIONS, session.id)
        for place in group.places:
            change.remove(nouns.PROVISION_PUPILS, place.id)
        change.remove(nouns.PROVISIONS, provision_id)
    return done(None, change)


def get(desk: Desk, provision_id: str) -> Group:
    """A line with its children and its sessions; refused in words where there is none with this id."""
    line = nouns.PROVISIONS.find(desk.store, provision_id)
    if line is None:
        raise RefusedError("There is no provision with this id. It may have been removed or undone.")
    return Group(
        line,
        tuple(nouns.PROVISION_PUPILS.of(desk.store, provision_id=provision_id)),
        tuple(nouns.SESSIONS.of(desk.store, provision_id=provision_id)),
    )


def of_pupil(desk: Desk, pupil_id: str) -> list[ProvisionLine]:
    """The provision one child has or had, by first day."""
    return pupils.lines_of(desk.store, pupil_id)


def all_groups(desk: Desk) -> list[Group]:
    """Every line of the school's provision map, by first day."""
    places: dict[str, list[ProvisionPupil]] = {}
    for place in nouns.PROVISION_PUPILS.all(desk.store):
        places.setdefault(place.provision_id, []).append(place)
    sessions: dict[str, list[Session]] = {}
    for session in nouns.SESSIONS.all(desk.store):
        sessions.setdefault(session.provision_id, []).append(session)
    return [
        Group(provision, tuple(places.get(provision.id, ())), tuple(sessions.get(provision.id, ())))
        for provision in nouns.PROVISIONS.all(desk.store)
    ]


def log_session(desk: Desk, draft: SessionDraft) -> Done[Session]:
    """Log what was really given on a day, or why it was not."""
    logged = log_sessions(desk, [draft])
    return Done(logged.value[0], logged.changes)


def log_sessions(desk: Desk, drafts: Sequence[SessionDraft]) -> Done[list[Session]]:
    """Log several sessions of one or more lines at once, as one step to undo; all are kept, or none.

    Refused with every problem; `row` is the place of the session in the list, from 1, where there are several.
    """
    groups = {provision_id: get(desk, provision_id) for provision_id in {draft.provision_id for draft in drafts}}
    several = len(drafts) > 1
    problems = [
        problem.model_copy(update={"row": row}) if several else problem
        for row, draft in enumerate(drafts, start=1)
        for problem in _problems_of_session(desk, draft, groups[draft.provision_id])
    ]
    if problems or not drafts:
        raise RefusedError(problems or "Choose at least one day to log.")
    with desk.store.change("Log session" if not several else f"Log {len(drafts)} sessions") as change:
        kept = change.add_all(nouns.SESSIONS, drafts)
    return done(kept, change)


def save_session(desk: Desk, session: Session) -> Done[Session]:
    """Keep a new state of a logged session."""
    problems = _problems_of_session(desk, session, get(desk, session.provision_id))
    if problems:
        raise RefusedError(problems)
    with desk.store.change("Change session") as change:
        change.save(nouns.SESSIONS, session)
    return done(session, change)


def remove_session(desk: Desk, session_id: str) -> Done[None]:
    """Take a logged session out; undo brings it back."""
    with desk.store.change("Remove session") as change:
        change.remove(nouns.SESSIONS, session_id)
    return done(None, change)


def _refuse(desk: Desk, draft: ProvisionDraft, pupil_ids: Sequence[str], newcomer: StaffWithRate | None = None) -> None:
    """Refuses with every problem; those of a newcomer have the field `newcomer_name` and so on."""
    # Somebody who may not see rates cannot be asked for one.
    rate = newcomers.rate_book(desk, newcomer).rate_on(draft, draft.start) if desk.may("rates") else 0
    problems = problems_of(draft, rate_at_start=rate)
    if newcomer is not None:
        # Without a rate the field to fill is the person's own, or, where that is filled, its first day.
        unpriced = "newcomer_pence" if newcomer.pence is None else "newcomer_valid_from"
        problems = [
            each.model_copy(update={"field": unpriced}) if each.field == "rate_pence" else each for each in problems
        ]
        problems += [
            each.model_copy(update={"field": f"newcomer_{each.field}"})
            for each in newcomers.problems_of_newcomer(desk, newcomer)
        ]
    if not pupil_ids:
        problems.append(Problem(field="pupils", sentence="Choose at least one pupil for this provision."))
    if len(pupil_ids) > draft.group_size:
        problems.append(
            Problem(
                field="group_size",
                sentence=f"The group is {draft.group_size}, but {len(pupil_ids)} pupils are on it:"
                " enter the size of the whole group.",
            )
        )
    if problems:
        raise RefusedError(problems)


def _delivered_by(change: Change, draft: D, newcomer: StaffWithRate | None) -> D:
    """The line with the newcomer, now kept, as who delivers it."""
    if newcomer is None:
        return draft
    return draft.model_copy(update={"staff_id": newcomers.keep(change, newcomer).id})


def _places(provision_id: str, pupil_ids: Iterable[str], cycles: Mapping[str, str] | None) -> list[ProvisionPupilDraft]:
    planned = cycles or {}
    return [
        ProvisionPupilDraft(provision_id=provision_id, pupil_id=pupil_id, cycle_id=planned.get(pupil_id))
        for pupil_id in pupil_ids
    ]


def _take_off(change: Change, group: Group, place: ProvisionPupil) -> None:
    for session in group.sessions:
        if place.pupil_id in session.absent:
            there = tuple(pupil for pupil in session.absent if pupil != place.pupil_id)
            change.save(nouns.SESSIONS, session.model_copy(update={"absent": there}))
    change.remove(nouns.PROVISION_PUPILS, place.id)


def _problems_of_session(desk: Desk, draft: SessionDraft, group: Group) -> list[Problem]:
    return problems_of_session(
        draft, group.provision, pupils={place.pupil_id for place in group.places}, today=desk.today
    )
