"""Changing several children at once from the register: seen first, done as one, undone as one; large ones as a job."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from senco_desk.domain.custom_fields import CustomFieldDraft
from senco_desk.services import bulk, custom_fields, pupils, undoing
from senco_desk.store import nouns
from senco_desk.ui import register_changing
from senco_desk.ui.pages import Place
from tests import desk_window
from tests.screens import choose, press, type_into
from tests.walking import settled

children, desk, opened = desk_window.children, desk_window.desk, desk_window.opened


@pytest.fixture
def page(desk, children, opened):
    with desk.store.change("Field") as change:
        change.add(nouns.CUSTOM_FIELDS, CustomFieldDraft(name="Letter sent", kind="date"))
    return opened.window.go(Place("register"))


@pytest.fixture
def form(page):
    page.table.selectAll()
    press(page, "Change 4 selected…")
    return page.changing.form


def told(form, qtbot):
    qtbot.waitUntil(lambda: form.plan is not None or not form._soon.isActive())
    return [(line.name, line.before, line.after, line.left_out) for line in form.plan.lines]


def test_the_class_of_several_is_changed_and_undone_as_one(page, form, desk, children, qtbot, opened):
    type_into(form, class_name="4B")
    assert told(form, qtbot) == [
        ("Grace Day", "5C", "4B", ""),
        ("Yusuf Khan", "6A", "4B", ""),
        ("Amelia O’Neill", "4B", "4B", "It is so already."),
        ("Łucja Świątek", "1B", "4B", ""),
    ]
    assert form.told.text() == "3 children would change; 1 is left out."
    press(form, "Change 3 children")
    assert [pupils.get(desk, each.id).class_name for each in children.values()] == ["4B", "4B", "4B", "4B", "RA"]
    assert undoing.undo_label(desk) == "Change class for 3 children"
    assert page.room.sheet.form is None
    opened.window.registry.run("desk.undo")
    assert pupils.get(desk, children["grace"].id).class_name == "5C"


def test_what_was_typed_a_moment_ago_is_shown_before_it_is_done(form, desk, children):
    type_into(form, class_name="9Z")
    QTest.keyClick(form.fields["class_name"].input, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert pupils.get(desk, children["grace"].id).class_name == "5C"
    assert form.plan is not None
    QTest.keyClick(form.fields["class_name"].input, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert pupils.get(desk, children["grace"].id).class_name == "9Z"


def test_who_has_no_cycle_is_left_out_of_a_review_date_and_told_why(form, desk, children, qtbot):
    choose(form, deed="review")
    assert form.fields["review_due"].isVisible()
    assert not form.fields["class_name"].isVisible()
    type_into(form, review_due="8 Jan 2027")
    lines = told(form, qtbot)
    assert lines[0] == ("Grace Day", "14 November 2026", "8 January 2027", "")
    assert lines[1][3] == "No cycle is open: open one, and set the day in its plan."
    press(form, "Change 2 children")
    assert pupils.record_of(desk, children["grace"].id).next_review() == date(2027, 1, 8)


def test_a_status_follows_its_own_rules(form, desk, children, qtbot):
    choose(form, deed="status", status="K")
    qtbot.waitUntil(lambda: not form._soon.isActive())
    assert "Say why" in form.told.text()
    assert not form.submit.isEnabled()
    type_into(form, reason="Agreed at the panel", start="20/11/2026")
    lines = told(form, qtbot)
    assert [line[0] for line in lines if not line[3]] == ["Yusuf Khan", "Łucja Świątek"]
    assert "already has the status SEN Support" in lines[0][3]
    press(form, "Change 2 children")
    assert pupils.record_of(desk, children["lucja"].id).status(desk.today).status == "K"


def test_a_note_is_added_to_each_and_an_own_field_is_set(page, form, desk, children, qtbot):
    choose(form, deed="note")
    type_into(form, text="Invitation to the evening sent.")
    told(form, qtbot)
    press(form, "Change 4 children")
    assert len(pupils.record_of(desk, children["yusuf"].id).notes) == 1
    press(page, "Change 4 selected…")
    form = page.changing.form
    choose(form, deed="field")
    type_into(form, value="soon")
    qtbot.waitUntil(lambda: not form._soon.isActive())
    assert form.told.text() == "Letter sent takes a date, such as 3 Nov 2026."
    type_into(form, value="3 Nov 2026")
    told(form, qtbot)
    press(form, "Change 4 children")
    assert {each.value for each in nouns.CUSTOM_VALUES.all(desk.store)} == {"2026-11-03"}


def test_a_choice_is_kept_as_it_stands_in_the_list_however_it_was_typed(page, desk, qtbot, opened):
    draft = CustomFieldDraft(name="Set", kind="choice", choices=("Café", "Zoë"))
    field = custom_fields.add(desk, draft).value
    opened.window.go(Place("today"))
    page.stale = True
    opened.window.go(Place("register"))
    page.table.selectAll()
    press(page, "Change 4 selected…")
    form = page.changing.form
    choose(form, deed="field")
    choose(form, field_id=field.id)
    type_into(form, value="CAFE ")
    qtbot.waitUntil(lambda: not form._soon.isActive())
    assert [line.after for line in form.plan.lines] == ["Café"] * 4
    press(form, "Change 4 children")
    assert {each.value for each in nouns.CUSTOM_VALUES.all(desk.store)} == {"Café"}


@pytest.mark.parametrize(("deed", "missing"), [("year", "Choose the year group."), ("need", "Choose the need.")])
def test_nothing_is_chosen_before_a_person_has(form, qtbot, deed, missing):
    form.fields["deed"].set_value(deed)
    form.fields["deed"].changed.emit()
    qtbot.waitUntil(lambda: not form._soon.isActive())
    assert form.told.text() == missing
    assert not form.submit.isEnabled()


def test_the_keyboard_comes_back_to_the_button_beside_the_list(page, opened):
    page.table.selectAll()
    settled()
    page.preview.change.setFocus()
    page.preview.change.click()
    settled()
    assert page.room.sheet.form is not None
    assert not page.preview.isVisible()
    QTest.keyClick(opened.window.focusWidget(), Qt.Key.Key_Escape)
    settled()
    assert page.room.sheet.form is None
    assert page.preview.change.hasFocus()


def test_many_are_seen_and_changed_on_the_worker(page, desk, children, qtbot, monkeypatch):
    monkeypatch.setattr(bulk, "AT_ONCE", 2)
    monkeypatch.setattr(register_changing, "SEEN_AT_ONCE", 2)
    page.table.selectAll()
    press(page, "Change 4 selected…")
    form = page.changing.form
    choose(form, deed="need", need="ASD")
    qtbot.waitUntil(lambda: form.plan is not None)
    assert form.told.text() == "3 children would change; 1 is left out."
    press(form, "Change 3 children")
    qtbot.waitUntil(lambda: page.changing.job is None and page.room.sheet.form is None)
    assert [need.code for need in pupils.record_of(desk, children["amelia"].id).needs] == ["SLCN", "MLD", "ASD"]
    assert undoing.undo_label(desk) == "Add need Autism for 3 children"


def test_nobody_is_changed_on_another_day_or_without_the_right(page, opened):
    page.table.selectAll()
    assert page.line.selected.isVisible()
    page.show_as_at(date(2026, 9, 10))
    page.table.selectAll()
    assert not page.line.selected.isVisible()
    assert not page.preview.change.isVisible()


def test_what_was_done_is_said_in_the_past_tense(page, form, opened, qtbot):
    said = []
    opened.work.said.connect(lambda words, _undo: said.append(words))
    type_into(form, class_name="4B")
    told(form, qtbot)
    press(form, "Change 3 children")
    assert said[-1] == "Class 4B set for 3 children"
    for deed, typed, words in (
        ("year", {"year_group": "3"}, "Year 3 set for 4 children"),
        ("need", {"need": "ASD"}, "Need Autism added for 3 children"),
        ("note", {"text": "Letter sent home."}, "Note added for 4 children"),
    ):
        press(page, "Change 4 selected…")
        form = page.changing.form
        choose(form, deed=deed)
        if deed == "note":
            type_into(form, **typed)
        else:
            choose(form, **typed)
        told(form, qtbot)
        form.submit.click()
        assert said[-1] == words


def test_many_changed_on_the_worker_are_told_of_in_the_past_tense_too(page, opened, qtbot, monkeypatch):
    monkeypatch.setattr(bulk, "AT_ONCE", 2)
    said = []
    opened.work.said.connect(lambda words, _undo: said.append(words))
    page.table.selectAll()
    press(page, "Change 4 selected…")
    form = page.changing.form
    type_into(form, class_name="5C")
    told(form, qtbot)
    press(form, "Change 3 children")
    qtbot.waitUntil(lambda: page.changing.job is None and page.room.sheet.form is None)
    assert said[-1] == "Class 5C set for 3 children"


def test_a_class_that_nobody_is_in_and_children_of_different_years_are_remarked(page, form, qtbot, children):
    assert not form.remarks.isVisible()
    type_into(form, class_name="9Z")
    told(form, qtbot)
    assert form.remarks.isVisible()
    assert form.remarks.text().splitlines() == [
        "▲ Nobody on roll is in class 9Z yet: it would be a new class.",
        "▲ They are in different years now: Year 1 (1), Year 4 (1), Year 5 (1), Year 6 (1).",
    ]
    assert form.submit.isEnabled()
    assert form.submit.accessibleDescription().endswith("Year 5 (1), Year 6 (1).")
    type_into(form, class_name="5c")
    told(form, qtbot)
    assert form.remarks.text().splitlines()[0] == "▲ On the roll this class is written 5C."
    page.put_away()
    page.table.select(children["grace"].id)
    page._change_selected()
    alone = page.changing.form
    type_into(alone, class_name="5D")
    told(alone, qtbot)
    assert alone.remarks.text() == "▲ Nobody on roll is in class 5D yet: it would be a new class."
    type_into(alone, class_name="4B")
    told(alone, qtbot)
    assert not alone.remarks.isVisible()
