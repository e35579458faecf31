"""The one-page profile on paper: the child's name and photo, three parts, three things to know. No codes, no UPN.

One page each in the standard print, whatever `fit_of` calls one page; a longer one runs on, and loses no word. In
large print (18 points) and in easy read (a sentence a line, with signs) it may have two.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal

import pikepdf
from reportlab.lib.pagesizes import A4

from senco_desk.documents import fonts, styles, tags
from senco_desk.documents.flowables import Words
from senco_desk.documents.paper import PaperCanvas
from senco_desk.documents.profile_layout import Fragment, Look, Part, draw_page, flow, needed, words
from senco_desk.documents.profile_photo import Photo
from senco_desk.documents.profile_signs import Sign
from senco_desk.documents.tags import Node
from senco_desk.documents.writing import replacing
from senco_desk.domain.profiles import headings_of, to_know_of
from senco_desk.domain.progress import Progress, Silent

Form = Literal["standard", "large", "easy"]
FORMS: dict[Form, str] = {"standard": "Standard", "large": "Large print", "easy": "Easy read, with signs"}
TITLE = "One-page profile"

_SIZES = (14.0, 13.0, 12.0, 11.0, 10.5)
"""A short profile is printed larger; none smaller than the body of our other papers."""
_LARGE = Look(18.0)
_EASY = Look(18.0, signs=True)
_SIGNS: tuple[Sign, Sign, Sign] = ("star", "heart", "help")
_SENTENCE = re.compile(r"(?<=[.!?…])\s+(?=\S)")
_WORD = re.compile(r"\S+")


@dataclass(frozen=True)
class ProfileSheet:
    """What one child's page says.

    Args:
        name: the forename the child goes by.
        person: the child as the head of the page names them: forename and the surname's initial.
        place: year and class in words.
        liked, matters, helps: the three parts, as they were typed.
        must_knows: at most three lines.
        made: who made it and when, in words.
        photo: a square picture, or None.
        own_voice: whether the headings say "me" or the child's name.
    """

    name: str
    person: str
    place: str = ""
    liked: str = ""
    matters: str = ""
    helps: str = ""
    must_knows: tuple[str, ...] = ()
    made: str = ""
    photo: Photo | None = None
    own_voice: bool = True


@dataclass(frozen=True)
class Fit:
    """Whether a profile fits on its page: pages in the standard print, how full, and about how many words too many."""

    pages: int
    share: float
    words_over: int = 0

    @property
    def fits(self) -> bool:
        """Whether it is one page."""
        return self.pages == 1


@dataclass(frozen=True)
class Profiles:
    """What was made: pages in all, the pages of each child in order, and letters that no font of ours has."""

    total: int
    pages: tuple[int, ...]
    missing: frozenset[str]


def fit_of(sheet: ProfileSheet) -> Fit:
    """Whether the profile fits on one page, measured by the very layout that prints it."""
    look = Look(_SIZES[-1])
    parts = _parts(sheet, look, Node("Document"))
    share, pages = needed(parts, look), len(flow(parts, look))
    said = len(_WORD.findall(" ".join((sheet.liked, sheet.matters, sheet.helps, *sheet.must_knows))))
    bare = ProfileSheet(sheet.name, sheet.person, sheet.place, made=sheet.made, photo=sheet.photo)
    head = needed(_parts(bare, look, Node("Document")), look)
    over = 0 if pages == 1 or share <= head else max(5, -(-round(said * (share - 1) / (share - head)) // 5) * 5)
    return Fit(pages, share, over)


def render_profiles(
    sheets: Sequence[ProfileSheet],
    target: BinaryIO | Path,
    *,
    school: str,
    dated: str,
    form: Form = "standard",
    watermark: str = "",
    progress: Progress | None = None,
) -> Profiles:
    """Write the profiles of one child or many as one PDF, each beginning on a page of its own.

    Args:
        sheets: what each child's page says.
        target: an open binary file, or a path, which is replaced in one step when all is written.
        school: at the head of each page.
        dated: the day it is printed, in words.
        form: how large, and whether in easy read.
        watermark: pale words across each page of a demonstration.
        progress: told of each child; may raise CancelledError, and then nothing is written.
    """
    progress = progress or Silent()
    progress.start("Making the pages", len(sheets))
    fonts.register()
    drawn, tree, missing, counts = io.BytesIO(), Node("Document"), set[str](), list[int]()
    canvas = PaperCanvas(
        drawn, inserts={}, pagesize=A4, invariant=1, pageCompression=1, initialFontName=fonts.REGULAR,
        lang="en-GB",
    )  # fmt: skip
    for number, sheet in enumerate(sheets):
        look, pages = _laid(sheet, form, tree)
        missing |= fonts.missing_glyphs("\n".join((sheet.name, sheet.liked, sheet.matters, sheet.helps,
                                                   *sheet.must_knows, sheet.made)))  # fmt: skip
        for at, fragments in enumerate(pages):
            head = f"{school}  ·  {sheet.person}  ·  Confidential"
            foot = f"Page {at + 1} of {len(pages)}"  # each child's own, since each is given to somebody else
            _running(canvas, head, dated, foot, watermark, 8.5 if form == "standard" else 12.0)
            if not at:
                canvas.anchor_here(f"child-{number}", A4[1], level=0, title=fonts.printable(sheet.person))
            draw_page(canvas, fragments, look)
            canvas.showPage()
        counts.append(len(pages))
        progress.step()
    canvas.save()
    with pikepdf.open(drawn) as pdf:
        tags.write(pdf, tree, title=TITLE if len(sheets) == 1 else f"{TITLE}s", language="en-GB")
        finished = io.BytesIO()
        pdf.save(finished, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    if isinstance(target, Path):
        with replacing(target) as out:
            out.write(finished.getbuffer())
    else:
        target.write(finished.getbuffer())
    return Profiles(sum(counts), tuple(counts), frozenset(missing))


def _laid(sheet: ProfileSheet, form: Form, tree: Node) -> tuple[Look, list[list[Fragment]]]:
    """The size of print, and the pages in it: of the standard sizes the largest in which it is one page."""
    if form != "standard":
        look = _LARGE if form == "large" else _EASY
        return look, flow(_parts(sheet, look, tree), look)
    for size in _SIZES:
        look, own = Look(size), Node("Document")
        pages = flow(_parts(sheet, look, own), look)
        if len(pages) == 1 or size == _SIZES[-1]:
            tree.kids += own.kids
            return look, pages
    raise AssertionError("a size is always found")


def _parts(sheet: ProfileSheet, look: Look, tree: Node) -> list[Part]:
    # The title does not grow with the print: the page's room is for what is said.
    title = look.style(28 / look.size, fontName=fonts.BOLD, textColor=styles.ACCENT, leading=33)
    under = look.style(min(1.0, 13 / look.size), textColor=styles.MUTED)
    photo_node = tree.add("Figure", alt=f"Photo of {sheet.name}") if sheet.photo is not None else None
    said = [words(sheet.name, title, tree.add("H1"))]
    said.append(words(" · ".join(part for part in (TITLE, sheet.place) if part), under, tree.add("P")))
    parts = [Part(said, banded=False, photo=sheet.photo, photo_node=photo_node)]
    heading = look.style(1.18, fontName=fonts.BOLD, textColor=styles.ACCENT)
    for told, typed, sign in zip(
        headings_of(sheet.name, own_voice=sheet.own_voice), (sheet.liked, sheet.matters, sheet.helps), _SIGNS,
        strict=True,
    ):  # fmt: skip
        if typed.strip():
            head = words(told, heading, tree.add("H2"))
            parts.append(Part(_said(typed, look, tree), head, sign))
    if sheet.must_knows:
        told = to_know_of(sheet.name, len(sheet.must_knows), own_voice=sheet.own_voice)
        head = words(told, heading, tree.add("H2"))
        listed, numbered = tree.add("L"), look.style(leftIndent=look.size * 1.6, fontName=fonts.MEDIUM)
        lines = [
            words(line, numbered, listed.add("LI").add("LBody"), f"{number}.")
            for number, line in enumerate(sheet.must_knows, 1)
        ]
        parts.append(Part(lines, head, "know", framed=True, banded=False))
    if sheet.made:
        small = look.style(min(1.0, 9.5 / look.size) if look.size < 14 else 0.72, textColor=styles.MUTED)
        parts.append(Part([words(sheet.made, small, tree.add("P"))], banded=False))
    return parts


def _said(typed: str, look: Look, tree: Node) -> list[Words]:
    """What was typed, a paragraph for each line; in easy read a line for each sentence."""
    lines = [line.strip() for line in typed.splitlines() if line.strip()]
    if not look.signs:
        return [words(line, look.style(), tree.add("P")) for line in lines]
    listed, style = tree.add("L"), look.style(leftIndent=look.size * 1.2, leading=look.size * 1.5)
    sentences = [part for line in lines for part in _SENTENCE.split(line)]
    return [
        words(part.removeprefix("- ").removeprefix("• "), style, listed.add("LI").add("LBody"), "•")
        for part in sentences
    ]


def _running(canvas: PaperCanvas, head: str, dated: str, foot: str, watermark: str, size: float) -> None:
    """The head and foot of a page, as our other papers have them: decoration to a screen reader."""
    (width, height), margin = A4, styles.MARGIN
    with canvas.content(None):
        if watermark:
            canvas.saveState()
            canvas.translate(width / 2, height / 2)
            canvas.rotate(45)
            canvas.words(0, 0, watermark, 44, styles.PALE, "middle", bold=True)
            canvas.restoreState()
        canvas.setStrokeColor(styles.RULE)
        canvas.setLineWidth(0.5)
        canvas.line(margin, height - margin + 14, width - margin, height - margin + 14)
        canvas.head_of_page(width, height - margin + 20, margin, head, dated, size, styles.MUTED)
        canvas.words(margin, margin - 26, TITLE, size, styles.MUTED, "start", bold=False)
        canvas.words(width - margin, margin - 26, foot, size, styles.MUTED, "end", bold=False)
