"""The closed list of tables. A name that is not here cannot be written to."""

from __future__ import annotations

from typing import Any

from senco_desk.domain.commitments import Commitment
from senco_desk.domain.custom_fields import CustomField, CustomValue
from senco_desk.domain.cycles import Cycle, Outcome
from senco_desk.domain.involvement import Involvement
from senco_desk.domain.measures import Assessment, Attendance, Suspension
from senco_desk.domain.needs import AreaNote, Diagnosis, Need, Status
from senco_desk.domain.papers import Document, Note, Pack
from senco_desk.domain.profiles import Profile
from senco_desk.domain.provision import Provision, ProvisionPupil, Rate, Session
from senco_desk.domain.pupils import Contact, MergedPupil, Pupil, RollImage
from senco_desk.domain.retention import Retention
from senco_desk.domain.reviews import Meeting, Review
from senco_desk.domain.saved_views import SavedView
from senco_desk.domain.school import Assignment, Authority, CalendarEntry, Person, School, Setting, Staff
from senco_desk.domain.views import View
from senco_desk.store.tables import Table

SCHOOLS = Table("school", School, "school", subject="")
AUTHORITIES = Table("authority", Authority, "authority profile", subject="", order="authority_id")
CALENDAR = Table("calendar_entry", CalendarEntry, "calendar entry", subject="", order='start, "end"')
SETTINGS = Table("setting", Setting, "setting", subject="", order="key")
PEOPLE = Table("person", Person, "user", subject="")
ASSIGNMENTS = Table("assignment", Assignment, "assignment of a pupil")
STAFF = Table("staff", Staff, "member of staff", subject="", order="name")
RATES = Table("rate", Rate, "hourly rate", subject="", order="valid_from, id")

PUPILS = Table("pupil", Pupil, "pupil", subject="id", order="legal_surname, legal_forename, id")
CONTACTS = Table("contact", Contact, "contact", order="rank, id")
ROLL_IMAGES = Table("roll_image", RollImage, "roll entry")
STATUSES = Table("status", Status, "status", order="coalesce(start, as_found_on), id")
NEEDS = Table("need", Need, "need", order="rank, id")
AREA_NOTES = Table("area_note", AreaNote, "note on strengths and difficulties", order='area, "on", id')
VIEWS = Table("view", View, "view", order='"on", id')

CYCLES = Table("cycle", Cycle, "cycle", order="number, id")
OUTCOMES = Table("outcome", Outcome, "outcome", order="position, id")
REVIEWS = Table("review", Review, "review", order='"on", id')
MEETINGS = Table("meeting", Meeting, "meeting", order='"on", id')
PROVISIONS = Table("provision", Provision, "provision", subject="", order="start, what, id")
PROVISION_PUPILS = Table("provision_pupil", ProvisionPupil, "pupil’s place in a provision")
SESSIONS = Table("session", Session, "session", subject="", order='"on", id')

INVOLVEMENTS = Table("involvement", Involvement, "professional involvement", order="coalesce(asked_on, seen_on), id")
ATTENDANCES = Table("attendance", Attendance, "attendance figure", order='start, "end", id')
ASSESSMENTS = Table("assessment", Assessment, "assessment", order='"on", subject, id')
SUSPENSIONS = Table("suspension", Suspension, "suspension", order="start, id")
DOCUMENTS = Table("document", Document, "document", order="coalesce(dated, added_on), id")
NOTES = Table("note", Note, "note", order='"on", id')
PACKS = Table("pack", Pack, "pack")
RETENTIONS = Table("retention", Retention, "decision on how long a record is kept")
COMMITMENTS = Table("commitment", Commitment, "promise", order="coalesce(due, '9999'), made_on, id")
DIAGNOSES = Table("diagnosis", Diagnosis, "diagnosis", order="coalesce(\"on\", '9999'), id")
PROFILES = Table("profile", Profile, "one-page profile")
MERGED_PUPILS = Table("merged_pupil", MergedPupil, "merging of two records")
CUSTOM_FIELDS = Table("custom_field", CustomField, "field of the school’s own", subject="", order="position, id")
CUSTOM_VALUES = Table("custom_value", CustomValue, "value in a field of the school’s own")
SAVED_VIEWS = Table("saved_view", SavedView, "saved view", subject="", order="position, id")

TABLES: dict[str, Table[Any]] = {
    table.name: table
    for table in (
        SCHOOLS, AUTHORITIES, CALENDAR, SETTINGS, PEOPLE, ASSIGNMENTS, STAFF, RATES, PUPILS, CONTACTS, ROLL_IMAGES,
        STATUSES,
        NEEDS, AREA_NOTES, VIEWS, CYCLES, OUTCOMES, REVIEWS, MEETINGS, PROVISIONS, PROVISION_PUPILS, SESSIONS,
        INVOLVEMENTS, ATTENDANCES, ASSESSMENTS, SUSPENSIONS, DOCUMENTS, NOTES, PACKS, RETENTIONS,
        COMMITMENTS, DIAGNOSES, PROFILES, MERGED_PUPILS, CUSTOM_FIELDS, CUSTOM_VALUES, SAVED_VIEWS,
    )
}  # fmt: skip
"""Every table by name."""
