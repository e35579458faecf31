"""What somebody with limited rights reads of the journal: nothing of a child who was in the wrong record once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from senco_desk.domain.papers import NoteDraft
from senco_desk.domain.register_views import RegisterView
from senco_desk.domain.school import PersonDraft
from senco_desk.services import arrivals, merging, paper_deeds, people, records, register_views, undoing
from senco_desk.services import bin as removed_things
from senco_desk.services.attaching import Arriving
from senco_desk.services.desk import Desk
from senco_desk.store import nouns
from tests.builders import TODAY, a_desk, a_pupil
from tests.store.test_sight import SECRET, WORDS, School, opened


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = a_desk(tmp_path)
    yield desk
    desk.close()


@contextmanager
def left_to(desk: Desk, role: str, *assigned: str) -> Iterator[Desk]:
    """The same desk, closed by the SENCO and opened by somebody else, until they have done."""
    slot = people.first_slot(desk, WORDS, WORDS)
    person = people.add(desk, PersonDraft.model_validate({"name": "Tess", "role": role}), list(assigned), slot).value
    folder = desk.store.folder
    desk.close()
    theirs = opened(School(folder, "", "", "", "", person.id))
    try:
        yield theirs
    finally:
        theirs.close()


def told(desk: Desk) -> str:
    """All that the journal, the saved views and the bin say to whoever opened the desk."""
    rows = [desk.store.query(f"select * from {table}") for table in ("journal_row", "saved_view", "document", "note")]
    return json.dumps(rows, ensure_ascii=False) + repr(removed_things.contents(desk))


def test_after_a_mistaken_merging_was_undone_neither_child_is_told_of_in_the_others(desk: Desk) -> None:
    mine = a_pupil(desk, legal_forename="Alfie", legal_surname="Mine")
    records.add(desk, NoteDraft(pupil_id=mine.id, on=TODAY, text="My own words"))
    other = a_pupil(desk, legal_forename=SECRET, legal_surname="Other", strengths=f"{SECRET} sings")
    records.add(desk, NoteDraft(pupil_id=other.id, on=TODAY, text=f"About {SECRET}"))
    merging.merge(desk, mine.id, other.id)
    undoing.undo(desk)
    with left_to(desk, "teaching-assistant", mine.id) as theirs:
        said = told(theirs)
        assert SECRET not in said
        assert other.id not in said
        assert "My own words" in said


def test_a_row_that_went_from_one_record_to_another_is_told_of_to_who_sees_both(desk: Desk) -> None:
    mine, other = a_pupil(desk, legal_forename="Alfie"), a_pupil(desk, legal_forename="Grace")
    note = records.add(desk, NoteDraft(pupil_id=other.id, on=TODAY, text=f"About {SECRET}")).value
    with desk.store.change("Move note") as change:
        change.save(nouns.NOTES, note.model_copy(update={"pupil_id": mine.id, "text": "About Alfie"}))
    with left_to(desk, "teaching-assistant", mine.id) as theirs:
        assert SECRET not in told(theirs)
        assert "About Alfie" in told(theirs)


def test_the_history_of_a_record_that_was_made_one_is_the_childs(desk: Desk) -> None:
    mine, same = a_pupil(desk, legal_forename="Alfie"), a_pupil(desk, legal_forename="Alfy")
    moved = records.add(desk, NoteDraft(pupil_id=same.id, on=TODAY, text="Went over")).value
    merging.merge(desk, mine.id, same.id)
    with left_to(desk, "teaching-assistant", mine.id) as theirs:
        rows = theirs.store.query("select before from journal_row where row_id = ? and before is not null", [moved.id])
        assert len(rows) == 1


def test_a_paper_that_was_in_the_wrong_record_is_told_of_in_its_own_alone(desk: Desk) -> None:
    mine = a_pupil(desk, legal_forename="Alfie", legal_surname="Mine")
    other = a_pupil(desk, legal_forename=SECRET, legal_surname="Other")
    for number, text in enumerate((f"Name: {SECRET} Other\n{SECRET} sings".encode(), b"Alfie Mine reads")):
        arrivals.keep(desk, arrivals.read_in(desk, mine.id, [Arriving(text, f"{number} {text[:20].decode()}.txt")]))
    (paper,) = [each for each in nouns.DOCUMENTS.of(desk.store, pupil_id=mine.id) if each.about == "other"]
    paper_deeds.move(desk, paper, other.id)
    with left_to(desk, "teaching-assistant", mine.id) as theirs:
        said = told(theirs)
        assert SECRET not in said
        assert paper.blob not in said
        assert "Alfie Mine" in said


@pytest.mark.parametrize("role", ["teaching-assistant", "headteacher", "assistant"])
def test_a_view_that_is_not_shared_is_its_owners_alone(desk: Desk, role: str) -> None:
    register_views.keep(desk, "Watched", RegisterView(typed=SECRET))
    kept = register_views.keep(desk, f"{SECRET} and co", RegisterView()).value
    register_views.share(desk, kept.id, shared=True, view=RegisterView())
    register_views.share(desk, kept.id, shared=False, view=RegisterView())
    register_views.keep(desk, "For all", RegisterView(), shared=True)
    gone = register_views.keep(desk, "Once", RegisterView(typed=SECRET)).value
    register_views.remove(desk, gone.id)
    with left_to(desk, role) as theirs:
        assert [each.name for each in nouns.SAVED_VIEWS.all(theirs.store)] == ["For all"]
        if role == "assistant":
            own = register_views.keep(theirs, "Watched", RegisterView()).value
            register_views.rename(theirs, own.id, "Mine")
            undoing.undo(theirs)
            assert [each.name for each in register_views.listed(theirs)] == ["For all", "Watched"]
        assert SECRET not in told(theirs)


def test_the_senco_reads_every_view(desk: Desk) -> None:
    register_views.keep(desk, "Watched", RegisterView(typed=SECRET))
    assert SECRET in told(desk)
