"""Settings: staff, and what an hour of each costs from which day on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from senco_desk.domain.money import in_pounds
from senco_desk.domain.problems import Problem, RefusedError
from senco_desk.domain.provision import RATE_BASES, ProvisionDraft, Rate, RateDraft, with_on_costs
from senco_desk.domain.records import Record
from senco_desk.domain.school import Staff, StaffDraft
from senco_desk.domain.terms import AcademicYear, in_words
from senco_desk.services import records, schools
from senco_desk.ui.cards import button, label
from senco_desk.ui.context import Context
from senco_desk.ui.date_field import DateField
from senco_desk.ui.fields import ChoiceField, Field, LineField, MoneyField, NumberField
from senco_desk.ui.forms import Form
from senco_desk.ui.sheet_room import SheetRoom
from senco_desk.ui.tables import Column, RowsTable
from senco_desk.ui.theme import unit


@dataclass(frozen=True)
class StaffRow:
    """A member of staff with the rate in force today."""

    staff: Staff
    pence: int | None
    since: date | None
    whose: str


@dataclass(frozen=True)
class RateRow:
    """A dated rate, and whose it is in words."""

    rate: Rate
    whose: str
    now: bool


class RateEntry(Record):
    """A rate as typed: for a person, else a role, else everybody; pay before on-costs where that is what is known."""

    whose: str = ""
    role: str = ""
    pence: int | None = None
    gross_pence: int | None = None
    on_cost_percent: int | None = None
    valid_from: date
    basis: str = "actual"
    source: str = ""


class StaffEntry(Record):
    """A new member of staff as typed, with what an hour costs where that is known."""

    name: str
    role: str = ""
    email: str = ""
    pence: int | None = None
    gross_pence: int | None = None
    on_cost_percent: int | None = None
    valid_from: date

    def staff(self) -> StaffDraft:
        """The person alone."""
        return StaffDraft(name=self.name, role=self.role, email=self.email)

    def rate(self) -> RateDraft | None:
        """The rate alone; None where no sum was typed."""
        if self.pence is None and self.gross_pence is None:
            return None
        return rate_of(
            RateEntry(
                pence=self.pence,
                gross_pence=self.gross_pence,
                on_cost_percent=self.on_cost_percent,
                valid_from=self.valid_from,
            )
        )


class StaffPanel(QWidget):
    """Two lists: who delivers support, and the rates, which are never overwritten but dated."""

    def __init__(self, context: Context, room: SheetRoom, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._room = context, room
        self._editing: Staff | None = None
        self._editing_rate: Rate | None = None
        money = context.may("rates")
        columns = [column for column in _STAFF if money or column.id in {"name", "role"}]
        self.staff: RowsTable[StaffRow] = RowsTable("Staff", columns, lambda row: row.staff.id, several=False)
        self.rates: RowsTable[RateRow] = RowsTable("Hourly rates", _RATES, lambda row: row.rate.id, several=False)
        self.staff.opened.connect(self._edit_staff_row)
        self.rates.opened.connect(self._edit_rate_row)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, unit(0.5), 0, 0)
        layout.setSpacing(unit(1))
        self.add_staff = button("Add member of &staff…", self.open_staff, needs="settings")
        self.add_rate = button("Add &rate…", self.open_rate, kind="primary", needs="change")
        dated = "A new rate begins on its day; what was spent before stays as it was."
        for words, help_line, made, table in (
            ("Staff", "", self.add_staff, self.staff),
            ("Hourly rates", dated, self.add_rate, self.rates),
        ):
            if table is self.rates and not money:
                continue
            row = QHBoxLayout()
            row.setSpacing(unit(1.5))
            row.addWidget(label(words, "section"))
            row.addWidget(label(help_line, "small", wrap=True), 1)
            row.addWidget(made)
            layout.addLayout(row)
            layout.addWidget(table, 1)

    def reload(self) -> None:
        """Reads staff and rates again."""
        desk = self._context.desk
        staff, book, rates = schools.staff(desk), schools.rate_book(desk), schools.rates(desk)
        names = {member.id: member.name for member in staff}
        rows = []
        for member in staff:
            # The book decides, since it also weighs tariff against actual cost; the list only says since when.
            line = ProvisionDraft(what="An hour", staff_id=member.id, start=desk.today, end=desk.today)
            pence = book.rate_on(line, desk.today)
            rate = _in_force([rate for rate in rates if rate.pence == pence], member, desk.today)
            whose = "own rate" if rate and rate.staff_id else "rate of the role" if rate and rate.role else ""
            rows.append(
                StaffRow(
                    member,
                    pence,
                    rate.valid_from if rate else None,
                    whose or ("the school’s usual rate" if rate else ""),
                )
            )
        self.staff.set_rows(rows)
        latest: dict[tuple[str | None, str], str] = {}
        for rate in rates:
            if rate.valid_from <= desk.today:
                latest[rate.staff_id, rate.role] = rate.id
        shown = [RateRow(rate, _whose(rate, names), rate.id in latest.values()) for rate in reversed(rates)]
        self.rates.set_rows(shown)

    def open_staff(self) -> Form[StaffEntry]:
        """Opens the form for a new member of staff, with the rate in the same step."""
        desk = self._context.desk
        form: Form[StaffEntry] = Form(
            StaffEntry,
            {
                "name": LineField("&Name"),
                "role": LineField("&Role", "As provision lines name it, such as Teaching assistant."),
                "email": LineField("&E-mail"),
                **_pay_fields("May be left empty: the rate of the role, or the school’s usual one, then counts."),
                "valid_from": DateField("Rate &from", desk.today, _FROM),
            },
            title="Member of staff",
        )
        if not self._context.may("rates"):
            for name in ("pence", "gross_pence", "on_cost_percent", "valid_from"):
                form.fields[name].hide()
        form.fill({"valid_from": AcademicYear.of(desk.today).start})
        form.submitted.connect(self._add_staff)
        self._room.open(form)
        return form

    def edit_staff(self, member: Staff) -> Form[StaffDraft]:
        """Opens the form for a member of staff who is there; rates have their own list."""
        form: Form[StaffDraft] = Form(
            StaffDraft,
            {
                "name": LineField("&Name"),
                "role": LineField("&Role", "As provision lines name it, such as Teaching assistant."),
                "email": LineField("&E-mail"),
                "left_on": DateField("&Left on", self._context.desk.today, "Empty while they work here."),
            },
            title=member.name,
        )
        form.fill(member)
        self._editing = member
        form.submitted.connect(self._save_staff)
        self._room.open(form)
        return form

    def open_rate(self, rate: Rate | None = None) -> Form[RateEntry]:
        """Opens the form for a rate."""
        desk = self._context.desk
        people = [(member.id, member.name) for member in schools.staff(desk)]
        form: Form[RateEntry] = Form(
            RateEntry,
            {
                "whose": ChoiceField("&Whose rate", [("", "A role, or everybody"), *people]),
                "role": LineField("R&ole", "Empty is the school’s usual rate, for whoever has no other."),
                **_pay_fields("What an hour costs the school in all."),
                "valid_from": DateField("&From", desk.today, _FROM),
                "basis": ChoiceField("&Basis", list(RATE_BASES.items())),
                "source": LineField("Wher&e it comes from", "Such as Pay scale 2026/27, point 5."),
            },
            title="Hourly rate",
        )
        if rate is not None:
            form.fill(rate.model_dump() | {"whose": rate.staff_id or ""})
        else:
            # The first rate there is counts from September, so that what was given since then is not worth nothing.
            first = desk.today if schools.rates(desk) else AcademicYear.of(desk.today).start
            form.fill({"whose": "", "valid_from": first, "basis": "actual"})
        self._editing_rate = rate
        form.submitted.connect(self._save_rate)
        self._room.open(form)
        return form

    def _edit_staff_row(self, row: StaffRow) -> None:
        self.edit_staff(row.staff)

    def _edit_rate_row(self, row: RateRow) -> None:
        self.open_rate(row.rate)

    def _add_staff(self, entry: StaffEntry) -> None:
        desk, form = self._context.desk, self._room.sheet.form
        done = self._context.work.do(
            lambda: schools.add_staff(desk, entry.staff(), entry.rate()), form=form, initiator=self,
            say=f"{entry.name} added",
        )  # fmt: skip
        if done is not None:
            self._room.put_away()

    def _save_staff(self, draft: StaffDraft) -> None:
        desk, member, form = self._context.desk, self._editing, self._room.sheet.form
        assert member is not None
        changed = member.model_copy(update=dict(draft))
        done = self._context.work.do(lambda: records.save(desk, changed), form=form, initiator=self)
        if done is not None:
            self._room.put_away()

    def _save_rate(self, entry: RateEntry) -> None:
        desk, rate, form = self._context.desk, self._editing_rate, self._room.sheet.form
        assert form is not None
        draft = self._context.work.attempt(lambda: rate_of(entry), form=form)
        if draft is None:
            return
        if rate is None:
            done = self._context.work.do(lambda: records.add(desk, draft), form=form, initiator=self)
        else:
            changed = rate.model_copy(update=dict(draft))
            done = self._context.work.do(lambda: records.save(desk, changed), form=form, initiator=self)
        if done is not None:
            self._room.put_away()


def rate_of(entry: RateEntry) -> RateDraft:
    """The rate that was typed; pay before on-costs is taken where no sum in all is given. Refuses neither."""
    pence = entry.pence
    if pence is None and entry.gross_pence is not None:
        pence = with_on_costs(entry.gross_pence, Decimal(entry.on_cost_percent or 0))
    if pence is None:
        raise RefusedError([Problem(field="pence", sentence="Give what an hour costs, or the pay for an hour.")])
    if pence <= 0:
        raise RefusedError([Problem(field="pence", sentence="An hour costs more than nothing: check the sum.")])
    return RateDraft.model_validate(
        {
            "staff_id": entry.whose or None,
            "role": "" if entry.whose else entry.role,
            "pence": pence,
            "valid_from": entry.valid_from,
            "basis": entry.basis,
            "gross_pence": entry.gross_pence,
            "on_cost_percent": entry.on_cost_percent if entry.gross_pence is None else entry.on_cost_percent or 0,
            "source": entry.source,
        }
    )


def _pay_fields(help_line: str) -> dict[str, Field]:
    """What an hour costs, or the pay from which that is worked out."""
    return {
        "pence": MoneyField("&An hour, with on-costs", help_line),
        "gross_pence": MoneyField("Or &pay an hour", "Before on-costs; the sum is then worked out."),
        "on_cost_percent": NumberField("On-&costs", after="% of pay"),
    }


_FROM = "Sessions from this day on cost this much; those before it keep the rate of their own day."


def _in_force(rates: list[Rate], member: Staff, day: date) -> Rate | None:
    """The rate a member has on a day: an own one, else the role's, else the school's usual one."""
    begun = [rate for rate in rates if rate.valid_from <= day]
    for fits in (
        lambda rate: rate.staff_id == member.id,
        lambda rate: rate.staff_id is None and rate.role and rate.role == member.role,
        lambda rate: rate.staff_id is None and not rate.role,
    ):
        found = [rate for rate in begun if fits(rate)]
        if found:
            return found[-1]
    return None


def _whose(rate: Rate, names: dict[str, str]) -> str:
    if rate.staff_id:
        return names.get(rate.staff_id, "Somebody who is no longer listed")
    return f"Everybody with the role {rate.role}" if rate.role else "The school’s usual rate"


_STAFF: tuple[Column[StaffRow], ...] = (
    Column("name", "Name", lambda row: row.staff.name, kind="strong", width=28),
    Column("role", "Role", lambda row: row.staff.role or "—", width=28),
    Column("pence", "An hour now", lambda row: row.pence, right=True, width=12,
           text=lambda row: in_pounds(row.pence) if row.pence is not None else "no rate yet"),
    Column("since", "Since", lambda row: row.since, width=18, kind="muted",
           text=lambda row: in_words(row.since) if row.since else "—"),
    Column("left", "Note", lambda row: row.staff.left_on, kind="muted", stretch=True,
           text=lambda row: f"left on {in_words(row.staff.left_on)}" if row.staff.left_on else row.whose),
)  # fmt: skip
_RATES: tuple[Column[RateRow], ...] = (
    Column("whose", "Whose", lambda row: row.whose, kind="strong", width=34),
    Column("pence", "An hour", lambda row: row.rate.pence, right=True, width=10,
           text=lambda row: in_pounds(row.rate.pence)),
    Column("from", "From", lambda row: row.rate.valid_from, width=18,
           text=lambda row: in_words(row.rate.valid_from)),
    Column("now", "Now", lambda row: row.now, width=10, text=lambda row: "in force" if row.now else "", kind="muted"),
    Column("basis", "Basis", lambda row: RATE_BASES[row.rate.basis], width=28),
    Column("source", "Where it comes from", lambda row: row.rate.source, kind="muted", stretch=True),
)  # fmt: skip
