"""Whose paper is this? The check on arrival: a report put into the wrong child's record is the worst that can happen.

The words of a paper are held against everybody on the roll. A unique pupil number, a date of birth and a name behind
“Name:” say most; then full names; a forename alone says little, and nothing where it is also an everyday word or
somebody else's too. Where nothing can be told, a person has to look: it is never passed in silence.

The walk over the words looks each up, so that a roll of tens of thousands costs no more than a short one.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from senco_desk.domain.ordinary_words import ORDINARY
from senco_desk.domain.read_text import TITLES, ReadText, fold, fold_number
from senco_desk.domain.third_party import Somebody

Whose = Literal["this", "other", "unclear"]

NO_WORDS = "No words can be read in it, so no name or date of birth was checked."
NOBODY = "It names nobody on the roll for certain."
NAMESAKE = "Another child on the roll has the same name, and no date of birth tells the two apart."
OTHER_BIRTH = "A date of birth stands in it that is not the one in this child’s record."
FORENAME_ONLY = "It has this child’s forename only, which is somebody else’s too or an everyday word."
BOTH = "It names this child, and holds another child’s details too."
SOMEBODY_ELSE = "It names another child, and this child is not the one it is about."
OTHERS_DETAILS = "It holds another child’s date of birth or pupil number."
THIS = "This child’s details were found in it."

_LABEL = re.compile(
    r"(?:\b(?:name|names|child|pupil|student|re|regarding|subject|concerning|patient|young person)\b[^\n:]{0,24}[:–—\-]"
    r"|\b(?:re|name|pupil|child)\b)\W*$",
    re.IGNORECASE,
)
_MIDDLE = 2
"""So many middle names may stand between a forename and a surname."""
_WORD_BEHIND = re.compile(r"[ \u00a0]([^\W\d_][^\W_]*)")
_DOMINANT = 3


@dataclass(frozen=True, slots=True)
class Finding:
    """What the check found.

    Args:
        whose: `this` child's; another's (`other`: stop and look); or `unclear`: a person has to look.
        why: a sentence that names nobody.
        others: ids of the other pupils it may be about, the likeliest first.
        page: where to look, from 1; 0 where there is no such place.
        excerpt: the words around; they may name another child.
        words: the name, number or date itself, as it stands there.
    """

    whose: Whose
    why: str
    others: tuple[str, ...] = ()
    page: int = 0
    excerpt: str = ""
    words: str = ""


_NOWHERE = (0, "", "")


@dataclass
class _Seen:
    """What was seen of one pupil."""

    full: int = 0
    lone: int = 0
    certain: int = 0
    born: int = 0
    labelled: int = 0
    place: tuple[int, str, str] = _NOWHERE

    @property
    def mentions(self) -> int:
        return self.full + self.lone

    @property
    def hard(self) -> bool:
        return bool(self.certain or self.born or self.labelled)

    def at(self, page: int, excerpt: str, words: str) -> None:
        if not self.place[0]:
            self.place = (page, excerpt, words)


@dataclass
class _Paper:
    """What was seen in one paper, by pupil id; and dates of birth that are nobody's."""

    seen: defaultdict[str, _Seen] = field(default_factory=lambda: defaultdict(_Seen))
    nobodys_births: int = 0
    namesake: bool = False
    birth_place: tuple[int, str, str] = _NOWHERE


