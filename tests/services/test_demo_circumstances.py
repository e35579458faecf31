"""What surrounds the demo school's children: believable, the same each time, no word about child protection."""

from __future__ import annotations

from datetime import date, timedelta

from senco_desk.domain.needs import decide_by
from senco_desk.domain.pupils import Pupil
from senco_desk.services.demo.circumstances import diagnoses, surrounded, watched_since
from senco_desk.services.demo.cohort import Child, children
from tests.builders import TODAY


def everybody() -> list[Child]:
    return list(children(210, 1, TODAY))


def a_kept(child: Child) -> Pupil:
    return Pupil.model_validate(dict(child.draft) | {"id": child.draft.upn})


def test_some_children_have_more_around_them_and_all_of_it_is_the_same_each_time() -> None:
    found = [surrounded(child.draft, child.rich, on_register=bool(child.standing)) for child in everybody()]
    again = [surrounded(child.draft, child.rich, on_register=bool(child.standing)) for child in everybody()]
    assert found == again
    assert any(each.disability and each.reasonable_adjustments for each in found)
    assert any(each.kinship_care for each in found)
    assert any(each.health_plan for each in found)
    assert not any(each.see_dsl for each in found)


def test_every_nhs_number_is_of_the_range_for_tests_with_its_check_digit() -> None:
    found = [surrounded(child.draft, child.rich, on_register=True).nhs_number for child in everybody()]
    for number in found:
        digits = [int(each) for each in number.replace(" ", "")]
        assert digits[:3] == [9, 9, 9]
        assert sum(digit * (10 - at) for at, digit in enumerate(digits[:9])) % 11 in (0, 11 - digits[9])
        assert (11 - sum(digit * (10 - at) for at, digit in enumerate(digits[:9])) % 11) % 11 == digits[9]


def test_diagnoses_have_a_day_gone_by_and_where_they_are_known_from() -> None:
    found = [each for child in everybody() for each in diagnoses(child, a_kept(child), TODAY)]
    assert found
    for each in found:
        assert each.on is not None
        assert each.on < TODAY
        assert each.made_by
        assert each.source


def test_monitoring_is_due_with_some_and_was_carried_on_with_others() -> None:
    began = TODAY - timedelta(days=30)
    common = {"decided_by": "Mrs Marsh", "pupil_id": "p"}
    due = [decide_by(watched_since(began, TODAY, a_kept(child), common)) for child in everybody()]
    assert any(day is not None and day <= TODAY for day in due)
    assert date(2026, 12, 30) in due, "carried on until then"
