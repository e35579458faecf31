"""One change for several children: the fields, and below them child by child what would be there after."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import QTimer

from senco_desk.domain.bulk import DEEDS, BulkDraft, BulkLine, BulkPlan
from senco_desk.domain.codes import SEN_TYPES, YEAR_GROUPS
from senco_desk.domain.custom_fields import CustomField, standard_text
from senco_desk.domain.needs import STATUS_WORDS
from senco_desk.domain.problems import RefusedError
from senco_desk.ui.announcing import CountAloud
from senco_desk.ui.cards import label, show_if
from senco_desk.ui.date_field import DateField
from senco_desk.ui.fields import ChoiceField, Field, LineField, TextField
from senco_desk.ui.forms import Form
from senco_desk.ui.mnemonics import borrow, give_back, settle
from senco_desk.ui.sheet_room import WholeTable
from senco_desk.ui.tables import Column
from senco_desk.ui.theme import unit
from senco_desk.ui.typed import read_date

_OF: dict[str, tuple[str, ...]] = {
    "class": ("class_name",),
    "year": ("year_group",),
    "need": ("need",),
    "review": ("review_due",),
    "status": ("status", "start", "reason", "decided_by", "parents_told_on"),
    "note": ("on", "text"),
    "field": ("field_id", "value"),
}
"""The fields of each deed."""
_PAUSE = 250


class BulkForm(Form[BulkDraft]):
    """Shows what it would do as it is filled in; the button says to how many."""

    def __init__(
        self,
        pupils: Sequence[str],
        today: date,
        fields: Sequence[CustomField],
        plan: Callable[[BulkDraft, Callable[[BulkPlan | RefusedError], None]], None],
    ) -> None:
        """`plan` works out what a draft would do and shows it, or what is missing, at once or a little later."""
        deeds = [(name, words) for name, words in DEEDS.items() if name != "field" or fields]
        asked: dict[str, Field] = {
            "deed": ChoiceField("&What to change", deeds),
            "class_name": LineField("&Class"),
            "year_group": ChoiceField(
                "&Year group", [(each.code, each.words) for each in YEAR_GROUPS.codes], none="Choose a year group"
            ),
            "need": ChoiceField(
                "&Need",
                [(each.code, f"{each.code} · {each.words}") for each in SEN_TYPES.codes if not each.legacy],
                none="Choose a need",
            ),
            "review_due": DateField("Next &review", today, "For the cycle that is open."),
            "status": ChoiceField("New &status", list(STATUS_WORDS.items())),
            "start": DateField("&From", today),
            "reason": TextField("&Reason", "What led to this decision, in a few words.", lines=2),
            "decided_by": LineField("&Decided by"),
            "parents_told_on": DateField("&Parents told on", today, "Parents must be told when provision is made."),
            "on": DateField("&Day", today),
            "text": TextField("N&ote", "The same words in each child’s record: no other child’s name.", lines=3),
            "field_id": ChoiceField("&Field", [(each.id, each.name) for each in fields]),
            "value": LineField("&Value", "Empty takes out what is there."),
        }
        self._plan_of = plan
        self._custom = {each.id: each for each in fields}
        self._today = today
        self.plan: BulkPlan | None = None
        self._said, self._lettered_for = "", ""
        self.told = label("", "strong", wrap=True)
        self.remarks = label("", tone="due", wrap=True)
        self.remarks.hide()
        self._aloud = CountAloud(self.told, lambda: self._said)
        self.table: WholeTable[BulkLine] = WholeTable(
            "What would change",
            (
                Column[BulkLine]("name", "Pupil", lambda line: line.name, kind="two_line", subtitle=_would, width=24,
                                 stretch=True, tip=_would),
            ),
            lambda line: line.id,
            lines=2,
            several=False,
        )  # fmt: skip
        super().__init__(
            BulkDraft, asked, title="Change several children", submit="&Change", fixed={"pupils": tuple(pupils)}
        )
        self.fill(
            {"deed": "class", "status": "K", "start": today, "on": today, "field_id": next(iter(self._custom), "")}
        )
        self.body.insertWidget(self.body.count() - 1, self.told)
        self.body.insertWidget(self.body.count() - 1, self.remarks)
        self.body.insertWidget(self.body.count() - 1, self.table)
        self.body.setSpacing(unit(1.25))
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_PAUSE)
        self._soon.timeout.connect(self.preview)
        self.touched.connect(self._again)
        self._again()

    def preview(self) -> None:
        """Works out what would change, and shows it; says what is missing where something is."""
        self._soon.stop()
        try:
            draft = self.draft()
        except RefusedError as refused:
            self.show_plan(refused)
        else:
            self._plan_of(draft, self.show_plan)

    def show_plan(self, found: BulkPlan | RefusedError) -> None:
        """Shows what would change, or what is missing."""
        self.plan = found if isinstance(found, BulkPlan) else None
        said = found.words if isinstance(found, BulkPlan) else " ".join(problem.sentence for problem in found.problems)
        self.told.setText(said)
        remarks = self.plan.remarks if self.plan is not None else ()
        self.remarks.setText("\n".join(f"▲ {each}" for each in remarks))
        show_if(self.remarks, bool(remarks))
        whole = " ".join((said, *remarks))
        self.submit.setAccessibleDescription(whole)
        if whole != self._said:
            self._aloud.soon()
        self._said = whole
        lines = self.plan.lines if self.plan is not None else ()
        # Who would change first: that is what is about to be done.
        self.table.set_rows(sorted(lines, key=lambda line: bool(line.left_out)))
        show_if(self.table, bool(lines))
        count = len(self.plan.changed) if self.plan is not None else 0
        self.submit.setText(f"&Change {count:,} {'child' if count == 1 else 'children'}" if count else "&Change")
        self.submit.setAccessibleName(self.submit.text().replace("&", ""))
        self.submit.setEnabled(count > 0)

    def send(self) -> None:
        """Sends what was seen: a change that was typed a moment ago is shown first, and sent when asked again."""
        if self._soon.isActive() or self.plan is None:
            self.preview()
        elif self.plan.changed:
            super().send()

    def values(self) -> dict[str, Any]:
        """Only what counts for the deed that is chosen; the rest is left as it usually is."""
        every = super().values()
        wanted = {"deed", *_OF.get(str(every["deed"]), ())}
        usual = {name: info.default for name, info in BulkDraft.model_fields.items() if name not in ("pupils", "deed")}
        found = {name: value if name in wanted else usual[name] for name, value in every.items()}
        found["value"] = self._kept(str(found["field_id"] or ""), str(found["value"] or ""))
        for chosen in ("field_id", "year_group", "need"):
            found[chosen] = found[chosen] or ""
        return found

    def _again(self) -> None:
        deed = str(self.fields["deed"].value())
        for name, field in self.fields.items():
            if name != "deed":
                show_if(field, name in _OF.get(deed, ()))
        self.plan = None
        self._soon.start()
        if deed != self._lettered_for and self.isVisible():
            # Other fields are on show: each is given a letter, and the page does without those of now.
            give_back(self._lent)
            settle(self, (self.submit, self.cancel))
            self._lent = borrow(self)
        self._lettered_for = deed

    def _kept(self, field_id: str, typed: str) -> str:
        """A value in the form that is kept: a date as ISO, the rest by the fields' own rule."""
        field = self._custom.get(field_id)
        if field is None or not typed:
            return typed
        if field.kind == "date":
            day = read_date(typed, self._today)
            return day.isoformat() if day else typed
        return standard_text(field, typed)


def _would(line: BulkLine) -> str:
    if line.left_out:
        return f"Left out: {line.left_out}"
    return f"{line.before or 'nothing yet'} → {line.after}"
