"""What any single record is called in a list, and its fields as people read them: for the bin and earlier versions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from senco_desk.domain.codes import KINSHIP_CARE, POST_LOOKED_AFTER, SERVICE_CHILD, YOUNG_CARER
from senco_desk.domain.commitments import COMMITMENT_STATES, Commitment
from senco_desk.domain.custom_fields import FIELD_KINDS, CustomField, CustomValue
from senco_desk.domain.cycles import STAGES, TRIGGERS, Cycle, Outcome
from senco_desk.domain.involvement import Involvement
from senco_desk.domain.measures import Assessment, Attendance, Suspension
from senco_desk.domain.money import in_pounds
from senco_desk.domain.needs import BROAD_AREAS, AreaNote, Diagnosis, Need, Status
from senco_desk.domain.papers import CONTACT_KINDS, DOCUMENT_KINDS, Document, Note, Pack
from senco_desk.domain.profiles import Profile
from senco_desk.domain.provision import FUNDERS, TIERS, Provision, ProvisionPupil, Rate, Session
from senco_desk.domain.pupils import Contact, Pupil
from senco_desk.domain.records import Kept
from senco_desk.domain.reviews import DECISIONS, RATINGS, Meeting, Review
from senco_desk.domain.saved_views import SavedView
from senco_desk.domain.school import CalendarEntry, Staff
from senco_desk.domain.terms import in_words
from senco_desk.domain.views import METHODS, View


def title_of(record: Kept, *, longest: int = 90) -> str:
    """One line that tells a record from others of its kind: `Note of 3 November 2026: Rang home about the trip.`

    Names of children do not stand in it: whose record it is, is said beside it.
    """
    for kind, words in _TITLES.items():
        if isinstance(record, kind):
            said = " ".join(str(words(record)).split())
            return said if len(said) <= longest else said[: longest - 1].rstrip() + "…"
    return "Record"


def fields_of(record: Kept) -> list[tuple[str, str]]:
    """The fields of a record that hold anything a person reads, as pairs of name and words, in the record's order."""
    found = []
    for name in type(record).model_fields:
        if name in _UNSAID:
            continue
        words = _words(name, getattr(record, name))
        if words:
            found.append((_NAMES.get((type(record), name)) or _NAMES_ANYWHERE.get(name) or _plain(name), words))
    return found


def _plain(name: str) -> str:
    words = name.removesuffix("_pence").replace("_", " ")
    return words[:1].upper() + words[1:]


def _words(name: str, value: Any) -> str:
    if value is None or value in ("", (), False):
        return ""
    known = _CODES.get(name, {})
    if isinstance(value, tuple):
        return "; ".join(str(known.get(each, each)) for each in value)
    if value is True:
        return "yes"
    if isinstance(value, date):
        return in_words(value)
    if name.endswith("pence"):
        return in_pounds(value) if value else ""
    return str(known.get(value, value))


def _of(words: str, on: date | None, text: str = "") -> str:
    dated = f"{words} of {in_words(on)}" if on else words
    return f"{dated}: {text}" if text else dated


_TITLES: dict[type[Kept], Callable[[Any], str]] = {
    Note: lambda each: _of(CONTACT_KINDS.get(each.kind, "Note"), each.on, each.text),
    Commitment: lambda each: f"Promise, {each.who}: {each.what}",
    Diagnosis: lambda each: f"Diagnosis: {each.what}",
    Profile: lambda each: _of("One-page profile", each.on),
    CustomField: lambda each: f"Field: {each.name}",
    CustomValue: lambda _each: "Value in a field of the school’s own",
    SavedView: lambda each: f"Saved view: {each.name}",
    View: lambda each: _of("The child’s words" if each.whose == "child" else "Parents’ words", each.on, each.words),
    Contact: lambda each: ", ".join(part for part in (each.name, each.relation.lower()) if part),
    Meeting: lambda each: _of("Meeting", each.on, each.discussed),
    Involvement: lambda each: ", ".join(part for part in (each.profession, each.name) if part),
    Document: lambda each: each.title,
    AreaNote: lambda each: f"Strengths and difficulties: {BROAD_AREAS.get(each.area, each.area)}",
    Need: lambda each: f"Need {each.code}",
    Status: lambda each: f"{each.words} from {in_words(each.start)}" if each.start else each.words,
    Cycle: lambda each: f"Cycle {each.number}, opened {in_words(each.opened_on)}",
    Outcome: lambda each: f"Outcome: {each.aim}",
    Review: lambda each: _of("Review", each.on, each.impact),
    Provision: lambda each: f"{each.what}, {in_words(each.start)} to {in_words(each.end)}",
    ProvisionPupil: lambda _each: "Place in a provision",
    Session: lambda each: _of("Session", each.on, "" if each.given else f"not given, {each.reason}".rstrip(", ")),
    Attendance: lambda each: f"Attendance, {in_words(each.start)} to {in_words(each.end)}",
    Assessment: lambda each: _of("Assessment", each.on, each.subject),
    Suspension: lambda each: f"Suspension from {in_words(each.start)}",
    Pack: lambda each: _of("Pack", each.made_on),
    Pupil: lambda _each: "The pupil’s own record",
    Staff: lambda each: each.name,
    Rate: lambda each: f"Hourly rate {each.role} from {in_words(each.valid_from)}".replace("  ", " "),
    CalendarEntry: lambda each: (
        f"{each.name or each.kind.capitalize()}, {in_words(each.start)} to {in_words(each.end)}"
    ),
}

