"""Somebody who delivers support and is not on the staff list yet: put there, with a rate, while a line is typed."""

from __future__ import annotations

from datetime import date

from senco_desk.domain.accrual import RateBook
from senco_desk.domain.money import Pence
from senco_desk.domain.problems import Problem
from senco_desk.domain.provision import Rate, RateDraft
from senco_desk.domain.school import Staff, StaffDraft
from senco_desk.services import schools
from senco_desk.services.desk import Desk
from senco_desk.store import nouns
from senco_desk.store.gateway import Change

NEWCOMER = "newcomer"
"""Stands for the id of somebody who is not on the staff list yet, in a line that is still being typed."""


class StaffWithRate(StaffDraft):
    """Somebody to be put on the staff list together with what an hour of theirs costs, in pence, on-costs included.

    Without `pence` the rate of the role, or the school's usual one, applies. The rate begins on `valid_from`.
    """

    pence: Pence | None = None
    valid_from: date | None = None


def rate_book(desk: Desk, newcomer: StaffWithRate | None) -> RateBook:
    """Which rate is in force for whom on which day, a newcomer counted as if kept under the id `NEWCOMER`."""
    if newcomer is None:
        return schools.rate_book(desk)
    rates = [Rate.model_validate(dict(rate) | {"id": NEWCOMER}) for rate in _rates_of(newcomer, NEWCOMER)]
    roles = {member.id: member.role for member in schools.staff(desk)} | {NEWCOMER: newcomer.role}
    return RateBook([*schools.rates(desk), *rates], roles=roles)


def problems_of_newcomer(desk: Desk, newcomer: StaffWithRate) -> list[Problem]:
    """Everything that is missing or contradictory in somebody who is to be put on the staff list."""
    found: list[Problem] = []
    if not newcomer.name:
        found.append(Problem(field="name", sentence="Enter the person’s name."))
    elif any(member.name.casefold() == newcomer.name.casefold() for member in schools.staff(desk)):
        found.append(
            Problem(
                field="name",
                sentence=f"{newcomer.name} is on the staff list already: choose them there, or add what tells the two"
                " apart.",
            )
        )
    if newcomer.pence is not None and newcomer.valid_from is None:
        found.append(
            Problem(field="valid_from", sentence="Enter the day from which an hour costs this, such as 1 September.")
        )
    return found


def keep(change: Change, newcomer: StaffWithRate) -> Staff:
    """Puts somebody on the staff list with their rate, within a change that does more."""
    kept = change.add(nouns.STAFF, StaffDraft.model_validate(newcomer.model_dump(exclude={"pence", "valid_from"})))
    change.add_all(nouns.RATES, _rates_of(newcomer, kept.id))
    return kept


def _rates_of(newcomer: StaffWithRate, staff_id: str) -> list[RateDraft]:
    if newcomer.pence is None or newcomer.valid_from is None:
        return []
    return [RateDraft(staff_id=staff_id, pence=newcomer.pence, valid_from=newcomer.valid_from)]
