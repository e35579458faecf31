"""Provision and its sessions: who is on a line, what was given, and each step taken back whole."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from senco_desk.domain.money import to_pence
from senco_desk.domain.problems import RefusedError
from senco_desk.domain.provision import SessionDraft
from senco_desk.domain.terms import AcademicYear
from senco_desk.services import desks, provision, provision_map, schools, undoing
from tests.builders import TODAY, a_cycle, a_provision, a_pupil, everything
from tests.rich_child import CALENDAR


def refused(deed) -> list[tuple[str, int | None]]:
    with pytest.raises(RefusedError) as caught:
        deed()
    return [(problem.field, problem.row) for problem in caught.value.problems]


@pytest.fixture
def three(desk):
    return [a_pupil(desk, legal_forename=name) for name in ("Ann", "Ben", "Cam")]


def undone_and_done_again(desk, before) -> None:
    """Undo brings back exactly what was there; redo exactly what was done."""
    after = everything(desk)
    assert after != before
    desks.undo(desk)
    assert everything(desk) == before
    undoing.redo(desk)
    assert everything(desk) == after


def test_a_line_with_more_children_than_its_group_is_refused(desk, three):
    group = a_provision(desk, *three[:2])
    ids = [pupil.id for pupil in three]
    assert refused(lambda: provision.save(desk, group.provision, ids)) == [("group_size", None)]
    assert refused(lambda: provision.save(desk, group.provision, [])) == [("pupils", None)]


def test_children_join_and_leave_a_line(desk, three):
    ann, ben, cam = three
    cycle = a_cycle(desk, ann)
    joined = a_cycle(desk, cam)
    group = a_provision(desk, ann, ben, cycle=cycle, group_size=3)
    line = group.provision.id
    provision.log_session(desk, SessionDraft(provision_id=line, on=TODAY, absent=(ben.id,)))
    before = everything(desk)

    longer = group.provision.model_copy(update={"minutes": 45})
    provision.save(desk, longer, [ann.id, cam.id], cycles={cam.id: joined.id})

    now = provision.get(desk, line)
    assert {(place.pupil_id, place.cycle_id) for place in now.places} == {(ann.id, cycle.id), (cam.id, joined.id)}
    assert (now.provision.minutes, now.sessions[0].absent) == (45, ())
    undone_and_done_again(desk, before)


def test_one_child_is_taken_off_a_group_and_the_last_takes_the_line_along(desk, three):
    ann, ben, _cam = three
    group = a_provision(desk, ann, ben)
    line = group.provision.id
    provision.log_session(desk, SessionDraft(provision_id=line, on=TODAY, absent=(ann.id,)))
    provision.take_off(desk, line, ann.id)
    assert [place.pupil_id for place in provision.get(desk, line).places] == [ben.id]
    assert refused(lambda: provision.take_off(desk, line, ann.id)) == [("", None)]
    before = everything(desk)
    provision.take_off(desk, line, ben.id)
    assert provision.all_groups(desk) == []
    undone_and_done_again(desk, before)


def test_several_days_are_logged_in_one_step_or_not_at_all(desk, three):
    group = a_provision(desk, three[0])
    line = group.provision.id
    days = [TODAY - timedelta(days=back) for back in (2, 1, 0)]
    before = everything(desk)
    provision.log_sessions(desk, [SessionDraft(provision_id=line, on=day) for day in days])
    assert [session.on for session in provision.get(desk, line).sessions] == days
    assert undoing.undo_label(desk) == "Log 3 sessions"
    undone_and_done_again(desk, before)

    kept = everything(desk)
    wrong = [
        SessionDraft(provision_id=line, on=TODAY),
        SessionDraft(provision_id=line, on=TODAY + timedelta(days=3)),
        SessionDraft(provision_id=line, on=TODAY, given=False),
    ]
    assert refused(lambda: provision.log_sessions(desk, wrong)) == [("on", 2), ("reason", 3)]
    assert everything(desk) == kept


def test_a_session_is_changed_and_removed(desk, three):
    group = a_provision(desk, three[0])
    session = provision.log_session(desk, SessionDraft(provision_id=group.provision.id, on=TODAY)).value
    before = everything(desk)
    provision.save_session(desk, session.model_copy(update={"given": False, "reason": "Staff absence"}))
    undone_and_done_again(desk, before)
    assert refused(lambda: provision.save_session(desk, session.model_copy(update={"given": False, "reason": ""}))) == [
        ("reason", None)
    ]
    before = everything(desk)
    provision.remove_session(desk, session.id)
    assert provision.get(desk, group.provision.id).sessions == ()
    undone_and_done_again(desk, before)


def test_the_map_counts_sessions_from_the_lines_first_day_and_says_when_nothing_is_logged(desk, three):
    schools.replace_calendar(desk, CALENDAR)
    ann, ben, _cam = three
    logged = a_provision(desk, ann, ben, what="Language group", sessions_per_week=Decimal(3), minutes=30)
    a_provision(desk, ann, what="Counting", tier="specialist")
    a_provision(desk, ben, what="Last year", start=date(2025, 9, 3), end=date(2026, 7, 20))
    for day in (date(2026, 10, 20), date(2026, 11, 9), date(2026, 11, 10)):
        provision.log_session(desk, SessionDraft(provision_id=logged.provision.id, on=day))

    found = provision_map.for_year(desk)

    school_days = len(schools.calendar(desk).school_days(logged.provision.start, TODAY))
    assert [(row.group.provision.what, row.given, row.planned, row.log_began) for row in found.rows] == [
        ("Language group", 3, to_pence(Fraction(3 * school_days, 5)), date(2026, 10, 20)),
        ("Counting", None, to_pence(Fraction(school_days, 5)), None),
    ]
    assert [row.group.provision.what for row in provision_map.for_year(desk, AcademicYear(first=2025)).rows] == [
        "Last year"
    ]


def test_the_days_offered_for_logging_are_the_last_school_days_not_logged(desk, three):
    schools.replace_calendar(desk, CALENDAR)
    group = a_provision(desk, three[0], start=date(2026, 11, 16))
    provision.log_session(desk, SessionDraft(provision_id=group.provision.id, on=date(2026, 11, 18)))
    days = provision_map.days_to_log(desk, provision.get(desk, group.provision.id))
    assert days == (TODAY, date(2026, 11, 19), date(2026, 11, 17), date(2026, 11, 16))
