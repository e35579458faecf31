"""The register read on a day: what it shows of a child is what every other reading of that day says."""

from __future__ import annotations

from datetime import timedelta

import pytest

from senco_desk.domain.needs import StatusDraft
from senco_desk.domain.register import filtered
from senco_desk.domain.reviews import MeetingDraft
from senco_desk.services import costs_overview, pupils, records, register, statuses
from senco_desk.services.desk import Desk
from senco_desk.store import nouns
from tests.builders import TODAY, a_provision, a_pupil, a_status, set_needs


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


@pytest.mark.parametrize("typed", ["swiatek", "ŚWIĄTEK zoë", "zoe 4B", "y4 o'malley-swiatek"])
def test_names_are_found_without_their_accents(desk: Desk, typed: str) -> None:
    pupil = a_pupil(desk, legal_forename="Zoë", legal_surname="O’Malley-Świątek")
    assert [row.id for row in filtered(register.as_at(desk, everyone=True, spend=False).rows, typed)] == [pupil.id]


def test_a_pupil_is_found_by_the_beginning_of_any_name(desk: Desk) -> None:
    pupil = a_pupil(desk, legal_forename="Zoë", legal_surname="O’Malley-Świątek")
    assert pupils.matching(desk, "swia zo") == [pupil]
    assert pupils.matching(desk, "wia") == []
