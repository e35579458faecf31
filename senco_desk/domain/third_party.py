"""The leak scan: other people's names in what is about to leave the school.

Everybody on the desk is looked for, except the child, the child's own family, and the adults who may be named
(staff and the professionals of this record). A full name is certain. A lone forename or surname of another pupil is
possible, and a person decides. Initials are not looked for: they are how other children should be written.

What is folded: case, accents, hyphens, kinds of apostrophe, possessives, words divided at a line's end.

The scan walks over the words once and looks each up, so that a roll of tens of thousands costs no more than a short
one; there is no pattern made of all the names.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from senco_desk.domain.ordinary_words import MONTHS, ORDINARY, SEASONS
from senco_desk.domain.pupils import Contact, Pupil
from senco_desk.domain.read_text import AFTER_SEASON, BEFORE_MONTH, BREAKS, TITLES, ReadText, fold, fold_number

Kind = Literal["pupil", "contact", "staff"]
Certainty = Literal["certain", "possible"]
KIND_WORDS: dict[Kind, str] = {
    "pupil": "another pupil",
    "contact": "another family",
    "staff": "a member of staff",
}


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person to look for, or not to: every forename and surname they go by, as people write them."""

    id: str
    kind: Kind
    forenames: tuple[str, ...]
    surnames: tuple[str, ...]
    upns: tuple[str, ...] = ()
    date_of_birth: date | None = None

    @property
    def name(self) -> str:
        """The name as it is shown: first forename, first surname."""
        return f"{next(iter(self.forenames), '')} {next(iter(self.surnames), '')}".strip()

    @property
    def full_names(self) -> list[tuple[str, str]]:
        """Each forename with each surname, folded as text is that names are sought in."""
        return [
            (first, last)
            for forename in self.forenames
            for surname in self.surnames
            if (first := fold(forename)) and (last := fold(surname))
        ]


@dataclass(frozen=True, slots=True)
class Located:
    """A text and where it stands, in words a person can go to: `Cycle 2`, `Appendix 3, page 4`."""

    text: str
    where: str


@dataclass(frozen=True, slots=True)
class Found:
    """A name that was found.

    Args:
        name: as the desk writes it (a UPN or date of birth is told as "UPN of …").
        kind: whose name it is.
        where: from `Located`.
        excerpt: the words around the first place, on one line.
        certainty: `certain` for full names, UPNs and dates of birth; else `possible`.
        count: how often it stands there.
        weak: whether it is also an everyday word at a sentence's beginning, and so most likely no name at all.
    """

    name: str
    kind: Kind
    where: str
    excerpt: str
    certainty: Certainty
    count: int = 1
    weak: bool = False

    @property
    def sentence(self) -> str:
        """The finding in one line."""
        often = f" ({self.count} times)" if self.count > 1 else ""
        doubt = "" if self.certainty == "certain" else "perhaps "
        return f"“{self.name}”, {doubt}{KIND_WORDS[self.kind]}, in {self.where}{often}: {self.excerpt}"


def pupil_names(pupil: Pupil) -> Somebody:
    """A pupil as somebody: the names they go by first, then the legal ones."""
    return Somebody(
        pupil.id,
        "pupil",
        _different(pupil.preferred_forename, pupil.legal_forename),
        _different(pupil.preferred_surname, pupil.legal_surname),
        tuple(upn for upn in (pupil.upn, pupil.former_upn) if upn),
        pupil.date_of_birth,
    )


def contact_names(contact: Contact) -> Somebody:
    """A parent or carer as somebody."""
    return adult_names(contact.id, contact.name, "contact")


def adult_names(identity: str, name: str, kind: Kind) -> Somebody:
    """An adult written on one line, as in `Mrs Ngozi Okafor-Bell, MSc`; a title and what follows a comma drop."""
    words = [word for word in name.partition(",")[0].split() if fold(word) not in TITLES]
    if len(words) < 2:
        return Somebody(identity, kind, (), tuple(words))
    return Somebody(identity, kind, (words[0],), _different(" ".join(words[1:]), words[-1]))


