"""Two records that may be one child's: which pairs to look at and why, and one record made of the two.

Nothing is decided here. A pair is shown with its reasons, and a person says whether it is one child: twins have one
birthday and one surname, and two girls called Amelia Khan in one year are no rare thing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Any

from senco_desk.domain.folding import letters_of
from senco_desk.domain.pupils import Pupil
from senco_desk.domain.terms import in_words

PairKey = tuple[str, str]
"""The ids of two pupils, the smaller first."""

_SHORT = 4
"""Names of so few letters must be the same but for an ending: Ben and Len are two names."""

_ALWAYS = frozenset({"see_dsl"})
"""What holds for the child if either record says so, and is never written out."""


@dataclass(frozen=True)
class Pair:
    """Two records to look at, the one that was kept first before the other, and why, in sentences."""

    first: Pupil
    second: Pupil
    why: tuple[str, ...]
    weight: int

    @property
    def id(self) -> PairKey:
        """By which the pair is known."""
        return pair_key(self.first.id, self.second.id)


@dataclass(frozen=True)
class Differing:
    """A field in which two records differ: its name in `PupilDraft`, and what each holds."""

    field: str
    first: Any
    second: Any


def pair_key(one: str, other: str) -> PairKey:
    """The same for a pair whichever of the two is named first."""
    return (one, other) if one < other else (other, one)


def pairs(pupils: Sequence[Pupil], different: Collection[PairKey] = ()) -> list[Pair]:
    """The pairs that may be one child, the likeliest first; those in `different` were looked at, and are two."""
    known = frozenset(different)
    by_id = {pupil.id: pupil for pupil in pupils}
    found = []
    for key in sorted(set(_near(pupils))):
        if key in known:
            continue
        why = reasons(by_id[key[0]], by_id[key[1]])
        if why:
            weight = sum(each for each, _words in why)
            found.append(Pair(by_id[key[0]], by_id[key[1]], tuple(words for _weight, words in why), weight))
    return sorted(found, key=lambda pair: (-pair.weight, pair.first.sort_name, pair.id))


def reasons(one: Pupil, other: Pupil) -> list[tuple[int, str]]:
    """Why two records may be one child's, each with its weight; none where nothing says so."""
    found = list(_of_numbers(one, other))
    alike, same = _names_alike(one, other), _same_name(one, other)
    born, also = one.date_of_birth, other.date_of_birth
    if born is not None and born == also and alike:
        name = "the same name" if same else "a similar name"
        found.append((6 if same else 4, f"Both were born on {in_words(born)}, with {name}."))
    elif same and born is not None and also is not None and _mistyped(born, also):
        found.append((4, f"The same name, born on {in_words(born)} and {in_words(also)}: one may be mistyped."))
    elif same and (born is None or also is None):
        found.append((3, "The same name, and one record has no date of birth."))
    elif same and one.year_group and one.year_group == other.year_group and born != also:
        found.append((1, "The same name in the same year group, with other dates of birth."))
    return found


def differing(first: Pupil, second: Pupil) -> list[Differing]:
    """Every field in which two records differ, in the order of the record."""
    return [
        Differing(name, getattr(first, name), getattr(second, name))
        for name in type(first).model_fields
        if name != "id" and name not in _ALWAYS and getattr(first, name) != getattr(second, name)
    ]


def proposed(first: Pupil, second: Pupil) -> frozenset[str]:
    """The fields that the first record lacks and the second has: taken over unless somebody says otherwise."""
    return frozenset(each.field for each in differing(first, second) if _is_nothing(each.first))


def joined(first: Pupil, second: Pupil, take: Collection[str]) -> Pupil:
    """The first record with these fields of the second.

    The other UPN is kept as the former one where there is room for it, so that a later roll finds the child by either.
    """
    values = {each.field: each.second for each in differing(first, second) if each.field in take}
    values |= {name: getattr(first, name) or getattr(second, name) for name in _ALWAYS}
    made = first.model_copy(update=values)
    spare = [each for each in (first.upn, second.upn) if each and each not in (made.upn, made.former_upn)]
    return made.model_copy(update={"former_upn": spare[0]}) if spare and not made.former_upn else made


def left_over(first: Pupil, second: Pupil, made: Pupil) -> list[Differing]:
    """The fields whose value in one of the records is not in the one made of them: they are written into a note."""
    kept = {made.upn, made.former_upn}
    found = []
    for each in differing(first, second):
        lost = [value for value in (each.first, each.second) if value != getattr(made, each.field)]
        if each.field in ("upn", "former_upn"):
            lost = [value for value in lost if value not in kept]
        found += [Differing(each.field, getattr(made, each.field), value) for value in lost if not _is_nothing(value)]
    return found


