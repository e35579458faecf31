"""The register's columns by what they hold: what each is worth, how it reads, and what may leave the desk.

Screen, list, print and the filters all stand on these; only widths and pictures are the window's own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from senco_desk.domain.codes import SEN_TYPES, YEAR_GROUPS, year_order
from senco_desk.domain.custom_fields import CustomField, typed_value
from senco_desk.domain.folding import folded
from senco_desk.domain.money import in_pounds
from senco_desk.domain.needs import BROAD_AREAS, STATUS_WORDS
from senco_desk.domain.register import CONTACTS, FLAGS, RegisterRow

Kind = Literal["choice", "several", "text", "number", "money", "date", "mark"]
"""What a column holds: one code, several, words, a number, whole pence, a date; or a mark that is not filtered."""

Value = str | tuple[str, ...] | int | Decimal | date | None
Cell = str | int | Decimal | date | None
"""What a list is given: dates and numbers as themselves, pounds as a number, codes as words."""

STATUS_ORDER = {"E": 0, "K": 1, "monitoring": 2, "N": 3}
CUSTOM = "field:"
"""Before the id of a field of the school's own in the id of its column."""
MONEY = frozenset({"to_date", "meter", "forecast"})
"""The columns of those who may see what support costs."""
GUARDED = frozenset({"dsl"})
"""The column of those who may see confidential papers."""


