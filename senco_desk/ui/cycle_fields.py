"""What can be typed into a cycle: its fields, part by part, and which of them hold words that are not kept yet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from pydantic import ValidationError
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QPlainTextEdit

from senco_desk.domain.cycles import PLAN_KINDS, TRIGGERS, Cycle
from senco_desk.domain.problems import Problem, RefusedError
from senco_desk.ui.date_field import DateField
from senco_desk.ui.fields import ChoiceField, Field, LineField, TextField
from senco_desk.ui.many_fields import TicksField
from senco_desk.ui.theme import unit

PARTS: dict[str, tuple[str, ...]] = {
    "assess": ("triggers", "teacher_assessment", "progress_so_far", "against_peers", "external_advice", "context",
               "what_it_tells_us"),
    "plan": ("plan_kind", "responsible_teacher", "strategies", "home_part", "review_due", "planned_on",
             "parents_told_on", "staff_told_on"),
    "do": ("started_on", "do_notes"),
}  # fmt: skip
"""Which fields stand in which part."""


class CycleFields(QObject):
    """The fields of a cycle. What a person typed wins over what is read again, until it is kept."""

    touched = Signal()

    def __init__(self, today: date, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.fields: dict[str, Field] = _fields(today)
        self._kept: dict[str, Any] = {}
        self.is_writable = True
        for field in self.fields.values():
            field.changed.connect(self.touched)
            if isinstance(field, DateField):
                field.input.setMinimumWidth(unit(17))  # a whole date, in a narrow column too

    def show_cycle(self, cycle: Cycle, *, anew: bool) -> None:
        """Shows a cycle; without `anew`, a field that holds words not kept yet is left as it is."""
        typed = set() if anew else set(self.typed())
        for name, field in self.fields.items():
            value = getattr(cycle, name)
            if name == "triggers":  # in the order of the list, as the field gives them back
                value = tuple(known for known in TRIGGERS if known in value)
            if name not in typed and (anew or field.value() != value):
                field.set_value(value)
                field.show_problem("")
            self._kept[name] = value

    def typed(self) -> dict[str, Any]:
        """The fields that differ from what is kept, with what they hold now, readable or not."""
        return {
            name: value
            for name, field in self.fields.items()
            if name in self._kept and (value := field.value()) != self._kept[name]
        }

    def problems(self) -> list[Problem]:
        """A problem for each field that cannot be read."""
        return [
            Problem(field=name, sentence=said) for name, field in self.fields.items() if (said := field.unreadable())
        ]

    def show_problems(self, problems: Iterable[Problem]) -> list[str]:
        """Shows each problem beside its field, and goes to the first; answers the sentences that belong to none."""
        by_field: dict[str, list[str]] = {}
        elsewhere = []
        for problem in problems:
            if problem.field in self.fields:
                by_field.setdefault(problem.field, []).append(problem.sentence)
            else:
                elsewhere.append(problem.sentence)
        for name, field in self.fields.items():
            field.show_problem(" ".join(by_field.get(name, ())))
        if by_field:
            self.fields[next(name for name in self.fields if name in by_field)].focus()
        return elsewhere

    def say_unreadable(self) -> None:
        """Says beside each field that cannot be read what is wrong, without going to it."""
        for field in self.fields.values():
            field.show_problem(field.unreadable())

    def put_back(self, typed: dict[str, Any]) -> None:
        """Puts words into their fields as they were typed, with what is wrong with them."""
        for name, value in typed.items():
            field = self.fields[name]
            if isinstance(field, LineField) and isinstance(value, str):
                field.input.setText(value)
            else:
                field.set_value(value)
            field.show_problem(field.unreadable())

    def set_read_only(self, *, read_only: bool) -> None:
        """A cycle that was reviewed is read, not changed, until a person says otherwise."""
        self.is_writable = not read_only
        for field in self.fields.values():
            if isinstance(field, (TextField, LineField)):
                inputs: QPlainTextEdit | Any = field.input
                inputs.setReadOnly(read_only)
                if isinstance(field, DateField):
                    field.pick.setEnabled(not read_only)
            else:
                field.setEnabled(not read_only)


def with_typed(cycle: Cycle, typed: Mapping[str, Any]) -> Cycle:
    """A cycle with what was typed in its place; refused in words where a text is too long to keep."""
    try:
        return Cycle.model_validate(dict(cycle) | dict(typed))
    except ValidationError as error:
        raise RefusedError(
            Problem(
                field=str(fault["loc"][0]),
                sentence=f"This is longer than the {fault.get('ctx', {}).get('max_length', 'usual')} characters that"
                " fit here: shorten it, or move a part to another field.",
            )
            for fault in error.errors()
        ) from error


def _fields(today: date) -> dict[str, Field]:
    return {
        "triggers": TicksField("What prompted it", list(TRIGGERS.items())),
        "teacher_assessment": TextField("The &teacher’s assessment", lines=2),
        "progress_so_far": TextField("Progress so far", lines=2),
        "against_peers": TextField("Against peers and national figures", lines=2),
        "external_advice": TextField("&Advice from professionals", lines=2),
        "context": TextField("What else bears on it", "Attendance, health, home, first language.", lines=2),
        "what_it_tells_us": TextField("What this tells &us about the child’s needs", lines=2),
        "plan_kind": ChoiceField("&Kind of plan", [(kind, kind) for kind in PLAN_KINDS]),
        "responsible_teacher": LineField("&Responsible teacher", hint="Miss Hall"),
        "strategies": TextField("Adjustments and strate&gies", "What everybody who teaches the child does.", lines=3),
        "home_part": TextField("The part p&layed at home", lines=2),
        "review_due": DateField("Review &by", today, "A clear date, agreed with the parents."),
        "planned_on": DateField("Planned on", today),
        "parents_told_on": DateField("Parents told on", today),
        "staff_told_on": DateField("Staff told on", today),
        "started_on": DateField("Started on", today),
        "do_notes": TextField("How it is go&ing", lines=4),
    }
