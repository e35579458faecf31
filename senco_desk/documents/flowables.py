"""The pieces our pages are laid out from: paragraphs, grids and drawings that know their place in the tags."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from reportlab.graphics import renderPDF
from reportlab.graphics.shapes import Drawing
from reportlab.lib.colors import Color
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable, Paragraph, Table

from senco_desk.documents.paper import Later, Numbers
from senco_desk.documents.tags import Node


class Words(Paragraph):  # type: ignore[misc]
    """A paragraph with its node; a repeated table header is read out once and is decoration afterwards."""

    node: Node | None = None
    heads = False
    anchor = ""
    level: int | None = None
    plain = ""

    def split(self, width: float, height: float) -> list[Words]:
        """Its parts, each knowing the same node; only the first carries the anchor."""
        parts: list[Words] = super().split(width, height)
        for index, part in enumerate(parts):
            if part is not self:
                part.node, part.heads = self.node, self.heads
                if index == 0:
                    part.anchor, part.level, part.plain = self.anchor, self.level, self.plain
        return parts

    def draw(self) -> None:
        """Draw the words as content of their node."""
        again = self.heads and self.node is not None and bool(self.node.drawn)
        if self.anchor:
            _, y = self.canv.absolutePosition(0, self.height)
            self.canv.anchor_here(self.anchor, y + 6, level=self.level, title=self.plain)
        with self.canv.content(None if again else self.node):
            super().draw()


class Spoken(Flowable):  # type: ignore[misc]
    """Somebody's words and who said them: the name never stands on a page without at least two lines of the words."""

    def __init__(self, words: Words, by: Words) -> None:
        super().__init__()
        self.words, self.by = words, by

    def getSpaceBefore(self) -> float:  # noqa: N802  (the library's own name)
        """As the words have it."""
        return float(self.words.getSpaceBefore())

    def getSpaceAfter(self) -> float:  # noqa: N802
        """As the name has it."""
        return float(self.by.getSpaceAfter())

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """As high as both, one above the other."""
        self.width = width
        _, self._said = self.words.wrap(width, height)
        _, self._named = self.by.wrap(width, height)
        self.height = self._said + self.words.getSpaceAfter() + self._named
        return width, self.height

    def split(self, width: float, height: float) -> list[Flowable]:
        """The words' beginning, and the rest with the name; nothing where they had better begin on the next page."""
        self.wrap(width, height)
        leading = self.words.style.leading
        parts = self.words.split(width, min(height, self._said - 2 * leading + 1)) if self._said > 3 * leading else []
        return [parts[0], Spoken(parts[1], self.by)] if len(parts) == 2 else []

    def draw(self) -> None:
        """Draw the words, then the name beneath."""
        self.words.drawOn(self.canv, 0, self.height - self._said)
        self.by.drawOn(self.canv, 0, 0)


class Room(Flowable):  # type: ignore[misc]
    """Room between two things. It takes no more than the page has left, and so never begins a page of its own."""

    _ZEROSIZE = True  # the library then asks even where nothing is left

    def __init__(self, height: float) -> None:
        super().__init__()
        self.asked = height

    def wrap(self, _width: float, height: float) -> tuple[float, float]:
        """As high as asked, or as is left."""
        self.width, self.height = 0.0, max(min(self.asked, height), 0.0)
        return self.width, self.height

    def draw(self) -> None:
        """Nothing is drawn."""


class Sheetwork(Table):  # type: ignore[misc]
    """A table whose rules and bands are decoration, and whose last rows stay together where that is asked for."""

    def split(self, width: float, height: float) -> list[Flowable]:
        """Its part for this page and the rest; nothing where only what stays together is left, which goes over whole.

        The library would cut within the first of those rows instead, and repeat the head in the middle of a page.
        """
        if self._nosplitCmds and len(self._cellvalues) <= self.repeatRows + 2:
            return []
        parts: list[Flowable] = super().split(width, height)
        return parts

    def _drawBkgrnd(self) -> None:  # noqa: N802  (the library's own name)
        with self.canv.content(None):
            super()._drawBkgrnd()

    def _drawLines(self) -> None:  # noqa: N802
        with self.canv.content(None):
            super()._drawLines()


class Picture(Flowable):  # type: ignore[misc]
    """A drawing, with the words that stand for it in its node."""

    def __init__(self, drawing: Drawing, node: Node) -> None:
        super().__init__()
        self.drawing, self.node = drawing, node
        self.width, self.height = drawing.width, drawing.height
        self.spaceAfter = 10

    def wrap(self, *_: Any) -> tuple[float, float]:
        """Its size, in points."""
        return self.width, self.height

    def draw(self) -> None:
        """Draw it as a figure."""
        with self.canv.content(self.node):
            renderPDF.draw(self.drawing, self.canv, 0, 0)


class Awaited(Flowable):  # type: ignore[misc]
    """One line of words known only when all pages are made: a page number, the pages of an appendix."""

    def __init__(
        self,
        words: Callable[[Numbers], str],
        style: ParagraphStyle,
        node: Node,
        *,
        anchor: str = "end",
        to: str = "",
        colour: Color | None = None,
    ) -> None:
        super().__init__()
        self.said, self.style, self.node, self.side, self.to = words, style, node, anchor, to
        self.colour = colour or style.textColor

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        """As wide as there is room, one line high."""
        self.width, self.height = width, self.style.leading
        return self.width, self.height

    def draw(self) -> None:
        """Leave room, and draw when the numbers are known."""
        x, y = self.canv.absolutePosition(self.width if self.side == "end" else 0, 0)
        size = self.style.fontSize
        self.canv.later(
            Later(x, y + (self.height - size) / 2 + 1, self.said, size, self.colour, self.side, node=self.node)
        )
        if self.to:
            self.canv.reader = self.node
            self.canv.linkRect("", self.to, (0, 0, self.width, self.height), relative=1)
            self.canv.reader = None
