"""The demo school's attached papers: reports as PDF, a drawing, a scanned letter."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from senco_desk.documents.content import Block, Bullets, Document, FactList, Heading, Paragraph, Title
from senco_desk.documents.render import render
from senco_desk.documents.specimens import drawing_png, scan_jpeg
from senco_desk.domain.pupil_records import PupilRecord
from senco_desk.domain.terms import in_words
from senco_desk.services.demo.cohort import Child


@dataclass(frozen=True)
class Paper:
    """A paper to attach: file name, bytes, and what the record says of it."""

    filename: str
    content: bytes
    kind: str
    title: str
    author: str
    dated: date


def papers(child: Child, record: PupilRecord, today: date) -> Iterator[Paper]:
    """The papers of one child: several for a rich record, a professional's report for others who have one."""
    for each in record.involvements:
        if each.reported_on:
            kind = "psychologist" if "psychologist" in each.profession.lower() else "speech"
            kind = kind if kind == "psychologist" or "Speech" in each.profession else "specialist"
            yield Paper(
                f"{each.profession.lower().replace(' ', '-')}.pdf",
                _report(record, each.profession, each.reported_on, each.advice, long=bool(child.rich)),
                kind,
                f"{each.profession}’s report",
                each.name,
                each.reported_on,
            )
    if not child.rich:
        return
    said_on = today - timedelta(days=18)
    yield Paper(
        "drawing.png", drawing_png(len(child.name)), "child-view", "What helps me: a drawing", child.name, said_on
    )
    lines = _letter(record, today - timedelta(days=40))
    scan = scan_jpeg(lines, len(child.name))
    yield Paper("letter.jpg", scan, "parent-view", "Letter from home", "Parent", today - timedelta(days=40))
    yield Paper(
        "school-report.pdf",
        _school_report(record, today - timedelta(days=130)),
        "school-report",
        "End-of-year school report",
        "Class teacher",
        today - timedelta(days=130),
    )


def _report(record: PupilRecord, profession: str, on: date, advice: str, *, long: bool) -> bytes:
    child = record.pupil
    born = in_words(child.date_of_birth) if child.date_of_birth else "not known"
    blocks: list[Block] = [
        Title(f"{profession}’s report", "Confidential. For the school, the parents and the local authority."),
        FactList((("Child", child.name), ("Date of birth", born), ("Seen on", in_words(on - timedelta(days=30))))),
        Heading(2, "Reason for involvement"),
        Paragraph(f"The school asked for advice on how best to help {child.forename} take part and make progress."),
        Heading(2, "What was seen"),
        Paragraph(
            f"{child.forename} was observed in a lesson and at play, and worked with me one to one. "
            f"{child.strengths} {record.area_notes[0].difficulties if record.area_notes else ''}"
        ),
        Heading(2, "Advice"),
        Bullets(tuple(part.strip().rstrip(".") + "." for part in advice.split(";") if part.strip())),
    ]
    if long:
        blocks += [
            Heading(2, "Assessment in detail"),
            *(Paragraph(_DETAIL[number % len(_DETAIL)].format(name=child.forename)) for number in range(18)),
            Heading(2, "Review"),
            Paragraph("I will be glad to review progress with the school in the next academic year."),
        ]
    document = Document(f"{profession}’s report", "Children’s services", tuple(blocks), dated=in_words(on))
    return _pdf(document)


def _school_report(record: PupilRecord, on: date) -> bytes:
    child = record.pupil
    blocks: tuple[Block, ...] = (
        Title("School report", f"{child.name}, Year {child.year_group}"),
        Heading(2, "English"),
        Paragraph(f"{child.forename} enjoys stories and remembers them well. Writing is still hard work."),
        Heading(2, "Mathematics"),
        Paragraph(f"{child.forename} works well with apparatus and is proud of what has been learnt this year."),
        Heading(2, "From the class teacher"),
        Paragraph(f"It has been a pleasure to teach {child.forename}, who is kind, funny and tries hard."),
    )
    return _pdf(Document("School report", "Riverbank Primary School", blocks, dated=in_words(on)))


def _letter(record: PupilRecord, on: date) -> list[str]:
    return [
        in_words(on),
        "",
        "Dear Mrs Marsh,",
        "",
        "Thank you for the meeting last week. We can see a difference at home",
        f"since {record.pupil.forename} has had the extra help in the mornings.",
        "",
        "We are still worried about next year and would like to ask the council",
        "for an assessment together with you.",
        "",
        "With best wishes,",
        record.contacts[0].name if record.contacts else "A parent",
    ]


def _pdf(document: Document) -> bytes:
    out = io.BytesIO()
    render(document, out)
    return out.getvalue()


_DETAIL = (
    (
        "In conversation {name} was friendly and keen to show what is going well. Questions with one part were"
        " answered readily; questions with two parts were answered for the first part only, unless a picture stood"
        " beside each."
    ),
    (
        "Attention was good for work with the hands and shorter for listening. A movement break after ten minutes"
        " brought attention back each time, which speaks for planning such breaks rather than waiting for signs of"
        " tiredness."
    ),
    (
        "When words were taught with a picture, an action and a sentence of {name}’s own, most were remembered after"
        " a week. Words only heard were not. This is the clearest finding of the visit."
    ),
    (
        "Working memory for what is heard is weaker than for what is seen. Instructions on the board, in the order"
        " of doing, let {name} work without an adult for up to fifteen minutes."
    ),
)
