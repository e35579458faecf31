"""Whose paper is this? The check on arrival: a report put into the wrong child's record is the worst that can happen.

The words of a paper are held against everybody on the roll. A unique pupil number, a date said to be one of birth and
a name behind “Name:” say most; then full names; a forename alone says little, and nothing where it is also an everyday
word or somebody else's too. A name behind such a label that is not this child's stops a paper, or has it looked at
where nobody on the roll is called so. Where nothing can be told, or some pages have no words, a person has to look: it
is never passed in silence.

The walk over the words looks each up, so that a roll of tens of thousands costs no more than a short one.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from senco_desk.domain.labelled_names import Labelled, labelled_names
from senco_desk.domain.ordinary_words import ORDINARY
from senco_desk.domain.paper_findings import (
    NO_WORDS,
    Finding,
    Paper,
    Seen,
    judged,
    wordless_words,
)
from senco_desk.domain.progress import Progress, Silent
from senco_desk.domain.read_text import TITLES, ReadText, fold, fold_number
from senco_desk.domain.third_party import Somebody

_LABEL = re.compile(
    r"(?:\b(?:name|names|child|pupil|student|re|regarding|subject|concerning|patient|young person)\b[^\n:]{0,24}[:–—\-]"
    r"|\b(?:re|name|pupil|child)\b)\W*$",
    re.IGNORECASE,
)
_MIDDLE = 2
"""So many middle names may stand between a forename and a surname."""
_INITIAL = re.compile(r"(?<![^\W\d_])([^\W\d_])\.")
_WORD_BEHIND = re.compile(r"[ \u00a0]([^\W\d_][^\W_]*)")
_WORDS_AT_ONCE = 4_096


class Roll:
    """Everybody on the roll, made ready for looking; build it once for a row of papers.

    Args:
        pupils: everybody who is or was on the roll, as `third_party.pupil_names` gives them.
        adults: the school's staff and others who may share a pupil's name; such a full name tells nothing.
    """

    def __init__(self, pupils: Iterable[Somebody], adults: Iterable[Somebody] = ()) -> None:
        self._full: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        self._forenames: Counter[str] = Counter()
        self._called: defaultdict[str, list[str]] = defaultdict(list)
        self._of: dict[str, Somebody] = {}
        self._upns: dict[str, str] = {}
        self._births: defaultdict[date, list[str]] = defaultdict(list)
        for person in pupils:
            self._of[person.id] = person
            for pair in set(person.full_names):
                self._full[pair].append(person.id)
            for first in {fold(name) for name in person.forenames}:
                self._forenames[first] += 1
            for word in {word for name in (*person.forenames, *person.surnames) for word in fold(name).split()}:
                self._called[word].append(person.id)
            for upn in person.upns:
                self._upns[fold_number(upn)] = person.id
            if person.date_of_birth:
                self._births[person.date_of_birth].append(person.id)
        self._adults = {pair for person in adults for pair in person.full_names}
        self._firsts = {first for first, _ in self._full}
        self._alone = _sizes(first for first in self._forenames if first not in ORDINARY)
        self._first_sizes = sorted({first.count(" ") + 1 for first in self._firsts})
        self._lasts = _sizes(last for _, last in self._full)

    def whose(self, child_id: str, pages: Sequence[str], progress: Progress | None = None) -> Finding:
        """Whether a paper with these words on its pages is this child's. The child must be on the roll.

        `progress` is asked at each page, and again and again within a long one, whether to go on.
        """
        watched = progress or Silent()
        wordless = sum(not page.strip() for page in pages)
        if wordless == len(pages):
            return Finding("unclear", NO_WORDS)
        child = self._of[child_id]
        paper, known = Paper(), dict[str, str]()
        for number, text in enumerate(pages, 1):
            watched.step(0)
            if text.strip():
                self._read(ReadText(text, known), number, child, paper, watched)
        own = {fold(name) for name in child.forenames}
        for one, seen in paper.seen.items():
            if one != child_id:
                theirs = {fold(name) for name in self._of[one].forenames}
                seen.lone = sum(paper.lone[first] for first in theirs - own)
        twins = [self._of[one] for one in self._births.get(child.date_of_birth or date.min, ()) if one != child_id]
        telling = all(self._forenames[one] == 1 and one not in ORDINARY for one in own)
        finding = judged(child, paper, twins, telling=telling)
        if finding.whose == "this" and wordless:
            return Finding("unclear", wordless_words(wordless, len(pages)))
        return finding

    def _read(self, read: ReadText, page: int, child: Somebody, paper: Paper, watched: Progress) -> None:
        seen, taken, before = paper.seen, set[int](), paper.seen[child.id].certain
        for start, stop, ids, labelled in self._names(read, child, taken, watched):
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
        self._others_lone(read, taken, paper)
        for number, start, stop in read.numbered():
            if owner := self._upns.get(number):
                seen[owner].certain += 1
                seen[owner].at(page, read.around(start, stop), read.text[start:stop])
        self._heads(read, page, child, paper, numbered=seen[child.id].certain > before)
        self._dates(read, page, child, paper)

    def _heads(self, read: ReadText, page: int, child: Somebody, paper: Paper, *, numbered: bool) -> None:
        """Whom the page says it is about. Behind this child's name “Name:” may be that of whoever signs."""
        own = numbered
        for head in sorted(labelled_names(read), key=lambda each: each.start):
            place = (page, read.around(head.start, head.stop), read.text[head.start : head.stop])
            fits = _fit(child, head.words)
            theirs = self._fitting(head, child)
            best = max(theirs.values(), default=0)
            if fits > 1 and fits >= best:
                paper.seen[child.id].headed += 1
                paper.namesake |= fits == best
                own = True
            elif best > max(fits, 1) or (best and not fits):
                for one in (one for one, fit in theirs.items() if fit == best):
                    paper.seen[one].headed += 1
                    paper.seen[one].at(*place)
            elif not (fits or numbered or (own and not head.childs) or paper.stranger_place[0]) and (
                (head.sure and not self._adult(head.words)) or self._forename(head.words)
            ):
                paper.stranger_place = place

    def _fitting(self, head: Labelled, child: Somebody) -> dict[str, int]:
        """The other pupils who may be called so, and how well it fits; of a forename alone, nobody is told."""
        if len(head.words) == 1 or (not head.childs and self._adult(head.words)):
            return {}
        called = {one for word in head.words for one in self._called.get(word, ()) if one != child.id}
        return {one: fit for one in called if (fit := _fit(self._of[one], head.words))}

    def _forename(self, words: Sequence[str]) -> bool:
        return len(words) == 1 and self._forenames[words[0]] > 0 and words[0] not in ORDINARY

    def _adult(self, words: Sequence[str]) -> bool:
        return any((words[0], " ".join(words[at:])) in self._adults for at in range(1, len(words)))

    def _dates(self, read: ReadText, page: int, child: Somebody, paper: Paper) -> None:
        found = [each for each in read.dates() if each[1]]
        own = any(day == child.date_of_birth for day, *_ in found)
        for day, _labelled, start, stop in found:
            born = self._births.get(day, [])
            if child.date_of_birth == day:
                paper.seen[child.id].born += 1
            elif born:
                for each in born:
                    paper.seen[each].born += 1
                    paper.seen[each].at(page, read.around(start, stop), read.text[start:stop])
            elif child.date_of_birth and abs(day.year - child.date_of_birth.year) < _A_CHILDS:
                paper.nobodys_births += 1
                paper.apart |= not own
                if not paper.birth_place[0]:
                    paper.birth_place = (page, read.around(start, stop), read.text[start:stop])

    def _names(
        self, read: ReadText, child: Somebody, taken: set[int], watched: Progress
    ) -> Iterator[tuple[int, int, list[str], bool]]:
        """Each full name of a pupil, with its words and whether it stands behind “Name:” or the like."""
        for at, word in enumerate(read.words):
            if not at % _WORDS_AT_ONCE:
                watched.step(0)
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
        """`Surname, Forename`, as lists have it, or `SURNAME Forename`."""
        last = " ".join(read.words[at : at + size])
        for long in self._first_sizes:
            begin, stop = at + size, at + size + long
            if stop > len(read.words):
                continue
            end = read.places[begin - 1][1]
            if not read.text[end : end + 8].lstrip(" ").startswith(",") and not self._shouted(read, at, begin):
                continue
            ids = self._ids(" ".join(read.words[begin:stop]), last, child)
            if ids and read.near(begin - 1, begin) and taken.isdisjoint(range(at, stop)):
                return at, stop, ids
        return None

    @staticmethod
    def _shouted(read: ReadText, at: int, begin: int) -> bool:
        """Whether a surname stands in capitals, and the word behind it, on the same line, begins with one only."""
        surname = read.text[read.places[at][0] : read.places[begin - 1][1]]
        start, stop = read.places[begin]
        between = read.text[read.places[begin - 1][1] : start]
        behind = read.text[start:stop]
        return (
            len(surname) > 1
            and surname.isupper()
            and not between.strip(" \u00a0")
            and behind[:1].isupper()
            and (not behind.isupper())
        )

    def _ids(self, first: str, last: str, child: Somebody) -> list[str]:
        """The pupils of a full name; of one that is an adult's too, only this child may be meant."""
        ids = self._full.get((first, last), [])
        return [each for each in ids if each == child.id] if (first, last) in self._adults else ids

    def _together(self, read: ReadText, start: int, stop: int, middle: int, last: int) -> bool:
        """Whether the words stand close together, and those between forename and surname are written as names."""
        if any(not read.near(at, at + 1) for at in range(start, stop - 1)):
            return False
        between = read.text[read.places[start][0] : read.places[stop - 1][1]]
        if any(sign in _INITIAL.sub("", between) for sign in ",;:.!?\t") or between.count("\n") > 1:
            return False
        return all(read.is_capital(at) for at in range(middle, last))

    def _weak(self, read: ReadText, start: int, stop: int) -> bool:
        """Whether a full name is most likely no name: small letters, or everyday words that begin a sentence."""
        capitals = [read.is_capital(at) for at in range(start, stop)]
        if all(word in ORDINARY for word in read.words[start:stop]):
            return not all(capitals)
        return not any(capitals)

    def _lone(self, read: ReadText, wanted: set[str], taken: set[int], seen: Seen) -> None:
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

    def _others_lone(self, read: ReadText, taken: set[int], paper: Paper) -> None:
        """Counts everybody's forenames by themselves, everyday words aside."""
        for at, word in enumerate(read.words):
            for size in self._alone.get(word, ()):
                first = " ".join(read.words[at : at + size])
                if first in self._forenames and at not in taken and read.is_capital(at):
                    behind = _WORD_BEHIND.match(read.text, read.places[at + size - 1][1])
                    if not (behind and behind[1][0].isupper() and not behind[1].isupper() and len(behind[1]) > 1):
                        paper.lone[first] += 1
                    break


