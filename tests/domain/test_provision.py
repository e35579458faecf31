"""Lines of the provision map: what is missing or contradictory is said at once, beside its field."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from senco_desk.domain.provision import (
    ProvisionDraft,
    RateDraft,
    SessionDraft,
    problems_of,
    problems_of_rate,
    problems_of_session,
    with_on_costs,
)


def a_draft(**fields: Any) -> ProvisionDraft:
    return ProvisionDraft.model_validate(
        {
            "what": "Precision teaching",
            "minutes": 30,
            "sessions_per_week": Decimal(3),
            "start": date(2026, 9, 1),
            "end": date(2027, 7, 20),
            "rate_pence": 1720,
        }
        | fields
    )


def fields_of(found: list[Any]) -> list[str]:
    return [problem.field for problem in found]


def test_a_whole_line_has_no_problems() -> None:
    assert problems_of(a_draft(), rate_at_start=None) == []
    assert problems_of(a_draft(rate_pence=None), rate_at_start=1720) == []
    assert problems_of(a_draft(rate_pence=0), rate_at_start=None) == []
    assert problems_of(a_draft(minutes=0, sessions_per_week=0, rate_pence=None), rate_at_start=None) == []


def test_all_problems_are_named_together() -> None:
    draft = a_draft(
        what=" ",
        end=date(2026, 8, 1),
        rate_pence=None,
        delivered_by="Mrs Begum, TA",
        sole_purpose="Only for Sam",
        pupil_premium=True,
        funder="health",
    )
    found = problems_of(draft, rate_at_start=None)
    assert fields_of(found) == ["what", "end", "rate_pence", "sole_purpose", "pupil_premium"]
    assert "No hourly rate is known for Mrs Begum, TA on 1 September 2026" in found[2].sentence


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"sessions_per_week": 0}, "sessions_per_week"),
        ({"minutes": 0}, "minutes"),
        ({"minutes": 600, "sessions_per_week": 6}, "sessions_per_week"),
        ({"end": date(2127, 7, 20)}, "end"),
    ],
)
def test_half_filled_or_impossible_time_is_named(fields: dict[str, Any], field: str) -> None:
    assert fields_of(problems_of(a_draft(**fields), rate_at_start=None)) == [field]


@pytest.mark.parametrize(
    "fields",
    [
        {"minutes": 601},
        {"minutes": -1},
        {"sessions_per_week": Decimal("50.5")},
        {"sessions_per_week": Decimal("1.005")},
        {"group_size": 0},
        {"rate_pence": -1},
        {"tier": "wave 2"},
        {"funder": "parents"},
    ],
)
def test_values_outside_their_range_cannot_be_typed(fields: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        a_draft(**fields)


def test_a_group_is_shared_unless_it_is_run_for_this_child_alone() -> None:
    assert a_draft(group_size=4).divisor == 4
    assert a_draft(group_size=4, sole_purpose="Run so that Sam practises turn-taking").divisor == 1


def test_on_costs_are_added_half_up() -> None:
    assert with_on_costs(1400, Decimal(25)) == 1750
    assert with_on_costs(1310, Decimal("27.5")) == 1670  # 1670.25
    assert with_on_costs(1302, Decimal(25)) == 1628  # 1627.5


def test_a_rate_agrees_with_how_it_came_about_and_begins_once() -> None:
    rate = RateDraft(role="TA", pence=1720, valid_from=date(2026, 9, 1), gross_pence=1400, on_cost_percent=Decimal(25))
    found = problems_of_rate(rate, others=[RateDraft(role="ta", pence=1, valid_from=date(2026, 9, 1))])
    assert fields_of(found) == ["pence", "valid_from"]
    assert "£17.50, not £17.20" in found[0].sentence
    half = RateDraft(role="TA", pence=1720, valid_from=date(2026, 9, 1), gross_pence=1400)
    assert fields_of(problems_of_rate(half)) == ["on_cost_percent"]
    other_basis = RateDraft(role="TA", pence=1, valid_from=date(2026, 9, 1), basis="tariff")
    assert problems_of_rate(other_basis, [half]) == []


def test_a_session_is_on_a_day_of_the_line_and_says_why_it_was_not_given() -> None:
    line, today = a_draft(), date(2026, 10, 1)

    def found(**fields: Any) -> list[str]:
        session = SessionDraft.model_validate({"provision_id": "p", "on": date(2026, 9, 30)} | fields)
        return fields_of(problems_of_session(session, line, pupils={"sam"}, today=today))

    assert found() == []
    assert found(absent=("sam",)) == []
    assert found(on=date(2026, 10, 2)) == ["on"]
    assert found(on=date(2026, 8, 31), given=False, absent=("alex",)) == ["on", "reason", "absent"]
    assert found(minutes=0) == ["minutes"]
    assert found(given=False, reason="Staff absence") == []
