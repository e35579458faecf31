"""Pupils: who they are, who has parental responsibility for them, and what a roll last said of them."""

from __future__ import annotations

from datetime import date

from senco_desk.domain.folding import folded
from senco_desk.domain.problems import Problem
from senco_desk.domain.records import Code, Kept, Line, Record, Text


class PupilDraft(Record):
    """A pupil's identity and census fields (DfE Common Basic Data Set, domain section 3).

    Codes are DfE's; one that is not known is kept as it came. `None` means "not known", which is different from no.
    `reasonable_adjustments` are those for a disability (Equality Act 2010, section 20), apart from what is done for
    SEN. `family_support` is what a request asks for: Early Help, a child in need plan. Nothing about child protection
    is kept: `see_dsl` says no more than "ask the designated safeguarding lead", and is never printed.
    """

    upn: Code = ""
    former_upn: Code = ""
    legal_surname: Line = ""
    legal_forename: Line = ""
    middle_names: Line = ""
    preferred_surname: Line = ""
    preferred_forename: Line = ""
    date_of_birth: date | None = None
    sex: Code = ""
    year_group: Code = ""
    class_name: Line = ""
    school_number: Line = ""
    admission_date: date | None = None
    leaving_date: date | None = None
    enrolment_status: Code = ""
    ethnicity: Code = ""
    first_language: Code = ""
    english_additional: bool | None = None
    fsm_eligible: bool | None = None
    fsm_category: Code = ""
    pupil_premium: bool | None = None
    pupil_premium_reason: Code = ""
    in_care: bool | None = None
    care_authority: Line = ""
    young_carer: Code = ""
    service_child: Code = ""
    disability: Line = ""
    medical: Text = ""
    sen_unit: bool = False
    resourced_provision: bool = False
    top_up_funding: bool = False
    authority_id: Line = ""
    strengths: Text = ""
    interests: Text = ""
    aspirations: Text = ""
    nhs_number: Line = ""
    previous_schools: Text = ""
    post_looked_after: Code = ""
    kinship_care: Code = ""
    family_support: Text = ""
    health_plan: bool | None = None
    reasonable_adjustments: Text = ""
    see_dsl: bool = False

    @property
    def forename(self) -> str:
        """The forename the child goes by."""
        return self.preferred_forename or self.legal_forename

    @property
    def surname(self) -> str:
        """The surname the child goes by."""
        return self.preferred_surname or self.legal_surname

    @property
    def name(self) -> str:
        """The name the child goes by, forename first."""
        return f"{self.forename} {self.surname}".strip() or "Name not known"

    @property
    def initials(self) -> str:
        """Initials for paper, such as `A. O’N.`: the first letter of each name, and the one after an apostrophe."""
        return " ".join(f"{_initial(part)}." for part in (self.forename, self.surname) if part)

    @property
    def sort_name(self) -> str:
        """Surname first, without case and accents, for ordering."""
        return folded(f"{self.surname}, {self.forename}")

    def on_roll(self, day: date) -> bool:
        """Whether the child is on roll on a day; the leaving date is the first day away."""
        return (self.admission_date is None or self.admission_date <= day) and (
            self.leaving_date is None or self.leaving_date > day
        )


class Pupil(Kept, PupilDraft):
    """A pupil as kept."""


class MergedPupilDraft(Record):
    """Two records were found to be one child's: what was kept under `former_id` is under `pupil_id` since `on`."""

    pupil_id: str
    former_id: str
    on: date


class MergedPupil(Kept, MergedPupilDraft):
    """A merging as kept."""


def problems_of_pupil(draft: PupilDraft, *, today: date) -> list[Problem]:
    """Everything that stops a pupil from being kept, each tied to its field."""
    problems = []
    if not draft.surname and not draft.forename:
        problems.append(Problem(field="legal_surname", sentence="Give the pupil at least one name."))
    if draft.date_of_birth and draft.date_of_birth > today:
        problems.append(Problem(field="date_of_birth", sentence="The date of birth is in the future: check the year."))
    if draft.admission_date and draft.leaving_date and draft.leaving_date < draft.admission_date:
        problems.append(Problem(field="leaving_date", sentence="The leaving date is before the admission date."))
    return problems


class ContactDraft(Record):
    """A parent, carer or other adult of a child; `rank` 1 is called first."""

    pupil_id: str
    name: Line
    relation: Line = ""
    rank: int = 1
    parental_responsibility: bool = False
    telephone: Line = ""
    email: Line = ""
    address: Text = ""
    language: Code = ""
    interpreter: bool = False
    preferred_contact: Line = ""
    notes: Text = ""


class Contact(Kept, ContactDraft):
    """A contact as kept."""


class RollImageDraft(Record):
    """What a roll last said of a pupil, so that the next roll can tell its own change from a person's.

    `fields` holds the roll's own values as text by field name of `PupilDraft`, plus `sen_status` and `needs`.
    """

    pupil_id: str
    as_of: date
    source: Line
    fields: dict[str, str]


class RollImage(Kept, RollImageDraft):
    """A roll's word on a pupil as kept."""


def _initial(name: str) -> str:
    head, mark, tail = name.replace("'", "’").partition("’")
    return f"{head[:1]}’{tail[:1]}" if mark and len(head) == 1 and tail else name[:1]