_A_CHILDS = 20
"""Dates of birth further apart than so many years are not both children's."""


def _fit(person: Somebody, words: Sequence[str]) -> int:
    """How well a labelled name is a person's: how many words of forename and surname stand in it.

    1 where an initial stands for one of them, or this forename alone is said; 0 where it is somebody else's.
    """
    best = 0
    for first, last in person.full_names:
        firsts, lasts = first.split(), last.split()
        has_first = all(word in words for word in firsts)
        has_last = all(word in words for word in lasts)
        if has_first and has_last and len(words) > 1:
            best = max(best, len(firsts) + len(lasts))
            continue
        some_first = any(word in words for word in firsts)
        some_last = any(word in words for word in lasts)
        initials = {word for word in words if len(word) == 1}
        rest = [word for word in words if len(word) > 1 and word not in firsts and word not in lasts]
        begins = some_first or first[:1] in initials
        ends = some_last or last[:1] in initials
        if (begins and ends and (some_first or some_last) and not rest) or (has_first and some_last):
            best = max(best, 1)
    if not best and len(words) == 1 and any(words[0] in fold(name).split() for name in person.forenames):
        return 1
    return best


def _titled(read: ReadText, start: int) -> bool:
    """Whether a name is an adult's: `Mrs Amelia Khan`."""
    return start > 0 and read.words[start - 1] in TITLES and read.near(start - 1, start)


def _sizes(names: Iterable[str]) -> dict[str, tuple[int, ...]]:
    """Of how many words the names are that begin with each word, the longest first."""
    sizes: defaultdict[str, set[int]] = defaultdict(set)
    for name in names:
        if name:
            sizes[name.partition(" ")[0]].add(name.count(" ") + 1)
    return {head: tuple(sorted(each, reverse=True)) for head, each in sizes.items()}
