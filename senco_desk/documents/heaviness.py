"""How much work a page would make for the program that draws and reads it, found out before that program sees it.

PDFium reads the whole of a page into memory and cannot be stopped. A few kilobytes can keep it busy for ever:
a form that draws a form twice, twenty-four deep, is drawn sixteen million times. So everything a page leads to
is weighed here, each form as often as it is drawn. A name can be drawn no more often than it is written in the
content, so counting names never counts too little.

Limits: page content of 16 MB as drawn, fonts and other means of 64 MB a page, a table of letters of 4 MB,
pictures of 100 million dots each and 200 million a page, forms 32 deep, and 512 MB for all pages of a file.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Stream

from senco_desk.documents.unfolding import unpacked, unpacked_size

MOST_CONTENT = 16 * 1024 * 1024
MOST_MEANS = 64 * 1024 * 1024
MOST_LETTERS = 4 * 1024 * 1024
MOST_PIXELS = 100_000_000
MOST_PIXELS_A_PAGE = 200_000_000
MOST_A_FILE = 512 * 1024 * 1024
DEEPEST = 32
_MOST_NAMES = 1_000_000
_MOST_GLYPH_WORK = 512 * 1024 * 1024
_NAME = re.compile(rb"/([^\s\0/\[\]<>(){}%]+)")
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_DRAWN_BY_STRING = re.compile(rb"[)>]\s*(?:%[^\r\n]*[\r\n]\s*)*Do(?![^\s/\[<(%])")
_INLINE_SIDES = re.compile(rb"/(W|H|Width|Height)\s+(\d{1,9})")
_CODESTREAM = b"\xff\x4f\xff\x51"


class _TooHeavyError(Exception):
    """Beyond a limit."""


@dataclass(frozen=True)
class _Content:
    """A content stream: its bytes unpacked, and how often each name is written in it."""

    size: int
    names: Counter[str]


@dataclass
class _Page:
    """What is counted for one page.

    Args:
        resources: what its content may name.
        forms: what each form costs as drawn once; None while it is being found out.
        met: pictures, fonts and other means already weighed.
    """

    resources: Dictionary | None
    forms: dict[tuple[object, ...], int | None] = field(default_factory=dict)
    met: set[tuple[int, int]] = field(default_factory=set)
    means: int = 0
    pixels: int = 0
    glyph: int = 0


class Scales:
    """Weighs the pages of one file. What pages share is unfolded once; one file is given a limit as a whole."""

    def __init__(self) -> None:
        self._contents: dict[tuple[int, int], _Content | None] = {}
        self._sizes: dict[tuple[int, int], int] = {}
        self._unfolded = self._total = 0

    def too_heavy(self, page: Dictionary) -> bool:
        """Whether a page is beyond the limits, or its weight cannot be told."""
        try:
            self._total += self._weigh(page)
        except (_TooHeavyError, pikepdf.PdfError, TypeError, ValueError, RuntimeError, OverflowError, RecursionError):
            return True
        return self._total > MOST_A_FILE

    def _weigh(self, page: Dictionary) -> int:
        counted = _Page(_inherited(page, "/Resources"))
        contents = page.get("/Contents")
        pieces = [each for each in _each(contents) if isinstance(each, Stream)]
        total = sum(self._cost(each, None, counted, 0) for each in pieces)
        for drawing in _appearances(page):
            total += self._form(drawing, None, counted, 1)
        written = sum(self._content(each).size for each in pieces)
        if total > MOST_CONTENT or written * counted.glyph > _MOST_GLYPH_WORK:
            raise _TooHeavyError
        return total + counted.means

    def _form(self, form: Stream, around: Dictionary | None, page: _Page, depth: int) -> int:
        """What a form costs each time it is drawn; a form that draws itself is refused."""
        own = form.get("/Resources")
        inner = own if isinstance(own, Dictionary) else around
        key = (form.objgen, None if inner is own else id(around))
        if key in page.forms:
            known = page.forms[key]
            if known is None:
                raise _TooHeavyError
            return known
        if depth > DEEPEST:
            raise _TooHeavyError
        page.forms[key] = None
        cost = page.forms[key] = self._cost(form, inner, page, depth)
        return cost

    def _cost(self, stream: Stream, own: Dictionary | None, page: _Page, depth: int) -> int:
        content = self._content(stream)
        total = content.size + 32
        for kind, entry, often in _named(content.names, own, page.resources):
            total += often * self._entry(kind, entry, own, page, depth)
            if total > MOST_CONTENT:
                raise _TooHeavyError
        return total

    def _entry(self, kind: str, entry: Object, own: Dictionary | None, page: _Page, depth: int) -> int:
        if kind == "/ExtGState":
            mask = entry.get("/SMask") if isinstance(entry, Dictionary) else None
            entry = mask.get("/G") if isinstance(mask, Dictionary) else None  # type: ignore[assignment]
            return self._form(entry, own, page, depth + 1) if isinstance(entry, Stream) else 0
        if kind == "/Font":
            if isinstance(entry, Dictionary):
                self._font(entry, own, page, depth)
        elif kind == "/ColorSpace":
            for each in entry if isinstance(entry, Array) else ():
                if isinstance(each, Stream):
                    self._mean(each, page, MOST_LETTERS)
        elif isinstance(entry, Stream):
            if entry.get("/Subtype") == Name.Image:
                self._picture(entry, page)
            elif kind == "/Shading":
                self._mean(entry, page, MOST_CONTENT)
            else:
                return self._form(entry, own, page, depth + 1)
        return 0

    def _picture(self, image: Stream, page: _Page) -> None:
        if image.objgen in page.met:
            return
        page.met.add(image.objgen)
        dots = int(image.get("/Width", 0)) * int(image.get("/Height", 0))
        if "/JPXDecode" in [str(each) for each in _each(image.get("/Filter"))]:
            dots = max(dots, _jpeg_2000_dots(image))
        page.pixels += dots
        if dots > MOST_PIXELS or page.pixels > MOST_PIXELS_A_PAGE:
            raise _TooHeavyError
        for key in ("/SMask", "/Mask"):
            if isinstance(mask := image.get(key), Stream):
                self._picture(mask, page)

    def _font(self, font: Dictionary, own: Dictionary | None, page: _Page, depth: int) -> None:
        if font.is_indirect and font.objgen in page.met:
            return
        if font.is_indirect:
            page.met.add(font.objgen)
        for stream, limit in _font_parts(font):
            self._mean(stream, page, limit)
        drawings = font.get("/CharProcs")
        inner = font.get("/Resources")
        for _, glyph in drawings.items() if isinstance(drawings, Dictionary) else ():
            if isinstance(glyph, Stream):
                cost = self._form(glyph, inner if isinstance(inner, Dictionary) else own, page, depth + 1)
                page.glyph = max(page.glyph, cost)

    def _mean(self, stream: Stream, page: _Page, limit: int) -> None:
        """A font, a table or a shading: held in memory once, however often it is used."""
        if stream.objgen in page.met:
            return
        page.met.add(stream.objgen)
        size = self._sizes.get(stream.objgen)
        if size is None:
            size = self._sizes[stream.objgen] = unpacked_size(stream, MOST_MEANS + 1)
            self._spend(size)
        page.means += size
        if size > limit or page.means > MOST_MEANS:
            raise _TooHeavyError

    def _content(self, stream: Stream) -> _Content:
        if stream.objgen not in self._contents:
            self._contents[stream.objgen] = self._read(stream)
        content = self._contents[stream.objgen]
        if content is None:
            raise _TooHeavyError
        return content

    def _read(self, stream: Stream) -> _Content | None:
        data = unpacked(stream, MOST_CONTENT)
        self._spend(MOST_CONTENT if data is None else len(data))
        if data is None or _DRAWN_BY_STRING.search(data) or (b"BI" in data and _large_inline(data)):
            return None
        names: Counter[bytes] = Counter()
        for count, found in enumerate(_NAME.finditer(data)):
            if count > _MOST_NAMES:
                return None
            names[found[1]] += 1
        plain: Counter[str] = Counter()
        for name, often in names.items():
            plain[f"/{_spelled(name)}"] += often
        return _Content(len(data), plain)

    def _spend(self, size: int) -> None:
        self._unfolded += size
        if self._unfolded > MOST_A_FILE:
            raise _TooHeavyError


def _named(names: Counter[str], own: Dictionary | None, page: Dictionary | None) -> Iterator[tuple[str, Object, int]]:
    """What content names, and how often; what a form does not have itself is looked for in its page's."""
    for kind in ("/XObject", "/Pattern", "/Font", "/ExtGState", "/Shading", "/ColorSpace"):
        seen: set[str] = set()
        for resources in (own, page):
            group = resources.get(kind) if isinstance(resources, Dictionary) else None
            for key in group.keys() if isinstance(group, Dictionary) else ():
                if names[key] and key not in seen:
                    seen.add(key)
                    yield kind, group[key], names[key]  # type: ignore[index]


