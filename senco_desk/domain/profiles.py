"""The one-page profile: what people like about the child, what matters to the child, how to help.

The three headings are the ones that person-centred one-page profiles go by; the three must-knows are what a class or
supply teacher has to know before the lesson (Code 6.49: all who work with the pupil are told of needs and support).
"""

from __future__ import annotations

from datetime import date

from senco_desk.domain.problems import Problem
from senco_desk.domain.records import Kept, Line, Record, Text

MUST_KNOWS = 3
"""More than three must-knows are not read by anybody with thirty children in front of them."""

ONE_PAGE = 900
"""About how many letters all three parts may have together and still be read in a minute, on one page."""


SHORT_LINE = 90
"""Up to so many letters a must-know is one line on the class teacher's sheet, and read at a glance."""

PARTS = ("liked", "matters", "helps")
"""The three parts, in the order they are read."""


def headings_of(name: str, *, own_voice: bool = True) -> tuple[str, str, str]:
    """The three headings: in the child's own voice ("me"), or with the forename the child goes by."""
    me = "me" if own_voice or not name else name
    return (f"What people like about {me}", f"What matters to {me}", f"How to help {me}")


def to_know_of(name: str, count: int, *, own_voice: bool = True) -> str:
    """The heading above the must-knows, as many as there are."""
    number = {1: "One thing", 2: "Two things", 3: "Three things"}.get(count, "Things")
    return f"{number} to know about {'me' if own_voice or not name else name}"


class ProfileDraft(Record):
    """One child's profile. `must_knows` are at most three short lines; `made_with` says who helped the child say it.

    `photo_id` is a document of the child of kind `photo`, or None.
    """

    pupil_id: str
    on: date
    liked: Text = ""
    matters: Text = ""
    helps: Text = ""
    must_knows: tuple[Line, ...] = ()
    made_with: Line = ""
    photo_id: str | None = None

    @property
    def length(self) -> int:
        """How many letters the three parts have together."""
        return len(self.liked) + len(self.matters) + len(self.helps)


class Profile(Kept, ProfileDraft):
    """A profile as kept."""


def problems_of_profile(draft: ProfileDraft, *, today: date) -> list[Problem]:
    """Everything that stops a profile from being kept. A long one is no problem here: its form says that it is long."""
    problems = []
    if not (draft.liked or draft.matters or draft.helps or draft.must_knows):
        problems.append(Problem(field="liked", sentence="Write at least one thing about the child."))
    if len(draft.must_knows) > MUST_KNOWS:
        problems.append(Problem(field="must_knows", sentence="Keep the three that matter most."))
    if draft.on > today:
        problems.append(Problem(field="on", sentence="The day is in the future: check the date."))
    return problems
