"""The SEN register as it stands, or as it stood on any day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from senco_desk.domain.cycles import STAGES, Cycle
from senco_desk.domain.folding import folded
from senco_desk.domain.needs import Need, Status, decide_by, needs_on, status_on
from senco_desk.domain.pupil_records import by_pupil, next_review_of
from senco_desk.domain.pupils import Pupil
from senco_desk.domain.register import Register, RegisterRow
from senco_desk.domain.reviews import Review
from senco_desk.services import costs
from senco_desk.services.desk import Desk
from senco_desk.store import nouns


def as_at(desk: Desk, day: date | None = None, *, everyone: bool = False, spend: bool = True) -> Register:
    """The register on a day (today): everybody with the status monitoring, K or E, by name.

    Args:
        desk: the open desk.
        day: the day the register is shown for.
        everyone: pupils who are not on the register too, with status N.
        spend: work out what each child's support costs.
    """
    day = day or desk.today
    store = desk.store
    statuses = by_pupil(nouns.STATUSES.all(store))
    needs = by_pupil(nouns.NEEDS.all(store))
    cycles = by_pupil(nouns.CYCLES.all(store))
    reviews = by_pupil(review for review in nouns.REVIEWS.all(store) if review.on <= day)
    meetings: dict[str, date] = {}
    for meeting in nouns.MEETINGS.where(store, 'with_parents = 1 and "on" <= ?', [day.isoformat()]):
        meetings[meeting.pupil_id] = max(meeting.on, meetings.get(meeting.pupil_id, meeting.on))
    on_roll = [pupil for pupil in nouns.PUPILS.all(store) if pupil.on_roll(day)]
    rows = []
    for pupil in on_roll:
        status = status_on(statuses.get(pupil.id, ()), day)
        if everyone or (status is not None and status.status != "N"):
            rows.append(
                _row(
                    pupil,
                    day,
                    status,
                    needs=needs.get(pupil.id, []),
                    cycles=cycles.get(pupil.id, []),
                    reviews=reviews.get(pupil.id, []),
                    met=meetings.get(pupil.id),
                )
            )
    if spend:
        rows = _with_spend(desk, rows, day)
    rows.sort(key=lambda row: (folded(row.surname), folded(row.forename), row.pupil_id))
    return Register(day, tuple(rows), len(on_roll))


def _row(
    pupil: Pupil,
    day: date,
    status: Status | None,
    *,
    needs: list[Need],
    cycles: list[Cycle],
    reviews: list[Review],
    met: date | None,
) -> RegisterRow:
    cycle = next((c for c in reversed(cycles) if c.opened_on <= day and (not c.closed_on or c.closed_on > day)), None)
    return RegisterRow(
        pupil_id=pupil.id,
        upn=pupil.upn,
        forename=pupil.forename,
        surname=pupil.surname,
        year_group=pupil.year_group,
        class_name=pupil.class_name,
        status=status.status if status else "N",
        since=status.start if status else None,
        needs=tuple(need.code for need in needs_on(needs, day)),
        next_review=next_review_of(cycle, reviews),
        stage=STAGES[cycle.stage] if cycle else "",
        cycle_number=cycle.number if cycle else 0,
        decide_by=decide_by(status) if status else None,
        last_meeting=met,
        sex=pupil.sex,
        pupil_premium=pupil.pupil_premium,
    )


def _with_spend(desk: Desk, rows: list[RegisterRow], day: date) -> list[RegisterRow]:
    if not desk.may("rates"):
        return rows
    spends = costs.totals_for_all(desk, [row.pupil_id for row in rows], as_at=day)
    return [
        replace(
            row,
            to_date_pence=spend.to_date_pence,
            counted_pence=spend.counted_pence,
            threshold_pence=spend.threshold.amount_pence,
            basis=spend.threshold.basis,
        )
        for row in rows
        for spend in (spends[row.pupil_id],)
    ]
