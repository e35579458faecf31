"""What a passphrase must be: long enough, and the same however a keyboard composes its letters."""

from __future__ import annotations

import unicodedata

from senco_desk.domain.problems import Problem, RefusedError

SHORTEST = 10
FEWEST_DIFFERENT = 4
LONGEST = 1024


def composed(passphrase: str) -> str:
    """The passphrase in Unicode's composed form (NFC), so that é typed on a Mac and on Windows are one."""
    return unicodedata.normalize("NFC", passphrase)


def accepted(passphrase: str, field: str = "passphrase") -> str:
    """The composed passphrase. Refuses one that is too short or repeats a few characters.

    There are no rules about capitals and digits: length is what makes guessing dear.
    """
    text = composed(passphrase)
    sentence = ""
    if len(text) < SHORTEST:
        sentence = f"Use at least {SHORTEST} characters for the passphrase: three or four unrelated words work well."
    elif len(text) > LONGEST:
        sentence = f"Use at most {LONGEST} characters for the passphrase."
    elif len(set(text)) < FEWEST_DIFFERENT:
        sentence = "Use a passphrase with more different characters: three or four unrelated words work well."
    if sentence:
        raise RefusedError([Problem(sentence=sentence, field=field)])
    return text
