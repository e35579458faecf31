"""A look into an attached file before it is used: what it is, its words, its pages as pictures.

PDFium renders and reads text; it must never be used from two threads at once, so one lock guards it.

Limits (a hostile file can unfold to gigabytes): 100 MB a file, 5,000 pages, what `heaviness` says of a page,
previews of at most 3,000 dots a side. What is beyond them is refused in words before PDFium sees it. PDFium
cannot be stopped while it draws one page; a caller that must not wait draws pages in its background job.
"""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium
from pikepdf import Array, Dictionary, Pdf
from PIL import Image, ImageChops, ImageFilter

from senco_desk.documents import attachments, images, sources
from senco_desk.documents.active import active_kinds
from senco_desk.documents.heaviness import Scales
from senco_desk.domain.problems import RefusedError

MAX_SIDE = 3_000
_LOCK = threading.Lock()
_TOO_HEAVY = "A page of this file is too large to show here. Open it in another program."
_COMPARED = 240
_TELLING = 40
_PATCH = 0.0006
_FEW_WORDS = 40
_MOST_PICTURED = 0.4
_DEEPEST = 8
_MOST_SHAPES = 20_000


@dataclass(frozen=True)
class Inspected:
    """What a file is.

    Args:
        media_type: by its first bytes.
        pages: how many it would bring; 0 if it cannot be bound.
        encrypted: whether it needs a password that was not given.
        has_form: whether it has fields to fill in.
        active: what it has that could act by itself, in words; taken out when bound.
        problem: why it cannot be bound and what to do, a sentence; empty if it can.
    """

    media_type: str
    pages: int = 0
    encrypted: bool = False
    has_form: bool = False
    active: tuple[str, ...] = ()
    problem: str = ""

    @property
    def has_active(self) -> bool:
        """Whether anything in it could act by itself or reach outside."""
        return bool(self.active)


@dataclass(frozen=True)
class PageRead:
    """What of a page can be read.

    Args:
        text: all its words, those cropped away or beyond its edge too, as other programs would still find them.
        pictured: how much of it pictures cover, from 0 to 1; looked at only where it has fewer than 40 words.
        too_heavy: whether it is beyond the limits and was not read at all.
    """

    text: str = ""
    pictured: float = 0.0
    too_heavy: bool = False

    @property
    def searchable(self) -> bool:
        """Whether its words are in its text: not where there are none, or few beside a picture of most of the page."""
        if not self.text.strip():
            return False
        return self.pictured <= _MOST_PICTURED or len(self.text.split()) >= _FEW_WORDS


def inspect(source: sources.Source, *, password: str = "") -> Inspected:
    """What a file is and whether it can be bound. Never raises for what the file is."""
    kind = sources.UNKNOWN
    try:
        with sources.opened(source) as file:
            size, kind = sources.size_of(file), sources.media_type(file)
            if not size:
                return Inspected(kind, problem=attachments.EMPTY)
            if size > sources.MAX_BYTES:
                return Inspected(kind, problem=attachments.TOO_BIG)
            if why_not := sources.not_taken(kind):
                return Inspected(kind, problem=why_not)
            if kind != sources.PDF:
                images.size_in_pixels(file)
                return Inspected(kind, pages=1)
            with pikepdf.open(file, password=password, suppress_warnings=True) as pdf:
                return _inspect(pdf)
    except pikepdf.PasswordError:
        return Inspected(kind, encrypted=True, problem=attachments.PASSWORD)
    except images.UnreadableImageError as error:
        return Inspected(kind, problem=str(error))
    except FileNotFoundError:
        return Inspected(kind, problem="The file is no longer where it was. Attach it again.")
    except (pikepdf.PdfError, OSError, ValueError, TypeError, RuntimeError, RecursionError):
        return Inspected(kind, problem=attachments.DAMAGED)


def text_of(data: bytes, *, password: str = "") -> tuple[str, ...]:
    """The words of each page of a PDF; a page that is only a picture gives an empty text.

    Raises:
        RefusedError: the file cannot be read, or is beyond the limits.
    """
    pages = read_pages(data, password=password)
    if any(page.too_heavy for page in pages):
        raise RefusedError(_TOO_HEAVY)
    return tuple(page.text for page in pages)


