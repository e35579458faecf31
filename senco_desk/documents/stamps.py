"""The line printed on each bound page: which appendix and page it is, upright whatever way the page lies."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream

from senco_desk.documents.unfolding import unpacked_size

FONT_NAME, PAGE_NAME = "/SencoDeskStamp", "/SencoDeskPage"
_OPENING, _CLOSING = b"/Figure <</MCID 0>> BDC q\n", b"\nQ EMC\n"
_MOST_UNPACKED = 16 * 1024 * 1024
_MOST_SHARED = 64 * 1024
_EDGE, _BASE, _SIZE = 24.0, 11.0, 8.0
_A4 = (0.0, 0.0, 595.28, 841.89)
_SMALLEST_SIDE = 3.0
_WIDTHS = {
    " ": 278, "·": 278, "0": 556, "1": 556, "2": 556, "3": 556, "4": 556, "5": 556, "6": 556, "7": 556, "8": 556,
    "9": 556, "A": 667, "P": 667, "a": 556, "d": 556, "e": 556, "f": 278, "g": 556, "i": 222, "n": 556, "o": 556,
    "p": 556, "x": 500,
}  # fmt: skip
"""Helvetica, in thousandths of its size: the letters of "Appendix 3 · page 2 of 14" and "Page 45 of 96"."""


@dataclass(frozen=True)
class View:
    """The part of a page that is seen, as it is seen: its size in points, and the way back to page coordinates."""

    width: float
    height: float
    matrix: tuple[float, float, float, float, float, float]


class Stamper:
    """Stamps pages of one PDF; its font is shared by them all."""

    def __init__(self, pdf: Pdf) -> None:
        self.pdf = pdf
        self.font = pdf.make_indirect(
            Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding)
        )

    def stamp(self, page: Dictionary, left: str, right: str) -> None:
        """Print `left` and `right` at the foot of a page, over its content.

        The content is set apart as a form of its own, so that a graphics state it leaves open, a clip or a
        scale, cannot move the stamp. It is marked as the figure with the marked-content id 0.
        """
        ink = stamp_content(view_of(page), left, right)
        form = self._set_apart(page)
        if form is not None:
            page.Resources = Dictionary(XObject=Dictionary({PAGE_NAME: form}), Font=Dictionary({FONT_NAME: self.font}))
            page.Contents = self._packed(_OPENING + PAGE_NAME.encode() + b" Do" + _CLOSING + ink)
        else:
            inner = _streams(page)
            page.Contents = Array([self.pdf.make_stream(_OPENING), *inner, self.pdf.make_stream(_CLOSING + ink)])
            self._give_font(page)

    def _packed(self, content: bytes) -> Stream:
        """A stream packed with little memory: for these few letters, preparing much of it would be most of the work."""
        packer = zlib.compressobj(1, zlib.DEFLATED, 11, 3)
        stream = self.pdf.make_stream(b"")
        stream.write(packer.compress(content) + packer.flush(), filter=Name.FlateDecode)
        return stream

    def _set_apart(self, page: Dictionary) -> Stream | None:
        """The page's content as a form, untouched where it is one stream; None where it would unfold too far."""
        inner = _streams(page)
        if len(inner) == 1 and "/Subtype" not in inner[0]:
            form = inner[0]
        else:
            # One stream that many pages share is copied for each of them, so it has to be small.
            left = _MOST_UNPACKED if len(inner) != 1 else _MOST_SHARED
            for each in inner:
                left -= unpacked_size(each, left)
                if left <= 0:
                    return None
            try:
                form = self.pdf.make_stream(b"\n".join(each.read_bytes() for each in inner))
            except (pikepdf.PdfError, pikepdf.DataDecodingError):
                return None
        form.Type, form.Subtype = Name.XObject, Name.Form
        form.BBox = Array(_box(page.get("/MediaBox")) or _A4)
        resources = page.get("/Resources")
        form.Resources = resources if isinstance(resources, Dictionary) else Dictionary()
        return form

    def _give_font(self, page: Dictionary) -> None:
        resources = page.get("/Resources")
        if not isinstance(resources, Dictionary):
            page.Resources = Dictionary()
            resources = page.Resources
        fonts = resources.get("/Font")
        if not isinstance(fonts, Dictionary):
            resources.Font = Dictionary()
            fonts = resources.Font
        fonts[FONT_NAME] = self.font


