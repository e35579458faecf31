"""The assess-plan-do-review cycle (SEND Code of Practice 2015, 6.44 to 6.56) and its outcomes."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal

from senco_desk.domain.problems import Problem
from senco_desk.domain.records import Kept, Line, Record, Text

Stage = Literal["assess", "plan", "do", "review", "closed"]
STAGES: dict[Stage, str] = {
    "assess": "Assess",
    "plan": "Plan",
    "do": "Do",
    "review": "Review",
    "closed": "Closed",
}

Trigger = Literal["slower", "own_rate", "gap_open", "gap_wider", "wider", "concern"]
TRIGGERS: dict[Trigger, str] = {
    "slower": "Progress is significantly slower than that of peers from the same baseline",
    "own_rate": "Progress does not match or better the child’s own earlier rate",
    "gap_open": "The attainment gap to peers is not closing",
    "gap_wider": "The attainment gap is widening",
    "wider": "Wider development or social needs",
    "concern": "A concern raised by the child, a parent or a professional",
}
"""What prompted the assessment (Code 6.17 and 6.18)."""

PLAN_KINDS = ("SEN Support plan", "Individual Support Plan", "EHC plan outcomes")


class CycleDraft(Record):
    """One turn of assess, plan, do, review. Cycles of a pupil are numbered from 1 and never overwritten (Code 6.73)."""

    pupil_id: str
    number: int = 1
    plan_kind: Line = "SEN Support plan"
    stage: Stage = "assess"
    opened_on: date
    responsible_teacher: Line = ""
    # Assess (Code 6.45 to 6.47)
    triggers: tuple[Trigger, ...] = ()
    teacher_assessment: Text = ""
    progress_so_far: Text = ""
    against_peers: Text = ""
    external_advice: Text = ""
    context: Text = ""
    what_it_tells_us: Text = ""
    # Plan (Code 6.48 to 6.51)
    planned_on: date | None = None
    parents_told_on: date | None = None
    strategies: Text = ""
    home_part: Text = ""
    staff_told_on: date | None = None
    review_due: date | None = None
    # Do (Code 6.52)
    started_on: date | None = None
    do_notes: Text = ""
    closed_on: date | None = None


class Cycle(Kept, CycleDraft):
    """A cycle as kept."""


Achieved = Literal["", "met", "partly", "not met"]


class OutcomeDraft(Record):
    """What a cycle aims at, from a baseline to a result.

    Values in words stand in `baseline`, `target` and `result`; where they can be counted, the numbers stand beside
    them (`*_value`, all in the unit that `measure` names), and a chart is drawn.
    """

    pupil_id: str
    cycle_id: str
    position: int = 1
    area: Literal["", "ci", "cl", "semh", "sp"] = ""
    aim: Text
    measure: Line = ""
    baseline: Line = ""
    baseline_value: Decimal | None = None
    target: Line = ""
    target_value: Decimal | None = None
    result: Line = ""
    result_value: Decimal | None = None
    result_on: date | None = None
    expected_impact: Text = ""
    due: date | None = None
    owner: Line = ""
    achieved: Achieved = ""


class Outcome(Kept, OutcomeDraft):
    """An outcome as kept."""


def problems_of_plan(cycle: CycleDraft) -> list[Problem]:
    """What a plan lacks before it can be put into action (Code 6.48: a clear date for review)."""
    problems = []
    if cycle.review_due is None:
        problems.append(Problem(field="review_due", sentence="Set a clear date for the review."))
    elif cycle.review_due < cycle.opened_on:
        problems.append(
            Problem(field="review_due", sentence="The review date is before the cycle opened: check the year.")
        )
    return problems


def problems_of_outcome(outcome: OutcomeDraft) -> list[Problem]:
    """What stops an outcome from being kept."""
    return [] if outcome.aim else [Problem(field="aim", sentence="Say what the child will be able to do.")]
