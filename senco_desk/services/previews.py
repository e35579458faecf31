"""Pages as pictures, for previews and for printing: from memory, never through a file."""

from __future__ import annotations

from dataclasses import dataclass, field

from senco_desk.documents.inspect import render_page
from senco_desk.documents.page_sizes import page_sizes


@dataclass(frozen=True)
class Paper:
    """A PDF in memory with the sizes of its pages in points, width and height, as they are shown."""

    pdf: bytes = field(repr=False)
    sizes: tuple[tuple[float, float], ...]

    @property
    def pages(self) -> int:
        """How many pages it has."""
        return len(self.sizes)


@dataclass(frozen=True)
class Picture:
    """A drawn page: pixels across and down, bytes in a row, and rows from the top of blue, green, red, alpha."""

    width: int
    height: int
    stride: int
    pixels: bytes = field(repr=False)


def paper(pdf: bytes) -> Paper:
    """A PDF made ready to be shown; refused where it cannot be read."""
    return Paper(pdf, page_sizes(pdf))


def picture(shown: Paper, page: int, width: int) -> Picture:
    """A page, counted from 1, drawn so many pixels wide; safe in any thread. Refused where it cannot be drawn."""
    return Picture(*render_page(shown.pdf, page - 1, max(width, 1)))
