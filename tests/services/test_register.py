"""The register read on a day: what it shows of a child is what every other reading of that day says."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from senco_desk.domain.commitments import CommitmentDraft
from senco_desk.domain.measures import AttendanceDraft
from senco_desk.domain.needs import StatusDraft
from senco_desk.domain.papers import NoteDraft
from senco_desk.domain.problems import RefusedError
from senco_desk.domain.register import filtered
from senco_desk.domain.reviews import MeetingDraft
from senco_desk.services import costs_overview, pupils, records, register, statuses
from senco_desk.services.contacts_log import Finder
from senco_desk.services.desk import Desk
from senco_desk.store import nouns
from tests.builders import TODAY, a_cycle, a_provision, a_pupil, a_status, set_needs


def test_a_need_that_begins_later_is_shown_nowhere_before(desk: Desk) -> None:
    pupil = a_pupil(desk)
    a_status(desk, pupil, needs=("MLD",))
    a_provision(desk, pupil)
    later = TODAY + timedelta(days=30)
    set_needs(desk, pupil.id, ["ASD"], later)
    record = pupils.record_of(desk, pupil.id)
    for day, need in ((TODAY, "MLD"), (later, "ASD")):
        assert [each.code for each in record.needs_on(day)] == [need]
        assert register.as_at(desk, day).rows[0].needs == (need,)
    assert costs_overview.overview(desk).rows[0].need == "MLD"


def test_a_need_that_begins_later_is_not_entered_twice(desk: Desk) -> None:
    pupil = a_pupil(desk)
    set_needs(desk, pupil.id, ["ASD"], TODAY + timedelta(days=30))
    set_needs(desk, pupil.id, ["ASD", "HI"], TODAY)
    assert sorted(each.code for each in nouns.NEEDS.all(desk.store)) == ["ASD", "HI"]


def test_only_a_meeting_with_parents_counts_as_parents_met(desk: Desk) -> None:
    pupil = a_pupil(desk)
    a_status(desk, pupil)
    met = TODAY - timedelta(days=20)
    records.add(desk, MeetingDraft(pupil_id=pupil.id, on=met))
    records.add(desk, MeetingDraft(pupil_id=pupil.id, on=TODAY, with_parents=False))
    assert register.as_at(desk, spend=False).rows[0].last_meeting == met


def test_monitoring_asks_for_a_decision_after_thirteen_weeks(desk: Desk) -> None:
    pupil = a_pupil(desk)
    statuses.change(desk, StatusDraft(pupil_id=pupil.id, status="monitoring", start=TODAY, reason="Reading"))
    assert register.as_at(desk, spend=False).rows[0].decide_by == TODAY + timedelta(weeks=13)


def test_monitoring_that_was_carried_on_is_not_overdue(desk: Desk) -> None:
    child = a_pupil(desk)
    status = a_status(desk, child, "monitoring", (), start=date(2026, 6, 1))
    (row,) = register.as_at(desk).rows
    assert row.decide_by < TODAY
    statuses.carry_on(desk, nouns.STATUSES.of(desk.store, pupil_id=child.id)[0], until=date(2027, 1, 19), why="Early")
    (row,) = register.as_at(desk).rows
    assert (row.decide_by, row.since) == (date(2027, 1, 19), status.start if status else date(2026, 6, 1))


def test_a_need_that_was_left_out_today_and_named_for_an_earlier_day_stands(desk: Desk) -> None:
    child = a_pupil(desk)
    a_status(desk, child, "K", ("SLCN",), start=date(2026, 10, 21))
    statuses.set_needs(desk, child.id, ["ASD"], TODAY)
    statuses.set_needs(desk, child.id, ["SLCN"], date(2026, 11, 10))
    (row,) = register.as_at(desk).rows
    assert row.needs == ("SLCN",)


@pytest.mark.parametrize("typed", ["swiatek", "ŚWIĄTEK zoë", "zoe 4B", "y4 o'malley-swiatek"])
def test_names_are_found_without_their_accents(desk: Desk, typed: str) -> None:
    pupil = a_pupil(desk, legal_forename="Zoë", legal_surname="O’Malley-Świątek")
    assert [row.id for row in filtered(register.as_at(desk, everyone=True, spend=False).rows, typed)] == [pupil.id]


def test_a_pupil_is_found_by_the_beginning_of_any_name(desk: Desk) -> None:
    pupil = a_pupil(desk, legal_forename="Zoë", legal_surname="O’Malley-Świątek")
    assert Finder(desk).find("swia zo") == [pupil]
    assert Finder(desk).find("wia") == []


def test_what_the_register_knows_of_a_child_is_as_it_stood_on_the_day(desk: Desk) -> None:
    pupil = a_pupil(desk, in_care=True, first_language="POL", young_carer="S", health_plan=True, see_dsl=True)
    a_status(desk, pupil)
    for end, percent in ((date(2026, 10, 30), "96"), (date(2026, 11, 13), "91.5")):
        attended = AttendanceDraft(pupil_id=pupil.id, start=date(2026, 9, 1), end=end, percent=Decimal(percent))
        records.add(desk, attended)
    records.add(desk, NoteDraft(pupil_id=pupil.id, on=date(2026, 11, 2), text="Rang home.", kind="call"))
    records.add(desk, MeetingDraft(pupil_id=pupil.id, on=date(2026, 11, 9)))
    promise = CommitmentDraft(
        pupil_id=pupil.id, made_on=date(2026, 11, 2), who="EP", what="Visit", due=date(2026, 11, 6)
    )
    records.add(desk, promise)
    now = register.as_at(desk, spend=False).rows[0]
    assert (now.attendance, now.attendance_to) == (Decimal("91.5"), date(2026, 11, 13))
    assert (now.last_contact, now.contact_kind) == (date(2026, 11, 9), "meeting")
    assert (now.promises, now.promises_late) == (1, 1)
    assert now.flags == ("care", "eal", "carer", "health")
    assert now.see_dsl
    then = register.as_at(desk, date(2026, 11, 5), spend=False).rows[0]
    assert then.attendance == Decimal(96)
    assert (then.last_contact, then.contact_kind) == (date(2026, 11, 2), "call")
    assert (then.promises, then.promises_late) == (1, 0)
    assert register.as_at(desk, date(2026, 10, 1), spend=False).rows[0].attendance is None


def test_days_overdue_count_from_the_review_or_the_decision(desk: Desk) -> None:
    late, watched, good = (a_pupil(desk, legal_surname=name) for name in ("A", "B", "C"))
    a_status(desk, late)
    a_cycle(desk, late, review_due=TODAY - timedelta(days=6))
    a_status(desk, watched, "monitoring", (), start=TODAY - timedelta(weeks=14))
    a_status(desk, good)
    a_cycle(desk, good, review_due=TODAY)
    assert [row.days_overdue for row in register.as_at(desk, spend=False).rows] == [6, 7, None]


def test_the_spans_of_filters_are_the_schools_own_half_terms(desk: Desk) -> None:
    spans = register.spans(desk)
    assert spans.half_term[0] <= TODAY <= spans.half_term[1]
    assert spans.before < spans.half_term[0]
    assert spans.of("by-half-term") == (date.min, spans.half_term[1])
    assert spans.of("arrivals") == (spans.before, TODAY)
    with pytest.raises(RefusedError):
        spans.of("soon")


def test_a_read_row_sorts_as_names_are_read(desk: Desk) -> None:
    for name in ("Świątek", "Sutton", "Szabo"):
        a_status(desk, a_pupil(desk, legal_surname=name))
    assert [row.surname for row in register.as_at(desk, spend=False).rows] == ["Sutton", "Świątek", "Szabo"]
