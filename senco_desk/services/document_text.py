"""The words inside a child's documents: for searching, for the check whose papers they are, and to be read on screen.

What a stranger's file holds is read in the helper process alone (`machine.contained`), within its limits of memory
and time. Words are answered and nothing is kept of them here; whoever keeps them keeps them encrypted.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from senco_desk.documents import contained
from senco_desk.documents.appendix_reading import appendix_told
from senco_desk.documents.sources import MAX_BYTES
from senco_desk.domain.papers import Document
from senco_desk.domain.problems import RefusedError
from senco_desk.domain.progress import Progress
from senco_desk.exchange.written import Written, read_written
from senco_desk.machine.contained import SECOND
from senco_desk.services.desk import Desk
from senco_desk.store import nouns
from senco_desk.store.errors import DamagedAttachmentError, MissingAttachmentError

T = TypeVar("T")

PRINTABLE = frozenset(("application/pdf", "image/png", "image/jpeg"))
"""Kinds with pages of their own; what else there is can have words only."""

_MAY_HOLD_WORDS = frozenset(("application/zip", "application/rtf", "application/octet-stream", "text/plain", ""))


def words_of(desk: Desk, document: Document, watcher: Progress | None = None) -> list[str]:
    """The words of a document, one text for each page; [] where there are none to be read.

    A PDF gives one text for every page it has, empty for a page that is only a picture; answers typed into a form are
    among them. Word, OpenDocument, rich text, plain text and e-mails give their words in as many texts as they tell
    pages. Nothing is raised for what the file is: a damaged, locked, hostile or very large one has no words, and so
    has a file that is missing or whose confidential document the person may not see.

    A read-only desk is enough; call it in a worker. It takes the helper process that packs are read with, so that the
    pages somebody looks at meanwhile are drawn by the other.

    Args:
        desk: the open desk, or its reader.
        document: as kept.
        watcher: its `step` is asked a few times a second whether to go on; it may raise CancelledError.

    Raises:
        TroubleError: the helper process does not start.
        CancelledError: from `watcher`.
    """
    try:
        return list(read(desk, document, watcher))
    except RefusedError:
        return []


def read(desk: Desk, document: Document, watcher: Progress | None = None) -> tuple[str, ...]:
    """As `words_of`, but what cannot be read is refused in a sentence: for somebody who waits for the words.

    The record is asked first: nothing is read of a document that has gone, or that the person may not see.
    """
    kept = nouns.DOCUMENTS.find(desk.store, document.id)
    if kept is None or kept.blob != document.blob:
        return ()
    return of_blob(desk, kept.blob, kept.media_type, kept.bytes, watcher)


def of_blob(desk: Desk, blob: str, media_type: str, size: int, watcher: Progress | None = None) -> tuple[str, ...]:
    """As `read`, of a file on the desk's drive that no record may name yet."""
    if size > MAX_BYTES:
        return ()
    if media_type == "application/pdf":
        return tuple(text.replace("\r\n", "\n") for text in _held(lambda: _of_pdf(desk, blob, watcher)) or ())
    if media_type in _MAY_HOLD_WORDS:
        return written(desk, blob, watcher).pages
    return ()


def written(desk: Desk, blob: str, watcher: Progress | None = None) -> Written:
    """The words of a file that is no PDF and no picture. Refused, in words, where it cannot be read."""
    data = _held(lambda: desk.store.blobs.read(blob))
    return read_written(data, progress=watcher, helper=SECOND) if data is not None else Written()


def _of_pdf(desk: Desk, blob: str, watcher: Progress | None) -> tuple[str, ...]:
    try:
        with desk.store.blobs.open_read(blob) as file:
            told = contained.read("appendix", file, progress=watcher, helper=SECOND).told
    except contained.UnreadableError as error:
        raise RefusedError(str(error)) from error
    found = appendix_told(told)
    if found.why_not:
        raise RefusedError(found.why_not)
    return found.texts


def _held(reads: Callable[[], T]) -> T | None:
    """What was read of a file; None where the file itself is missing or damaged, which others tell."""
    try:
        return reads()
    except (MissingAttachmentError, DamagedAttachmentError):
        return None
