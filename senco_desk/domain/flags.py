"""What everybody around a child should know at a glance, beyond status and needs: care, health, disability, census.

Each flag is worked out from what is kept, so that no list of flags can disagree with the record. Child protection is
never among them: the mark “See the DSL” is shown by itself, on the screen alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from senco_desk.domain.codes import FIRST_LANGUAGE, KINSHIP_CARE, POST_LOOKED_AFTER, YOUNG_CARER, is_eal
from senco_desk.domain.pupils import Contact, PupilDraft

SEE_DSL = "See the DSL"
"""The one mark about child protection: it says whom to ask, and nothing about why."""

_NOT_DECLARED = frozenset({"", "N", "ND"})
"""Codes of young carer, kinship care and earlier care that say no, or that nobody declared it."""

_NO_SERVICE_CHILD = frozenset({"", "N", "U", "R"})
"""Codes of service child that say no, not known or refused."""


@dataclass(frozen=True)
class Flag:
    """One thing to know: `id` for filters, `words` for a mark, `why` the whole of it for whoever points at it."""

    id: str
    words: str
    why: str = ""


def flags_of(pupil: PupilDraft, contacts: Iterable[Contact] = ()) -> tuple[Flag, ...]:
    """The flags of a child, care first; a flag stands only where something is kept that says yes."""
    found = [
        Flag("in_care", "Looked after", _by(pupil.care_authority)) if pupil.in_care else None,
        _coded("post_looked_after", "Looked after before", POST_LOOKED_AFTER.name_of, pupil.post_looked_after),
        _coded("kinship_care", "Kinship care", KINSHIP_CARE.name_of, pupil.kinship_care),
        Flag("family_support", "Family support", pupil.family_support) if pupil.family_support else None,
        _coded("young_carer", "Young carer", YOUNG_CARER.name_of, pupil.young_carer),
        Flag("service_child", "Service child") if pupil.service_child not in _NO_SERVICE_CHILD else None,
        Flag("health_plan", "Healthcare plan", "Has an individual healthcare plan") if pupil.health_plan else None,
        Flag("medical", "Medical", pupil.medical) if pupil.medical and not pupil.health_plan else None,
        Flag("disability", "Disability", pupil.disability) if pupil.disability else None,
        Flag("adjustments", "Reasonable adjustments", pupil.reasonable_adjustments)
        if pupil.reasonable_adjustments and not pupil.disability
        else None,
        Flag("sen_unit", "SEN unit") if pupil.sen_unit else None,
        Flag("resourced_provision", "Resourced provision") if pupil.resourced_provision else None,
        Flag("top_up_funding", "Top-up funding") if pupil.top_up_funding else None,
        Flag("pupil_premium", "Pupil premium") if pupil.pupil_premium else None,
        Flag("eal", "EAL", FIRST_LANGUAGE.name_of(pupil.first_language)) if _additional(pupil) else None,
        Flag("interpreter", "Interpreter", "A parent or carer needs an interpreter")
        if any(contact.interpreter for contact in contacts)
        else None,
    ]
    return tuple(flag for flag in found if flag is not None)


def care_lines(pupil: PupilDraft) -> list[tuple[str, str]]:
    """What a request asks about care, family and health, as pairs of name and words; only what is filled in.

    For the overview and for a pack's page about the child: `see_dsl` is never among them.
    """
    pairs = [
        ("Looked after", (_by(pupil.care_authority) or "yes") if pupil.in_care else ""),
        ("Looked after in the past", _said(POST_LOOKED_AFTER.name_of, pupil.post_looked_after)),
        ("Kinship care", _said(KINSHIP_CARE.name_of, pupil.kinship_care)),
        ("Support for the family", pupil.family_support),
        ("Young carer", _said(YOUNG_CARER.name_of, pupil.young_carer)),
        ("Child of service personnel", "yes" if pupil.service_child not in _NO_SERVICE_CHILD else ""),
    ]
    return [(name, words) for name, words in pairs if words]


def health_lines(pupil: PupilDraft) -> list[tuple[str, str]]:
    """Health, disability and the adjustments made for it, apart from SEN (Equality Act 2010, sections 6 and 20)."""
    pairs = [
        ("Medical", pupil.medical),
        ("Individual healthcare plan", {True: "yes", False: "no", None: ""}[pupil.health_plan]),
        ("Disability", pupil.disability),
        ("Reasonable adjustments", pupil.reasonable_adjustments),
    ]
    return [(name, words) for name, words in pairs if words]


def _coded(flag_id: str, words: str, name_of: Callable[[str], str], code: str) -> Flag | None:
    said = _said(name_of, code)
    return Flag(flag_id, words, said) if said else None


def _said(name_of: Callable[[str], str], code: str) -> str:
    return "" if code in _NOT_DECLARED else name_of(code)


def _by(authority: str) -> str:
    return f"by {authority}" if authority else ""


def _additional(pupil: PupilDraft) -> bool:
    if pupil.english_additional is not None:
        return pupil.english_additional
    return is_eal(pupil.first_language)
