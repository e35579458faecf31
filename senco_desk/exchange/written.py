"""The words of a letter or an e-mail that is no PDF: Word, OpenDocument, rich text, plain text and .eml files.

Only words come out, page by page where the file tells its pages. All of it is read in the helper process
(`machine.contained`), which a file built to do harm cannot leave; nothing of the file is run, followed or fetched.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from senco_desk.domain.problems import RefusedError
from senco_desk.domain.progress import Progress
from senco_desk.exchange.written_office import is_package, office_pages
from senco_desk.exchange.written_plain import plain_pages
from senco_desk.exchange.written_rich import is_rich, rich_pages
from senco_desk.machine.contained import HELPER, TOOK_LONG, UNFOLDED, Helper, StoppedError

MOST_LETTERS = 4_000_000
"""Signs of text that are taken of one file: more than any report has, and what a window can show."""

MOST_PAGES = 2_000
"""Pages that are told apart; a letter has few. What stands on later ones is put onto the last of them."""

_DAMAGED = "Its words could not be read here: the file is damaged, or made in a way that is not known."
_WHY = {
    TOOK_LONG: "Its words could not be read here: reading took too long and was stopped.",
    UNFOLDED: (
        "Its words were not read: it unfolds to far more than it holds, as files do that are made to cause harm."
    ),
}


@dataclass(frozen=True)
class Written:
    """What was read of a file.

    Args:
        kind: `docx`, `odt`, `rtf`, `email` or `text`; empty where it is none of these.
        pages: its words, page by page; a file that tells no pages has one.
        cut: whether there was more than is taken of one file.
    """

    kind: str = ""
    pages: tuple[str, ...] = ()
    cut: bool = False


def read_written(data: bytes, *, progress: Progress | None = None, helper: Helper | None = None) -> Written:
    """The words of a file, told by what it holds and never by its name. Nothing is found in a file of another kind.

    Raises:
        RefusedError: it is of a kind that is read, and could not be; the sentence says why.
        TroubleError: the helper process does not start.
        CancelledError: from `progress`.
    """
    try:
        told = (helper or HELPER).ask("written", {}, data, progress=progress).told
    except StoppedError as error:
        raise RefusedError(_WHY.get(error.why, _DAMAGED)) from error
    return Written(str(told["kind"]), tuple(map(str, told["pages"])), bool(told["cut"]))


def contained_written(_told: Mapping[str, Any], bodies: Sequence[bytes], progress: Progress) -> dict[str, Any]:
    """What `read_written` has the helper process do; refuses as it does."""
    data = bodies[0]
    if is_package(data):
        kind, pages = office_pages(data, MOST_LETTERS, progress)
    elif is_rich(data):
        kind, pages = "rtf", rich_pages(data, MOST_LETTERS, progress)
    else:
        kind, pages = plain_pages(data, MOST_LETTERS)
    long = sum(map(len, pages))
    return {"kind": kind, "pages": _within(pages), "cut": long >= MOST_LETTERS}


def _within(pages: Sequence[str]) -> list[str]:
    """Pages up to the limits; ends of pages that hold nothing are left out."""
    if len(pages) > MOST_PAGES:
        pages = [*pages[: MOST_PAGES - 1], "\n".join(pages[MOST_PAGES - 1 :])]
    taken, left = [], MOST_LETTERS
    for page in pages:
        taken.append(page[:left].strip("\n"))
        left -= len(page)
        if left <= 0:
            break
    while taken and not taken[-1].strip():
        taken.pop()
    return taken
