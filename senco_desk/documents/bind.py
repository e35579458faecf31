"""The report and its appendices bound into one file, or into parts small enough to send.

Our own pages are the base of the bound file, so that their tags stay. Each appendix follows its divider, and
every bound page is stamped with its appendix and its continuous number. A file that cannot be bound is named
with the reason, on its divider, in the index and in the result; it is never just left out.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Pdf

from senco_desk.documents import tags
from senco_desk.documents.attachments import Prepared, prepare
from senco_desk.documents.content import Document
from senco_desk.documents.layout import Followed
from senco_desk.documents.parts import Part, write_parts
from senco_desk.documents.render import Rendered, render
from senco_desk.documents.sources import Source
from senco_desk.documents.stamps import Stamper, page_stamps
from senco_desk.documents.writing import replacing
from senco_desk.domain.progress import Progress, Silent


@dataclass(frozen=True)
class Appendix:
    """A file to bind in behind the divider of the same number; the password, if any, opens the file."""

    number: int
    title: str
    source: Source
    password: str = ""


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
    protect_with: str = "",
) -> Bound:
    """Write the document with its appendices bound in to `target`, replaced in one step.

    Args:
        document: the report, with one `Divider` for each appendix.
        appendices: the files, each with the number of its divider.
        target: where the file goes; with parts, `name (part 1 of 3).pdf` beside it.
        progress: told of each appendix read, each block laid out and each appendix bound.
        max_part_bytes: split into parts no larger than this, between appendices where that can be done.
        protect_with: a password to open what is written with (AES-256); empty for none.

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
        for each in appendices:
            prepared = prepare(each.source, password=each.password, progress=progress)
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
        parts = _save(pdf, rendered, target, max_part_bytes, protect_with)
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
    for number in sorted(ready, key=rendered.dividers.__getitem__):
        source = ready[number].pdf
        if source is not None:
            first, last = rendered.inserted[number]
            count = last - first + 1
            place = first - 1
            bound: list[tuple[pikepdf.Object, str]] = []
            for page in source.pages:
                _forget_structure(page.obj)
            for offset, (page, words) in enumerate(
                zip(source.pages, page_stamps(number, count, first, rendered.total), strict=True)
            ):
                pdf.pages.insert(place + offset, page)
                ours = pdf.pages[place + offset].obj
                stamper.stamp(ours, *words)
                bound.append((ours, f"Appendix {number}, page {offset + 1} of {count}: {titles[number]}"))
            tags.add_pages(pdf, places[f"appendix-{number}"], bound)
            ready[number].held.close()
            del ready[number].pdf
        progress.step()
    if rendered.inserted:
        tags.name_it(pdf, document.title, document.language, accessible=False)


def _forget_structure(page: pikepdf.Object) -> None:
    for key in ("/StructParents", "/Tabs", "/B"):
        if key in page:
            del page[key]


def _save(
    pdf: Pdf, rendered: Rendered, target: Path, max_part_bytes: int | None, protect_with: str
) -> tuple[Part, ...]:
    encryption = pikepdf.Encryption(owner=protect_with, user=protect_with, R=6) if protect_with else None
    whole: dict[str, Any] = {"object_stream_mode": pikepdf.ObjectStreamMode.generate}
    if encryption is None:
        whole["deterministic_id"] = True
        # What is packed stays packed as it is: a stream packed twice over would be unfolded only to be written.
        whole["stream_decode_level"] = pikepdf.StreamDecodeLevel.none
    else:
        whole["encryption"] = encryption
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
