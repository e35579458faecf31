"""Text that a spreadsheet would take for a formula, made plain: a name can be written by anybody.

https://owasp.org/www-community/attacks/CSV_Injection
"""

from __future__ import annotations

import re

_NEEDS_GUARD = re.compile(r"'*[=+\-@\t\r\n\0＝＋－＠]")


def disarmed(text: str) -> str:
    """The text with an apostrophe before it where it begins like a formula.

    One that begins so behind apostrophes gets another, so that a reader of ours can take off exactly one.
    """
    return f"'{text}" if _NEEDS_GUARD.match(text) else text
