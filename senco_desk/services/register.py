"""The SEN register as it stands, or as it stood on any day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from typing import TypeVar

from senco_desk.domain.cycles import STAGES, Cycle
from senco_desk.domain.folding import folded
from senco_desk.domain.needs import Need, Status, current_needs, status_on
from senco_desk.domain.pupils import Pupil
from senco_desk.domain.register import Register, RegisterRow
from senco_desk.services import costs
from senco_desk.services.desk import Desk
from senco_desk.store import nouns

MONITORING_WEEKS = 13
"""Monitoring is a stage before a decision; after a term or so the register asks for one."""


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
    statuses = _by_pupil(nouns.STATUSES.all(store))
    needs = _by_pupil(nouns.NEEDS.all(store))
    cycles = _by_pupil(nouns.CYCLES.all(store))
    meetings: dict[str, date] = {}
    for meeting in nouns.MEETINGS.where(store, '"on" <= ?', [day.isoformat()]):
        meetings[meeting.pupil_id] = max(meeting.on, meetings.get(meeting.pupil_id, meeting.on))
    on_roll = [pupil for pupil in nouns.PUPILS.all(store) if _on_roll(pupil, day)]
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
                    met=meetings.get(pupil.id),
                )
            )
    if spend:
        rows = _with_spend(desk, rows, day)
    rows.sort(key=lambda row: (folded(row.surname), folded(row.forename), row.pupil_id))
    return Register(day, tuple(rows), len(on_roll))


R = TypeVar("R", Status, Need, Cycle)


def _by_pupil(records: Iterable[R]) -> dict[str, list[R]]:
    found: dict[str, list[R]] = defaultdict(list)
    for record in records:
        found[record.pupil_id].append(record)
    return found


def _on_roll(pupil: Pupil, day: date) -> bool:
    return (pupil.leaving_date is None or pupil.leaving_date > day) and (
        pupil.admission_date is None or pupil.admission_date <= day
    )


def _row(
    pupil: Pupil, day: date, status: Status | None, *, needs: list[Need], cycles: list[Cycle], met: date | None
) -> RegisterRow:
    cycle = next((c for c in reversed(cycles) if c.opened_on <= day and (not c.closed_on or c.closed_on > day)), None)
    code = status.status if status else "N"
    since = status.start if status else None
    monitored = status.since if status and code == "monitoring" else None
    return RegisterRow(
        pupil_id=pupil.id,
        upn=pupil.upn,
        forename=pupil.forename,
        surname=pupil.surname,
        year_group=pupil.year_group,
        class_name=pupil.class_name,
        status=code,
        since=since,
        needs=tuple(need.code for need in current_needs(needs, day) if need.since is None or need.since <= day),
        next_review=cycle.review_due if cycle else None,
        stage=STAGES[cycle.stage] if cycle else "",
        cycle_number=cycle.number if cycle else 0,
        decide_by=monitored + timedelta(weeks=MONITORING_WEEKS) if monitored else None,
        last_meeting=met,
        sex=pupil.sex,
        pupil_premium=pupil.pupil_premium,
    )


def _with_spend(desk: Desk, rows: list[RegisterRow], day: date) -> list[RegisterRow]:
    spends = costs.for_all(desk, [row.pupil_id for row in rows], as_at=day)
    return [
        RegisterRow(
            **{
                **vars(row),
                "to_date_pence": spend.to_date_pence,
                "counted_pence": spend.counted_pence,
                "threshold_pence": spend.threshold.amount_pence,
                "basis": spend.threshold.basis,
            }
        )
        for row in rows
        for spend in (spends[row.pupil_id],)
    ]