class Names:
    """Whose names to look for, made ready for quick looking.

    Args:
        others: everybody on the desk whose name may not leave with these papers.
        own: the child and the child's family. A forename, surname or full name of theirs is never found; another
            person who shares one of them is found where the full name differs.
        allowed: adults who may be named; their full names and surnames are never found.
        innocent: other words that are no one's name here, such as the school's.
    """

    def __init__(
        self,
        others: Iterable[Somebody],
        own: Sequence[Somebody],
        allowed: Iterable[Somebody] = (),
        innocent: Iterable[str] = (),
    ) -> None:
        own = tuple(own)
        adults = tuple(allowed)
        mine = {person.id for person in (*own, *adults)}
        self._own_forenames = {fold(name) for person in own for name in person.forenames}
        self._own_upns = {fold_number(upn) for person in own for upn in person.upns}
        self._own_births = {person.date_of_birth for person in own if person.date_of_birth}
        self._child = own[0] if own else Somebody("", "pupil", (), ())
        self._ours = {pair for person in (*own, *adults) for pair in person.full_names}
        self._our_surnames = {fold(name) for person in (*own, *adults) for name in person.surnames}
        self._innocent = {tuple(phrase.split()) for phrase in map(fold, innocent) if phrase}
        self._full: dict[tuple[str, str], Somebody] = {}
        self._forenames: dict[str, Somebody | None] = {}
        self._surnames: dict[str, Somebody | None] = {}
        self._upns: dict[str, Somebody] = {}
        self._births: dict[date, list[Somebody]] = {}
        self._known: dict[str, str] = {}
        for person in others:
            if person.id not in mine:
                self._index(person)
        ours = {_joined(pair) for pair in self._ours}
        self._joined = {_joined(pair): person for pair, person in self._full.items() if _joined(pair) not in ours}
        for first, last in self._ours:
            self._forenames.setdefault(first, None)
            self._surnames.setdefault(last, None)
        self._first_words = _lengths((*self._forenames, *self._surnames))

    def scan(self, texts: Iterable[Located]) -> tuple[Found, ...]:
        """Every name found, one entry for each name and place: the certain ones first, weak ones last."""
        found: dict[tuple[str, str, Certainty], Found] = {}
        for located in texts:
            for hit in self._hits(located.text):
                key = (hit.name, located.where, hit.certainty)
                before = found.get(key)
                found[key] = Found(
                    hit.name,
                    hit.person.kind,
                    located.where,
                    before.excerpt if before else hit.excerpt,
                    hit.certainty,
                    before.count + 1 if before else 1,
                    weak=hit.weak and (before is None or before.weak),
                )
        return tuple(sorted(found.values(), key=lambda each: (each.certainty, each.weak)))

    def other_child(self, texts: Iterable[str]) -> str:
        """The name of another pupil whom a paper names in full though it never names this child; empty if none.

        Such a paper was most likely put into the wrong child's record.
        """
        seen: dict[str, int] = {}
        wanted = {fold(name) for name in self._child.forenames}
        upns = {fold_number(upn) for upn in self._child.upns}
        for text in texts:
            read = ReadText(text, self._known)
            if wanted.intersection(read.phrases(_lengths(wanted))) or any(n[0] in upns for n in read.numbered()):
                return ""
            for hit in self._hits(text):
                if hit.certainty == "certain" and hit.person.kind == "pupil":
                    seen[hit.person.name] = seen.get(hit.person.name, 0) + 1
        return max(seen, key=lambda name: seen[name], default="")

    def _index(self, person: Somebody) -> None:
        for pair in person.full_names:
            self._full.setdefault(pair, person)
            self._forenames.setdefault(pair[0], None)
            self._surnames.setdefault(pair[1], None)
        if person.kind != "pupil":
            return
        for name in person.forenames:
            folded = fold(name)
            if folded and folded not in self._own_forenames:
                self._forenames[folded] = person
        for name in person.surnames:
            folded = fold(name)
            if folded and folded not in self._our_surnames:
                self._surnames[folded] = person
        for upn in person.upns:
            if fold_number(upn) not in self._own_upns:
                self._upns[fold_number(upn)] = person
        if person.date_of_birth and person.date_of_birth not in self._own_births:
            self._births.setdefault(person.date_of_birth, []).append(person)

    def _hits(self, text: str) -> Iterator[_Hit]:
        read = ReadText(text, self._known)
        firsts, lasts = self._mentions(read)
        taken: set[int] = set(self._innocent_words(read))
        named: set[str] = set()
        for hit in self._full_names(read, firsts, lasts, taken):
            named.add(hit.person.id)
            yield hit
        yield from self._spaced(read)
        yield from self._numbers(read, named)
        yield from self._lone(read, firsts, self._forenames, taken, surnames=False)
        yield from self._lone(read, lasts, self._surnames, taken, surnames=True)

    def _full_names(self, read: ReadText, firsts: list[_Span], lasts: list[_Span], taken: set[int]) -> Iterator[_Hit]:
        edges = _Edges(firsts)
        told: dict[str, set[int]] = {}
        for begin, end, last in lasts:
            for pair, start, stop in _around(read, edges, begin, end, last):
                place = range(start, stop)
                if pair in self._ours:
                    taken.update(place)
                elif pair in self._full and not taken.issuperset(place):
                    person = self._full[pair]
                    taken.update(place)
                    # "Ivo Bell, Ivo Bell" is twice, and not a third time as "Bell, Ivo".
                    if told.setdefault(person.id, set()).isdisjoint(place):
                        told[person.id].update(place)
                        yield _Hit(person, person.name, read.excerpt(start, stop))

    def _spaced(self, read: ReadText) -> Iterator[_Hit]:
        """Full names written letter by letter, as letterheads do: `G r a c e  O k o n j o`."""
        for first, letters in read.spelled():
            at = 0
            while at <= len(letters) - _SHORTEST_SPACED:
                ends = range(min(len(letters), at + _LONGEST_SPACED), at + _SHORTEST_SPACED - 1, -1)
                end = next((end for end in ends if letters[at:end] in self._joined), at)
                if end > at:
                    person = self._joined[letters[at:end]]
                    yield _Hit(person, person.name, read.excerpt(first + at, first + end))
                at = max(end, at + 1)

    def _lone(
        self,
        read: ReadText,
        spans: Iterable[_Span],
        known: Mapping[str, Somebody | None],
        taken: set[int],
        *,
        surnames: bool,
    ) -> Iterator[_Hit]:
        for begin, end, folded in spans:
            person = known.get(folded)
            if person is None or not taken.isdisjoint(range(begin, end)):
                continue
            weak = _weak(read, begin, folded, surname=surnames)
            if weak is not None:
                taken.update(range(begin, end))
                names = person.surnames if surnames else person.forenames
                name = next(name for name in names if fold(name) == folded)
                yield _Hit(person, name, read.excerpt(begin, end), "possible", weak=weak)

    def _mentions(self, read: ReadText) -> tuple[list[_Span], list[_Span]]:
        firsts: list[_Span] = []
        lasts: list[_Span] = []
        words, lengths = read.words, self._first_words
        for at, word in enumerate(words):
            for length in lengths.get(word, ()):
                phrase = word if length == 1 else " ".join(words[at : at + length])
                if phrase in self._forenames:
                    firsts.append((at, at + length, phrase))
                if phrase in self._surnames:
                    lasts.append((at, at + length, phrase))
        return firsts, lasts

    def _innocent_words(self, read: ReadText) -> Iterator[int]:
        for phrase in self._innocent:
            for at, word in enumerate(read.words):
                if word == phrase[0] and tuple(read.words[at : at + len(phrase)]) == phrase:
                    yield from range(at, at + len(phrase))

    def _numbers(self, read: ReadText, named: set[str]) -> Iterator[_Hit]:
        for upn, start, stop in read.numbered():
            person = self._upns.get(upn)
            if person:
                yield _Hit(person, f"UPN of {person.name}", read.around(start, stop))
        for day, labelled, start, stop in read.dates():
            # A day alone is nobody's: on a large roll every day is somebody's birthday.
            people = self._births.get(day, ())
            person = next((each for each in people if each.id in named), people[0] if people and labelled else None)
            if person:
                yield _Hit(person, f"Date of birth of {person.name}", read.around(start, stop))


