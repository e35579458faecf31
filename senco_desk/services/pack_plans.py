"""What a pack would be and what it became: sections, papers, findings and files, as screens and commands show them."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from senco_desk.documents.pack import PackFacts
from senco_desk.domain.papers import Document
from senco_desk.domain.problems import Problem, RefusedError
from senco_desk.domain.readiness import Readiness, State
from senco_desk.domain.third_party import Found


@dataclass(frozen=True)
class PlannedSection:
    """A section of the pack: how full it is, why, and the page on which it begins."""

    id: str
    title: str
    state: State
    page: int
    why: str = ""


@dataclass(frozen=True)
class PlannedAppendix:
    """A paper of the pack as it would be bound.

    Args:
        number: its number.
        paper: what is kept of it.
        pages: how many it brings.
        problem: why it cannot be bound, a sentence; it is then named in the pack with this reason.
        notes: what would be changed in it, each a sentence.
        unsearchable: its pages (from 1) on which no names can be looked for.
        other_child: another pupil whom it names in full though it never names this child; empty as a rule.
    """

    number: int
    paper: Document
    pages: int
    problem: str = ""
    notes: tuple[str, ...] = ()
    unsearchable: tuple[int, ...] = ()
    other_child: str = ""


@dataclass(frozen=True)
class NotCheckable:
    """Pages that a person has to look at: where, which (from 1), and why where it is not that no text is there."""

    where: str
    pages: tuple[int, ...]
    why: str = ""

    @property
    def sentence(self) -> str:
        """What to do, in a sentence."""
        if self.why:
            return f"{self.where}: {self.why}"
        some = ", ".join(str(page) for page in self.pages)
        return f"{self.where}, page {some}: no text can be read there, so look at it by eye for other people’s names."


@dataclass(frozen=True)
class ThirdParty:
    """Other people's names that were found, papers that may be another child's, and what could not be looked at."""

    found: tuple[Found, ...]
    not_checkable: tuple[NotCheckable, ...]
    other_children: tuple[str, ...] = ()

    @property
    def clear(self) -> bool:
        """Whether nothing was found; what could not be looked at is a person's to see in any case."""
        return not (self.found or self.other_children)

    def problems(self) -> list[Problem]:
        """Each finding as a problem, the papers that may be another child's first."""
        return [
            Problem(sentence=sentence) for sentence in (*self.other_children, *(each.sentence for each in self.found))
        ]


@dataclass(frozen=True)
class PackPlan:
    """A pack as it would be made now. `report` is the PDF without the appendices' pages, which it counts already."""

    pupil_id: str
    authority_id: str
    sections: tuple[PlannedSection, ...]
    appendices: tuple[PlannedAppendix, ...]
    readiness: Readiness
    third_party: ThirdParty
    pages: int
    facts: PackFacts
    report: bytes
    missing_letters: frozenset[str] = frozenset()


def letters_sentence(missing: frozenset[str]) -> str:
    """What to do about letters that no font of ours has, in a sentence; empty where there are none."""
    if not missing:
        return ""
    some = " ".join(sorted(missing)[:12]) + (" …" if len(missing) > 12 else "")
    many = "1 letter has" if len(missing) == 1 else f"{len(missing)} letters have"
    return (
        f"{many} no print in the pack and will show as �: {some}  Write the words that hold them in Latin letters too, "
        "a name as the name the child is known by."
    )


class NamesFoundError(RefusedError):
    """Other people's names stand in a pack and nobody has looked yet; nothing was written.

    `plan` is the pack as it would be made, for whoever shows the findings beside its pages.
    """

    def __init__(self, plan: PackPlan) -> None:
        self.plan = plan
        super().__init__(plan.third_party.problems())


@dataclass(frozen=True)
class MadeFile:
    """A file that was written; `too_large` where one page alone is more than the limit that was asked for."""

    path: Path
    pages: int
    bytes: int
    sha256: str
    too_large: bool = False


@dataclass(frozen=True)
class Made:
    """A pack that was written, and what went into it."""

    pupil_id: str
    authority_id: str
    files: tuple[MadeFile, ...]
    sections: tuple[PlannedSection, ...]
    appendices: tuple[PlannedAppendix, ...]
    third_party: ThirdParty
    pages: int
    names_checked: bool
    missing_letters: frozenset[str] = frozenset()


def manifest(made: Made) -> str:
    """What was sent, as JSON text; no path and no name of anybody who was found."""
    said = {
        "sections": [asdict(each) for each in made.sections],
        "appendices": [
            {
                "number": each.number,
                "document": each.paper.id,
                "title": each.paper.title,
                "sha256": each.paper.sha256,
                "pages": each.pages,
                "problem": each.problem,
            }
            for each in made.appendices
        ],
        "files": [
            {"name": each.path.name, "pages": each.pages, "bytes": each.bytes, "sha256": each.sha256}
            for each in made.files
        ],
        "names_found": len(made.third_party.found),
        "not_checkable": sum(len(each.pages) for each in made.third_party.not_checkable),
    }
    return json.dumps(said, ensure_ascii=False, sort_keys=True)
