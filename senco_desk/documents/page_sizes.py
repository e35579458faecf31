"""How large the pages of a PDF are, so that a reader can lay them out before any of them is drawn."""

from __future__ import annotations

import io

import pikepdf

from senco_desk.domain.problems import RefusedError

A4 = (595.276, 841.89)


def page_sizes(data: bytes) -> tuple[tuple[float, float], ...]:
    """Width and height of each page in points, as it is shown: cropped, and turned where it says so.

    Raises:
        RefusedError: the file cannot be read.
    """
    try:
        with pikepdf.open(io.BytesIO(data), suppress_warnings=True) as pdf:
            return tuple(_size(page) for page in pdf.pages)
    except (pikepdf.PasswordError, pikepdf.PdfError, ValueError, TypeError, RuntimeError) as error:
        raise RefusedError("This file cannot be shown here. Open it in another program to see it.") from error


def _size(page: pikepdf.Page) -> tuple[float, float]:
    try:
        left, low, right, high = (float(edge) for edge in page.cropbox.as_list())
    except (AttributeError, ValueError, TypeError):
        return A4
    width, height = abs(right - left), abs(high - low)
    if not (1 <= width <= 20_000 and 1 <= height <= 20_000):
        return A4
    turned = _rotation(page.obj) % 180 == 90
    return (height, width) if turned else (width, height)


def _rotation(node: pikepdf.Object) -> int:
    """How far a page is turned; it may be said once for many pages, in a node above them."""
    for _ in range(50):
        if "/Rotate" in node:
            return int(node["/Rotate"])
        above = node.get("/Parent")
        if not isinstance(above, pikepdf.Dictionary):
            break
        node = above
    return 0
