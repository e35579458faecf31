"""Papers in a child's record: taken in whole, kept encrypted, and shown from memory."""

from __future__ import annotations

import io
from datetime import date
from functools import partial
from pathlib import Path, PurePath
from typing import BinaryIO

from senco_desk.documents.appendix_reading import viewable
from senco_desk.documents.inspect import inspect
from senco_desk.documents.inspect import render_page as draw
from senco_desk.domain.papers import DOCUMENT_KINDS, Document, DocumentDraft
from senco_desk.domain.problems import Problem, RefusedError
from senco_desk.domain.terms import EARLIEST, in_words
from senco_desk.services.desk import Desk, Done, done
from senco_desk.store import nouns

Source = Path | bytes | BinaryIO
"""A file's path, its bytes, or an open stream at its beginning."""


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
    """
    nouns.PUPILS.get(desk.store, pupil_id)
    name = PurePath(filename.replace("\\", "/")).name or (source.name if isinstance(source, Path) else "")
    _refuse(desk, source, kind, name, dated)
    stored = desk.store.blobs.put(io.BytesIO(source) if isinstance(source, bytes) else source)
    if stored.size == 0:
        desk.store.blobs.remove(stored.name)
        raise RefusedError(f"{name or 'The file'} is empty, so there is nothing to keep. Choose the file again.")
    there = nouns.DOCUMENTS.of(desk.store, pupil_id=pupil_id, sha256=stored.sha256)
    if there:
        return Done(there[0], None)
    try:
        seen = inspect(partial(desk.store.blobs.open_read, stored.name))
    except BaseException:
        desk.store.blobs.remove(stored.name)
        raise
    draft = DocumentDraft(
        pupil_id=pupil_id,
        title=title.strip()[:200] or PurePath(name).stem[:200] or DOCUMENT_KINDS[kind],
        kind=kind,
        author=author,
        dated=dated,
        added_on=desk.today,
        filename=name[-200:],
        media_type=seen.media_type,
        blob=stored.name,
        sha256=stored.sha256,
        bytes=stored.size,
        pages=seen.pages or None,
        problem=seen.problem,
        summary=summary,
        confidential=confidential,
    )
    with desk.store.change("Attach document") as change:
        kept = change.add(nouns.DOCUMENTS, draft)
    return done(kept, change)


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


def _refuse(desk: Desk, source: Source, kind: str, name: str, dated: date | None) -> None:
    problems: list[Problem] = []
    if isinstance(source, Path) and not source.is_file():
        problems.append(
            Problem(sentence=f"There is no file {name} in {source.parent}. Check its name, then attach it again.")
        )
    if kind not in DOCUMENT_KINDS:
        known = ", ".join(DOCUMENT_KINDS)
        problems.append(Problem(field="kind", sentence=f"“{kind}” is no kind of document. Choose one of: {known}."))
    if dated and dated > desk.today:
        problems.append(Problem(field="dated", sentence=f"{in_words(dated)} is in the future: check the date."))
    if dated and dated.year < EARLIEST:
        problems.append(Problem(field="dated", sentence=f"{in_words(dated)} is long ago: check the year."))
    if problems:
        raise RefusedError(problems)