_SHORTEST_SPACED, _LONGEST_SPACED = 6, 60
"""How many letters a full name has that is looked for letter by letter."""

_Span = tuple[int, int, str]
"""First word, word after the last, and the folded name between."""


@dataclass(frozen=True, slots=True)
class _Hit:
    person: Somebody
    name: str
    excerpt: str
    certainty: Certainty = "certain"
    weak: bool = False


def _around(
    read: ReadText, edges: _Edges, begin: int, end: int, last: str
) -> Iterator[tuple[tuple[str, str], int, int]]:
    """The forenames that stand with a surname: before it (with middle names between), or right after it."""
    for gap in range(3):
        edge = begin - gap
        if gap and (edge < 1 or not read.near(edge, edge + 1) or not read.is_capital(edge)):
            break
        for start, stop, first in edges.ends.get(edge, ()):
            if read.near(stop - 1, edge):
                yield (first, last), start, end
    for _, stop, first in edges.starts.get(end, ()):
        if read.near(end - 1, end):
            yield (first, last), begin, stop


class _Edges:
    """Forenames by the word they begin at, and by the word after them."""

    def __init__(self, firsts: Sequence[_Span]) -> None:
        self.starts: dict[int, list[_Span]] = {}
        self.ends: dict[int, list[_Span]] = {}
        for span in firsts:
            self.starts.setdefault(span[0], []).append(span)
            self.ends.setdefault(span[1], []).append(span)


