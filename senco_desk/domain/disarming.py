"""Text that a spreadsheet would take for a formula, made plain: a name can be written by anybody.

A spreadsheet set for another country may cut a cell of ours at a semicolon, quotes or not, and a piece that begins
like a formula is one then. So a piece of a cell is guarded as the cell itself is.

https://owasp.org/www-community/attacks/CSV_Injection
"""

from __future__ import annotations

import re

_PLACE = r"(?:\A|(?<=[;|\t\r\n]))"
_UNSEEN = "[ \u00a0\u200b-\u200f\u2028-\u202e\u2060-\u2069\u3000\ufeff]"
_FORMULA = rf"(?={_UNSEEN}*[=+\-@\t\r\n\0＝＋－＠])"
_NEEDS_GUARD = re.compile(rf"{_PLACE}(?='*{_FORMULA})")
_GUARDED = re.compile(rf"{_PLACE}'(?='*{_FORMULA})")


def disarmed(text: str) -> str:
    """The text with an apostrophe wherever it, or a piece behind a separator, begins like a formula.

    One that begins so behind apostrophes gets another, so that `armed` can take off exactly one.
    """
    return _NEEDS_GUARD.sub("'", text)


def armed(text: str) -> str:
    """What `disarmed` was given, of what it made of it."""
    return _GUARDED.sub("", text) if "'" in text else text
