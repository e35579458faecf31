"""Provision: what is given to whom, by whom, for how long, at what rate, and what was really given.

One `Provision` is one line of the provision map, for one child or for a group; a `ProvisionPupil` ties each
child to it. Pay is kept apart, in dated rates. The arithmetic is in `costs`; here are the records and the
rules that say what is missing or contradictory, all at once, each in a sentence that says what to do.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Field

from senco_desk.domain.money import Pence, in_pounds, to_pence
from senco_desk.domain.needs import AreaCode
from senco_desk.domain.problems import Problem
from senco_desk.domain.records import Kept, Line, Record, Text
from senco_desk.domain.terms import EARLIEST, LATEST, in_words

Tier = Literal["universal", "ordinarily_available", "targeted", "specialist"]
TIERS: dict[Tier, str] = {
    "universal": "High-quality teaching and whole-school approaches",
    "ordinarily_available": "Ordinarily available provision",
    "targeted": "Targeted support",
    "specialist": "Specialist support",
}
"""The tiers of the provision map (SEND Code of Practice 2015, 6.76), from what every child gets upwards; the Code names
no tiers, so these are the words most authorities use."""

TIERS_COUNTED_AS_NOTHING: frozenset[Tier] = frozenset({"universal"})
"""What every child gets is the core, not additional to or different from it (SEND Code of Practice 2015, 6.15), so it
never counts."""

Funder = Literal["school", "top-up", "health", "other"]
FUNDERS: dict[Funder, str] = {
    "school": "the school",
    "top-up": "top-up funding from the local authority",
    "health": "the health service",
    "other": "another budget",
}

RateBasis = Literal["tariff", "actual"]
RATE_BASES: dict[RateBasis, str] = {
    "tariff": "the local authority’s tariff",
    "actual": "what the school really pays",
}
"""Some authorities accept only their own figures; the school's true cost is usually higher."""

# The bounds here and in `problems_of` are ours, wide enough for anything real; they catch a slip of the keyboard.
Minutes = Annotated[int, Field(ge=0, le=600)]
Sessions = Annotated[Decimal, Field(ge=0, le=50, max_digits=4, decimal_places=2)]
OnCost = Annotated[Decimal, Field(ge=0, le=200, max_digits=5, decimal_places=2)]


class ProvisionDraft(Record):
    """One line of the provision map.

    `minutes` is the length of one session. The cost of a session is divided by `group_size`, or by 1 where
    `sole_purpose` says why the group is run for this child alone. `rate_pence` is for an hour; without it the
    dated rate of `staff_id`, or of the role in `delivered_by`, applies. `one_off_pence` is for each child on
    the line, is not divided, and falls on the first day. `additional` says that the provision is additional
    to or different from what peers get.
    """

    what: Line
    tier: Tier = "targeted"
    area: AreaCode | Literal[""] = ""
    delivered_by: Line = ""
    staff_id: str | None = None
    minutes: Minutes = 0
    sessions_per_week: Sessions = Decimal(0)
    group_size: Annotated[int, Field(ge=1, le=200)] = 1
    sole_purpose: Line = ""
    start: date
    end: date
    rate_pence: Pence | None = None
    one_off_pence: Pence = 0
    funder: Funder = "school"
    additional: bool = True
    pupil_premium: bool = False
    intended_outcome: Text = ""
    evidence: Text = ""
    responsible_teacher: Line = ""
    notes: Text = ""

    @property
    def divisor(self) -> int:
        """Among how many children the cost of a session is shared."""
        return 1 if self.sole_purpose else self.group_size

    @property
    def is_timed(self) -> bool:
        """Whether the line has sessions at all, and is not only a one-off cost."""
        return self.minutes > 0 and self.sessions_per_week > 0


class Provision(Kept, ProvisionDraft):
    """A line as kept."""


class ProvisionPupilDraft(Record):
    """A child on a line; `start` and `end` narrow the line's own dates for this child."""

    provision_id: str
    pupil_id: str
    cycle_id: str | None = None
    start: date | None = None
    end: date | None = None


class ProvisionPupil(Kept, ProvisionPupilDraft):
    """A child's place on a line, as kept."""


class RateDraft(Record):
    """Pence an hour from a day on, for one member of staff, or for a role where `staff_id` is None.

    A rate without staff and role is the school's usual rate. `pence` includes on-costs; `gross_pence` and
    `on_cost_percent` record how it came about.
    """

    staff_id: str | None = None
    role: Line = ""
    pence: Pence
    valid_from: date
    basis: RateBasis = "actual"
    gross_pence: Pence | None = None
    on_cost_percent: OnCost | None = None
    source: Line = ""


class Rate(Kept, RateDraft):
    """A rate as kept."""


class SessionDraft(Record):
    """One session of a line, given or not; `minutes` is None where it lasted as long as planned.

    `absent` holds the ids of the children of the group who were not there.
    """

    provision_id: str
    on: date
    minutes: Minutes | None = None
    given: bool = True
    reason: Line = ""
    absent: tuple[str, ...] = ()


class Session(Kept, SessionDraft):
    """A session as kept."""


def with_on_costs(gross_pence: int, on_cost_percent: Decimal) -> int:
    """An hourly rate with the employer's on-costs added, half up to the penny (£14.00 and 25 % is £17.50)."""
    return to_pence(gross_pence * (1 + Fraction(on_cost_percent) / 100))


