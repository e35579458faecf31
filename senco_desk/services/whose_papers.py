"""Whose paper is it: the words of a document held against everybody on the roll, as `domain.whose_paper` judges."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from senco_desk.domain.paper_findings import Finding
from senco_desk.domain.papers import Document
from senco_desk.domain.progress import Progress
from senco_desk.domain.third_party import Somebody, adult_names, pupil_names
from senco_desk.domain.whose_paper import Roll
from senco_desk.services import document_text, schools
from senco_desk.services.desk import Desk
from senco_desk.store import nouns


@dataclass(frozen=True)
class Looked:
    """What the check found of a document, and the children it may be about whom this person may see: id and name."""

    finding: Finding
    others: tuple[tuple[str, str], ...] = ()


def roll(desk: Desk) -> Roll:
    """Everybody whom the person at the desk may see, leavers among them, ready for a row of papers."""
    return Roll(map(pupil_names, nouns.PUPILS.all(desk.store)), _adults(desk))


def look(
    desk: Desk, pupil_id: str, pages: Sequence[str], known: Roll | None = None, watcher: Progress | None = None
) -> Finding:
    """Whose a paper with these words is, asked of one child's record; `watcher` is asked whether to go on."""
    return (known or roll(desk)).whose(pupil_id, pages, watcher)


def look_again(desk: Desk, document: Document, watcher: Progress | None = None) -> Looked:
    """What the check finds in a document that is kept; reads its words anew, so call it in a worker."""
    pages = document_text.words_of(desk, document, watcher)
    finding = look(desk, document.pupil_id, pages, watcher=watcher)
    found = {pupil.id: pupil for pupil in nouns.PUPILS.all(desk.store) if pupil.id in finding.others}
    named = tuple(
        (one, f"{found[one].name}, Year {found[one].year_group}" if found[one].year_group else found[one].name)
        for one in finding.others
        if one in found
    )
    return Looked(finding, named)


def _adults(desk: Desk) -> Iterator[Somebody]:
    school = schools.school(desk)
    named = [school.headteacher, school.senco]
    named += [member.name for member in schools.staff(desk)]
    named += [person.name for person in nouns.PEOPLE.all(desk.store)]
    for number, name in enumerate(dict.fromkeys(name for name in named if name)):
        yield adult_names(f"adult-{number}", name, "staff")
