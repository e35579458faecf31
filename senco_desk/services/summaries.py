"""The register on paper and as a list: the headteacher's summary, the governors' one, and CSV and Excel."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import BinaryIO

from senco_desk.documents.register_summary import compose_register_summary
from senco_desk.documents.render import render
from senco_desk.domain.codes import YEAR_GROUPS
from senco_desk.domain.problems import RefusedError
from senco_desk.domain.progress import Progress
from senco_desk.domain.register import Register, RegisterRow, filtered
from senco_desk.domain.register_summary import RegisterSummary, summary_of
from senco_desk.exchange.sheets import Value, write_csv, write_xlsx
from senco_desk.services import register, schools, watermarks
from senco_desk.services.desk import Desk

HEADERS = (
    "UPN", "Surname", "Forename", "Year", "Class", "Status", "Since", "Primary need", "Secondary need", "Next review",
)  # fmt: skip


@dataclass(frozen=True)
class Written:
    """A register that was written: the whole of it, the rows that were asked for, and pages if it is a paper."""

    register: Register
    rows: tuple[RegisterRow, ...]
    pages: int | None = None


def summary(desk: Desk, as_at: date | None = None, *, suppressed: bool = False) -> RegisterSummary:
    """The register of a day (today) in figures; `suppressed` for governors."""
    stood = register.as_at(desk, as_at, spend=False)
    return summary_of(stood, schools.school(desk).phase, suppressed=suppressed)


def summary_pdf(
    desk: Desk,
    target: Path | BinaryIO,
    as_at: date | None = None,
    *,
    suppressed: bool = False,
    where: str = "",
    progress: Progress | None = None,
) -> int:
    """Write the register summary as PDF to a file or a stream; answers its pages.

    Args:
        desk: the open desk.
        target: a path, replaced in one step, or an open binary stream for the preview.
        as_at: the day it is shown for; today unless given.
        suppressed: for governors: no names, no small numbers.
        where: words that the listed pupils must match; the counts are always of the whole register.
        progress: told how far it is.
    """
    desk.need("export")
    stood = register.as_at(desk, as_at, spend=False)
    return _print(
        desk, stood, filtered(stood.rows, where), target, suppressed=suppressed, where=where, progress=progress
    )


def write_register(
    desk: Desk, out: Path, as_at: date | None = None, where: str = "", *, progress: Progress | None = None
) -> Written:
    """Write the register to a file by its ending: `.pdf` the summary with its list, `.xlsx` or `.csv` the list.

    Refuses any other ending, in words. Nothing is left half-written.
    """
    desk.need("export")
    ending = out.suffix.casefold()
    if ending not in (".pdf", ".xlsx", ".csv"):
        raise RefusedError(f"{out.name}: choose a name that ends in .pdf, .xlsx or .csv.")
    stood = register.as_at(desk, as_at, spend=False)
    rows = tuple(filtered(stood.rows, where))
    if ending == ".pdf":
        pages = _print(desk, stood, rows, out, suppressed=False, where=where, progress=progress)
        return Written(stood, rows, pages)
    lines = [_line(row) for row in rows]
    if ending == ".csv":
        write_csv(out, HEADERS, lines)
    else:
        write_xlsx(out, f"SEN register {stood.as_at:%d-%m-%Y}", HEADERS, lines)
    return Written(stood, rows)


def _print(
    desk: Desk,
    stood: Register,
    rows: list[RegisterRow] | tuple[RegisterRow, ...],
    target: Path | BinaryIO,
    *,
    suppressed: bool,
    where: str,
    progress: Progress | None,
) -> int:
    school = schools.school(desk)
    figures = summary_of(stood, school.phase, suppressed=suppressed)
    listed = () if suppressed else tuple(rows)
    paper = compose_register_summary(figures, school, listed, shown=where, watermark=watermarks.of(desk))
    return render(paper, target, progress=progress).total


def _line(row: RegisterRow) -> list[Value]:
    return [
        row.upn,
        row.surname,
        row.forename,
        YEAR_GROUPS.name_of(row.year_group),
        row.class_name,
        row.status_words,
        row.since,
        row.primary_need,
        row.secondary_need,
        row.next_review,
    ]
