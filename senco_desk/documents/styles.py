"""The one stylesheet of our paper: A4, 2 cm margins, calm greys, one accent; standard or large print."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import cm

from senco_desk.documents import fonts
from senco_desk.documents.charts_content import MarkState

MARGIN = 2 * cm
TEXT, MUTED, ACCENT = HexColor("#17212B"), HexColor("#52606D"), HexColor("#1B5E87")
RULE, BAND, PALE = HexColor("#C9D1D9"), HexColor("#F5F7F9"), HexColor("#E3EDF4")
STATE_COLOURS: dict[MarkState, Color] = {
    "on_track": HexColor("#1B6E47"),
    "due_soon": HexColor("#8A5200"),
    "overdue": HexColor("#A8231B"),
    "information": HexColor("#2A549E"),
    "none": MUTED,
}
STATE_SHAPES: dict[MarkState, str] = {
    "on_track": "✓",
    "due_soon": "▲",
    "overdue": "■",
    "information": "●",
    "none": "–",
}


@dataclass(frozen=True)
class Sheet:
    """The paragraph styles of one size of print, and the size of the paper in points."""

    body_size: float
    page: tuple[float, float]
    by_name: dict[str, ParagraphStyle]

    @property
    def frame_width(self) -> float:
        """The width of the text area, in points."""
        return float(self.page[0] - 2 * MARGIN)

    def __getitem__(self, name: str) -> ParagraphStyle:
        return self.by_name[name]


@cache
def sheet(*, large: bool = False, lying: bool = False) -> Sheet:
    """The stylesheet: body text of 10.5 points, or 16 in large print; `lying` turns the paper on its side."""
    fonts.register()
    size = 16.0 if large else 10.5
    base = ParagraphStyle(
        "body", fontName=fonts.REGULAR, fontSize=size, leading=size * 1.42, textColor=TEXT,
        spaceAfter=size * 0.6, allowWidows=0, allowOrphans=0, splitLongWords=1,
        bulletFontName=fonts.REGULAR, bulletFontSize=size, bulletColor=ACCENT,
        linkUnderline=0, embeddedHyphenation=0,
    )  # fmt: skip

    def style(name: str, factor: float = 1, parent: ParagraphStyle = base, **more: object) -> ParagraphStyle:
        scaled = size * factor
        return ParagraphStyle(
            name, parent=parent, fontSize=scaled, leading=scaled * (1.25 if factor > 1.1 else 1.42), **more
        )

    heading = {"fontName": fonts.BOLD, "allowOrphans": 1, "allowWidows": 1}
    small = style("small", 0.82, spaceAfter=size * 0.3)
    cell = style("cell", 0.88, spaceAfter=0)
    styles = [
        base,
        style("lead", 1.15, textColor=TEXT, spaceAfter=size * 0.9),
        style("muted", 0.92, textColor=MUTED),
        small,
        style("note", 0.95, backColor=PALE, borderPadding=(7, 9, 7, 9), leftIndent=9, rightIndent=9,
              spaceBefore=12, spaceAfter=16),
        style("quote", 1.08, leftIndent=14, fontName=fonts.ITALIC, spaceAfter=2),
        style("said by", 0.86, leftIndent=14, textColor=MUTED, spaceAfter=size * 0.8),
        style("title", 2.2, fontName=fonts.BOLD, textColor=ACCENT, spaceAfter=4),
        style("under", 1.15, textColor=MUTED, spaceAfter=size * 1.4),
        style("heading 1", 1.6, spaceBefore=size * 1.5, spaceAfter=size * 0.5, textColor=ACCENT, **heading),
        style("heading 2", 1.25, spaceBefore=size * 1.1, spaceAfter=size * 0.35, **heading),
        style("heading 3", 1.05, spaceBefore=size * 0.8, spaceAfter=size * 0.25, **heading),
        style("caption", 0.92, fontName=fonts.MEDIUM, spaceBefore=size * 0.4, spaceAfter=3),
        cell,
        style("number", 0.88, parent=cell, spaceAfter=0, alignment=TA_RIGHT),
        style("head", 0.82, parent=cell, fontName=fonts.MEDIUM, textColor=TEXT, spaceAfter=0),
        style("head number", 0.82, parent=cell, fontName=fonts.MEDIUM, alignment=TA_RIGHT, spaceAfter=0),
        style("term", 0.88, parent=cell, textColor=MUTED, spaceAfter=0),
        style("bullet", 1, leftIndent=16, bulletIndent=3, spaceAfter=size * 0.25),
        style("divider number", 1.25, textColor=MUTED, fontName=fonts.MEDIUM, spaceBefore=150, spaceAfter=4),
        style("divider title", 2.2, fontName=fonts.BOLD, textColor=ACCENT, spaceAfter=16),
    ]  # fmt: skip
    page = landscape(A4) if lying else A4
    return Sheet(size, page, {each.name: each for each in styles})
