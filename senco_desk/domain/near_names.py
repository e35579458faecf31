"""Names that were typed nearly right: letters swapped, left out, doubled or wrong, and names that sound alike.

Only names are looked for so. In what is written about a child a word is meant as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_SHORT, _LONG = 4, 8
"""From so many letters on one slip is forgiven, and two."""
_SOUND = 2
"""A name that only sounds alike counts as far away as two slips."""

_ALIKE = (("ph", "f"), ("ck", "k"), ("gh", "g"), ("th", "t"), ("ts", "z"))
_LETTERS = str.maketrans({"c": "k", "q": "k", "v": "f", "s": "z"} | dict.fromkeys("aeiouyw"))
_DOUBLED = re.compile(r"(.)\1+")
_TELLING = 3


def slips_forgiven(word: str) -> int:
    """How many slips a typed word may have: none under four letters, one under eight, then two."""
    return 0 if len(word) < _SHORT else 1 if len(word) < _LONG else 2


def slips(typed: str, name: str, most: int, *, begun: bool = False) -> int | None:
    """How many slips lie between a typed word and a name; None for more than `most`.

    A slip is a letter left out, put in or changed, or two neighbours swapped. Where the word is `begun`, the rest of
    the name may be missing.
    """
    before: list[int] = []
    last = list(range(len(name) + 1))
    for at, letter in enumerate(typed, 1):
        row = [at]
        for where, other in enumerate(name, 1):
            cost = min(last[where] + 1, row[-1] + 1, last[where - 1] + (letter != other))
            if at > 1 < where and letter == name[where - 2] and typed[at - 2] == other:
                cost = min(cost, before[where - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return None
        before, last = last, row
    found = min(last[max(len(typed) - most, 0) :]) if begun else last[-1]
    return found if found <= most else None


def sound_of(name: str) -> str:
    """What two spellings of a name have in common to the ear: Catherine and Kathryn, Mohamed and Muhammad."""
    name = _DOUBLED.sub(r"\1", name)
    for written, said in _ALIKE:
        name = name.replace(written, said)
    return (name[:1] if name[:1] in "aeiou" else "") + name.translate(_LETTERS)


class NearNames:
    """The different words of many names, to be asked for those that a typed word may have meant.

    Args:
        words: folded words, letters only.
    """

    def __init__(self, words: Iterable[str]) -> None:
        self._known = [(word, _letters_in(word)) for word in sorted(set(words))]
        self._by_sound: dict[str, list[str]] = {}
        for word, _ in self._known:
            sound = sound_of(word)
            if len(sound) >= _TELLING:
                self._by_sound.setdefault(sound, []).append(word)

    def meant(self, typed: str, *, begun: bool = True) -> dict[str, int]:
        """The words that may be meant by a folded word, with how far away each is; those that begin so are not here."""
        most = slips_forgiven(typed)
        if not most or not typed.isalpha():
            return {}
        mine, shortest = _letters_in(typed), len(typed) - most
        longest = 1_000 if begun else len(typed) + most
        found: dict[str, int] = {}
        for word, letters in self._known:
            # Each slip brings at most one letter that the name does not have: most names are out by that alone.
            if (mine & ~letters).bit_count() > most or not shortest <= len(word) <= longest:
                continue
            if word.startswith(typed):
                continue
            away = slips(typed, word, most, begun=begun)
            if away is not None:
                found[word] = away
        for word in self._by_sound.get(sound_of(typed), ()):
            if word not in found and not word.startswith(typed):
                found[word] = _SOUND
        return found


def _letters_in(word: str) -> int:
    found = 0
    for letter in word:
        found |= 1 << (ord(letter) & 63)
    return found
