"""What an evidence pack is composed from, and the sections it is composed of."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from senco_desk.documents.content import Block, Heading, Paragraph, Run
from senco_desk.domain.costs import PupilSpend, SpendCurve
from senco_desk.domain.papers import Document as Paper
from senco_desk.domain.pupil_records import PupilRecord
from senco_desk.domain.readiness import Readiness, State
from senco_desk.domain.school import School
from senco_desk.domain.terms import in_words
from senco_desk.domain.thresholds import AuthorityProfile
from senco_desk.domain.timeline import Timeline

NOTHING = "Nothing recorded yet."
"""What an empty part of a pack says; nothing is ever invented to fill it."""


@dataclass(frozen=True, slots=True)
class Appendix:
    """A paper that goes with the pack: its number, what is kept of it, and why it cannot be bound in, if so."""

    number: int
    paper: Paper
    why_not: str = ""

    @property
    def anchor(self) -> str:
        """What links lead to its divider by."""
        return f"appendix-{self.number}"

    @property
    def title(self) -> str:
        """Its number and title."""
        return f"Appendix {self.number}: {self.paper.title}"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something that is not in the pack, and why."""

    what: str
    why: str


@dataclass(frozen=True)
class PackFacts:
    """Everything a pack says.

    Args:
        record: all that is kept of the child.
        school: whose pack it is.
        profile: the local authority it goes to.
        spend, curve, sentences: what support costs this year, day by day, and in words.
        readiness: which evidence there is under the heads of the Code of Practice 2015, 9.14.
        today: the day it is made.
        timeline: what its chronology tells, as a picture.
        appendices: the papers in the order they follow.
        left_out: papers that a person chose to leave out.
        kept_back: how many papers are kept back as confidential; they are not named.
        watermark: pale words across each page of a demonstration.
    """

    record: PupilRecord
    school: School
    profile: AuthorityProfile
    spend: PupilSpend
    curve: SpendCurve
    sentences: tuple[str, ...]
    readiness: Readiness
    today: date
    timeline: Timeline
    appendices: tuple[Appendix, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    kept_back: int = 0
    watermark: str = ""
    _by_paper: dict[str, Appendix] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_paper", {each.paper.id: each for each in self.appendices})

    @property
    def name(self) -> str:
        """What the child is called in sentences."""
        return self.record.pupil.forename or self.record.pupil.name

    @property
    def person(self) -> str:
        """The child as the head of each page names them: forename and the initial of the surname."""
        pupil = self.record.pupil
        return f"{pupil.forename} {pupil.surname[:1]}.".strip() if pupil.surname else pupil.forename

    def appendix_of(self, paper_id: str | None) -> Appendix | None:
        """The appendix that a paper became, if it is in the pack."""
        return self._by_paper.get(paper_id or "")


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the pack: its id for scripts, its heading, how full it is, why, and what it says."""

    id: str
    title: str
    state: State
    blocks: tuple[Block, ...]
    why: str = ""

    @property
    def anchor(self) -> str:
        """What links lead to it by."""
        return f"section-{self.id}"

    def headed(self) -> tuple[Block, ...]:
        """Its heading and what follows; one sentence where nothing is recorded."""
        body = self.blocks or (Paragraph(self.why or NOTHING, "muted"),)
        return (Heading(1, self.title, self.anchor), *body)


def section(identity: str, title: str, state: State, *blocks: Block, why: str = "") -> Section:
    """A section from its blocks."""
    return Section(identity, title, state, blocks, why)


def day(when: date | None, otherwise: str = "not dated") -> str:
    """A day in words, or what to say without one."""
    return in_words(when) if when else otherwise


def told(*pairs: tuple[str, str]) -> list[Block]:
    """Paragraphs that begin with what they are about, in bold; what is empty is left away."""
    return [Paragraph((Run(f"{name}. ", bold=True), Run(text))) for name, text in pairs if text]


def fraction(state_parts: tuple[bool, ...]) -> State:
    """The state of a section whose parts are there or not."""
    return "ready" if all(state_parts) else "partly" if any(state_parts) else "missing"


def short(text: str, most: int = 300) -> str:
    """The beginning of a long text; the whole of it stands elsewhere in the pack."""
    line = text.strip()
    return line if len(line) <= most else f"{line[:most].rsplit(' ', 1)[0]} …"
