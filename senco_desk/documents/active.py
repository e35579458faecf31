"""What in an attached PDF could act by itself, reach outside or hide a file: named in words, then taken out."""

from __future__ import annotations

import pikepdf
from pikepdf import Dictionary, Name, Pdf, Stream
from pikepdf.sanitize import Sanitizer

from senco_desk.documents.scrubbing import scrub

_ACTIONS = {
    "/JavaScript": "scripts",
    "/Launch": "commands that start a program",
    "/SubmitForm": "buttons that send the form",
    "/ImportData": "commands that read files",
    "/GoToR": "links to other files",
    "/GoToE": "links to other files",
    "/URI": "links to websites",
    "/Rendition": "film or sound",
    "/Movie": "film or sound",
    "/Sound": "film or sound",
    "/RichMediaExecute": "film or sound",
}
_MEDIA = {"/Movie", "/Sound", "/RichMedia", "/3D", "/Screen"}
_INNER = ("/A", "/AA", "/OpenAction", "/Next", "/Annots")
_TELLING = frozenset({"/S", "/Subtype", *_INNER})
_SANITIZER = (
    Sanitizer()
    .remove_javascript()
    .remove_external_access()
    .remove_attachments()
    .remove_multimedia()
    .remove_private_app_data()
    .remove_thumbnails()
)


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


def make_inert(pdf: Pdf) -> None:
    """Take out scripts, actions, attached files and media, what is said of the making, all but what draws pages."""
    _SANITIZER.apply(pdf)
    scrub(pdf)


def _look(each: pikepdf.Object, found: set[str], depth: int) -> None:
    """An object and the actions written directly inside it; indirect ones are met on their own."""
    kind = each.get("/S")
    if isinstance(kind, Name) and (words := _ACTIONS.get(str(kind))):
        found.add(words)
    subtype = each.get("/Subtype")
    if isinstance(subtype, Name) and each.get("/Type") == Name.Annot and str(subtype) in _MEDIA:
        found.add("film or sound")
    if subtype == Name.FileAttachment:
        found.add("files attached inside it")
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
