"""Content made into pages: laid out, tagged, bookmarked and numbered; people's words always escaped.

`render` promises: the same content gives the same bytes; every anchor lands on its page; reading order is the
order of the blocks; no text a person typed is ever taken for markup, and none of it is dropped.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

import pikepdf
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate

from senco_desk.documents import fonts, styles, tags
from senco_desk.documents.content import (
    APPENDICES_ANCHOR,
    AppendixIndex,
    Divider,
    Document,
    Heading,
)
from senco_desk.documents.layout import Followed, Layout
from senco_desk.documents.paper import Later, Numbers, PaperCanvas
from senco_desk.documents.writing import replacing
from senco_desk.domain.progress import Progress, Silent


@dataclass(frozen=True)
class Rendered:
    """What was made.

    Args:
        pages: pages drawn here, without those to be inserted.
        total: pages with those to be inserted.
        numbers: the continuous number of each page drawn here.
        anchors: the continuous page number of each anchor.
        outline: (depth from 0, words, page number) of each bookmark.
        inserted: the first and last page number of what follows each divider, by its number.
        dividers: the index (from 0) among the pages drawn here of each divider, by its number.
        missing: characters that no font of ours has, printed as `�`.
    """

    pages: int
    total: int
    numbers: tuple[int, ...]
    anchors: Mapping[str, int]
    outline: tuple[tuple[int, str, int], ...]
    inserted: Mapping[int, tuple[int, int]] = field(default_factory=dict)
    dividers: Mapping[int, int] = field(default_factory=dict)
    missing: frozenset[str] = frozenset()


def render(
    document: Document,
    target: BinaryIO | Path,
    *,
    progress: Progress | None = None,
    inserts: Mapping[int, Followed] | None = None,
) -> Rendered:
    """Write the document as PDF to a file or stream, and say where everything came to stand.

    Args:
        document: what to print.
        target: an open binary file, or a path, which is replaced in one step when all is written.
        progress: told of each block laid out; may raise CancelledError, and then nothing is written.
        inserts: what will be bound in after each divider, by the divider's number, so that page numbers count it.

    Raises:
        ValueError: a link leads to an anchor that the document does not have, or an anchor is used twice.
        TroubleError: the target cannot be written.
    """
    inserts = inserts or {}
    progress = progress or Silent()
    _check_anchors(document)
    sheet = styles.sheet(large=document.large, lying=document.landscape)
    layout = Layout(document, sheet, inserts)
    flowables = layout.flowables()
    progress.start("Making the pages", len(flowables))
    drawn = io.BytesIO()
    template = _template(document, sheet, drawn, _watch(progress))
    made: list[PaperCanvas] = []
    counts = {f"appendix-{number}": each.pages for number, each in inserts.items()}

    def canvas(*args: Any, **named: Any) -> PaperCanvas:
        made.append(PaperCanvas(*args, inserts=counts, **named))
        return made[-1]

    template.build(flowables, canvasmaker=canvas)
    numbers = made[0].numbers
    assert numbers is not None
    with pikepdf.open(drawn) as pdf:
        tags.write(pdf, layout.tree, title=document.title, language=document.language)
        _open_with_bookmarks(pdf)
        finished = io.BytesIO()
        pdf.save(finished, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    if isinstance(target, Path):
        with replacing(target) as out:
            out.write(finished.getbuffer())
    else:
        target.write(finished.getbuffer())
    return _rendered(document, made[0], numbers, layout)


def running_head(document: Document) -> str:
    """The running head: school, whose document it is, and that it is confidential."""
    return "  ·  ".join(
        part for part in (document.school, document.person, "Confidential" if document.confidential else "") if part
    )


def _rendered(document: Document, canvas: PaperCanvas, numbers: Numbers, layout: Layout) -> Rendered:
    where = {number: index for index, number in enumerate(numbers.own)}
    dividers = {each.number: where[numbers.anchors[each.anchor]] for each in document.dividers()}
    return Rendered(
        pages=len(numbers.own),
        total=numbers.total,
        numbers=numbers.own,
        anchors=dict(numbers.anchors),
        outline=tuple(canvas.outlined),
        inserted={
            each.number: numbers.inserted[each.anchor]
            for each in document.dividers()
            if each.anchor in numbers.inserted
        },
        dividers=dividers,
        missing=frozenset(layout.missing),
    )


def _template(document: Document, sheet: styles.Sheet, out: BinaryIO, watch: Any) -> BaseDocTemplate:
    width, height = sheet.page
    margin = styles.MARGIN
    template = BaseDocTemplate(
        out, pagesize=sheet.page, title=document.title, lang=document.language, invariant=1,
        initialFontName=fonts.REGULAR, pageCompression=1, allowSplitting=1,
    )  # fmt: skip
    frame = Frame(margin, margin, width - 2 * margin, height - 2 * margin, 0, 0, 0, 0)
    template.addPageTemplates(PageTemplate("page", [frame], onPage=partial(_running, document, sheet)))
    template.setProgressCallBack(watch)
    return template


def _running(document: Document, sheet: styles.Sheet, canvas: PaperCanvas, _template: BaseDocTemplate) -> None:
    """The head and foot of a page, and the watermark beneath its content: decoration to a screen reader."""
    width, height = sheet.page
    margin, size = styles.MARGIN, 12.0 if document.large else 8.5
    with canvas.content(None):
        if document.watermark:
            canvas.saveState()
            canvas.translate(width / 2, height / 2)
            canvas.rotate(45)
            canvas.words(0, 0, document.watermark, 44, styles.PALE, "middle", bold=True)
            canvas.restoreState()
        canvas.setStrokeColor(styles.RULE)
        canvas.setLineWidth(0.5)
        canvas.line(margin, height - margin + 14, width - margin, height - margin + 14)
        head, dated = running_head(document), document.dated or ""
        canvas.head_of_page(width, height - margin + 20, margin, head, dated, size, styles.MUTED)
        canvas.words(margin, margin - 26, document.title, size, styles.MUTED, "start", bold=False)
    index = canvas.page_index
    canvas.later(
        Later(
            width - margin, margin - 26, lambda numbers: f"Page {numbers.own[index]} of {numbers.total}",
            size, styles.MUTED,
        )
    )  # fmt: skip


def _watch(progress: Progress) -> Any:
    done = 0

    def watch(kind: str, value: int) -> None:
        nonlocal done
        if kind == "PROGRESS" and value > done:
            progress.step(value - done)
            done = value

    return watch


def _check_anchors(document: Document) -> None:
    own = [block.anchor for block in document.flat() if isinstance(block, Heading | Divider) and block.anchor]
    if any(isinstance(block, AppendixIndex) for block in document.flat()):
        own.append(APPENDICES_ANCHOR)
    twice = sorted({anchor for anchor in own if own.count(anchor) > 1})
    if twice:
        raise ValueError(f"These anchors are used twice: {twice}")


def _open_with_bookmarks(pdf: pikepdf.Pdf) -> None:
    if "/Outlines" in pdf.Root:
        pdf.Root.PageMode = pikepdf.Name.UseOutlines
