"""What a document says, as frozen data: headings, paragraphs, grids and charts, with no idea of paper.

A composer turns records into a `Document`; `render` turns it into pages. Everything a person typed is passed
here as it was typed: the renderer alone escapes it, so that no note can reformat a page or open a file.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from senco_desk.documents.charts_content import Chart, MarkState

ParagraphStyleName = Literal["body", "lead", "muted", "small", "note"]
APPENDICES_ANCHOR = "appendices"
"""Where an index of appendices stands; every divider links back to it."""


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text inside a paragraph or a cell; `to` makes it a link to an anchor of this document."""

    text: str
    bold: bool = False
    italic: bool = False
    to: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """A status told three ways at once: colour, shape and words (✓ on track, ▲ due soon, ■ overdue, ● note)."""

    state: MarkState
    text: str


@dataclass(frozen=True, slots=True)
class Number:
    """A figure, set to the right of its column, already in words (`£1,234.50`, `12 of 14`)."""

    text: str
    bold: bool = False


@dataclass(frozen=True, slots=True)
class PageOf:
    """The page number on which an anchor stands, known only once the pages are made; a link as well."""

    anchor: str


Cell = str | Mark | Number | Run | PageOf | tuple[Run, ...]
"""What may stand in a grid or beside a fact's name. A plain string is text a person may have typed."""


@dataclass(frozen=True, slots=True)
class Title:
    """The name of the document at the top of its first page, with a line of words under it."""

    text: str
    under: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading and a bookmark; level 1 to 3. It never hangs at a page's foot."""

    level: Literal[1, 2, 3]
    text: str
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Words: a string, or runs of it. Line ends that a person typed are kept."""

    words: str | tuple[Run, ...]
    style: ParagraphStyleName = "body"


@dataclass(frozen=True, slots=True)
class Quote:
    """Somebody's own words, with who said them, when, and how they were gathered."""

    words: str
    who: str
    when: str = ""
    method: str = ""


@dataclass(frozen=True, slots=True)
class FactList:
    """Names and what they are: "Year group" beside "Year 4"."""

    pairs: tuple[tuple[str, Cell], ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with a header row, repeated on each page it runs over.

    Args:
        headers: the words of each column, one or more.
        rows: cells, as many in each row as there are headers.
        widths: the columns' widths in proportion to each other; even if empty.
        caption: a line above the table, or nothing.
        empty: what to print in place of a table without rows.
        total: whether the last row is a total, and set apart.
    """

    headers: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    widths: tuple[float, ...] = ()
    caption: str = ""
    empty: str = "Nothing recorded yet."
    total: bool = False

    def __post_init__(self) -> None:
        wrong = [n for n, row in enumerate(self.rows, 1) if len(row) != len(self.headers)]
        if not self.headers or wrong or (self.widths and len(self.widths) != len(self.headers)):
            raise ValueError(f"Grid {self.caption!r}: rows and widths must match its headers {wrong}")


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list of points, numbered if order matters."""

    items: tuple[str | tuple[Run, ...], ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Marks:
    """A row of statuses with their words, for instance as the key to a grid."""

    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart with a caption above it; its text alternative is written from its data."""

    chart: Chart
    caption: str = ""


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows begins on a new page."""


@dataclass(frozen=True, slots=True)
class Spacer:
    """Room, in points."""

    points: float = 8


@dataclass(frozen=True, slots=True)
class KeepTogether:
    """Blocks that stay on one page if they fit on one."""

    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Contents:
    """The list of headings down to a level, with their pages; each line is a link."""

    depth: Literal[1, 2, 3] = 2
    heading: str = "Contents"


@dataclass(frozen=True, slots=True)
class LinkTo:
    """A line that leads to an anchor of this document and tells its page."""

    text: str
    anchor: str


@dataclass(frozen=True, slots=True)
class AppendixIndex:
    """The list of the document's dividers: number, title, date, pages, or why one is not included."""

    heading: str = "Appendices"


@dataclass(frozen=True, slots=True)
class Divider:
    """The page that comes before an appendix: its number, title and facts, and whether its pages follow.

    Bound with its appendix, it tells which pages follow; an appendix that could not be included says why here.
    """

    number: int
    title: str
    facts: tuple[tuple[str, str], ...] = ()
    dated: str = ""

    @property
    def anchor(self) -> str:
        """What links lead to this divider by."""
        return f"appendix-{self.number}"


Block = (
    Title
    | Heading
    | Paragraph
    | Quote
    | FactList
    | Grid
    | Bullets
    | Marks
    | Figure
    | PageBreak
    | Spacer
    | KeepTogether
    | Contents
    | LinkTo
    | AppendixIndex
    | Divider
)


@dataclass(frozen=True, slots=True)
class Document:
    """A whole document.

    Args:
        title: what it is, as a reader's window shows it.
        school: the school's name, at the top of each page.
        blocks: what it says, in reading order.
        person: the pupil by preferred name and initials (`Zoë L.`), or nothing; never a UPN.
        dated: the day it was made, in words.
        confidential: whether each page says so.
        language: the language it is written in.
        landscape: whether pages lie on their long side, for wide registers.
        large: a large-print form, with body text of 16 points.
        watermark: pale words across each page, for instance of a demonstration school.
    """

    title: str
    school: str
    blocks: tuple[Block, ...]
    person: str = ""
    dated: str = ""
    confidential: bool = True
    language: str = "en-GB"
    landscape: bool = False
    large: bool = False
    watermark: str = ""

    def flat(self) -> Iterator[Block]:
        """Every block in reading order, those kept together included."""
        yield from _flat(self.blocks)

    def dividers(self) -> tuple[Divider, ...]:
        """The appendices' dividers, in reading order."""
        return tuple(block for block in self.flat() if isinstance(block, Divider))


def _flat(blocks: tuple[Block, ...]) -> Iterator[Block]:
    for block in blocks:
        if isinstance(block, KeepTogether):
            yield from _flat(block.blocks)
        else:
            yield block
