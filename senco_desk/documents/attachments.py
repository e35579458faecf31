"""An attached file made ready to be bound: checked and made inert in the helper process, then opened here.

What comes back has been written anew there, with nothing in it that unfolds when it is opened. The helper keeps it
until its pages are wanted, so that a pack of sixty files is not in memory twice.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cached_property

import pikepdf
from pikepdf import Pdf

from senco_desk.documents import contained, sources
from senco_desk.domain.contained import HELPER, StoppedError
from senco_desk.domain.problems import TroubleError
from senco_desk.domain.progress import Progress


@dataclass
class Prepared:
    """A file ready to be bound, or why it cannot be.

    Args:
        pages: how many it brings; 0 if it cannot be included.
        why_not: a sentence, empty if it can.
        notes: what was changed in it, each a sentence.
        typed: by page (from 0), words typed onto it that the drawing of them may not hold letter by letter.
        held: what must stay open until the bound file is written.
    """

    pages: int = 0
    why_not: str = ""
    notes: tuple[str, ...] = ()
    typed: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    held: ExitStack = field(default_factory=ExitStack)
    _token: str = ""
    _source: sources.Source = b""
    _password: str = ""

    @cached_property
    def pdf(self) -> Pdf | None:
        """Its pages, fetched from the helper the first time they are asked for; None if it cannot be included.

        Raises:
            TroubleError: they can no longer be had.
        """
        if self.why_not:
            return None
        try:
            data = HELPER.ask("fetch", {"token": self._token}).body or self._again()
            return self.held.enter_context(pikepdf.open(io.BytesIO(data), suppress_warnings=True))
        except (contained.UnreadableError, StoppedError, pikepdf.PdfError, OSError) as error:
            raise TroubleError(
                "A paper that could be read a moment ago cannot be read now.",
                "Your records are safe, and no pack was written.",
                "Make the pack again. If this happens again, leave that paper out and send it on its own.",
            ) from error

    def _again(self) -> bytes:
        """Made ready anew, where the helper had to let it go."""
        with sources.opened(self._source) as file:
            return contained.read("cleaned", file, {"password": self._password}).body


def prepare(source: sources.Source, *, password: str = "", progress: Progress | None = None) -> Prepared:
    """Have a file made ready. Never raises for what the file is: that is told in `why_not`.

    Raises:
        TroubleError: the helper process does not start.
        CancelledError: from `progress`.
    """
    try:
        with sources.opened(source) as file:
            told = contained.read("clean", file, {"password": password}, progress=progress).told
    except contained.UnreadableError as error:
        return Prepared(why_not=str(error))
    except FileNotFoundError:
        return Prepared(why_not=contained.GONE)
    except (OSError, ValueError):
        return Prepared(why_not=contained.DAMAGED)
    return Prepared(
        int(told["pages"]),
        str(told["why_not"]),
        tuple(told["notes"]),
        {int(index): tuple(words) for index, words in told["typed"]},
        _token=str(told["token"]),
        _source=source,
        _password=password,
    )
