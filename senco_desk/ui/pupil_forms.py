"""The forms of a child's record: each gives a draft, or the kept record in its new state, and saves nothing itself.

Those of status and needs are in `status_forms`, those of contacts in `contact_forms`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCompleter

from senco_desk.domain.codes import (
    ENROLMENT_STATUS,
    ETHNICITY,
    FIRST_LANGUAGE,
    FSM_CATEGORY,
    KINSHIP_CARE,
    POST_LOOKED_AFTER,
    PUPIL_PREMIUM,
    SERVICE_CHILD,
    SEX,
    YEAR_GROUPS,
    YOUNG_CARER,
)
from senco_desk.domain.flags import SEE_DSL
from senco_desk.domain.involvement import PROFESSIONS, Involvement, InvolvementDraft
from senco_desk.domain.papers import CONTACT_KINDS, DOCUMENT_KINDS, Document, Note, NoteDraft
from senco_desk.domain.pupils import Pupil, PupilDraft
from senco_desk.domain.reviews import Meeting, MeetingDraft
from senco_desk.domain.views import METHODS, View, ViewDraft
from senco_desk.ui.cards import show_if
from senco_desk.ui.date_field import DateField
from senco_desk.ui.fields import CheckField, ChoiceField, Field, LineField, TextField
from senco_desk.ui.form_building import YES_NO, changing_form, code_choices, new_form
from senco_desk.ui.forms import Form
from senco_desk.ui.grouped_form import GroupedForm, Groups

_GONE_BY = {"preferred_forename": "legal_forename", "preferred_surname": "legal_surname"}
_ON_ROLL = frozenset({"", "C", "M", "S"})
"""The enrolments of a pupil who is at the school (CTF enrolment status), and not known."""

_KEPT_ELSEWHERE = "Notes about child protection are kept elsewhere, by the designated safeguarding lead."

_GROUPS: Groups = (
    (
        "Names",
        ("legal_forename", "middle_names", "legal_surname", "preferred_forename", "preferred_surname", "date_of_birth"),
    ),
    (
        "School",
        ("year_group", "class_name", "admission_date", "leaving_date", "enrolment_status", "upn", "nhs_number",
         "previous_schools"),
    ),
    ("Strengths", ("strengths", "interests", "aspirations")),
    (
        "Beyond SEN: health and disability",
        ("medical", "health_plan", "disability", "reasonable_adjustments"),
    ),
    (
        "Family and care",
        ("in_care", "care_authority", "post_looked_after", "kinship_care", "family_support", "young_carer",
         "service_child", "authority_id", "see_dsl"),
    ),
    (
        "Census",
        ("sex", "ethnicity", "first_language", "english_additional", "pupil_premium", "pupil_premium_reason",
         "fsm_eligible", "fsm_category", "sen_unit", "resourced_provision", "top_up_funding"),
    ),
)  # fmt: skip

_NEW_GROUPS: Groups = (
    ("Name and class", ("preferred_forename", "preferred_surname", "date_of_birth", "year_group", "class_name")),
    ("On the roll", ("legal_forename", "legal_surname", "admission_date", "upn", "authority_id")),
    ("Strengths", ("strengths", "interests")),
    (
        "Census",
        ("sex", "ethnicity", "first_language", "english_additional", "pupil_premium", "fsm_eligible", "in_care"),
    ),
)


def pupil_form(
    today: date, authorities: Sequence[tuple[str, str]], pupil: Pupil | None = None, *, guarded: bool = True
) -> Form[PupilDraft]:
    """A new pupil, or the details of one, under headings that fold.

    Args:
        today: the day it is.
        authorities: id and name of the profiles there are.
        pupil: whose details; None for a new one.
        guarded: ask for the mark “See the DSL” too; without it that stays as it is.
    """
    fields = _details(today, authorities)
    if pupil is None:
        fields["preferred_forename"] = LineField("&Forename", "The name the child goes by.")
        fields["preferred_surname"] = LineField("S&urname")
        fields["legal_forename"] = LineField("Legal forename", "Only where that is another one.")
        fields["legal_surname"] = LineField("Legal surname", "Only where that is another one.")
        wanted = [name for _words, names in _NEW_GROUPS for name in names]
        form = GroupedForm(
            _new_pupil, {name: fields[name] for name in wanted}, groups=_NEW_GROUPS, title="Add pupil",
            submit="&Add pupil",
        )  # fmt: skip
        form.fill(PupilDraft())
        return form
    if not guarded:
        del fields["see_dsl"]
    changing = changing_form(Pupil, pupil, fields, "Edit details", partial(GroupedForm, groups=_GROUPS))
    # A name gone by that is the legal one is none of its own: corrected in one place, it is right in both.
    changing.fill({name: "" for name in _GONE_BY if getattr(pupil, name) == getattr(pupil, _GONE_BY[name])})
    fields["leaving_date"].changed.connect(partial(_left, fields, today))
    return changing


def _details(today: date, authorities: Sequence[tuple[str, str]]) -> dict[str, Field]:
    """Every field of a pupil's details, in the order of the headings."""
    return {
        "legal_forename": LineField("&Forename", "As on the roll."),
        "middle_names": LineField("Middle names"),
        "legal_surname": LineField("S&urname", "As on the roll."),
        "preferred_forename": LineField("&Goes by the forename", "Only where that is another one."),
        "preferred_surname": LineField("Goes by the surname", "Only where that is another one."),
        "date_of_birth": DateField("&Date of birth", today),
        "year_group": ChoiceField("&Year group", code_choices(YEAR_GROUPS, "Not known")),
        "class_name": LineField("C&lass"),
        "admission_date": DateField("Ad&mitted on", today),
        "leaving_date": DateField("Left on", today, "The record of a leaver is kept, and can always be found."),
        "enrolment_status": ChoiceField("Enrolment", code_choices(ENROLMENT_STATUS, "Not known")),
        "upn": LineField("U&PN"),
        "nhs_number": LineField("NHS number", "Some authorities ask for it in a request."),
        "previous_schools": TextField("Previous schools", "One on a line, with the years.", lines=2),
        "strengths": TextField("Stren&gths", "What this child is good at, and what others like about them."),
        "interests": TextField("&Interests", lines=2),
        "aspirations": TextField("&Hopes for the future", "The child’s own, in their words.", lines=2),
        "medical": TextField("Medical", f"What those who help have to know. {_KEPT_ELSEWHERE}", lines=2),
        "health_plan": ChoiceField("Individual healthcare plan", YES_NO, none="Not known"),
        "disability": LineField("Disability", "As the family describes it. It is kept apart from SEN."),
        "reasonable_adjustments": TextField(
            "Reasonable adjustments", "What is done so that a disability is no barrier, apart from SEN provision.",
            lines=2,
        ),
        "in_care": ChoiceField("Looked after by a local authority", YES_NO, none="Not known"),
        "care_authority": LineField("Looked after by", "The local authority that is responsible."),
        "post_looked_after": ChoiceField("Looked after in the past", code_choices(POST_LOOKED_AFTER, "Not known")),
        "kinship_care": ChoiceField("Kinship care", code_choices(KINSHIP_CARE, "Not known")),
        "family_support": TextField(
            "Support for the family", f"Early Help, or a child in need plan. {_KEPT_ELSEWHERE}", lines=2
        ),
        "young_carer": ChoiceField("Young carer", code_choices(YOUNG_CARER, "Not known")),
        "service_child": ChoiceField("Child of service personnel", code_choices(SERVICE_CHILD, "Not known")),
        "authority_id": ChoiceField(
            "Lives in", [("", "The school’s own authority"), *authorities],
            "The authority that a request for an assessment goes to.",
        ),
        "see_dsl": CheckField(
            SEE_DSL, "Says whom to ask, and nothing about why. It is shown here only, and never printed."
        ),
        "sex": ChoiceField("Sex, as on the roll", code_choices(SEX, "Not known")),
        "ethnicity": ChoiceField("Ethnicity", code_choices(ETHNICITY, "Not known")),
        "first_language": ChoiceField("First language", code_choices(FIRST_LANGUAGE, "Not known")),
        "english_additional": ChoiceField("English is an additional language", YES_NO, none="Not known"),
        "pupil_premium": ChoiceField("Pupil premium", YES_NO, none="Not known"),
        "pupil_premium_reason": ChoiceField("Pupil premium, reason", code_choices(PUPIL_PREMIUM, "Not known")),
        "fsm_eligible": ChoiceField("Free school meals", YES_NO, none="Not known"),
        "fsm_category": ChoiceField("Free school meals, kind", code_choices(FSM_CATEGORY, "Not known")),
        "sen_unit": CheckField("Member of an SEN unit"),
        "resourced_provision": CheckField("Member of resourced provision"),
        "top_up_funding": CheckField("Top-up funding is received"),
    }  # fmt: skip


