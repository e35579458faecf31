"""What a request for an EHC needs assessment would rest on, in two lists that never merge.

`legal_test` is the law's own question (Children and Families Act 2014, s.36(8)): has the child, or may the child
have, special educational needs; and may it be necessary for provision to be made through an EHC plan. Under it stand
the six kinds of evidence of the SEND Code of Practice 2015, 9.14.

`authority_view` is what a local authority says it looks for. It is advice: an authority may not refuse for want of it
where the law's question is answered with yes. So no item of it ever stands in the way of anything, and each one that
is missing says what would fill it and that the papers can be sent without it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from senco_desk.domain.costs import PupilSpend
from senco_desk.domain.pupil_records import PupilRecord
from senco_desk.domain.readiness_checks import Answer, Facts, State, answer_to
from senco_desk.domain.readiness_heads import HEADS, head_answer, may_be_necessary, may_have_sen
from senco_desk.domain.terms import AcademicYear
from senco_desk.domain.thresholds import CONFIDENCES, AuthorityProfile, Check, Confidence

__all__ = ["HEADS", "STATE_WORDS", "Item", "Readiness", "State", "readiness"]

STATE_WORDS: dict[State, str] = {
    "ready": "Ready",
    "partly": "Partly",
    "missing": "Nothing recorded yet",
    "not_needed": "Not needed",
}
LAW = "Children and Families Act 2014, s.36(8)"
CODE = "SEND Code of Practice: 0 to 25 years (2015), 9.14"


@dataclass(frozen=True)
class Item:
    """One thing a request would rest on.

    Args:
        id: stable, for scripts.
        words: what it is.
        state: `ready`, `partly`, `missing` or `not_needed`.
        why: a sentence: what is there, or what would fill it.
        evidence: what in the record shows it, each in a few words.
        source: who says that it matters.
        confidence: how sure that is; empty for the law itself.
    """

    id: str
    words: str
    state: State
    why: str
    evidence: tuple[str, ...] = ()
    source: str = ""
    confidence: Confidence | Literal[""] = ""

    @property
    def confidence_words(self) -> str:
        """How sure the source is, in words; empty for the law itself."""
        return CONFIDENCES[self.confidence] if self.confidence else ""


@dataclass(frozen=True)
class Readiness:
    """The two lists."""

    legal_test: tuple[Item, ...]
    authority_view: tuple[Item, ...]


def readiness(record: PupilRecord, spend: PupilSpend, profile: AuthorityProfile, today: date) -> Readiness:
    """What a request on this day would rest on: the law's question with its evidence, and the authority's wishes.

    Args:
        record: everything kept of the child.
        spend: what support costs this academic year, beside the authority's threshold.
        profile: the authority's profile; its criteria and numbers make the second list.
        today: the day the request would be sent.
    """
    facts = Facts(record, spend, profile, today, AcademicYear.of(today))
    return Readiness(_legal_test(facts), _authority_view(facts))


def _legal_test(facts: Facts) -> tuple[Item, ...]:
    items = [
        _item("has_sen", "The child has or may have special educational needs", may_have_sen(facts), LAW),
        _item(
            "may_be_necessary",
            "It may be necessary for provision to be made through an EHC plan",
            may_be_necessary(facts),
            LAW,
        ),
    ]
    items += [_item(f"head.{number}", words, head_answer(number, facts), CODE) for number, words in HEADS.items()]
    return tuple(items)


def _authority_view(facts: Facts) -> tuple[Item, ...]:
    items: list[Item] = []
    covered: set[Check] = set()
    for criterion in facts.profile.criteria:
        asked = criterion.value
        covered.add(asked.check)
        answer = answer_to(asked.check, facts)
        items.append(_item(asked.id, asked.words, answer, criterion.source, criterion.confidence))
    taken = {item.id for item in items}
    for check, words, source, confidence in _numbers(facts.profile):
        if check not in covered:
            identity = check if check not in taken else f"{check}.number"
            items.append(_item(identity, words, answer_to(check, facts), source, confidence))
    return tuple(items)


def _numbers(profile: AuthorityProfile) -> list[tuple[Check, str, str, Confidence]]:
    """The profile's own numbers as wishes, where it has them and no criterion of its own speaks of the same."""
    found: list[tuple[Check, str, str, Confidence]] = []
    if profile.min_cycles.value:
        words = f"At least {profile.min_cycles.value} reviewed cycles of assess, plan, do, review"
        found.append(("cycles", words, profile.min_cycles.source, profile.min_cycles.confidence))
    if profile.min_terms.value:
        words = f"Support over at least {profile.min_terms.value} terms"
        found.append(("terms", words, profile.min_terms.source, profile.min_terms.confidence))
    if profile.max_report_months.value:
        words = f"Reports of the last {profile.max_report_months.value} months"
        found.append(("recent_reports", words, profile.max_report_months.source, profile.max_report_months.confidence))
    if profile.meetings_per_year.value:
        words = f"At least {profile.meetings_per_year.value} meetings with parents in the year"
        found.append(("meetings", words, profile.meetings_per_year.source, profile.meetings_per_year.confidence))
    return found


def _item(identity: str, words: str, answer: Answer, source: str, confidence: Confidence | Literal[""] = "") -> Item:
    return Item(identity, words, answer.state, answer.why, answer.evidence, source, confidence)
