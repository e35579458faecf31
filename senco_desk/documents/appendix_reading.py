"""An attached paper read as it will be printed: its pages, the words on them, and what was changed.

A form's answers are drawn onto the page before the words are read, so that a name typed into a form is found too.
"""

from __future__ import annotations

import io
from dataclasses import dataclass

import pikepdf

from senco_desk.documents import sources
from senco_desk.documents.attachments import prepare
from senco_desk.documents.inspect import PageRead, read_pages
from senco_desk.domain.problems import RefusedError

_TOO_HEAVY = "At least one of its pages is too large to be read here. Look at it by eye in another program."


@dataclass(frozen=True)
class AppendixRead:
    """A paper as it would be bound.

    Args:
        pages: how many it brings; 0 if it cannot be bound.
        texts: the words of each page; empty where a page has none, or where they could not be read.
        why_not: why it cannot be bound, a sentence; empty if it can.
        notes: what would be changed in it, each a sentence.
        by_eye: pages (from 1) with few words beside a picture of most of the page: a scan with a footer.
    """

    pages: int = 0
    texts: tuple[str, ...] = ()
    why_not: str = ""
    notes: tuple[str, ...] = ()
    by_eye: tuple[int, ...] = ()

    @property
    def unsearchable(self) -> tuple[int, ...]:
        """The pages (from 1) on which no words can be looked for, or not all of them."""
        return tuple(number for number, text in enumerate(self.texts, 1) if not text.strip() or number in self.by_eye)


def read_appendix(source: sources.Source) -> AppendixRead:
    """Read a paper as it would be bound. Never raises for what the file is."""
    prepared = prepare(source)
    with prepared.held:
        if prepared.pdf is None:
            return AppendixRead(why_not=prepared.why_not)
        out = io.BytesIO()
        prepared.pdf.save(out, stream_decode_level=pikepdf.StreamDecodeLevel.none, compress_streams=False)
        pages, notes, typed = prepared.pages, prepared.notes, prepared.typed
    try:
        read = read_pages(out.getvalue())
    except RefusedError:  # a person has to look
        read = (PageRead(too_heavy=True),) * pages
    if any(page.too_heavy for page in read):
        notes = (*notes, _TOO_HEAVY)
    return AppendixRead(
        pages,
        tuple("\n".join((page.text, *typed.get(index, ()))) for index, page in enumerate(read)),
        notes=notes,
        by_eye=tuple(number for number, page in enumerate(read, 1) if page.text.strip() and not page.searchable),
    )


def viewable(source: sources.Source) -> bytes:
    """A paper as PDF bytes to be shown on the screen: a PDF as it is, a picture on its page.

    Raises:
        RefusedError: it cannot be shown; the sentence says why and what to do.
    """
    with sources.opened(source) as file:
        if sources.media_type(file) == sources.PDF:
            return file.read()
    prepared = prepare(source)
    with prepared.held:
        if prepared.pdf is None:
            raise RefusedError(prepared.why_not)
        out = io.BytesIO()
        prepared.pdf.save(out)
        return out.getvalue()
