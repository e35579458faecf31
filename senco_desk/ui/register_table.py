"""The register's table: its columns, what stands in the review column in words, and sorting by several headers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QHeaderView

from senco_desk.domain.codes import SEN_TYPES, YEAR_GROUPS, year_order
from senco_desk.domain.folding import folded
from senco_desk.domain.money import in_pounds
from senco_desk.domain.register import RegisterRow, searched
from senco_desk.domain.thresholds import AuthorityProfile
from senco_desk.ui.cycle_parts import SOON_DAYS
from senco_desk.ui.marks import Mark, mark
from senco_desk.ui.tables import Column, RowsTable
from senco_desk.ui.theme import unit

USUAL = ("name", "year", "class", "status", "need1", "need2", "review", "to_date", "meter")
"""The columns on show until a person chooses others."""
MONEY = frozenset({"to_date", "meter", "forecast"})
"""The columns of those who may see what support costs."""

_STATUS_ORDER = {"E": 0, "K": 1, "monitoring": 2, "N": 3}


def register_columns(today: date, profile: AuthorityProfile) -> tuple[Column[RegisterRow], ...]:
    """The register's columns on a day, beside the threshold of the school's own authority."""
    amount = in_pounds(profile.threshold.amount_pence, whole=True)
    core = profile.threshold.core_counted

    def part(row: RegisterRow) -> float | None:
        return None if (spent := _spent(row, core)) is None else spent / (row.threshold_pence or spent)

    column = Column[RegisterRow]
    return (
        column("name", "Pupil", lambda row: row.name, kind="strong", width=18,
               sort=lambda row: folded(f"{row.surname}, {row.forename}"), tip=lambda row: row.name),
        column("year", "Year", lambda row: row.year_group, text=lambda row: year_words(row.year_group), width=4,
               sort=lambda row: year_order(row.year_group)),
        column("class", "Class", lambda row: row.class_name, width=5),
        column("status", "Status", lambda row: row.status_words, width=10,
               text=lambda row: "—" if row.status == "N" else row.status_words, tip=lambda row: row.status_words,
               sort=lambda row: _STATUS_ORDER[row.status]),
        column("need1", "Need 1", lambda row: row.primary_need or None, text=lambda row: row.primary_need or "—",
               tip=lambda row: need_words(row.primary_need), width=6),
        column("need2", "Need 2", lambda row: row.secondary_need or None, width=6,
               tip=lambda row: need_words(row.secondary_need)),
        column("review", "Next review", lambda row: row.next_review or row.decide_by, kind="mark", width=15,
               searched=False, mark=lambda row: review_mark(row, today)),
        column("to_date", "To date", lambda row: row.to_date_pence, text=lambda row: _pounds(row.to_date_pence),
               right=True, width=6, searched=False,
               tip=lambda _row: "What the support that counts has cost since 1 September"),
        column("meter", f"Year, of {amount}*", part, text=lambda _row: "", kind="meter", width=12, meter=part,
               tip=meter_words, searched=False),
        column("forecast", "Forecast, year", lambda row: _spent(row, core), text=lambda row: _pounds(_spent(row, core)),
               right=True, width=14, searched=False, tip=meter_words),
        column("since", "Status since", lambda row: row.since, text=lambda row: day_words(row.since), width=13,
               searched=False),
        column("stage", "In the cycle", lambda row: row.stage or None, text=_stage, width=15, searched=False),
        column("met", "Parents met", lambda row: row.last_meeting, text=lambda row: day_words(row.last_meeting),
               width=13, searched=False),
        column("premium", "Pupil premium", lambda row: row.pupil_premium,
               text=lambda row: {True: "Yes", False: "No", None: ""}[row.pupil_premium], width=13, searched=False),
        column("upn", "UPN", lambda row: row.upn or None, width=15),
    )  # fmt: skip


def review_mark(row: RegisterRow, today: date) -> Mark | None:
    """The next review in shape and words: `▲ 27 Nov`, `■ 6 days late`, `● decide by 18 Dec`."""
    if row.status == "N":
        return None
    if row.next_review is not None:
        return date_mark(row.next_review, today)
    if row.decide_by is not None:
        late = row.decide_by < today
        words = f"decide by {short_day(row.decide_by, today)}"
        return mark("over" if late else "info", words, meaning="decision overdue" if late else "decision to come")
    if row.status == "monitoring":
        return None
    return mark("info", "set a date", meaning="no review date")


def date_mark(due: date, today: date) -> Mark:
    """A date that something is due on, beside today: late in days, due soon, or on track."""
    days = (due - today).days
    if days < 0:
        return mark("over", f"{-days:,} day{'' if days == -1 else 's'} late")
    return mark("due" if days <= SOON_DAYS else "good", "today" if days == 0 else short_day(due, today))


def short_day(day: date, today: date) -> str:
    """`27 Nov`; with the year where it is not the one coming or just gone."""
    words = f"{day.day} {_MONTHS[day.month - 1]}"
    return words if abs((day - today).days) < 300 else f"{words} {day.year}"


def day_words(day: date | None) -> str:
    """`27 Nov 2026`, or nothing."""
    return "" if day is None else f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def year_words(code: str) -> str:
    """`Y4`, `R`, or what the roll said."""
    return f"Y{code}" if code.isdecimal() else code


def long_year(code: str) -> str:
    """`Year 4`, `Reception`, or what the roll said."""
    if code.isdecimal():
        return f"Year {code}"
    found = YEAR_GROUPS.find(code)
    return found.words if found else code


def need_words(code: str) -> str:
    """A need as people say it, with its code."""
    found = SEN_TYPES.find(code) if code else None
    return f"{found.words} ({code})" if found else code


def meter_words(row: RegisterRow) -> str:
    """The meter in a sentence, with its basis."""
    if row.counted_pence is None or row.threshold_pence is None:
        return "Being worked out"
    core = " with the core amount" if row.basis == "core_plus_additional" else ""
    return (
        f"Forecast for the year{core}: {in_pounds(row.counted_pence, whole=True)} of"
        f" {in_pounds(row.threshold_pence, whole=True)}. An assessment can be requested at any level of spend."
    )


class RegisterTable(RowsTable[RegisterRow]):
    """A table in which Shift and a click on a header sorts within what it is sorted by already."""

    def __init__(self, today: date, profile: AuthorityProfile, *, money: bool = True) -> None:
        """`money` says whether the columns about spending are there at all."""
        self._money = money
        super().__init__("Register", self._columns(today, profile), lambda row: row.pupil_id, searched=searched)
        self._asked: list[tuple[str, bool]] = []
        self.sort_by(("name", True))

    def show_columns_for(self, today: date, profile: AuthorityProfile) -> None:
        """Reads dates beside another day, and money beside another threshold; the columns stay the same ones."""
        self.rows.columns = self._columns(today, profile)
        self.rows.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.rows.columns) - 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Names have the room that is left, and never less than a name needs: beyond that the table scrolls."""
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        """Gives the names what the columns on show leave over."""
        header = self.horizontalHeader()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)
        others = sum(header.sectionSize(at) for at in range(1, header.count()) if not header.isSectionHidden(at))
        self.setColumnWidth(0, max(self.viewport().width() - others, unit(15)))

    def show_columns(self, ids: Iterable[str]) -> None:
        """Shows these columns and hides the others; names have what is left."""
        super().show_columns(ids)
        self.fit()

    def _columns(self, today: date, profile: AuthorityProfile) -> tuple[Column[RegisterRow], ...]:
        every = register_columns(today, profile)
        return every if self._money else tuple(column for column in every if column.id not in MONEY)

    def _sort_clicked(self, column: int, order: Qt.SortOrder) -> None:
        """A click sorts by one header; with Shift it sorts within those clicked before, or turns its own way round."""
        name = self.rows.columns[column].id
        if not QGuiApplication.keyboardModifiers() & Qt.KeyboardModifier.ShiftModifier:
            super()._sort_clicked(column, order)
            self._asked = [(name, order == Qt.SortOrder.AscendingOrder)]
            return
        before = dict(self._asked)
        self._asked = [(key, not way if key == name else way) for key, way in self._asked]
        if name not in before:
            self._asked.append((name, True))
        ties = [key for key in self.rows.sorted_by if key[0] not in dict(self._asked)]
        self.sort_by(*self._asked, *ties[:2])


def _spent(row: RegisterRow, core: int) -> int | None:
    """What stands beside the threshold; None while nothing but the core amount would."""
    return row.counted_pence if row.counted_pence is not None and row.counted_pence > core else None


def _pounds(pence: int | None) -> str:
    return in_pounds((pence + 50) // 100 * 100, whole=True) if pence else "—"


def _stage(row: RegisterRow) -> str:
    return f"Cycle {row.cycle_number} · {row.stage}" if row.stage else ""


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def near_or_over(row: RegisterRow) -> bool:
    """Whether the year's forecast is at nine tenths of the threshold or more: a measure, and no gate."""
    return bool(row.threshold_pence and row.counted_pence and row.counted_pence * 10 >= row.threshold_pence * 9)
