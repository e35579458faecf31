"""The form for one outcome of a cycle: the aim, how it is measured, and where it began, stands and should arrive."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtWidgets import QWidget

from senco_desk.domain.cycles import Cycle, Outcome, OutcomeDraft
from senco_desk.domain.needs import BROAD_AREAS
from senco_desk.ui.date_field import DateField
from senco_desk.ui.fields import ChoiceField, LineField, NumberField, TextField
from senco_desk.ui.forms import Form

ACHIEVED = (("met", "Met"), ("partly", "Partly met"), ("not met", "Not met yet"))


class OutcomeForm(Form[OutcomeDraft]):
    """An outcome of a cycle: new, or one that is there."""

    def __init__(
        self, cycle: Cycle, *, today: date, outcome: Outcome | None = None, parent: QWidget | None = None
    ) -> None:
        self.outcome = outcome
        super().__init__(
            _draft,
            {
                "aim": TextField("&Aim", "What the child will be able to do, in words the child would know.", lines=2),
                "area": ChoiceField("A&rea of need", list(BROAD_AREAS.items()), none="Not said"),
                "measure": LineField("How it is &measured", hint="Words read correctly in a minute"),
                "baseline": LineField("&Baseline in words", hint="12 words a minute"),
                "baseline_value": NumberField("Baseline as a number", places=3),
                "target": LineField("&Target in words", hint="25 words a minute"),
                "target_value": NumberField("Target as a number", places=3),
                "due": DateField("By &when", today),
                "owner": LineField("&Who sees to it", hint="Miss Hall, class teacher"),
                "expected_impact": TextField("Expected &impact", "On progress, development or behaviour.", lines=2),
                "result": LineField("&Now, in words", hint="18 words a minute"),
                "result_value": NumberField("Now, as a number", places=3),
                "result_on": DateField("Measured &on", today),
                "achieved": ChoiceField("How far it is &achieved", list(ACHIEVED), none="Not judged yet"),
            },
            title="Add outcome" if outcome is None else "Edit outcome",
            fixed={"pupil_id": cycle.pupil_id, "cycle_id": cycle.id},
            parent=parent,
        )
        if outcome is None:
            self.fill({"due": cycle.review_due, "owner": cycle.responsible_teacher, "achieved": None, "area": None})
        else:
            values = outcome.model_dump()
            self.fill(values | {"area": outcome.area or None, "achieved": outcome.achieved or None})

    def changed_outcome(self, draft: OutcomeDraft) -> Outcome:
        """The outcome being changed as it stands in the form now; its place in the list stays."""
        assert self.outcome is not None
        return self.outcome.model_copy(update=dict(draft) | {"position": self.outcome.position})


def _draft(**values: Any) -> OutcomeDraft:
    for name in ("area", "achieved"):
        values[name] = values.get(name) or ""
    return OutcomeDraft(**values)
