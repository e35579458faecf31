"""The register: a pupil's status history, ranked needs, and strengths and difficulties by the four broad areas."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Literal, TypeVar

from senco_desk.domain.codes import area_of
from senco_desk.domain.problems import Problem
from senco_desk.domain.records import Code, Kept, Line, Record, Text
from senco_desk.domain.terms import in_words

StatusCode = Literal["monitoring", "K", "E", "N"]
STATUS_WORDS: dict[StatusCode, str] = {
    "monitoring": "Monitoring",
    "K": "SEN Support",
    "E": "EHC plan",
    "N": "Not on the register",
}
"""`monitoring` is the school's own stage before the register; K, E and N are census codes (CBDS CS096)."""

AreaCode = Literal["ci", "cl", "semh", "sp"]
BROAD_AREAS: dict[AreaCode, str] = {
    "ci": "Communication and interaction",
    "cl": "Cognition and learning",
    "semh": "Social, emotional and mental health",
    "sp": "Sensory and/or physical",
}
"""The four broad areas of need (SEND Code of Practice 2015, 6.28 to 6.35)."""


DiagnosisSource = Literal["", "report", "letter", "parents", "other"]
DIAGNOSIS_SOURCES: dict[DiagnosisSource, str] = {
    "": "Not known",
    "report": "A report",
    "letter": "A letter",
    "parents": "What the parents have told us",
    "other": "Something else",
}


class StatusDraft(Record):
    """One stretch of a pupil's SEN status.

    `start` is None where it is not known; then `as_found_on` says on which day a roll showed the status.
    `source` tells a person's entry from a roll's. `end` is the last day; None while it lasts. `decide_on` is the day
    until which somebody has decided to carry monitoring on; None where a term is the measure.
    """

    pupil_id: str
    status: StatusCode
    start: date | None = None
    as_found_on: date | None = None
    end: date | None = None
    reason: Text = ""
    decided_by: Line = ""
    parents_told_on: date | None = None
    source: Literal["person", "roll"] = "person"
    decide_on: date | None = None

    @property
    def since(self) -> date:
        """The first day this status is known to have held."""
        return self.start or self.as_found_on or date.min

    @property
    def words(self) -> str:
        """The status as people say it."""
        return STATUS_WORDS[self.status]


class Status(Kept, StatusDraft):
    """A stretch of status as kept."""


class NeedDraft(Record):
    """A need by DfE type, ranked: 1 is primary, 2 secondary; the census takes two, the desk keeps all."""

    pupil_id: str
    code: Code
    rank: int
    note: Text = ""
    since: date | None = None
    until: date | None = None
    source: Literal["person", "roll"] = "person"


class Need(Kept, NeedDraft):
    """A need as kept."""


class AreaNoteDraft(Record):
    """Strengths and difficulties in one of the four broad areas, as seen on a day."""

    pupil_id: str
    area: AreaCode
    on: date
    strengths: Text = ""
    difficulties: Text = ""


class AreaNote(Kept, AreaNoteDraft):
    """Strengths and difficulties as kept."""


class DiagnosisDraft(Record):
    """A diagnosis: what, who made it, when, and where the school knows it from. Support never depends on one.

    `source` tells a report or a letter that is on file from what parents have told; `document_id` names the paper.
    """

    pupil_id: str
    what: Line
    made_by: Line = ""
    on: date | None = None
    source: DiagnosisSource = ""
    document_id: str | None = None
    note: Text = ""


class Diagnosis(Kept, DiagnosisDraft):
    """A diagnosis as kept."""


S = TypeVar("S", bound=StatusDraft)
N = TypeVar("N", bound=NeedDraft)


def status_on(history: Iterable[S], day: date) -> S | None:
    """The status that held on a day: of those begun and not ended by then, the one that began last.

    Of two that began on one day it is the one later in the history: a correction made the same day counts.
    """
    held = [entry for entry in history if entry.since <= day and (entry.end is None or day <= entry.end)]
    return max(reversed(held), key=lambda entry: entry.since, default=None)


def needs_on(needs: Iterable[N], day: date) -> list[N]:
    """The needs that stand on a day, primary first."""
    return [need for need in unended_needs(needs, day) if need.since is None or need.since <= day]


def unended_needs(needs: Iterable[N], day: date) -> list[N]:
    """The needs that have not ended by a day, primary first; those that begin later are among them."""
    return sorted((need for need in needs if need.until is None or day <= need.until), key=lambda need: need.rank)


_REASON_AT_MOST = 19_500
"""As many letters as the reasons of one stretch take, with the words around the last of them."""

MONITORING_WEEKS = 13
"""Monitoring is a stage before a decision; after a term or so somebody should decide (a habit, no rule of the Code)."""


