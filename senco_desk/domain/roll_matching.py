"""Which child of the desk a line of a roll is about.

The order is the one the field uses (domain notes on unique pupil numbers): the number, then a former number in
either direction, then surname, forename and date of birth. The last is always flagged for a person to look at, and
where it could mean more than one child the line is held back and named: never a second record of one child made
silently, never a line dropped silently.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from senco_desk.domain import upn as upns
from senco_desk.domain.folding import letters_of
from senco_desk.domain.problems import Problem
from senco_desk.domain.pupils import Pupil
from senco_desk.domain.roll import RollRow

By = Literal["upn", "former_upn", "name", "new"]


@dataclass(frozen=True)
class Match:
    """A line and its child; `pupil` is None for a child who is new, `by` says how they were matched."""

    row: RollRow
    pupil: Pupil | None
    by: By


@dataclass(frozen=True)
class Held:
    """A line that is held back, and why."""

    row: RollRow
    problem: Problem


@dataclass
class Matching:
    """Every line of a roll, either matched or held back, in the roll's order."""

    matches: list[Match] = field(default_factory=list)
    held: list[Held] = field(default_factory=list)


def match_rows(rows: Sequence[RollRow], pupils: Iterable[Pupil]) -> Matching:
    """Match every line with one child at most, and every child with one line at most."""
    return _Matcher(rows, pupils).run()


Names = frozenset[tuple[str, str]]
Person = RollRow | Pupil


class _Matcher:
    def __init__(self, rows: Sequence[RollRow], pupils: Iterable[Pupil]) -> None:
        self.rows = rows
        self.by_upn: dict[str, Pupil] = {}
        self.by_former: dict[str, Pupil] = {}
        self.by_name: dict[tuple[str, str], list[Pupil]] = defaultdict(list)
        for pupil in pupils:
            if pupil.upn:
                self.by_upn[pupil.upn] = pupil
            if pupil.former_upn:
                self.by_former.setdefault(pupil.former_upn, pupil)
            for name in _names(pupil):
                self.by_name[name].append(pupil)
        self.takers: dict[str, int] = {}
        """Pupil id to the row that took it."""
        self.found: dict[int, Match | Held] = {}

    def run(self) -> Matching:
        self._twice()
        self._by_numbers()
        self._by_names()
        matching = Matching()
        for index in range(len(self.rows)):
            found = self.found[index]
            if isinstance(found, Match):
                matching.matches.append(found)
            else:
                matching.held.append(found)
        return matching

    def _open(self) -> list[tuple[int, RollRow]]:
        return [(index, row) for index, row in enumerate(self.rows) if index not in self.found]

    def _twice(self) -> None:
        first: dict[str, int] = {}
        for index, row in enumerate(self.rows):
            if row.upn and first.setdefault(row.upn, row.row) != row.row:
                self._hold(
                    index, f"This line was not imported, since {row.upn} already stands in row {first[row.upn]}."
                )

    def _by_numbers(self) -> None:
        for index, row in self._open():
            self._take(index, self.by_upn.get(row.upn), "upn")
        for index, row in self._open():
            self._take(index, self.by_former.get(row.upn), "former_upn")
        for index, row in self._open():
            former = self.by_upn.get(row.former_upn) or self.by_former.get(row.former_upn)
            if former is not None and not (former.upn != row.former_upn and _contradict(row, former)):
                self._take(index, former, "former_upn")

    def _by_names(self) -> None:
        left = self._open()
        alike: dict[tuple[str, str, date | None], list[RollRow]] = defaultdict(list)
        for _index, row in left:
            alike[_key(row)].append(row)
        created: dict[tuple[str, str], list[RollRow]] = defaultdict(list)
        for index, row in left:
            names = _names(row)
            if not names:
                self._hold(
                    index, "There is no name to know a new child by, so this line was not imported. Add the name."
                )
                continue
            double = self._double(row, names, created)
            if double:
                self._hold(index, double)
                continue
            pupil, doubt = self._candidate(row, names, rivals=len(alike[_key(row)]) - 1)
            if doubt:
                self._hold(index, doubt)
            elif pupil is not None:
                self._take(index, pupil, "name")
            else:
                self.found[index] = Match(row, None, "new")
                for name in names:
                    created[name].append(row)

    def _double(self, row: RollRow, names: Names, created: dict[tuple[str, str], list[RollRow]]) -> str:
        """Why a line must be the child of another line of the same file, or empty."""
        others = [(other, other.row) for name in names for other in created[name]]
        people: list[tuple[Person, int]] = [*others]
        for name in names:
            people += [(pupil, self.takers[pupil.id]) for pupil in self.by_name[name] if pupil.id in self.takers]
        for other, number in people:
            if row.date_of_birth == other.date_of_birth and not _contradict(row, other):
                return (
                    f"This looks like the child of row {number} again (same name and date of birth), so it was not"
                    " imported. Remove one of the two rows, or add both unique pupil numbers."
                )
        return ""

    def _candidate(self, row: RollRow, names: Names, *, rivals: int) -> tuple[Pupil | None, str]:
        """The one child of the desk a line must mean, or why that cannot be told."""
        people = {p.id: p for name in names for p in self.by_name[name] if p.id not in self.takers}.values()
        same = [pupil for pupil in people if pupil.date_of_birth == row.date_of_birth]
        sure = [pupil for pupil in same if not _contradict(row, pupil)]
        if len(sure) == 1 and not rivals:
            return sure[0], ""
        if sure:
            return None, (
                "More than one child has this name and date of birth, so it cannot be told who is meant, and the line"
                " was not imported. Add the unique pupil number to the file or to the child’s record."
            )
        if row.date_of_birth and same:
            return None, (
                f"A child of this name and date of birth is here with another unique pupil number ({same[0].upn}), so"
                " the line was not imported. Correct whichever number is wrong, then import the roll again."
            )
        loose = [p for p in people if not (p.date_of_birth and row.date_of_birth) and not _contradict(row, p)]
        if loose and not same:
            return None, (
                "A child of this name is already here, but without a date of birth on both sides it cannot be told"
                " whether it is the same one, so the line was not imported. Add the date of birth."
            )
        return None, ""

    def _take(self, index: int, pupil: Pupil | None, by: By) -> None:
        if pupil is not None and pupil.id not in self.takers:
            self.takers[pupil.id] = self.rows[index].row
            self.found[index] = Match(self.rows[index], pupil, by)

    def _hold(self, index: int, sentence: str) -> None:
        row = self.rows[index]
        self.found[index] = Held(row, Problem(row=row.row, sentence=sentence))


def _names(person: Person) -> Names:
    surnames = {letters_of(person.legal_surname), letters_of(person.preferred_surname)}
    forenames = {letters_of(person.legal_forename), letters_of(person.preferred_forename)}
    return frozenset((surname, forename) for surname in surnames for forename in forenames if surname and forename) or (
        frozenset({(letters_of(person.legal_surname), letters_of(person.legal_forename))})
        if person.legal_surname or person.legal_forename
        else frozenset()
    )


def _key(row: RollRow) -> tuple[str, str, date | None]:
    return letters_of(row.legal_surname), letters_of(row.legal_forename), row.date_of_birth


def _contradict(one: Person, other: Person) -> bool:
    """Whether two people bear different permanent numbers, and so are two people as far as the numbers go."""
    if not one.upn or not other.upn or one.upn == other.upn:
        return False
    return upns.check(one.upn).kind == "permanent" and upns.check(other.upn).kind == "permanent"
