"""A text taken apart for the leak scan: folded words with their places, unique pupil numbers, and dates."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date

from senco_desk.domain.folding import folded

TITLES = {"mr", "mrs", "miss", "ms", "mx", "dr", "prof", "professor", "sir", "dame", "rev", "revd"}
_WORD = re.compile(
    r"[^\W\d_][^\W\d_\u0300-\u036f]*(?:[\u0300-\u036f]+[^\W\d_]*)*(?:['’‘ʼ][^\W\d_][^\W\d_\u0300-\u036f]*)*"
)
_POSSESSIVE = re.compile(r"['’‘ʼ][sS]$")
_DIVIDED = re.compile(r"(?<=[^\W\d_])(?:[\u00ad\ufffe]\s*|[-‐]\s*\n\s*)(?=[a-zà-ÿ])")
_UPN = re.compile(r"(?<![A-Za-z0-9])[A-Za-z](?:\s?\d){11}\s?[0-9A-Za-z](?![A-Za-z0-9])")
_MONTH_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NUMBERED_DATE = re.compile(r"(?<!\d)(\d{1,4})\s?[./\-]\s?(\d{1,2})\s?[./\-]\s?(\d{2,4})(?!\d)")
_WORDED_DATE = re.compile(
    r"(?<!\d)(\d{1,2})(?:st|nd|rd|th)?\s+(?:of\s+)?(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?,?\s+(\d{4})",
    re.IGNORECASE,
)
_BIRTH = re.compile(r"(?:d\.?\s?o\.?\s?b\.?|birth|born)\W*(?:on\W*)?$", re.IGNORECASE)
BREAKS = ".!?:;\n\r•\u2022|\t"
BEFORE_MONTH = {
    "in", "since", "by", "until", "till", "from", "during", "of", "last", "next", "this", "to", "and", "early", "late",
    "mid", "every", "each", "between", "before", "after",
}  # fmt: skip
AFTER_SEASON = {"term", "half", "holiday", "holidays", "break", "school", "time", "terms"}
_SPELLED = 6
"""So many single letters in a row are a word that was spaced out."""
_FAR = 8
"""Two words more than so many signs apart are not parts of one name."""


def fold(text: str) -> str:
    """A name or text for comparing, as words with one space between: small letters, no accents, no apostrophes.

    Hyphens divide words as spaces do; possessives lose their ending; what is no letter falls away.
    """
    return " ".join(_bare(word) for word in _WORD.findall(unicodedata.normalize("NFC", text)))


def fold_number(text: str) -> str:
    """A unique pupil number for comparing."""
    return "".join(text.split()).casefold()


def _bare(word: str) -> str:
    return folded(_POSSESSIVE.sub("", word)).replace("'", "")


class ReadText:
    """A text taken apart into folded words, with where each stands.

    `known` holds words already folded; a pack says the same ones again and again.
    """

    def __init__(self, text: str, known: dict[str, str]) -> None:
        if not text.isascii():
            text = unicodedata.normalize("NFC", text)
        self.text = _DIVIDED.sub("", text)
        self.words: list[str] = []
        self.places: list[tuple[int, int]] = []
        for match in _WORD.finditer(self.text):
            word = match.group()
            bare = known.get(word)
            if bare is None:
                bare = known[word] = _bare(word)
            self.words.append(bare)
            self.places.append(match.span())

    def is_capital(self, at: int) -> bool:
        """Whether a word begins with a capital."""
        return self.text[self.places[at][0]].isupper()

    def raw(self, begin: int, end: int) -> str:
        """The words as they are written, without a possessive ending."""
        return _POSSESSIVE.sub("", " ".join(self.text[self.places[begin][0] : self.places[end - 1][1]].split()))

    def excerpt(self, begin: int, end: int) -> str:
        """The words with what stands around them, on one line."""
        return self.around(self.places[begin][0], self.places[end - 1][1])

    def around(self, start: int, stop: int) -> str:
        """A stretch of signs with what stands around it, on one line."""
        first, last = max(0, start - 36), min(len(self.text), stop + 36)
        if first:
            first = self.text.find(" ", first, start) + 1 or first
        if last < len(self.text):
            last = max(self.text.rfind(" ", stop, last), stop) if " " in self.text[stop:last] else last
        words = " ".join(self.text[first:last].split())
        return f"{'… ' if first else ''}{words}{' …' if last < len(self.text) else ''}"

    def near(self, left: int, right: int) -> bool:
        """Whether word `right` follows word `left` closely enough to be part of the same name."""
        return self.places[right][0] - self.places[left][1] <= _FAR

    def phrases(self, lengths: dict[str, tuple[int, ...]]) -> Iterator[str]:
        """The phrases of the lengths that are looked for, by their first word."""
        for at, word in enumerate(self.words):
            for length in lengths.get(word, ()):
                yield " ".join(self.words[at : at + length])

    def spelled(self) -> Iterator[tuple[int, str]]:
        """Runs of words of one letter each, as spaced headings give them: the first word's place, and the letters."""
        start = 0
        for at in range(len(self.words) + 1):
            if at < len(self.words) and len(self.words[at]) == 1 and (at == start or self.near(at - 1, at)):
                continue
            if at - start >= _SPELLED:
                yield start, "".join(self.words[start:at])
            start = at if at < len(self.words) and len(self.words[at]) == 1 else at + 1

    def numbered(self) -> Iterator[tuple[str, int, int]]:
        """Everything of the shape of a unique pupil number, with its place."""
        for match in _UPN.finditer(self.text):
            yield fold_number(match.group()), *match.span()

    def dates(self) -> Iterator[tuple[date, bool, int, int]]:
        """Each date written out, and whether the words before it say that it is a date of birth."""
        for match in _NUMBERED_DATE.finditer(self.text):
            one, two, three = match.groups()
            year, month, day = (one, two, three) if len(one) == 4 else (three, two, one)
            yield from self._date(match, year, int(month), day)
        for match in _WORDED_DATE.finditer(self.text):
            yield from self._date(match, match[3], _MONTH_NAMES.index(match[2].casefold()[:3]) + 1, match[1])

    def _date(self, match: re.Match[str], year: str, month: int, day: str) -> Iterator[tuple[date, bool, int, int]]:
        full = int(year) if len(year) == 4 else 2000 + int(year)
        if 1 <= month <= 12 and 1 <= int(day) <= 31 and full > 1900:
            try:
                found = date(full, month, int(day))
            except ValueError:
                return
            labelled = bool(_BIRTH.search(self.text[max(0, match.start() - 24) : match.start()]))
            yield found, labelled, *match.span()
