"""Fields of the school's own: kept in order, filled in for one child or many, removed with their values."""

from __future__ import annotations

import pytest

from senco_desk.domain.problems import RefusedError
from senco_desk.services import bin as removed_things
from senco_desk.services import custom_fields, undoing
from senco_desk.services.custom_fields import CustomField, CustomFieldDraft
from senco_desk.services.desk import Desk
from senco_desk.store import nouns
from tests.builders import a_pupil, everything


def a_field(desk: Desk, name: str = "House", **more: object) -> CustomField:
    return custom_fields.add(desk, CustomFieldDraft(name=name, **more)).value


def test_fields_stand_in_the_order_the_school_gives_them(desk: Desk) -> None:
    names = [a_field(desk, name).name for name in ("House", "Bus", "Locker")]
    assert [each.name for each in custom_fields.fields(desk)] == names
    custom_fields.move(desk, custom_fields.fields(desk)[2].id, -1)
    assert [each.name for each in custom_fields.fields(desk)] == ["House", "Locker", "Bus"]
    custom_fields.move(desk, custom_fields.fields(desk)[0].id, -1)
    assert [each.name for each in custom_fields.fields(desk)] == ["House", "Locker", "Bus"]


def test_a_value_is_of_its_fields_kind(desk: Desk) -> None:
    child = a_pupil(desk)
    score, seen = a_field(desk, "Score", kind="number"), a_field(desk, "Seen", kind="date")
    house = a_field(desk, "House", kind="choice", choices=("Red", "Blue"))
    custom_fields.set_value(desk, child.id, score.id, " 1,200.5 ")
    custom_fields.set_value(desk, child.id, seen.id, "2026-11-03")
    custom_fields.set_value(desk, child.id, house.id, "red")
    wanted = {score.id: "1200.5", seen.id: "2026-11-03", house.id: "Red"}
    assert custom_fields.of_pupil(desk, child.id) == wanted
    for field, text in ((score, "many"), (seen, "soon"), (house, "Green")):
        with pytest.raises(RefusedError):
            custom_fields.set_value(desk, child.id, field.id, text)
    custom_fields.set_value(desk, child.id, score.id, "")
    assert score.id not in custom_fields.of_pupil(desk, child.id)


def test_many_children_in_one_change(desk: Desk) -> None:
    children = [a_pupil(desk).id for _ in range(3)]
    field = a_field(desk)
    before = everything(desk)
    custom_fields.set_for_many(desk, children, field.id, "Red")
    assert [custom_fields.of_pupil(desk, child) for child in children] == [{field.id: "Red"}] * 3
    assert custom_fields.how_many(desk, field.id) == 3
    assert undoing.undo_label(desk) == "Change own field for 3 pupils"
    undoing.undo(desk)
    assert everything(desk) == before


def test_a_choice_that_is_taken_off_the_list_stays_where_it_was_chosen(desk: Desk) -> None:
    child = a_pupil(desk)
    house = a_field(desk, "House", kind="choice", choices=("Red", "Blue", "Green"))
    custom_fields.set_value(desk, child.id, house.id, "Green")
    fewer = house.model_copy(update={"choices": ("Red", "Blue")})
    assert custom_fields.misfits(desk, fewer, house.id) == ["Green"]
    custom_fields.save(desk, fewer)
    assert custom_fields.of_pupil(desk, child.id) == {house.id: "Green"}
    assert not custom_fields.fits(fewer, "Green")
    other = a_field(desk, "Bus")
    custom_fields.set_all(desk, child.id, {house.id: "Green", other.id: "12"})
    assert custom_fields.of_pupil(desk, child.id) == {house.id: "Green", other.id: "12"}
    with pytest.raises(RefusedError) as refused:
        custom_fields.set_all(desk, child.id, {house.id: "Yellow"})
    assert [problem.field for problem in refused.value.problems] == [house.id]


def test_a_removed_field_comes_back_from_the_bin_with_its_values(desk: Desk) -> None:
    child, field = a_pupil(desk), a_field(desk)
    custom_fields.set_value(desk, child.id, field.id, "Red")
    before = everything(desk)
    custom_fields.remove(desk, field)
    assert custom_fields.fields(desk) == []
    assert custom_fields.of_pupil(desk, child.id) == {}
    (entry,) = removed_things.contents(desk)
    assert "House" in entry.what
    assert "1 value in a field" in entry.parts
    removed_things.restore(desk, entry)
    assert everything(desk) == before


def test_two_fields_of_one_name_are_refused(desk: Desk) -> None:
    a_field(desk)
    with pytest.raises(RefusedError, match="already"):
        a_field(desk, "house")
    assert len(nouns.CUSTOM_FIELDS.all(desk.store)) == 1
