"""Changes commit whole, are journalled, and can be undone and redone; on a real encrypted desk."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from senco_desk.domain.problems import RefusedError
from senco_desk.domain.pupils import Pupil, PupilDraft
from senco_desk.domain.school import SchoolDraft
from senco_desk.store import journal, opening
from senco_desk.store.errors import NewerVersionError, WrongPassphraseError
from senco_desk.store.gateway import Store
from senco_desk.store.kdf import KdfParameters
from senco_desk.store.nouns import PUPILS, TABLES

CHEAP = KdfParameters(memory_kib=64, iterations=1, lanes=1)
PASSPHRASE = "correct horse battery"


class Ticking:
    """A clock that moves on by a second each time it is asked."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 22, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made, _code = opening.create_desk(
        tmp_path / "school.sencodesk",
        PASSPHRASE,
        SchoolDraft(name="Riverbank"),
        clock=Ticking(),
        kdf=CHEAP,
        floor=CHEAP,
    )
    yield made
    made.close()


def everything(store: Store) -> dict[str, list[dict[str, Any]]]:
    return {name: store.query(f'select * from "{name}" order by id') for name in TABLES}


def amelia(**fields: Any) -> PupilDraft:
    return PupilDraft(
        **{"legal_forename": "Amelia", "legal_surname": "O'Neill", "date_of_birth": date(2017, 3, 2)} | fields
    )


def test_a_change_that_fails_leaves_nothing_behind(store: Store) -> None:
    before = everything(store)

    def add_and_fail() -> None:
        with store.change("Add pupil") as change:
            change.add(PUPILS, amelia())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        add_and_fail()
    assert everything(store) == before
    assert journal.undoable(store) is None


def test_the_making_of_the_desk_is_never_undone(store: Store) -> None:
    with store.change("Add pupil") as change:
        change.add(PUPILS, amelia())
    journal.undo(store)
    before = everything(store)
    with pytest.raises(RefusedError, match="nothing to undo"):
        journal.undo(store)
    assert everything(store) == before
    assert len(before["school"]) == 1


def test_undo_and_redo_bring_back_exactly_what_was(store: Store) -> None:
    states = [everything(store)]
    with store.change("Add pupil") as change:
        child = change.add(PUPILS, amelia())
    states.append(everything(store))
    with store.change("Change pupil") as change:
        change.save(PUPILS, child.model_copy(update={"class_name": "4B"}))
    states.append(everything(store))
    with store.change("Remove pupil") as change:
        change.remove(PUPILS, child.id)
    states.append(everything(store))
    for state, label in zip(reversed(states[:-1]), ["Remove pupil", "Change pupil", "Add pupil"], strict=True):
        assert journal.undo(store).label == label
        assert everything(store) == state
    for state in states[1:]:
        journal.redo(store)
        assert everything(store) == state
    with pytest.raises(RefusedError, match="nothing to redo"):
        journal.redo(store)


def test_something_new_ends_what_could_be_redone(store: Store) -> None:
    with store.change("Add pupil") as change:
        change.add(PUPILS, amelia())
    journal.undo(store)
    with store.change("Add pupil") as change:
        change.add(PUPILS, amelia(legal_forename="Grace"))
    assert journal.redoable(store) is None


def test_undo_is_refused_in_words_when_the_row_has_changed_since(store: Store) -> None:
    with store.change("Add pupil") as change:
        child = change.add(PUPILS, amelia())
    store.db.table("pupil").update(child.id, {"class_name": "from elsewhere"})
    before = everything(store)
    with pytest.raises(RefusedError, match="has been changed since"):
        journal.undo(store)
    assert everything(store) == before


def test_the_history_of_a_row_shows_each_state_and_when_it_was_typed(store: Store) -> None:
    with store.change("Add pupil") as change:
        child = change.add(PUPILS, amelia())
    with store.change("Change pupil") as change:
        change.save(PUPILS, child.model_copy(update={"class_name": "4B"}))
    versions = journal.history(store, "pupil", child.id)
    assert [v.entry.label for v in versions] == ["Add pupil", "Change pupil"]
    assert versions[0].before is None
    assert versions[1].after is not None
    assert versions[1].after["class_name"] == "4B"
    assert versions[0].entry.at < versions[1].entry.at


def test_saving_what_is_already_so_changes_nothing(store: Store) -> None:
    with store.change("Add pupil") as change:
        child = change.add(PUPILS, amelia())
    with store.change("Change pupil") as change:
        change.save(PUPILS, child)
    assert change.changes is not None
    assert not change.changes.nouns
    assert journal.undoable(store).label == "Add pupil"  # type: ignore[union-attr]


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(deeds=st.lists(st.tuples(st.sampled_from(["add", "change", "remove", "undo", "redo"]), st.integers(0, 5))))
def test_any_run_of_deeds_can_be_undone_to_the_beginning(store: Store, deeds: list[tuple[str, int]]) -> None:
    start = everything(store)
    floor = journal.undoable(store)
    for deed, number in deeds:
        here = PUPILS.all(store)
        if deed == "undo" and journal.undoable(store) != floor:
            journal.undo(store)
        elif deed == "redo" and journal.redoable(store):
            journal.redo(store)
        elif deed == "add":
            with store.change("Add pupil") as change:
                change.add(PUPILS, amelia(legal_forename=f"Child {number}"))
        elif here and deed in ("change", "remove"):
            child: Pupil = here[number % len(here)]
            with store.change(deed.title()) as change:
                if deed == "change":
                    change.save(PUPILS, child.model_copy(update={"class_name": f"{number}{child.class_name[:4]}"}))
                else:
                    change.remove(PUPILS, child.id)
    while journal.undoable(store) != floor:
        journal.undo(store)
    assert everything(store) == start


def test_ids_rise_and_never_repeat(store: Store) -> None:
    ids = [store.ids.new() for _ in range(5_000)]
    assert ids == sorted(set(ids))
    assert {each[14] for each in ids} == {"7"}


def test_a_desk_opens_again_with_what_was_kept(store: Store) -> None:
    with store.change("Add pupil") as change:
        child = change.add(PUPILS, amelia())
    store.close()
    keys = opening.unlock(store.folder, PASSPHRASE, floor=CHEAP)
    again = opening.open_desk(store.folder, keys, clock=Ticking())
    assert PUPILS.get(again, child.id) == child
    assert again.person == store.person
    assert not again.check_wanted
    again.close()


def test_reading_beside_an_open_desk_changes_nothing(store: Store) -> None:
    keys = opening.unlock(store.folder, PASSPHRASE, floor=CHEAP)
    beside = opening.open_desk(store.folder, keys, clock=Ticking(), read_only=True)
    assert PUPILS.all(beside) == []
    with pytest.raises(RefusedError, match="reading only"), beside.change("Add pupil") as change:
        change.add(PUPILS, amelia())
    beside.close()
    with store.change("Add pupil") as change:
        change.add(PUPILS, amelia())


def test_a_wrong_passphrase_and_a_newer_file_are_told_apart(store: Store) -> None:
    with pytest.raises(WrongPassphraseError):
        opening.unlock(store.folder, "not the passphrase", floor=CHEAP)
    keys = opening.unlock(store.folder, PASSPHRASE, floor=CHEAP)
    store.db.execute("pragma user_version = 99")
    store.close()
    with pytest.raises(NewerVersionError):
        opening.open_desk(store.folder, keys, clock=Ticking())
