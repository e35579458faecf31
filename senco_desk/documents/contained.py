"""Attached files read in the helper process: what is refused beforehand, and what is said where a reading is stopped.

Nothing in the program's own process opens a file from outside with a PDF or picture library.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import BinaryIO

from senco_desk.documents import sources
from senco_desk.domain.progress import Progress
from senco_desk.machine.contained import FAILED, HELPER, TOOK_LONG, UNFOLDED, Answer, Helper, StoppedError

DAMAGED = "The file is damaged and could not be read. Open it, print it to a new PDF and attach that."
PASSWORD = "It has a password. Save a copy without the password and attach that."  # noqa: S105
TOO_BIG = "The file is larger than 100 MB. Save a smaller copy, or attach it in parts."
EMPTY = "The file is empty."
GONE = "The file is no longer where it was. Attach it again."
NO_PAGES = "It has no pages. Print it to a new PDF and attach that."
_STOPPED = {
    TOOK_LONG: "It was stopped because it took too long to read safely. Print it to a new PDF and attach that.",
    UNFOLDED: (
        "It was stopped because it unfolds to far more than it holds, as files do that are made to cause harm. "
        "If you trust it, print it to a new PDF and attach that."
    ),
    FAILED: DAMAGED,
}


def too_many(pages: int, most: int) -> str:
    """What is said of a file with more pages than are taken."""
    return f"It has {pages:,} pages, more than {most:,}. Attach the pages that matter."


class UnreadableError(Exception):
    """A file cannot be used; the message is a sentence for its owner."""


def read(
    reading: str,
    file: BinaryIO,
    told: Mapping[str, object] | None = None,
    *,
    progress: Progress | None = None,
    helper: Helper | None = None,
) -> Answer:
    """Have an open file read, one of `contained_readings.READINGS`, by the usual helper or the one given.

    Raises:
        UnreadableError: it is empty, too large, of a kind that is not taken, or had to be stopped.
        RefusedError: in the reading's own words.
        TroubleError: the helper process does not start.
        CancelledError: from `progress`.
    """
    size, kind = sources.size_of(file), sources.media_type(file)
    if why_not := EMPTY if not size else TOO_BIG if size > sources.MAX_BYTES else sources.not_taken(kind):
        raise UnreadableError(why_not)
    try:
        asked = {"most_pages": sources.MAX_PAGES, **(told or {})}
        return (helper or HELPER).ask(reading, asked, file, progress=progress)
    except StoppedError as error:
        raise UnreadableError(why(error)) from error


def why(stopped: StoppedError) -> str:
    """Why a reading was given up and what to do, in sentences."""
    return _STOPPED[stopped.why]
