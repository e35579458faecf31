"""What is due: each kind of row, its urgency, and that what is on its way is left in peace."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from senco_desk.domain.commitments import CommitmentDraft
from senco_desk.domain.involvement import InvolvementDraft
from senco_desk.domain.provision import SessionDraft
from senco_desk.domain.reviews import MeetingDraft
from senco_desk.services import provision, records, schools, today
from senco_desk.services.desk import Desk
from senco_desk.services.today import DueRow
from senco_desk.store import nouns
from tests.builders import TODAY, a_cycle, a_desk, a_provision, a_pupil, a_status
from tests.rich_child import CALENDAR


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = a_desk(tmp_path)
    schools.replace_calendar(made, CALENDAR)
    yield made
    made.close()


def due(desk: Desk, kind: str) -> list[DueRow]:
    return [row for row in today.read(desk).rows if row.kind == kind]


def at(desk: Desk, day: date) -> Desk:
    """The same records on another day."""
    return Desk(desk.store, lambda: day)


def met(desk: Desk, pupil_id: str, *days: date) -> None:
    for day in days:
        records.add(desk, MeetingDraft(pupil_id=pupil_id, on=day))


def test_nothing_is_due_of_a_child_who_is_not_on_the_register(desk):
    a_pupil(desk)
    leaver = a_pupil(desk, leaving_date=TODAY)
    a_status(desk, leaver)
    assert today.read(desk).rows == ()


def test_a_review_that_is_late_comes_before_one_that_falls_in_this_half_term(desk):
    soon, late, far = (a_pupil(desk, legal_forename=name) for name in ("Ann", "Ben", "Cy"))
    for pupil, day in ((soon, date(2026, 12, 4)), (late, date(2026, 11, 13)), (far, date(2027, 1, 15))):
        a_status(desk, pupil)
        a_cycle(desk, pupil, review_due=day)
        met(desk, pupil.id, date(2026, 10, 1))
    rows = due(desk, "review")
    assert [(row.who, row.urgency) for row in rows] == [("Ben O’Neill", "over"), ("Ann O’Neill", "due")]
    assert rows[0].do == "The review of cycle 1 is 7 days late. Hold it, or set a new date."
    me = desk.me
    with desk.store.change("Headteacher") as change:
        change.save(nouns.PEOPLE, me.model_copy(update={"role": "headteacher"}))
    assert due(desk, "review")[0].do == "The review of cycle 1 is 7 days late.", "who only reads is told no more"
    assert today.read(desk).overdue == 1
    assert today.read(desk).counts == {"review": 2}


def test_a_review_on_the_day_itself_is_not_late(desk):
    pupil = a_pupil(desk)
    a_status(desk, pupil)
    a_cycle(desk, pupil, review_due=TODAY)
    (row,) = due(desk, "review")
    assert row.urgency == "due"
    assert "is today" in row.do


def test_a_child_without_a_cycle_or_a_review_date_is_told_to_get_one(desk):
    without, undated = a_pupil(desk, legal_forename="Ann"), a_pupil(desk, legal_forename="Ben")
    a_status(desk, without)
    a_status(desk, undated)
    cycle = a_cycle(desk, undated, review_due=None, stage="assess")
    rows = {row.who: row for row in due(desk, "no_review")}
    assert rows["Ann O’Neill"].subject_id == ""
    assert rows["Ben O’Neill"].subject_id == cycle.id
    assert all(row.urgency == "info" for row in rows.values())


def test_monitoring_asks_for_a_decision_after_a_term_and_not_before(desk):
    pupil = a_pupil(desk)
    begun = TODAY - timedelta(weeks=13)
    a_status(desk, pupil, "monitoring", (), start=begun)
    assert [row.urgency for row in due(desk, "monitoring")] == ["over"]
    assert due(at(desk, TODAY - timedelta(days=1)), "monitoring") == []
    assert due(desk, "no_review") == []


def test_one_meeting_a_term_keeps_a_child_off_the_list(desk):
    pupil = a_pupil(desk)
    a_status(desk, pupil)
    early, near, after = date(2026, 10, 8), date(2026, 12, 1), date(2027, 1, 11)
    assert due(at(desk, early), "meeting") == []
    assert [row.urgency for row in due(at(desk, near), "meeting")] == ["due"]
    assert [row.urgency for row in due(at(desk, after), "meeting")] == ["over"]
    met(desk, pupil.id, date(2026, 11, 2))
    assert due(at(desk, near), "meeting") == []
    assert due(at(desk, after), "meeting") == []
    assert "1 of 3 meetings" in due(at(desk, date(2027, 3, 10)), "meeting")[0].do


@given(
    st.lists(st.dates(date(2026, 9, 1), date(2027, 8, 31)), max_size=5), st.dates(date(2026, 9, 1), date(2027, 8, 31))
)
def test_three_meetings_are_always_enough_and_none_never_is_at_the_years_end(days, day):
    """The rule of one a term, on any day of the year and with meetings on any days."""
    ends = (date(2026, 12, 18), date(2027, 3, 25), date(2027, 7, 21))
    gone = sum(end < day for end in ends)
    held = sum(meeting <= day for meeting in days)
    urgency = today.meeting_urgency(held, ends, day)
    if held >= 3:
        assert urgency is None
    elif held < gone:
        assert urgency == "over"
    else:
        assert urgency in (None, "due")


def test_a_line_without_a_session_for_two_school_weeks_asks_for_the_log(desk):
    ann, ben = a_pupil(desk, legal_forename="Ann"), a_pupil(desk, legal_forename="Ben")
    group = a_provision(desk, ann, ben, what="Reading", start=date(2026, 11, 2))
    alone = a_provision(desk, ann, what="Counting", start=date(2026, 11, 2))
    rows = {row.subject_id: row for row in due(desk, "sessions")}
    assert rows[group.provision.id].who == "Reading · 2 pupils"
    assert rows[group.provision.id].pupil_id == ""
    assert rows[alone.provision.id].pupil_id == ann.id
    provision.log_session(desk, SessionDraft(provision_id=alone.provision.id, on=date(2026, 11, 18)))
    assert [row.subject_id for row in due(desk, "sessions")] == [group.provision.id]


def test_holidays_do_not_count_against_the_log(desk):
    pupil = a_pupil(desk)
    line = a_provision(desk, pupil, start=date(2026, 9, 2))
    provision.log_session(desk, SessionDraft(provision_id=line.provision.id, on=date(2026, 10, 23)))
    fortnight_later = at(desk, date(2026, 11, 6))
    assert due(fortnight_later, "sessions") == []  # a week of it was half-term
    assert due(at(desk, date(2026, 11, 16)), "sessions")


def test_a_report_is_asked_after_once_eight_weeks_have_gone_by(desk):
    pupil = a_pupil(desk)
    asked = TODAY - timedelta(weeks=8, days=1)
    kept = records.add(desk, InvolvementDraft(pupil_id=pupil.id, profession="Educational psychologist", asked_on=asked))
    (row,) = due(desk, "report")
    assert row.urgency == "over"
    assert "Educational psychologist: asked 8 weeks ago" in row.do
    assert due(at(desk, TODAY - timedelta(days=1)), "report") == []
    records.save(desk, kept.value.model_copy(update={"reported_on": TODAY}))
    assert due(desk, "report") == []


def test_days_stand_in_their_order_and_what_nobody_set_a_day_for_comes_after_them(desk):
    late, soon, none = (a_pupil(desk, legal_forename=name) for name in ("Ann", "Ben", "Cy"))
    for pupil, day in ((late, date(2026, 11, 13)), (soon, date(2026, 12, 4)), (none, None)):
        a_status(desk, pupil)
        a_cycle(desk, pupil, review_due=day, stage="assess" if day is None else "do")
        met(desk, pupil.id, date(2026, 10, 1))
    a_provision(desk, late, what="Reading", start=date(2026, 9, 2))
    records.add(desk, CommitmentDraft(pupil_id=soon.id, what="Ring", who="Mr Price", made_on=TODAY, due=TODAY))
    rows = today.read(desk).rows
    assert [(row.kind, row.urgency, row.on) for row in rows] == [
        ("review", "over", date(2026, 11, 13)),
        ("promise", "due", TODAY),
        ("review", "due", date(2026, 12, 4)),
        ("sessions", "due", None),
        ("no_review", "info", None),
    ]
    assert rows[3].since is not None
    assert rows[3].since < date(2026, 11, 13), "longer ago than what is late, and still no day that anybody set"
