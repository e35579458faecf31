"""Which backups stay: the last of each of 7 days, 4 weeks and 12 months, whatever was taken and whenever."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from senco_desk.domain.backups import DAYS, LATEST, MONTHS, WEEKS, WORDS, Moment, kept, moment_of, stays_with_its_day

MOMENTS = st.builds(
    Moment,
    st.integers(0, 90_000_000).map(lambda seconds: datetime(2025, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)),
    st.integers(1, 3),
    st.sampled_from(sorted(WORDS)),
)


@given(MOMENTS)
def test_a_name_says_the_moment_back(moment: Moment) -> None:
    assert moment_of(moment.name) == moment


@given(st.lists(MOMENTS, min_size=2, max_size=2, unique=True))
def test_names_sort_as_the_moments_do(two: list[Moment]) -> None:
    first, last = sorted(two)
    if first.at != last.at:
        assert first.name < last.name


@pytest.mark.parametrize(
    "name",
    ["files", "2026-11-22T16-30-05", "2026-13-22T16-30-05 close", "2026-11-22T16-30-05 holiday", ".2026 close.part",
     "2026-11-22T16-30-05 close 0", "2026-11-22T16-30-05 close ../x", "2026-11-22T16-30-05  close"],
)  # fmt: skip
def test_other_names_are_no_backup(name: str) -> None:
    assert moment_of(name) is None


def test_a_backup_before_a_deed_that_this_version_does_not_know_is_a_backup_all_the_same() -> None:
    found = moment_of("2026-11-22T16-30-05 before restore")
    assert found is not None
    assert found.words == "Made by another version of Senco Desk"


@given(st.lists(MOMENTS, max_size=60))
def test_the_newest_stays_and_thinning_again_takes_nothing_more(moments: list[Moment]) -> None:
    stays = kept(moments)
    assert stays <= set(moments)
    assert kept(stays) == stays
    if moments:
        assert max(moments) in stays


@given(st.lists(MOMENTS, max_size=60))
def test_each_of_the_last_days_weeks_and_months_keeps_its_last(moments: list[Moment]) -> None:
    stays = kept(moments)
    for number, period in (
        (DAYS, lambda one: one.at.date()),
        (WEEKS, lambda one: one.at.isocalendar()[:2]),
        (MONTHS, lambda one: (one.at.year, one.at.month)),
    ):
        wanted = sorted({period(one) for one in moments}, reverse=True)[:number]
        for each in wanted:
            assert max(one for one in moments if period(one) == each) in stays


@given(st.lists(MOMENTS, max_size=60))
def test_no_more_is_kept_than_was_promised_but_what_came_before_something(moments: list[Moment]) -> None:
    stays = kept(moments)
    last = set(sorted({one.at.date() for one in moments}, reverse=True)[:DAYS])
    usual = [one for one in stays if not (stays_with_its_day(one) and one.at.date() in last)]
    assert len(usual) <= LATEST + DAYS + WEEKS + MONTHS
    assert {one for one in moments if stays_with_its_day(one) and one.at.date() in last} <= stays
    assert {one for one in sorted(moments, reverse=True)[:LATEST] if one.at.date() in last} <= stays


def test_the_morning_is_there_in_the_afternoon_and_what_was_asked_for_all_week() -> None:
    """As a person had it: the daily one of 11:36 was gone by 11:47, and the one asked for at 11:46 by 12:12."""
    day = datetime(2026, 11, 22, tzinfo=UTC)
    today = [
        Moment(day.replace(hour=hour, minute=minute), 1, why)
        for hour, minute, why in ((11, 36, "daily"), (11, 46, "asked"), (11, 47, "close"), (12, 12, "close"))
    ]
    assert kept(today) == set(today)
    later = [Moment(day + timedelta(days=number, hours=hour), 1, "close") for number in range(6) for hour in range(24)]
    assert today[1] in kept([*today, *later])
    assert today[0] not in kept([*today, *later])


@given(st.integers(1, 3), st.integers(20, 500))
def test_a_year_and_more_of_days_thinned_each_day_reaches_back_a_year(a_day: int, days: int) -> None:
    """What thinning took away on earlier days is never missing later on."""
    begin = datetime(2025, 1, 1, 9, tzinfo=UTC)
    there: frozenset[Moment] = frozenset()
    every = set()
    for day in range(days):
        for hour in range(a_day):
            one = Moment(begin + timedelta(days=day, hours=hour), 1, "close")
            every.add(one)
            there = kept({*there, one})
    assert there == kept(every)
    oldest = min(one.at for one in there).date()
    # Twelve months with the one that has just begun: at least the end of the month eleven months ago.
    assert oldest <= max(begin.date() + timedelta(days=30), (begin + timedelta(days=days - 305)).date())


def test_a_long_holiday_takes_none_away() -> None:
    term = {Moment(datetime(2026, 7, day, 15, tzinfo=UTC), 1, "close") for day in range(13, 18)}
    assert kept({*term, Moment(datetime(2026, 9, 2, 9, tzinfo=UTC), 1, "daily")}) >= term


def test_days_are_those_of_the_clock_on_the_wall() -> None:
    late, later = (Moment(datetime(2026, 6, 1, hour, 30, tzinfo=UTC), 1, "close") for hour in (22, 23))
    since = [Moment(datetime(2026, 6, 3, 1, each, tzinfo=UTC), 1, "close") for each in range(LATEST)]

    def summer(at: datetime) -> date:
        return (at + timedelta(hours=1)).date()

    assert kept([late, later, *since], summer) >= {late, later}
    assert late not in kept([late, later, *since])
