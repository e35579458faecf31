"""The certificate of an erasure on paper: date, person, reason and counts, and not a word of what the record held."""

from __future__ import annotations

from senco_desk.documents.content import Block, Cell, Document, FactList, Grid, Heading, Number, Paragraph, Title
from senco_desk.domain.erasing import COPY_WORDS, Certificate
from senco_desk.domain.school import School
from senco_desk.domain.terms import in_words

_KEPT = (
    "This certificate names no child, so that keeping it keeps nothing of the record. The number of the record is the"
    " one it had in this desk; it is found nowhere else."
)
_NOT_REACHED = (
    "Papers that were printed, files that were saved or sent, and copies of the desk that this computer could not reach"
    " are not covered. Whoever holds them has to see to them."
)


def compose_certificate(certificate: Certificate, school: School, *, watermark: str = "") -> Document:
    """The certificate as content; one page as a rule."""
    went: tuple[tuple[Cell, ...], ...] = tuple(
        (kind[:1].upper() + kind[1:], Number(f"{number:,}")) for kind, number in certificate.counts.items()
    )
    stayed: tuple[tuple[Cell, ...], ...] = tuple(
        (kind[:1].upper() + kind[1:], Number(f"{number:,}")) for kind, number in certificate.stayed.items()
    )
    copies: tuple[tuple[Cell, ...], ...] = tuple((each.name, COPY_WORDS[each.state]) for each in certificate.backups)
    blocks: list[Block] = [
        Title("Certificate of erasure", school.name),
        FactList(
            (
                ("Certificate", certificate.number),
                ("Erased on", in_words(certificate.on)),
                ("Erased by", certificate.person),
                ("Reason", certificate.reason),
                ("The record was kept under", certificate.kept_under),
                ("Number of the record", certificate.erased_pupil),
            )
        ),
        Heading(2, "What was erased"),
        Grid(("Kind", "Number"), went, (5, 1), empty="Nothing but the page itself."),
    ]
    if stayed:
        blocks += [Heading(2, "What stayed"), Grid(("Kind", "Number"), stayed, (5, 1))]
    blocks += [
        Heading(2, "Backups known on that day"),
        Grid(("Backup", "State"), copies, (3, 2), empty="No backup of this desk that held the record was found."),
        Paragraph(_KEPT, "small"),
        Paragraph(_NOT_REACHED, "small"),
    ]
    return Document(
        title="Certificate of erasure",
        school=school.name,
        blocks=tuple(blocks),
        dated=in_words(certificate.on),
        watermark=watermark,
    )
