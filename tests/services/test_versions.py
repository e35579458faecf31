"""Earlier versions of plans, reviews, views and texts: listed, compared word by word, and brought back."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from senco_desk.domain.comparing import compared, words_changed
from senco_desk.domain.needs import AreaNoteDraft
from senco_desk.domain.papers import NoteDraft
from senco_desk.domain.problems import RefusedError
from senco_desk.domain.school import StaffDraft
from senco_desk.domain.views import ViewDraft
from senco_desk.services import bin as removed_things
from senco_desk.services import cycles, desks, provision, pupils, records, schools, versions
from senco_desk.services.desk import Desk
from senco_desk.services.versions import Subject
from senco_desk.store import nouns
from tests.builders import TODAY, a_cycle, a_provision, a_pupil, a_review, an_outcome, everything

WORDS = some.lists(
    some.sampled_from(["a", "b", "the", "child", "reads", "well.", "Then\n", "stops!", "again", "3", "of", "10"]),
    max_size=40,
)


@given(WORDS, WORDS)
@settings(deadline=None)
def test_the_pieces_make_both_texts_again(one: list[str], other: list[str]) -> None:
    older, newer = " ".join(one), " ".join(other)
    pieces = compared(older, newer)
    assert "".join(piece.text for piece in pieces if piece.kind != "added") == older
    assert "".join(piece.text for piece in pieces if piece.kind != "removed") == newer
    assert all(piece.text for piece in pieces)
    assert (older == newer) == all(piece.kind == "same" for piece in pieces)


def test_words_are_told_apart_not_sentences() -> None:
    pieces = compared("He reads well. He stops often.", "He reads well. He rarely stops.")
    assert [(piece.kind, piece.text) for piece in pieces] == [
        ("same", "He reads well. He "),
        ("added", "rarely "),
        ("same", "stops"),
        ("removed", " often"),
        ("same", "."),
    ]
    assert words_changed(pieces) == (1, 1)


def test_texts_as_long_as_they_may_be_are_compared_quickly() -> None:
    older = " ".join(f"word{at % 97} the of and" for at in range(4_000))[:20_000]
    newer = " ".join(f"word{at % 89} and of the" for at in range(4_000))[:20_000]
    sentences = "The child reads with help. "
    started = time.perf_counter()
    compared(older, newer)
    compared(older.replace("and", "and."), newer.replace("and", "and."))
    compared(sentences * 740, sentences * 400 + "And alone. " + sentences * 330)
    assert time.perf_counter() - started < 1.0


def test_a_plan_has_a_version_for_each_change_of_its_words(desk: Desk) -> None:
    cycle = a_cycle(desk, a_pupil(desk), strategies="Show pictures.")
    outcome = an_outcome(desk, cycle)
    cycles.save(desk, cycle.model_copy(update={"strategies": "Show pictures first."}))
    cycles.save_outcome(desk, outcome.model_copy(update={"target": "9 of 10"}))
    listed = versions.versions(desk, Subject("plan", cycle.id))
    assert [each.deed for each in listed] == ["Change outcome", "Change cycle", "Add outcome", "Open cycle"]
    assert [each.number for each in listed] == [4, 3, 2, 1]
    assert [each.is_now for each in listed] == [True, False, False, False]
    between = versions.compare(listed[3], listed[0])
    changed = {passage.name: passage for passage in between if passage.changed}
    assert "Adjustments and strategies" in changed
    assert "Outcome 1: aim" in changed
    assert "first" in "".join(p.text for p in changed["Adjustments and strategies"].pieces if p.kind == "added")
    assert (
        versions.difference(versions.compare(listed[1], listed[0])) == "1 word added and 1 word removed, in one field."
    )
    assert versions.difference(versions.compare(listed[0], listed[0])) == "Both say the same."


def test_an_older_plan_comes_back_and_undo_takes_it_away_again(desk: Desk) -> None:
    cycle = a_cycle(desk, a_pupil(desk), strategies="Show pictures.")
    first = an_outcome(desk, cycle)
    then = everything(desk)
    cycles.save(desk, cycle.model_copy(update={"strategies": "Nothing."}))
    cycles.remove_outcome(desk, first.id)
    an_outcome(desk, cycle, aim="Waits for a turn")
    now = everything(desk)
    subject = Subject("plan", cycle.id)
    wanted = next(each for each in versions.versions(desk, subject) if each.deed == "Add outcome" and each.number == 2)
    done = versions.restore(desk, subject, wanted)
    assert done.changes is not None
    assert done.changes.label == "Restore earlier plan"
    assert everything(desk) == then
    assert [each.what for each in removed_things.contents(desk)] == ["Outcome: Waits for a turn"]
    desks.undo(desk)
    assert everything(desk) == now


def test_an_older_text_does_not_open_a_reviewed_cycle_again(desk: Desk) -> None:
    cycle = a_cycle(desk, a_pupil(desk), strategies="Show pictures.")
    outcome = an_outcome(desk, cycle)
    cycles.save(desk, cycle.model_copy(update={"strategies": "Show more."}))
    met = outcome.model_copy(update={"result": "8 of 10", "achieved": "met", "result_on": TODAY})
    cycles.record_review(desk, a_review(cycle), [met])
    subject = Subject("plan", cycle.id)
    versions.restore(desk, subject, versions.versions(desk, subject)[-2])
    record = pupils.record_of(desk, cycle.pupil_id)
    assert (record.cycles[0].stage, record.cycles[0].closed_on) == ("closed", TODAY)
    assert record.cycles[0].strategies == "Show pictures."
    assert (record.outcomes[0].result, record.outcomes[0].achieved) == ("8 of 10", "met")


def test_a_childs_page_its_texts_and_areas(desk: Desk) -> None:
    child = a_pupil(desk, strengths="Draws.")
    records.save(desk, child.model_copy(update={"strengths": "Draws and sings."}))
    note = AreaNoteDraft(pupil_id=child.id, area="ci", on=TODAY, strengths="Asks for help.")
    records.add(desk, note)
    subject = Subject("page", child.id)
    listed = versions.versions(desk, subject)
    assert len(listed) == 3
    assert ("Communication and interaction: strengths", "Asks for help.") in listed[0].passages
    versions.restore(desk, subject, listed[-1])
    assert pupils.get(desk, child.id).strengths == "Draws."
    assert pupils.record_of(desk, child.id).area_notes == ()


def test_views_notes_reviews_and_lines_have_versions(desk: Desk) -> None:
    child = a_pupil(desk)
    cycle = a_cycle(desk, child)
    view = records.add(desk, ViewDraft(pupil_id=child.id, whose="child", on=TODAY, words="I draw.")).value
    records.save(desk, view.model_copy(update={"words": "I like to draw."}))
    records.add(desk, NoteDraft(pupil_id=child.id, on=TODAY, text="Rang home."))
    group = a_provision(desk, child)
    provision.save(desk, group.provision.model_copy(update={"minutes": 45}))
    cycles.record_review(desk, a_review(cycle))
    kinds = [subject.kind for subject in versions.subjects(desk, child.id)]
    assert kinds == ["page", "plan", "review", "view", "view", "view", "provision", "note"]
    listed = {each.kind: versions.versions(desk, each) for each in versions.subjects(desk, child.id)}
    assert len(listed["view"]) == 2
    assert len(listed["provision"]) == 2
    before = everything(desk)
    versions.restore(desk, Subject("provision", group.provision.id), listed["provision"][-1])
    assert provision.get(desk, group.provision.id).provision.minutes == 60
    desks.undo(desk)
    assert everything(desk) == before


def test_what_was_undone_is_a_version_too(desk: Desk) -> None:
    child = a_pupil(desk, strengths="Draws.")
    records.save(desk, child.model_copy(update={"strengths": "Sings."}))
    desks.undo(desk)
    listed = versions.versions(desk, Subject("page", child.id))
    assert [each.deed for each in listed] == ["Undone: change pupil", "Change pupil", "Add pupil"]
    assert listed[1].passages != listed[0].passages


def test_a_version_that_breaks_a_rule_today_is_refused_with_every_problem(desk: Desk) -> None:
    child = a_pupil(desk)
    other = a_pupil(desk, legal_forename="Grace")
    records.save(desk, child.model_copy(update={"upn": "", "year_group": "5"}))
    records.save(desk, other.model_copy(update={"upn": child.upn}))
    subject = Subject("page", child.id)
    before = everything(desk)
    with pytest.raises(RefusedError, match="has taken the number"):
        versions.restore(desk, subject, versions.versions(desk, subject)[-1])
    assert everything(desk) == before


def test_a_removed_thing_is_restored_from_the_bin_first(desk: Desk) -> None:
    child = a_pupil(desk)
    note = records.add(desk, NoteDraft(pupil_id=child.id, on=date(2026, 11, 3), text="Rang home.")).value
    listed = versions.versions(desk, Subject("note", note.id))
    records.remove(desk, note)
    with pytest.raises(RefusedError, match="Restore it from the bin first"):
        versions.restore(desk, Subject("note", note.id), listed[0])


def test_a_version_that_names_somebody_gone_comes_back_after_they_do(desk: Desk) -> None:
    child = a_pupil(desk)
    first, second = (schools.add_staff(desk, StaffDraft(name=name, role="TA")).value for name in ("Mrs A", "Mrs B"))
    line = a_provision(desk, child, staff_id=first.id).provision
    provision.save(desk, line.model_copy(update={"staff_id": second.id, "what": "Another group"}), [child.id])
    records.remove(desk, first)
    about = Subject("provision", line.id)
    before = everything(desk)
    with pytest.raises(RefusedError, match=r"names a member of staff that has been removed since.*File › Bin"):
        versions.restore(desk, about, versions.versions(desk, about)[-1])
    assert everything(desk) == before
    (gone,) = [each for each in removed_things.contents(desk) if each.key == ("staff", first.id)]
    removed_things.restore(desk, gone)
    versions.restore(desk, about, versions.versions(desk, about)[-1])
    assert nouns.PROVISIONS.get(desk.store, line.id).staff_id == first.id
