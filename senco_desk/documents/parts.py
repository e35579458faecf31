"""One bound file cut into parts that an e-mail or a portal will take, between appendices where that can be done.

Page numbers stay those of the whole. Each part keeps the tags, links and bookmarks that stay inside it.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf

from senco_desk.documents.writing import replacing


@dataclass(frozen=True)
class Part:
    """A file written: its pages (continuous numbers) and its size.

    `too_large` tells that a single page is larger than was asked for.
    """

    path: Path
    first: int
    last: int
    size: int
    too_large: bool = False


def write_parts(pdf: Pdf, target: Path, limit: int, starts: Sequence[int], saving: dict[str, Any]) -> tuple[Part, ...]:
    """Write a bound PDF as parts of at most `limit` bytes, or whole if it fits.

    Args:
        pdf: the whole.
        target: its path were it one file.
        limit: bytes a part may have.
        starts: the page indices at which an appendix begins.
        saving: how to save, for the PDF library.
    """
    count = len(pdf.pages)
    if _size(pdf, saving) <= limit:
        with replacing(target) as out:
            pdf.save(out, **saving)
            return (Part(target, 1, count, out.tell()),)

    plain = {"object_stream_mode": pikepdf.ObjectStreamMode.generate}
    whole = io.BytesIO()
    pdf.save(whole, **plain)

    def size(first: int, end: int) -> int:
        with _cut(whole, first, end) as cut:
            return _size(cut, plain) + (1024 if "encryption" in saving else 0)

    if "static_id" in saving:  # each part is a file of its own
        saving = {**saving, "static_id": False, "deterministic_id": True}
    ranges = _ranges(count, limit, starts, size)
    made: list[Part] = []
    with ExitStack() as files:
        for index, (first, end) in enumerate(ranges, 1):
            path = target.with_name(f"{target.stem} (part {index} of {len(ranges)}){target.suffix}")
            out = files.enter_context(replacing(path))  # all are put in place together, at the end
            with _cut(whole, first, end) as cut:
                cut.save(out, **saving)
            made.append(Part(path, first + 1, end, out.tell(), too_large=out.tell() > limit))
    return tuple(made)


def _ranges(count: int, limit: int, starts: Sequence[int], size: Any) -> list[tuple[int, int]]:
    """Page ranges, each as long as fits: up to an appendix's beginning if one fits, else up to any page."""
    ranges: list[tuple[int, int]] = []
    first = 0
    while first < count:
        ends = sorted({start for start in starts if start > first} | {count})
        end = _longest(first, ends, limit, size)
        if end is None:
            end = _longest(first, list(range(first + 1, ends[0])), limit, size) or first + 1
        ranges.append((first, end))
        first = end
    return ranges


def _longest(first: int, ends: Sequence[int], limit: int, size: Any) -> int | None:
    """The largest of the ends that fits, by halving; None if none does."""
    low, high = 0, len(ends)
    while low < high:
        middle = (low + high) // 2
        if size(first, ends[middle]) <= limit:
            low = middle + 1
        else:
            high = middle
    return ends[low - 1] if low else None


def _size(pdf: Pdf, saving: dict[str, Any]) -> int:
    sink = _Counting()
    pdf.save(cast("BinaryIO", sink), **saving)
    return sink.size


class _Counting(io.RawIOBase):
    """A file that only counts what is written to it."""

    def __init__(self) -> None:
        super().__init__()
        self.at = self.size = 0

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.at += len(data)
        self.size = max(self.size, self.at)
        return len(data)

    def tell(self) -> int:
        return self.at

    def seek(self, offset: int, whence: int = 0) -> int:
        self.at = offset + (0, self.at, self.size)[whence]
        return self.at


def _cut(whole: io.BytesIO, first: int, end: int) -> Pdf:
    """The pages from index `first` up to `end`, with nothing that leads to a page left behind."""
    pdf = pikepdf.open(io.BytesIO(whole.getbuffer()))
    kept = {page.obj.objgen for page in pdf.pages[first:end]}
    del pdf.pages[end:]
    del pdf.pages[:first]
    gone = _cut_links(pdf, kept)
    _cut_tags(pdf, kept, gone)
    with pdf.open_outline() as outline:
        outline.root[:] = _cut_outline(outline.root, kept)
    return pdf


def _cut_links(pdf: Pdf, kept: set[tuple[int, int]]) -> set[tuple[int, int]]:
    """Take away links to other parts; answers the object ids of those taken."""
    gone: set[tuple[int, int]] = set()
    for page in pdf.pages:
        annotations = page.obj.get("/Annots")
        if isinstance(annotations, Array):
            stay = []
            for each in annotations:
                leads = each.get("/Dest")
                if isinstance(leads, Array) and leads[0].objgen not in kept:
                    gone.add(each.objgen)
                else:
                    stay.append(each)
            page.obj.Annots = Array(stay)
    return gone


def _cut_tags(pdf: Pdf, kept: set[tuple[int, int]], gone: set[tuple[int, int]]) -> None:
    root = pdf.Root.get("/StructTreeRoot")
    if not isinstance(root, Dictionary):
        return

    def stays(element: pikepdf.Object) -> bool:
        if "/Pg" in element and element.get("/Type") in {Name.MCR, Name.OBJR}:
            linked = element.get("/Obj")
            return element.Pg.objgen in kept and (linked is None or linked.objgen not in gone)
        held = element.get("/K")
        if not isinstance(held, Array):
            return True
        before = len(held)
        staying = [kid for kid in held if not isinstance(kid, Dictionary) or stays(kid)]
        if len(staying) != before:
            element.K = Array(staying)
        return bool(staying) or (not before and element.get("/S") in {Name.TD, Name.TH})

    stays(root.K)
    numbers = root.ParentTree.Nums
    pages = {int(page.obj.StructParents) for page in pdf.pages if "/StructParents" in page.obj}
    links = {
        int(each.StructParent)
        for page in pdf.pages
        for each in page.obj.get("/Annots", Array())
        if "/StructParent" in each
    }
    remaining: list[Any] = []
    for key, value in zip(list(numbers)[::2], list(numbers)[1::2], strict=True):
        if int(key) in pages | links:
            remaining += [key, value]
    root.ParentTree.Nums = Array(remaining)


def _cut_outline(items: Sequence[Any], kept: set[tuple[int, int]]) -> list[Any]:
    """The bookmarks that stay; those beneath one that goes move up."""
    staying: list[Any] = []
    for item in items:
        beneath = _cut_outline(item.children, kept)
        leads = item.destination
        if isinstance(leads, Array) and leads[0].objgen in kept:
            item.children[:] = beneath
            staying.append(item)
        else:
            staying += beneath
    return staying