def _left(fields: dict[str, Field], today: date) -> None:
    """Who has left is on the roll no more; the enrolment is put so, where it can be seen and put otherwise."""
    left, enrolment = fields["leaving_date"].value(), fields["enrolment_status"]
    gone = isinstance(left, date) and left <= today
    if gone and enrolment.value() in _ON_ROLL:
        enrolment.set_value("P")
        enrolment.help.setText("Set to Previous, since the child has left.")
        show_if(enrolment.help, wanted=True)


def note_form(pupil_id: str, today: date, note: Note | None = None) -> Form[NoteDraft]:
    """A note for the chronology."""
    fields: dict[str, Field] = {
        "text": TextField("&Note", "What happened, or what was said.", lines=6),
        "on": DateField("&Day it is about", today),
        "kind": ChoiceField("&Kind", list(CONTACT_KINDS.items())),
        "with_whom": LineField("W&ith"),
    }
    if note is not None:
        return changing_form(Note, note, fields, "Edit note")
    return new_form(NoteDraft, fields, "Note", {"pupil_id": pupil_id}, {"on": today, "kind": "note"})


def view_form(pupil_id: str, today: date, whose: str, speaker: str, view: View | None = None) -> Form[ViewDraft]:
    """What a child or a parent says, kept word for word."""
    fields: dict[str, Field] = {
        "words": TextField("The &words", "Exactly as they were said, drawn or signed.", lines=5),
        "whose": ChoiceField("&Whose words", [("child", "The child’s"), ("parent", "A parent’s or carer’s")]),
        "method": ChoiceField("&How", [(code, words or "Not noted") for code, words in METHODS.items()]),
        "person": LineField("Who &spoke"),
        "prompt": LineField("What was &asked"),
        "on": DateField("&Day", today),
    }
    if view is not None:
        return changing_form(View, view, fields, "Edit view")
    filled = {"whose": whose, "method": "spoken", "person": speaker, "on": today}
    return new_form(ViewDraft, fields, "Add view", {"pupil_id": pupil_id}, filled)


