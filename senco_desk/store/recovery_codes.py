"""The recovery code: a second way in, printed once and kept in the school safe.

A code is 140 random bits in Crockford's base32 (no I, L, O or U), in seven groups of four characters
and a check character. Each group's check depends on its place, so a slip, two characters swapped or
two groups swapped is found before the slow key derivation, and the person is told which group to look at.
"""

from __future__ import annotations

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
GROUPS = 7
GROUP_LENGTH = 5  # four characters and their check
_LENGTH = GROUPS * GROUP_LENGTH
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1"})
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh")


def new_recovery_code() -> str:
    """A fresh code as printed, such as `7G2KW-0XB3M-…` (seven groups of five, joined by hyphens)."""
    groups = []
    for place in range(GROUPS):
        data = [secrets.randbelow(len(ALPHABET)) for _ in range(GROUP_LENGTH - 1)]
        groups.append("".join(ALPHABET[value] for value in [*data, _check(data, place)]))
    return "-".join(groups)


def normalised(typed: str) -> str:
    """The typed code as printed: capitals, O read as 0 and I or L as 1, spaces and dashes put right.

    Text of another length or with other characters is no code at all and gives "".
    """
    bare = "".join(letter for letter in typed.upper().translate(_MISREAD) if letter.isalnum())
    punctuation_only = all(letter.isalnum() or letter.isspace() or letter in "-‐‑‒–—−_.,:" for letter in typed)
    if len(bare) != _LENGTH or not punctuation_only or not set(bare) <= set(ALPHABET):
        return ""
    return "-".join(bare[start : start + GROUP_LENGTH] for start in range(0, _LENGTH, GROUP_LENGTH))


def slips(code: str) -> tuple[str, ...]:
    """Which groups of a normalised code fail their check, as words: ("third",). Empty when all are right."""
    found = []
    for place, group in enumerate(code.split("-")):
        values = [ALPHABET.index(letter) for letter in group]
        if _check(values[:-1], place) != values[-1]:
            found.append(_ORDINALS[place])
    return tuple(found)


def _check(data: list[int], place: int) -> int:
    """A linear code over GF(32): each character has a weight of its own, so no single slip or swap cancels out."""
    total = place + 1
    for value in data:
        total = _doubled(total) ^ value
    # The check takes part in the next doubling, so that swapping it with its neighbour is seen too.
    return _doubled(total)


def _doubled(value: int) -> int:
    """Multiplication by x in GF(32) with x^5 + x^2 + 1."""
    value <<= 1
    return value ^ 0b100101 if value & 0b100000 else value
