"""A picture put on an A4 page: turned the right way up, without where and when it was taken."""

from __future__ import annotations

import io
import warnings
import zlib
from typing import BinaryIO

from pikepdf import Array, Dictionary, Name, Page, Pdf
from PIL import Image, ImageOps, UnidentifiedImageError

from senco_desk.documents.sources import MAX_PIXELS

A4 = (595.28, 841.89)
_MARGIN = 36.0
_SIDE = 2_480
"""More pixels than this along a side (A4 at 300 to the inch) print no sharper."""


_BAND = 128


class UnreadableImageError(Exception):
    """The picture cannot be read; the message is a sentence for its owner."""


def size_in_pixels(file: BinaryIO) -> tuple[int, int]:
    """Width and height without reading the whole picture. Raises UnreadableImageError."""
    try:
        with warnings.catch_warnings(), Image.open(file, formats=["PNG", "JPEG"]) as image:
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            width, height = image.size
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError, Warning) as error:
        raise UnreadableImageError(_DAMAGED) from error
    if width * height > MAX_PIXELS:
        raise UnreadableImageError(
            f"The picture is too large ({width:,} by {height:,} dots). Save a smaller copy and attach that."
        )
    return width, height


def picture_page(file: BinaryIO) -> Pdf:
    """A PDF of one A4 page with the picture as large as fits; no metadata of the picture is kept.

    Raises:
        UnreadableImageError: it is damaged, cut short or larger than 50 million pixels.
    """
    size_in_pixels(file)
    file.seek(0)
    try:
        with Image.open(file, formats=["PNG", "JPEG"]) as opened:
            lossless = opened.format == "PNG" and opened.width * opened.height <= 4_000_000
            image = _plain(ImageOps.exif_transpose(opened if lossless else _shrunk(opened)))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise UnreadableImageError(_DAMAGED) from error
    pdf = Pdf.new()
    picture = Dictionary(
        Type=Name.XObject, Subtype=Name.Image, Width=image.width, Height=image.height, BitsPerComponent=8,
        ColorSpace=Name.DeviceGray if image.mode == "L" else Name.DeviceRGB,
    )  # fmt: skip
    if lossless:
        picture.Filter = Name.FlateDecode
        stream = pdf.make_stream(zlib.compress(image.tobytes()), picture)
    else:
        packed = io.BytesIO()
        image.save(packed, "JPEG", quality=85)
        picture.Filter = Name.DCTDecode
        stream = pdf.make_stream(packed.getvalue(), picture)
    page = A4 if image.height >= image.width else (A4[1], A4[0])
    scale = min((page[0] - 2 * _MARGIN) / image.width, (page[1] - 2 * _MARGIN) / image.height)
    wide, tall = image.width * scale, image.height * scale
    drawing = f"q {wide:.2f} 0 0 {tall:.2f} {(page[0] - wide) / 2:.2f} {(page[1] - tall) / 2:.2f} cm /Im0 Do Q"
    made = Dictionary(
        Type=Name.Page, MediaBox=Array([0, 0, *(round(side, 2) for side in page)]),
        Resources=Dictionary(XObject=Dictionary(Im0=stream)), Contents=pdf.make_stream(drawing.encode()),
    )  # fmt: skip
    pdf.pages.append(Page(pdf.make_indirect(made)))
    return pdf


def _shrunk(image: Image.Image) -> Image.Image:
    """Made no larger than it prints, before anything makes copies of it; a JPEG is not even unfolded further."""
    if image.mode in {"1", "I;16", "I", "F"}:  # these cannot be shrunk smoothly as they are
        image = image.convert("L")
    elif image.mode in {"P", "PA"}:
        image = _in_bands(image, "RGBA" if image.mode == "PA" or "transparency" in image.info else "RGB")
    elif image.mode in {"RGBA", "LA"}:
        image = _in_bands(image, image.mode)
    image.thumbnail((_SIDE, _SIDE), reducing_gap=2.0)
    return image


def _in_bands(image: Image.Image, mode: str) -> Image.Image:
    """A picture in another mode, a band at a time and smaller at once, so that there is never a second one as large."""
    factor = max(image.size) // _SIDE
    if factor < 2:
        return image.convert(mode)
    mixed = {"RGBA": "RGBa", "LA": "La"}.get(mode, mode)  # see-through dots must not lend their colour to others
    made = Image.new(mode, (-(-image.width // factor), -(-image.height // factor)))
    for top in range(0, image.height, _BAND * factor):
        band = image.crop((0, top, image.width, min(top + _BAND * factor, image.height)))
        made.paste(band.convert(mode).convert(mixed).reduce(factor).convert(mode), (0, top // factor))
    made.info = {key: image.info[key] for key in ("exif",) if key in image.info}
    image.close()  # its dots are the most that is held here
    return made


def _plain(image: Image.Image) -> Image.Image:
    """Grey or colour on white: see-through parts of a picture are paper."""
    if image.mode in {"1", "L", "I;16", "I", "F"}:
        return image.convert("L")
    if image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info:
        image = image.convert("RGBA")
        paper = Image.new("RGBA", image.size, "white")
        paper.alpha_composite(image)
        return paper.convert("RGB")
    return image.convert("RGB")


_DAMAGED = "The picture is damaged or was cut short. Open it, save it again and attach the new copy."
