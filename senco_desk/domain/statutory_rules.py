"""The statutory time limits as data, so that a change in the law is a new row and not new code.

Each row says what must be done, by whom, within what time of what, and where that is written. Rows carry the
day from which they apply; `LAW_AS_AT` is the day the table was last checked against its sources.
"""

from __future__ import annotations

import datetime as dt
from typing import Literal

from senco_desk.domain.records import Record
from senco_desk.domain.sources import Confidence

Owner = Literal["school", "la", "parent", "tribunal"]
OWNER_WORDS: dict[Owner, str] = {
    "school": "School",
    "la": "Local authority",
    "parent": "Parent or young person",
    "tribunal": "Tribunal",
}
"""Who must act, as a person reads it. A parent's dates are a young person's own from the end of Year 11."""

LAW_AS_AT = dt.date(2026, 11, 1)
"""The day on which this table was last checked."""

_SEND = "SEND Regulations 2014 (SI 2014/1530)"
_HESC = "Tribunal Procedure (First-tier Tribunal) (HESC) Rules 2008"
_SEND_FROM = dt.date(2014, 9, 1)


class Rule(Record):
    """One time limit. The date is `days` and `months` after the day counted from, or a fixed day of the year."""

    id: str
    variant: str = ""
    what: str
    counted_from: str
    days: int = 0
    months: int = 0
    day_of_year: tuple[int, int] | None = None
    owner: Owner
    source: str
    confidence: Confidence
    note: str = ""
    reminders: tuple[int, ...] = (14, 7)
    valid_from: dt.date = _SEND_FROM


_EXCUSES = (
    "Exceptions (school closed for at least 4 continuous weeks, exceptional personal circumstances, the child "
    "away for at least 4 weeks) can excuse a late answer; they do not move the date."
)

RULES: tuple[Rule, ...] = (
    Rule(
        id="ehcna.decision",
        what="The local authority says whether it will carry out an EHC needs assessment",
        counted_from="the request was received",
        days=42,
        owner="la",
        source=f"{_SEND}, reg 5(1): 6 weeks",
        confidence="confirmed",
        note=_EXCUSES,
    ),
    Rule(
        id="ehcna.not_issue",
        what="If it will not issue a plan, the local authority says so",
        counted_from="the request was received",
        days=112,
        owner="la",
        source=f"{_SEND}, reg 10(1): 16 weeks",
        confidence="confirmed",
        note=_EXCUSES,
    ),
    Rule(
        id="ehcna.draft_response",
        what="The parent or young person has at least until this day to answer the draft plan",
        counted_from="the draft plan was served",
        days=14,
        owner="parent",
        source=f"{_SEND}, reg 13(1)(a): at least 15 days beginning with the day it was served",
        confidence="confirmed",
        note="The local authority may allow longer.",
        reminders=(7, 3),
    ),
    Rule(
        id="ehcna.final",
        what="The local authority sends the final plan",
        counted_from="the request was received",
        days=140,
        owner="la",
        source=f"{_SEND}, reg 13(2): 20 weeks",
        confidence="confirmed",
        note=_EXCUSES,
    ),
    Rule(
        id="review.due",
        what="The annual review of the plan is completed",
        counted_from="the plan was made or last reviewed",
        days=-1,
        months=12,
        owner="la",
        source="Children and Families Act 2014, section 44(1): within 12 months beginning with that day",
        confidence="confirmed",
        reminders=(84, 42),
    ),
    Rule(
        id="review.notice_and_papers",
        what="Notice of the review meeting given, and the advice for it sent to everyone invited",
        counted_from="the review meeting",
        days=-14,
        owner="school",
        source=f"{_SEND}, reg 20(3) and (4): at least 2 weeks before",
        confidence="confirmed",
    ),
    Rule(
        id="review.report",
        what="The head teacher's report of the meeting sent to everyone invited",
        counted_from="the review meeting",
        days=14,
        owner="school",
        source=f"{_SEND}, reg 20(7) to (9): within 2 weeks of the meeting",
        confidence="unconfirmed",
        reminders=(7, 3),
    ),
    Rule(
        id="review.decision",
        what=(
            "The local authority says whether it will keep, amend or cease the plan, and sends any proposed amendments"
        ),
        counted_from="the review meeting",
        days=28,
        owner="la",
        source=(
            f"{_SEND}, reg 20(10) and 22(2)(a), with R (L, M and P) v Devon County Council [2022] EWHC 493 "
            "(Admin): 4 weeks from the meeting"
        ),
        confidence="secondary",
        note="A notice of amendments gives at least 15 days, beginning with the day it is served, to answer it.",
    ),
    Rule(
        id="review.final",
        what="The local authority sends the amended plan, or says that it will not be amended",
        counted_from="the review meeting",
        days=84,
        owner="la",
        source=(
            f"{_SEND}, reg 22(3) and (4): 8 weeks from the notice of amendments, which is itself due within "
            "4 weeks of the meeting"
        ),
        confidence="secondary",
        note="If the notice of amendments was sent sooner, this is due 8 weeks after it was sent.",
    ),
    Rule(
        id="appeal.deadline",
        variant="letter",
        what="Last day for an appeal to reach the First-tier Tribunal (SEND)",
        counted_from="the decision letter",
        months=2,
        owner="parent",
        source=f"{_HESC}, rules 12 and 20: the later of 2 months from the letter and 1 month from the certificate",
        confidence="secondary",
        note="The family appeals, not the school.",
        reminders=(28, 14, 7),
        valid_from=dt.date(2008, 11, 3),
    ),
    Rule(
        id="appeal.deadline",
        variant="certificate",
        what="Last day for an appeal to reach the First-tier Tribunal (SEND)",
        counted_from="the mediation certificate",
        months=1,
        owner="parent",
        source=f"{_HESC}, rules 12 and 20: the later of 2 months from the letter and 1 month from the certificate",
        confidence="secondary",
        note="The family appeals, not the school.",
        reminders=(28, 14, 7),
    ),
    Rule(
        id="transfer.deadline",
        variant="secondary",
        what="The plan reviewed, and amended where necessary, for the move to the next school",
        counted_from="the calendar year of the move",
        day_of_year=(2, 15),
        owner="la",
        source=f"{_SEND}, reg 18(1): before 15 February",
        confidence="confirmed",
        reminders=(84, 28),
    ),
    Rule(
        id="transfer.deadline",
        variant="post-16",
        what="The plan reviewed, and amended where necessary, for the move from secondary school to post-16",
        counted_from="the calendar year of the move",
        day_of_year=(3, 31),
        owner="la",
        source=f"{_SEND}, reg 18(1): before 31 March",
        confidence="confirmed",
        reminders=(84, 28),
    ),
)
"""Every time limit the program knows. An id and variant are unique together."""


def rule(identity: str, variant: str = "") -> Rule:
    """The rule with this id (and variant, where there are two ways to count). KeyError for any other."""
    for each in RULES:
        if (each.id, each.variant) == (identity, variant):
            return each
    raise KeyError((identity, variant))