def problems_of(draft: ProvisionDraft, *, rate_at_start: int | None) -> list[Problem]:
    """Everything that is missing or contradictory in a line.

    Args:
        draft: the line.
        rate_at_start: the pence an hour in force on the line's first day, None where no rate is known
            (`RateBook.rate_on` finds it).
    """
    found = _problems_of_dates(draft) + _problems_of_time(draft, rate_at_start)
    if not draft.what:
        found.insert(0, Problem(field="what", sentence="Say in a few words what the provision is."))
    if draft.sole_purpose and draft.group_size == 1:
        found.append(
            Problem(
                field="sole_purpose",
                sentence="The reason why the group is run for this child alone only makes sense for a group:"
                " clear it, or enter the size of the group.",
            )
        )
    if draft.pupil_premium and draft.funder != "school":
        found.append(
            Problem(
                field="pupil_premium",
                sentence=f"Pupil premium is the school’s money, but this line is paid by {FUNDERS[draft.funder]}:"
                " choose the school as funder, or untick pupil premium.",
            )
        )
    return found


def problems_of_rate(draft: RateDraft, others: Iterable[RateDraft] = ()) -> list[Problem]:
    """Everything wrong with a rate; `others` are the rates already kept, without the one being changed."""
    found: list[Problem] = []
    if (draft.gross_pence is None) != (draft.on_cost_percent is None):
        missing = "gross_pence" if draft.gross_pence is None else "on_cost_percent"
        found.append(
            Problem(
                field=missing,
                sentence="Gross pay and on-cost per cent belong together: enter both, or clear both.",
            )
        )
    elif draft.gross_pence is not None and draft.on_cost_percent is not None:
        worked_out = with_on_costs(draft.gross_pence, draft.on_cost_percent)
        if worked_out != draft.pence:
            found.append(
                Problem(
                    field="pence",
                    sentence=f"{in_pounds(draft.gross_pence)} with {draft.on_cost_percent} % on-costs is"
                    f" {in_pounds(worked_out)}, not {in_pounds(draft.pence)}: correct one of the three.",
                )
            )
    same = (draft.staff_id, draft.role.casefold(), draft.valid_from, draft.basis)
    if any(same == (rate.staff_id, rate.role.casefold(), rate.valid_from, rate.basis) for rate in others):
        found.append(
            Problem(
                field="valid_from",
                sentence=f"There is already a rate from {in_words(draft.valid_from)} for the same person or"
                " role: change that one, or give this one another first day.",
            )
        )
    return found


def problems_of_session(
    draft: SessionDraft, provision: ProvisionDraft, *, pupils: Collection[str], today: date
) -> list[Problem]:
    """Everything wrong with a logged session; `pupils` are the ids of the children on the line."""
    found: list[Problem] = []
    if draft.on > today:
        found.append(Problem(field="on", sentence="The session is in the future: log it once the day has come."))
    if not provision.start <= draft.on <= provision.end:
        found.append(
            Problem(
                field="on",
                sentence=f"{in_words(draft.on)} lies outside the provision’s dates ({in_words(provision.start)}"
                f" to {in_words(provision.end)}): correct the day, or change the provision’s dates first.",
            )
        )
    if not draft.given and not draft.reason:
        found.append(
            Problem(field="reason", sentence="Say why the session was not given, for example “staff absence”.")
        )
    if draft.given and draft.minutes == 0:
        found.append(
            Problem(
                field="minutes",
                sentence="A session of 0 minutes was not given: mark it as not given, or enter its minutes.",
            )
        )
    if any(pupil not in pupils for pupil in draft.absent):
        found.append(
            Problem(
                field="absent",
                sentence="A child marked absent is not on this provision: add the child to it first, or take"
                " the mark away.",
            )
        )
    return found


def _problems_of_dates(draft: ProvisionDraft) -> list[Problem]:
    if draft.end < draft.start:
        return [
            Problem(
                field="end",
                sentence=f"The provision ends on {in_words(draft.end)}, before it starts on"
                f" {in_words(draft.start)}: swap or correct the dates.",
            )
        ]
    if (draft.end - draft.start).days > 10 * 366:
        return [Problem(field="end", sentence="The provision lasts more than ten years: check the year it ends.")]
    return [
        Problem(field=field, sentence=f"{in_words(day)} is too far away: check the year.")
        for field, day in (("start", draft.start), ("end", draft.end))
        if not EARLIEST < day.year <= LATEST
    ]


def _problems_of_time(draft: ProvisionDraft, rate_at_start: int | None) -> list[Problem]:
    found: list[Problem] = []
    if draft.minutes and not draft.sessions_per_week:
        found.append(
            Problem(
                field="sessions_per_week",
                sentence="Enter how many sessions a week there are; without them the minutes cost nothing.",
            )
        )
    if draft.sessions_per_week and not draft.minutes:
        found.append(Problem(field="minutes", sentence="Enter how many minutes one session lasts."))
    if draft.sessions_per_week * draft.minutes > 50 * 60:
        found.append(
            Problem(
                field="sessions_per_week",
                sentence="That is more than 50 hours a week: check the minutes of one session and the sessions.",
            )
        )
    if draft.is_timed and draft.rate_pence is None and rate_at_start is None:
        who = draft.delivered_by or "whoever delivers this"
        found.append(
            Problem(
                field="rate_pence",
                sentence=f"No hourly rate is known for {who} on {in_words(draft.start)}: enter a rate for this"
                " line (0 if it costs the school nothing), or add a dated rate for the person or the role.",
            )
        )
    return found
