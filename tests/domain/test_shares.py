"""Percentages are rounded half up from the exact figure, whoever shows them."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from senco_desk.domain.measures import AttendanceDraft
from senco_desk.domain.shares import percent_of, rounded
from senco_desk.domain.small_numbers import percent


def test_a_half_goes_up() -> None:
    assert str(percent_of(6, 48)) == "13"
    assert str(percent_of(6, 48, 1)) == "12.5"
    assert str(percent_of(2, 16)) == "13"
    assert str(rounded(12.5)) == "13"
    assert str(rounded(0.5)) == "1"
    assert str(percent_of(0, 7, 1)) == "0.0"


def test_nothing_is_rounded_twice() -> None:
    # 12.46 is 12.5 with one place, and 12 without any.
    assert str(percent_of(1246, 10_000)) == "12"


def test_what_is_no_share_is_an_error() -> None:
    with pytest.raises(ValueError, match="nought"):
        rounded(-1)
    with pytest.raises(ZeroDivisionError):
        percent_of(1, 0)


@given(st.integers(1, 10**6), st.integers(0, 10**6), st.integers(0, 3))
def test_it_is_off_by_no_more_than_half_and_only_downwards_by_less(whole: int, part: int, places: int) -> None:
    exact = Fraction(100 * part, whole)
    off = Fraction(percent_of(part, whole, places)) - exact
    half = Fraction(1, 2 * 10**places)
    assert -half < off <= half
    assert -percent_of(part, whole, places).as_tuple().exponent == places


@given(st.integers(1, 5000), st.data())
def test_every_percentage_of_the_program_is_this_one(whole: int, data: st.DataObject) -> None:
    part = data.draw(st.integers(0, whole))
    said = percent_of(part, whole, 1)
    assert percent(part, whole, suppressed=False) == f"{said} %"
    day = "2026-09-01"
    assert AttendanceDraft(pupil_id="p", start=day, end=day, possible=whole, attended=part).rate == said
