"""The school, the people who work in it, and the people who use the desk."""

from __future__ import annotations

from datetime import date
from typing import Literal

from senco_desk.domain.records import Code, Kept, Line, Record, Text
from senco_desk.domain.roles import Role
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


class PersonDraft(Record):
    """Somebody who opens this desk; changes and the audit trail carry their id.

    The SENCO needs neither grant. `slot_id` names the slot of the key file that the person's passphrase opens.
    Somebody who was removed stays on the list with the day, since the journal names them.
    """

    name: Line
    role: Role = "senco"
    sees_rates: bool = False
    sees_confidential: bool = False
    slot_id: Line = ""
    since: date | None = None
    removed_on: date | None = None


class Person(Kept, PersonDraft):
    """A user of the desk as kept."""


class AssignmentDraft(Record):
    """A pupil whom a teaching assistant works with, and therefore sees."""

    person_id: Line
    pupil_id: Line


class Assignment(Kept, AssignmentDraft):
    """An assignment as kept."""


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
