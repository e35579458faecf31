"""Cycles as a SENCO turns them: opened from the last, given outcomes, moved on, reviewed, and taken back."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from senco_desk.domain.chronology import chronology
from senco_desk.domain.cycles import Cycle, OutcomeDraft
from senco_desk.domain.problems import RefusedError
from senco_desk.domain.reviews import MeetingDraft
from senco_desk.services import cycles, desks, pupils, records, undoing
from tests.builders import TODAY, a_cycle, a_pupil, a_review, a_status, an_outcome, everything


def refused(deed) -> dict[str, str]:
    with pytest.raises(RefusedError) as caught:
        deed()
    return {problem.field: problem.sentence for problem in caught.value.problems}


def test_the_next_cycle_starts_with_what_the_last_one_knows(desk):
    amelia = a_pupil(desk)
    first = a_cycle(desk, amelia, responsible_teacher="Miss Hall", strategies="Pictures", external_advice="Slow down")
    an_outcome(desk, first, result="6 of 10", result_value=Decimal(6), achieved="partly")
    an_outcome(desk, first, aim="Waits for a turn", achieved="met")
    cycles.record_review(desk, a_review(first, impact="Much calmer", next_review=TODAY + timedelta(days=70)))

    opened = cycles.open_new(desk, cycles.blank_for(desk, amelia.id), cycles.carried(desk, amelia.id)).value

    assert (opened.number, opened.stage, opened.opened_on) == (2, "assess", TODAY)
    assert (opened.responsible_teacher, opened.strategies, opened.external_advice) == (
        "Miss Hall",
        "Pictures",
        "Slow down",
    )
    assert "Much calmer" in opened.progress_so_far
    assert opened.review_due == TODAY + timedelta(days=70)
    taken = pupils.record_of(desk, amelia.id).outcomes_of(opened)
    assert [(o.aim, o.baseline, o.baseline_value, o.result_value, o.achieved) for o in taken] == [
        ("Follows two-part instructions", "6 of 10", Decimal(6), None, "")
    ]


def test_a_review_date_that_has_passed_is_not_carried(desk):
    amelia = a_pupil(desk)
    first = a_cycle(desk, amelia, opened_on=date(2026, 1, 5))
    cycles.record_review(desk, a_review(first, on=date(2026, 3, 2), next_review=date(2026, 6, 1)))
    assert cycles.blank_for(desk, amelia.id).review_due is None


def test_a_second_cycle_waits_for_the_review_of_the_first(desk):
    amelia = a_pupil(desk)
    a_cycle(desk, amelia)
    said = refused(lambda: cycles.open_new(desk, cycles.blank_for(desk, amelia.id)))
    assert "Cycle 1 is still open" in said[""]


def test_outcomes_are_added_in_order_changed_and_removed(desk):
    cycle = a_cycle(desk, a_pupil(desk))
    one, two, three = (an_outcome(desk, cycle, aim=aim) for aim in ("One", "Two", "Three"))
    cycles.remove_outcome(desk, two.id)
    four = an_outcome(desk, cycle, aim="Four")
    cycles.save_outcome(desk, one.model_copy(update={"aim": "First"}))
    kept = pupils.record_of(desk, cycle.pupil_id).outcomes_of(cycle)
    assert [outcome.aim for outcome in kept] == ["First", "Three", "Four"]
    assert (three.position, four.position) == (3, 4)
    assert "Say what the child" in refused(lambda: cycles.save_outcome(desk, one.model_copy(update={"aim": ""}))).get(
        "aim", ""
    )
    assert refused(
        lambda: cycles.add_outcome(desk, OutcomeDraft(pupil_id=cycle.pupil_id, cycle_id=cycle.id, aim=""))
    ).keys() == {"aim"}


def test_doing_needs_a_date_for_the_review(desk):
    cycle = a_cycle(desk, a_pupil(desk), stage="plan", review_due=None)
    assert refused(lambda: cycles.move_to(desk, cycle, "do")).keys() == {"review_due"}
    planned = cycles.save(desk, cycle.model_copy(update={"review_due": date(2026, 12, 4)})).value
    moved = cycles.move_to(desk, planned, "do").value
    assert (moved.stage, moved.started_on) == ("do", TODAY)


def test_a_review_is_refused_with_everything_that_is_missing_at_once(desk):
    cycle = a_cycle(desk, a_pupil(desk))
    draft = a_review(cycle, on=TODAY + timedelta(days=1), rating=None, pupil_view="", parent_view="", next_review=TODAY)
    before = everything(desk)
    said = refused(lambda: cycles.record_review(desk, draft))
    assert said.keys() == {"on", "rating", "pupil_view", "parent_view", "next_review"}
    assert everything(desk) == before


def test_a_review_closes_the_cycle_once_and_can_be_undone(desk):
    amelia = a_pupil(desk)
    a_status(desk, amelia)
    cycle = a_cycle(desk, amelia)
    outcome = an_outcome(desk, cycle)
    before = everything(desk)

    result = outcome.model_copy(update={"result_value": Decimal(7), "achieved": "partly"})
    cycles.record_review(desk, a_review(cycle, decision="exit"), [result])
    record = pupils.record_of(desk, amelia.id)
    assert (record.cycles[0].stage, record.cycles[0].closed_on) == ("closed", TODAY)
    assert record.outcomes[0].result_value == Decimal(7)
    assert record.status(TODAY).status == "N"
    assert "already" in refused(lambda: cycles.record_review(desk, a_review(cycle)))[""]

    after = everything(desk)
    assert undoing.undo_label(desk) == "Record review"
    desks.undo(desk)
    assert everything(desk) == before
    undoing.redo(desk)
    assert everything(desk) == after


def test_the_open_cycles_of_several_children(desk):
    one, two, three = (a_pupil(desk, legal_forename=name) for name in ("Ann", "Ben", "Cam"))
    first = a_cycle(desk, one)
    second = a_cycle(desk, two)
    cycles.record_review(desk, a_review(second))
    assert cycles.open_ids(desk, [one.id, two.id, three.id]) == {one.id: first.id}


@given(closed=st.dates(date(2020, 1, 1), date(2030, 1, 1)), gap=st.integers(0, 2000))
def test_gaps_are_counted_in_days_and_never_below_nothing(closed, gap):
    earlier = Cycle(id="1", pupil_id="p", opened_on=closed, closed_on=closed, stage="closed")
    later = Cycle(id="2", pupil_id="p", opened_on=closed + timedelta(days=gap))
    assert cycles.gap_days(earlier, later) == gap
    assert cycles.gap_days(earlier, later.model_copy(update={"opened_on": closed - timedelta(days=1)})) == 0
    assert cycles.gap_days(later, earlier) is None


def test_the_day_a_review_sets_for_the_next_stands_until_a_cycle_sets_its_own(desk):
    amelia = a_pupil(desk)
    agreed = TODAY + timedelta(days=70)
    cycles.record_review(desk, a_review(a_cycle(desk, amelia), next_review=agreed))
    assert pupils.record_of(desk, amelia.id).next_review() == agreed
    opened = cycles.open_new(desk, cycles.blank_for(desk, amelia.id).model_copy(update={"review_due": None})).value
    assert pupils.record_of(desk, amelia.id).next_review() == agreed
    cycles.save(desk, opened.model_copy(update={"review_due": TODAY + timedelta(days=30)}))
    assert pupils.record_of(desk, amelia.id).next_review() == TODAY + timedelta(days=30)


@pytest.mark.parametrize("already", [False, True])
def test_a_review_the_parents_came_to_is_one_meeting_with_them(desk, already):
    amelia = a_pupil(desk)
    cycle = a_cycle(desk, amelia)
    if already:
        records.add(desk, MeetingDraft(pupil_id=amelia.id, on=TODAY, discussed="The review"))
    before = everything(desk)
    cycles.record_review(desk, a_review(cycle, attended="Mrs O’Neill", next_steps="Pictures"), with_parents=True)
    record = pupils.record_of(desk, amelia.id)
    (meeting,) = record.parent_meetings(TODAY, TODAY)
    assert (meeting.present, meeting.agreed) == (("", "") if already else ("Mrs O’Neill", "Pictures"))
    assert [event.kind for event in chronology(record) if event.on == TODAY].count("meeting") == 1
    desks.undo(desk)
    assert everything(desk) == before


def test_a_review_without_the_parents_is_no_meeting_with_them(desk):
    amelia = a_pupil(desk)
    cycles.record_review(desk, a_review(a_cycle(desk, amelia)))
    assert pupils.record_of(desk, amelia.id).meetings == ()


def test_a_child_leaves_the_register_once(desk):
    amelia = a_pupil(desk)
    a_status(desk, amelia)
    a_status(desk, amelia, "N", start=TODAY - timedelta(days=3))
    cycles.record_review(desk, a_review(a_cycle(desk, amelia), decision="exit"))
    assert [status.status for status in pupils.record_of(desk, amelia.id).statuses] == ["K", "N"]


def test_leaving_gives_way_to_a_status_that_is_planned_already(desk):
    amelia = a_pupil(desk)
    a_status(desk, amelia)
    a_status(desk, amelia, "E", start=TODAY + timedelta(days=30))
    cycles.record_review(desk, a_review(a_cycle(desk, amelia), decision="exit"))
    kept = pupils.record_of(desk, amelia.id).statuses
    assert [(status.status, status.end) for status in kept] == [
        ("K", TODAY - timedelta(days=1)),
        ("N", TODAY + timedelta(days=29)),
        ("E", None),
    ]
