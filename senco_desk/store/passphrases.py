"""What a passphrase must be: long enough, and the same however a keyboard composes its letters."""

from __future__ import annotations

import unicodedata

from senco_desk.domain.problems import Problem, RefusedError

SHORTEST = 10
FEWEST_DIFFERENT = 4
LONGEST = 1024
GENEROUS = 20
"""From here on the length is praised: about four words."""


def composed(passphrase: str) -> str:
    """The passphrase in Unicode's composed form (NFC), so that é typed on a Mac and on Windows are one."""
    return unicodedata.normalize("NFC", passphrase)


def accepted(passphrase: str, field: str = "passphrase") -> str:
    """The composed passphrase. Refuses one that is too short or repeats a few characters.

    There are no rules about capitals and digits: length is what makes guessing dear.
    """
    text = composed(passphrase)
    sentence = shortcoming(text)
    if sentence:
        raise RefusedError([Problem(sentence=sentence, field=field)])
    return text


def shortcoming(passphrase: str) -> str:
    """Why a passphrase would be refused, in one sentence; empty where it would not."""
    text = composed(passphrase)
    if len(text) < SHORTEST:
        return f"Use at least {SHORTEST} characters for the passphrase: three or four unrelated words work well."
    if len(text) > LONGEST:
        return f"Use at most {LONGEST} characters for the passphrase."
    if len(set(text)) < FEWEST_DIFFERENT:
        return "Use a passphrase with more different characters: three or four unrelated words work well."
    return ""


def advice(passphrase: str) -> str:
    """What to tell a person while a new passphrase is typed: what is missing, or that it will do. Empty for nothing."""
    if not passphrase:
        return ""
    wrong = shortcoming(passphrase)
    if wrong:
        return wrong
    if len(composed(passphrase)) < GENEROUS:
        return "This will do. One more unrelated word makes it far harder to guess."
    return "A good length. Unrelated words are harder to guess than a saying or a name."
