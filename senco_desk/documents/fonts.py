"""The fonts that our documents carry, and what to do with a character that none of them has.

A PDF library given a letter that its font lacks prints a box or nothing, without a word. Here each character
is looked up first: in Roboto, then in Source Sans Pro (arrows, ticks, squares); one that neither has becomes a
visible mark `�` and can be reported before a document is made. Nothing is dropped silently.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from pathlib import Path

import font_roboto
import font_source_sans_pro
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

REGULAR, MEDIUM, BOLD = "Roboto-Regular", "Roboto-Medium", "Roboto-Bold"
ITALIC, BOLD_ITALIC = "Roboto-Italic", "Roboto-BoldItalic"
SYMBOLS, SYMBOLS_BOLD = "SourceSansPro-Regular", "SourceSansPro-Bold"
MISSING = "\N{REPLACEMENT CHARACTER}"
"""What stands, visibly, for a character that neither font has."""

# The same sign in a form that the fonts have; everything else keeps its own character.
_SAME_SIGN = str.maketrans(
    {
        "●": "•", "∙": "•", "‣": "•", "✔": "✓", "✅": "✓", "✗": "×", "✘": "×", "❌": "×", "☒": "×", "□": "☐",
        "➔": "→", "➜": "→", "➡": "→", "‐": "-", "⁃": "-", "\t": "    ",
        "\r": "\n", "\x0b": "\n", "\x0c": "\n", "\x85": "\n", "\u2028": "\n", "\u2029": "\n",
    }
)  # fmt: skip
_JOINER = "\u200d"


@cache
def register() -> None:
    """Load the fonts into the PDF library, once; every font is embedded in what we write."""
    for package, names in (
        (font_roboto, (REGULAR, MEDIUM, BOLD, ITALIC, BOLD_ITALIC)),
        (font_source_sans_pro, (SYMBOLS, SYMBOLS_BOLD)),
    ):
        folder = Path(next(iter(package.__path__))) / "files"
        for name in names:
            pdfmetrics.registerFont(TTFont(name, str(folder / f"{name}.ttf")))
    for name in (REGULAR, MEDIUM):
        pdfmetrics.registerFontFamily(name, normal=name, bold=BOLD, italic=ITALIC, boldItalic=BOLD_ITALIC)


def face(*, bold: bool = False, italic: bool = False) -> str:
    """The name of the text font of a weight and slope."""
    return {(False, False): REGULAR, (True, False): BOLD, (False, True): ITALIC, (True, True): BOLD_ITALIC}[
        (bold, italic)
    ]


def printable(text: str) -> str:
    """The text as our fonts can print it: same signs folded, invisible marks taken out, missing letters as `�`.

    Line ends are line feeds. A joined emoji becomes one mark.
    """
    if text.isascii() and text.isprintable():
        return text
    out: list[str] = []
    before = ""
    for char in unicodedata.normalize("NFC", text.replace("\r\n", "\n")).translate(_SAME_SIGN):
        kind = unicodedata.category(char)
        if char == "\n" or (kind not in {"Cf", "Cc"} and _font_with(char)):
            out.append(char)
        elif kind == "Zs":
            out.append(" ")
        elif kind == "Cf" or (kind in {"Mn", "Sk"} and out and out[-1] == MISSING):
            pass  # invisible, or a modifier of a letter already marked as missing
        elif not (before == _JOINER and out and out[-1] == MISSING):
            out.append(MISSING)
        before = char
    return "".join(out)


def split_by_font(text: str, *, bold: bool = False, italic: bool = False) -> tuple[tuple[str, str], ...]:
    """The text in stretches of (font name, text), each printable as it stands; line ends stay in the text."""
    own, fallback = face(bold=bold, italic=italic), SYMBOLS_BOLD if bold else SYMBOLS
    if text.isascii() and text.isprintable():
        return ((own, text),) if text else ()
    stretches: list[tuple[str, str]] = []
    for char in printable(text):
        font = fallback if _font_with(char) == SYMBOLS else own
        if stretches and stretches[-1][0] == font:
            stretches[-1] = (font, stretches[-1][1] + char)
        else:
            stretches.append((font, char))
    return tuple(stretches)


def missing_glyphs(text: str) -> frozenset[str]:
    """The characters of a text that will print as `�`, to be told to the person before it is sent to anybody."""
    return frozenset(
        char
        for char in unicodedata.normalize("NFC", text).translate(_SAME_SIGN)
        if char != "\n"
        and unicodedata.category(char) not in {"Cf", "Zs"}
        and (unicodedata.category(char) == "Cc" or not _font_with(char))
    )


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """How wide a line of text prints, in points."""
    register()
    return float(sum(pdfmetrics.stringWidth(part, font, size) for font, part in split_by_font(text, bold=bold)))


def _font_with(char: str) -> str:
    """The font that has a character, or an empty string."""
    code = ord(char)
    if code in _glyphs(REGULAR):
        return REGULAR
    return SYMBOLS if code in _glyphs(SYMBOLS) else ""


@cache
def _glyphs(name: str) -> frozenset[int]:
    register()
    return frozenset(pdfmetrics.getFont(name).face.charToGlyph)
