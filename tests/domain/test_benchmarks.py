"""National figures: each with its year, source, coverage and mark, and none set beside what it does not match."""

from __future__ import annotations

from decimal import Decimal

import pytest

from senco_desk.domain import codes
from senco_desk.domain.benchmarks import BENCHMARKS, NOT_FOUND, any_sen, benchmark, plan_mix


def test_every_figure_says_when_of_whom_and_whence() -> None:
    assert len({each.id for each in BENCHMARKS}) == len(BENCHMARKS)
    for each in BENCHMARKS:
        assert each.year in each.words
        assert each.source
        assert each.coverage
        assert each.measure
        assert each.confidence in {"confirmed", "secondary", "unconfirmed"}
        assert each.value > 0
        assert each.unit != "percent" or each.value <= 100


def test_the_latest_census_figures() -> None:
    assert benchmark("sen_support").words == "14.8% (January 2026)"
    assert benchmark("ehc_plan").words == "6.0% (January 2026)"
    assert benchmark("plans.total").words == "638,745 (January 2025)"
    assert benchmark("suspensions.rate").words == "11.31 for each 100 pupils (2023/24)"
    with pytest.raises(KeyError):
        benchmark("no.such")


@pytest.mark.parametrize(
    ("phase", "value"),
    [("primary", "19.4"), ("secondary", "17.6"), ("nursery", "19.1"), ("all-through", None), ("special", None)],
)
def test_any_sen_by_phase(phase: str, value: str | None) -> None:
    found = any_sen(phase)
    assert (found.value if found else None) == (Decimal(value) if value else None)


def test_the_mix_of_need_among_plans_adds_up_and_names_known_needs() -> None:
    mix = plan_mix()
    assert [each.code for each in mix[:3]] == ["ASD", "SLCN", "SEMH"]
    assert mix[-1].code == ""
    assert abs(sum(each.value for each in mix) - 100) <= Decimal("0.2")
    assert all(codes.SEN_TYPES.known(each.code) for each in mix[:-1])
    assert "DS" not in {each.code for each in mix}
    assert any("Down syndrome" in missing for missing in NOT_FOUND)


def test_figures_of_other_children_than_a_school_s_say_so() -> None:
    assert all("birth to 25" in each.caution for each in plan_mix())
