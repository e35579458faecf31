"""Unique pupil numbers: made regular, checked by their check letter, and made for fictional pupils.

A number is a check letter, the authority (3 digits), the establishment (4), the year it was given (2) and a
serial of 3 digits, or of 2 digits and a letter where it is temporary. Authority and establishment are those
that *issued* the number: they say nothing of where the child is now, and since schools and authorities come
and go they are never a reason to reject one.

Source: UK Government Data Standards Catalogue, Unique Pupil Number version 2.0; shapes as in the Department
for Education's own validator. Two suppliers' help pages work 207000016049 out to Q. Its sum is 266, which
leaves 13, and 13 is P.
"""

from __future__ import annotations

import re
from typing import Literal

from senco_desk.domain.problems import RefusedError
from senco_desk.domain.records import Record

LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
"""The 23 letters in use, in the order of their values from 0. I, O and S are never used."""

Kind = Literal["permanent", "temporary"]


class UpnCheck(Record):
    """What was found: the number made regular, whether it is right, its kind, and what is wrong in a sentence.

    `kind` is None and `problem` is a sentence where it is not valid; otherwise `problem` is empty.
    """

    upn: str
    valid: bool
    kind: Kind | None
    problem: str = ""


def normalise(text: str) -> str:
    """The number as it is kept: capitals, with every space and invisible mark taken out. Never refuses."""
    return "".join(mark for mark in text.upper() if mark.isprintable() and not mark.isspace())


def check(text: str) -> UpnCheck:
    """Checks a number as it was typed or read. It never raises: a wrong one comes back with its problem."""
    upn = normalise(text)
    problem = _problem(upn)
    if problem:
        return UpnCheck(upn=upn, valid=False, kind=None, problem=problem)
    return UpnCheck(upn=upn, valid=True, kind="permanent" if upn[-1].isdigit() else "temporary")


def check_letter(body: str) -> str:
    """The check letter for the 12 characters that follow it.

    Weights 2 to 13 on the 12 characters; a digit is worth itself and a final letter its place in `LETTERS`;
    the sum's remainder by 23 is the letter's place. Refuses anything but 12 digits, or 11 and a letter.
    """
    if not re.fullmatch(rf"[0-9]{{11}}[0-9{LETTERS}]", body):
        raise RefusedError("The check letter is worked out from 12 digits, or from 11 digits and a letter.")
    total = sum(weight * _value(mark) for weight, mark in enumerate(body, start=2))
    return LETTERS[total % len(LETTERS)]


def make(authority: int, establishment: int, year: int, serial: int, letter: str = "") -> str:
    """A valid number for a fictional pupil or a new one.

    Args:
        authority: the authority's code, 0 to 999.
        establishment: the school's number, 0 to 9999 (9999 belongs to no school).
        year: the academic year it is given in, as 2026 or 26.
        serial: 0 to 999, or 0 to 99 where there is a letter.
        letter: the last letter of a temporary number; empty for a permanent one.
    """
    limit = 99 if letter else 999
    if not (0 <= authority <= 999 and 0 <= establishment <= 9999 and year >= 0 and 0 <= serial <= limit):
        raise RefusedError(
            f"A unique pupil number needs an authority of 3 digits, a school of 4, and a serial up to {limit}."
        )
    body = f"{authority:03d}{establishment:04d}{year % 100:02d}"
    body += f"{serial:02d}{letter}" if letter else f"{serial:03d}"
    return check_letter(body) + body


def _value(mark: str) -> int:
    return int(mark) if mark.isdigit() else LETTERS.index(mark)


def _problem(upn: str) -> str:
    ask = "Check it against the school that issued it."
    if not upn:
        return "There is no unique pupil number. Type the 13 characters."
    if len(upn) != 13:
        return f"A unique pupil number has 13 characters, and this has {len(upn)}. {ask}"
    letters = upn[0] + (upn[-1] if upn[-1].isalpha() else "")
    unused = sorted({mark for mark in letters if mark in "IOS"})
    if unused:
        return f"The letter {unused[0]} is never used in a unique pupil number. {ask}"
    if upn[0] not in LETTERS:
        return f"A unique pupil number begins with a letter, its check letter. {ask}"
    if not re.fullmatch(rf"[0-9]{{11}}[0-9{LETTERS}]", upn[1:]):
        return f"After its first letter a unique pupil number has 12 digits, or 11 digits and a letter. {ask}"
    expected = check_letter(upn[1:])
    if upn[0] != expected:
        return f"The check letter should be {expected}, not {upn[0]}: a character is probably mistyped. {ask}"
    return ""