@dataclass(frozen=True)
class RegisterColumn:
    """One column.

    Args:
        id: its name, in settings, saved views and filters.
        words: its heading.
        kind: how it is filtered and sorted.
        value: what a row has in it; None or empty for nothing. Money in whole pence.
        said: a code in words, for lists and filters.
        unit: what stands after a number: ` %`.
        order: how its codes are ordered; as words unless given.
        leaves: whether it may be copied, saved or printed at all.
        on_paper: whether the school has it in lists that are copied, saved or printed.
        choices: the codes there are, where these are known beforehand.
    """

    id: str
    words: str
    kind: Kind
    value: Callable[[RegisterRow], Value]
    said: Callable[[str], str] = str
    unit: str = ""
    order: Callable[[str], int] | None = None
    leaves: bool = True
    on_paper: bool = True
    choices: tuple[str, ...] = ()

    @property
    def goes_out(self) -> bool:
        """Whether it stands in a list that leaves the desk, on paper, in a file or by the clipboard alike."""
        return self.leaves and self.on_paper

    @property
    def called(self) -> str:
        """Its heading inside a sentence."""
        head = self.words.split()[0] if self.words else ""
        return self.words if head.isupper() or self.id.startswith(CUSTOM) else self.words[:1].lower() + self.words[1:]

    def codes(self, row: RegisterRow) -> tuple[str, ...]:
        """The codes or words of a row, none, one or several."""
        value = self.value(row)
        if isinstance(value, tuple):
            return value
        return () if value in (None, "") else (str(value),)

    def cell(self, row: RegisterRow) -> Cell:
        """What a list is given of a row."""
        value = self.value(row)
        if isinstance(value, tuple):
            return "; ".join(self.said(code) for code in value)
        if self.kind == "money":
            return Decimal(value) / 100 if isinstance(value, int) else None
        return self.said(value) if isinstance(value, str) and value else value

    def text(self, row: RegisterRow) -> str:
        """What paper is given of a row."""
        value = self.value(row)
        if self.kind == "money":
            return in_pounds((value + 50) // 100 * 100, whole=True) if isinstance(value, int) and value else ""
        if isinstance(value, date):
            return f"{value:%d/%m/%Y}"
        if isinstance(value, (int, Decimal)):
            return f"{value:,f}{self.unit}" if isinstance(value, Decimal) else f"{value:,}{self.unit}"
        return str(self.cell(row) or "")

    def sort_key(self, row: RegisterRow) -> object:
        """What a row is sorted by; None, which comes last, for nothing."""
        value = self.value(row)
        if value is None or value in ("", ()):
            return None
        if isinstance(value, tuple):
            return tuple(self.order(code) if self.order else code for code in value)
        if isinstance(value, str):
            return self.order(value) if self.order else folded(value)
        return value


def register_columns(
    fields: Sequence[CustomField] = (), *, core: int = 0, money: bool = True, guarded: bool = True
) -> tuple[RegisterColumn, ...]:
    """The columns there are, those of the school's own fields last.

    Args:
        fields: the school's own fields.
        core: the core amount in pence that counts towards the threshold; a forecast of no more says nothing.
        money: whether the columns about spending are there at all.
        guarded: whether the mark “See the DSL” is there at all.
    """

    def spent(row: RegisterRow) -> int | None:
        return row.counted_pence if row.counted_pence is not None and row.counted_pence > core else None

    def share(row: RegisterRow) -> Decimal | None:
        return row.share if spent(row) is not None else None

    column = RegisterColumn
    every = (
        column("name", "Pupil", "text", lambda row: row.name),
        column("year", "Year", "choice", lambda row: row.year_group, said=year_words, order=year_order),
        column("class", "Class", "choice", lambda row: row.class_name),
        column("status", "Status", "choice", lambda row: row.status, said=status_words, order=_status_order,
               choices=("E", "K", "monitoring", "N")),
        column("need1", "Need 1", "choice", lambda row: row.primary_need, said=need_words),
        column("need2", "Need 2", "choice", lambda row: row.secondary_need, said=need_words),
        column("needs", "Needs", "several", lambda row: row.needs, said=need_words),
        column("area", "Broad area", "several", lambda row: row.areas, said=_area_words, choices=tuple(BROAD_AREAS)),
        column("flags", "Flags", "several", lambda row: row.flags, said=_flag_words, choices=tuple(FLAGS)),
        column("review", "Next review", "date", lambda row: row.next_review),
        column("overdue", "Days overdue", "number", lambda row: row.days_overdue),
        column("to_date", "Spent to date", "money", lambda row: row.to_date_pence),
        column("meter", "Share of the threshold", "number", share, unit=" %"),
        column("forecast", "Forecast, year", "money", spent),
        column("attendance", "Attendance", "number", lambda row: row.attendance, unit=" %"),
        column("contact", "Last contact", "date", lambda row: row.last_contact),
        column("contact_kind", "Kind of contact", "choice", lambda row: row.contact_kind, said=_contact_words,
               choices=tuple(CONTACTS)),
        column("promises", "Open promises", "number", lambda row: row.promises or None),
        column("late", "Late promises", "number", lambda row: row.promises_late or None),
        column("since", "Status since", "date", lambda row: row.since),
        column("monitored", "Monitoring since", "date", lambda row: row.since if row.status == "monitoring" else None),
        column("decide", "Decide by", "date", lambda row: row.decide_by),
        column("stage", "In the cycle", "text", _stage),
        column("met", "Parents met", "date", lambda row: row.last_meeting),
        column("premium", "Pupil premium", "choice", lambda row: _YES_NO[row.pupil_premium], choices=("Yes", "No")),
        column("admitted", "Admitted", "date", lambda row: row.admitted),
        column("dsl", "See the DSL", "mark", lambda row: "See the DSL" if row.see_dsl else "", leaves=False,
               on_paper=False),
        column("upn", "UPN", "text", lambda row: row.upn),
        *(_of_field(each) for each in fields),
    )  # fmt: skip
    withheld = (frozenset() if money else MONEY) | (frozenset() if guarded else GUARDED)
    return tuple(each for each in every if each.id not in withheld) if withheld else every


def by_id(columns: Iterable[RegisterColumn]) -> dict[str, RegisterColumn]:
    """Columns by their ids."""
    return {column.id: column for column in columns}


def choices_of(column: RegisterColumn, rows: Iterable[RegisterRow]) -> list[tuple[str, str, int]]:
    """What can be chosen in a column: code, words, and how many rows have it; what no row has is left out."""
    counted: dict[str, int] = dict.fromkeys(column.choices, 0)
    for row in rows:
        for code in column.codes(row):
            counted[code] = counted.get(code, 0) + 1
    found = [(code, column.said(code), count) for code, count in counted.items() if count or code in column.choices]
    if column.choices:
        return found
    order = column.order
    return sorted(found, key=lambda each: (order(each[0]), each[1]) if order else (0, folded(each[1])))


def year_words(code: str) -> str:
    """`Year 4`, `Reception`, or what the roll said."""
    if code.isdecimal():
        return f"Year {code}"
    found = YEAR_GROUPS.find(code)
    return found.words if found else code


def status_words(code: str) -> str:
    """A status as people say it."""
    return _STATUSES.get(code, code)


def need_words(code: str) -> str:
    """A need as people say it, with its code."""
    found = SEN_TYPES.find(code) if code else None
    return f"{found.words} ({code})" if found else code


_STATUSES: Mapping[str, str] = {str(code): words for code, words in STATUS_WORDS.items()}
_AREAS: Mapping[str, str] = {str(code): words for code, words in BROAD_AREAS.items()}
_YES_NO = {True: "Yes", False: "No", None: ""}


def _of_field(field: CustomField) -> RegisterColumn:
    kinds: dict[str, Kind] = {"text": "text", "date": "date", "number": "number", "choice": "choice"}
    place = {choice: at for at, choice in enumerate(field.choices)}
    is_choice = field.kind == "choice"
    return RegisterColumn(
        f"{CUSTOM}{field.id}",
        field.name,
        kinds[field.kind],
        lambda row: _custom(field, row),
        order=(lambda code: place.get(code, len(place))) if is_choice else None,
        on_paper=field.on_paper,
        choices=field.choices if is_choice else (),
    )


def _custom(field: CustomField, row: RegisterRow) -> Value:
    """A value of its field's kind; text that is not of it (a field's kind was changed) counts as nothing to compare."""
    value = typed_value(field, row.custom.get(field.id, ""))
    if field.kind in ("date", "number") and isinstance(value, str):
        return None
    return value


def _status_order(code: str) -> int:
    return STATUS_ORDER.get(code, len(STATUS_ORDER))


def _area_words(code: str) -> str:
    return _AREAS.get(code, code)


def _flag_words(code: str) -> str:
    return FLAGS[code][1] if code in FLAGS else code


def _contact_words(code: str) -> str:
    return CONTACTS.get(code, code)


def _stage(row: RegisterRow) -> str:
    return f"Cycle {row.cycle_number} · {row.stage}" if row.stage else ""
