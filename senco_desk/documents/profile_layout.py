"""How a one-page profile lies on its paper: parts measured first, then drawn exactly as they were measured.

The guard that says "fits on one page" and the renderer ask the same `flow`, so what one calls a page is a page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.utils import ImageReader

from senco_desk.documents import fonts, styles
from senco_desk.documents.flowables import Words
from senco_desk.documents.markup import in_font, markup
from senco_desk.documents.paper import PaperCanvas
from senco_desk.documents.profile_photo import Photo
from senco_desk.documents.profile_signs import Sign, draw_sign
from senco_desk.documents.tags import Node

WIDTH = A4[0] - 2 * styles.MARGIN
ROOM = A4[1] - 2 * styles.MARGIN - 6
"""What a page holds between its margins, in points."""
_TOP = A4[1] - styles.MARGIN - 2
_NEAR = 0.01


@dataclass(frozen=True)
class Look:
    """One size of print: body text in points, whether signs stand beside the headings, and the room between parts."""

    size: float
    signs: bool = False

    @property
    def gap(self) -> float:
        """Between two parts."""
        return self.size * 0.85

    @property
    def pad(self) -> float:
        """Inside a part, above and below."""
        return self.size * 0.75

    @property
    def picture(self) -> float:
        """The side of the photo."""
        return 118.0 if self.size > 14 else 104.0

    def style(self, factor: float = 1, **more: Any) -> ParagraphStyle:
        """A paragraph so many times the body's size."""
        fonts.register()
        size = self.size * factor
        usual = {
            "fontName": fonts.REGULAR, "fontSize": size, "leading": size * 1.36, "textColor": styles.TEXT,
            "allowWidows": 0, "allowOrphans": 0, "splitLongWords": 1, "embeddedHyphenation": 0,
            "bulletFontName": fonts.BOLD, "bulletFontSize": size, "bulletColor": styles.ACCENT,
        }  # fmt: skip
        return ParagraphStyle(f"profile {factor}", **{**usual, **more})


@dataclass
class Part:
    """A part of the page: its heading, its paragraphs, and how it is set apart. Its words know their tags."""

    words: list[Words]
    heading: Words | None = None
    sign: Sign | None = None
    framed: bool = False
    banded: bool = True
    photo: Photo | None = None
    photo_node: Node | None = None


@dataclass
class Fragment:
    """What stands of a part on one page, and how high it is."""

    part: Part
    words: list[Words] = field(default_factory=list)
    begins: bool = True
    height: float = 0.0


def words(said: str, style: ParagraphStyle, node: Node, bullet: str = "") -> Words:
    """A paragraph of what somebody typed, which is never taken for mark-up."""
    text = markup(said) if style.fontName == fonts.REGULAR else in_font(said, str(style.fontName))
    made = Words(text, style, bulletText=bullet) if bullet else Words(text, style)
    made.node = node
    return made


def flow(parts: Sequence[Part], look: Look) -> list[list[Fragment]]:
    """The parts on as many pages as they need. Nothing is left out, and a part that fits on a page is not cut.

    One that is longer than a page goes on without its heading.
    """
    pages: list[list[Fragment]] = [[]]
    left = ROOM
    for part in parts:
        whole, _ = _take(part, list(part.words), 10_000.0, look, begins=True)
        if pages[-1] and whole is not None and left + _NEAR < whole.height <= ROOM:
            pages.append([])
            left = ROOM
        todo, begins = list(part.words), True
        while todo or begins:
            fragment, rest = _take(part, todo, left, look, begins=begins)
            if fragment is None:
                pages.append([])
                left = ROOM
                continue
            pages[-1].append(fragment)
            left -= fragment.height + look.gap
            todo, begins = rest, False
            if todo:
                pages.append([])
                left = ROOM
    return pages


def needed(parts: Sequence[Part], look: Look) -> float:
    """How high all parts are together, uncut, as a share of a page."""
    whole = [_take(part, list(part.words), 10_000.0, look, begins=True)[0] for part in parts]
    heights = [each.height for each in whole if each is not None]
    return float(sum(heights) + look.gap * max(len(heights) - 1, 0)) / float(ROOM)


def draw_page(canvas: PaperCanvas, fragments: Sequence[Fragment], look: Look) -> None:
    """Draw what `flow` put on one page, from its top."""
    top = _TOP
    for fragment in fragments:
        _draw(canvas, fragment, top, look)
        top -= fragment.height + look.gap


