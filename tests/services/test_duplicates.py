"""Two records of one child: found, compared, made one with nothing lost, taken back whole, and erased as one."""

from __future__ import annotations

import json
import tempfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from senco_desk.domain.drafts import TypedWords
from senco_desk.domain.measures import AttendanceDraft
from senco_desk.domain.needs import DiagnosisDraft, StatusDraft
from senco_desk.domain.papers import NoteDraft
from senco_desk.domain.problems import RefusedError
from senco_desk.domain.profiles import ProfileDraft
from senco_desk.domain.provision import SessionDraft
from senco_desk.domain.pupils import ContactDraft, Pupil
from senco_desk.domain.roles import Role
from senco_desk.domain.school import AssignmentDraft, PersonDraft
from senco_desk.services import bin as removed_things
from senco_desk.services import (
    custom_fields,
    cycles,
    desks,
    drafts,
    duplicates,
    erasing,
    merging,
    people,
    provision,
    pupils,
    recent,
    records,
    register,
    trail,
    undoing,
    versions,
)
from senco_desk.services.custom_fields import CustomFieldDraft
from senco_desk.services.desk import Desk
from senco_desk.store import child_reach, nouns
from senco_desk.store.trail_faults import faults
from tests.builders import (
    CHEAP,
    TODAY,
    Clock,
    a_cycle,
    a_desk,
    a_provision,
    a_pupil,
    a_status,
    an_outcome,
    everything,
)
from tests.byte_search import found

TOLD = "Ozymandias"
"""A word that stands only in what is written about the second record."""


def two_records(desk: Desk) -> tuple[Pupil, Pupil]:
    """One child kept twice, with everything that both can hold."""
    first = a_pupil(desk, class_name="4B", nhs_number="", strengths="Kind")
    second = a_pupil(desk, legal_forename="Amelya", class_name="4C", nhs_number="943 476 5919", strengths=TOLD)
    field = custom_fields.add(desk, CustomFieldDraft(name="Bus route")).value
    for pupil, words in ((first, "Plain"), (second, TOLD)):
        a_status(desk, pupil)
        cycle = a_cycle(desk, pupil)
        an_outcome(desk, cycle, aim=f"{words} outcome")
        a_provision(desk, pupil, cycle=cycle, what=f"{words} line")
        records.add(desk, ContactDraft(pupil_id=pupil.id, name="Grizelda O’Neill", relation="Mother"))
        records.add(desk, NoteDraft(pupil_id=pupil.id, on=TODAY, text=f"{words} note"))
        records.add(desk, ProfileDraft(pupil_id=pupil.id, on=TODAY, liked=f"{words} liked"))
        records.add(desk, DiagnosisDraft(pupil_id=pupil.id, what=f"{words} diagnosis"))
        records.add(
            desk,
            AttendanceDraft(
                pupil_id=pupil.id, start=date(2026, 9, 1), end=TODAY, possible=100, attended=90, source="roll"
            ),
        )
        custom_fields.set_value(desk, pupil.id, field.id, f"{words} 4")
    group = a_provision(desk, first, second, what="Both are on it")
    assert group.provision.id
    return first, second


def a_person(desk: Desk, role: Role, name: str = "Tess Ansah", **more: bool) -> str:
    with desk.store.change("Add user") as change:
        return change.add(nouns.PEOPLE, PersonDraft(name=name, role=role, **more)).id


def words_of(desk: Desk, pupil_id: str) -> str:
    return "\n".join(note.text for note in pupils.record_of(desk, pupil_id).notes)


