"""Where words stand on the pages of a PDF. The looking happens in the helper process (`machine.contained`)."""

from __future__ import annotations

from dataclasses import dataclass

from senco_desk.documents import contained, sources
from senco_desk.domain.problems import RefusedError
from senco_desk.domain.progress import Progress
from senco_desk.machine.contained import HELPER, StoppedError

Box = tuple[float, float, float, float]
"""Left, top, right, bottom, as parts of the page as it is shown, from its upper left."""


@dataclass(frozen=True)
class Place:
    """One place where the words stand: the page, from 1, and a box for each line that they run over."""

    page: int
    boxes: tuple[Box, ...] = ()


def find_words(data: bytes, words: str, *, progress: Progress | None = None) -> tuple[Place, ...]:
    """Every place in a PDF where the words stand, in reading order, large letters or small; at most 2,000.

    Raises:
        RefusedError: the file cannot be read.
        TroubleError: the helper process does not start.
        CancelledError: from `progress`.
    """
    if not words.strip():
        return ()
    if len(data) > sources.MAX_BYTES:
        raise RefusedError(contained.TOO_BIG)
    try:
        told = HELPER.ask("found", {"words": words}, data, progress=progress).told
    except StoppedError as error:
        raise RefusedError(contained.why(error)) from error
    return tuple(
        Place(int(index) + 1, tuple((float(a), float(b), float(c), float(d)) for a, b, c, d in boxes))
        for index, places in told["pages"]
        for boxes in places
    )