def similar(one: str, other: str) -> bool:
    """Whether two names may be one that was mistyped or cut short: `Mohammed` and `Mohamed`, `Sam` and `Samuel`."""
    left, right = letters_of(one), letters_of(other)
    if not left or not right:
        return False
    if left == right:
        return True
    short, long = sorted((left, right), key=len)
    if len(short) >= 3 and long.startswith(short):
        return True
    if len(short) < _SHORT:
        return False
    return _apart(left, right, 1 if len(short) < 7 else 2)


def _near(pupils: Sequence[Pupil]) -> Iterator[PairKey]:
    """Pairs worth a look: everybody is held against those who share a number, a birthday, or a name."""
    groups: dict[tuple[str, object], list[Pupil]] = defaultdict(list)
    for pupil in pupils:
        for number in {pupil.upn, pupil.former_upn} - {""}:
            groups["upn", number].append(pupil)
        if pupil.nhs_number:
            groups["nhs", letters_of(pupil.nhs_number)].append(pupil)
        if pupil.date_of_birth is not None:
            groups["born", pupil.date_of_birth].append(pupil)
        for name in _whole_names(pupil):
            groups["name", name].append(pupil)
    for (kind, _what), group in groups.items():
        for one, other in combinations(group, 2):
            if one.id != other.id and (kind != "born" or _names_alike(one, other)):
                yield pair_key(one.id, other.id)


def _of_numbers(one: Pupil, other: Pupil) -> Iterator[tuple[int, str]]:
    shared = ({one.upn, one.former_upn} & {other.upn, other.former_upn}) - {""}
    if shared:
        yield 10, f"The UPN {min(shared)} stands in both, as the present or the former one."
    if one.nhs_number and letters_of(one.nhs_number) == letters_of(other.nhs_number):
        yield 8, "Both have the same NHS number."


def _forenames(pupil: Pupil) -> set[str]:
    return {pupil.legal_forename, pupil.preferred_forename} - {""}


def _surnames(pupil: Pupil) -> set[str]:
    return {pupil.legal_surname, pupil.preferred_surname} - {""}


def _whole_names(pupil: Pupil) -> set[str]:
    """Forename and surname in either order, since they are swapped more often than one would think."""
    whole = {(letters_of(first), letters_of(last)) for first in _forenames(pupil) for last in _surnames(pupil)}
    return {"|".join(sorted(parts)) for parts in whole if all(parts)}


def _same_name(one: Pupil, other: Pupil) -> bool:
    return bool(_whole_names(one) & _whole_names(other))


def _names_alike(one: Pupil, other: Pupil) -> bool:
    """Whether forename and surname are both alike; of one that has no surname, or no forename, the other decides."""
    return _alike(_forenames(one), _surnames(one), _forenames(other), _surnames(other)) or _alike(
        _forenames(one), _surnames(one), _surnames(other), _forenames(other)
    )


def _alike(forenames: Iterable[str], surnames: Iterable[str], others: set[str], last: set[str]) -> bool:
    return any(similar(mine, yours) for mine in forenames for yours in others) and any(
        similar(mine, yours) for mine in surnames for yours in last
    )


def _mistyped(one: date, other: date) -> bool:
    """Whether two dates differ as dates do that somebody mistyped: day and month swapped, or one part of the three."""
    if one.year == other.year and (one.month, one.day) == (other.day, other.month):
        return True
    same = (one.year == other.year) + (one.month == other.month) + (one.day == other.day)
    return same == 2


def _is_nothing(value: Any) -> bool:
    return value is None or value in ("", False, ())


def _apart(one: str, other: str, most: int) -> bool:
    """Whether one word becomes the other by at most so many letters added, left out, changed or swapped."""
    if abs(len(one) - len(other)) > most:
        return False
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, start=1):
        line = [at]
        for place, mark in enumerate(other, start=1):
            best = min(row[place] + 1, line[place - 1] + 1, row[place - 1] + (letter != mark))
            if at > 1 and place > 1 and letter == other[place - 2] and one[at - 2] == mark:
                best = min(best, before[place - 2] + 1)
            line.append(best)
        before, row = row, line
        if min(row) > most:
            return False
    return row[-1] <= most
