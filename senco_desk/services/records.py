"""Keep, change and remove any single record: one deed for every noun that needs no more than its own rule.

A stretch of status is weighed beside its neighbours, so it is handed on to `statuses`; a new one is begun there.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

from senco_desk.domain.commitments import Commitment, CommitmentDraft, problems_of_commitment
from senco_desk.domain.cycles import OutcomeDraft, problems_of_outcome
from senco_desk.domain.involvement import InvolvementDraft
from senco_desk.domain.measures import AssessmentDraft, AttendanceDraft, SuspensionDraft
from senco_desk.domain.needs import AreaNoteDraft, DiagnosisDraft, NeedDraft, Status, problems_of_need
from senco_desk.domain.papers import Document, DocumentDraft, Note, NoteDraft, PackDraft
from senco_desk.domain.problems import Problem, RefusedError
from senco_desk.domain.profiles import ProfileDraft, problems_of_profile
from senco_desk.domain.provision import ProvisionPupilDraft, Rate, RateDraft, SessionDraft, problems_of_rate
from senco_desk.domain.pupils import ContactDraft, PupilDraft, problems_of_pupil
from senco_desk.domain.records import Kept, Record
from senco_desk.domain.reviews import Meeting, MeetingDraft
from senco_desk.domain.school import SchoolDraft, StaffDraft
from senco_desk.domain.terms import EARLIEST, in_words
from senco_desk.domain.views import View, ViewDraft
from senco_desk.services import statuses
from senco_desk.services.desk import Desk, Done, done
from senco_desk.store import nouns
from senco_desk.store.tables import Table

K = TypeVar("K", bound=Kept)

_TABLES: dict[type[Record], Table[Any]] = {
    PupilDraft: nouns.PUPILS,
    ContactDraft: nouns.CONTACTS,
    NeedDraft: nouns.NEEDS,
    AreaNoteDraft: nouns.AREA_NOTES,
    ViewDraft: nouns.VIEWS,
    OutcomeDraft: nouns.OUTCOMES,
    MeetingDraft: nouns.MEETINGS,
    InvolvementDraft: nouns.INVOLVEMENTS,
    AttendanceDraft: nouns.ATTENDANCES,
    AssessmentDraft: nouns.ASSESSMENTS,
    SuspensionDraft: nouns.SUSPENSIONS,
    DocumentDraft: nouns.DOCUMENTS,
    NoteDraft: nouns.NOTES,
    PackDraft: nouns.PACKS,
    SchoolDraft: nouns.SCHOOLS,
    StaffDraft: nouns.STAFF,
    RateDraft: nouns.RATES,
    ProvisionPupilDraft: nouns.PROVISION_PUPILS,
    SessionDraft: nouns.SESSIONS,
    CommitmentDraft: nouns.COMMITMENTS,
    DiagnosisDraft: nouns.DIAGNOSES,
    ProfileDraft: nouns.PROFILES,
}


def add(desk: Desk, draft: Record) -> Done[Any]:
    """Keep a draft; refused with every problem its rule finds. Answers the kept record."""
    table = _table_of(draft)
    _refuse(draft, desk)
    with desk.store.change(f"Add {table.words}") as change:
        kept = change.add(table, draft)
    return done(kept, change)


def save(desk: Desk, record: K) -> Done[K]:
    """Keep a new state of a record; refused with every problem its rule finds."""
    if isinstance(record, Status):
        corrected: Done[Any] = statuses.correct(desk, record)
        return corrected
    table = _table_of(record)
    _refuse(record, desk)
    with desk.store.change(f"Change {table.words}") as change:
        change.save(table, record)
    return done(record, change)


def remove(desk: Desk, record: Kept) -> Done[None]:
    """Take a record out; undo brings it back."""
    if isinstance(record, Status):
        return statuses.remove(desk, record)
    table = _table_of(record)
    with desk.store.change(f"Remove {table.words}") as change:
        change.save_all(nouns.COMMITMENTS, _unlinked(desk, record))
        change.save_all(nouns.DOCUMENTS, _pictures_unlinked(desk, record))
        change.remove(table, record.id)
    return done(None, change)


def problems_of(desk: Desk, record: Record) -> list[Problem]:
    """Everything that its own rule finds wrong with a draft or a record; nothing is written."""
    return [problem for rule in _RULES for problem in rule(record, desk.today)] + _rate(record, desk)


def _unlinked(desk: Desk, record: Kept) -> list[Commitment]:
    """The promises made in a note or at a meeting that goes: they stay, without saying where they were made."""
    if isinstance(record, Note):
        return [
            each.model_copy(update={"note_id": None}) for each in nouns.COMMITMENTS.of(desk.store, note_id=record.id)
        ]
    if isinstance(record, Meeting):
        found = nouns.COMMITMENTS.of(desk.store, meeting_id=record.id)
        return [each.model_copy(update={"meeting_id": None}) for each in found]
    return []


def _pictures_unlinked(desk: Desk, record: Kept) -> list[Document]:
    """The drawings beside words that go: they stay among the documents, and under their own day."""
    if not isinstance(record, View):
        return []
    return [each.model_copy(update={"view_id": None}) for each in nouns.DOCUMENTS.of(desk.store, view_id=record.id)]


def _table_of(record: Record) -> Table[Any]:
    return next(table for draft, table in _TABLES.items() if isinstance(record, draft))


def _refuse(record: Record, desk: Desk) -> None:
    problems = problems_of(desk, record)
    if problems:
        raise RefusedError(problems)


def _pupil(record: Record, today: date) -> list[Problem]:
    return problems_of_pupil(record, today=today) if isinstance(record, PupilDraft) else []


def _outcome(record: Record, _today: date) -> list[Problem]:
    return problems_of_outcome(record) if isinstance(record, OutcomeDraft) else []


def _commitment(record: Record, today: date) -> list[Problem]:
    return problems_of_commitment(record, today=today) if isinstance(record, CommitmentDraft) else []


def _need(record: Record, _today: date) -> list[Problem]:
    return problems_of_need(record) if isinstance(record, NeedDraft) else []


def _profile(record: Record, today: date) -> list[Problem]:
    return problems_of_profile(record, today=today) if isinstance(record, ProfileDraft) else []


def _rate(record: Record, desk: Desk) -> list[Problem]:
    """A rate is weighed beside those there are: of two for one day nobody could say which is in force."""
    if not isinstance(record, RateDraft):
        return []
    own = record.id if isinstance(record, Rate) else ""
    return problems_of_rate(record, [rate for rate in nouns.RATES.all(desk.store) if rate.id != own])


def _wanted(record: Record, _today: date) -> list[Problem]:
    return [
        Problem(field=field, sentence=sentence)
        for draft, field, sentence in _WANTED
        if isinstance(record, draft) and not getattr(record, field)
    ]


def _not_ahead(record: Record, today: date) -> list[Problem]:
    """What has happened cannot lie in the future, nor before any child of today was born."""
    if not isinstance(record, (ViewDraft, NoteDraft, AssessmentDraft, AreaNoteDraft)):
        return []
    if record.on > today:
        return [Problem(field="on", sentence=f"{in_words(record.on)} is in the future: check the date.")]
    if record.on.year < EARLIEST:
        return [Problem(field="on", sentence=f"{in_words(record.on)} is long ago: check the year.")]
    return []


_WANTED: list[tuple[type[Record], str, str]] = [
    (ContactDraft, "name", "Give the contact’s name."),
    (ViewDraft, "words", "Write down what was said, in the same words."),
    (NoteDraft, "text", "Write the note."),
    (InvolvementDraft, "profession", "Say what kind of professional this is."),
    (StaffDraft, "name", "Give the name of the member of staff."),
    (SchoolDraft, "name", "Give the school’s name."),
    (AssessmentDraft, "subject", "Say what was assessed."),
    (DocumentDraft, "title", "Give the document a title."),
    (NeedDraft, "code", "Choose the type of need."),
    (DiagnosisDraft, "what", "Say what was diagnosed."),
]
_RULES: list[Callable[[Record, date], list[Problem]]] = [
    _wanted, _pupil, _outcome, _commitment, _need, _profile, _not_ahead,
]  # fmt: skip
