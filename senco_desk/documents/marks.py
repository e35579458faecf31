"""Marks on an attached page that whoever shows it draws, such as a highlight: kept, as numbers and names alone."""

from __future__ import annotations

from pikepdf import Array, Dictionary, Name, Object

from senco_desk.documents.margin_notes import HIDDEN, flags, notes_on

_MARKS = frozenset({
    "/Highlight", "/Underline", "/Squiggly", "/StrikeOut", "/Line", "/Square", "/Circle",
    "/Polygon", "/PolyLine", "/Ink",
})  # fmt: skip
_MARK_KEYS = frozenset({
    "/Type", "/Subtype", "/Rect", "/QuadPoints", "/C", "/IC", "/CA",
    "/BS", "/Border", "/L", "/LE", "/Vertices", "/InkList", "/F",
})  # fmt: skip
"""What a mark needs to be drawn; nothing that says who made it, when, or what they thought."""
_LINE_KEYS = frozenset({"/Type", "/W", "/S", "/D"})


def keep_only_marks(page: Dictionary) -> bool:
    """Keep of what lies over a page what is still to be seen (a highlight without a drawing); True if links went."""
    before = notes_on(page)
    kept = [
        each
        for each in before
        if isinstance(each, Dictionary) and str(each.get("/Subtype")) in _MARKS and not flags(each) & HIDDEN
    ]
    for each in kept:
        _keep_only_numbers(each)
    if "/Annots" in page:
        del page["/Annots"]
    if kept:
        page.Annots = Array(kept)
    return any(isinstance(each, Dictionary) and each.get("/Subtype") == Name.Link for each in before)


def _keep_only_numbers(mark: Dictionary) -> None:
    """Keep of a mark what draws it, and of that numbers and names alone."""
    for key in mark.keys():  # noqa: SIM118  iterating over it gives no strings
        value = mark[key] if key in _MARK_KEYS else None
        if isinstance(value, Array):
            mark[key] = _numbers(value, 2)
        elif key == "/BS" and isinstance(value, Dictionary):
            mark[key] = Dictionary({each: _plain(value[each]) for each in _LINE_KEYS & value.keys()})
        elif value is None or not _is_plain(value):
            del mark[key]


def _plain(value: object) -> object:
    return _numbers(value, 1) if isinstance(value, Array) else value if _is_plain(value) else None


def _numbers(held: Array, depth: int) -> Array:
    """The numbers and names of an array, and of arrays in it."""
    return Array(
        _numbers(each, depth - 1) if isinstance(each, Array) else each
        for each in held
        if _is_plain(each) or (depth and isinstance(each, Array))
    )


def _is_plain(value: object) -> bool:
    return isinstance(value, Name) or not isinstance(value, Object)
