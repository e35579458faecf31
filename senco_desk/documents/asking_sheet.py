"""An empty sheet on which a child says what school is like: four questions, faces to ring, room to draw or write.

Easy read: large print, one short question at a time, a face always with its word. An adult may write for the child;
the words go into the record exactly as they were said.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import BinaryIO

import pikepdf
from reportlab.lib.pagesizes import A4

from senco_desk.documents import fonts, styles, tags
from senco_desk.documents.paper import Later, PaperCanvas
from senco_desk.documents.profile_layout import WIDTH, Look, words
from senco_desk.documents.profile_signs import Sign, draw_sign
from senco_desk.documents.tags import Node
from senco_desk.documents.writing import replacing

TITLE = "What I think"
QUESTIONS: tuple[tuple[Sign, str], ...] = (
    ("star", "What is good at school?"),
    ("help", "What helps me?"),
    ("heart", "What do I want to change?"),
)
_FACES: tuple[tuple[Sign, str], ...] = (("happy", "good"), ("unsure", "in between"), ("sad", "not good"))
_LOOK = Look(18.0, signs=True)
_FIRST, _OTHER = 372.0, 252.0
"""How high the boxes are, in points: one beside the faces, two on the page after."""


def render_asking_sheet(target: BinaryIO | Path, *, school: str, name: str = "", watermark: str = "") -> int:
    """Write the sheet, of two pages, as PDF to a stream or a path; answers its pages.

    Args:
        target: an open binary file, or a path, which is replaced in one step.
        school: at the head of each page.
        name: the forename the child goes by; a line to write it on where it is empty.
        watermark: pale words across each page of a demonstration.
    """
    fonts.register()
    drawn, tree = io.BytesIO(), Node("Document")
    canvas = PaperCanvas(
        drawn, inserts={}, pagesize=A4, invariant=1, pageCompression=1, initialFontName=fonts.REGULAR, lang="en-GB"
    )
    y = _head(canvas, school, watermark)
    y = _line(canvas, tree, TITLE, y, 1.5, "H1", bold=True)
    y = _line(canvas, tree, f"My name: {name or '_' * 22}", y - 4, 1, "P")
    y = _line(canvas, tree, "School is … (put a ring round a face)", y - 14, 1.1, "H2", bold=True)
    y = _faces(canvas, tree, y - 8)
    y = _question(canvas, tree, *QUESTIONS[0], y - 16, _FIRST)
    canvas.showPage()
    y = _head(canvas, school, watermark)
    for sign, question in QUESTIONS[1:]:
        y = _question(canvas, tree, sign, question, y - 10, _OTHER)
    y = _line(canvas, tree, f"Day: {'_' * 14}   I said it to: {'_' * 16}", y - 18, 0.9, "P")
    _line(canvas, tree, "☐ I wrote it   ☐ somebody wrote it for me   ☐ I drew it", y - 6, 0.9, "P")
    canvas.showPage()
    canvas.save()
    with pikepdf.open(drawn) as pdf:
        tags.write(pdf, tree, title=TITLE, language="en-GB")
        pages, finished = len(pdf.pages), io.BytesIO()
        pdf.save(finished, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    if isinstance(target, Path):
        with replacing(target) as out:
            out.write(finished.getbuffer())
    else:
        target.write(finished.getbuffer())
    return pages


def _head(canvas: PaperCanvas, school: str, watermark: str) -> float:
    (width, height), margin = A4, styles.MARGIN
    with canvas.content(None):
        if watermark:
            canvas.saveState()
            canvas.translate(width / 2, height / 2)
            canvas.rotate(45)
            canvas.words(0, 0, watermark, 44, styles.PALE, "middle", bold=True)
            canvas.restoreState()
        canvas.words(margin, height - margin + 20, f"{school}  ·  Confidential", 12, styles.MUTED, "start", bold=False)
    index = canvas.page_index
    canvas.later(
        Later(width - margin, margin - 30, lambda numbers: f"Page {numbers.own[index]} of {numbers.total}", 12,
              styles.MUTED)
    )  # fmt: skip
    return float(height - margin)


def _line(
    canvas: PaperCanvas, tree: Node, said: str, y: float, factor: float, role: str, *, bold: bool = False
) -> float:
    style = _LOOK.style(factor, fontName=fonts.BOLD if bold else fonts.REGULAR,
                        textColor=styles.ACCENT if bold else styles.TEXT)  # fmt: skip
    made = words(said, style, tree.add(role))
    _, high = made.wrap(WIDTH, 10_000)
    made.drawOn(canvas, styles.MARGIN, y - high)
    return float(y - high)


def _faces(canvas: PaperCanvas, tree: Node, y: float) -> float:
    side, step = 74.0, WIDTH / len(_FACES)
    for number, (face, said) in enumerate(_FACES):
        left = styles.MARGIN + number * step + (step - side) / 2
        with canvas.content(tree.add("Figure", alt=f"A face: {said}")):
            draw_sign(canvas, face, left, y - side, side)
        made = words(said, _LOOK.style(alignment=1), tree.add("P"))
        _, high = made.wrap(step, 10_000)
        made.drawOn(canvas, styles.MARGIN + number * step, y - side - 6 - high)
    return float(y - side - 6 - _LOOK.size * 1.36)


def _question(canvas: PaperCanvas, tree: Node, sign: Sign, question: str, y: float, box: float) -> float:
    side = _LOOK.size * 2.2
    with canvas.content(None):
        draw_sign(canvas, sign, styles.MARGIN, y - side, side)
    made = words(question, _LOOK.style(1.2, fontName=fonts.BOLD, textColor=styles.ACCENT), tree.add("H2"))
    _, high = made.wrap(WIDTH - side - 12, 10_000)
    made.drawOn(canvas, styles.MARGIN + side + 12, y - side + (side - high) / 2)
    foot = y - side - 10 - box
    with canvas.content(None):
        canvas.setStrokeColor(styles.ACCENT)
        canvas.setLineWidth(1.4)
        canvas.roundRect(styles.MARGIN, foot, WIDTH, box, 8, stroke=1, fill=0)
    return float(foot)
