"""Finding children by what is typed: one way for the search field, every filter of a table and the command line.

What is looked in is a line of words with a space before each and after the last; a word that was typed is found
where a word of the line begins with it. Each typed word needs a word of its own, so that `grace gr` is Grace Grace
and not Amelia Grace. A year is found by its number however it is written: `year 7`, `Yr 7`, `y7`. A name that was
typed nearly right is found too (`near_names`), after those that were typed as they are.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from senco_desk.domain.folding import folded
from senco_desk.domain.near_names import NearNames
from senco_desk.domain.ordinary_words import ORDINARY
from senco_desk.domain.pupils import Pupil
from senco_desk.domain.read_text import TITLES, ReadText, fold

_ONE_LETTER = re.compile(r"\b([a-z])'(\w{2,})")
_BOTH_WAYS = r"\1\2 \2"
"""O’Neill is found as `oneill` and as `neill`."""
_NO_WORD = re.compile(r"[\W_]+")
_YEAR = re.compile(r"\b(?:year|yr|y) ?(\d{1,2}|r)\b(?!\d)")
_UNFINISHED = re.compile(r"\b(?:year|yr)$")
_RECEPTION = re.compile(r"\breception\b")
_SMALL = re.compile(r"\d{1,2}")


def searchable(*parts: str) -> str:
    """Texts as the one line of words that is looked in: ` amelia oneill neill 4b `; no case, no accents, no marks."""
    line = folded(" ".join(parts))
    if "'" in line:
        line = _ONE_LETTER.sub(_BOTH_WAYS, line)
    return f" {_plain(line)} "


def year_line(year_group: str) -> str:
    """A year group as it is looked for: `y7 year 7`, `yr year r reception`; another code as it is."""
    code = folded(year_group).strip()
    if code == "r":
        return "yr year r reception"
    return f"y{code} year {code}" if code.isdecimal() else code


@dataclass(frozen=True)
class Wanted:
    """What was typed, read once and looked for in many lines.

    Args:
        words: each word with how many words of a line must begin with it.
        inside: pieces that may stand anywhere: a class or part of a UPN, where letters and figures mix.
        whole: for each year that is asked for, the ways in which a line may say it, in whole words.
    """

    words: tuple[tuple[str, int], ...] = ()
    inside: tuple[str, ...] = ()
    whole: tuple[tuple[str, ...], ...] = ()

    def __bool__(self) -> bool:
        """Whether anything is asked for."""
        return bool(self.words or self.inside or self.whole)

    def among(self, places: Iterable[int], lines: Sequence[str]) -> list[int]:
        """Those of the places whose lines have everything that was typed; their order stays."""
        found = list(places)
        for ways in self.whole:
            found = [at for at in found if any(way in lines[at] for way in ways)]
        for piece in self.inside:
            found = [at for at in found if piece in lines[at]]
        for word, count in self.words:
            if count == 1:
                found = [at for at in found if word in lines[at]]
            else:
                found = [at for at in found if lines[at].count(word) >= count]
        return found

    def found_in(self, line: str) -> bool:
        """Whether one line has everything that was typed."""
        return bool(self.among((0,), (line,)))

    def narrows(self, earlier: Wanted) -> bool:
        """Whether everything this finds was found by what was typed a moment before: typing on, as a rule."""
        return (
            set(earlier.whole) <= set(self.whole)
            and all(any(part in piece for piece in self.inside) for part in earlier.inside)
            and all(
                any(word.startswith(begun) and count >= before for word, count in self.words)
                for begun, before in earlier.words
            )
        )


def wanted(typed: str) -> Wanted:
    """Reads what was typed: years, names, a class, a need, words of a status. A lone `year` waits for its number."""
    line = _RECEPTION.sub("year r", _plain(folded(typed)))
    whole = tuple(_ways(match.group(1)) for match in _YEAR.finditer(line))
    left = _UNFINISHED.sub("", _YEAR.sub(" ", line).strip()).split()
    inside = tuple(word for word in left if _mixed(word))
    begun = [word for word in left if not _mixed(word)]
    counted = {word: sum(other.startswith(word) for other in begun) for word in begun}
    return Wanted(tuple((f" {word}", count) for word, count in counted.items()), inside, whole)


@dataclass(frozen=True)
class Findable:
    """A child and the lines it is found by, made once for many askings.

    `names` holds one line for each way the child is called (preferred and legal); `facts` holds year, class and UPN.
    """

    pupil: Pupil
    names: tuple[str, ...]
    facts: str
    forenames: frozenset[str]
    surnames: frozenset[str]


def findable(pupil: Pupil) -> Findable:
    """A child as it is found by either of its names."""
    forenames = _ways_to_say(pupil.forename, pupil.legal_forename)
    surnames = _ways_to_say(pupil.surname, pupil.legal_surname)
    names = tuple(searchable(fore, sur) for fore in forenames or ("",) for sur in surnames or ("",))
    facts = searchable(year_line(pupil.year_group), pupil.class_name, pupil.upn, pupil.former_upn)
    return Findable(
        pupil,
        names,
        facts,
        frozenset(_plain(folded(name)) for name in forenames),
        frozenset(_plain(folded(name)) for name in surnames),
    )


def shared_names(pupils: Iterable[Pupil]) -> frozenset[str]:
    """The names, as `Pupil.sort_name` has them, that more than one of these children goes by."""
    return frozenset(name for name, count in Counter(pupil.sort_name for pupil in pupils).items() if count > 1)


class Children:
    """Many children, made ready once to be found by name as quickly as somebody types."""

    def __init__(self, children: Iterable[Findable]) -> None:
        self._all = sorted(children, key=lambda child: child.pupil.sort_name)
        self._lines = [" ".join(child.names) + child.facts for child in self._all]
        by_word: dict[str, set[int]] = {}
        for at, line in enumerate(self._lines):
            for word in line.split():
                by_word.setdefault(word, set()).add(at)
        self._by_word = by_word
        self._words = sorted(by_word)
        self._by_id = {child.pupil.id: child.pupil for child in self._all}
        self._near: NearNames | None = None
        self._shared: frozenset[str] | None = None
        self._full: dict[str, list[tuple[tuple[str, ...], int]]] | None = None

    def __len__(self) -> int:
        return len(self._all)

    def make_ready(self) -> None:
        """Makes ready for names that are typed nearly right too, which otherwise the first such asking does."""
        self._names_nearby()

    def pupil(self, pupil_id: str) -> Pupil | None:
        """The child of an id, or None."""
        return self._by_id.get(pupil_id)

    def likeliest(self, typed: str, *, today: date) -> list[Pupil]:
        """The children that answer what was typed, likeliest first.

        A whole name comes before a forename, a forename before a surname, and these before names that only begin so;
        then come those found by year, class or UPN. Children who are here come before those who have left. Where few
        are called so, those whose name was typed nearly right come last: `Ameila Okfor`.
        """
        asked = wanted(typed)
        if not asked:
            return []
        line = _plain(folded(typed))
        words = [word.strip() for word, _count in asked.words]
        places: Iterable[int] = self._places_of_all(words) if words else range(len(self._all))
        ranked = []
        for at in asked.among(places, self._lines):
            level = _level(asked, line, self._all[at])
            if level is not None:
                ranked.append((self._has_left(at, today), level, at))
        ranked.sort()
        found = [at for _left, _rank, at in ranked]
        if words and sum(level != _FACTS for _left, level, _at in ranked) < _FEW:
            found += self._nearly(asked, words, frozenset(found), today)
        return [self._all[at].pupil for at in found]

    @property
    def shared(self) -> frozenset[str]:
        """The names that more than one child goes by, as `shared_names` gives them."""
        if self._shared is None:
            self._shared = shared_names(child.pupil for child in self._all)
        return self._shared

    def named_in(self, text: str, own: Sequence[Pupil] = (), adults: Iterable[str] = ()) -> list[Pupil]:
        """The children other than its `own` whom a text gives by forename and surname, in the order of the text.

        Accents and capitals count for nothing, but for words of every day: `Mark will read` names no Mark Will, nor
        does `Amelia read on` of an Amelia name an Amelia Read. A name that `own` or one of the `adults` has too tells
        nothing.
        """
        read = ReadText(text, {})
        ids = {pupil.id for pupil in own}
        firsts = {fold(name) for pupil in own for name in (pupil.forename, pupil.legal_forename)}
        known = {fold(name) for name in adults}
        found: dict[str, Pupil] = {}
        at = 0
        while at < len(read.words):
            size, hits = self._named_at(read, at, firsts)
            named = " ".join(read.words[at : at + size])
            titled = at > 0 and read.words[at - 1] in TITLES
            if hits and not titled and named not in known and not any(each.id in ids for each in hits):
                found |= {each.id: each for each in hits}
            at += max(size, 1)
        return list(found.values())

    def called(self, word: str) -> tuple[str, ...]:
        """The ids of the children one of whose names begins with a folded word, or else was nearly meant by it."""
        places = {at for at in self._places_of(word) if self._is_called(at, word)}
        if not places and len(word) >= _TELLING:
            places = set(self._places_meant(word))
        return tuple(self._all[at].pupil.id for at in sorted(places))

    def _named_at(self, read: ReadText, at: int, firsts: set[str]) -> tuple[int, list[Pupil]]:
        """How many words from here on are a child's whole name, and whose; the longest name counts."""
        best: tuple[int, list[Pupil]] = 0, []
        for words, place in self._full_names().get(read.words[at], ()):
            size = len(words)
            if size < best[0] or tuple(read.words[at : at + size]) != words or not _one_name(read, at, size, firsts):
                continue
            others = best[1] if size == best[0] else []
            best = size, [*others, self._all[place].pupil]
        return best

    def _full_names(self) -> dict[str, list[tuple[tuple[str, ...], int]]]:
        """Each whole name by its first word: its words, and the place of the child."""
        if self._full is None:
            full: dict[str, list[tuple[tuple[str, ...], int]]] = {}
            for at, child in enumerate(self._all):
                pupil = child.pupil
                pairs = {
                    (fold(fore), fold(sur))
                    for fore in (pupil.forename, pupil.legal_forename)
                    for sur in (pupil.surname, pupil.legal_surname)
                }
                for words in {tuple(f"{fore} {sur}".split()) for fore, sur in pairs if fore and sur}:
                    full.setdefault(words[0], []).append((words, at))
            self._full = full
        return self._full

    def _has_left(self, at: int, today: date) -> bool:
        leaving = self._all[at].pupil.leaving_date
        return leaving is not None and leaving <= today

    def _is_called(self, at: int, word: str) -> bool:
        return any(f" {word}" in name for name in self._all[at].names)

    def _places_of(self, begun: str) -> set[int]:
        """Where a word begins so."""
        found: set[int] = set()
        for at in range(bisect_left(self._words, begun), len(self._words)):
            if not self._words[at].startswith(begun):
                break
            found |= self._by_word[self._words[at]]
        return found

    def _places_of_all(self, words: Sequence[str]) -> list[int]:
        first, *others = map(self._places_of, words)
        return sorted(first.intersection(*others))

    def _places_meant(self, word: str) -> dict[int, int]:
        """Where a word may have been meant by a typed one, with how far away it is; 0 where it begins so."""
        found = dict.fromkeys(self._places_of(word), 0)
        for meant, away in sorted(self._names_nearby().meant(word).items(), key=lambda each: -each[1]):
            for at in self._by_word[meant]:
                if found.get(at) != 0:
                    found[at] = away
        return found

    def _nearly(self, asked: Wanted, words: Sequence[str], known: frozenset[int], today: date) -> list[int]:
        each = [self._places_meant(word) for word in words]
        places = set(each[0]).intersection(*each[1:]) - known
        rest = Wanted(inside=asked.inside, whole=asked.whole)
        ranked = sorted(
            (self._has_left(at, today), sum(meant[at] for meant in each), at)
            for at in rest.among(sorted(places), self._lines)
        )
        return [at for _left, away, at in ranked if away][:_NEARLY]

    def _names_nearby(self) -> NearNames:
        if self._near is None:
            names = {name for child in self._all for name in child.names}
            self._near = NearNames(word for name in names for word in name.split() if word.isalpha())
        return self._near


