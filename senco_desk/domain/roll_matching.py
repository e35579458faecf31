"""Which child of the desk a line of a roll is about.

The order is the one the field uses (domain notes on unique pupil numbers): the number, then a former number in
either direction, then surname, forename and date of birth. The last is always flagged for a person to look at, and
where it could mean more than one child the line is held back and named: never a second record of one child made
silently, never a line dropped silently.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
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


Name = tuple[str, str]
Names = frozenset[Name]
Person = RollRow | Pupil


class _Alike:
    """People who share something. Whom a row does not contradict is found without comparing it with each of them.

    A file in which thousands share a name and a date of birth would take minutes otherwise.
    """

    def __init__(self) -> None:
        self.everyone: dict[int, Person] = {}
        self._unnumbered: dict[int, Person] = {}
        self._by_number: dict[str, Person] = {}

    def add(self, person: Person) -> None:
        self.everyone[id(person)] = person
        number = _permanent(person)
        if number:
            self._by_number[number] = person
        else:
            self._unnumbered[id(person)] = person

    def remove(self, person: Person) -> None:
        self.everyone.pop(id(person), None)
        self._unnumbered.pop(id(person), None)
        number = _permanent(person)
        if number and self._by_number.get(number) is person:
            del self._by_number[number]

    def agreeing(self, number: str) -> Iterator[Person]:
        """Those who do not bear another permanent number than this one, which is empty for none."""
        if not number:
            yield from self.everyone.values()
            return
        yield from self._unnumbered.values()
        if number in self._by_number:
            yield self._by_number[number]


class _Namesakes:
    """People by their names, and by those and the date of birth."""

    def __init__(self) -> None:
        self.by_name: dict[Name, _Alike] = defaultdict(_Alike)
        self.by_birth: dict[tuple[Name, date | None], _Alike] = defaultdict(_Alike)

    def add(self, person: Person, names: Names) -> None:
        for name in names:
            self.by_name[name].add(person)
            self.by_birth[name, person.date_of_birth].add(person)

    def remove(self, person: Person, names: Names) -> None:
        for name in names:
            self.by_name[name].remove(person)
            self.by_birth[name, person.date_of_birth].remove(person)

    def born(self, names: Names, day: date | None) -> list[_Alike]:
        return [self.by_birth[name, day] for name in names if (name, day) in self.by_birth]

    def named(self, names: Names) -> list[_Alike]:
        return [self.by_name[name] for name in names if name in self.by_name]


class _Matcher:
    def __init__(self, rows: Sequence[RollRow], pupils: Iterable[Pupil]) -> None:
        self.rows = rows
        self.by_upn: dict[str, Pupil] = {}
        self.by_former: dict[str, Pupil] = {}
        self.free = _Namesakes()
        """The children whom no row has taken yet."""
        self.listed = _Namesakes()
        """The children of the desk whom a row has taken, and the rows of new ones."""
        self.names: dict[str, Names] = {}
        for pupil in pupils:
            if pupil.upn:
                self.by_upn[pupil.upn] = pupil
            if pupil.former_upn:
                self.by_former.setdefault(pupil.former_upn, pupil)
            self.names[pupil.id] = _names(pupil)
            self.free.add(pupil, self.names[pupil.id])
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
        left = [(index, row, _key(row)) for index, row in self._open()]
        alike = Counter(key for _index, _row, key in left)
        for index, row, key in left:
            names = _names(row)
            if not names:
                self._hold(
                    index, "There is no name to know a new child by, so this line was not imported. Add the name."
                )
                continue
            double = self._double(row, names)
            if double:
                self._hold(index, double)
                continue
            pupil, doubt = self._candidate(row, names, rivals=alike[key] - 1)
            if doubt:
                self._hold(index, doubt)
            elif pupil is not None:
                self._take(index, pupil, "name")
            else:
                self.found[index] = Match(row, None, "new")
                self.listed.add(row, names)

    def _double(self, row: RollRow, names: Names) -> str:
        """Why a line must be the child of another line of the same file, or empty."""
        number = _permanent(row)
        for people in self.listed.born(names, row.date_of_birth):
            for other in people.agreeing(number):
                line = other.row if isinstance(other, RollRow) else self.takers[other.id]
                return (
                    f"This looks like the child of row {line} again (same name and date of birth), so it was not"
                    " imported. Remove one of the two rows, or add both unique pupil numbers."
                )
        return ""

    def _candidate(self, row: RollRow, names: Names, *, rivals: int) -> tuple[Pupil | None, str]:
        """The one child of the desk a line must mean, or why that cannot be told."""
        number = _permanent(row)
        same = self.free.born(names, row.date_of_birth)
        agreeing = (person for people in same for person in people.agreeing(number))
        sure: dict[str, Pupil] = {}
        for person in agreeing:
            if isinstance(person, Pupil):
                sure[person.id] = person
            if len(sure) > 1:
                break
        if len(sure) == 1 and not rivals:
            return next(iter(sure.values())), ""
        if sure:
            return None, (
                "More than one child has this name and date of birth, so it cannot be told who is meant, and the line"
                " was not imported. Add the unique pupil number to the file or to the child’s record."
            )
        another = next((person for people in same for person in people.everyone.values()), None)
        if row.date_of_birth and another is not None:
            return None, (
                f"A child of this name and date of birth is here with another unique pupil number ({another.upn}), so"
                " the line was not imported. Correct whichever number is wrong, then import the roll again."
            )
        open_to = self.free.born(names, None) if row.date_of_birth else self.free.named(names)
        if another is None and any(True for people in open_to for _person in people.agreeing(number)):
            return None, (
                "A child of this name is already here, but without a date of birth on both sides it cannot be told"
                " whether it is the same one, so the line was not imported. Add the date of birth."
            )
        return None, ""

    def _take(self, index: int, pupil: Pupil | None, by: By) -> None:
        if pupil is not None and pupil.id not in self.takers:
            self.takers[pupil.id] = self.rows[index].row
            self.found[index] = Match(self.rows[index], pupil, by)
            self.free.remove(pupil, self.names[pupil.id])
            self.listed.add(pupil, self.names[pupil.id])

    def _hold(self, index: int, sentence: str) -> None:
        row = self.rows[index]
        self.found[index] = Held(row, Problem(row=row.row, sentence=sentence))


def _names(person: Person) -> Names:
    legal = letters_of(person.legal_surname), letters_of(person.legal_forename)
    surnames, forenames = (
        {legal[0], letters_of(person.preferred_surname)},
        {legal[1], letters_of(person.preferred_forename)},
    )
    return frozenset((surname, forename) for surname in surnames for forename in forenames if surname and forename) or (
        frozenset({legal}) if person.legal_surname or person.legal_forename else frozenset()
    )


def _key(row: RollRow) -> tuple[str, str, date | None]:
    return letters_of(row.legal_surname), letters_of(row.legal_forename), row.date_of_birth


def _contradict(one: Person, other: Person) -> bool:
    """Whether two people bear different permanent numbers, and so are two people as far as the numbers go."""
    numbers = {_permanent(one), _permanent(other)}
    return "" not in numbers and len(numbers) == 2


def _permanent(person: Person) -> str:
    """The person's number where it is one for life; empty otherwise."""
    return person.upn if person.upn and upns.check(person.upn).kind == "permanent" else ""
