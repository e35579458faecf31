"""How the window shows the register's columns: widths, marks, meters, and short words for narrow cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from senco_desk.domain.custom_fields import CustomField
from senco_desk.domain.money import in_pounds
from senco_desk.domain.register import CONTACTS, FLAGS, RegisterRow
from senco_desk.domain.register_columns import RegisterColumn
from senco_desk.domain.register_columns import register_columns as every_column
from senco_desk.domain.thresholds import AuthorityProfile
from senco_desk.ui.marks import mark
from senco_desk.ui.register_words import day_words, meter_words, need_words, review_mark, year_words
from senco_desk.ui.tables import Column


def register_columns(
    today: date, profile: AuthorityProfile, fields: Sequence[CustomField] = ()
) -> tuple[Column[RegisterRow], ...]:
    """The register's columns on a day, beside the threshold of the school's own authority, and the own fields."""
    looks = _looks(today, profile)
    core = profile.threshold.core_counted
    return tuple(_column(each, looks.get(each.id, _Look())) for each in every_column(fields, core=core))


@dataclass(frozen=True)
class _Look:
    """How the window shows a column, where that is not as usual for its kind."""

    width: int = 0
    words: str = ""
    kind: Any = "text"
    value: Any = None
    text: Any = None
    sort: Any = None
    mark: Any = None
    meter: Any = None
    tip: Any = None


_WIDTHS = {"choice": 10, "several": 16, "text": 15, "number": 9, "money": 9, "date": 13, "mark": 13}


def _column(column: RegisterColumn, look: _Look) -> Column[RegisterRow]:
    return Column[RegisterRow](
        column.id,
        look.words or column.words,
        look.value or column.value,
        text=look.text or (None if look.mark else _text_of(column)),
        sort=look.sort or column.sort_key,
        right=column.kind in ("number", "money") and look.meter is None,
        width=look.width or max(_WIDTHS[column.kind], min(len(column.words) + 1, 22)),
        kind=look.kind,
        mark=look.mark,
        meter=look.meter,
        tip=look.tip,
        searched=False,
    )


def _text_of(column: RegisterColumn) -> Any:
    def text(row: RegisterRow) -> str:
        value = column.value(row)
        if isinstance(value, date):
            return day_words(value)
        if column.kind in ("choice", "several"):
            return ", ".join(column.said(code) for code in column.codes(row))
        return column.text(row)

    return text


def _looks(today: date, profile: AuthorityProfile) -> Mapping[str, _Look]:
    amount = in_pounds(profile.threshold.amount_pence, whole=True)
    core = profile.threshold.core_counted

    def part(row: RegisterRow) -> float | None:
        return None if (spent := _spent(row, core)) is None else spent / (row.threshold_pence or spent)

    return {
        "name": _Look(18, kind="strong", sort=lambda row: row.sort_name or row.name, tip=lambda row: row.name),
        "year": _Look(4, text=lambda row: year_words(row.year_group)),
        "class": _Look(5),
        "status": _Look(10, text=lambda row: "—" if row.status == "N" else row.status_words,
                        tip=lambda row: row.status_words),
        "need1": _Look(6, text=lambda row: row.primary_need or "—", tip=lambda row: need_words(row.primary_need)),
        "need2": _Look(6, text=lambda row: row.secondary_need, tip=lambda row: need_words(row.secondary_need)),
        "needs": _Look(14, text=lambda row: ", ".join(row.needs),
                       tip=lambda row: "\n".join(need_words(code) for code in row.needs)),
        "area": _Look(20),
        "flags": _Look(13, text=lambda row: ", ".join(FLAGS[each][0] for each in row.flags),
                       tip=lambda row: "\n".join(FLAGS[each][1] for each in row.flags)),
        "review": _Look(17, kind="mark", value=lambda row: row.next_review or row.decide_by,
                        sort=lambda row: row.next_review or row.decide_by, mark=lambda row: review_mark(row, today)),
        "to_date": _Look(6, "To date", text=lambda row: _pounds(row.to_date_pence),
                         tip=lambda _row: "What the support that counts has cost since 1 September"),
        "meter": _Look(12, f"Year, of {amount}*", kind="meter", value=part, sort=part, text=lambda _row: "",
                       meter=part, tip=meter_words),
        "forecast": _Look(14, text=lambda row: _pounds(_spent(row, core)), tip=meter_words),
        "overdue": _Look(12),
        "attendance": _Look(11, tip=_attendance_words),
        "contact": _Look(13, tip=_contact_words),
        "stage": _Look(15),
        "dsl": _Look(14, kind="mark", mark=lambda row: mark("info", "see the DSL") if row.see_dsl else None),
        "upn": _Look(15),
    }  # fmt: skip


def _attendance_words(row: RegisterRow) -> str:
    return f"Up to {day_words(row.attendance_to)}" if row.attendance_to else ""


def _contact_words(row: RegisterRow) -> str:
    return CONTACTS.get(row.contact_kind, "")


def _spent(row: RegisterRow, core: int) -> int | None:
    """What stands beside the threshold; None while nothing but the core amount would."""
    return row.counted_pence if row.counted_pence is not None and row.counted_pence > core else None


def _pounds(pence: int | None) -> str:
    return in_pounds((pence + 50) // 100 * 100, whole=True) if pence else "—"
