"""Words typed and not yet saved: they outlive the window, lie outside undo, and go with the pupil."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from senco_desk.domain.drafts import TypedWords, packed, unpacked
from senco_desk.domain.problems import RefusedError
from senco_desk.services import desks, drafts, erasing, undoing
from tests.builders import a_pupil, everything, reopened

NOW = datetime(2026, 11, 12, 10, 42, tzinfo=UTC)


def words(key="Form.NoteDraft|p1", **fields):
    usual = {"pupil_id": "p1", "title": "Note", "place": ("pupil", "p1", "chronology"), "typed": {"text": "  Half a "}}
    return TypedWords(key, **usual | fields)


def test_what_was_typed_is_there_when_the_desk_is_opened_again(desk):
    drafts.keep(desk, words(), NOW)
    drafts.keep(desk, words(typed={"text": "  Half a note "}), NOW)
    again = reopened(desk)
    try:
        found = drafts.find(again, "Form.NoteDraft|p1")
        assert found == words(typed={"text": "  Half a note "}, typed_at=NOW)
        assert drafts.kept(again) == [found]
        drafts.remove(again, "Form.NoteDraft|p1")
        drafts.remove(again, "Form.NoteDraft|p1")
        assert drafts.kept(again) == []
    finally:
        again.close()


def test_typing_is_no_change_that_could_be_undone(desk):
    a_pupil(desk)
    before, label, rows = everything(desk), undoing.undo_label(desk), desk.store.query("select * from journal_row")
    drafts.keep(desk, words(), NOW)
    assert everything(desk) == before
    assert undoing.undo_label(desk) == label
    assert desk.store.query("select * from journal_row") == rows
    assert desks.verify(desk).ok


def test_only_forms_that_were_on_the_screen_come_back_by_themselves(desk):
    drafts.keep(desk, words(), NOW)
    drafts.keep(desk, words("Form.ViewDraft|p1", is_open=False), NOW)
    assert [each.key for each in drafts.still_open(desk)] == ["Form.NoteDraft|p1"]
    assert len(drafts.kept(desk)) == 2


def test_a_desk_to_read_only_keeps_nothing_and_shows_nothing(desk):
    drafts.keep(desk, words(), NOW)
    reading = reopened(desk, read_only=True)
    try:
        assert not drafts.can_keep(reading)
        assert drafts.find(reading, "Form.NoteDraft|p1") is None
        assert drafts.still_open(reading) == []
        with pytest.raises(RefusedError, match="reading only"):
            drafts.keep(reading, words(), NOW)
    finally:
        reading.close()


def test_what_was_typed_about_a_pupil_goes_with_the_pupil(desk):
    gone, left = a_pupil(desk, legal_forename="Zebedee"), a_pupil(desk)
    for child in (gone, left):
        drafts.keep(desk, words(f"Form.NoteDraft|{child.id}", pupil_id=child.id, place=("pupil", child.id)), NOW)
    both = {"on": [gone.id, left.id]}
    drafts.keep(desk, words("ProvisionForm._entry", pupil_id="", place=("provision",), typed=both), NOW)
    plan = erasing.plan(desk, gone.id)
    erasing.erase(desk, plan, typed_name=gone.name, reason="Past its day", take=())
    assert [each.pupil_id for each in drafts.kept(desk)] == [left.id]


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.dates() | st.decimals(allow_nan=False),
    lambda inner: st.lists(inner, max_size=4).map(tuple),
)


@given(values)
def test_every_value_a_field_holds_comes_back_as_it_was(value):
    import json

    back = unpacked(json.loads(json.dumps(packed(value))))
    assert back == value
    assert type(back) is type(value)


def test_what_could_not_come_back_is_not_kept():
    for odd in (NOW, object(), {"a": 1}, 1.5):
        with pytest.raises(TypeError):
            packed(odd)
    with pytest.raises(ValueError, match="no typed words"):
        unpacked({"something": "else"})
    assert unpacked(packed((date(2026, 1, 2), Decimal("1.50")))) == (date(2026, 1, 2), Decimal("1.50"))
