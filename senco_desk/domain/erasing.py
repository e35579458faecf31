"""What is left of an erased record: a certificate that says that it is gone, and nothing of what it held."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Literal

from pydantic import Field

from senco_desk.domain.folding import folded
from senco_desk.domain.problems import Problem
from senco_desk.domain.pupils import Pupil
from senco_desk.domain.records import Kept, Line, Record, Text

CopyState = Literal["erased", "holds", "may_hold", "without"]
COPY_WORDS: dict[CopyState, str] = {
    "erased": "Erased there too",
    "holds": "Still holds the record",
    "may_hold": "May hold it: it could not be read",
    "without": "Does not hold it",
}


class CopyNoted(Record):
    """A backup as it stood after an erasure: what it is called, and whether it holds the child still."""

    name: str
    state: CopyState


class Certificate(Kept):
    """Proof that a child's record was erased: who did it, when, why and how much, without any of its content.

    Args:
        on: the day.
        at: the moment.
        person_id: who erased it.
        person: the name of that person.
        erased_pupil: the id the record had in this desk; it names nobody.
        reason: why, in that person's words; never the child's name.
        kept_under: the rule or the decision under which the record was kept, in words.
        counts: how many of each kind went, by words for the kind.
        stayed: how many stayed that had to do with the child, by words for the kind.
        backups: the backups as they stood then.
    """

    on: date
    at: datetime
    person_id: str
    person: str
    erased_pupil: str
    reason: Text
    kept_under: Line
    counts: dict[str, int] = Field(default_factory=dict)
    stayed: dict[str, int] = Field(default_factory=dict)
    backups: tuple[CopyNoted, ...] = ()

    @property
    def number(self) -> str:
        """A short number to file it under."""
        return self.id.rpartition("-")[2].upper()


def problems_of_erasing(pupil: Pupil, *, typed_name: str, reason: str, held: bool) -> list[Problem]:
    """Everything that stands between a person and an erasure, each tied to its field."""
    problems = []
    if held:
        problems.append(
            Problem(sentence="This record is marked “do not erase”. Take the mark away first, if whoever asked agrees.")
        )
    if not reason.strip():
        problems.append(Problem(field="reason", sentence="Say why the record is erased; the certificate keeps that."))
    elif names_the_child(pupil, reason):
        problems.append(
            Problem(field="reason", sentence="Leave out the child’s name and UPN: the certificate must not hold them.")
        )
    if plain_words(typed_name) != plain_words(pupil.name):
        problems.append(Problem(field="typed_name", sentence=f"Type the name as it stands above: {pupil.name}."))
    return problems


def names_the_child(pupil: Pupil, text: str) -> bool:
    """Whether a text holds a forename, a surname or the UPN of a child, case and accents aside."""
    words = f" {plain_words(text)} "
    names = (pupil.legal_forename, pupil.legal_surname, pupil.preferred_forename, pupil.preferred_surname,
             pupil.upn, pupil.former_upn)  # fmt: skip
    return any(f" {plain} " in words for name in names if (plain := plain_words(name)))


def plain_words(text: str) -> str:
    """A text as names are compared: folded, its words apart by one blank and without marks."""
    return " ".join("".join(sign if sign.isalnum() else " " for sign in folded(text)).split())


def in_counts(counts: Mapping[str, int]) -> list[str]:
    """Counts in words: `12 notes`, one line a kind."""
    return [f"{number:,} {kind}" for kind, number in counts.items() if number]