def read_pages(data: bytes, *, password: str = "") -> tuple[PageRead, ...]:
    """What can be read of each page of a PDF; a page beyond the limits is told as such, and the others are read.

    Raises:
        RefusedError: the file cannot be read.
    """
    heavy = _heavy_pages(data, None, password)
    with _opened(data, password) as pdf:
        return tuple(PageRead(too_heavy=True) if index in heavy else _read(pdf, index) for index in range(len(pdf)))


def render_page(data: bytes, page: int, width_px: int, *, password: str = "") -> tuple[int, int, int, bytes]:
    """A picture of a page for the screen: width, height, bytes in a row, and rows of blue, green, red, alpha.

    Args:
        data: a PDF's bytes.
        page: its index, from 0.
        width_px: how wide the picture should be; neither side is made larger than 3,000 dots.
        password: opens the file, if it needs one.

    Raises:
        RefusedError: the file or the page cannot be read, or is beyond the limits.
    """
    _refuse_heavy(data, page, password)
    with _opened(data, password, forms=True) as pdf:
        bitmap = _drawn(pdf, page, width_px, pdfium.FPDFBitmap_BGRA)
        return bitmap.width, bitmap.height, bitmap.stride, bytes(bitmap.buffer)


def looks_different(
    source: bytes, bundled: bytes, pages: Sequence[tuple[int, int]], *, password: str = ""
) -> tuple[int, ...]:
    """Which source pages look different when bound, compared small and grey; the stamped foot is left out.

    Args:
        source: the PDF as it was attached.
        bundled: the bound PDF.
        pages: (index in the source, index in the bound file) of the pages to compare.
        password: opens the source, if it needs one.
    """
    _refuse_heavy(source, None, password)
    different = []
    for before, after in pages:
        with _opened(source, password, forms=True) as first:
            left = _small(first, before)
        with _opened(bundled, "", forms=True) as second:
            right = _small(second, after)
        if left.size != right.size or _apart(left, right):
            different.append(before)
    return tuple(different)


def _inspect(pdf: Pdf) -> Inspected:
    count = len(pdf.pages)
    form = pdf.Root.get("/AcroForm")
    fields = form.get("/Fields") if isinstance(form, Dictionary) else None
    has_form = isinstance(fields, Array) and len(fields) > 0
    if count > sources.MAX_PAGES:
        problem = f"It has {count:,} pages, more than {sources.MAX_PAGES:,}. Attach the pages that matter."
        return Inspected(sources.PDF, has_form=has_form, problem=problem)
    if not count:
        return Inspected(sources.PDF, problem="It has no pages. Print it to a new PDF and attach that.")
    return Inspected(sources.PDF, pages=count, has_form=has_form, active=active_kinds(pdf))


def _refuse_heavy(data: bytes, page: int | None, password: str) -> None:
    if _heavy_pages(data, page, password):
        raise RefusedError(_TOO_HEAVY)


def _heavy_pages(data: bytes, page: int | None, password: str) -> frozenset[int]:
    """Which pages, all or of one, are beyond the limits."""
    if len(data) > sources.MAX_BYTES:
        raise RefusedError(attachments.TOO_BIG)
    try:
        with pikepdf.open(io.BytesIO(data), password=password, suppress_warnings=True) as pdf:
            if len(pdf.pages) > sources.MAX_PAGES:
                raise RefusedError(f"The file has more than {sources.MAX_PAGES:,} pages.")
            scales = Scales()
            if page is not None:
                return frozenset({page} if scales.too_heavy(pdf.pages[page].obj) else ())
            return frozenset(index for index, each in enumerate(pdf.pages) if scales.too_heavy(each.obj))
    except pikepdf.PasswordError as error:
        raise RefusedError(attachments.PASSWORD) from error
    except IndexError as error:
        raise RefusedError("The file has no such page.") from error
    except (pikepdf.PdfError, ValueError, TypeError, RuntimeError) as error:
        raise RefusedError(attachments.DAMAGED) from error


