"""The class teacher's sheet: every child of a class with support, three must-knows each, what helps, and the review.

All who work with a pupil are told of their needs, the outcomes sought, the support and the strategies (SEND Code of
Practice 2015, 6.49). It is for the class teacher and for supply, so it is short, and holds no codes and no UPN. What
was diagnosed stands on it only where that is asked for; that the safeguarding lead should be asked, never.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from senco_desk.documents.content import Block, Cell, Document, Grid, Heading, PageBreak, Paragraph, Run, Title

SHORT = 260
"""So many letters of a plan's strategies stand on the sheet; the plan itself has the rest."""
_ENDS = ".!?;\n"


@dataclass(frozen=True)
class ChildLine:
    """One child on the sheet: the name the child goes by, status in words, and what to know."""

    name: str
    status: str
    must_knows: tuple[str, ...] = ()
    strategies: str = ""
    review: str = ""
    diagnoses: tuple[str, ...] = ()


@dataclass(frozen=True)
class ClassLines:
    """A class by its name, and its children with support, in the order they are listed."""

    name: str
    children: tuple[ChildLine, ...] = ()


def compose_class_sheet(
    classes: Sequence[ClassLines], *, school: str, dated: str, diagnoses: bool = False, watermark: str = ""
) -> Document:
    """The sheet of one class, or of several, each beginning on a page of its own.

    Args:
        classes: what stands on it.
        school: at the head of each page.
        dated: the day it is made, in words.
        diagnoses: whether what was diagnosed stands under the child's name.
        watermark: pale words across each page of a demonstration.
    """
    blocks: list[Block] = []
    for number, each in enumerate(classes):
        told = _told(len(each.children))
        if not number:
            blocks.append(Title(_titled(each), told))
        else:
            blocks += [PageBreak(), Heading(1, _titled(each)), Paragraph(told, "muted")]
        blocks.append(_grid(each, diagnoses=diagnoses))
        blocks.append(Paragraph(_FOOT, "small"))
    title = _titled(classes[0]) if len(classes) == 1 else "Class teachers’ sheets"
    return Document(
        title=title, school=school, blocks=tuple(blocks), dated=dated, landscape=True, watermark=watermark
    )  # fmt: skip


def shortened(strategies: str, most: int = SHORT) -> str:
    """The beginning of a plan's strategies, cut at a sentence's end, or at a word's where no sentence ends soon."""
    said = "\n".join(line.strip() for line in strategies.splitlines() if line.strip())
    if len(said) <= most:
        return said
    start = said[:most]
    end = max(start.rfind(sign) for sign in _ENDS)
    if end > most // 2:
        return f"{start[: end + 1].rstrip()} …"
    return f"{start[: start.rfind(' ')] if ' ' in start else start} …"


_FOOT = (
    "For the class teacher and supply. Keep it where only adults who work with the class can see it, and hand an old"
    " one back to the SENCO when a new one comes."
)


def _titled(each: ClassLines) -> str:
    return f"Class {each.name}: what to know" if each.name else "Without a class: what to know"


def _told(count: int) -> str:
    if not count:
        return "No child of this class has SEN Support, an EHC plan or monitoring on this day."
    return f"{count} {'child' if count == 1 else 'children'} with SEN Support, an EHC plan or monitoring"


def _grid(each: ClassLines, *, diagnoses: bool) -> Grid:
    rows: list[tuple[Cell, ...]] = []
    for child in each.children:
        name = [Run(child.name, bold=True), Run(f"\n{child.status}")]
        if diagnoses and child.diagnoses:
            name.append(Run("\n" + "\n".join(child.diagnoses), italic=True))
        rows.append((tuple(name), _known(child), shortened(child.strategies) or "–", child.review or "not set"))
    headers = ("Child", "Three things to know", "What helps in class", "Review")
    return Grid(headers, tuple(rows), (2.3, 4.6, 5.2, 1.5), empty="Nobody is listed.")


def _known(child: ChildLine) -> Cell:
    if not child.must_knows:
        return (Run("Not written down yet: ask the SENCO.", italic=True),)
    return "\n".join(f"{number}. {line}" for number, line in enumerate(child.must_knows, 1))
