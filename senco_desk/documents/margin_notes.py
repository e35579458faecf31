"""What somebody wrote over an attached page: words typed onto it are drawn there, comments beside it are counted."""

from __future__ import annotations

import textwrap

from pikepdf import Array, Dictionary, Name, Object, Pdf, String

HIDDEN = 2 | 32
"""The flags Hidden and NoView."""
_NOT_COMMENTS = frozenset({"/Link", "/Widget", "/Popup", "/FreeText"})
_SIZE = 10.0
_WIDE = 0.5
_MOST_LETTERS = 20_000


def notes_on(page: Dictionary) -> list[Object]:
    """What lies over a page: links, fields, marks, comments."""
    held = page.get("/Annots")
    return list(held) if isinstance(held, Array) else []


def flags(note: Dictionary) -> int:
    """An annotation's flags; 0 where what stands for them is no number."""
    held = note.get("/F")
    return held if isinstance(held, int) else 0


def comments_on(page: Dictionary) -> int:
    """How many comments are attached to a page: notes to be opened, and words behind a mark."""
    return sum(
        isinstance(each, Dictionary)
        and str(each.get("/Subtype")) not in _NOT_COMMENTS
        and (_words(each) != "" or "/RC" in each)
        for each in notes_on(page)
    )


def draw_typed(pdf: Pdf, page: Dictionary) -> tuple[str, ...]:
    """Draw words typed onto a page that have no drawing of their own, in their box; the words drawn.

    The drawing is in Helvetica, which lacks some letters; they are drawn as "?", and whoever looks for names
    looks in what is given back.
    """
    typed = []
    for each in notes_on(page):
        if not isinstance(each, Dictionary) or each.get("/Subtype") != Name.FreeText or "/AP" in each:
            continue
        words = _words(each)
        box = each.get("/Rect")
        if not words or flags(each) & HIDDEN or not isinstance(box, Array) or len(box) != 4:
            continue
        typed.append(words)
        left, bottom, right, top = (float(side) for side in box)
        each.AP = Dictionary(N=_drawing(pdf, words, abs(right - left), abs(top - bottom)))
    return tuple(typed)


def _words(note: Dictionary) -> str:
    held = note.get("/Contents")
    return str(held)[:_MOST_LETTERS].strip() if isinstance(held, String) else ""


def _drawing(pdf: Pdf, words: str, wide: float, tall: float) -> Object:
    """The words broken into lines, made smaller until they fit."""
    size = _SIZE
    while True:
        letters = max(int(wide / (size * _WIDE)), 4)
        lines = [line for part in words.splitlines() for line in textwrap.wrap(part, letters) or [""]]
        if size <= 1 or len(lines) * size * 1.2 <= tall:
            break
        size -= 0.5
    content = [f"BT /F0 {size:.1f} Tf {size * 1.2:.2f} TL 0 g 1 {tall - size:.2f} Td".encode()]
    for line in lines:
        said = line.encode("cp1252", "replace").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
        content.append(b"(%s) Tj T*" % said)
    font = Dictionary(
        Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding
    )  # fmt: skip
    return pdf.make_stream(
        b"\n".join([*content, b"ET"]),
        Type=Name.XObject,
        Subtype=Name.Form,
        BBox=Array([0, 0, wide, tall]),
        Resources=Dictionary(Font=Dictionary(F0=font)),
    )
