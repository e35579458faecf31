"""Where a child's name stands in what is about others, and the same text without it.

A person decides about each place: a name may be part of another child's own record, and a lone forename may be
somebody else's. What is looked for, and how surely, is the leak scan's (`third_party`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from senco_desk.domain.folding import folded
from senco_desk.domain.pupils import Pupil
from senco_desk.domain.read_text import ReadText, fold
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
    """Looks for one child's name, UPN and labelled date of birth in other texts."""

    def __init__(self, pupil: Pupil) -> None:
        self._somebody = pupil_names(pupil)
        self._names = Names([self._somebody], ())
        self._firsts = {tuple(fold(name).split()) for name in self._somebody.forenames if fold(name)}
        self._lasts = {tuple(fold(name).split()) for name in self._somebody.surnames if fold(name)}
        self._upns = [upn for upn in self._somebody.upns if upn]
        self._hints = {phrase[0] for phrase in (*self._firsts, *self._lasts)} | {folded(upn) for upn in self._upns}

    def may_hold(self, text: str) -> bool:
        """Whether it is worth while to read a text; quick, and never wrongly no for a name written in one piece."""
        plain = folded(text).replace("'", "")
        return any(hint in plain for hint in self._hints)

    def find(self, text: str) -> tuple[Mentioned, ...]:
        """The name in a text, the sure ones first; everyday words that begin a sentence are no names."""
        if not self.may_hold(text):
            return ()
        found = self._names.scan([Located(text, "")])
        return tuple(Mentioned(each.certainty, each.excerpt) for each in found if not each.weak)

    def without(self, text: str, *, lone: bool, instead: str = REMOVED) -> str:
        """The text with the full name and the UPN taken out; with `lone`, a forename or surname by itself too."""
        read = ReadText(text, {})
        spans = list(self._spans(read, lone=lone))
        spans += [(start, stop) for number, start, stop in read.numbered() if self._is_ours(number)]
        result = read.text if spans else text
        for start, stop in sorted(spans, reverse=True):
            result = result[:start] + instead + _possessive(read.text[start:stop]) + result[stop:]
        return result

    def _is_ours(self, number: str) -> bool:
        return any("".join(number.split()).casefold() == upn.casefold() for upn in self._upns)

    def _spans(self, read: ReadText, *, lone: bool) -> Iterator[tuple[int, int]]:
        at = 0
        while at < len(read.words):
            end = self._full(read, at) or (self._lone(read, at) if lone else 0)
            if end:
                yield read.places[at][0], read.places[end - 1][1]
            at = max(end, at + 1)

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


def _after(read: ReadText, at: int, phrases: set[tuple[str, ...]]) -> list[int]:
    return [at + len(phrase) for phrase in phrases if tuple(read.words[at : at + len(phrase)]) == phrase]


def _possessive(word: str) -> str:
    return word[-2:] if len(word) > 2 and word[-2] in "'’‘ʼ" and word[-1] in "sS" else ""
