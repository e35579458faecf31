"""What support costs: worked examples to the penny, and laws that hold for any line."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from senco_desk.domain.accrual import Accrual, CostedLine, CostYear, RateBook
from senco_desk.domain.costs import LineCost, PupilSpend, line_cost, pupil_spend, spend_curve, spend_totals
from senco_desk.domain.delivery import read_log
from senco_desk.domain.money import to_pence
from senco_desk.domain.provision import Provision, ProvisionPupil, Rate, Session
from senco_desk.domain.terms import AcademicYear, CalendarSpan, SchoolCalendar
from senco_desk.domain.thresholds import Threshold

YEAR = AcademicYear(first=2026)
CALENDAR = SchoolCalendar()  # 190 days, from Tuesday 1 September 2026; half-term 26 to 30 October
SIX_THOUSAND = Threshold(amount_pence=600_000, basis="additional_only")
MEDWAY = Threshold(amount_pence=1_000_000, basis="core_plus_additional", core_pence=400_000)
SUMMER = date(2027, 8, 31)


def a_line(
    sessions: list[Session] | None = None, *, first: date | None = None, last: date | None = None, **fields: Any
) -> CostedLine:
    provision = Provision.model_validate(
        {
            "id": "p",
            "what": "Support",
            "minutes": 60,
            "sessions_per_week": Decimal(5),
            "start": YEAR.start,
            "end": YEAR.end,
            "rate_pence": 1720,
        }
        | fields
    )
    link = ProvisionPupil(id="l", provision_id=provision.id, pupil_id="sam", start=first, end=last)
    return CostedLine(provision, link, tuple(sessions or ()))


def a_session(on: date, **fields: Any) -> Session:
    return Session.model_validate({"id": f"s{on}", "provision_id": "p", "on": on} | fields)


def a_rate(pence: int, since: date, **fields: Any) -> Rate:
    return Rate.model_validate({"id": f"r{pence}{since}", "pence": pence, "valid_from": since} | fields)


def shared(as_at: date = SUMMER, *, rates: tuple[Rate, ...] = (), **fields: Any) -> CostYear:
    return CostYear(**{"year": YEAR, "as_at": as_at, "calendar": CALENDAR, "rates": RateBook(rates)} | fields)


def cost(line: CostedLine, as_at: date = SUMMER, **fields: Any) -> LineCost:
    return line_cost(line, shared(as_at, **fields))


def spend(*lines: CostedLine, as_at: date = SUMMER, threshold: Threshold = SIX_THOUSAND, **fields: Any) -> PupilSpend:
    return pupil_spend("sam", lines, threshold, shared(as_at, **fields))


def by_pocket_calculator(formula: str) -> int:
    """Work a formula out as it is written, reading only its signs and numbers."""
    total = Fraction(0)
    for part in formula.split(" + "):
        value, divide = Fraction(1), False
        for token in re.split(r" (?=[×÷])|(?<=[×÷]) ", part):
            if token in "×÷":
                divide = token == "÷"
                continue
            number = re.match(r"£?([\d,.]+)(?:/(\d+))?", token)
            assert number, formula
            amount = Fraction(number[1].replace(",", "")) / int(number[2] or 1)
            value = value / amount if divide else value * amount
        total += value
    return to_pence(total * 100)


# --- worked examples ----------------------------------------------------------------------------------------


def test_five_hours_a_week_for_a_year_of_38_weeks() -> None:
    found = cost(a_line())
    assert found.planned_pence == 326_800
    assert found.formula == "£17.20 × 1 h × 5 × 38 weeks"


def test_two_hours_a_week_in_a_group_of_four() -> None:
    found = cost(a_line(sessions_per_week=2, group_size=4))
    assert (found.planned_pence, found.formula) == (32_680, "£17.20 × 1 h × 2 ÷ 4 × 38 weeks")


def test_a_twelve_week_block() -> None:
    sixty = CALENDAR.school_days(date(2027, 1, 4), SUMMER)[:60]
    found = cost(a_line(sessions_per_week=1, start=sixty[0], end=sixty[-1]))
    assert (found.planned_pence, found.formula) == (20_640, "£17.20 × 1 h × 1 × 12 weeks")


def test_one_weekly_hour_for_a_year_and_the_hours_in_six_and_ten_thousand_pounds() -> None:
    assert cost(a_line(sessions_per_week=1)).planned_pence == 65_360
    assert spend(a_line(sessions_per_week=Decimal("9.2"))).counted_pence == 601_312
    assert spend(a_line(sessions_per_week=Decimal("9.1"))).crossing_date is None
    assert spend(a_line(sessions_per_week=Decimal("9.2"))).crossing_date is not None
    assert spend(a_line(sessions_per_week=Decimal("15.3"))).counted_pence == 1_000_008


def test_half_hours_shared_by_four_are_written_as_people_write_them() -> None:
    found = cost(a_line(minutes=30, sessions_per_week=3, group_size=4))
    assert found.formula == "£17.20 × 0.5 h × 3 ÷ 4 × 38 weeks"
    assert found.planned_pence == 24_510
    assert cost(a_line(minutes=20)).formula == "£17.20 × 20/60 h × 5 × 38 weeks"


def test_a_line_may_start_and_end_in_mid_week() -> None:
    line = a_line(start=date(2026, 9, 2), end=date(2026, 9, 17))  # Wednesday to Thursday of the second week after
    found = cost(line)
    assert found.formula == "£17.20 × 1 h × 5 × 12 school days ÷ 5"
    assert found.planned_pence == 12 * 1720
    assert cost(line, date(2026, 9, 1)).to_date_pence == 0
    assert cost(line, date(2026, 9, 2)).to_date_pence == 1720
    assert cost(line, date(2026, 9, 6)).to_date_pence == 3 * 1720


def test_holidays_cost_nothing() -> None:
    assert cost(a_line(start=date(2026, 10, 24), end=date(2026, 11, 1))).planned_pence == 0
    assert cost(a_line(), date(2026, 10, 23)).to_date_pence == cost(a_line(), date(2026, 11, 1)).to_date_pence


def test_a_child_may_join_later_and_leave_earlier_than_the_group() -> None:
    found = cost(a_line(first=date(2026, 9, 7), last=date(2026, 9, 18)))
    assert (found.planned_pence, found.start, found.end) == (17_200, date(2026, 9, 7), date(2026, 9, 18))


def test_a_line_over_two_years_is_costed_in_each_by_its_own_days() -> None:
    line = a_line(start=date(2027, 6, 7), end=date(2027, 9, 3))
    this, following = cost(line), cost(line, year=YEAR.next(), as_at=date(2028, 8, 31))
    assert this.planned_pence == 1720 * len(CALENDAR.school_days(date(2027, 6, 7), SUMMER))
    assert following.formula == "£17.20 × 1 h × 5 × 3 school days ÷ 5"


@pytest.mark.parametrize("change", [date(2027, 4, 1), date(2026, 9, 1), date(2026, 9, 16)])
def test_a_dated_rate_is_in_force_from_its_day(change: date) -> None:
    rates = (a_rate(1720, date(2025, 9, 1), staff_id="b"), a_rate(1800, change, staff_id="b"))
    line = a_line(rate_pence=None, staff_id="b", start=date(2026, 9, 1), end=date(2027, 5, 7))
    before = len(CALENDAR.school_days(line.provision.start, change - timedelta(days=1)))
    after = len(CALENDAR.school_days(change, line.provision.end))
    found = cost(line, rates=rates)
    assert found.planned_pence == before * 1720 + after * 1800
    assert by_pocket_calculator(found.formula) == found.planned_pence
    eve = cost(line, change - timedelta(days=1), rates=rates).to_date_pence
    assert eve == before * 1720


def test_the_persons_rate_comes_before_the_roles_and_the_preferred_basis_before_the_other() -> None:
    long_ago = date(2020, 9, 1)
    rates = (
        a_rate(1500, long_ago),
        a_rate(1600, long_ago, role="TA"),
        a_rate(1700, long_ago, role="ta", basis="tariff"),
        a_rate(1900, date(2027, 1, 1), staff_id="b"),
    )
    book = RateBook(rates, roles={"c": "TA"})
    for fields, on, pence in (
        ({"staff_id": "b", "delivered_by": "Mrs Begum, TA"}, date(2026, 12, 31), 1700),
        ({"staff_id": "b", "delivered_by": "Mrs Begum, TA"}, date(2027, 1, 1), 1900),
        ({"staff_id": "c"}, date(2026, 12, 31), 1700),
        ({"delivered_by": "Ta"}, date(2026, 12, 31), 1700),
        ({"delivered_by": "Miss Cole"}, date(2026, 12, 31), 1500),
        ({"delivered_by": "Miss Cole"}, date(2019, 12, 31), None),
    ):
        assert book.rate_on(a_line(rate_pence=None, **fields).provision, on) == pence
    assert (
        RateBook(rates, prefer="actual").rate_on(a_line(rate_pence=None, delivered_by="TA").provision, YEAR.start)
        == 1600
    )


def test_days_without_a_known_rate_cost_nothing_and_are_named() -> None:
    line = a_line(rate_pence=None, staff_id="b", end=date(2026, 9, 14))
    found = cost(line, rates=(a_rate(1720, date(2026, 9, 10), staff_id="b"),))
    assert found.planned_pence == 3 * 1720
    assert "No rate is known for 7 of 10 school days" in found.notes[0]
    assert cost(line).formula == "no rate known × 1 h × 5 × 2 weeks"
    assert cost(line).notes[0].startswith("No rate is known, so it is counted at £0.00: give the line a rate")


def test_a_group_run_for_this_child_alone_is_not_shared() -> None:
    found = cost(a_line(group_size=4, sole_purpose="Practises turn-taking"))
    assert found.planned_pence == 326_800
    assert "÷" not in found.formula
    assert any("Practises turn-taking" in note for note in found.notes)


def test_a_one_off_cost_falls_whole_on_the_childs_first_day() -> None:
    line = a_line(minutes=0, sessions_per_week=0, group_size=3, one_off_pence=12_345, start=date(2026, 10, 31))
    found = cost(line)
    assert (found.planned_pence, found.formula) == (12_345, "£123.45 one-off on 31 October 2026")
    assert cost(line, date(2026, 10, 30)).to_date_pence == 0
    assert cost(line, date(2026, 10, 31)).to_date_pence == 12_345
    last_year = a_line(one_off_pence=500, start=date(2026, 8, 31))
    assert cost(last_year).planned_pence == 326_800
    together = cost(a_line(one_off_pence=4_500))
    assert together.formula == "£17.20 × 1 h × 5 × 38 weeks + £45.00 one-off on 1 September 2026"
    assert cost(a_line(one_off_pence=4_500, first=date(2027, 9, 2))).planned_pence == 0


def test_each_line_is_rounded_half_up_and_totals_are_sums_of_lines() -> None:
    third = {"minutes": 30, "sessions_per_week": 1, "rate_pence": 1001, "end": date(2026, 9, 1)}  # 100.1 pence
    half = third | {"rate_pence": 1005}  # 100.5 pence
    assert cost(a_line(**third)).planned_pence == 100
    assert cost(a_line(**half)).planned_pence == 101
    assert spend(a_line(**third), a_line(**half), a_line(**half)).planned_pence == 302


# --- what is delivered --------------------------------------------------------------------------------------


def days_from(start: date, count: int) -> tuple[date, ...]:
    return CALENDAR.school_days(start, SUMMER)[:count]


def test_a_line_without_a_log_is_not_logged_and_forecast_as_planned() -> None:
    found = cost(a_line(), date(2027, 1, 31))
    assert (found.delivered_pence, found.forecast_pence, found.delivery_rate) == (None, 326_800, None)
    total = spend(a_line(), as_at=date(2027, 1, 31))
    assert (total.delivered_pence, total.not_logged, total.band) == (0, 1, None)


def test_delivered_is_what_was_logged_and_the_forecast_goes_on_at_that_rate() -> None:
    days = days_from(YEAR.start, 10)
    log = [a_session(day, given=number < 8, reason="" if number < 8 else "Trip") for number, day in enumerate(days)]
    found = cost(a_line(log), days[-1])
    assert found.to_date_pence == 17_200
    assert found.delivered_pence == 8 * 1720
    assert found.delivery_rate == Fraction(8, 10)
    assert found.forecast_pence == 8 * 1720 + 180 * 1720 * 8 // 10
    assert (found.sessions_planned, found.sessions_due, found.sessions_given, found.sessions_missed) == (10, 10, 8, 2)
    assert found.forecast_low_pence < found.forecast_pence < found.forecast_high_pence < found.planned_pence


def test_wilson_band_of_eight_in_ten() -> None:
    days = days_from(YEAR.start, 10)
    found = cost(a_line([a_session(day, given=number < 8) for number, day in enumerate(days)]), days[-1])
    assert found.forecast_low_pence == pytest.approx(8 * 1720 + 180 * 1720 * 0.490, rel=0.001)
    assert found.forecast_high_pence == pytest.approx(8 * 1720 + 180 * 1720 * 0.943, rel=0.001)


def test_a_session_missed_by_the_child_is_not_delivered_to_that_child() -> None:
    days = days_from(YEAR.start, 4)
    log = [a_session(day, absent=("sam",) if day == days[1] else ("alex",)) for day in days]
    found = cost(a_line(log, group_size=2), days[-1])
    assert (found.delivered_pence, found.sessions_given, found.sessions_absent) == (3 * 860, 3, 1)
    assert found.delivery_rate == Fraction(3, 4)


def test_a_shorter_session_is_worth_its_minutes_at_the_rate_of_its_day() -> None:
    days = days_from(YEAR.start, 2)
    rates = (a_rate(1720, date(2025, 9, 1), staff_id="b"), a_rate(1800, days[1], staff_id="b"))
    log = [a_session(days[0], minutes=30), a_session(days[1])]
    found = cost(a_line(log, rate_pence=None, staff_id="b"), days[1], rates=rates)
    assert found.delivered_pence == 860 + 1800
    assert found.delivery_rate == Fraction(3, 4)


def test_an_expected_session_nobody_logged_is_not_taken_as_given() -> None:
    days = days_from(YEAR.start, 10)
    found = cost(a_line([a_session(day) for day in days[:5]]), days[-1])
    assert (found.delivered_pence, found.delivery_rate) == (5 * 1720, Fraction(1, 2))


def test_days_before_the_log_began_are_neither_delivered_nor_held_against_the_line() -> None:
    days = days_from(YEAR.start, 20)
    log = [a_session(day, given=number % 2 == 0) for number, day in enumerate(days[10:])]
    found = cost(a_line(log), days[-1])
    assert found.delivered_pence == 5 * 1720
    assert found.delivery_rate == Fraction(1, 2)
    assert found.forecast_pence == 5 * 1720 + (10 + 170) * 1720 // 2
    assert found.log_began == days[10]
    assert (found.sessions_planned, found.sessions_due, found.logged_late) == (20, 10, True)
    assert any("Logged since 15 September 2026" in note for note in found.notes)


def test_sessions_after_the_day_or_outside_the_childs_dates_are_not_looked_at() -> None:
    days = days_from(YEAR.start, 10)
    log = [a_session(day) for day in days]
    assert cost(a_line(log), days[3]).delivered_pence == 4 * 1720
    assert cost(a_line(log, first=days[8]), days[-1]).delivered_pence == 2 * 1720
    assert cost(a_line(log), YEAR.start - timedelta(days=1)).delivered_pence is None


def test_a_weekly_session_missed_counts_as_one_of_those_due() -> None:
    log = [a_session(date(2026, 9, 3)), a_session(date(2026, 9, 10), given=False)]
    found = cost(a_line(log, sessions_per_week=1), date(2026, 9, 10))
    assert (found.delivery_rate, found.sessions_due, found.sessions_planned) == (Fraction(1, 2), 2, 2)


def test_extra_sessions_are_delivered_but_never_raise_the_rate_above_the_plan() -> None:
    days = days_from(YEAR.start, 5)
    found = cost(a_line([a_session(day) for day in days], sessions_per_week=1), days[-1])
    assert found.delivered_pence == 5 * 1720
    assert found.delivery_rate == 1
    assert found.forecast_pence == 5 * 1720 + 185 * 344


def test_a_one_off_cost_of_a_logged_line_is_delivered_on_its_day_and_not_scaled() -> None:
    days = days_from(YEAR.start, 2)
    found = cost(a_line([a_session(days[0], given=False)], one_off_pence=999), days[0])
    assert (found.delivered_pence, found.forecast_pence) == (999, 999)


def test_sessions_outside_narrower_dates_are_counted_as_such_and_named() -> None:
    days = days_from(YEAR.start, 10)
    log = [a_session(day) for day in days]
    found = cost(a_line(log, start=days[3], end=days[7]), days[-1])
    assert (found.sessions_outside, found.sessions_given, found.delivered_pence) == (5, 5, 5 * 1720)
    assert found.notes[-1].startswith("5 sessions logged outside the line’s dates are kept, and not counted")
    # A child who joined later shares the line's log; what was given to the others before is not outside the line.
    assert cost(a_line(log, first=days[3]), days[-1]).sessions_outside == 0


# --- what counts --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        ({"funder": "top-up"}, "top-up funding"),
        ({"funder": "health"}, "health service"),
        ({"funder": "other"}, "another budget"),
        ({"tier": "universal"}, "every pupil"),
        ({"additional": False}, "additional to or different from"),
        ({"pupil_premium": True}, "pupil premium"),
    ],
)
def test_lines_that_do_not_count_are_shown_with_the_reason(fields: dict[str, Any], word: str) -> None:
    total = spend(a_line(**fields), a_line(sessions_per_week=1))
    assert [line.counts for line in total.lines] == [False, True]
    assert word in total.lines[0].why
    assert total.lines[0].planned_pence == 326_800
    assert total.planned_pence == total.to_date_pence == total.forecast_pence == total.counted_pence == 65_360


def test_pupil_premium_counts_where_the_profile_says_so_and_ordinarily_available_support_counts() -> None:
    assert spend(a_line(pupil_premium=True), pupil_premium_counts=True).counted_pence == 326_800
    assert spend(a_line(tier="ordinarily_available")).counted_pence == 326_800


def test_the_two_bases_reach_their_amounts_on_the_same_day() -> None:
    line = a_line(sessions_per_week=10)
    six, ten = spend(line, as_at=date(2026, 12, 1)), spend(line, as_at=date(2026, 12, 1), threshold=MEDWAY)
    assert six.counted_pence == six.forecast_pence == 653_600
    assert ten.counted_pence == 653_600 + 400_000
    assert ten.forecast_pence == 653_600
    # £34.40 a school day: the 175th makes £6,020.00, the 174th £5,985.60.
    assert six.crossing_date == ten.crossing_date == CALENDAR.year(YEAR).days[174]


def test_reaching_the_amount_to_the_penny_is_reaching_it() -> None:
    line = a_line(rate_pence=4000)  # £40 a school day
    for as_at in (YEAR.start, SUMMER):
        assert spend(line, as_at=as_at).crossing_date == CALENDAR.year(YEAR).days[149]


def test_a_core_amount_is_left_out_on_the_additional_only_basis() -> None:
    threshold = Threshold(amount_pence=600_000, basis="additional_only", core_pence=400_000)
    total = spend(a_line(), threshold=threshold)
    assert (total.counted_pence, total.crossing_date) == (326_800, None)


def test_a_spend_tells_itself_in_words_on_its_basis() -> None:
    total = spend(a_line(sessions_per_week=10), as_at=date(2026, 12, 1), threshold=MEDWAY)
    assert total.spending_words.startswith(
        "Forecast for the year £10,536 of £10,000 (core plus additional): additional £6,536 of £6,000"
    )
    assert "reaches £10,000 (core plus additional) on " in total.crossing_words
    assert total.crossing_words.endswith("can be requested at any level of spend.")


def test_the_crossing_lies_in_the_past_once_to_date_spending_reached_it() -> None:
    line = a_line(sessions_per_week=20)
    total = spend(line, as_at=date(2027, 6, 30))
    assert total.crossing_date == CALENDAR.year(YEAR).days[87]
    assert spend(a_line(one_off_pence=600_000, start=date(2026, 12, 25), end=date(2026, 12, 25))).crossing_date == date(
        2026, 12, 25
    )


def test_nothing_counting_never_crosses_and_a_core_that_suffices_crosses_at_once() -> None:
    assert spend().crossing_date is None
    only_core = Threshold(amount_pence=400_000, basis="core_plus_additional", core_pence=400_000)
    assert spend(threshold=only_core).crossing_date == YEAR.start


def test_the_band_gives_an_earlier_and_a_later_day() -> None:
    days = days_from(YEAR.start, 40)
    log = [a_session(day, given=number % 4 != 0) for number, day in enumerate(days)]
    total = spend(a_line(log, rate_pence=4400), as_at=days[-1])
    assert total.band is not None
    assert total.crossing_date is not None
    assert total.band.earliest is not None
    assert total.band.earliest < total.crossing_date
    assert total.band.latest is None or total.band.latest > total.crossing_date
    assert total.band.low_pence < total.forecast_pence < total.band.high_pence


def test_an_assumed_calendar_is_said() -> None:
    assert spend(a_line()).calendar_assumed
    assert "No term dates have been entered for 2026/27" in spend(a_line()).advice
    entered = SchoolCalendar([CalendarSpan(start=YEAR.start, end=date(2026, 12, 18), kind="term")])
    assert not spend(a_line(), calendar=entered).calendar_assumed


# --- laws ---------------------------------------------------------------------------------------------------

in_year = st.dates(YEAR.start - timedelta(days=40), YEAR.end + timedelta(days=40))
RATES = (a_rate(1650, date(2026, 8, 1), staff_id="b"), a_rate(1733, date(2027, 4, 1), staff_id="b"))


@st.composite
def lines(draw: st.DrawFn, *, logged: bool | None = None) -> CostedLine:
    start, length = draw(in_year), draw(st.integers(0, 400))
    end = start + timedelta(days=length)
    log: list[Session] = []
    if logged is not False:
        days = draw(st.lists(st.integers(0, length), min_size=int(bool(logged)), max_size=12))
        log = [
            a_session(
                start + timedelta(days=day),
                given=draw(st.booleans()),
                minutes=draw(st.none() | st.integers(1, 120)),
                absent=draw(st.sampled_from([(), ("sam",)])),
            )
            for day in days
        ]
    return a_line(
        log,
        start=start,
        end=end,
        minutes=draw(st.integers(0, 600)),
        sessions_per_week=Decimal(draw(st.integers(0, 2000))) / 100,
        group_size=draw(st.integers(1, 30)),
        sole_purpose=draw(st.sampled_from(["", "Only for Sam"])),
        rate_pence=draw(st.none() | st.integers(0, 5000)),
        staff_id="b",
        one_off_pence=draw(st.integers(0, 100_000)),
        funder=draw(st.sampled_from(["school", "school", "top-up", "health", "other"])),
    )


@given(line=lines(), one=in_year, two=in_year)
def test_to_date_grows_to_planned_and_nothing_is_negative(line: CostedLine, one: date, two: date) -> None:
    earlier, later = (cost(line, day, rates=RATES) for day in sorted((one, two)))
    assert 0 <= earlier.to_date_pence <= later.to_date_pence <= later.planned_pence
    assert (earlier.delivered_pence or 0) <= (later.delivered_pence or 0)
    assert cost(line, rates=RATES).to_date_pence == later.planned_pence
    for found in (earlier, later):
        assert 0 <= found.forecast_low_pence <= found.forecast_pence <= found.forecast_high_pence
        assert found.forecast_pence >= (found.delivered_pence or 0) >= 0
        assert found.delivery_rate is None or 0 <= found.delivery_rate <= 1


@given(line=lines(logged=False), as_at=in_year)
def test_an_unlogged_line_is_forecast_as_planned(line: CostedLine, as_at: date) -> None:
    found = cost(line, as_at, rates=RATES)
    assert found.delivered_pence is None
    assert found.forecast_low_pence == found.forecast_pence == found.forecast_high_pence == found.planned_pence


@given(line=lines())
def test_the_formula_works_out_to_the_planned_figure(line: CostedLine) -> None:
    found = cost(line, rates=RATES)
    assume(found.formula[0] == "£")
    assert by_pocket_calculator(found.formula) == found.planned_pence


@given(line=lines(), cut=st.dates(YEAR.start, YEAR.end))
def test_a_year_cut_in_two_anywhere_still_adds_up_exactly(line: CostedLine, cut: date) -> None:
    accrual = Accrual(line, shared(rates=RATES))
    parts = accrual.timed_between(YEAR.start, cut) + accrual.timed_between(cut + timedelta(days=1), YEAR.end)
    assert parts + accrual.one_off == accrual.planned_by(YEAR.end)
    by_day = sum((accrual.timed_between(day, day) for day in CALENDAR.school_days(YEAR.start, YEAR.end)), Fraction(0))
    assert by_day == accrual.timed_between(YEAR.start, YEAR.end)


@given(some=st.lists(lines(), max_size=4), as_at=in_year, threshold=st.sampled_from([SIX_THOUSAND, MEDWAY]))
@settings(max_examples=60)
def test_totals_are_sums_of_lines_and_the_crossing_is_the_first_day(
    some: list[CostedLine], as_at: date, threshold: Threshold
) -> None:
    total = spend(*some, as_at=as_at, threshold=threshold, rates=RATES)
    counting = [line for line in total.lines if line.counts]
    assert total.planned_pence == sum(line.planned_pence for line in counting)
    assert total.to_date_pence == sum(line.to_date_pence for line in counting)
    assert total.delivered_pence == sum(line.delivered_pence or 0 for line in counting)
    assert total.forecast_pence == sum(line.forecast_pence for line in counting)
    assert total.counted_pence == total.forecast_pence + threshold.core_counted
    curve = spend_curve(some, threshold, shared(as_at, rates=RATES))
    reached = [
        point.on
        for point in curve.points
        if curve.core_pence + (point.to_date_pence if point.on <= as_at else point.forecast_pence or 0)
        >= threshold.amount_pence
    ]
    assert total.crossing_date == (reached[0] if reached else None)


@given(some=st.lists(lines(), max_size=4), as_at=in_year, threshold=st.sampled_from([SIX_THOUSAND, MEDWAY]))
def test_the_quick_totals_of_a_register_are_the_same_to_the_penny(
    some: list[CostedLine], as_at: date, threshold: Threshold
) -> None:
    whole = spend(*some, as_at=as_at, threshold=threshold, rates=RATES)
    quick = spend_totals(some, threshold, shared(as_at, rates=RATES))
    assert quick == (whole.to_date_pence, whole.counted_pence, threshold)


@given(line=lines(), as_at=in_year)
def test_whole_numbers_round_as_exact_fractions_do(line: CostedLine, as_at: date) -> None:
    """The figures by the definition, in fractions: delivered so far, then planned × share for the time unlogged."""
    year = shared(as_at, rates=RATES)
    accrual = Accrual(line, year)
    found = line_cost(line, year)
    end, one = max(YEAR.end, as_at), timedelta(days=1)
    assert found.planned_pence == to_pence(accrual.planned_by(YEAR.end))
    assert found.to_date_pence == to_pence(accrual.planned_by(min(as_at, YEAR.end)))
    log = read_log(line, accrual, as_at)
    shares = (*log.band, log.rate) if log else (None, None, None)
    amounts = (found.forecast_low_pence, found.forecast_high_pence, found.forecast_pence)
    for share, pence in zip(shares, amounts, strict=True):
        if log is None or share is None:
            assert pence == found.planned_pence
            continue
        unlogged = accrual.timed_between(accrual.start, log.began - one) + accrual.timed_between(as_at + one, end)
        assert pence == to_pence(log.delivered + share * unlogged + accrual.one_off_by(end))


@given(line=lines(), as_at=in_year)
def test_planned_sessions_are_a_fifth_of_a_weeks_on_each_school_day_from_the_lines_first(
    line: CostedLine, as_at: date
) -> None:
    found, each = cost(line, as_at, rates=RATES), line.provision
    first, last = max(each.start, YEAR.start), min(each.end, as_at, YEAR.end)
    days = len(CALENDAR.school_days(first, last)) if each.is_timed else 0
    assert found.sessions_planned == to_pence(Fraction(each.sessions_per_week) * days / 5)
    counted = found.sessions_given + found.sessions_absent + found.sessions_missed + found.sessions_outside
    assert counted == sum(YEAR.start <= session.on <= min(as_at, YEAR.end) for session in line.sessions)


@given(some=st.lists(lines(), min_size=1, max_size=3), as_at=st.dates(YEAR.start, YEAR.end))
@settings(max_examples=40)
def test_the_curve_ends_where_the_totals_are(some: list[CostedLine], as_at: date) -> None:
    total = spend(*some, as_at=as_at, rates=RATES)
    points = {point.on: point for point in spend_curve(some, SIX_THOUSAND, shared(as_at, rates=RATES)).points}
    today, last = points[as_at], points[YEAR.end]
    assert len(points) == 365
    assert last.planned_pence == total.planned_pence
    assert today.to_date_pence == total.to_date_pence
    assert (today.delivered_pence or 0) == total.delivered_pence
    assert last.forecast_pence == total.forecast_pence
    if total.band:
        assert (last.low_pence, last.high_pence) == (total.band.low_pence, total.band.high_pence)
    for point in points.values():
        assert (point.to_date_pence is None) == (point.on > as_at)
        assert (point.forecast_pence is None) == (point.on < as_at)


def test_without_any_log_nothing_is_called_delivered() -> None:
    assert spend(a_line(), as_at=SUMMER).logged_pence is None
    logged = spend(a_line([a_session(CALENDAR.year(YEAR).days[0], given=False, reason="Closed")]), as_at=SUMMER)
    assert logged.logged_pence == logged.delivered_pence == 0
