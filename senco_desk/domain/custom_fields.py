"""Fields of the school's own: a name, a kind, and a value for each child that has one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Literal

from senco_desk.domain.folding import folded
from senco_desk.domain.problems import Problem
from senco_desk.domain.records import Kept, Line, Record, Text

FieldKind = Literal["text", "date", "number", "choice"]
FIELD_KINDS: dict[FieldKind, str] = {
    "text": "Text",
    "date": "Date",
    "number": "Number",
    "choice": "Choice from a list",
}


class CustomFieldDraft(Record):
    """One field of the school's own. `choices` are those of a `choice`; `on_paper` says whether lists print it."""

    name: Line
    kind: FieldKind = "text"
    choices: tuple[Line, ...] = ()
    position: int = 0
    on_paper: bool = True


class CustomField(Kept, CustomFieldDraft):
    """A field as kept."""


class CustomValueDraft(Record):
    """What one child has in one field, as text: a date as `2026-11-22`, a number with a point, else as typed."""

    pupil_id: str
    field_id: str
    value: Text


class CustomValue(Kept, CustomValueDraft):
    """A value as kept."""


Typed = str | date | Decimal
"""A value by its kind, as it is compared and sorted."""


def problems_of_field(draft: CustomFieldDraft, others: Sequence[CustomField]) -> list[Problem]:
    """Everything that stops a field from being kept: no name, a name there is, a choice with nothing to choose."""
    problems = []
    own = draft.id if isinstance(draft, CustomField) else ""
    if not draft.name:
        problems.append(Problem(field="name", sentence="Give the field a name."))
    elif any(folded(each.name) == folded(draft.name) for each in others if each.id != own):
        problems.append(Problem(field="name", sentence=f"There is a field called {draft.name} already."))
    if draft.kind == "choice" and len({each for each in draft.choices if each}) < 2:
        problems.append(Problem(field="choices", sentence="Give at least two things to choose from, one on each line."))
    return problems


def typed_value(field: CustomFieldDraft, value: str) -> Typed | None:
    """A kept value by the field's kind; None for an empty one. Text that is not of its kind stays text."""
    if not value:
        return None
    if field.kind == "date":
        try:
            return date.fromisoformat(value)
        except ValueError:
            return value
    if field.kind == "number":
        try:
            number = Decimal(value)
        except InvalidOperation:
            return value
        return number if number.is_finite() else value
    return value


def standard_text(field: CustomFieldDraft, typed: str) -> str:
    """What is kept of what was typed: a number without spaces and commas between thousands, a choice as it is listed.

    A date is left alone: who reads it from a person answers it as `2026-11-22`. What is of no use stays as typed.
    """
    text = typed.strip()
    if field.kind == "number":
        bare = text.replace(",", "").replace(" ", "").replace("\u00a0", "")
        try:
            return bare if Decimal(bare).is_finite() else text
        except InvalidOperation:
            return text
    if field.kind == "choice":
        return next((each for each in field.choices if folded(each) == folded(text)), text)
    return text


def problems_of_value(field: CustomFieldDraft, value: str) -> list[Problem]:
    """Everything that stops a value from being kept in a field."""
    if not value:
        return []
    typed = typed_value(field, value)
    if field.kind == "date" and not isinstance(typed, date):
        return [Problem(field="value", sentence=f"{field.name} takes a date, such as 3 Nov 2026.")]
    if field.kind == "number" and not isinstance(typed, Decimal):
        return [Problem(field="value", sentence=f"{field.name} takes a number, such as 12 or 3.5.")]
    if field.kind == "choice" and value not in field.choices:
        return [Problem(field="value", sentence=f"Choose one of: {', '.join(field.choices)}.")]
    return []
