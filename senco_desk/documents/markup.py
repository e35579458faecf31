"""A person's words as the PDF library's markup: the one place where they are escaped."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from senco_desk.documents import fonts, styles
from senco_desk.documents.content import Run

LONGEST_PIECE = 20_000
"""Longer text is laid out as several paragraphs of at most this many characters, to keep splitting quick."""


def markup(words: str | Sequence[Run], *, bold: bool = False) -> str:
    """Words as the PDF library's markup: escaped, each letter in a font that has it."""
    runs = (Run(words),) if isinstance(words, str) else words
    said = []
    for run in runs:
        pieces = fonts.split_by_font(run.text, bold=run.bold or bold, italic=run.italic)
        inner = "".join(
            f'<font name="{font}">{_escaped(text)}</font>' if font != fonts.REGULAR or len(runs) > 1 else _escaped(text)
            for font, text in pieces
        )
        if run.to:
            inner = f'<a href="#{escape(run.to)}" color="{styles.ACCENT.hexval().replace("0x", "#")}">{inner}</a>'
        said.append(inner)
    return "".join(said)


def _escaped(text: str) -> str:
    return escape(text).replace("\n", "<br/>")


def in_font(words: str, font: str) -> str:
    """Words in a style whose font is not the regular one; only signs that it lacks change font."""
    symbols = (fonts.SYMBOLS, fonts.SYMBOLS_BOLD)
    return "".join(
        f'<font name="{name}">{_escaped(text)}</font>' if name in symbols else _escaped(text)
        for name, text in fonts.split_by_font(words, bold=font in {fonts.BOLD, fonts.MEDIUM})
    )


def pieces(words: str) -> list[str]:
    """Words cut at a line's or a word's end into pieces of at most `LONGEST_PIECE` characters."""
    made = []
    while len(words) > LONGEST_PIECE:
        cut = max(words.rfind("\n", 0, LONGEST_PIECE), words.rfind(" ", 0, LONGEST_PIECE))
        cut = cut if cut > 0 else LONGEST_PIECE
        made.append(words[:cut].rstrip("\n"))
        words = words[cut:].lstrip("\n")
    return [*made, words]
