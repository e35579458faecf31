"""The canvas: pages are held until all are drawn, so that "Page 3 of 41" and contents know their numbers.

It also keeps what the PDF library forgets when pages are held back: which page a bookmark belongs to, and the
marked content of each page (`tags`). Page numbers count the pages that will be inserted after a divider.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from reportlab.lib.colors import Color
from reportlab.pdfgen.canvas import Canvas

from senco_desk.documents import fonts
from senco_desk.documents.tags import Node


@dataclass(frozen=True)
class Numbers:
    """Where everything came to stand, known when the last page is drawn.

    Args:
        own: the continuous number of each page of ours, by its index.
        total: pages in all, inserted ones included.
        anchors: the continuous page number of each anchor.
        inserted: the first and last number of the pages inserted after an anchor.
    """

    own: tuple[int, ...]
    total: int
    anchors: Mapping[str, int]
    inserted: Mapping[str, tuple[int, int]]


@dataclass
class _Sheet:
    """What one page holds besides its drawing."""

    anchors: list[tuple[str, float]] = field(default_factory=list)
    outline: list[tuple[int, str, str]] = field(default_factory=list)
    later: list[Later] = field(default_factory=list)
    links: int = 0
    marks: int = 0


@dataclass(frozen=True)
class Later:
    """Words to be drawn once the numbers are known: where (points from the page's corner), how, and for whom."""

    x: float
    y: float
    words: Callable[[Numbers], str]
    size: float
    colour: Color
    anchor: str = "end"
    bold: bool = False
    node: Node | None = None
    """Its place in the tree; without one it is decoration, as running heads are."""


class PaperCanvas(Canvas):  # type: ignore[misc]
    """A canvas that finishes its pages only when `save` is called."""

    def __init__(self, *args: Any, inserts: Mapping[str, int], **named: Any) -> None:
        super().__init__(*args, **named)
        self._inserts = inserts
        self._held: list[dict[str, Any]] = []
        self._sheets = [_Sheet()]
        self.reader: Node | None = None
        self.numbers: Numbers | None = None
        self.outlined: list[tuple[int, str, int]] = []

    @property
    def page_index(self) -> int:
        """The index of the page being drawn; 0 is the first."""
        return len(self._sheets) - 1

    @contextmanager
    def content(self, node: Node | None) -> Iterator[None]:
        """What is drawn inside belongs to `node`; without one, to nobody (decoration)."""
        if node is None:
            self._code.append("/Artifact BMC")
        else:
            sheet = self._sheets[self.page_index]
            self._code.append(f"/{node.role} <</MCID {sheet.marks}>> BDC")
            node.drawn.append((self.page_index, sheet.marks))
            sheet.marks += 1
        before, self.reader = self.reader, node
        try:
            yield
        finally:
            self.reader = before
            self._code.append("EMC")

    def anchor_here(self, name: str, y: float, *, level: int | None = None, title: str = "") -> None:
        """An anchor at a height of this page (points from its foot), bookmarked if it has a level (0 is top)."""
        sheet = self._sheets[self.page_index]
        sheet.anchors.append((name, y))
        if level is not None:
            sheet.outline.append((level, title, name))

    def later(self, what: Later) -> None:
        """Draw these words on this page when the numbers are known."""
        self._sheets[self.page_index].later.append(what)

    def showPage(self) -> None:  # noqa: N802  (the library's own name)
        """Hold the page back and begin the next."""
        self._held.append(dict(self.__dict__))
        self._sheets.append(_Sheet())
        self._startPage()

    def save(self) -> None:
        """Finish every page held, then the file."""
        numbers = self._number()
        sheets, held, depth = self._sheets, self._held, -1
        for index, state in enumerate(held):
            self.__dict__.update(state)
            self.numbers = numbers
            self._sheets = sheets[: index + 1]  # so that marks and links land on this page
            for name, y in sheets[index].anchors:
                self.bookmarkHorizontal(name, 0, y)
            for level, title, name in sheets[index].outline:
                depth = min(level, depth + 1)
                self.addOutlineEntry(title, name, depth, closed=depth > 0)
                self.outlined.append((depth, title, numbers.anchors[name]))
            for what in sheets[index].later:
                self._draw_later(what)
            Canvas.showPage(self)
        self._sheets = sheets
        super().save()

    def linkRect(self, *args: Any, **named: Any) -> None:  # noqa: N802
        """A link, remembered for the element being drawn, so that a screen reader meets it there."""
        super().linkRect(*args, **named)
        sheet = self._sheets[self.page_index]
        if self.reader is not None:
            self.reader.links.append((self.page_index, sheet.links))
        sheet.links += 1

    def words(self, x: float, y: float, words: str, size: float, colour: Color, anchor: str, *, bold: bool) -> None:
        """One line of words at a place, in whichever fonts have its letters."""
        width = fonts.width_of(words, size, bold=bold)
        text = self.beginText(x - {"start": 0.0, "middle": width / 2, "end": width}[anchor], y)
        text.setFillColor(colour)
        for font, part in fonts.split_by_font(words, bold=bold):
            text.setFont(font, size)
            text.textOut(part)
        self.drawText(text)

    def head_of_page(
        self, width: float, y: float, margin: float, words: str, dated: str, size: float, colour: Color
    ) -> None:
        """Whose paper it is at the left and its day at the right, in points; long names are set smaller, never over it.

        `width` is the page's.
        """
        room = width - 2 * margin - (fonts.width_of(dated, size, bold=False) + 2 * size if dated else 0.0)
        long = fonts.width_of(words, size, bold=False)
        self.words(margin, y, words, size * min(1.0, room / long) if long else size, colour, "start", bold=False)
        if dated:
            self.words(width - margin, y, dated, size, colour, "end", bold=False)

    def _number(self) -> Numbers:
        own: list[int] = []
        anchors: dict[str, int] = {}
        inserted: dict[str, tuple[int, int]] = {}
        number = 0
        for sheet in self._sheets[:-1]:
            number += 1
            own.append(number)
            here = number
            for name, _ in sheet.anchors:
                anchors[name] = here
                if count := self._inserts.get(name, 0):
                    inserted[name] = (number + 1, number + count)
                    number += count
        return Numbers(tuple(own), number, anchors, inserted)

    def _draw_later(self, what: Later) -> None:
        assert self.numbers is not None
        with self.content(what.node):
            self.words(what.x, what.y, what.words(self.numbers), what.size, what.colour, what.anchor, bold=what.bold)
