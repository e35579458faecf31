"""Provision lines and their session logs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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
from senco_desk.services import schools
from senco_desk.services.desk import Desk, Done, done
from senco_desk.store import nouns


@dataclass(frozen=True)
class Group:
    """A provision line with the children on it and its sessions, newest last."""

    provision: Provision
    places: tuple[ProvisionPupil, ...]
    sessions: tuple[Session, ...]


def add(
    desk: Desk, draft: ProvisionDraft, pupil_ids: Sequence[str], *, cycles: dict[str, str] | None = None
) -> Done[Group]:
    """Add a line for one child, or one group for several.

    Args:
        desk: the open desk.
        draft: the line.
        pupil_ids: the children on it, at least one.
        cycles: for each child, the id of the cycle the line was planned in.
    """
    problems = problems_of(draft, rate_at_start=schools.rate_book(desk).rate_on(draft, draft.start))
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
    with desk.store.change("Add provision") as change:
        kept = change.add(nouns.PROVISIONS, draft)
        places = change.add_all(
            nouns.PROVISION_PUPILS,
            [
                ProvisionPupilDraft(provision_id=kept.id, pupil_id=pupil_id, cycle_id=(cycles or {}).get(pupil_id))
                for pupil_id in pupil_ids
            ],
        )
    return done(Group(kept, tuple(places), ()), change)


def save(desk: Desk, provision: Provision) -> Done[Provision]:
    """Keep a new state of a line."""
    problems = problems_of(provision, rate_at_start=schools.rate_book(desk).rate_on(provision, provision.start))
    if problems:
        raise RefusedError(problems)
    with desk.store.change("Change provision") as change:
        change.save(nouns.PROVISIONS, provision)
    return done(provision, change)


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
    """A line with its children and its sessions."""
    return Group(
        nouns.PROVISIONS.get(desk.store, provision_id),
        tuple(nouns.PROVISION_PUPILS.of(desk.store, provision_id=provision_id)),
        tuple(nouns.SESSIONS.of(desk.store, provision_id=provision_id)),
    )


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
    group = get(desk, draft.provision_id)
    problems = problems_of_session(
        draft, group.provision, pupils={place.pupil_id for place in group.places}, today=desk.today
    )
    if problems:
        raise RefusedError(problems)
    with desk.store.change("Log session") as change:
        kept = change.add(nouns.SESSIONS, draft)
    return done(kept, change)
