"""The whole history of a status as people read it: nothing disappears, and what does not fit is said in words."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from senco_desk.domain.needs import (
    Status,
    areas_of,
    carried_on,
    decide_by,
    problems_of_carrying_on,
    status_on,
)
from senco_desk.domain.status_history import Gap, Stretch, in_order, standing_since

TODAY = date(2026, 11, 20)
_ids = iter(range(10_000))


def a_stretch(status="K", start=date(2026, 9, 7), end=None, **fields):
    return Status(id=f"s{next(_ids):05}", pupil_id="p", status=status, start=start, end=end, **fields)


def words(history):
    told = in_order(history, TODAY)
    return [each.words if isinstance(each, Gap) else f"{each.status.words}: {each.days}" for each in told]


def test_a_stretch_without_a_last_day_stands_until_today_and_is_never_left_out():
    first, second = a_stretch("monitoring", date(2024, 1, 8)), a_stretch("K", date(2024, 9, 2))
    told = in_order([first, second], TODAY)
    assert [each.status for each in told] == [second, first]
    assert told[0].now
    assert told[0].days == "since 2 September 2024"
    assert told[1].days == "8 January 2024, until the next began"
    assert "No last day was written down" in told[1].remark
    assert status_on([first, second], TODAY) is second


def test_a_gap_between_two_is_said_with_its_days():
    history = [a_stretch("K", date(2024, 1, 8), date(2024, 6, 30)), a_stretch("E", date(2024, 9, 2))]
    assert words(history) == [
        "EHC plan: since 2 September 2024",
        (
            "Nothing is recorded from 1 July 2024 to 1 September 2024 (63 days). Edit the stretch before or after to"
            " close the gap."
        ),
        "SEN Support: 8 January 2024 to 30 June 2024",
    ]


def test_what_ended_with_nothing_after_it_is_said_first():
    told = in_order([a_stretch("K", date(2024, 1, 8), date(2026, 6, 30))], TODAY)
    assert isinstance(told[0], Gap)
    assert told[0].words == "Nothing is recorded from 1 July 2026 on. Change the status to say how it went."
    assert isinstance(told[1], Stretch)
    assert not told[1].now


def test_an_overlap_is_said_on_the_earlier_of_the_two():
    told = in_order([a_stretch("K", date(2024, 1, 8), date(2024, 9, 11)), a_stretch("E", date(2024, 9, 2))], TODAY)
    assert [each.remark[:31] for each in told] == ["", "It overlaps “EHC plan” by 10 da"]


def test_a_first_day_that_is_not_known_is_said_with_the_roll_it_was_found_on():
    (told,) = in_order([a_stretch("K", None, as_found_on=date(2026, 9, 3))], TODAY)
    assert told.days == "first day not known, it was so on the roll of 3 September 2026"


def test_two_stretches_of_one_status_are_one_since_the_first():
    history = [
        a_stretch("K", date(2024, 1, 8), date(2024, 12, 31)),
        a_stretch("K", date(2025, 1, 1)),
    ]
    assert standing_since(history, history[1]) == date(2024, 1, 8)
    broken = [history[0].model_copy(update={"end": date(2024, 10, 1)}), history[1]]
    assert standing_since(broken, broken[1]) == date(2025, 1, 1)


days = st.dates(date(2020, 1, 1), TODAY)
stretches = st.builds(
    a_stretch,
    st.sampled_from(("monitoring", "K", "E", "N")),
    st.none() | days,
    st.none() | days,
    as_found_on=days,
)


@given(st.lists(stretches, max_size=6))
def test_every_stretch_is_told_exactly_once_whatever_its_days(history):
    told = [each.status for each in in_order(history, TODAY) if isinstance(each, Stretch)]
    assert sorted(each.id for each in told) == sorted(each.id for each in history)
    gaps = [each for each in in_order(history, TODAY) if isinstance(each, Gap)]
    for gap in gaps:
        assert status_on(history, gap.first) is None, "no day of a gap has a status"


@given(st.dates(date(2020, 1, 1), date(2035, 12, 31)), st.text(max_size=40))
def test_monitoring_carried_on_is_asked_about_on_the_day_that_was_agreed(until, why):
    status = a_stretch("monitoring", date(2019, 9, 2), reason="A concern.")
    kept = carried_on(status, on=date(2019, 12, 1), until=until, why=why, by="Mrs Marsh")
    assert kept.start == status.start
    assert kept.reason.startswith("A concern.\n1 December 2019: carry on monitoring until ")
    assert decide_by(kept) == until


def test_monitoring_asks_after_a_term_and_the_last_agreement_counts():
    status = a_stretch("monitoring", date(2026, 9, 7))
    assert decide_by(status) == date(2026, 9, 7) + timedelta(weeks=13)
    once = carried_on(status, on=TODAY, until=date(2027, 1, 15), why="Too early", by="")
    twice = carried_on(once, on=date(2027, 1, 15), until=date(2027, 3, 1), why="Nearly", by="")
    assert (decide_by(once), decide_by(twice)) == (date(2027, 1, 15), date(2027, 3, 1))
    quoting = carried_on(once, on=TODAY, until=date(2027, 2, 1), why="not “until 1 July 2026” any more", by="")
    assert decide_by(quoting) == date(2027, 2, 1), "words never decide the day"
    assert decide_by(a_stretch("K").model_copy(update={"decide_on": TODAY})) is None


def test_reasons_that_are_full_are_told_of_before_anything_is_kept():
    status = a_stretch("monitoring", date(2026, 9, 7), reason="long " * 3_950)
    (problem,) = problems_of_carrying_on(status, on=TODAY, until=date(2027, 1, 15), why="Too early")
    assert problem.field == "why"


@pytest.mark.parametrize(
    ("until", "why", "fields"),
    [
        (None, "x", ["until"]),
        (TODAY, "x", ["until"]),
        (date(2028, 1, 1), "x", ["until"]),
        (date(2027, 1, 15), "", ["why"]),
        (date(2027, 1, 15), "Too early", []),
    ],
)
def test_carrying_on_asks_for_a_day_to_come_and_a_reason(until, why, fields):
    status = a_stretch("monitoring")
    assert [each.field for each in problems_of_carrying_on(status, on=TODAY, until=until, why=why)] == fields
    assert problems_of_carrying_on(a_stretch("K"), on=TODAY, until=date(2027, 1, 15), why="x")


def test_broad_areas_follow_from_the_needs_in_the_order_of_the_code():
    assert areas_of(["SEMH", "SLCN", "ASD", "MLD"]) == ("ci", "cl", "semh")
    assert areas_of(["ZZZZ", ""]) == ()
