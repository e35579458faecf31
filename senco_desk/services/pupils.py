"""Finding pupils and reading the whole of one's record."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Container, Iterable

from senco_desk.domain.finding import shared_names
from senco_desk.domain.needs import Status, status_on
from senco_desk.domain.problems import Problem, RefusedError
from senco_desk.domain.pupil_records import ProvisionLine, PupilRecord
from senco_desk.domain.pupils import Pupil
from senco_desk.domain.terms import in_words
from senco_desk.services.desk import Desk
from senco_desk.store import nouns
from senco_desk.store.gateway import Store


def by_upn(desk: Desk, upn: str) -> Pupil:
    """The pupil with this UPN, present or former; refused in words if there is none."""
    wanted = "".join(upn.split()).upper()
    found = nouns.PUPILS.where(desk.store, "upn = ? or (former_upn = ? and former_upn <> '')", [wanted, wanted])
    if not wanted or not found:
        raise RefusedError(
            f"No pupil here has the UPN {upn}. Check it against the roll, or import the roll that holds the pupil."
        )
    return found[0]


def by_upns(desk: Desk, upns: Iterable[str]) -> list[Pupil]:
    """The pupils with these UPNs, in order; every unknown one is named at once."""
    found: list[Pupil] = []
    problems: list[Problem] = []
    for upn in upns:
        try:
            found.append(by_upn(desk, upn))
        except RefusedError as refused:
            problems += refused.problems
    if problems:
        raise RefusedError(problems)
    return found


def get(desk: Desk, pupil_id: str) -> Pupil:
    """The pupil with this id."""
    return nouns.PUPILS.get(desk.store, pupil_id)


def all_pupils(desk: Desk) -> list[Pupil]:
    """Every pupil, leavers too, by name."""
    return sorted(nouns.PUPILS.all(desk.store), key=lambda pupil: pupil.sort_name)


def told_apart(desk: Desk, pupils: Iterable[Pupil], shared: Container[str] | None = None) -> dict[str, str]:
    """What tells a child from another of the same name: `born 3 May 2016 · SEN Support`, by id.

    Only children whose name somebody else here has too are in it; each line in which a child is chosen adds it.
    `shared` holds the names that several have (`finding.shared_names`); without it the records are asked.
    """
    given = list(pupils)
    names = shared if shared is not None else _shared_in_desk(desk, given)
    several = [pupil for pupil in given if pupil.sort_name in names]
    if not several:
        return {}
    ids = json.dumps([pupil.id for pupil in several])
    history: defaultdict[str, list[Status]] = defaultdict(list)
    for status in nouns.STATUSES.where(desk.store, "pupil_id in (select value from json_each(?))", [ids]):
        history[status.pupil_id].append(status)
    return {pupil.id: _apart(pupil, status_on(history[pupil.id], desk.today)) for pupil in several}


def _shared_in_desk(desk: Desk, given: Iterable[Pupil]) -> frozenset[str]:
    """As `shared_names` of everybody in the desk, for these names only: the surnames are asked for."""
    surnames = json.dumps(list({pupil.surname for pupil in given}))
    wanted = "coalesce(nullif(preferred_surname, ''), legal_surname) in (select value from json_each(?))"
    return shared_names(nouns.PUPILS.where(desk.store, wanted, [surnames]))


def _apart(pupil: Pupil, status: Status | None) -> str:
    born = f"born {in_words(pupil.date_of_birth)}" if pupil.date_of_birth else "no date of birth"
    number = f"UPN {pupil.upn}" if pupil.upn and not pupil.date_of_birth else ""
    return " · ".join(part for part in (born, number, status.words if status is not None else "no SEN status") if part)


def record_of(desk: Desk, pupil_id: str) -> PupilRecord:
    """Everything the desk holds on one pupil."""
    store = desk.store
    return PupilRecord(
        pupil=nouns.PUPILS.get(store, pupil_id),
        contacts=tuple(nouns.CONTACTS.of(store, pupil_id=pupil_id)),
        statuses=tuple(nouns.STATUSES.of(store, pupil_id=pupil_id)),
        needs=tuple(nouns.NEEDS.of(store, pupil_id=pupil_id)),
        area_notes=tuple(nouns.AREA_NOTES.of(store, pupil_id=pupil_id)),
        views=tuple(nouns.VIEWS.of(store, pupil_id=pupil_id)),
        cycles=tuple(nouns.CYCLES.of(store, pupil_id=pupil_id)),
        outcomes=tuple(nouns.OUTCOMES.of(store, pupil_id=pupil_id)),
        reviews=tuple(nouns.REVIEWS.of(store, pupil_id=pupil_id)),
        meetings=tuple(nouns.MEETINGS.of(store, pupil_id=pupil_id)),
        lines=tuple(lines_of(store, pupil_id)),
        involvements=tuple(nouns.INVOLVEMENTS.of(store, pupil_id=pupil_id)),
        attendances=tuple(nouns.ATTENDANCES.of(store, pupil_id=pupil_id)),
        assessments=tuple(nouns.ASSESSMENTS.of(store, pupil_id=pupil_id)),
        suspensions=tuple(nouns.SUSPENSIONS.of(store, pupil_id=pupil_id)),
        documents=tuple(nouns.DOCUMENTS.of(store, pupil_id=pupil_id)),
        notes=tuple(nouns.NOTES.of(store, pupil_id=pupil_id)),
        packs=tuple(nouns.PACKS.of(store, pupil_id=pupil_id)),
        commitments=tuple(nouns.COMMITMENTS.of(store, pupil_id=pupil_id)),
        diagnoses=tuple(nouns.DIAGNOSES.of(store, pupil_id=pupil_id)),
        profile=next(iter(nouns.PROFILES.of(store, pupil_id=pupil_id)), None),
    )


def lines_of(store: Store, pupil_id: str) -> list[ProvisionLine]:
    """The provision one pupil has or had, by first day."""
    lines = []
    for place in nouns.PROVISION_PUPILS.of(store, pupil_id=pupil_id):
        provision = nouns.PROVISIONS.get(store, place.provision_id)
        sessions = nouns.SESSIONS.of(store, provision_id=provision.id)
        lines.append(ProvisionLine(provision, place, tuple(sessions)))
    return sorted(lines, key=lambda line: (line.start, line.provision.what))