def meeting_form(
    pupil_id: str, today: date, cycle_id: str | None, meeting: Meeting | None = None
) -> Form[MeetingDraft]:
    """A meeting about the child."""
    fields: dict[str, Field] = {
        "on": DateField("&Day", today),
        "with_parents": CheckField("With &parents or carers", "These count towards three meetings a year."),
        "led_by": LineField("&Led by"),
        "present": LineField("P&resent"),
        "discussed": TextField("What was &discussed", lines=4),
        "agreed": TextField("What was &agreed, and who does it by when", lines=3),
        "record_given_on": DateField("A record was &given to the parents on", today),
    }
    if meeting is not None:
        return changing_form(Meeting, meeting, fields, "Edit meeting")
    fixed = {"pupil_id": pupil_id, "cycle_id": cycle_id}
    return new_form(MeetingDraft, fields, "Add meeting", fixed, {"on": today, "with_parents": True})


def involvement_form(
    pupil_id: str, today: date, reports: Sequence[tuple[str, str]], involvement: Involvement | None = None
) -> Form[InvolvementDraft]:
    """A professional's involvement. `reports` are id and title of the child's documents."""
    profession = LineField("&Profession")
    known = QCompleter(list(PROFESSIONS), profession.input)
    known.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    profession.input.setCompleter(known)
    fields: dict[str, Field] = {
        "profession": profession,
        "name": LineField("&Name"),
        "organisation": LineField("&Organisation"),
        "asked_on": DateField("&Asked on", today),
        "seen_on": DateField("&Saw the child on", today),
        "reported_on": DateField("&Reported on", today),
        "document_id": ChoiceField("The r&eport, among the documents", reports, none="None attached"),
        "advice": TextField("What they ad&vised", lines=4),
        "acted_on": DateField("A&cted on from", today),
        "action": TextField("What was &done about it", lines=3),
        "outstanding": TextField("What is &still to do", lines=2),
    }
    if involvement is not None:
        return changing_form(Involvement, involvement, fields, "Edit professional")
    return new_form(InvolvementDraft, fields, "Add professional", {"pupil_id": pupil_id}, {"document_id": None})


def document_form(document: Document, today: date) -> Form[Document]:
    """The particulars of a document; the file itself stays as it came."""
    fields: dict[str, Field] = {
        "title": LineField("&Title"),
        "kind": ChoiceField("&Kind", list(DOCUMENT_KINDS.items())),
        "dated": DateField("&Dated", today, "The date on the paper itself."),
        "author": LineField("&Written by"),
        "summary": TextField("What it &says, in a sentence or two", lines=3),
        "in_pack": CheckField("Goes into an evidence &pack"),
        "confidential": CheckField("&Confidential", "Left out of what is printed for others."),
    }
    return changing_form(Document, document, fields, "Edit document")


def _new_pupil(**values: Any) -> PupilDraft:
    """A pupil whose legal names are those the child goes by, unless others were typed."""
    for part in ("forename", "surname"):
        values[f"legal_{part}"] = values[f"legal_{part}"] or values[f"preferred_{part}"]
    return PupilDraft(**values)
