"""Every deed can be undone to exactly what was, and redone to exactly what it made."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from senco_desk.domain.cycles import CycleDraft
from senco_desk.domain.involvement import InvolvementDraft
from senco_desk.domain.measures import AssessmentDraft, AttendanceDraft, SuspensionDraft
from senco_desk.domain.needs import AreaNoteDraft, StatusDraft
from senco_desk.domain.papers import NoteDraft
from senco_desk.domain.problems import RefusedError
from senco_desk.domain.provision import ProvisionDraft, RateDraft, SessionDraft
from senco_desk.domain.pupils import ContactDraft, PupilDraft
from senco_desk.domain.reviews import MeetingDraft
from senco_desk.domain.school import StaffDraft
from senco_desk.domain.terms import CalendarSpan
from senco_desk.domain.views import ViewDraft
from senco_desk.services import cycles, desks, provision, pupils, records, schools, statuses, undoing
from senco_desk.services.desk import Desk, Done
from tests.builders import TODAY, a_cycle, a_provision, a_pupil, a_review, a_status, an_outcome, everything

Deed = Callable[[Desk], Done[Any]]


def _child(desk: Desk) -> str:
    return pupils.all_pupils(desk)[0].id


def _cycle(desk: Desk) -> Any:
    return pupils.record_of(desk, _child(desk)).cycles[-1]


def _line(desk: Desk) -> Any:
    return provision.all_groups(desk)[0]


DEEDS: dict[str, Deed] = {
    "add pupil": lambda desk: records.add(desk, PupilDraft(legal_surname="Day", legal_forename="Grace")),
    "change pupil": lambda desk: records.save(
        desk, pupils.get(desk, _child(desk)).model_copy(update={"class_name": "5C"})
    ),
    "change status": lambda desk: statuses.change(
        desk,
        StatusDraft(pupil_id=_child(desk), status="E", start=date(2026, 11, 2), reason="Final plan received"),
        ["ASD", "SLCN"],
    ),
    "add note": lambda desk: records.add(desk, NoteDraft(pupil_id=_child(desk), on=TODAY, text="Rang home.")),
    "add view": lambda desk: records.add(
        desk, ViewDraft(pupil_id=_child(desk), whose="child", on=TODAY, words="I like drawing.", method="spoken")
    ),
    "add contact": lambda desk: records.add(desk, ContactDraft(pupil_id=_child(desk), name="Sara O’Neill")),
    "add meeting": lambda desk: records.add(desk, MeetingDraft(pupil_id=_child(desk), on=TODAY)),
    "add involvement": lambda desk: records.add(
        desk, InvolvementDraft(pupil_id=_child(desk), profession="Paediatrician", asked_on=TODAY)
    ),
    "add area note": lambda desk: records.add(
        desk, AreaNoteDraft(pupil_id=_child(desk), area="ci", on=TODAY, strengths="Draws well.")
    ),
    "add attendance": lambda desk: records.add(
        desk, AttendanceDraft(pupil_id=_child(desk), start=date(2026, 9, 1), end=TODAY, possible=100, attended=93)
    ),
    "add assessment": lambda desk: records.add(
        desk, AssessmentDraft(pupil_id=_child(desk), on=TODAY, subject="Reading", number=Decimal("84.5"))
    ),
    "add suspension": lambda desk: records.add(
        desk, SuspensionDraft(pupil_id=_child(desk), start=TODAY, days=Decimal("0.5"), reasons=("DB",))
    ),
    "add staff": lambda desk: records.add(desk, StaffDraft(name="Mr Price", role="TA")),
    "add rate": lambda desk: records.add(desk, RateDraft(role="TA", pence=1720, valid_from=date(2026, 4, 1))),
    "change cycle": lambda desk: cycles.save(desk, _cycle(desk).model_copy(update={"strategies": "One at a time."})),
    "move cycle": lambda desk: cycles.move_to(desk, _cycle(desk), "review"),
    "add outcome": lambda desk: Done(an_outcome(desk, _cycle(desk)), None),
    "record review": lambda desk: cycles.record_review(desk, a_review(_cycle(desk), decision="exit")),
    "add provision": lambda desk: Done(a_provision(desk, pupils.get(desk, _child(desk))), None),
    "change provision": lambda desk: provision.save(desk, _line(desk).provision.model_copy(update={"minutes": 45})),
    "remove provision": lambda desk: provision.remove(desk, _line(desk).provision.id),
    "log session": lambda desk: provision.log_session(
        desk, SessionDraft(provision_id=_line(desk).provision.id, on=date(2026, 11, 18))
    ),
    "import calendar": lambda desk: schools.replace_calendar(
        desk, [CalendarSpan(start=date(2026, 9, 1), end=date(2026, 12, 18), kind="term")]
    ),
    "change profile": lambda desk: schools.save_profile(
        desk, schools.profile(desk, "medway").model_copy(update={"name": "Medway Council"})
    ),
}


@pytest.fixture
def school(desk: Desk) -> Desk:
    child = a_pupil(desk)
    a_status(desk, child)
    cycle = a_cycle(desk, child)
    an_outcome(desk, cycle)
    group = a_provision(desk, child, cycle=cycle)
    provision.log_session(desk, SessionDraft(provision_id=group.provision.id, on=date(2026, 11, 11)))
    return desk


@pytest.mark.parametrize("name", DEEDS)
def test_a_deed_can_be_undone_and_redone(school: Desk, name: str) -> None:
    before = everything(school)
    DEEDS[name](school)
    after = everything(school)
    assert after != before
    label = undoing.undo_label(school)
    assert label
    desks.undo(school)
    assert everything(school) == before
    assert undoing.redo_label(school) == label
    undoing.redo(school)
    assert everything(school) == after


def test_leaving_the_register_ends_the_status_on_the_day_of_the_review(school: Desk) -> None:
    DEEDS["record review"](school)
    record = pupils.record_of(school, _child(school))
    status = record.status(TODAY)
    assert status is not None
    assert status.status == "N"
    assert record.cycles[-1].stage == "closed"
    assert [view.whose for view in record.views] == ["child", "parent"]


def test_a_second_cycle_waits_for_the_review_of_the_first(school: Desk) -> None:
    blank = cycles.blank_for(school, _child(school))
    assert blank.number == 2
    with pytest.raises(RefusedError, match="Cycle 1 is still open"):
        cycles.open_new(school, CycleDraft(**dict(blank)))
    cycles.record_review(school, a_review(_cycle(school)))
    assert cycles.open_new(school, cycles.blank_for(school, _child(school))).value.number == 2


def test_a_review_names_everything_it_lacks_at_once(school: Desk) -> None:
    before = everything(school)
    with pytest.raises(RefusedError) as refused:
        cycles.record_review(school, a_review(_cycle(school), rating=None, pupil_view="", parent_view=""))
    assert {problem.field for problem in refused.value.problems} == {"rating", "pupil_view", "parent_view"}
    assert everything(school) == before


def test_a_status_from_an_earlier_day_leaves_the_later_one_standing(school: Desk) -> None:
    child = _child(school)
    statuses.change(
        school, StatusDraft(pupil_id=child, status="monitoring", start=date(2026, 5, 4), reason="A concern")
    )
    history = pupils.record_of(school, child).statuses
    assert [(s.status, s.start, s.end) for s in history] == [
        ("monitoring", date(2026, 5, 4), date(2026, 9, 6)),
        ("K", date(2026, 9, 7), None),
    ]


def test_the_same_status_twice_is_refused_in_words(school: Desk) -> None:
    with pytest.raises(RefusedError, match="already has the status SEN Support"):
        statuses.change(school, StatusDraft(pupil_id=_child(school), status="K", start=TODAY, reason="again"))


def test_a_group_cannot_be_smaller_than_its_pupils(school: Desk) -> None:
    draft = ProvisionDraft(what="Group", start=TODAY, end=TODAY, one_off_pence=500)
    two = [a_pupil(school).id, a_pupil(school).id]
    with pytest.raises(RefusedError, match="2 pupils are on it"):
        provision.add(school, draft, two)


def test_of_two_statuses_on_one_day_the_later_entry_holds(school: Desk) -> None:
    child = a_pupil(school)
    for status in ("monitoring", "K"):
        a_status(school, child, status, start=TODAY)
    held = pupils.record_of(school, child.id).status(TODAY)
    assert held is not None
    assert held.status == "K"


def test_undo_is_refused_in_words_when_something_new_hangs_on_it(school: Desk) -> None:
    child = a_pupil(school)
    made_by = school.store.person
    school.store.person = "somebody else"
    records.add(school, NoteDraft(pupil_id=child.id, on=TODAY, text="Rang home."))
    school.store.person = made_by
    before = everything(school)
    with pytest.raises(RefusedError, match="depends on it"):
        desks.undo(school)
    assert everything(school) == before
