"""The look into an attached file, in the helper process: its pages, its words, its pages as pictures.

PDFium cannot be stopped while it reads or draws a page; here the process is stopped. What is beyond the limits of
`heaviness` is told in words before PDFium sees it, which is kinder than a process that ends.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium
from pikepdf import Array, Dictionary, Pdf
from PIL import Image, ImageChops, ImageFilter

from senco_desk.documents import images, sources
from senco_desk.documents.active import active_kinds
from senco_desk.documents.contained import DAMAGED, NO_PAGES, PASSWORD, TOO_BIG, too_many
from senco_desk.documents.heaviness import Scales
from senco_desk.documents.inspect import FEW_WORDS, MAX_SIDE, Inspected, PageRead
from senco_desk.domain.problems import RefusedError
from senco_desk.domain.progress import Progress

_TOO_HEAVY = "A page of this file is too large to show here. Open it in another program."
_COMPARED = 240
_TELLING = 40
_PATCH = 0.0006
_DEEPEST = 8
_MOST_SHAPES = 20_000


def look(data: bytes, most_pages: int) -> Inspected:
    """What a file is. Never raises for what the file is."""
    file = io.BytesIO(data)
    kind = sources.media_type(file)
    try:
        if kind != sources.PDF:
            images.size_in_pixels(file)
            return Inspected(kind, pages=1)
        with pikepdf.open(file, suppress_warnings=True) as pdf:
            return _look(pdf, most_pages)
    except pikepdf.PasswordError:
        return Inspected(kind, encrypted=True, problem=PASSWORD)
    except images.UnreadableImageError as error:
        return Inspected(kind, problem=str(error))
    except (pikepdf.PdfError, OSError, ValueError, TypeError, RuntimeError, RecursionError):
        return Inspected(kind, problem=DAMAGED)


def words_of(data: bytes, progress: Progress) -> tuple[PageRead, ...]:
    """As `inspect.read_pages`."""
    heavy = _heavy_pages(data, None, progress)
    with _opened(data) as pdf:
        return tuple(_one(pdf, index, index in heavy, progress) for index in range(len(pdf)))


def picture(data: bytes, page: int, width_px: int, progress: Progress) -> tuple[int, int, int, bytes]:
    """As `inspect.render_page`."""
    _refuse_heavy(data, page, progress)
    with _opened(data, forms=True) as pdf:
        bitmap = _drawn(pdf, page, width_px, pdfium.FPDFBitmap_BGRA)
        return bitmap.width, bitmap.height, bitmap.stride, bytes(bitmap.buffer)


def different(source: bytes, bundled: bytes, pages: Sequence[tuple[int, int]], progress: Progress) -> tuple[int, ...]:
    """As `inspect.looks_different`."""
    _refuse_heavy(source, None, progress)
    found = []
    with _opened(source, forms=True) as first, _opened(bundled, forms=True) as second:
        for before, after in pages:
            progress.step()
            left, right = _small(first, before), _small(second, after)
            if left.size != right.size or _apart(left, right):
                found.append(before)
    return tuple(found)


def _look(pdf: Pdf, most_pages: int) -> Inspected:
    count = len(pdf.pages)
    form = pdf.Root.get("/AcroForm")
    fields = form.get("/Fields") if isinstance(form, Dictionary) else None
    has_form = isinstance(fields, Array) and len(fields) > 0
    if count > most_pages:
        return Inspected(sources.PDF, has_form=has_form, problem=too_many(count, most_pages))
    if not count:
        return Inspected(sources.PDF, problem=NO_PAGES)
    return Inspected(sources.PDF, pages=count, has_form=has_form, active=active_kinds(pdf))


def _refuse_heavy(data: bytes, page: int | None, progress: Progress) -> None:
    if _heavy_pages(data, page, progress):
        raise RefusedError(_TOO_HEAVY)


def _heavy_pages(data: bytes, page: int | None, progress: Progress) -> frozenset[int]:
    """Which pages, all or of one, are beyond the limits."""
    if len(data) > sources.MAX_BYTES:
        raise RefusedError(TOO_BIG)
    try:
        with pikepdf.open(io.BytesIO(data), suppress_warnings=True) as pdf:
            if len(pdf.pages) > sources.MAX_PAGES:
                raise RefusedError(f"The file has more than {sources.MAX_PAGES:,} pages.")
            scales = Scales()
            if page is not None:
                return frozenset({page} if scales.too_heavy(pdf.pages[page].obj) else ())
            heavy = set()
            for index, each in enumerate(pdf.pages):
                progress.step()
                if scales.too_heavy(each.obj):
                    heavy.add(index)
            return frozenset(heavy)
    except pikepdf.PasswordError as error:
        raise RefusedError(PASSWORD) from error
    except IndexError as error:
        raise RefusedError("The file has no such page.") from error
    except (pikepdf.PdfError, ValueError, TypeError, RuntimeError) as error:
        raise RefusedError(DAMAGED) from error


@contextmanager
def _opened(data: bytes, *, forms: bool = False) -> Iterator[Any]:
    try:
        pdf = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise RefusedError(DAMAGED) from error
    try:
        if forms:
            pdf.init_forms()
        yield pdf
    except pypdfium2.PdfiumError as error:
        raise RefusedError(DAMAGED) from error
    finally:
        pdf.close()


def _one(pdf: Any, index: int, heavy: bool, progress: Progress) -> PageRead:  # noqa: FBT001
    progress.step()
    if heavy:
        return PageRead(too_heavy=True)
    page = pdf[index]
    words = page.get_textpage()
    try:
        text = str(words.get_text_range(errors="replace")) if words.count_chars() else ""
        few = len(text.split()) < FEW_WORDS
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
