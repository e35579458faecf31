"""Who did what, as content: one grid of moments, people and deeds, for everybody or for one child's record."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from senco_desk.documents.content import Block, Document, Grid, Paragraph, Title
from senco_desk.domain.school import School
from senco_desk.domain.terms import in_words

Line = tuple[str, str, str, str, str]
"""When, who, did, what, pupil; the last is empty in the list of one child."""


def compose_trail_sheet(
    lines: Sequence[Line], school: School, on: date, *, pupil: str = "", total: int = 0, watermark: str = ""
) -> Document:
    """The list as content.

    Args:
        lines: newest first.
        school: whose desk it is.
        on: the day it is printed.
        pupil: the child's name where the list is about one record.
        total: how many entries there are; more than the lines where the oldest were left out.
        watermark: pale words across each page of a demonstration.
    """
    about = f"The record of {pupil}" if pupil else "All records"
    told = f"{len(lines):,} of {total:,} entries, newest first." if total > len(lines) else f"{len(lines):,} entries."
    headers, widths = ["When", "Who", "Did", "What"], [1.6, 1.8, 1.8, 3.0]
    if not pupil:
        headers.append("Pupil")
        widths.append(2.0)
    rows = tuple(line[: len(headers)] for line in lines)
    blocks: list[Block] = [
        Title("Who did what", f"{school.name}, on {in_words(on)}"),
        Paragraph(f"{about}. {told}", "lead"),
        Paragraph(
            "Each look at a record, each change, print and saved file is noted when it happens and cannot be taken"
            " back. Looks within a quarter of an hour count as one.",
            "muted",
        ),
        Grid(tuple(headers), rows, tuple(widths), empty="Nothing has been noted yet."),
    ]
    return Document(title="Who did what", school=school.name, blocks=tuple(blocks), watermark=watermark)