def _inset(part: Part, look: Look) -> tuple[float, float]:
    """How far the words stand in from the left and the right."""
    left = look.size * 1.15 if part.banded or part.framed else 0.0
    if part.photo is not None:
        left += look.picture + look.size * 1.2
    return left, look.size * 0.9 if part.banded or part.framed else 0.0


def _sign_room(part: Part, look: Look) -> float:
    return look.size * 2.6 if look.signs and part.sign else 0.0


def _take(
    part: Part, todo: list[Words], left: float, look: Look, *, begins: bool
) -> tuple[Fragment | None, list[Words]]:
    """As much of a part as there is room for, and what is left of it; None where not even its beginning fits."""
    inset, right = _inset(part, look)
    width = WIDTH - inset - right
    pad = look.pad if part.banded or part.framed else 0.0
    used = 2 * pad
    if begins and part.heading is not None:
        _, high = part.heading.wrap(width - _sign_room(part, look), 10_000)
        used += max(high, _sign_room(part, look) * 0.9) + look.size * 0.25
    between = look.size * 0.3
    taken: list[Words] = []
    rest = list(todo)
    while rest:
        _, high = rest[0].wrap(width, 10_000)
        gap = between if taken else 0.0
        if used + gap + high <= left + _NEAR:
            taken.append(rest.pop(0))
            used += gap + high
            continue
        pieces = rest[0].split(width, left - used - gap) if left > used + gap else []
        if len(pieces) == 2:
            taken.append(pieces[0])
            rest[0] = pieces[1]
            used += gap + pieces[0].wrap(width, 10_000)[1]
        break
    if part.photo is not None and begins:
        used = max(used, look.picture)
    if (rest and not taken) or used > left + _NEAR:
        return None, todo
    return Fragment(part, taken, begins, used), rest


def _draw(canvas: PaperCanvas, fragment: Fragment, top: float, look: Look) -> None:
    part, x = fragment.part, styles.MARGIN
    foot = top - fragment.height
    inset, right = _inset(part, look)
    width = WIDTH - inset - right
    with canvas.content(None):
        _background(canvas, part, x, foot, fragment.height)
    if part.photo is not None and fragment.begins:
        _photo(canvas, part, x, top - look.picture, look.picture)
    y = top - (look.pad if part.banded or part.framed else 0.0)
    if fragment.begins and part.heading is not None:
        sign = _sign_room(part, look)
        _, high = part.heading.wrap(width - sign, 10_000)
        line = max(high, sign * 0.9)
        if sign and part.sign:
            with canvas.content(None):
                draw_sign(canvas, part.sign, x + inset, y - line + (line - sign * 0.85) / 2, sign * 0.85)
        part.heading.drawOn(canvas, x + inset + sign, y - line + (line - high) / 2)
        y -= line + look.size * 0.25
    if part.photo is not None and fragment.begins:  # the name stands at the middle of the photo
        high = sum(each.wrap(width, 10_000)[1] for each in fragment.words) + look.size * 0.3 * (len(fragment.words) - 1)
        y -= max((fragment.height - high) / 2, 0)
    for number, each in enumerate(fragment.words):
        _, high = each.wrap(width, 10_000)
        y -= high + (look.size * 0.3 if number else 0.0)
        each.drawOn(canvas, x + inset, y)


def _background(canvas: PaperCanvas, part: Part, x: float, y: float, height: float) -> None:
    if part.framed:
        canvas.setStrokeColor(styles.ACCENT)
        canvas.setLineWidth(1.6)
        canvas.roundRect(x + 0.8, y, WIDTH - 1.6, height, 7, stroke=1, fill=0)
    elif part.banded:
        canvas.setFillColor(styles.PALE)
        canvas.roundRect(x, y, WIDTH, height, 6, stroke=0, fill=1)
        canvas.setFillColor(styles.ACCENT)
        canvas.roundRect(x, y, 4.5, height, 2.2, stroke=0, fill=1)


def _photo(canvas: PaperCanvas, part: Part, x: float, y: float, side: float) -> None:
    assert part.photo is not None
    with canvas.content(part.photo_node):
        canvas.saveState()
        path = canvas.beginPath()
        path.roundRect(x, y, side, side, 10)
        canvas.clipPath(path, stroke=0, fill=0)
        canvas.drawImage(ImageReader(part.photo.image()), x, y, side, side)
        canvas.restoreState()
