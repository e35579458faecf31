"""Words looked for on the pages of a PDF, in the helper process: where each stands, for marking on the screen."""

from __future__ import annotations

import ctypes
from typing import Any

import pypdfium2.raw as pdfium

from senco_desk.documents.contained_looking import _heavy_pages, _opened
from senco_desk.domain.progress import Progress

MOST_HITS = 2_000
_GRID = 100_000

Box = tuple[float, float, float, float]
"""Left, top, right, bottom, as parts of the page as it is shown, from its upper left."""


def found(data: bytes, words: str, progress: Progress) -> list[tuple[int, list[list[Box]]]]:
    """For each page (from 0) with any, the places where the words stand: a list of boxes for each place.

    Large and small letters count as the same. At most 2,000 places are told; a page beyond the limits is passed over.
    """
    heavy, pages, left = _heavy_pages(data, None, progress), [], MOST_HITS
    with _opened(data) as pdf:
        for index in range(len(pdf)):
            progress.step()
            if index in heavy:
                continue
            places = _on_page(pdf, index, words, left)
            left -= len(places)
            if places:
                pages.append((index, places))
            if left <= 0:
                break
    return pages


def _on_page(pdf: Any, index: int, words: str, most: int) -> list[list[Box]]:
    page = pdf[index]
    text = page.get_textpage()
    try:
        searcher = text.search(words, match_case=False)
        try:
            places: list[list[Box]] = []
            while len(places) < most and (hit := searcher.get_next()) is not None:
                places.append(_boxes(page, text, *hit))
            return places
        finally:
            searcher.close()
    finally:
        text.close()
        page.close()


def _boxes(page: Any, text: Any, start: int, count: int) -> list[Box]:
    return [_shown(page, *text.get_rect(at)) for at in range(text.count_rects(start, count))]


def _shown(page: Any, left: float, bottom: float, right: float, top: float) -> Box:
    """A box of the page's own measure as part of the page as it is shown, turned and cropped."""
    (x1, y1), (x2, y2) = (_point(page, x, y) for x, y in ((left, bottom), (right, top)))
    return min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)


def _point(page: Any, x: float, y: float) -> tuple[float, float]:
    across, down = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDF_PageToDevice(page, 0, 0, _GRID, _GRID, 0, x, y, across, down)
    return across.value / _GRID, down.value / _GRID
