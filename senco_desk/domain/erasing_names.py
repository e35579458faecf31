"""Where a child's name stands in what is about others, and the same text without it.

A person decides about each place: a name may be part of another child's own record, and a lone forename may be
somebody else's. What is looked for, and how surely, is the leak scan's (`third_party`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from senco_desk.domain.folding import folded
from senco_desk.domain.pupils import Pupil
from senco_desk.domain.read_text import TITLES, ReadText, fold
from senco_desk.domain.third_party import Certainty, Located, Names, pupil_names

REMOVED = "(name removed)"
_BETWEEN = 2
"""So many middle names may stand between a forename and a surname."""


@dataclass(frozen=True)
class Mentioned:
    """A name that was found in a text: how sure that is, and the words around it."""

    certainty: Certainty
    excerpt: str


class NameSeeker:
    """Looks for one child's name, UPN and labelled date of birth in other texts.

    Args:
        pupil: the child.
        others: the names of other people as they are written, `Mr Daniel Winter`: where one of them stands, or the
            title and the surname alone, the part that the child shares is theirs. One written as the child is, is not.
    """

    def __init__(self, pupil: Pupil, others: Iterable[str] = ()) -> None:
        self._somebody = pupil_names(pupil)
        self._firsts = {tuple(fold(name).split()) for name in self._somebody.forenames if fold(name)}
        self._lasts = {tuple(fold(name).split()) for name in self._somebody.surnames if fold(name)}
        self._others = {phrase for name in others for phrase in _ways_to_write(name)} - self._own()
        shared = {word for phrase in (*self._firsts, *self._lasts) for word in phrase}
        self._others = {phrase for phrase in self._others if shared.intersection(phrase)}
        self._names = Names([self._somebody], (), innocent=[" ".join(phrase) for phrase in self._others])
        self._upns = [upn for upn in self._somebody.upns if upn]
        self._hints = {phrase[0] for phrase in (*self._firsts, *self._lasts)} | {folded(upn) for upn in self._upns}

    def may_hold(self, text: str) -> bool:
        """Whether it is worth while to read a text; quick, and never wrongly no for a name written in one piece."""
        plain = folded(text).replace("'", "")
        return any(hint in plain for hint in self._hints)

    def find(self, text: str, theirs: Collection[str] = ()) -> tuple[Mentioned, ...]:
        """The name in a text, the sure ones first; everyday words that begin a sentence are no names.

        `theirs` are the folded forenames and surnames of the child whom the text is about: by itself, such a name is
        that child's.
        """
        if not self.may_hold(text):
            return ()
        found = self._names.scan([Located(text, "")])
        return tuple(
            Mentioned(each.certainty, each.excerpt)
            for each in found
            if not each.weak and (each.certainty == "certain" or fold(each.name) not in theirs)
        )

    def without(self, text: str, *, lone: bool, instead: str = REMOVED, theirs: Collection[str] = ()) -> str:
        """The text with the full name and the UPN taken out; with `lone`, a forename or surname by itself too.

        `theirs` is as in `find`.
        """
        read = ReadText(text, {})
        spans = list(self._spans(read, lone=lone, theirs=theirs))
        spans += [(start, stop) for number, start, stop in read.numbered() if self._is_ours(number)]
        result = read.text if spans else text
        for start, stop in sorted(spans, reverse=True):
            result = result[:start] + instead + _possessive(read.text[start:stop]) + result[stop:]
        return result

    def _is_ours(self, number: str) -> bool:
        return any("".join(number.split()).casefold() == upn.casefold() for upn in self._upns)

    def _own(self) -> set[tuple[str, ...]]:
        """The child's own full name, either way round."""
        return {first + last for first in self._firsts for last in self._lasts} | {
            last + first for first in self._firsts for last in self._lasts
        }

    def _spans(self, read: ReadText, *, lone: bool, theirs: Collection[str]) -> Iterator[tuple[int, int]]:
        at = 0
        others = self._theirs(read) if lone else set()
        while at < len(read.words):
            end = self._full(read, at) or (self._lone(read, at) if lone and at not in others else 0)
            if end and " ".join(read.words[at:end]) in theirs:
                end = 0
            if end:
                yield read.places[at][0], read.places[end - 1][1]
            at = max(end, at + 1)

    def _theirs(self, read: ReadText) -> set[int]:
        """The places of the words that belong to another person's name."""
        return {
            place
            for phrase in self._others
            for at in range(len(read.words) - len(phrase) + 1)
            if read.words[at] == phrase[0] and tuple(read.words[at : at + len(phrase)]) == phrase
            for place in range(at, at + len(phrase))
        }

    def _full(self, read: ReadText, at: int) -> int:
        """Where a full name that begins at a word ends: forename first with middle names between, or surname first."""
        for end in _after(read, at, self._firsts):
            for gap in range(_BETWEEN + 1):
                for stop in _after(read, end + gap, self._lasts):
                    return stop
        for end in _after(read, at, self._lasts):
            for stop in _after(read, end, self._firsts):
                return stop
        return 0

    def _lone(self, read: ReadText, at: int) -> int:
        capital = read.is_capital(at) or not read.text[read.places[at][0]].islower()
        return max((*_after(read, at, self._firsts), *_after(read, at, self._lasts)), default=0) if capital else 0


def names_of(pupil: Pupil) -> frozenset[str]:
    """The forenames and surnames that a child goes by, folded, as `NameSeeker.find` takes them for `theirs`."""
    somebody = pupil_names(pupil)
    return frozenset(fold(name) for name in (*somebody.forenames, *somebody.surnames)) - {""}


def _ways_to_write(name: str) -> Iterator[tuple[str, ...]]:
    """A person's name in full without a title, and a title with the surname: `daniel winter`, `mr winter`."""
    words = [word for word in fold(name.partition(",")[0]).split() if word]
    titles = [word for word in words if word in TITLES]
    plain = tuple(word for word in words if word not in TITLES)
    if len(plain) > 1:
        yield plain
    for title in titles if plain else ():
        yield (title, plain[-1])


def _after(read: ReadText, at: int, phrases: set[tuple[str, ...]]) -> list[int]:
    return [at + len(phrase) for phrase in phrases if tuple(read.words[at : at + len(phrase)]) == phrase]


def _possessive(word: str) -> str:
    return word[-2:] if len(word) > 2 and word[-2] in "'’‘ʼ" and word[-1] in "sS" else ""