_UNSAID = frozenset(
    {"id", "pupil_id", "cycle_id", "provision_id", "staff_id", "document_id", "position", "number", "source", "blob",
     "sha256", "bytes", "media_type", "manifest", "authority_id", "absent",
     "note_id", "meeting_id", "photo_id", "field_id", "former_id", "version_of", "view_id", "outcomes", "about",
     "person_id", "document", "see_dsl"}
)  # fmt: skip
"""What only the program reads; `see_dsl` because these words are printed, and that mark never is."""

_CODES: dict[str, Mapping[Any, str]] = {
    "stage": STAGES,
    "triggers": TRIGGERS,
    "area": BROAD_AREAS,
    "rating": RATINGS,
    "decision": DECISIONS,
    "method": METHODS,
    "pupil_view_method": METHODS,
    "parent_view_method": METHODS,
    "tier": TIERS,
    "funder": FUNDERS,
    "whose": {"child": "the child", "parent": "a parent or carer"},
    "kind": DOCUMENT_KINDS | CONTACT_KINDS | FIELD_KINDS,
    "state": COMMITMENT_STATES,
    **{codes.id: {code.code: code.words for code in codes.codes} for codes in (
        YOUNG_CARER, KINSHIP_CARE, POST_LOOKED_AFTER, SERVICE_CHILD
    )},
}  # fmt: skip

_NAMES_ANYWHERE: dict[str, str] = {
    "on": "Day",
    "home_part": "The part played at home",
    "review_due": "Review by",
    "do_notes": "How it is going",
    "strategies": "Adjustments and strategies",
    "external_advice": "Advice from professionals",
    "context": "What else bears on it",
    "against_peers": "Against peers and national figures",
    "teacher_assessment": "The teacher’s assessment",
    "what_it_tells_us": "What this tells us about the child’s needs",
    "triggers": "What prompted it",
    "plan_kind": "Kind of plan",
    "method": "How it was given",
    "person": "Who spoke",
    "prompt": "Asked",
    "pupil_view": "What the child says",
    "pupil_view_method": "How the child said it",
    "parent_view": "What the parents say",
    "parent_view_method": "How the parents said it",
    "baseline_value": "Baseline, counted",
    "target_value": "Target, counted",
    "result_value": "Result, counted",
    "upn": "UPN",
    "former_upn": "Former UPN",
    "fsm_eligible": "Free school meals",
    "fsm_category": "Free school meals, kind",
    "sen_unit": "SEN unit",
    "parental_responsibility": "Parental responsibility",
    "english_additional": "English as an additional language",
    "rate_pence": "Rate an hour",
    "one_off_pence": "One-off cost",
    "in_pack": "Goes into the pack",
    "with_whom": "With",
    "made_on": "Made on",
    "who": "Who promised it",
    "what": "What",
    "kept_on": "Done on",
    "made_by": "Made by",
    "liked": "What people like about the child",
    "matters": "What matters to the child",
    "helps": "How to help",
    "must_knows": "Must-knows",
    "nhs_number": "NHS number",
    "decide_on": "Decide by",
    "health_plan": "Individual healthcare plan",
}

_NAMES: dict[tuple[type[Kept], str], str] = {
    (Pupil, "authority_id"): "Local authority",
    (View, "words"): "The words",
    (Note, "text"): "The note",
    (Provision, "what"): "Provision",
    (Provision, "additional"): "Additional to what is ordinarily available",
}