def decide_by(status: StatusDraft) -> date | None:
    """The day by which monitoring asks for a decision: the one it was carried on until, else a term after it began.

    None for another status, or where neither day is known.
    """
    if status.status != "monitoring":
        return None
    if status.decide_on is not None:
        return status.decide_on
    return status.since + timedelta(weeks=MONITORING_WEEKS) if status.since > date.min else None


def carried_on(status: Status, *, on: date, until: date, why: str, by: str) -> Status:
    """Monitoring that goes on until a day; the decision is told in the reason too, and everything before it stays.

    Args:
        status: the stretch of monitoring.
        on: the day of the decision.
        until: the day by which somebody decides again.
        why: the reason, in a person's words.
        by: who decided; may be empty.
    """
    who = f" (decided by {by})" if by else ""
    said = f"{in_words(on)}: carry on monitoring until {in_words(until)}{who}. {why}".strip()
    reason = "\n".join(part for part in (status.reason, said) if part)
    return Status.model_validate({**dict(status), "reason": reason, "decide_on": until})


def problems_of_carrying_on(status: StatusDraft, *, on: date, until: date | None, why: str) -> list[Problem]:
    """Everything that stops monitoring from being carried on, each tied to its field."""
    problems = []
    if status.status != "monitoring":
        problems.append(Problem(sentence="This child is not being monitored now: change the status instead."))
    if until is None:
        problems.append(Problem(field="until", sentence="Give the day by which you will decide."))
    elif until <= on:
        problems.append(Problem(field="until", sentence="Give a day that is still to come."))
    elif until > on + timedelta(days=366):
        problems.append(
            Problem(
                field="until", sentence="That is more than a year away: give an earlier day, and decide again then."
            )
        )
    if not why:
        problems.append(Problem(field="why", sentence="Say why in a few words; a parent or an inspector will ask."))
    elif len(status.reason) + len(why) > _REASON_AT_MOST:
        problems.append(
            Problem(field="why", sentence="The reasons of this stretch are full: say it shorter, or write a note.")
        )
    return problems


def problems_of_status(
    draft: StatusDraft, history: Sequence[Status], *, today: date, born: date | None = None
) -> list[Problem]:
    """Everything that stops a status from being recorded (Code 6.15: going on the register needs a reason)."""
    problems = []
    if draft.start is None:
        problems.append(Problem(field="start", sentence="Give the day from which this status holds."))
    elif draft.start > today.replace(year=today.year + 2, day=1):
        problems.append(Problem(field="start", sentence="The start is more than two years ahead: check the year."))
    elif born is not None and draft.start < born:
        problems.append(Problem(field="start", sentence="The start is before the child was born: check the year."))
    if not draft.reason:
        problems.append(Problem(field="reason", sentence="Say why in a few words; a parent or an inspector will ask."))
    if draft.end and draft.start and draft.end < draft.start:
        problems.append(Problem(field="end", sentence="The end is before the start."))
    if draft.start:
        now = status_on(history, draft.start)
        if now is not None and now.status == draft.status and now.end is None:
            problems.append(
                Problem(
                    field="status",
                    sentence=f"This pupil already has the status {draft.words} on that day. Open the status"
                    " history to change its start or its reason.",
                )
            )
    return problems


def problems_of_past_status(status: StatusDraft) -> list[Problem]:
    """Everything wrong with a stretch of the history as it is corrected: no first day, or an end before it."""
    problems = []
    if status.start is None and status.as_found_on is None:
        problems.append(Problem(field="start", sentence="Give the day from which this status held."))
    if status.end is not None and status.end < status.since:
        problems.append(Problem(field="end", sentence="The end is before the start."))
    return problems


def problems_of_needs(codes: Sequence[str]) -> list[Problem]:
    """What is wrong with a ranked list of needs: one that has no code, or the same need twice."""
    if "" in codes:
        return [Problem(field="needs", sentence="A need has no code; give each its DfE code, such as SPLD.")]
    twice = sorted({code for code in codes if codes.count(code) > 1})
    return [Problem(field="needs", sentence=f"{code} is listed twice; keep it once.") for code in twice]


def problems_of_need(need: NeedDraft) -> list[Problem]:
    """What is wrong with the days of one need."""
    if need.since is not None and need.until is not None and need.until < need.since:
        return [Problem(field="until", sentence="The last day is before the first: check the two days.")]
    return []


def areas_of(codes: Iterable[str]) -> tuple[AreaCode, ...]:
    """The broad areas that types of need are usually placed under, in the order of the Code; unknown types have none.

    They are worked out and never typed, so that they cannot disagree with the needs themselves.
    """
    found = {area_of(code) for code in codes}
    return tuple(area for area in BROAD_AREAS if area in found)
