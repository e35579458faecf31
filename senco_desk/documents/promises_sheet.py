"""Promises on paper, for a meeting or a round of calls: who promised what for whom, by when, and how it stands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from senco_desk.documents.content import Block, Document, Grid, Paragraph, Title
from senco_desk.domain.school import School
from senco_desk.domain.terms import in_words

Line = tuple[str, str, str, str, str]
"""By when, how it stands, who promised, what, pupil."""


def compose_promises_sheet(
    lines: Sequence[Line], school: School, on: date, *, shown: str = "", watermark: str = ""
) -> Document:
    """The list as content.

    Args:
        lines: as they stand on the screen.
        school: whose desk it is.
        on: the day it is printed.
        shown: in words what the list was narrowed to; empty for all that are open.
        watermark: pale words across each page of a demonstration.
    """
    count = "1 promise" if len(lines) == 1 else f"{len(lines):,} promises"
    blocks: list[Block] = [
        Title("Promises", f"{school.name}, on {in_words(on)}"),
        Paragraph(f"{count}. {shown}".strip(), "lead"),
        Grid(
            ("By when", "How it stands", "Who promised", "What", "Pupil"),
            tuple(lines),
            (1.5, 1.5, 2.0, 3.6, 1.8),
            empty="Nothing is promised and still open.",
        ),
    ]
    return Document(title="Promises", school=school.name, blocks=tuple(blocks), watermark=watermark)
