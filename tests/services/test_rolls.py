"""A roll is imported, again, after a person's changes, and in any order; and it can all be taken back."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from senco_desk.domain import upn as upns
from senco_desk.domain.needs import StatusDraft, needs_on, status_on
from senco_desk.domain.problems import CancelledError
from senco_desk.domain.pupils import Pupil, PupilDraft
from senco_desk.domain.roll import Roll, RollRow
from senco_desk.domain.roll_matching import match_rows
from senco_desk.services import desks, pupils, records, rolls, statuses, undoing
from senco_desk.services.desk import Desk
from senco_desk.services.rolls import RollPlan
from senco_desk.store import nouns
from tests.builders import TODAY, a_desk, a_pupil, everything, set_needs

DAY = date(2026, 11, 3)
SAMPLES = Path(__file__).parents[2].parent / "shared" / "data" / "roll"
FILES = ("sims.csv", "arbor.csv", "bromcom.xlsx", "8879999_CTF_8879998_001.xml")

GRACE = upns.make(887, 9999, 2022, 1)
DAY_CHILD = upns.make(887, 9999, 2022, 2)
TEMPORARY = upns.make(887, 9999, 2022, 3, "A")
PERMANENT = upns.make(887, 9999, 2022, 3)


def a_row(number: int = 2, **fields: Any) -> RollRow:
    usual = {
        "upn": GRACE,
        "legal_surname": "Young",
        "legal_forename": "Grace",
        "date_of_birth": date(2018, 3, 2),
        "sex": "F",
        "year_group": "4",
        "class_name": "4B",
    }
    return RollRow(row=number, **(usual | fields))


def a_roll(*rows: RollRow, as_of: date | None = DAY, without: str = "", **fields: Any) -> Roll:
    carried = frozenset(RollRow.model_fields) - {"row", "extra", "doubtful", *without.split()}
    return Roll(source_name="roll.csv", kind="csv", as_of=as_of, rows=rows, fields=carried, **fields)


def imported(desk: Desk, *rows: RollRow, **fields: Any) -> RollPlan:
    return rolls.apply(desk, rolls.plan(desk, a_roll(*rows, **fields))).value


def counts(planned: RollPlan) -> tuple[int, int, int, int]:
    return len(planned.new), len(planned.changed), planned.unchanged, len(planned.left)


def grace(desk: Desk) -> Pupil:
    return pupils.by_upn(desk, GRACE)


def test_a_new_child_comes_with_status_needs_and_attendance(desk: Desk) -> None:
    row = a_row(sen_status="K", needs=(("SLCN", 1), ("SEMH", 2)), attendance_percent=Decimal("91.0"), fsm=True)
    assert counts(imported(desk, row)) == (1, 0, 0, 0)
    record = pupils.record_of(desk, grace(desk).id)
    assert (record.pupil.name, record.pupil.class_name, record.pupil.fsm_eligible) == ("Grace Young", "4B", True)
    (status,) = record.statuses
    assert (status.status, status.start, status.as_found_on, status.source) == ("K", None, DAY, "roll")
    assert status.reason == "As found on the roll of 3 November 2026; start not known"
    assert [(need.code, need.rank, need.source) for need in record.needs] == [("SLCN", 1, "roll"), ("SEMH", 2, "roll")]
    (attendance,) = record.attendances
    assert (attendance.rate, attendance.start, attendance.end) == (Decimal("91.0"), date(2026, 9, 1), DAY)


def test_a_start_that_the_file_knows_is_kept_and_no_status_is_made_for_n(desk: Desk) -> None:
    imported(
        desk,
        a_row(sen_status="E", sen_start=date(2024, 9, 5)),
        a_row(3, upn=DAY_CHILD, legal_surname="Day", sen_status="N"),
    )
    (status,) = nouns.STATUSES.all(desk.store)
    assert (status.status, status.start) == ("E", date(2024, 9, 5))
    assert status.reason == "As found on the roll of 3 November 2026"


def test_a_dry_run_writes_nothing_and_a_second_import_changes_nothing(desk: Desk) -> None:
    before = everything(desk)
    row = a_row(sen_status="K", needs=(("SLCN", 1),), attendance_percent=Decimal(91))
    assert counts(rolls.plan(desk, a_roll(row))) == (1, 0, 0, 0)
    assert everything(desk) == before
    imported(desk, row)
    after = everything(desk)
    again = rolls.apply(desk, rolls.plan(desk, a_roll(row)))
    assert counts(again.value) == (0, 0, 1, 0)
    assert again.changes is None
    assert everything(desk) == after


def test_an_import_is_one_step_and_undo_restores_exactly(desk: Desk) -> None:
    imported(desk, a_row(sen_status="K", needs=(("SLCN", 1),)), a_row(3, upn=DAY_CHILD, legal_surname="Day"))
    before = everything(desk)
    done = rolls.apply(
        desk,
        rolls.plan(
            desk,
            a_roll(
                a_row(class_name="5C", sen_status="E", needs=(("ASD", 1),), attendance_percent=Decimal(88)),
                a_row(4, upn=PERMANENT, legal_surname="Hope", sen_status="K"),
                as_of=date(2026, 11, 17),
            ),
        ),
    )
    assert counts(done.value) == (1, 1, 0, 1)
    after = everything(desk)
    assert undoing.undo_label(desk) == "Import roll"
    desks.undo(desk)
    assert everything(desk) == before
    undoing.redo(desk)
    assert everything(desk) == after


def test_the_roll_changes_what_nobody_has_touched(desk: Desk) -> None:
    imported(desk, a_row())
    planned = imported(desk, a_row(class_name="5C", year_group="5"))
    assert {(change.field, change.before, change.after) for change in planned.changed[0].changes} == {
        ("class_name", "4B", "5C"),
        ("year_group", "4", "5"),
    }
    assert (grace(desk).class_name, grace(desk).year_group) == ("5C", "5")


def test_what_a_person_entered_stays_and_the_difference_is_told_each_time(desk: Desk) -> None:
    imported(desk, a_row())
    records.save(desk, grace(desk).model_copy(update={"class_name": "4 Oak"}))
    for _time in (1, 2):
        planned = imported(desk, a_row(class_name="4C"))
        assert grace(desk).class_name == "4 Oak"
        (told,) = planned.differences
        assert (told.pupil.upn, told.difference.field) == (GRACE, "class_name")
        assert (told.difference.kept, told.difference.roll) == ("4 Oak", "4C")
    # Once the roll says the same, it leads again.
    imported(desk, a_row(class_name="4 Oak"))
    imported(desk, a_row(class_name="5 Elm"))
    assert grace(desk).class_name == "5 Elm"


def test_an_empty_cell_or_a_missing_column_blanks_nothing(desk: Desk) -> None:
    imported(desk, a_row(fsm=True, sen_status="K", needs=(("SLCN", 1),)))
    before = everything(desk)
    planned = imported(desk, a_row(fsm=None, class_name="", sen_status="", needs=()))
    assert counts(planned) == (0, 0, 1, 0)
    planned = imported(desk, a_row(class_name="9Z"), without="class_name fsm")
    assert counts(planned) == (0, 0, 1, 0)
    assert everything(desk) == before


def test_an_empty_field_is_filled_even_in_a_record_a_person_made(desk: Desk) -> None:
    records.add(desk, PupilDraft(upn=GRACE, legal_surname="Young", legal_forename="Grace", class_name="Oak"))
    planned = imported(desk, a_row())
    assert (grace(desk).year_group, grace(desk).class_name) == ("4", "Oak")
    assert [each.difference.field for each in planned.differences] == ["class_name"]


def test_a_damaged_name_never_replaces_a_whole_one_but_a_whole_one_replaces_it(desk: Desk) -> None:
    imported(desk, a_row(legal_surname="S?illeabh?in", doubtful=frozenset({"legal_surname"})))
    imported(desk, a_row(legal_surname="Súilleabháin"))
    assert grace(desk).legal_surname == "Súilleabháin"
    planned = imported(desk, a_row(legal_surname="S?illeabh?in", doubtful=frozenset({"legal_surname"})))
    assert grace(desk).legal_surname == "Súilleabháin"
    assert counts(planned) == (0, 0, 1, 0)
    assert not planned.differences


def test_a_person_s_status_is_never_overwritten(desk: Desk) -> None:
    imported(desk, a_row(sen_status="N"))
    draft = StatusDraft(pupil_id=grace(desk).id, status="K", start=date(2026, 10, 5), reason="Slow progress in reading")
    statuses.change(desk, draft, ["SLCN"])
    before = everything(desk)
    planned = imported(desk, a_row(sen_status="E", needs=(("ASD", 1),)))
    assert {(each.difference.field, each.difference.kept, each.difference.roll) for each in planned.differences} == {
        ("sen_status", "SEN Support", "EHC plan"),
        ("needs", "SLCN", "ASD"),
    }
    after = everything(desk)
    assert (after["status"], after["need"]) == (before["status"], before["need"])


def test_monitoring_agrees_with_a_roll_that_says_not_on_the_register(desk: Desk) -> None:
    imported(desk, a_row())
    draft = StatusDraft(pupil_id=grace(desk).id, status="monitoring", start=date(2026, 10, 5), reason="Watch reading")
    statuses.change(desk, draft)
    assert not imported(desk, a_row(sen_status="N")).differences


def test_a_status_that_came_from_a_roll_follows_the_next_roll(desk: Desk) -> None:
    imported(desk, a_row(sen_status="K"))
    imported(desk, a_row(sen_status="E", sen_start=date(2026, 11, 10)), as_of=date(2026, 11, 17))
    first, second = nouns.STATUSES.all(desk.store)
    assert (first.status, first.end) == ("K", date(2026, 11, 9))
    assert (second.status, second.start, second.source) == ("E", date(2026, 11, 10), "roll")
    imported(desk, a_row(sen_status="N"), as_of=date(2026, 11, 19))
    held = status_on(nouns.STATUSES.all(desk.store), TODAY)
    assert held is not None
    assert held.status == "N"


def test_two_rolls_of_one_day_leave_one_status(desk: Desk) -> None:
    imported(desk, a_row(sen_status="K"))
    imported(desk, a_row(sen_status="E"))
    (status,) = nouns.STATUSES.all(desk.store)
    assert (status.status, status.as_found_on, status.end) == ("E", DAY, None)
    assert counts(imported(desk, a_row(sen_status="E"))) == (0, 0, 1, 0)


def test_needs_follow_the_roll_and_a_person_s_longer_list_agrees_with_it(desk: Desk) -> None:
    imported(desk, a_row(sen_status="K", needs=(("SLCN", 1), ("SEMH", 2))))
    imported(desk, a_row(sen_status="K", needs=(("SEMH", 1), ("ASD", 2))), as_of=date(2026, 11, 17))
    record = pupils.record_of(desk, grace(desk).id)
    assert [need.code for need in needs_on(record.needs, TODAY)] == ["SEMH", "ASD"]
    set_needs(desk, grace(desk).id, ["SEMH", "ASD", "HI"], TODAY)
    planned = imported(desk, a_row(sen_status="K", needs=(("SEMH", 1), ("ASD", 2))), as_of=date(2026, 11, 18))
    assert not planned.differences
    assert planned.unchanged == 1


def test_an_older_roll_winds_nothing_back(desk: Desk) -> None:
    imported(desk, a_row(class_name="5C", sen_status="E"), as_of=date(2026, 11, 17))
    before = everything(desk)
    planned = imported(
        desk, a_row(class_name="4B", sen_status="K", attendance_percent=Decimal(80)), without="attendance_percent"
    )
    assert {each.difference.field for each in planned.differences} == {"class_name", "sen_status"}
    after = everything(desk)
    assert (after["pupil"], after["status"]) == (before["pupil"], before["status"])


def test_an_older_roll_does_not_wind_back_a_status_that_began_before_it(desk: Desk) -> None:
    imported(desk, a_row(sen_status="E", sen_start=date(2024, 9, 5)), as_of=date(2026, 11, 17))
    before = everything(desk)["status"]
    (told,) = imported(desk, a_row(sen_status="K")).differences
    assert told.difference.why == "A newer roll said this, so it was kept."
    assert everything(desk)["status"] == before


def test_a_person_s_status_stays_even_after_a_roll_agreed_with_it(desk: Desk) -> None:
    imported(desk, a_row(sen_status="K"))
    draft = StatusDraft(pupil_id=grace(desk).id, status="E", start=date(2026, 11, 9), reason="Final plan received")
    statuses.change(desk, draft)
    imported(desk, a_row(sen_status="E"), as_of=date(2026, 11, 17))
    (told,) = imported(desk, a_row(sen_status="K"), as_of=date(2026, 11, 18)).differences
    assert (told.difference.kept, told.difference.roll) == ("EHC plan", "SEN Support")


def test_attendance_is_kept_up_to_date_in_place(desk: Desk) -> None:
    imported(desk, a_row(attendance_percent=Decimal(91)))
    imported(desk, a_row(attendance_percent=Decimal("89.5")), as_of=date(2026, 11, 17))
    (figure,) = nouns.ATTENDANCES.all(desk.store)
    assert (figure.percent, figure.end) == (Decimal("89.5"), date(2026, 11, 17))
    imported(desk, a_row(attendance_percent=Decimal(97)), as_of=date(2027, 9, 20))
    assert len(nouns.ATTENDANCES.all(desk.store)) == 2


def test_a_temporary_number_gives_way_to_the_permanent_one(desk: Desk) -> None:
    imported(desk, a_row(upn=TEMPORARY))
    planned = imported(desk, a_row(upn=PERMANENT, former_upn=TEMPORARY))
    child = pupils.by_upn(desk, PERMANENT)
    assert (child.upn, child.former_upn) == (PERMANENT, TEMPORARY)
    assert not planned.by_name
    # The other direction: a file that still has the old number finds the child and changes nothing.
    planned = imported(desk, a_row(upn=TEMPORARY))
    assert counts(planned) == (0, 0, 1, 0)
    assert pupils.by_upn(desk, TEMPORARY).upn == PERMANENT


def test_without_a_known_number_name_and_date_of_birth_match_and_are_flagged(desk: Desk) -> None:
    imported(desk, a_row(upn=TEMPORARY))
    planned = imported(desk, a_row(upn=PERMANENT, legal_surname="YOUNG", class_name="5C"))
    assert [each.row for each in planned.by_name] == [2]
    assert counts(planned) == (0, 1, 0, 0)
    child = pupils.by_upn(desk, PERMANENT)
    assert (child.former_upn, child.class_name) == (TEMPORARY, "5C")


def test_an_ambiguous_line_is_held_back_and_named(desk: Desk) -> None:
    imported(desk, a_row(), a_row(3, upn=DAY_CHILD))  # two of one name and birthday, told apart by their numbers
    assert len(pupils.all_pupils(desk)) == 2
    planned = imported(desk, a_row(7, upn=""))
    assert [each.row for each in planned.held] == [7]
    assert [problem.row for problem in planned.problems] == [7]
    assert "cannot be told who is meant" in planned.problems[0].sentence
    assert len(pupils.all_pupils(desk)) == 2


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (a_row(7, upn=PERMANENT), "another unique pupil number"),
        (a_row(7, upn="", date_of_birth=None), "without a date of birth"),
        (a_row(7, upn=PERMANENT, legal_surname="", legal_forename=""), "no name"),
    ],
)
def test_a_line_that_may_be_a_child_already_here_makes_no_second_record(desk: Desk, row: RollRow, words: str) -> None:
    imported(desk, a_row())
    planned = imported(desk, row)
    assert [each.row for each in planned.held] == [7]
    assert words in planned.problems[0].sentence
    assert len(pupils.all_pupils(desk)) == 1


def test_a_child_listed_twice_is_imported_once(desk: Desk) -> None:
    for _time in (1, 2):
        planned = imported(desk, a_row(), a_row(3), a_row(4, upn=""))
        assert [each.row for each in planned.held] == [3, 4]
        assert len(pupils.all_pupils(desk)) == 1


def test_a_child_without_number_and_birthday_is_known_again(desk: Desk) -> None:
    row = a_row(upn="", date_of_birth=None)
    assert counts(imported(desk, row)) == (1, 0, 0, 0)
    assert counts(imported(desk, row)) == (0, 0, 1, 0)


def five(desk: Desk) -> list[RollRow]:
    rows = [
        a_row(n, upn=upns.make(887, 9999, 2022, n), legal_forename=f"Will{n}", sex="FM"[n % 2], sen_status="K")
        for n in range(2, 7)
    ]
    imported(desk, *rows)
    return rows


def test_who_is_missing_from_a_full_roll_has_left_with_the_record_kept(desk: Desk) -> None:
    rows = five(desk)
    later = date(2026, 11, 17)
    planned = imported(desk, *rows[:3], as_of=later)
    assert [each.name for each in planned.left] == ["Will5 Young", "Will6 Young"]
    gone = pupils.by_upn(desk, rows[3].upn)
    assert gone.leaving_date == later
    (status,) = pupils.record_of(desk, gone.id).statuses
    assert (status.status, status.end) == ("K", None)
    assert counts(imported(desk, *rows[:3], as_of=later)) == (0, 0, 3, 0)
    back = imported(desk, *rows, as_of=date(2026, 11, 18))
    assert {change.field for each in back.changed for change in each.changes} == {"leaving_date"}
    assert pupils.by_upn(desk, rows[3].upn).leaving_date is None


@pytest.mark.parametrize("kept", [slice(0, 2), slice(0, 5, 2)], ids=["fewer than half", "one sex"])
def test_a_part_of_the_school_is_not_a_full_roll(desk: Desk, kept: slice) -> None:
    rows = five(desk)
    planned = imported(desk, *rows[kept], as_of=date(2026, 11, 17))
    assert not planned.full
    assert not planned.left


def test_a_child_whom_a_person_added_is_not_taken_to_have_left(desk: Desk) -> None:
    rows = five(desk)
    added = records.add(
        desk, PupilDraft(legal_surname="Hope", legal_forename="May", sex="F", year_group="4", class_name="4B")
    ).value
    planned = imported(desk, *rows)
    assert not planned.left
    assert pupils.get(desk, added.id).leaving_date is None
    assert "entered the record here" in planned.differences[0].difference.why


def test_a_plan_made_before_another_change_is_made_anew(desk: Desk) -> None:
    imported(desk, a_row())
    stale = rolls.plan(desk, a_roll(a_row(class_name="5C")))
    records.save(desk, grace(desk).model_copy(update={"class_name": "4 Oak"}))
    told = rolls.apply(desk, stale).value
    assert grace(desk).class_name == "4 Oak"
    assert [each.difference.field for each in told.differences] == ["class_name"]


def test_a_value_too_long_to_keep_is_named_and_the_rest_kept(desk: Desk) -> None:
    planned = imported(desk, a_row(class_name="x" * 300))
    assert [(problem.row, problem.column) for problem in planned.problems] == [(2, "class_name")]
    assert grace(desk).class_name == ""


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the sample rolls are not beside the repository")
def test_the_samples_in_any_order_reach_the_same_pupils(tmp_path: Path) -> None:
    read = {name: rolls.read(SAMPLES / name) for name in FILES}
    reached = set()
    for number, order in enumerate(permutations(FILES)):
        if number % 5:  # every fifth order of the 24: each file comes first and last
            continue
        (tmp_path / str(number)).mkdir()
        desk = a_desk(tmp_path / str(number))
        for name in order:
            rolls.apply(desk, rolls.plan(desk, read[name]))
        children = sorted(
            tuple(sorted((key, str(value)) for key, value in child.model_dump(exclude={"id"}).items()))
            for child in pupils.all_pupils(desk)
        )
        found = sorted(
            (pupils.get(desk, s.pupil_id).upn, s.status, str(s.start)) for s in nouns.STATUSES.all(desk.store)
        )
        needs = sorted((pupils.get(desk, n.pupil_id).upn, n.rank, n.code) for n in nouns.NEEDS.all(desk.store))
        assert len(children) == 210
        reached.add((tuple(children), tuple(found), tuple(needs)))
        for name in FILES:
            again = rolls.apply(desk, rolls.plan(desk, read[name]))
            assert counts(again.value) == (0, 0, len(read[name].rows), 0), (order, name)
            assert again.changes is None, (order, name)
        desk.close()
    assert len(reached) == 1


names = st.sampled_from(["Grace", "May", "Will", ""])
numbers = st.sampled_from([GRACE, DAY_CHILD, TEMPORARY, PERMANENT, ""])
births = st.sampled_from([date(2018, 3, 2), date(2019, 3, 2), None])


@given(
    st.lists(st.builds(PupilDraft, upn=numbers, legal_forename=names, date_of_birth=births), max_size=4),
    st.lists(st.tuples(numbers, numbers, names, births), max_size=6),
)
def test_each_line_meets_one_child_at_most_and_none_is_lost(
    drafts: list[PupilDraft], lines: list[tuple[str, str, str, date | None]]
) -> None:
    unique = {draft.upn or str(number): draft for number, draft in enumerate(drafts)}
    here = [Pupil.model_validate(dict(draft) | {"id": key}) for key, draft in unique.items()]
    rows = [
        RollRow(row=number, upn=upn, former_upn=former, legal_forename=name, date_of_birth=birth)
        for number, (upn, former, name, birth) in enumerate(lines)
    ]
    matching = match_rows(rows, here)
    told = [match.row.row for match in matching.matches] + [held.row.row for held in matching.held]
    assert sorted(told) == list(range(len(rows)))
    taken = [match.pupil.id for match in matching.matches if match.pupil]
    assert len(taken) == len(set(taken))


def test_thousands_who_share_a_name_and_a_birthday_are_told_apart_by_their_numbers_at_once() -> None:
    """Compared each with each, so many would take minutes."""
    rows = [a_row(n, upn=upns.make(887, 1000 + n // 1000, 15, n % 1000), legal_surname="Lee") for n in range(2, 6_000)]
    matching = match_rows(rows, ())
    assert [match.by for match in matching.matches] == ["new"] * len(rows)
    one_more = match_rows([*rows, a_row(9_000, upn="", legal_surname="Lee")], ())
    assert [held.problem.sentence[:43] for held in one_more.held] == ["This looks like the child of row 2 again (s"]


class StopsAt:
    """Progress that asks to stop at one of its steps."""

    def __init__(self, step: int) -> None:
        self.left = step

    def start(self, _what: str, _total: int) -> None: ...

    def step(self, _done: int = 1) -> None:
        self.left -= 1
        if not self.left:
            raise CancelledError


def test_an_import_that_is_stopped_at_any_step_leaves_everything_as_it_was(desk: Desk) -> None:
    a_pupil(desk)
    roll = a_roll(a_row(2, class_name="5A"), a_row(3, upn="B887999922002", legal_forename="Yusuf", sen_status="K"))
    planned = rolls.plan(desk, roll)
    rolls.apply(desk, planned)  # the backup is there now
    undoing.undo(desk)
    before, stopped = everything(desk), 0
    for at in range(1, 100):
        try:
            rolls.apply(desk, planned, StopsAt(at))
        except CancelledError:
            stopped += 1
            assert everything(desk) == before
        else:
            break
    assert stopped >= 5
    assert undoing.undo_label(desk) == "Import roll"
    undoing.undo(desk)
    assert everything(desk) == before
