"""Papers in a child's record: taken in whole, kept encrypted, and shown from memory."""

from __future__ import annotations

from datetime import date
from functools import partial

from senco_desk.documents.appendix_reading import viewable
from senco_desk.documents.inspect import render_page as draw
from senco_desk.domain.papers import Document
from senco_desk.domain.problems import RefusedError
from senco_desk.domain.progress import Progress
from senco_desk.services.attaching import About, Arriving, Source, take_in
from senco_desk.services.desk import Desk, Done
from senco_desk.store import nouns

__all__ = ["Source", "attach", "get", "open_bytes", "pages", "render_page"]


def attach(
    desk: Desk,
    pupil_id: str,
    source: Source,
    *,
    kind: str = "other",
    title: str = "",
    filename: str = "",
    author: str = "",
    dated: date | None = None,
    summary: str = "",
    confidential: bool = False,
    progress: Progress | None = None,
) -> Done[Document]:
    """Take a paper into a child's record; the file is on the drive before the record names it.

    Every kind of file is kept, also one that cannot be printed: its `problem` then says why, and what to do. A file
    that this record already holds is not kept twice: the document that is there is answered, and nothing changes.
    Raises TroubleError, and keeps nothing, where the helper process that looks into files does not start.

    Args:
        desk: the open desk.
        pupil_id: whose record.
        source: the file. Refused where it is empty or larger than 100 MB.
        kind: one of `papers.DOCUMENT_KINDS`.
        title: what it is called; the file's name without its ending unless given.
        filename: the file's name; a path brings its own.
        author: who wrote it.
        dated: the day it bears; neither in the future nor before `terms.EARLIEST`.
        summary: what it says, in a few words.
        confidential: kept out of packs, and not named in them.
        progress: asked a few times a second whether to go on; where it stops the work, nothing is kept.
    """
    about = About(kind, title, author, dated, summary, confidential)
    taken = take_in(desk, pupil_id, [Arriving(source, filename)], about, progress)
    return Done(taken.value[0].document, taken.changes)


def get(desk: Desk, document_id: str) -> Document:
    """What is kept of a document; refused in words if it is no longer there."""
    return nouns.DOCUMENTS.get(desk.store, document_id)


def open_bytes(desk: Desk, document_id: str) -> bytes:
    """The file as it was taken in. Raises MissingAttachmentError or DamagedAttachmentError (both TroubleError)."""
    return desk.store.blobs.read(get(desk, document_id).blob)


def pages(desk: Desk, document_id: str) -> int:
    """How many pages a document has; 0 for one that cannot be shown."""
    return get(desk, document_id).pages or 0


def render_page(desk: Desk, document_id: str, page: int, width_px: int) -> tuple[int, int, int, bytes]:
    """A page (index from 0) as a picture: width, height, bytes in a row, and rows of blue, green, red, alpha.

    Everything happens in memory. Refuses, in words, a document that cannot be shown.
    """
    document = get(desk, document_id)
    if document.problem:
        raise RefusedError(f"{document.title}: {document.problem}")
    return draw(viewable(partial(desk.store.blobs.open_read, document.blob)), page, width_px)
