"""The census code sets by name, and the few rules that rest on a code alone.

Each set is its own table: DS is a need among the `SEN_TYPES` and a reason among the `SUSPENSION_REASONS`.
"""

from __future__ import annotations

from senco_desk.domain.code_sets import Code, CodeSet, CodeSets
from senco_desk.domain.code_tables_person import (
    ENGLISH_PROFICIENCY,
    ENROLMENT_STATUS,
    ETHNICITY,
    FIRST_LANGUAGE,
    FSM_CATEGORY,
    KINSHIP_CARE,
    NOT_EAL,
    POST_LOOKED_AFTER,
    PUPIL_PREMIUM,
    SERVICE_CHILD,
    SEX,
    YES_NO,
    YOUNG_CARER,
)
from senco_desk.domain.code_tables_school import (
    ADMIN,
    AREAS_OF_NEED,
    ATTENDANCE,
    OFF_SITE,
    PRESENT,
    PROVISION,
    SEN_TYPES,
    SUSPENSION_CATEGORIES,
    SUSPENSION_REASONS,
    UNABLE,
    YEAR_GROUPS,
)

__all__ = [
    "AREAS_OF_NEED",
    "ATTENDANCE",
    "CODE_SETS",
    "ENGLISH_PROFICIENCY",
    "ENROLMENT_STATUS",
    "ETHNICITY",
    "FIRST_LANGUAGE",
    "FSM_CATEGORY",
    "KINSHIP_CARE",
    "POST_LOOKED_AFTER",
    "PROVISION",
    "PUPIL_PREMIUM",
    "SEN_TYPES",
    "SERVICE_CHILD",
    "SEX",
    "SUSPENSION_CATEGORIES",
    "SUSPENSION_REASONS",
    "YEAR_GROUPS",
    "YES_NO",
    "YOUNG_CARER",
    "Code",
    "CodeSet",
    "CodeSets",
    "area_of",
    "counts_as_attending",
    "counts_as_possible",
    "flag",
    "is_eal",
    "key_stage",
    "year_order",
]

CODE_SETS = CodeSets(
    (
        PROVISION,
        SEN_TYPES,
        AREAS_OF_NEED,
        YEAR_GROUPS,
        SEX,
        ETHNICITY,
        FIRST_LANGUAGE,
        ENGLISH_PROFICIENCY,
        ENROLMENT_STATUS,
        FSM_CATEGORY,
        PUPIL_PREMIUM,
        SERVICE_CHILD,
        YOUNG_CARER,
        KINSHIP_CARE,
        POST_LOOKED_AFTER,
        ATTENDANCE,
        SUSPENSION_CATEGORIES,
        SUSPENSION_REASONS,
        YES_NO,
    )
)
"""Every code set the program knows, by its id."""


def flag(text: str) -> bool | None:
    """Yes or no as a school system writes it (Yes, Y, T, True, 1 and their opposites); None for anything else."""
    return {"Y": True, "N": False}.get(YES_NO.recognise(text) or "")


def is_eal(first_language: str) -> bool:
    """Whether English is an additional language: a first language that is known and is not English.

    Not so for ENG, ENB, NOT, REF, ZZZ or nothing. An unknown code counts as another language.
    """
    code = first_language.strip().upper()
    return bool(code) and code not in NOT_EAL


def area_of(need: str) -> str:
    """The broad area a type of need is usually placed under (`ci`, `cl`, `semh`, `sp`), or nothing."""
    found = SEN_TYPES.find(need)
    return found.group if found else ""


def key_stage(year_group: str) -> str:
    """`EYFS` or `KS1` to `KS5`; nothing for X or an unknown code."""
    found = YEAR_GROUPS.find(year_group)
    return found.group if found else ""


def year_order(year_group: str) -> int:
    """For sorting by year: N1 first, then N2, R, 1 to 14, X, then unknown codes and blanks."""
    return YEAR_GROUPS.position(year_group)


def counts_as_possible(attendance_code: str) -> bool | None:
    """Whether a session with this mark was one the child could have attended; None for an unknown mark.

    Attendance is a percentage of possible sessions. D, Q, X and Y1 to Y7 are not among them, nor are Z and #:
    general practice, not confirmed at its source.
    """
    found = ATTENDANCE.find(attendance_code)
    return None if found is None else found.group not in (UNABLE, ADMIN)


def counts_as_attending(attendance_code: str) -> bool | None:
    """Whether this mark counts as attending, in school or at an approved place; None for an unknown mark."""
    found = ATTENDANCE.find(attendance_code)
    return None if found is None else found.group in (PRESENT, OFF_SITE)
