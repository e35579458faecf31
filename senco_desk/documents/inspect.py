"""A look into an attached file before it is used: what it is, its words, its pages as pictures.

All of it happens in the helper process (`domain.contained`): a file built to do harm is stopped there.

Limits (a hostile file can unfold to gigabytes): 100 MB a file, 5,000 pages, what `heaviness` says of a page,
previews of at most 3,000 dots a side. What is beyond them is refused in words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from senco_desk.documents import contained, sources
from senco_desk.domain.problems import RefusedError
from senco_desk.domain.progress import Progress
from senco_desk.machine.contained import HELPER, Answer, StoppedError

MAX_SIDE = 3_000
FEW_WORDS = 40
_MOST_PICTURED = 0.4
_TOO_HEAVY = "A page of this file is too large to show here. Open it in another program."


@dataclass(frozen=True)
class Inspected:
    """What a file is.

    Args:
        media_type: by its first bytes.
        pages: how many it would bring; 0 if it cannot be bound.
        encrypted: whether it needs a password.
        has_form: whether it has fields to fill in.
        active: what it has that could act by itself, in words; taken out when bound.
        problem: why it cannot be bound and what to do, a sentence; empty if it can.
    """

    media_type: str
    pages: int = 0
    encrypted: bool = False
    has_form: bool = False
    active: tuple[str, ...] = ()
    problem: str = ""


@dataclass(frozen=True)
class PageRead:
    """What of a page can be read.

    Args:
        text: all its words, those cropped away or beyond its edge too, as other programs would still find them.
        pictured: how much of it pictures cover, from 0 to 1; looked at only where it has fewer than 40 words.
        too_heavy: whether it is beyond the limits and was not read at all.
    """

    text: str = ""
    pictured: float = 0.0
    too_heavy: bool = False

    @property
    def searchable(self) -> bool:
        """Whether its words are in its text: not where there are none, or few beside a picture of most of the page."""
        if not self.text.strip():
            return False
        return self.pictured <= _MOST_PICTURED or len(self.text.split()) >= FEW_WORDS


def inspect(source: sources.Source, *, progress: Progress | None = None) -> Inspected:
    """What a file is and whether it can be bound. Never raises for what the file is.

    Raises:
        TroubleError: the helper process does not start.
        CancelledError: from `progress`.
    """
    kind = sources.UNKNOWN
    try:
        with sources.opened(source) as file:
            kind = sources.media_type(file)
            found = contained.read("look", file, progress=progress)
        return Inspected(**{**found.told, "active": tuple(found.told["active"])})
    except contained.UnreadableError as error:
        return Inspected(kind, problem=str(error))
    except FileNotFoundError:
        return Inspected(kind, problem=contained.GONE)
    except OSError:
        return Inspected(kind, problem=contained.DAMAGED)


def text_of(data: bytes) -> tuple[str, ...]:
    """The words of each page of a PDF; a page that is only a picture gives an empty text.

    Raises:
        RefusedError: the file cannot be read, or is beyond the limits.
        TroubleError: the helper process does not start.
    """
    pages = read_pages(data)
    if any(page.too_heavy for page in pages):
        raise RefusedError(_TOO_HEAVY)
    return tuple(page.text for page in pages)


def read_pages(data: bytes) -> tuple[PageRead, ...]:
    """What can be read of each page of a PDF; a page beyond the limits is told as such, and the others are read.

    Raises:
        RefusedError: the file cannot be read.
        TroubleError: the helper process does not start.
    """
    return tuple(PageRead(*each) for each in _asked("words", data, {}).told["pages"])


def render_page(data: bytes, page: int, width_px: int) -> tuple[int, int, int, bytes]:
    """A picture of a page for the screen: width, height, bytes in a row, and rows of blue, green, red, alpha.

    Args:
        data: a PDF's bytes.
        page: its index, from 0.
        width_px: how wide the picture should be; neither side is made larger than 3,000 dots.

    Raises:
        RefusedError: the file or the page cannot be read, or is beyond the limits.
        TroubleError: the helper process does not start.
    """
    found = _asked("picture", data, {"page": page, "width": width_px})
    width, height, stride = (int(each) for each in found.told["size"])
    if len(found.body) != height * stride or width * 4 > stride:  # it goes straight onto the screen
        raise RefusedError(contained.DAMAGED)
    return width, height, stride, found.body


def looks_different(source: bytes, bundled: bytes, pages: Sequence[tuple[int, int]]) -> tuple[int, ...]:
    """Which source pages look different when bound, compared small and grey; the stamped foot is left out.

    Args:
        source: the PDF as it was attached.
        bundled: the bound PDF.
        pages: (index in the source, index in the bound file) of the pages to compare.
    """
    asked = {"pages": [list(each) for each in pages]}
    return tuple(_asked("different", source, asked, bundled).told["pages"])


def _asked(reading: str, data: bytes, told: Mapping[str, object], *more: bytes) -> Answer:
    """As `contained.read`, of a PDF that may be the program's own; everything is refused in the same way."""
    if len(data) > sources.MAX_BYTES:
        raise RefusedError(contained.TOO_BIG)
    try:
        return HELPER.ask(reading, told, data, *more)
    except StoppedError as error:
        raise RefusedError(contained.why(error)) from error
