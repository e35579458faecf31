"""The SEN register as it stands, or as it stood on any day.

Read column by column and not record by record: a school of fifty thousand is read each time the page is shown.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from senco_desk.domain.codes import is_eal
from senco_desk.domain.custom_fields import CustomField
from senco_desk.domain.cycles import STAGES, Cycle
from senco_desk.domain.folding import folded
from senco_desk.domain.measures import Attendance
from senco_desk.domain.needs import Need, Status, decide_by, needs_on, status_on
from senco_desk.domain.pupil_records import next_review_of
from senco_desk.domain.register import Register, RegisterRow
from senco_desk.domain.register_columns import RegisterColumn, register_columns
from senco_desk.domain.register_filters import Spans
from senco_desk.domain.reviews import Review
from senco_desk.domain.terms import AcademicYear
from senco_desk.services import contacts_log, costs, schools
from senco_desk.services.desk import Desk
from senco_desk.store import nouns

MANY = 1_500
"""So many pupils take longer to read than a window may stand still."""

_ON_ROLL = "(admission_date is null or admission_date <= ?) and (leaving_date is null or leaving_date > ?)"
_PUPIL = (
    "id, upn, legal_surname, legal_forename, preferred_surname, preferred_forename, sex, year_group, class_name,"
    " admission_date, first_language, english_additional, fsm_eligible, pupil_premium, in_care, young_carer,"
    " sen_unit, resourced_provision, health_plan, see_dsl"
)


def on_roll(desk: Desk, day: date | None = None) -> int:
    """How many pupils are on roll on a day (today): what it will take to read the whole of them."""
    text = (day or desk.today).isoformat()
    return int(desk.store.query(f"select count(*) as n from pupil where {_ON_ROLL}", [text, text])[0]["n"])  # noqa: S608


def years_on_roll(desk: Desk) -> frozenset[str]:
    """The year groups of everybody on roll today."""
    return _on_roll_now(desk, "year_group")


def classes_on_roll(desk: Desk) -> frozenset[str]:
    """The classes of everybody on roll today, as they are written."""
    return _on_roll_now(desk, "class_name")


def as_at(desk: Desk, day: date | None = None, *, everyone: bool = False, spend: bool = True) -> Register:
    """The register on a day (today): everybody with the status monitoring, K or E, by name.

    What the desk dates is as it stood: status, needs, cycles, reviews, contacts, attendance, promises, spending. Year,
    class, names, flags, a review date that was moved since and the school's own fields are as they are now.

    Args:
        desk: the open desk.
        day: the day the register is shown for.
        everyone: pupils who are not on the register too, with status N.
        spend: work out what each child's support costs.
    """
    day = day or desk.today
    statuses = _statuses(desk, day)
    on = [pupil_id for pupil_id, status in statuses.items() if status.status != "N"]
    found = _pupils(desk, day, None if everyone else on)
    facts = _facts(desk, day)
    rows = [_row(pupil, day, statuses.get(pupil["id"]), facts) for pupil in found]
    if spend:
        rows = with_spend(desk, rows, day)
    rows.sort(key=lambda row: (row.sort_name, row.pupil_id))
    fields = tuple(nouns.CUSTOM_FIELDS.all(desk.store))
    return Register(day, tuple(rows), on_roll(desk, day), fields)


def with_spend(desk: Desk, rows: Sequence[RegisterRow], day: date) -> list[RegisterRow]:
    """The rows with what each child's support costs as at a day; as they are for somebody who may not see money."""
    if not desk.may("rates"):
        return list(rows)
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


def columns(desk: Desk, fields: Sequence[CustomField]) -> tuple[RegisterColumn, ...]:
    """The columns that the person sees, beside the threshold of the school's own authority."""
    core = schools.profile(desk, schools.school(desk).authority_id).threshold.core_counted
    return register_columns(fields, core=core, money=desk.may("rates"), guarded=desk.may("confidential"))


def spans(desk: Desk, day: date | None = None) -> Spans:
    """The stretches of time that filters name, beside a day (today)."""
    day = day or desk.today
    year, dates = AcademicYear.of(day), schools.calendar(desk)
    half_term = schools.half_term_of(desk, day)
    begun = [stretch.start for each in (year.previous(), year) for stretch in dates.half_terms(each)]
    before = max((start for start in begun if start < half_term[0]), default=half_term[0])
    return Spans(day, half_term, before, (year.start, year.end))


