"""The structure that a screen reader follows: one tree in reading order, written into a finished PDF.

The PDF library draws; it does not tag. So each flowable is given its place in this tree when the document is
laid out *in source order*, notes which stretch of which page it drew, and `write` adds the tree, the language,
the title and the PDF/UA-1 mark afterwards.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import escape

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, String

from senco_desk.documents import fonts

PLACE = "Part"
"""The role of a place kept for pages that will be bound in."""

_NO_CHARACTER = re.compile(rb"(<[0-9A-Fa-f]{2}>) <0000>")


@dataclass(eq=False)
class Node:
    """One element of the tree: its role, what it holds in order, and where it was drawn."""

    role: str
    alt: str = ""
    scope: str = ""
    name: str = ""
    """What to find the element by later, where a place is kept for pages to come."""
    kids: list[Node] = field(default_factory=list)
    drawn: list[tuple[int, int]] = field(default_factory=list)
    """(page index, marked-content id) of each stretch drawn."""
    links: list[tuple[int, int]] = field(default_factory=list)
    """(page index, annotation index) of each link."""

    def add(self, role: str, *, alt: str = "", scope: str = "", name: str = "") -> Node:
        """A new child at the end."""
        kid = Node(role, alt=alt, scope=scope, name=name)
        self.kids.append(kid)
        return kid


def places(pdf: Pdf) -> dict[str, pikepdf.Object]:
    """The places kept for pages that will be bound in, by name."""
    kept = [each for each in pdf.Root.StructTreeRoot.K.K if "/ID" in each]
    return {str(each.ID): each for each in kept}


def add_pages(pdf: Pdf, place: pikepdf.Object, pages: list[tuple[pikepdf.Object, str]]) -> None:
    """Give each page bound in at a place its words for a screen reader.

    Each page's content must be marked `/Figure <</MCID 0>> BDC … EMC`.
    """
    root = pdf.Root.StructTreeRoot
    numbers, key = root.ParentTree.Nums, int(root.ParentTreeNextKey)
    for page, words in pages:
        figure = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Figure, P=place, Alt=String(words)))
        figure.K = Array([Dictionary(Type=Name.MCR, Pg=page, MCID=0)])
        place.K.append(figure)
        page.StructParents, page.Tabs = key, Name.S
        numbers.append(key)
        numbers.append(pdf.make_indirect(Array([figure])))
        key += 1
    root.ParentTreeNextKey = key


def write(pdf: Pdf, tree: Node, *, title: str, language: str) -> None:
    """Tag the pages of `pdf` by `tree`, name the document and its language, and mark it PDF/UA-1."""
    parents: dict[int, dict[int, pikepdf.Object]] = {}
    annotations: list[pikepdf.Object] = []
    root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    pages = [page.obj for page in pdf.pages]

    def element(node: Node, parent: pikepdf.Object) -> pikepdf.Object:
        made = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name("/" + node.role), P=parent))
        if node.alt:
            made.Alt = String(node.alt)
        if node.name:
            made.ID = String(node.name)
        if node.scope:
            made.A = Dictionary(O=Name.Table, Scope=Name("/" + node.scope))
        held: list[pikepdf.Object] = []
        for page, mark in node.drawn:
            held.append(Dictionary(Type=Name.MCR, Pg=pages[page], MCID=mark))
            parents.setdefault(page, {})[mark] = made
        for page, index in node.links:
            held.append(_link(pdf, pages[page], index, made, len(pages) + len(annotations)))
            annotations.append(held[-1])
        held.extend(element(kid, made) for kid in node.kids if not _empty(kid))
        made.K = Array(held)
        return made

    root.K = element(tree, root)
    numbers: list[pikepdf.Object | int] = []
    for page, marks in sorted(parents.items()):
        pages[page].StructParents = page
        numbers += [page, pdf.make_indirect(Array([marks[mark] for mark in range(len(marks))]))]
    for offset, link in enumerate(annotations):
        numbers += [len(pages) + offset, link]
    for each in pages:
        each.Tabs = Name.S
    root.ParentTree = pdf.make_indirect(Dictionary(Nums=Array(numbers)))
    root.ParentTreeNextKey = len(pages) + len(annotations)
    pdf.Root.StructTreeRoot = root
    pdf.Root.MarkInfo = Dictionary(Marked=True)
    pdf.Root.Lang = String(language)
    pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    name_it(pdf, title, language, accessible=True)
    _mend_character_maps(pdf)


def _empty(node: Node) -> bool:
    # An empty cell keeps its place in the grid; an empty paragraph says nothing.
    return node.role not in {"TD", "TH", PLACE} and not (node.drawn or node.links) and all(map(_empty, node.kids))


def _link(pdf: Pdf, page: Dictionary, index: int, parent: pikepdf.Object, key: int) -> pikepdf.Object:
    annotation = page.Annots[index]
    annotation.StructParent = key
    if not str(annotation.get("/Contents", "")):
        annotation.Contents = String("Go to this place in the document")
    annotation.F = 4  # printed, as PDF/UA asks of what is not hidden
    reference = Dictionary(Type=Name.OBJR, Pg=page, Obj=annotation)
    return pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Link, P=parent, K=Array([reference])))


def name_it(pdf: Pdf, title: str, language: str, *, accessible: bool) -> None:
    """Title and language as a reader's window shows them; `accessible` claims PDF/UA-1 for every page."""
    said = escape(" ".join(fonts.printable(title).split()), quote=False)
    mark = "<pdfuaid:part>1</pdfuaid:part>" if accessible else ""
    space = 'xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"' if accessible else ""
    xmp = f"""<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" \
{space}>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{said}</rdf:li></rdf:Alt></dc:title>
<dc:language><rdf:Bag><rdf:li>{escape(language)}</rdf:li></rdf:Bag></dc:language>
{mark}</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>"""
    pdf.Root.Metadata = pdf.make_stream(xmp.encode(), Type=Name.Metadata, Subtype=Name.XML)
    for key in list(pdf.docinfo.keys()):
        del pdf.docinfo[key]
    pdf.docinfo["/Title"] = String(title)
    pdf.docinfo["/Producer"] = String("Senco Desk")


def _mend_character_maps(pdf: Pdf) -> None:
    """The library maps its unused glyphs to the character NUL, which a reader must never be handed."""
    for each in pdf.objects:
        if isinstance(each, Dictionary) and each.get("/Type") == Name.Font and "/ToUnicode" in each:
            was = each.ToUnicode.read_bytes()
            each.ToUnicode = pdf.make_stream(_NO_CHARACTER.sub(rb"\1 <FFFD>", was))
