"""The list of promises on paper."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from senco_desk.documents.promises_sheet import compose_promises_sheet
from senco_desk.documents.render import render
from senco_desk.domain.progress import Progress
from senco_desk.domain.terms import in_words
from senco_desk.services import promises, schools, watermarks
from senco_desk.services.desk import Desk


def sheet_pdf(
    desk: Desk, target: Path | BinaryIO, ids: Sequence[str], *, shown: str = "", progress: Progress | None = None
) -> int:
    """Write these promises as PDF, in this order, to a file or a stream; answers its pages.

    `shown` says what the list was narrowed to. Refused for whoever may not print.
    """
    desk.need("export")
    found = {each.id: each for each in promises.listed(desk, everything=True)}
    lines = [
        (
            in_words(each.kept.due) if each.kept.due else "—",
            each.standing,
            each.kept.who,
            each.kept.what,
            each.pupil.name,
        )
        for each in (found[promise_id] for promise_id in ids if promise_id in found)
    ]
    paper = compose_promises_sheet(lines, schools.school(desk), desk.today, shown=shown, watermark=watermarks.of(desk))
    return render(paper, target, progress=progress).total
