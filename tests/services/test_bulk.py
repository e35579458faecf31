"""Changing several children as one: what is seen is what is done, and undo puts back every record."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from senco_desk.domain.bulk import BulkDraft
from senco_desk.domain.custom_fields import CustomFieldDraft
from senco_desk.domain.problems import CancelledError, RefusedError
from senco_desk.services import bulk, custom_fields, desks, pupils, records
from senco_desk.services.desk import Desk
from senco_desk.store import nouns
from tests.builders import TODAY, a_cycle, a_desk, a_pupil, a_status, everything, set_needs


def some(desk: Desk) -> list[str]:
    made = [a_pupil(desk, legal_surname=name, class_name=f"4{name}") for name in "ABCD"]
    a_status(desk, made[0])
    a_cycle(desk, made[0])
    a_status(desk, made[1], "monitoring", ())
    a_status(desk, made[2], "E", ("ASD", "SLCN"))
    return [each.id for each in made]


drafts = st.sampled_from(
    [
        {"deed": "class", "class_name": "4A"},
        {"deed": "year", "year_group": "5"},
        {"deed": "need", "need": "SLCN"},
        {"deed": "review", "review_due": TODAY},
        {"deed": "status", "status": "K", "start": TODAY, "reason": "Agreed"},
        {"deed": "status", "status": "N", "start": TODAY, "reason": "Agreed"},
        {"deed": "note", "text": "Letter sent."},
    ]
)


@settings(max_examples=20)
@given(drafts)
def test_what_was_seen_is_what_is_done_and_undo_puts_all_back(
    tmp_path_factory: pytest.TempPathFactory, made: dict
) -> None:
    desk = a_desk(tmp_path_factory.mktemp("bulk"))
    try:
        ids = some(desk)
        before = everything(desk)
        draft = BulkDraft(pupils=tuple(ids), **made)
        seen = bulk.plan(desk, draft)
        assert everything(desk) == before
        done = bulk.apply(desk, draft)
        assert done.value == seen
        for line in bulk.plan(desk, draft).lines:
            if draft.deed not in ("note", "status"):
                assert line.left_out, "done once, nothing is left to do"
        desks.undo(desk)
        assert everything(desk) == before
    finally:
        desk.close()


def test_a_status_in_bulk_follows_the_rules_of_one(desk: Desk) -> None:
    ids = some(desk)
    draft = BulkDraft(pupils=tuple(ids), deed="status", status="K", start=TODAY, reason="Agreed")
    left = {line.name[-1]: line.left_out for line in bulk.plan(desk, draft).lines}
    assert "already has the status" in left["A"]
    assert left["B"] == left["C"] == left["D"] == ""
    bulk.apply(desk, draft)
    assert pupils.record_of(desk, ids[2]).status(TODAY).status == "K"
    for unsaid in ({"reason": "", "start": TODAY}, {"reason": "Agreed", "start": None}):
        with pytest.raises(RefusedError):
            bulk.plan(desk, BulkDraft(pupils=tuple(ids), deed="status", **unsaid))


def test_a_need_that_was_to_begin_later_begins_today(desk: Desk) -> None:
    pupil = a_pupil(desk)
    set_needs(desk, pupil.id, ["ASD"], TODAY.replace(year=2027))
    bulk.apply(desk, BulkDraft(pupils=(pupil.id,), deed="need", need="ASD"))
    assert [need.code for need in pupils.record_of(desk, pupil.id).needs_on(TODAY)] == ["ASD"]


def test_a_field_of_the_schools_own_is_set_changed_and_taken_out_for_several(desk: Desk) -> None:
    ids = some(desk)[:3]
    field = custom_fields.add(desk, CustomFieldDraft(name="House")).value
    custom_fields.set_value(desk, ids[0], field.id, "Red")
    custom_fields.set_value(desk, ids[1], field.id, "Blue")
    set_all = BulkDraft(pupils=tuple(ids), deed="field", field_id=field.id, value="Blue")
    assert [bool(line.left_out) for line in bulk.plan(desk, set_all).lines] == [False, True, False]
    bulk.apply(desk, set_all)
    assert [custom_fields.of_pupil(desk, each) for each in ids] == [{field.id: "Blue"}] * 3
    bulk.apply(desk, set_all.model_copy(update={"value": ""}))
    assert nouns.CUSTOM_VALUES.all(desk.store) == []


def test_nobody_to_change_is_refused_and_a_stop_leaves_everything(desk: Desk) -> None:
    ids = some(desk)
    with pytest.raises(RefusedError, match="Nobody would change"):
        bulk.apply(desk, BulkDraft(pupils=(ids[1],), deed="review", review_due=TODAY))

    class Stopped:
        def start(self, what: str, total: int) -> None: ...

        def step(self, done: int = 1) -> None:
            raise CancelledError

    before = everything(desk)
    with pytest.raises(CancelledError):
        bulk.apply(desk, BulkDraft(pupils=tuple(ids), deed="class", class_name="9Z"), Stopped())
    assert everything(desk) == before


def test_what_is_saved_while_the_children_are_looked_at_is_refused_and_never_overwritten(desk: Desk) -> None:
    child = a_pupil(desk)
    second = desk.writer()
    refused: list[str] = []

    class Saving:
        def start(self, what: str, total: int) -> None:
            try:
                records.save(desk, child.model_copy(update={"strengths": "Typed just now"}))
            except RefusedError as error:
                refused.append(str(error))

        def step(self, done: int = 1) -> None: ...

    bulk.apply(second, BulkDraft(pupils=(child.id,), deed="class", class_name="9Z"), Saving())
    assert refused
    assert all("Several children are being changed" in each for each in refused)
    kept = pupils.get(desk, child.id)
    assert (kept.class_name, kept.strengths) == ("9Z", child.strengths)
    records.save(desk, kept.model_copy(update={"strengths": "Typed just now"}))
    second.close()
