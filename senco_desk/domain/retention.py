"""How long the record of a child who has left is kept, and which records are to be looked at.

Nothing here erases anything. A date that has gone by asks a person to look and to decide, and a legal hold or a later
date that somebody has set with a reason always wins over the policy.

Source of the years: `resources/retention/policy.json`, each with how sure it is. They are guidance, and editable.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from pydantic import Field

from senco_desk.domain.needs import Status
from senco_desk.domain.problems import Problem
from senco_desk.domain.pupils import Pupil
from senco_desk.domain.records import Kept, Line, Record, Text

Basis = Literal["ehc", "sen_support", "pupil"]
Confidence = Literal["school", "secondary", "unconfirmed"]
CONFIDENCE: dict[Confidence, str] = {
    "school": "Set by this school",
    "secondary": "Guidance, at second hand",
    "unconfirmed": "Unconfirmed",
}
State = Literal["due", "held", "undated", "later"]
STATES: dict[State, str] = {
    "due": "To look at",
    "held": "Do not erase",
    "undated": "No date",
    "later": "Kept for now",
}
MOST_YEARS = 120
FURTHER_YEARS = 30
"""The most years that a decision may add at once."""


class RetentionRule(Record):
    """How long one kind of file is kept.

    Args:
        id: which files it is about.
        title: the same in words.
        years: whole years from the date of birth.
        confidence: how sure the number is.
        source: where it comes from, in words.
        advice: what to do about it.
    """

    id: Basis
    title: Line
    years: int = Field(ge=1, le=MOST_YEARS)
    confidence: Confidence
    source: Text
    advice: Text = ""


class RetentionPolicy(Record):
    """The rules for the three kinds of file."""

    rules: tuple[RetentionRule, ...]

    def rule(self, basis: Basis) -> RetentionRule:
        """The rule for a kind of file."""
        return next(rule for rule in self.rules if rule.id == basis)


class RuleDraft(Record):
    """What a school sets for one kind of file; `source` says who decided it."""

    years: int = Field(ge=1, le=MOST_YEARS)
    source: Text = ""


def problems_of_rule(draft: RuleDraft) -> list[Problem]:
    """A number without a word on where it comes from cannot be defended later."""
    if not draft.source:
        return [Problem(field="source", sentence="Say who decided this: your school’s or trust’s schedule, and when.")]
    return []


class RetentionDraft(Record):
    """What a person has decided about one child's record.

    Args:
        pupil_id: the child.
        keep_until: the day until which it is kept; None for the policy's day.
        reason: why that day.
        hold: a legal hold: the record must not be erased, whatever its date.
        hold_reason: why not.
        decided_on: when it was decided.
    """

    pupil_id: str
    keep_until: date | None = None
    reason: Text = ""
    hold: bool = False
    hold_reason: Text = ""
    decided_on: date


class Retention(Kept, RetentionDraft):
    """A decision as kept; each child has at most one."""


def problems_of_retention(draft: RetentionDraft, *, today: date) -> list[Problem]:
    """Everything that stops a decision from being kept, each tied to its field."""
    problems = []
    if draft.keep_until is not None:
        if draft.keep_until <= today:
            problems.append(
                Problem(field="keep_until", sentence="This day has gone by: choose a later one, or erase the record.")
            )
        elif draft.keep_until > years_after(today, MOST_YEARS):
            problems.append(Problem(field="keep_until", sentence="This day is more than a lifetime away: check it."))
        if not draft.reason:
            problems.append(Problem(field="reason", sentence="Say why it is kept until then."))
    if draft.hold and not draft.hold_reason:
        problems.append(Problem(field="hold_reason", sentence="Say why it must not be erased, and who asked for that."))
    return problems


def years_after(day: date, years: int) -> date:
    """The same day so many years on; 29 February becomes 1 March where there is none, the later of the two."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def basis_of(statuses: Iterable[Status]) -> Basis:
    """Which rule a child falls under: the highest support there ever was decides, ended or not."""
    had = {status.status for status in statuses}
    return "ehc" if "E" in had else "sen_support" if "K" in had else "pupil"


@dataclass(frozen=True)
class Leaver:
    """A child who has left, and until when the record is kept.

    Args:
        pupil: the child.
        basis: which rule applies.
        by_policy: the policy's day; None without a date of birth.
        decision: what a person has decided, if anything.
        today: the day it is looked at.
    """

    pupil: Pupil
    basis: Basis
    by_policy: date | None
    decision: Retention | None
    today: date

    @property
    def until(self) -> date | None:
        """The day until which the record is kept: a person's word before the policy's."""
        return (self.decision.keep_until if self.decision else None) or self.by_policy

    @property
    def is_held(self) -> bool:
        """Whether it must not be erased."""
        return self.decision is not None and self.decision.hold

    @property
    def state(self) -> State:
        """How it stands: a hold first, then whether its day has come."""
        if self.is_held:
            return "held"
        if self.until is None:
            return "undated"
        return "due" if self.until <= self.today else "later"


def leaver_of(
    pupil: Pupil, statuses: Iterable[Status], decision: Retention | None, policy: RetentionPolicy, today: date
) -> Leaver:
    """How one child's record stands today; it says so also for a child who is still on roll."""
    basis = basis_of(statuses)
    born = pupil.date_of_birth
    by_policy = years_after(born, policy.rule(basis).years) if born else None
    return Leaver(pupil, basis, by_policy, decision, today)
