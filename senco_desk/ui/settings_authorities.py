"""Settings: what is known of each local authority. Every value can be changed, and says where it came from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from senco_desk.domain.money import in_pounds
from senco_desk.domain.terms import in_words
from senco_desk.domain.thresholds import BASES, CONFIDENCES, AuthorityProfile, Criterion, SourcedValue
from senco_desk.services import records, schools
from senco_desk.ui.cards import button, label
from senco_desk.ui.context import Context
from senco_desk.ui.date_field import DateField
from senco_desk.ui.fields import CheckField, ChoiceField, Field, LineField, MoneyField, NumberField, TextField
from senco_desk.ui.forms import Form
from senco_desk.ui.marks import Mark, mark
from senco_desk.ui.sheet_room import SheetRoom
from senco_desk.ui.tables import Column, RowsTable
from senco_desk.ui.theme import unit

GATE = (
    "The threshold measures what a school has spent. It is never a condition: an EHC needs assessment can be"
    " requested at any level of spend."
)
_NAMES: dict[str, str] = {
    "threshold_pence": "Threshold for each child",
    "basis": "What the threshold measures",
    "core_pence": "Core amount for every pupil",
    "weeks": "Weeks in a year of provision",
    "min_cycles": "Reviewed cycles it looks for",
    "min_terms": "Terms of support it looks for",
    "max_report_months": "How old a report may be, in months",
    "channel": "How a request is sent",
    "pupil_premium_counts": "Whether pupil premium counts",
    "meetings_per_year": "Meetings with parents in a year",
}


@dataclass(frozen=True)
class ValueRow:
    """One value of a profile as the table shows it; `name` is the field, or `criteria.` and the place."""

    name: str
    words: str
    shown: str
    sourced: SourcedValue[Any]


class AuthoritiesPanel(QWidget):
    """One authority's profile at a time, and which is the school's own."""

    def __init__(self, context: Context, room: SheetRoom, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._room = context, room
        self._editing = ""
        self.authority = ChoiceField("&Authority", [])
        self.authority.setFixedWidth(unit(40))
        self.authority.changed.connect(self._show)
        self.own = label("", tone="muted")
        self.use_button = button("&Use for this school", self.use, kind="primary", needs="settings")
        self.restore_button = button("Put back what came with Senco &Desk", self.restore, needs="settings")
        self.edit_button = button("Edi&t…", self._edit_selected, needs="settings")
        self.table: RowsTable[ValueRow] = RowsTable("Values", _COLUMNS, lambda row: row.name, several=False)
        self.table.opened.connect(self.edit)
        self.table.selected.connect(self._selected)
        self.unsure = label("", wrap=True)
        top = QHBoxLayout()
        top.setSpacing(unit(2))
        top.addWidget(self.authority)
        top.addWidget(self.own, 1, Qt.AlignmentFlag.AlignBottom)
        top.addWidget(self.use_button, 0, Qt.AlignmentFlag.AlignBottom)
        foot = QHBoxLayout()
        foot.setSpacing(unit(1))
        foot.addWidget(self.edit_button)
        foot.addStretch(1)
        foot.addWidget(self.restore_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, unit(0.5), 0, 0)
        layout.setSpacing(unit(1.5))
        layout.addLayout(top)
        layout.addWidget(label(GATE, tone="muted", wrap=True))
        layout.addWidget(self.unsure)
        layout.addWidget(self.table, 1)
        layout.addLayout(foot)

    def reload(self) -> None:
        """Reads the profiles again; the one on show stays on show."""
        shown = self.authority.value() or schools.school(self._context.desk).authority_id
        combo = self.authority.input
        combo.clear()
        for profile in schools.profiles(self._context.desk):
            combo.addItem(profile.name, profile.authority_id)
        self.authority.set_value(shown)
        self._show()

    def profile(self) -> AuthorityProfile:
        """The profile on show."""
        return schools.profile(self._context.desk, self.authority.value())

    def edit(self, row: ValueRow) -> Form[Any]:
        """Opens the form for one value with its source."""
        today = self._context.desk.today
        make, field, value = _typed(row)
        confidences = [(name, words[:1].upper() + words[1:]) for name, words in CONFIDENCES.items()]
        form: Form[Any] = Form(
            make,
            {
                "value": field,
                "source": TextField("Where it &comes from", "The page or paper, with its address or its title."),
                "checked_on": DateField("Last &checked", today, "The day somebody held it against that source."),
                "confidence": ChoiceField("&How sure it is", confidences),
                "note": TextField("&Note"),
            },
            title=row.words,
        )
        form.fill(
            {
                "value": value,
                "source": row.sourced.source,
                "checked_on": row.sourced.checked_on,
                "confidence": row.sourced.confidence,
                "note": row.sourced.note,
            }
        )
        self._editing = row.name
        form.submitted.connect(self._save)
        self._room.open(form)
        return form

    def use(self) -> None:
        """Makes the authority on show the school's own."""
        desk, name = self._context.desk, str(self.authority.value())
        chosen = schools.profile(desk, name)
        update = {"authority_id": name} | ({"la_code": chosen.la_code} if chosen.la_code else {})
        changed = schools.school(desk).model_copy(update=update)
        self._context.work.do(
            lambda: records.save(desk, changed), initiator=self, say=f"{chosen.name} is the school’s authority"
        )

    def restore(self) -> None:
        """Puts back the profile that came with the program; undo brings the edited one back."""
        desk, name = self._context.desk, str(self.authority.value())
        self._context.work.do(
            lambda: schools.save_profile(desk, schools.shipped_profile(name)), initiator=self, say="Profile put back"
        )

    def _save(self, sourced: SourcedValue[Any]) -> None:
        desk, form = self._context.desk, self._room.sheet.form
        changed = _with(self.profile(), self._editing, sourced)
        done = self._context.work.do(
            lambda: schools.save_profile(desk, changed), form=form, initiator=self, say="Authority profile changed"
        )
        if done is not None:
            self._room.put_away()

    def _show(self) -> None:
        desk, profile = self._context.desk, self.profile()
        mine = schools.school(desk).authority_id == profile.authority_id
        self.own.setText("This is the school’s authority." if mine else "")
        self.use_button.setVisible(not mine)
        shipped = profile.authority_id in schools.authority_ids()
        self.restore_button.setVisible(shipped and profile != schools.shipped_profile(profile.authority_id))
        unsure = len(profile.unconfirmed()) + sum(each.confidence == "unconfirmed" for each in profile.criteria)
        self.unsure.setText(
            f"{unsure} of these values are unconfirmed: check them with your local authority, then say so here."
            if unsure
            else "Every value here has been held against its source."
        )
        self.table.set_rows(value_rows(profile))
        self._selected(self.table.selected_rows())

    def _selected(self, rows: tuple[ValueRow, ...]) -> None:
        self.edit_button.setEnabled(bool(rows))

    def _edit_selected(self) -> None:
        for row in self.table.selected_rows()[:1]:
            self.edit(row)


