"""Words laid out: paragraphs, headings, quotations and lists, each with its place among the tags."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable

from senco_desk.documents import fonts, styles
from senco_desk.documents.content import Bullets, Document, Heading, Quote, Run
from senco_desk.documents.flowables import Awaited, Room, Spoken, Words
from senco_desk.documents.markup import LONGEST_PIECE, in_font, markup, pieces
from senco_desk.documents.paper import Numbers
from senco_desk.documents.tags import Node


class WordsLayout:
    """The layout of words; `tree` grows in reading order, and letters that no font has gather in `missing`."""

    def __init__(self, document: Document, sheet: styles.Sheet) -> None:
        self.document, self.sheet = document, sheet
        self.tree = Node("Document")
        self.missing: set[str] = set()
        self._anchors_wanted: set[str] = set()
        self._level = 0
        self._named = {id(block): name for block, name in _headings(document)}

    def _words(
        self, words: str | Sequence[Run], style: str | ParagraphStyle, node: Node, *, bold: bool = False, **more: Any
    ) -> Words:
        for run in (Run(words),) if isinstance(words, str) else words:
            self.missing |= fonts.missing_glyphs(run.text)
            if run.to:
                self._anchors_wanted.add(run.to)
        chosen = self.sheet[style] if isinstance(style, str) else style
        said = markup(words, bold=bold)
        if isinstance(words, str) and chosen.fontName != fonts.REGULAR:
            said = in_font(words, chosen.fontName)
        made = Words(said, chosen, **more)
        made.node = node
        return made

    def _long(self, words: str | tuple[Run, ...], style: str, node: Node) -> list[Words]:
        """A paragraph; a very long one as several, at a word's end, which still read as one."""
        if not isinstance(words, str) or len(words) <= LONGEST_PIECE:
            return [self._words(words, style, node)]
        return [self._words(piece, style, node) for piece in pieces(words)]

    def _heading(self, block: Heading) -> Words:
        level = min(block.level, self._level + 1)
        self._level = level
        made = self._words(block.text, f"heading {block.level}", self.tree.add(f"H{level}"))
        made.anchor, made.level, made.plain = self._named[id(block)], block.level - 1, fonts.printable(block.text)
        return made

    def _quote(self, block: Quote) -> list[Flowable]:
        node = self.tree.add("BlockQuote")
        by = ", ".join(part for part in (block.who, block.when, block.method) if part)
        *most, last = self._long(f"“{block.words}”", "quote", node.add("P"))
        return [*most, Spoken(last, self._words(f"— {by}", "said by", node.add("P")))]

    def _bullets(self, block: Bullets) -> list[Flowable]:
        made: list[Flowable] = []
        node = self.tree.add("L")
        for index, item in enumerate(block.items, 1):
            body = node.add("LI").add("LBody")
            sign = f"{index}." if block.numbered else "•"
            style = self.sheet["bullet"]
            if block.numbered and len(block.items) > 9:
                style = ParagraphStyle("wide bullet", parent=style, leftIndent=24)
            made.append(self._words(item, style, body, bulletText=sign))
        return [*made, Room(self.sheet.body_size * 0.4)]

    def _page_of(self, anchor: str, style: ParagraphStyle, node: Node) -> Awaited:
        self._anchors_wanted.add(anchor)
        return Awaited(_page_number(anchor), style, node, to=anchor)


def _page_number(anchor: str) -> Callable[[Numbers], str]:
    return lambda numbers: str(numbers.anchors[anchor])


def _headings(document: Document) -> list[tuple[Heading, str]]:
    """Each heading with its anchor, its own or one made from its place."""
    headings = [block for block in document.flat() if isinstance(block, Heading)]
    return [(block, block.anchor or f"heading-{index}") for index, block in enumerate(headings, 1)]
