"""What the check on arrival found of a paper: who was seen in it, and whose it is then.

What stands in a paper is counted in `whose_paper`; here it is weighed. Another child's certain details stop it always,
and so does another child's name where the paper says whom it is about. This child's full name by itself is enough only
where nobody else is named.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from senco_desk.domain.read_text import fold
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
STRANGER = "A name stands where a paper says whom it is about that is not this child’s."
OTHERS_TOO = "It names another child too, and does not say for certain whose it is."
SHARED_BIRTH = "Another child on the roll has the same date of birth, and no name tells the two apart."
THIS = "This child’s details were found in it."

_DOMINANT = 3
_CLASS = 3
"""A paper that names so many other children is a list of some kind, unless it gives this child's details."""


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


NOWHERE = (0, "", "")


@dataclass
class Seen:
    """What was seen of one pupil."""

    full: int = 0
    lone: int = 0
    certain: int = 0
    born: int = 0
    labelled: int = 0
    headed: int = 0
    """Behind “Name:” at the beginning of a line or the like: the paper says that it is about this pupil."""
    place: tuple[int, str, str] = NOWHERE

    @property
    def mentions(self) -> int:
        """How often the pupil is named, in full or by forename."""
        return self.full + self.lone

    @property
    def hard(self) -> bool:
        """Whether more than a name in passing says that it is about this pupil."""
        return bool(self.certain or self.born or self.labelled or self.headed)

    def at(self, page: int, excerpt: str, words: str) -> None:
        """The first place is the one that is shown."""
        if not self.place[0]:
            self.place = (page, excerpt, words)


@dataclass
class Paper:
    """What was seen in one paper, by pupil id; and dates of birth that are nobody's."""

    seen: defaultdict[str, Seen] = field(default_factory=lambda: defaultdict(Seen))
    lone: Counter[str] = field(default_factory=Counter[str])
    nobodys_births: int = 0
    stranger_place: tuple[int, str, str] = NOWHERE
    apart: bool = False
    """Whether a date of birth that is nobody's stands on a page without this child's."""
    namesake: bool = False
    birth_place: tuple[int, str, str] = NOWHERE


def wordless_words(wordless: int, pages: int) -> str:
    """`3 of 4 pages have no words: look by eye.`"""
    verb, what = ("has", "it") if wordless == 1 else ("have", "them")
    return f"{wordless} of {pages} pages {verb} no words that can be read: look at {what} by eye."


def judged(child: Somebody, paper: Paper, twins: Sequence[Somebody], *, telling: bool) -> Finding:
    """Whose a paper is, of which so much was seen.

    Args:
        child: in whose record it is to be.
        paper: what was seen in it.
        twins: everybody else on the roll who has this child's date of birth.
        telling: whether this child's forename is nobody else's, and no everyday word.
    """
    mine = paper.seen[child.id]
    shared = _shared_birth(child, paper, twins)
    if shared:
        mine.born = 0
    others = {one: seen for one, seen in paper.seen.items() if one != child.id and (seen.full or seen.hard)}
    ranked = tuple(sorted(others, key=lambda one: _weight(others[one]), reverse=True))
    if ranked:
        known = any(seen.certain or seen.born or seen.headed for seen in others.values())
        if known and mine.hard:
            return _stop(BOTH, ranked, others)
        if any(seen.certain or seen.born for seen in others.values()):
            return _stop(OTHERS_DETAILS, ranked, others)
        if any(_dominates(seen, mine) for seen in others.values()):
            return _stop(SOMEBODY_ELSE, ranked, others)
    return _own(mine, paper, ranked, others, shared=shared, telling=telling)


def _shared_birth(child: Somebody, paper: Paper, twins: Sequence[Somebody]) -> bool:
    """Whether this child's date of birth tells nothing: a twin is named too, or this child is not named at all."""
    mine, own = paper.seen[child.id], {fold(name) for name in child.forenames}
    return bool(twins) and (
        not mine.mentions
        or any(
            paper.seen[one.id].full
            or paper.seen[one.id].hard
            or any(paper.lone[first] for first in {fold(name) for name in one.forenames} - own)
            for one in twins
        )
    )


def _stop(why: str, ranked: tuple[str, ...], others: dict[str, Seen]) -> Finding:
    known = [one for one in ranked if others[one].certain or others[one].born or others[one].headed]
    first = others[known[0] if known else ranked[0]]
    order = tuple(dict.fromkeys([*known, *ranked]))
    return Finding("other", why, order, *first.place)


def _dominates(other: Seen, mine: Seen) -> bool:
    if other.headed:
        return True
    if mine.certain or mine.born:
        return other.full >= _DOMINANT and other.full > 2 * mine.mentions
    if mine.labelled or mine.headed:
        return other.mentions >= _DOMINANT and other.mentions > mine.mentions
    if other.labelled:
        return True
    return other.full > (mine.full or mine.lone // 2) or (
        other.mentions >= _DOMINANT and other.mentions > mine.mentions
    )


def _own(
    mine: Seen, paper: Paper, ranked: tuple[str, ...], others: dict[str, Seen], *, shared: bool, telling: bool
) -> Finding:
    if paper.stranger_place[0]:
        return Finding("unclear", STRANGER, (), *paper.stranger_place)
    if (mine.certain or mine.born) and not paper.apart and (mine.mentions or not ranked):
        return Finding("this", THIS)
    if paper.nobodys_births:
        return Finding("unclear", OTHER_BIRTH, (), *paper.birth_place)
    named = mine.full or mine.headed
    if named and paper.namesake:
        return Finding("unclear", NAMESAKE, (), *mine.place)
    headed = (mine.headed or mine.labelled) and len(ranked) < _CLASS
    if (
        ranked
        and (named or mine.born or mine.certain)
        and not (headed and all(one.mentions <= mine.mentions for one in others.values()))
    ):
        return Finding("unclear", OTHERS_TOO, ranked, *others[ranked[0]].place)
    if named:
        return Finding("this", THIS)
    if mine.lone and not ranked and telling:
        return Finding("this", THIS)
    return Finding("unclear", SHARED_BIRTH if shared else FORENAME_ONLY if mine.lone else NOBODY)


def _weight(seen: Seen) -> tuple[int, ...]:
    return seen.certain, seen.born, seen.headed, seen.labelled, seen.full, seen.lone