def value_rows(profile: AuthorityProfile) -> list[ValueRow]:
    """Every value of a profile with its words: the numbers first, then what the authority says it looks at."""
    rows = [
        ValueRow(name, words, _shown(name, getattr(profile, name).value), getattr(profile, name))
        for name, words in _NAMES.items()
    ]
    rows += [
        ValueRow(f"criteria.{at}", f"It looks for ({at + 1})", each.value.words, each)
        for at, each in enumerate(profile.criteria)
    ]
    return rows


def _with(profile: AuthorityProfile, name: str, sourced: SourcedValue[Any]) -> AuthorityProfile:
    if not name.startswith("criteria."):
        return profile.model_copy(update={name: sourced})
    at = int(name.partition(".")[2])
    criteria = (*profile.criteria[:at], sourced, *profile.criteria[at + 1 :])
    return profile.model_copy(update={"criteria": criteria})


def _typed(row: ValueRow) -> tuple[Callable[..., Any], Field, Any]:
    """What a row's form makes, the field of its value, and the value as that field shows it."""
    value = row.sourced.value
    if isinstance(value, Criterion):
        return partial(_criterion, value), TextField("&What it looks for"), value.words
    make: Callable[..., Any] = type(row.sourced)
    if row.name.endswith("_pence"):
        return make, MoneyField("&Value"), value
    if row.name == "basis":
        return (
            make,
            ChoiceField("&Value", [(name, words[:1].upper() + words[1:]) for name, words in BASES.items()]),
            value,
        )
    if row.name == "channel":
        return make, LineField("&Value"), value
    if row.name == "pupil_premium_counts":
        return make, CheckField("&Support paid from pupil premium counts"), value
    return make, NumberField("&Value", "Empty where the authority names no number."), value


def _criterion(was: Criterion, value: str, **rest: Any) -> SourcedValue[Criterion]:
    return SourcedValue[Criterion](value=was.model_copy(update={"words": value}), **rest)


def _shown(name: str, value: Any) -> str:
    if value is None:
        return "no number known"
    if name.endswith("_pence"):
        return in_pounds(value, whole=True)
    if name == "basis":
        return BASES[value]
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _sure(row: ValueRow) -> Mark:
    confidence = row.sourced.confidence
    if confidence == "unconfirmed":
        return mark("due", CONFIDENCES[confidence], meaning="unconfirmed")
    return mark("good" if confidence == "confirmed" else "info", CONFIDENCES[confidence], meaning=confidence)


_COLUMNS: tuple[Column[ValueRow], ...] = (
    Column("words", "What", lambda row: row.words, kind="strong", width=30),
    Column("shown", "Value", lambda row: row.shown, width=28, tip=lambda row: row.shown),
    Column("sure", "How sure", lambda row: row.sourced.confidence, kind="mark", mark=_sure, width=34),
    Column("checked", "Checked", lambda row: row.sourced.checked_on, width=15,
           text=lambda row: in_words(row.sourced.checked_on) if row.sourced.checked_on else "not yet"),
    Column("source", "Source", lambda row: row.sourced.source, kind="muted", width=48,
           tip=lambda row: "\n".join(part for part in (row.sourced.source, row.sourced.note) if part)),
)  # fmt: skip
