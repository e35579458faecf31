"""The small pictures of our easy-read papers, drawn with a pen of ours: each stands beside words, never for them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from senco_desk.documents import styles

Sign = Literal["star", "heart", "help", "know", "happy", "unsure", "sad"]


def draw_sign(canvas: Any, sign: Sign, x: float, y: float, side: float) -> None:
    """Draw a sign into a square: its lower left corner and its side, in points. In black and white its lines stay."""
    canvas.saveState()
    canvas.translate(x, y)
    canvas.scale(side / 100, side / 100)
    canvas.setStrokeColor(styles.ACCENT)
    canvas.setFillColor(styles.ACCENT)
    canvas.setLineWidth(6)
    canvas.setLineCap(1)
    canvas.setLineJoin(1)
    _DRAW[sign](canvas)
    canvas.restoreState()


def _star(pen: Any) -> None:
    points = [(50, 95), (62, 62), (96, 62), (68, 41), (79, 8), (50, 28), (21, 8), (32, 41), (4, 62), (38, 62)]
    path = pen.beginPath()
    path.moveTo(*points[0])
    for point in points[1:]:
        path.lineTo(*point)
    path.close()
    pen.drawPath(path, stroke=1, fill=0)


def _heart(pen: Any) -> None:
    path = pen.beginPath()
    path.moveTo(50, 10)
    path.curveTo(20, 34, 4, 50, 6, 70)
    path.curveTo(8, 92, 38, 98, 50, 72)
    path.curveTo(62, 98, 92, 92, 94, 70)
    path.curveTo(96, 50, 80, 34, 50, 10)
    path.close()
    pen.drawPath(path, stroke=1, fill=0)


def _help(pen: Any) -> None:
    """A grown-up and a child, hand in hand."""
    pen.circle(30, 84, 12, stroke=1, fill=0)
    pen.line(30, 72, 30, 36)
    pen.line(30, 36, 17, 6)
    pen.line(30, 36, 43, 6)
    pen.line(30, 62, 12, 44)
    pen.line(30, 62, 54, 42)
    pen.circle(77, 62, 10, stroke=1, fill=0)
    pen.line(77, 52, 77, 28)
    pen.line(77, 28, 67, 6)
    pen.line(77, 28, 87, 6)
    pen.line(77, 46, 54, 42)
    pen.line(77, 46, 92, 34)


def _know(pen: Any) -> None:
    pen.circle(50, 50, 43, stroke=1, fill=0)
    pen.circle(50, 73, 5, stroke=0, fill=1)
    pen.setLineWidth(9)
    pen.line(50, 57, 50, 27)


def _face(pen: Any, mouth: Callable[[Any], None]) -> None:
    pen.circle(50, 50, 43, stroke=1, fill=0)
    pen.circle(35, 62, 5, stroke=0, fill=1)
    pen.circle(65, 62, 5, stroke=0, fill=1)
    mouth(pen)


_DRAW: dict[Sign, Callable[[Any], None]] = {
    "star": _star,
    "heart": _heart,
    "help": _help,
    "know": _know,
    "happy": lambda pen: _face(pen, lambda its: its.arc(27, 22, 73, 62, 205, 130)),
    "unsure": lambda pen: _face(pen, lambda its: its.line(34, 34, 66, 34)),
    "sad": lambda pen: _face(pen, lambda its: its.arc(30, 10, 70, 44, 30, 120)),
}
