"""The two forms of the year-end rollover: the day with what becomes of class names, and where leavers go."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict

from senco_desk.domain.records import Line as Words
from senco_desk.domain.records import Record
from senco_desk.domain.rollover import CLASS_NAMES, ClassNames, Line, guessed_class
from senco_desk.services.rollover import Asked
from senco_desk.ui.date_field import DateField
from senco_desk.ui.fields import ChoiceField, Field, LineField
from senco_desk.ui.forms import Form

_CLASS = "class_"


class How(BaseModel):
    """What was typed: the day, what becomes of class names, and each class by its number in the form."""

    model_config = ConfigDict(frozen=True, extra="allow")

    on: date
    how: ClassNames

    def table(self, classes: Sequence[str]) -> dict[str, str]:
        """Class names, old to new; one that was emptied is empty after."""
        typed = self.model_extra or {}
        return {name: str(typed.get(f"{_CLASS}{at}", name)).strip() for at, name in enumerate(classes)}


class HowForm(Form[Any]):
    """Submits an `Asked`. The classes stand below each other, each with what it may be called next year."""

    def __init__(self, asked: Asked, classes: Sequence[str], today: date) -> None:
        self._classes = tuple(classes)
        fields: dict[str, Field] = {
            "on": DateField("&First day of the new year", today, "Usually 1 September."),
            "how": ChoiceField("&Class names", list(CLASS_NAMES.items())),
        }
        for at, name in enumerate(self._classes):
            fields[f"{_CLASS}{at}"] = LineField(f"{name.replace('&', '&&')} becomes")
        super().__init__(How, fields, title="Day and classes", submit="&Use these")
        fields["how"].changed.connect(self._show_classes)
        self.fill(
            {"on": asked.on, "how": asked.how}
            | {f"{_CLASS}{at}": asked.classes.get(name, guessed_class(name)) for at, name in enumerate(self._classes)}
        )
        self._show_classes()

    def draft(self) -> Any:
        """What is asked for."""
        typed = super().draft()
        return Asked(typed.on, typed.how, typed.table(self._classes))

    def _show_classes(self) -> None:
        wanted = self.fields["how"].value() == "map"
        for name, field in self.fields.items():
            if name.startswith(_CLASS):
                field.setVisible(wanted)


class SchoolEntry(Record):
    """Where leavers go."""

    school: Words = ""


def school_form(leavers: Sequence[Line]) -> Form[SchoolEntry]:
    """The form for the next school of one leaver or several; it is kept as a note with the rollover."""
    form: Form[SchoolEntry] = Form(
        SchoolEntry,
        {"school": LineField("New &school", "Kept as a note on each of them when the year is rolled over.")},
        title="New school",
        submit="&Use this",
    )
    known = {line.new_school for line in leavers}
    form.fill({"school": known.pop() if len(known) == 1 else ""})
    return form