def _on_roll_now(desk: Desk, column: Literal["year_group", "class_name"]) -> frozenset[str]:
    text = desk.today.isoformat()
    sql = f"select distinct {column} as word from pupil where {_ON_ROLL}"  # noqa: S608  one of two names of ours
    return frozenset(row["word"] for row in desk.store.query(sql, [text, text]) if row["word"])


@dataclass(frozen=True)
class _Facts:
    """What is known of every child on a day, by the child's id."""

    needs: Mapping[str, list[Need]]
    cycles: Mapping[str, Cycle]
    reviews: Mapping[str, list[Review]]
    met: Mapping[str, str]
    contacts: Mapping[str, tuple[str, str]]
    attendances: Mapping[str, Attendance]
    promises: Mapping[str, tuple[int, int]]
    custom: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    guarded: bool = False
    """Whether the person may know of the mark “See the DSL”."""


def _facts(desk: Desk, day: date) -> _Facts:
    store, text = desk.store, day.isoformat()
    met = store.query(
        'select pupil_id, max("on") as last from meeting where with_parents = 1 and "on" <= ? group by pupil_id', [text]
    )
    return _Facts(
        needs=_needs(desk),
        cycles=_cycles(desk, text),
        reviews=_reviews(desk, text),
        met={row["pupil_id"]: row["last"] for row in met},
        contacts=contacts_log.last_contacts(desk, day),
        attendances=_attendances(desk, text),
        promises=_promises(desk, text),
        custom=_custom(desk),
        guarded=desk.may("confidential"),
    )


def _statuses(desk: Desk, day: date) -> dict[str, Status]:
    """The status of each child on a day, of those who have one."""
    rows = desk.store.query(
        'select id, pupil_id, status, start, as_found_on, "end", source, decide_on from status'
        " order by coalesce(start, as_found_on), id"
    )
    history: dict[str, list[Status]] = {}
    for row in rows:
        made = Status.model_construct(**_dated(row, "start", "as_found_on", "end", "decide_on"))
        history.setdefault(made.pupil_id, []).append(made)
    found = {pupil_id: status_on(stretches, day) for pupil_id, stretches in history.items()}
    return {pupil_id: status for pupil_id, status in found.items() if status is not None}


def _pupils(desk: Desk, day: date, ids: Sequence[str] | None) -> list[dict[str, Any]]:
    """Those on roll on a day, of these ids; of everybody where no ids are given."""
    text = day.isoformat()
    sql, values = f"select {_PUPIL} from pupil where {_ON_ROLL}", [text, text]  # noqa: S608  our own columns
    if ids is not None:
        sql += " and id in (select value from json_each(?))"
        values.append(json.dumps(list(ids)))
    return desk.store.query(sql, values)


def _needs(desk: Desk) -> dict[str, list[Need]]:
    found: dict[str, list[Need]] = {}
    for row in desk.store.query("select id, pupil_id, code, rank, since, until from need order by rank, id"):
        made = Need.model_construct(**_dated(row, "since", "until"))
        found.setdefault(made.pupil_id, []).append(made)
    return found


def _cycles(desk: Desk, text: str) -> dict[str, Cycle]:
    """The last cycle of each child that is open on a day."""
    rows = desk.store.query(
        "select id, pupil_id, number, stage, opened_on, review_due, closed_on from cycle"
        " where opened_on <= ? and (closed_on is null or closed_on > ?) order by number, id",
        [text, text],
    )
    return {
        row["pupil_id"]: Cycle.model_construct(**_dated(row, "opened_on", "review_due", "closed_on")) for row in rows
    }


def _reviews(desk: Desk, text: str) -> dict[str, list[Review]]:
    """The last review of each child by a day: SQLite gives the other columns of the row that has the greatest."""
    rows = desk.store.query(
        'select max("on" || id) as last, id, pupil_id, "on", next_review from review where "on" <= ? group by pupil_id',
        [text],
    )
    found = {}
    for row in rows:
        del row["last"]
        found[row["pupil_id"]] = [Review.model_construct(**_dated(row, "on", "next_review"))]
    return found


