"""A child's papers made ready to be read in the window: from memory, never through a file."""

from __future__ import annotations

from functools import partial

from senco_desk.documents.appendix_reading import viewable
from senco_desk.domain.problems import RefusedError
from senco_desk.services import attachments
from senco_desk.services.desk import Desk
from senco_desk.services.previews import Paper, paper


def of_document(desk: Desk, document_id: str) -> Paper:
    """The pages of a document. Refused, in words, where it cannot be shown; it is kept all the same.

    Raises TroubleError where the file itself is missing or damaged.
    """
    document = attachments.get(desk, document_id)
    if document.problem:
        raise RefusedError(document.problem)
    return paper(viewable(partial(desk.store.blobs.open_read, document.blob)))
