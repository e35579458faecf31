"""An attached file made ready to be bound: opened, checked against the limits, its answers fixed, made inert.

This happens in the helper process, see `domain.contained`. A form that somebody filled in keeps its answers only if
they are drawn onto the page first; a page copied without that step loses them without a word.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import BinaryIO

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf

from senco_desk.documents import images, layers, sources
from senco_desk.documents.active import active_kinds, make_inert
from senco_desk.documents.contained import DAMAGED, NO_PAGES, PASSWORD, too_many
from senco_desk.documents.drawing_only import WITHIN
from senco_desk.documents.margin_notes import comments_on, draw_typed, notes_on
from senco_desk.domain.progress import Progress

_MENDED = ("This file was damaged. What could be read of it follows; compare it with the original.",)
_A4_BOX = (0, 0, 595.28, 841.89)


@dataclass
class Cleaned:
    """A file ready to be bound, open, or why it cannot be; as `attachments.Prepared`."""

    pdf: Pdf | None
    why_not: str = ""
    notes: tuple[str, ...] = ()
    held: ExitStack = field(default_factory=ExitStack)
    typed: dict[int, tuple[str, ...]] = field(default_factory=dict)


def clean(file: BinaryIO, most_pages: int, progress: Progress) -> Cleaned:
    """Open a file and make it ready. Never raises for what the file is: that is told in `why_not`."""
    held = ExitStack()
    try:
        return _clean(file, most_pages, held, progress)
    except pikepdf.PasswordError:
        why_not = PASSWORD
    except images.UnreadableImageError as error:
        why_not = str(error)
    except layers.LayersTooLargeError as error:
        why_not = str(error)
    except (pikepdf.PdfError, pikepdf.DataDecodingError, OSError, ValueError, TypeError, RuntimeError, RecursionError):
        # Whatever a damaged file provokes, the pack is still made and its divider says what is missing.
        why_not = DAMAGED
    held.close()
    return Cleaned(None, why_not)


def write(pdf: Pdf, target: BinaryIO) -> None:
    """Write pages so that whoever opens them unfolds nothing: no object streams, and what is packed stays packed."""
    pdf.save(
        target,
        object_stream_mode=pikepdf.ObjectStreamMode.disable,
        stream_decode_level=pikepdf.StreamDecodeLevel.none,
        compress_streams=False,
        static_id=True,
        encryption=False,
    )


def _clean(file: BinaryIO, most_pages: int, held: ExitStack, progress: Progress) -> Cleaned:
    if sources.media_type(file) != sources.PDF:
        return Cleaned(held.enter_context(images.picture_page(file)), held=held)
    pdf = held.enter_context(pikepdf.open(file, suppress_warnings=True))
    count = len(pdf.pages)
    if not 0 < count <= most_pages:
        held.close()
        return Cleaned(None, too_many(count, most_pages) if count else NO_PAGES)
    mended = _MENDED if any("damaged" in str(warning) for warning in pdf.get_warnings()) else ()
    typed: dict[int, tuple[str, ...]] = {}
    return Cleaned(pdf, notes=(*mended, *_fix(pdf, typed, progress)), held=held, typed=typed)


def _fix(pdf: Pdf, typed: dict[int, tuple[str, ...]], progress: Progress) -> Iterable[str]:
    """Draw answers and notes onto the pages, take out what is active; yields what was done, in sentences."""
    kinds = active_kinds(pdf)
    form = pdf.Root.get("/AcroForm")
    if isinstance(form, Dictionary):
        _draw_missing_answers(pdf, form)
        if "/XFA" in form and not len(form.get("/Fields", Array())):
            yield (
                "This is a form that only Adobe Reader can show. If its pages look empty here, "
                "print it to a PDF there and attach that."
            )
    if layers.drop_hidden(pdf):
        yield "Layers that were switched off in it were taken out; what was shown is unchanged."
    noted = any("/Annots" in page.obj for page in pdf.pages)
    if noted:
        yield from _settle_notes(pdf, typed)
    if noted or isinstance(form, Dictionary):
        pdf.flatten_annotations("all")
    gone = make_inert(pdf)
    kinds = tuple(sorted({*kinds, *gone} - {WITHIN}))
    for page in pdf.pages:
        progress.step()
        if "/MediaBox" not in page.obj:
            page.obj.MediaBox = Array(_A4_BOX)
    if kinds:
        yield f"Taken out for safety: {', '.join(kinds)}. What is printed on the pages is unchanged."
    elif WITHIN in gone:
        yield "Links inside this document no longer work; what is printed on its pages is unchanged."


def _settle_notes(pdf: Pdf, typed: dict[int, tuple[str, ...]]) -> Iterable[str]:
    """Draw words typed onto the pages; tell of the comments that will be taken out."""
    comments = 0
    for index, page in enumerate(pdf.pages):
        comments += comments_on(page.obj)
        if words := draw_typed(pdf, page.obj):
            typed[index] = words
    if comments:
        told = "1 comment attached to its pages was" if comments == 1 else f"{comments:,} comments on its pages were"
        yield f"{told} taken out. If what is said there matters, write it in the report."


def _draw_missing_answers(pdf: Pdf, form: Dictionary) -> None:
    """Where a viewer would have drawn an answer itself, draw it."""
    undrawn = any(
        isinstance(widget, Dictionary) and widget.get("/Subtype") == Name.Widget and "/AP" not in widget
        for page in pdf.pages
        for widget in notes_on(page.obj)
    )
    if undrawn:
        form.NeedAppearances = True
    pdf.generate_appearance_streams()
