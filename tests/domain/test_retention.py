"""Until when a record is kept: the policy's arithmetic, holds, and decisions."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from senco_desk.domain.needs import Status
from senco_desk.domain.pupils import Pupil
from senco_desk.domain.retention import (
    Retention,
    RetentionDraft,
    basis_of,
    leaver_of,
    problems_of_retention,
    years_after,
)
from senco_desk.services.retention import shipped

TODAY = date(2026, 11, 20)
DAYS = st.dates(date(1950, 1, 1), date(2090, 12, 31))


def status(kind: str) -> Status:
    return Status(id=kind, pupil_id="p", status=kind, start=date(2004, 9, 6), end=date(2005, 7, 1))


def leaver(born: date | None, *kinds: str, decision: Retention | None = None):
    pupil = Pupil(id="p", legal_forename="Amy", date_of_birth=born, leaving_date=date(2012, 7, 20))
    return leaver_of(pupil, [status(kind) for kind in kinds], decision, shipped(), TODAY)


@pytest.mark.parametrize(
    ("kinds", "basis", "years"),
    [((), "pupil", 25), (("monitoring",), "pupil", 25), (("K",), "sen_support", 31), (("K", "E", "N"), "ehc", 31)],
)
def test_the_highest_support_there_ever_was_decides(kinds: tuple[str, ...], basis: str, years: int) -> None:
    assert basis_of(status(kind) for kind in kinds) == basis
    assert leaver(date(1994, 5, 1), *kinds).until == date(1994 + years, 5, 1)


def test_an_unconfirmed_number_says_so() -> None:
    rules = {rule.id: rule for rule in shipped().rules}
    assert rules["sen_support"].confidence == "unconfirmed"
    assert all(rule.source for rule in rules.values())


@given(DAYS, st.integers(1, 120))
def test_a_record_is_never_kept_a_day_less_than_its_years(day: date, years: int) -> None:
    then = years_after(day, years)
    assert then.year == day.year + years
    assert (then.month, then.day) in {(day.month, day.day), (3, 1)}
    assert (then.month, then.day) >= (day.month, day.day)


@given(st.none() | DAYS, st.none() | DAYS, st.booleans())
def test_only_a_day_that_has_come_is_due_and_a_hold_always_wins(
    born: date | None, own: date | None, hold: bool
) -> None:
    decision = Retention(id="r", pupil_id="p", keep_until=own, hold=hold, decided_on=TODAY)
    found = leaver(born, "K", decision=decision)
    assert found.until == (own or (years_after(born, 31) if born else None))
    expected = "held" if hold else "undated" if found.until is None else "due" if found.until <= TODAY else "later"
    assert found.state == expected


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"keep_until": TODAY + timedelta(days=9)}, "reason"),
        ({"keep_until": TODAY, "reason": "Asked for"}, "keep_until"),
        ({"keep_until": date(2300, 1, 1), "reason": "Asked for"}, "keep_until"),
        ({"hold": True}, "hold_reason"),
    ],
)
def test_a_decision_needs_its_reason_and_a_day_ahead(fields: dict, field: str) -> None:
    draft = RetentionDraft(pupil_id="p", decided_on=TODAY, **fields)
    assert [problem.field for problem in problems_of_retention(draft, today=TODAY)] == [field]
