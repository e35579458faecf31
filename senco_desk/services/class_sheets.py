"""The class teacher's sheet: who is on it, and what it says of each child."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import BinaryIO

from senco_desk.documents.class_sheet import ChildLine, ClassLines, compose_class_sheet
from senco_desk.documents.render import render
from senco_desk.domain.codes import YEAR_GROUPS
from senco_desk.domain.needs import STATUS_WORDS
from senco_desk.domain.progress import Progress, Silent
from senco_desk.domain.pupils import Pupil
from senco_desk.domain.register import RegisterRow
from senco_desk.domain.terms import in_words
from senco_desk.domain.third_party import Located
from senco_desk.services import profiles, pupils, register, schools, watermarks
from senco_desk.services.desk import Desk
from senco_desk.store import nouns


@dataclass(frozen=True)
class ClassOf:
    """A class that has children with support: its name and their ids, by name."""

    name: str
    pupil_ids: tuple[str, ...]


def classes(desk: Desk) -> tuple[ClassOf, ...]:
    """Every class with children on SEN Support, an EHC plan or monitoring today; those without a class come last."""
    found: dict[str, list[RegisterRow]] = {}
    for row in register.as_at(desk, spend=False).rows:
        found.setdefault(row.class_name, []).append(row)
    years = [code.code for code in YEAR_GROUPS.codes]

    def place(name: str) -> tuple[bool, int, str]:
        year = found[name][0].year_group
        return not name, years.index(year) if year in years else len(years), name

    order = sorted(found, key=place)
    return tuple(ClassOf(name, tuple(row.pupil_id for row in found[name])) for name in order)


def lines_of(desk: Desk, wanted: Sequence[str], progress: Progress | None = None) -> tuple[ClassLines, ...]:
    """What stands on the sheets of these classes, in the order given."""
    watched = progress or Silent()
    rows = register.as_at(desk, spend=False).rows
    watched.start("Reading the class", len(wanted))
    made = []
    for name in wanted:
        made.append(ClassLines(name, tuple(_line(desk, row) for row in rows if row.class_name == name)))
        watched.step()
    return tuple(made)


def class_sheet_pdf(
    desk: Desk,
    target: Path | BinaryIO,
    wanted: Sequence[str],
    *,
    diagnoses: bool = False,
    progress: Progress | None = None,
) -> int:
    """Write the sheets of these classes as one PDF to a file or a stream; answers its pages.

    Args:
        desk: the open desk, of somebody who may print.
        target: a path, replaced in one step, or an open binary stream for the preview.
        wanted: names of classes.
        diagnoses: whether what was diagnosed stands on it; only for whoever has to know.
        progress: told how far it is.
    """
    desk.need("export")
    paper = compose_class_sheet(
        lines_of(desk, wanted, progress),
        school=schools.school(desk).name,
        dated=in_words(desk.today),
        diagnoses=diagnoses,
        watermark=watermarks.of(desk),
    )
    return render(paper, target, progress=progress).total


def texts(desk: Desk, wanted: Sequence[str]) -> list[tuple[Pupil, tuple[Located, ...]]]:
    """What the sheets of these classes say of each child, for `paper_names.other_names`."""
    found: list[tuple[Pupil, tuple[Located, ...]]] = []
    for row in register.as_at(desk, spend=False).rows:
        if row.class_name in wanted:
            line = _line(desk, row)
            said = "\n".join((*line.must_knows, line.strategies))
            found.append((pupils.get(desk, row.pupil_id), (Located(said, f"the line of {row.forename}"),)))
    return found


def _line(desk: Desk, row: RegisterRow) -> ChildLine:
    profile = profiles.of(desk, row.pupil_id)
    plan = next((c for c in reversed(nouns.CYCLES.of(desk.store, pupil_id=row.pupil_id)) if c.stage != "closed"), None)
    diagnosed = nouns.DIAGNOSES.of(desk.store, pupil_id=row.pupil_id)
    return ChildLine(
        name=f"{row.forename} {row.surname}".strip(),
        status=STATUS_WORDS[row.status],
        must_knows=tuple(line for line in profile.must_knows if line) if profile else (),
        strategies=plan.strategies if plan else "",
        review=_review_words(row.next_review, desk.today) if row.next_review else "",
        diagnoses=tuple(each.what for each in diagnosed),
    )


def _review_words(due: date, today: date) -> str:
    """A review that is past is said to be so: nobody should take it for one that is coming."""
    return f"was due {due:%d/%m/%Y}" if due < today else f"{due:%d/%m/%Y}"
