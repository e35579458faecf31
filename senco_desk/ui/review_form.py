"""The form for the review of a cycle: what changed, what the child and the parents say, and what is decided."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from PySide6.QtWidgets import QWidget

from senco_desk.domain.cycles import Cycle, Outcome
from senco_desk.domain.reviews import DECISIONS, RATINGS, ReviewDraft
from senco_desk.domain.views import METHODS
from senco_desk.ui.cards import label
from senco_desk.ui.date_field import DateField
from senco_desk.ui.fields import CheckField, ChoiceField, Field, LineField, NumberField, TextField
from senco_desk.ui.forms import Form
from senco_desk.ui.outcome_form import ACHIEVED
from senco_desk.ui.tips import set_tip

_RESULT, _NUMBER, _ACHIEVED = "result/", "number/", "achieved/"


class ReviewForm(Form[ReviewDraft]):
    """Records the review of a cycle with the results of its outcomes (SEND Code of Practice 2015, 6.53 to 6.55)."""

    def __init__(
        self,
        cycle: Cycle,
        outcomes: Sequence[Outcome],
        blank: ReviewDraft,
        *,
        today: date,
        parent: QWidget | None = None,
    ) -> None:
        self._outcomes = tuple(outcomes)
        super().__init__(
            _draft,
            _fields(today) | _result_fields(outcomes) | _decision_fields(today),
            title=f"Review of cycle {cycle.number}",
            submit="&Record review",
            fixed={"pupil_id": cycle.pupil_id, "cycle_id": cycle.id},
            parent=parent,
        )
        self._head_outcomes()
        self.fill(blank)
        self.fill({"rating": None, "pupil_view_method": None, "parent_view_method": None})
        self.fill(_results_of(self._outcomes))

    @property
    def with_parents(self) -> bool:
        """Whether the parents came, so that the review is a meeting with them too."""
        return bool(self.fields["with_parents"].value())

    def results(self) -> list[Outcome]:
        """The outcomes with what the review says of each, dated on the day of the review where anything is said."""
        day = self.fields["on"].value()
        found = []
        for outcome in self._outcomes:
            number = self.fields[_NUMBER + outcome.id].value()
            said = {
                "result": self.fields[_RESULT + outcome.id].value(),
                "result_value": number,
                "achieved": self.fields[_ACHIEVED + outcome.id].value() or "",
            }
            if any(getattr(outcome, name) != value for name, value in said.items()):
                said["result_on"] = day if isinstance(day, date) else outcome.result_on
            found.append(Outcome.model_validate(dict(outcome) | said))
        return found

    def _head_outcomes(self) -> None:
        """The aim stands above the three fields of each outcome."""
        for outcome in self._outcomes:
            first = self.fields[_ACHIEVED + outcome.id]
            head = label(outcome.aim, "strong", wrap=True)
            began = " → ".join(words for words in (outcome.baseline, outcome.target) if words)
            under = label(f"From baseline to target: {began}" if began else "", "small", wrap=True)
            under.setVisible(bool(began))
            at = self.body.indexOf(first)
            self.body.insertWidget(at, under)
            self.body.insertWidget(at, head)


def _draft(**values: Any) -> ReviewDraft:
    kept = {name: value for name, value in values.items() if "/" not in name and name != "with_parents"}
    for name in ("pupil_view_method", "parent_view_method"):
        kept[name] = kept.get(name) or ""
    return ReviewDraft(**kept)


def _methods(words: str) -> ChoiceField:
    choices = [(name, shown[:1].upper() + shown[1:]) for name, shown in METHODS.items() if name]
    return ChoiceField(words, choices, none="Not given yet")


def _fields(today: date) -> dict[str, Field]:
    ratings = [(number, f"{number:+d}  {words}".replace("-", "−")) for number, words in reversed(RATINGS.items())]
    return {
        "on": DateField("&Day of the review", today),
        "pupil_view": TextField(
            "What the &child says", "In the child’s own words; or why the child could not be asked yet."
        ),
        "pupil_view_method": _methods("How the child gave it"),
        "parent_view": TextField("What the &parents say", "In their words; or why they could not be asked yet."),
        "parent_view_method": _methods("How the parents gave it"),
        "attended": LineField("Who was &there", hint="Amelia, Mrs O’Neill, Miss Hall"),
        "with_parents": CheckField(
            "The parents or carers were there", "It then counts as one of the three meetings with them a year."
        ),
        "rating": ChoiceField("P&rogress, beside what was expected", ratings, none="Choose"),
        "impact": TextField("&Impact of the support", "What has changed for the child."),
        "quality": TextField("&Quality of the support", "Was it given as planned, by people trained for it?"),
    }


def _result_fields(outcomes: Sequence[Outcome]) -> dict[str, Field]:
    found: dict[str, Field] = {}
    for outcome in outcomes:
        found[_ACHIEVED + outcome.id] = ChoiceField("How far it is achieved", list(ACHIEVED), none="Not judged")
        found[_RESULT + outcome.id] = LineField("Result in words")
        found[_NUMBER + outcome.id] = NumberField("Result as a number", outcome.measure, places=3)
        for name in (_ACHIEVED, _RESULT, _NUMBER):
            asked = found[name + outcome.id]
            set_tip(asked, outcome.aim)
    return found


def _decision_fields(today: date) -> dict[str, Field]:
    return {
        "decision": ChoiceField("What is d&ecided", list(DECISIONS.items())),
        "decided_by": LineField("Decided &by", hint="Parents, Miss Hall and the SENCO"),
        "next_steps": TextField("&Next steps", lines=2),
        "next_review": DateField("Ne&xt review", today),
    }


def _results_of(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for outcome in outcomes:
        found[_ACHIEVED + outcome.id] = outcome.achieved or None
        found[_RESULT + outcome.id] = outcome.result
        found[_NUMBER + outcome.id] = outcome.result_value
    return found
