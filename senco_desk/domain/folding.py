"""Text as it is searched and sorted: without case and accents, so that Świątek stands with the S."""

from __future__ import annotations

import unicodedata

_PLAIN = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "’": "'", "‘": "'"})


def folded(text: str) -> str:
    """No case, no accents; ø, ł and the like as their plain letter; a letter of another script stays itself."""
    text = text.casefold()
    if text.isascii():
        return text
    plain = unicodedata.normalize("NFKD", text.translate(_PLAIN))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))