def test_the_second_record_goes_into_the_first_and_nothing_is_lost(desk: Desk) -> None:
    first, second = two_records(desk)
    person = a_person(desk, "teaching-assistant")
    with desk.store.change("Assign") as change:
        change.add(nouns.ASSIGNMENTS, AssignmentDraft(person_id=person, pupil_id=second.id))
    assert merging.merge(desk, first.id, second.id, {"nhs_number"}).value.nhs_number == "943 476 5919"
    record = pupils.record_of(desk, first.id)
    assert record.pupil.class_name == "4B"
    assert record.pupil.former_upn == second.upn, "a later roll finds the child by either number"
    assert [cycle.number for cycle in record.cycles] == [1, 2]
    assert {outcome.aim for outcome in record.outcomes} == {"Plain outcome", f"{TOLD} outcome"}
    assert {line.provision.what for line in record.lines} == {"Plain line", f"{TOLD} line", "Both are on it"}
    assert [contact.name for contact in record.contacts] == ["Grizelda O’Neill"], "the same contact is kept once"
    assert len(record.needs) == len(record.statuses) == len(record.attendances) == 1
    assert record.profile is not None
    assert record.profile.liked == "Plain liked"
    assert {each.what for each in record.diagnoses} == {"Plain diagnosis", f"{TOLD} diagnosis"}
    said = words_of(desk, first.id)
    for lost in ("Amelya", "4C", f"Strengths: {TOLD}", f"{TOLD} liked", f"Bus route: {TOLD} 4", "cycle 2 here"):
        assert lost in said, lost
    assert nouns.PUPILS.find(desk.store, second.id) is None
    assert [each.pupil_id for each in nouns.ASSIGNMENTS.all(desk.store)] == [first.id]
    (mark,) = nouns.MERGED_PUPILS.all(desk.store)
    assert (mark.pupil_id, mark.former_id, mark.on) == (first.id, second.id, TODAY)
    left = [noun for noun, rows in everything(desk).items() for row in rows if row.get("pupil_id") == second.id]
    assert left == []
    assert not faults(desk.store)


def test_undo_restores_both_to_the_byte_and_redo_makes_them_one_again(desk: Desk) -> None:
    first, second = two_records(desk)
    before = everything(desk)
    merging.merge(desk, first.id, second.id, {"upn", "class_name", "strengths"})
    one = everything(desk)
    assert undoing.undo_label(desk) == "Make two records one"
    undoing.undo(desk)
    assert everything(desk) == before
    undoing.redo(desk)
    assert everything(desk) == one
    undoing.undo(desk)
    assert everything(desk) == before


