"""The school, the people who work in it, and the people who use the desk."""

from __future__ import annotations

from datetime import date
from typing import Literal

from senco_desk.domain.records import Code, Kept, Line, Record, Text
from senco_desk.domain.terms import CalendarSpan

Phase = Literal["primary", "secondary", "all-through", "special"]
PHASES: dict[Phase, str] = {
    "primary": "Primary",
    "secondary": "Secondary",
    "all-through": "All-through",
    "special": "Special",
}


class SchoolDraft(Record):
    """The one school of a desk. `authority_id` names the threshold profile that applies unless a pupil has another."""

    name: Line
    phase: Phase = "primary"
    authority_id: Line = "generic"
    la_code: Code = ""
    establishment: Code = ""
    urn: Code = ""
    address: Text = ""
    telephone: Line = ""
    headteacher: Line = ""
    senco: Line = ""


class School(Kept, SchoolDraft):
    """The school as kept."""


class StaffDraft(Record):
    """Somebody who delivers support. Pay is not here but in dated rates (see `provision.Rate`)."""

    name: Line
    role: Line = ""
    email: Line = ""
    left_on: date | None = None


class Staff(Kept, StaffDraft):
    """A member of staff as kept."""


Role = Literal["senco", "assistant", "headteacher", "teaching-assistant"]


class PersonDraft(Record):
    """Somebody who opens this desk; changes and the audit trail carry their id."""

    name: Line
    role: Role = "senco"


class Person(Kept, PersonDraft):
    """A user of the desk as kept."""


class AuthorityDraft(Record):
    """A local authority's threshold profile as this school has edited it.

    `document` is the profile as JSON text, in the form of `thresholds.AuthorityProfile`.
    """

    authority_id: Line
    document: str


class Authority(Kept, AuthorityDraft):
    """A profile as kept."""


class SettingDraft(Record):
    """One setting of this desk; `value` is JSON text."""

    key: Line
    value: str


class Setting(Kept, SettingDraft):
    """A setting as kept."""


class CalendarEntry(Kept, CalendarSpan):
    """A term, a closure or an INSET day as kept."""
