"""Reviews of a cycle, and meetings with parents and others."""

from __future__ import annotations

from datetime import date
from typing import Literal

from senco_desk.domain.problems import Problem
from senco_desk.domain.records import Kept, Line, Record, Text
from senco_desk.domain.views import Method

Decision = Literal["step_up", "continue", "step_down", "exit"]
DECISIONS: dict[Decision, str] = {
    "step_up": "Step up: more or more specialist support",
    "continue": "Continue with a new cycle",
    "step_down": "Step down: less support",
    "exit": "Leave the register",
}

RATINGS: dict[int, str] = {
    -2: "Significantly less progress than expected",
    -1: "Less progress than expected",
    0: "Expected progress",
    1: "More progress than expected",
    2: "Significantly more progress than expected",
}


class ReviewDraft(Record):
    """The review of a cycle: impact and quality, with the views of the child and the parents (Code 6.53 to 6.55)."""

    pupil_id: str
    cycle_id: str
    on: date
    rating: int | None = None
    impact: Text = ""
    quality: Text = ""
    pupil_view: Text = ""
    pupil_view_method: Method = ""
    parent_view: Text = ""
    parent_view_method: Method = ""
    attended: Line = ""
    decision: Decision = "continue"
    decided_by: Line = ""
    next_steps: Text = ""
    next_review: date | None = None


class Review(Kept, ReviewDraft):
    """A review as kept."""


class MeetingDraft(Record):
    """A meeting about a child; those with parents count to three a year (Code 6.65); the record is given (6.71)."""

    pupil_id: str
    on: date
    with_parents: bool = True
    led_by: Line = ""
    present: Line = ""
    discussed: Text = ""
    agreed: Text = ""
    record_given_on: date | None = None
    cycle_id: str | None = None


class Meeting(Kept, MeetingDraft):
    """A meeting as kept."""


def problems_of_review(draft: ReviewDraft, *, opened_on: date, today: date) -> list[Problem]:
    """Everything that stops a review from being recorded (Code 6.53 to 6.54).

    Views that were not given are said so in words ("Was ill; will be asked on Monday"), so an empty view is refused
    but never has to be invented.
    """
    problems = []
    if draft.on < opened_on:
        problems.append(Problem(field="on", sentence="The review is dated before the cycle opened."))
    if draft.on > today:
        problems.append(Problem(field="on", sentence="The review is dated in the future: record it when it is held."))
    if draft.rating is None:
        problems.append(Problem(field="rating", sentence="Choose how the progress compares with what was expected."))
    elif draft.rating not in RATINGS:
        problems.append(Problem(field="rating", sentence="The rating goes from −2 to +2."))
    if not draft.pupil_view:
        problems.append(
            Problem(field="pupil_view", sentence="Write what the child says, or why they could not be asked yet.")
        )
    if not draft.parent_view:
        problems.append(
            Problem(field="parent_view", sentence="Write what the parents say, or why they could not be asked yet.")
        )
    if draft.next_review and draft.next_review <= draft.on:
        problems.append(
            Problem(field="next_review", sentence="The next review is not after this one: check the day and the year.")
        )
    return problems
