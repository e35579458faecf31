"""All that was done since the desk was opened can be undone and redone, one by one or several at once."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from senco_desk.domain.papers import NoteDraft
from senco_desk.domain.problems import CancelledError, RefusedError
from senco_desk.domain.views import ViewDraft
from senco_desk.services import bin as removed_things
from senco_desk.services import cycles, provision, pupils, records, undoing, versions
from senco_desk.services.desk import Desk
from senco_desk.store.trail_faults import faults
from tests.builders import (
    TODAY,
    a_cycle,
    a_desk,
    a_provision,
    a_pupil,
    a_review,
    a_status,
    an_outcome,
    everything,
    reopened,
)


def _notes(desk: Desk, pupil_id: str, *texts: str) -> None:
    for text in texts:
        records.add(desk, NoteDraft(pupil_id=pupil_id, on=TODAY, text=text))


def test_undo_ends_where_the_desk_was_opened(desk: Desk) -> None:
    child = a_pupil(desk)
    _notes(desk, child.id, "Before.")
    since = undoing.mark(desk)
    assert undoing.undo_label(desk, since) == ""
    with pytest.raises(RefusedError, match="nothing to undo"):
        undoing.undo(desk, since)
    _notes(desk, child.id, "After.")
    assert undoing.undo_label(desk, since) == "Add note"
    undoing.undo(desk, since)
    assert undoing.undo_label(desk, since) == ""
    assert undoing.redo_label(desk, since) == "Add note"
    assert undoing.redo_label(desk, undoing.mark(desk)) == ""


def test_a_desk_opened_anew_has_nothing_to_undo(desk: Desk) -> None:
    a_pupil(desk)
    desk.store.clock.now  # noqa: B018
    again = reopened(desk)
    try:
        assert undoing.undo_label(again, undoing.mark(again)) == ""
        assert undoing.undo_label(again) == "Add pupil"
    finally:
        again.close()


def test_back_to_a_deed_undoes_it_and_all_after_it(desk: Desk) -> None:
    child = a_pupil(desk)
    since = undoing.mark(desk)
    before = everything(desk)
    _notes(desk, child.id, "One.")
    kept = everything(desk)
    _notes(desk, child.id, "Two.", "Three.")
    a_provision(desk, child)
    after = everything(desk)
    steps = undoing.steps(desk, since)
    assert [step.label for step in steps] == ["Add provision", "Add note", "Add note", "Add note"]
    assert steps[0].touched == "1 provision, 1 child’s place"
    assert steps[0].children == "Amelia O’Neill"
    changes = undoing.undo_back_to(desk, steps[2].id, since)
    assert changes.label == "3 deeds"
    assert changes.nouns == {"note", "provision", "provision_pupil"}
    assert everything(desk) == kept
    for _ in range(3):
        undoing.redo(desk, since)
    assert everything(desk) == after
    undoing.undo_back_to(desk, steps[3].id, since)
    assert everything(desk) == before


def test_nothing_is_undone_where_one_of_several_cannot_be(desk: Desk) -> None:
    child = a_pupil(desk)
    since = undoing.mark(desk)
    records.save(desk, child.model_copy(update={"class_name": "5C"}))
    _notes(desk, child.id, "Later.")
    person, desk.store.person = desk.store.person, "another person"
    records.save(desk, child.model_copy(update={"class_name": "5D"}))
    desk.store.person = person
    before = everything(desk)
    with pytest.raises(RefusedError, match=r"“Change pupil” can no longer be undone.*Nothing was undone"):
        undoing.undo_back_to(desk, undoing.steps(desk, since)[1].id, since)
    assert everything(desk) == before


def test_something_entered_since_that_depends_on_it_is_said_in_words(desk: Desk) -> None:
    since = undoing.mark(desk)
    child = a_pupil(desk)
    person, desk.store.person = desk.store.person, "another person"
    _notes(desk, child.id, "Depends on the child.")
    desk.store.person = person
    before = everything(desk)
    with pytest.raises(RefusedError, match="depends on it"):
        undoing.undo_back_to(desk, undoing.steps(desk, since)[0].id, since)
    assert everything(desk) == before


def test_redo_is_dropped_when_something_new_is_done(desk: Desk) -> None:
    child = a_pupil(desk)
    _notes(desk, child.id, "One.")
    undoing.undo(desk)
    assert undoing.redo_label(desk) == "Add note"
    _notes(desk, child.id, "Two.")
    assert undoing.redo_label(desk) == ""
    with pytest.raises(RefusedError, match="nothing to redo"):
        undoing.redo(desk)


def _child(desk: Desk, at: int) -> Any:
    found = pupils.all_pupils(desk)
    return found[at % len(found)]


def _record(desk: Desk, at: int) -> Any:
    return pupils.record_of(desk, _child(desk, at).id)


def _cycle(desk: Desk, at: int) -> Any:
    return _record(desk, at).current_cycle()


def _remove_some(desk: Desk, at: int) -> None:
    record = _record(desk, at)
    there = [*record.notes, *record.views, *record.contacts, *record.area_notes]
    if there:
        records.remove(desk, there[at % len(there)])


def _remove_line(desk: Desk, at: int) -> None:
    groups = provision.all_groups(desk)
    if groups:
        provision.remove(desk, groups[at % len(groups)].provision.id)


def _restore_some(desk: Desk, at: int) -> None:
    listed = removed_things.contents(desk)
    if listed:
        removed_things.restore(desk, listed[at % len(listed)])


def _older(desk: Desk, at: int) -> None:
    found = versions.subjects(desk, _child(desk, at).id)
    subject = found[at % len(found)]
    listed = versions.versions(desk, subject)
    versions.restore(desk, subject, listed[at % len(listed)])


DEEDS: list[Callable[[Desk, int], object]] = [
    lambda desk, at: a_pupil(desk, legal_forename=f"Child {at}"),
    lambda desk, at: records.save(desk, _child(desk, at).model_copy(update={"class_name": f"{at}A", "strengths": "x"})),
    lambda desk, at: _notes(desk, _child(desk, at).id, f"Note {at}."),
    lambda desk, at: records.add(
        desk, ViewDraft(pupil_id=_child(desk, at).id, whose="child", on=TODAY, words=f"Words {at}.")
    ),
    lambda desk, at: a_status(desk, _child(desk, at), "KE"[at % 2], ("SLCN", "MLD")[: 1 + at % 2]),
    lambda desk, at: a_cycle(desk, _child(desk, at)),
    lambda desk, at: an_outcome(desk, _cycle(desk, at)),
    lambda desk, at: cycles.save(desk, _cycle(desk, at).model_copy(update={"strategies": f"Way {at}."})),
    lambda desk, at: cycles.record_review(desk, a_review(_cycle(desk, at)), with_parents=bool(at % 2)),
    lambda desk, at: a_provision(desk, _child(desk, at), _child(desk, at + 1)),
    _remove_some,
    _remove_line,
    _restore_some,
    _older,
]


@given(some.lists(some.tuples(some.sampled_from(range(len(DEEDS))), some.integers(0, 7)), min_size=1, max_size=12))
@settings(max_examples=12, deadline=None)
def test_undo_all_then_redo_all_is_where_one_was(deeds: list[tuple[int, int]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        desk = a_desk(Path(folder))
        try:
            child = a_pupil(desk)
            a_pupil(desk, legal_forename="Grace")
            a_cycle(desk, child)
            since = undoing.mark(desk)
            states = [everything(desk)]
            for which, at in deeds:
                try:
                    DEEDS[which](desk, at)
                except (RefusedError, AttributeError):  # not possible as things stand, or no cycle is open
                    continue
                if everything(desk) != states[-1]:
                    states.append(everything(desk))
            for state in reversed(states[:-1]):
                while everything(desk) != state:
                    undoing.undo(desk, since)
            assert undoing.undo_label(desk, since) == ""
            for state in states[1:]:
                while everything(desk) != state:
                    undoing.redo(desk, since)
            assert undoing.redo_label(desk, since) == ""
            if len(states) > 1:
                undoing.undo_back_to(desk, undoing.steps(desk, since)[-1].id, since)
                assert everything(desk) == states[0]
        finally:
            desk.close()


def test_the_command_line_undoes_the_last_change_whenever_it_was_made(desk: Desk) -> None:
    a_pupil(desk)
    again = reopened(desk)
    try:
        assert undoing.undo_label(again) == "Add pupil"
    finally:
        again.close()


class _Told:
    """A progress that notes what it is told, and stops the work after so many steps."""

    def __init__(self, stop_after: int = 1_000_000) -> None:
        self.began: list[tuple[str, int]] = []
        self.done, self._stop_after = 0, stop_after

    def start(self, what: str, total: int) -> None:
        self.began.append((what, total))

    def step(self, done: int = 1) -> None:
        self.done += done
        if self.done > self._stop_after:
            raise CancelledError


@pytest.mark.parametrize("stop_after", range(6))
def test_several_deeds_that_are_stopped_anywhere_are_all_still_there(desk: Desk, stop_after: int) -> None:
    since = undoing.mark(desk)
    child = a_pupil(desk)
    _notes(desk, child.id, "One.", "Two.")
    before, trail = everything(desk), desk.store.query("select count(*) as number from trail")
    listed = undoing.steps(desk, since)
    assert [step.rows for step in listed] == [1, 1, 1]
    told = _Told(stop_after)
    with pytest.raises(CancelledError):
        undoing.undo_back_to(desk, listed[-1].id, since, progress=told)
    assert told.began == [("Undoing 3 deeds", 6)]
    assert everything(desk) == before
    assert desk.store.query("select count(*) as number from trail") == trail
    assert faults(desk.store) == []
    assert undoing.undo_label(desk, since) == "Add note"


def test_several_deeds_are_each_a_step_of_their_own_in_the_trail(desk: Desk) -> None:
    since = undoing.mark(desk)
    child = a_pupil(desk)
    _notes(desk, child.id, "One.")
    told = _Told()
    undoing.undo_back_to(desk, undoing.steps(desk, since)[-1].id, since, progress=told)
    assert told.done == told.began[0][1]
    kinds = desk.store.query("select kind, label from journal_change order by id desc limit 2")
    assert [tuple(row.values()) for row in kinds] == [("undo", "Add pupil"), ("undo", "Add note")]
    assert faults(desk.store) == []


def test_what_depends_on_one_of_several_keeps_them_all(desk: Desk) -> None:
    since = undoing.mark(desk)
    child, other = a_pupil(desk), a_pupil(desk, legal_forename="Grace")
    person, desk.store.person = desk.store.person, "another person"
    _notes(desk, child.id, "Depends on the child.")
    desk.store.person = person
    _notes(desk, other.id, "Mine.")
    before = everything(desk)
    with pytest.raises(RefusedError, match=r"depends on one of them\. Nothing was undone"):
        undoing.undo_back_to(desk, undoing.steps(desk, since)[-1].id, since)
    assert everything(desk) == before
    undoing.undo(desk, since)  # and what follows is done as ever
    assert undoing.undo_label(desk, since) == "Add pupil"


def test_only_what_was_shown_is_undone(desk: Desk) -> None:
    since = undoing.mark(desk)
    child = a_pupil(desk)
    asked, shown = undoing.undo_next(desk, since), undoing.steps(desk, since)
    _notes(desk, child.id, "Later.")
    before = everything(desk)
    with pytest.raises(RefusedError, match="something else has been done"):
        undoing.undo(desk, since, only=asked)
    with pytest.raises(RefusedError, match=r"something else has been done since\. Choose again"):
        undoing.undo_back_to(desk, shown[0].id, since, only=[step.id for step in shown])
    undoing.undo(desk, since)
    redo = undoing.redo_next(desk, since)
    assert redo is not None
    assert (redo.label, redo.is_long) == ("Add note", False)
    _notes(desk, child.id, "Another.")
    with pytest.raises(RefusedError, match="Nothing was done again"):
        undoing.redo(desk, since, only=redo)
    assert everything(desk) != before