def _streams(page: Dictionary) -> list[Stream]:
    contents = page.get("/Contents")
    inner = list(contents) if isinstance(contents, Array) else [contents]
    return [each for each in inner if isinstance(each, Stream)]


def view_of(page: Dictionary) -> View:
    """What of a page is seen: its crop box inside its media box, turned by /Rotate. Odd boxes count as A4."""
    media = _box(page.get("/MediaBox")) or _A4
    crop = _box(page.get("/CropBox")) or media
    x0, y0 = max(media[0], crop[0]), max(media[1], crop[1])
    x1, y1 = min(media[2], crop[2]), min(media[3], crop[3])
    if x1 - x0 < _SMALLEST_SIDE or y1 - y0 < _SMALLEST_SIDE:
        x0, y0, x1, y1 = media
    try:
        turn = int(page.get("/Rotate", 0)) % 360
    except (TypeError, ValueError):
        turn = 0
    wide, tall = x1 - x0, y1 - y0
    match turn:
        case 90:
            return View(tall, wide, (0, 1, -1, 0, x1, y0))
        case 180:
            return View(wide, tall, (-1, 0, 0, -1, x1, y1))
        case 270:
            return View(tall, wide, (0, -1, 1, 0, x0, y1))
        case _:
            return View(wide, tall, (1, 0, 0, 1, x0, y0))


def stamp_content(view: View, left: str, right: str) -> bytes:
    """Both lines as page content: dark on a white edge, so that they read over any picture; scaled to the page."""
    scale = max(min(view.width, view.height) / 595.28, 0.05)
    longest = width_of(left) + width_of(right) + 2 * _EDGE + 10
    scale = min(scale, view.width / longest)
    size, base = _SIZE * scale, _BASE * scale
    at_right = view.width - (_EDGE + width_of(right)) * scale
    lines = []
    for x, words in ((_EDGE * scale, left), (at_right, right)):
        said = words.replace("·", "\\267").encode("ascii")
        lines.append(b"BT %s %.2f Tf 1 0 0 1 %.2f %.2f Tm (%s) Tj ET\n" % (FONT_NAME.encode(), size, x, base, said))
    halo = b"1 Tr 1 J 1 j 1 1 1 RG %.2f w\n" % (2.4 * scale)
    ink = b"0 Tr 0.09 0.13 0.17 rg\n"
    matrix = " ".join(f"{value:.4f}" for value in view.matrix).encode()
    return b"/Artifact BMC q " + matrix + b" cm\n" + halo + b"".join(lines) + ink + b"".join(lines) + b"Q EMC\n"


def width_of(words: str) -> float:
    """The width of a stamp's words, in points, before scaling."""
    return sum(map(_WIDTHS.__getitem__, words)) * _SIZE / 1000


def _box(value: object) -> tuple[float, float, float, float] | None:
    """A box with its corners put in order, or nothing if it is not four numbers with room between them."""
    if not isinstance(value, Array) or len(value) != 4:
        return None
    try:
        a, b, c, d = (float(each) for each in value)
    except (TypeError, ValueError):
        return None
    box = min(a, c), min(b, d), max(a, c), max(b, d)
    return box if box[2] - box[0] >= _SMALLEST_SIDE and box[3] - box[1] >= _SMALLEST_SIDE else None


def page_stamps(number: int, count: int, first: int, total: int) -> Sequence[tuple[str, str]]:
    """The two lines for each page of an appendix of `count` pages that begins on page `first` of `total`."""
    return [
        (f"Appendix {number} · page {index} of {count}", f"Page {first + index - 1} of {total}")
        for index in range(1, count + 1)
    ]
