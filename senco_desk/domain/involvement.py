"""Professionals: when each was asked, saw the child and reported, what they advised, and what was done about it."""

from __future__ import annotations

from datetime import date

from senco_desk.domain.records import Kept, Line, Record, Text

PROFESSIONS = (
    "Educational psychologist",
    "Speech and language therapist",
    "Occupational therapist",
    "Physiotherapist",
    "Paediatrician",
    "CAMHS",
    "Specialist teacher",
    "Specialist teacher (hearing)",
    "Specialist teacher (vision)",
    "School nurse",
    "Family support worker",
    "Social worker",
    "Other",
)


class InvolvementDraft(Record):
    """One professional's involvement (Code 6.58 to 6.62); `acted_on` and `action` say what the school did with it."""

    pupil_id: str
    profession: Line
    name: Line = ""
    organisation: Line = ""
    asked_on: date | None = None
    seen_on: date | None = None
    reported_on: date | None = None
    advice: Text = ""
    acted_on: date | None = None
    action: Text = ""
    outstanding: Text = ""
    document_id: str | None = None


class Involvement(Kept, InvolvementDraft):
    """An involvement as kept."""
