"""A pack's own pages, already laid out and looked at, bound with its papers: nothing is made a second time.

What the search for other people's names has read is what is written: the same pages, and papers from the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path

import pikepdf

from senco_desk.documents.attachments import Prepared
from senco_desk.documents.bind import join, save, saving
from senco_desk.documents.content import Document
from senco_desk.documents.parts import Part
from senco_desk.documents.render import Rendered
from senco_desk.domain.progress import Progress


def write_pack(
    document: Document,
    report: bytes,
    rendered: Rendered,
    ready: Mapping[int, Prepared],
    target: Path,
    *,
    max_part_bytes: int | None = None,
    progress: Progress,
) -> tuple[Part, ...]:
    """Bind the papers into a report that was rendered with them counted, and write it; answers the files.

    Args:
        document: what the report says.
        report: the report as PDF, rendered from `document` with `inserts` as `ready` has them.
        rendered: where everything came to stand in it.
        ready: the papers by their divider's number; each is closed once its pages are taken over.
        target: where the file goes, replaced in one step; with parts, `name (part 1 of 3).pdf` beside it.
        max_part_bytes: split into parts no larger than this, between papers where that can be done.
        progress: told of each paper bound.

    Raises:
        ValueError: a paper has another number of pages than the report was made for.
        TroubleError: the target cannot be written; nothing unfinished is left.
        CancelledError: from `progress`; nothing is written.
    """
    if wrong := [number for number, each in ready.items() if each.pages != _counted(rendered, number)]:
        raise ValueError(f"The report was made for other pages than those of papers {wrong}")
    with pikepdf.open(io.BytesIO(report)) as pdf:
        join(pdf, document, ready, rendered, progress)
        return save(pdf, rendered, target, max_part_bytes, saving(ready, max_part_bytes))


def _counted(rendered: Rendered, number: int) -> int:
    first, last = rendered.inserted.get(number, (1, 0))
    return last - first + 1
