"""Tables laid out: lists of facts and grids, whose rows keep together what is read together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable

from senco_desk.documents import styles
from senco_desk.documents.content import Cell, FactList, Grid, Mark, Number, PageOf, Run
from senco_desk.documents.flowables import Room, Sheetwork, Words
from senco_desk.documents.layout_words import WordsLayout
from senco_desk.documents.tags import Node

LOW = 200
"""Letters in each cell of a row that is kept with another."""


class TablesLayout(WordsLayout):
    """The layout of words and tables."""

    def _facts(self, block: FactList) -> list[Flowable]:
        if not block.pairs:
            return []
        node, rows = self.tree.add("Table"), []
        for name, value in block.pairs:
            row = node.add("TR")
            term = self._words(name, "term", row.add("TH", scope="Row").add("P"))
            rows.append([[term], self._cell(value, row.add("TD"))])
        widths = [self.sheet.frame_width * share for share in (0.3, 0.7)]
        return [self._table(rows, widths, head=False), Room(self.sheet.body_size * 0.8)]

    def _grid(self, block: Grid) -> list[Flowable]:
        made: list[Flowable] = []
        if block.caption:
            made.append(self._words(block.caption, "caption", self.tree.add("P")))
        if not block.rows:
            return [*made, self._words(block.empty, "muted", self.tree.add("P"))]
        node = self.tree.add("Table")
        right = [
            all(isinstance(row[column], Number | PageOf) or row[column] == "" for row in block.rows)
            for column in range(len(block.headers))
        ]
        rows = [self._head(node.add("TR"), block.headers, right)]
        for cells in block.rows:
            row = node.add("TR")
            rows.append([self._cell(cell, row.add("TD")) for cell in cells])
        shares = block.widths or (1.0,) * len(block.headers)
        widths = [self.sheet.frame_width * share / sum(shares) for share in shares]
        return [*made, self._table(rows, widths, total=block.total), Room(self.sheet.body_size)]

    def _head(self, row: Node, headers: Sequence[str], right: Sequence[bool]) -> list[list[Flowable]]:
        cells: list[list[Flowable]] = []
        for words, number in zip(headers, right, strict=True):
            node = row.add("TH", scope="Column").add("P")
            head = self._words(words, "head number" if number else "head", node)
            head.heads = True
            cells.append([head])
        return cells

    def _cell(self, cell: Cell, node: Node) -> list[Flowable]:
        within = node.add("P")
        match cell:
            case str():
                return self._long(cell, "cell", within) if cell else []
            case Run():
                return [self._words((cell,), "cell", within)]
            case Number():
                return [self._words((Run(cell.text, bold=cell.bold),), "number", within)]
            case Mark():
                colour = styles.STATE_COLOURS[cell.state]
                style = ParagraphStyle("mark", parent=self.sheet["cell"], textColor=colour)
                shape = Run(f"{styles.STATE_SHAPES[cell.state]} ", bold=True)
                return [self._words((shape, Run(cell.text)), style, within)]
            case PageOf():
                return [self._page_of(cell.anchor, self.sheet["cell"], within)]
            case tuple():
                return [self._words(cell, "cell", within)]

    def _table(
        self, rows: list[list[list[Flowable]]], widths: list[float], *, head: bool = True, total: bool = False
    ) -> Sheetwork:
        pad = self.sheet.body_size * 0.36
        look: list[tuple[Any, ...]] = [
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("TOPPADDING", (0, 0), (-1, -1), pad),
            ("BOTTOMPADDING", (0, 0), (-1, -1), pad + 0.6),
            ("LEFTPADDING", (0, 0), (-1, -1), 5),
            ("RIGHTPADDING", (0, 0), (-1, -1), 5),
            ("LINEBELOW", (0, 0), (-1, -1), 0.4, styles.RULE),
        ]
        if head:
            look += [("BACKGROUND", (0, 0), (-1, 0), styles.BAND), ("LINEBELOW", (0, 0), (-1, 0), 0.9, styles.MUTED)]
        if total:
            look.append(("LINEABOVE", (0, -1), (-1, -1), 0.9, styles.MUTED))
        # The last row, often a total, never stands on a page without what it ends.
        if len(rows) > 2 + head and all(_low(row) for row in rows[-2:]):
            look.append(("NOSPLIT", (0, -2), (-1, -1)))
        return Sheetwork(rows, widths, repeatRows=1 if head else 0, splitInRow=60, style=look, hAlign="LEFT")


def _low(row: list[list[Flowable]]) -> bool:
    """Whether a row is so low that two of them fit on any page: kept together, a higher one could not be laid out."""
    return all(len(each.getPlainText()) < LOW for cell in row for each in cell if isinstance(each, Words))