class Roll:
    """Everybody on the roll, made ready for looking; build it once for a row of papers.

    Args:
        pupils: everybody who is or was on the roll, as `third_party.pupil_names` gives them.
        adults: the school's staff and others who may share a pupil's name; such a full name tells nothing.
    """

    def __init__(self, pupils: Iterable[Somebody], adults: Iterable[Somebody] = ()) -> None:
        self._full: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        self._forenames: Counter[str] = Counter()
        self._of: dict[str, Somebody] = {}
        self._upns: dict[str, str] = {}
        self._births: defaultdict[date, list[str]] = defaultdict(list)
        for person in pupils:
            self._of[person.id] = person
            for pair in set(_pairs(person)):
                self._full[pair].append(person.id)
            for first in {fold(name) for name in person.forenames}:
                self._forenames[first] += 1
            for upn in person.upns:
                self._upns[fold_number(upn)] = person.id
            if person.date_of_birth:
                self._births[person.date_of_birth].append(person.id)
        self._adults = {pair for person in adults for pair in _pairs(person)}
        self._firsts = {first for first, _ in self._full}
        self._first_sizes = sorted({first.count(" ") + 1 for first in self._firsts})
        self._lasts: dict[str, tuple[int, ...]] = {}
        for _, last in self._full:
            head = last.partition(" ")[0]
            sizes = {*self._lasts.get(head, ()), last.count(" ") + 1}
            self._lasts[head] = tuple(sorted(sizes, reverse=True))

    def whose(self, child_id: str, pages: Sequence[str]) -> Finding:
        """Whether a paper with these words on its pages is this child's. The child must be on the roll."""
        if not any(page.strip() for page in pages):
            return Finding("unclear", NO_WORDS)
        child = self._of[child_id]
        paper, known = _Paper(), dict[str, str]()
        for number, text in enumerate(pages, 1):
            if text.strip():
                self._read(ReadText(text, known), number, child, paper)
        return self._judged(child, paper)

    def _read(self, read: ReadText, page: int, child: Somebody, paper: _Paper) -> None:
        seen, taken = paper.seen, set[int]()
        for start, stop, ids, labelled in self._names(read, child, taken):
            mine = child.id in ids
            paper.namesake |= mine and len(ids) > 1
            for each in [child.id] if mine else ids:
                if self._weak(read, start, stop) and not labelled:
                    continue
                seen[each].full += 1
                seen[each].labelled += labelled
                seen[each].at(page, read.excerpt(start, stop), read.raw(start, stop))
        wanted = {fold(name) for name in child.forenames}
        self._lone(read, wanted, taken, seen[child.id])
        for number, start, stop in read.numbered():
            if owner := self._upns.get(number):
                seen[owner].certain += 1
                seen[owner].at(page, read.around(start, stop), read.text[start:stop])
        self._dates(read, page, child, paper)

    def _dates(self, read: ReadText, page: int, child: Somebody, paper: _Paper) -> None:
        for day, labelled, start, stop in read.dates():
            born = self._births.get(day, [])
            if child.date_of_birth == day:
                paper.seen[child.id].born += 1
            elif labelled and born:
                for each in born:
                    paper.seen[each].born += 1
                    paper.seen[each].at(page, read.around(start, stop), read.text[start:stop])
            elif labelled and child.date_of_birth and abs(day.year - child.date_of_birth.year) < _A_CHILDS:
                paper.nobodys_births += 1
                if not paper.birth_place[0]:
                    paper.birth_place = (page, read.around(start, stop), read.text[start:stop])

    def _names(self, read: ReadText, child: Somebody, taken: set[int]) -> Iterator[tuple[int, int, list[str], bool]]:
        """Each full name of a pupil, with its words and whether it stands behind “Name:” or the like."""
        for at, word in enumerate(read.words):
            for size in self._lasts.get(word, ()):
                found = self._around(read, at, size, child, taken)
                if found is not None:
                    start, stop, ids = found
                    taken.update(range(start, stop))
                    begin = read.places[start][0]
                    yield start, stop, ids, bool(_LABEL.search(read.text[max(0, begin - 40) : begin]))
                    break

    def _around(
        self, read: ReadText, at: int, size: int, child: Somebody, taken: set[int]
    ) -> tuple[int, int, list[str]] | None:
        last = " ".join(read.words[at : at + size])
        best: tuple[int, int, list[str]] | None = None
        for gap in range(_MIDDLE + 1):
            for long in self._first_sizes:
                start = at - gap - long
                if start < 0 or not self._together(read, start, at + size, at - gap, at):
                    continue
                ids = self._ids(" ".join(read.words[start : start + long]), last, child)
                if ids and taken.isdisjoint(range(start, at + size)) and not _titled(read, start):
                    if child.id in ids:
                        return start, at + size, ids
                    best = best or (start, at + size, ids)
        return best or self._turned(read, at, size, child, taken)

    def _turned(
        self, read: ReadText, at: int, size: int, child: Somebody, taken: set[int]
    ) -> tuple[int, int, list[str]] | None:
        """`Surname, Forename`, as lists have it."""
        last = " ".join(read.words[at : at + size])
        for long in self._first_sizes:
            begin, stop = at + size, at + size + long
            if stop > len(read.words) or not read.text[read.places[begin - 1][1] :].lstrip(" ").startswith(","):
                continue
            ids = self._ids(" ".join(read.words[begin:stop]), last, child)
            if ids and read.near(begin - 1, begin) and taken.isdisjoint(range(at, stop)):
                return at, stop, ids
        return None

    def _ids(self, first: str, last: str, child: Somebody) -> list[str]:
        """The pupils of a full name; of one that is an adult's too, only this child may be meant."""
        ids = self._full.get((first, last), [])
        return [each for each in ids if each == child.id] if (first, last) in self._adults else ids

    def _together(self, read: ReadText, start: int, stop: int, middle: int, last: int) -> bool:
        """Whether the words stand close together, and those between forename and surname are written as names."""
        if any(not read.near(at, at + 1) for at in range(start, stop - 1)):
            return False
        between = read.text[read.places[start][0] : read.places[stop - 1][1]]
        if any(sign in between for sign in ",;:.!?\t") or between.count("\n") > 1:
            return False
        return all(read.is_capital(at) for at in range(middle, last))

    def _weak(self, read: ReadText, start: int, stop: int) -> bool:
        """Whether a full name is most likely no name: small letters, or everyday words that begin a sentence."""
        capitals = [read.is_capital(at) for at in range(start, stop)]
        if all(word in ORDINARY for word in read.words[start:stop]):
            return not all(capitals)
        return not any(capitals)

    def _lone(self, read: ReadText, wanted: set[str], taken: set[int], seen: _Seen) -> None:
        """Counts the child's forename by itself, where no other surname follows it on the line."""
        sizes = {name.count(" ") + 1 for name in wanted if name}
        for at in range(len(read.words)):
            for size in sizes:
                stop = at + size
                if at in taken or " ".join(read.words[at:stop]) not in wanted or not read.is_capital(at):
                    continue
                behind = _WORD_BEHIND.match(read.text, read.places[stop - 1][1])
                if not (behind and behind[1][0].isupper() and not behind[1].isupper() and len(behind[1]) > 1):
                    seen.lone += 1

    def _judged(self, child: Somebody, paper: _Paper) -> Finding:
        mine = paper.seen[child.id]
        others = {one: seen for one, seen in paper.seen.items() if one != child.id and (seen.full or seen.hard)}
        ranked = tuple(sorted(others, key=lambda one: _weight(others[one]), reverse=True))
        if ranked:
            first = others[ranked[0]]
            known = any(seen.certain or seen.born for seen in others.values())
            if known and mine.hard:
                return self._stop(BOTH, ranked, others)
            if known:
                return self._stop(OTHERS_DETAILS, ranked, others)
            if self._dominates(first, mine):
                return self._stop(SOMEBODY_ELSE, ranked, others)
        return self._own(child, paper, named_another=bool(ranked))

    def _stop(self, why: str, ranked: tuple[str, ...], others: dict[str, _Seen]) -> Finding:
        known = [one for one in ranked if others[one].certain or others[one].born]
        first = others[known[0] if known else ranked[0]]
        order = tuple(dict.fromkeys([*known, *ranked]))
        return Finding("other", why, order, *first.place)

    @staticmethod
    def _dominates(other: _Seen, mine: _Seen) -> bool:
        if mine.certain or mine.born:
            return other.full >= _DOMINANT and other.full > 2 * mine.mentions
        if mine.labelled:
            return other.full >= _DOMINANT and other.full > mine.mentions
        if other.labelled:
            return True
        return other.full > (mine.full or mine.lone // 2)

    def _own(self, child: Somebody, paper: _Paper, *, named_another: bool) -> Finding:
        mine = paper.seen[child.id]
        if mine.certain or mine.born:
            return Finding("this", THIS)
        if paper.nobodys_births:
            return Finding("unclear", OTHER_BIRTH, (), *paper.birth_place)
        if mine.full and paper.namesake:
            return Finding("unclear", NAMESAKE, (), *mine.place)
        if mine.full:
            return Finding("this", THIS)
        alone = {fold(name) for name in child.forenames}
        if mine.lone and not named_another and all(self._forenames[one] == 1 and one not in ORDINARY for one in alone):
            return Finding("this", THIS)
        return Finding("unclear", FORENAME_ONLY if mine.lone else NOBODY)


_A_CHILDS = 20
"""Dates of birth further apart than so many years are not both children's."""


def _weight(seen: _Seen) -> tuple[int, int, int, int]:
    return seen.certain, seen.born, seen.labelled, seen.full


def _titled(read: ReadText, start: int) -> bool:
    """Whether a name is an adult's: `Mrs Amelia Khan`."""
    return start > 0 and read.words[start - 1] in TITLES and read.near(start - 1, start)


def _pairs(person: Somebody) -> list[tuple[str, str]]:
    return [
        (first, last)
        for forename in person.forenames
        for surname in person.surnames
        if (first := fold(forename)) and (last := fold(surname))
    ]