@contextmanager
def _opened(data: bytes, password: str, *, forms: bool = False) -> Iterator[Any]:
    with _LOCK:
        try:
            pdf = pypdfium2.PdfDocument(data, password=password or None)
        except pypdfium2.PdfiumError as error:
            raise RefusedError(attachments.DAMAGED) from error
        try:
            if forms:
                pdf.init_forms()
            yield pdf
        except pypdfium2.PdfiumError as error:
            raise RefusedError(attachments.DAMAGED) from error
        finally:
            pdf.close()


def _read(pdf: Any, index: int) -> PageRead:
    page = pdf[index]
    words = page.get_textpage()
    try:
        text = str(words.get_text_range(errors="replace")) if words.count_chars() else ""
        few = len(text.split()) < _FEW_WORDS
        return PageRead(text, _pictured(page) if few else 0.0)
    finally:
        words.close()
        page.close()


def _pictured(page: Any) -> float:
    """How much of what is seen of a page its pictures cover, together; strips of one scan add up."""
    left, bottom, right, top = page.get_bbox()
    whole = max((right - left) * (top - bottom), 1.0)
    shapes = _Shapes((left, bottom, right, top))
    for at in range(pdfium.FPDFPage_CountObjects(page)):
        shapes.add(pdfium.FPDFPage_GetObject(page, at), _STRAIGHT, 0)
    return float(min(shapes.covered / whole, 1.0))


_Matrix = tuple[float, float, float, float, float, float]
_STRAIGHT: _Matrix = (1, 0, 0, 1, 0, 0)


class _Shapes:
    """Adds up what pictures cover of a box, those inside forms too; stops looking after 20,000 shapes."""

    def __init__(self, box: tuple[float, float, float, float]) -> None:
        self.box, self.covered, self.looked = box, 0.0, 0

    def add(self, shape: Any, around: _Matrix, depth: int) -> None:
        self.looked += 1
        if self.looked > _MOST_SHAPES:
            return
        kind = pdfium.FPDFPageObj_GetType(shape)
        if kind not in {pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_FORM}:
            return
        held = pdfium.FS_MATRIX()
        if not pdfium.FPDFPageObj_GetMatrix(shape, held):
            return
        matrix = _times((held.a, held.b, held.c, held.d, held.e, held.f), around)
        if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            self.covered += self._inside(matrix)
        elif depth < _DEEPEST:
            for at in range(min(pdfium.FPDFFormObj_CountObjects(shape), _MOST_SHAPES)):
                self.add(pdfium.FPDFFormObj_GetObject(shape, at), matrix, depth + 1)

    def _inside(self, matrix: _Matrix) -> float:
        """The part of the unit square, placed by a matrix, that is inside the box."""
        a, b, c, d, e, f = matrix
        xs, ys = (e, e + a, e + c, e + a + c), (f, f + b, f + d, f + b + d)
        left, bottom, right, top = self.box
        wide = min(max(xs), right) - max(min(xs), left)
        tall = min(max(ys), top) - max(min(ys), bottom)
        return max(wide, 0.0) * max(tall, 0.0)


def _times(inner: _Matrix, outer: _Matrix) -> _Matrix:
    a, b, c, d, e, f = inner
    g, h, i, j, k, m = outer
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


def _drawn(pdf: Any, index: int, width_px: int, form: int) -> Any:
    page = pdf[index]
    try:
        width, height = page.get_size()
        scale = min(width_px / max(width, 1), MAX_SIDE / max(width, height, 1))
        return page.render(scale=scale, force_bitmap_format=form)
    finally:
        page.close()


def _small(pdf: Any, index: int) -> Image.Image:
    bitmap = _drawn(pdf, index, _COMPARED, pdfium.FPDFBitmap_Gray)
    picture = Image.frombuffer("L", (bitmap.width, bitmap.height), bytes(bitmap.buffer), "raw", "L", bitmap.stride, 1)
    return picture.crop((0, 0, picture.width, int(picture.height * 0.965))).filter(ImageFilter.BoxBlur(1))


def _apart(left: Image.Image, right: Image.Image) -> bool:
    """Whether more than a speck differs clearly: 6 in 10,000 dots, by 40 shades of 255."""
    histogram = ImageChops.difference(left, right).histogram()
    return sum(histogram[_TELLING:]) > left.width * left.height * _PATCH
