"""The form for a line of provision, for one child or for a group, with its cost worked out while one types."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from senco_desk.domain.costs import LineCost
from senco_desk.domain.delivery import sessions_outside
from senco_desk.domain.formulas import outside_words
from senco_desk.domain.money import in_pounds
from senco_desk.domain.needs import BROAD_AREAS
from senco_desk.domain.problems import RefusedError
from senco_desk.domain.provision import FUNDERS, TIERS, Provision, ProvisionDraft
from senco_desk.domain.school import Staff
from senco_desk.domain.terms import AcademicYear
from senco_desk.services.newcomers import NEWCOMER, StaffWithRate
from senco_desk.services.provision import Group
from senco_desk.ui.cards import label, show_if
from senco_desk.ui.date_field import DateField
from senco_desk.ui.fields import CheckField, ChoiceField, LineField, MoneyField, NumberField, TextField
from senco_desk.ui.forms import Form
from senco_desk.ui.many_fields import PupilsField


class ProvisionEntry(ProvisionDraft):
    """What is typed into the form: the line, the ids of the children on it, and who is new on the staff list."""

    pupils: tuple[str, ...] = ()
    newcomer: StaffWithRate | None = None

    def line(self) -> ProvisionDraft:
        """The line alone."""
        return ProvisionDraft.model_validate({k: v for k, v in dict(self).items() if k not in {"pupils", "newcomer"}})


Preview = Callable[[ProvisionEntry], LineCost]
"""Works out what a line would cost one child (see `services.costs.preview`)."""


class ProvisionForm(Form[ProvisionEntry]):
    """A line of provision: new, or one that is there."""

    def __init__(
        self,
        *,
        today: date,
        staff: Sequence[Staff],
        pupils: Sequence[tuple[str, str]],
        preview: Preview,
        group: Group | None = None,
        money: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        """`pupils` are id and name of every child that can be put on the line; `group` is the line to change.

        Without `money` no cost and no rate is shown or asked for.
        """
        self.group = group
        self._money = money
        self._staff = {member.id: member for member in staff}
        self._preview = preview
        self._today = today
        super().__init__(
            _entry,
            _fields(today, staff, pupils),
            title="Add provision" if group is None else "Edit provision",
            submit="&Save",
            parent=parent,
        )
        self.cost = label("", "strong", wrap=True)
        self.formula = label("", "small", wrap=True)
        outer = self.layout()
        assert isinstance(outer, QVBoxLayout)
        self.outside = label("", tone="due", wrap=True)
        at = outer.indexOf(self.kept)
        for part in (self.formula, self.cost, self.outside):
            outer.insertWidget(at, part)
        for part in (self.formula, self.cost):
            show_if(part, money)
        if group is not None:
            self.fill(group.provision)
            self.fill(
                {
                    "pupils": tuple(place.pupil_id for place in group.places),
                    "own_rate": group.provision.rate_pence is not None,
                }
            )
        for field in self.fields.values():
            field.changed.connect(self._reckon)
        self.fields["staff_id"].changed.connect(self._named)
        self.fields["pupils"].changed.connect(self._sized)
        self._reckon()

    def start_with(self, *, pupils: Sequence[str] = (), start: date, end: date) -> None:
        """Fills a new line with who and when; nothing counts as typed."""
        self.fill(
            {"pupils": tuple(pupils), "start": start, "end": end, "tier": "targeted", "group_size": max(len(pupils), 1),
             "funder": "school", "additional": True}
        )  # fmt: skip
        self._reckon()

    def changed_provision(self, entry: ProvisionEntry) -> Provision:
        """The line being changed as it stands in the form now."""
        assert self.group is not None
        return self.group.provision.model_copy(update=dict(entry.line()))

    def _named(self) -> None:
        """A member of staff chosen from the list is who delivers it, with their role; a new one is asked for here."""
        if self.fields["staff_id"].value() == NEWCOMER:
            if self.fields["newcomer_valid_from"].value() is None:
                self.fields["newcomer_valid_from"].set_value(self._year_begins())
            self._reckon()
            self.fields["newcomer_name"].focus()
            return
        member = self._staff.get(self.fields["staff_id"].value() or "")
        if member is not None:
            self.fields["delivered_by"].set_value(f"{member.name}, {member.role}" if member.role else member.name)
            self._reckon()

    def _year_begins(self) -> date:
        """The first day of the school year the line starts in, so that no session of it is without a rate."""
        start = self.fields["start"].value()
        return AcademicYear.of(start if isinstance(start, date) else self._today).start

    def _warn(self) -> None:
        """Says how many sessions that are logged would lie outside the dates as typed."""
        start, end = self.fields["start"].value(), self.fields["end"].value()
        sessions = self.group.sessions if self.group is not None else ()
        known = isinstance(start, date) and isinstance(end, date)
        found = sessions_outside(sessions, start, end) if known else ()
        self.outside.setText(outside_words(len(found)) if found else "")
        show_if(self.outside, bool(found))

    def _sized(self) -> None:
        """A group is never smaller than the children on it; a larger one, with others in it, stays as typed."""
        size, count = self.fields["group_size"].value(), len(self.fields["pupils"].value())
        if not isinstance(size, int) or size < count:
            self.fields["group_size"].set_value(max(count, 1))
            self._reckon()

    def _reckon(self) -> None:
        """Works out what is typed so far; while that cannot be read, no figure shows, since the last would be wrong."""
        self._warn()
        newcomer = self.fields["staff_id"].value() == NEWCOMER
        self.fields["delivered_by"].setVisible(not newcomer)
        for name in _NEWCOMER_FIELDS:
            self.fields[name].setVisible(newcomer and (self._money or name not in _OF_MONEY))
        for name in ("own_rate", "one_off_pence"):
            self.fields[name].setVisible(self._money)
        own = self._money and bool(self.fields["own_rate"].value())
        self.fields["rate_pence"].setVisible(own)
        size = self.fields["group_size"].value()
        self.fields["sole_purpose"].setVisible(isinstance(size, int) and size > 1)
        try:
            entry = self.draft()
            cost = self._preview(entry) if self._money and (entry.is_timed or entry.one_off_pence) else None
        except RefusedError:
            cost = None
        if cost is None:
            self.cost.setText("The cost shows here once there are minutes and sessions.")
            self.formula.setText("")
            return
        if cost.planned_pence:
            self.cost.setText(f"{in_pounds(cost.planned_pence)} for each child, planned for the school year")
        else:
            self.cost.setText("No cost in the school year")
        notes = [note for note in cost.notes if not note.startswith("Not logged")]
        self.formula.setText("\n".join([f"= {cost.formula}", cost.why, *notes]))


_NEWCOMER_FIELDS = ("newcomer_name", "newcomer_role", "newcomer_pence", "newcomer_valid_from")

_OF_MONEY = frozenset({"newcomer_pence", "newcomer_valid_from"})


def _entry(**values: Any) -> ProvisionEntry:
    """A draft of what is typed; an empty number takes the usual value, so that nobody has to type a 0."""
    own = values.pop("own_rate", False)
    if not own:
        values["rate_pence"] = None
    if values.get("group_size") == 1:
        values["sole_purpose"] = ""
    typed = {name.removeprefix("newcomer_"): values.pop(name, None) for name in _NEWCOMER_FIELDS}
    if values.get("staff_id") == NEWCOMER:
        newcomer = StaffWithRate.model_validate({name: value for name, value in typed.items() if value is not None})
        values["newcomer"] = newcomer
        values["delivered_by"] = ", ".join(part for part in (newcomer.name, newcomer.role) if part)
    return ProvisionEntry(**{name: value for name, value in values.items() if value is not None})


def _fields(today: date, staff: Sequence[Staff], pupils: Sequence[tuple[str, str]]) -> dict[str, Any]:
    working = [member for member in staff if member.left_on is None or member.left_on >= today]
    people = [(member.id, f"{member.name}, {member.role}" if member.role else member.name) for member in working]
    return {
        "what": LineField("&What it is", hint="Language group"),
        "pupils": PupilsField("Fo&r whom", pupils),
        "staff_id": ChoiceField(
            "Who &delivers it", [*people, (NEWCOMER, "Add a person…")], none="Not on the staff list"
        ),
        "newcomer_name": LineField("Their name", "They are put on the staff list when this is saved."),
        "newcomer_role": LineField("Their role", hint="Teaching assistant"),
        "newcomer_pence": MoneyField("What an hour of theirs costs", "With on-costs. Empty takes the role’s rate."),
        "newcomer_valid_from": DateField("This rate holds from", today, "Time before this day is costed without it."),
        "delivered_by": LineField("Delivered by", "As it is written in plans and packs.", hint="Mrs Begum, TA"),
        "minutes": NumberField("&Minutes of one session"),
        "sessions_per_week": NumberField("Se&ssions a week", places=2),
        "group_size": NumberField("&Group size", "Everybody in it, other children too."),
        "sole_purpose": LineField(
            "Run for this child alone, because", "Only then is the whole cost counted, not a share."
        ),
        "start": DateField("&First day", today),
        "end": DateField("&Last day", today),
        "own_rate": CheckField("Use a &rate of its own", "Else the dated rate of who delivers it."),
        "rate_pence": MoneyField("Rate an hour"),
        "one_off_pence": MoneyField("&One-off cost for each child", "Equipment, a bought-in visit; on the first day."),
        "tier": ChoiceField("&Tier", list(TIERS.items())),
        "area": ChoiceField("Area of &need", list(BROAD_AREAS.items()), none="Not said"),
        "funder": ChoiceField("&Paid by", [(name, words[:1].upper() + words[1:]) for name, words in FUNDERS.items()]),
        "additional": CheckField("&Additional support", "Additional to or different from what peers get."),
        "pupil_premium": CheckField("Paid from pupil premium"),
        "responsible_teacher": LineField("Responsible teacher"),
        "intended_outcome": TextField("What it is &meant to achieve", lines=2),
        "evidence": TextField("Why this, and what is known of its effect", lines=2),
        "notes": TextField("Notes", lines=2),
    }
