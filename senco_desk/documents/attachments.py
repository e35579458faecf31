"""An attached file made ready to be bound: checked and made inert in the helper process, then opened here.

What comes back has been written anew there, with nothing in it that unfolds when it is opened. The helper keeps it
until its pages are wanted, so that a pack of sixty files is not in memory twice.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pikepdf
from pikepdf import Pdf

from senco_desk.documents import contained, sources
from senco_desk.documents.appendix_reading import AppendixRead, appendix_told
from senco_desk.documents.side_by_side import side_by_side
from senco_desk.domain.problems import TroubleError
from senco_desk.domain.progress import Progress
from senco_desk.machine.contained import HELPER, SECOND, Helper, StoppedError


@dataclass(frozen=True)
class Wanted:
    """A file to make ready."""

    source: sources.Source


@dataclass
class Prepared:
    """A file ready to be bound, or why it cannot be.

    Args:
        pages: how many it brings; 0 if it cannot be included.
        why_not: a sentence, empty if it can.
        notes: what was changed in it, each a sentence.
        digest, size: SHA-256 of the file as it was made ready, in hex, and its bytes.
        held: what must stay open until the bound file is written.
    """

    pages: int = 0
    why_not: str = ""
    notes: tuple[str, ...] = ()
    digest: str = ""
    size: int = 0
    held: ExitStack = field(default_factory=ExitStack)
    _wanted: Wanted = Wanted(b"")
    _token: str = ""
    _helper: Helper | None = None

    @cached_property
    def pdf(self) -> Pdf | None:
        """Its pages, fetched from the helper the first time they are asked for; None if it cannot be included.

        Raises:
            TroubleError: they can no longer be had.
        """
        if self.why_not:
            return None
        try:
            data = (self._helper or HELPER).ask("fetch", {"token": self._token}).body or self._again()
            return self.held.enter_context(pikepdf.open(io.BytesIO(data), suppress_warnings=True))
        except (contained.UnreadableError, StoppedError, pikepdf.PdfError, OSError) as error:
            raise TroubleError(
                "A paper that could be read a moment ago cannot be read now.",
                "Your records are safe, and no pack was written.",
                "Make the pack again. If this happens again, leave that paper out and send it on its own.",
            ) from error

    def _again(self) -> bytes:
        """Made ready anew, where the helper had to let it go."""
        with sources.opened(self._wanted.source) as file:
            return contained.read("cleaned", file, helper=self._helper).body


def prepare(source: sources.Source, *, progress: Progress | None = None) -> Prepared:
    """Have a file made ready. Never raises for what the file is: that is told in `why_not`.

    Raises:
        TroubleError: the helper process does not start.
        CancelledError: from `progress`.
    """
    return _ready("clean", Wanted(source), None, progress)[0]


def prepare_all(wanted: Iterable[Wanted], progress: Progress) -> Iterator[Prepared]:
    """Have files made ready, two at a time; each in its order, as `prepare` does. `progress` is asked, not moved on."""
    for prepared, _ in _side_by_side("clean", wanted, progress):
        yield prepared


def read_all(wanted: Iterable[Wanted], progress: Progress) -> Iterator[AppendixRead]:
    """What `read_appendix` reads of each file, two at a time and in order. `progress` is asked, not moved on."""
    for prepared, told in _side_by_side("appendix", wanted, progress, keep=False):
        yield _read(prepared, told)


def read_and_prepare_all(wanted: Iterable[Wanted], progress: Progress) -> Iterator[tuple[AppendixRead, Prepared]]:
    """As `read_all` and `prepare_all`: asked once, of the same bytes, so that the two are never at odds."""
    for prepared, told in _side_by_side("appendix", wanted, progress):
        yield _read(prepared, told), prepared


def _read(prepared: Prepared, told: Mapping[str, Any]) -> AppendixRead:
    return appendix_told(told) if told else AppendixRead(why_not=prepared.why_not)


def _side_by_side(
    reading: str, wanted: Iterable[Wanted], progress: Progress, *, keep: bool = True
) -> Iterator[tuple[Prepared, Mapping[str, Any]]]:
    def one(each: Wanted, helper: Helper, watched: Progress) -> tuple[Prepared, Mapping[str, Any]]:
        return _ready(reading, each, helper, watched, keep=keep)

    return side_by_side(one, wanted, (HELPER, SECOND), progress)


def _ready(
    reading: str, wanted: Wanted, helper: Helper | None, progress: Progress | None, *, keep: bool = True
) -> tuple[Prepared, Mapping[str, Any]]:
    """A file made ready and kept by the helper; with what was told of it, empty where it could not be read."""
    try:
        with sources.opened(wanted.source) as file:
            asked = {"keep": keep}
            told = contained.read(reading, file, asked, progress=progress, helper=helper).told
    except contained.UnreadableError as error:
        return Prepared(why_not=str(error)), {}
    except FileNotFoundError:
        return Prepared(why_not=contained.GONE), {}
    except (OSError, ValueError):
        return Prepared(why_not=contained.DAMAGED), {}
    prepared = Prepared(
        int(told["pages"]),
        str(told["why_not"]),
        tuple(told["notes"]),
        str(told["digest"]),
        int(told["size"]),
        _wanted=wanted,
        _token=str(told["token"]),
        _helper=helper,
    )
    return prepared, told
