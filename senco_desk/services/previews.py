"""Pages as pictures, for previews and for printing: from memory, never through a file."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache, partial
from typing import BinaryIO

from senco_desk.documents.appendix_reading import viewable
from senco_desk.documents.inspect import render_page, text_of
from senco_desk.documents.page_sizes import A4, page_sizes
from senco_desk.domain.problems import RefusedError, TroubleError
from senco_desk.domain.read_text import fold
from senco_desk.domain.third_party import Found
from senco_desk.services.desk import Desk
from senco_desk.services.packs import PackPlan

KEPT = 4
"""Files whose bytes are kept at hand while their pages are drawn; the rest is read from the desk again."""


@dataclass(frozen=True)
class Leaf:
    """One page of a paper: where its file comes from, its place there (from 0), and what is stamped at its foot."""

    file: Callable[[], bytes] = field(repr=False)
    index: int
    foot: str = ""


@dataclass(frozen=True)
class Paper:
    """Pages in memory, with their sizes in points, width and height, as they are shown."""

    leaves: tuple[Leaf, ...]
    sizes: tuple[tuple[float, float], ...]

    @property
    def pages(self) -> int:
        """How many pages it has."""
        return len(self.sizes)


@dataclass(frozen=True)
class PackPaper:
    """A pack to look at: its pages as they would be bound, and where the names that were found stand."""

    plan: PackPlan
    paper: Paper
    first_pages: dict[int, int]
    """Appendix number to the page on which its divider stands."""
    found_pages: tuple[int, ...]
    """For each finding of the plan, the page to look at; 0 where it cannot be told."""

    @property
    def about_bytes(self) -> int:
        """About how large the file will be: our own pages and the papers as they were attached."""
        return len(self.plan.report) + sum(each.paper.bytes for each in self.plan.appendices if not each.problem)


@dataclass(frozen=True)
class Picture:
    """A drawn page: pixels across and down, bytes in a row, and rows from the top of blue, green, red, alpha."""

    width: int
    height: int
    stride: int
    pixels: bytes = field(repr=False)


def paper(pdf: bytes) -> Paper:
    """A PDF made ready to be shown; refused where it cannot be read."""
    sizes = page_sizes(pdf)
    return Paper(tuple(Leaf(lambda: pdf, index) for index in range(len(sizes))), sizes)


def picture(shown: Paper, page: int, width: int) -> Picture:
    """A page, counted from 1, drawn so many pixels wide; safe in any thread. Refused where it cannot be drawn."""
    leaf = shown.leaves[page - 1]
    return Picture(*render_page(leaf.file(), leaf.index, max(width, 1)))


def pack_paper(desk: Desk, plan: PackPlan) -> PackPaper:
    """A planned pack as pages: our own, then each divider with its paper behind it, read from the desk when drawn."""
    report = paper(plan.report)
    words = [fold(text) for text in text_of(plan.report)]
    own = report.pages - len(plan.appendices)
    leaves, sizes = list(report.leaves[:own]), list(report.sizes[:own])
    first_pages: dict[int, int] = {}
    for at, each in enumerate(plan.appendices):
        leaves.append(report.leaves[own + at])
        sizes.append(report.sizes[own + at])
        first_pages[each.number] = len(leaves)
        if each.problem or not each.pages:
            continue
        file = _kept(desk, each.paper.blob)
        shapes = _sizes(file, each.pages)
        for index, size in enumerate(shapes):
            foot = f"Appendix {each.number} · page {index + 1} of {each.pages} · Page {len(leaves) + 1} of {plan.pages}"
            leaves.append(Leaf(file, index, foot))
            sizes.append(size)
    made = Paper(tuple(leaves), tuple(sizes))
    places = tuple(_page_of(found, plan, words, first_pages) for found in plan.third_party.found)
    return PackPaper(plan, made, first_pages, places)


def page_in(shown: PackPaper, where: str, page: int) -> int:
    """The page of a pack on which an appendix's own page stands: `Appendix 4 (A drawing)`, 1. 0 where there is none."""
    number = _appendix(where)
    return shown.first_pages[number] + page if number in shown.first_pages else 0


def _kept(desk: Desk, blob: str) -> Callable[[], bytes]:
    """An attachment's bytes as they can be shown; the last few are kept, so that turning pages reads nothing anew."""
    return partial(_read, partial(desk.store.blobs.open_read, blob), blob)


def _read(source: Callable[[], BinaryIO], blob: str) -> bytes:
    return _recent(_Source(blob, source))


class _Source:
    """What a file is known by while it is kept; the way to open it does not count."""

    def __init__(self, blob: str, opens: Callable[[], BinaryIO]) -> None:
        self.blob, self.opens = blob, opens

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Source) and other.blob == self.blob

    def __hash__(self) -> int:
        return hash(self.blob)


@lru_cache(maxsize=KEPT)
def _recent(source: _Source) -> bytes:
    return viewable(source.opens)


def forget() -> None:
    """Lets go of every attachment kept at hand; for when a preview is put away or the desk is locked."""
    _recent.cache_clear()


def _sizes(file: Callable[[], bytes], pages: int) -> tuple[tuple[float, float], ...]:
    try:
        found = page_sizes(file())
    except (RefusedError, TroubleError):
        found = ()
    return found if len(found) == pages else (A4,) * pages


def _page_of(found: Found, plan: PackPlan, words: list[str], first_pages: dict[int, int]) -> int:
    number = _appendix(found.where)
    if number:
        at = re.search(r"page (\d+)$", found.where)
        return first_pages.get(number, 0) + (int(at[1]) if at else 0)
    name = fold(found.name.removeprefix("UPN of ").removeprefix("Date of birth of "))
    title = found.where.strip("“”")
    start = next((section.page for section in plan.sections if section.title == title), 1)
    pages = [page for page, text in enumerate(words, 1) if name in text]
    return next((page for page in pages if page >= start), pages[0] if pages else start)


def _appendix(where: str) -> int:
    found = re.match(r"appendix (\d+)\b", where, re.IGNORECASE)
    return int(found[1]) if found else 0
