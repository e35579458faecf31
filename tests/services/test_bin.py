"""What was removed can be found and brought back for thirty days, with everything that belonged to it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from senco_desk.domain.papers import NoteDraft
from senco_desk.domain.problems import RefusedError
from senco_desk.domain.provision import SessionDraft
from senco_desk.domain.pupils import ContactDraft
from senco_desk.domain.school import PersonDraft
from senco_desk.services import bin as removed_things
from senco_desk.services import cycles, desks, merging, people, provision, pupils, records, statuses, undoing, versions
from senco_desk.services.desk import Desk
from senco_desk.store import nouns
from tests.builders import (
    CHEAP,
    TODAY,
    Clock,
    a_cycle,
    a_provision,
    a_pupil,
    a_review,
    a_status,
    an_outcome,
    everything,
)


def _note(desk: Desk, pupil_id: str, text: str = "Rang home.") -> Any:
    return records.add(desk, NoteDraft(pupil_id=pupil_id, on=TODAY, text=text)).value


def _one(desk: Desk) -> removed_things.Removed:
    (found,) = removed_things.contents(desk)
    return found


def test_an_empty_bin(desk: Desk) -> None:
    assert removed_things.contents(desk) == []


def test_a_removed_note_is_listed_with_whose_it_was_and_who_removed_it(desk: Desk) -> None:
    child = a_pupil(desk)
    records.remove(desk, _note(desk, child.id))
    found = _one(desk)
    assert found.what == "Note of 20 November 2026: Rang home."
    assert (found.child, found.pupil_id, found.deed) == ("Amelia O’Neill", child.id, "Remove note")
    assert found.who
    assert found.days_left == 30
    assert found.at.date() == date(2026, 11, 20)


def test_restoring_brings_the_very_same_record_back_and_can_be_undone(desk: Desk) -> None:
    child = a_pupil(desk)
    note = _note(desk, child.id)
    before = everything(desk)
    records.remove(desk, note)
    gone = everything(desk)
    done = removed_things.restore(desk, _one(desk))
    assert everything(desk) == before
    assert done.changes is not None
    assert done.changes.label == "Restore note"
    assert removed_things.contents(desk) == []
    desks.undo(desk)
    assert everything(desk) == gone
    assert _one(desk).what.startswith("Note of")


def test_a_provision_is_one_thing_with_its_places_and_sessions(desk: Desk) -> None:
    one, other = a_pupil(desk), a_pupil(desk, legal_forename="Grace")
    group = a_provision(desk, one, other)
    for day in (4, 11, 18):
        provision.log_session(desk, SessionDraft(provision_id=group.provision.id, on=date(2026, 11, day)))
    before = everything(desk)
    provision.remove(desk, group.provision.id)
    found = _one(desk)
    assert found.parts == "3 sessions and 2 children’s places"
    assert found.child == "Amelia O’Neill"
    removed_things.restore(desk, found)
    assert everything(desk) == before


def test_what_a_thing_belonged_to_comes_back_with_it(desk: Desk) -> None:
    child = a_pupil(desk)
    group = a_provision(desk, child)
    session = provision.log_session(desk, SessionDraft(provision_id=group.provision.id, on=TODAY)).value
    before = everything(desk)
    provision.remove_session(desk, session.id)
    provision.remove(desk, group.provision.id)
    listed = removed_things.contents(desk)
    assert [each.deed for each in listed] == ["Remove provision", "Remove session"]
    assert removed_things.comes_with(desk, listed[0]) == ""
    assert "comes back with it: Language group" in removed_things.comes_with(desk, listed[1])
    removed_things.restore(desk, listed[1])
    assert everything(desk) == before
    assert removed_things.contents(desk) == []


def test_all_of_a_deed_comes_back_at_once_as_it_was(desk: Desk) -> None:
    child, other = a_pupil(desk), a_pupil(desk, legal_forename="Grace")
    group = a_provision(desk, child, other)
    session = SessionDraft(provision_id=group.provision.id, on=TODAY, absent=(child.id,))
    provision.log_session(desk, session)
    before = everything(desk)
    provision.take_off(desk, group.provision.id, child.id)
    assert everything(desk) != before
    removed_things.restore_deed(desk, _one(desk).change_id)
    assert everything(desk) == before  # the mark of absence too, which taking the child off had cleared


def test_a_place_that_was_given_again_is_refused_in_words(desk: Desk) -> None:
    child, other = a_pupil(desk), a_pupil(desk, legal_forename="Grace")
    group = a_provision(desk, child, other)
    provision.take_off(desk, group.provision.id, child.id)
    provision.save(desk, group.provision, [child.id, other.id])
    before = everything(desk)
    with pytest.raises(RefusedError, match="again already"):
        removed_things.restore(desk, _one(desk))
    assert everything(desk) == before


def test_what_was_undone_is_in_the_bin_and_comes_back_whole(desk: Desk) -> None:
    child = a_pupil(desk)
    cycle = a_cycle(desk, child)
    cycles.record_review(desk, a_review(cycle))
    reviewed = everything(desk)
    desks.undo(desk)
    _note(desk, child.id)  # now there is nothing to redo
    listed = removed_things.contents(desk)
    assert {each.deed for each in listed} == {"Undone: record review"}
    assert all(each.whole for each in listed)
    assert "comes back as that deed left it" in removed_things.comes_with(desk, listed[0])
    removed_things.restore(desk, listed[0])
    after = everything(desk)
    after.pop("note")
    reviewed.pop("note")
    assert after == reviewed


def test_what_was_undone_and_has_changed_since_is_refused_in_words(desk: Desk) -> None:
    child = a_pupil(desk)
    cycle = a_cycle(desk, child)
    cycles.record_review(desk, a_review(cycle))
    desks.undo(desk)
    cycles.save(desk, cycle.model_copy(update={"strategies": "Another way."}))
    with pytest.raises(RefusedError, match="changed since"):
        removed_things.restore(desk, removed_things.contents(desk)[0])


def test_a_status_comes_back_among_its_neighbours(desk: Desk) -> None:
    child = a_pupil(desk)
    a_status(desk, child, "monitoring", (), start=date(2026, 9, 1))
    a_status(desk, child, "K", start=date(2026, 10, 1))
    before = everything(desk)
    statuses.remove(desk, pupils.record_of(desk, child.id).statuses[1])
    removed_things.restore(desk, _one(desk))
    assert everything(desk)["status"] == before["status"]
    statuses.remove(desk, pupils.record_of(desk, child.id).statuses[1])
    a_status(desk, child, "E", start=date(2026, 10, 1))
    with pytest.raises(RefusedError, match="same day"):
        removed_things.restore(desk, _one(desk))


def test_a_second_removal_counts_once(desk: Desk) -> None:
    child = a_pupil(desk)
    contact = records.add(desk, ContactDraft(pupil_id=child.id, name="Sara O’Neill", relation="Mother")).value
    records.remove(desk, contact)
    removed_things.restore(desk, _one(desk))
    records.remove(desk, contact)
    assert _one(desk).what == "Sara O’Neill, mother"


def test_after_thirty_days_it_is_listed_no_more_but_the_history_keeps_it(desk: Desk) -> None:
    child = a_pupil(desk)
    note = _note(desk, child.id)
    records.remove(desk, note)
    clock: Any = desk.store.clock
    clock.now += timedelta(days=29, hours=23)
    assert _one(desk).days_left == 1
    clock.now += timedelta(hours=2)
    assert removed_things.contents(desk) == []
    kept = desk.store.query("select before from journal_row where row_id = ? and after is null", [note.id])
    assert "Rang home." in kept[0]["before"]


def test_an_outcome_of_a_removed_cycle_and_a_number_taken_since(desk: Desk) -> None:
    child = a_pupil(desk)
    cycle = a_cycle(desk, child)
    an_outcome(desk, cycle)
    desks.undo(desk)
    desks.undo(desk)
    a_cycle(desk, child)
    listed = removed_things.contents(desk)
    assert [each.deed for each in listed] == ["Undone: open cycle", "Undone: add outcome"]
    with pytest.raises(RefusedError):
        removed_things.restore(desk, listed[0])


def test_hundreds_of_removed_things_are_listed_and_come_back(desk: Desk) -> None:
    child = a_pupil(desk)
    with desk.store.change("Add notes") as change:
        kept = change.add_all(
            nouns.NOTES, [NoteDraft(pupil_id=child.id, on=TODAY, text=f"Note {at}") for at in range(400)]
        )
    with desk.store.change("Remove notes") as change:
        for note in kept:
            change.remove(nouns.NOTES, note.id)
    listed = removed_things.contents(desk)
    assert len(listed) == 400
    removed_things.restore_deed(desk, listed[0].change_id)
    assert removed_things.contents(desk) == []


def _as(desk: Desk, role: str, *pupil_ids: str) -> Desk:
    """The same desk, opened by somebody else."""
    slot = people.first_slot(desk, "three brown foxes", "three brown foxes")
    people.add(desk, PersonDraft.model_validate({"name": "Tess", "role": role}), pupil_ids, slot)
    folder = desk.store.folder
    desk.close()
    keys = desks.unlock(folder, "three brown foxes", floor=CHEAP)
    return desks.open_with(folder, keys, day=lambda: TODAY, clock=Clock(datetime(2026, 11, 20, 12, tzinfo=UTC)))


def test_who_may_not_see_a_rate_brings_a_line_back_with_it(desk: Desk) -> None:
    group = a_provision(desk, a_pupil(desk), rate_pence=1720)
    provision.save(desk, group.provision.model_copy(update={"notes": "Later."}))
    theirs = _as(desk, "assistant")
    try:
        since = undoing.mark(theirs)
        provision.remove(theirs, group.provision.id)
        removed_things.restore(theirs, _one(theirs))
        with theirs.store.lifted():
            kept = theirs.store.query("select rate_pence from main.provision")
        assert kept == [{"rate_pence": 1720}]
        line = versions.Subject("provision", group.provision.id)
        listed = versions.versions(theirs, line)
        assert not any("1720" in words or "17.20" in words for each in listed for _name, words in each.passages)
        versions.restore(theirs, line, listed[-1])
        steps = undoing.steps(theirs, since)
        assert [step.label for step in steps] == ["Restore earlier provision", "Restore provision", "Remove provision"]
        undoing.undo_back_to(theirs, steps[-1].id, since)
        with theirs.store.lifted():
            kept = theirs.store.query("select rate_pence, notes from main.provision")
        assert kept == [{"rate_pence": 1720, "notes": "Later."}]
    finally:
        theirs.close()


def test_a_teaching_assistant_finds_nothing_of_other_children_in_the_bin(desk: Desk) -> None:
    own, other = a_pupil(desk), a_pupil(desk, legal_forename="Grace", legal_surname="Day")
    records.remove(desk, _note(desk, own.id, "Own."))
    records.remove(desk, _note(desk, other.id, "Of another child."))
    theirs = _as(desk, "teaching-assistant", own.id)
    try:
        assert not [each for each in removed_things.contents(theirs) if each.pupil_id != own.id]
        with pytest.raises(RefusedError):
            versions.versions(theirs, versions.Subject("page", other.id))
    finally:
        theirs.close()


@pytest.mark.parametrize("way", ["undo", "bin"])
def test_what_was_said_of_two_records_made_one_by_mistake_is_in_neithers_bin(desk: Desk, way: str) -> None:
    own = a_pupil(desk)
    other = a_pupil(desk, legal_forename="Grace", legal_surname="Day", strengths="Sings")
    _note(desk, other.id)
    before = everything(desk)
    merging.merge(desk, own.id, other.id)
    if way == "undo":
        undoing.undo(desk)
    else:
        removed_things.restore(desk, _one(desk))
    assert everything(desk) == before
    assert removed_things.contents(desk) == []
    if way == "undo":
        undoing.redo(desk)
        assert _one(desk).child == "Grace Day"
        assert len(nouns.NOTES.of(desk.store, pupil_id=own.id)) == 2


def test_a_headteacher_reads_the_bin_and_restores_nothing(desk: Desk) -> None:
    child = a_pupil(desk)
    records.remove(desk, _note(desk, child.id))
    before = everything(desk)
    theirs = _as(desk, "headteacher")
    try:
        with pytest.raises(RefusedError):
            removed_things.restore(theirs, _one(theirs))
        with theirs.store.lifted():
            assert theirs.store.query("select * from main.note") == before["note"] == []
    finally:
        theirs.close()
