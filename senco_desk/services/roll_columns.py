"""What the columns of a roll file hold, as a person says: the fields there are, and a reading by that word."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from senco_desk.domain.problems import RefusedError
from senco_desk.domain.progress import Progress
from senco_desk.domain.roll import Roll
from senco_desk.exchange.roll import MAPPABLE, read_roll

WORDS: dict[str, str] = {
    "upn": "Unique pupil number (UPN)",
    "former_upn": "Former UPN",
    "legal_surname": "Legal surname",
    "legal_forename": "Legal forename",
    "middle_names": "Middle names",
    "preferred_surname": "Preferred surname",
    "preferred_forename": "Preferred forename",
    "date_of_birth": "Date of birth",
    "sex": "Sex",
    "year_group": "Year group",
    "class_name": "Class",
    "school_number": "Admission number",
    "admission_date": "Admission date",
    "leaving_date": "Leaving date",
    "sen_status": "SEN status",
    "sen_start": "SEN start date",
    "fsm": "Free school meals",
    "fsm_eligible": "Free school meals",
    "fsm_category": "Free school meals category",
    "pupil_premium": "Pupil premium",
    "in_care": "In care",
    "first_language": "First language",
    "eal": "English as an additional language",
    "english_additional": "English as an additional language",
    "ethnicity": "Ethnicity",
    "attendance_percent": "Attendance, per cent",
    "enrol_status": "Enrolment status",
    "enrolment_status": "Enrolment status",
    "needs": "SEN types of need",
    "need_1": "First need",
    "need_2": "Second need",
    "need_3": "Third need",
    "need_4": "Fourth need",
    "needs_ranked": "Needs, ranked in one column",
    "full_name": "Whole name",
    "status": "SEN status",
}
"""Fields of a roll and of a pupil's record, as people call them."""


def words_of(field: str) -> str:
    """A field as people call it; a field without words of its own in plain letters."""
    return WORDS.get(field, field.replace("_", " ").capitalize())


def fields() -> list[tuple[str, str]]:
    """The fields a column can be, each with its words, in the order of their words."""
    return sorted(((name, words_of(name)) for name in MAPPABLE), key=lambda pair: pair[1].casefold())


def read_with(path: Path, mapping: Mapping[str, str], progress: Progress | None = None) -> Roll:
    """The roll, with some headings read as a person says: heading to field, empty to leave the column aside.

    Refuses a field that there is not, and a file that is no roll with these headings; TroubleError where the file
    cannot be read; CancelledError from `progress`, which is told of its lines.
    """
    unknown = sorted(name for name in mapping.values() if name and name not in MAPPABLE)
    if unknown:
        raise RefusedError(f"There is no field “{unknown[0]}” in a roll. Choose one of the list.")
    return read_roll(path, mapping=dict(mapping), progress=progress)
