"""The register on paper as it is on screen: the rows and columns on show, and in words what they were chosen by."""

from __future__ import annotations

from senco_desk.documents.content import Block, Cell, Document, Grid, Number, Paragraph, Title
from senco_desk.domain.needs import STATUS_WORDS
from senco_desk.domain.register_columns import RegisterColumn
from senco_desk.domain.register_list import Listing
from senco_desk.domain.school import School
from senco_desk.domain.terms import in_words

UPRIGHT = 82
"""So many characters across stand on an upright page; a wider list lies on its side."""

_MONEY_NOTE = (
    "Forecasts and shares are for the year, on the authority’s own basis. They measure spending; an assessment can be"
    " requested at any level of spend."
)
_SPENDING = frozenset({"to_date", "meter", "forecast"})


def compose_register_list(shown: Listing, school: School, *, watermark: str = "") -> Document:
    """The list as content.

    Args:
        shown: the rows and columns.
        school: whose register it is.
        watermark: pale words across each page of a demonstration.
    """
    texts = shown.texts()
    widths = [_width(at, column, texts) for at, column in enumerate(shown.columns)]
    rows = tuple(tuple(_cell(column, text) for column, text in zip(shown.columns, line, strict=True)) for line in texts)
    title = shown.name or "SEN register"
    blocks: list[Block] = [
        Title(title, f"{school.name}, as at {in_words(shown.as_at)}"),
        Paragraph(_chosen(shown), "muted"),
    ]
    if shown.columns:
        blocks.append(Grid(shown.headers, rows, tuple(widths), empty="No pupil is shown."))
    notes = _notes(shown)
    if notes:
        blocks.append(Paragraph(notes, "small"))
    return Document(
        title=title,
        school=school.name,
        blocks=tuple(blocks),
        dated=in_words(shown.as_at),
        landscape=sum(widths) > UPRIGHT,
        watermark=watermark,
    )


def _chosen(shown: Listing) -> str:
    return f"{'; '.join((*shown.chosen, shown.count_words))}."


def _notes(shown: Listing) -> str:
    said = []
    if any(column.id in _SPENDING for column in shown.columns):
        said.append(_MONEY_NOTE)
    return " ".join(said)


def _cell(column: RegisterColumn, text: str) -> Cell:
    return Number(text) if column.kind in ("number", "money") and text else text


def _width(at: int, column: RegisterColumn, texts: list[tuple[str, ...]]) -> float:
    """How many characters a column needs, so that words in it wrap between words and a date not at all."""
    longest = max((len(line[at]) for line in texts), default=0)
    word = max((len(part) for part in column.words.split()), default=4)
    most = {"several": 24, "text": 26, "choice": 22}.get(column.kind, 11)
    if column.id == "status":
        most = max(len(words) for words in STATUS_WORDS.values())
    return float(max(word + 2, min(longest + 2, most)))
