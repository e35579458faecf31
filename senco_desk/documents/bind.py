"""The report and its appendices bound into one file, or into parts small enough to send.

Our own pages are the base of the bound file, so that their tags stay. Each appendix follows its divider, and
every bound page is stamped with its appendix and its continuous number. A file that cannot be bound is named
with the reason, on its divider, in the index and in the result; it is never just left out.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array, Pdf, String

from senco_desk.documents import tags
from senco_desk.documents.attachments import Prepared, Wanted, prepare_all
from senco_desk.documents.content import Document
from senco_desk.documents.layout import Followed
from senco_desk.documents.parts import Part, write_parts
from senco_desk.documents.render import Rendered, render
from senco_desk.documents.sources import Source
from senco_desk.documents.stamps import Stamper, page_stamps
from senco_desk.documents.writing import replacing
from senco_desk.domain.progress import Progress, Silent

_LARGE = 8_000_000
"""Papers of so many bytes together make a large pack."""


@dataclass(frozen=True)
class Appendix:
    """A file to bind in behind the divider of the same number."""

    number: int
    title: str
    source: Source


@dataclass(frozen=True)
class Included:
    """What became of an appendix.

    Args:
        number, title: which.
        first, last: its pages in the bound file, continuous; both 0 if it is not included.
        why_not: why it is not included, a sentence.
        notes: what was changed in it, each a sentence.
    """

    number: int
    title: str
    first: int = 0
    last: int = 0
    why_not: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Bound:
    """What was written: its files, in order; pages in all; what became of each appendix; and where things are."""

    parts: tuple[Part, ...]
    pages: int
    appendices: tuple[Included, ...]
    rendered: Rendered


def bind(
    document: Document,
    appendices: Sequence[Appendix],
    target: Path,
    *,
    progress: Progress | None = None,
    max_part_bytes: int | None = None,
) -> Bound:
    """Write the document with its appendices bound in to `target`, replaced in one step.

    Args:
        document: the report, with one `Divider` for each appendix.
        appendices: the files, each with the number of its divider.
        target: where the file goes; with parts, `name (part 1 of 3).pdf` beside it.
        progress: told of each appendix read, each block laid out and each appendix bound.
        max_part_bytes: split into parts no larger than this, between appendices where that can be done.

    Raises:
        ValueError: an appendix has no divider, or a divider no appendix.
        TroubleError: the target cannot be written; nothing unfinished is left.
        CancelledError: from `progress`; nothing is written.
    """
    progress = progress or Silent()
    if sorted(each.number for each in document.dividers()) != sorted(each.number for each in appendices):
        raise ValueError("Each appendix needs one divider, and each divider one appendix")
    with ExitStack() as held:
        ready: dict[int, Prepared] = {}
        progress.start("Reading the appendices", len(appendices))
        wanted = (Wanted(each.source) for each in appendices)
        for each, prepared in zip(appendices, prepare_all(wanted, progress), strict=True):
            held.enter_context(prepared.held)
            ready[each.number] = prepared
            progress.step()
        follows = {
            number: Followed(prepared.pages, prepared.why_not, prepared.notes) for number, prepared in ready.items()
        }
        report = io.BytesIO()
        rendered = render(document, report, progress=progress, inserts=follows)
        pdf = held.enter_context(pikepdf.open(report))
        join(pdf, document, ready, rendered, progress)
        parts = save(pdf, rendered, target, max_part_bytes, saving(ready, max_part_bytes))
    return Bound(
        parts=parts,
        pages=rendered.total,
        appendices=tuple(
            Included(
                each.number,
                each.title,
                *rendered.inserted.get(each.number, (0, 0)),
                why_not=ready[each.number].why_not,
                notes=ready[each.number].notes,
            )
            for each in appendices
        ),
        rendered=rendered,
    )


def join(pdf: Pdf, document: Document, ready: Mapping[int, Prepared], rendered: Rendered, progress: Progress) -> None:
    """Put the pages of each appendix behind its divider in `pdf`, the report as it was rendered, and stamp them.

    Each appendix is closed once its pages are taken over; they are then in memory, all of them, until saved.
    Pages made by others carry no tags or fonts that we could vouch for, so the PDF/UA mark is taken off.
    """
    titles = {each.number: each.title for each in document.dividers()}
    progress.start("Binding the appendices", len(ready))
    stamper, places = Stamper(pdf), tags.places(pdf)
    order = sorted(ready, key=rendered.dividers.__getitem__)
    for number in order:
        paper = ready[number]
        if paper.pdf is not None:
            first, last = rendered.inserted[number]
            count = last - first + 1
            bound: list[tuple[pikepdf.Object, str]] = []
            for page in paper.pdf.pages:
                _forget_structure(page.obj)
            for offset, (page, words) in enumerate(
                zip(paper.pdf.pages, page_stamps(number, count, first, rendered.total), strict=True)
            ):
                pdf.pages.insert(first - 1 + offset, page)
                ours = pdf.pages[first - 1 + offset].obj
                stamper.stamp(ours, *words)
                bound.append((ours, f"Appendix {number}, page {offset + 1} of {count}: {titles[number]}"))
            tags.add_pages(pdf, places[f"appendix-{number}"], bound)
            paper.held.close()
            del paper.pdf
        progress.step()
    _name(pdf, [ready[number].digest for number in order])
    if rendered.inserted:
        tags.name_it(pdf, document.title, document.language, accessible=False)


def saving(ready: Mapping[int, Prepared], max_part_bytes: int | None) -> dict[str, Any]:
    """How the PDF library is to save what was joined: the same records give the same bytes.

    In a large pack the lists of objects stay unpacked unless its size counts: packing them makes it a fiftieth
    smaller, and costs another look at every page's content.
    """
    large = max_part_bytes is None and sum(each.size for each in ready.values()) > _LARGE
    return {
        "object_stream_mode": pikepdf.ObjectStreamMode.generate,
        # The name that `join` has given it is kept, and no other made: that would cost another look at all of it.
        "static_id": True,
        # What is packed stays packed as it is: a stream packed twice over would be unfolded only to be written.
        "stream_decode_level": pikepdf.StreamDecodeLevel.none,
        "compress_streams": not large,
    }


def _name(pdf: Pdf, digests: Sequence[str]) -> None:
    """Identify the bound file by its report and its papers: another pack has another name, the same pack the same."""
    own = pdf.trailer.get("/ID")
    report = bytes(own[0]) if isinstance(own, Array) and len(own) else b""
    name = String(hashlib.sha256(report + " ".join(digests).encode()).digest()[:16])
    pdf.trailer.ID = Array([name, name])


def _forget_structure(page: pikepdf.Object) -> None:
    for key in ("/StructParents", "/Tabs", "/B"):
        if key in page:
            del page[key]


def save(
    pdf: Pdf, rendered: Rendered, target: Path, max_part_bytes: int | None, whole: dict[str, Any]
) -> tuple[Part, ...]:
    """Write what was joined, whole or in parts; `whole` is from `saving`."""
    if max_part_bytes is None:
        with replacing(target) as out:
            pdf.save(out, **whole)
            size = out.tell()
        return (Part(target, 1, rendered.total, size),)
    starts = [index for index, number in enumerate(_appendix_starts(rendered)) if number]
    return write_parts(pdf, target, max_part_bytes, starts, whole)


def _appendix_starts(rendered: Rendered) -> list[bool]:
    """For each page of the bound file, whether an appendix's divider is on it."""
    dividers = {rendered.numbers[index] for index in rendered.dividers.values()}
    return [number in dividers for number in range(1, rendered.total + 1)]
