"""The two forms about one leaver: keep the record so many years longer, or say that it must not be erased."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from senco_desk.domain.records import Record, Text
from senco_desk.domain.retention import FURTHER_YEARS, Leaver, RetentionDraft
from senco_desk.ui.date_field import DateField
from senco_desk.ui.fields import CheckField, NumberField, TextField
from senco_desk.ui.forms import Form

_SHORT_REASON = "Such as: a sister is still here; asked for by the local authority. It stays with the record."


class KeepLonger(Record):
    """How many years longer, and why."""

    pupil_id: str
    years: int = Field(ge=1, le=FURTHER_YEARS)
    reason: Text = ""


class KeepForm(Form[KeepLonger]):
    """Years and a reason."""

    needs = "erase"

    def __init__(self, leaver: Leaver) -> None:
        super().__init__(
            KeepLonger,
            {
                "years": NumberField("Keep for so many more &years", f"From today, 1 to {FURTHER_YEARS}."),
                "reason": TextField("&Why", _SHORT_REASON, lines=2),
            },
            title=f"Keep longer: {leaver.pupil.name}",
            submit="&Keep longer",
            fixed={"pupil_id": leaver.pupil.id},
        )


class DecisionForm(Form[RetentionDraft]):
    """A day of its own for one child, and a mark that keeps anybody from erasing."""

    needs = "erase"

    def __init__(self, leaver: Leaver, today: date) -> None:
        super().__init__(
            RetentionDraft,
            {
                "hold": CheckField(
                    "Do &not erase", "A court, a complaint, an inquiry: nobody can erase while this is on."
                ),
                "hold_reason": TextField("Why it must not be &erased, and who asked", lines=2),
                "keep_until": DateField("Keep &until", today, "Empty for the day that the school’s policy gives."),
                "reason": TextField("Why un&til then", _SHORT_REASON, lines=2),
            },
            title=f"How long it is kept: {leaver.pupil.name}",
            fixed={"pupil_id": leaver.pupil.id, "decided_on": today},
        )
        if leaver.decision is not None:
            self.fill({name: getattr(leaver.decision, name) for name in self.fields})
