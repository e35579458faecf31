"""Reads what the pages of documents say, in the background, so that a search finds it.

The index holds what was read and nothing else does: no undo, no trail, and whoever may not see a document does not
read it here either. A document whose words cannot be read is read no second time, until it has another file.
"""

from __future__ import annotations

from collections.abc import Callable

from senco_desk.domain.problems import CancelledError, TroubleError
from senco_desk.domain.progress import Progress, Silent
from senco_desk.services import document_text
from senco_desk.services.desk import Desk
from senco_desk.store import found, nouns

WORDS = "Reading documents for searching"

_LONGEST_PAGE = 60_000
"""Letters of a page that are kept for searching; an ordinary page has some three thousand."""


def read_unread(desk: Desk, progress: Progress | None = None, *, go_on: Callable[[], bool] = lambda: True) -> int:
    """Reads the documents that are unread, the newest first, each kept by itself; answers how many it read.

    Call it on a desk that writes (`Desk.writer`), in another thread than the window's. Where something of the world
    stands in the way, the rest is left for another time.

    Args:
        desk: the desk.
        progress: told of each document; may raise CancelledError, and what was read until then is kept.
        go_on: asked before each document, and a few times a second within one; False where something else wants its
            turn. The document that is being read is then left unread.
    """
    watch = progress or Silent()
    waiting = found.unread(desk.store)
    watch.start(WORDS, len(waiting))
    done = 0
    for document_id in waiting:
        if not go_on():
            break
        document = nouns.DOCUMENTS.find(desk.store, document_id)
        if document is not None:
            try:
                within = _Within(watch, go_on)
                pages = document_text.words_of(desk, document, within)
                kept = [page[:_LONGEST_PAGE] for page in pages]
                done += found.put_pages(desk.store, document.id, document.blob, kept, between=within.step)
            except (TroubleError, _GivesWayError):
                break
        watch.step()
    return done


class _GivesWayError(CancelledError):
    """Something else wants its turn."""


class _Within:
    """Within one document: asked whether to go on, and told of no steps of its own."""

    def __init__(self, progress: Progress, go_on: Callable[[], bool]) -> None:
        self._progress, self._go_on = progress, go_on

    def start(self, what: str, total: int) -> None:
        """A document is one step of the whole."""

    def step(self, done: int = 1) -> None:
        """Only whether to go on."""
        self._progress.step(done * 0)
        if not self._go_on():
            raise _GivesWayError
