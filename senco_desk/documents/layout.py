"""Blocks of content turned into flowables, in reading order, each with its place among the tags."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import CondPageBreak, Flowable
from reportlab.platypus import KeepTogether as Together
from reportlab.platypus import PageBreakIfNotEmpty as NewPage

from senco_desk.documents import charts, fonts, styles, tags
from senco_desk.documents.charts_content import alternative
from senco_desk.documents.content import (
    APPENDICES_ANCHOR,
    AppendixIndex,
    Block,
    Bullets,
    Contents,
    Divider,
    Document,
    FactList,
    Figure,
    Grid,
    Heading,
    KeepTogether,
    LinkTo,
    Marks,
    PageBreak,
    Paragraph,
    Quote,
    Run,
    Spacer,
    Title,
)
from senco_desk.documents.flowables import Awaited, Picture, Room, Sheetwork
from senco_desk.documents.layout_tables import TablesLayout
from senco_desk.documents.paper import Numbers
from senco_desk.documents.tags import Node


@dataclass(frozen=True)
class Followed:
    """What follows a divider: so many pages, or none and why not; `notes` say what was changed in them."""

    pages: int
    why_not: str = ""
    notes: tuple[str, ...] = ()


class Layout(TablesLayout):
    """The layout of one document; `tree` grows in reading order as the blocks are gone through."""

    def __init__(self, document: Document, sheet: styles.Sheet, followed: Mapping[int, Followed]) -> None:
        super().__init__(document, sheet)
        self.followed = followed
        self._indexed = any(isinstance(block, AppendixIndex) for block in document.flat())
        self._ways: dict[type, Callable[[Any], list[Flowable]]] = {
            Title: self._title,
            Heading: lambda block: [self._heading(block)],
            Paragraph: lambda block: self._long(block.words, block.style, self.tree.add("P")),
            Quote: self._quote,
            FactList: self._facts,
            Grid: self._grid,
            Bullets: self._bullets,
            Marks: self._marks,
            Figure: self._figure,
            PageBreak: lambda _: [NewPage()],
            Spacer: lambda block: [Room(block.points)],
            KeepTogether: lambda block: [Together(self._blocks(block.blocks))],
            Contents: self._contents,
            LinkTo: lambda block: [self._leading(self.tree.add("P"), block.text, block.anchor, self.sheet["body"])],
            AppendixIndex: self._index,
            Divider: self._divider,
        }

    def flowables(self) -> list[Flowable]:
        """Everything, in order. Raises ValueError for a link to an anchor that is not there."""
        made = self._blocks(self.document.blocks)
        have = set(self._named.values()) | {each.anchor for each in self.document.dividers()}
        have |= {APPENDICES_ANCHOR} if self._indexed else set()
        if lost := sorted(self._anchors_wanted - have):
            raise ValueError(f"These links lead nowhere: {lost}")
        return made or [Room(1)]

    def _blocks(self, blocks: Sequence[Block]) -> list[Flowable]:
        made: list[Flowable] = []
        for index, block in enumerate(blocks):
            heads = isinstance(block, Heading) or (isinstance(block, Figure | Grid) and block.caption)
            if heads and not (index and isinstance(blocks[index - 1], Heading)):
                made.append(CondPageBreak(self._room_for(blocks[index : index + 5])))
            made += self._block(block)
        return made

    def _room_for(self, ahead: Sequence[Block]) -> float:
        """How high a heading and the beginning of what it heads are: they stay on one page."""
        size, room = self.sheet.body_size, 0.0
        for block in ahead:
            if isinstance(block, Heading):
                room += size * 4
            elif isinstance(block, Figure):
                return min(room + size * 2 + float(self._drawing(block).height) + 14, 600.0)
            elif isinstance(block, Paragraph) and block.style in ("muted", "small"):
                room += size * 4  # a line or two that only lead to what follows
            else:
                return room + size * (9 if isinstance(block, Grid | FactList | Quote) else 5)
        return room

    def _block(self, block: Block) -> list[Flowable]:
        return self._ways[type(block)](block)

    def _title(self, block: Title) -> list[Flowable]:
        self._level = 1
        made: list[Flowable] = [self._words(block.text, "title", self.tree.add("H1"))]
        return [*made, self._words(block.under, "under", self.tree.add("P")) if block.under else Room(10)]

    def _marks(self, block: Marks) -> list[Flowable]:
        joined: list[Run] = []
        for mark in block.marks:
            gap = "\N{NO-BREAK SPACE}" * 6 if joined else ""
            joined += [Run(f"{gap}{styles.STATE_SHAPES[mark.state]} ", bold=True), Run(mark.text)]
        return [self._words(tuple(joined), "small", self.tree.add("P"))]

    def _drawing(self, block: Figure) -> Any:
        return charts.draw(block.chart, self.sheet.frame_width)

    def _figure(self, block: Figure) -> list[Flowable]:
        made: list[Flowable] = []
        if block.caption:
            made.append(self._words(block.caption, "caption", self.tree.add("P")))
        return [*made, Picture(self._drawing(block), self.tree.add("Figure", alt=alternative(block.chart)))]

    def _contents(self, block: Contents) -> list[Flowable]:
        made: list[Flowable] = [self._words(block.heading, "heading 1", self.tree.add("H1"))]
        self._level = max(self._level, 1)
        node = self.tree.add("TOC")
        for each in self.document.flat():
            if isinstance(each, Heading) and each.level <= block.depth:
                name, words, level = self._named[id(each)], each.text, each.level
            elif isinstance(each, Divider):
                name, words, level = each.anchor, f"Appendix {each.number}: {each.title}", 1
            elif isinstance(each, AppendixIndex):
                name, words, level = APPENDICES_ANCHOR, each.heading, 1
            else:
                continue
            style = self.sheet["body"] if level == 1 else self.sheet["cell"]
            made.append(self._leading(node.add("TOCI"), words, name, style, indent=14.0 * (level - 1)))
        return [*made, Room(self.sheet.body_size)]

    def _leading(self, node: Node, words: str, anchor: str, style: ParagraphStyle, *, indent: float = 0) -> Sheetwork:
        """Words that lead somewhere, and the page they lead to."""
        number = self.sheet.body_size * 4
        text = self._words((Run(words, to=anchor),), style, node.add("P" if node.role == "TOCI" else "Span"))
        page = self._page_of(anchor, style, node.add("P" if node.role == "TOCI" else "Span"))
        widths = [self.sheet.frame_width - number, number]
        look = [
            ("VALIGN", (0, 0), (-1, -1), "BOTTOM"),
            ("TOPPADDING", (0, 0), (-1, -1), 1),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
            ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("LEFTPADDING", (0, 0), (0, 0), indent),
            ("RIGHTPADDING", (0, 0), (-1, -1), 0),
            ("LINEBELOW", (0, 0), (-1, -1), 0.3, styles.RULE),
        ]
        return Sheetwork([[[text], [page]]], widths, style=look, hAlign="LEFT")

    def _index(self, block: AppendixIndex) -> list[Flowable]:
        self._level = 1
        head = self._words(block.heading, "heading 1", self.tree.add("H1"))
        head.anchor, head.level, head.plain = APPENDICES_ANCHOR, 0, fonts.printable(block.heading)
        dividers = self.document.dividers()
        if not dividers:
            return [head, self._words("There are no appendices.", "muted", self.tree.add("P"))]
        node = self.tree.add("Table")
        rows = [self._head(node.add("TR"), ("Number", "Document", "Dated", "Pages"), (False,) * 3 + (True,))]
        for each in dividers:
            row = node.add("TR")
            cells = [
                self._cell(str(each.number), row.add("TD")),
                self._cell(Run(each.title, to=each.anchor), row.add("TD")),
                self._cell(each.dated, row.add("TD")),
            ]
            last, why_not = row.add("TD"), self.followed.get(each.number, Followed(0)).why_not
            if why_not:
                cells.append([self._words("Not included", "number", last.add("P"))])
                cells[1].append(self._words(why_not, "small", row.kids[1].add("P")))
            else:
                cells.append([Awaited(_pages_after(each.anchor), self.sheet["cell"], last.add("P"), to=each.anchor)])
            rows.append(cells)
        widths = [self.sheet.frame_width * share for share in (0.11, 0.5, 0.21, 0.18)]
        return [head, self._table(rows, widths), Room(self.sheet.body_size)]

    def _divider(self, block: Divider) -> list[Flowable]:
        self._level = 1
        number = self._words(f"Appendix {block.number}", "divider number", self.tree.add("P"))
        number.anchor, number.level = block.anchor, 0
        number.plain = fonts.printable(f"Appendix {block.number}: {block.title}")
        made: list[Flowable] = [
            NewPage(),
            Room(120),
            number,
            self._words(block.title, "divider title", self.tree.add("H1")),
            *self._facts(FactList(block.facts)),
        ]
        if block.number in self.followed:
            follows = self.followed[block.number]
            if follows.why_not:
                said = f"This document is not included. {follows.why_not}"
                made.append(self._words(said, "note", self.tree.add("P")))
            else:
                pages = _pages_follow(block.anchor)
                made.append(Awaited(pages, self.sheet["body"], self.tree.add("P"), anchor="start"))
            made += [self._words(note, "muted", self.tree.add("P")) for note in follows.notes]
        if self._indexed:
            back = (Run("Back to the list of appendices", to=APPENDICES_ANCHOR),)
            made += [Room(14), self._words(back, "body", self.tree.add("P"))]
        if block.number in self.followed and self.followed[block.number].pages:
            self.tree.add(tags.PLACE, alt=f"Appendix {block.number}: {block.title}", name=block.anchor)
        return [*made, NewPage()]


def _pages_after(anchor: str) -> Callable[[Numbers], str]:
    def words(numbers: Numbers) -> str:
        first, last = numbers.inserted.get(anchor, (numbers.anchors[anchor],) * 2)
        return str(first) if first == last else f"{first}–{last}"

    return words


def _pages_follow(anchor: str) -> Callable[[Numbers], str]:
    def words(numbers: Numbers) -> str:
        first, last = numbers.inserted.get(anchor, (0, -1))
        if last < first:
            return "No pages follow."
        if first == last:
            return f"One page follows: page {first}."
        return f"{last - first + 1} pages follow: pages {first} to {last}."

    return words
