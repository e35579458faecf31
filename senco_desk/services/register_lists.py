"""The register as it is on show, to a file: CSV or Excel by its columns, PDF as it prints."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

from senco_desk.documents.register_list import compose_register_list
from senco_desk.documents.render import render
from senco_desk.domain.problems import RefusedError
from senco_desk.domain.progress import Progress
from senco_desk.domain.register_list import Listing
from senco_desk.exchange.sheets import write_csv, write_xlsx
from senco_desk.services import schools, watermarks
from senco_desk.services.desk import Desk

ENDINGS = (".pdf", ".xlsx", ".csv")


def list_pdf(desk: Desk, target: Path | BinaryIO, shown: Listing, *, progress: Progress | None = None) -> int:
    """Write a list as PDF to a file, replaced in one step, or to an open stream for the preview; answers its pages."""
    desk.need("export")
    paper = compose_register_list(shown, schools.school(desk), watermark=watermarks.of(desk))
    return render(paper, target, progress=progress).total


def write_list(desk: Desk, out: Path, shown: Listing, *, progress: Progress | None = None) -> None:
    """Write a list to a file by its ending. Refuses any other ending, in words; nothing is left half-written."""
    desk.need("export")
    ending = out.suffix.casefold()
    if ending not in ENDINGS:
        raise RefusedError(f"{out.name}: choose a name that ends in .pdf, .xlsx or .csv.")
    if ending == ".pdf":
        list_pdf(desk, out, shown, progress=progress)
    elif ending == ".csv":
        write_csv(out, shown.headers, shown.cells())
    else:
        write_xlsx(out, f"SEN register {shown.as_at:%d-%m-%Y}", shown.headers, shown.cells())
