"""A child's photo for paper: taken from a drawn page as plain dots, cut square, and no sharper than it prints.

What comes from outside is read in the helper process, which hands a page over as dots; here nothing is opened.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from PIL import Image, ImageChops

DRAWN = 1_200
"""Dots across of the page that a photo is taken from: the photo prints at about 300 to the inch."""
_SIDE = 520
_WHITE = 12
"""A dot that is no darker than white by so much is paper."""


@dataclass(frozen=True)
class Photo:
    """A square picture: dots along a side, and rows from the top of red, green, blue."""

    side: int
    dots: bytes = field(repr=False)

    def image(self) -> Image.Image:
        """The picture as it is drawn on paper."""
        return Image.frombytes("RGB", (self.side, self.side), self.dots)


def photo_of_page(width: int, height: int, stride: int, pixels: bytes) -> Photo | None:
    """The picture on a drawn page (rows of blue, green, red, alpha), without the paper around it, cut to a square.

    Of a picture that is higher than wide the upper part is kept, where a face is. None where the page is blank.
    """
    page = Image.frombytes("RGBA", (width, height), pixels, "raw", "BGRA", stride).convert("RGB")
    paper = Image.new("RGB", page.size, "white")
    apart = ImageChops.difference(page, paper).convert("L").point(lambda dot: 255 if dot > _WHITE else 0)
    box = apart.getbbox()
    if box is None:
        return None
    picture = page.crop(box)
    side = min(picture.size)
    left, top = (picture.width - side) // 2, (picture.height - side) // 3
    square = picture.crop((left, top, left + side, top + side))
    if side > _SIDE:
        square = square.resize((_SIDE, _SIDE), Image.Resampling.LANCZOS)
    return Photo(square.width, square.tobytes())
