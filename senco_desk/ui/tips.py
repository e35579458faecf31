"""What is shown on hovering, always as plain text: titles and names come from other people's files.

Qt takes words for mark-up where they begin like it, and mark-up can name a picture: `<img src="//host/share/x.png">` in
the title of somebody's document would have Windows ask that host for it, with the person's credentials. So no tip is
set but by `set_tip`, and no model answers for its tips but through `unmarked` (`tests/house/test_plain_words.py`).
"""

from __future__ import annotations

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

_JOINER = "\N{WORD JOINER}"
"""Nothing to the eye and the ear; after `<` and `&` it keeps them from beginning mark-up."""


def unmarked(words: str) -> str:
    """Words that Qt shows letter by letter wherever it guesses what they are: in a tip, a message, a label."""
    return words.replace("<", f"<{_JOINER}").replace("&lt;", f"&{_JOINER}lt;")


def set_tip(part: QWidget | QAction, words: str) -> None:
    """Has a part show these words on hovering, as they stand; nothing for no words."""
    part.setToolTip(unmarked(words))
