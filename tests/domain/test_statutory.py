"""The statutory dates: worked examples, the tribunal's rule 12, and what must hold for every date."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from senco_desk.domain.problems import RefusedError
from senco_desk.domain.statutory import (
    StatutoryDate,
    add_months,
    appeal_dates,
    ehcna_dates,
    in_words,
    review_dates,
    review_due,
    transfer_dates,
)
from senco_desk.domain.statutory_rules import LAW_AS_AT, OWNER_WORDS, RULES, rule
from senco_desk.domain.working_days import is_working_day

days = st.dates(date(2015, 1, 1), date(2060, 12, 31))


def by_id(dates: tuple[StatutoryDate, ...]) -> dict[str, date]:
    return {each.id: each.date for each in dates}


def appeal(letter: date, certificate: date | None = None) -> StatutoryDate:
    (only,) = appeal_dates(letter, certificate)
    assert only.id == "appeal.deadline"
    return only


def test_a_request_received_on_7_september_2026() -> None:
    assert by_id(ehcna_dates(date(2026, 9, 7))) == {
        "ehcna.decision": date(2026, 10, 19),
        "ehcna.not_issue": date(2026, 12, 28),
        "ehcna.final": date(2027, 1, 25),
    }


def test_a_draft_served_on_1_february_2027() -> None:
    dates = ehcna_dates(date(2026, 9, 7), date(2027, 2, 1))
    assert by_id(dates)["ehcna.draft_response"] == date(2027, 2, 15)
    assert {each.id: each.owner for each in dates} == {
        "ehcna.decision": "la",
        "ehcna.not_issue": "la",
        "ehcna.final": "la",
        "ehcna.draft_response": "parent",
    }


def test_a_review_meeting_on_10_november_2026() -> None:
    dates = review_dates(date(2026, 11, 10))
    assert by_id(dates) == {
        "review.notice_and_papers": date(2026, 10, 27),
        "review.report": date(2026, 11, 24),
        "review.decision": date(2026, 12, 8),
        "review.final": date(2027, 2, 2),
    }
    assert [each.owner for each in dates] == ["school", "school", "la", "la"]


def test_a_move_in_september_2027() -> None:
    (secondary,) = transfer_dates(2027, "secondary")
    (post_16,) = transfer_dates(2027, "post-16")
    assert (secondary.id, secondary.date) == ("transfer.deadline", date(2027, 2, 15))
    assert (post_16.id, post_16.date) == ("transfer.deadline", date(2027, 3, 31))
    assert "Monday 23 November 2026" in secondary.warning


@pytest.mark.parametrize(
    ("letter", "certificate", "plain", "last"),
    [
        # The later of two months from the letter and one from the certificate.
        (date(2026, 3, 10), None, date(2026, 5, 10), date(2026, 5, 11)),
        (date(2026, 3, 10), date(2026, 3, 20), date(2026, 5, 10), date(2026, 5, 11)),
        (date(2026, 3, 10), date(2026, 4, 28), date(2026, 5, 28), date(2026, 5, 28)),
        # 25 December to 1 January: the first working day after 1 January.
        (date(2026, 10, 1), date(2026, 11, 29), date(2026, 12, 29), date(2027, 1, 4)),
        (date(2026, 10, 25), None, date(2026, 12, 25), date(2027, 1, 4)),
        (date(2026, 11, 1), None, date(2027, 1, 1), date(2027, 1, 4)),
        # New Year's Day 2028 is a Saturday, so Monday 3 January is a bank holiday.
        (date(2027, 10, 27), None, date(2027, 12, 27), date(2028, 1, 4)),
        # August: the first working day after 31 August.
        (date(2026, 6, 20), None, date(2026, 8, 20), date(2026, 9, 1)),
        (date(2026, 6, 1), None, date(2026, 8, 1), date(2026, 9, 1)),
        (date(2024, 6, 30), None, date(2024, 8, 30), date(2024, 9, 2)),
        # Not a working day: the next one.
        (date(2026, 1, 28), None, date(2026, 3, 28), date(2026, 3, 30)),
        (date(2026, 2, 3), None, date(2026, 4, 3), date(2026, 4, 7)),  # Good Friday
        # The end of a month.
        (date(2026, 12, 31), None, date(2027, 2, 28), date(2027, 3, 1)),
        (date(2027, 12, 31), None, date(2028, 2, 29), date(2028, 2, 29)),
    ],
)
def test_the_last_day_to_appeal(letter: date, certificate: date | None, plain: date, last: date) -> None:
    found = appeal(letter, certificate)
    assert (found.plain_date, found.date) == (plain, last)


def test_both_dates_are_told_when_rule_12_moves_one() -> None:
    found = appeal(date(2026, 6, 20))
    assert found.plain_date == date(2026, 8, 20)
    assert "Thursday 20 August 2026" in found.warning
    assert "Tuesday 1 September 2026" in found.warning
    assert "rule 12" not in appeal(date(2026, 3, 10), date(2026, 4, 28)).warning


def test_a_time_that_ends_on_a_saturday_before_august_is_not_carried_through_august() -> None:
    """It ends in July, so only rule 12(2) helps; to say September could cost a family its appeal."""
    found = appeal(date(2027, 5, 31))
    assert (found.plain_date, found.date) == (date(2027, 7, 31), date(2027, 8, 2))


def test_the_caller_may_say_what_a_working_day_is() -> None:
    (found,) = appeal_dates(date(2026, 6, 20), working_day=lambda day: day >= date(2026, 9, 7))
    assert found.date == date(2026, 9, 7)


@given(days, st.none() | st.integers(0, 400))
def test_an_appeal_is_always_in_time_on_a_working_day(letter: date, gap: int | None) -> None:
    certificate = None if gap is None else letter + timedelta(days=gap)
    found = appeal(letter, certificate)
    plain = max(add_months(letter, 2), add_months(certificate, 1) if certificate else date.min)
    assert found.plain_date == plain
    assert found.date >= plain
    assert is_working_day(found.date)
    if plain.month == 8:
        assert (found.date.year, found.date.month) == (plain.year, 9)
    if (plain.month, plain.day) >= (12, 25) or (plain.month, plain.day) == (1, 1):
        assert found.date.month == 1
        assert found.date.day >= 2
    if is_working_day(plain) and plain.month != 8 and (plain.month, plain.day) < (12, 25):
        assert found.date == plain
    if found.date.month == 8 or (found.date.month, found.date.day) >= (12, 25):
        # Only by the next working day after a time that ended just before those days began.
        assert (plain.month, plain.day) in {(7, 30), (7, 31), (12, 22), (12, 23), (12, 24)}


@given(days)
def test_a_request_takes_6_16_and_20_weeks_to_the_day(received: date) -> None:
    gaps = {key: (day - received).days for key, day in by_id(ehcna_dates(received)).items()}
    assert gaps == {"ehcna.decision": 42, "ehcna.not_issue": 112, "ehcna.final": 140}


@given(days)
def test_no_date_but_an_appeal_ever_moves(day: date) -> None:
    dates = (*ehcna_dates(day, day), *review_dates(day), *transfer_dates(day.year, "post-16"))
    assert all(each.date == each.plain_date for each in dates)
    assert all(("the date does not move" in each.warning) != is_working_day(each.date) for each in dates)


@given(days, st.integers(0, 24))
def test_months_keep_the_day_or_take_the_last(day: date, months: int) -> None:
    later = add_months(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later.day < day.day and (later + timedelta(days=1)).day == 1)


def test_a_day_on_which_nobody_is_at_work_is_named_but_not_moved() -> None:
    found = {each.id: each for each in ehcna_dates(date(2026, 9, 7))}
    assert "Monday 28 December 2026 is not a working day; the date does not move." in found["ehcna.not_issue"].warning
    assert "not a working day" not in found["ehcna.final"].warning


def test_the_summer_is_named_as_a_possible_exception() -> None:
    assert all("summer closure" in each.warning for each in ehcna_dates(date(2026, 7, 1)))
    assert not any("summer closure" in each.warning for each in ehcna_dates(date(2026, 9, 7)))


def test_a_review_is_complete_within_twelve_months() -> None:
    assert review_due(date(2026, 3, 10)).date == date(2027, 3, 9)


@pytest.mark.parametrize(
    "ask",
    [
        lambda: ehcna_dates(date(2026, 9, 7), date(2026, 9, 6)),
        lambda: appeal_dates(date(2026, 9, 7), date(2026, 9, 6)),
        lambda: ehcna_dates(date(926, 9, 7)),
        lambda: review_dates(date(9999, 12, 31)),
        lambda: transfer_dates(27, "secondary"),
        lambda: transfer_dates(2027, "primary"),  # type: ignore[arg-type]
    ],
)
def test_what_cannot_be_right_is_refused_in_words(ask: object) -> None:
    assert callable(ask)
    with pytest.raises(RefusedError) as refused:
        ask()
    assert all(problem.field and problem.sentence.endswith(".") for problem in refused.value.problems)


def test_every_rule_is_data_with_a_source_and_a_mark() -> None:
    assert len({(each.id, each.variant) for each in RULES}) == len(RULES)
    for each in RULES:
        assert each.source
        assert each.what
        assert each.owner in OWNER_WORDS
        assert each.confidence in {"confirmed", "secondary", "unconfirmed"}
        assert each.valid_from <= LAW_AS_AT
    with pytest.raises(KeyError):
        rule("no.such")


def test_every_date_carries_its_rule() -> None:
    for each in (*ehcna_dates(date(2026, 9, 7), date(2027, 1, 1)), *review_dates(date(2026, 11, 10))):
        assert (each.source, each.confidence, each.owner) == (
            rule(each.id).source,
            rule(each.id).confidence,
            rule(each.id).owner,
        )
        assert list(each.reminders) == sorted(each.reminders)
        assert all(reminder < each.date for reminder in each.reminders)
    assert in_words(date(2027, 1, 25)) == "Monday 25 January 2027"