def _font_parts(font: Dictionary) -> Iterator[tuple[Stream, int]]:
    """The files and tables of a font, each with the most it may unpack to."""
    for each in (font, *_each(font.get("/DescendantFonts"))):
        if not isinstance(each, Dictionary):
            continue
        described = each.get("/FontDescriptor")
        for holder, keys, limit in (
            (each, ("/ToUnicode", "/Encoding", "/CIDToGIDMap"), MOST_LETTERS),
            (described, ("/FontFile", "/FontFile2", "/FontFile3"), MOST_MEANS),
        ):
            if isinstance(holder, Dictionary):
                parts = (holder.get(key) for key in keys)
                yield from ((part, limit) for part in parts if isinstance(part, Stream))


def _appearances(page: Dictionary) -> Iterator[Stream]:
    for note in _each(page.get("/Annots")):
        drawings = note.get("/AP") if isinstance(note, Dictionary) else None
        normal = drawings.get("/N") if isinstance(drawings, Dictionary) else None
        states = [each for _, each in normal.items()] if isinstance(normal, Dictionary) else [normal]
        for each in states:
            if isinstance(each, Stream):
                yield each


def _inherited(page: Dictionary, key: str) -> Dictionary | None:
    at: object = page
    for _ in range(64):
        if not isinstance(at, Dictionary):
            return None
        if isinstance(value := at.get(key), Dictionary):
            return value
        at = at.get("/Parent")
    return None


def _each(value: object) -> Iterable[Object]:
    return list(value) if isinstance(value, Array) else [value] if isinstance(value, Object) else []


def _spelled(name: bytes) -> str:
    """A name as the PDF library spells it."""
    if b"#" in name:
        name = _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), name)
    return name.decode("utf-8", "surrogateescape")


def _large_inline(data: bytes) -> bool:
    """Whether a picture written into the content could be of absurd size."""
    sides: dict[bytes, int] = {}
    for found in _INLINE_SIDES.finditer(data):
        sides[found[1][:1]] = max(sides.get(found[1][:1], 0), int(found[2]))
    return sides.get(b"W", 0) * sides.get(b"H", 0) > MOST_PIXELS


def _jpeg_2000_dots(image: Stream) -> int:
    """How many dots the picture's own header says, which may be more than the file says of it."""
    raw = image.read_raw_bytes()
    at = raw.find(_CODESTREAM)
    if at < 0:
        return 0
    return int.from_bytes(raw[at + 8 : at + 12], "big") * int.from_bytes(raw[at + 12 : at + 16], "big")
