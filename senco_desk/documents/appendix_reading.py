"""An attached paper read as it will be printed: its pages, the words on them, and what was changed.

A form's answers are drawn onto the page before the words are read, so that a name typed into a form is found too.
The reading happens in the helper process (`domain.contained`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from senco_desk.documents import contained, sources
from senco_desk.domain.problems import RefusedError
from senco_desk.domain.progress import Progress


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


def read_appendix(source: sources.Source, *, progress: Progress | None = None) -> AppendixRead:
    """Read a paper as it would be bound. Never raises for what the file is.

    Raises:
        TroubleError: the helper process does not start.
        CancelledError: from `progress`.
    """
    try:
        with sources.opened(source) as file:
            told = contained.read("appendix", file, progress=progress).told
    except contained.UnreadableError as error:
        return AppendixRead(why_not=str(error))
    except FileNotFoundError:
        return AppendixRead(why_not=contained.GONE)
    except OSError:
        return AppendixRead(why_not=contained.DAMAGED)
    return appendix_told(told)


def appendix_told(told: Mapping[str, Any]) -> AppendixRead:
    """A paper from what the reading “appendix” says of it."""
    return AppendixRead(
        int(told["pages"]), tuple(told["texts"]), str(told["why_not"]), tuple(told["notes"]), tuple(told["by_eye"])
    )


def viewable(source: sources.Source) -> bytes:
    """A paper as PDF bytes to be shown on the screen: a PDF as it looks, a picture on its page.

    A PDF is written anew, so that laying out its pages unfolds nothing.

    Raises:
        RefusedError: it cannot be shown; the sentence says why and what to do.
        TroubleError: the helper process does not start.
    """
    try:
        with sources.opened(source) as file:
            return contained.read("view", file).body
    except contained.UnreadableError as error:
        raise RefusedError(str(error)) from error
    except FileNotFoundError as error:
        raise RefusedError(contained.GONE) from error