@settings(max_examples=8, deadline=None)
@given(
    take=some.sets(some.sampled_from(("upn", "class_name", "strengths", "legal_forename", "nhs_number"))),
    turned=some.booleans(),
    starts=some.lists(some.integers(-900, -30), min_size=0, max_size=3, unique=True),
    cycles=some.tuples(some.integers(0, 2), some.integers(0, 2)),
)
def test_merging_then_undoing_leaves_every_table_as_it_was(
    take: set[str], turned: bool, starts: list[int], cycles: tuple[int, int]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        desk = a_desk(Path(folder))
        try:
            first, second = a_pupil(desk), a_pupil(desk, legal_forename="Amy", class_name="", former_upn="")
            for pupil, number in zip((first, second), cycles, strict=True):
                for _ in range(number):
                    with desk.store.change("Cycle") as change:
                        change.add(nouns.CYCLES, a_blank(desk, pupil))
            for at, days in enumerate(starts):
                whose = (first, second)[at % 2]
                with desk.store.change("Status") as change:
                    draft = StatusDraft(pupil_id=whose.id, status="K", start=TODAY + timedelta(days=days), reason="x")
                    change.add(nouns.STATUSES, draft)
            before = everything(desk)
            stays, goes = (second, first) if turned else (first, second)
            merging.merge(desk, stays.id, goes.id, take)
            record = pupils.record_of(desk, stays.id)
            assert sorted(cycle.number for cycle in record.cycles) == list(range(1, sum(cycles) + 1))
            spans = sorted((each.since, each.end or date.max) for each in record.statuses)
            own = [each for each in before["status"] if each["pupil_id"] == stays.id]
            assert len(spans) >= len(own)
            undoing.undo(desk)
            assert everything(desk) == before
        finally:
            desk.close()


def a_blank(desk: Desk, pupil: Pupil):
    return cycles.blank_for(desk, pupil.id)


def test_status_of_the_second_fills_only_days_of_which_the_first_says_nothing(desk: Desk) -> None:
    first, second = a_pupil(desk), a_pupil(desk, legal_forename="Amy")
    a_status(desk, first, "K", start=date(2025, 9, 1))
    a_status(desk, second, "monitoring", start=date(2024, 9, 2), reason="Watched")
    a_status(desk, second, "E", start=date(2026, 1, 5), reason=f"{TOLD} plan")
    merging.merge(desk, first.id, second.id)
    record = pupils.record_of(desk, first.id)
    assert [(each.status, each.start, each.end) for each in record.statuses] == [
        ("monitoring", date(2024, 9, 2), date(2025, 8, 31)),
        ("K", date(2025, 9, 1), date(2026, 1, 4)),
        ("E", date(2026, 1, 5), None),
    ]
    assert record.statuses[2].reason == f"{TOLD} plan"


def test_a_plan_that_only_the_second_record_has_keeps_the_child_on_the_register(desk: Desk) -> None:
    first, second = a_pupil(desk, legal_forename="Amelia"), a_pupil(desk, legal_forename="Amelya")
    _stretch(desk, first, "K", date(2023, 9, 1), date(2024, 7, 20))
    _stretch(desk, second, "E", date(2024, 3, 1), None)
    a_cycle(desk, first)
    a_cycle(desk, second)
    merging.merge(desk, first.id, second.id)
    held = [(each.status, each.start, each.end) for each in nouns.STATUSES.of(desk.store, pupil_id=first.id)]
    assert held == [("K", date(2023, 9, 1), date(2024, 2, 29)), ("E", date(2024, 3, 1), None)]
    said = " ".join(each.text for each in nouns.NOTES.of(desk.store, pupil_id=first.id))
    assert "ends on 29 February 2024 here: the EHC plan of the other record holds then" in said
    assert "More than one cycle is open now" in said


@pytest.mark.parametrize("turned", [False, True])
def test_a_plan_stands_on_the_register_from_its_day_and_undo_brings_both_back(desk: Desk, turned: bool) -> None:
    first, second = a_pupil(desk, legal_forename="Amelia"), a_pupil(desk, legal_forename="Amelya")
    support, plan = (second, first) if turned else (first, second)
    _stretch(desk, support, "K", date(2023, 9, 1), None)
    _stretch(desk, plan, "E", date(2026, 1, 5), None)
    before = everything(desk)
    merging.merge(desk, first.id, second.id)
    held = [(each.status, each.start, each.end) for each in nouns.STATUSES.of(desk.store, pupil_id=first.id)]
    assert sorted(held, key=lambda each: each[1]) == [
        ("K", date(2023, 9, 1), date(2026, 1, 4)),
        ("E", date(2026, 1, 5), None),
    ]
    (row,) = [each for each in register.as_at(desk).rows if each.pupil_id == first.id]
    assert row.status == "E"
    undoing.undo(desk)
    assert everything(desk) == before


@pytest.mark.parametrize(
    ("mine", "theirs", "held"),
    [
        # a plan that ceased: support goes on after it
        (("K", 0, None), ("E", 10, 20), [("K", 0, 9), ("E", 10, 20), ("K", 21, None)]),
        # support that lies within the plan has no day left; its words are in the note
        (("K", 12, 15), ("E", 10, None), [("E", 10, None)]),
        # support that begins while a plan of some days held begins after it
        (("K", 15, None), ("E", 10, 20), [("E", 10, 20), ("K", 21, None)]),
        # a plan of the record that stays is not moved by the other's
        (("E", 0, 15), ("E", 10, None), [("E", 0, 15), ("E", 16, None)]),
        # off the register after the plan began is a decision that was made since
        (("N", 15, None), ("E", 10, None), [("E", 10, 14), ("N", 15, None)]),
        (("N", 5, None), ("E", 10, None), [("N", 5, 9), ("E", 10, None)]),
        (("monitoring", 5, 8), ("E", 10, None), [("monitoring", 5, 8), ("E", 10, None)]),
    ],
)
def test_what_gives_way_to_a_plan_and_what_does_not(desk: Desk, mine, theirs, held) -> None:
    first, second = a_pupil(desk, legal_forename="Amelia"), a_pupil(desk, legal_forename="Amelya")
    day = date(2026, 1, 1)

    def on(number):
        return None if number is None else day + timedelta(days=number)

    _stretch(desk, first, mine[0], on(mine[1]), on(mine[2]))
    _stretch(desk, second, theirs[0], on(theirs[1]), on(theirs[2]))
    before = everything(desk)
    merging.merge(desk, first.id, second.id)
    found = [(each.status, each.start, each.end) for each in nouns.STATUSES.of(desk.store, pupil_id=first.id)]
    assert sorted(found, key=lambda each: each[1]) == [(code, on(start), on(end)) for code, start, end in held]
    given = {(each[0], on(each[1]), on(each[2])) for each in (mine, theirs)}
    told = words_of(desk, first.id)
    said = any(words in told for words in ("begins on", "ends on", "makes room", "As decided"))
    assert (set(found) != given) == said, "what changed is said"
    undoing.undo(desk)
    assert everything(desk) == before


def _stretch(desk: Desk, child: Pupil, code: str, start: date, end: date | None) -> None:
    draft = StatusDraft(pupil_id=child.id, status=code, start=start, end=end, reason="As decided")  # type: ignore[arg-type]
    with desk.store.change("Status") as change:
        change.add(nouns.STATUSES, draft)


def test_who_was_away_is_the_child_that_is_left(desk: Desk) -> None:
    first, second = a_pupil(desk), a_pupil(desk, legal_forename="Amy")
    group = a_provision(desk, second, a_pupil(desk, legal_forename="Noor"))
    draft = SessionDraft(provision_id=group.provision.id, on=date(2026, 11, 3), minutes=60, absent=(second.id,))
    provision.log_session(desk, draft)
    merging.merge(desk, first.id, second.id)
    (session,) = nouns.SESSIONS.all(desk.store)
    assert session.absent == (first.id,)


def test_only_who_sees_everything_makes_two_records_one(desk: Desk) -> None:
    first, second = two_records(desk)
    person = a_person(desk, "assistant")
    desk.store.person = person
    assert not merging.may_merge(desk)
    before = everything(desk)
    with pytest.raises(RefusedError, match="Only the SENCO"):
        merging.merge(desk, first.id, second.id)
    assert everything(desk) == before
    assert duplicates.candidates(desk), "but the pairs are shown"


def test_words_not_saved_about_the_one_that_goes_stop_it(desk: Desk) -> None:
    first, second = two_records(desk)
    drafts.keep(desk, TypedWords("note|" + second.id, second.id, "Note", (), {"text": "half a"}), Clock()())
    with pytest.raises(RefusedError, match="not saved yet"):
        merging.merge(desk, first.id, second.id)
    merging.merge(desk, second.id, first.id)


def test_pairs_are_found_for_a_reason_and_forgotten_when_told(desk: Desk) -> None:
    one = a_pupil(desk, legal_forename="Mohammed", legal_surname="Ali", date_of_birth=date(2016, 5, 4))
    two = a_pupil(desk, legal_forename="Mohamed", legal_surname="Ali", date_of_birth=date(2016, 5, 4))
    a_pupil(desk, legal_forename="Aisha", legal_surname="Ali", date_of_birth=date(2016, 5, 4))  # a twin
    (pair,) = duplicates.candidates(desk)
    assert pair.id == duplicates.pair_key(one.id, two.id)
    assert "similar name" in pair.why[0]
    duplicates.not_the_same(desk, two.id, one.id)
    assert duplicates.candidates(desk) == []
    undoing.undo(desk)
    assert len(duplicates.candidates(desk)) == 1
    duplicates.not_the_same(desk, one.id, two.id)
    duplicates.say_again(desk)
    assert len(duplicates.candidates(desk)) == 1


def test_two_records_are_compared_field_by_field(desk: Desk) -> None:
    first, second = two_records(desk)
    found = duplicates.compare(desk, first.id, second.id)
    by_name = {each.name: (each.first, each.second) for each in found.fields}
    assert by_name["Class name"] == ("4B", "4C")
    assert by_name["NHS number"] == ("", "943 476 5919")
    assert found.proposed == {"nhs_number"}
    assert ("Notes", 1, 1) in found.holds
    with pytest.raises(RefusedError, match="one record"):
        duplicates.compare(desk, first.id, first.id)


def test_comparing_two_records_is_noted_as_a_look_at_both(desk: Desk) -> None:
    first, second = two_records(desk)
    duplicates.compare(desk, first.id, second.id)
    for each in (first, second):
        (look,) = [one for one in trail.listed(desk, trail.Asked(pupil_id=each.id)).entries if one.deed == trail.VIEW]
        assert look.what == "Compared with another record"


def _history(desk: Desk) -> str:
    rows = desk.store.query('select "before", "after" from journal_row')
    return json.dumps([[row["before"], row["after"]] for row in rows], ensure_ascii=False)


def _erase(desk: Desk, pupil: Pupil) -> None:
    plan = erasing.plan(desk, pupil.id)
    done = erasing.erase(desk, plan, typed_name=pupil.name, reason="Past its day").value
    assert erasing.finish(desk, done, erasing.scrub(desk, done)).erased_pupil == pupil.id


def test_erasing_the_child_reaches_what_the_history_holds_of_the_former_record(desk: Desk) -> None:
    first, second = two_records(desk)
    old = records.add(desk, NoteDraft(pupil_id=second.id, on=TODAY, text=f"{TOLD} removed")).value
    records.remove(desk, old)
    gone = a_provision(desk, second, what=f"{TOLD} alone")
    provision.remove(desk, gone.provision.id)
    bystander = a_pupil(desk, legal_forename="Noor", legal_surname="Haddad", strengths="Stays")
    merging.merge(desk, first.id, second.id)
    assert TOLD in _history(desk)
    assert child_reach.identities(desk.store, first.id) == (first.id, second.id)
    _erase(desk, first)
    kept = _history(desk)
    for word in (TOLD, "Amelya", "Grizelda", "Plain", second.upn, first.upn, "943 476 5919"):
        assert word not in kept, word
    assert bystander.legal_surname in kept
    left = [noun for noun, rows in everything(desk).items() if TOLD in json.dumps(rows, ensure_ascii=False)]
    assert left == []
    gone_ids = {each.erased_pupil for each in erasing.certificates(desk)}
    assert gone_ids == {first.id, second.id}, "an older backup brings back neither"
    with pytest.raises(RefusedError):
        undoing.undo(desk)
    assert undoing.redo_label(desk) == ""
    assert not [each for each in removed_things.contents(desk) if TOLD in each.what]
    assert not faults(desk.store)


def test_after_undoing_the_merging_each_child_is_erased_alone(desk: Desk) -> None:
    first, second = two_records(desk)
    merging.merge(desk, first.id, second.id)
    undoing.undo(desk)
    assert child_reach.identities(desk.store, second.id) == (second.id,)
    _erase(desk, nouns.PUPILS.get(desk.store, second.id))
    kept = _history(desk)
    assert TOLD not in kept, "what went over and came back is the second's too"
    assert nouns.PUPILS.get(desk.store, first.id).strengths == "Kind"
    assert pupils.record_of(desk, first.id).profile is not None
    assert not faults(desk.store)


def test_the_bin_parts_two_records_again_on_a_later_day(desk: Desk) -> None:
    first, second = two_records(desk)
    before = everything(desk)
    merging.merge(desk, first.id, second.id)
    (entry,) = [each for each in removed_things.contents(desk) if each.key == ("pupil", second.id)]
    assert entry.whole
    assert "made one with another record" in removed_things.comes_with(desk, entry)
    removed_things.restore(desk, entry)
    assert everything(desk) == before


def test_the_bin_refuses_to_part_what_was_worked_on_since(desk: Desk) -> None:
    first, second = two_records(desk)
    merging.merge(desk, first.id, second.id)
    records.save(desk, nouns.PUPILS.get(desk.store, first.id).model_copy(update={"class_name": "5A"}))
    (entry,) = [each for each in removed_things.contents(desk) if each.key == ("pupil", second.id)]
    before = everything(desk)
    with pytest.raises(RefusedError, match="cannot be parted"):
        removed_things.restore(desk, entry)
    assert everything(desk) == before


def test_what_was_in_the_bin_of_the_second_comes_back_to_the_first(desk: Desk) -> None:
    first, second = two_records(desk)
    note = records.add(desk, NoteDraft(pupil_id=second.id, on=TODAY, text="Binned before")).value
    records.remove(desk, note)
    merging.merge(desk, first.id, second.id)
    (entry,) = [each for each in removed_things.contents(desk) if each.key == ("note", note.id)]
    removed_things.restore(desk, entry)
    assert nouns.NOTES.get(desk.store, note.id).pupil_id == first.id
    assert nouns.PUPILS.find(desk.store, second.id) is None


def test_looks_at_the_former_record_count_for_the_one_that_is_left(desk: Desk) -> None:
    first, second = two_records(desk)
    trail.looked(desk, second.id)
    assert [each.id for each in recent.recent(desk)] == [second.id]
    merging.merge(desk, first.id, second.id)
    assert [each.id for each in recent.recent(desk)] == [first.id]
    assert any(each.deed == "view" for each in trail.listed(desk, trail.Asked(pupil_id=first.id)).entries)


def test_new_kinds_of_record_have_earlier_versions(desk: Desk) -> None:
    first, _second = two_records(desk)
    field = custom_fields.fields(desk)[0]
    custom_fields.set_value(desk, first.id, field.id, "Another 5")
    found = {subject.kind: subject for subject in versions.subjects(desk, first.id)}
    assert {"profile", "diagnosis", "custom_value"} <= found.keys()
    assert "Bus route" in found["custom_value"].words
    latest, oldest = versions.versions(desk, found["custom_value"])
    assert (latest.passages[0][1], oldest.passages[0][1]) == ("Another 5", "Plain 4")
    versions.restore(desk, found["custom_value"], oldest)
    assert custom_fields.of_pupil(desk, first.id) == {field.id: "Plain 4"}


def test_an_assistant_who_saw_the_second_record_sees_the_child_that_is_left_and_nobody_else(desk: Desk) -> None:
    first, second = two_records(desk)
    stranger = a_pupil(desk, legal_forename="Noor", legal_surname="Haddad")
    slot = people.first_slot(desk, "three brown foxes", "three brown foxes")
    people.add(desk, PersonDraft(name="Tess", role="teaching-assistant"), [second.id], slot)
    merging.merge(desk, first.id, second.id)
    folder = desk.store.folder
    desk.close()
    keys = desks.unlock(folder, "three brown foxes", floor=CHEAP)
    theirs = desks.open_with(folder, keys, day=lambda: TODAY, clock=Clock(datetime(2026, 11, 20, 12, tzinfo=UTC)))
    try:
        assert {pupil.id for pupil in pupils.all_pupils(theirs)} == {first.id}
        assert nouns.PUPILS.find(theirs.store, stranger.id) is None
        assert recent.recent(theirs) == []
        trail.looked(theirs, first.id)
        assert [pupil.id for pupil in recent.recent(theirs)] == [first.id]
        with pytest.raises(RefusedError):
            merging.merge(theirs, first.id, stranger.id)
        with pytest.raises(RefusedError):
            duplicates.candidates(theirs)
    finally:
        theirs.close()


def test_an_older_backup_that_holds_both_records_is_erased_of_both(desk: Desk, tmp_path: Path) -> None:
    first, second = two_records(desk)
    to = tmp_path / "school-backup-2026-11-20.sencodesk"
    desks.back_up(desk, to)
    merging.merge(desk, first.id, second.id)
    plan = erasing.plan(desk, first.id)
    assert [copy.state for copy in plan.copies if copy.name == to.name] == ["holds"]
    done = erasing.erase(desk, plan, typed_name=first.name, reason="Past its day").value
    scrubbed = erasing.scrub(desk, done, [copy for copy in plan.copies if copy.state == "holds"])
    assert not scrubbed.troubles
    erasing.finish(desk, done, scrubbed)
    assert desk.store.keys is not None
    assert found(to, desk.store.keys, {TOLD, "Amelya", "Grizelda"}) == {}
