"""Promises: who promised what, and by when, in the words they used. An open one is a task, and is chased."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Literal

from senco_desk.domain.problems import Problem
from senco_desk.domain.records import Kept, Line, Record, Text
from senco_desk.domain.terms import EARLIEST, in_words

CommitmentState = Literal["open", "kept", "dropped"]
COMMITMENT_STATES: dict[CommitmentState, str] = {
    "open": "Open",
    "kept": "Done",
    "dropped": "No longer needed",
}


UNDATED_FOR = timedelta(weeks=2)
"""How long a promise without a day stays in peace before Today asks after it."""

OURS = frozenset({"i", "we", "us", "me", "school", "the school", "senco", "the senco", "class teacher"})
"""Words by which the school itself promises something."""


class CommitmentDraft(Record):
    """One promise about a child.

    `who` promised it: a parent, a professional, a colleague or the SENCO. `what` keeps the words that were used.
    `due` is None where no day was named. `kept_on` is the day it was done, `outcome` what came of it or why it was
    dropped. `note_id` or `meeting_id` says where it was promised.
    """

    pupil_id: str
    made_on: date
    who: Line
    what: Text
    due: date | None = None
    kept_on: date | None = None
    state: CommitmentState = "open"
    outcome: Text = ""
    note_id: str | None = None
    meeting_id: str | None = None

    def days_late(self, today: date) -> int:
        """By how many days an open promise is past its day; 0 where it is not, or no day was named."""
        if self.state != "open" or self.due is None:
            return 0
        return max((today - self.due).days, 0)

    def lingers(self, today: date) -> bool:
        """Whether it is open, no day was named, and it was made more than two weeks ago."""
        return self.state == "open" and self.due is None and self.made_on + UNDATED_FOR < today

    def is_ours(self, own: Iterable[str]) -> bool:
        """Whether the school promised it: one of its people by name, or `we`, `the school`, `the SENCO`."""
        who = self.who.casefold()
        return who in OURS or any(name and name.casefold() in who for name in own)


class Commitment(Kept, CommitmentDraft):
    """A promise as kept."""


def problems_of_commitment(draft: CommitmentDraft, *, today: date) -> list[Problem]:
    """Everything that stops a promise from being kept on record, each tied to its field."""
    problems = []
    if not draft.who:
        problems.append(Problem(field="who", sentence="Say who promised it."))
    if not draft.what:
        problems.append(Problem(field="what", sentence="Write down what was promised, in the words that were used."))
    if draft.made_on > today:
        sentence = f"{in_words(draft.made_on)} is in the future: check the date."
        problems.append(Problem(field="made_on", sentence=sentence))
    elif draft.made_on.year < EARLIEST:
        problems.append(Problem(field="made_on", sentence=f"{in_words(draft.made_on)} is long ago: check the year."))
    if draft.due is not None and draft.due < draft.made_on:
        problems.append(Problem(field="due", sentence="It is due before it was promised: check the two days."))
    if draft.state == "kept" and draft.kept_on is None:
        problems.append(Problem(field="kept_on", sentence="Give the day on which it was done."))
    if draft.kept_on is not None and draft.kept_on < draft.made_on:
        problems.append(Problem(field="kept_on", sentence="It was done before it was promised: check the two days."))
    if draft.kept_on is not None and draft.kept_on > today:
        problems.append(
            Problem(field="kept_on", sentence=f"{in_words(draft.kept_on)} is in the future: check the date.")
        )
    return problems
