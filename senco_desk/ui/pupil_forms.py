"""The forms of a child's record: each gives a draft, or the kept record in its new state, and saves nothing itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCompleter

from senco_desk.domain.codes import ENROLMENT_STATUS, ETHNICITY, FIRST_LANGUAGE, SEX, YEAR_GROUPS, CodeSet
from senco_desk.domain.involvement import PROFESSIONS, Involvement, InvolvementDraft
from senco_desk.domain.needs import BROAD_AREAS, STATUS_WORDS, AreaNote, AreaNoteDraft, Status, StatusDraft
from senco_desk.domain.papers import DOCUMENT_KINDS, Document, Note, NoteDraft
from senco_desk.domain.pupils import Contact, ContactDraft, Pupil, PupilDraft
from senco_desk.domain.records import Code, Kept
from senco_desk.domain.reviews import Meeting, MeetingDraft
from senco_desk.domain.views import METHODS, View, ViewDraft
from senco_desk.ui.cards import show_if
from senco_desk.ui.date_field import DateField
from senco_desk.ui.fields import CheckField, ChoiceField, Field, LineField, NumberField, TextField
from senco_desk.ui.forms import Form
from senco_desk.ui.needs_field import NeedsField

K = TypeVar("K", bound=Kept)

_GONE_BY = {"preferred_forename": "legal_forename", "preferred_surname": "legal_surname"}
_ON_ROLL = frozenset({"", "C", "M", "S"})
"""The enrolments of a pupil who is at the school (CTF enrolment status), and not known."""


class StatusEntry(StatusDraft):
    """A change of status as it is typed: with the needs from then on, primary first."""

    needs: tuple[Code, ...] = ()

    def draft(self) -> StatusDraft:
        """The status alone."""
        return StatusDraft.model_validate({name: value for name, value in dict(self).items() if name != "needs"})


def pupil_form(today: date, authorities: Sequence[tuple[str, str]], pupil: Pupil | None = None) -> Form[PupilDraft]:
    """A new pupil, or the details of one. `authorities` are id and name of the profiles there are."""
    names: dict[str, Field] = {
        "preferred_forename": LineField("&Forename", "The name the child goes by."),
        "preferred_surname": LineField("S&urname"),
    }
    if pupil is not None:
        names = {
            "legal_forename": LineField("&Forename", "As on the roll."),
            "middle_names": LineField("Middle names"),
            "legal_surname": LineField("S&urname", "As on the roll."),
            "preferred_forename": LineField("&Goes by the forename", "Only where that is another one."),
            "preferred_surname": LineField("Goes by the surname", "Only where that is another one."),
        }
    fields: dict[str, Field] = names | {
        "date_of_birth": DateField("&Date of birth", today),
        "year_group": ChoiceField("&Year group", _codes(YEAR_GROUPS, "Not known")),
        "class_name": LineField("C&lass"),
        "admission_date": DateField("Ad&mitted on", today),
        "leaving_date": DateField("Left on", today),
        "enrolment_status": ChoiceField("Enrolment", _codes(ENROLMENT_STATUS, "Not known")),
        "strengths": TextField("Stren&gths", "What this child is good at, and what others like about them."),
        "interests": TextField("&Interests", lines=2),
        "aspirations": TextField("&Hopes for the future", "The child’s own, in their words.", lines=2),
        **({} if pupil is not None else {
            "legal_forename": LineField("Legal forename"),
            "legal_surname": LineField("Legal surname"),
        }),
        "upn": LineField("U&PN"),
        "sex": ChoiceField("Sex, as on the roll", _codes(SEX, "Not known")),
        "pupil_premium": ChoiceField("Pupil premium", _YES_NO, none="Not known"),
        "fsm_eligible": ChoiceField("Free school meals", _YES_NO, none="Not known"),
        "in_care": ChoiceField("Looked after by a local authority", _YES_NO, none="Not known"),
        "first_language": ChoiceField("First language", _codes(FIRST_LANGUAGE, "Not known")),
        "english_additional": ChoiceField("English is an additional language", _YES_NO, none="Not known"),
        "ethnicity": ChoiceField("Ethnicity", _codes(ETHNICITY, "Not known")),
        "authority_id": ChoiceField(
            "Lives in", [("", "The school’s own authority"), *authorities],
            "The authority that a request for an assessment goes to.",
        ),
        "medical": TextField("Medical", lines=2),
    }  # fmt: skip
    if pupil is None:
        for name in ("leaving_date", "aspirations", "medical", "enrolment_status"):
            del fields[name]
        form: Form[PupilDraft] = Form(_new_pupil, fields, title="Add pupil", submit="&Add pupil")
        form.fill(PupilDraft())
        return form
    changing = _changing(Pupil, pupil, fields, "Edit details")
    # A name gone by that is the legal one is none of its own: corrected in one place, it is right in both.
    changing.fill({name: "" for name in _GONE_BY if getattr(pupil, name) == getattr(pupil, _GONE_BY[name])})
    fields["leaving_date"].changed.connect(partial(_left, fields, today))
    return changing


def _left(fields: dict[str, Field], today: date) -> None:
    """Who has left is on the roll no more; the enrolment is put so, where it can be seen and put otherwise."""
    left, enrolment = fields["leaving_date"].value(), fields["enrolment_status"]
    gone = isinstance(left, date) and left <= today
    if gone and enrolment.value() in _ON_ROLL:
        enrolment.set_value("P")
        enrolment.help.setText("Set to Previous, since the child has left.")
        show_if(enrolment.help, wanted=True)


def status_form(
    pupil_id: str, today: date, now: Status | None, needs: Sequence[str], *, decided_by: str = ""
) -> Form[StatusEntry]:
    """A change of status; filled with the needs that stand now."""
    fields: dict[str, Field] = {
        "status": ChoiceField("New &status", [(code, words) for code, words in STATUS_WORDS.items()]),
        "start": DateField("&From", today),
        "needs": NeedsField("&Needs from then on, the main one first"),
        "reason": TextField("&Reason", "What led to this decision, in a few words."),
        "decided_by": LineField("&Decided by"),
        "parents_told_on": DateField("&Parents told on", today, "Parents must be told when provision is made."),
    }
    form = Form(
        StatusEntry, fields, title="Change status", submit="&Change status",
        fixed={"pupil_id": pupil_id, "source": "person"},
    )  # fmt: skip
    nexts = {"N": "K", "monitoring": "K", "K": "E", "E": "K"}
    form.fill(
        {
            "status": nexts[now.status] if now else "K",
            "start": today,
            "needs": tuple(needs),
            "reason": "",
            "decided_by": decided_by,
            "parents_told_on": None,
        }
    )
    return form


def past_status_form(status: Status, today: date) -> Form[Any]:
    """A stretch of the status history: its days, its reason and who decided; the status itself stays."""
    fields: dict[str, Field] = {
        "start": DateField("&From", today, "Leave it empty while it is not known."),
        "end": DateField("&To", today, "Leave it empty while it lasts."),
        "reason": TextField("&Reason"),
        "decided_by": LineField("&Decided by"),
        "parents_told_on": DateField("&Parents told on", today),
    }
    return _changing(Status, status, fields, status.words)


def note_form(pupil_id: str, today: date, note: Note | None = None) -> Form[NoteDraft]:
    """A note for the chronology."""
    fields: dict[str, Field] = {
        "text": TextField("&Note", "What happened, or what was said.", lines=6),
        "on": DateField("&Day it is about", today),
    }
    if note is not None:
        return _changing(Note, note, fields, "Edit note")
    return _new(NoteDraft, fields, "Note", {"pupil_id": pupil_id}, {"on": today})


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
        return _changing(View, view, fields, "Edit view")
    filled = {"whose": whose, "method": "spoken", "person": speaker, "on": today}
    return _new(ViewDraft, fields, "Add view", {"pupil_id": pupil_id}, filled)


def contact_form(pupil_id: str, rank: int, contact: Contact | None = None) -> Form[ContactDraft]:
    """A parent, carer or other adult."""
    fields: dict[str, Field] = {
        "name": LineField("&Name"),
        "relation": LineField("&Relation to the child", hint="Mother, carer, grandfather"),
        "parental_responsibility": CheckField("Has &parental responsibility"),
        "rank": NumberField("&Order in which to call"),
        "telephone": LineField("&Telephone"),
        "email": LineField("&E-mail"),
        "address": TextField("&Address", lines=2),
        "preferred_contact": LineField("&Best way and time to reach them"),
        "language": ChoiceField("&Language", _codes(FIRST_LANGUAGE, "Not noted")),
        "interpreter": CheckField("Needs an &interpreter"),
        "notes": TextField("&Anything else", lines=2),
    }
    if contact is not None:
        return _changing(Contact, contact, fields, "Edit contact")
    return _new(ContactDraft, fields, "Add contact", {"pupil_id": pupil_id}, {"rank": rank, "language": ""})


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
        return _changing(Meeting, meeting, fields, "Edit meeting")
    fixed = {"pupil_id": pupil_id, "cycle_id": cycle_id}
    return _new(MeetingDraft, fields, "Add meeting", fixed, {"on": today, "with_parents": True})


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
        return _changing(Involvement, involvement, fields, "Edit professional")
    return _new(InvolvementDraft, fields, "Add professional", {"pupil_id": pupil_id}, {"document_id": None})


def area_form(pupil_id: str, today: date, area: str, note: AreaNote | None = None) -> Form[AreaNoteDraft]:
    """Strengths and difficulties in one of the four broad areas."""
    fields: dict[str, Field] = {
        "area": ChoiceField("&Area", [(code, words) for code, words in BROAD_AREAS.items()]),
        "strengths": TextField("&Strengths", lines=4),
        "difficulties": TextField("What is &hard", lines=4),
        "on": DateField("As seen &on", today),
    }
    if note is not None:
        return _changing(AreaNote, note, fields, "Edit strengths and difficulties")
    fixed = {"pupil_id": pupil_id}
    return _new(AreaNoteDraft, fields, "Strengths and difficulties", fixed, {"area": area, "on": today})


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
    return _changing(Document, document, fields, "Edit document")


def _new_pupil(**values: Any) -> PupilDraft:
    """A pupil whose legal names are those the child goes by, unless others were typed."""
    for part in ("forename", "surname"):
        values[f"legal_{part}"] = values[f"legal_{part}"] or values[f"preferred_{part}"]
    return PupilDraft(**values)


def _new(
    draft_type: type[Any], fields: dict[str, Field], title: str, fixed: dict[str, Any], filled: dict[str, Any]
) -> Form[Any]:
    form: Form[Any] = Form(draft_type, fields, title=title, submit="&Save", fixed=fixed)
    form.fill(filled)
    return form


def _changing(kept_type: Callable[..., K], record: K, fields: dict[str, Field], title: str) -> Form[Any]:
    """A form that gives the record in its new state; what it does not ask for stays as it is."""
    fixed = {name: value for name, value in dict(record).items() if name not in fields}
    form: Form[Any] = Form(kept_type, fields, title=title, submit="&Save", fixed=fixed)
    form.fill(record)
    return form


def _codes(codes: CodeSet, none: str) -> list[tuple[str, str]]:
    """A code set as choices, the unknown first."""
    listed = [(code.code, code.words) for code in codes.codes if not code.legacy]
    return [("", none), *listed]


_YES_NO = ((True, "Yes"), (False, "No"))
