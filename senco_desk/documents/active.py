"""What in an attached PDF could act by itself, reach outside or hide a file: named in words, then taken out."""

from __future__ import annotations

import pikepdf
from pikepdf import Dictionary, Name, Pdf, Stream

from senco_desk.documents.drawing_only import ACTIONS, ELSEWHERE, FOR_PRINTERS, WITHIN, keep_only_drawing
from senco_desk.documents.marks import keep_only_marks
from senco_desk.documents.scrubbing import scrub

_MEDIA = {"/Movie", "/Sound", "/RichMedia", "/3D", "/Screen"}
_INNER = ("/A", "/AA", "/OpenAction", "/Next", "/Annots")
_TELLING = frozenset({"/S", "/Subtype", "/Ref", "/FFilter", *_INNER})
_CATALOGUE = frozenset({"/Type", "/Pages", "/Version"})


def active_kinds(pdf: Pdf) -> tuple[str, ...]:
    """What a file has of that kind, each in a few words ("scripts", "files attached inside it"); sorted."""
    found: set[str] = set()
    names = pdf.Root.get("/Names")
    if isinstance(names, Dictionary):
        found |= {"scripts"} if "/JavaScript" in names else set()
        found |= {"files attached inside it"} if "/EmbeddedFiles" in names else set()
    for each in pdf.objects:
        if isinstance(each, Dictionary | Stream) and not _TELLING.isdisjoint(each.keys()):
            _look(each, found, 3)
    return tuple(sorted(found))


def make_inert(pdf: Pdf) -> set[str]:
    """Take out all but what draws its pages: scripts, actions, attached files and media, what is said of its making.

    What went beside what `active_kinds` tells, in the same words; and `WITHIN` for links.
    """
    gone = keep_only_drawing(pdf)
    for page in pdf.pages:
        if "/Annots" in page.obj and keep_only_marks(page.obj):
            gone.add(WITHIN)
    for key in pdf.Root.keys() - _CATALOGUE:
        del pdf.Root[key]
    scrub(pdf)
    return gone


def _look(each: pikepdf.Object, found: set[str], depth: int) -> None:
    """An object and the actions written directly inside it; indirect ones are met on their own."""
    kind = each.get("/S")
    if isinstance(kind, Name) and (words := ACTIONS.get(str(kind))):
        found.add(words)
    subtype = each.get("/Subtype")
    if isinstance(subtype, Name) and each.get("/Type") == Name.Annot and str(subtype) in _MEDIA:
        found.add("film or sound")
    if subtype == Name.FileAttachment:
        found.add("files attached inside it")
    if isinstance(each, Stream):
        if "/Ref" in each or "/FFilter" in each:
            found.add(ELSEWHERE)
        if subtype == Name.PS:
            found.add(FOR_PRINTERS)
    if depth:
        for key in _INNER:
            _look_inside(each.get(key), found, depth - 1)


def _look_inside(value: object, found: set[str], depth: int) -> None:
    values = list(value) if isinstance(value, pikepdf.Array) else [value]
    for each in values:
        if isinstance(each, Dictionary | Stream) and not each.is_indirect:
            _look(each, found, depth)
            for key in each.keys() if depth and "/S" not in each else ():
                inner = each.get(key)
                if isinstance(inner, Dictionary) and not inner.is_indirect and "/S" in inner:
                    _look(inner, found, depth - 1)