def _attendances(desk: Desk, text: str) -> dict[str, Attendance]:
    """The figure of each child whose stretch ended last; of two that ended together the one that began later."""
    rows = desk.store.query(
        'select max("end" || start || id) as last, pupil_id, start, "end", possible, attended, percent from attendance'
        ' where "end" <= ? group by pupil_id',
        [text],
    )
    found: dict[str, Attendance] = {}
    for row in rows:
        del row["last"]
        image = _dated(row, "start", "end")
        image["percent"] = None if image["percent"] is None else Decimal(str(image["percent"]))
        found[row["pupil_id"]] = Attendance.model_construct(**image)
    return found


def _promises(desk: Desk, text: str) -> dict[str, tuple[int, int]]:
    """How many promises were open on a day, and how many of these were past their day."""
    rows = desk.store.query(
        "select pupil_id, count(*) as n, sum(due is not null and due < ?) as late from commitment"
        " where made_on <= ? and (state = 'open' or (state = 'kept' and kept_on > ?)) group by pupil_id",
        [text, text, text],
    )
    return {row["pupil_id"]: (row["n"], row["late"] or 0) for row in rows}


def _custom(desk: Desk) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for row in desk.store.query('select pupil_id, field_id, "value" from custom_value'):
        found.setdefault(row["pupil_id"], {})[row["field_id"]] = row["value"]
    return found


def _row(pupil: Mapping[str, Any], day: date, status: Status | None, facts: _Facts) -> RegisterRow:
    pupil_id = pupil["id"]
    cycle = facts.cycles.get(pupil_id)
    forename = pupil["preferred_forename"] or pupil["legal_forename"]
    surname = pupil["preferred_surname"] or pupil["legal_surname"]
    review = next_review_of(cycle, facts.reviews.get(pupil_id, ()))
    decide = decide_by(status) if status else None
    due = review or decide
    attendance = facts.attendances.get(pupil_id)
    met, (contact, kind) = facts.met.get(pupil_id), facts.contacts.get(pupil_id, ("", ""))
    promises, late = facts.promises.get(pupil_id, (0, 0))
    code = status.status if status else "N"
    return RegisterRow(
        pupil_id=pupil_id,
        upn=pupil["upn"],
        forename=forename,
        surname=surname,
        year_group=pupil["year_group"],
        class_name=pupil["class_name"],
        status=code,
        since=status.start if status else None,
        needs=tuple(need.code for need in needs_on(facts.needs.get(pupil_id, ()), day)),
        next_review=review,
        stage=STAGES[cycle.stage] if cycle else "",
        cycle_number=cycle.number if cycle else 0,
        decide_by=decide,
        last_meeting=_day(met),
        sex=pupil["sex"],
        pupil_premium=None if pupil["pupil_premium"] is None else bool(pupil["pupil_premium"]),
        flags=tuple(_flags(pupil)),
        see_dsl=facts.guarded and bool(pupil["see_dsl"]),
        days_overdue=(day - due).days if due is not None and due < day and code != "N" else None,
        attendance=attendance.rate if attendance else None,
        attendance_to=attendance.end if attendance else None,
        last_contact=_day(contact),
        contact_kind=kind,
        promises=promises,
        promises_late=late,
        admitted=_day(pupil["admission_date"]),
        custom=facts.custom.get(pupil_id, _NOTHING),
        sort_name=folded(f"{surname}, {forename}"),
    )


def _flags(pupil: Mapping[str, Any]) -> Iterable[str]:
    """What is known to be so. English as an additional language is told by the first language where nobody said it."""
    if pupil["pupil_premium"]:
        yield "premium"
    if pupil["in_care"]:
        yield "care"
    eal = pupil["english_additional"]
    if eal or (eal is None and is_eal(pupil["first_language"])):
        yield "eal"
    if pupil["fsm_eligible"]:
        yield "fsm"
    if pupil["young_carer"] in ("P", "S"):  # identified by a parent, or by the school (CBDS CS118)
        yield "carer"
    if pupil["sen_unit"]:
        yield "unit"
    if pupil["resourced_provision"]:
        yield "resourced"
    if pupil["health_plan"]:
        yield "health"


_NOTHING: Mapping[str, str] = {}


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _dated(row: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """A row with these columns as dates."""
    image = dict(row)
    for name in names:
        image[name] = _day(image[name])
    return image