_FEW, _NEARLY = 5, 8
"""Where fewer are called as typed, those nearly called so are offered, and so many of them."""
_TELLING = 3
"""Under so many letters a word may be anybody's."""
_WHOLE, _FORENAME, _SURNAME, _BEGUN, _FACTS = range(5)


def _level(asked: Wanted, line: str, child: Findable) -> int | None:
    if not any(map(asked.found_in, child.names)):
        return _FACTS if any(asked.found_in(name + child.facts) for name in child.names) else None
    for fore in child.forenames:
        for sur in child.surnames:
            if line in (f"{fore} {sur}", f"{sur} {fore}"):
                return _WHOLE
    if any(f"{line} ".startswith(f"{fore} ") for fore in child.forenames if fore):
        return _FORENAME
    if any(f"{line} ".startswith(f"{sur} ") for sur in child.surnames if sur):
        return _SURNAME
    return _BEGUN


def _one_name(read: ReadText, at: int, size: int, firsts: set[str]) -> bool:
    """Whether these words are a name, close together, and not words of every day written small."""
    words = read.words[at : at + size]
    if not all(read.near(each, each + 1) for each in range(at, at + size - 1)):
        return False
    small = [word in ORDINARY and not read.is_capital(at + place) for place, word in enumerate(words)]
    if all(word in ORDINARY for word in words):
        return not any(small)
    return not (small[-1] and words[0] in firsts)


def _ways_to_say(*names: str) -> tuple[str, ...]:
    """Names that differ to the eye that reads without accents, the first first."""
    return tuple({folded(name): name for name in reversed(names) if name}.values())[::-1]


def _ways(year: str) -> tuple[str, ...]:
    if year == "r":
        return (" r ", " yr ", " reception ")
    code = str(int(year))
    return (f" y{code} ", f" year {code} ")


def _plain(line: str) -> str:
    """Folded text as words with one space between them; O'Neill is one word."""
    return _NO_WORD.sub(" ", line.replace("'", "")).strip()


def _mixed(word: str) -> bool:
    """Whether letters and figures, or many figures, stand together: such a piece is sought anywhere in a line."""
    return any(map(str.isdigit, word)) and not _SMALL.fullmatch(word)
