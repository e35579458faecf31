"""Papers into the demo school's records as they come in a real one: read, held against the roll, some with versions."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date, timedelta

from senco_desk.documents.content import Document as Content
from senco_desk.documents.content import FactList, Heading, Paragraph, Title
from senco_desk.documents.render import render
from senco_desk.domain.papers import Document
from senco_desk.domain.pupil_records import PupilRecord
from senco_desk.domain.terms import in_words
from senco_desk.domain.whose_paper import Roll
from senco_desk.services import arrivals, attaching, document_text, paper_deeds
from senco_desk.services.attaching import About, Arriving
from senco_desk.services.demo.papers import Paper
from senco_desk.services.desk import Desk


def attach_checked(desk: Desk, record: PupilRecord, paper: Paper, roll: Roll) -> Document:
    """Attach a paper with what the check on arrival finds, and the needs of the child that it speaks of."""
    about = About(kind=paper.kind, title=paper.title, author=paper.author, dated=paper.dated)
    (brought,) = attaching.bring_in(desk, record.pupil.id, [Arriving(paper.content, paper.filename)], about)
    if not isinstance(brought, Document):
        pages = document_text.of_blob(desk, brought.blob, brought.media_type, brought.bytes)
        bears = _BEARS_ON.get(paper.kind, ())
        needs = tuple(code for code in dict.fromkeys(need.code for need in record.needs) if code in bears)
        finding = roll.whose(record.pupil.id, pages)
        brought = brought.model_copy(update={"about": finding.whose, "needs": needs})
    return attaching.keep(desk, [brought]).value[0].document


def attach_versions(desk: Desk, record: PupilRecord, today: date) -> None:
    """An older assessment, and a support plan as a draft and as it was agreed, for a child with a rich record."""
    for paper in _old_papers(record, today):
        _attach(desk, record, paper)
    draft, agreed = _plans(record, today)
    first = _attach(desk, record, draft)
    about = About(kind=agreed.kind, title=agreed.title, author=agreed.author, dated=agreed.dated)
    arriving = [Arriving(agreed.content, agreed.filename)]
    (newer,) = arrivals.read_in(desk, record.pupil.id, arriving, about=about, suggest=False)
    if newer.brought is not None and not isinstance(newer.brought, Document):
        paper_deeds.keep_newer(desk, first, newer.brought)


def _attach(desk: Desk, record: PupilRecord, paper: Paper) -> Document:
    about = About(kind=paper.kind, title=paper.title, author=paper.author, dated=paper.dated)
    arriving = [Arriving(paper.content, paper.filename)]
    read = arrivals.read_in(desk, record.pupil.id, arriving, about=about, suggest=False)
    return arrivals.keep(desk, read).value[0].document


def _old_papers(record: PupilRecord, today: date) -> Iterator[Paper]:
    child = record.pupil
    on = today - timedelta(days=3 * 365 + 40)
    born = in_words(child.date_of_birth) if child.date_of_birth else "not known"
    blocks = (
        Title("Occupational therapist’s report", "Confidential"),
        FactList((("Child", child.name), ("Date of birth", born), ("Date of report", in_words(on)))),
        Heading(2, "Summary"),
        Paragraph(f"{child.forename} works best standing up or on a wobble cushion, with a sloping board for writing."),
    )
    yield Paper(
        "occupational-therapy.pdf", _pdf(Content("Occupational therapist’s report", "Children’s services", blocks)),
        "occupational", "Occupational therapist’s report", "Kezia Hollis", on,
    )  # fmt: skip
    words = (
        f"From: Office <office@riverbank.example>\nTo: senco@riverbank.example\nSubject: Taxi for {child.forename}\n"
        f"Date: {in_words(today - timedelta(days=25))}\nContent-Type: text/plain; charset=utf-8\n\n"
        f"{child.name} will come by taxi from Monday. The driver has been told about the quiet entrance.\n"
    )
    yield Paper(
        "taxi.eml", words.encode(), "letter", "E-mail about the taxi", "School office", today - timedelta(days=25)
    )


def _plans(record: PupilRecord, today: date) -> tuple[Paper, Paper]:
    child = record.pupil
    made = []
    for name, days, extra in (
        ("support-plan-draft.pdf", 60, "Draft, for the meeting with parents."),
        ("support-plan.pdf", 46, "As agreed with parents. A quiet place at lunch was added."),
    ):
        on = today - timedelta(days=days)
        blocks = (
            Title("Support plan", f"{child.name}, {in_words(on)}"),
            Paragraph(extra),
            Paragraph(f"{child.forename} has a visual timetable, and a movement break before each lesson."),
        )
        content = _pdf(Content("Support plan", "Riverbank Primary School", blocks))
        made.append(Paper(name, content, "plan", "Support plan", "SENCO", on))
    return made[0], made[1]


def _pdf(content: Content) -> bytes:
    out = io.BytesIO()
    render(content, out)
    return out.getvalue()


_BEARS_ON = {
    "psychologist": ("SPLD", "MLD", "SLD", "SEMH", "ASD"),
    "speech": ("SLCN", "ASD"),
    "occupational": ("PD", "SPLD"),
    "specialist": ("SPLD", "HI", "VI", "ASD"),
}
