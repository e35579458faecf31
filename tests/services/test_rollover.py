"""The rollover on real records: one change, one undo, noticed when it was done, and taken back on a later day."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from senco_desk.domain.problems import RefusedError
from senco_desk.domain.roles import Role
from senco_desk.domain.school import AssignmentDraft, PersonDraft
from senco_desk.domain.terms import AcademicYear
from senco_desk.services import backups, records, rollover, undoing
from senco_desk.services.desk import Desk
from senco_desk.services.rollover import Asked
from senco_desk.store import nouns
from tests.builders import a_cycle, a_desk, a_provision, a_pupil, everything

JULY = date(2027, 7, 12)
ON = date(2027, 9, 1)
NEXT = AcademicYear(first=2027)


@pytest.fixture
def july(tmp_path: Path):
    desk = a_desk(tmp_path, today=JULY)
    yield desk
    desk.close()


def rolled(desk: Desk, asked: Asked | None = None, **more: bool) -> int:
    planned = rollover.plan(desk, asked or Asked(ON))
    return rollover.apply(desk, planned, planned.ticked(), **more).value


@settings(max_examples=6, deadline=None)
@given(
    years=some.lists(some.sampled_from(("R", "3", "6", "X", "")), min_size=1, max_size=6),
    how=some.sampled_from(("guess", "keep", "empty", "map")),
    out=some.integers(0, 5),
)
def test_rolling_over_and_undoing_leaves_every_table_as_it_was(years: list[str], how: str, out: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        desk = a_desk(Path(folder), today=JULY)
        try:
            kept = [a_pupil(desk, year_group=year, date_of_birth=None) for year in [*years, "4"]]
            before = everything(desk)
            asked = Asked(ON, how, {"4B": "5 Oak"}, schools={kept[0].id: "Hilltop"})  # type: ignore[arg-type]
            planned = rollover.plan(desk, asked)
            assert everything(desk) == before, "a dry run writes nothing"
            left_out = {kept[out].id} if out < len(years) else set()
            rollover.apply(desk, planned, planned.ticked() - left_out)
            now = {row["id"]: row for row in everything(desk)["pupil"]}
            for row in before["pupil"]:
                if row["id"] in left_out or row["id"] not in planned.ticked():
                    assert now[row["id"]] == row
            undoing.undo(desk)
            assert everything(desk) == before
            undoing.redo(desk)
            assert {row["id"]: row for row in everything(desk)["pupil"]} == now
        finally:
            desk.close()


def test_twice_in_one_year_is_refused_unless_it_is_meant(july: Desk) -> None:
    child = a_pupil(july, date_of_birth=None)
    assert rolled(july) == 1
    with pytest.raises(RefusedError, match="Doing it again would move everybody up once more"):
        rolled(july)
    assert nouns.PUPILS.get(july.store, child.id).year_group == "5"
    rolled(july, again=True)
    assert nouns.PUPILS.get(july.store, child.id).year_group == "6"
    undoing.undo(july)
    undoing.undo(july)
    assert rollover.done_for(july, NEXT) is None
    assert rolled(july) == 1


def test_a_roll_that_moved_everybody_up_is_noticed(july: Desk) -> None:
    for _ in range(12):
        a_pupil(july, year_group="5", date_of_birth=date(2018, 3, 2))
    planned = rollover.plan(july, Asked(ON))
    assert any("It looks as if a roll has moved them up" in each for each in planned.notices)
    assert planned.ticked() == frozenset()
    with pytest.raises(RefusedError, match="Nothing would change"):
        rollover.apply(july, planned, planned.ticked())


def test_a_plan_that_is_out_of_date_is_refused(july: Desk) -> None:
    child = a_pupil(july, date_of_birth=None)
    planned = rollover.plan(july, Asked(ON))
    records.save(july, child.model_copy(update={"class_name": "4Z"}))
    with pytest.raises(RefusedError, match="has been changed since this list was made"):
        rollover.apply(july, planned, planned.ticked())


def test_a_backup_is_taken_first(july: Desk) -> None:
    a_pupil(july, date_of_birth=None)
    rolled(july)
    taken = backups.overview(july).last
    assert taken is not None
    assert taken.moment.words == "Before a year-end rollover"


def test_taking_it_back_on_a_later_day_keeps_what_was_typed_since(july: Desk) -> None:
    one, two = a_pupil(july, date_of_birth=None), a_pupil(july, date_of_birth=None, year_group="6")
    rolled(july, Asked(ON, schools={two.id: "Hilltop"}))
    moved = nouns.PUPILS.get(july.store, one.id)
    records.save(july, moved.model_copy(update={"class_name": "5Z"}))
    done = rollover.done_for(july, NEXT)
    assert done is not None
    assert rollover.take_back(july, done).value == 1
    assert nouns.PUPILS.get(july.store, two.id) == two
    assert nouns.NOTES.all(july.store) == []
    assert nouns.PUPILS.get(july.store, one.id).class_name == "5Z"
    assert rollover.done_for(july, NEXT) is None


def test_what_stays_open_is_said_with_what_to_do(july: Desk) -> None:
    leaver, other = a_pupil(july, year_group="6", date_of_birth=None), a_pupil(july, date_of_birth=None)
    a_cycle(july, leaver, review_due=date(2027, 7, 16))
    a_cycle(july, other, review_due=date(2027, 8, 10))
    a_provision(july, leaver, other, what="Language group", start=date(2026, 9, 1), end=date(2027, 12, 17))
    with july.store.change("Assign") as change:
        role: Role = "teaching-assistant"
        person = change.add(nouns.PEOPLE, PersonDraft(name="Tess", role=role))
        change.add(nouns.ASSIGNMENTS, AssignmentDraft(person_id=person.id, pupil_id=leaver.id))
    found = rollover.plan(july, Asked(ON)).open
    assert [(each.kind, each.pupil_id) for each in found] == [
        ("assignment", leaver.id),
        ("cycle", leaver.id),
        ("provision", leaver.id),
        ("provision", other.id),
        ("review", other.id),
    ]
    assert all(each.do.endswith(".") for each in found)
    assert len(nouns.PROVISIONS.all(july.store)) == 1, "the lines themselves are left as they are"


def test_it_is_pointed_to_as_the_year_ends_only() -> None:
    assert [month for month in range(1, 13) if rollover.is_season(date(2027, month, 1))] == [7, 8, 9]


def test_a_day_far_away_is_refused(july: Desk) -> None:
    a_pupil(july, date_of_birth=None)
    planned = rollover.plan(july, Asked(date(2029, 9, 1)))
    with pytest.raises(RefusedError, match="more than a year away"):
        rollover.apply(july, planned, planned.ticked())


def test_a_leaving_date_that_was_planned_for_later_stays_and_is_said(july: Desk) -> None:
    child = a_pupil(july, year_group="6", leaving_date=date(2027, 12, 20), date_of_birth=date(2016, 1, 5))
    other = a_pupil(july, year_group="6", date_of_birth=date(2016, 1, 5))
    planned = rollover.plan(july, Asked(ON, schools={child.id: "Hilltop"}))
    why = {line.id: line.why for line in planned.lines}
    assert why == {child.id: "20 December 2027 is on record as the leaving date, and stays.", other.id: ""}
    assert rollover.apply(july, planned, planned.ticked()).value == 1
    assert nouns.PUPILS.get(july.store, child.id) == child
    assert nouns.PUPILS.get(july.store, other.id).leaving_date == ON
    (note,) = nouns.NOTES.all(july.store)
    assert (note.pupil_id, note.text) == (child.id, "Leaves on 20 December 2027 for Hilltop.")


def test_another_choice_is_planned_from_what_was_read(july: Desk) -> None:
    leaver, other = a_pupil(july, year_group="6", date_of_birth=None), a_pupil(july, date_of_birth=None)
    a_cycle(july, other)
    a_provision(july, other, what="Language group", start=date(2026, 9, 1), end=date(2027, 12, 17))
    roll = rollover.read(july)
    july.store.close()
    for asked in (Asked(ON), Asked(ON, chosen={other.id: "leave", leaver.id: "stay"})):
        planned = rollover.plan(july, asked, roll)
        assert {line.id: line.fate for line in planned.lines} == (
            {leaver.id: "stay", other.id: "leave"} if asked.chosen else {leaver.id: "leave", other.id: "up"}
        )
        assert {each.kind for each in planned.open} == ({"cycle", "provision"} if asked.chosen else {"provision"})
