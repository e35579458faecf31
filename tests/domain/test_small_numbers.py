"""No count of one to four children is shown, and none can be worked out from the rest."""

from __future__ import annotations

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from senco_desk.domain.small_numbers import HELD_BACK, SMALL, percent, shown


def test_counts_that_hurt_nobody_are_shown() -> None:
    assert shown([0, 5, 12]) == ["0", "5", "12"]
    assert shown([]) == []


def test_one_small_count_takes_the_next_smallest_with_it() -> None:
    assert shown([3, 40, 12, 0]) == [SMALL, "40", HELD_BACK, "0"]


def test_two_ones_would_give_each_other_away() -> None:
    assert shown([1, 1, 20, 30]) == [SMALL, SMALL, HELD_BACK, "30"]


def test_a_table_too_small_is_not_shown_at_all() -> None:
    assert shown([3, 0, 0]) is None
    assert shown([1, 1]) is None


def test_shares_of_few_are_left_blank() -> None:
    assert percent(3, 100, suppressed=True) == ""
    assert percent(5, 9, suppressed=True) == ""
    assert percent(3, 9, suppressed=False) == "33.3 %"
    assert percent(1, 0, suppressed=False) == ""
    assert percent(37, 250, suppressed=True) == "14.8 %"


@given(st.lists(st.integers(0, 30), max_size=6))
def test_no_hidden_count_can_be_told(counts: list[int]) -> None:
    told = shown(counts)
    if told is None:
        return
    assert all(0 < count < 5 for count, words in zip(counts, told, strict=True) if words == SMALL)
    assert all(count >= 5 for count, words in zip(counts, told, strict=True) if words == HELD_BACK)
    assert not [words for words in told if words in {"1", "2", "3", "4"}]
    hidden = [count for count, words in zip(counts, told, strict=True) if not words.isdigit()]
    if not hidden:
        return
    # Whoever knows the total tries every way to fill what is hidden: each place must have at least three answers.
    kinds = [words for words in told if not words.isdigit()]
    whole = sum(hidden)
    last = [range(1, 5) if kind == SMALL else range(5, whole + 1) for kind in kinds]
    if len(hidden) > 4 or whole > 60:
        return
    answers = [fill for fill in product(*last) if sum(fill) == whole]
    assert all(len({fill[place] for fill in answers}) >= 3 for place in range(len(hidden)))
