"""Everybody's spending at once, and the sums of it by year, by need and by tier."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from senco_desk.domain.codes import SEN_TYPES, YEAR_GROUPS, year_order
from senco_desk.domain.costs import LineCost, PupilSpend
from senco_desk.domain.needs import STATUS_WORDS, needs_on, status_on
from senco_desk.domain.provision import TIERS
from senco_desk.domain.pupil_records import by_pupil
from senco_desk.domain.pupils import Pupil
from senco_desk.domain.terms import AcademicYear
from senco_desk.services import costs
from senco_desk.services.desk import Desk
from senco_desk.store import nouns


@dataclass(frozen=True)
class SpendRow:
    """One child's spending with the words that tell the child apart; money is in `spend`, in whole pence."""

    pupil: Pupil
    spend: PupilSpend
    status: str
    need: str

    @property
    def id(self) -> str:
        """The pupil's id."""
        return self.pupil.id

    @property
    def name(self) -> str:
        """Forename first."""
        return self.pupil.name

    @property
    def sort_name(self) -> str:
        """Surname first, for sorting."""
        return self.pupil.sort_name

    @property
    def under(self) -> str:
        """Year, class and status: `Y4 · 4B · SEN Support`."""
        return " · ".join(part for part in (_year(self.pupil), self.pupil.class_name, self.status) if part)

    @property
    def delivered_pence(self) -> int | None:
        """What was delivered on the lines that are logged; None where none is."""
        return self.spend.logged_pence


@dataclass(frozen=True)
class Sum:
    """Spending added up over children, or over the lines of a tier, in whole pence; only what counts is in it.

    `delivered_pence` is None where nothing at all is logged; `not_logged` counts the lines of which sessions were
    planned by now and none is logged.
    """

    words: str
    order: int
    pupils: int
    planned_pence: int
    to_date_pence: int
    delivered_pence: int | None
    forecast_pence: int
    not_logged: int


@dataclass(frozen=True)
class Overview:
    """The spending of a school in an academic year."""

    year: AcademicYear
    rows: tuple[SpendRow, ...]
    whole: Sum
    by_year: tuple[Sum, ...]
    by_need: tuple[Sum, ...]
    by_tier: tuple[Sum, ...]


def overview(desk: Desk, year: AcademicYear | None = None) -> Overview:
    """Everybody who has provision in an academic year (the present one), by name, and the sums of it."""
    desk.need("rates")
    today = desk.today
    year = year or AcademicYear.of(today)
    store = desk.store
    named = {pupil.id: pupil for pupil in nouns.PUPILS.all(store)}
    placed = {place.pupil_id for place in nouns.PROVISION_PUPILS.all(store)}
    statuses = by_pupil(nouns.STATUSES.all(store))
    needs = by_pupil(nouns.NEEDS.all(store))
    rows = []
    for pupil_id, spend in costs.for_all(desk, placed, year=year).items():
        if spend.lines:
            standing = needs_on(needs.get(pupil_id, []), today)
            status_now = status_on(statuses.get(pupil_id, []), today)
            rows.append(
                SpendRow(
                    named[pupil_id],
                    spend,
                    STATUS_WORDS[status_now.status] if status_now else "",
                    standing[0].code if standing else "",
                )
            )
    rows.sort(key=lambda row: (row.sort_name, row.id))
    tiers = {provision.id: provision.tier for provision in nouns.PROVISIONS.all(store)}
    return Overview(
        year=year,
        rows=tuple(rows),
        whole=_sum("Whole school", 0, len(rows), _counting(rows)),
        by_year=_by_year(rows),
        by_need=_by_need(rows),
        by_tier=tuple(
            _sum(words, order, len({cost.pupil_id for cost in found}), found)
            for order, (tier, words) in enumerate(TIERS.items())
            if (found := [cost for cost in _counting(rows) if tiers[cost.provision_id] == tier])
        ),
    )


def _by_year(rows: Iterable[SpendRow]) -> tuple[Sum, ...]:
    groups: dict[str, list[SpendRow]] = {}
    for row in rows:
        groups.setdefault(row.pupil.year_group, []).append(row)
    return tuple(
        _sum(YEAR_GROUPS.name_of(code) if code else "No year given", order, len(found), _counting(found))
        for order, (code, found) in enumerate(sorted(groups.items(), key=lambda item: year_order(item[0])))
    )


def _by_need(rows: Iterable[SpendRow]) -> tuple[Sum, ...]:
    groups: dict[str, list[SpendRow]] = {}
    for row in rows:
        groups.setdefault(row.need, []).append(row)
    return tuple(
        _sum(f"{code} · {SEN_TYPES.name_of(code)}" if code else "No need recorded", order, len(found), _counting(found))
        for order, (code, found) in enumerate(sorted(groups.items(), key=lambda item: (not item[0], item[0])))
    )


def _counting(rows: Iterable[SpendRow]) -> list[LineCost]:
    return [cost for row in rows for cost in row.spend.lines if cost.counts]


def _sum(words: str, order: int, pupils: int, found: Iterable[LineCost]) -> Sum:
    found = list(found)
    delivered = [cost.delivered_pence for cost in found if cost.delivered_pence is not None]
    return Sum(
        words=words,
        order=order,
        pupils=pupils,
        planned_pence=sum(cost.planned_pence for cost in found),
        to_date_pence=sum(cost.to_date_pence for cost in found),
        delivered_pence=sum(delivered) if delivered else None,
        forecast_pence=sum(cost.forecast_pence for cost in found),
        not_logged=sum(cost.is_unlogged for cost in found),
    )


def _year(pupil: Pupil) -> str:
    code = pupil.year_group
    return f"Y{code}" if code.isdigit() else code
