"""Who did what, on paper and as a list, for a governor, an auditor or a subject access request."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

from senco_desk.documents.render import render
from senco_desk.documents.trail_sheet import compose_trail_sheet
from senco_desk.domain.problems import RefusedError
from senco_desk.domain.progress import Progress
from senco_desk.exchange.sheets import write_csv, write_xlsx
from senco_desk.services import schools, trail, watermarks
from senco_desk.services.desk import Desk
from senco_desk.services.trail import HEADERS, Asked

MOST = 100_000
"""So many entries go into one list."""


def write_list(desk: Desk, out: Path, asked: Asked | None = None) -> int:
    """Write the entries to `.csv` or `.xlsx` by the ending, with texts that no spreadsheet takes for a formula.

    Answers how many. Refuses any other ending, in words; nothing is left half-written.
    """
    listed = trail.listed(desk, asked, at_most=MOST)
    ending = out.suffix.casefold()
    if ending == ".csv":
        write_csv(out, HEADERS, trail.rows_of(listed.entries))
    elif ending == ".xlsx":
        write_xlsx(out, "Who did what", HEADERS, trail.rows_of(listed.entries))
    else:
        raise RefusedError(f"{out.name}: choose a name that ends in .csv or .xlsx.")
    return len(listed.entries)


def sheet_pdf(
    desk: Desk, target: Path | BinaryIO, asked: Asked | None = None, *, progress: Progress | None = None
) -> int:
    """Write the entries as PDF to a file or a stream, the newest 2,000 at most; answers its pages."""
    asked = asked or Asked()
    listed = trail.listed(desk, asked)
    paper = compose_trail_sheet(
        [
            (f"{each.at:%d/%m/%Y %H:%M}", each.person, each.did, each.what, "" if asked.pupil_id else each.pupil)
            for each in listed.entries
        ],
        schools.school(desk),
        desk.today,
        pupil=trail.pupil_name(desk, asked.pupil_id) if asked.pupil_id else "",
        total=listed.total,
        watermark=watermarks.of(desk),
    )
    return render(paper, target, progress=progress).total
