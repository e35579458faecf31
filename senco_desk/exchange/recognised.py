"""What a roll's values mean: names, numbers, codes and needs, the same for a table and a transfer file.

Each reader gives the value and the sentences that a person should see about it. Nothing is dropped: a value that
is not known is kept as it came, and named.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import cast

from senco_desk.domain import codes
from senco_desk.domain import upn as upns
from senco_desk.domain.codes import CodeSet
from senco_desk.domain.roll import SenStatus
from senco_desk.exchange.values import short

LONGEST_NAME = 200
LONGEST_CODE = 10

ROLL_CODES: dict[str, tuple[CodeSet, str]] = {
    "sex": (codes.SEX, "a code for sex"),
    "year_group": (codes.YEAR_GROUPS, "a National Curriculum year"),
    "ethnicity": (codes.ETHNICITY, "an ethnicity code"),
    "first_language": (codes.FIRST_LANGUAGE, "a language code"),
    "enrol_status": (codes.ENROLMENT_STATUS, "an enrolment status"),
    "fsm_category": (codes.FSM_CATEGORY, "a category of free school meals"),
}
"""The fields of a roll that hold a code: the set, and what a person is told it should be."""


def code_of(name: str, text: str) -> tuple[str, str]:
    """The code that a field's text means, and a sentence where it is not known.

    An unknown one is kept as it came where it could be a code; what is too long for one gives an empty value.
    """
    code_set, what = ROLL_CODES[name]
    found = _recognise(code_set.id, text)
    if found is not None:
        return found, ""
    if len(text) > LONGEST_CODE:
        return "", f"“{short(text)}” is not {what} that is known, so it was kept aside. Correct it in the file."
    return text.upper(), f"“{text}” is not {what} that is known. It was kept as it came."


def status_of(text: str) -> tuple[SenStatus, str]:
    """The SEN status that a text means, and a sentence for an old or unknown one.

    A statement is an EHC plan today. School Action and School Action Plus ended in 2015: a person must say where
    the child is now, so they give no status.
    """
    found = codes.PROVISION.find(_recognise(codes.PROVISION.id, text) or "")
    if found is None:
        return "", (
            f"“{short(text)}” is not a SEN status that is known (N, K or E). "
            "The child's status was left as it is: correct it in the file, or change it here."
        )
    if found.ask_first:
        return "", f"“{short(text)}” is an old status. {found.note} The child's status was left as it is."
    sentence = f"“{short(text)}” is an old status. {found.note}" if found.legacy else ""
    return cast("SenStatus", found.becomes or found.code), sentence


def needs_of(written: Iterable[tuple[str, int]]) -> tuple[tuple[tuple[str, int], ...], list[str]]:
    """Types of need with their ranks, in order and numbered from 1 without gaps, and a sentence for each oddity.

    `written` is text and rank as the file has them. A need that comes twice keeps its higher rank.
    """
    sentences: list[str] = []
    ranked: list[tuple[int, str]] = []
    for text, rank in written:
        code = _need(text)
        if code is None:
            if len(text) > LONGEST_CODE:
                sentences.append(
                    f"“{short(text)}” is not a type of need that is known, so it was kept aside. "
                    "Choose the need here, or correct it in the file."
                )
                continue
            sentences.append(f"“{text}” is not a type of need that is known. It was kept as it came.")
            code = text.upper()
        ranked.append((rank, code))
    ranked.sort(key=lambda pair: pair[0])
    kept = list(dict.fromkeys(code for _, code in ranked))
    if len(kept) < len(ranked):
        sentences.append("The same type of need is given twice; it was read once.")
    return tuple((code, rank) for rank, code in enumerate(kept, start=1)), sentences


def split_needs(text: str) -> list[tuple[str, int]]:
    """A column of ranked needs, such as `SLCN; SEMH` or `1. SLCN, 2. SEMH`, as texts and ranks."""
    if _need(text) is not None:  # an official name may hold commas
        return [(text, 1)]
    # A comma is tried last, and only where every piece is then a need.
    parts = [part.strip() for part in re.split(r"[;|\n]|\s/\s", text) if part.strip()]
    found: list[tuple[str, int]] = []
    for part in parts:
        by_comma = [piece.strip() for piece in part.split(",") if piece.strip()]
        whole = _need(_unranked(part)[0]) is not None
        codes_alone = all(_need(_unranked(piece)[0]) or len(piece) <= LONGEST_CODE for piece in by_comma)
        for piece in by_comma if codes_alone and not whole else [part]:
            words, rank = _unranked(piece)
            found.append((words, rank or len(found) + 1))
    return found


def upn_of(text: str) -> tuple[str, str]:
    """The number made regular, and what is wrong with it in a sentence; it is kept either way."""
    found = upns.check(text)
    return found.upn[:20], f"{found.problem} It was kept as it came." if not found.valid else ""


def upn_is_right(text: str) -> bool:
    """Whether a text is a unique pupil number with the right check letter."""
    return upns.check(text).valid


def name_of(text: str) -> tuple[str, str, bool]:
    """A name, a sentence about it, and whether the export damaged it.

    An export to an older character set writes `?` for each letter it lacks (Nguy?n); one read in the wrong set
    gives pairs such as `Ã©`.
    """
    plain = re.sub(r"\s+", " ", text)
    plain = re.sub(r"[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]", "", plain).strip()
    if len(plain) > LONGEST_NAME:
        return "", f"“{short(plain)}” is too long for a name (at most {LONGEST_NAME} characters).", True
    if "?" in plain or "\ufffd" in plain:
        sentence = (
            f"Letters were lost from “{short(plain)}” when the list was exported. A fuller name already recorded is "
            "not replaced; otherwise correct it here."
        )
        return plain, sentence, True
    if _GARBLED.search(plain):
        return plain, f"“{short(plain)}” looks garbled: the list was saved in the wrong character set.", True
    return plain, "", False


def split_name(text: str) -> tuple[str, str, str]:
    """Surname, forename, and a sentence where the parting is a guess: `Smith, Jo` is sure, `Jo van Dyke` is not."""
    if "," in text:
        surname, _, forename = text.partition(",")
        return surname.strip(), forename.strip(), ""
    forename, _, surname = text.partition(" ")
    sure = surname and " " not in surname
    sentence = f"“{short(text)}” was parted after its first word. Check which part is the surname."
    return surname.strip(), forename, "" if sure else sentence


@lru_cache(maxsize=20_000)
def _recognise(set_id: str, text: str) -> str | None:
    # Nothing so long names a code, and looking for one in it would take long.
    return codes.CODE_SETS[set_id].recognise(text) if len(text) <= LONGEST_NAME else None


def _need(text: str) -> str | None:
    return _recognise(codes.SEN_TYPES.id, text)


def _unranked(text: str) -> tuple[str, int]:
    """A need without the rank that stands before or after it, and that rank (0 for none)."""
    if len(text) > LONGEST_NAME:
        return text, 0
    if found := re.fullmatch(r"(?:rank\s*)?(\d{1,2})\s*[.):=\-–]?\s*([^\d\s].*)", text, re.IGNORECASE):
        return found[2].strip(), int(found[1])
    if found := re.fullmatch(r"(.*\S)\s*[(\[](?:rank\s*)?(\d{1,2})[)\]]", text, re.IGNORECASE):
        return found[1], int(found[2])
    return text, 0


_GARBLED = re.compile(
    "[ÃÂ][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u02c6\u02dc\u2013-\u203a\u20ac\u2122]"
)