def _weak(read: ReadText, at: int, folded: str, *, surname: bool) -> bool | None:
    """Whether a lone name is weak (True), strong (False), or no name at all (None).

    A surname has to begin with a capital; a forename may be written small if it is no everyday word.
    """
    start, stop = read.places[at]
    word, text = read.text[start:stop], read.text
    capital = word[0].isupper() or not (word[0].islower() or word[0].isupper())
    ordinary = folded in ORDINARY
    if not capital and (ordinary or surname or len(folded) < 4):
        return None
    before = read.words[at - 1] if at and read.near(at - 1, at) else ""
    after = read.words[at + 1] if at + 1 < len(read.words) and read.near(at, at + 1) else ""
    if folded in MONTHS and (before in BEFORE_MONTH or any(c.isdigit() for c in text[max(0, start - 5) : stop + 5])):
        return None
    if folded in SEASONS and (after in AFTER_SEASON or any(sign.isdigit() for sign in text[stop : stop + 3])):
        return None
    if not ordinary or before in TITLES:
        return False
    begins = not (lead := text[:start].rstrip(" \"'“”‘’([")[-1:]) or lead in BREAKS or word.isupper()
    if begins and surname:
        return None
    return begins


def _joined(pair: tuple[str, str]) -> str:
    return "".join(pair).replace(" ", "")


def _lengths(phrases: Iterable[str]) -> dict[str, tuple[int, ...]]:
    """By first word, how many words the phrases that begin with it have: the longest first."""
    found: dict[str, set[int]] = {}
    for phrase in phrases:
        first, _, rest = phrase.partition(" ")
        found.setdefault(first, set()).add(1 + (rest.count(" ") + 1 if rest else 0))
    return {first: tuple(sorted(lengths, reverse=True)) for first, lengths in found.items()}


def _different(*names: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in names if name))
