"""What a roll may change in one child's record: a three-way merge of the record, the last roll and this one.

A field takes the roll's value where nobody has changed it since the last roll (it still is what that roll said), or
where it is empty. What a person has entered stays, and the difference is told. An empty cell says nothing, a damaged
value never replaces a whole one, and a roll older than the last never winds a record back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pydantic import ValidationError

from senco_desk.domain import upn as upns
from senco_desk.domain.problems import Problem
from senco_desk.domain.pupils import Pupil, PupilDraft
from senco_desk.domain.roll import RollRow

FIELDS: dict[str, str] = {
    "former_upn": "former_upn",
    "legal_surname": "legal_surname",
    "legal_forename": "legal_forename",
    "middle_names": "middle_names",
    "preferred_surname": "preferred_surname",
    "preferred_forename": "preferred_forename",
    "date_of_birth": "date_of_birth",
    "sex": "sex",
    "year_group": "year_group",
    "class_name": "class_name",
    "school_number": "school_number",
    "admission_date": "admission_date",
    "leaving_date": "leaving_date",
    "enrol_status": "enrolment_status",
    "ethnicity": "ethnicity",
    "first_language": "first_language",
    "eal": "english_additional",
    "fsm": "fsm_eligible",
    "fsm_category": "fsm_category",
    "pupil_premium": "pupil_premium",
    "in_care": "in_care",
}
"""Fields of a roll's line to those of a pupil. The number itself has its own rule."""

LEFT = "left"
"""Key in a roll image: the leaving date that an import set because the child was no longer listed."""


@dataclass(frozen=True)
class FieldChange:
    """What a roll changes in one field, as text; `before` is empty where there was nothing."""

    field: str
    before: str
    after: str


@dataclass(frozen=True)
class FieldDifference:
    """Where the desk keeps its own value against the roll's, and why."""

    field: str
    kept: str
    roll: str
    why: str = "Somebody has entered this here, so it was kept."


@dataclass
class Merged:
    """What a merge came to: new values by field, what is changed, what is kept, and the roll's word to remember."""

    said: dict[str, str]
    updates: dict[str, Any] = field(default_factory=dict)
    changes: list[FieldChange] = field(default_factory=list)
    differences: list[FieldDifference] = field(default_factory=list)

    def take(self, name: str, before: object, after: object) -> None:
        """Note a change of one field."""
        self.updates[name] = after
        self.changes.append(FieldChange(name, as_text(before), as_text(after)))

    def keep(self, name: str, kept: object, roll: object, why: str = FieldDifference.why) -> None:
        """Note that the desk's own value stays."""
        self.differences.append(FieldDifference(name, as_text(kept), as_text(roll), why))


OLDER = "A newer roll said this, so it was kept."


def values_of(row: RollRow, carried: frozenset[str]) -> tuple[dict[str, Any], list[Problem]]:
    """What a line really says, by field of a pupil, made regular; and what of it cannot be kept."""
    said = {
        name: value
        for source, name in FIELDS.items()
        if source in carried and (value := getattr(row, source)) not in (None, "")
    }
    if row.upn:
        said["upn"] = row.upn
    try:
        draft = PupilDraft.model_validate(said)
    except ValidationError as error:
        wrong = {str(fault["loc"][0]) for fault in error.errors()}
        problems = [
            Problem(row=row.row, field=name, column=name, sentence="This is too long to keep, so it was left out.")
            for name in sorted(wrong)
        ]
        said = {name: value for name, value in said.items() if name not in wrong}
        draft = PupilDraft.model_validate(said)
        return {name: getattr(draft, name) for name in said}, problems
    return {name: getattr(draft, name) for name in said}, []


def image_of(values: Mapping[str, Any]) -> dict[str, str]:
    """What a roll said, as a roll image keeps it."""
    return {name: as_text(value) for name, value in values.items()}


def merge_fields(
    pupil: Pupil,
    values: Mapping[str, Any],
    last: Mapping[str, str],
    *,
    doubtful: frozenset[str] = frozenset(),
    older: bool = False,
    day: date,
) -> Merged:
    """Merge a line into a pupil.

    Args:
        pupil: the record as it is.
        values: what the line says, from `values_of`.
        last: what the last roll said, as `image_of` keeps it.
        doubtful: fields of the line that the export damaged.
        older: the roll speaks of a day before the last roll's.
        day: the day the roll speaks of.
    """
    merged = Merged(said=dict(last))
    _merge_upn(pupil, values, last, merged)
    _merge_return(pupil, values, last, merged, day=day, older=older)
    for name, value in values.items():
        if name == "upn" or name in merged.updates:
            continue
        now, text = getattr(pupil, name), as_text(value)
        was = as_text(now)
        if name in doubtful and was and was != text:
            continue
        if text == was:
            merged.said[name] = text
        elif not was or (last.get(name) == was and not older):
            merged.take(name, now, value)
            merged.said[name] = text
        elif last.get(name) == was:
            merged.keep(name, now, value, OLDER)
        else:
            merged.keep(name, now, value)
            if not older:
                merged.said[name] = text
    return merged


def as_text(value: object) -> str:
    """A value as a roll image and a preview show it: ISO dates, yes and no, empty for not known."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case date():
            return value.isoformat()
        case _:
            return str(value)


def _merge_upn(pupil: Pupil, values: Mapping[str, Any], last: Mapping[str, str], merged: Merged) -> None:
    """A permanent number takes the place of a temporary or mistyped one, which is kept as the former number."""
    said = values.get("upn", "")
    if not said or said in (pupil.upn, pupil.former_upn):
        if said == pupil.upn and said:
            merged.said["upn"] = said
        return
    new, now = upns.check(said).kind, upns.check(pupil.upn).kind
    former = values.get("former_upn", "")
    if not pupil.upn:
        merged.take("upn", "", said)
    elif (
        (new == "permanent" and now != "permanent")
        or (former == pupil.upn and now != "permanent")
        or (former == pupil.upn and new == "permanent")
    ):
        merged.take("upn", pupil.upn, said)
        if pupil.former_upn != pupil.upn:
            merged.take("former_upn", pupil.former_upn, pupil.upn)
    elif now == "permanent" and new == "temporary":
        if not pupil.former_upn:
            merged.take("former_upn", "", said)
        return
    elif last.get("upn") == pupil.upn and new is not None:
        merged.take("upn", pupil.upn, said)
    else:
        merged.keep("upn", pupil.upn, said)
    merged.said["upn"] = said


def _merge_return(
    pupil: Pupil, values: Mapping[str, Any], last: Mapping[str, str], merged: Merged, *, day: date, older: bool
) -> None:
    """A child whom an earlier roll no longer listed, and this one lists again, is back."""
    if pupil.leaving_date is None or pupil.leaving_date > day or "leaving_date" in values or older:
        return
    if last.get(LEFT) == pupil.leaving_date.isoformat():
        merged.take("leaving_date", pupil.leaving_date, None)
        merged.said.pop(LEFT, None)
    elif last.get("leaving_date") != pupil.leaving_date.isoformat():
        merged.keep("leaving_date", pupil.leaving_date, "on roll")
