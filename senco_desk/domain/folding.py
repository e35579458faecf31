"""Text as it is searched, sorted and compared: without case and accents, so that Świątek stands with the S."""

from __future__ import annotations

import unicodedata

_PLAIN = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "’": "'", "‘": "'", "ʼ": "'"})


def folded(text: str) -> str:
    """No case, no accents; ø, ł and the like as their plain letter; a letter of another script stays itself."""
    if text.isascii():
        return text.lower()
    small = unicodedata.normalize("NFKD", text).casefold()
    return "".join(letter for letter in small if not unicodedata.combining(letter)).translate(_PLAIN)


def letters_of(text: str) -> str:
    """The folded letters and figures alone, run together: O’Neill, O'NEILL and Oneill are one."""
    small = folded(text)
    return small if small.isalnum() else "".join(letter for letter in small if letter.isalnum())
