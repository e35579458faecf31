"""A child's papers made ready to be read in the window: from memory, never through a file."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from senco_desk.documents.appendix_reading import viewable
from senco_desk.documents.words_on_pages import Place, find_words
from senco_desk.domain.papers import Document
from senco_desk.domain.problems import RefusedError
from senco_desk.domain.progress import Progress
from senco_desk.services import attachments, document_text
from senco_desk.services.desk import Desk
from senco_desk.services.previews import Paper, paper

__all__ = ["Place", "find", "has_words_only", "of_document", "of_file", "text_of"]


def of_document(desk: Desk, document_id: str) -> Paper:
    """The pages of a document. Refused, in words, where it cannot be shown; it is kept all the same.

    Raises TroubleError where the file itself is missing or damaged.
    """
    document = attachments.get(desk, document_id)
    if document.problem:
        raise RefusedError(document.problem)
    return paper(viewable(partial(desk.store.blobs.open_read, document.blob)))


def of_file(file: Path) -> Paper:
    """The pages of a file that lies on this computer, such as a scan that waits. Refused where it cannot be shown."""
    return paper(viewable(file))


def has_words_only(document: Document) -> bool:
    """Whether a document may be read here as words though it has no pages to show: a Word file, an e-mail."""
    return bool(document.problem) and document.media_type not in document_text.PRINTABLE


def text_of(desk: Desk, document: Document, watcher: Progress | None = None) -> tuple[str, ...]:
    """The words of a document that has no pages of its own, page by page as far as it tells them; call in a worker.

    Refused, in words, where they cannot be read; empty where it is no text at all.
    """
    return document_text.read(desk, document, watcher)


def find(shown: Paper, words: str, watcher: Progress | None = None) -> tuple[Place, ...]:
    """Where words stand on the pages of a document on show; call in a worker."""
    if not shown.leaves:
        return ()
    return find_words(shown.leaves[0].file(), words, progress=watcher)
