"""The card "Our own fields" on a child's page, and the form by which its values are typed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict

from senco_desk.domain.terms import in_words
from senco_desk.services import custom_fields
from senco_desk.services.custom_fields import CustomField, typed_value
from senco_desk.services.desk import Desk
from senco_desk.ui.cards import button
from senco_desk.ui.context import Context
from senco_desk.ui.date_field import DateField
from senco_desk.ui.fields import ChoiceField, Field, LineField, TextField
from senco_desk.ui.forms import Form
from senco_desk.ui.overview_cards import Facts, HeadCard
from senco_desk.ui.sheet_room import SheetRoom


class OwnValues(BaseModel):
    """What was typed into the fields of one child: by the id of each field."""

    model_config = ConfigDict(frozen=True, extra="allow")

    pupil_id: str

    def held(self) -> dict[str, str]:
        """The texts by field id; a date as `2026-11-22`."""
        return {name: _text(value) for name, value in (self.model_extra or {}).items()}


class OwnFieldsCard(HeadCard):
    """Each field with what the child has in it. Hidden where the school has no fields of its own."""

    def __init__(self, edit: Callable[[], object]) -> None:
        self.edit = button("Edit…", edit, kind="link", needs="change")
        self.edit.setAccessibleName("Edit our own fields")
        super().__init__("Our own fields", self.edit)
        self.facts = Facts(names=20)
        self.add(self.facts)
        self.hide()

    def show_values(self, desk: Desk, pupil_id: str) -> None:
        """Shows a child's values."""
        fields = custom_fields.fields(desk)
        held = custom_fields.of_pupil(desk, pupil_id)
        self.facts.show_facts([(field.name, value_words(field, held.get(field.id, ""))) for field in fields])
        self.tell_none("" if held else "nothing filled in")
        self.setVisible(bool(fields))


def own_fields_form(desk: Desk, pupil_id: str) -> Form[Any]:
    """The form for a child's values, one line for each field, filled with what is kept."""
    held = custom_fields.of_pupil(desk, pupil_id)
    fields = custom_fields.fields(desk)
    made = {field.id: _input(field, held.get(field.id, ""), desk.today) for field in fields}
    form: Form[Any] = Form(OwnValues, made, title="Our own fields", fixed={"pupil_id": pupil_id})
    form.fill({field.id: _filled(field, held.get(field.id, "")) for field in fields})
    return form


class OwnDateField(DateField):
    """A date of a field that took other things before: what was kept stays as typed until somebody changes it."""

    def __init__(self, words: str, today: date, kept: str) -> None:
        super().__init__(words, today)
        self._kept = kept

    def value(self) -> Any:
        """A date, None, the kept text where it was not touched, or the text as typed where it is no date."""
        return self._kept if self._kept and self.input.text() == self._kept else super().value()

    def set_value(self, value: date | str | None) -> None:
        """Shows a date, or what is no date as it was typed."""
        if isinstance(value, str):
            self.input.setText(value)
        else:
            super().set_value(value)

    def unreadable(self) -> str:
        """Says how to type a date; what was kept already is not asked about."""
        return "" if self._kept and self.value() == self._kept else super().unreadable()


def open_own_fields(context: Context, room: SheetRoom, pupil_id: str) -> Form[Any]:
    """Opens the form in a page's room; saving it keeps all values in one change and puts the form away."""
    form = own_fields_form(context.desk, pupil_id)

    def keep(values: OwnValues) -> None:
        desk = context.desk
        done = context.work.do(lambda: custom_fields.set_all(desk, values.pupil_id, values.held()), form=form)
        if done is not None:
            room.put_away()

    form.submitted.connect(keep)
    room.open(form, chosen=(pupil_id,))
    return form


def value_words(field: CustomField, value: str) -> str:
    """A kept value as it is read; one that no longer fits its field says so, and is never hidden."""
    if value and not custom_fields.fits(field, value):
        kind = {"date": "not a date", "number": "not a number"}.get(field.kind, "no longer one of the choices")
        return f"▲ {value} ({kind})"
    typed = typed_value(field, value)
    return in_words(typed) if isinstance(typed, date) else value


def _input(field: CustomField, value: str, today: date) -> Field:
    words = field.name.replace("&", "&&")
    if field.kind == "date":
        return OwnDateField(words, today, value)
    if field.kind == "choice":
        offered = [("", "—"), *((each, each) for each in field.choices)]
        if value and value not in field.choices:
            offered.append((value, f"{value} (no longer offered)"))
        return ChoiceField(words, offered)
    if field.kind == "number":
        return LineField(words, hint="A number")
    return TextField(words, lines=1) if "\n" in value or len(value) > 60 else LineField(words)


def _filled(field: CustomField, value: str) -> Any:
    """A value as its field takes it; a date that cannot be read is shown as it was typed."""
    return typed_value(field, value) if field.kind == "date" else value


def _text(value: Any) -> str:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else str(value)
